//! What stands on a screen: one line here for each fact that is shown.
//!
//! A new fact is one `row(...)` in the section where a reader would look for it: its path, its label, how it is shown.
//! A run without the fact prints nothing for it; a hole is printed with its reason.

use super::certificate::{
    fingerprint, key, kinds, lints, name, path_lines, presented, revocation_list, serial, signature, status, validity,
};
use super::model::{Entry, Line};
use super::protocol::{order, session, versions};
use super::show::{attacks, authorities, bits, list, plain, signatures, timestamps, without_name, yes};
use super::suites::{dh, groups, suites};
use super::view::View;
use crate::fact::Value;

/// How a known value is shown.
pub(super) type Show = fn(&View, &Value) -> Vec<Entry>;

/// A sentence in Vietnamese and in English.
pub(super) type Both = (&'static str, &'static str);

/// A heading with its rows.
pub(super) struct Part {
    pub(super) title: Both,
    /// The fact that all rows are about: where it is not known, that is said once. Empty: none.
    pub(super) root: &'static str,
    pub(super) rows: &'static [Row],
    /// How to read the rows, where this list is known.
    pub(super) note: Option<(&'static str, Both)>,
}

/// What gives lines.
pub(super) enum Row {
    /// One fact, one line.
    One {
        path: &'static str,
        label: Both,
        show: Show,
        /// What is said where the fact was proved absent.
        absent: Both,
    },
    /// Facts that make several lines.
    Many {
        /// The facts that the lines show.
        covers: &'static [&'static str],
        lines: fn(&View) -> Vec<Line>,
    },
    /// Every field of a record, labelled by what the field means.
    Record {
        path: &'static str,
        /// Fields that other rows show.
        except: &'static [&'static str],
    },
}

impl Row {
    /// The facts that it shows.
    pub(super) fn paths(&self) -> Vec<&'static str> {
        match self {
            Self::One { path, .. } | Self::Record { path, .. } => vec![path],
            Self::Many { covers, .. } => covers.to_vec(),
        }
    }
}

const NONE: Both = ("không có", "none");
const NOT_APPLICABLE: Both = ("không áp dụng", "not applicable");

const fn row(path: &'static str, label: Both, show: Show) -> Row {
    Row::One { path, label, show, absent: NONE }
}

/// A question that may not arise.
const fn asked(path: &'static str, label: Both) -> Row {
    Row::One { path, label, show: yes, absent: NOT_APPLICABLE }
}

/// A question that does not arise for a reason.
const fn unless(path: &'static str, label: Both, absent: Both) -> Row {
    Row::One { path, label, show: yes, absent }
}

/// Other probes than `tls` and `certificate` that belong to the chapter: shown whole, in this order.
pub(super) const WHOLE: &[&str] = &["service", "mutual_tls", "quic", "tls_behaviour", "tls_memory"];

