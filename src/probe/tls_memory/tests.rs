//! The probe against real servers, which leak nothing, and against one that does.

use serde_json::{Value as Json, json};

use super::TlsMemoryProbe;
use crate::probe::TrustStores;
use crate::probe::rehearsal::Stage;
use crate::wire::Endpoint;
use crate::wire::rehearsal::flawed::{self, Flaws};
use crate::wire::rehearsal::{OpenSsl, openssl};

async fn look(endpoint: &Endpoint) -> Json {
    let stage = Stage::new(endpoint.clone(), TrustStores::load(None).expect("stores"));
    serde_json::to_value(stage.perform(&TlsMemoryProbe).await).expect("JSON")
}

async fn real(arguments: &[&str]) -> Json {
    let folder = tempfile::tempdir().expect("a folder");
    openssl(folder.path(), "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=a -days 9");
    let mut all = vec!["-cert", "cert.pem", "-key", "key.pem"];
    all.extend(arguments);
    let server = OpenSsl::start(folder.path(), &all);
    look(&server.endpoint).await
}

#[tokio::test]
async fn a_real_server_leaks_nothing() {
    let fact = real(&["-cipher", "ALL:@SECLEVEL=0"]).await;
    assert_eq!(fact, json!({"heartbleed_bytes": null, "ticketbleed_bytes": 0}));
    assert_eq!(real(&["-no_ticket"]).await, json!({"heartbleed_bytes": null, "ticketbleed_bytes": null}));
    assert_eq!(real(&["-tls1_3"]).await, json!({"heartbleed_bytes": null, "ticketbleed_bytes": null}));
}

#[tokio::test]
async fn leaks_are_counted_and_patched_servers_are_clean() {
    let leaking = Flaws { heartbeat: Some(true), ticket: Some(32), ..Flaws::default() };
    let fact = look(&flawed::start(leaking).await).await;
    assert_eq!(fact, json!({"heartbleed_bytes": 16, "ticketbleed_bytes": 31}));
    let patched = Flaws { heartbeat: Some(false), ticket: Some(1), ..Flaws::default() };
    let fact = look(&flawed::start(patched).await).await;
    assert_eq!(fact, json!({"heartbleed_bytes": 0, "ticketbleed_bytes": 0}));
}

#[tokio::test]
async fn silence_is_no_proof() {
    let mute = Flaws { heartbeat: Some(false), mute: true, ..Flaws::default() };
    let fact = look(&flawed::start(mute).await).await;
    assert!(fact["heartbleed_bytes"].get("unknown").is_some(), "{fact:#}");
}
