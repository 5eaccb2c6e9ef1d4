//! A realistic report for tests: three chapters, fifteen errors of which five are fixed.

use jiff::{SignedDuration, Timestamp};

use super::{
    Annex, Chapter, Closing, Counts, Detail, ErrorRow, Head, LabelledText, Outline, Report, Row, Seen, SignatureBlock,
    State, Tally,
};
use crate::profile::Part;
use crate::text::Text;

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// The sample report: not ready, with every kind of row.
#[expect(clippy::too_many_lines, reason = "one document, written out")]
pub(crate) fn report() -> Report {
    let started: Timestamp = "2026-12-05T01:00:00Z".parse().expect("a literal timestamp");
    let chapters = vec![
        Chapter {
            id: "configuration",
            title: Text::new(
                "Cấu hình bảo mật thiết bị, máy chủ, ứng dụng, cơ sở dữ liệu",
                "Security configuration of devices, servers, applications and databases",
            ),
            rows: configuration(),
        },
        Chapter {
            id: "vulnerability",
            title: Text::new("Mã độc, lỗ hổng, điểm yếu", "Malware, vulnerabilities and weaknesses"),
            rows: vulnerability(),
        },
        Chapter {
            id: "link",
            title: Text::new("Kết nối, tính sẵn sàng đường truyền", "Connection and availability of the link"),
            rows: link(),
        },
    ];
    let errors = errors(&chapters, started);
    Report {
        head: head(),
        grounds: vec![
            Text::new("Luật An ninh mạng", "the Law on Cybersecurity"),
            Text::new(
                "Thông tư số 46/2022/TT-BCA ngày 04 tháng 11 năm 2022 của Bộ trưởng Bộ Công an",
                "Circular No. 46/2022/TT-BCA of 4 November 2022 of the Minister of Public Security",
            ),
        ],
        started,
        ended: started + SignedDuration::from_mins(510),
        place: Some(Text::new("Trung tâm Phục vụ hành chính công tỉnh", "The provincial service centre")),
        participants: labelled(&[
            (("Đoàn kiểm tra", "Inspection team"), ("Công an tỉnh Bắc Ninh", "Police of Bac Ninh province")),
            (
                ("Đơn vị được kiểm tra", "Inspected body"),
                ("Văn phòng UBND tỉnh Bắc Ninh", "Office of the People's Committee of Bac Ninh"),
            ),
        ]),
        scope: labelled(&[
            (("Hệ thống", "System"), (SYSTEM_VI, SYSTEM_EN)),
            (("Cấp độ", "Level"), ("Cấp độ 3", "Level 3")),
            (("Tên miền", "Names"), ("dichvucong.bacninh.gov.vn", "dichvucong.bacninh.gov.vn")),
        ]),
        methods: labelled(&[
            (("Phương pháp", "Method"), ("Hộp đen, không xâm nhập", "Black box, non-intrusive")),
            (("Công cụ", "Tool"), ("kiemtra 0.1.0", "kiemtra 0.1.0")),
            (("Mã băm tập quy tắc", "Digest of the rules"), (DIGEST, DIGEST)),
        ]),
        limitations: vec![Text::new(
            "Không truy vấn OCSP ra ngoài phạm vi được cấp phép nên tình trạng thu hồi chứng thư chưa được xem xét.",
            "OCSP was not queried outside the authorised scope, so revocation was not looked at.",
        )],
        counts: count(&chapters),
        chapters,
        link: vec![super::link::sample::sheet()],
        tls: super::tls::sample::screens_of_sample(),
        errors,
        tally: Tally { fixed: 5, issued: 15 },
        deviations: vec![Text::new(
            "Loại trừ kiểm tra link.latency: đường truyền mới bàn giao, đo bổ sung trước ngày 15/12/2026.",
            "Check link.latency is excluded: the line is new and will be measured before 15 December 2026.",
        )],
        conclusion: State::NotReady,
        stands: true,
        conclusion_text: Text::new(
            "chưa đủ điều kiện về an ninh mạng để kết nối với Cơ sở dữ liệu quốc gia về dân cư.",
            "not ready, in terms of cybersecurity, to connect to the National Population Database.",
        ),
        reasons: vec![Text::new("Còn 4 lỗi chặn kết nối chưa khắc phục.", "4 blocking errors still stand.")],
        concluded: None,
        statement: Vec::new(),
        closing: Closing { formula: None, copies: Some(4), each: Some(1) },
        outline: Outline {
            parts: Part::ALL.iter().map(|part| (*part, part.heading())).collect(),
            remark: Text::new("Kết luận chính thức thuộc thẩm quyền của Đoàn kiểm tra.", "The team concludes."),
        },
        run: "20261205-080000-abcdef".to_owned(),
        recommendations: vec![Text::new(
            "Khắc phục các lỗi chặn kết nối trước ngày 20 tháng 12 năm 2026 và đề nghị phúc tra.",
            "Mend the blocking errors before 20 December 2026 and ask for a re-inspection.",
        )],
        signatures: signatures(),
        recipients: vec![
            Text::new("Công an tỉnh Bắc Ninh (để báo cáo)", "Police of Bac Ninh province (to report)"),
            Text::new("Văn phòng UBND tỉnh (để thực hiện)", "Office of the People's Committee (to act)"),
            Text::new("Lưu: VT, Hồ sơ", "Kept: registry, file"),
        ],
        annexes: annexes(),
        evidence_id: DIGEST.to_owned(),
        tool: "kiemtra 0.1.0".to_owned(),
        case: "tthc-bacninh-2026".to_owned(),
        kind: Text::new("Kiểm tra trước khi kết nối", "Inspection before connection"),
        system: Text::new(SYSTEM_VI, SYSTEM_EN),
        profile: Text::new("Kết nối dữ liệu dân cư (dan-cu 1.0.0)", "Population data link (dan-cu 1.0.0)"),
    }
}

