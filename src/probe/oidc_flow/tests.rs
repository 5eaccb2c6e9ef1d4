//! The probe against the certified `oidc-provider`, sound and wrong in one way each, and against peers
//! that mean ill.

use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::OidcFlowProbe;
use crate::probe::oidc::peer::IdentityProvider;
use crate::probe::scene::Scene;
use crate::probe::{Probe, Seen};

/// The client that the test provider knows, and its return address.
const CLIENT: &str = "client: {id: cong-dich-vu-cong, return_address: 'https://portal.example.vn/auth/return'}";

fn scene(port: u16, more: &str) -> Scene {
    Scene::new(&format!(
        "{{id: sso, kind: identity-provider, url: 'http://127.0.0.1:{port}', plain_port: false, protocol: oidc, {more}}}"
    ))
}

/// The facts as JSON.
async fn told(scene: &Scene) -> (Json, Seen) {
    let (seen, wire) = scene.play_live(&OidcFlowProbe).await;
    let most = OidcFlowProbe.most_jobs(&scene.target());
    assert!(wire.journal().requests <= most as u64, "{} of {most}", wire.journal().requests);
    (serde_json::to_value(OidcFlowProbe.fact(&scene.target(), &seen)).expect("a value"), seen)
}

/// What of the facts is a fault, by name.
fn faults(flow: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let client = &flow["client"];
    for (name, bad) in [
        ("unknown_client_sent", flow["unknown_client_sent"] == true),
        ("error_reflects", flow["error_reflects"] == true),
        ("plain", flow["plain"] == "answered"),
        ("token_by_get", flow["token_by_get"] == true),
        ("token_not_stored", flow["token_not_stored"] == false),
        ("shared_credentials", flow["shared_credentials"] != json!([])),
        ("user_info_open", flow["user_info_open"] == true),
        ("introspection_open", flow["introspection_open"] == true),
        ("registration", flow["registration"] == "open"),
        ("logout_anywhere", flow["logout_anywhere"] == true),
        ("state_echoed", client["state_echoed"] != true),
        ("issuer", client["issuer"] != "exact"),
        ("without_challenge", client["without_challenge"] != "refused"),
        ("plain_challenge", client["plain_challenge"] != "refused"),
        ("implicit", client["implicit"] != "refused"),
    ] {
        if bad {
            found.push(name.to_owned());
        }
    }
    for miss in client["near_misses"].as_array().expect("near-misses") {
        if miss["led"] != "refused" {
            found.push(format!(
                "{}: {}",
                miss["kind"].as_str().expect("a kind"),
                miss["led"].as_str().unwrap_or("unknown")
            ));
        }
    }
    found
}

async fn hold(rows: &[(&str, &[&str])]) {
    let variants: Vec<_> = rows.iter().map(|(variant, _)| *variant).collect();
    let Some(providers) = IdentityProvider::start_all(&variants, &[]) else { return };
    for ((variant, expected), provider) in rows.iter().zip(providers) {
        let flow = told(&scene(provider.port, CLIENT)).await.0;
        assert_eq!(faults(&flow), *expected, "{variant}: {flow:#}");
    }
}

#[tokio::test]
async fn a_sound_provider_has_no_fault_and_looks_the_same_twice() {
    let Some(provider) = IdentityProvider::start("sound", &[]) else { return };
    let scene = scene(provider.port, CLIENT);
    let (first, _) = told(&scene).await;
    assert_eq!(faults(&first), [] as [String; 0], "{first:#}");
    assert_eq!(first["client"]["answer"], "login_required");
    assert_eq!(first["registration"], Json::Null);
    assert_eq!(told(&scene).await.0, first);
    hold(&[("sound-strict", &[]), ("sound-guarded-registration", &[]), ("sound-open-cors", &[])]).await;
}

#[tokio::test]
async fn what_is_open_to_strangers_is_seen() {
    hold(&[
        ("unknown-client-redirected", &["unknown_client_sent"]),
        ("error-unescaped", &["error_reflects"]),
        ("token-by-get", &["token_by_get"]),
        ("token-cacheable", &["token_not_stored"]),
        ("cors-credentials", &["shared_credentials"]),
        ("userinfo-open", &["user_info_open"]),
        ("introspection-open", &["introspection_open"]),
        ("registration-open", &["registration"]),
        ("logout-anywhere", &["logout_anywhere"]),
    ])
    .await;
}

