//! The formats that are no text: which one a document is by its first bytes, and who reads it.

use super::super::document::{Document, Format, Obstacle};
use super::super::piece::Sink;
use super::{Course, archive, compound, image, office, open_document, package, pdf, rtf, slides, word, workbook};

/// The format of a document that is no text; `None` if it may be text.
pub(super) fn format(document: &Document<'_>) -> Option<Format> {
    let bytes = document.bytes;
    if bytes.starts_with(b"PK") && archive::is_archive(bytes) {
        return Some(package::format(bytes).unwrap_or(Format::Archive));
    }
    if archive::is_archive(bytes) {
        return Some(Format::Archive);
    }
    if pdf::is_pdf(bytes) {
        return Some(Format::Pdf);
    }
    if rtf::is_rtf(bytes) {
        return Some(Format::Rtf);
    }
    if compound::is_compound(bytes) {
        return Some(office::format(document));
    }
    image::measure(bytes).map(|_| Format::Image)
}

/// Reads a document of such a format.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, format: Format, document: &Document<'_>) {
    match format {
        _ if compound::is_compound(document.bytes) => office::read(course, document),
        Format::Image => image::read(course, document),
        Format::Rtf => rtf::read(course, document),
        Format::OpenDocument => open_document::read(course, document),
        Format::Archive => archive::read(course, document),
        Format::Workbook => workbook::read(course, document),
        Format::Word => word::read(course, document),
        Format::Slides => slides::read(course, document),
        Format::Pdf => pdf::read(course, document),
        _ => course.omit("", Obstacle::UnknownFormat),
    }
}
