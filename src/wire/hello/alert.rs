//! Alerts: how a TLS peer says no.

use std::fmt;

/// One alert message (RFC 8446, section 6).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Alert {
    /// 1 is a warning, 2 is fatal.
    pub level: u8,
    /// The code of the IANA registry "TLS Alerts".
    pub description: u8,
}

impl Alert {
    /// `close_notify`: the peer will not say more.
    pub const CLOSE_NOTIFY: u8 = 0;
    /// `handshake_failure`: nothing of the offer suits the peer.
    pub const HANDSHAKE_FAILURE: u8 = 40;
    /// `unexpected_message`.
    pub const UNEXPECTED_MESSAGE: u8 = 10;
    /// `access_denied`.
    pub const ACCESS_DENIED: u8 = 49;
    /// `protocol_version`: the version is known and not spoken.
    pub const PROTOCOL_VERSION: u8 = 70;
    /// `insufficient_security`: the offered suites are too weak for the peer.
    pub const INSUFFICIENT_SECURITY: u8 = 71;
    /// `inappropriate_fallback` (RFC 7507).
    pub const INAPPROPRIATE_FALLBACK: u8 = 86;
    /// `unrecognized_name`: the peer has no site of the name that was asked for.
    pub const UNRECOGNIZED_NAME: u8 = 112;
    /// `no_application_protocol`: none of the protocols in the ALPN extension (RFC 7301).
    pub const NO_APPLICATION_PROTOCOL: u8 = 120;

    /// Whether the connection goes on after it.
    pub fn is_warning(self) -> bool {
        self.level == 1 && self.description != Self::CLOSE_NOTIFY
    }

    /// The registered name of the description, where it has one.
    pub fn name(self) -> Option<&'static str> {
        name(self.description)
    }
}

/// `handshake_failure (40)`.
impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name().unwrap_or("alert"), self.description)
    }
}

const fn name(description: u8) -> Option<&'static str> {
    Some(match description {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        52 => "too_many_cids_requested",
        60 => "export_restriction",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        111 => "certificate_unobtainable",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        114 => "bad_certificate_hash_value",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        121 => "ech_required",
        _ => return None,
    })
}
