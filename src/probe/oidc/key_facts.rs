//! The facts of a key set. Of a private member its name is kept, never its value.

use jiff::Timestamp;

use super::facts::{Address, Sharing};
use crate::fact::{Fact, enumeration, record};

enumeration! {
    /// What is wrong with a key.
    pub enum KeyFault = "key_fault" {
        /// A number of the key is not base64url.
        NotBase64 = "not-base64url",
        /// A number has padding, characters of the other alphabet or stray bits.
        Sloppy = "sloppy-base64url",
        /// A member that its type needs is not there, or is no text.
        LacksMember = "lacks-member",
        /// The modulus is even.
        EvenModulus = "even-modulus",
        /// The exponent is even, or less than three: nothing can be verified with it.
        BrokenExponent = "broken-exponent",
        /// The exponent is smaller than 65537.
        SmallExponent = "small-exponent",
        /// Another key of the set has the same modulus under another name.
        SharedModulus = "shared-modulus",
        /// The modulus has a factor in common with another one: both can be factored.
        SharedFactor = "shared-factor",
        /// A number has another length than its curve.
        WrongLength = "wrong-length",
        /// The point does not lie on the curve.
        OffCurve = "off-curve",
        /// The curve is smaller than 256 bits.
        WeakCurve = "weak-curve",
        /// The named algorithm needs another type of key.
        AlgorithmMismatch = "algorithm-mismatch",
        /// The thumbprint of the certificate that the key names is another one.
        CertificateThumbprint = "certificate-thumbprint",
    }
}

record! {
    /// A key set.
    pub struct KeySet {
        /// The address, and what it gave.
        vi "Địa chỉ và kết quả"
        address: Address,
        /// Whether it is at a declared host; another one is never contacted.
        vi "Có nằm ở máy chủ đã khai báo không; nơi khác không bao giờ được liên hệ"
        declared_host: bool,
        /// How many keys there are.
        vi "Số khóa"
        count: Fact<i64>,
        /// The keys that were looked at, at most 64; where there are more, one entry stands for the rest.
        vi "Các khóa đã xem, nhiều nhất 64; nếu còn nữa thì một mục đại diện cho phần còn lại"
        keys: Fact<Vec<Key>>,
        /// How many keys can verify signatures.
        vi "Số khóa dùng được để kiểm tra chữ ký"
        usable: Fact<i64>,
        /// Names that several keys share.
        vi "Mã khóa (kid) bị trùng"
        duplicate_ids: Fact<Vec<String>>,
        /// Whether keys have no name although there are several.
        vi "Có khóa không có mã (kid) dù bộ khóa có nhiều khóa không"
        unnamed_among_several: Fact<bool>,
        /// Algorithms of identity tokens that the metadata name and no key serves.
        vi "Các thuật toán mã định danh được nêu nhưng không có khóa tương ứng"
        unserved_algorithms: Fact<Vec<String>>,
        /// The thumbprints of all keys that were looked at, sorted (RFC 7638): two runs are compared by them.
        vi "Dấu vân tay của các khóa đã xem, đã sắp xếp (RFC 7638): dùng để so sánh hai lượt kiểm tra"
        thumbprints: Fact<Vec<String>>,
        /// Other uses of one of these keys in the declared system.
        vi "Nơi khác trong hệ thống dùng chung một khóa này"
        elsewhere: Fact<Vec<SharedKey>>,
        /// Which pages may read the set, asked with a foreign origin.
        vi "Trang nào được đọc bộ khóa, khi hỏi với một nguồn gốc lạ"
        sharing: Fact<Sharing>,
        /// Whether they may do so with the user's credentials.
        vi "Có cho đọc kèm thông tin đăng nhập của người dùng không"
        sharing_credentials: Fact<bool>,
    }
}

record! {
    /// A key.
    pub struct Key {
        /// Its name, or its number in the set; `*` for those that were not looked at.
        vi "Mã khóa, hoặc số thứ tự; `*` là các khóa chưa xem"
        label: String,
        /// The type (`kty`).
        vi "Kiểu khóa (kty)"
        kind: Fact<String>,
        /// Its purpose (`use`); absent where not said.
        vi "Mục đích (use); không có nếu không nêu"
        purpose: Fact<String>,
        /// Its algorithm (`alg`); absent where not said.
        vi "Thuật toán (alg); không có nếu không nêu"
        algorithm: Fact<String>,
        /// The curve; absent where the type has none.
        vi "Đường cong; không có nếu kiểu khóa không dùng"
        curve: Fact<String>,
        /// The length of an RSA modulus in bits; absent for other types.
        vi "Độ dài modulus RSA theo bit; không có với kiểu khác"
        bits: Fact<i64>,
        /// Whether it is a shared secret (type `oct`).
        vi "Có phải khóa bí mật dùng chung không (kiểu oct)"
        symmetric: Fact<bool>,
        /// Names of private members; their values are not kept.
        vi "Tên các thành phần bí mật; giá trị không được lưu"
        private_members: Fact<Vec<String>>,
        /// What is wrong with it.
        vi "Các lỗi của khóa"
        faults: Fact<Vec<KeyFault>>,
        /// Whether it can verify signatures.
        vi "Có dùng được để kiểm tra chữ ký không"
        usable: Fact<bool>,
        /// Its thumbprint (RFC 7638, SHA-256); absent where the key cannot be read.
        vi "Dấu vân tay (RFC 7638, SHA-256); không có nếu khóa không đọc được"
        thumbprint: Fact<String>,
        /// The product with which this key, its private half included, is published; absent where none is known.
        vi "Sản phẩm đã công bố khóa này, kể cả phần bí mật; không có nếu không biết sản phẩm nào"
        published: Fact<String>,
        /// The certificate beside it; absent where there is none.
        vi "Chứng thư đi kèm; không có nếu không kèm"
        certificate: Fact<KeyCertificate>,
    }
}

record! {
    /// The first certificate of `x5c`.
    pub struct KeyCertificate {
        /// Whether it can be read.
        vi "Có đọc được không"
        readable: bool,
        /// Whether it is of the same key.
        vi "Có đúng khóa này không"
        matches: Fact<bool>,
        /// When it ends.
        vi "Thời điểm hết hạn"
        not_after: Fact<Timestamp>,
        /// Whether it has ended.
        vi "Đã hết hạn chưa"
        expired: Fact<bool>,
    }
}

record! {
    /// Another use of one of the keys.
    pub struct SharedKey {
        /// The subject.
        vi "Đối tượng"
        subject: String,
        /// What the key is there: `certificate` of TLS, or `signing`.
        vi "Vai trò của khóa ở đó: certificate (TLS) hoặc signing"
        as_what: String,
        /// Whether it is the same key; unknown where the other one could not be seen.
        vi "Có phải cùng một khóa không; chưa xác định nếu không xem được khóa kia"
        shared: Fact<bool>,
    }
}
