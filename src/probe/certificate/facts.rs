//! The facts about a presented certificate.

use jiff::Timestamp;

use super::caa::CaaMatch;
use super::lint::fact::Lint;
use super::revocation::fact::Revocation;
use super::transparency::fact::Transparency;
use crate::fact::{Fact, enumeration, record};

record! {
    /// The certificates that a back-end presents, and what they are worth against the declared store.
    pub struct Certificate {
        /// The server's own certificate.
        vi "Chứng thư của chính máy chủ."
        leaf: Fact<Leaf>,
        /// Whether it is for the name that was asked for.
        vi "Chứng thư có đúng cho tên đã hỏi hay không."
        name: Fact<Name>,
        /// Whether the time of the run lies within its validity.
        vi "Thời điểm kiểm tra có nằm trong hạn hiệu lực hay không."
        valid_now: Fact<bool>,
        /// The way to a trust anchor of the declared store, whatever the name.
        vi "Đường dẫn chứng thực tới gốc tin cậy của kho đã khai báo, không xét tên."
        path: Fact<Path>,
        /// What was presented.
        vi "Bộ chứng thư đã xuất trình."
        presented: Fact<Presented>,
        /// The rules of making that the certificates of the path break, whoever trusts them.
        vi "Các quy tắc về cách lập chứng thư mà các chứng thư trên đường dẫn vi phạm, dù có được tin cậy hay không."
        lints: Fact<Vec<Lint>>,
        /// Whether it was revoked.
        vi "Tình trạng thu hồi."
        revocation: Fact<Revocation>,
        /// The server's own certificates with the other usual kind of key (RSA, elliptic curve), for clients that cannot use
        /// the first; an empty list is a proof that there is none.
        vi "Các chứng thư của máy chủ với loại khóa thông dụng còn lại (RSA, đường cong elliptic), dành cho máy khách không dùng được chứng thư thứ nhất; danh sách rỗng nghĩa là đã chứng minh không có."
        others: Fact<Vec<Other>>,
        /// The certificate timestamps from every source.
        vi "Nhãn thời gian minh bạch chứng thư (SCT) từ mọi nguồn."
        transparency: Fact<Transparency>,
        /// Whether the name's CAA records of today permit the issuer; absent where there are none, so that everybody may
        /// issue. Looked at for the web's store only: a private authority heeds no CAA.
        vi "Bản ghi CAA hiện nay của tên miền có cho phép tổ chức đã cấp hay không; vắng mặt nếu không có bản ghi (ai cũng được cấp). Chỉ xét với kho `web`: CA riêng không theo CAA."
        caa: Fact<CaaMatch>,
        /// The other subjects of the system that show the same key, and those of whom it is not known; whoever is not
        /// listed shows another key.
        vi "Các đối tượng khác của hệ thống dùng cùng khóa, và các đối tượng chưa rõ; đối tượng không có trong danh sách thì dùng khóa khác."
        shared_key_with: Fact<Vec<SharedKey>>,
    }
}

record! {
    /// Another certificate of the server.
    pub struct Other {
        /// SHA-256 of the certificate, in hexadecimal.
        vi "SHA-256 của chứng thư, dạng thập lục phân."
        fingerprint: String,
        /// The subject's distinguished name.
        vi "Tên chủ thể."
        subject: String,
        /// The public key.
        vi "Khóa công khai."
        key: Key,
        /// Valid from.
        vi "Hiệu lực từ."
        not_before: Timestamp,
        /// Valid until.
        vi "Hiệu lực đến."
        not_after: Timestamp,
        /// Whether a DNS name or address of it matches the one that was asked for.
        vi "Có tên miền hoặc địa chỉ nào trong chứng thư khớp với tên đã hỏi hay không."
        name_matches: bool,
        /// The hash under the issuer's signature.
        vi "Hàm băm trong chữ ký của tổ chức cấp."
        signature: SignatureHash,
        /// The name of the signature algorithm, or its object identifier.
        vi "Tên thuật toán chữ ký, hoặc mã định danh đối tượng."
        signature_algorithm: String,
    }
}

