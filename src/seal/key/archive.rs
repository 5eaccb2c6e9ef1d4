//! A key in a PKCS#12 file, as OpenSSL 3 writes them (AES) and as older programs do (RC2, 3DES).

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair};
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as ArchiveError;
use zeroize::Zeroizing;

use super::{KeyError, Signer, algorithm, arranged};
use crate::seal::algorithm::{Algorithm, Digest};
use crate::seal::asn1::{Item, tag};
use crate::seal::certificate::Certificate;

/// An opened key file.
pub struct Archive {
    chain: Vec<Certificate>,
    algorithm: Algorithm,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl Archive {
    /// Opens a file with its password.
    ///
    /// # Errors
    /// Wrong password, damaged file, not exactly one key, no certificate for it, or a key that does not sign here.
    pub fn open(bytes: &[u8], password: &str) -> Result<Self, KeyError> {
        let archive = Pkcs12Archive::from_pkcs12(bytes, password).map_err(|error| match error {
            ArchiveError::MacError(_) | ArchiveError::UnpadError | ArchiveError::Pkcs5Error(_) => {
                KeyError::WrongPassword
            }
            _ => KeyError::Unreadable,
        })?;
        let [bag] = archive.keys.as_slice() else { return Err(KeyError::NotOneKey(archive.keys.len())) };
        let der = Zeroizing::new(bag.key.as_der().to_vec());
        let certificates: Vec<Certificate> =
            archive.certs.iter().filter_map(|bag| Certificate::read(bag.cert.as_der()).ok()).collect();
        let (key, public) = Key::read(&der)?;
        let chain = arranged(&certificates, |one| public_bits(one) == Some(&*public))?;
        let algorithm = algorithm(chain.first().ok_or(KeyError::NoCertificate)?)?;
        Ok(Self { chain, algorithm, key })
    }

    /// Adds authorities that did not come with the key, so that the signature brings its path along.
    #[must_use]
    pub fn with_authorities(mut self, authorities: &[Certificate]) -> Self {
        super::complete(&mut self.chain, authorities);
        self
    }
}

impl Key {
    /// The key and its public half.
    fn read(der: &[u8]) -> Result<(Self, Vec<u8>), KeyError> {
        if let Ok(key) = RsaKeyPair::from_pkcs8(der) {
            let public = key.public_key().as_ref().to_vec();
            return Ok((Self::Rsa(key), public));
        }
        let curves = [&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &signature::ECDSA_P384_SHA384_ASN1_SIGNING];
        let key =
            curves.into_iter().find_map(|curve| EcdsaKeyPair::from_pkcs8(curve, der).ok()).ok_or(KeyError::Kind)?;
        let public = key.public_key().as_ref().to_vec();
        Ok((Self::Ec(key), public))
    }
}

impl Signer for Archive {
    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Ec(key) => {
                let signature = key.sign(&random, message).map_err(|_| KeyError::Failed)?;
                Ok(signature.as_ref().to_vec())
            }
            Key::Rsa(key) => {
                let padding = match self.algorithm.digest() {
                    Digest::Sha256 => &signature::RSA_PKCS1_SHA256,
                    Digest::Sha384 => &signature::RSA_PKCS1_SHA384,
                    Digest::Sha512 => &signature::RSA_PKCS1_SHA512,
                };
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(padding, &random, message, &mut signature).map_err(|_| KeyError::Failed)?;
                Ok(signature)
            }
        }
    }
}

/// The bits of the public key of a certificate.
fn public_bits(certificate: &Certificate) -> Option<&[u8]> {
    let mut inside = Item::only(&certificate.public_key, tag::SEQUENCE).ok()?.inside();
    inside.tagged(tag::SEQUENCE).ok()?;
    inside.tagged(tag::BIT_STRING).ok()?.bits().ok()
}
