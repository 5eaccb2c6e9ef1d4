//! Screens for tests: a subject whose two back-ends differ, with holes, and text of a hostile far side.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::{Screen, screens};
use crate::audit::StoredFact;
use crate::judge::Inspected;
use crate::system::Kind;
use crate::text::Text;

/// The time of the samples.
pub(crate) const NOW: &str = "2026-12-05T01:00:00Z";

/// The screens of [`tls`] at one back-end, and of the same without TLS 1.0 at a second.
pub(crate) fn screens_of(facts: &[StoredFact]) -> Vec<Screen> {
    let subjects = [Inspected {
        id: "portal".to_owned(),
        kind: Kind::Site,
        name: Some("dichvucong.bacninh.gov.vn".to_owned()),
        port: Some(443),
        title: Text::new("Cổng dịch vụ công", "Public service portal"),
        tls: Some(true),
    }];
    screens(&subjects, facts, NOW.parse().expect("a literal timestamp"))
}

/// A realistic chapter.
pub(crate) fn screens_of_sample() -> Vec<Screen> {
    let mut other = tls();
    other["versions"][1]["accepted"] = json!(false);
    screens_of(&[
        fact("tls", Some("203.0.113.10:443"), tls()),
        fact("certificate", Some("203.0.113.10:443"), certificate()),
        fact("tls", Some("203.0.113.11:443"), tls()),
        fact("certificate", Some("203.0.113.11:443"), certificate()),
        fact("tls", Some("203.0.113.12:443"), other),
        fact("certificate", Some("203.0.113.12:443"), certificate()),
    ])
}

/// A stored fact.
pub(crate) fn fact(probe: &str, endpoint: Option<&str>, value: Json) -> StoredFact {
    StoredFact {
        digest: String::new(),
        endpoint: endpoint.map(str::to_owned),
        probe: probe.to_owned(),
        subject: "portal".to_owned(),
        taken: NOW.parse::<Timestamp>().expect("a literal timestamp"),
        value: value.into(),
    }
}

/// A hole with a reason.
pub(crate) fn hole(vi: &str, en: &str) -> Json {
    json!({"unknown": {"reason": "timeout", "detail": {"vi": vi, "en": en}}})
}

fn suite(version: &str, name: &str, class: &str, secret: bool) -> Json {
    json!({"version": version, "suite": name, "class": class, "forward_secrecy": secret, "exchange": "-", "position": null})
}

/// A `tls` fact with everything in it.
pub(crate) fn tls() -> Json {
    let late = hole("tls: quá thời hạn chờ sau 10 giây", "tls: timed out after 10 seconds");
    json!({
        "versions": [
            {"name": "ssl3", "accepted": late},
            {"name": "1.0", "accepted": true},
            {"name": "1.1", "accepted": late},
            {"name": "1.2", "accepted": true},
            {"name": "1.3", "accepted": true},
        ],
        "fallback_protected": true,
        "session": {"version": "1.3", "suite": "TLS_AES_256_GCM_SHA384", "group": "X25519MLKEM768", "alpn": "h2", "stapled": false, "elapsed_ms": 21},
        "suites": [
            suite("1.3", "TLS_AES_256_GCM_SHA384", "aead", true),
            suite("1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "aead", true),
            suite("1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "cbc_sha1", true),
            suite("1.0", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "cbc_sha1", true),
            suite("1.2", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "triple_des", false),
            suite("1.0", "TLS_RSA_WITH_RC4_128_SHA", "rc4", false),
            {"version": "1.0", "suite": late, "class": late, "forward_secrecy": late, "exchange": late, "position": null},
        ],
        "weak_suites": [{"suite": "TLS_RSA_WITH_RC4_128_SHA", "class": "rc4"}],
        "server_order": [
            {"version": "1.0", "decides": true, "chacha_priority": null},
            {"version": "1.2", "decides": true, "chacha_priority": true},
            {"version": "1.3", "decides": null, "chacha_priority": null},
        ],
        "static_key_exchange": true,
        "groups": [
            {"version": "1.3", "group": "X25519MLKEM768", "post_quantum": true, "finite_field": false},
            {"version": "1.3", "group": "x25519", "post_quantum": false, "finite_field": false},
            {"version": "1.2", "group": "x25519", "post_quantum": false, "finite_field": false},
            {"version": "1.2", "group": "secp256r1", "post_quantum": false, "finite_field": false},
        ],
        "dh": {"bits": 1024, "common": true, "origin": "RFC 2409", "composite": false, "reused": late},
        "extensions": {"alpn": ["h2", "http/1.1"], "extended_master_secret": true, "encrypt_then_mac": null,
            "session_ticket": true, "heartbeat": false, "secure_renegotiation": true, "compression": false},
        "sni": {"required": false, "without": "sha256:00ff C=VN, CN=portal"},
        "client_certificate": {"asked": false, "authorities": []},
        "certificate_kinds": ["rsa", "ec"],
        "resumption": {"by_id": true, "by_ticket": false, "tls13": late, "early_data": null},
        "exposures": [
            {"attack": "sweet32", "exposed": true, "because": "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
            {"attack": "poodle_ssl", "exposed": false, "because": null},
            {"attack": "raccoon", "exposed": late, "because": null},
        ],
    })
}

/// A `certificate` fact whose path breaks.
pub(crate) fn certificate() -> Json {
    let key = json!({"algorithm": "rsa", "bits": 2048});
    json!({
        "leaf": {
            "subject": "C=VN, O=Văn phòng UBND tỉnh Bắc Ninh, CN=dichvucong.bacninh.gov.vn",
            "issuer": "C=VN, O=Ban Cơ yếu Chính phủ, CN=CA phục vụ các cơ quan nhà nước G2",
            "names": ["dichvucong.bacninh.gov.vn", "*.bacninh.gov.vn"],
            "not_before": "2026-01-01T00:00:00Z", "not_after": "2026-12-14T00:00:00Z", "validity_days": 348,
            "key": key, "signature": "sha256", "signature_algorithm": "sha256WithRSAEncryption", "self_signed": false,
            "authority": false, "server_usage": true, "serial_bits": 127, "must_staple": false, "version": 3,
            "transparency": 2, "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "key_fingerprint": "00",
        },
        "name": {"expected": "dichvucong.bacninh.gov.vn", "matches": true},
        "valid_now": true,
        "path": {
            "trusted": false, "store": "web", "reason": "unknown-issuer", "length": 2, "weakest_bits": 2048,
            "weak_signature": false,
            "certificates": [
                {"subject": "CN=dichvucong.bacninh.gov.vn", "not_after": "2026-12-14T00:00:00Z", "key": key, "signature": "sha256"},
                {"subject": "CN=CA phục vụ các cơ quan nhà nước G2", "not_after": "2026-06-01T00:00:00Z", "key": key, "signature": "sha1"},
            ],
        },
        "presented": {"count": 2, "ordered": true, "extra": 0, "root_included": false},
        "lints": [
            {"lint": "aki-missing", "place": "leaf", "certificate": "CN=x", "detail": "", "grave": false},
            {"lint": "serial-zero", "place": "chain", "certificate": "CN=y", "detail": "0", "grave": true},
        ],
        "revocation": {"crl_urls": ["http://crl.example/a.crl"], "ocsp_urls": [],
            "staple": null, "ocsp": null,
            "crl": hole("crl.example nằm ngoài phạm vi được phép", "crl.example lies outside the authorised scope")},
    })
}
