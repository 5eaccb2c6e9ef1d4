//! What a document is, by its first bytes; what it is called only decides between formats that look alike.

use super::super::document::{Document, Format};

/// The format of a document.
pub(super) fn format(document: &Document<'_>) -> Format {
    if document.bytes.is_empty() { Format::Empty } else { super::binary::format(document).unwrap_or(Format::Other) }
}
