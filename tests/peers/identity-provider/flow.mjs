// Providers that behave wrongly in one way: what a probe of the flow without an account has to see.

const AUTHORIZE = '/auth';

const isAuthorize = (ctx) => ctx.path === AUTHORIZE;
const parse = (address) => { try { return new URL(address); } catch { return undefined; } };

// Which return addresses are let through besides the registered one.
const returning = (allows) => ({
    provider(provider) {
        const exact = provider.Client.prototype.redirectUriAllowed;
        provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(address) {
            const found = parse(address);
            return exact.call(this, address) || (found !== undefined && this.redirectUris.some((own) => allows(new URL(own), found, address)));
        };
    },
});

// Takes one parameter out of the answer that goes back with the browser.
const forgetting = (...names) => ({
    after(ctx) {
        const place = parse(ctx.response.get('location'));
        if (!isAuthorize(ctx) || !place) return;
        names.forEach((name) => place.searchParams.delete(name));
        ctx.set('location', place.href);
    },
});

const changingQuery = (change) => ({
    before(ctx) {
        if (!isAuthorize(ctx)) return;
        const query = { ...ctx.query };
        change(query);
        ctx.query = query;
    },
});

const sameHost = (own, found) => own.host === found.host && own.protocol === found.protocol;

export const variants = {
    // A return address that belongs to nobody is used for the error.
    'unknown-client-redirected': {
        before(ctx, { options }) {
            if (!isAuthorize(ctx) || ctx.query.client_id === options.client || !parse(ctx.query.redirect_uri)) return false;
            ctx.redirect(`${ctx.query.redirect_uri}?error=unauthorized_client`);
            return true;
        },
    },
    'error-unescaped': {
        after(ctx) {
            if (!isAuthorize(ctx) || ctx.status !== 400) return;
            ctx.type = 'html';
            ctx.body = `<!DOCTYPE html><title>Error</title><h1>Unknown client ${ctx.query.client_id}</h1>`;
        },
    },

    'return-query': returning((own, found) => sameHost(own, found) && own.pathname === found.pathname),
    'return-prefix': returning((own, _, address) => address.startsWith(own.href)),
    'return-path': returning((own, found) => sameHost(own, found)),
    'return-dots': returning((own, _, address) => address.startsWith(own.origin) && address.includes('/../')),
    'return-host-suffix': returning((own, found) => found.hostname.startsWith(`${own.hostname}.`)),
    'return-sibling': returning((own, found) => found.hostname.endsWith(own.hostname.replace(/^[^.]+/, ''))),
    'return-userinfo': returning((own, found, address) => address.startsWith(`${own.protocol}//${own.hostname}@`) || found.username !== ''),
    'return-port': returning((own, found) => own.hostname === found.hostname && own.pathname === found.pathname && own.protocol === found.protocol),
    'return-scheme': returning((own, found) => own.host === found.host && own.pathname === found.pathname),
    'return-capitals': returning((own, found) => own.href.toLowerCase() === found.href.toLowerCase()),
    'return-fragment': returning((own, found) => own.href === found.href.replace(/#.*/, '')),
    'return-any': returning(() => true),

    'pkce-optional': { settings: (own) => { own.pkce.required = () => false; } },
    // Plain is taken: told to the provider below as if it were a digest, so that everything else is its own.
    'pkce-plain-taken': changingQuery((query) => { if (query.code_challenge_method === 'plain') query.code_challenge_method = 'S256'; }),
    'implicit-taken': {
        before(ctx, { options, issuer }) {
            const { response_type: type = '', redirect_uri: back, state = '' } = ctx.query;
            if (!isAuthorize(ctx) || !type.split(' ').includes('token') || back !== options.return) return false;
            ctx.redirect(`${back}#${new URLSearchParams({ error: 'login_required', state, iss: issuer })}`);
            return true;
        },
    },
    'state-forgotten': forgetting('state'),
    'iss-forgotten': forgetting('iss'),
    'iss-wrong': {
        after(ctx) {
            const place = parse(ctx.response.get('location'));
            if (!isAuthorize(ctx) || !place?.searchParams.has('iss')) return;
            place.searchParams.set('iss', 'https://login.elsewhere.invalid');
            ctx.set('location', place.href);
        },
    },
    'plain-http-works': { answersInPlain: true },

    'token-by-get': {
        before(ctx) {
            if (ctx.path !== '/token' || ctx.method !== 'GET') return false;
            ctx.status = 400;
            ctx.set('cache-control', 'no-store');
            ctx.body = { error: ctx.query.grant_type ? 'unsupported_grant_type' : 'invalid_request' };
            return true;
        },
    },
    'token-cacheable': { after: (ctx) => { if (ctx.path === '/token') { ctx.remove('cache-control'); ctx.remove('pragma'); } } },
    'cors-credentials': {
        after(ctx) {
            if (!['/token', '/me'].includes(ctx.path) || !ctx.get('origin')) return;
            ctx.set('access-control-allow-origin', ctx.get('origin'));
            ctx.set('access-control-allow-credentials', 'true');
        },
    },
    'userinfo-open': {
        before(ctx) {
            if (ctx.path !== '/me') return false;
            ctx.body = { sub: 'test-1', name: 'Test' };
            return true;
        },
    },
    'introspection-open': {
        before(ctx) {
            if (ctx.path !== '/token/introspection') return false;
            ctx.body = { active: false };
            return true;
        },
    },
    'registration-open': { settings: (own) => { own.features.registration = { enabled: true, initialAccessToken: false }; } },
    'logout-anywhere': {
        before(ctx) {
            const back = ctx.query.post_logout_redirect_uri;
            if (ctx.path !== '/session/end' || !parse(back)) return false;
            ctx.redirect(back);
            return true;
        },
    },
};
