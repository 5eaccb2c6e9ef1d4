//! Reading a ServerHello.

use super::extension::{
    ALPN, ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET, HEARTBEAT, KEY_SHARE, RENEGOTIATION_INFO, SESSION_TICKET,
    STATUS_REQUEST, SUPPORTED_VERSIONS, TIMESTAMPS,
};
use super::reader::Reader;
use super::version::TlsVersion;
use crate::text::shorten;

/// What the server chose.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServerHello {
    /// The version, after `supported_versions`.
    pub version: TlsVersion,
    /// The suite's code point.
    pub suite: u16,
    /// The compression method; 0 is none.
    pub compression: u8,
    /// Whether it asks for another hello with a share of [`ServerHello::group`] (TLS 1.3).
    pub retry: bool,
    /// The group of the key share (TLS 1.3).
    pub group: Option<u16>,
    /// Whether renegotiation is bound to the session (RFC 5746).
    pub secure_renegotiation: bool,
    /// Whether the master secret is bound to the handshake (RFC 7627).
    pub extended_master_secret: bool,
    /// Whether integrity is computed over the ciphertext (RFC 7366).
    pub encrypt_then_mac: bool,
    /// Whether the server will send a session ticket.
    pub session_ticket: bool,
    /// Whether the server takes heartbeats (RFC 6520).
    pub heartbeat: bool,
    /// Whether the server will staple an OCSP response (before TLS 1.3).
    pub status_request: bool,
    /// The list of certificate timestamps as it came (RFC 6962 3.3.1, before TLS 1.3).
    pub timestamps: Option<Vec<u8>>,
    /// The application protocol, shown harmlessly.
    pub alpn: Option<String>,
    /// The code points of all extensions in the order in which they came, at most 64.
    pub extensions: Vec<u16>,
}

/// The random of a HelloRetryRequest (RFC 8446, section 4.1.3).
const RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
    0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

impl ServerHello {
    /// Reads the body of a ServerHello message; `None` where it is none.
    pub(in crate::wire) fn read(body: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(body);
        let version = TlsVersion::from_code(reader.pair()?)?;
        let random = reader.take(32)?;
        let session = reader.short()?;
        if session.len() > 32 {
            return None;
        }
        let mut hello = Self {
            version,
            suite: reader.pair()?,
            compression: reader.byte()?,
            retry: random == RETRY_RANDOM,
            group: None,
            secure_renegotiation: false,
            extended_master_secret: false,
            encrypt_then_mac: false,
            session_ticket: false,
            heartbeat: false,
            status_request: false,
            timestamps: None,
            alpn: None,
            extensions: Vec::new(),
        };
        if !reader.is_empty() {
            hello.read_extensions(reader.long()?)?;
        }
        Some(hello)
    }

    fn read_extensions(&mut self, list: &[u8]) -> Option<()> {
        let mut reader = Reader::new(list);
        while !reader.is_empty() {
            let code = reader.pair()?;
            let body = reader.long()?;
            if self.extensions.len() < 64 {
                self.extensions.push(code);
            }
            match code {
                SUPPORTED_VERSIONS => self.version = TlsVersion::from_code(Reader::new(body).pair()?)?,
                KEY_SHARE => self.group = Some(Reader::new(body).pair()?),
                RENEGOTIATION_INFO => self.secure_renegotiation = true,
                EXTENDED_MASTER_SECRET => self.extended_master_secret = true,
                ENCRYPT_THEN_MAC => self.encrypt_then_mac = true,
                SESSION_TICKET => self.session_ticket = true,
                HEARTBEAT => self.heartbeat = true,
                STATUS_REQUEST => self.status_request = true,
                TIMESTAMPS => self.timestamps = Some(body.to_vec()),
                ALPN => {
                    let name = Reader::new(Reader::new(body).long()?).short()?;
                    self.alpn = Some(shorten(&String::from_utf8_lossy(name), 64));
                }
                _ => {}
            }
        }
        Some(())
    }
}
