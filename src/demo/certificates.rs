//! A private authority and what it issued to the portal: good certificates, and bad ones.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rsa;
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose,
    IsCa, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::flaw::{Character, Flaw};
use super::{API_NAME, DemoError, PORTAL_NAME, SIGN_IN_NAME, fault};

const DAY: i64 = 86_400;
/// The name of a unit that was dissolved: the wrong name on the sign-in page.
const DISSOLVED_NAME: &str = "huyen-cu.tinh-mau.example";

/// The flaws for which a key of RSA is needed: to find one takes longer than everything else here.
const OLD_TLS: [Flaw; 3] = [Flaw::OldVersions, Flaw::WeakSuites, Flaw::StaticKeyExchange];

type Authority = CertifiedIssuer<'static, KeyPair>;

/// Everything that was issued.
pub(super) struct Certificates {
    /// The root, as the trust folder holds it.
    pub root_pem: String,
    /// What the portal shows, by name.
    pub shown: Arc<Shown>,
    /// What it shows to old clients; `None` where it speaks to none.
    pub old: Option<OldIdentity>,
}

/// An RSA certificate chain and its key, for handshakes that rustls rightly does not know.
pub(super) struct OldIdentity {
    /// Leaf first, without the root.
    pub chain: Vec<CertificateDer<'static>>,
    /// The key of the leaf.
    pub key: rsa::KeyPair,
}

/// The certificate for each name; the portal's own where the client names none.
#[derive(Debug)]
pub(super) struct Shown(BTreeMap<&'static str, Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asked = hello.server_name().and_then(|name| self.0.get(name));
        asked.or_else(|| self.0.get(PORTAL_NAME)).cloned()
    }
}

impl Certificates {
    /// Issues everything that a portal of this character shows at `now`.
    pub(super) fn issue(character: Character, now: Timestamp) -> Result<Self, DemoError> {
        let root = authority("Gốc chứng thực trình diễn (hư cấu)", None, now)?;
        let between = authority("Chứng thực trung gian trình diễn (hư cấu)", Some(&root), now)?;
        let span = |flaw| match character.has(flaw) {
            true => (-100 * DAY, -10 * DAY),
            false => (-DAY, 89 * DAY),
        };
        let mut shown = BTreeMap::new();
        for (name, written, span, whole) in [
            (PORTAL_NAME, PORTAL_NAME, span(Flaw::CertificateExpired), true),
            (
                SIGN_IN_NAME,
                if character.has(Flaw::CertificateName) { DISSOLVED_NAME } else { SIGN_IN_NAME },
                (-DAY, 89 * DAY),
                true,
            ),
            (API_NAME, API_NAME, (-DAY, 89 * DAY), !character.has(Flaw::CertificateChain)),
        ] {
            let key = KeyPair::generate().map_err(fault)?;
            let leaf = leaf(written, now, span)?.signed_by(&key, &between).map_err(fault)?;
            let mut chain = vec![leaf.der().clone()];
            chain.extend(whole.then(|| between.der().clone()));
            let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(fault)?;
            shown.insert(name, Arc::new(CertifiedKey::new(chain, any_supported_type(&key).map_err(fault)?)));
        }
        let speaks = OLD_TLS.into_iter().any(|flaw| character.has(flaw));
        let old = match speaks {
            true => Some(old_identity(&between, now, span(Flaw::CertificateExpired))?),
            false => None,
        };
        Ok(Self { root_pem: root.pem(), shown: Arc::new(Shown(shown)), old })
    }
}

/// A certificate authority of ten years: the root, or one below `parent`.
fn authority(name: &str, parent: Option<&Authority>, now: Timestamp) -> Result<Authority, DemoError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = distinguished(&[(DnType::CommonName, name)])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(if parent.is_some() { 0 } else { 1 }));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = parent.is_some();
    hold(&mut params, now, (-365 * DAY, 3650 * DAY));
    let key = KeyPair::generate().map_err(fault)?;
    match parent {
        None => CertifiedIssuer::self_signed(params, key).map_err(fault),
        Some(parent) => CertifiedIssuer::signed_by(params, key, parent).map_err(fault),
    }
}

/// What a server's certificate says; `span` is its life in seconds from now.
fn leaf(name: &str, now: Timestamp, span: (i64, i64)) -> Result<CertificateParams, DemoError> {
    let mut params = CertificateParams::new([name.to_owned()]).map_err(fault)?;
    params.distinguished_name =
        distinguished(&[(DnType::OrganizationName, "Tỉnh Mẫu (hư cấu)"), (DnType::CommonName, name)])?;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    hold(&mut params, now, span);
    Ok(params)
}

/// A name that begins with the country, which X.520 wants as a printable string.
fn distinguished(parts: &[(DnType, &str)]) -> Result<DistinguishedName, DemoError> {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, DnValue::PrintableString("VN".try_into().map_err(fault)?));
    for (kind, value) in parts {
        name.push(kind.clone(), *value);
    }
    Ok(name)
}

fn old_identity(issuer: &Authority, now: Timestamp, span: (i64, i64)) -> Result<OldIdentity, DemoError> {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(fault)?;
    let leaf = leaf(PORTAL_NAME, now, span)?.signed_by(&key, issuer).map_err(fault)?;
    let chain = vec![leaf.der().clone(), issuer.der().clone()];
    Ok(OldIdentity { chain, key: rsa::KeyPair::from_pkcs8(key.serialized_der()).map_err(fault)? })
}

/// Sets a life in seconds from `now`, counted from the epoch so that no second clock type leaks in.
fn hold(params: &mut CertificateParams, now: Timestamp, (from, until): (i64, i64)) {
    let at = |offset: i64| {
        let seconds = u64::try_from(now.as_second().saturating_add(offset)).unwrap_or_default();
        date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds)
    };
    params.not_before = at(from);
    params.not_after = at(until);
}
