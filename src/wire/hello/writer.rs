//! Writing length-prefixed structures (RFC 8446, section 3).

/// Bytes under construction.
#[derive(Debug, Default)]
pub(in crate::wire) struct Writer(Vec<u8>);

impl Writer {
    /// The bytes.
    pub(in crate::wire) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// How many there are.
    pub(in crate::wire) fn len(&self) -> usize {
        self.0.len()
    }

    /// One byte.
    pub(in crate::wire) fn byte(&mut self, value: u8) {
        self.0.push(value);
    }

    /// Two bytes, big end first.
    pub(in crate::wire) fn pair(&mut self, value: u16) {
        self.0.extend(value.to_be_bytes());
    }

    /// Bytes as they are.
    pub(in crate::wire) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A vector with a length of one byte; what is longer than 255 is cut.
    pub(in crate::wire) fn short(&mut self, bytes: &[u8]) {
        let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
        self.byte(length);
        self.0.extend(bytes.iter().take(usize::from(length)));
    }

    /// A vector with a length of two bytes; what is longer than 65535 is cut.
    pub(in crate::wire) fn long(&mut self, bytes: &[u8]) {
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        self.pair(length);
        self.0.extend(bytes.iter().take(usize::from(length)));
    }

    /// A list of 16-bit codes with a length of two bytes.
    pub(in crate::wire) fn codes(&mut self, codes: impl IntoIterator<Item = u16>) {
        let bytes: Vec<u8> = codes.into_iter().flat_map(u16::to_be_bytes).collect();
        self.long(&bytes);
    }
}
