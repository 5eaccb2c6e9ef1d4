//! The seeded flaws: what the flawed portal does wrong, in the order in which it is repaired.

use crate::text::Text;

/// One thing that the flawed portal does wrong. The order of the variants is the order of repair.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Flaw {
    /// A cache that answers strangers.
    OpenCache,
    /// A remote shell on the Internet.
    OpenShell,
    /// The portal's certificate has run out.
    CertificateExpired,
    /// The sign-in page shows the certificate of another name.
    CertificateName,
    /// The data service leaves out the intermediate certificate.
    CertificateChain,
    /// TLS 1.0 and 1.1 are accepted.
    OldVersions,
    /// Triple-DES suites are accepted.
    WeakSuites,
    /// Suites without forward secrecy are accepted.
    StaticKeyExchange,
    /// A forced fallback to a lower version goes unnoticed.
    Fallback,
    /// Plain HTTP shows content instead of leading to HTTPS.
    PlainContent,
    /// The sign-in form posts to plain HTTP.
    InsecureForm,
    /// The page loads a script over plain HTTP.
    MixedContent,
    /// The session cookie lacks its protections.
    SessionCookie,
    /// The data service lets every origin read with the user's credentials.
    OpenOrigin,
    /// The data service hands out a dossier without a token.
    OpenRoute,
    /// Whoever knows the code of a dossier sees all of it, and may open its file.
    OpenLookUp,
    /// A list of applicants with their personal numbers can be downloaded.
    PublicList,
    /// The repository of the source code lies in the web root.
    OpenRepository,
    /// A packed copy of the site can be downloaded.
    BackupFile,
    /// A malformed parameter shows the database's own words.
    QueryError,
    /// TRACE is echoed and writing methods are offered.
    NeedlessMethods,
    /// An error page shows a stack trace and a file path.
    ErrorDetails,
    /// Headers name the software and its version.
    VersionBanner,
    /// No Strict-Transport-Security.
    TransportSecurity,
    /// No Content-Security-Policy.
    ContentPolicy,
    /// Any site may frame the pages.
    Framing,
    /// The headers against sniffing and leaking are missing.
    BrowserHeaders,
    /// The zone is not signed.
    UnsignedZone,
    /// One name server only.
    SingleNameServer,
    /// No CAA record.
    AnyAuthority,
    /// No IPv6.
    NoIpv6,
    /// No channel for reports of weaknesses.
    NoReportChannel,
    /// The link to the population database is often down, once flapping.
    LinkOutages,
    /// The link answers slowly in the hours of service.
    LinkSlow,
    /// For a while the far side's certificate did not hold.
    LinkCertificate,
    /// A planned stop was announced too late.
    LateNotice,
    /// Nobody watched the link for some of the time.
    WatchGaps,
}

impl Flaw {
    /// Every flaw, in the order of repair.
    pub const ALL: &[Self] = &[
        Self::OpenCache,
        Self::OpenShell,
        Self::CertificateExpired,
        Self::CertificateName,
        Self::CertificateChain,
        Self::OldVersions,
        Self::WeakSuites,
        Self::StaticKeyExchange,
        Self::Fallback,
        Self::PlainContent,
        Self::InsecureForm,
        Self::MixedContent,
        Self::SessionCookie,
        Self::OpenOrigin,
        Self::OpenRoute,
        Self::OpenLookUp,
        Self::PublicList,
        Self::OpenRepository,
        Self::BackupFile,
        Self::QueryError,
        Self::NeedlessMethods,
        Self::ErrorDetails,
        Self::VersionBanner,
        Self::TransportSecurity,
        Self::ContentPolicy,
        Self::Framing,
        Self::BrowserHeaders,
        Self::UnsignedZone,
        Self::SingleNameServer,
        Self::AnyAuthority,
        Self::NoIpv6,
        Self::NoReportChannel,
        Self::LinkOutages,
        Self::LinkSlow,
        Self::LinkCertificate,
        Self::LateNotice,
        Self::WatchGaps,
    ];

