//! What a certificate of the web is held against besides the store: timestamps and CAA records.

use std::fs;

use rcgen::{CertificateParams, CustomExtension, DnType, Issuer, KeyPair};
use serde_json::{Value as Json, json};

use super::revoked::{REVOKED, ocsp, request};
use super::{CertificateProbe, World, session};
use crate::fact::Reason;
use crate::probe::certificate::der::{Reader, encode};
use crate::probe::rehearsal::{NAME, Stage};
use crate::text::Text;
use crate::wire::rehearsal::{OpenSsl, openssl};
use crate::wire::{
    Answer, Dnssec, Job, Lookup, Outcome, Phase, Presence, Record, RecordData, RecordKind, Records, Trouble,
};

/// A list of timestamps, one for each (log, seconds since 1970).
fn list(stamps: &[(u8, u64)]) -> Vec<u8> {
    let prefixed = |body: Vec<u8>| [u16::try_from(body.len()).expect("short").to_be_bytes().to_vec(), body].concat();
    let one = |(log, seconds): &(u8, u64)| {
        prefixed([&[0][..], &[*log; 32], &(seconds * 1000).to_be_bytes(), &[0, 0, 4, 3, 0, 2, 7, 7]].concat())
    };
    prefixed(stamps.iter().flat_map(one).collect())
}

/// A leaf for these names, by an organisation, with a value of the timestamps' extension.
fn leaf(names: &[&str], organisation: &str, embedded: Option<Vec<u8>>) -> Vec<u8> {
    let (key, above) = (KeyPair::generate().expect("a key"), KeyPair::generate().expect("a key"));
    let mut root = CertificateParams::new(Vec::new()).expect("parameters");
    root.distinguished_name.push(DnType::OrganizationName, organisation);
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut own = CertificateParams::new(names).expect("parameters");
    own.not_before = rcgen::date_time_ymd(2026, 1, 10);
    own.not_after = rcgen::date_time_ymd(2026, 12, 1);
    if let Some(embedded) = embedded {
        let id = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2];
        own.custom_extensions.push(CustomExtension::from_oid_content(&id, embedded));
    }
    own.signed_by(&key, &Issuer::new(root, above)).expect("a certificate").der().to_vec()
}

fn stage() -> Stage {
    let mut stage = Stage::imagined();
    stage.judged_by("web");
    stage.now = "2026-06-01T00:00:00Z".parse().expect("a time");
    stage
}

fn silence() -> Outcome {
    Err(Trouble { reason: Reason::Timeout, phase: Phase::Connect, elapsed_ms: 1, detail: Text::same("-") })
}

/// The fact; lookups are answered by `zone`, first flights with silence.
fn told(stage: &Stage, leaf: &[u8], zone: impl Fn(&Lookup) -> Outcome) -> (Json, Vec<Job>) {
    let (value, jobs) = stage.play(&CertificateProbe, |job| match job {
        Job::Handshake(..) => Ok(session(vec![leaf.to_vec()], None)),
        Job::Lookup(lookup) => zone(lookup),
        _ => silence(),
    });
    (serde_json::to_value(value).expect("JSON"), jobs)
}

const AT: u64 = 1_768_100_000; // 2026-01-11

#[test]
fn logs_are_counted_once_and_odd_times_are_flagged() {
    let embedded = |stamps: &[(u8, u64)]| Some(encode(4, &list(stamps)));
    let (fact, _) = told(&stage(), &leaf(&[NAME], "A", embedded(&[(1, AT), (2, AT + 5), (1, AT + 9)])), |_| silence());
    let own = &fact["transparency"];
    assert_eq!((&own["embedded"], &own["seen"], &own["in_staple"]), (&json!(2), &json!(2), &json!(0)), "{own:#}");
    assert_eq!(own["logs"], json!(["01".repeat(32), "02".repeat(32)]));
    assert_eq!(own["newest"], json!("2026-01-11T02:53:29Z"));
    assert_eq!(own["in_handshake"]["unknown"]["reason"], json!("timeout"));
    let flags = |own: &Json| ["in_future", "before_validity", "malformed"].map(|flag| own[flag] == json!(true));
    assert_eq!(flags(own), [false, false, false]);
    for (stamps, flagged) in [
        (&[(1, 1_780_300_000)][..], [true, false, false]),
        (&[(1, 1_767_900_000)], [false, true, false]),
        // Authorities set the beginning a little back or forth.
        (&[(1, 1_768_000_000)], [false, false, false]),
    ] {
        let (fact, _) = told(&stage(), &leaf(&[NAME], "A", embedded(stamps)), |_| silence());
        assert_eq!(flags(&fact["transparency"]), flagged, "{stamps:?} {:#}", fact["transparency"]);
    }
    for broken in [vec![5, 0], encode(4, &[0, 9, 1]), encode(4, &[0, 0])] {
        let (fact, _) = told(&stage(), &leaf(&[NAME], "A", Some(broken)), |_| silence());
        assert_eq!(flags(&fact["transparency"]), [false, false, true]);
    }
    let (none, _) = told(&stage(), &leaf(&[NAME], "A", None), |_| silence());
    assert_eq!((&none["transparency"]["seen"], &none["transparency"]["newest"]), (&json!(0), &Json::Null));
    assert_eq!(flags(&none["transparency"]), [false, false, false]);
}

