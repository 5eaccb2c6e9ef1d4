//! A real nginx, set up well and badly.

use std::collections::BTreeSet;

use crate::support::{Authority, Declaration, Document, Leaf, Setup, SilentResolver, World};

const AREAS: &[&str] = &["tls.", "crt.", "web."];

/// What the sound nginx cannot pass, because it is not nginx's to set.
const NOT_OF_NGINX: &[(&str, &str)] = &[("crt.caa", "a record in the DNS, which this test answers with nothing")];

fn audited(world: &World, setup: &Setup<'_>) -> Document {
    let nginx = setup.start(world);
    let declaration =
        Declaration::new(SilentResolver::start()).site(nginx.port, Some(nginx.plain)).more("trust_folder: trust");
    let (done, document) = world.audit(&declaration.write(world), &[]);
    assert!(done.stderr.contains("run.json"), "{}", done.stderr);
    document
}

fn set<'a>(names: &[&'a str]) -> BTreeSet<&'a str> {
    names.iter().copied().collect()
}

#[test]
fn a_sound_nginx_fails_nothing_that_is_its_own_to_set() {
    let world = World::new();
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let document = audited(&world, &Setup::sound(certificate));
    let failing = document.with_outcome("fail", AREAS);
    let excused: BTreeSet<_> = NOT_OF_NGINX.iter().map(|(check, _)| (*check).to_owned()).collect();
    assert_eq!(failing, excused);
    assert_eq!(document.versions("cong"), set(&["1.2", "1.3"]));
    assert_eq!(document.fact("certificate", "cong")["path"]["trusted"], true);
    // Undetermined would be a way to fail nothing as well.
    let open = document.with_outcome("undetermined", AREAS);
    assert!(open.is_empty(), "{open:?}");
    for check in ["tls.versions", "tls.weak-suites", "tls.hsts", "tls.https-only", "crt.name", "web.csp", "web.trace"] {
        assert_eq!(document.outcome(check, "cong"), "pass", "{check}");
    }
}

#[test]
fn an_unsound_nginx_fails_every_check_that_its_settings_break() {
    let world = World::new();
    let expired = Leaf { name: "may-khac.example", life: (-400, -3), key: "rsa:2048", ..Leaf::default() };
    let certificate = Authority::new(&world.path("")).leaf("portal", &expired);
    let setup = Setup {
        http: "server_tokens on; autoindex on; ssl_session_tickets on;",
        site: "ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:eNULL:@SECLEVEL=0; add_header X-Powered-By PHP/5.4.16;",
        plain: "",
        certificate,
    };
    let document = audited(&world, &setup);
    assert_eq!(document.versions("cong"), set(&["1.0", "1.1", "1.2"]));
    let expected = [
        "crt.name",
        "crt.valid-now",
        "tls.https-only",
        "tls.hsts",
        "tls.static-key-exchange",
        "tls.versions",
        "tls.weak-suites",
        "web.csp",
        "web.error-page",
        "web.framing",
        "web.nosniff",
        "web.referrer",
        "web.version-banner",
    ];
    for check in expected {
        assert_eq!(document.outcome(check, "cong"), "fail", "{check}: {:#?}", document.of(check, "cong"));
    }
    let failing = document.with_outcome("fail", AREAS);
    for instance in
        ["tls.versions 1.0", "tls.versions 1.1", "web.version-banner server", "web.version-banner x-powered-by"]
    {
        assert!(failing.contains(instance), "{instance} is not in {failing:?}");
    }
    // One cause, one error: that no path leads anywhere is the expiry's doing.
    assert_eq!(document.outcome("crt.path", "cong"), "not-applicable");
    assert_eq!(document.at("/conclusion/proposed"), "not-ready");
}

#[test]
fn each_setting_of_nginx_alone_is_seen_alone() {
    let certificate_world = World::new();
    let certificate = Authority::new(&certificate_world.path("")).leaf("portal", &Leaf::default());
    let sound = Setup::sound(certificate);
    let without = |word: &str| {
        let lines = sound.site.lines().filter(|line| !line.contains(word));
        lines.collect::<Vec<_>>().join("\n")
    };
    let cases = [
        (Setup { site: &without("Strict-Transport"), ..sound.clone() }, &["tls.hsts"] as &[&str]),
        (Setup { site: &without("Content-Security"), ..sound.clone() }, &["web.csp"]),
        (Setup { site: &without("nosniff"), ..sound.clone() }, &["web.nosniff"]),
        (Setup { site: &without("Referrer-Policy"), ..sound.clone() }, &["web.referrer"]),
        (Setup { http: "server_tokens on;", ..sound.clone() }, &["web.error-page", "web.version-banner server"]),
        (Setup { plain: "", ..sound.clone() }, &["tls.https-only"]),
        (
            Setup {
                site: &sound.site.replace("ECDHE-ECDSA-AES128-GCM-SHA256:", "ECDHE-ECDSA-AES128-SHA:"),
                ..sound.clone()
            },
            &[],
        ),
    ];
    for (setup, expected) in &cases {
        let world = World::new();
        std::fs::create_dir(world.path("trust")).expect("a folder");
        std::fs::copy(certificate_world.path("trust/root.pem"), world.path("trust/root.pem")).expect("a copy");
        let mut failing = audited(&world, setup).with_outcome("fail", AREAS);
        failing.remove("crt.caa");
        let expected: BTreeSet<_> = expected.iter().map(|check| (*check).to_owned()).collect();
        assert_eq!(failing, expected, "{}", setup.site);
    }
}
