//! What one probing of a hop came to, and whose matter that is.

use crate::text::Text;

/// What one probing came to. The code is what is stored: never reused, never renumbered.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
#[repr(u8)]
pub enum Class {
    /// Answered as declared.
    Good = 1,
    /// Answered: there is no such record (Circular 13/2017 Art 8.2). No outage.
    NoData = 2,
    /// Answered: there is one, and it may not be shown. No outage.
    NotPermitted = 3,
    /// Answered: the record differs from what was asked. No outage.
    Mismatch = 4,

    /// The name does not exist, or has no address.
    NameMissing = 16,
    /// The resolver failed or was silent.
    NameFailed = 17,
    /// The name leads to another address than declared.
    NameWrong = 18,

    /// A machine on the way said that there is no way.
    NoRoute = 24,
    /// Nobody answered the connect.
    ConnectTimeout = 25,
    /// The port is closed.
    ConnectRefused = 26,
    /// The connection was cut.
    Reset = 27,

    /// Connected, and then silent in the handshake.
    TlsTimeout = 32,
    /// The far side broke the handshake off by an alert.
    TlsAlert = 33,
    /// The far side's certificate does not hold: chain, name or dates.
    TlsCertificate = 34,
    /// The far side refused the certificate that was presented to it.
    TlsClientCertificate = 35,
    /// What answered speaks no TLS.
    NotTls = 36,

    /// 401, 403, or a fault that says so.
    Authentication = 40,

    /// 502, 503, 504.
    GatewayStatus = 48,
    /// A fault of the platform between.
    GatewayFault = 49,

    /// A status of failure, or none that was declared.
    ServiceStatus = 56,
    /// A fault of the service, or a body that tells of an error.
    ServiceFault = 57,
    /// Connected and asked, and no whole answer came in time.
    ServiceTimeout = 58,
    /// A quota is used up (429, or a fault that says so).
    Quota = 59,
    /// Led elsewhere: to a page of sign-in, a captive portal.
    Redirected = 60,
    /// The answer ended early.
    Truncated = 61,
    /// The answer cannot be read as what it says it is.
    Malformed = 62,
    /// The answer lacks what it must hold.
    Assertion = 63,
    /// The answer is older than declared.
    Stale = 64,

    /// This machine has no line: no carrier, no route of its own.
    OwnLine = 80,
    /// This machine ran out of something: files, ports, memory.
    OwnResources = 81,
    /// The certificate that was to be presented is out of date.
    OwnCertificate = 82,

    /// The watcher itself ran late: what looked like a time-out may be its own.
    Starved = 96,
    /// The clock of the watcher jumped, or the machine slept.
    Clock = 97,
    /// The scope or the window of the authorisation did not allow the probing.
    OutOfScope = 98,
}

/// What a class says of the hop.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum State {
    /// It does not serve.
    Down,
    /// Nobody knows.
    Unknown,
    /// It serves.
    Up,
}

/// Whose matter a failure is: the classes that an inspector tells apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Fault {
    /// Accounts, permissions, address lists.
    Authentication,
    /// The data themselves: no record, not permitted, a mismatch. Never an outage.
    Data,
    /// The platform between.
    Gateway,
    /// The resolution of names.
    Name,
    /// This side: its line, its machine, its settings.
    OwnSide,
    /// The line.
    Route,
    /// The service behind.
    Service,
    /// TLS and its certificates.
    Tls,
}

impl Class {
    /// Every class.
    pub const ALL: &[Self] = &[
        Self::Good,
        Self::NoData,
        Self::NotPermitted,
        Self::Mismatch,
        Self::NameMissing,
        Self::NameFailed,
        Self::NameWrong,
        Self::NoRoute,
        Self::ConnectTimeout,
        Self::ConnectRefused,
        Self::Reset,
        Self::TlsTimeout,
        Self::TlsAlert,
        Self::TlsCertificate,
        Self::TlsClientCertificate,
        Self::NotTls,
        Self::Authentication,
        Self::GatewayStatus,
        Self::GatewayFault,
        Self::ServiceStatus,
        Self::ServiceFault,
        Self::ServiceTimeout,
        Self::Quota,
        Self::Redirected,
        Self::Truncated,
        Self::Malformed,
        Self::Assertion,
        Self::Stale,
        Self::OwnLine,
        Self::OwnResources,
        Self::OwnCertificate,
        Self::Starved,
        Self::Clock,
        Self::OutOfScope,
    ];

