// Providers whose key set is wrong in one way.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeCurve, makeRsa, shown } from './keys.mjs';

const changing = (change) => ({ keySet: (set, context) => change(set.keys, context) });

// One more key, made once, beside the sound ones or in place of them.
const making = (make, place = (keys, own) => keys.push(own)) => ({
    async before(ctx, context) {
        if (ctx.path === '/jwks') context.extra ??= await make(context);
    },
    keySet: (set, context) => place(set.keys, context.extra),
});

const written = (write, type = 'application/json') => ({
    keySet(set, context, ctx) {
        ctx.body = write(set, context);
        ctx.type = type;
    },
});

const toNumber = (text) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
const toText = (number) => {
    const digits = number.toString(16);
    return Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex').toString('base64url');
};

// A self-signed certificate of a key, as x5c holds it.
function certify(key, from, until) {
    const folder = mkdtempSync(join(tmpdir(), 'identity-provider-'));
    const at = (name) => join(folder, name);
    try {
        writeFileSync(at('key.pem'), key);
        writeFileSync(at('index'), '');
        writeFileSync(at('serial'), '01');
        writeFileSync(at('ca.cnf'), `[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=${folder}\ndatabase=${at('index')}\nserial=${at('serial')}\n`
            + 'default_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n[req]\ndistinguished_name=name\n[name]\n');
        const run = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });
        run('req', '-new', '-config', at('ca.cnf'), '-key', at('key.pem'), '-subj', '/CN=signing', '-out', at('request.pem'));
        run('ca', '-batch', '-config', at('ca.cnf'), '-selfsign', '-keyfile', at('key.pem'), '-in', at('request.pem'),
            '-startdate', from, '-enddate', until, '-notext', '-out', at('own.pem'));
        return readFileSync(at('own.pem'), 'utf8').replace(/-----[^-]+-----|\s/g, '');
    } finally {
        rmSync(folder, { recursive: true });
    }
}

async function withCertificate(other, until) {
    const own = await makeRsa(2048, 'certified-1');
    const signer = other ? await makeRsa(2048, 'other') : own;
    const pem = createPrivateKey({ key: signer, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' });
    return { ...shown(own), x5c: [certify(pem, '20250101000000Z', until)] };
}

export const variants = {
    'keys-missing': { before: (ctx) => ctx.path === '/jwks' && ((ctx.status = 404), (ctx.body = 'not here'), true) },
    'keys-page': written(() => '<!DOCTYPE html><title>Portal</title>', 'text/html'),
    'keys-no-array': written((set) => JSON.stringify({ keys: Object.fromEntries(set.keys.map((key) => [key.kid, key])) })),
    'keys-empty': changing((keys) => keys.splice(0)),
    'keys-only-encryption': changing((keys) => keys.forEach((key) => Object.assign(key, { use: 'enc', alg: undefined }))),
    'keys-foreign': { discovery: (own) => { own.jwks_uri = 'https://keys.elsewhere.invalid/jwks'; } },
    'keys-plain': { discovery: (own) => { own.jwks_uri = own.jwks_uri.replace(/^https?:/, 'http:'); } },

    'key-private-rsa': changing((keys, context) => Object.assign(keys[0], context.keys[0])),
    'key-private-curve': changing((keys, context) => { keys[1].d = context.keys[1].d; }),
    'key-symmetric': changing((keys) => keys.push({ kty: 'oct', kid: 'shared-1', use: 'sig', alg: 'HS256', k: randomBytes(32).toString('base64url') })),
    'key-small': making(async () => shown(await makeRsa(1024, 'small-1'))),
    'key-exponent-3': making(async () => shown(await makeRsa(2048, 'three-1', 3))),
    'key-exponent-even': changing((keys) => { keys[0].e = 'AQAA'; }),
    'key-even-modulus': changing((keys) => { keys[0].n = toText(toNumber(keys[0].n) & ~1n); }),
    'key-weak-curve': changing((keys) => keys.push({
        kty: 'EC', crv: 'P-192', kid: 'small-curve', use: 'sig', x: randomBytes(24).toString('base64url'), y: randomBytes(24).toString('base64url'),
    })),
    'key-bitcoin-curve': making(async () => shown(await makeCurve('secp256k1', 'coin-1', 'ES256K'))),
    'key-off-curve': changing((keys) => { keys[1].y = toText(toNumber(keys[1].y) ^ 2n); }),
    'key-shared-modulus': changing((keys) => keys.push({ ...keys[0], kid: 'rsa-2' })),
    'key-shared-factor': making(async (context) => {
        const other = await makeRsa(2048, 'rsa-2');
        return { ...shown(other), n: toText(toNumber(context.keys[0].p) * toNumber(other.p)) };
    }),
    'key-duplicate-id': changing((keys) => { keys[1].kid = keys[0].kid; }),
    'key-without-id': changing((keys) => { delete keys[1].kid; }),
    'key-without-use': changing((keys) => { delete keys[0].use; }),
    'key-without-algorithm': changing((keys) => { delete keys[0].alg; }),
    'key-padded': changing((keys) => { keys[0].n = `${keys[0].n}==`; }),
    'key-other-alphabet': changing((keys) => { keys[0].n = Buffer.from(keys[0].n, 'base64url').toString('base64').replace(/=+$/, ''); }),
    'key-not-base64': changing((keys) => { keys[0].n = 'không phải base64'; }),
    'key-lacks-member': changing((keys) => { delete keys[0].e; }),
    'key-algorithm-of-other-type': changing((keys) => { keys[0].alg = 'ES256'; }),
    // What the provider shows where nobody gave it keys.
    'key-default': { settings: (own) => { delete own.jwks; } },

    // The provider signs with the key of its TLS certificate.
    'key-of-certificate': {
        settings(own, { options }) {
            const key = createPrivateKey(options.tls.key).export({ format: 'jwk' });
            own.jwks = { keys: [{ ...key, kid: 'tls-1', use: 'sig', alg: 'RS256' }] };
        },
    },

    'certificate-sound': making(() => withCertificate(false, '20401231235959Z')),
    'certificate-other-key': making(() => withCertificate(true, '20401231235959Z')),
    'certificate-expired': making(() => withCertificate(false, '20250601000000Z')),
    'certificate-broken': changing((keys) => { keys[0].x5c = ['MIIB']; }),
};