#[test]
fn a_staple_may_carry_timestamps() {
    let stamped = with_timestamps(&ocsp(&request("kept"), "middle"), &list(&[(7, AT), (8, AT)]));
    let mut stage = Stage::imagined();
    stage.stores = REVOKED.stores();
    let chain = vec![REVOKED.der("kept"), REVOKED.der("middle")];
    let (value, _) = stage.play(&CertificateProbe, |_| Ok(session(chain.clone(), Some(stamped.clone()))));
    let fact = serde_json::to_value(value).expect("JSON");
    let own = &fact["transparency"];
    assert_eq!((&own["in_staple"], &own["seen"], &own["embedded"]), (&json!(2), &json!(2), &json!(0)), "{own:#}");
    assert_eq!(own["in_handshake"]["unknown"]["reason"], json!("not-collected"), "a private store asks nobody");
    assert_eq!(fact["revocation"]["staple_state"], json!("wrong-signature"), "what was altered is not signed");
}

/// OpenSSL's response with an extension in its single response.
fn with_timestamps(response: &[u8], list: &[u8]) -> Vec<u8> {
    let id = [6, 10, 0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 5];
    let extension = encode(0x30, &[id.to_vec(), encode(4, &encode(4, list))].concat());
    let extensions = encode(0xa1, &encode(0x30, &extension));
    // OCSPResponse, [0], ResponseBytes, OCTET STRING, BasicOCSPResponse, ResponseData, responses, SingleResponse.
    rebuilt(
        response,
        &[(0x30, 1), (0xa0, 0), (0x30, 1), (0x04, 0), (0x30, 0), (0x30, 2), (0x30, 0), (0x30, 9)],
        &extensions,
    )
}

/// Goes down by tag and by the place of the child, and adds something to the innermost value.
fn rebuilt(der: &[u8], way: &[(u8, usize)], more: &[u8]) -> Vec<u8> {
    let [(tag, child), below @ ..] = way else { return der.to_vec() };
    let own = Reader::new(der).next().filter(|own| own.tag == *tag).expect("the value on the way");
    let children: Vec<_> = own.inside().collect();
    let inside = |place: usize, item: &crate::probe::certificate::der::Item<'_>| match place == *child {
        true => rebuilt(item.raw, below, more),
        false => item.raw.to_vec(),
    };
    let mut content: Vec<u8> = children.iter().enumerate().flat_map(|(place, item)| inside(place, item)).collect();
    if below.is_empty() {
        content.extend(more);
    }
    encode(*tag, &content)
}

/// What a real server of TLS 1.2 sends in its hello (OpenSSL's `-serverinfo`).
#[tokio::test]
async fn a_real_handshake_shows_timestamps_before_tls13_and_hides_them_after() {
    let world = World::build();
    world.leaf("plain", "middle", |_| {});
    let list = list(&[(3, AT), (4, AT)]);
    let body = [&[0, 18][..], &u16::try_from(list.len()).expect("short").to_be_bytes(), &list].concat();
    fs::write(world.folder().join("body"), body).expect("a file");
    openssl(world.folder(), "base64 -in body -out body.txt");
    let text = fs::read_to_string(world.folder().join("body.txt")).expect("text");
    let pem = format!("-----BEGIN SERVERINFO FOR CT-----\n{text}-----END SERVERINFO FOR CT-----\n");
    fs::write(world.folder().join("info.pem"), pem).expect("a file");
    let arguments = ["-cert", "plain.pem", "-key", "plain.key", "-cert_chain", "middle.pem"];
    for (more, expected) in [
        (&["-serverinfo", "info.pem"][..], json!(2)),
        (&[], json!(0)),
        (&["-serverinfo", "info.pem", "-tls1_3"], json!("low-coverage")),
    ] {
        let server = OpenSsl::start(world.folder(), &[&arguments, more].concat());
        let mut stage = Stage::new(server.endpoint.clone(), world.stores());
        stage.judged_by("web");
        let fact = serde_json::to_value(stage.perform(&CertificateProbe).await).expect("JSON");
        let own = &fact["transparency"]["in_handshake"];
        let shown = if own.is_object() { &own["unknown"]["reason"] } else { own };
        assert_eq!(shown, &expected, "{more:?} {fact:#}");
    }
}

