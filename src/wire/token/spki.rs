//! Public keys in DER and PEM (RFC 5280, 4.1; RFC 8017, A.1; RFC 5480, 2; RFC 7468).

use super::base64url;

/// `AlgorithmIdentifier` of rsaEncryption (1.2.840.113549.1.1.1), with its NULL.
const RSA: &[u8] = &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// `AlgorithmIdentifier` of ecPublicKey (1.2.840.10045.2.1) on prime256v1 (1.2.840.10045.3.1.7).
const P256: &[u8] = &[
    0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07,
];
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// A key of RSA.
pub(super) fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = part(SEQUENCE, &[integer(modulus), integer(exponent)].concat());
    info(RSA, &key)
}

/// A key on P-256.
pub(super) fn elliptic(x: &[u8], y: &[u8]) -> Vec<u8> {
    info(P256, &[&[0x04], x, y].concat())
}

/// DER in lines of 64 letters.
pub(super) fn pem(der: &[u8]) -> String {
    let mut letters: Vec<u8> = base64url::encoded(der)
        .bytes()
        .map(|letter| match letter {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    while !letters.len().is_multiple_of(4) {
        letters.push(b'=');
    }
    let lines: Vec<_> = letters.chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

fn info(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    part(SEQUENCE, &[algorithm, &part(BIT_STRING, &[&[0], key].concat())].concat())
}

/// A number that is never negative.
fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let number = number.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if number.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    part(INTEGER, &[sign, number].concat())
}

fn part(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.iter().copied().skip_while(|byte| *byte == 0).collect();
    let mut all = vec![tag];
    match significant.as_slice() {
        [] => all.push(0),
        [short] if *short < 0x80 => all.push(*short),
        long => {
            all.push(0x80 | u8::try_from(long.len()).unwrap_or(0x7f));
            all.extend_from_slice(long);
        }
    }
    all.extend_from_slice(content);
    all
}