#[tokio::test]
async fn what_a_client_may_do_is_seen() {
    hold(&[
        ("pkce-optional", &["without_challenge"]),
        ("pkce-plain-taken", &["plain_challenge"]),
        ("implicit-taken", &["implicit"]),
        ("state-forgotten", &["state_echoed"]),
        ("iss-forgotten", &["issuer"]),
        ("iss-wrong", &["issuer"]),
    ])
    .await;
}

#[tokio::test]
async fn each_looser_comparison_of_the_return_address_is_seen() {
    hold(&[
        ("return-query", &["query: sent-there"]),
        ("return-prefix", &["suffix: sent-there", "segment: sent-there", "dots: sent-there", "query: sent-there"]),
        ("return-dots", &["dots: sent-there"]),
        ("return-host-suffix", &["host-suffix: sent-there"]),
        (
            "return-sibling",
            &[
                "suffix: sent-there",
                "segment: sent-there",
                "dots: sent-there",
                "query: sent-there",
                "path: sent-there",
                "sibling-host: sent-there",
                "port: sent-there",
                "scheme: sent-there",
            ],
        ),
        ("return-port", &["query: sent-there", "port: sent-there"]),
        ("return-scheme", &["query: sent-there", "scheme: sent-there"]),
        ("return-userinfo", &["user-info: sent-there"]),
    ])
    .await;
}

#[tokio::test]
async fn what_is_not_declared_is_not_asked() {
    let Some(provider) = IdentityProvider::start("sound", &[]) else { return };
    let (flow, _) = told(&scene(provider.port, "title: Không có ứng dụng")).await;
    assert_eq!(flow["client"], Json::Null, "{flow:#}");
    let wrong = "client: {id: nobody, return_address: 'https://portal.example.vn/auth/return'}";
    let (flow, _) = told(&scene(provider.port, wrong)).await;
    assert_eq!(flow["client"]["unknown"]["reason"], "denied", "{flow:#}");
}

/// A provider that publishes its endpoints and answers everything else in one way.
async fn hostile(answer: &'static [u8], endless: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = vec![0; 8192];
                let length = stream.read(&mut head).await.unwrap_or_default();
                let head = String::from_utf8_lossy(head.get(..length).unwrap_or_default()).into_owned();
                let own = format!("http://127.0.0.1:{port}");
                if head.contains("/.well-known/openid-configuration") {
                    let document = json!({"issuer": own, "authorization_endpoint": format!("{own}/auth"), "token_endpoint": format!("{own}/token"),
                        "userinfo_endpoint": format!("{own}/me"), "end_session_endpoint": "https://elsewhere.invalid/end"});
                    let text = format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{document}"
                    );
                    let _ = stream.write_all(text.as_bytes()).await;
                    return;
                }
                let _ = stream.write_all(answer).await;
                while endless && stream.write_all(&[b'x'; 4096]).await.is_ok() {}
            });
        }
    });
    port
}

#[tokio::test]
async fn a_provider_that_means_ill_is_explained_and_never_sound() {
    for (answer, endless) in [
        (b"HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n".as_slice(), false),
        (b"HTTP/1.1 302 Found\r\nlocation: \xff\xfe\x01\r\ncontent-length: 0\r\n\r\n", false),
        (b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n", false),
        (b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n", true),
        (b"\x00\x01\x02garbage", false),
        (b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", false),
    ] {
        let port = hostile(answer, endless).await;
        let told = tokio::time::timeout(Duration::from_secs(60), told(&scene(port, CLIENT))).await.expect("an end");
        let (flow, _) = told;
        assert_ne!(flow["client"]["without_challenge"], "refused", "{flow:#}");
        assert_ne!(flow["client"]["implicit"], "refused", "{flow:#}");
        // The place outside of the scope is not contacted, and that is said.
        assert_eq!(flow["logout_anywhere"]["unknown"]["reason"], "out-of-scope", "{flow:#}");
    }
}