record! {
    /// Another subject of the system, at another name, or at another port for another purpose.
    pub struct SharedKey {
        /// Its id.
        vi "Mã đối tượng."
        subject: String,
        /// Whether it shows the same public key.
        vi "Có cùng khóa công khai hay không."
        shared: Fact<bool>,
        /// Whether it shows the very same certificate, which then covers both; otherwise one key is in two certificates.
        vi "Có phải cùng một chứng thư (dùng cho cả hai) hay không; nếu không thì một khóa nằm trong hai chứng thư."
        same_certificate: Fact<bool>,
    }
}

record! {
    /// A server's certificate.
    pub struct Leaf {
        /// The subject's distinguished name.
        vi "Tên chủ thể."
        subject: String,
        /// The issuer's distinguished name.
        vi "Tên tổ chức cấp."
        issuer: String,
        /// The DNS names and addresses it is for (subjectAltName).
        vi "Các tên miền và địa chỉ mà chứng thư dành cho (subjectAltName)."
        names: Vec<String>,
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
        /// The hash under the issuer's signature.
        vi "Hàm băm trong chữ ký của tổ chức cấp."
        signature: SignatureHash,
        /// The name of the signature algorithm, or its object identifier.
        vi "Tên thuật toán chữ ký, hoặc mã định danh đối tượng."
        signature_algorithm: String,
        /// Whether it is signed by itself.
        vi "Chứng thư có tự ký hay không."
        self_signed: bool,
        /// Whether it says that it may issue certificates (basicConstraints CA).
        vi "Chứng thư có tự nhận là được cấp chứng thư khác hay không (basicConstraints CA)."
        authority: bool,
        /// Whether it may be used by a TLS server: no extended key usage, or one that includes it.
        vi "Chứng thư có được dùng cho máy chủ TLS hay không: không có extendedKeyUsage, hoặc có bao gồm."
        server_usage: bool,
        /// Length of the serial number in bits.
        vi "Độ dài số sê-ri tính bằng bit."
        serial_bits: i64,
        /// Whether it demands a stapled OCSP response (RFC 7633).
        vi "Chứng thư có bắt buộc kèm phản hồi OCSP hay không (RFC 7633)."
        must_staple: bool,
        /// The X.509 version, 1 to 3.
        vi "Phiên bản X.509, từ 1 đến 3."
        version: i64,
        /// How many signed certificate timestamps are embedded (RFC 6962).
        vi "Số nhãn thời gian minh bạch chứng thư (SCT) được nhúng (RFC 6962)."
        transparency: i64,
        /// SHA-256 of the certificate, in hexadecimal.
        vi "SHA-256 của chứng thư, dạng thập lục phân."
        fingerprint: String,
        /// SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal: equal where two certificates share a key.
        vi "SHA-256 của khóa công khai (SubjectPublicKeyInfo), dạng thập lục phân: trùng nhau khi hai chứng thư dùng chung khóa."
        key_fingerprint: String,
    }
}

record! {
    /// A public key.
    pub struct Key {
        /// Its algorithm.
        vi "Thuật toán."
        algorithm: KeyAlgorithm,
        /// Its length in bits; 0 where the kind is not known.
        vi "Độ dài tính bằng bit; 0 khi không rõ loại."
        bits: i64,
    }
}

record! {
    /// The comparison of the name (RFC 9525).
    pub struct Name {
        /// The name or address that was asked for.
        vi "Tên hoặc địa chỉ đã hỏi."
        expected: String,
        /// Whether a DNS name or address of the certificate matches; the common name never counts.
        vi "Có tên miền hoặc địa chỉ nào trong chứng thư khớp hay không; commonName không được tính."
        matches: bool,
        /// The certificate's names below the domain of a province that was dissolved by the time of the run.
        vi "Các tên trong chứng thư thuộc tên miền của tỉnh đã sáp nhập, tính đến thời điểm kiểm tra."
        dissolved: Fact<Vec<String>>,
    }
}

