//! Providers that mean harm: each ends in an explained unknown or in what they said, within bounds.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::world::{NAME, Sight, World};
use crate::judge::Outcome;
use crate::wire::Limits;

/// What a server says to a path: the head's own lines, the body, and how often the body is repeated.
type Say = dyn Fn(&str) -> (String, Vec<u8>, usize) + Send + Sync;

/// Serves on loopback until the test ends; the port and the number of requests.
async fn serve(say: impl Fn(u16, &str) -> (String, Vec<u8>, usize) + Send + Sync + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let count = Arc::new(AtomicUsize::new(0));
    let (say, counted): (Arc<Say>, _) = (Arc::new(move |path: &str| say(port, path)), count.clone());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (say, counted) = (say.clone(), counted.clone());
            tokio::spawn(async move {
                let Some(head) = request(&mut stream).await else { return };
                counted.fetch_add(1, Ordering::SeqCst);
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let (lines, body, times) = say(&path);
                let head = format!("HTTP/1.1 {lines}\r\nconnection: close\r\n\r\n");
                if stream.write_all(head.as_bytes()).await.is_err() {
                    return;
                }
                for _ in 0..times {
                    if stream.write_all(&body).await.is_err() {
                        return;
                    }
                }
                let _ = stream.shutdown().await;
            });
        }
    });
    (port, count)
}

/// The head of a request, to the empty line.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8_lossy(&head).into_owned())
}

/// What the probe sees where every document is the same.
async fn sight(lines: &'static str, body: Vec<u8>, times: usize) -> (World, Sight) {
    let (port, _) = serve(move |_, _| (lines.to_owned(), body.clone(), times)).await;
    let world = World::of("oidc", "http", port, "");
    let sight = world.look().await;
    (world, sight)
}

const OK: &str = "200 OK\r\ncontent-type: application/json";

/// Nothing is passed, and nothing fails, of what could not be seen.
fn assert_open(world: &World, sight: &Sight, reason: &str) {
    assert_eq!(sight.json["metadata"]["unknown"]["reason"], json!(reason), "{:#}", sight.json);
    assert_eq!(world.judged(sight, Outcome::Pass), BTreeSet::new());
    assert_eq!(world.judged(sight, Outcome::Fail), BTreeSet::new());
}

#[tokio::test]
async fn a_document_without_end_is_left_where_it_is() {
    let (world, sight) = sight(OK, vec![b' '; 1 << 20], 1 << 10).await;
    assert_open(&world, &sight, "budget");
    assert!(sight.requests <= 3);
}

#[tokio::test]
async fn deep_nesting_is_not_followed() {
    let (world, sight) = sight(OK, format!("{{\"a\":{}", "[".repeat(100_000)).into_bytes(), 1).await;
    assert_open(&world, &sight, "budget");
}

#[tokio::test]
async fn what_is_compressed_unasked_is_not_unpacked() {
    let bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let (world, sight) = sight("200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip", bomb, 1).await;
    assert_open(&world, &sight, "parse");
}

#[tokio::test]
async fn a_server_that_refuses_or_slows_us_down_proves_nothing() {
    for (lines, reason) in [
        ("403 Forbidden", "denied"),
        ("401 Unauthorized", "denied"),
        ("429 Too Many Requests", "rate-limited"),
        ("503 Service Unavailable", "unreachable"),
    ] {
        let (world, sight) = sight(lines, b"{}".to_vec(), 1).await;
        assert_open(&world, &sight, reason);
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_proves_nothing() {
    let (world, sight) = sight("200 OK\r\ncontent-length: 1000", b"{".to_vec(), 1).await;
    assert_eq!(world.judged(&sight, Outcome::Pass), BTreeSet::new());
    assert_eq!(world.judged(&sight, Outcome::Fail), BTreeSet::new());
}

#[tokio::test]
async fn a_body_that_drips_is_left_at_the_deadline() {
    let (port, count) = dripping().await;
    let world = World::of("oidc", "http", port, "");
    let limits = Limits { deadline: Duration::from_millis(300), ..Limits::default() };
    let sight = world.look_within(limits).await;
    assert_open(&world, &sight, "timeout");
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

/// A server whose documents come a byte at a time, without end.
async fn dripping() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut alive = request(&mut stream).await.is_some();
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{";
                alive &= stream.write_all(head.as_bytes()).await.is_ok();
                while alive {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    alive = stream.write_all(b" ").await.is_ok();
                }
            });
        }
    });
    (port, count)
}

#[tokio::test]
async fn a_provider_of_saml_is_left_to_others() {
    let (port, count) = serve(|_, _| (OK.to_owned(), b"{}".to_vec(), 1)).await;
    let world = World::of("saml", "http", port, "/metadata");
    let sight = world.look().await;
    assert_eq!((sight.json.clone(), count.load(Ordering::SeqCst)), (json!(null), 0));
    for outcome in [Outcome::Pass, Outcome::Fail, Outcome::Undetermined] {
        assert_eq!(world.judged(&sight, outcome), BTreeSet::new());
    }
}

