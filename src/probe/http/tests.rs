//! The probe `http` against worlds written down by hand.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::probe::scene::Scene;
use crate::wire::{Answer, Outcome, Request, Trouble};

const SITE: &str = "{id: cong, kind: site, url: \"https://cong.test/\", addresses: [127.0.0.1]}";

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Outcome {
    Ok(Answer::Response(Box::new(Response {
        status,
        http_version: "HTTP/1.1".to_owned(),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
        truncated: false,
        connect_ms: 1,
        tls_ms: Some(2),
        first_byte_ms: 3,
        elapsed_ms: 4,
        echo: crate::wire::Echo::default(),
    })))
}

fn trouble(reason: Reason, phase: Phase) -> Outcome {
    Err(Trouble { reason, phase, elapsed_ms: 7, detail: Text::same("x") })
}

/// Plays a world that is given the endpoint, the request and its address.
fn fact_of(subjects: &str, world: impl Fn(&Endpoint, &Request, &str) -> Outcome) -> (Value, usize) {
    let scene = Scene::new(subjects);
    let (seen, count) = scene.play(&HttpProbe, |job| {
        let Job::Fetch(endpoint, request) = job else { panic!("{job:?}") };
        let scheme = if request.tls { "https" } else { "http" };
        let address = format!("{} {scheme}://{}{}", request.method, request.host, request.path);
        world(endpoint, request, &address)
    });
    (HttpProbe.fact(&scene.target(), &seen), count)
}

fn shown(value: &Value, path: &str) -> String {
    let field = path.split('.').try_fold(value, |value, name| value.field(name));
    field.unwrap_or_else(|| panic!("no field {path}")).shown()
}

#[test]
fn a_sound_site_reads_sound() {
    let headers = [
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("content-security-policy", "default-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'self'"),
        ("content-type", "text/html; charset=utf-8"),
        ("server", "nginx"),
        ("set-cookie", "__Host-sid=0123456789abcdef; Secure; HttpOnly; SameSite=Strict; Path=/"),
    ];
    let (value, count) = fact_of(SITE, |_, request, address| match address {
        "GET http://cong.test/" => response(301, &[("location", "https://cong.test/")], ""),
        "GET https://cong.test/" if request.headers.is_empty() => response(200, &headers, "<img src=/a><form>"),
        "GET https://cong.test/" => response(200, &headers, ""),
        "OPTIONS https://cong.test/" => response(204, &[("allow", "HEAD, GET, get")], ""),
        "TRACE https://cong.test/" => response(405, &[], ""),
        "GET https://cong.test/.well-known/security.txt" => {
            response(200, &[], "Contact: mailto:a@cong.test\nExpires: 2027-01-01T00:00:00+07:00\n")
        }
        other if other.starts_with("GET https://cong.test/kiemtra-") => response(404, &[], "Không tìm thấy"),
        other => panic!("{other}"),
    });
    assert_eq!(count, 10);
    for (path, expected) in [
        ("response.status", "200"),
        ("plain.redirects_to_https", "true"),
        ("plain.cross_host", "false"),
        ("redirects", "[]"),
        ("headers.hsts", "{include_subdomains: true, max_age: 31536000, preload: false}"),
        ("headers.csp.script_unsafe_inline", "false"),
        ("headers.x_frame_options", "-"),
        ("framing_blocked", "true"),
        ("version_banners", "[]"),
        ("methods", "{allowed: [GET, HEAD], trace: false}"),
        ("cors.reflects_origin", "false"),
        (
            "cors.tried",
            "[{allowed: false, kind: null, origin: null, with_credentials: false}, {allowed: false, kind: name-in-front, origin: https://cong.test.kiemtra.invalid, with_credentials: false}, {allowed: false, kind: name-at-end, origin: https://kiemtra-cong.test, with_credentials: false}]",
        ),
        ("error_page", "{reveals: [], soft: false, status: 404}"),
        ("security_txt.valid", "true"),
        ("mixed_content", "[]"),
        ("insecure_forms", "0"),
    ] {
        assert_eq!(shown(&value, path), expected, "{path}");
    }
    assert!(shown(&value, "cookies").contains("012***[cookie, 16]"));
    assert!(!shown(&value, "cookies").contains("0123"));
}

