//! Messages of mail and pages saved as one (RFC 5322, RFC 2045 to 2047, RFC 2557): heads, and parts decoded, each by what it is.

use std::borrow::Cow;

use memchr::memmem;

use super::super::document::{Document, Format, Obstacle};
use super::super::piece::{Part, Sink, Step};
use super::Course;
use crate::probe::exposure::blank::is_blank;
use crate::text::base64_of_any_form;

/// How much of a text is looked at for the head of a message.
const SAMPLE: usize = 16 << 10;

/// The names of fields by which a head is known; so many of them must stand in it.
const NAMES: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "content-type",
    "content-transfer-encoding",
    "reply-to",
    "delivered-to",
];
const LEAST: usize = 3;

/// The longest head, and how deep parts may stand in one another.
const LONGEST_HEAD: usize = 256 << 10;
const MOST_DEPTH: u32 = 8;

/// Whether a text begins with the head of a message: nothing but fields, those of mail among them.
pub(super) fn is_mail(text: &str) -> bool {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (mut known, mut of_mail) = (0, false);
    for line in text.get(..end).unwrap_or_default().lines() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        let is = |own: &&&str| name.eq_ignore_ascii_case(own);
        known += usize::from(NAMES.iter().any(|own| is(&own)));
        of_mail |= ["from", "mime-version", "received"].iter().any(|own| is(&own));
    }
    of_mail && known >= LEAST
}

/// Whether a text is a box of messages (RFC 4155): each behind a line that says from whom and when.
pub(super) fn is_box(text: &str) -> bool {
    text.starts_with("From ") && text.split_once('\n').is_some_and(|(_, rest)| is_mail(rest))
}

/// Reads a box of messages.
pub(super) fn read_box<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let bytes = text.as_bytes();
    let bounds = memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1);
    let mut start = 0;
    for next in bounds.chain(std::iter::once(bytes.len())) {
        let message = text.get(start..next).unwrap_or_default();
        // A line of a message may begin so, too: what follows is no head then.
        let head = text.get(next..).unwrap_or_default();
        if !(head.is_empty() || is_box(head)) {
            continue;
        }
        if let Some((sender, message)) = message.split_once('\n') {
            // It may name another than the head below it.
            course.within(Step::Part(Part::Header), |course| course.text(sender.trim()));
            read(course, message);
        }
        start = next;
        if !course.may_continue() {
            return;
        }
    }
}

/// Reads a message.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    part(course, text, 0);
}

fn part<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, depth: u32) {
    let (head, body) = parted(text);
    let head = unfolded(head);
    if depth == 0 {
        course.within(Step::Part(Part::Header), |course| {
            for line in head.lines().filter(|line| names_somebody(line)) {
                course.text(&words(line));
            }
        });
    }
    let kind = field(&head, "content-type").unwrap_or_default();
    if kind.trim_start().to_ascii_lowercase().starts_with("multipart/") {
        let Some(boundary) = parameter(kind, "boundary").filter(|boundary| !boundary.is_empty()) else {
            return course.omit("", Obstacle::Damaged);
        };
        if depth >= MOST_DEPTH {
            return course.omit("", Obstacle::TooDeep);
        }
        return parts(course, body, &boundary, depth);
    }
    let name = field(&head, "content-disposition").and_then(|value| parameter(value, "filename"));
    let name = name.or_else(|| parameter(kind, "name")).map(|name| words(&name).into_owned());
    let bytes = match field(&head, "content-transfer-encoding").unwrap_or_default().trim().to_ascii_lowercase().as_str()
    {
        "base64" => Cow::Owned(base64(body.as_bytes())),
        "quoted-printable" => Cow::Owned(quoted_printable(body.as_bytes())),
        _ => Cow::Borrowed(body.as_bytes()),
    };
    course.took(bytes.len());
    let kind = Some(kind).filter(|kind| !kind.is_empty());
    match name {
        Some(name) => course.nested(&name, &bytes),
        None if course.depth >= course.limits.depth => course.omit("", Obstacle::TooDeep),
        None => {
            course.depth += 1;
            course.read(&Document { bytes: &bytes, content_type: kind, name: None, truncated: false });
            course.depth -= 1;
        }
    }
}

