//! Public keys as signatures and metadata bring them along (XML Signature, 4.5).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA1_ASN1, ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1,
    ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA1_ASN1,
    ECDSA_P521_SHA224_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519,
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA384, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
    VerificationAlgorithm,
};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::SIGNATURES;
use super::algorithm::Method;
use crate::probe::certificate::{Key, KeyAlgorithm, Leaf, SignatureHash, read_leaf, significant_bits};
use crate::probe::saml::base64;
use crate::probe::saml::xml::Element;

/// The most certificates of one place that are read.
const MOST: usize = 8;
/// The largest certificate, in bytes.
const LARGEST: usize = 64 << 10;

/// A public key.
#[derive(Debug)]
pub(in crate::probe::saml) struct PublicKey {
    /// Its certificate (DER), where there is one.
    pub(in crate::probe::saml) certificate: Option<Vec<u8>>,
    /// The fields of the certificate.
    pub(in crate::probe::saml) leaf: Option<Leaf>,
    /// Its kind and size.
    pub(in crate::probe::saml) shown: Key,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// The bits of a SubjectPublicKeyInfo.
    Bits(Vec<u8>),
    /// The numbers of an RSA key: modulus and exponent.
    Numbers(Vec<u8>, Vec<u8>),
}

/// The readable keys of a KeyInfo.
pub(super) fn keys(info: Option<&Element>) -> Vec<PublicKey> {
    info.map(|own| read(own).into_iter().flatten().collect()).unwrap_or_default()
}

/// The keys of a KeyInfo in their order: its certificates, or where it has none its bare key; `None` for what cannot be
/// read.
pub(in crate::probe::saml) fn read(info: &Element) -> Vec<Option<PublicKey>> {
    let data = info.named(SIGNATURES, "X509Data");
    let certificates = data.flat_map(|own| own.named(SIGNATURES, "X509Certificate")).take(MOST);
    let found: Vec<_> = certificates.map(|own| PublicKey::certified(&own.text())).collect();
    if !found.is_empty() {
        return found;
    }
    let values = info.named(SIGNATURES, "KeyValue").take(MOST);
    values.map(|own| own.only(SIGNATURES, "RSAKeyValue").and_then(PublicKey::bare)).collect()
}

impl PublicKey {
    /// The key of a certificate in Base64.
    fn certified(text: &str) -> Option<Self> {
        let der = base64::decode(text).filter(|own| own.len() <= LARGEST)?;
        let leaf = read_leaf(&der)?;
        let (_, certificate) = X509Certificate::from_der(&der).ok()?;
        let bits = certificate.public_key().subject_public_key.data.to_vec();
        let shown = leaf.key.clone();
        Some(Self { certificate: Some(der), leaf: Some(leaf), shown, form: Form::Bits(bits) })
    }

    /// An RSA key by its numbers.
    fn bare(value: &Element) -> Option<Self> {
        let number = |name| value.only(SIGNATURES, name).and_then(|own| base64::decode(&own.text()));
        let modulus: Vec<u8> = number("Modulus")?.into_iter().skip_while(|byte| *byte == 0).collect();
        let exponent: Vec<u8> = number("Exponent")?.into_iter().skip_while(|byte| *byte == 0).collect();
        if modulus.is_empty() || exponent.is_empty() || modulus.len() > LARGEST || exponent.len() > 8 {
            return None;
        }
        let shown = Key { algorithm: KeyAlgorithm::Rsa, bits: significant_bits(&modulus) };
        Some(Self { certificate: None, leaf: None, shown, form: Form::Numbers(modulus, exponent) })
    }

    /// Whether two are the same key, whatever certificates they are in.
    pub(in crate::probe::saml) fn is_same(&self, other: &Self) -> bool {
        match (&self.leaf, &other.leaf, &self.form, &other.form) {
            (Some(own), Some(other), _, _) => own.key_fingerprint == other.key_fingerprint,
            (_, _, Form::Numbers(own, _), Form::Numbers(other, _)) => own == other,
            _ => false,
        }
    }

