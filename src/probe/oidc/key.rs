//! One key of a set.

use aws_lc_rs::digest;
use jiff::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::algorithm::Need;
use super::facts::AlgorithmClass;
use super::json::Json;
use super::key_facts::{Key, KeyCertificate, KeyFault};
use super::metadata::shown;
use super::number::{Number, encode};
use super::public::Public;
use super::published;
use crate::fact::{Fact, Gap, Reason};

/// Members that hold secrets (RFC 7518, section 6; the registry for `priv`).
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];
/// Those of them that mean a secret in a key of any type.
const PRIVATE_EVERYWHERE: &[&str] = &["d", "k", "priv"];
/// Faults with which a key verifies nothing.
const FATAL: &[KeyFault] = &[
    KeyFault::NotBase64,
    KeyFault::LacksMember,
    KeyFault::EvenModulus,
    KeyFault::BrokenExponent,
    KeyFault::WrongLength,
    KeyFault::OffCurve,
    KeyFault::AlgorithmMismatch,
];

/// A key that was read.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// What is told of it.
    pub(super) key: Key,
    /// Its public half.
    pub(super) public: Option<Public>,
    /// Its name, where it has one.
    pub(super) id: Option<String>,
}

impl Read {
    /// Reads the key at a place of the set (from 1).
    pub(super) fn new(key: &Json, place: usize, now: Timestamp) -> Self {
        let text = |name| key.member(name).and_then(Json::text);
        let mut faults = Vec::new();
        if text("kty").is_none() {
            faults.push(KeyFault::LacksMember);
        }
        let public = Public::read(key, &mut faults);
        if text("alg").zip(text("kty")).is_some_and(|(name, kind)| misfits(name, kind, text("crv"))) {
            faults.push(KeyFault::AlgorithmMismatch);
        }
        let certificate = certificate(key);
        if certificate.as_ref().is_some_and(|der| names_another(key, der)) {
            faults.push(KeyFault::CertificateThumbprint);
        }
        let thumbprint = public.as_ref().map(Public::thumbprint);
        let id = text("kid").map(shown);
        let key = Key {
            label: id.clone().unwrap_or_else(|| format!("#{place}")),
            kind: text("kty").map(shown).into(),
            purpose: text("use").map(shown).into(),
            algorithm: text("alg").map(shown).into(),
            curve: text("crv").map(shown).into(),
            bits: public.as_ref().and_then(Public::modulus_bits).into(),
            symmetric: Fact::Known(text("kty") == Some("oct")),
            private_members: Fact::Known(private_members(key)),
            usable: Fact::Known(verifies(key, public.as_ref(), &faults)),
            faults: Fact::Known(faults),
            published: thumbprint.as_deref().map_or(Fact::Absent, published::product),
            thumbprint: thumbprint.into(),
            certificate: certificate.map(|der| weigh(&der, public.as_ref(), now)).into(),
        };
        Self { key, public, id }
    }

    /// Adds a fault that only the other keys show.
    pub(super) fn blame(&mut self, fault: KeyFault) {
        if let Fact::Known(faults) = &mut self.key.faults {
            faults.push(fault);
        }
    }

    /// Whether the key can verify what an algorithm signs.
    pub(super) fn serves(&self, algorithm: &str) -> bool {
        let (Some(need), Some(public)) = (Need::of(algorithm), &self.public) else { return false };
        let (kind, curve) = public.kind();
        let said = self.key.algorithm.known().map(String::as_str);
        self.key.usable == Fact::Known(true)
            && kind == need.kind
            && curve.is_none_or(|curve| need.curves.contains(&curve))
            && said.is_none_or(|said| said == algorithm || (kind == "OKP" && Need::of(said).is_some()))
    }
}