#[test]
fn a_flawed_site_reads_flawed() {
    let page = "<script src=\"http://cdn.example/a.js?token=geheim\"></script><!-- <img src=http://no.example/> -->\
                <link rel=canonical href=http://cong.test/><form action='http://cong.test/login' method=post>";
    let (value, _) = fact_of(SITE, |_, request, address| match address {
        "GET http://cong.test/" => response(200, &[], "plain"),
        "GET https://cong.test/" if !request.headers.is_empty() => response(
            200,
            &[("access-control-allow-origin", "https://kiemtra.invalid"), ("access-control-allow-credentials", "true")],
            "",
        ),
        "GET https://cong.test/" => response(
            200,
            &[("content-type", "text/html"), ("server", "nginx/1.18.0"), ("x-frame-options", "ALLOWALL")],
            page,
        ),
        "TRACE https://cong.test/" => response(200, &[], "TRACE / HTTP/1.1\r\nx-kiemtra-trace: dau-vet-7c1e\r\n"),
        "GET https://cong.test/.well-known/security.txt" => response(404, &[], ""),
        other if other.starts_with("GET https://cong.test/kiemtra-") => response(500, &[], "SQLSTATE[42000]"),
        _ => response(200, &[], ""),
    });
    for (path, expected) in [
        ("plain.answers", "true"),
        ("plain.redirects_to_https", "false"),
        ("headers.hsts", "-"),
        ("headers.csp", "-"),
        ("framing_blocked", "false"),
        ("version_banners", "[{header: server, value: nginx/1.18.0}]"),
        ("methods.trace", "true"),
        ("cors", "{reflects_origin: true, tried: [], with_credentials: true}"),
        ("error_page", "{reveals: [sql-error], soft: false, status: 500}"),
        ("security_txt", "-"),
        ("mixed_content", "[http://cdn.example/a.js?…, http://cong.test/login]"),
        ("insecure_forms", "1"),
    ] {
        assert_eq!(shown(&value, path), expected, "{path}");
    }
}

#[test]
fn an_origin_that_only_looks_like_the_site_is_told_apart() {
    let (value, _) = fact_of(SITE, |_, request, _| {
        let origin = request.headers.iter().find(|(name, _)| name == "origin").map(|(_, value)| value.as_str());
        match origin {
            Some(own @ ("null" | "https://kiemtra-cong.test")) => {
                response(200, &[("access-control-allow-origin", own), ("access-control-allow-credentials", "true")], "")
            }
            Some("https://cong.test.kiemtra.invalid") => trouble(Reason::Timeout, Phase::Http),
            _ => response(200, &[("access-control-allow-origin", "*")], ""),
        }
    });
    assert_eq!(shown(&value, "cors.reflects_origin"), "false");
    let tried = shown(&value, "cors.tried");
    assert_eq!(tried.matches("with_credentials: true").count(), 2, "{tried}");
    assert!(tried.contains("allowed: ? (timeout), kind: name-in-front"), "{tried}");
}

#[test]
fn a_page_for_every_path_is_told_as_soft() {
    let (value, _) = fact_of(SITE, |_, _, _| response(200, &[("content-type", "text/html")], "<p>Trang chủ"));
    assert_eq!(shown(&value, "error_page"), "{reveals: [], soft: true, status: 200}");
    // A page about programs is no leak; what only the answer for the missing path says is one.
    let article = "<p>Hướng dẫn cấu hình nginx 1.24";
    let (value, _) = fact_of(SITE, |_, _, address| match address.contains("kiemtra-") {
        true => response(200, &[("content-type", "text/html")], &format!("{article} ORA-00942")),
        false => response(200, &[("content-type", "text/html")], article),
    });
    assert_eq!(shown(&value, "error_page.reveals"), "[sql-error]");
}

#[test]
fn a_silent_endpoint_is_asked_once_and_leaves_everything_open() {
    let (value, count) = fact_of(SITE, |_, request, _| {
        if request.tls { trouble(Reason::Timeout, Phase::Tls) } else { trouble(Reason::Refused, Phase::Connect) }
    });
    assert_eq!(count, 2);
    assert_eq!(shown(&value, "plain.answers"), "false", "a closed port is known");
    let Value::Record(fields) = &value else { panic!("{value:?}") };
    for (name, field) in fields.iter().filter(|(name, _)| *name != "plain") {
        assert_eq!(field.shown(), "? (timeout)", "{name}");
    }
}

