//! Every class of defect of a server's certificate, each with the exact fact that tells it, and sound
//! certificates of uncommon kinds, which nothing grave may be said about. (Revocation: `revoked`.)

use std::fmt::Write as _;

use jiff::SignedDuration;
use serde_json::{Value as Json, json};

use super::{Order, P256, World, authority, fact};
use crate::probe::certificate::chain::Chain;
use crate::probe::certificate::lint::fact::LintId;
use crate::probe::certificate::lint::{Links, of_way};
use crate::probe::rehearsal::Stage;

/// What a sound server's certificate has besides its names.
const REST: &str = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n\
                    subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid";

/// A sound server's certificate.
pub(super) const SOUND: &str = "subjectAltName=DNS:portal.example.vn\nbasicConstraints=critical,CA:FALSE\n\
                     keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\n\
                     authorityKeyIdentifier=keyid";

/// What must be told.
enum Told {
    /// The reason why there is no path.
    Reason(&'static str),
    /// A grave lint.
    Grave(&'static str),
    /// A lint that is not grave.
    Light(&'static str),
    /// A field at a pointer.
    Field(&'static str, Json),
}
use Told::{Field, Grave, Light, Reason};

fn assert_told(case: &str, fact: &Json, told: &[Told]) {
    for one in told {
        match one {
            Reason(reason) => super::assert_reason(fact, reason),
            Grave(id) => assert!(has_lint(fact, id, true), "{case}: {id}\n{fact:#}"),
            Light(id) => assert!(has_lint(fact, id, false), "{case}: {id}\n{fact:#}"),
            Field(pointer, value) => assert_eq!(fact.pointer(pointer), Some(value), "{case}: {pointer}\n{fact:#}"),
        }
    }
}

pub(super) fn has_lint(fact: &Json, id: &str, grave: bool) -> bool {
    let lints = fact["lints"].as_array().expect("lints");
    lints.iter().any(|lint| lint["lint"] == json!(id) && lint["grave"] == json!(grave))
}

/// The ids of all lints, sorted.
fn lints(fact: &Json) -> Vec<(String, bool)> {
    let lints = fact["lints"].as_array().expect("lints").iter();
    let mut ids: Vec<_> =
        lints.map(|lint| (lint["lint"].as_str().expect("an id").to_owned(), lint["grave"] == json!(true))).collect();
    ids.sort();
    ids
}

/// Issues a leaf that is sound but for one change, and gives the fact about it.
pub(super) fn leaf<'a>(world: &World, name: &'a str, issuer: &'a str, change: impl FnOnce(&mut Order<'a>)) -> Json {
    let mut order = Order { extensions: SOUND, days: 300, ..authority(name, issuer) };
    change(&mut order);
    world.issue(&order);
    world.fact(&[name, issuer], 0)
}

fn with_names(world: &World, name: &str, names: &str) -> Json {
    let extensions = format!("{names}\n{REST}");
    let extensions = extensions.trim_start().to_owned();
    let mut order = Order { extensions: &extensions, days: 300, ..authority(name, "middle") };
    order.key = P256;
    world.issue(&order);
    world.fact(&[name, "middle"], 0)
}

#[test]
fn defects_of_time_trust_and_constraints_are_told() {
    let world = World::build();
    let plain = leaf(&world, "plain", "middle", |_| {});
    assert_eq!(lints(&plain), []);
    super::assert_reason(&plain, "ok");
    assert_told(
        "expired",
        &world.fact(&["plain", "middle"], 301),
        &[Reason("expired"), Field("/valid_now", json!(false))],
    );
    assert_told(
        "early",
        &world.fact(&["plain", "middle"], -2),
        &[Reason("not-yet-valid"), Field("/valid_now", json!(false))],
    );
    assert_told("incomplete", &world.fact(&["plain"], 0), &[Reason("missing-intermediate")]);
    leaf(&world, "own", "own", |_| {});
    assert_told(
        "self-signed",
        &world.fact(&["own"], 0),
        &[Reason("self-signed"), Field("/leaf/self_signed", json!(true))],
    );
    assert_told("stranger", &leaf(&world, "far", "stranger", |_| {}), &[Reason("unknown-issuer")]);
    leaf(&world, "late", "brief", |_| {});
    assert_told(
        "intermediate",
        &world.fact(&["late", "brief"], 30),
        &[Reason("expired"), Field("/valid_now", json!(true))],
    );
    assert_told("outliving", &world.fact(&["late", "brief"], 0), &[Reason("ok"), Light("validity-beyond-issuer")]);
    assert_told("constraint", &leaf(&world, "outer", "narrow", |_| {}), &[Reason("name-constraints")]);
    leaf(&world, "deep", "below-short", |_| {});
    assert_told("path length", &world.fact(&["deep", "below-short", "short"], 0), &[Reason("path-length")]);
    let client = SOUND.replace("serverAuth", "clientAuth");
    let client = leaf(&world, "client", "middle", |order| order.extensions = &client);
    assert_told(
        "EKU",
        &client,
        &[Reason("not-for-servers"), Grave("eku-not-for-servers"), Field("/leaf/server_usage", json!(false))],
    );
    let odd = format!("{SOUND}\n1.2.3.4.5=critical,DER:0500");
    let odd = leaf(&world, "odd", "middle", |order| order.extensions = &odd);
    assert_told("critical", &odd, &[Reason("critical-extension"), Grave("extension-unknown-critical")]);
    let authority = SOUND.replace("CA:FALSE", "CA:TRUE");
    let authority = leaf(&world, "ca", "middle", |order| order.extensions = &authority);
    assert_told(
        "CA",
        &authority,
        &[Reason("authority-as-server"), Grave("leaf-is-authority"), Field("/leaf/authority", json!(true))],
    );
    let old = leaf(&world, "old", "middle", |order| order.extensions = "");
    assert_told("version 1", &old, &[Reason("old-version"), Grave("version-old"), Field("/leaf/version", json!(1))]);
}

#[test]
fn defects_of_names_are_told() {
    let world = World::build();
    let mismatch = Field("/name/matches", json!(false));
    let other = with_names(&world, "other", "subjectAltName=DNS:other.example.vn");
    assert_told("wrong host", &other, &[mismatch, Reason("ok")]);
    assert_eq!(lints(&other), []);
    let none = with_names(&world, "none", "");
    assert_told("no SAN", &none, &[Grave("san-missing"), Field("/name/matches", json!(false))]);
    let only = with_names(&world, "portal.example.vn", "");
    assert_told(
        "CN only",
        &only,
        &[Grave("san-missing"), Light("common-name-not-in-san"), Field("/name/matches", json!(false))],
    );
    let address = with_names(&world, "address", "subjectAltName=IP:192.0.2.7");
    assert_told(
        "IP only",
        &address,
        &[Field("/name/matches", json!(false)), Field("/leaf/names", json!(["192.0.2.7"]))],
    );
    let mut name = b"portal.example.vn\0.evil.example".iter().fold(String::new(), |mut hex, octet| {
        let _ = write!(hex, "{octet:02x}");
        hex
    });
    name.insert_str(0, "3021821f");
    let cut = with_names(&world, "cut", &format!("subjectAltName=DER:{name}"));
    assert_told("NUL", &cut, &[Grave("name-with-nul"), Field("/name/matches", json!(false))]);
    let empty = leaf(&world, "empty", "middle", |order| order.subject = "/");
    assert_told("empty subject", &empty, &[Grave("subject-empty-san-not-critical"), Field("/leaf/subject", json!(""))]);
    for (id, names) in [
        ("wildcard-public-suffix", "DNS:*.gov.vn"),
        ("wildcard-misplaced", "DNS:portal.*.vn"),
        ("name-underscore", "DNS:a_b.example.vn"),
        ("name-address-as-dns", "DNS:192.0.2.7"),
        ("name-invalid", "DNS:-a.example.vn"),
    ] {
        let fact = with_names(&world, id, &format!("subjectAltName={names}"));
        assert_told(id, &fact, &[Grave(id)]);
    }
}

#[test]
fn defects_of_keys_signatures_and_numbers_are_told() {
    let world = World::build();
    for (name, key, told) in [
        ("rsa1024", "rsa:1024", [Grave("rsa-short"), Field("/leaf/key/bits", json!(1024))]),
        ("rsa512", "rsa:512", [Grave("rsa-short"), Field("/leaf/key/bits", json!(512))]),
        ("rsa2047", "rsa:2047", [Grave("rsa-length-odd"), Field("/leaf/key/bits", json!(2047))]),
        ("p192", "ec -pkeyopt ec_paramgen_curve:prime192v1", [Grave("curve-not-allowed"), Reason("ok")]),
        ("brainpool", "ec -pkeyopt ec_paramgen_curve:brainpoolP256r1", [Grave("curve-not-allowed"), Reason("ok")]),
        (
            "explicit",
            "ec -pkeyopt ec_paramgen_curve:prime256v1 -pkeyopt ec_param_enc:explicit",
            [Grave("curve-explicit"), Reason("ok")],
        ),
    ] {
        assert_told(name, &leaf(&world, name, "middle", |order| order.key = key), &told);
    }
    let sha1 = leaf(&world, "sha1", "middle", |order| order.digest = "sha1");
    assert_told("SHA-1", &sha1, &[Grave("signature-weak"), Field("/leaf/signature", json!("sha1"))]);
    let md5 = leaf(&world, "md5", "middle", |order| order.digest = "md5");
    assert_told(
        "MD5",
        &md5,
        &[Grave("signature-weak"), Field("/leaf/signature", json!("md5")), Reason("bad-signature")],
    );
    let above = leaf(&world, "above", "sha1-middle", |_| {});
    assert_told("SHA-1 above", &above, &[Grave("signature-weak"), Field("/path/weak_signature", json!(true))]);
    assert_eq!(above["lints"][0]["certificate"], json!("CN=sha1-middle"));
    let zero = leaf(&world, "zero", "middle", |order| order.serial = "0");
    assert_told("serial 0", &zero, &[Grave("serial-zero"), Field("/leaf/serial_bits", json!(0))]);
    let short = leaf(&world, "few", "middle", |order| order.serial = "1001");
    assert_eq!(lints(&short), [("serial-low-entropy".to_owned(), false)]);
    let staple = format!("{SOUND}\ntlsfeature=status_request");
    let staple = leaf(&world, "staple", "middle", |order| order.extensions = &staple);
    assert_told("must staple", &staple, &[Grave("staple-missing"), Field("/leaf/must_staple", json!(true))]);
}

#[test]
fn defects_of_the_chain_and_long_validity_are_told() {
    let world = World::build();
    leaf(&world, "deep", "short", |_| {});
    leaf(&world, "plain", "middle", |_| {});
    leaf(&world, "long", "middle", |order| order.days = 1501);
    let deeper = Order { extensions: super::CA, ..authority("upper", "root") };
    world.issue(&deeper);
    world.issue(&Order { extensions: super::CA, ..authority("lower", "upper") });
    leaf(&world, "low", "lower", |_| {});
    let order = world.fact(&["low", "upper", "lower"], 0);
    assert_told("order", &order, &[Reason("ok"), Light("chain-order"), Field("/presented/ordered", json!(false))]);
    let extra = world.fact(&["plain", "middle", "stranger", "upper"], 0);
    assert_told(
        "extra",
        &extra,
        &[Reason("ok"), Light("chain-extra"), Light("chain-root"), Field("/presented/extra", json!(2))],
    );
    assert_told("twice", &world.fact(&["plain", "middle", "middle"], 0), &[Light("chain-duplicate")]);
    let long = world.fact(&["long", "middle"], 0);
    assert_told("1501 days", &long, &[Field("/leaf/validity_days", json!(1501))]);
    let presented = [world.der("long"), world.der("middle")];
    let chain = Chain::read(&presented);
    let links = |public| Links { way: chain.at(&[0, 1]), anchor: None, public, now: Stage::imagined().now };
    let told = |public| of_way(&links(public)).iter().any(|lint| lint.lint == LintId::ValidityTooLong && lint.grave);
    assert!(told(true) && !told(false));
}

#[test]
fn each_rule_of_making_is_told_by_itself() {
    let world = World::build();
    for (id, grave, from, to) in [
        ("aki-missing", true, "=keyid", "=none"),
        ("aki-without-key", true, "=keyid", "=issuer:always"),
        ("eku-any", false, "=serverAuth", "=anyExtendedKeyUsage"),
        ("eku-missing", false, "extendedKeyUsage=serverAuth\n", ""),
        ("eku-mixed", false, "=serverAuth", "=serverAuth,codeSigning"),
        ("extension-malformed", true, "keyUsage=critical,digitalSignature", "keyUsage=DER:0500"),
        ("extension-wrongly-critical", true, "=hash", "=critical,hash"),
        ("key-usage-missing", false, "keyUsage=critical,digitalSignature\n", ""),
        ("key-usage-unfit", true, "digitalSignature", "keyAgreement"),
        (
            "leaf-name-constraints",
            true,
            "=serverAuth",
            "=serverAuth\nnameConstraints=critical,permitted;DNS:example.vn",
        ),
        ("leaf-signs-certificates", true, "digitalSignature", "digitalSignature,keyCertSign"),
        ("san-critical-with-subject", false, "=DNS:portal", "=critical,DNS:portal"),
        ("san-empty", true, "=DNS:portal.example.vn", "=DER:3000"),
        ("san-malformed", true, "=DNS:portal.example.vn", "=DER:30058703010203"),
    ] {
        let extensions = SOUND.replacen(from, to, 1);
        assert_ne!(extensions, SOUND, "{id}");
        world.issue(&Order { extensions: &extensions, days: 300, ..authority(id, "middle") });
        let fact = world.fact(&[id, "middle"], 0);
        assert!(has_lint(&fact, id, grave), "{id}\n{fact:#}");
    }
    for (id, from, to) in [
        ("ski-missing", "=hash\nauthorityKeyIdentifier=keyid", "=none\nauthorityKeyIdentifier=none"),
        ("authority-cannot-sign", "keyCertSign,", ""),
        ("issuer-not-authority", "basicConstraints=critical,CA:TRUE\n", ""),
        ("extension-not-critical", "=critical,CA:TRUE", "=CA:TRUE"),
    ] {
        let extensions = super::CA.replacen(from, to, 1);
        assert_ne!(extensions, super::CA, "{id}");
        world.issue(&Order { extensions: &extensions, ..authority(id, "root") });
        // Without the identifier above there is none to name below.
        let below = SOUND.replace("=keyid", "=none");
        world.issue(&Order { extensions: &below, days: 300, ..authority("below", id) });
        let fact = world.fact(&["below", id], 0);
        assert!(has_lint(&fact, id, true), "{id}\n{fact:#}");
    }
}

#[test]
fn sound_certificates_of_uncommon_kinds_are_left_in_peace() {
    let world = World::build();
    let many: Vec<_> = (0..120).map(|number| format!("DNS:s{number}.example.vn")).collect();
    let many = format!("subjectAltName=DNS:portal.example.vn,{}", many.join(","));
    let quiet: &[(&str, bool)] = &[];
    for (name, key, names, light) in [
        ("s-p256", P256, "", quiet),
        ("s-p384", "ec -pkeyopt ec_paramgen_curve:secp384r1", "", quiet),
        ("s-p521", "ec -pkeyopt ec_paramgen_curve:secp521r1", "", quiet),
        ("s-rsa2048", "rsa:2048", "", quiet),
        ("s-rsa3072", "rsa:3072", "", quiet),
        ("s-exponent3", "rsa:2048 -pkeyopt rsa_keygen_pubexp:3", "", &[("rsa-exponent-small", false)]),
        ("s-ed25519", "ed25519", "", &[("key-kind", false)]),
        ("s-many", P256, many.as_str(), quiet),
        ("s-wildcard", P256, "subjectAltName=DNS:*.example.vn", quiet),
    ] {
        let extensions = if names.is_empty() { SOUND.to_owned() } else { format!("{names}\n{REST}") };
        let fact = leaf(&world, name, "middle", |order| {
            order.key = key;
            order.extensions = &extensions;
        });
        let expected: Vec<_> = light.iter().map(|(id, grave)| ((*id).to_owned(), *grave)).collect();
        assert_eq!(lints(&fact), expected, "{name}");
        super::assert_reason(&fact, "ok");
        assert_eq!(fact["name"]["matches"], json!(true), "{name}");
    }
    let rooted = world.fact(&["s-p256", "middle", "root"], 0);
    assert_eq!(lints(&rooted), [("chain-root".to_owned(), false)]);
    super::assert_reason(&rooted, "ok");
}

#[test]
fn the_way_that_breaks_no_rule_counts_where_there_are_several() {
    let world = World::build();
    // One authority, certified twice: once with SHA-1.
    leaf(&world, "twofold", "sha1-middle", |_| {});
    super::openssl(
        world.folder(),
        "x509 -req -in sha1-middle.csr -CA root.pem -CAkey root.key -set_serial 0x5a0102030405060709 -days 900 -sha256 \
         -out sound-middle.pem -extfile sha1-middle.ext",
    );
    for presented in [["twofold", "sha1-middle", "sound-middle"], ["twofold", "sound-middle", "sha1-middle"]] {
        let fact = world.fact(&presented, 0);
        super::assert_reason(&fact, "ok");
        assert_eq!(fact["path"]["certificates"][1]["signature"], json!("sha256"), "{presented:?}");
        assert!(!has_lint(&fact, "signature-weak", true), "{fact:#}");
    }
    // Later only the first holds, and that is told as it is.
    let mut stage = Stage::imagined();
    stage.stores = world.stores();
    stage.now += SignedDuration::from_hours(24);
    let alone = fact(&stage, vec![world.der("twofold"), world.der("sha1-middle")]);
    assert!(has_lint(&alone, "signature-weak", true));
}

#[test]
fn a_key_under_two_certificates_has_one_fingerprint() {
    let world = World::build();
    let first = leaf(&world, "first", "middle", |_| {});
    super::openssl(
        world.folder(),
        "x509 -req -in first.csr -CA middle.pem -CAkey middle.key -set_serial 77 -days 9 -sha256 -out second.pem",
    );
    let second = world.fact(&["second", "middle"], 0);
    assert_eq!(first["leaf"]["key_fingerprint"], second["leaf"]["key_fingerprint"]);
    assert_ne!(first["leaf"]["fingerprint"], second["leaf"]["fingerprint"]);
}
