//! Writing objects of PDF.

use lopdf::{Dictionary, Object, StringFormat};

/// One object behind what is there.
pub(super) fn object(object: &Object, to: &mut Vec<u8>) {
    match object {
        Object::Null => to.extend_from_slice(b"null"),
        Object::Boolean(value) => to.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => to.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => to.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(value) => name(value, to),
        Object::String(value, StringFormat::Hexadecimal) => hexadecimal(value, to),
        Object::String(value, StringFormat::Literal) => literal(value, to),
        Object::Array(values) => {
            to.push(b'[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    to.push(b' ');
                }
                self::object(value, to);
            }
            to.push(b']');
        }
        Object::Dictionary(value) => dictionary(value, to),
        Object::Stream(stream) => {
            let mut head = stream.dict.clone();
            head.set("Length", i64::try_from(stream.content.len()).unwrap_or(i64::MAX));
            dictionary(&head, to);
            to.extend_from_slice(b"\nstream\n");
            to.extend_from_slice(&stream.content);
            to.extend_from_slice(b"\nendstream");
        }
        Object::Reference((number, generation)) => {
            to.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
    }
}

fn dictionary(value: &Dictionary, to: &mut Vec<u8>) {
    to.extend_from_slice(b"<<");
    for (key, value) in value {
        name(key, to);
        to.push(b' ');
        object(value, to);
        to.push(b'\n');
    }
    to.extend_from_slice(b">>");
}

fn name(value: &[u8], to: &mut Vec<u8>) {
    to.push(b'/');
    for byte in value {
        if byte.is_ascii_alphanumeric() || b"-_.+:*!$&'@^~,;=?|".contains(byte) {
            to.push(*byte);
        } else {
            to.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn literal(value: &[u8], to: &mut Vec<u8>) {
    to.push(b'(');
    for byte in value {
        match byte {
            b'(' | b')' | b'\\' => to.extend_from_slice(&[b'\\', *byte]),
            b'\r' => to.extend_from_slice(b"\\r"),
            plain => to.push(*plain),
        }
    }
    to.push(b')');
}

fn hexadecimal(value: &[u8], to: &mut Vec<u8>) {
    to.push(b'<');
    to.extend_from_slice(super::super::hexadecimal(value).as_bytes());
    to.push(b'>');
}

/// A text string: as it is where the letters are ASCII, else UTF-16 with its mark; never raw UTF-8, which other
/// readers show as single bytes.
pub(super) fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xfe, 0xff].into_iter().chain(units).collect(), StringFormat::Hexadecimal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::pdf::literal as scan;

    #[test]
    fn what_is_written_is_one_object_whatever_the_letters() {
        for words in ["Đại diện (đơn vị)", "a)b(\\", "line\r\nline"] {
            let mut head = Dictionary::new();
            head.set("Reason", text(words));
            head.set(b"odd name/)".to_vec(), Object::Real(-0.00001));
            let mut bytes = Vec::new();
            object(&Object::Dictionary(head), &mut bytes);
            assert_eq!(scan::object(&bytes, 0), Ok(bytes.len()), "{words}");
        }
    }
}
