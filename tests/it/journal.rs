//! What the program says it sent equals what the far side saw.

use crate::support::{
    Authority, Counter, Declaration, Leaf, NAME, Raw, Running, Setup, SilentResolver, World, read_request,
};
use kiemtra::demo::Character;

#[test]
fn connections_and_requests_are_what_nginx_and_a_counting_proxy_saw() {
    let world = World::new();
    let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
    let nginx = Setup::sound(certificate).start(&world);
    let (encrypted, plain) = (Counter::before(nginx.port), Counter::before(nginx.plain));
    let declaration =
        Declaration::new(SilentResolver::start()).site(encrypted.port, Some(plain.port)).more("trust_folder: trust");
    let (_, document) = world.audit(&declaration.write(&world), &[]);
    let accepted = encrypted.accepted() + plain.accepted();
    assert!(accepted > 10 && plain.accepted() > 0, "{accepted}");
    assert_eq!(document.number("/journal/connections"), accepted);
    let requests = nginx.requests();
    assert_eq!(document.number("/journal/requests"), u64::try_from(requests.len()).expect("a number"));
    assert!(requests.iter().any(|(_, method)| method == "TRACE") && requests.iter().any(|(_, method)| method == "GET"));
    // No cookie jar, no kept connection: each request is alone on its connection.
    let connections: std::collections::BTreeSet<_> = requests.iter().map(|(connection, _)| connection).collect();
    assert_eq!(connections.len(), requests.len());
}

#[test]
fn the_journal_of_the_demo_equals_the_portals_own_log() {
    for character in [Character::Flawed, Character::Sound] {
        let (world, portal) = (World::new(), Running::start(character));
        let (_, document) = world.audit(&portal.system, &[]);
        let seen = portal.portal().log();
        assert_eq!(document.number("/journal/requests"), seen.requests, "{character:?}");
        // Knocks at closed ports are connections that nobody accepted.
        let closed = document.number("/journal/connections") - seen.connections;
        assert!(closed <= 8, "{closed} of {character:?}");
        assert_eq!(document.number("/journal/refused_by_scope"), 0);
    }
}

#[test]
fn a_redirect_out_of_the_scope_is_told_and_never_followed() {
    let outside = [Counter::alone("127.0.0.1"), Counter::alone("127.0.0.77")];
    for (counter, host) in outside.iter().zip([NAME, "127.0.0.77"]) {
        let world = World::new();
        let target = format!("http://{host}:{}/", counter.port);
        let answer =
            format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let port = Raw::start(move |mut stream| {
            use std::io::Write as _;
            read_request(&mut stream);
            let _ = stream.write_all(answer.as_bytes());
        });
        let declaration = Declaration::new(SilentResolver::start()).port(port).subject(&format!(
            "id: cong, kind: site, url: \"http://{NAME}:{port}/\", addresses: [127.0.0.1], plain_port: false"
        ));
        let (_, document) = world.audit(
            &declaration.write(&world),
            &["--only", "web.*", "--only", "tls.redirect-chain", "--format", "markdown"],
        );
        assert_eq!(counter.accepted(), 0, "{target}");
        let hop = &document.fact("http", "cong")["redirects"][0];
        assert_eq!((&hop["followed"], &hop["why_not"]), (&false.into(), &"out-of-scope".into()), "{hop}");
        assert_eq!(hop["to"], target);
        // The refusal is counted, noted with its place, and printed among the limitations.
        assert!(document.number("/journal/refused_by_scope") >= 1);
        let place = format!(":{}", counter.port);
        assert!(document.at("/journal/refusals").to_string().contains(&place), "{}", document.at("/journal"));
        let report = std::fs::read_to_string(world.path("out/report.md")).expect("the report");
        assert!(report.contains("nằm ngoài phạm vi cho phép") && report.contains(&place), "{report}");
    }
}

#[test]
fn planning_sends_nothing_at_all() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let system = portal.system.display().to_string();
    let done = world.kiemtra(&["plan", &system, "--lang", "en"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stdout.contains("Nothing was sent."), "{}", done.stdout);
    assert!(
        done.stdout.contains("01/QĐ-TRÌNH-DIỄN") && done.stdout.contains("cong.tinh-mau.example"),
        "{}",
        done.stdout
    );
    // What is done to the system beyond looking is named act by act.
    assert!(done.stdout.contains("oidc_flow") || done.stdout.contains("api_tokens"), "{}", done.stdout);
    let seen = portal.portal().log();
    assert_eq!((seen.connections, seen.requests), (0, 0));
    assert!(!world.ledger().exists());
}

#[test]
fn the_plan_says_how_long_the_calm_requests_last_at_most() {
    let world = World::new();
    let plan = |subject: &str, per_second: u64, language: &str| {
        let declaration = Declaration::new(SilentResolver::start()).port(9).subject(subject).text();
        let pace = format!("requests_per_second: {per_second}");
        let system = world.write("system.yaml", declaration.replace("requests_per_second: 500", &pace));
        let done = world.kiemtra(&["plan", &system.display().to_string(), "--lang", language]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stdout.lines().find(|line| line.contains("requests_per_second")).map(str::to_owned)
    };
    let provider =
        "id: sso, kind: identity-provider, url: 'http://127.0.0.1:9', addresses: [127.0.0.1], protocol: oidc";
    let line = plan(provider, 7, "en").expect("the pace");
    let numbers: Vec<u64> = line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let [7, most, seconds] = numbers[..] else { panic!("{line}") };
    assert!(most > 7 && seconds == most.div_ceil(7), "{line}");
    let slowly = plan(provider, 1, "vi").expect("the pace");
    assert!(slowly.contains(&format!("tối đa {most} yêu cầu")) && slowly.contains("không quá"), "{slowly}");
    assert_eq!(plan("id: noi, kind: link, url: 'http://127.0.0.1:9', addresses: [127.0.0.1]", 7, "en"), None);
}

#[test]
fn no_more_is_sent_than_the_plan_says() {
    let (world, portal) = (World::new(), Running::start(Character::Sound));
    let system = portal.system.display().to_string();
    let plan = world.kiemtra(&["plan", &system, "--lang", "en"]).stdout;
    let line = plan.lines().find_map(|line| line.strip_prefix("In all: ")).expect("the last line");
    let numbers: Vec<u64> = line.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let (_, document) = world.audit(&portal.system, &[]);
    let (connections, requests) = (document.number("/journal/connections"), document.number("/journal/requests"));
    assert!(numbers[0] <= connections, "less than is sure: {line}: {connections}");
    assert!(connections <= numbers[1], "more than at most: {line}: {connections}");
    assert!(requests > 50 && requests <= connections, "{requests} of {connections}");
}
