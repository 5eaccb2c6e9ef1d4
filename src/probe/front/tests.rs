//! The probe `front` against worlds written down by hand: each fault with its sound twin.

use super::*;
use crate::probe::scene::Scene;
use crate::wire::{Answer, Outcome, Phase, Request, Trouble};

const SITE: &str = "{id: cong, kind: site, url: \"https://cong.test/\", addresses: [127.0.0.1]}";
const API: &str = "{id: cong, kind: api, url: \"https://cong.test/\", addresses: [127.0.0.1]}";

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Outcome {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(Answer::Response(Box::new(Response { headers, body: body.as_bytes().to_vec(), ..Response::empty(status) })))
}

fn html(body: &str) -> Outcome {
    response(200, &[("content-type", "text/html; charset=utf-8")], body)
}

fn fact_of(subject: &str, world: impl Fn(&Request) -> Outcome) -> (Value, Vec<String>) {
    let scene = Scene::new(subject);
    let asked = std::cell::RefCell::new(Vec::new());
    let (seen, _) = scene.play(&FrontProbe, |job| {
        let Job::Fetch(_, request) = job else { panic!("{job:?}") };
        asked.borrow_mut().push(request.path.clone());
        world(request)
    });
    let value = FrontProbe.fact(&scene.target(), &seen);
    assert_eq!(value, FrontProbe.fact(&scene.target(), &seen), "the same answers, another fact");
    (value, asked.into_inner())
}

/// The fact of one page, whose scripts are all missing.
fn of_page(body: &str) -> Value {
    fact_of(SITE, |request| if request.path == "/" { html(body) } else { response(404, &[], "") }).0
}

fn shown(value: &Value, path: &str) -> String {
    let field = path.split('.').try_fold(value, |value, name| value.field(name));
    field.unwrap_or_else(|| panic!("no field {path}")).shown()
}

#[test]
fn a_sound_page_reads_sound() {
    let policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    let page = "<title>Cổng</title><link rel=stylesheet href=/a.css><script src=/a.js></script>\
                <a href=http://khac.example/>liên kết</a><form action=/tim><input name=q></form>";
    let (value, asked) = fact_of(SITE, |request| match request.path.as_str() {
        "/" => response(
            200,
            &[
                ("content-type", "text/html; charset=utf-8"),
                ("content-security-policy", policy),
                ("cache-control", "private, No-Store"),
                ("referrer-policy", "strict-origin-when-cross-origin"),
            ],
            page,
        ),
        "/a.js" => response(200, &[("content-type", "text/javascript")], "/*! jQuery v3.7.1 | (c) */"),
        other => panic!("{other}"),
    });
    assert_eq!(asked, ["/", "/a.js"]);
    for (path, expected) in [
        ("page.html", "true"),
        ("page.whole", "true"),
        ("page.charset", "UTF-8"),
        ("page.asks_personal", "false"),
        ("page.no_store", "true"),
        ("page.referrer", "strict-origin-when-cross-origin"),
        ("csp.grade", "A"),
        ("csp.reasons", "[]"),
        ("mixed", "{active: [], forms: [], passive: [], upgraded: false}"),
        ("third_parties", "[]"),
        ("unguarded", "[]"),
        ("trackers", "[]"),
        ("scripts", "{own: 1, read: 1}"),
        ("generator", "-"),
    ] {
        assert_eq!(shown(&value, path), expected, "{path}");
    }
    let libraries = shown(&value, "libraries");
    assert!(libraries.contains("label: jQuery 3.7.1") && libraries.contains("faults: []"), "{libraries}");
}

