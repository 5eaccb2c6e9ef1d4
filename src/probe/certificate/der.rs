//! A reader of DER: tag, length, content, and nothing else. It copies nothing and allocates
//! nothing, so hostile input costs no more than its own length.

/// One value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Item<'a> {
    /// The tag's octet; tags of several octets are not read.
    pub(super) tag: u8,
    /// The content.
    pub(super) content: &'a [u8],
    /// The whole value with its head.
    pub(super) raw: &'a [u8],
}

/// The values of some octets, one after the other. It ends at the first that is no DER.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// A reader at the beginning.
    pub(super) fn new(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The next value, where it has this tag; otherwise the reader stays.
    pub(super) fn tagged(&mut self, tag: u8) -> Option<Item<'a>> {
        let mut ahead = self.clone();
        let item = ahead.next().filter(|item| item.tag == tag)?;
        *self = ahead;
        Some(item)
    }
}

impl<'a> Item<'a> {
    /// The values inside.
    pub(super) fn inside(&self) -> Reader<'a> {
        Reader::new(self.content)
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let whole = self.0;
        let (tag, rest) = whole.split_first().filter(|(tag, _)| **tag & 0x1f != 0x1f)?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match *first {
            short @ 0..=0x7f => (usize::from(short), rest),
            long @ 0x81..=0x84 => {
                let (octets, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
                let length = octets.iter().fold(0_usize, |length, octet| length << 8 | usize::from(*octet));
                // DER has one way to write a length.
                (octets.first() != Some(&0) && length >= 0x80).then_some((length, rest))?
            }
            _ => return None,
        };
        let (content, left) = rest.split_at_checked(length)?;
        let raw = whole.get(..whole.len() - left.len())?;
        self.0 = left;
        Some(Item { tag: *tag, content, raw })
    }
}

/// A value of a tag and a content.
pub(super) fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut value = vec![tag];
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|octet| *octet == 0).collect();
    match (significant.as_slice(), u8::try_from(significant.len())) {
        ([], _) => value.push(0),
        ([short @ ..0x80], _) => value.push(*short),
        (_, count) => {
            value.push(0x80 | count.unwrap_or(8));
            value.extend_from_slice(&significant);
        }
    }
    value.extend_from_slice(content);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 70_000] {
            let content = vec![7; length];
            let value = encode(0x30, &content);
            let mut reader = Reader::new(&value);
            let item = reader.tagged(0x30).expect("a value");
            assert_eq!((item.content, item.raw), (content.as_slice(), value.as_slice()));
            assert_eq!(reader.next(), None);
        }
    }

    #[test]
    fn what_is_no_der_ends_the_reading() {
        for bad in [&[][..], &[0x30], &[0x30, 2, 1], &[0x30, 0x80, 0, 0], &[0x30, 0x81, 1, 0], &[0x1f, 1, 0]] {
            assert_eq!(Reader::new(bad).next(), None, "{bad:?}");
        }
        let mut reader = Reader::new(&[2, 1, 5]);
        assert_eq!(reader.tagged(0x30), None);
        assert!(reader.tagged(2).is_some());
    }
}
