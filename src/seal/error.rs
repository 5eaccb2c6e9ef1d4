//! What can go wrong while a file is prepared or signed.

use thiserror::Error;

use super::key::KeyError;
use super::pdf::FileRefusal;
use super::reason::Reason;
use crate::text::{Text, text};

/// Why a file was not prepared or signed. The file that was given is untouched in every case.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", self.text())]
pub enum SealError {
    /// The file is not one that may be signed.
    File(FileRefusal),
    /// There are signatures already, and what was asked has to come before them.
    AlreadySigned,
    /// No fit name for a field.
    FieldName(String),
    /// The place of this field is not on its page, or nothing can be drawn there.
    Place(String),
    /// The file asks readers to draw its fields anew, which no signature survives.
    NeedsAppearances,
    /// There is no signature field of this name.
    NoField(String),
    /// The field of this name is signed already.
    FieldSigned(String),
    /// An earlier signature forbids to sign this field.
    Forbidden(String),
    /// No hole that waits for a signature in this field.
    NoHole(String),
    /// The signature is longer than the room that was reserved.
    NoRoom,
    /// The key.
    Key(KeyError),
    /// What came back as a signature does not hold.
    Signature(Reason),
    /// The time-stamp authority gave no time stamp: what the caller said of it.
    TimeStamp(Text),
    /// Revocation data could not be had: what the caller said of it.
    Revocation(Text),
}

impl From<KeyError> for SealError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl SealError {
    /// The reason for people.
    pub fn text(&self) -> Text {
        match self {
            Self::File(refusal) => refusal.text(),
            Self::AlreadySigned => Text::new(
                "tệp đã có chữ ký số nên không thể thực hiện bước này nữa",
                "the file is signed already, so this step is no longer possible",
            ),
            Self::FieldName(name) => text!(
                "tên ô ký “{name}” không hợp lệ: chỉ dùng chữ không dấu, chữ số, dấu gạch nối, và không tên nào là phần đầu của tên khác",
                "the field name “{name}” is not fit: letters, digits and hyphens only, and no name the beginning of another"
            ),
            Self::Place(name) => text!(
                "vị trí của ô ký “{name}” không nằm trong trang",
                "the place of the field “{name}” is not on its page"
            ),
            Self::NeedsAppearances => Text::new(
                "biểu mẫu trong tệp yêu cầu vẽ lại các ô (NeedAppearances) nên chữ ký sẽ bị hỏng",
                "the form of the file asks for its fields to be drawn anew (NeedAppearances), which breaks signatures",
            ),
            Self::NoField(name) => text!("tệp không có ô ký “{name}”", "the file has no signature field “{name}”"),
            Self::FieldSigned(name) => text!("ô ký “{name}” đã có chữ ký", "the field “{name}” is signed already"),
            Self::Forbidden(name) => text!(
                "một chữ ký đã có không cho phép ký vào ô “{name}”",
                "an earlier signature forbids to sign the field “{name}”"
            ),
            Self::NoHole(name) => text!(
                "ô “{name}” không ở trạng thái chờ nhận chữ ký",
                "the field “{name}” is not waiting for a signature"
            ),
            Self::NoRoom => {
                Text::new("chữ ký dài hơn chỗ đã dành sẵn", "the signature is longer than the room reserved for it")
            }
            Self::Key(error) => error.text(),
            Self::Signature(reason) => {
                let (vi, en) = (reason.text().vi, reason.text().en);
                text!("chữ ký nhận về không dùng được: {vi}", "the signature that came back does not hold: {en}")
            }
            Self::TimeStamp(said) => {
                let (vi, en) = (&said.vi, &said.en);
                text!("không lấy được dấu thời gian: {vi}", "no time stamp could be had: {en}")
            }
            Self::Revocation(said) => {
                let (vi, en) = (&said.vi, &said.en);
                text!("không lấy được dữ liệu thu hồi chứng thư: {vi}", "no revocation data could be had: {en}")
            }
        }
    }
}
