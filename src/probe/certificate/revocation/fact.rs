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
    }
}

record! {
    /// An OCSP response about the server's certificate (RFC 6960).
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