record! {
    /// The way from the server's certificate to an anchor.
    pub struct Path {
        /// Whether there is a valid way.
        vi "Có đường dẫn hợp lệ hay không."
        trusted: bool,
        /// The store it was sought in, the one declared for the subject: `web` or the name of a declared one.
        vi "Kho tin cậy đã dùng, đúng kho khai báo cho đối tượng: `web` hoặc tên một kho đã khai báo."
        store: String,
        /// Where it does not hold there: the other stores of the system in which it would hold; empty where it holds.
        vi "Khi không hợp lệ theo kho đó: các kho khác của hệ thống mà theo đó đường dẫn hợp lệ; rỗng nếu đã hợp lệ."
        holds_in: Vec<String>,
        /// `ok`, or why there is none: expired, not-yet-valid, self-signed, missing-intermediate, unknown-issuer,
        /// bad-signature, name-constraints, not-for-servers, path-length, authority-as-server, not-authority,
        /// critical-extension, old-version, malformed, too-many, other.
        vi "`ok`, hoặc lý do không có: expired (hết hạn), not-yet-valid (chưa có hiệu lực), self-signed (tự ký), missing-intermediate (thiếu chứng thư trung gian), unknown-issuer (nơi cấp không được tin cậy), bad-signature (chữ ký sai), name-constraints (vi phạm ràng buộc tên), not-for-servers (không dành cho máy chủ), path-length (quá độ dài đường dẫn), authority-as-server (chứng thư CA dùng cho máy chủ), not-authority (nơi cấp không phải CA), critical-extension (phần mở rộng bắt buộc không được hỗ trợ), old-version (không phải X.509 v3), malformed (sai cấu trúc), too-many (quá nhiều chứng thư hoặc ràng buộc), other (lý do khác)."
        reason: String,
        /// How many certificates it has, without the anchor.
        vi "Số chứng thư trên đường dẫn, không kể gốc tin cậy."
        length: i64,
        /// The weakest key on it, as bits of an RSA key of equal strength (NIST SP 800-57); 0 where a key is of unknown
        /// kind.
        vi "Khóa yếu nhất trên đường dẫn, quy đổi ra số bit RSA tương đương (NIST SP 800-57); 0 nếu có khóa không rõ loại."
        weakest_bits: i64,
        /// Whether a presented certificate that is no anchor is signed with MD5 or SHA-1.
        vi "Có chứng thư đã xuất trình (không phải gốc tin cậy) được ký bằng MD5 hay SHA-1 hay không."
        weak_signature: bool,
        /// The certificates on it, the server's own first, without the anchor.
        vi "Các chứng thư trên đường dẫn, của máy chủ trước, không kể gốc tin cậy."
        certificates: Vec<PathCertificate>,
    }
}

record! {
    /// One certificate of a path.
    pub struct PathCertificate {
        /// The subject's distinguished name.
        vi "Tên chủ thể."
        subject: String,
        /// Valid until.
        vi "Hiệu lực đến."
        not_after: Timestamp,
        /// The public key.
        vi "Khóa công khai."
        key: Key,
        /// The hash under the issuer's signature.
        vi "Hàm băm trong chữ ký của tổ chức cấp."
        signature: SignatureHash,
    }
}

record! {
    /// The certificates as they were presented.
    pub struct Presented {
        /// How many.
        vi "Số chứng thư."
        count: i64,
        /// Whether those that lead from the server's certificate upwards come in that order.
        vi "Các chứng thư nối từ chứng thư máy chủ trở lên có đúng thứ tự hay không."
        ordered: bool,
        /// How many lead nowhere.
        vi "Số chứng thư thừa."
        extra: i64,
        /// Whether a self-signed certificate is sent besides the server's own.
        vi "Có gửi kèm chứng thư gốc (tự ký) hay không."
        root_included: bool,
    }
}

enumeration! {
    /// Kinds of public keys.
    pub enum KeyAlgorithm = "key_algorithm" {
        /// RSA.
        Rsa = "rsa",
        /// Elliptic curves of Weierstrass form.
        Ec = "ec",
        /// Ed25519.
        Ed25519 = "ed25519",
        /// Ed448.
        Ed448 = "ed448",
        /// DSA.
        Dsa = "dsa",
        /// Anything else.
        Other = "other",
    }
}

enumeration! {
    /// Hashes under signatures.
    pub enum SignatureHash = "signature_hash" {
        /// MD5, or the older MD2 and MD4.
        Md5 = "md5",
        /// SHA-1.
        Sha1 = "sha1",
        /// SHA-224.
        Sha224 = "sha224",
        /// SHA-256.
        Sha256 = "sha256",
        /// SHA-384.
        Sha384 = "sha384",
        /// SHA-512.
        Sha512 = "sha512",
        /// Part of the signature algorithm itself (Ed25519, Ed448).
        Intrinsic = "intrinsic",
        /// Not known.
        Unknown = "unknown",
    }
}
