//! Protocol versions.

use crate::fact::enumeration;

enumeration! {
    /// A version of SSL or TLS.
    pub enum TlsVersion = "tls_version" {
        /// SSL 2.0 (1995).
        Ssl2 = "ssl2",
        /// SSL 3.0 (RFC 6101).
        Ssl3 = "ssl3",
        /// TLS 1.0 (RFC 2246).
        Tls10 = "1.0",
        /// TLS 1.1 (RFC 4346).
        Tls11 = "1.1",
        /// TLS 1.2 (RFC 5246).
        Tls12 = "1.2",
        /// TLS 1.3 (RFC 8446).
        Tls13 = "1.3",
    }
}

impl TlsVersion {
    /// The version for its code on the wire.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|version| version.code() == code)
    }

    /// The code on the wire.
    pub const fn code(self) -> u16 {
        match self {
            Self::Ssl2 => 0x0002,
            Self::Ssl3 => 0x0300,
            Self::Tls10 => 0x0301,
            Self::Tls11 => 0x0302,
            Self::Tls12 => 0x0303,
            Self::Tls13 => 0x0304,
        }
    }

    /// The version as people write it, such as `TLS 1.2`.
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Ssl2 => "SSL 2.0",
            Self::Ssl3 => "SSL 3.0",
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        }
    }
}
