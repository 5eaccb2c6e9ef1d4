//! Digests and signature algorithms: what is made, what is accepted, what is refused as too weak.
//!
//! Everything is computed by the provider that TLS uses already; the crate `rsa` has an open advisory.

use aws_lc_rs::digest;
use aws_lc_rs::signature as provider;

use super::asn1::{Item, Malformed, Reader, oid, tag, write};
use super::certificate::Certificate;

/// A digest that signatures may rest on.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Digest {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Digest {
    /// The digest of the parts, one behind the other.
    pub fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = digest::Context::new(match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        });
        parts.iter().for_each(|part| context.update(part));
        context.finish().as_ref().to_vec()
    }

    pub(super) fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
        }
    }

    /// The field's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// From an `AlgorithmIdentifier`.
    pub(super) fn read(identifier: &Item<'_>) -> Result<Self, Unfit> {
        let (name, parameters) = algorithm(identifier)?;
        no_parameters(parameters)?;
        match name {
            oid::SHA256 => Ok(Self::Sha256),
            oid::SHA384 => Ok(Self::Sha384),
            oid::SHA512 => Ok(Self::Sha512),
            oid::SHA1 => Err(Unfit::Weak("SHA-1")),
            oid::MD5 => Err(Unfit::Weak("MD5")),
            _ => Err(Unfit::Unsupported),
        }
    }

    /// As `AlgorithmIdentifier`, without parameters (RFC 5754 section 2).
    pub(super) fn identifier(self) -> Vec<u8> {
        write::sequence(&[&write::oid(self.oid())])
    }
}

/// SHA-1, which identifies certificates and keys in OCSP and nothing else.
pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// Why an algorithm is not accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Unfit {
    /// Known, and too weak: the name of it.
    Weak(&'static str),
    /// Unknown to this program.
    Unsupported,
    /// The bytes are no algorithm.
    Malformed,
}

impl From<Malformed> for Unfit {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

/// A way to sign.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Algorithm {
    /// RSA with the padding of PKCS#1 1.5, which the tokens in use speak.
    RsaPkcs1(Digest),
    /// RSA-PSS with a salt as long as the digest; verified, never made here.
    RsaPss(Digest),
    /// ECDSA on the curve of the key, `SEQUENCE { r, s }`.
    Ecdsa(Digest),
}

impl Algorithm {
    /// What a key of this certificate signs with here: RSA with SHA-256, ECDSA with the digest of its curve's size.
    pub fn of_key(public_key: &[u8]) -> Option<Self> {
        match PublicKey::read(public_key).ok()?.kind {
            Kind::Rsa => Some(Self::RsaPkcs1(Digest::Sha256)),
            Kind::P256 => Some(Self::Ecdsa(Digest::Sha256)),
            Kind::P384 => Some(Self::Ecdsa(Digest::Sha384)),
            Kind::P521 => Some(Self::Ecdsa(Digest::Sha512)),
        }
    }

    /// What the key of this certificate signs with here.
    pub fn of(certificate: &Certificate) -> Option<Self> {
        Self::of_key(&certificate.public_key)
    }

