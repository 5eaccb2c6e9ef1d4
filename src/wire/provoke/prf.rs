//! The pseudo-random functions of TLS 1.0 to 1.2 (RFC 2246, section 5; RFC 5246, section 5) and the hash over the
//! handshake that goes with each.

use aws_lc_rs::{digest, hmac};
use md5::{Digest, Md5};

/// Which pseudo-random function a session uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Prf {
    /// MD5 and SHA-1 together, before TLS 1.2.
    Legacy,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
}

impl Prf {
    /// `length` bytes out of a secret.
    pub(super) fn expand(self, secret: &[u8], label: &str, seed: &[u8], length: usize) -> Vec<u8> {
        let seed = [label.as_bytes(), seed].concat();
        match self {
            Self::Sha256 => stretch(&seed, length, |text| sign(hmac::HMAC_SHA256, secret, text)),
            Self::Sha384 => stretch(&seed, length, |text| sign(hmac::HMAC_SHA384, secret, text)),
            Self::Legacy => {
                // Two halves, which share the middle byte of an odd length.
                let half = secret.len().div_ceil(2);
                let first = secret.get(..half).unwrap_or_default();
                let second = secret.get(secret.len() - half..).unwrap_or_default();
                let left = stretch(&seed, length, |text| sign_md5(first, text));
                let right = stretch(&seed, length, |text| sign(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, second, text));
                left.iter().zip(right).map(|(left, right)| left ^ right).collect()
            }
        }
    }

    /// The hash over the messages of a handshake.
    pub(super) fn digest(self, messages: &[u8]) -> Vec<u8> {
        let hash = |algorithm| digest::digest(algorithm, messages).as_ref().to_vec();
        match self {
            Self::Legacy => [Md5::digest(messages).to_vec(), hash(&digest::SHA1_FOR_LEGACY_USE_ONLY)].concat(),
            Self::Sha256 => hash(&digest::SHA256),
            Self::Sha384 => hash(&digest::SHA384),
        }
    }
}

/// `P_hash` of RFC 5246, section 5.
fn stretch(seed: &[u8], length: usize, sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut output = Vec::with_capacity(length + 48);
    let mut turn = sign(seed);
    while output.len() < length {
        output.extend(sign(&[&turn, seed].concat()));
        turn = sign(&turn);
    }
    output.truncate(length);
    output
}

/// An HMAC.
pub(super) fn sign(algorithm: hmac::Algorithm, key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, key), text).as_ref().to_vec()
}

/// HMAC-MD5 (RFC 2104), which the provider does not have.
fn sign_md5(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    let short = if key.len() > block.len() { Md5::digest(key).to_vec() } else { key.to_vec() };
    for (place, byte) in block.iter_mut().zip(short) {
        *place = byte;
    }
    let masked = |mask: u8| block.iter().map(|byte| byte ^ mask).collect::<Vec<u8>>();
    let inner = Md5::digest([masked(0x36), text.to_vec()].concat());
    Md5::digest([masked(0x5c), inner.to_vec()].concat()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hexadecimal(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn hmac_md5_is_that_of_rfc_2202() {
        assert_eq!(hexadecimal(&sign_md5(&[0x0b; 16], b"Hi There")), "9294727a3638bb1c13f48ef8158bfc9d");
        let long = sign_md5(&[0xaa; 80], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(hexadecimal(&long), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
    }

    /// Against the function of the installed OpenSSL.
    #[test]
    fn the_functions_are_those_of_openssl() {
        for (prf, name) in [(Prf::Legacy, "MD5-SHA1"), (Prf::Sha256, "SHA256"), (Prf::Sha384, "SHA384")] {
            let secret = b"a secret of an odd length, really";
            let digest = format!("digest:{name}");
            let options = ["-kdfopt", "hexseed:6c6162656c01020304", "-kdfopt", &digest];
            let output = std::process::Command::new("openssl")
                .args(["kdf", "-keylen", "100", "-kdfopt", &format!("hexsecret:{}", hexadecimal(secret))])
                .args(options)
                .arg("TLS1-PRF")
                .output()
                .expect("openssl runs");
            let expected = String::from_utf8(output.stdout).expect("text").to_lowercase().replace([':', '\n'], "");
            assert_eq!(hexadecimal(&prf.expand(secret, "label", &[1, 2, 3, 4], 100)), expected, "{name}");
        }
    }
}