const SYSTEM_VI: &str = "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Bắc Ninh";
const SYSTEM_EN: &str = "Administrative procedure system of Bac Ninh province";

fn head() -> Head {
    Head {
        parent: Text::new("CÔNG AN TỈNH BẮC NINH", "POLICE OF BAC NINH PROVINCE"),
        issuer: Text::new("ĐOÀN KIỂM TRA AN NINH MẠNG", "CYBERSECURITY INSPECTION TEAM"),
        number: Text::new("Số: ……/BB-ĐKT", "No.: ……/BB-ĐKT"),
        title: Text::new("BIÊN BẢN", "MINUTES"),
        subject: Text::new(
            format!(
                "Kiểm tra an ninh mạng, an toàn thông tin đối với {SYSTEM_VI} phục vụ kết nối với \
                 Cơ sở dữ liệu quốc gia về dân cư"
            ),
            format!(
                "Cybersecurity inspection of the {SYSTEM_EN} before connection to the National Population Database"
            ),
        ),
    }
}

type Pair = (&'static str, &'static str);

fn labelled(pairs: &[(Pair, Pair)]) -> Vec<LabelledText> {
    pairs
        .iter()
        .map(|(label, text)| LabelledText { label: Text::new(label.0, label.1), text: Text::new(text.0, text.1) })
        .collect()
}

fn row(check: &str, seen: Seen, title: Pair, message: Pair) -> Row {
    Row {
        check: check.to_owned(),
        catalogue: None,
        title: Text::new(title.0, title.1),
        subject: "portal".to_owned(),
        subject_title: Text::new("Cổng dịch vụ công", "Public service portal"),
        seen,
        severity: Text::new("Cao", "High"),
        blocking: check.starts_with("tls") || check.starts_with("cert"),
        grounds: vec![Text::new("Điều 6 Thông tư số 46/2022/TT-BCA", "Article 6 of Circular No. 46/2022/TT-BCA")],
        details: vec![Detail { seen, instance: String::new(), message: Text::new(message.0, message.1), error: None }],
        why: Text::new("Phiên bản cũ có lỗ hổng đã công bố.", "Old versions have published weaknesses."),
        fix: Text::new(
            "Sửa cấu hình máy chủ web rồi nạp lại dịch vụ.",
            "Change the configuration of the web server and reload it.",
        ),
        examples: vec![("nginx".to_owned(), "ssl_protocols TLSv1.2 TLSv1.3;".to_owned())],
    }
}