/// A screen, from top to bottom.
pub(super) const PARTS: &[Part] = &[
    Part {
        title: ("Giao thức", "Protocol"),
        root: "tls",
        rows: &[
            Row::Many { covers: &["tls.versions", "tls.ssl2"], lines: versions },
            Row::Record { path: "tls.ssl2", except: &["accepted"] },
            unless(
                "tls.fallback_protected",
                ("Chống ép hạ phiên bản", "Downgrade protection"),
                ("không áp dụng: chỉ một phiên bản được chấp nhận", "not applicable: one version is accepted"),
            ),
            row("tls.session", ("Phiên hiện đại", "A modern client gets"), session),
        ],
        note: None,
    },
    Part {
        title: ("Bộ mã", "Cipher suites"),
        root: "",
        rows: &[
            Row::Many { covers: &["tls.suites", "tls.weak_suites"], lines: suites },
            row("tls.server_order", ("Bên chọn bộ mã", "Who chooses"), order),
            asked("tls.static_key_exchange", ("Trao đổi khóa tĩnh", "Static key exchange")),
        ],
        note: Some((
            "tls.suites",
            (
                "Mạnh: mã hóa có xác thực (AEAD) và bí mật chuyển tiếp. Chấp nhận được: CBC có bí mật chuyển tiếp. Yếu: \
             không có bí mật chuyển tiếp, 3DES, MD5, GOST. Không an toàn: không mã hóa, không xác thực máy chủ, EXPORT, \
             RC4, DES.",
                "Strong: authenticated encryption (AEAD) and forward secrecy. Acceptable: CBC with forward secrecy. Weak: no \
             forward secrecy, 3DES, MD5, GOST. Broken: no encryption, no authentication of the server, EXPORT, RC4, DES.",
            ),
        )),
    },
    Part {
        title: ("Trao đổi khóa", "Key exchange"),
        root: "",
        rows: &[
            Row::Many { covers: &["tls.groups"], lines: groups },
            Row::One {
                path: "tls.dh",
                label: ("Tham số DH", "DH parameters"),
                show: dh,
                absent: (
                    "không áp dụng: không chấp nhận DH trên trường hữu hạn",
                    "not applicable: finite-field DH is not accepted",
                ),
            },
            row("tls.signature_algorithms", ("Thuật toán chữ ký", "Signature algorithms"), signatures),
        ],
        note: None,
    },
    Part { title: ("Tính năng", "Features"), root: "", rows: FEATURES, note: None },
    Part {
        title: ("Chấp nhận lời chào khác thường", "Tolerance of odd hellos"),
        root: "",
        rows: TOLERANCE,
        note: None,
    },
    Part {
        title: ("Chứng thư", "Certificate"),
        root: "certificate.leaf",
        rows: &[
            row("certificate.leaf.subject", ("Chủ thể", "Subject"), plain),
            row("certificate.leaf.issuer", ("Nơi cấp", "Issuer"), plain),
            row("certificate.leaf.names", ("Tên", "Names"), list),
            row("certificate.name", ("Đúng tên đã hỏi", "For the name asked for"), name),
            row("certificate.leaf", ("Hiệu lực", "Validity"), validity),
            row("certificate.leaf.key", ("Khóa", "Key"), key),
            row("certificate.leaf", ("Chữ ký", "Signature"), signature),
            row("certificate.leaf.fingerprint", ("Vân tay SHA-256", "SHA-256 fingerprint"), fingerprint),
            row("certificate.leaf", ("Số sê-ri, SCT", "Serial number, SCTs"), serial),
            row("tls.certificate_kinds", ("Các loại khóa", "Kinds of keys"), kinds),
            row("certificate.others", ("Chứng thư khóa khác", "For other keys"), list),
            row("certificate.shared_key_with", ("Chung khóa với", "Shares its key with"), list),
            row("certificate.caa", ("Bản ghi CAA", "CAA records"), plain),
            row("certificate.transparency", ("Nhãn thời gian SCT", "Timestamps (SCT)"), timestamps),
        ],
        note: None,
    },
    Part {
        title: ("Đường dẫn chứng thực", "Certification path"),
        root: "certificate.path",
        rows: &[
            Row::Many { covers: &["certificate.path"], lines: path_lines },
            row("certificate.path.weakest_bits", ("Khóa yếu nhất", "Weakest key"), bits),
            row("certificate.path.holds_in", ("Hợp lệ trong kho khác", "Holds in other stores"), list),
            row("certificate.presented", ("Bộ đã xuất trình", "As presented"), presented),
        ],
        note: None,
    },
    Part {
        title: ("Thu hồi", "Revocation"),
        root: "certificate.revocation",
        rows: &[
            Row::One {
                path: "certificate.revocation.staple",
                label: ("OCSP gửi kèm", "Stapled OCSP"),
                show: status,
                absent: ("máy chủ không gửi kèm", "the server stapled none"),
            },
            Row::One {
                path: "certificate.revocation.ocsp",
                label: ("OCSP đã hỏi", "OCSP asked"),
                show: status,
                absent: ("chứng thư không ghi địa chỉ OCSP", "the certificate names no OCSP responder"),
            },
            Row::One {
                path: "certificate.revocation.crl",
                label: ("Danh sách CRL", "CRL"),
                show: revocation_list,
                absent: ("chứng thư không ghi địa chỉ CRL", "the certificate names no CRL"),
            },
            row("certificate.revocation.intermediates", ("CA trung gian", "Intermediates"), list),
        ],
        note: None,
    },
    Part {
        title: ("Cách lập chứng thư", "Making of the certificates"),
        root: "",
        rows: &[row("certificate.lints", ("Quy tắc vi phạm", "Rules broken"), lints)],
        note: None,
    },
];

