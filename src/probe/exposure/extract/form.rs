//! Forms of words among lines that look like settings: `CCCD: 0790...` below `Họ và tên: ...` is a line of a form.

/// How many lines are looked at.
const MOST_LINES: usize = 40;

/// The longest label.
const LONGEST_LABEL: usize = 60;

/// Whether a line that looks like a setting may as well be one of a form: `CCCD: 1`, but not `cccd: 1` or `CCCD=1`.
pub(super) fn may_be_of(line: &str) -> bool {
    line.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && line.split_once(':').is_some_and(|(label, _)| label.len() < LONGEST_LABEL && !label.contains(['=', '_']))
}

/// Whether the lines up to the next empty one are a form: a label of several words, or of letters that no program
/// has, names what stands behind it.
pub(super) fn is_form(text: &str, at: usize) -> bool {
    let above = text.get(..at).unwrap_or_default();
    let below = text.get(at..).unwrap_or_default();
    let full = |line: &&str| !line.trim().is_empty();
    above.lines().rev().take_while(full).take(MOST_LINES).any(speaks)
        || below.lines().take_while(full).take(MOST_LINES).any(speaks)
}

/// Whether a line is a label of words with its value: `Họ tên: A`.
fn speaks(line: &str) -> bool {
    let Some((label, value)) = line.trim().split_once(':') else { return false };
    let words = label.contains(' ') || !label.is_ascii();
    let begins = label.chars().next().is_some_and(char::is_uppercase);
    words && begins && label.len() < LONGEST_LABEL && !label.contains(['"', '=', '/']) && value.starts_with([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn lines_of_a_form_are_no_settings() {
        let form = "Họ tên: Trần Thị B\nCCCD: 079090000001\n\nhost: a.vn\nCCCD: 079090000001\n";
        assert_eq!(
            pieces(form.as_bytes()),
            ["\"Họ tên: Trần Thị B\"", "\"CCCD: 079090000001\"", "Record", "  host = a.vn", "  CCCD = 079090000001"]
        );
    }
}
