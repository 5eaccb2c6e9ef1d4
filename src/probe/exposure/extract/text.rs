//! Plain text, by lines: logs, settings, dumps, whatever has no shape of its own.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

use super::super::document::Document;
use super::super::piece::{Kind, Sink, Step};
use super::sql::Dump;
use super::url::percent_decoded;
use super::{Course, answer, card, columns, form, mail, markdown, multipart, php, sniff, url};

/// The longest piece of a line.
const LONGEST: usize = 8 << 10;

/// The longest key of a setting.
const LONGEST_KEY: usize = 100;

/// Reads text. Lines that follow each other are adjacent pieces; settings are fields of one thing until a line that is
/// none.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let head = text.trim_start_matches(['\u{FEFF}', '\n', '\r']);
    if mail::is_box(head) {
        return mail::read_box(course, head);
    }
    if mail::is_mail(head) {
        return mail::read(course, head);
    }
    if answer::is_jar(head) {
        return answer::jar(course, head);
    }
    if card::is_card(head) {
        return card::read(course, head);
    }
    if php::is_session(head) {
        return php::sessions(course, head);
    }
    if php::is_serialized(head) {
        let mut rest = head;
        while php::is_serialized(rest) && course.may_continue() {
            rest = rest.get(php::read(course, rest)..).unwrap_or_default().trim_start();
        }
        return lines(course, rest);
    }
    if card::is_calendar(head) {
        return card::calendar(course, head);
    }
    // An answer as it was sent: its head, and a body of some format.
    let parted = text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n"));
    if text.trim_start().starts_with("HTTP/")
        && let Some((head, body)) = parted
    {
        lines(course, head);
        let document = Document { bytes: body.as_bytes(), content_type: None, name: None, truncated: false };
        return course.inside(sniff::text(body, &document), body);
    }
    lines(course, text);
}

/// Reads lines.
fn lines<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut dump = Dump::default();
    let mut settings = Settings::default();
    let mut at = 0;
    // Whether the lines up to the next empty one are a form of words; not known before it is asked.
    let mut form: Option<bool> = None;
    let bytes = text.as_bytes();
    while at < bytes.len() && course.may_continue() {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = at + memchr(b'\n', rest).unwrap_or(rest.len());
        let line = text.get(at..end).unwrap_or_default().trim();
        let start = at;
        at = end + 1;
        if line.is_empty() {
            form = None;
            continue;
        }
        if line.starts_with("--")
            && let Some(behind) = multipart::read(course, text, start + indent(bytes, start))
        {
            at = behind;
            continue;
        }
        if let Some((key, plain)) = coded(line) {
            dump.close(course);
            settings.take(course, line, key, &plain);
            continue;
        }
        let pair = cookie(line)
            .or_else(|| setting(line, settings.is_open))
            .filter(|_| !is_query(line))
            .filter(|_| !form::may_be_of(line) || !*form.get_or_insert_with(|| form::is_form(text, start)));
        if let Some((key, value)) = pair {
            dump.close(course);
            settings.take(course, line, key, &readable_value(value));
            continue;
        }
        settings.close(course);
        if matches!(line.as_bytes().first(), Some(b'I' | b'i' | b'C' | b'c' | b'R' | b'r'))
            && let Some(behind) = dump.statement(course, text, start + indent(bytes, start))
        {
            at = behind.max(end.min(behind + 1));
            continue;
        }
        dump.close(course);
        if let Some(behind) = table(course, text, start, line) {
            at = behind;
        } else if is_query(line) {
            url::pairs(course, line, &['&']);
        } else {
            plain(course, line);
        }
    }
    settings.close(course);
    dump.close(course);
}

/// The table that begins with a line, if one does: of Markdown, or drawn with spaces; gives where it ends.
fn table<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, at: usize, line: &str) -> Option<usize> {
    let barred = memchr(b'|', line.as_bytes()).is_some();
    let marked = if barred { markdown::read(course, text, at) } else { None };
    if marked.is_some() || memmem::find(line.as_bytes(), b"  ").is_none() {
        return marked;
    }
    columns::read(course, text, at)
}

/// The lines of settings that follow each other: of one thing.
#[derive(Default)]
struct Settings {
    is_open: bool,
    /// Whether the last of them began with a dash.
    was_item: bool,
}

impl Settings {
    /// Takes in one of them.
    fn take<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, line: &str, key: &str, value: &str) {
        // A dash begins the next thing of a list, unless all its lines have one; so does the name of an entry of LDIF.
        let is_item = line.starts_with("- ");
        if self.is_open && (is_item && !self.was_item || key == "dn") {
            course.leave();
            course.enter(Step::Record);
        }
        self.was_item = is_item;
        if !self.is_open {
            self.is_open = true;
            course.enter(Step::Record);
        }
        if value.contains('|') && value.contains('=') && cookie(line).is_some() {
            course.within(Step::Key(key), |course| url::pairs(course, value, &['|']));
        } else {
            course.field(key, value, Kind::Text);
            // `Location: https://...?so_cccd=...`
            if value.starts_with(['h', '/']) {
                url::query(course, value);
            }
        }
    }

    fn close<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>) {
        if std::mem::take(&mut self.is_open) {
            course.leave();
        }
    }
}

