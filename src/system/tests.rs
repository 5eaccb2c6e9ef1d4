//! Declarations: what is read, what is refused, and where.

use std::path::Path;

use super::read::read;
use super::*;
use crate::load::Problems;

mod link;

const REST: &str = "scope: {names: ['*.example.vn'], networks: [192.0.2.0/24], ports: [443, 80, 8000-8010]}\nauthorisation: {document: 1/QĐ, issuer: An, from: '2026-11-01T00:00:00+07:00', until: '2026-12-01T00:00:00+07:00'}\n";

fn load(subjects: &str) -> Result<System, Problems> {
    load_with(subjects, "trust_folder: goc")
}

fn load_with(subjects: &str, trust: &str) -> Result<System, Problems> {
    let text =
        format!("schema: kiemtra/system@1\nid: he-thong\ntitle: Hệ thống\nsubjects: [{subjects}]\n{REST}{trust}\n");
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

const STORES: &str = "trust:\n  ndop: {purpose: platform, folder: nen-tang}\n  cong-vu: {purpose: government, files: [a.pem, /b.pem]}\n  quoc-gia: {purpose: national-root, folder: g}\n  rieng: {purpose: organisation, folder: r}\n";

/// The codes and hints of the problems of a declaration.
fn problems(subject: &str, trust: &str) -> Vec<(&'static str, String)> {
    match load_with(subject, trust) {
        Ok(_) => Vec::new(),
        Err(Problems(problems)) => problems
            .into_iter()
            .map(|own| (own.code, own.hints.first().map(|hint| hint.en.clone()).unwrap_or_default()))
            .collect(),
    }
}

#[test]
fn stores_are_named_and_the_short_form_is_one_of_them() {
    let system = load_with("{id: a, kind: organisation}", STORES).expect("a system");
    let names: Vec<_> = system.trust.iter().map(|store| (store.name.as_str(), store.purpose)).collect();
    let expected = [
        ("ndop", Purpose::Platform),
        ("cong-vu", Purpose::Government),
        ("quoc-gia", Purpose::NationalRoot),
        ("rieng", Purpose::Organisation),
    ];
    assert_eq!(names, expected);
    assert_eq!(system.trust[0].folder.as_deref(), Some(Path::new("/etc/kiemtra/nen-tang")));
    assert_eq!(system.trust[1].files, [Path::new("/etc/kiemtra/a.pem"), Path::new("/b.pem")]);
    let short = load("{id: a, kind: organisation}").expect("a system").trust;
    assert_eq!((short.len(), short[0].name.as_str(), short[0].purpose), (1, "folder", Purpose::Organisation));
    let both = load_with("{id: a, kind: organisation}", &format!("{STORES}trust_folder: goc")).expect("a system").trust;
    assert_eq!((both.len(), both[0].name.as_str()), (5, "folder"));
}

#[test]
fn a_store_judges_only_what_its_purpose_serves() {
    for (store, site, link) in [
        ("web", true, true),
        ("rieng", true, true),
        ("ndop", false, true),
        ("cong-vu", false, true),
        ("quoc-gia", false, false),
    ] {
        for (kind, allowed) in [("site", site), ("sign-in", site), ("api", link), ("link", link)] {
            let subject = format!("{{id: a, kind: {kind}, url: 'https://a.example.vn', store: {store}}}");
            let found = problems(&subject, STORES);
            let expected: &[&str] = if allowed { &[] } else { &["K-SYS-017"] };
            assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), expected, "{kind} {store}");
            let hinted = found.iter().all(|(_, hint)| hint.contains("use `web`"));
            assert!(hinted, "{kind} {store}: {found:?}");
        }
    }
}