    /// The stored code.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The class of a stored code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.code() == code)
    }

    /// What it says of the hop. What failed on this side says nothing of it.
    pub const fn state(self) -> State {
        match self {
            Self::Good | Self::NoData | Self::NotPermitted | Self::Mismatch => State::Up,
            Self::OwnLine
            | Self::OwnResources
            | Self::OwnCertificate
            | Self::Starved
            | Self::Clock
            | Self::OutOfScope => State::Unknown,
            _ => State::Down,
        }
    }

    /// Whose matter it is; `None` for what is good, and for what says nothing.
    pub const fn fault(self) -> Option<Fault> {
        Some(match self {
            Self::Good | Self::Clock | Self::OutOfScope => return None,
            Self::NoData | Self::NotPermitted | Self::Mismatch => Fault::Data,
            Self::NameMissing | Self::NameFailed | Self::NameWrong => Fault::Name,
            Self::NoRoute | Self::ConnectTimeout => Fault::Route,
            Self::ConnectRefused
            | Self::Reset
            | Self::ServiceStatus
            | Self::ServiceFault
            | Self::ServiceTimeout
            | Self::Quota
            | Self::Truncated
            | Self::Malformed
            | Self::Assertion
            | Self::Stale => Fault::Service,
            Self::TlsTimeout | Self::TlsAlert | Self::TlsCertificate | Self::TlsClientCertificate | Self::NotTls => {
                Fault::Tls
            }
            Self::Authentication => Fault::Authentication,
            Self::GatewayStatus | Self::GatewayFault | Self::Redirected => Fault::Gateway,
            Self::OwnLine | Self::OwnResources | Self::OwnCertificate | Self::Starved => Fault::OwnSide,
        })
    }

    /// Whether it proves that somebody at the far end, or on the way, answered. A failure that is mere silence may be
    /// this side's own.
    pub const fn spoke(self) -> bool {
        !matches!(
            self,
            Self::NameFailed
                | Self::ConnectTimeout
                | Self::TlsTimeout
                | Self::ServiceTimeout
                | Self::OwnLine
                | Self::OwnResources
                | Self::OwnCertificate
                | Self::Starved
                | Self::Clock
                | Self::OutOfScope
        )
    }

    /// The word in facts, tables and metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::NoData => "no-data",
            Self::NotPermitted => "not-permitted",
            Self::Mismatch => "mismatch",
            Self::NameMissing => "name-missing",
            Self::NameFailed => "name-failed",
            Self::NameWrong => "name-wrong",
            Self::NoRoute => "no-route",
            Self::ConnectTimeout => "connect-timeout",
            Self::ConnectRefused => "connect-refused",
            Self::Reset => "reset",
            Self::TlsTimeout => "tls-timeout",
            Self::TlsAlert => "tls-alert",
            Self::TlsCertificate => "tls-certificate",
            Self::TlsClientCertificate => "tls-client-certificate",
            Self::NotTls => "not-tls",
            Self::Authentication => "authentication",
            Self::GatewayStatus => "gateway-status",
            Self::GatewayFault => "gateway-fault",
            Self::ServiceStatus => "service-status",
            Self::ServiceFault => "service-fault",
            Self::ServiceTimeout => "service-timeout",
            Self::Quota => "quota",
            Self::Redirected => "redirected",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::Assertion => "assertion",
            Self::Stale => "stale",
            Self::OwnLine => "own-line",
            Self::OwnResources => "own-resources",
            Self::OwnCertificate => "own-certificate",
            Self::Starved => "starved",
            Self::Clock => "clock",
            Self::OutOfScope => "out-of-scope",
        }
    }

    /// The class in words for people.
    pub fn text(self) -> Text {
        match self {
            Self::Good => Text::new("trả lời đúng", "answers as declared"),
            Self::NoData => Text::new("trả lời: không có dữ liệu", "answers: no data"),
            Self::NotPermitted => {
                Text::new("trả lời: có dữ liệu nhưng không được phép xem", "answers: data present but not permitted")
            }
            Self::Mismatch => Text::new("trả lời: dữ liệu sai lệch", "answers: the data do not match"),
            Self::NameMissing => Text::new("tên miền không tồn tại hoặc không có địa chỉ", "the name has no address"),
            Self::NameFailed => Text::new("máy chủ tên miền không trả lời được", "the resolver failed"),
            Self::NameWrong => {
                Text::new("tên miền trỏ tới địa chỉ khác khai báo", "the name leads to another address than declared")
            }
            Self::NoRoute => Text::new("không có đường đi tới máy", "no route to the machine"),
            Self::ConnectTimeout => Text::new("không ai trả lời lời gọi kết nối", "nobody answered the connect"),
            Self::ConnectRefused => Text::new("bị từ chối kết nối", "the connection was refused"),
            Self::Reset => Text::new("kết nối bị cắt", "the connection was reset"),
            Self::TlsTimeout => Text::new("im lặng trong lúc bắt tay TLS", "silent in the TLS handshake"),
            Self::TlsAlert => Text::new("bị từ chối lúc bắt tay TLS", "an alert in the TLS handshake"),
            Self::TlsCertificate => {
                Text::new("chứng thư của phía xa không hợp lệ", "the certificate of the far side does not hold")
            }
            Self::TlsClientCertificate => {
                Text::new("phía xa không nhận chứng thư của ta", "the far side refused our certificate")
            }
            Self::NotTls => Text::new("trả lời nhưng không phải TLS", "answers, but not in TLS"),
            Self::Authentication => Text::new("bị từ chối xác thực", "authentication refused"),
            Self::GatewayStatus => {
                Text::new("nền tảng trung gian báo lỗi (502, 503, 504)", "gateway error (502, 503, 504)")
            }
            Self::GatewayFault => {
                Text::new("nền tảng trung gian trả thông điệp lỗi", "a fault of the platform between")
            }
            Self::ServiceStatus => {
                Text::new("dịch vụ trả mã trạng thái lỗi", "the service answers with an error status")
            }
            Self::ServiceFault => Text::new("dịch vụ trả thông điệp lỗi", "the service answers with a fault"),
            Self::ServiceTimeout => {
                Text::new("đã kết nối nhưng không trả lời kịp", "connected, but no whole answer in time")
            }
            Self::Quota => Text::new("vượt hạn mức gọi", "the quota is used up"),
            Self::Redirected => Text::new("bị dẫn sang nơi khác", "led elsewhere"),
            Self::Truncated => Text::new("trả lời bị cắt giữa chừng", "the answer ended early"),
            Self::Malformed => Text::new("trả lời không đọc được", "the answer cannot be read"),
            Self::Assertion => Text::new("trả lời thiếu nội dung phải có", "the answer lacks what it must hold"),
            Self::Stale => Text::new("dữ liệu trả lời đã cũ", "the answer is stale"),
            Self::OwnLine => Text::new("máy theo dõi mất mạng", "the watcher has no line"),
            Self::OwnResources => Text::new("máy theo dõi cạn tài nguyên", "the watcher ran out of resources"),
            Self::OwnCertificate => {
                Text::new("chứng thư của ta đã hết hạn", "the certificate to be presented is out of date")
            }
            Self::Starved => Text::new("máy theo dõi chạy trễ", "the watcher ran late"),
            Self::Clock => Text::new("đồng hồ máy theo dõi nhảy", "the watcher's clock jumped"),
            Self::OutOfScope => Text::new("ngoài phạm vi được phép", "outside the permitted scope"),
        }
    }
}

