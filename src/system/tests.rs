//! Declarations: what is read, what is refused, and where.

use std::path::Path;

use super::read::read;
use super::*;
use crate::load::Problems;

const REST: &str = "scope: {names: ['*.example.vn'], networks: [192.0.2.0/24], ports: [443, 80, 8000-8010]}\nauthorisation: {document: 1/QĐ, issuer: An, from: '2026-11-01T00:00:00+07:00', until: '2026-12-01T00:00:00+07:00'}\n";

fn load(subjects: &str) -> Result<System, Problems> {
    let text = format!("schema: kiemtra/system@1\nid: he-thong\ntitle: Hệ thống\nsubjects: [{subjects}]\n{REST}");
    read(Source::new("system.yaml", text), Path::new("/etc/kiemtra"))
}

fn codes(subjects: &str) -> Vec<&'static str> {
    match load(subjects) {
        Ok(_) => Vec::new(),
        Err(Problems(problems)) => problems.iter().map(|problem| problem.code).collect(),
    }
}

fn web(subject: &str) -> Web {
    match load(subject).expect("a system").subjects.remove(0).place {
        Place::Web(web) => web,
        other => panic!("no web endpoint: {other:?}"),
    }
}

#[test]
fn a_site_is_what_its_address_says() {
    let site = web("{id: a, kind: site, url: 'https://Cong.Example.VN/x?y=1'}");
    assert_eq!((site.name.as_str(), site.port, site.tls, site.path.as_str()), ("cong.example.vn", 443, true, "/x?y=1"));
    assert_eq!((site.plain_port, site.store.as_str()), (Some(80), "web"));
    let other = web("{id: a, kind: api, url: 'https://a.example.vn:8443', plain_port: 8080, store: folder}");
    assert_eq!(
        (other.port, other.plain_port, other.path.as_str(), other.store.as_str()),
        (8443, Some(8080), "/", "folder")
    );
    assert_eq!(web("{id: a, kind: site, url: 'https://a.example.vn:8443'}").plain_port, None);
    assert_eq!(web("{id: a, kind: site, url: 'https://a.example.vn', plain_port: false}").plain_port, None);
    assert_eq!(web("{id: a, kind: site, url: 'https://192.0.2.7/'}").addresses.len(), 1);
    assert_eq!(web("{id: a, kind: site, url: 'http://[2001:db8::1]:81/'}").name, "2001:db8::1");
}

#[test]
fn a_host_has_usual_closed_ports_unless_it_names_its_own() {
    let host = |subject: &str| match load(subject).expect("a system").subjects.remove(0).place {
        Place::Host(host) => host,
        other => panic!("no host: {other:?}"),
    };
    assert!(host("{id: a, kind: host, name: a.example.vn}").closed_ports.iter().any(|port| port.number == 3389));
    let own = host("{id: a, kind: host, name: 192.0.2.9, closed_ports: [22, {port: 16379, service: redis}]}");
    assert_eq!((own.closed_ports[1].number, own.closed_ports[1].service.as_deref()), (16379, Some("redis")));
}

#[test]
fn mistakes_are_named() {
    assert_eq!(codes("{id: A, kind: site, url: 'https://a.example.vn'}"), ["K-SYS-001"]);
    assert_eq!(codes("{id: a, kind: site, url: 'ftp://a.example.vn'}"), ["K-SYS-008"]);
    assert_eq!(codes("{id: a, kind: site, url: 'https://an:mat-khau@a.example.vn'}"), ["K-SYS-008"]);
    assert_eq!(codes("{id: a, kind: sight, url: 'https://a.example.vn'}"), ["K-YAML-024"]);
    assert_eq!(codes("{id: a, kind: site, url: 'https://a.example.vn', name: x.vn}"), ["K-SYS-005"]);
    assert_eq!(codes("{id: a, kind: host, name: a.example.vn, closed_ports: [70000]}"), ["K-YAML-022"]);
    assert_eq!(codes("{id: a, kind: dns-zone, name: 'a..b'}"), ["K-SYS-006"]);
    assert_eq!(codes("{id: a, kind: organisation}, {id: a, kind: organisation}"), ["K-SYS-003"]);
    assert_eq!(codes(""), ["K-SYS-004"]);
}

#[test]
fn the_scope_is_networks_and_ports_and_names() {
    let system = load("{id: a, kind: organisation}").expect("a system");
    let address = |text: &str| text.parse().expect("an address");
    assert!(system.scope.allows_address(address("192.0.2.7")) && !system.scope.allows_address(address("192.0.3.7")));
    assert!(system.scope.allows_port(8005) && !system.scope.allows_port(8011));
    assert!(system.scope.allows_name("a.example.vn") && !system.scope.allows_name("example.vn"));
}

#[test]
fn an_authorisation_ends_on_its_last_moment() {
    let paper = load("{id: a, kind: organisation}").expect("a system").authorisation;
    let open = |text: &str| paper.is_open(text.parse().expect("an instant"));
    assert!(open("2026-12-01T00:00:00+07:00") && !open("2026-12-01T00:00:01+07:00") && !open("2026-10-31T16:59:59Z"));
    assert!(paper.permits(Safety::Passive) && !paper.permits(Safety::Active));
}

#[test]
fn a_pace_is_chosen_by_a_word_and_a_number_counts_more() {
    let pace = |more: &str| {
        let rest = REST.replace("ports: [443, 80, 8000-8010]", &format!("ports: [443]{more}"));
        let text = format!(
            "schema: kiemtra/system@1\nid: he-thong\ntitle: Hệ thống\nsubjects: [{{id: a, kind: site, url: 'https://a.example.vn'}}]\n{rest}"
        );
        read(Source::new("system.yaml", text), Path::new("/etc/kiemtra")).map(|system| system.scope.pace)
    };
    assert_eq!(pace("").expect("a system"), Pace::default());
    assert_eq!(pace(", pace: standard").expect("a system"), Pace::default());
    let polite = pace(", pace: polite").expect("a system");
    assert_eq!((polite.per_host, polite.per_second), (1, 1));
    let own = pace(", pace: polite, connections_per_second: 3").expect("a system");
    assert_eq!((own.per_host, own.per_second), (1, 3));
    assert!(pace(", pace: hasty").is_err());
}
