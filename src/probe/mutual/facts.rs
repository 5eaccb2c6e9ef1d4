//! The facts about mutual TLS.

use jiff::Timestamp;

use crate::fact::{Fact, enumeration, record};
use crate::probe::certificate::Key;

record! {
    /// Whom a back-end lets in by client certificate; absent as a whole where the declaration speaks of none.
    pub struct MutualTls {
        /// Whether the declaration says that nobody may come in without a certificate.
        vi "Khai báo có yêu cầu không ai được vào khi thiếu chứng thư hay không."
        required: bool,
        /// Whether the server asks for a certificate in the handshake. Where it does not, nothing is presented and the other trials are absent.
        vi "Máy chủ có yêu cầu chứng thư khi bắt tay hay không. Nếu không thì không xuất trình gì, các phép thử khác không có."
        asked: Fact<bool>,
        /// What comes of presenting no certificate.
        vi "Kết quả khi không xuất trình chứng thư."
        without: Fact<Outcome>,
        /// What comes of a certificate that nobody issued: signed by itself, made for the run, with the subject of the declared one.
        vi "Kết quả với chứng thư không ai cấp: tự ký, tạo riêng cho đợt kiểm tra, mang tên chủ thể của chứng thư đã khai báo."
        stranger: Fact<Outcome>,
        /// What comes of the declared certificate of another authority; absent where none is declared.
        vi "Kết quả với chứng thư đã khai báo của tổ chức cấp khác; không có khi chưa khai báo."
        foreign: Fact<Outcome>,
        /// What comes of the declared certificate that has expired; absent where none is declared.
        vi "Kết quả với chứng thư hết hạn đã khai báo; không có khi chưa khai báo."
        expired: Fact<Outcome>,
        /// What comes of the declared certificate; absent where none is declared.
        vi "Kết quả với chứng thư đã khai báo; không có khi chưa khai báo."
        declared: Fact<Outcome>,
        /// The declared certificate itself; absent where none is declared.
        vi "Chính chứng thư đã khai báo; không có khi chưa khai báo."
        own: Fact<Own>,
    }
}

record! {
    /// How one who presents a certificate, or none, is received.
    pub struct Outcome {
        /// Whether they are turned away.
        vi "Có bị từ chối hay không."
        refused: bool,
        /// Where that is decided.
        vi "Việc đó được quyết định ở lớp nào."
        layer: Layer,
        /// By what: an alert of TLS, a closed connection, or an HTTP status.
        vi "Bằng gì: cảnh báo TLS, đóng kết nối, hoặc mã trạng thái HTTP."
        by: String,
        /// Milliseconds until it was known.
        vi "Số mili giây cho đến khi biết được."
        elapsed_ms: i64,
    }
}

enumeration! {
    /// Where a server decides on a client's certificate.
    pub enum Layer = "mutual_tls_layer" {
        /// In the handshake.
        Handshake = "handshake",
        /// After the handshake and before any answer, as TLS 1.3 has it.
        AfterHandshake = "after_handshake",
        /// In the answer to the request.
        Http = "http",
    }
}

record! {
    /// The client certificate that the declaration names, read from its file.
    pub struct Own {
        /// The subject's distinguished name.
        vi "Tên chủ thể."
        subject: String,
        /// The issuer's distinguished name.
        vi "Tên tổ chức cấp."
        issuer: String,
        /// Valid from.
        vi "Hiệu lực từ."
        not_before: Timestamp,
        /// Valid until.
        vi "Hiệu lực đến."
        not_after: Timestamp,
        /// Length of the validity in days, a started day counted whole.
        vi "Thời hạn hiệu lực tính bằng ngày, ngày lẻ tính tròn."
        validity_days: i64,
        /// The public key.
        vi "Khóa công khai."
        key: Key,
        /// Whether it may be used by a TLS client: no extended key usage, or one that includes it.
        vi "Chứng thư có được dùng cho máy khách TLS hay không: không có extendedKeyUsage, hoặc có bao gồm."
        client_usage: bool,
        /// Whether it is signed by itself.
        vi "Chứng thư có tự ký hay không."
        self_signed: bool,
        /// SHA-256 of the certificate, in hexadecimal.
        vi "SHA-256 của chứng thư, dạng thập lục phân."
        fingerprint: String,
    }
}
