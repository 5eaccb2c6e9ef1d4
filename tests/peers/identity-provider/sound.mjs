// How a sound provider is set up, and sound providers that look unlike the first one.

import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { makeCurve, shown } from './keys.mjs';

// Code flow only, PKCE always, return addresses exact, logout, no registration.
export function settings({ options, keys }) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const clientKey = { ...publicKey.export({ format: 'jwk' }), kid: 'client-1', use: 'sig', alg: 'ES256' };
    return {
        clients: [{
            client_id: options.client,
            redirect_uris: [options.return],
            post_logout_redirect_uris: [new URL('/', options.return).href],
            response_types: ['code'],
            grant_types: ['authorization_code'],
            token_endpoint_auth_method: 'private_key_jwt',
            jwks: { keys: [clientKey] },
        }],
        jwks: { keys },
        responseTypes: ['code'],
        clientAuthMethods: ['private_key_jwt', 'client_secret_basic'],
        cookies: { keys: [randomBytes(32).toString('hex')] },
        interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
        pkce: { required: () => true },
        features: {
            devInteractions: { enabled: false },
            introspection: { enabled: true, allowedPolicy: () => true },
            revocation: { enabled: true },
            rpInitiatedLogout: { enabled: true },
            userinfo: { enabled: true },
        },
        async findAccount() {
            return undefined;
        },
    };
}

// The page on which people would sign in.
export function answerInteraction(ctx) {
    if (!ctx.path.startsWith('/interaction/')) return false;
    ctx.set('cache-control', 'no-store');
    ctx.set('content-security-policy', "default-src 'self'; frame-ancestors 'none'");
    ctx.type = 'html';
    ctx.body = '<!DOCTYPE html><title>Sign in</title><form method="post"><input name="user"><input type="password" name="password"></form>';
    return true;
}

export const variants = {
    'sound': {},
    // RFC 8414 with a path: the well-known part stands before it.
    'sound-oauth': { located: ['/.well-known/oauth-authorization-server{path}'] },
    'sound-both-forms': {
        located: ['{path}/.well-known/openid-configuration', '/.well-known/oauth-authorization-server{path}'],
    },
    // The strict profile: pushed requests, sender-bound tokens, client authentication by key.
    'sound-strict': {
        settings(own) {
            own.clientAuthMethods = ['private_key_jwt'];
            own.features.pushedAuthorizationRequests = { enabled: true, requirePushedAuthorizationRequests: true };
            own.features.dPoP = { enabled: true };
        },
    },
    // Public documents may be read by any page.
    'sound-open-cors': {
        after(ctx) {
            if (ctx.path === '/jwks' || ctx.path.startsWith('/.well-known/')) ctx.set('access-control-allow-origin', '*');
        },
    },
    // What is not said has a default that names implicit (RFC 8414, section 2), but no response type leads there.
    'sound-grants-unsaid': { discovery: (own) => { delete own.grant_types_supported; } },
    // A kind of key that nobody knows yet stands beside the ones that all know (RFC 7517, section 5).
    'sound-new-key-type': {
        keySet(set) {
            set.keys.push({ kty: 'FUTURE', kid: 'next-1', use: 'sig', alg: 'FUTURE-1', pub: 'AQAB' });
        },
    },
    // The next key is announced before it is used.
    'sound-rotating': {
        async before(ctx, context) {
            context.next ??= shown(await makeCurve('P-256', 'ec-2', 'ES256'));
        },
        keySet(set, context) {
            set.keys.push(context.next);
        },
    },
    // Registration with an initial access token.
    'sound-guarded-registration': {
        settings(own) {
            own.features.registration = { enabled: true, initialAccessToken: randomBytes(16).toString('hex') };
        },
    },
};
