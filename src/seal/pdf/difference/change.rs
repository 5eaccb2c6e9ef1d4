//! Changes and what they are called.

use crate::text::{Text, text};

/// How a change after a signature is to be taken.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Tier {
    /// What signing, stamping and keeping evidence bring along.
    Expected,
    /// What foreign signing programs add besides; it cannot change what a person reads of the pages.
    Tolerated,
    /// Everything else.
    Refused,
}

/// One thing that a revision changed.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Change {
    /// An empty field was signed.
    Signed(String),
    /// A time stamp over the document was added.
    Stamped(String),
    /// Certificates and revocation data were added.
    Evidence,
    /// The information about the document, its metadata or the default texts of its form.
    Information,
    /// Version or extensions that the document names.
    Extensions,
    /// A signature field that was not there, in the room of the signatures of this page.
    FieldAdded(String, Option<u32>),
    /// A field outside of that room, or one that is no signature field.
    Annotation(u32),
    /// A field that was signed already, or another property of a field than its signature and its look.
    Field(String),
    /// What a page shows.
    Page(u32),
    /// A scan of the minutes signed on paper was attached, under this name.
    Paper(String),
    /// Files attached to the document.
    Attachment,
    /// The logical structure of the text.
    Structure,
    /// The catalog of the document: this key.
    Catalog(String),
    /// The form: this key.
    Form(String),
    /// The end of the file names another catalog or another identity.
    Trailer,
    /// Another object, by number.
    Object(u32),
}

impl Change {
    /// How it is to be taken.
    pub fn tier(&self) -> Tier {
        match self {
            Self::Signed(_) | Self::Stamped(_) | Self::Evidence => Tier::Expected,
            Self::Information | Self::Extensions | Self::FieldAdded(..) => Tier::Tolerated,
            Self::Annotation(_)
            | Self::Field(_)
            | Self::Page(_)
            | Self::Paper(_)
            | Self::Attachment
            | Self::Structure
            | Self::Catalog(_)
            | Self::Form(_)
            | Self::Trailer
            | Self::Object(_) => Tier::Refused,
        }
    }

    /// What happened, for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Signed(field) => text!("ký vào ô “{field}”", "the field “{field}” was signed"),
            Self::Stamped(_) => {
                Text::new("thêm dấu thời gian cho cả văn bản", "a time stamp over the document was added")
            }
            Self::Evidence => Text::new(
                "thêm chứng thư và dữ liệu thu hồi để kiểm tra lâu dài",
                "certificates and revocation data were added for long-term validation",
            ),
            Self::Information => Text::new("sửa thông tin mô tả tệp", "the information about the document was changed"),
            Self::Extensions => {
                Text::new("khai thêm phiên bản hoặc phần mở rộng PDF", "a PDF version or extension was declared")
            }
            Self::FieldAdded(field, _) => text!("thêm ô ký “{field}”", "the signature field “{field}” was added"),
            Self::Annotation(page) => {
                text!("chèn chú thích hoặc ô khác vào trang {page}", "an annotation or field was put on page {page}")
            }
            Self::Field(field) => text!(
                "sửa ô “{field}” ngoài việc ký vào ô trống",
                "the field “{field}” was changed otherwise than by signing it while empty"
            ),
            Self::Page(page) => text!("thay đổi nội dung trang {page}", "the content of page {page} was changed"),
            Self::Paper(name) => text!(
                "gắn bản quét {name} của biên bản ký trên giấy",
                "the scan {name} of the minutes signed on paper was attached"
            ),
            Self::Attachment => Text::new("thay đổi tệp đính kèm", "the attached files were changed"),
            Self::Structure => {
                Text::new("thay đổi cấu trúc lô-gic của văn bản", "the logical structure of the text was changed")
            }
            Self::Catalog(key) => text!(
                "thay đổi danh mục gốc của tệp (khóa {key})",
                "the catalog of the document was changed (key {key})"
            ),
            Self::Form(key) => {
                text!("thay đổi biểu mẫu của tệp (khóa {key})", "the form of the document was changed (key {key})")
            }
            Self::Trailer => Text::new("thay đổi phần kết của tệp", "the trailer of the file was changed"),
            Self::Object(number) => {
                text!("thay đổi đối tượng {number} của tệp", "object {number} of the file was changed")
            }
        }
    }
}
