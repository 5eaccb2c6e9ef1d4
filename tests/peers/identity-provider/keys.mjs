// Keys of the provider: made anew at each start, except where a test needs a particular fault.

import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

// The sound set: one key for RS256 and one for ES256.
export async function makeKeys() {
    const [rsa, curve] = await Promise.all([makeRsa(2048, 'rsa-1'), makeCurve('P-256', 'ec-1', 'ES256')]);
    return [rsa, curve];
}

export async function makeRsa(bits, kid, exponent = 0x10001) {
    const { privateKey } = await generate('rsa', { modulusLength: bits, publicExponent: exponent });
    return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}

export async function makeCurve(namedCurve, kid, alg) {
    const { privateKey } = await generate('ec', { namedCurve });
    return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg };
}

// What of a key may be shown.
export function shown({ kty, use, alg, kid, crv, n, e, x, y }) {
    return JSON.parse(JSON.stringify({ kty, use, alg, kid, crv, n, e, x, y }));
}