    /// Its stable id.
    pub const fn id(self) -> &'static str {
        self.row().0
    }

    /// The number in the catalogue of checks whose matter it is.
    pub const fn area(self) -> &'static str {
        self.row().1
    }

    /// What is wrong, for people.
    pub fn text(self) -> Text {
        let (_, _, vi, en) = self.row();
        Text::new(vi, en)
    }

    #[rustfmt::skip]
    const fn row(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::OpenCache => ("open-cache", "NET-05", "máy chủ bộ nhớ đệm trả lời mọi người", "a cache server answers everyone"),
            Self::OpenShell => ("open-shell", "NET-04", "cổng quản trị SSH mở ra bên ngoài", "the SSH administration port is open to the outside"),
            Self::CertificateExpired => ("certificate-expired", "CRT-02", "chứng thư của cổng đã hết hạn", "the portal's certificate has expired"),
            Self::CertificateName => ("certificate-name", "CRT-01", "chứng thư của trang đăng nhập mang tên khác", "the sign-in page's certificate is for another name"),
            Self::CertificateChain => ("certificate-chain", "CRT-01", "dịch vụ dữ liệu không gửi chứng thư trung gian", "the data service does not send the intermediate certificate"),
            Self::OldVersions => ("old-versions", "TLS-02", "chấp nhận TLS 1.0 và TLS 1.1", "TLS 1.0 and TLS 1.1 are accepted"),
            Self::WeakSuites => ("weak-suites", "TLS-04", "chấp nhận bộ mã 3DES", "3DES cipher suites are accepted"),
            Self::StaticKeyExchange => ("static-key-exchange", "TLS-05", "chấp nhận trao đổi khóa không có bảo mật chuyển tiếp", "key exchange without forward secrecy is accepted"),
            Self::Fallback => ("fallback", "TLS-07", "không phát hiện việc ép hạ phiên bản TLS", "a forced fallback of the TLS version goes unnoticed"),
            Self::PlainContent => ("plain-content", "TLS-01", "HTTP không mã hóa trả nội dung thay vì chuyển hướng", "plain HTTP serves content instead of redirecting"),
            Self::InsecureForm => ("insecure-form", "TLS-01", "biểu mẫu đăng nhập gửi dữ liệu qua HTTP không mã hóa", "the sign-in form posts over plain HTTP"),
            Self::MixedContent => ("mixed-content", "WEB-02", "trang tải mã lệnh qua HTTP không mã hóa", "the page loads a script over plain HTTP"),
            Self::SessionCookie => ("session-cookie", "AUT-09", "cookie phiên thiếu Secure, HttpOnly và SameSite", "the session cookie lacks Secure, HttpOnly and SameSite"),
            Self::OpenOrigin => ("open-origin", "WEB-04", "dịch vụ dữ liệu cho phép mọi nguồn gốc đọc kèm thông tin phiên", "the data service lets every origin read with credentials"),
            Self::OpenRoute => ("open-route", "API-01", "dịch vụ dữ liệu trả hồ sơ cho người không có mã truy cập", "the data service hands out a dossier without a token"),
            Self::OpenLookUp => ("open-look-up", "EXP-01", "tra cứu công khai hiện toàn bộ hồ sơ và mở được tệp đính kèm", "the public look-up shows the whole dossier and opens its file"),
            Self::PublicList => ("public-list", "EXP-10", "danh sách người nộp hồ sơ kèm số định danh tải được công khai", "a list of applicants with their personal numbers can be downloaded"),
            Self::OpenRepository => ("open-repository", "EXP-07", "kho mã nguồn .git nằm trong thư mục web", "the .git repository lies in the web root"),
            Self::BackupFile => ("backup-file", "EXP-07", "tệp nén sao lưu nằm trong thư mục web", "a packed backup lies in the web root"),
            Self::QueryError => ("query-error", "EXP-09", "tham số sai làm lộ thông báo lỗi của cơ sở dữ liệu", "a malformed parameter shows the database's error"),
            Self::NeedlessMethods => ("needless-methods", "WEB-04", "phương thức TRACE được phản hồi; PUT, DELETE được công bố", "TRACE is echoed; PUT and DELETE are offered"),
            Self::ErrorDetails => ("error-details", "WEB-03", "trang lỗi lộ vết ngăn xếp và đường dẫn tệp", "the error page shows a stack trace and a file path"),
            Self::VersionBanner => ("version-banner", "WEB-03", "tiêu đề phản hồi lộ phiên bản phần mềm", "response headers name software versions"),
            Self::TransportSecurity => ("transport-security", "TLS-06", "thiếu Strict-Transport-Security", "Strict-Transport-Security is missing"),
            Self::ContentPolicy => ("content-policy", "WEB-01", "thiếu Content-Security-Policy", "Content-Security-Policy is missing"),
            Self::Framing => ("framing", "WEB-01", "trang web khác có thể nhúng các trang của cổng vào khung", "other sites may frame the pages"),
            Self::BrowserHeaders => ("browser-headers", "WEB-02", "thiếu X-Content-Type-Options, Referrer-Policy và Permissions-Policy", "X-Content-Type-Options, Referrer-Policy and Permissions-Policy are missing"),
            Self::UnsignedZone => ("unsigned-zone", "NET-03", "vùng tên miền chưa ký DNSSEC", "the zone is not signed with DNSSEC"),
            Self::SingleNameServer => ("single-name-server", "NET-11", "vùng tên miền chỉ có một máy chủ tên miền", "the zone has one name server only"),
            Self::AnyAuthority => ("any-authority", "CRT-05", "tên miền không có bản ghi CAA", "the names have no CAA record"),
            Self::NoIpv6 => ("no-ipv6", "NET-02", "chưa hỗ trợ IPv6", "IPv6 is not supported"),
            Self::NoReportChannel => ("no-report-channel", "WEB-06", "chưa công bố kênh tiếp nhận báo lỗ hổng (security.txt)", "no channel for reports of weaknesses (security.txt) is published"),
            Self::LinkOutages => ("link-outages", "AVL-02", "đường kết nối gián đoạn nhiều lần, có lúc chập chờn", "the link is often down, once flapping"),
            Self::LinkSlow => ("link-slow", "AVL-03", "truy vấn chậm trong giờ phục vụ", "queries are slow in the hours of service"),
            Self::LinkCertificate => ("link-certificate", "LNK-03", "có lúc chứng thư của phía xa không hợp lệ", "for a while the far side's certificate did not hold"),
            Self::LateNotice => ("late-notice", "AVL-07", "lần ngừng theo kế hoạch được thông báo quá muộn", "a planned stop was announced too late"),
            Self::WatchGaps => ("watch-gaps", "AVL-01", "bộ theo dõi đường kết nối vắng nhiều giờ", "the link's watcher was away for many hours"),
        }
    }
}

/// How well a portal was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Character {
    /// Every flaw stands.
    Flawed,
    /// The first flaws of [`Flaw::ALL`] are repaired.
    Mended {
        /// How many.
        fixed: usize,
    },
    /// No flaw stands.
    Sound,
}

impl Character {
    /// Whether a flaw stands.
    pub fn has(self, flaw: Flaw) -> bool {
        match self {
            Self::Flawed => true,
            Self::Mended { fixed } => Flaw::ALL.iter().skip(fixed).any(|standing| *standing == flaw),
            Self::Sound => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_flaw_is_listed_once_and_repaired_in_its_turn() {
        let ids: BTreeSet<_> = Flaw::ALL.iter().map(|flaw| flaw.id()).collect();
        assert_eq!(ids.len(), Flaw::ALL.len());
        assert!(Flaw::ALL.len() >= 15);
        assert!(Flaw::ALL.is_sorted(), "the order of repair is the order of the variants");
        for (n, flaw) in Flaw::ALL.iter().enumerate() {
            assert!(Character::Mended { fixed: n }.has(*flaw));
            assert!(!Character::Mended { fixed: n + 1 }.has(*flaw));
        }
    }
}
