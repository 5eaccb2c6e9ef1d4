//! Values as PHP writes them (`serialize`): sessions, options of programs, columns of dumps.

use super::super::piece::{Kind, Sink, Step};
use super::Course;

/// How deep lists are told apart.
const MOST_DEPTH: usize = 64;
/// The longest key, and the longest number.
const LONGEST_KEY: usize = 100;
const LONGEST_NUMBER: usize = 40;

/// Whether a text begins as such a list or object does: `a:4:{`, `O:8:"CongDan":4:{`.
pub(super) fn is_serialized(text: &str) -> bool {
    opening(text).is_some()
}

/// Whether a text begins as a session of PHP does: `user|a:7:{`.
pub(super) fn is_session(text: &str) -> bool {
    const LONGEST_NAME: usize = 60;
    let name = text.bytes().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    name > 0 && text.get(name..).and_then(|rest| rest.strip_prefix('|')).is_some_and(is_serialized)
}

/// Reads sessions: names, each with its value behind a bar.
pub(super) fn sessions<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut rest = text;
    while let Some((name, value)) = rest.split_once('|') {
        if !course.may_continue() {
            return;
        }
        let name = name.rsplit(['\n', ';', '}']).next().unwrap_or_default().trim();
        let length = if is_serialized(value) {
            course.enter(Step::Key(name));
            let length = read(course, value);
            course.leave();
            length
        } else if let Some((value, kind, length)) = scalar(value) {
            course.field(name, value, kind);
            length
        } else {
            0
        };
        rest = value.get(length..).unwrap_or_default();
    }
}

/// How long the opening of a list or an object is, up to its brace.
fn opening(text: &str) -> Option<usize> {
    const LONGEST_CLASS: usize = 120;
    let count = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix("a:").or_else(|| text.strip_prefix("O:"))?;
    let digits = count(rest);
    (1..=9).contains(&digits).then_some(())?;
    let rest = rest.get(digits..)?.strip_prefix(':')?;
    if let Some(behind) = rest.strip_prefix('{') {
        return text.starts_with("a:").then_some(text.len() - behind.len());
    }
    let (class, behind) = rest.strip_prefix('"').filter(|_| text.starts_with("O:"))?.split_once('"')?;
    let size = behind.strip_prefix(':')?;
    let behind = size.get(count(size)..)?.strip_prefix(":{")?;
    (class.len() < LONGEST_CLASS).then_some(text.len() - behind.len())
}

/// Reads the list or object with which a text begins, each a record of its scalars; gives where it ends, or where it
/// goes on otherwise than it must.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) -> usize {
    let (mut at, mut key, mut open) = (0, None::<&str>, 0_usize);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty())
        && course.may_continue()
    {
        if let Some(size) = opening(rest).filter(|_| open < MOST_DEPTH) {
            course.enter(Step::Record);
            (at, key, open) = (at + size, None, open + 1);
        } else if open > 0 && rest.starts_with('}') {
            course.leave();
            (at, key, open) = (at + 1, None, open - 1);
            if open == 0 {
                break;
            }
        } else if let Some((value, kind, size)) = scalar(rest).filter(|_| open > 0) {
            at += size;
            match key.take() {
                None if value.len() <= LONGEST_KEY => key = Some(value),
                None => {
                    course.text(value);
                    key = Some("");
                }
                Some(label) => course.field(label, value, kind),
            }
        } else {
            break;
        }
    }
    (0..open).for_each(|_| course.leave());
    at
}

/// The scalar that begins here, how it is held, and how long it is as written; `None` where none does.
fn scalar(rest: &str) -> Option<(&str, Kind, usize)> {
    if rest.starts_with("N;") {
        return Some(("", Kind::Text, 2));
    }
    if let Some(inner) = rest.strip_prefix("s:") {
        // The length counts bytes, and may be wrong in what was mended by hand: the quote and semicolon decide.
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let value = inner.get(digits..)?.strip_prefix(":\"")?;
        let end = value.find("\";")?;
        return Some((value.get(..end)?, Kind::Text, rest.len() - value.len() + end + 2));
    }
    let inner = ["i:", "d:", "b:", "r:", "R:"].iter().find_map(|own| rest.strip_prefix(own))?;
    let end = inner.find(';').filter(|end| *end < LONGEST_NUMBER)?;
    Some((inner.get(..end)?, Kind::Number, 2 + end + 1))
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn sessions_keep_lists_and_scalars() {
        let session = "user|a:1:{s:5:\"hoten\";s:8:\"Trần A\";}cccd|s:3:\"001\";n|i:7;\nb|a:1:{s:1:\"x\";i:1;}";
        assert_eq!(
            pieces(session.as_bytes()),
            [".user", "  Record", "    hoten = Trần A", "cccd = 001", "n = #7", ".b", "  Record", "    x = #1"]
        );
    }

    #[test]
    fn lists_are_records() {
        assert_eq!(
            pieces("a:3:{s:5:\"hoten\";s:8:\"Trần A\";s:4:\"cccd\";s:3:\"001\";s:2:\"ts\";i:17;}\na:1:{s:1:\"a\";s:1:\"b\";}".as_bytes()),
            ["Record", "  hoten = Trần A", "  cccd = 001", "  ts = #17", "Record", "  a = b"]
        );
        // Byte 96 stands within a letter; what follows, and what is broken, is read as text.
        let told = pieces("a:1:{s:6:\"ghichu\";s:9:\"xin chào các anh chị ở tỉnh ta nhé, Nguyễn Văn Bảo gửi lời thăm tới tất cả\";}\nCCCD: 001".as_bytes());
        assert!(
            told.iter().any(|piece| piece.contains("ghichu = xin")) && told.iter().any(|piece| piece.contains("001")),
            "{told:?}"
        );
        let broken = pieces("a:2:{s:1:\"a\";s:1:\"b\";s: Họ tên: B, CCCD 001\nx".as_bytes());
        assert!(broken.iter().any(|piece| piece.contains("CCCD 001")), "{broken:?}");
        for text in ["a:1:{", "a:1:{s:", "O:1:\"x\":1:{s:1:\"", "a:9:{i:0;a:9:{i:0;"] {
            assert!(pieces(text.repeat(1000).as_bytes()).len() < 100_000);
        }
    }
}