fn configuration() -> Vec<Row> {
    use Seen::{Fail, ManualPending, NotApplicable, Pass};
    vec![
        row(
            "tls.versions",
            Fail,
            ("Chỉ cho phép TLS 1.2 và TLS 1.3", "Only TLS 1.2 and TLS 1.3 are accepted"),
            ("Máy chủ chấp nhận TLS 1.0", "The server accepts TLS 1.0"),
        ),
        row(
            "tls.ciphers",
            Fail,
            ("Chỉ dùng bộ mã hóa mạnh", "Only strong cipher suites are accepted"),
            ("Chấp nhận TLS_RSA_WITH_3DES_EDE_CBC_SHA", "Accepts TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ),
        row(
            "certificate.lifetime",
            Fail,
            ("Chứng thư còn hạn ít nhất 30 ngày", "The certificate is valid for at least 30 days"),
            ("Chứng thư hết hạn sau 9 ngày (14/12/2026)", "The certificate expires in 9 days (14/12/2026)"),
        ),
        row(
            "certificate.names",
            Fail,
            ("Chứng thư có đủ tên miền", "The certificate covers all names"),
            ("Thiếu tên api.dichvucong.bacninh.gov.vn", "api.dichvucong.bacninh.gov.vn is missing"),
        ),
        row(
            "http.strict-transport",
            Fail,
            ("Có HSTS ít nhất một năm", "HSTS lasts at least a year"),
            ("Không có tiêu đề Strict-Transport-Security", "No Strict-Transport-Security header"),
        ),
        row(
            "http.cookies",
            Fail,
            ("Cookie phiên được bảo vệ", "Session cookies are protected"),
            ("Cookie JSES***[cookie, 32] thiếu Secure", "Cookie JSES***[cookie, 32] lacks Secure"),
        ),
        row(
            "organisation.regulation",
            ManualPending,
            ("Có quy chế bảo đảm an toàn", "Security regulations exist"),
            ("Chờ đơn vị xác nhận", "Waiting for the body's confirmation"),
        ),
        row(
            "tls.renegotiation",
            Pass,
            ("Không cho phép đàm phán lại không an toàn", "Insecure renegotiation is refused"),
            ("Từ chối", "Refused"),
        ),
        row("tls.compression", Pass, ("Không nén TLS", "No TLS compression"), ("Không nén", "Not compressed")),
        row(
            "http.redirect",
            Pass,
            ("HTTP chuyển hướng sang HTTPS", "HTTP redirects to HTTPS"),
            ("301 sang HTTPS", "301 to HTTPS"),
        ),
        row(
            "mail.spf",
            NotApplicable,
            ("Có bản ghi SPF", "An SPF record exists"),
            ("Tên miền không gửi thư", "The name sends no mail"),
        ),
    ]
}

fn vulnerability() -> Vec<Row> {
    use Seen::{Fail, Pass, Undetermined};
    vec![
        row(
            "ports.databases",
            Fail,
            ("Không mở cổng cơ sở dữ liệu ra Internet", "No database port faces the Internet"),
            ("Cổng 5432 mở", "Port 5432 is open"),
        ),
        row(
            "http.listing",
            Fail,
            ("Không liệt kê thư mục", "No directory listing"),
            ("Liệt kê /uploads/2026/11/ho-so-dinh-kem/", "Lists /uploads/2026/11/ho-so-dinh-kem/"),
        ),
        row(
            "http.version-banner",
            Fail,
            ("Không lộ phiên bản phần mềm", "No version banner"),
            ("Server: Apache/2.4.49", "Server: Apache/2.4.49"),
        ),
        row(
            "http.debug",
            Undetermined,
            ("Không bật chế độ gỡ lỗi", "Debug mode is off"),
            ("Hết thời gian chờ sau 10 giây ở bước bắt tay TLS", "Timed out after 10 seconds in the TLS handshake"),
        ),
        row("http.git", Pass, ("Không lộ kho mã nguồn", "No source repository is exposed"), ("404", "404")),
        row("http.backup", Pass, ("Không lộ tệp sao lưu", "No backup file is exposed"), ("404", "404")),
        row("ports.remote", Pass, ("Không mở cổng quản trị", "No administration port is open"), ("Đóng", "Closed")),
    ]
}

fn link() -> Vec<Row> {
    use Seen::{Fail, Pass, Undetermined};
    vec![
        row(
            "link.availability",
            Fail,
            ("Đường truyền sẵn sàng từ 99,5%", "The link is available for at least 99.5%"),
            ("98,71% trong 30 ngày", "98.71% over 30 days"),
        ),
        row(
            "link.failover",
            Undetermined,
            ("Có đường dự phòng", "There is a second line"),
            ("Chưa đủ số liệu: độ phủ 41%", "Too few samples: coverage is 41%"),
        ),
        row(
            "dns.agreement",
            Pass,
            ("Các máy chủ tên miền trả lời thống nhất", "The name servers agree"),
            ("Thống nhất", "They agree"),
        ),
        row("dns.dnssec", Pass, ("Tên miền có chữ ký DNSSEC", "The zone is signed"), ("Hợp lệ", "Valid")),
    ]
}

fn errors(chapters: &[Chapter], issued: Timestamp) -> Vec<ErrorRow> {
    let rows: Vec<&Row> = chapters.iter().flat_map(|chapter| &chapter.rows).collect();
    let failing = rows.iter().filter(|row| row.seen == Seen::Fail).map(|row| (*row, false));
    let mended = rows.iter().filter(|row| row.seen == Seen::Pass).take(5).map(|row| (*row, true));
    failing.chain(mended).zip(1..).map(|((row, fixed), number)| error(row, fixed, number, issued)).collect()
}

fn error(row: &Row, fixed: bool, number: u32, issued: Timestamp) -> ErrorRow {
    ErrorRow {
        number,
        check: row.check.clone(),
        title: row.title.clone(),
        place: row.subject_title.clone(),
        message: row.details[0].message.clone(),
        severity: row.severity.clone(),
        blocking: row.blocking,
        grounds: row.grounds.clone(),
        fix: row.fix.clone(),
        state: if fixed {
            Text::new("Đã phúc tra đạt", "Verified as fixed")
        } else {
            Text::new("Mới ghi nhận", "Pointed out")
        },
        fixed,
        issued,
        due: (!fixed).then(|| "20/12/2026".to_owned()),
        responsible: (!fixed).then(|| Text::new("Phòng Hạ tầng", "Infrastructure division")),
        note: fixed.then(|| "Đã sửa cấu hình".to_owned()),
    }
}

fn count(chapters: &[Chapter]) -> Counts {
    let number = |seen| chapters.iter().flat_map(|chapter| &chapter.rows).filter(|row| row.seen == seen).count();
    Counts {
        pass: number(Seen::Pass),
        fail: number(Seen::Fail),
        blocking_fail: 4,
        undetermined: number(Seen::Undetermined),
        manual_pending: number(Seen::ManualPending),
        not_applicable: number(Seen::NotApplicable),
        info: number(Seen::Info),
    }
}

fn signatures() -> Vec<SignatureBlock> {
    let block = |key: &str, vi: &str, en: &str| SignatureBlock {
        key: key.to_owned(),
        role: Text::new(vi, en),
        hint: Text::new("(Ký, ghi rõ họ tên)", "(Signature and full name)"),
        name: None,
        seal: None,
    };
    vec![
        block("secretary", "THƯ KÝ", "SECRETARY"),
        block("team-leader", "TRƯỞNG ĐOÀN KIỂM TRA", "HEAD OF THE INSPECTION TEAM"),
        block("operator", "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "FOR THE INSPECTED BODY"),
        block("vendor", "ĐẠI DIỆN ĐƠN VỊ CUNG CẤP DỊCH VỤ", "FOR THE SERVICE PROVIDER"),
    ]
}

fn annexes() -> Vec<Annex> {
    vec![
        Annex {
            number: 1,
            title: Text::new("Danh mục đối tượng kiểm tra", "Inspected subjects"),
            columns: vec![
                Text::same("TT"),
                Text::new("Đối tượng", "Subject"),
                Text::new("Tên miền, địa chỉ", "Name, address"),
            ],
            widths: vec![1, 4, 5],
            rows: vec![vec![
                Text::same("1"),
                Text::new("Cổng dịch vụ công", "Public service portal"),
                Text::same("dichvucong.bacninh.gov.vn, 203.0.113.10"),
            ]],
        },
        Annex {
            number: 6,
            title: Text::new("Giá trị băm minh chứng", "Digests of the evidence"),
            columns: vec![Text::new("Tệp", "File"), Text::same("SHA-256")],
            widths: vec![3, 7],
            rows: (0..60)
                .map(|number| vec![Text::same(format!("facts/{number:04}.json")), Text::same(DIGEST)])
                .collect(),
        },
    ]
}