    /// Whether it made a signature; `None` where that is not verified here.
    pub(super) fn made(&self, method: Method, hash: SignatureHash, message: &[u8], signature: &[u8]) -> Option<bool> {
        let (kind, bits) = (self.shown.algorithm, self.shown.bits);
        match (method, kind) {
            (Method::Rsa | Method::Pss, KeyAlgorithm::Rsa) => {
                let (parameters, least) = rsa(method, hash)?;
                if !(least..=8192).contains(&bits) {
                    return None;
                }
                Some(match &self.form {
                    Form::Bits(own) => UnparsedPublicKey::new(parameters, own).verify(message, signature).is_ok(),
                    Form::Numbers(n, e) => {
                        RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
                    }
                })
            }
            (Method::Ecdsa, KeyAlgorithm::Ec) => {
                let algorithm = curve(bits, hash)?;
                let Form::Bits(own) = &self.form else { return None };
                let whole = pair(signature);
                Some(whole.is_some_and(|whole| UnparsedPublicKey::new(algorithm, own).verify(message, &whole).is_ok()))
            }
            (Method::Ed25519, KeyAlgorithm::Ed25519) => {
                let Form::Bits(own) = &self.form else { return None };
                Some(UnparsedPublicKey::new(&ED25519, own).verify(message, signature).is_ok())
            }
            (Method::Other, _) => None,
            // A key of another kind made no such signature.
            _ => Some(false),
        }
    }
}

/// The algorithm and the shortest key that it takes.
fn rsa(method: Method, hash: SignatureHash) -> Option<(&'static RsaParameters, i64)> {
    Some(match (method, hash) {
        (Method::Rsa, SignatureHash::Sha1) => (&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, 1024),
        (Method::Rsa, SignatureHash::Sha256) => (&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, 1024),
        (Method::Rsa, SignatureHash::Sha384) => (&RSA_PKCS1_2048_8192_SHA384, 2048),
        (Method::Rsa, SignatureHash::Sha512) => (&RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, 1024),
        (Method::Pss, SignatureHash::Sha256) => (&RSA_PSS_2048_8192_SHA256, 2048),
        (Method::Pss, SignatureHash::Sha384) => (&RSA_PSS_2048_8192_SHA384, 2048),
        (Method::Pss, SignatureHash::Sha512) => (&RSA_PSS_2048_8192_SHA512, 2048),
        _ => return None,
    })
}

fn curve(bits: i64, hash: SignatureHash) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (bits, hash) {
        (256, SignatureHash::Sha1) => &ECDSA_P256_SHA1_ASN1,
        (256, SignatureHash::Sha256) => &ECDSA_P256_SHA256_ASN1,
        (256, SignatureHash::Sha384) => &ECDSA_P256_SHA384_ASN1,
        (256, SignatureHash::Sha512) => &ECDSA_P256_SHA512_ASN1,
        (384, SignatureHash::Sha256) => &ECDSA_P384_SHA256_ASN1,
        (384, SignatureHash::Sha384) => &ECDSA_P384_SHA384_ASN1,
        (384, SignatureHash::Sha512) => &ECDSA_P384_SHA512_ASN1,
        (521, SignatureHash::Sha1) => &ECDSA_P521_SHA1_ASN1,
        (521, SignatureHash::Sha224) => &ECDSA_P521_SHA224_ASN1,
        (521, SignatureHash::Sha256) => &ECDSA_P521_SHA256_ASN1,
        (521, SignatureHash::Sha384) => &ECDSA_P521_SHA384_ASN1,
        (521, SignatureHash::Sha512) => &ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}

/// The two numbers of an ECDSA signature, which XML writes one after the other in equal lengths, as DER.
fn pair(signature: &[u8]) -> Option<Vec<u8>> {
    let half = signature.len() / 2;
    if half == 0 || half > 66 || !signature.len().is_multiple_of(2) {
        return None;
    }
    let mut inside = Vec::new();
    for number in signature.chunks(half) {
        let mut own: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        if own.first().is_none_or(|first| first & 0x80 != 0) {
            own.insert(0, 0);
        }
        inside.extend([2, u8::try_from(own.len()).ok()?]);
        inside.extend(own);
    }
    let length = u8::try_from(inside.len()).ok()?;
    let head: &[u8] = if length < 0x80 { &[0x30] } else { &[0x30, 0x81] };
    Some([head, &[length], &inside].concat())
}