/// Reads the parts that lines with the boundary hold apart (RFC 2046, 5.1.1).
fn parts<S: Sink + ?Sized>(course: &mut Course<'_, S>, body: &str, boundary: &str, depth: u32) {
    let line = [format!("--{boundary}"), boundary.trim_end_matches('-').to_owned()]
        .into_iter()
        .filter(|line| line.len() > 3)
        .find(|line| {
            // What only ends parts begins none: the boundary of a page that was saved with more dashes than it has.
            let mut found = memmem::find_iter(body.as_bytes(), line.as_bytes());
            found.any(|at| !body.get(at + line.len()..).unwrap_or_default().starts_with("--"))
        });
    // What has no such line is read as it stands, though what is coded in it cannot be.
    let Some(line) = line else {
        course.omit("", Obstacle::Damaged);
        return course.inside(Format::Text, body);
    };
    let begins = |at: usize| {
        let head = body.get(..at).unwrap_or_default().trim_end_matches('-');
        head.is_empty() || head.ends_with('\n')
    };
    let mut starts =
        memmem::find_iter(body.as_bytes(), line.as_bytes()).filter(|at| begins(*at)).take(course.limits.entries);
    let Some(mut from) = starts.next() else { return };
    for at in starts.chain(std::iter::once(body.len())) {
        let inner = body.get(from + line.len()..at).unwrap_or_default();
        from = at;
        if inner.starts_with("--") {
            break;
        }
        let inner = inner.split_once('\n').map_or("", |(_, inner)| inner);
        if !is_blank(inner) && course.may_continue() {
            part(course, inner, depth + 1);
        }
    }
}

/// The head of a part and its body.
fn parted(text: &str) -> (&str, &str) {
    let head = text.get(..text.len().min(LONGEST_HEAD)).unwrap_or(text);
    // A part may have no fields at all.
    for empty in ["\n", "\r\n"] {
        if let Some(body) = text.strip_prefix(empty) {
            return ("", body);
        }
    }
    let found =
        [("\r\n\r\n", 4), ("\n\n", 2)].into_iter().filter_map(|(gap, size)| Some((head.find(gap)?, size))).min();
    let Some((at, size)) = found else { return (text, "") };
    (text.get(..at).unwrap_or_default(), text.get(at + size..).unwrap_or_default())
}

/// Fields one a line each (RFC 5322, 2.2.3).
fn unfolded(head: &str) -> String {
    head.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ")
}

fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// Whether a field of the head names persons, or tells what the message is of.
fn names_somebody(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default();
    ["from", "to", "cc", "bcc", "reply-to", "subject"].iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// A parameter of a field, unquoted; of one that is told in an encoding (RFC 2231) its plain letters.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|pair| {
        let (own, value) = pair.split_once('=')?;
        let own = own.trim();
        let plain = own.strip_suffix('*').unwrap_or(own);
        if !plain.eq_ignore_ascii_case(name) {
            return None;
        }
        let value = value.trim().trim_matches('"');
        let told = value.rsplit_once("''").map_or(value, |(_, told)| told);
        Some(if own.ends_with('*') { super::url::percent_decoded(told, false).into_owned() } else { value.to_owned() })
    })
}

/// A field with its encoded words undone (RFC 2047): those of UTF-8, which all are nowadays.
fn words(line: &str) -> Cow<'_, str> {
    if !line.contains("=?") {
        return Cow::Borrowed(line);
    }
    let (mut out, mut rest) = (String::with_capacity(line.len()), line);
    let mut was_word = false;
    while let Some((before, tail)) = rest.split_once("=?") {
        let mut inner = tail.splitn(4, '?');
        let (Some(_), Some(way), Some(text), Some(behind)) = (inner.next(), inner.next(), inner.next(), inner.next())
        else {
            break;
        };
        let Some(behind) = behind.strip_prefix('=') else { break };
        // Spaces between two of them are not meant.
        if !(was_word && is_blank(before)) {
            out.push_str(before);
        }
        let bytes = match way {
            "B" | "b" => base64(text.as_bytes()),
            _ => quoted_printable(text.replace('_', " ").as_bytes()),
        };
        out.push_str(&String::from_utf8_lossy(&bytes));
        (rest, was_word) = (behind, true);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What base64 means (RFC 2045, 6.8); other characters are passed over.
fn base64(text: &[u8]) -> Vec<u8> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut letters: Vec<u8> = text.iter().copied().take_while(|byte| *byte != b'=').filter(is_letter).collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    base64_of_any_form(&letters).unwrap_or_default()
}