/// The entry for the keys that were not looked at.
pub(super) fn rest(gap: &Gap) -> Key {
    Key {
        label: "*".to_owned(),
        kind: gap.clone().into(),
        purpose: gap.clone().into(),
        algorithm: gap.clone().into(),
        curve: gap.clone().into(),
        bits: gap.clone().into(),
        symmetric: gap.clone().into(),
        private_members: gap.clone().into(),
        faults: gap.clone().into(),
        usable: gap.clone().into(),
        thumbprint: gap.clone().into(),
        published: gap.clone().into(),
        certificate: gap.clone().into(),
    }
}

/// Names only: no value of a secret is kept. The one member of a shared secret is told by its type.
fn private_members(key: &Json) -> Vec<String> {
    let names = match key.member("kty").and_then(Json::text) {
        Some("oct") => &[],
        Some("RSA" | "EC" | "OKP" | "AKP") => PRIVATE,
        _ => PRIVATE_EVERYWHERE,
    };
    let holds = |name: &&&str| !matches!(key.member(name), None | Some(Json::Null));
    names.iter().filter(holds).map(|name| (*name).to_owned()).collect()
}

/// Whether an algorithm needs another type of key or another curve.
fn misfits(algorithm: &str, kind: &str, curve: Option<&str>) -> bool {
    match Need::of(algorithm) {
        Some(need) => {
            need.kind != kind || !need.curves.is_empty() && curve.is_some_and(|own| !need.curves.contains(&own))
        }
        None if AlgorithmClass::of(algorithm) == AlgorithmClass::Symmetric => kind != "oct",
        None => algorithm.starts_with("RSA") && kind != "RSA",
    }
}

/// Whether a key can verify signatures: it is sound, and not set aside for something else.
fn verifies(key: &Json, public: Option<&Public>, faults: &[KeyFault]) -> bool {
    let text = |name| key.member(name).and_then(Json::text);
    let allowed = key.member("key_ops").and_then(Json::items);
    let signs = match public.map(Public::kind) {
        None => false,
        Some((_, curve)) => !matches!(curve, Some("X25519" | "X448")),
    };
    signs
        && text("use").is_none_or(|purpose| purpose == "sig")
        && text("alg").is_none_or(|name| Need::of(name).is_some())
        && allowed.is_none_or(|operations| operations.iter().any(|own| own.text() == Some("verify")))
        && !faults.iter().any(|fault| FATAL.contains(fault))
}

/// The first certificate of `x5c` (RFC 7517, section 4.7), which is base64 and not base64url.
fn certificate(key: &Json) -> Option<Vec<u8>> {
    let first = key.member("x5c").and_then(Json::items)?.first()?;
    Some(first.text().and_then(Number::read).map(|number| number.bytes).unwrap_or_default())
}

/// Whether the key names another certificate by its hash (RFC 7517, sections 4.8 and 4.9).
fn names_another(key: &Json, der: &[u8]) -> bool {
    [("x5t#S256", &digest::SHA256), ("x5t", &digest::SHA1_FOR_LEGACY_USE_ONLY)].into_iter().any(|(name, algorithm)| {
        let said = key.member(name).and_then(Json::text).map(|text| text.trim_end_matches('='));
        said.is_some_and(|said| said != encode(digest::digest(algorithm, der).as_ref()))
    })
}

fn weigh(der: &[u8], public: Option<&Public>, now: Timestamp) -> KeyCertificate {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return KeyCertificate {
            readable: false,
            matches: Fact::Absent,
            not_after: Fact::Absent,
            expired: Fact::Absent,
        };
    };
    let not_after = Timestamp::from_second(certificate.validity().not_after.timestamp()).ok();
    KeyCertificate {
        readable: true,
        matches: public.map_or(Fact::Absent, |public| match Public::of(&certificate) {
            Some(own) => Fact::Known(own == *public),
            // A type of key that we do not read from certificates.
            None => Fact::Unknown(Reason::Parse.into()),
        }),
        expired: not_after.map(|end| end < now).into(),
        not_after: not_after.into(),
    }
}
