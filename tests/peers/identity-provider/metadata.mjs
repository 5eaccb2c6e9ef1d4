// Providers whose metadata is wrong in one way.

const foreign = (path) => `https://login.elsewhere.invalid${path}`;
const plain = (address) => address.replace(/^https?:\/\//, 'http://');
const lacking = (...names) => ({ discovery: (own) => names.forEach((name) => delete own[name]) });
const saying = (members) => ({ discovery: (own) => Object.assign(own, members) });
const adding = (name, ...words) => ({ discovery: (own) => { own[name] = [...(own[name] ?? []), ...words]; } });

// The document as other bytes than the provider's own.
const written = (write, type = 'application/json') => ({
    discovery(own, context, ctx) {
        ctx.body = write(own, context);
        ctx.type = type;
    },
});

export const variants = {
    // Nothing answers, everything is a page, or something answers that is no document.
    'discovery-missing': { before: (ctx) => ctx.path.startsWith('/.well-known/') && ((ctx.status = 404), (ctx.body = 'not here'), true) },
    'discovery-page': {
        before(ctx) {
            if (!ctx.path.startsWith('/.well-known/')) return false;
            ctx.type = 'html';
            ctx.body = '<!DOCTYPE html><title>Portal</title><div id="app"></div>';
            return true;
        },
    },
    'discovery-wrong-content-type': written((own) => JSON.stringify(own), 'text/plain'),
    'discovery-broken': written((own) => JSON.stringify(own).slice(0, -20)),
    'discovery-array': written((own) => JSON.stringify([own])),
    'discovery-duplicate-member': written((own) => JSON.stringify(own).replace('{', '{"issuer":"https://login.elsewhere.invalid",')),
    'discovery-wrong-type': saying({ scopes_supported: 'openid profile' }),
    'discovery-wrong-member-type': saying({ claims_supported: ['sub', 7] }),
    'discovery-lacks-jwks-uri': lacking('jwks_uri'),
    'discovery-lacks-authorization': lacking('authorization_endpoint'),
    'discovery-lacks-subject-types': lacking('subject_types_supported'),
    'discovery-error': {
        before: (ctx) => ctx.path.startsWith('/.well-known/') && ((ctx.status = 500), (ctx.body = 'Error: at Object.<anonymous> (/srv/idp/app.js:10:5)'), true),
    },

    'issuer-other-host': { discovery: (own) => { own.issuer = foreign(''); } },
    'issuer-slash': { discovery: (own) => { own.issuer += '/'; } },
    'issuer-capitals': { discovery: (own) => { own.issuer = own.issuer.replace(/^https?/, (word) => word.toUpperCase()); } },
    'issuer-default-port': { discovery: (own) => { own.issuer = own.issuer.replace(/:\d+/, ''); } },
    'issuer-query': { discovery: (own) => { own.issuer += '?realm=tinh'; } },
    'issuer-fragment': { discovery: (own) => { own.issuer += '#tinh'; } },
    'issuer-plain': { discovery: (own) => { own.issuer = plain(own.issuer); } },

    'endpoint-plain': { discovery: (own) => { own.token_endpoint = plain(own.token_endpoint); } },
    'endpoint-plain-alias': { discovery: (own) => { own.mtls_endpoint_aliases = { token_endpoint: plain(own.token_endpoint) }; } },
    'endpoint-foreign': { discovery: (own) => { own.userinfo_endpoint = foreign('/me'); } },
    'endpoint-relative': { discovery: (own) => { own.token_endpoint = '/token'; } },
    'registration-foreign': { discovery: (own) => { own.registration_endpoint = foreign('/reg'); } },

    'alg-none': adding('id_token_signing_alg_values_supported', 'none'),
    'alg-none-request-object': saying({ request_parameter_supported: true, request_object_signing_alg_values_supported: ['ES256', 'none'] }),
    'alg-symmetric': adding('id_token_signing_alg_values_supported', 'HS256'),
    'alg-weak-encryption': saying({ id_token_encryption_alg_values_supported: ['RSA1_5', 'RSA-OAEP-256'] }),
    'alg-weak-signature': adding('token_endpoint_auth_signing_alg_values_supported', 'RS1'),
    'alg-no-key': saying({ id_token_signing_alg_values_supported: ['RS256', 'ES256', 'EdDSA'] }),

    'implicit-response-type': adding('response_types_supported', 'id_token token'),
    'implicit-id-token': adding('response_types_supported', 'id_token'),
    'implicit-grant': adding('grant_types_supported', 'implicit'),
    'hybrid': adding('response_types_supported', 'code token'),
    'password-grant': adding('grant_types_supported', 'password'),

    'pkce-missing': lacking('code_challenge_methods_supported'),
    'pkce-plain': adding('code_challenge_methods_supported', 'plain'),
    'pkce-only-plain': saying({ code_challenge_methods_supported: ['plain'] }),

    'request-uri-open': saying({ request_uri_parameter_supported: true }),
    'request-uri-omitted': lacking('request_uri_parameter_supported'),
    'request-uri-registered': saying({ request_uri_parameter_supported: true, require_request_uri_registration: true }),
    'iss-missing-in-metadata': lacking('authorization_response_iss_parameter_supported'),
    'logout-missing': lacking('end_session_endpoint'),
    'registration-advertised': { discovery: (own, { issuer }) => { own.registration_endpoint = `${issuer}/reg`; } },
    'client-auth-none': adding('token_endpoint_auth_methods_supported', 'none'),
    'cors-credentials-discovery': {
        after(ctx) {
            if (!ctx.path.startsWith('/.well-known/') || !ctx.get('origin')) return;
            ctx.set('access-control-allow-origin', ctx.get('origin'));
            ctx.set('access-control-allow-credentials', 'true');
        },
    },
    'clock-behind': { after: (ctx) => ctx.set('date', new Date(Date.now() - 3_600_000).toUTCString()) },
};
