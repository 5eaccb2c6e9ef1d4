//! The extensions of a ClientHello.

use super::client::{Hello, USUAL_SIGNATURES};
use super::fresh::Fresh;
use super::manner::Manner;
use super::version::TlsVersion;
use super::writer::Writer;

pub(super) const SERVER_NAME: u16 = 0;
pub(super) const STATUS_REQUEST: u16 = 5;
pub(super) const SUPPORTED_GROUPS: u16 = 10;
pub(super) const POINT_FORMATS: u16 = 11;
pub(super) const SIGNATURE_ALGORITHMS: u16 = 13;
pub(in crate::wire) const HEARTBEAT: u16 = 15;
pub(super) const ALPN: u16 = 16;
pub(super) const TIMESTAMPS: u16 = 18;
pub(super) const PADDING: u16 = 21;
pub(in crate::wire) const ENCRYPT_THEN_MAC: u16 = 22;
pub(super) const EXTENDED_MASTER_SECRET: u16 = 23;
pub(in crate::wire) const SESSION_TICKET: u16 = 35;
pub(super) const SUPPORTED_VERSIONS: u16 = 43;
pub(super) const PSK_MODES: u16 = 45;
pub(super) const CERTIFICATE_SIGNATURE_ALGORITHMS: u16 = 50;
pub(super) const KEY_SHARE: u16 = 51;
pub(in crate::wire) const RENEGOTIATION_INFO: u16 = 0xff01;

/// The extensions in the order in which they are sent, without padding; none for SSL 3.0, which
/// has none. The last one is never empty: servers are known that refuse such a hello.
pub(in crate::wire) fn extensions(hello: &Hello, fresh: &Fresh) -> Vec<(u16, Vec<u8>)> {
    if hello.version <= TlsVersion::Ssl3 {
        return Vec::new();
    }
    let before_tls13 = hello.version < TlsVersion::Tls13;
    let mut all = Vec::new();
    if hello.manner.grease {
        all.push((Manner::GREASE, Vec::new()));
    }
    if let Some(name) = &hello.server_name {
        all.push((SERVER_NAME, server_name(name)));
    }
    if before_tls13 {
        all.push((EXTENDED_MASTER_SECRET, Vec::new()));
        all.push((RENEGOTIATION_INFO, vec![0]));
        all.push((SESSION_TICKET, Vec::new()));
        all.push((ENCRYPT_THEN_MAC, Vec::new()));
        all.push((POINT_FORMATS, vec![1, 0]));
        // Heartbeats may be sent to us (RFC 6520); none is ever asked for.
        all.push((HEARTBEAT, vec![1]));
    }
    if !hello.alpn.is_empty() {
        all.push((ALPN, alpn(&hello.alpn)));
    }
    // OCSP, no responder ids, no request extensions (RFC 6066, section 8).
    all.push((STATUS_REQUEST, vec![1, 0, 0, 0, 0]));
    all.push((TIMESTAMPS, Vec::new()));
    let grease: &[u16] = if hello.manner.grease { &[Manner::GREASE] } else { &[] };
    all.push((SUPPORTED_GROUPS, codes(&[grease, &hello.groups].concat())));
    if hello.version >= TlsVersion::Tls12 {
        all.push((SIGNATURE_ALGORITHMS, codes(&hello.signature_algorithms)));
        // Who is asked for the algorithms of the handshake is not to stumble over those of the certificates (RFC 8446,
        // section 4.2.3).
        if hello.signature_algorithms != USUAL_SIGNATURES {
            all.push((CERTIFICATE_SIGNATURE_ALGORITHMS, codes(USUAL_SIGNATURES)));
        }
    }
    if !before_tls13 {
        all.push((PSK_MODES, vec![1, 1]));
        all.push((KEY_SHARE, key_share(&fresh.shares)));
        all.push((SUPPORTED_VERSIONS, versions(grease, hello.version)));
    }
    if hello.manner.unknown_extension {
        all.push((Manner::UNKNOWN_EXTENSION, vec![1, 2, 3, 4, 5]));
    }
    if hello.manner.grease {
        all.push((Manner::OTHER_GREASE, vec![0]));
    }
    all
}

fn server_name(name: &str) -> Vec<u8> {
    let mut entry = Writer::default();
    entry.byte(0);
    entry.long(name.as_bytes());
    let mut list = Writer::default();
    list.long(&entry.into_bytes());
    list.into_bytes()
}

fn alpn(protocols: &[String]) -> Vec<u8> {
    let mut names = Writer::default();
    for protocol in protocols {
        names.short(protocol.as_bytes());
    }
    let mut list = Writer::default();
    list.long(&names.into_bytes());
    list.into_bytes()
}

fn codes(codes: &[u16]) -> Vec<u8> {
    let mut list = Writer::default();
    list.codes(codes.iter().copied());
    list.into_bytes()
}

fn key_share(shares: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut entries = Writer::default();
    for (group, public) in shares {
        entries.pair(*group);
        entries.long(public);
    }
    let mut list = Writer::default();
    list.long(&entries.into_bytes());
    list.into_bytes()
}

fn versions(grease: &[u16], version: TlsVersion) -> Vec<u8> {
    let mut list = Writer::default();
    let all: Vec<u8> = grease.iter().copied().chain([version.code()]).flat_map(u16::to_be_bytes).collect();
    list.short(&all);
    list.into_bytes()
}
