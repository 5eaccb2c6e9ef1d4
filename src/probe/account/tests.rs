use super::*;
use crate::probe::browse::Peer;
use crate::probe::certified::{Certified, Proof, lends, played};

const DECLARED: &str = "signed_in: {path: /tai-khoan, shows: 'Trang cá nhân'}, sign_out: {path: /dang-xuat, method: POST}, \
     account: {user: an, password_env: MAT_KHAU_AN_2026, object: /ho-so/77}, \
     second_account: {user: binh, password_env: MAT_KHAU_BINH_2026}";

/// What the probe tells, as JSON.
async fn told(faults: &[&str], declared: &str) -> serde_json::Value {
    let peer = Peer::start(faults);
    serde_json::to_value(peer.seen(&AccountProbe, declared).await).expect("JSON")
}

/// Every fault that the facts show, in words.
fn faults(fact: &serde_json::Value) -> Vec<String> {
    let is = |path: &str, wanted: serde_json::Value| fact.pointer(path) == Some(&wanted);
    let mut all = Vec::new();
    let mut note = |found: bool, word: &str| {
        if found {
            all.push(word.to_owned());
        }
    };
    note(is("/session/renewed", false.into()), "not-renewed");
    note(is("/session/no_store", false.into()), "stored");
    note(is("/session/cookies/0/secure", false.into()), "cookie");
    note(fact.pointer("/session/ends_after_minutes").is_some_and(|minutes| minutes.as_i64().is_some()), "ends");
    note(is("/sign_out/ends_session", false.into()), "sign-out");
    note(is("/sign_out/by_get", true.into()), "sign-out-by-get");
    note(is("/foreign_object/other_gets", true.into()), "foreign-object");
    note(is("/foreign_object/stranger_gets", true.into()), "open-object");
    note(is("/return_address/leads_away", true.into()), "open-redirect");
    note(is("/handing_in/in_address", true.into()), "in-address");
    note(is("/second_factor", true.into()), "second-factor");
    note(is("/concurrent_sessions", false.into()), "single");
    note(is("/enumeration/by_time", true.into()), "enum-time");
    note(fact.pointer("/handing_in/repost_elsewhere").is_some_and(serde_json::Value::is_string), "reposted-elsewhere");
    note(fact.pointer("/handing_in/repost_status").is_some_and(serde_json::Value::is_i64), "reposted");
    for word in fact.pointer("/enumeration/differs").and_then(|list| list.as_array()).into_iter().flatten() {
        note(true, &format!("enum-{}", word.as_str().unwrap_or_default()));
    }
    for place in fact.pointer("/echoed_in").and_then(|list| list.as_array()).into_iter().flatten() {
        note(true, &format!("echo-{}", place.as_str().unwrap_or_default()));
    }
    all
}

#[tokio::test]
async fn a_sound_sign_in_shows_no_fault_and_two_runs_are_equal() {
    let first = told(&[], DECLARED).await;
    assert_eq!(faults(&first), Vec::<String>::new(), "{first:#}");
    assert_eq!(first.pointer("/signed_in"), Some(&true.into()), "{first:#}");
    assert_eq!(first.pointer("/restored"), Some(&true.into()), "{first:#}");
    assert_eq!(first.pointer("/session/renewed"), Some(&true.into()), "{first:#}");
    assert_eq!(first.pointer("/return_address/parameter"), Some(&"tiep".into()), "{first:#}");
    assert_eq!(first.pointer("/foreign_object/other_status"), Some(&403.into()), "{first:#}");
    assert_eq!(first, told(&[], DECLARED).await);
}

/// Each fault, and what the facts show of it; sound look-alikes show nothing.
const MATRIX: &[(&[&str], &[&str])] = &[
    (&["fixation"], &["not-renewed"]),
    (&["adopt"], &["not-renewed"]),
    (&["logout-cookie-only"], &["sign-out"]),
    (&["idor"], &["foreign-object"]),
    (&["idor-public"], &["foreign-object", "open-object"]),
    (&["soft-403"], &[]),
    (&["open-redirect=absolute"], &["open-redirect"]),
    (&["open-redirect=two-slashes"], &["open-redirect"]),
    (&["open-redirect=backslash"], &["open-redirect"]),
    (&["cacheable"], &["stored"]),
    (&["bare-cookie"], &["cookie"]),
    (&["persistent"], &["ends"]),
    (&["jwt"], &["ends"]),
    (&["single"], &["single"]),
    (&["query"], &["in-address"]),
    (&["repost=here"], &["reposted"]),
    (&["enum-message"], &["enum-message"]),
    (&["enum-status"], &["enum-status"]),
    (&["enum-length"], &["enum-length"]),
    (&["enum-redirect"], &["enum-redirect"]),
    (&["enum-time"], &["enum-time"]),
    (&["countdown"], &["enum-message"]),
];