#[test]
fn a_site_that_is_down_proves_nothing_about_its_plain_port() {
    let (value, _) = fact_of(SITE, |_, _, _| trouble(Reason::Refused, Phase::Connect));
    assert_eq!(shown(&value, "plain"), "? (refused)");
}

#[test]
fn plain_http_that_hangs_is_unknown_and_not_closed() {
    for (reason, phase) in [(Reason::Timeout, Phase::Connect), (Reason::Refused, Phase::Http)] {
        let (value, _) =
            fact_of(SITE, |_, request, _| if request.tls { response(200, &[], "") } else { trouble(reason, phase) });
        assert_eq!(shown(&value, "plain"), format!("? ({})", reason.word()));
    }
}

#[test]
fn one_failed_request_leaves_only_its_own_field_open() {
    let (value, _) = fact_of(SITE, |_, request, _| match request.method.as_str() {
        "TRACE" => trouble(Reason::Refused, Phase::Http),
        _ => response(200, &[], ""),
    });
    assert_eq!(shown(&value, "methods"), "? (refused)");
    let Value::Record(fields) = &value else { panic!("{value:?}") };
    let open: Vec<_> = fields.iter().filter(|(_, field)| matches!(field, Value::Unknown(_))).collect();
    assert_eq!(open.len(), 1, "{open:?}");
}

#[test]
fn redirects_stay_inside_what_is_declared() {
    let subjects = &format!("{SITE} | {{id: sso, kind: sign-in, url: \"https://sso.test/\", addresses: [127.0.0.9]}}");
    let redirect = |to: &'static str| response(302, &[("location", to)], "");
    let hops_of = |last: &'static str| {
        let (value, _) = fact_of(subjects, move |endpoint, request, address| match address {
            "GET https://cong.test/" if request.headers.is_empty() => redirect("/a?code=geheim"),
            "GET https://cong.test/a?code=geheim" => redirect("https://sso.test/login"),
            "GET https://sso.test/login" => {
                assert_eq!(endpoint.address.to_string(), "127.0.0.9");
                redirect(last)
            }
            other if other.contains("outside") => {
                assert!(endpoint.address.is_unspecified(), "its address was looked up");
                trouble(Reason::OutOfScope, Phase::Permit)
            }
            other if other.contains("unknown") => panic!("asked: {other}"),
            _ => response(200, &[], ""),
        });
        let Value::List(hops) = value.field("redirects").expect("redirects").clone() else { panic!("{value:?}") };
        (hops, value)
    };
    let (hops, value) = hops_of("http://outside.example/");
    assert_eq!(
        hops.iter().map(Value::shown).collect::<Vec<_>>(),
        [
            "{followed: true, from: https://cong.test/, secure: true, status: 302, to: https://cong.test/a?…, why_not: -}",
            "{followed: true, from: https://cong.test/a?…, secure: true, status: 302, to: https://sso.test/login, why_not: -}",
            "{followed: false, from: https://sso.test/login, secure: false, status: 302, to: http://outside.example/, why_not: out-of-scope}",
        ]
    );
    assert_eq!(shown(&value, "response.status"), "302");
    let why = |last| hops_of(last).0.last().and_then(|hop| hop.field("why_not").map(Value::shown));
    assert_eq!(why("https://unknown.test/").as_deref(), Some("address-unknown"));
    assert_eq!(why("https://cong.test/").as_deref(), Some("loop"));
    assert_eq!(why("ftp://cong.test/").as_deref(), Some("not-http"));
    assert_eq!(why("https://[").as_deref(), Some("bad-target"));
}

