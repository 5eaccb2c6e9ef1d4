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

/// The day and month before a year as English writes them: `18 Jun 1992`, `16-Jun-1999`, `June 18, 1992`; with where they
/// begin.
pub(super) fn english_day(text: &str, year: usize) -> Option<(u16, u16, usize)> {
    const BETWEEN: [char; 4] = [' ', '-', ',', '.'];
    let head = text.get(year.saturating_sub(24)..year).or_else(|| text.get(year.saturating_sub(12)..year))?;
    let from = year - head.len();
    let head = head.trim_end_matches(BETWEEN);
    if let Some((before, day)) = last_number(head) {
        let (before, month) = last_month(before.trim_end_matches(BETWEEN))?;
        return Some((day, month, from + before.len()));
    }
    let (before, month) = last_month(head)?;
    let before = before.trim_end_matches(BETWEEN);
    let (before, day) = last_number(before.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']))?;
    Some((day, month, from + before.len()))
}

/// The month whose name ends a text, whole or its first three letters, and what stands before it.
fn last_month(text: &str) -> Option<(&str, u16)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let head = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let name = text.get(head.len()..)?.to_ascii_lowercase();
    let is_month = |month: &&str| name == **month || name.len() == 3 && month.starts_with(&name) || name == "sept";
    let (number, _) = (1..).zip(MONTHS).find(|(_, month)| is_month(month) && month.get(..1) == name.get(..1))?;
    Some((head, number))
}

/// The number of one or two digits at the end of a text, and what stands before it.
fn last_number(text: &str) -> Option<(&str, u16)> {
    let head = text.trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = text.get(head.len()..).filter(|digits| matches!(digits.len(), 1 | 2))?;
    Some((head, small(digits.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_english() {
        for (text, expected) in [
            ("born 18 Jun ", Some((18, 6, 5))),
            ("16-Jun-", Some((16, 6, 0))),
            ("June 18, ", Some((18, 6, 0))),
            ("DOB: 1st September ", Some((1, 9, 5))),
            ("3 Sept. ", Some((3, 9, 0))),
            ("Jun ", None),
            ("18 June of ", None),
            ("18 Jux ", None),
        ] {
            assert_eq!(english_day(text, text.len()), expected, "{text}");
        }
    }
}