impl Fault {
    /// Every fault, in the order in which an inspector looks: from this side outwards.
    pub const ALL: &[Self] = &[
        Self::OwnSide,
        Self::Name,
        Self::Route,
        Self::Tls,
        Self::Authentication,
        Self::Gateway,
        Self::Service,
        Self::Data,
    ];

    /// The word in facts, tables and metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Data => "data",
            Self::Gateway => "gateway",
            Self::Name => "name",
            Self::OwnSide => "own-side",
            Self::Route => "route",
            Self::Service => "service",
            Self::Tls => "tls",
        }
    }

    /// The fault in words for people.
    pub fn text(self) -> Text {
        match self {
            Self::Authentication => Text::new("xác thực, quyền truy cập", "authentication and permission"),
            Self::Data => Text::new("dữ liệu", "data"),
            Self::Gateway => Text::new("nền tảng trung gian", "platform between"),
            Self::Name => Text::new("tên miền", "name resolution"),
            Self::OwnSide => Text::new("phía ta", "own side"),
            Self::Route => Text::new("đường truyền", "line"),
            Self::Service => Text::new("dịch vụ phía xa", "far service"),
            Self::Tls => Text::new("TLS và chứng thư", "TLS and certificates"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_class_comes_back_from_its_code_and_no_two_share_a_code_or_a_word() {
        for class in Class::ALL {
            assert_eq!(Class::from_code(class.code()), Some(*class));
        }
        let codes: BTreeSet<_> = Class::ALL.iter().map(|class| class.code()).collect();
        let words: BTreeSet<_> = Class::ALL.iter().map(|class| class.word()).collect();
        assert_eq!((codes.len(), words.len()), (Class::ALL.len(), Class::ALL.len()));
        assert_eq!(Class::from_code(0), None);
    }

    #[test]
    fn what_is_down_has_a_fault_and_what_is_silent_is_never_up() {
        for class in Class::ALL {
            assert!(class.state() != State::Down || class.fault().is_some(), "{class:?}");
            assert!(class.state() != State::Up || class.spoke(), "{class:?}");
        }
    }
}
