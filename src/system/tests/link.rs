//! A link that is watched: its hops, their rates and what they must answer.

use std::time::Duration;

use super::*;

fn watch(keys: &str) -> LinkWatch {
    let link = web(&format!("{{id: a, kind: link, url: 'https://truc.example.vn/ngsp?a=1', watch: {keys}}}"));
    link.watch().expect("a watched link").clone()
}

fn of(keys: &str) -> Vec<&'static str> {
    codes(&format!("{{id: a, kind: link, url: 'https://truc.example.vn/', watch: {keys}}}"))
}

/// The codes with a rate in the authorisation.
fn permitted(keys: &str, rate: &str) -> Result<System, Problems> {
    let rest = REST.replace("document: 1/QĐ", &format!("document: 1/QĐ, link_every: {rate}"));
    let subject = format!("{{id: a, kind: link, url: 'https://truc.example.vn/', watch: {keys}}}");
    let text = format!("schema: kiemtra/system@1\nid: h\ntitle: H\nsubjects: [{subject}]\n{rest}");
    read(Source::new("system.yaml", text), Path::new("/etc/kiemtra"))
}

#[test]
fn a_link_without_hops_is_watched_by_the_rungs_of_its_own_address() {
    let watch = watch("{}");
    let told: Vec<_> =
        watch.hops.iter().map(|hop| (hop.id.as_str(), hop.rung, hop.side, hop.every.as_secs())).collect();
    let far = Side::Far;
    assert_eq!(
        told,
        [
            ("name", Rung::Name, far, 300),
            ("tcp", Rung::Tcp, far, 300),
            ("tls", Rung::Tls, far, 300),
            ("http", Rung::Http, far, 300)
        ]
    );
    let http = watch.hop("http").expect("a hop");
    assert_eq!((http.target.path.as_str(), http.target.port, http.target.tls), ("/ngsp?a=1", 443, true));
    assert_eq!(http.timeout, Duration::from_secs(30));
    let plain = web("{id: a, kind: link, url: 'http://192.0.2.7:8001/', watch: {}}");
    let told: Vec<_> = plain.watch().expect("watched").hops.iter().map(|hop| hop.rung).collect();
    assert_eq!(told, [Rung::Tcp, Rung::Http], "an address has no name to look up, and plain HTTP no handshake");
}

#[test]
fn a_hop_says_what_it_is_and_what_it_must_answer() {
    let watch = watch(
        "{every: 10m, vantage: xa-01, hops: [\
           {id: cong, side: own, probe: tcp, at: '192.0.2.1:80'},\
           {id: ten, side: control, probe: name, at: dc.example.vn, every: 1m, address: 192.0.2.9},\
           {id: dv, title: Dịch vụ, side: platform, probe: soap, timeout: 1h, at: 'https://b.example.vn:8001/dv',\
            request: {body: '<x/>', soap_action: 'urn:a', headers: {X-Ma: '1'}},\
            expect: {status: 200, contains: [a, b], json: {a.b: 1}, fresh: {pattern: '<t>{time}</t>', within: 10m},\
              no_data: {fault: NoData}, platform: [{fault: Server.Proxy}, {status: 502, contains: x}]}}],\
         stops: [{from: '2026-11-05T22:00:00+07:00', to: '2026-11-06T02:00:00+07:00', announced: '2026-10-20', document: 9/TB}]}",
    );
    let told: Vec<_> = watch.hops.iter().map(|hop| (hop.every.as_secs(), hop.fast.as_secs())).collect();
    assert_eq!(told, [(10, 1), (60, 1), (600, 300)], "own hops are probed more often, and faster after a failure");
    let service = watch.hop("dv").expect("a hop");
    assert_eq!((service.expect.status.as_slice(), service.expect.contains.len()), ([200].as_slice(), 2));
    let fresh = service.expect.fresh.as_ref().expect("an age");
    assert_eq!(fresh.place, TimePlace::Between("<t>".into(), "</t>".into()));
    assert_eq!((fresh.within, service.timeout), (Duration::from_secs(600), Duration::from_secs(3_600)));
    assert_eq!((service.expect.no_data.len(), service.expect.platform.len()), (1, 2));
    assert_eq!(watch.stops[0].announced, Some("2026-10-20".parse().expect("a date")));
    assert_eq!((watch.vantage.as_deref(), watch.hops[1].target.port), (Some("xa-01"), 0));
}