#[test]
fn endless_redirects_end_and_a_broken_way_has_no_page() {
    let (value, count) = fact_of(SITE, |_, request, _| {
        let next = format!("{}x", request.path);
        response(302, &[("location", &next)], "")
    });
    assert!(count <= HttpProbe.spec().most_jobs);
    let Some(Value::List(hops)) = value.field("redirects") else { panic!("{value:?}") };
    assert_eq!(hops.len(), 6);
    assert_eq!(hops.last().and_then(|hop| hop.field("why_not")).map(Value::shown).as_deref(), Some("too-many"));

    let (value, _) = fact_of(SITE, |_, request, _| match request.path.as_str() {
        "/" => response(302, &[("location", "/home")], ""),
        "/home" => trouble(Reason::Timeout, Phase::Http),
        _ => response(200, &[], ""),
    });
    assert_eq!(shown(&value, "response.status"), "302");
    for path in ["headers", "framing_blocked", "mixed_content", "insecure_forms"] {
        assert_eq!(shown(&value, path), "? (timeout)", "{path}");
    }
}

#[test]
fn the_shape_and_the_values_agree() {
    let (value, _) = fact_of(SITE, |_, _, _| response(200, &[("content-type", "text/html")], ""));
    let json = serde_json::to_value(&value).expect("JSON");
    assert_eq!(crate::fact::from_json(&json, &HttpProbe.shape(), "http").expect("the shape"), value);
}

/// A server that answers each request by its head, and the heads it saw.
async fn live(answer: fn(&str) -> String) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.expect("a request"));
            }
            let head = String::from_utf8(head).expect("text");
            let answer = answer(&head);
            seen.lock().expect("the heads").push(head);
            stream.write_all(answer.as_bytes()).await.expect("written");
        }
    });
    (port, heads)
}

#[tokio::test]
async fn the_servers_own_log_and_the_journal_agree() {
    let (port, heads) = live(|head| {
        let (status, headers, body) = match head.split(' ').collect::<Vec<_>>().as_slice() {
            ["TRACE", ..] => ("200 OK", "", head),
            ["GET", "/", ..] => ("302 Found", "Location: /trang\r\n", ""),
            ["GET", "/trang", ..] => ("200 OK", "Server: Apache/2.4.1\r\nSet-Cookie: sid=bimat-bimat\r\n", "chào"),
            _ => ("404 Not Found", "", "Apache Tomcat/9.0.1"),
        };
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
    })
    .await;
    let scene = Scene::new(&format!(
        "{{id: cong, kind: site, url: \"http://cong.test:{port}/\", addresses: [127.0.0.1], plain_port: {port}}}"
    ));
    let (seen, wire) = scene.play_live(&HttpProbe).await;
    let value = HttpProbe.fact(&scene.target(), &seen);
    for (path, expected) in [
        ("response.status", "302"),
        ("plain.redirects_to_https", "false"),
        ("version_banners", "[{header: server, value: Apache/2.4.1}]"),
        ("methods", "{allowed: [], trace: true}"),
        ("error_page", "{reveals: [version], soft: false, status: 404}"),
        ("security_txt", "-"),
        ("headers.server", "Apache/2.4.1"),
        ("mixed_content", "-"),
    ] {
        assert_eq!(shown(&value, path), expected, "{path}");
    }
    assert!(!format!("{value:?}").contains("bimat"));
    let heads = heads.lock().expect("the heads").clone();
    let totals = wire.journal();
    assert_eq!(totals.requests, heads.len() as u64);
    assert_eq!(totals.connections, heads.len() as u64);
    assert_eq!(totals.bytes_out, heads.iter().map(|head| head.len() as u64).sum::<u64>());
}

#[tokio::test]
async fn a_redirect_out_of_the_scope_is_refused_counted_and_never_sent() {
    let (port, heads) = live(|head| match head.starts_with("GET / ") {
        true => "HTTP/1.1 302 Found\r\nLocation: https://outside.example/x\r\nContent-Length: 0\r\n\r\n".to_owned(),
        false => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
    })
    .await;
    let scene = Scene::new(&format!(
        "{{id: cong, kind: site, url: \"http://cong.test:{port}/\", addresses: [127.0.0.1], plain_port: false}}"
    ));
    let (_, wire) = scene.play_live(&HttpProbe).await;
    let totals = wire.journal();
    assert_eq!(totals.refused_by_scope, 1);
    assert_eq!(totals.connections, heads.lock().expect("the heads").len() as u64);
    let entry = wire.journal_entries().into_iter().find(|entry| entry.outcome == "out-of-scope").expect("an entry");
    assert!(entry.endpoint.contains("outside.example"), "{entry:?}");
}
