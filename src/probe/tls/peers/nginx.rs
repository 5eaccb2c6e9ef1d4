//! nginx with lists as administrators write them; what they mean, `openssl ciphers` says.

use std::process::Command;

use super::{Peer, Truth, folder};
use crate::wire::rehearsal::openssl;
use crate::wire::{TlsVersion, suite_name, suites};

/// The words of a version for nginx and for `openssl ciphers`.
const WORDS: &[(TlsVersion, &str, &str)] = &[
    (TlsVersion::Tls10, "TLSv1", "-tls1"),
    (TlsVersion::Tls11, "TLSv1.1", "-tls1_1"),
    (TlsVersion::Tls12, "TLSv1.2", "-tls1_2"),
    (TlsVersion::Tls13, "TLSv1.3", "-tls1_3"),
];

async fn inspected(protocols: &[&str], ciphers: &str, more: &str) -> (serde_json::Value, Truth) {
    let folder = folder();
    openssl(folder.path(), "dhparam -dsaparam -out dh.pem 2048");
    let peer = Peer::given(|port| {
        let text = format!(
            "user root; daemon off; pid nginx.pid; error_log stderr; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate r.pem; ssl_certificate_key r.key; ssl_certificate e.pem; ssl_certificate_key e.key;
    ssl_dhparam dh.pem; ssl_protocols {}; ssl_ciphers {ciphers}; {more}
  }}
}}
",
            protocols.join(" ")
        );
        std::fs::write(folder.path().join("nginx.conf"), text).expect("a file");
        let mut command = Command::new("nginx");
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("OPENSSL_CONF", "/dev/null");
        command.arg("-p").arg(folder.path()).args(["-c", "nginx.conf", "-e", "stderr"]);
        command
    });
    (peer.inspected().await, truth(protocols, ciphers))
}

fn truth(protocols: &[&str], ciphers: &str) -> Truth {
    let mut truth = Truth::default();
    for (version, _, flag) in WORDS.iter().filter(|row| protocols.contains(&row.1)) {
        let output = Command::new("openssl").args(["ciphers", "-s", flag, "-stdname", ciphers]).output();
        let text = String::from_utf8(output.expect("openssl").stdout).expect("text");
        let names = text.lines().filter_map(|line| line.split_whitespace().next());
        // There is no certificate of DSA.
        let codes = names.filter_map(|name| suites().find(|suite| suite.name == name && !name.contains("_DSS_")));
        truth.suites.insert(*version, codes.map(|suite| suite.code).collect());
    }
    truth.suites.retain(|_, suites| !suites.is_empty());
    truth
}

#[tokio::test]
async fn a_modern_list_in_the_servers_order() {
    let (fact, truth) = inspected(
        &["TLSv1.2", "TLSv1.3"],
        "ECDHE+CHACHA20:ECDHE+AESGCM:DHE+AESGCM",
        "ssl_prefer_server_ciphers on; ssl_ecdh_curve X25519:secp384r1;",
    )
    .await;
    truth.assert_told(&fact);
    truth.assert_ordered(&fact);
}

#[tokio::test]
async fn an_old_list_in_the_clients_order() {
    let (fact, truth) =
        inspected(&["TLSv1", "TLSv1.1"], "HIGH:!aNULL:!kPSK:!kSRP:@SECLEVEL=0", "ssl_prefer_server_ciphers off;").await;
    truth.assert_told(&fact);
    truth.assert_unordered(&fact);
}

#[tokio::test]
async fn every_suite_of_every_version() {
    let (fact, truth) =
        inspected(&["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"], "ALL:COMPLEMENTOFALL:@SECLEVEL=0", "").await;
    // nginx has neither keys nor passwords that are shared beforehand.
    let mut truth = truth;
    let shared = |code: &u16| ["PSK", "SRP"].iter().any(|word| suite_name(*code).contains(word));
    truth.suites.values_mut().for_each(|suites| suites.retain(|code| !shared(code)));
    truth.assert_told(&fact);
}
