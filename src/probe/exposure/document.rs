//! A document as it came, and how much of it could be read.

use crate::fact::enumeration;

/// A document to inspect.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Its bytes, perhaps only the first of them.
    pub bytes: &'a [u8],
    /// What the server calls its type, if it does: `text/html; charset=utf-8`. A hint only; the content decides.
    pub content_type: Option<&'a str>,
    /// The name of the file, if it has one. A hint only.
    pub name: Option<&'a str>,
    /// Whether more of it was left where it is.
    pub truncated: bool,
}

enumeration! {
    /// What a document is, by its content.
    pub enum Format = "exposure_format" {
        /// Nothing at all.
        Empty = "empty",
        /// HTML.
        Html = "html",
        /// JSON, or lines of it.
        Json = "json",
        /// XML.
        Xml = "xml",
        /// Values apart by commas, semicolons or tabs.
        Csv = "csv",
        /// JavaScript.
        Script = "script",
        /// A source map.
        SourceMap = "source-map",
        /// Plain text.
        Text = "text",
        /// PDF.
        Pdf = "pdf",
        /// A workbook (OOXML, or the older binary form).
        Workbook = "workbook",
        /// A text document of OOXML.
        Word = "word",
        /// A presentation of OOXML.
        Slides = "slides",
        /// A document of OpenDocument.
        OpenDocument = "open-document",
        /// Rich Text Format.
        Rtf = "rtf",
        /// A ZIP or gzip archive.
        Archive = "archive",
        /// An image.
        Image = "image",
        /// Something else.
        Other = "other",
    }
}

enumeration! {
    /// Why something was not read.
    pub enum Obstacle = "exposure_obstacle" {
        /// It is encrypted.
        Encrypted = "encrypted",
        /// It is an image without text.
        ImageOnly = "image-only",
        /// It is longer, or unpacks to more, than is read.
        TooLarge = "too-large",
        /// It is nested deeper than is read.
        TooDeep = "too-deep",
        /// It is damaged, or not what it claims to be.
        Damaged = "damaged",
        /// Nobody here reads this format.
        UnknownFormat = "unknown-format",
    }
}

/// Something that was not read.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct Omission {
    /// Where in the document, such as `a.zip / b.pdf`; empty for all of it. Shortened and visible.
    pub place: String,
    /// Why.
    pub obstacle: Obstacle,
}

/// How much of a document was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Coverage {
    /// All of it.
    Whole,
    /// Not these parts.
    Partly(Vec<Omission>),
    /// Nothing.
    Nothing(Obstacle),
}

/// The bounds within which a document is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most bytes that all unpacking together may give.
    pub unpacked: usize,
    /// The most times that unpacked bytes may outnumber packed ones.
    pub ratio: usize,
    /// How deep archives may be nested.
    pub depth: u32,
    /// The most files of one archive, sheets of a workbook, pages of a document.
    pub entries: usize,
    /// The most pieces that are handed over.
    pub pieces: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { unpacked: 64 << 20, ratio: 200, depth: 4, entries: 2000, pieces: 20_000_000 }
    }
}