const NO_OLD_VERSION: Both =
    ("không áp dụng: chỉ chấp nhận TLS 1.3", "not applicable: nothing below TLS 1.3 is accepted");

const TOLERANCE: &[Row] = &[
    asked("tls.tolerance.grease", ("Giá trị GREASE", "GREASE values")),
    asked("tls.tolerance.unknown_extension", ("Phần mở rộng lạ", "Unknown extensions")),
    asked("tls.tolerance.future_version", ("Phiên bản tương lai", "A future version")),
    asked("tls.tolerance.many_suites", ("Trên 128 bộ mã", "Above 128 suites")),
    asked("tls.tolerance.middle_hello", ("Dài 256 đến 511 byte", "256 to 511 bytes")),
    asked("tls.tolerance.long_hello", ("Dài trên 511 byte", "Above 511 bytes")),
];

const FEATURES: &[Row] = &[
    row("tls.extensions.alpn", ("Giao thức ứng dụng", "ALPN"), list),
    asked("tls.session.stapled", ("Kèm phản hồi OCSP", "OCSP stapling")),
    unless("tls.extensions.extended_master_secret", ("Khóa chủ mở rộng", "Extended master secret"), NO_OLD_VERSION),
    unless(
        "tls.extensions.encrypt_then_mac",
        ("Mã hóa rồi xác thực", "Encrypt-then-MAC"),
        ("không áp dụng: không chấp nhận bộ mã CBC", "not applicable: no CBC suite is accepted"),
    ),
    unless("tls.extensions.session_ticket", ("Vé phiên (đến 1.2)", "Tickets (up to 1.2)"), NO_OLD_VERSION),
    asked("tls.resumption.by_id", ("Nối lại bằng mã phiên", "Resumption by id")),
    asked("tls.resumption.by_ticket", ("Nối lại bằng vé", "Resumption by ticket")),
    asked("tls.resumption.tls13", ("Nối lại ở TLS 1.3", "Resumption in TLS 1.3")),
    asked("tls.resumption.early_data", ("Dữ liệu sớm (0-RTT)", "Early data (0-RTT)")),
    row("tls.resumption.early_data_limit", ("Dữ liệu sớm tối đa (byte)", "Early data (bytes)"), plain),
    row("tls.resumption.ticket_lifetime_s", ("Vé có hiệu lực (giây)", "Tickets live (seconds)"), plain),
    unless("tls.extensions.secure_renegotiation", ("Tái thương lượng an toàn", "Secure renegotiation"), NO_OLD_VERSION),
    unless("tls.extensions.compression", ("Nén dữ liệu TLS", "TLS compression"), NO_OLD_VERSION),
    unless("tls.extensions.heartbeat", ("Heartbeat", "Heartbeat"), NO_OLD_VERSION),
    asked("tls.sni.required", ("Bắt buộc gửi tên (SNI)", "Name (SNI) required")),
    Row::One {
        path: "tls.sni.without",
        label: ("Khi không gửi tên", "Without a name"),
        show: without_name,
        absent: ("nội dung đã mã hóa, không đọc được", "encrypted, cannot be read"),
    },
    asked("tls.client_certificate.asked", ("Hỏi chứng thư khách", "Asks for a client's")),
    row("tls.client_certificate.authorities", ("Nơi cấp được nhận", "Issuers it takes"), authorities),
    row("tls.exposures", ("Kiểu tấn công đã biết", "Known attacks"), attacks),
];
