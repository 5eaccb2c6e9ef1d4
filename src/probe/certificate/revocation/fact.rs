//! The facts about revocation.

use jiff::Timestamp;

use crate::fact::{Fact, enumeration, record};

record! {
    /// What is known of the revocation of the server's certificate.
    pub struct Revocation {
        /// Where lists of revoked certificates are, by the certificate.
        vi "Địa chỉ danh sách chứng thư bị thu hồi (CRL) ghi trong chứng thư."
        crl_urls: Vec<String>,
        /// Where its status may be asked, by the certificate.
        vi "Địa chỉ dịch vụ trạng thái (OCSP) ghi trong chứng thư."
        ocsp_urls: Vec<String>,
        /// The response that the server stapled; absent where it stapled none.
        vi "Phản hồi OCSP do máy chủ gửi kèm; không có nếu máy chủ không gửi."
        staple: Fact<StatusResponse>,
        /// What the list of revoked certificates says; absent where the certificate names none.
        vi "Nội dung danh sách thu hồi (CRL); không có nếu chứng thư không ghi địa chỉ."
        crl: Fact<RevocationList>,
        /// What the responder says; absent where the certificate names none.
        vi "Trả lời của dịch vụ trạng thái (OCSP); không có nếu chứng thư không ghi địa chỉ."
        ocsp: Fact<StatusResponse>,
        /// What the staple is worth, whatever it says.
        vi "Phản hồi OCSP gửi kèm có dùng được hay không, bất kể nội dung."
        staple_state: Fact<StapleState>,
        /// The certificates between the server's and the trust anchor, in the order of the path.
        vi "Các chứng thư giữa chứng thư máy chủ và gốc tin cậy, theo thứ tự đường dẫn."
        intermediates: Vec<AuthorityStatus>,
    }
}

record! {
    /// What is known of the revocation of a certificate above the server's own.
    pub struct AuthorityStatus {
        /// Its subject.
        vi "Tên chủ thể."
        subject: String,
        /// SHA-256 of the certificate, in hexadecimal.
        vi "SHA-256 của chứng thư, dạng thập lục phân."
        fingerprint: String,
        /// Where lists of revoked certificates are, by the certificate.
        vi "Địa chỉ danh sách chứng thư bị thu hồi (CRL) ghi trong chứng thư."
        crl_urls: Vec<String>,
        /// Where its status may be asked, by the certificate.
        vi "Địa chỉ dịch vụ trạng thái (OCSP) ghi trong chứng thư."
        ocsp_urls: Vec<String>,
        /// What the list of revoked certificates says; absent where the certificate names none.
        vi "Nội dung danh sách thu hồi (CRL); không có nếu chứng thư không ghi địa chỉ."
        crl: Fact<RevocationList>,
        /// What the responder says; absent where the certificate names none.
        vi "Trả lời của dịch vụ trạng thái (OCSP); không có nếu chứng thư không ghi địa chỉ."
        ocsp: Fact<StatusResponse>,
    }
}

record! {
    /// An OCSP response about a certificate (RFC 6960).
    pub struct StatusResponse {
        /// What it says.
        vi "Trạng thái được trả lời."
        status: RevocationStatus,
        /// When it was true.
        vi "Thời điểm trạng thái này đúng."
        this_update: Timestamp,
        /// When there will be a newer one.
        vi "Thời điểm sẽ có trạng thái mới hơn."
        next_update: Fact<Timestamp>,
        /// Whether the time of the run lies between the two; without a next update, within ten days of the first.
        vi "Thời điểm kiểm tra có nằm giữa hai mốc trên hay không; nếu không có mốc sau thì trong mười ngày kể từ mốc đầu."
        fresh: bool,
        /// Whether the issuer, or a responder that the issuer appointed, signed it.
        vi "Có đúng chữ ký của nơi cấp, hoặc của dịch vụ được nơi cấp ủy quyền, hay không."
        signature_valid: bool,
    }
}

record! {
    /// A list of revoked certificates (RFC 5280 5).
    pub struct RevocationList {
        /// Whether it can be relied on for this certificate: signed by its issuer, fresh, complete, of known form.
        vi "Có thể dựa vào danh sách này hay không: đúng chữ ký của nơi cấp, còn hạn, đầy đủ, đúng cấu trúc."
        checked: bool,
        /// Whether the certificate is on it.
        vi "Chứng thư có nằm trong danh sách hay không."
        revoked: bool,
        /// When it was made.
        vi "Thời điểm lập danh sách."
        this_update: Timestamp,
        /// When there will be a newer one.
        vi "Thời điểm sẽ có danh sách mới hơn."
        next_update: Fact<Timestamp>,
        /// Whether the time of the run lies between the two; without a next update, within ten days of the first.
        vi "Thời điểm kiểm tra có nằm giữa hai mốc trên hay không; nếu không có mốc sau thì trong mười ngày kể từ mốc đầu."
        fresh: bool,
        /// Whether the issuer signed it.
        vi "Có đúng chữ ký của nơi cấp hay không."
        signature_valid: bool,
    }
}

enumeration! {
    /// What an OCSP response says.
    pub enum RevocationStatus = "revocation_status" {
        /// Not revoked.
        Good = "good",
        /// Revoked.
        Revoked = "revoked",
        /// The responder does not know it.
        Unknown = "unknown",
    }
}

enumeration! {
    /// What a stapled OCSP response is worth.
    pub enum StapleState = "staple_state" {
        /// None was stapled.
        Missing = "missing",
        /// It is about this certificate, rightly signed, and of now.
        Sound = "sound",
        /// Its next update has passed.
        Stale = "stale",
        /// Its time has not come.
        Early = "early",
        /// It is about other certificates.
        WrongCertificate = "wrong-certificate",
        /// Neither the issuer nor a responder that the issuer appointed signed it.
        WrongSignature = "wrong-signature",
        /// The responder had given no status (try later, unauthorized, ...), and the server stapled that.
        NoStatus = "no-status",
        /// It cannot be read.
        Malformed = "malformed",
    }
}
