//! The ClientHello of a provocation: the usual one, with some extensions more or less.

use super::super::hello::{
    ENCRYPT_THEN_MAC, Fresh, HEARTBEAT, Hello, RENEGOTIATION, RENEGOTIATION_INFO, SESSION_TICKET, Writer,
    extension_list, extensions,
};
use super::agreement::CURVES;
use super::cipher::Cipher;
use crate::wire::TlsVersion;

/// How a hello differs from the usual one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish<'a> {
    /// Whether heartbeats are offered.
    pub(super) heartbeat: bool,
    /// Whether the client does not seem to know of RFC 5746.
    pub(super) unbound: bool,
    /// What binds the handshake to the one before (RFC 5746, section 3.5); empty in the first one.
    pub(super) bound: &'a [u8],
    /// The session id.
    pub(super) session: &'a [u8],
    /// The ticket to be resumed; empty where a new one is asked for.
    pub(super) ticket: &'a [u8],
}

/// The ClientHello message, head included.
pub(super) fn client_hello(hello: &Hello, wish: &Wish<'_>, fresh: &Fresh) -> Vec<u8> {
    let mut body = Writer::default();
    body.pair(hello.version.code());
    body.bytes(&fresh.random);
    body.short(wish.session);
    let old = hello.version == TlsVersion::Ssl3;
    let signal = (old && !wish.unbound).then_some(RENEGOTIATION);
    body.codes(hello.suites.iter().copied().chain(signal));
    body.short(&[0]);
    let mut body = body.into_bytes();
    let list = extension_list(wished(hello, wish, fresh), body.len(), hello.manner.length);
    body.extend(list);
    message(1, &body)
}

fn wished(hello: &Hello, wish: &Wish<'_>, fresh: &Fresh) -> Vec<(u16, Vec<u8>)> {
    let mut hello = hello.clone();
    // A curve that we cannot compute with would end the act; but where nothing is computed, every one is welcome.
    if hello.suites.iter().all(|suite| Cipher::of(*suite).is_some()) {
        hello.groups = CURVES.to_vec();
    }
    let mut all = extensions(&hello, fresh);
    all.retain(|(code, _)| match *code {
        ENCRYPT_THEN_MAC => false,
        HEARTBEAT => wish.heartbeat,
        RENEGOTIATION_INFO => !wish.unbound,
        _ => true,
    });
    for (code, body) in &mut all {
        match *code {
            RENEGOTIATION_INFO => {
                let mut bound = Writer::default();
                bound.short(wish.bound);
                *body = bound.into_bytes();
            }
            SESSION_TICKET => *body = wish.ticket.to_vec(),
            _ => {}
        }
    }
    all
}

/// A handshake message around its body; what is longer than 65535 bytes is cut.
pub(super) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = Writer::default();
    message.byte(kind);
    message.byte(0);
    message.long(body);
    message.into_bytes()
}
