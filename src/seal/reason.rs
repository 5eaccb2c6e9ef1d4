//! Why a signature does not hold, one precise reason each.

use jiff::Timestamp;

use super::pdf::Change;
use crate::text::{Text, day_and_time, text};

/// Which part of a signature is meant.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Part {
    /// The signature itself.
    Signature,
    /// Its time stamp.
    TimeStamp,
}

impl Part {
    fn text(self) -> Text {
        match self {
            Self::Signature => Text::new("chữ ký", "signature"),
            Self::TimeStamp => Text::new("dấu thời gian", "time stamp"),
        }
    }
}

/// Why a signature, or its time stamp, is refused or not decided.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Reason {
    /// The room for it is empty: nobody has signed yet.
    Waiting,
    /// A later revision took the signature out of its field or put another in its place.
    Removed,
    /// The covered bytes are not the whole file around the hole.
    Range,
    /// The hole is not the signature's own, or the same signature stands in two fields.
    Hole,
    /// The covered bytes do not end where a revision ends.
    NotARevision,
    /// Put into the file in a way that is not read: this SubFilter.
    Format(String),
    /// Holds a content of its own, which other programs would verify in place of the document.
    Enclosed,
    /// Cannot be read.
    Malformed(Part),
    /// Not exactly one signer.
    SeveralSigners(usize),
    /// This signed attribute is missing, wrong or there twice.
    Attribute(&'static str),
    /// The covered bytes are not those that were signed.
    Altered,
    /// The signature is not made with the key of the certificate.
    SignatureWrong,
    /// The signer's certificate did not come along.
    CertificateMissing,
    /// Another certificate was bound into the signature.
    WrongCertificate,
    /// An algorithm that is too weak.
    Weak(&'static str),
    /// An algorithm that is not known here.
    Unsupported,
    /// No anchor is named: nobody can say whose certificate it is.
    NoAnchor,
    /// No path from this certificate to a named anchor.
    UnknownIssuer(String),
    /// A certificate of the path had expired: whose, when it ended, the time that counts.
    Expired(Option<String>, Timestamp, Timestamp),
    /// A certificate of the path was not yet valid: whose, when it began, the time that counts.
    NotYetValid(Option<String>, Timestamp, Timestamp),
    /// The certificate is not for this use.
    Purpose(String),
    /// The path does not hold for another reason: which.
    Path(Text),
    /// A certificate was revoked: whose, when.
    Revoked(String, Timestamp),
    /// Nothing tells whether this certificate was revoked.
    RevocationUnknown(String),
    /// The authority refused to stamp: its status.
    StampRefused(u32),
    /// The time stamp is over something else.
    StampOther,
    /// The time of the stamp is after the time of verification.
    StampInFuture(Timestamp),
    /// The stamp is older than the signing that the signer states.
    StampBeforeSigning(Timestamp, Timestamp),
    /// The stamp is younger than that of a later signature, which covers this one.
    StampAfterLater(Timestamp, Timestamp),
    /// What is wrong with the time stamp.
    Stamp(Box<Self>),
    /// This was changed after the signature.
    Changed(Change),
    /// The signature itself forbids what was changed after it.
    Forbidden(Change),
}

impl Reason {
    /// The reason for people.
    pub fn text(&self) -> Text {
        match self {
            Self::NoAnchor
            | Self::UnknownIssuer(_)
            | Self::Expired(..)
            | Self::NotYetValid(..)
            | Self::Purpose(_)
            | Self::Path(_)
            | Self::Revoked(..)
            | Self::RevocationUnknown(_) => self.of_trust(),
            Self::StampRefused(_)
            | Self::StampOther
            | Self::StampInFuture(_)
            | Self::StampBeforeSigning(..)
            | Self::StampAfterLater(..)
            | Self::Stamp(_) => self.of_time(),
            Self::Changed(change) => {
                let Text { vi, en } = change.text();
                text!("sau khi ký, văn bản đã bị sửa: {vi}", "after the signature the document was changed: {en}")
            }
            Self::Forbidden(change) => {
                let Text { vi, en } = change.text();
                text!(
                    "chữ ký không cho phép thay đổi đã có sau đó: {vi}",
                    "the signature forbids what was done after it: {en}"
                )
            }
            _ => self.of_signature(),
        }
    }

    fn of_signature(&self) -> Text {
        match self {
            Self::Waiting => Text::new(
                "ô này đang chờ chữ ký, chưa có ai ký",
                "the field waits for a signature, nobody has signed it",
            ),
            Self::Removed => Text::new(
                "chữ ký đã bị gỡ hoặc bị thay ở phiên bản sau của tệp",
                "a later revision removed or replaced the signature",
            ),
            Self::Range => Text::new(
                "chữ ký không bao trùm toàn bộ văn bản (ByteRange sai)",
                "the signature does not cover the whole document (ByteRange)",
            ),
            Self::Hole => Text::new(
                "vùng chứa chữ ký không khớp với chính chữ ký đó",
                "the place of the signature in the file is not its own",
            ),
            Self::NotARevision => Text::new(
                "phần được ký không kết thúc ở cuối một phiên bản của tệp",
                "what was signed does not end where a revision of the file ends",
            ),
            Self::Format(name) => {
                text!("kiểu chữ ký “{name}” không được chấp nhận", "signatures of the kind “{name}” are not accepted")
            }
            Self::Enclosed => Text::new(
                "chữ ký mang theo một nội dung riêng thay cho văn bản",
                "the signature carries a content of its own in place of the document",
            ),
            Self::Malformed(part) => {
                let Text { vi, en } = part.text();
                text!("{vi} bị hỏng, không đọc được", "the {en} is damaged and cannot be read")
            }
            Self::SeveralSigners(count) => text!(
                "một ô phải chứa chữ ký của đúng một người (đang có: {count})",
                "a field must hold the signature of exactly one signer (found: {count})"
            ),
            Self::Attribute(name) => text!(
                "thuộc tính được ký {name} bị thiếu, sai hoặc lặp lại",
                "the signed attribute {name} is missing, wrong or there twice"
            ),
            Self::Altered => Text::new("nội dung đã bị sửa sau khi ký", "the content was altered after it was signed"),
            Self::SignatureWrong => Text::new(
                "chữ ký không được tạo bằng khóa của chứng thư đi kèm",
                "the signature was not made with the key of its certificate",
            ),
            Self::CertificateMissing => Text::new(
                "chữ ký không kèm chứng thư của người ký",
                "the signer's certificate did not come with the signature",
            ),
            Self::WrongCertificate => Text::new(
                "chứng thư đi kèm không phải chứng thư đã được ký cùng",
                "the certificate is not the one bound into the signature",
            ),
            Self::Weak(name) => text!(
                "thuật toán {name} không đủ an toàn nên không được chấp nhận",
                "the algorithm {name} is too weak to be accepted"
            ),
            _ => {
                Text::new("thuật toán của chữ ký không được hỗ trợ", "the algorithm of the signature is not supported")
            }
        }
    }

    fn of_trust(&self) -> Text {
        match self {
            Self::NoAnchor => Text::new(
                "chưa chỉ định chứng thư gốc nào để tin cậy nên chưa biết chứng thư có thật hay không",
                "no anchor is named, so whether the certificate is genuine is not known",
            ),
            Self::UnknownIssuer(subject) => text!(
                "chứng thư “{subject}” không dẫn tới một chứng thư gốc đã chỉ định",
                "no path leads from the certificate “{subject}” to a named anchor"
            ),
            Self::Expired(whose, end, at) => {
                let (vi, en) = certificate(whose.as_deref());
                let (end, at) = (day_and_time(*end), day_and_time(*at));
                text!(
                    "{vi} đã hết hạn từ {end}, trước thời điểm ký {at}",
                    "{en} expired on {end}, before the signing time {at}"
                )
            }
            Self::NotYetValid(whose, start, at) => {
                let (vi, en) = certificate(whose.as_deref());
                let (start, at) = (day_and_time(*start), day_and_time(*at));
                text!(
                    "{vi} chỉ có hiệu lực từ {start}, sau thời điểm ký {at}",
                    "{en} is valid from {start} only, after the signing time {at}"
                )
            }
            Self::Purpose(subject) => text!(
                "chứng thư “{subject}” không được cấp cho mục đích này",
                "the certificate “{subject}” is not for this use"
            ),
            Self::Path(Text { vi, en }) => {
                text!("đường dẫn chứng thư không hợp lệ: {vi}", "the certificate path does not hold: {en}")
            }
            Self::Revoked(subject, at) => {
                let at = day_and_time(*at);
                text!("chứng thư “{subject}” đã bị thu hồi từ {at}", "the certificate “{subject}” was revoked on {at}")
            }
            Self::RevocationUnknown(subject) => text!(
                "chưa xác định được chứng thư “{subject}” có bị thu hồi hay không",
                "nothing tells whether the certificate “{subject}” was revoked"
            ),
            _ => Text::default(),
        }
    }

    fn of_time(&self) -> Text {
        match self {
            Self::StampRefused(status) => text!(
                "máy chủ cấp dấu thời gian từ chối (trạng thái {status})",
                "the time-stamp authority refused (status {status})"
            ),
            Self::StampOther => {
                Text::new("dấu thời gian được cấp cho dữ liệu khác", "the time stamp is over something else")
            }
            Self::StampInFuture(time) => {
                let time = day_and_time(*time);
                text!(
                    "dấu thời gian {time} ở sau thời điểm kiểm tra",
                    "the time stamp {time} is later than the time of verification"
                )
            }
            Self::StampBeforeSigning(stamp, claimed) => {
                let (stamp, claimed) = (day_and_time(*stamp), day_and_time(*claimed));
                text!(
                    "dấu thời gian {stamp} có trước thời điểm ký {claimed} do người ký khai",
                    "the time stamp {stamp} is older than the signing time {claimed} that the signer states"
                )
            }
            Self::StampAfterLater(stamp, later) => {
                let (stamp, later) = (day_and_time(*stamp), day_and_time(*later));
                text!(
                    "dấu thời gian {stamp} lại muộn hơn dấu {later} của chữ ký đứng sau",
                    "the time stamp {stamp} is younger than {later} of the signature after it"
                )
            }
            Self::Stamp(reason) => {
                let Text { vi, en } = reason.text();
                text!("dấu thời gian không hợp lệ: {vi}", "the time stamp does not hold: {en}")
            }
            _ => Text::default(),
        }
    }
}

fn certificate(whose: Option<&str>) -> (String, String) {
    match whose {
        Some(subject) => (format!("chứng thư “{subject}”"), format!("the certificate “{subject}”")),
        None => ("một chứng thư trong đường dẫn".to_owned(), "a certificate of the path".to_owned()),
    }
}
