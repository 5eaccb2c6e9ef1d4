//! Cards of address books (RFC 6350), each a record.

use super::super::piece::{Kind, Sink, Step};
use super::Course;

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
    let lines = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
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
        let Some((name, value)) = line.split_once(':').filter(|_| open) else { continue };
        let name = name.split(';').next().unwrap_or_default();
        let name = name.rsplit('.').next().unwrap_or(name);
        let label = PROPERTIES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, label)| *label);
        let Some(label) = label else { continue };
        // The parts of an address stand between semicolons, many of them empty.
        let value = value.trim_start_matches("tel:").trim_start_matches("mailto:");
        let parts: Vec<&str> = value.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
        course.field(label, &parts.join(", ").replace("\\,", ","), Kind::Text);
    }
    if open {
        course.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn cards_are_records() {
        assert_eq!(
            pieces(b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:A;B;;;\r\nFN:A B\r\nitem1.TEL;TYPE=CELL:0912\r\nADR:;;So 1;Hue;;;VN\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:C\r\n D\r\n"),
            ["Record", "  full name = A B", "  phone = 0912", "  address = So 1, Hue, VN", "Record", "  full name = CD"]
        );
    }
}