/// A text of UTF-8 that is quoted-printable.
pub(super) fn quoted(text: &str) -> String {
    String::from_utf8_lossy(&quoted_printable(text.as_bytes())).into_owned()
}

/// What quoted-printable means (RFC 2045, 6.7).
fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
    while let Some(byte) = text.get(at) {
        at += 1;
        if *byte != b'=' {
            out.push(*byte);
            continue;
        }
        match (digit(at), digit(at + 1)) {
            (Some(high), Some(low)) => {
                out.extend(u8::try_from(high << 4 | low));
                at += 2;
            }
            // The line goes on.
            _ => {
                let rest = text.get(at..).unwrap_or_default();
                at += rest.iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;
    use super::*;

    #[test]
    fn parts_are_decoded_and_read_by_what_they_are() {
        let message = "From: =?utf-8?B?VHLhuqduIFRo4buLIEI=?= <b@gmail.com>\r\nTo: a@b.vn\r\nSubject: x\r\n =?UTF-8?Q?H=E1=BB=93_s=C6=A1?=\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"=_1\"\r\n\r\nignored\r\n--=_1\r\n\
            Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>CCCD: 00109=\r\n5000123</p>\r\n--=_1\r\n\
            Content-Type: application/json; name=\"a.json\"\r\nContent-Transfer-Encoding: base64\r\n\r\neyJh\r\nIjoxfQ==\r\n--=_1--\r\nend\r\n";
        assert_eq!(
            pieces(message.as_bytes()),
            [
                "<Header>",
                "  \"From: Trần Thị B <b@gmail.com>\"",
                "  \"To: a@b.vn\"",
                "  \"Subject: x Hồ sơ\"",
                "\"CCCD: 001095000123\"",
                "Entry(\"a.json\")",
                "  Record",
                "    a = #1",
            ]
        );
    }

    #[test]
    fn parts_are_found_whatever_dashes_are_told() {
        let page = |told: &str| {
            format!(
                "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; \
                 boundary=\"{told}\"\r\n\r\n------Saved--X\r\nContent-Type: text/html\r\n\r\n<p>CCCD: 001095000123</p>\r\n\
                 ------Saved--X------\r\n"
            )
        };
        for told in ["----Saved--X", "----Saved--X----", "----Saved--X--", "other"] {
            let pieces = pieces(page(told).as_bytes());
            assert!(pieces.iter().any(|piece| piece.contains("CCCD: 001095000123")), "{told}: {pieces:?}");
        }
    }

    #[test]
    fn other_heads_are_no_mail() {
        for text in [
            "From: hôm nay: x\n",
            "Date: Mon\nContent-Type: text/html\nServer: nginx\n\n<p>",
            "Họ tên: A\nFrom: b\nTo: c\nDate: d\n",
            "from: a\n",
        ] {
            assert!(!is_mail(text), "{text}");
        }
    }

    #[test]
    fn a_message_that_holds_itself_ends() {
        let mut message = String::from("plain");
        for level in 0..40 {
            message = format!(
                "From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x{level}y\n\n--x{level}y\n\n\
                 {message}\n--x{level}y--\n"
            );
        }
        let (_, _, coverage) = super::super::recording::record(&Document {
            bytes: message.as_bytes(),
            content_type: None,
            name: None,
            truncated: false,
        });
        assert_ne!(coverage, super::super::super::document::Coverage::Whole);
    }
}
