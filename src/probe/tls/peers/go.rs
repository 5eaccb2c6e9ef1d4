//! Go's standard library, which decides on the order itself: AES before ChaCha20 for who puts an
//! AES-GCM suite first, and the other way round for all others.

use std::process::Command;
use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use super::{Peer, Truth, decides, folder, source};
use crate::wire::TlsVersion;

/// The server, compiled once for the tests of one process.
static SERVER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("go");
    command.args(["build", "-o", "server"]).arg(source("server.go")).current_dir(folder.path());
    // No module, no proxy: the standard library alone.
    command.envs([("GO111MODULE", "off"), ("GOFLAGS", ""), ("GOPROXY", "off"), ("CGO_ENABLED", "0")]);
    command.env("GOCACHE", folder.path().join("cache"));
    let output = command.output().expect("go (package golang-go)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
});

async fn inspected(arguments: &[&str]) -> (Json, Truth) {
    let folder = folder();
    let mut command = Command::new(SERVER.path().join("server"));
    let (peer, truth) = Peer::telling(command.arg(folder.path()).args(arguments));
    (peer.inspected().await, truth)
}

#[tokio::test]
async fn everything_that_go_has_is_told() {
    let (fact, truth) = inspected(&["1.0", "1.3"]).await;
    truth.assert_told(&fact);
    for version in [TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12, TlsVersion::Tls13] {
        assert_eq!(decides(&fact, version), json!(true), "{version:?} {:#}", fact["server_order"]);
    }
    assert_eq!(fact["extensions"]["session_ticket"], json!(true));
    assert_eq!(fact["fallback_protected"], json!(true));
}
