//! A matrix of defective certificates made by OpenSSL, and real servers with keys that no modern
//! client takes.

mod authorities;
mod lints;
mod matrix;
mod named;
mod neighbours;
mod revoked;
mod sources;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::CertificateProbe;
use crate::fact::{Reason, Value};
use crate::probe::TrustStores;
use crate::probe::rehearsal::{NAME, Stage};
use crate::text::Text;
use crate::wire::rehearsal::{OpenSsl, openssl};
use crate::wire::{Answer, Job, Phase, Session, TlsVersion, Trouble};

/// A root in the folder `trust`, and what was issued below it.
static WORLD: LazyLock<World> = LazyLock::new(World::build);

struct World(TempDir);

/// What to issue.
struct Order<'a> {
    name: &'a str,
    issuer: &'a str,
    key: &'a str,
    days: u32,
    digest: &'a str,
    extensions: &'a str,
    serial: &'a str,
    /// The subject; the name as common name where empty.
    subject: &'a str,
}

const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid";
const SERIAL: &str = "0x5a0102030405060708";
const SAN: &str = "subjectAltName=DNS:portal.example.vn";
const P256: &str = "ec -pkeyopt ec_paramgen_curve:prime256v1";

impl World {
    fn build() -> Self {
        let own = Self(tempfile::tempdir().expect("a folder"));
        // RSA where a test signs with MD5 or SHA-1.
        own.issue(&Order { key: "rsa:2048", ..authority("root", "root") });
        fs::create_dir(own.folder().join("trust")).expect("a folder");
        fs::copy(own.folder().join("root.pem"), own.folder().join("trust/root.pem")).expect("a copy");
        own.issue(&authority("stranger", "stranger"));
        own.issue(&Order { key: "rsa:2048", ..authority("middle", "root") });
        own.issue(&Order { days: 20, ..authority("brief", "root") });
        own.issue(&Order { digest: "sha1", ..authority("sha1-middle", "root") });
        let narrow = format!("{CA}\nnameConstraints=critical,permitted;DNS:other.example");
        own.issue(&Order { extensions: &narrow, ..authority("narrow", "root") });
        let short = CA.replace("CA:TRUE", "CA:TRUE,pathlen:0");
        own.issue(&Order { extensions: &short, ..authority("short", "root") });
        own.issue(&authority("below-short", "short"));
        own
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn issue(&self, order: &Order<'_>) {
        let Order { name, issuer, key, days, digest, extensions, serial, subject } = order;
        let subject = if subject.is_empty() { format!("/CN={name}") } else { (*subject).to_owned() };
        let signer = if name == issuer {
            format!("-signkey {name}.key")
        } else {
            format!("-CA {issuer}.pem -CAkey {issuer}.key")
        };
        let extra = if extensions.is_empty() { String::new() } else { format!(" -extfile {name}.ext") };
        fs::write(self.folder().join(format!("{name}.ext")), extensions).expect("a file");
        openssl(
            self.folder(),
            &format!("req -new -nodes -newkey {key} -keyout {name}.key -out {name}.csr -subj {subject}"),
        );
        openssl(
            self.folder(),
            &format!(
                "x509 -req -in {name}.csr {signer} -set_serial {serial} -days {days} -{digest} -out {name}.pem{extra}"
            ),
        );
    }

    /// Issues a leaf of its own for a test.
    fn leaf(&self, name: &str, issuer: &str, change: impl FnOnce(&mut Order<'_>)) {
        let mut order = Order { extensions: SAN, days: 300, ..authority(name, issuer) };
        change(&mut order);
        self.issue(&order);
    }

    fn der(&self, name: &str) -> Vec<u8> {
        let pem = fs::read(self.folder().join(format!("{name}.pem"))).expect("a certificate");
        CertificateDer::from_pem_slice(&pem).expect("a certificate").to_vec()
    }

    fn stores(&self) -> TrustStores {
        TrustStores::load(Some(&self.folder().join("trust"))).expect("stores")
    }

    /// The fact about presented certificates, `days` from now.
    fn fact(&self, presented: &[&str], days: i64) -> Json {
        let mut stage = Stage::imagined();
        stage.stores = self.stores();
        stage.now = Timestamp::now() + SignedDuration::from_hours(24 * days);
        fact(&stage, presented.iter().map(|name| self.der(name)).collect())
    }
}

fn authority<'a>(name: &'a str, issuer: &'a str) -> Order<'a> {
    Order { name, issuer, key: P256, days: 3650, digest: "sha256", extensions: CA, serial: SERIAL, subject: "" }
}

fn fact(stage: &Stage, chain: Vec<Vec<u8>>) -> Json {
    let (value, _) = stage.play(&CertificateProbe, |_| Ok(session(chain.clone(), None)));
    serde_json::to_value(value).expect("JSON")
}

fn session(chain: Vec<Vec<u8>>, stapled: Option<Vec<u8>>) -> Answer {
    Answer::Session(Box::new(Session {
        version: TlsVersion::Tls13,
        suite: "TLS_AES_128_GCM_SHA256".to_owned(),
        group: None,
        alpn: None,
        chain,
        stapled,
        signature_checked: true,
        asks_certificate: false,
        gave_certificate: false,
        stop: None,
        authorities: Vec::new(),
        opened: None,
        resumed: false,
        signature_algorithm: None,
        left: crate::wire::Resumable::default(),
        elapsed_ms: 1,
    }))
}

/// Asserts `reason`, and that trust and reason agree.
fn assert_reason(fact: &Json, reason: &str) {
    assert_eq!(fact["path"]["reason"], json!(reason), "{fact:#}");
    assert_eq!(fact["path"]["trusted"], json!(reason == "ok"));
}

#[test]
fn a_sound_chain_is_sound_in_every_field() {
    WORLD.leaf("sound", "middle", |_| {});
    let fact = WORLD.fact(&["sound", "middle"], 0);
    assert_reason(&fact, "ok");
    assert_eq!(fact["name"], json!({"expected": NAME, "matches": true, "dissolved": []}));
    assert_eq!(fact["valid_now"], json!(true));
    assert_eq!(fact["path"]["length"], json!(2));
    assert_eq!(fact["path"]["weakest_bits"], json!(2048));
    assert_eq!(fact["path"]["weak_signature"], json!(false));
    assert_eq!(fact["path"]["certificates"][1]["subject"], json!("CN=middle"));
    assert_eq!(fact["presented"], json!({"count": 2, "extra": 0, "ordered": true, "root_included": false}));
    let leaf = &fact["leaf"];
    assert_eq!(leaf["key"], json!({"algorithm": "ec", "bits": 256}));
    assert_eq!(leaf["names"], json!([NAME]));
    assert_eq!(leaf["validity_days"], json!(300));
    assert_eq!(leaf["signature"], json!("sha256"));
    assert_eq!(leaf["signature_algorithm"], json!("sha256WithRSAEncryption"));
    assert_eq!(leaf["serial_bits"], json!(71));
    assert_eq!((&leaf["self_signed"], &leaf["authority"]), (&json!(false), &json!(false)));
    assert_eq!((&leaf["server_usage"], &leaf["version"]), (&json!(true), &json!(3)));
    assert_eq!((&leaf["must_staple"], &leaf["transparency"]), (&json!(false), &json!(0)));
    let hex = openssl_fingerprint("sound");
    assert_eq!(leaf["fingerprint"], json!(hex));
}

fn openssl_fingerprint(name: &str) -> String {
    let output = std::process::Command::new("openssl")
        .current_dir(WORLD.folder())
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in", &format!("{name}.pem")])
        .output()
        .expect("openssl runs");
    let text = String::from_utf8(output.stdout).expect("text");
    text.trim().rsplit('=').next().expect("digits").replace(':', "").to_lowercase()
}

#[test]
fn time_is_judged_for_every_certificate_of_the_path() {
    WORLD.leaf("timely", "middle", |_| {});
    WORLD.leaf("under-brief", "brief", |_| {});
    let expired = WORLD.fact(&["timely", "middle"], 301);
    assert_reason(&expired, "expired");
    assert_eq!(expired["valid_now"], json!(false));
    let early = WORLD.fact(&["timely", "middle"], -2);
    assert_reason(&early, "not-yet-valid");
    assert_eq!(early["valid_now"], json!(false));
    assert_reason(&WORLD.fact(&["under-brief", "brief"], 0), "ok");
    let middle = WORLD.fact(&["under-brief", "brief"], 30);
    assert_reason(&middle, "expired");
    assert_eq!(middle["valid_now"], json!(true));
}

#[test]
fn a_broken_chain_says_where_it_is_broken() {
    WORLD.leaf("orphan", "middle", |_| {});
    WORLD.leaf("foreign", "stranger", |_| {});
    let missing = WORLD.fact(&["orphan"], 0);
    assert_reason(&missing, "missing-intermediate");
    assert_eq!(missing["path"]["length"], json!(1));
    assert_reason(&WORLD.fact(&["foreign", "stranger"], 0), "unknown-issuer");
    // An authority that only bears the name of a trusted one.
    let impostor = tempfile::tempdir().expect("a folder");
    let other = World(impostor);
    other.issue(&authority("root", "root"));
    other.leaf("forged", "root", |_| {});
    let mut stage = Stage::imagined();
    stage.stores = WORLD.stores();
    assert_reason(&fact(&stage, vec![other.der("forged")]), "bad-signature");
}

#[test]
fn self_signed_is_trusted_only_where_that_very_certificate_was_put_into_the_store() {
    WORLD.leaf("alone", "alone", |_| {});
    WORLD.leaf("alone-ca", "alone-ca", |order| order.extensions = CA);
    for name in ["alone", "alone-ca"] {
        let fact = WORLD.fact(&[name], 0);
        assert_reason(&fact, "self-signed");
        assert_eq!(fact["leaf"]["self_signed"], json!(true));
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("alone.der"), WORLD.der("alone")).expect("a file");
    let mut stage = Stage::imagined();
    stage.stores = TrustStores::load(Some(folder.path())).expect("stores");
    assert_reason(&fact(&stage, vec![WORLD.der("alone")]), "ok");
    assert_reason(&fact(&stage, vec![WORLD.der("alone-ca")]), "self-signed");
}

#[test]
fn constraints_of_authorities_hold() {
    WORLD.leaf("outside", "narrow", |_| {});
    WORLD.leaf("too-deep", "below-short", |_| {});
    WORLD.leaf("client", "middle", |order| {
        order.extensions = "subjectAltName=DNS:portal.example.vn\nextendedKeyUsage=clientAuth";
    });
    WORLD.leaf("leaf-ca", "middle", |order| {
        order.extensions = "subjectAltName=DNS:portal.example.vn\nbasicConstraints=critical,CA:TRUE";
    });
    WORLD.leaf("odd", "middle", |order| {
        order.extensions = "subjectAltName=DNS:portal.example.vn\n1.2.3.4.5=critical,DER:0500";
    });
    assert_reason(&WORLD.fact(&["outside", "narrow"], 0), "name-constraints");
    assert_reason(&WORLD.fact(&["too-deep", "below-short", "short"], 0), "path-length");
    let client = WORLD.fact(&["client", "middle"], 0);
    assert_reason(&client, "not-for-servers");
    assert_eq!(client["leaf"]["server_usage"], json!(false));
    let authority = WORLD.fact(&["leaf-ca", "middle"], 0);
    assert_reason(&authority, "authority-as-server");
    assert_eq!(authority["leaf"]["authority"], json!(true));
    assert_reason(&WORLD.fact(&["odd", "middle"], 0), "critical-extension");
}

#[test]
fn weak_keys_and_signatures_are_facts_of_their_own() {
    WORLD.leaf("rsa1024", "middle", |order| order.key = "rsa:1024");
    WORLD.leaf("sha1", "middle", |order| order.digest = "sha1");
    WORLD.leaf("md5", "middle", |order| order.digest = "md5");
    WORLD.leaf("p192", "middle", |order| order.key = "ec -pkeyopt ec_paramgen_curve:prime192v1");
    WORLD.leaf("brainpool", "middle", |order| order.key = "ec -pkeyopt ec_paramgen_curve:brainpoolP320r1");
    WORLD.leaf("ed25519", "middle", |order| order.key = "ed25519");
    WORLD.leaf("under-sha1", "sha1-middle", |_| {});
    let short = WORLD.fact(&["rsa1024", "middle"], 0);
    assert_reason(&short, "ok");
    assert_eq!(short["leaf"]["key"], json!({"algorithm": "rsa", "bits": 1024}));
    assert_eq!(short["path"]["weakest_bits"], json!(1024));
    for (presented, hash, reason) in [
        (["sha1", "middle"], "sha1", "ok"),
        (["under-sha1", "sha1-middle"], "sha256", "ok"),
        (["md5", "middle"], "md5", "bad-signature"),
    ] {
        let fact = WORLD.fact(&presented, 0);
        assert_reason(&fact, reason);
        assert_eq!(fact["leaf"]["signature"], json!(hash));
        assert_eq!(fact["path"]["weak_signature"], json!(true), "{presented:?}");
    }
    for (name, key) in [
        ("p192", json!({"algorithm": "ec", "bits": 192})),
        ("brainpool", json!({"algorithm": "ec", "bits": 320})),
        ("ed25519", json!({"algorithm": "ed25519", "bits": 256})),
    ] {
        let fact = WORLD.fact(&[name, "middle"], 0);
        assert_reason(&fact, "ok");
        assert_eq!(fact["leaf"]["key"], key);
    }
    assert_eq!(WORLD.fact(&["p192", "middle"], 0)["path"]["weakest_bits"], json!(1024));
}

#[test]
fn names_count_only_where_they_belong() {
    for (name, extensions, matches) in [
        ("other-name", "subjectAltName=DNS:other.example.vn", false),
        ("wildcard", "subjectAltName=DNS:*.example.vn", true),
        ("wide-wildcard", "subjectAltName=DNS:*.vn", false),
        ("address-only", "subjectAltName=IP:127.0.0.1", false),
        ("portal.example.vn", "keyUsage=digitalSignature", false),
    ] {
        WORLD.leaf(name, "middle", |order| order.extensions = extensions);
        let fact = WORLD.fact(&[name, "middle"], 0);
        assert_eq!(fact["name"]["matches"], json!(matches), "{name}");
        assert_reason(&fact, "ok");
    }
    let leaf = WORLD.der("address-only");
    let (_, parsed) = x509_parser::parse_x509_certificate(&leaf).expect("a certificate");
    assert!(super::name::matches(&parsed, "127.0.0.1"));
    assert!(!super::name::matches(&parsed, "127.0.0.2"));
    assert_eq!(super::name::shown_names(&parsed), ["127.0.0.1"]);
}

#[test]
fn the_first_version_of_x509_still_shows_its_fields() {
    WORLD.leaf("version1", "middle", |order| order.extensions = "");
    let fact = WORLD.fact(&["version1", "middle"], 0);
    assert_eq!(fact["leaf"]["version"], json!(1));
    assert_eq!(fact["name"]["matches"], json!(false));
    assert_reason(&fact, "old-version");
}

#[test]
fn the_order_and_the_surplus_of_what_is_presented_are_seen() {
    WORLD.leaf("placed", "middle", |_| {});
    WORLD.leaf("deep", "below-short", |_| {});
    let presented = |names: &[&str]| WORLD.fact(names, 0)["presented"].clone();
    assert_eq!(
        presented(&["deep", "short", "below-short"]),
        json!({"count": 3, "extra": 0, "ordered": false, "root_included": false})
    );
    assert_eq!(
        presented(&["placed", "stranger", "middle", "root"]),
        json!({"count": 4, "extra": 1, "ordered": true, "root_included": true})
    );
    assert_eq!(
        presented(&["placed", "middle", "middle"]),
        json!({"count": 3, "extra": 1, "ordered": true, "root_included": false})
    );
}

#[test]
fn must_staple_is_read() {
    WORLD.leaf("staple", "middle", |order| {
        order.extensions = "subjectAltName=DNS:portal.example.vn\ntlsfeature=status_request";
    });
    assert_eq!(WORLD.fact(&["staple", "middle"], 0)["leaf"]["must_staple"], json!(true));
}

#[test]
fn rubbish_is_unknown_and_a_store_that_is_not_declared_too() {
    let stage = Stage::imagined();
    let rubbish = fact(&stage, vec![b"no certificate".to_vec()]);
    assert_eq!(rubbish["leaf"]["unknown"]["reason"], json!("parse"));
    assert_eq!(rubbish["presented"]["count"], json!(1));
    WORLD.leaf("storeless", "middle", |_| {});
    let storeless = fact(&stage, vec![WORLD.der("storeless")]);
    assert_eq!(storeless["path"]["unknown"]["reason"], json!("not-collected"));
    assert_eq!(storeless["name"]["matches"], json!(true));
}

#[test]
fn who_does_not_answer_is_not_asked_in_other_ways() {
    let (value, jobs) = Stage::imagined().play(&CertificateProbe, |_| {
        Err(Trouble { reason: Reason::Refused, phase: Phase::Connect, elapsed_ms: 1, detail: Text::same("closed") })
    });
    let Value::Unknown(gap) = value else { panic!("{value:?}") };
    assert_eq!(gap.reason, Reason::Refused);
    assert!(matches!(jobs.as_slice(), [Job::Handshake(..)]));
}

/// A small sound chain of our own, made once.
static CHAIN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let key = rcgen::KeyPair::generate().expect("a key");
    let mut root = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let certificate = root.self_signed(&key).expect("a root");
    let issuer = rcgen::Issuer::new(root, key);
    let own = rcgen::KeyPair::generate().expect("a key");
    let leaf = rcgen::CertificateParams::new(vec![NAME.to_owned()]).expect("parameters");
    vec![leaf.signed_by(&own, &issuer).expect("a leaf").der().to_vec(), certificate.der().to_vec()]
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_certificates_never_panic_and_are_never_trusted(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..8),
        which in 0_usize..2,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("root.der"), &CHAIN[1]).expect("a file");
        let mut stage = Stage::imagined();
        stage.stores = TrustStores::load(Some(folder.path())).expect("stores");
        assert_reason(&fact(&stage, CHAIN.clone()), "ok");
        let mut damaged = CHAIN.clone();
        for (place, value) in &changes {
            let place = place.index(damaged[which].len());
            damaged[which][place] ^= value;
        }
        let changed = damaged != *CHAIN;
        let fact = fact(&stage, damaged);
        // The root is in the store, so a damaged copy of it beside the leaf does no harm.
        let trusted = fact["path"]["trusted"] == json!(true);
        prop_assert!(which == 1 || !changed || !trusted, "{fact:#}");
    }
}

