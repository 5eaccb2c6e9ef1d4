//! The rules of making that need more than one changed line of OpenSSL's, each with its defect and
//! with the sound thing beside it.

use std::time::Duration;

use rcgen::{CertificateParams, CustomExtension, DnType, KeyPair};
use rustls_pki_types::CertificateDer;
use serde_json::json;

use super::matrix::{SOUND, has_lint, leaf};
use super::{Order, P256, World, authority};
use crate::probe::certificate::chain::Chain;
use crate::probe::certificate::der::{Reader, encode};
use crate::probe::certificate::lint::fact::LintId;
use crate::probe::certificate::lint::{Links, of_way};
use crate::probe::rehearsal::{NAME, Stage};

/// Which lints a lone leaf earns, with whether they are grave, in the web's store or in a private one.
fn told(der: &[u8], public: bool) -> Vec<(LintId, bool)> {
    let presented = [der.to_vec()];
    let chain = Chain::read(&presented);
    let links = Links { way: chain.at(&[0]), anchor: None, public, now: Stage::imagined().now };
    of_way(&links).into_iter().map(|lint| (lint.lint, lint.grave)).collect()
}

fn made(change: impl FnOnce(&mut CertificateParams)) -> CertificateDer<'static> {
    let key = KeyPair::generate().expect("a key");
    let mut own = CertificateParams::new(vec![NAME.to_owned()]).expect("parameters");
    change(&mut own);
    own.self_signed(&key).expect("a certificate").der().clone()
}

/// Makes it valid from a second since 1970 for so many seconds.
fn valid(own: &mut CertificateParams, from: u64, seconds: u64) {
    own.not_before = rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(from);
    own.not_after = own.not_before + Duration::from_secs(seconds);
}

fn has(der: &[u8], public: bool, lint: LintId) -> Option<bool> {
    told(der, public).into_iter().find(|(own, _)| *own == lint).map(|(_, grave)| grave)
}

#[test]
fn the_longest_validity_follows_the_day_of_issue() {
    let second = |text: &str| {
        let time: jiff::Timestamp = text.parse().expect("a time");
        u64::try_from(time.as_second()).expect("after 1970")
    };
    for (from, days) in [
        ("2020-09-01T00:00:00Z", 398),
        ("2026-03-14T23:59:59Z", 398),
        ("2026-03-15T00:00:00Z", 200),
        ("2027-03-14T23:59:59Z", 200),
        ("2027-03-15T00:00:00Z", 100),
        ("2029-03-14T23:59:59Z", 100),
        ("2029-03-15T00:00:00Z", 47),
    ] {
        // Both ends count, so the last second of the last day is the end.
        for (fewer, long) in [(1, None), (0, Some(true))] {
            let certificate = made(|own| valid(own, second(from), days * 86_400 - fewer));
            assert_eq!(has(&certificate, true, LintId::ValidityTooLong), long, "{from} {days} {fewer}");
            assert_eq!(has(&certificate, false, LintId::ValidityTooLong), None, "{from}: a private authority may");
        }
    }
}

#[test]
fn a_certificate_of_the_web_names_a_policy_and_a_source_of_revocation() {
    let bare = made(|_| {});
    assert_eq!(has(&bare, true, LintId::PolicyMissing), Some(true));
    assert_eq!(has(&bare, true, LintId::RevocationSourceMissing), Some(true));
    assert_eq!(has(&bare, false, LintId::PolicyMissing), None);
    assert_eq!(has(&bare, false, LintId::RevocationSourceMissing), None);
    // certificatePolicies with 2.23.140.1.2.1, domain validated.
    let policy = [0x30, 0x0a, 0x30, 8, 6, 6, 0x67, 0x81, 0x0c, 1, 2, 1];
    let full = made(|own| {
        own.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 32], policy.to_vec()));
        let uris = vec!["http://crl.example.vn/a.crl".to_owned()];
        own.crl_distribution_points.push(rcgen::CrlDistributionPoint { uris });
    });
    assert_eq!(has(&full, true, LintId::PolicyMissing), None, "{:?}", told(&full, true));
    assert_eq!(has(&full, true, LintId::RevocationSourceMissing), None);
    assert_eq!(has(&full, true, LintId::AddressScheme), None);
    for (seconds, missing) in [(7 * 86_400 - 1, None), (7 * 86_400, Some(true))] {
        let brief = made(|own| valid(own, 1_790_000_000, seconds));
        assert_eq!(has(&brief, true, LintId::RevocationSourceMissing), missing, "seven days need none");
    }
}

#[test]
fn addresses_of_lists_and_responders_are_http() {
    for (uri, wrong) in [("http://a.vn/a.crl", false), ("https://a.vn/a.crl", true), ("ldap:///cn=a", true)] {
        let own = made(|own| {
            own.crl_distribution_points.push(rcgen::CrlDistributionPoint { uris: vec![uri.to_owned()] });
        });
        assert_eq!(has(&own, true, LintId::AddressScheme), wrong.then_some(true), "{uri}");
        assert_eq!(has(&own, false, LintId::AddressScheme), wrong.then_some(false), "{uri}");
    }
}