/// The value of a setting without its escapes.
fn readable_value(value: &str) -> Cow<'_, str> {
    // What was escaped for an address has no such signs any more; a password may have both.
    if is_escaped(value) && !value.contains(['#', ' ', '@']) {
        percent_decoded(value, true)
    } else if value.contains("\\u") {
        // As properties of Java have them.
        Cow::Owned(super::json::unescaped(value))
    } else {
        Cow::Borrowed(value)
    }
}

/// A line that is none of these. What is escaped for addresses in it is undone, and the pairs of a query are fields.
fn plain<S: Sink + ?Sized>(course: &mut Course<'_, S>, line: &str) {
    // As nginx writes what was sent to it.
    if memchr(b'\\', line.as_bytes()).is_some()
        && memmem::find(line.as_bytes(), b"\\x").is_some()
        && let Some(spelled) = spelled(line)
    {
        return plain(course, &spelled);
    }
    let escapes = memchr2(b'%', b'+', line.as_bytes()).is_some();
    if !escapes && memchr(b'?', line.as_bytes()).is_none() {
        return pieces(line, |piece| course.text(piece));
    }
    let decoded: Vec<Cow<'_, str>> = line.split(' ').map(readable).collect();
    pieces(&decoded.join(" "), |piece| course.text(piece));
    for word in line.split([' ', '\t', '"', '<', '>', '\'']).filter(|word| word.len() > 5) {
        if memchr(b'?', word.as_bytes()).is_some() {
            url::query(course, word);
        }
    }
}

/// A word as it is to be read: a pair ends where it ended, whatever spaces its escapes stood for; a query is apart.
fn readable(word: &str) -> Cow<'_, str> {
    let query = memchr(b'?', word.as_bytes())
        .filter(|at| memchr(b'=', word.as_bytes().get(*at..).unwrap_or_default()).is_some());
    if let Some(at) = query.filter(|_| is_escaped(word)) {
        return percent_decoded(word.get(..at).unwrap_or_default(), false);
    }
    if !is_escaped(word) {
        return Cow::Borrowed(word);
    }
    let decoded = percent_decoded(word, true);
    if memchr(b'=', word.as_bytes()).is_some() { Cow::Owned(format!("{decoded};")) } else { decoded }
}

/// Whether a word is escaped as in addresses: by a percent sign and two digits, or in a pair by a plus between letters.
fn is_escaped(word: &str) -> bool {
    let bytes = word.as_bytes();
    let percent = memchr::memchr_iter(b'%', bytes)
        .filter(|at| !is_pattern(bytes, *at))
        .any(|at| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
    let joined = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
    // Behind an equals sign it is a space; before those that fill Base64 up it is none.
    let behind = memchr(b'=', bytes).map(|at| (at, bytes.get(at..).unwrap_or_default()));
    percent
        || behind.is_some_and(|(from, rest)| {
            memchr::memchr_iter(b'+', rest).any(|at| joined((from + at).saturating_sub(1)) && joined(from + at + 1))
        })
}

/// A line with its bytes written as `\\xHH` undone, if any is.
fn spelled(line: &str) -> Option<String> {
    let bytes = line.as_bytes();
    let (mut out, mut at, mut any) = (Vec::with_capacity(bytes.len()), 0, false);
    while let Some(&byte) = bytes.get(at) {
        let digits = bytes.get(at + 2..at + 4).filter(|_| byte == b'\\' && bytes.get(at + 1) == Some(&b'x'));
        let meant = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        any |= meant.is_some();
        out.push(meant.unwrap_or(byte));
        at += if meant.is_some() { 4 } else { 1 };
    }
    any.then(|| String::from_utf8_lossy(&out).into_owned())
}

/// Whether a percent sign is one of a pattern in a query: `LIKE '%0912...%'`.
fn is_pattern(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let digits = bytes.get(at + 1..at + 7).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit));
    matches!(before, Some(b'\'' | b'"')) && digits
}

