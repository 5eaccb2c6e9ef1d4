//! SSL 2.0 (the Netscape draft of 1995): the CLIENT-HELLO and what answers it, and nothing more.
//!
//! It shares neither records nor messages with what came after it, so it has a codec of its own.
//! Whoever still speaks it lends the key of the certificate to DROWN (CVE-2016-0800), even where the
//! list of ciphers is empty: servers are known that take ciphers they have turned off (CVE-2015-3197).

mod client;
mod server;

pub(super) use client::encode;
pub use server::OldServerHello;
pub(super) use server::{Ear, Heard};

/// A cipher kind of SSL 2.0: three bytes on the wire, here as a number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CipherKind {
    /// The code.
    pub code: u32,
    /// The name in the draft.
    pub name: &'static str,
}

impl CipherKind {
    /// Whether 40 bits of its key are secret, as the export rules of the 1990s wanted.
    pub fn is_export(self) -> bool {
        self.name.contains("EXPORT")
    }
}

/// The known kinds, strongest first as far as there is any strength.
pub const CIPHER_KINDS: &[CipherKind] = &[
    kind(0x07_00c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"),
    kind(0x07_01c0, "SSL_CK_DES_192_EDE3_CBC_WITH_SHA"),
    kind(0x05_0080, "SSL_CK_IDEA_128_CBC_WITH_MD5"),
    kind(0x03_0080, "SSL_CK_RC2_128_CBC_WITH_MD5"),
    kind(0x01_0080, "SSL_CK_RC4_128_WITH_MD5"),
    kind(0x08_0080, "SSL_CK_RC4_64_WITH_MD5"),
    kind(0x06_0040, "SSL_CK_DES_64_CBC_WITH_MD5"),
    kind(0x06_0140, "SSL_CK_DES_64_CBC_WITH_SHA"),
    kind(0x04_0080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"),
    kind(0x02_0080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"),
    kind(0x00_0000, "SSL_CK_NULL_WITH_MD5"),
];

/// The name of a kind, or its code in hexadecimal where it has none.
pub fn cipher_kind_name(code: u32) -> String {
    match CIPHER_KINDS.iter().find(|kind| kind.code == code) {
        Some(kind) => kind.name.to_owned(),
        None => format!("0x{code:06X}"),
    }
}

const fn kind(code: u32, name: &'static str) -> CipherKind {
    CipherKind { code, name }
}
