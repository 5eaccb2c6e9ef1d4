//! Days that are written out: `ngày 17 tháng 2 năm 1950`.

use super::number::small;

/// The day and month before a year that is written out: `ngày 17 tháng 2 năm 1950`; with where the day begins.
pub(super) fn written_day(text: &str, year: usize) -> Option<(u16, u16, usize)> {
    // Forms have dots where they are filled in: `ngày ..17.. tháng ..2.. năm ..1950..`.
    const FILLED: [char; 6] = [' ', ',', '.', '…', '_', '\u{a0}'];
    let head = text.get(..year)?.trim_end_matches(FILLED);
    let head = head.strip_suffix("năm").or_else(|| head.strip_suffix("NĂM"))?.trim_end_matches(FILLED);
    let (head, month) = last_number(head)?;
    let head = head.trim_end_matches(FILLED);
    let head = head.strip_suffix("tháng").or_else(|| head.strip_suffix("THÁNG"))?.trim_end_matches(FILLED);
    let (head, day) = last_number(head)?;
    Some((day, month, head.len()))
}

/// The number of one or two digits at the end of a text, and what stands before it.
fn last_number(text: &str) -> Option<(&str, u16)> {
    let head = text.trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = text.get(head.len()..).filter(|digits| matches!(digits.len(), 1 | 2))?;
    Some((head, small(digits.as_bytes())))
}
