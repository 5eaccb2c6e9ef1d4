//! GnuTLS, by the priority strings of its own manual.

use std::collections::BTreeSet;
use std::process::Command;

use super::{Peer, Truth, folder};
use crate::wire::{GROUPS, TlsVersion};

/// What `gnutls-cli --list` says of a priority string: suites with their codes and first versions,
/// and the versions and groups.
fn truth(priority: &str) -> Truth {
    let output = Command::new("gnutls-cli").args(["--list", "--priority", priority]).output();
    let text = String::from_utf8(output.expect("gnutls-cli (package gnutls-bin)").stdout).expect("text");
    let list = |head: &str| -> Vec<&str> {
        let line = text.lines().find_map(|line| line.strip_prefix(head));
        line.unwrap_or_else(|| panic!("no {head}: {text}")).split(", ").map(str::trim).collect()
    };
    let mut truth = Truth::default();
    for version in list("Protocols: ").iter().filter_map(|word| version(word.strip_prefix("VERS-")?)) {
        let suites = text.lines().filter_map(suite).filter(|(since, _)| match version {
            TlsVersion::Tls13 => *since == version,
            _ => *since <= version,
        });
        truth.suites.insert(version, suites.map(|(_, code)| code).collect());
    }
    let groups: BTreeSet<u16> = list("Groups: ").iter().filter_map(|word| group(word)).collect();
    let curves = groups.iter().copied().filter(|code| *code < 0x100).collect();
    if truth.suites.contains_key(&TlsVersion::Tls13) {
        truth.groups.insert(TlsVersion::Tls13, groups);
    }
    truth.groups.insert(TlsVersion::Tls12, curves);
    truth.suites.retain(|_, suites| !suites.is_empty());
    truth
}

/// `TLS_RSA_AES_256_CCM    0xc0, 0x9d    TLS1.2`
fn suite(line: &str) -> Option<(TlsVersion, u16)> {
    let (_, rest) = line.split_once("0x")?;
    let (high, rest) = rest.split_once(", 0x")?;
    let (low, since) = rest.split_once(char::is_whitespace)?;
    let code = u16::from_str_radix(&format!("{high}{low}"), 16).ok()?;
    let since = if since.trim() == "SSL3.0" { TlsVersion::Ssl3 } else { version(since.trim())? };
    // What GnuTLS calls TLS 1.0 includes what is older.
    Some((if since == TlsVersion::Tls10 { TlsVersion::Ssl3 } else { since }, code))
}

fn version(word: &str) -> Option<TlsVersion> {
    super::version_of(word.strip_prefix("TLS")?)
}

/// `GROUP-SECP256R1`, `GROUP-FFDHE2048`
fn group(word: &str) -> Option<u16> {
    let name = word.strip_prefix("GROUP-")?.to_ascii_lowercase();
    GROUPS.iter().find(|group| group.name == name).map(|group| group.code)
}

async fn inspected(priority: &str) -> (serde_json::Value, Truth) {
    let folder = folder();
    let peer = Peer::given(|port| {
        let mut command = Command::new("gnutls-serv");
        command.current_dir(folder.path()).args(["--port", &port.to_string(), "--priority", priority, "--echo"]);
        command.args(["--x509keyfile", "r.key", "--x509certfile", "r.pem"]);
        command.args(["--x509keyfile", "e.key", "--x509certfile", "e.pem"]);
        command
    });
    (peer.inspected().await, truth(priority))
}

#[tokio::test]
async fn the_defaults_are_told_with_every_group() {
    let (fact, truth) = inspected("NORMAL").await;
    truth.assert_told(&fact);
    truth.assert_unordered(&fact);
}

#[tokio::test]
async fn old_ciphers_are_told_in_the_servers_order() {
    let (fact, truth) = inspected("NORMAL:+VERS-ALL:+ARCFOUR-128:+3DES-CBC:+MD5:%SERVER_PRECEDENCE").await;
    truth.assert_told(&fact);
    truth.assert_ordered(&fact);
}

#[tokio::test]
async fn anonymous_and_null_suites_and_those_with_a_hash_of_their_own_are_told() {
    let (fact, truth) =
        inspected("NORMAL:+ANON-ECDH:+ANON-DH:+NULL:+SHA256:+SHA384:+AES-128-CCM-8:+CAMELLIA-128-GCM").await;
    truth.assert_told(&fact);
}

#[tokio::test]
async fn one_finite_field_is_told_and_no_curve() {
    let (fact, truth) =
        inspected("NONE:+VERS-TLS1.2:+AEAD:+AES-128-GCM:+AES-256-GCM:+DHE-RSA:+GROUP-FFDHE2048:+SIGN-ALL:+COMP-NULL")
            .await;
    truth.assert_told(&fact);
    assert_eq!(fact["dh"]["bits"], serde_json::json!(2048), "{:#}", fact["dh"]);
}
