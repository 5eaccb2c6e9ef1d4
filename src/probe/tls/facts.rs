//! The facts about TLS.

use crate::fact::{Fact, record};
use crate::wire::{TlsVersion, WeakClass};

record! {
    /// Which TLS a back-end speaks.
    pub struct Tls {
        /// SSL 3.0 to TLS 1.3, one entry each.
        vi "Từ SSL 3.0 đến TLS 1.3, mỗi phiên bản một mục."
        versions: Vec<Version>,
        /// The weak suites that are accepted in TLS 1.2, or in the highest older version that is accepted; an empty list
        /// is a proof that none is.
        vi "Các bộ mã yếu được chấp nhận ở TLS 1.2, hoặc ở phiên bản cũ cao nhất được chấp nhận; danh sách rỗng nghĩa là đã chứng minh không có."
        weak_suites: Fact<Vec<WeakSuite>>,
        /// Whether a key exchange without forward secrecy (RSA encryption, fixed Diffie-Hellman) is accepted.
        vi "Có chấp nhận trao đổi khóa không có tính bí mật chuyển tiếp (mã hóa RSA, Diffie-Hellman cố định) hay không."
        static_key_exchange: Fact<bool>,
        /// Whether a hello marked as fallback (RFC 7507) is refused; absent where only one version is accepted.
        vi "Lời chào đánh dấu hạ phiên bản (RFC 7507) có bị từ chối hay không; không có khi chỉ một phiên bản được chấp nhận."
        fallback_protected: Fact<bool>,
        /// The session a modern client gets.
        vi "Phiên mà một máy khách hiện đại nhận được."
        session: SessionFacts,
    }
}

record! {
    /// One protocol version.
    pub struct Version {
        /// Which.
        vi "Phiên bản."
        name: TlsVersion,
        /// Whether a hello that offers it alone is accepted.
        vi "Lời chào chỉ đề nghị phiên bản này có được chấp nhận hay không."
        accepted: Fact<bool>,
        /// The suite the server chose, by its IANA name.
        vi "Bộ mã máy chủ đã chọn, theo tên IANA."
        suite: Fact<String>,
        /// Whether that suite has forward secrecy.
        vi "Bộ mã đó có tính bí mật chuyển tiếp hay không."
        forward_secrecy: Fact<bool>,
        /// Whether the server chose compression (CRIME).
        vi "Máy chủ có chọn nén dữ liệu hay không (CRIME)."
        compression: Fact<bool>,
        /// Whether renegotiation is bound to the session (RFC 5746); absent in TLS 1.3, which has none.
        vi "Tái thương lượng có được gắn với phiên hay không (RFC 5746); không có ở TLS 1.3."
        secure_renegotiation: Fact<bool>,
    }
}

record! {
    /// A weak suite that is accepted.
    pub struct WeakSuite {
        /// Its IANA name.
        vi "Tên IANA."
        suite: String,
        /// Why it is weak.
        vi "Lý do yếu."
        class: WeakClass,
    }
}

record! {
    /// The session a modern client gets.
    pub struct SessionFacts {
        /// The version.
        vi "Phiên bản."
        version: Fact<TlsVersion>,
        /// The suite's IANA name.
        vi "Tên IANA của bộ mã."
        suite: Fact<String>,
        /// The group of the key exchange.
        vi "Nhóm trao đổi khóa."
        group: Fact<String>,
        /// The application protocol.
        vi "Giao thức ứng dụng (ALPN)."
        alpn: Fact<String>,
        /// Whether an OCSP response was stapled.
        vi "Có kèm phản hồi OCSP hay không."
        stapled: Fact<bool>,
        /// Milliseconds until the session stood.
        vi "Số mili giây đến khi phiên được thiết lập."
        elapsed_ms: Fact<i64>,
    }
}
