//! What a document is taken apart into: text, labelled values, rows, each at its place.
//!
//! Whatever reads a format hands over decoded Unicode text: entities, escapes and encodings are undone, inline tags
//! within a word or number are gone, blocks are apart. What takes it in sees no format any more.

/// Takes in what a document says, piece by piece, in one pass.
pub trait Sink {
    /// Goes one step deeper: what follows stands there, until [`Sink::leave`].
    fn enter(&mut self, step: Step<'_>);

    /// Back from the step last entered.
    fn leave(&mut self);

    /// One block of running text: a paragraph, a line of a log, a comment. One call is one neighbourhood; consecutive
    /// calls are adjacent blocks, so that a label may end one and its value begin the next.
    fn text(&mut self, text: &str);

    /// A value with its label: a key of JSON, the label of a form field, the name of a header or parameter. Inside a
    /// [`Step::Record`] the fields speak of one thing. An empty label is that of a scalar in a list ([`Step::Items`]):
    /// its name is the key above.
    fn field(&mut self, label: &str, value: &str, kind: Kind);

    /// One row of the [`Step::Table`] last entered.
    fn row(&mut self, cells: &[Cell<'_>]);
}

/// A step into a document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step<'a> {
    /// A file of an archive, or one embedded.
    Entry(&'a str),
    /// A page, from 1.
    Page(u32),
    /// A sheet of a workbook.
    Sheet {
        /// Its name.
        name: &'a str,
        /// Whether a reader of the workbook does not see it.
        hidden: bool,
    },
    /// A table: rows of cells.
    Table,
    /// One thing with its fields: an object of JSON, a form, a list of terms, a query string.
    Record,
    /// A list of like things: an array of JSON.
    Items,
    /// What stands below a key.
    Key(&'a str),
    /// A part of a document that is not its running text.
    Part(Part),
}

/// Parts of a document that readers often do not see.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Part {
    /// A comment in markup or of a reviewer.
    Comment,
    /// A script, or state that a page carries for one.
    Script,
    /// Attributes of elements.
    Attribute,
    /// Fields of a form that hold a value already.
    FormField,
    /// The head or foot of a page, foot- and endnotes.
    Margin,
    /// Text that is deleted, but still kept by the file.
    Deleted,
    /// Text or elements that are not shown.
    Hidden,
    /// Properties of the file: author, title, EXIF.
    Metadata,
    /// An address: path and query.
    Url,
    /// A cookie.
    Cookie,
    /// A header of the answer.
    Header,
    /// The payload of a token (RFC 7519).
    Token,
    /// The source inside a source map.
    Source,
}

/// How a value was stored.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// As text.
    Text,
    /// As a number, which has lost its leading zeros.
    Number,
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cell<'a> {
    /// What it says.
    pub text: &'a str,
    /// How it was stored.
    pub kind: Kind,
    /// Whether the markup calls it a heading.
    pub heading: bool,
    /// Whether its column or row is hidden.
    pub hidden: bool,
    /// How many columns it spans, at least 1.
    pub span: u16,
}

impl<'a> Cell<'a> {
    /// A plain cell that is seen.
    pub fn new(text: &'a str) -> Self {
        Self { text, kind: Kind::Text, heading: false, hidden: false, span: 1 }
    }
}
