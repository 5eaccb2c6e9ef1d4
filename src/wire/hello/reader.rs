//! Reading length-prefixed structures out of hostile bytes, without copying and without panics.

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub(in crate::wire) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// A reader over some bytes.
    pub(in crate::wire) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether all was read.
    pub(in crate::wire) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next `count` bytes.
    pub(in crate::wire) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    /// One byte.
    pub(in crate::wire) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// Two bytes, big end first.
    pub(in crate::wire) fn pair(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_be_bytes)
    }

    /// Three bytes, big end first.
    pub(in crate::wire) fn triple(&mut self) -> Option<usize> {
        self.take(3)?.iter().try_fold(0_usize, |sum, byte| Some(sum << 8 | usize::from(*byte)))
    }

    /// A vector with a length of one byte.
    pub(in crate::wire) fn short(&mut self) -> Option<&'a [u8]> {
        let length = self.byte()?;
        self.take(usize::from(length))
    }

    /// A vector with a length of two bytes.
    pub(in crate::wire) fn long(&mut self) -> Option<&'a [u8]> {
        let length = self.pair()?;
        self.take(usize::from(length))
    }

    /// A vector with a length of three bytes.
    pub(in crate::wire) fn longest(&mut self) -> Option<&'a [u8]> {
        let length = self.triple()?;
        self.take(length)
    }
}