#[tokio::test]
async fn each_fault_is_seen_and_nothing_else() {
    let mut wrong = Vec::new();
    for (planted, expected) in MATRIX {
        let fact = told(planted, DECLARED).await;
        let found = faults(&fact);
        if found != *expected {
            wrong.push(format!("{planted:?}: {found:?}\n{fact:#}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_second_factor_is_seen_and_the_session_is_not_known() {
    let fact = told(&["second-factor"], DECLARED).await;
    assert_eq!(faults(&fact), ["second-factor"], "{fact:#}");
    assert_eq!(
        (fact.pointer("/signed_in"), fact.pointer("/why_not")),
        (Some(&false.into()), Some(&"second-factor".into()))
    );
    assert_eq!(fact.pointer("/session/unknown/reason"), Some(&"denied".into()), "{fact:#}");
    assert_eq!(fact.pointer("/restored"), Some(&true.into()), "{fact:#}");
}

#[tokio::test]
async fn a_password_is_not_sent_again_to_another_host() {
    let fact = told(&["repost=elsewhere"], DECLARED).await;
    assert_eq!(faults(&fact), ["reposted-elsewhere", "reposted"], "{fact:#}");
    assert_eq!(fact.pointer("/why_not"), Some(&"elsewhere".into()), "{fact:#}");
}

#[tokio::test]
async fn a_page_whose_script_sends_json_is_declared() {
    let form = "form: {action: /api/vao, format: json, user_field: ten, password_field: mat_khau}";
    let fact = told(&["script"], &format!("{DECLARED}, {form}")).await;
    assert_eq!(fact.pointer("/signed_in"), Some(&true.into()), "{fact:#}");
    assert_eq!(faults(&fact), Vec::<String>::new(), "{fact:#}");
    let undeclared = told(&["script"], DECLARED).await;
    assert_eq!(undeclared.pointer("/signed_in/unknown/reason"), Some(&"parse".into()), "{undeclared:#}");
}

#[tokio::test]
async fn a_form_in_parts_is_sent_in_parts() {
    let declared = "form: {action: /dang-nhap, format: multipart, user_field: ten, password_field: mat_khau}";
    for declared in [DECLARED.to_owned(), format!("{DECLARED}, {declared}")] {
        let fact = told(&["multipart"], &declared).await;
        assert_eq!(fact.pointer("/signed_in"), Some(&true.into()), "{fact:#}");
        assert_eq!(fact.pointer("/handing_in/way"), Some(&"multipart".into()));
        assert_eq!(faults(&fact), Vec::<String>::new(), "{fact:#}");
    }
    let fact = told(&["multipart", "enum-message", "fixation"], DECLARED).await;
    assert_eq!(faults(&fact), ["not-renewed", "enum-message"], "{fact:#}");
}

/// What is asked of a sign-in by HTTP Basic behind TLS, and what the probe tells, as JSON.
async fn by_basic(faults: &[&str], declared: &str) -> (Vec<Job>, serde_json::Value) {
    let peer = Peer::start(&[&["basic"], faults].concat());
    let server = Certified::before(peer.port, Proof::Sound).await;
    let (asked, fact) = played(&AccountProbe, &server.scene("sign-in", "/dang-nhap", declared)).await;
    (asked, serde_json::to_value(fact).expect("JSON"))
}

#[tokio::test]
async fn http_basic_signs_in_without_a_session() {
    let declared = format!("{DECLARED}, idle_minutes: 15");
    let (asked, fact) = by_basic(&[], &declared).await;
    assert_eq!(fact.pointer("/signed_in"), Some(&true.into()), "{fact:#}");
    assert_eq!(faults(&fact), Vec::<String>::new(), "{fact:#}");
    let is = |path: &str, wanted: serde_json::Value| assert_eq!(fact.pointer(path), Some(&wanted), "{path} {fact:#}");
    is("/handing_in/way", "basic".into());
    is("/handing_in/in_plain", false.into());
    is("/restored", true.into());
    is("/foreign_object/other_status", 403.into());
    for without in ["/session", "/sign_out", "/idle_ends", "/concurrent_sessions", "/return_address"] {
        is(without, serde_json::Value::Null);
    }
    // The password stands in no job, in no spelling.
    let all = format!("{asked:?}");
    for secret in ["MAT_KHAU", "TUFUX0tIQVVf", "hbjpNQVRfS0hBVV", "PW46TUFUX0tIQVVfQU5f"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert_eq!(by_basic(&[], &declared).await.1, fact, "two runs are equal");
    for (planted, expected) in [("idor", "foreign-object"), ("enum-message", "enum-message")] {
        let (_, fact) = by_basic(&[planted], DECLARED).await;
        assert_eq!(faults(&fact), [expected], "{fact:#}");
    }
    let (_, fact) = by_basic(&[], &DECLARED.replace("user: an", "user: khong-ai")).await;
    assert_eq!((fact.pointer("/signed_in"), fact.pointer("/why_not")), (Some(&false.into()), Some(&"refused".into())));
}

#[tokio::test]
async fn http_basic_is_not_answered_over_plain_http() {
    let peer = Peer::start(&["basic"]);
    let scene = peer.scene(DECLARED);
    let (seen, _) = scene.play_live(&AccountProbe).await;
    let fact = serde_json::to_value(AccountProbe.fact(&scene.target(), &seen)).expect("JSON");
    assert_eq!(fact.pointer("/handing_in/unknown/reason"), Some(&"denied".into()), "{fact:#}");
    assert!(!format!("{seen:?}").contains("authorization"), "nothing is sent");
}

#[tokio::test]
async fn a_session_is_not_carried_down_to_plain_http() {
    let peer = Peer::start(&["down", "bare-cookie"]);
    let server = Certified::before(peer.port, Proof::Sound).await;
    let (asked, fact) = played(&AccountProbe, &server.scene("sign-in", "/dang-nhap", DECLARED)).await;
    let cookies = |plain: bool| {
        let own = asked.iter().filter_map(move |job| match job {
            Job::Fetch(_, request) if request.tls != plain => Some(request),
            _ => None,
        });
        own.map(|request| {
            let held = request.lent_headers.iter().map(|(name, _)| name);
            request.headers.iter().map(|(name, _)| name).chain(held).any(|name| name == "cookie")
        })
        .collect::<Vec<_>>()
    };
    assert!(cookies(false).contains(&true), "over TLS it goes along");
    assert!(!cookies(true).is_empty() && !cookies(true).contains(&true), "{asked:#?}");
    assert_eq!(fact.field("signed_in"), Some(&Value::Bool(true)));
}

#[tokio::test]
async fn signing_out_by_a_mere_get_is_seen() {
    let declared = DECLARED.replace("method: POST", "method: GET");
    let fact = told(&["logout-get"], &declared).await;
    assert_eq!(faults(&fact), ["sign-out-by-get"], "{fact:#}");
}

#[tokio::test]
async fn a_page_that_shows_itself_to_strangers_proves_nothing() {
    let fact = told(&[], &DECLARED.replace("Trang cá nhân", "Cổng dịch vụ công")).await;
    assert_eq!(fact.pointer("/signed_in/unknown/reason"), Some(&"inconsistent".into()), "{fact:#}");
}

#[tokio::test]
async fn a_wrong_declaration_tries_nothing_on_top_of_a_refusal() {
    let fact = told(&[], &DECLARED.replace("user: an", "user: khong-ai")).await;
    assert_eq!((fact.pointer("/signed_in"), fact.pointer("/why_not")), (Some(&false.into()), Some(&"refused".into())));
    assert_eq!(fact.pointer("/enumeration/unknown/reason"), Some(&"denied".into()), "{fact:#}");
}

#[tokio::test]
async fn idleness_is_waited_for_where_the_declaration_says_so_and_not_otherwise() {
    let fact = told(&[], &format!("{DECLARED}, idle_minutes: 15")).await;
    assert_eq!(fact.pointer("/idle_ends/unknown/reason"), Some(&"not-collected".into()), "{fact:#}");
    let peer = Peer::start(&[]);
    let scene = peer.scene(&format!("{DECLARED}, idle_minutes: 15, wait_for_idle: true"));
    // The wait itself is the wire's; here it is enough that it is asked for.
    let mut pauses = Vec::new();
    let (mut seen, wire) = (Seen::default(), scene.wire());
    while let Some(job) = AccountProbe.wants(&scene.target(), &seen).into_iter().find(|job| seen.outcome(job).is_none())
    {
        let Job::Fetch(endpoint, request) = job.clone() else { panic!("no request") };
        pauses.push(request.pause_ms);
        let outcome = wire.perform(&Job::Fetch(endpoint, request.after_ms(0))).await;
        seen.note(job, outcome);
    }
    assert_eq!(pauses.iter().filter(|pause| **pause > 0).collect::<Vec<_>>(), [&930_000]);
    let fact = serde_json::to_value(AccountProbe.fact(&scene.target(), &seen)).expect("JSON");
    assert_eq!(fact.pointer("/idle_ends"), Some(&false.into()), "alive after the wait: {fact:#}");
}

#[tokio::test]
async fn a_password_that_is_given_back_is_told_by_place_and_held_by_no_answer() {
    let peer = Peer::start(&["echo"]);
    let scene = peer.scene(DECLARED);
    let (seen, _) = scene.play_live(&AccountProbe).await;
    let fact = serde_json::to_value(AccountProbe.fact(&scene.target(), &seen)).expect("JSON");
    let found = faults(&fact);
    for place in ["echo-body", "echo-x-debug", "echo-set-cookie", "echo-server"] {
        assert!(found.iter().any(|own| own == place), "{place}: {found:?}");
    }
    let all = format!("{fact}{seen:?}");
    for secret in ["MAT_KHAU_AN_2026", "6202_NA_UAHK_TAM"] {
        assert!(!all.to_uppercase().contains(secret), "{secret}");
    }
}

#[test]
fn nothing_is_asked_where_no_account_is_declared() {
    let scene =
        crate::probe::scene::Scene::new("{id: cb, kind: sign-in, url: 'https://127.0.0.1/', addresses: [127.0.0.1]}");
    let target = scene.target();
    assert!(!AccountProbe.concerns(target.subject) && AccountProbe.steps(&target).is_empty());
    assert!(AccountProbe.wants(&target, &Seen::default()).is_empty());
    assert_eq!(AccountProbe.fact(&target, &Seen::default()), Value::Absent);
}

#[tokio::test]
async fn a_password_is_handed_in_only_where_the_certificate_is_trusted() {
    let peer = Peer::start(&[]);
    let server = Certified::before(peer.port, Proof::Sound).await;
    let (asked, fact) = played(&AccountProbe, &server.scene("sign-in", "/dang-nhap", DECLARED)).await;
    let fact = serde_json::to_value(fact).expect("JSON");
    assert!(asked.iter().any(lends), "{asked:#?}");
    assert_eq!(fact.pointer("/signed_in"), Some(&true.into()), "{fact:#}");
    for (proof, why) in Proof::FALSE {
        let server = Certified::before(peer.port, proof).await;
        let scene = server.scene("sign-in", "/dang-nhap", &format!("audience: officers, {DECLARED}"));
        let (asked, fact) = played(&AccountProbe, &scene).await;
        assert_eq!(asked.len(), 1, "nothing but the handshake: {asked:#?}");
        let fact = serde_json::to_value(fact).expect("JSON");
        for (name, own) in fact.as_object().expect("fields").iter().filter(|(name, _)| *name != "audience") {
            assert_eq!(own.pointer("/unknown/reason"), Some(&"denied".into()), "{proof:?} {name} {own:#}");
            let told = own.pointer("/unknown/detail").expect("a detail").to_string();
            assert!(told.contains("no lent password") && told.contains(why), "{proof:?} {name} {told}");
        }
        assert_eq!(fact.pointer("/audience"), Some(&"officers".into()));
    }
}

#[tokio::test]
async fn a_password_goes_to_no_port_that_has_proved_nothing() {
    // Whoever may answer the page, or a redirect before it, would choose where the password goes.
    for (action, sent) in [("/vao", true), ("https://cong.test:8443/vao", false), ("http://cong.test:8080/vao", false)]
    {
        let form = "<input name=ten><input type=password name=mk><button>Vào</button>";
        let server = Certified::page(format!("<form method=post action='{action}'>{form}</form>")).await;
        let (asked, fact) = played(&AccountProbe, &server.scene("sign-in", "/dang-nhap", DECLARED)).await;
        assert_eq!(asked.iter().any(lends), sent, "{action}: {asked:#?}");
        let fact = serde_json::to_value(fact).expect("JSON");
        let refused = fact.pointer("/handing_in/unknown/reason") == Some(&"denied".into());
        assert_eq!(refused, !sent, "{action}: {fact:#}");
    }
}
