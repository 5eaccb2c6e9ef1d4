//! Writing DER.

use super::tag;

/// One item from the parts of its value.
pub(in crate::seal) fn item(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = vec![tag];
    if length < 0x80 {
        bytes.extend(u8::try_from(length));
    } else {
        let octets = length.to_be_bytes();
        let zeros = octets.iter().take_while(|byte| **byte == 0).count();
        bytes.extend(u8::try_from(octets.len() - zeros).map(|count| 0x80 | count));
        bytes.extend(octets.iter().skip(zeros));
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

/// `SEQUENCE`.
pub(in crate::seal) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    item(tag::SEQUENCE, parts)
}

/// The members of a `SET OF` in the order that DER asks for.
pub(in crate::seal) fn sorted(mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort();
    members.concat()
}

/// `SET OF`, sorted.
pub(in crate::seal) fn set(members: Vec<Vec<u8>>) -> Vec<u8> {
    item(tag::SET, &[&sorted(members)])
}

/// `OBJECT IDENTIFIER`, from its encoded value.
pub(in crate::seal) fn oid(value: &[u8]) -> Vec<u8> {
    item(tag::OID, &[value])
}

/// `OCTET STRING`.
pub(in crate::seal) fn octet_string(value: &[u8]) -> Vec<u8> {
    item(tag::OCTET_STRING, &[value])
}

/// `INTEGER` from big-endian bytes that are not negative.
pub(in crate::seal) fn integer(value: &[u8]) -> Vec<u8> {
    let zeros = value.iter().take_while(|byte| **byte == 0).count();
    let value = value.get(zeros..).unwrap_or_default();
    let lead: &[u8] = if value.first().is_none_or(|byte| *byte > 0x7f) { &[0] } else { &[] };
    item(tag::INTEGER, &[lead, value])
}

/// `NULL`.
pub(in crate::seal) const NULL: [u8; 2] = [5, 0];
/// `TRUE`.
pub(in crate::seal) const TRUE: [u8; 3] = [1, 1, 0xff];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_shortest_and_never_negative() {
        assert_eq!(integer(&[0, 0, 5]), [2, 1, 5]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[]), [2, 1, 0]);
    }

    #[test]
    fn a_set_is_sorted() {
        assert_eq!(set(vec![vec![2, 1, 9], vec![2, 1, 1]]), [0x31, 6, 2, 1, 1, 2, 1, 9]);
    }

    #[test]
    fn long_lengths_are_written_shortest() {
        assert_eq!(item(4, &[&[0; 200]]).get(..3), Some(&[4, 0x81, 200][..]));
        assert_eq!(item(4, &[&[0; 0x100]]).get(..4), Some(&[4, 0x82, 1, 0][..]));
    }
}
