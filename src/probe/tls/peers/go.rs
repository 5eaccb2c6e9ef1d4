//! Go's standard library, which decides on the order itself: AES before ChaCha20 for who puts an
//! AES-GCM suite first, and the other way round for all others.

use std::process::Command;
use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use super::{Peer, Truth, folder, source};
use crate::wire::{TlsVersion, suite_name};

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

/// The suites of a list in Go's own source.
fn preferences(list: &str) -> Vec<String> {
    let output = Command::new("go").args(["env", "GOROOT"]).output().expect("go");
    let root = String::from_utf8(output.stdout).expect("a path");
    let folder = std::path::Path::new(root.trim()).join("src/crypto/tls");
    let sources = ["cipher_suites.go", "defaults.go"].map(|name| std::fs::read_to_string(folder.join(name)));
    let text: String = sources.into_iter().filter_map(Result::ok).collect();
    let head = format!("{list} = []uint16{{");
    let list = text.split_once(&head).and_then(|(_, rest)| rest.split_once('}')).expect("the list").0;
    let words = list.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| word.starts_with("TLS_"));
    // Go leaves out the hash where the suite has but one.
    let whole = |word: &str| if word.ends_with("_POLY1305") { format!("{word}_SHA256") } else { word.to_owned() };
    words.map(whole).collect()
}

#[tokio::test]
async fn everything_that_go_has_is_told() {
    let (fact, mut truth) = inspected(&["1.0", "1.3"]).await;
    truth.assert_told(&fact);
    assert_eq!(fact["extensions"]["session_ticket"], json!(true));
    assert_eq!(fact["fallback_protected"], json!(true));
    assert_eq!(fact["certificate_kinds"], json!(["rsa", "ec"]));
    let (classic, modern) = (preferences("cipherSuitesPreferenceOrder"), preferences("defaultCipherSuitesTLS13"));
    for (version, suites) in &mut truth.suites {
        let order = if *version == TlsVersion::Tls13 { &modern } else { &classic };
        suites.sort_by_key(|code| {
            let name = suite_name(*code);
            // The certificate is chosen before the suite, and the one on a curve comes first here.
            let place = order.iter().position(|own| *own == name).expect("a place");
            (*version != TlsVersion::Tls13 && !name.contains("_ECDSA_"), place)
        });
    }
    truth.assert_ordered(&fact);
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        assert_eq!(chacha_priority(&fact, version), json!(true), "{version:?} {:#}", fact["server_order"]);
    }
}

#[tokio::test]
async fn a_short_list_of_go_is_told() {
    let (fact, truth) = inspected(&["1.2", "1.2", "c02f", "cca8", "002f"]).await;
    truth.assert_told(&fact);
}

fn chacha_priority(fact: &Json, version: TlsVersion) -> Json {
    let mut entries = fact["server_order"].as_array().into_iter().flatten();
    let own = entries.find(|entry| entry["version"] == json!(version.word()));
    own.map_or(Json::Null, |entry| entry["chacha_priority"].clone())
}
