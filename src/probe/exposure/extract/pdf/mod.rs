//! Stub.
use super::super::document::Document; use super::super::piece::Sink; use super::Course;
pub(super) fn is_pdf(bytes: &[u8]) -> bool { bytes.starts_with(b"%PDF-") }
pub(super) fn read<S: Sink + ?Sized>(_course: &mut Course<'_, S>, _document: &Document<'_>) {}