#[test]
fn parts_of_the_subject_have_their_form() {
    let subject = |kind: DnType, value: String| made(|own| own.distinguished_name.push(kind, value));
    for (country, wrong) in [("VN", false), ("vn", true), ("Viet Nam", true)] {
        let own = subject(DnType::CountryName, country.to_owned());
        assert_eq!(has(&own, true, LintId::CountryInvalid), wrong.then_some(true), "{country}");
        assert_eq!(has(&own, false, LintId::CountryInvalid), wrong.then_some(false), "{country}");
    }
    for (length, wrong) in [(64, false), (65, true)] {
        let own = subject(DnType::OrganizationName, "a".repeat(length));
        assert_eq!(has(&own, true, LintId::SubjectTooLong), wrong.then_some(true), "{length}");
        // Characters count, not octets: a Vietnamese name is not longer for its marks.
        let own = subject(DnType::OrganizationName, "ộ".repeat(length));
        assert_eq!(has(&own, true, LintId::SubjectTooLong), wrong.then_some(true), "{length}");
    }
}

#[test]
fn a_name_that_stands_twice_is_told() {
    let names = |all: &[&str]| {
        made(|own| {
            let name = |name: &&str| rcgen::SanType::DnsName((*name).try_into().expect("a name"));
            own.subject_alt_names = all.iter().map(name).collect();
        })
    };
    assert_eq!(has(&names(&["a.example.vn", "A.example.vn"]), true, LintId::SanDuplicate), Some(false));
    assert_eq!(has(&names(&["a.example.vn", "b.example.vn"]), true, LintId::SanDuplicate), None);
}

#[test]
fn uses_that_a_key_does_not_have_are_told() {
    let world = World::build();
    let empty = SOUND.replace("keyUsage=critical,digitalSignature", "keyUsage=DER:030100");
    let empty = leaf(&world, "empty-usage", "middle", |order| order.extensions = &empty);
    assert!(has_lint(&empty, "key-usage-empty", true), "{empty:#}");
    let both = SOUND.replace("digitalSignature", "digitalSignature,keyEncipherment");
    let curve = leaf(&world, "curve-usage", "middle", |order| order.extensions = &both);
    assert!(has_lint(&curve, "key-usage-not-for-curve", false), "{curve:#}");
    let rsa = leaf(&world, "rsa-usage", "middle", |order| {
        order.extensions = &both;
        order.key = "rsa:2048";
    });
    assert_eq!(rsa["lints"], json!([]));
}

/// Issues a sound leaf and replaces octets of it; the signature is then wrong, which is another matter.
fn altered(world: &World, name: &str, key: &str, from: &[u8], to: &[u8]) -> Vec<u8> {
    world.issue(&Order { extensions: SOUND, days: 300, key, ..authority(name, "middle") });
    let der = world.der(name);
    let place = der.windows(from.len()).position(|window| window == from).expect("the octets");
    [&der[..place], to, &der[place + from.len()..]].concat()
}

#[test]
fn a_point_must_lie_on_its_curve() {
    let world = World::build();
    world.issue(&Order { extensions: SOUND, days: 300, key: P256, ..authority("on-curve", "middle") });
    let der = world.der("on-curve");
    assert_eq!(has(&der, false, LintId::CurvePointInvalid), None);
    // The bit string of an uncompressed point of P-256; its last octet is the lowest of y.
    let head = [0x03, 0x42, 0x00, 0x04];
    let place = der.windows(4).position(|window| window == head).expect("a point");
    let mut off = der.clone();
    off[place + 67] ^= 1;
    assert_eq!(has(&off, false, LintId::CurvePointInvalid), Some(true));
}

#[test]
fn the_parameters_of_an_rsa_key_are_null() {
    let world = World::build();
    let sound = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
    let mut other = sound;
    // An empty octet string in the place of NULL.
    other[11] = 4;
    let der = altered(&world, "odd-parameters", "rsa:2048", &sound, &other);
    assert_eq!(has(&der, false, LintId::RsaParameters), Some(true));
    assert_eq!(has(&world.der("odd-parameters"), false, LintId::RsaParameters), None);
}

#[test]
fn an_identifier_besides_the_name_is_told() {
    let world = World::build();
    world.issue(&Order { extensions: SOUND, days: 300, ..authority("plain-name", "middle") });
    let sound = world.der("plain-name");
    assert_eq!(has(&sound, false, LintId::UniqueIdentifier), None);
    let with = with_subject_identifier(&sound);
    assert_eq!(has(&with, false, LintId::UniqueIdentifier), Some(true));
}

/// The certificate with a subjectUniqueID before its extensions.
fn with_subject_identifier(der: &[u8]) -> Vec<u8> {
    let mut outer = Reader::new(der).tagged(0x30).expect("a certificate").inside();
    let body = outer.tagged(0x30).expect("what is signed");
    let rest: Vec<u8> = outer.flat_map(|item| item.raw.to_vec()).collect();
    let mut parts = Vec::new();
    for item in body.inside() {
        if item.tag == 0xa3 {
            parts.extend([0x82, 2, 0, 7]);
        }
        parts.extend(item.raw);
    }
    encode(0x30, &[encode(0x30, &parts), rest].concat())
}
