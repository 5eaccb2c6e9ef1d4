//! Why a handshake broke off, in words.

use std::io::{self, ErrorKind};

use rustls::{AlertDescription, Error};

use super::super::hello::Alert;
use crate::fact::Reason;
use crate::text::{Text, shorten, text};

/// The story of a failed handshake; `None` where the connection itself failed and the line knows
/// better. `asked` says whether the server had asked for a client's certificate, `gave` whether one was
/// given.
pub(crate) fn story(error: &io::Error, asked: bool, gave: bool) -> Option<(Reason, Text)> {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        return Some(of_tls(error, asked, gave));
    }
    match error.kind() {
        ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => Some((
            Reason::Refused,
            Text::new(
                "máy chủ đóng kết nối giữa lúc bắt tay TLS",
                "the server closed the connection during the TLS handshake",
            ),
        )),
        _ => None,
    }
}

/// The alert by which a server says that it has no signature or certificate for what it was offered; rustls has
/// `access_denied` for that.
pub(super) fn declined(error: &io::Error) -> Option<Alert> {
    match error.get_ref()?.downcast_ref::<Error>()? {
        Error::AlertReceived(
            description @ (AlertDescription::HandshakeFailure
            | AlertDescription::InsufficientSecurity
            | AlertDescription::AccessDenied),
        ) => Some(Alert { level: 2, description: u8::from(*description) }),
        _ => None,
    }
}

fn of_tls(error: &Error, asked: bool, gave: bool) -> (Reason, Text) {
    match error {
        Error::AlertReceived(description) => of_alert(*description, asked, gave),
        Error::PeerIncompatible(what) => (
            Reason::Refused,
            text!(
                "máy chủ không có chung với trình duyệt hiện đại một phiên bản, bộ mã hay nhóm khóa nào ({what:?})",
                "the server has no version, suite or group in common with a modern client ({what:?})"
            ),
        ),
        Error::InvalidCertificate(what) => (
            Reason::Parse,
            text!(
                "chữ ký bắt tay không khớp với chứng thư đã xuất trình ({what:?})",
                "the handshake's signature does not fit the presented certificate ({what:?})"
            ),
        ),
        other => {
            let what = shorten(&other.to_string(), 160);
            (
                Reason::Parse,
                text!("câu trả lời TLS không đúng chuẩn: {what}", "the TLS answer breaks the protocol: {what}"),
            )
        }
    }
}

fn of_alert(description: AlertDescription, asked: bool, gave: bool) -> (Reason, Text) {
    let alert = Alert { level: 2, description: u8::from(description) };
    match description {
        _ if gave => (
            Reason::Denied,
            text!(
                "máy chủ không nhận chứng thư máy khách đã xuất trình (cảnh báo TLS {alert})",
                "the server does not take the client certificate that was presented (TLS alert {alert})"
            ),
        ),
        AlertDescription::CertificateRequired
        | AlertDescription::NoCertificate
        | AlertDescription::BadCertificate
        | AlertDescription::UnknownCA => demands_certificate(alert),
        // Before TLS 1.3 there is no alert of its own for a certificate that was not given.
        _ if asked => demands_certificate(alert),
        AlertDescription::AccessDenied => (
            Reason::Denied,
            text!("máy chủ từ chối truy cập (cảnh báo TLS {alert})", "the server denies access (TLS alert {alert})"),
        ),
        AlertDescription::UnrecognisedName => (
            Reason::Denied,
            text!(
                "máy chủ không phục vụ tên này (cảnh báo TLS {alert})",
                "the server does not serve this name (TLS alert {alert})"
            ),
        ),
        AlertDescription::ProtocolVersion
        | AlertDescription::HandshakeFailure
        | AlertDescription::InsufficientSecurity => (
            Reason::Refused,
            text!(
                "máy chủ không chấp nhận TLS 1.2 hay 1.3 với các bộ mã hiện đại (cảnh báo TLS {alert})",
                "the server accepts neither TLS 1.2 nor 1.3 with modern suites (TLS alert {alert})"
            ),
        ),
        _ => (
            Reason::Refused,
            text!(
                "máy chủ dừng bắt tay bằng cảnh báo TLS {alert}",
                "the server ended the handshake with TLS alert {alert}"
            ),
        ),
    }
}

fn demands_certificate(alert: Alert) -> (Reason, Text) {
    (
        Reason::Denied,
        text!(
            "máy chủ đòi chứng thư của máy khách (cảnh báo TLS {alert})",
            "the server demands a client certificate (TLS alert {alert})"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demanded_client_certificate_is_denial_not_silence() {
        let error = io::Error::other(Error::AlertReceived(AlertDescription::CertificateRequired));
        let (reason, detail) = story(&error, false, false).expect("a story");
        assert_eq!(reason, Reason::Denied);
        assert!(detail.en.contains("certificate_required (116)"), "{detail:?}");
        assert_eq!(story(&io::Error::from(ErrorKind::TimedOut), true, false), None);
    }
}
