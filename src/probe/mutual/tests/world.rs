//! Two authorities and what they issued to clients: good, foreign, expired, and of every kind of key.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose,
    IsCa, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512,
    PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize, SignatureAlgorithm, date_time_ymd,
};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde_json::Value as Json;
use tempfile::TempDir;

use super::super::MutualTlsProbe;
use crate::probe::Probe;
use crate::probe::scene::Scene;

/// The files of the tests.
pub(super) static WORLD: LazyLock<World> = LazyLock::new(World::build);

/// A folder of certificates and keys.
pub(super) struct World(TempDir);

type Authority = CertifiedIssuer<'static, KeyPair>;

impl World {
    fn build() -> Self {
        let own = Self(tempfile::tempdir().expect("a folder"));
        let (authority, other) = (own.authority("authority"), own.authority("other"));
        own.issue("server", &authority, &PKCS_ECDSA_P256_SHA256, (-1, 90));
        own.issue("own", &authority, &PKCS_ECDSA_P256_SHA256, (-1, 90));
        own.issue("expired", &authority, &PKCS_ECDSA_P256_SHA256, (-90, -1));
        own.issue("foreign", &other, &PKCS_ECDSA_P256_SHA256, (-1, 90));
        own.issue("rsa", &authority, &PKCS_RSA_SHA256, (-1, 90));
        own.issue("p384", &authority, &PKCS_ECDSA_P384_SHA384, (-1, 90));
        own.issue("p521", &authority, &PKCS_ECDSA_P521_SHA512, (-1, 90));
        own.issue("ed25519", &authority, &PKCS_ED25519, (-1, 90));
        own
    }

    /// Where they are.
    pub(super) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// A certificate in DER.
    pub(super) fn der(&self, name: &str) -> Vec<u8> {
        CertificateDer::from_pem_file(self.folder().join(format!("{name}.pem"))).expect("a certificate").to_vec()
    }

    /// A link at a port of loopback, with further words of its declaration.
    pub(super) fn scene(&self, port: u16, words: &str) -> Scene {
        Scene::new(&format!(
            "{{id: a, kind: link, url: 'https://portal.test:{port}/', addresses: [127.0.0.1], plain_port: false{words}}}"
        ))
    }

    /// The fact about a port where everything is declared, and how many connections it took.
    pub(super) async fn look(&self, port: u16) -> (Json, u64) {
        let words =
            [("client_certificate", "own"), ("foreign_certificate", "foreign"), ("expired_certificate", "expired")];
        let words: String = words.iter().map(|(key, name)| bearer(key, name)).collect();
        let scene = self.scene(port, &words);
        let (seen, wire) = scene.play_live(&MutualTlsProbe).await;
        let value = MutualTlsProbe.fact(&scene.target(), &seen);
        (serde_json::to_value(value).expect("JSON"), wire.journal().connections)
    }

    fn authority(&self, name: &str) -> Authority {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        let authority = CertifiedIssuer::self_signed(parameters, key).expect("an authority");
        self.write(&format!("{name}.pem"), &authority.pem());
        authority
    }

    fn issue(&self, name: &str, authority: &Authority, kind: &'static SignatureAlgorithm, (from, until): (i64, i64)) {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = DistinguishedName::new();
        let subject = &mut parameters.distinguished_name;
        if name == "server" {
            subject.push(DnType::CommonName, "portal.test");
            parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        } else {
            subject.push(DnType::CountryName, DnValue::PrintableString("VN".try_into().expect("letters")));
            subject.push(DnType::CommonName, "so-mau");
            parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        }
        parameters.is_ca = IsCa::ExplicitNoCa;
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let moment = |days: i64| {
            let seconds = Timestamp::now().as_second() + days * 86_400;
            date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds.unsigned_abs())
        };
        (parameters.not_before, parameters.not_after) = (moment(from), moment(until));
        let key = match *kind == PKCS_RSA_SHA256 {
            true => KeyPair::generate_rsa_for(kind, RsaKeySize::_2048),
            false => KeyPair::generate_for(kind),
        };
        let key = key.expect("a key");
        let certificate = parameters.signed_by(&key, authority).expect("a certificate");
        self.write(&format!("{name}.pem"), &certificate.pem());
        self.write(&format!("{name}.key"), &key.serialize_pem());
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.folder().join(name);
        fs::write(&path, content).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }
}

/// The words that declare a certificate under a key.
pub(super) fn bearer(key: &str, name: &str) -> String {
    let folder = WORLD.folder().display();
    format!(", {key}: {{file: {folder}/{name}.pem, key: {folder}/{name}.key}}")
}