    /// The digest below the signature.
    pub fn digest(self) -> Digest {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss(digest) | Self::Ecdsa(digest) => digest,
        }
    }

    /// The field's name for it, as in `RSA, SHA-256`.
    pub fn name(self) -> String {
        let kind = match self {
            Self::RsaPkcs1(_) => "RSA",
            Self::RsaPss(_) => "RSA-PSS",
            Self::Ecdsa(_) => "ECDSA",
        };
        format!("{kind}, {}", self.digest().name())
    }

    /// `AlgorithmIdentifier` of a `SignerInfo`; RSA carries an explicit NULL, ECDSA nothing.
    pub(super) fn identifier(self) -> Vec<u8> {
        match self {
            Self::RsaPkcs1(_) => write::sequence(&[&write::oid(oid::RSA), &write::NULL]),
            Self::RsaPss(_) => write::sequence(&[&write::oid(oid::RSA_PSS)]),
            Self::Ecdsa(Digest::Sha256) => write::sequence(&[&write::oid(oid::ECDSA_SHA256)]),
            Self::Ecdsa(Digest::Sha384) => write::sequence(&[&write::oid(oid::ECDSA_SHA384)]),
            Self::Ecdsa(Digest::Sha512) => write::sequence(&[&write::oid(oid::ECDSA_SHA512)]),
        }
    }

    /// From the `AlgorithmIdentifier` of a signature; a bare rsaEncryption takes the digest that stands beside it.
    pub(super) fn read(identifier: &Item<'_>, beside: Option<Digest>) -> Result<Self, Unfit> {
        let (name, parameters) = algorithm(identifier)?;
        if name != oid::RSA_PSS {
            no_parameters(parameters)?;
        }
        Ok(match name {
            oid::RSA => Self::RsaPkcs1(beside.ok_or(Unfit::Unsupported)?),
            oid::RSA_SHA256 => Self::RsaPkcs1(Digest::Sha256),
            oid::RSA_SHA384 => Self::RsaPkcs1(Digest::Sha384),
            oid::RSA_SHA512 => Self::RsaPkcs1(Digest::Sha512),
            oid::RSA_PSS => Self::RsaPss(pss(parameters)?),
            oid::ECDSA_SHA256 => Self::Ecdsa(Digest::Sha256),
            oid::ECDSA_SHA384 => Self::Ecdsa(Digest::Sha384),
            oid::ECDSA_SHA512 => Self::Ecdsa(Digest::Sha512),
            oid::EC => Self::Ecdsa(beside.ok_or(Unfit::Unsupported)?),
            oid::RSA_SHA1 | oid::ECDSA_SHA1 => return Err(Unfit::Weak("SHA-1")),
            oid::RSA_MD5 => return Err(Unfit::Weak("MD5")),
            _ => return Err(Unfit::Unsupported),
        })
    }
}

/// Name and parameters of an `AlgorithmIdentifier`.
fn algorithm<'a>(identifier: &Item<'a>) -> Result<(&'a [u8], Reader<'a>), Malformed> {
    if identifier.tag != tag::SEQUENCE {
        return Err(Malformed);
    }
    let mut inside = identifier.inside();
    Ok((inside.tagged(tag::OID)?.content, inside))
}

/// Nothing, or NULL.
fn no_parameters(mut parameters: Reader<'_>) -> Result<(), Malformed> {
    if let Some(null) = parameters.optional(tag::NULL)?
        && !null.content.is_empty()
    {
        return Err(Malformed);
    }
    parameters.finish()
}

/// The digest of RSASSA-PSS parameters (RFC 4055 section 3.1), which has to be that of the mask as well, with a salt as
/// long; without any it would be SHA-1.
fn pss(mut parameters: Reader<'_>) -> Result<Digest, Unfit> {
    let Some(sequence) = parameters.optional(tag::SEQUENCE)? else { return Err(Unfit::Weak("SHA-1")) };
    parameters.finish()?;
    let mut inside = sequence.inside();
    let Some(hash) = inside.optional(tag::context(0))? else { return Err(Unfit::Weak("SHA-1")) };
    let digest = Digest::read(&hash.inside().next()?)?;
    let Some(mask) = inside.optional(tag::context(1))? else { return Err(Unfit::Weak("SHA-1")) };
    let mut mask = mask.inside().tagged(tag::SEQUENCE)?.inside();
    let is_mask = mask.tagged(tag::OID)?.content == oid::MGF1;
    let same = Digest::read(&mask.tagged(tag::SEQUENCE)?)? == digest;
    let salt = inside.tagged(tag::context(2))?.inside().tagged(tag::INTEGER)?.small()?;
    inside.optional(tag::context(3))?;
    inside.finish()?;
    let length = match digest {
        Digest::Sha256 => 32,
        Digest::Sha384 => 48,
        Digest::Sha512 => 64,
    };
    if is_mask && same && salt == length { Ok(digest) } else { Err(Unfit::Unsupported) }
}