#[test]
fn a_flawed_page_reads_flawed() {
    let digest = "A".repeat(64);
    let page = format!(
        "<meta name=generator content='WordPress 5.2'><script src=https://code.jquery.com/jquery-1.12.4.min.js></script>\
         <script src=https://cdn.example/a.js integrity=sha384-{digest} crossorigin=anonymous></script>\
         <script src=https://cdn.example/b.js integrity=sha1-x></script><link rel=stylesheet href=//fonts.example/c.css>\
         <script src=https://www.googletagmanager.com/gtag/js?id=G-1></script><img src=http://anh.example/x.png?so=1>\
         <script src=http://cong.test/c.js></script><form action=http://cong.test/gui method=post>\
         <input type=password name=p></form><iframe src=https://dvc.gov.vn/x></iframe><p onclick='x()'><script>1</script>"
    );
    let value = of_page(&page);
    for (path, expected) in [
        ("page.asks_personal", "true"),
        ("page.no_store", "false"),
        ("page.handlers", "1"),
        ("page.inline_scripts", "1"),
        ("csp.grade", "F"),
        ("csp.reasons", "[no-policy]"),
        ("mixed.active", "[http://cong.test/c.js]"),
        ("mixed.passive", "[http://anh.example/x.png?…]"),
        ("mixed.forms", "[http://cong.test/gui]"),
        ("trackers", "[{host: www.googletagmanager.com, name: Google Tag Manager}]"),
        ("generator", "WordPress 5.2"),
    ] {
        assert_eq!(shown(&value, path), expected, "{path}");
    }
    let unguarded = shown(&value, "unguarded");
    for (address, integrity) in [
        ("https://code.jquery.com/jquery-1.12.4.min.js", "missing"),
        ("https://cdn.example/b.js", "invalid"),
        ("https://fonts.example/c.css", "missing"),
        ("https://www.googletagmanager.com/gtag/js?…", "missing"),
    ] {
        assert!(unguarded.contains(&format!("{{address: {address}, integrity: {integrity},")), "{unguarded}");
    }
    assert!(!unguarded.contains("cdn.example/a.js") && !unguarded.contains("cong.test"), "{unguarded}");
    let others = shown(&value, "third_parties");
    assert!(
        others.contains("active: true, government: true, hosts: [dvc.gov.vn], kinds: [frame], site: dvc.gov.vn"),
        "{others}"
    );
    assert!(others.contains("active: false, government: false, hosts: [anh.example], kinds: [image]"), "{others}");
    let libraries = shown(&value, "libraries");
    assert!(libraries.contains("label: jQuery 1.12.4") && libraries.contains("CVE-2020-11022"), "{libraries}");
}

#[test]
fn a_name_of_the_inspected_system_and_one_of_the_same_owner_are_no_third_parties() {
    let subjects = "{id: cong, kind: site, url: \"https://cong.tinh.test/\", addresses: [127.0.0.1]} | \
                    {id: sso, kind: sign-in, url: \"https://sso.test/\", addresses: [127.0.0.9]}";
    let page = "<script src=https://tinh2.tinh.test/a.js></script><script src=https://sso.test/b.js></script>\
                <script src=https://khac.test/c.js></script>";
    let (value, asked) = fact_of(subjects, |_| html(page));
    assert_eq!(asked, ["/"], "nothing is fetched from other hosts");
    assert!(shown(&value, "third_parties").starts_with("[{active: true, government: false, hosts: [khac.test]"));
}

#[test]
fn a_nonce_is_compared_with_a_second_answer_that_the_http_probe_asks_for_anyway() {
    let with = |fresh: bool| {
        fact_of(SITE, move |request| {
            let second = request.headers.iter().any(|(name, _)| name == "origin");
            let nonce = if fresh && second { "ZWluZSBhbmRlcmUgTm9uY2U" } else { "MTIzNDU2Nzg5MDEyMzQ1Ng" };
            let policy = format!("script-src 'nonce-{nonce}' 'strict-dynamic'");
            response(200, &[("content-type", "text/html"), ("content-security-policy", &policy)], "<p>")
        })
    };
    let (value, asked) = with(true);
    assert_eq!((shown(&value, "csp.nonce_repeats").as_str(), asked.len()), ("false", 2));
    let (value, _) = with(false);
    assert_eq!((shown(&value, "csp.nonce_repeats").as_str(), shown(&value, "csp.grade").as_str()), ("true", "F"));
}