#[tokio::test]
async fn redirects_are_told_and_not_followed() {
    let (port, count) = serve(|_, path| (format!("302 Found\r\nlocation: {path}?token=secret"), Vec::new(), 0)).await;
    let world = World::of("oidc", "http", port, "/realms/tinh");
    let sight = world.look().await;
    assert_eq!(sight.json["discovery"]["outcome"], json!("redirect"), "{:#}", sight.json);
    assert!(!sight.json.to_string().contains("secret"), "{:#}", sight.json);
    assert_eq!(world.judged(&sight, Outcome::Fail), BTreeSet::from(["discovery-published".to_owned()]));
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn no_document_at_all_is_no_metadata() {
    for (body, outcome) in
        [("\0\0\0", "not-json"), ("{\"issuer\": \"\0\"}", "not-json"), ("[]", "not-object"), ("", "not-json")]
    {
        let (world, sight) = sight(OK, body.into(), 1).await;
        assert_eq!(sight.json["discovery"]["outcome"], json!(outcome), "{body:?}");
        assert_eq!(world.judged(&sight, Outcome::Fail), BTreeSet::from(["discovery-json".to_owned()]), "{body:?}");
    }
}

/// A provider whose key set is as given; everything else about it is sound but for https.
async fn with_keys(keys: String) -> (World, Sight) {
    let (port, _) = serve(move |port, path| {
        let base = format!("http://{NAME}:{port}");
        let body = match path {
            "/jwks" => keys.clone(),
            "/.well-known/openid-configuration" => {
                json!({"issuer": base, "jwks_uri": format!("{base}/jwks"), "id_token_signing_alg_values_supported": ["RS256"]})
                    .to_string()
            }
            _ => return ("404 Not Found".to_owned(), Vec::new(), 0),
        };
        (OK.to_owned(), body.into_bytes(), 1)
    })
    .await;
    let world = World::of("oidc", "http", port, "");
    let sight = world.look().await;
    (world, sight)
}

#[tokio::test]
async fn ten_thousand_keys_are_counted_and_cut() {
    let keys: Vec<_> = (0..10_000)
        .map(|n| json!({"kty": "RSA", "kid": format!("k{n}"), "use": "sig", "alg": "RS256", "e": "AQAB", "n": "_w".repeat(64)}))
        .collect();
    let (world, sight) = with_keys(json!({"keys": keys}).to_string()).await;
    let set = &sight.json["keys"];
    assert_eq!(set["count"], json!(10_000), "{:#}", sight.json);
    let kept = set["keys"].as_array().expect("keys");
    assert_eq!((kept.len(), &kept[64]["label"]), (65, &json!("*")));
    assert_eq!(kept[64]["private_members"]["unknown"]["reason"], json!("budget"));
    let open = world.judged(&sight, Outcome::Undetermined);
    for check in ["keys-private", "keys-default", "keys-duplicate-id"] {
        assert!(open.contains(check), "{check}: {open:?}");
    }
}

#[tokio::test]
async fn keys_of_any_shape_are_read_without_harm() {
    let huge = "A".repeat(1 << 20);
    let keys = json!({"keys": [
        null, 7, "key", [], {}, {"kty": 7}, {"kty": "RSA", "n": huge, "e": "AQAB"}, {"kty": "RSA", "n": "", "e": ""},
        {"kty": "RSA", "n": "AA", "e": "AA"}, {"kty": "EC", "crv": 7, "x": "AA", "y": "AA"}, {"kty": "OKP", "x": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "", "y": []}, {"kty": "RSA", "x5c": [7], "x5t": 7, "kid": "\u{202e}a\u{0}"},
        {"kty": "FUTURE", "d": "secret-value"},
    ]});
    let (world, sight) = with_keys(keys.to_string()).await;
    assert_eq!(sight.json["keys"]["count"], json!(14), "{:#}", sight.json);
    assert_eq!(sight.json["keys"]["keys"][13]["private_members"], json!(["d"]));
    let text = sight.json.to_string();
    assert!(!text.contains("secret-value") && !text.contains('\u{202e}'), "{text}");
    let failed = world.judged(&sight, Outcome::Fail);
    assert!(failed.contains("keys-usable") && failed.contains("keys-well-formed"), "{failed:?}");
}

#[tokio::test]
async fn another_host_is_never_contacted() {
    let (trap, trapped) = serve(|_, _| (OK.to_owned(), b"{\"keys\": []}".to_vec(), 1)).await;
    let (port, count) = serve(move |port, path| {
        let base = format!("http://{NAME}:{port}");
        let body = json!({"issuer": base, "jwks_uri": format!("http://[::1]:{trap}/jwks")});
        match path {
            "/.well-known/openid-configuration" => (OK.to_owned(), body.to_string().into_bytes(), 1),
            _ => ("404 Not Found".to_owned(), Vec::new(), 0),
        }
    })
    .await;
    let world = World::of("oidc", "http", port, "");
    let sight = world.look().await;
    assert_eq!(sight.json["keys"]["declared_host"], json!(false), "{:#}", sight.json);
    assert_eq!(sight.json["keys"]["count"]["unknown"]["reason"], json!("out-of-scope"));
    assert_eq!((trapped.load(Ordering::SeqCst), count.load(Ordering::SeqCst)), (0, 3));
    assert!(world.judged(&sight, Outcome::Fail).contains("keys-host"));
    assert!(!world.judged(&sight, Outcome::Pass).iter().any(|check| check.starts_with("keys-")));
}