/// The fact about a real server.
async fn served(name: &str, arguments: &[&str]) -> Json {
    let files = [format!("{name}.pem"), format!("{name}.key")];
    let mut all = vec!["-cert", files[0].as_str(), "-key", files[1].as_str(), "-cert_chain", "middle.pem"];
    all.extend(arguments);
    let server = OpenSsl::start(WORLD.folder(), &all);
    let stage = Stage::new(server.endpoint.clone(), WORLD.stores());
    serde_json::to_value(stage.perform(&CertificateProbe).await).expect("JSON")
}

#[tokio::test]
async fn real_servers_show_keys_that_no_modern_client_takes() {
    WORLD.leaf("live512", "middle", |order| order.key = "rsa:512");
    WORLD.leaf("live1024", "middle", |order| order.key = "rsa:1024");
    WORLD.leaf("live192", "middle", |order| order.key = "ec -pkeyopt ec_paramgen_curve:prime192v1");
    for (name, bits, arguments) in [
        ("live512", 512, &["-tls1_2", "-cipher", "ALL:@SECLEVEL=0"][..]),
        ("live512", 512, &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]),
        ("live1024", 1024, &["-cipher", "ALL:@SECLEVEL=0"]),
        ("live1024", 1024, &["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"]),
        ("live192", 192, &["-tls1_2", "-cipher", "ALL:@SECLEVEL=0", "-named_curve", "P-256"]),
    ] {
        let fact = served(name, arguments).await;
        assert_eq!(fact["leaf"]["key"]["bits"], json!(bits), "{name} {arguments:?} {fact:#}");
        assert_eq!(fact["presented"]["count"], json!(2), "{name} {arguments:?}");
    }
}

#[tokio::test]
async fn a_server_that_demands_a_client_certificate_still_shows_its_own() {
    WORLD.leaf("mutual", "middle", |_| {});
    for version in ["-tls1_2", "-tls1_3"] {
        let fact = served("mutual", &[version, "-Verify", "1"]).await;
        assert_reason(&fact, "ok");
    }
}