#[test]
fn the_far_side_is_probed_no_more_often_than_the_authorisation_says() {
    let often = "{hops: [{id: h, probe: http, every: 10s}]}";
    assert_eq!(of(often), ["K-SYS-030"]);
    assert_eq!(of("{hops: [{id: h, probe: http, side: control, every: 10s}]}"), Vec::<&str>::new());
    let system = permitted(often, "5s").expect("a system");
    let Place::Web(web) = &system.subjects[0].place else { panic!("no web endpoint") };
    assert_eq!(web.watch().expect("watched").hops[0].fast, Duration::from_secs(5));
    assert!(permitted(often, "1m").is_err());
}

#[test]
fn a_hop_outside_the_scope_is_refused() {
    for hop in [
        "{id: h, probe: tcp, at: 'other.test:443'}",
        "{id: h, probe: tcp, at: 'b.example.vn:444'}",
        "{id: h, probe: tcp, at: '198.51.100.1:443'}",
        "{id: h, probe: tcp, at: 'b.example.vn:443', address: 198.51.100.1}",
        "{id: h, probe: name, at: other.test}",
    ] {
        assert_eq!(of(&format!("{{hops: [{hop}]}}")), ["K-SYS-032"], "{hop}");
    }
}

#[test]
fn mistakes_of_a_watch_are_told_by_their_code() {
    for (keys, code) in [
        ("{every: 10}", "K-SYS-029"),
        ("{every: 10 giây}", "K-SYS-029"),
        ("{every: 0s}", "K-SYS-029"),
        ("{every: 2h}", "K-SYS-029"),
        ("{timeout: 99999999999999999999h}", "K-SYS-029"),
        ("{hops: [{id: h, probe: http, at: 'b.example.vn:443'}]}", "K-SYS-031"),
        ("{hops: [{id: h, probe: tcp, at: b.example.vn}]}", "K-SYS-031"),
        ("{hops: [{id: h, probe: name, at: 192.0.2.1}]}", "K-SYS-031"),
        ("{hops: [{id: h, probe: tcp}, {id: h, probe: tls}]}", "K-SYS-033"),
        ("{hops: []}", "K-SYS-033"),
        ("{hops: [{id: h, probe: tcp, expect: {status: 200}}]}", "K-SYS-034"),
        ("{hops: [{id: h, probe: soap}]}", "K-SYS-034"),
        ("{stops: [{from: '2026-11-05T22:00:00+07:00', to: '2026-11-05T22:00:00+07:00'}]}", "K-SYS-035"),
        ("{hops: [{id: h, probe: http, request: {headers: {Host: evil.example}}}]}", "K-SYS-036"),
        ("{hops: [{id: h, probe: http, request: {headers: {X: \"a\\r\\nb\"}}}]}", "K-SYS-036"),
        ("{hops: [{id: h, probe: http, request: {headers: {authorization: x}, token: {token_env: A}}}]}", "K-SYS-036"),
        ("{hops: [{id: h, probe: http, request: {account: {user: 'a:b', password_env: A}}}]}", "K-SYS-036"),
        ("{hops: [{id: h, probe: http, request: {secret_headers: {Host: {token_env: A}}}}]}", "K-SYS-036"),
        ("{hops: [{id: h, probe: http, request: {token: {token_env: A, token_file: a}}}]}", "K-SYS-022"),
        ("{hops: [{id: h, probe: http, at: 'http://b.example.vn/', request: {token: {token_env: A}}}]}", "K-SYS-039"),
        ("{hops: [{id: h, probe: tcp, at: 'b.example.vn:443', client_certificate: {file: a.pem}}]}", "K-SYS-018"),
        ("{hops: [{id: h, probe: http, expect: {fresh: {within: 5m}}}]}", "K-SYS-037"),
        ("{hops: [{id: h, probe: http, expect: {fresh: {pattern: 'x', within: 5m}}}]}", "K-SYS-037"),
        ("{hops: [{id: h, probe: http, expect: {no_data: {}}}]}", "K-SYS-038"),
        ("{hops: [{id: h, probe: http, expect: {answer: no-data, mismatch: {status: 409}}}]}", "K-SYS-038"),
        ("{hops: [{id: h, probe: http, expect: {answer: gone}}]}", "K-YAML-024"),
        ("{hops: [{id: h, probe: ping}]}", "K-YAML-024"),
    ] {
        assert_eq!(of(keys), [code], "{keys}");
    }
    assert_eq!(codes("{id: a, kind: site, url: 'https://a.example.vn/', watch: {}}"), ["K-SYS-005"]);
}
