//! The probe `dns` against worlds written down by hand.

use super::*;
use crate::probe::scene::Scene;
use crate::wire::{Answer, Outcome, Phase, Record, Trouble};

/// A world in lines of `name KIND data`, where a validated question reads `name KIND+ state`.
fn world(lines: &'static [&'static str]) -> impl Fn(&Job) -> Outcome {
    move |job| {
        let Job::Lookup(lookup) = job else { panic!("no lookup: {job:?}") };
        let kind = format!("{}{}", lookup.kind.word(), if lookup.validate { "+" } else { "" });
        let mut found = Records { records: Vec::new(), presence: Presence::NoData, dnssec: Dnssec::Unasked };
        for line in lines {
            let words: Vec<_> = line.split(' ').collect();
            let &[name, own, data] = words.as_slice() else { panic!("{line}") };
            if name != lookup.name || own != kind {
                continue;
            }
            let record = |data| Record { name: name.to_owned(), data };
            found.presence = Presence::Found;
            match (lookup.kind, data) {
                (_, "fails") => {
                    let detail = Text::same("x");
                    return Err(Trouble { reason: Reason::Timeout, phase: Phase::Name, elapsed_ms: 1, detail });
                }
                (_, "nxdomain") => found.presence = Presence::NoSuchName,
                (RecordKind::A | RecordKind::Aaaa, data) => {
                    found.records.push(record(RecordData::Address(data.parse().expect("an address"))));
                }
                (RecordKind::Ns, data) => found.records.push(record(RecordData::NameServer(data.to_owned()))),
                (RecordKind::Cname, data) => found.records.push(record(RecordData::Alias(data.to_owned()))),
                (RecordKind::Caa, data) => found.records.push(record(RecordData::Permission {
                    flag: 0,
                    tag: "issue".to_owned(),
                    value: data.to_owned(),
                })),
                (_, "secure") => found.dnssec = Dnssec::Secure,
                (_, "insecure") => found.dnssec = Dnssec::Insecure,
                (_, "bogus") => found.dnssec = Dnssec::Bogus,
                other => panic!("{other:?}"),
            }
        }
        Ok(Answer::Records(found))
    }
}

fn fact(lines: &'static [&'static str]) -> Value {
    let scene = Scene::new("{id: cong, kind: site, url: \"https://www.tinh.test/\"}");
    let (seen, _) = scene.play(&DnsProbe, world(lines));
    DnsProbe.fact(&scene.target(), &seen)
}

fn shown(value: &Value, field: &str) -> String {
    value.field(field).expect("a field").shown()
}

#[test]
fn a_sound_zone_is_read_whole() {
    let value = fact(&[
        "www.tinh.test A 192.0.2.9",
        "www.tinh.test A 192.0.2.1",
        "tinh.test CAA ca.example",
        "tinh.test NS ns2.tinh.test",
        "tinh.test NS ns1.tinh.test",
        "ns1.tinh.test A 192.0.2.53",
        "ns2.tinh.test A 198.51.100.53",
        "ns2.tinh.test AAAA 2001:db8::53",
        ". SOA+ secure",
        "tinh.test SOA+ secure",
    ]);
    assert_eq!(shown(&value, "ipv4"), "[192.0.2.1, 192.0.2.9]");
    assert_eq!(shown(&value, "ipv6"), "-");
    assert_eq!(shown(&value, "caa"), "[{flag: 0, tag: issue, value: ca.example}]");
    assert_eq!(shown(&value, "name_server_networks"), "3");
    assert_eq!(shown(&value, "dnssec"), "{reason: ok, signed: true, valid: true}");
    assert_eq!((shown(&value, "cname"), shown(&value, "dangling")), ("-".to_owned(), "-".to_owned()));
}

#[test]
fn an_alias_to_nothing_dangles() {
    let value = fact(&[
        "www.tinh.test CNAME a.cloud.example",
        "a.cloud.example CNAME b.cloud.example",
        "b.cloud.example A nxdomain",
    ]);
    assert_eq!(shown(&value, "cname"), "[a.cloud.example, b.cloud.example]");
    assert_eq!(shown(&value, "dangling"), "true");
}

#[test]
fn aliases_in_a_circle_come_to_an_end() {
    let value = fact(&["www.tinh.test CNAME a.test", "a.test CNAME www.tinh.test"]);
    assert_eq!(shown(&value, "cname"), "[a.test]");
}

#[test]
fn a_failed_question_leaves_exactly_its_fields_open() {
    let value = fact(&["www.tinh.test A 192.0.2.1", "www.tinh.test CAA fails", "www.tinh.test NS fails"]);
    assert_eq!(shown(&value, "ipv4"), "[192.0.2.1]");
    for field in ["caa", "name_servers", "name_server_networks", "dnssec"] {
        assert_eq!(shown(&value, field), "? (timeout)", "{field}");
    }
    assert_eq!(shown(&value, "cname"), "-");
}

#[test]
fn a_resolver_that_drops_signatures_accuses_nobody() {
    let value = fact(&["tinh.test NS ns1.tinh.test", ". SOA+ bogus", "tinh.test SOA+ bogus"]);
    assert_eq!(shown(&value, "dnssec"), "? (denied)");
    let value = fact(&["tinh.test NS ns1.tinh.test", ". SOA+ secure", "tinh.test SOA+ bogus"]);
    assert_eq!(shown(&value, "dnssec"), "{reason: bogus, signed: true, valid: false}");
    let value = fact(&["tinh.test NS ns1.tinh.test", ". SOA+ secure", "tinh.test SOA+ insecure"]);
    assert_eq!(shown(&value, "dnssec"), "{reason: unsigned, signed: false, valid: false}");
}

#[test]
fn an_address_has_no_name_to_ask_about() {
    let scene = Scene::new("{id: may, kind: site, url: \"https://127.0.0.1/\"}");
    assert!(DnsProbe.wants(&scene.target(), &Seen::default()).is_empty());
    assert_eq!(DnsProbe.fact(&scene.target(), &Seen::default()), Value::Absent);
}
