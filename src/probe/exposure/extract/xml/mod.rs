//! Later.

use super::super::piece::Sink;
use super::Course;

/// Later.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    super::text::read(course, text);
}