fn indent(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Whether a line is what a form sends: pairs, and nothing between them (WHATWG URL, 5).
fn is_query(line: &str) -> bool {
    const LEAST: usize = 2;
    let ands = memchr::memchr_iter(b'&', line.as_bytes()).count();
    ands >= LEAST
        && !line.contains([' ', '<', '"', '?', '{'])
        && line.split('&').all(|pair| pair.split_once('=').is_some_and(|(name, _)| is_name(name)))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%' | b'[' | b']'))
}

/// The pair of a line of LDIF whose value is in Base64 (RFC 2849): `cn:: TMOqIMSQw6xuaCBOYW0=`.
fn coded(line: &str) -> Option<(&str, String)> {
    let (key, value) = line.split_once(":: ")?;
    let word = is_name(key.split(';').next()?) && key.len() <= LONGEST_KEY;
    let plain = crate::text::base64_of_any_form(value.trim().trim_end_matches('=').as_bytes()).filter(|_| word)?;
    Some((key, String::from_utf8(plain).ok()?))
}

/// The pair of a line that sets a cookie (RFC 6265, 4.1.1), without what says how long and where it holds.
fn cookie(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    if !name.eq_ignore_ascii_case("set-cookie") {
        return None;
    }
    let (key, value) = value.split(';').next()?.trim().split_once('=')?;
    (!key.is_empty() && !value.is_empty()).then_some((key, unquoted(value)))
}

/// The key and value of a line that is a setting: `key=value` with a key of one word, or `key: value` where the value is
/// one word too.
fn setting(line: &str, in_record: bool) -> Option<(&str, &str)> {
    let is_item = line.starts_with("- ");
    let line = line.strip_prefix("export ").or_else(|| line.strip_prefix("set ")).unwrap_or(line);
    let line = line.strip_prefix("- ").unwrap_or(line);
    let quoted = line.strip_prefix(['"', '\'']).is_some();
    let is_key =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']' | b'"' | b'\'');
    let length = line.bytes().take(LONGEST_KEY).take_while(|byte| is_key(byte)).count();
    let (key, rest) = line.split_at_checked(length)?;
    if !key.bytes().any(|byte| byte.is_ascii_alphabetic()) || (quoted && !key.ends_with(['"', '\''])) {
        return None;
    }
    let rest = rest.trim_start();
    let key = key.trim_matches(['"', '\'']);
    if let Some(value) = rest.strip_prefix('=') {
        let value = value.strip_prefix('>').unwrap_or(value);
        return Some((key, unquoted(value))).filter(|(_, value)| !value.starts_with('='));
    }
    let value = rest.strip_prefix(": ")?;
    let unquoted = unquoted(value);
    // Prose has labels too, and speaks on; those stay with their words. The names of programs are no prose.
    let is_one = unquoted.len() < value.trim().len() || !unquoted.bytes().any(|byte| byte == b' ');
    let is_one = is_one || is_of_program(key, in_record || is_item);
    (is_one && !unquoted.is_empty()).then_some((key, unquoted))
}

/// Whether a key is a name as programs have them: `ho_ten`, `hoTen`, and among others of its kind `name`.
fn is_of_program(key: &str, among: bool) -> bool {
    let bytes = key.as_bytes();
    let small = |byte: &u8| byte.is_ascii_lowercase();
    let humped = bytes.windows(2).any(|pair| matches!(pair, [a, b] if small(a) && b.is_ascii_uppercase()));
    memchr(b'_', bytes).is_some() || humped || among && bytes.first().is_some_and(small)
}

fn unquoted(value: &str) -> &str {
    let value = value.trim().trim_end_matches([';', ',']);
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

/// Cuts a line that is very long where there is space, and never within a number.
pub(super) fn pieces<'t>(line: &'t str, mut take: impl FnMut(&'t str)) {
    let mut rest = line;
    while rest.len() > LONGEST {
        let bytes = rest.as_bytes();
        let window = bytes.get(LONGEST / 2..LONGEST).unwrap_or_default();
        let space = window.iter().rposition(|byte| byte.is_ascii_whitespace());
        let sign = || window.iter().rposition(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
        let mut at = LONGEST / 2 + space.or_else(sign).unwrap_or(LONGEST / 2);
        // A number of spaced groups goes on behind its space.
        let is_bound = |at: usize| {
            let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            rest.is_char_boundary(at) && !(digit(at.saturating_sub(1)) && (digit(at) || digit(at + 1)))
        };
        while at < rest.len() && !is_bound(at) {
            at += 1;
        }
        let Some((piece, tail)) = rest.split_at_checked(at) else { break };
        take(piece.trim());
        rest = tail;
    }
    take(rest.trim());
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn lists_of_things_are_told_apart() {
        assert_eq!(
            pieces(b"people:\n  - ho_ten: Tran Thi B\n    name: B C\n  - ho_ten: Le Van D\n    cccd: '001'\nGhi chu: a b c\n"),
            [
                "\"people:\"",
                "Record",
                "  ho_ten = Tran Thi B",
                "  name = B C",
                "Record",
                "  ho_ten = Le Van D",
                "  cccd = 001",
                "\"Ghi chu: a b c\"",
            ]
        );
        assert_eq!(pieces(b"- cccd: 001\n- sdt: 09\n"), ["Record", "  cccd = 001", "  sdt = 09"]);
    }

    #[test]
    fn escapes_in_lines_are_undone() {
        assert_eq!(
            pieces("10:00 GET /x?hoTen=Tr%E1%BA%A7n+A&b=1 HTTP/1.1 email=a%40b.vn ok\n5+5 = 10 %\n".as_bytes()),
            [
                "\"10:00 GET /x HTTP/1.1 email=a@b.vn; ok\"",
                "<Url>",
                "  Record",
                "    hoTen = Trần A",
                "    b = 1",
                "\"5+5 = 10 %\"",
            ]
        );
    }
}
