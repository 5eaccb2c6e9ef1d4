//! tlslite-ng, which still has SSL 3.0, RC4 with MD5, suites without encryption, and draft suites.

use std::process::Command;

use super::{Peer, Truth, folder, source};

/// What the probe says of a server with such settings, and the truth; nothing where tlslite-ng is
/// not installed.
#[expect(clippy::print_stderr, reason = "says that nothing was tested")]
async fn inspected(settings: &str) -> Option<(serde_json::Value, Truth)> {
    let Some(python) = python() else {
        eprintln!("tlslite-ng is not there: nothing was tested");
        return None;
    };
    let folder = folder();
    let mut command = Command::new(python);
    let (peer, truth) = Peer::telling(command.arg(source("tlslite_server.py")).arg(folder.path()).arg(settings));
    Some((peer.inspected().await, truth))
}

/// The Python that has tlslite-ng: `tests/run` puts one on the path.
fn python() -> Option<&'static str> {
    let tried = Command::new("python3").args(["-c", "import tlslite"]).output();
    tried.is_ok_and(|output| output.status.success()).then_some("python3")
}

#[tokio::test]
async fn ssl_3_and_every_suite_of_an_rsa_key_are_told_in_every_version() {
    let settings = r#"{"minVersion": [3, 0], "maxVersion": [3, 4], "keyExchangeNames": ["rsa", "ecdhe_rsa"],
        "cipherNames": ["chacha20-poly1305", "aes256gcm", "aes128gcm", "aes256ccm", "aes128ccm", "aes128ccm_8",
        "aes256ccm_8", "aes256", "aes128", "3des", "rc4", "null"], "macNames": ["sha", "sha256", "sha384", "aead", "md5"]}"#;
    let Some((fact, truth)) = inspected(settings).await else { return };
    assert_eq!(truth.suites.len(), 5, "{truth:?}");
    truth.assert_told(&fact);
    truth.assert_ordered(&fact);
}

#[tokio::test]
async fn a_key_on_a_curve_shows_its_suites_and_the_curves_of_tls_1_3() {
    let settings = r#"{"key": "e", "minVersion": [3, 1], "maxVersion": [3, 4], "cipherNames": ["aes128gcm", "aes128",
        "chacha20-poly1305"], "eccCurves": ["secp256r1", "secp384r1", "x448"], "keyShares": ["secp256r1"],
        "dhGroups": ["ffdhe2048"]}"#;
    let Some((fact, truth)) = inspected(settings).await else { return };
    truth.assert_told(&fact);
}

#[tokio::test]
async fn a_server_without_a_certificate_is_told_by_its_anonymous_suites() {
    let settings = r#"{"key": null, "minVersion": [3, 1], "maxVersion": [3, 3],
        "keyExchangeNames": ["ecdh_anon", "dh_anon"], "dhGroups": ["ffdhe2048"],
        "cipherNames": ["aes128gcm", "aes256", "aes128", "3des", "rc4"], "macNames": ["sha", "sha256", "aead", "md5"]}"#;
    let Some((fact, truth)) = inspected(settings).await else { return };
    truth.assert_told(&fact);
}
