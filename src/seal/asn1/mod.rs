//! Just enough ASN.1: items of DER as slices of what was received, and a writer.
//!
//! Signatures are over bytes, not over values: a reader that decodes and encodes again loses the order of a foreign
//! set or the spelling of a foreign name. Here every item keeps the bytes it came in. Outer BER (indefinite lengths,
//! strings in pieces), as Java-made signatures have it, is made DER once, at the door ([`ber`]).

mod ber;
pub(super) mod oid;
mod time;
pub(super) mod write;

pub(super) use ber::as_der;
pub(super) use time::{instant, utc_or_generalized};

/// The tags that are used here.
pub(super) mod tag {
    pub(in crate::seal) const BOOLEAN: u8 = 0x01;
    pub(in crate::seal) const INTEGER: u8 = 0x02;
    pub(in crate::seal) const BIT_STRING: u8 = 0x03;
    pub(in crate::seal) const OCTET_STRING: u8 = 0x04;
    pub(in crate::seal) const NULL: u8 = 0x05;
    pub(in crate::seal) const OID: u8 = 0x06;
    pub(in crate::seal) const ENUMERATED: u8 = 0x0a;
    pub(in crate::seal) const UTC_TIME: u8 = 0x17;
    pub(in crate::seal) const GENERALIZED_TIME: u8 = 0x18;
    pub(in crate::seal) const SEQUENCE: u8 = 0x30;
    pub(in crate::seal) const SET: u8 = 0x31;
    /// `[n]`, primitive.
    pub(in crate::seal) const fn bare(number: u8) -> u8 {
        0x80 | number
    }
    /// `[n]`, constructed.
    pub(in crate::seal) const fn context(number: u8) -> u8 {
        0xa0 | number
    }
}

/// What is wrong with the encoding: always the same words for people, so it carries nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Malformed;

/// One tag, length and value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Item<'a> {
    /// The identifier octet; long tags are refused.
    pub(super) tag: u8,
    /// The whole encoding, tag and length included.
    pub(super) whole: &'a [u8],
    /// The value.
    pub(super) content: &'a [u8],
}

impl<'a> Item<'a> {
    /// The one item that `bytes` is, with nothing behind it.
    pub(super) fn only(bytes: &'a [u8], tag: u8) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let item = reader.tagged(tag)?;
        reader.finish()?;
        Ok(item)
    }

    /// The items inside.
    pub(super) fn inside(&self) -> Reader<'a> {
        Reader::new(self.content)
    }

    /// An integer that fits, and is not negative.
    pub(super) fn small(&self) -> Result<u32, Malformed> {
        if self.content.is_empty() || self.content.len() > 5 || self.content.first().is_some_and(|byte| *byte > 0x7f) {
            return Err(Malformed);
        }
        let value = self.content.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
        u32::try_from(value).map_err(|_| Malformed)
    }

    /// A bit string of whole bytes.
    pub(super) fn bits(&self) -> Result<&'a [u8], Malformed> {
        match self.content.split_first() {
            Some((0, bytes)) => Ok(bytes),
            _ => Err(Malformed),
        }
    }
}

/// Reads items one behind the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next item, whatever it is.
    pub(super) fn next(&mut self) -> Result<Item<'a>, Malformed> {
        let (tag, header, length) = head(self.rest)?;
        let whole = self.rest.get(..header + length).ok_or(Malformed)?;
        self.rest = self.rest.get(header + length..).ok_or(Malformed)?;
        Ok(Item { tag, whole, content: whole.get(header..).ok_or(Malformed)? })
    }

    /// The next item, which has to carry this tag.
    pub(super) fn tagged(&mut self, tag: u8) -> Result<Item<'a>, Malformed> {
        let item = self.next()?;
        if item.tag == tag { Ok(item) } else { Err(Malformed) }
    }

    /// The next item if it carries this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<Item<'a>>, Malformed> {
        if self.rest.first() == Some(&tag) { self.next().map(Some) } else { Ok(None) }
    }

    /// The tag of the next item.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Nothing may be left.
    pub(super) fn finish(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed) }
    }

    /// All that is left, as items; no more than `most`.
    pub(super) fn all(mut self, most: usize) -> Result<Vec<Item<'a>>, Malformed> {
        let mut items = Vec::new();
        while !self.rest.is_empty() {
            if items.len() == most {
                return Err(Malformed);
            }
            items.push(self.next()?);
        }
        Ok(items)
    }
}

/// Tag, length of the header, length of the value; definite and no longer than needed, as DER is.
fn head(bytes: &[u8]) -> Result<(u8, usize, usize), Malformed> {
    let tag = *bytes.first().ok_or(Malformed)?;
    if tag & 0x1f == 0x1f {
        return Err(Malformed);
    }
    match *bytes.get(1).ok_or(Malformed)? {
        short @ ..=0x7f => Ok((tag, 2, usize::from(short))),
        long @ 0x81..=0x84 => {
            let count = usize::from(long & 0x7f);
            let octets = bytes.get(2..2 + count).ok_or(Malformed)?;
            let length = octets.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
            if length < 0x80 || octets.first() == Some(&0) {
                return Err(Malformed);
            }
            Ok((tag, 2 + count, length))
        }
        _ => Err(Malformed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_definite_and_shortest() {
        assert!(Item::only(&[4, 1, 7], tag::OCTET_STRING).is_ok());
        for wrong in [&[4, 0x81, 1, 7][..], &[4, 2, 7], &[4, 1, 7, 7], &[0x24, 0x80, 0, 0], &[0x1f, 1, 7], &[]] {
            assert_eq!(Reader::new(wrong).tagged(tag::OCTET_STRING).and_then(|_| Item::only(wrong, 4)), Err(Malformed));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..9)) {
            let strings: Vec<_> = parts.iter().map(|part| write::octet_string(part)).collect();
            let whole = write::sequence(&strings.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let item = Item::only(&whole, tag::SEQUENCE).expect("DER");
            let read: Vec<_> = item.inside().all(9).expect("items").iter().map(|item| item.content.to_vec()).collect();
            prop_assert_eq!(read, parts);
        }

        #[test]
        fn garbage_is_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Item::only(&bytes, tag::SEQUENCE);
            let _ = as_der(&bytes);
        }
    }
}