#[test]
fn mistakes_with_stores_are_named() {
    let subject = |store: &str| format!("{{id: a, kind: link, url: 'https://a.example.vn', store: {store}}}");
    let near = problems(&subject("ndpo"), STORES);
    assert_eq!(near, [("K-SYS-015", "did you mean `ndop`?".to_owned())]);
    assert_eq!(problems(&subject("folder"), "")[0].0, "K-SYS-015");
    let fine = "{id: a, kind: organisation}";
    let code = |trust: &str| problems(fine, trust).first().map(|(code, _)| *code);
    assert_eq!(code("trust: {web: {purpose: platform, folder: a}}"), Some("K-SYS-013"));
    assert_eq!(code("trust: {own: {purpose: platform}}"), Some("K-SYS-014"));
    assert_eq!(code("trust: {own: {purpose: plattform, folder: a}}"), Some("K-YAML-024"));
    assert_eq!(code("trust: {own: {purpose: web, folder: a}}"), Some("K-YAML-024"));
    assert_eq!(code("trust: {Own: {purpose: platform, folder: a}}"), Some("K-SYS-001"));
    assert_eq!(code("trust: [own]"), Some("K-YAML-021"));
    assert_eq!(code("trust: {folder: {purpose: platform, folder: a}}\ntrust_folder: b"), Some("K-SYS-016"));
    assert_eq!(code("trust: {folder: {purpose: organisation, folder: a}}"), None);
    // One mistake, one problem: a store that cannot be read is not unknown besides.
    assert_eq!(problems(&subject("own"), "trust: {own: {purpose: platform}}").len(), 1);
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

fn service(subject: &str) -> Service {
    match load(subject).expect("a system").subjects.remove(0).place {
        Place::Service(service) => service,
        other => panic!("no service: {other:?}"),
    }
}

#[test]
fn a_service_has_the_usual_port_and_way_of_its_protocol() {
    let way = |subject: &str| {
        let service = service(subject);
        (service.port, service.start_tls)
    };
    assert_eq!(way("{id: a, kind: service, name: a.example.vn, protocol: smtp}"), (25, true));
    assert_eq!(way("{id: a, kind: service, name: a.example.vn, protocol: smtp, port: 587}"), (587, true));
    assert_eq!(way("{id: a, kind: service, name: a.example.vn, protocol: smtp, port: 465}"), (465, false));
    assert_eq!(way("{id: a, kind: service, name: a.example.vn, protocol: imap, start_tls: false}"), (993, false));
    assert_eq!(
        way("{id: a, kind: service, name: a.example.vn, protocol: ldap, port: 636, start_tls: true}"),
        (636, true)
    );
    assert_eq!(way("{id: a, kind: service, name: a.example.vn, protocol: mysql, port: 3306}"), (3306, true));
    assert_eq!(way("{id: a, kind: service, name: a.example.vn, protocol: postgres, start_tls: false}"), (5432, false));
    let other = service("{id: a, kind: service, name: 192.0.2.9, protocol: rdp, store: folder}");
    assert_eq!((other.addresses.len(), other.store.as_str()), (1, "folder"));
    for protocol in Protocol::ALL {
        let word = protocol.word();
        let read = service(&format!("{{id: a, kind: service, name: a.example.vn, protocol: {word}}}"));
        assert_eq!((read.protocol, Protocol::from_word(word)), (*protocol, Some(*protocol)));
    }
}

#[test]
fn mistakes_in_a_service_are_named() {
    assert_eq!(codes("{id: a, kind: service, name: a.example.vn, protocol: smpt}"), ["K-YAML-024"]);
    assert_eq!(codes("{id: a, kind: service, name: a.example.vn, protocol: mysql, start_tls: false}"), ["K-SYS-021"]);
    assert_eq!(codes("{id: a, kind: service, name: a.example.vn, protocol: smtp, url: 'https://x.vn'}"), ["K-SYS-005"]);
    assert_eq!(codes("{id: a, kind: site, url: 'https://a.example.vn', start_tls: true}"), ["K-SYS-005"]);
    assert_eq!(codes("{id: a, kind: service, name: 'a..b', protocol: smtp}"), ["K-SYS-006"]);
    assert!(!codes("{id: a, kind: service, name: a.example.vn}").is_empty(), "a protocol is needed");
    let Err(Problems(problems)) = load("{id: a, kind: service, name: a.example.vn, protocol: smpt}") else {
        panic!("no mistake")
    };
    let shown = format!("{problems:?}");
    assert!(shown.contains("smtp"), "{shown}");
}

#[test]
fn client_certificates_are_declared_with_their_files_and_no_secret() {
    let client = |words: &str| web(&format!("{{id: a, kind: link, url: 'https://a.example.vn', {words}}}")).client;
    assert!(!client("store: web").is_declared());
    let own = client("client_certificate: {file: a.pem, key: a.key, password_env: MAT_KHAU}");
    assert!(own.required, "who declares a certificate means it to be demanded");
    let certificate = own.own.expect("a certificate");
    assert_eq!((certificate.file.to_str(), certificate.key.as_deref()), (Some("a.pem"), Some(Path::new("a.key"))));
    assert_eq!(certificate.password, Some(Password::Variable("MAT_KHAU".to_owned())));
    assert!(!client("client_certificate: {file: a.p12}, client_certificate_required: false").required);
    let bare = client("client_certificate_required: true, foreign_certificate: {file: b.p12, password_file: p}");
    assert!(bare.required && bare.own.is_none() && bare.foreign.is_some());
    let mistakes = |words: &str| codes(&format!("{{id: a, kind: site, url: 'https://a.example.vn', {words}}}"));
    assert_eq!(mistakes("client_certificate: {key: a.key}"), ["K-YAML-025"]);
    assert_eq!(mistakes("client_certificate: {file: a, password_env: A, password_file: b}"), ["K-SYS-019"]);
    assert_eq!(mistakes("client_certificate: {file: a, password_env: 'mật khẩu!'}"), ["K-SYS-020"]);
    assert_eq!(mistakes("client_certificate: {file: a, password: b}"), ["K-YAML-020"]);
    for words in ["client_certificate: {file: a.pem}", "client_certificate_required: true"] {
        assert_eq!(codes(&format!("{{id: a, kind: site, url: 'http://a.example.vn', {words}}}")), ["K-SYS-018"]);
    }
    assert_eq!(codes("{id: a, kind: host, name: a.example.vn, client_certificate: {file: a}}"), ["K-SYS-005"]);
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

#[test]
fn a_sign_in_tells_who_signs_in_and_with_what() {
    let site = web(
        "{id: a, kind: sign-in, url: 'https://a.example.vn/', audience: officers, provider: sso, signed_in: {path: /trang, shows: Thoát}, \
         sign_out: {path: /thoat, method: POST}, idle_minutes: 15, account: {user: thu, password_env: MAT_KHAU, object: /ho-so/1}, \
         expendable_account: {user: bo, password_file: mk, attempts: 9}}, \
         {id: sso, kind: identity-provider, url: 'https://sso.example.vn/realms/x', protocol: oidc, client: {id: c, return_address: 'https://a.example.vn/cb'}}",
    );
    let sign_in = site.sign_in().expect("a sign-in");
    assert_eq!((sign_in.audience, sign_in.provider.as_deref()), (Some(Audience::Officers), Some("sso")));
    let account = sign_in.account.as_ref().expect("an account");
    assert_eq!(account.password.source, SecretSource::Variable("MAT_KHAU".to_owned()));
    assert_eq!(account.object.as_deref(), Some("/ho-so/1"));
    let expendable = sign_in.expendable_account.as_ref().expect("one that may be locked");
    assert_eq!((expendable.attempts, &expendable.account.password.source), (9, &SecretSource::File("mk".into())));
    assert!(sign_in.sign_out.as_ref().is_some_and(|way| way.post) && !sign_in.wait_for_idle);
}

#[test]
fn a_data_service_names_its_routes_and_tokens() {
    let site = web(
        "{id: a, kind: api, url: 'https://a.example.vn/', routes: [{path: '/v1/x?y=1'}, {path: /v1/open, public: true}], \
         token: {token_file: t}, look_ups: [{path: '/tra-cuu?so=TEST'}]}",
    );
    let interface = site.interface().expect("a data service");
    assert_eq!(interface.routes.iter().map(|route| route.public).collect::<Vec<_>>(), [false, true]);
    assert!(interface.token.is_some() && interface.expired_token.is_none() && !interface.documents_public);
    assert_eq!(interface.look_ups[0].attempts, 20);
    assert_eq!(web("{id: a, kind: link, url: 'https://a.example.vn/'}").role, Role::Plain);
}

#[test]
fn a_site_is_walked_through_unless_it_says_no() {
    let plain = web("{id: a, kind: site, url: 'https://a.example.vn/'}");
    let portal = plain.portal().expect("a site");
    assert_eq!(portal.crawl.as_ref().map(|crawl| (crawl.pages, crawl.depth, crawl.browser)), Some((200, 5, false)));
    let site = web(
        "{id: a, kind: site, url: 'https://a.example.vn/', crawl: none, test_system: true, attachments: [/tep/1], \
         look_up: {path: '/tra-cuu?ma={code}', dossiers: [H40-1, H40-2]}}",
    );
    let portal = site.portal().expect("a site");
    assert!(portal.crawl.is_none() && portal.test_system && portal.attachments == ["/tep/1"]);
    let look_up = portal.look_up.as_ref().expect("a look-up");
    assert_eq!(DossierLookUp::path_of(&look_up.path, "H40/1 ổ"), "/tra-cuu?ma=H40%2F1%20%E1%BB%95");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let of = |keys: &str| codes(&format!("{{id: a, url: 'https://a.example.vn/', {keys}}}"));
    assert_eq!(of("kind: sign-in, account: {user: u}"), ["K-SYS-022"]);
    assert_eq!(of("kind: sign-in, account: {user: u, password_env: A, password_prompt: true}"), ["K-SYS-022"]);
    assert_eq!(of("kind: sign-in, account: {user: u, password_env: 'mật khẩu'}"), ["K-SYS-020"]);
    assert_eq!(of("kind: sign-in, provider: nobody"), ["K-SYS-025"]);
    assert_eq!(of("kind: site, account: {user: u, password_env: A}"), ["K-SYS-005"]);
    assert_eq!(of("kind: link, crawl: none"), ["K-SYS-005"]);
    assert_eq!(of("kind: site, look_up: {path: /tra-cuu, dossiers: [H40-1, H40-2]}"), ["K-SYS-026"]);
    assert_eq!(of("kind: site, look_up: {path: '/{code}', dossiers: [H40-1, H40-1]}"), ["K-SYS-027"]);
    assert_eq!(of("kind: site, look_up: {path: '/{code}', dossiers: [H40-1, 'a b c']}"), ["K-SYS-028"]);
    assert_eq!(of("kind: identity-provider"), ["K-YAML-025"]);
    let client = "client: {id: c, return_address: 'https://a.example.vn/cb'}";
    assert_eq!(of(&format!("kind: identity-provider, protocol: saml, {client}")), ["K-SYS-023"]);
    assert_eq!(of("kind: api, routes: [{path: v1/x}]"), ["K-SYS-024"]);
    assert_eq!(of("kind: api, routes: [{path: //evil.example/x}]"), ["K-SYS-024"]);
}