/// A public key that signatures are verified with.
#[derive(Clone, Copy, Debug)]
pub(super) struct PublicKey<'a> {
    kind: Kind,
    bytes: &'a [u8],
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Rsa,
    P256,
    P384,
    P521,
}

impl<'a> PublicKey<'a> {
    /// From `SubjectPublicKeyInfo`; RSA below 2048 bits is too weak.
    pub(super) fn read(info: &'a [u8]) -> Result<Self, Unfit> {
        let mut inside = Item::only(info, tag::SEQUENCE)?.inside();
        let identifier = inside.tagged(tag::SEQUENCE)?;
        let bytes = inside.tagged(tag::BIT_STRING)?.bits()?;
        let (name, mut parameters) = algorithm(&identifier)?;
        let kind = match name {
            oid::RSA | oid::RSA_PSS => {
                let modulus = Item::only(bytes, tag::SEQUENCE)?.inside().tagged(tag::INTEGER)?.content;
                let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
                let lead = modulus.get(zeros).map_or(0, |byte| byte.leading_zeros() as usize);
                match (modulus.len() - zeros) * 8 - lead.min(8 * modulus.len()) {
                    ..2048 => return Err(Unfit::Weak("RSA < 2048")),
                    2048..=8192 => Kind::Rsa,
                    _ => return Err(Unfit::Unsupported),
                }
            }
            // A curve that is spelled out in place of its name is a trap (CVE-2020-0601) and no damage.
            oid::EC => match parameters.tagged(tag::OID).map_err(|_| Unfit::Unsupported)?.content {
                oid::P256 => Kind::P256,
                oid::P384 => Kind::P384,
                oid::P521 => Kind::P521,
                _ => return Err(Unfit::Unsupported),
            },
            _ => return Err(Unfit::Unsupported),
        };
        Ok(Self { kind, bytes })
    }

    /// Whether the signature over the message is this key's.
    pub(super) fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<bool, Unfit> {
        use Algorithm::{Ecdsa, RsaPkcs1, RsaPss};
        use Digest::{Sha256, Sha384, Sha512};
        let verifier: &dyn provider::VerificationAlgorithm = match (self.kind, algorithm) {
            (Kind::Rsa, RsaPkcs1(Sha256)) => &provider::RSA_PKCS1_2048_8192_SHA256,
            (Kind::Rsa, RsaPkcs1(Sha384)) => &provider::RSA_PKCS1_2048_8192_SHA384,
            (Kind::Rsa, RsaPkcs1(Sha512)) => &provider::RSA_PKCS1_2048_8192_SHA512,
            (Kind::Rsa, RsaPss(Sha256)) => &provider::RSA_PSS_2048_8192_SHA256,
            (Kind::Rsa, RsaPss(Sha384)) => &provider::RSA_PSS_2048_8192_SHA384,
            (Kind::Rsa, RsaPss(Sha512)) => &provider::RSA_PSS_2048_8192_SHA512,
            (Kind::P256, Ecdsa(Sha256)) => &provider::ECDSA_P256_SHA256_ASN1,
            (Kind::P256, Ecdsa(Sha384)) => &provider::ECDSA_P256_SHA384_ASN1,
            (Kind::P256, Ecdsa(Sha512)) => &provider::ECDSA_P256_SHA512_ASN1,
            (Kind::P384, Ecdsa(Sha256)) => &provider::ECDSA_P384_SHA256_ASN1,
            (Kind::P384, Ecdsa(Sha384)) => &provider::ECDSA_P384_SHA384_ASN1,
            (Kind::P384, Ecdsa(Sha512)) => &provider::ECDSA_P384_SHA512_ASN1,
            (Kind::P521, Ecdsa(Sha256)) => &provider::ECDSA_P521_SHA256_ASN1,
            (Kind::P521, Ecdsa(Sha384)) => &provider::ECDSA_P521_SHA384_ASN1,
            (Kind::P521, Ecdsa(Sha512)) => &provider::ECDSA_P521_SHA512_ASN1,
            _ => return Err(Unfit::Unsupported),
        };
        Ok(provider::UnparsedPublicKey::new(verifier, self.bytes).verify(message, signature).is_ok())
    }
}