#[test]
fn scripts_that_were_not_read_leave_the_libraries_open_unless_one_is_faulty() {
    let page: String = (0..20).map(|n| format!("<script src=/{n}.js></script>")).collect();
    let (value, asked) =
        fact_of(SITE, |request| if request.path == "/" { html(&page) } else { response(200, &[], "var a = 1") });
    assert_eq!(asked.len(), 13, "the page and twelve scripts");
    assert_eq!(shown(&value, "scripts"), "{own: 20, read: 12}");
    assert_eq!(shown(&value, "libraries"), "? (low-coverage)");
    let (value, _) = fact_of(SITE, |request| match request.path.as_str() {
        "/" => html(&page),
        "/3.js" => response(200, &[], "/*! jQuery v1.4.2 "),
        _ => response(200, &[], ""),
    });
    assert!(shown(&value, "libraries").contains("jQuery"));
    // What its address tells need not be read.
    let told: String = (0..20).map(|n| format!("<script src=/{n}/jquery-3.7.1.min.js></script>")).collect();
    let (value, _) = fact_of(SITE, |request| if request.path == "/" { html(&told) } else { response(200, &[], "") });
    assert!(shown(&value, "libraries").contains("label: jQuery 3.7.1"));
    let (value, _) = fact_of(SITE, |request| match request.path.as_str() {
        "/" => html("<script src=/a.js></script>"),
        _ => Err(Trouble { reason: Reason::Timeout, phase: Phase::Http, elapsed_ms: 1, detail: Text::same("x") }),
    });
    assert_eq!(shown(&value, "libraries"), "? (low-coverage)");
}

#[test]
fn what_is_no_page_has_no_front_and_what_is_silent_is_unknown() {
    let (value, asked) =
        fact_of(API, |_| response(200, &[("content-type", "application/json")], "{\"a\":\"<script>\"}"));
    assert_eq!(asked, ["/"]);
    assert_eq!(shown(&value, "page.html"), "false");
    for path in ["csp", "mixed", "third_parties", "libraries", "generator"] {
        assert_eq!(shown(&value, path), "-", "{path}");
    }
    let (value, _) = fact_of(SITE, |_| {
        Err(Trouble { reason: Reason::Timeout, phase: Phase::Tls, elapsed_ms: 1, detail: Text::same("x") })
    });
    let Value::Record(fields) = value else { panic!("{value:?}") };
    assert!(fields.iter().all(|(_, field)| field.shown() == "? (timeout)"));
    let packed = [("content-type", "text/html"), ("content-encoding", "gzip")];
    let (value, _) = fact_of(SITE, |_| response(200, &packed, "x"));
    assert_eq!(shown(&value, "page"), "? (parse)");
}

#[test]
fn a_page_that_was_cut_proves_nothing_absent() {
    let cut = |body: &str| {
        let body = body.to_owned();
        fact_of(SITE, move |request| {
            if request.path != "/" {
                return response(404, &[], "");
            }
            let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
            let body = body.clone().into_bytes();
            Ok(Answer::Response(Box::new(Response { headers, body, truncated: true, ..Response::empty(200) })))
        })
        .0
    };
    assert_eq!(shown(&cut("<title>x"), "csp"), "? (budget)", "a meta may follow");
    let value = cut("<p>chào");
    assert_eq!(shown(&value, "csp.grade"), "F", "no meta of the body counts");
    for path in ["mixed", "third_parties", "unguarded", "trackers", "libraries"] {
        assert_eq!(shown(&value, path), "? (budget)", "{path}");
    }
    let value = cut("<script src=http://x.example/jquery-1.4.2.js></script>");
    assert!(shown(&value, "libraries").contains("jQuery 1.4.2"));
    assert_eq!(shown(&value, "mixed.active"), "[http://x.example/jquery-1.4.2.js]");
}
