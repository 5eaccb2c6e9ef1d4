//! Cards of address books (RFC 6350), each a record.

use super::super::piece::{Kind, Sink, Step};
use super::{Course, mail};

/// What begins a card.
const BEGIN: &str = "BEGIN:VCARD";

/// The properties that tell of a person, and the label under which each is handed over.
const PROPERTIES: &[(&str, &str)] = &[
    ("FN", "full name"),
    ("TEL", "phone"),
    ("EMAIL", "email"),
    ("BDAY", "birth date"),
    ("ADR", "address"),
    ("TITLE", "position"),
    ("ROLE", "position"),
    ("ORG", "organization"),
    ("NOTE", "note"),
];

/// Whether a text begins with a card.
pub(super) fn is_card(text: &str) -> bool {
    text.get(..BEGIN.len()).is_some_and(|head| head.eq_ignore_ascii_case(BEGIN))
}

/// Reads cards.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    // Lines that are coded go on behind an equals sign (vCard 2.1).
    let lines = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "").replace("=\n=", "=");
    let mut open = false;
    for line in lines.lines() {
        if is_card(line) || line.eq_ignore_ascii_case("END:VCARD") {
            if std::mem::take(&mut open) {
                course.leave();
            }
            if is_card(line) {
                course.enter(Step::Record);
                open = true;
            }
            continue;
        }
        let Some((name, value)) = named(line).filter(|_| open) else { continue };
        let coded = name.to_ascii_uppercase().contains("QUOTED-PRINTABLE");
        let value = if coded { mail::quoted(value) } else { value.to_owned() };
        let name = name.split(';').next().unwrap_or_default();
        let name = name.rsplit('.').next().unwrap_or(name);
        let label = PROPERTIES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, label)| *label);
        // `X-CCCD`: what a program adds of its own.
        let own = name.strip_prefix("X-").or_else(|| name.strip_prefix("x-"));
        let Some(label) = label.or(own) else { continue };
        // The parts of an address stand between semicolons, many of them empty.
        let value = value.trim_start_matches("tel:").trim_start_matches("mailto:");
        let mut parts: Vec<&str> = value.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
        // An address may stand whole beside its empty parts: `ADR;LABEL="...":;;;;;;` (RFC 6350, 6.3.1).
        if parts.is_empty()
            && let Some((_, whole)) = line.split_once("LABEL=\"")
        {
            parts.extend(whole.split_once('"').map(|(whole, _)| whole));
        }
        course.field(label, &parts.join(", ").replace("\\,", ","), Kind::Text);
    }
    if open {
        course.leave();
    }
}

/// The name of a line with its parameters, and the value: behind the first colon that stands in no quotes.
fn named(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b':' && !quoted
    })?;
    Some((line.get(..at)?, line.get(at + 1..)?))
}

/// What begins a calendar (RFC 5545).
const CALENDAR: &str = "BEGIN:VCALENDAR";

/// The properties of an event that are words of people.
const WORDS: &[&str] = &["SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "ATTENDEE", "ORGANIZER"];

/// Whether a text begins with a calendar.
pub(super) fn is_calendar(text: &str) -> bool {
    text.get(..CALENDAR.len()).is_some_and(|head| head.eq_ignore_ascii_case(CALENDAR))
}

/// Reads what the events of a calendar say in words; what programs call them says nothing.
pub(super) fn calendar<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let lines = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut open = false;
    for line in lines.lines() {
        let Some((head, value)) = line.split_once(':') else { continue };
        if head.eq_ignore_ascii_case("BEGIN") || head.eq_ignore_ascii_case("END") {
            if std::mem::take(&mut open) {
                course.leave();
            }
            if value.eq_ignore_ascii_case("VEVENT") && head.eq_ignore_ascii_case("BEGIN") {
                course.enter(Step::Record);
                open = true;
            }
            continue;
        }
        let (name, rest) = head.split_once(';').unwrap_or((head, ""));
        if !WORDS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            continue;
        }
        // `ATTENDEE;CN=Nguyễn Văn A:mailto:a@gmail.com`
        if let Some((_, called)) = rest.split_once("CN=") {
            course.field("name", called.split(';').next().unwrap_or_default().trim_matches('"'), Kind::Text);
        }
        let value = value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";");
        for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (label, said) = line.split_once(": ").filter(|(label, _)| label.len() < 40).unwrap_or(("", line));
            course.field(label, said, Kind::Text);
        }
    }
    if open {
        course.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn calendars_say_their_words() {
        assert_eq!(
            pieces(
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:965@x.vn\nDESCRIPTION:Họ tên: A\\nĐT: 09\nEND:VEVENT\n".as_bytes()
            ),
            ["Record", "  Họ tên = A", "  ĐT = 09"]
        );
    }

    #[test]
    fn old_cards_are_decoded() {
        assert_eq!(
            pieces(b"BEGIN:VCARD\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=\n=81 B\nEND:VCARD\n"),
            ["Record", "  full name = Á B"]
        );
    }

    #[test]
    fn cards_are_records() {
        assert_eq!(
            pieces(b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:A;B;;;\r\nFN:A B\r\nitem1.TEL;TYPE=CELL:0912\r\nADR:;;So 1;Hue;;;VN\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:C\r\n D\r\n"),
            ["Record", "  full name = A B", "  phone = 0912", "  address = So 1, Hue, VN", "Record", "  full name = CD"]
        );
    }
}