/// A zone with CAA records at some names.
fn zone<'a>(records: &'a [(&'a str, i64, &'a str, &'a str)]) -> impl Fn(&Lookup) -> Outcome + 'a {
    move |lookup| {
        assert_eq!((lookup.kind, lookup.validate), (RecordKind::Caa, false), "as the dns probe asks");
        let own = records.iter().filter(|record| record.0 == lookup.name);
        let records: Vec<_> = own
            .map(|(name, flag, tag, value)| Record {
                name: (*name).to_owned(),
                data: RecordData::Permission { flag: *flag, tag: (*tag).to_owned(), value: (*value).to_owned() },
            })
            .collect();
        let presence = if records.is_empty() { Presence::NoData } else { Presence::Found };
        Ok(Answer::Records(Records { records, presence, dnssec: Dnssec::Unasked }))
    }
}

#[test]
fn the_issuer_is_held_against_the_records_of_the_name_and_those_above() {
    let own = leaf(&[NAME], "Let's Encrypt", None);
    let caa = |records: &[(&str, i64, &str, &str)]| told(&stage(), &own, zone(records)).0["caa"].clone();
    for (records, expected) in [
        (
            &[("example.vn", 0, "issue", "letsencrypt.org")][..],
            json!({"issuers": ["letsencrypt.org"], "permits": true}),
        ),
        (&[("vn", 0, "issue", "digicert.com")], json!({"issuers": ["digicert.com"], "permits": false})),
        (&[("example.vn", 0, "issue", ";")], json!({"issuers": [], "permits": false})),
        (&[("example.vn", 0, "iodef", "mailto:a@b.vn")], json!({"issuers": null, "permits": true})),
        // The nearest name counts alone; for a plain name `issuewild` does not.
        (
            &[(NAME, 0, "issue", "letsencrypt.org"), ("example.vn", 0, "issue", "digicert.com")],
            json!({"issuers": ["letsencrypt.org"], "permits": true}),
        ),
        (&[("example.vn", 0, "issuewild", "digicert.com")], json!({"issuers": null, "permits": true})),
    ] {
        assert_eq!(caa(records), expected, "{records:?}");
    }
    assert_eq!(caa(&[]), Json::Null, "nobody is limited");
    let strange = caa(&[("example.vn", 128, "tbs", "x"), ("example.vn", 0, "issue", "letsencrypt.org")]);
    assert_eq!(strange["permits"]["unknown"]["reason"], json!("low-coverage"), "{strange:#}");
    let (silent, jobs) = told(&stage(), &own, |_| silence());
    assert_eq!(silent["caa"]["unknown"]["reason"], json!("timeout"));
    let asked = Lookup { name: NAME.to_owned(), kind: RecordKind::Caa, validate: false };
    assert!(jobs.contains(&Job::Lookup(asked)), "{jobs:?}");
}

#[test]
fn a_wildcard_was_asked_for_at_the_name_below_it() {
    let wild = leaf(&["*.example.vn"], "Let's Encrypt", None);
    let both = leaf(&["*.example.vn", NAME], "Let's Encrypt", None);
    let records = [
        (NAME, 0, "issue", "digicert.com"),
        ("example.vn", 0, "issue", "digicert.com"),
        ("example.vn", 0, "issuewild", "letsencrypt.org"),
    ];
    let permits = |leaf: &[u8]| told(&stage(), leaf, zone(&records)).0["caa"]["permits"].clone();
    assert_eq!(permits(&wild), json!(true));
    assert_eq!(permits(&both), json!(false), "the name itself is in the certificate");
    let (only, _) = told(&stage(), &wild, zone(&[("example.vn", 0, "issue", "letsencrypt.org")]));
    assert_eq!(only["caa"]["permits"], json!(true), "without issuewild, issue counts");
}

#[test]
fn an_issuer_that_the_table_does_not_know_is_named() {
    let own = leaf(&[NAME], "Nobody Knows Ltd", None);
    let (fact, _) = told(&stage(), &own, zone(&[("example.vn", 0, "issue", "letsencrypt.org")]));
    let gap = &fact["caa"]["permits"]["unknown"];
    assert_eq!(gap["reason"], json!("low-coverage"));
    assert!(gap["detail"]["en"].as_str().is_some_and(|text| text.contains("Nobody Knows Ltd")), "{gap}");
    let mut private = stage();
    private.judged_by("folder");
    let (fact, jobs) = told(&private, &own, |lookup| panic!("{lookup:?}"));
    assert_eq!(fact["caa"]["unknown"]["reason"], json!("not-collected"));
    assert_eq!(jobs.len(), 1, "a private store asks nobody");
}
