// An OpenID provider on loopback for the tests: the certified oidc-provider, either sound or wrong in one way.
//
//   node provider.mjs --variant NAME... [--name HOST] [--tls CERT KEY] [--path /realm] [--client ID] [--return ADDRESS]
//   node provider.mjs --list
//
// Says `plain PORT` (only where there is TLS) and then `listening PORT` once it listens, for each variant in turn. Ends when its input ends, so
// that no test can leave it behind. The folder with the packages is named by KIEMTRA_PEERS.

import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { once } from 'node:events';

import { makeKeys } from './keys.mjs';
import * as metadata from './metadata.mjs';
import * as keySets from './key-sets.mjs';
import * as flow from './flow.mjs';
import * as sound from './sound.mjs';

const VARIANTS = { ...sound.variants, ...metadata.variants, ...keySets.variants, ...flow.variants };

const options = read(process.argv.slice(2));
if (options.list) {
    console.log(Object.keys(VARIANTS).join('\n'));
    process.exit(0);
}
const chosen = options.variants.map((name) => {
    if (!VARIANTS[name]) throw new Error(`there is no variant ${name}`);
    return VARIANTS[name];
});
const { default: Provider } = await import(pathToFileURL(`${process.env.KIEMTRA_PEERS}/node_modules/oidc-provider/lib/index.js`));
// Of what a provider shows, only its keys cost time; one set serves every variant that has sound ones.
const keys = await makeKeys();
for (const variant of chosen) await start(variant);
process.stdin.resume().on('end', () => process.exit(0));

function read(words) {
    const found = {
        variants: [], name: '127.0.0.1', path: '', client: 'cong-dich-vu-cong', return: 'https://portal.example.vn/auth/return',
    };
    while (words.length) {
        const word = words.shift().replace(/^--/, '');
        if (word === 'list') found.list = true;
        else if (word === 'variant') found.variants.push(words.shift());
        else if (word === 'tls') found.tls = { cert: readFileSync(words.shift()), key: readFileSync(words.shift()) };
        else found[word] = words.shift();
    }
    return found;
}

// The issuer names the port, so the port comes first and the provider after it.
async function start(variant) {
    let handle = (_, response) => response.destroy();
    const listener = (request, response) => handle(request, response);
    const server = options.tls ? createSecure(options.tls, listener) : createPlain(listener);
    const port = await listen(server);
    const scheme = options.tls ? 'https' : 'http';
    const issuer = `${scheme}://${options.name}:${port}${options.path}`;
    handle = makeHandler(variant, issuer);
    if (options.tls) await startPlain(variant, issuer, listener);
    console.log(`listening ${port}`);
}

// Beside TLS there is the plain port that every server has: it leads to https, unless the variant works there too.
async function startPlain(variant, issuer, listener) {
    const upward = (request, response) => {
        response.writeHead(301, { location: new URL(request.url, issuer).href }).end();
    };
    console.log(`plain ${await listen(createPlain(variant.answersInPlain ? listener : upward))}`);
}

async function listen(server) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
}

function makeHandler(variant, issuer) {
    const context = { issuer, options, keys };
    const settings = sound.settings(context);
    variant.settings?.(settings, context);
    const provider = new Provider(issuer, settings);
    variant.provider?.(provider, context);
    provider.use((ctx, next) => answer(ctx, next, variant, context));
    const callback = provider.callback();
    return options.path || variant.located ? mounted(callback, variant.located ?? [], options.path) : callback;
}

// A variant may answer before the provider does, and change the answer after it.
async function answer(ctx, next, variant, context) {
    if (variant.before && (await variant.before(ctx, context)) === true) return;
    if (!sound.answerInteraction(ctx)) await next();
    if (ctx.path.startsWith('/.well-known/')) change(ctx, variant.discovery, context);
    if (ctx.path === '/jwks') change(ctx, variant.keySet, context);
    await variant.after?.(ctx, context);
}

// A copy is changed: the provider shows the same lists again at the next request.
function change(ctx, how, context) {
    if (ctx.status !== 200 || !how) return;
    ctx.body = structuredClone(ctx.body);
    how(ctx.body, context, ctx);
}

// Below a path, and with the second well-known form of RFC 8414, which the provider does not have by itself.
function mounted(callback, forms, path) {
    const discovery = '/.well-known/openid-configuration';
    const served = forms.map((form) => form.replace('{path}', path));
    return (request, response) => {
        const [own, query] = request.url.split('?');
        const rest = query === undefined ? '' : `?${query}`;
        if (served.includes(own)) request.url = discovery;
        else if (served.length && own.includes('/.well-known/')) return response.writeHead(404).end();
        else if (own.startsWith(`${path}/`)) request.url = own.slice(path.length) + rest;
        else return response.writeHead(404).end();
        request.originalUrl = path + request.url;
        return callback(request, response);
    };
}
