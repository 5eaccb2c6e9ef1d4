//! Writing a CLIENT-HELLO of SSL 2.0.

use super::super::writer::Writer;
use super::CIPHER_KINDS;

/// The message type.
const CLIENT_HELLO: u8 = 1;
/// The version on the wire.
const VERSION: u16 = 0x0002;

/// The record with a CLIENT-HELLO that offers every known cipher kind and nothing but SSL 2.0.
pub(in super::super) fn encode(challenge: &[u8; 16]) -> Vec<u8> {
    let kinds: Vec<u8> = CIPHER_KINDS.iter().flat_map(|kind| kind.code.to_be_bytes().into_iter().skip(1)).collect();
    let mut body = Writer::default();
    body.byte(CLIENT_HELLO);
    body.pair(VERSION);
    body.pair(u16::try_from(kinds.len()).unwrap_or(u16::MAX));
    // No session to resume.
    body.pair(0);
    body.pair(16);
    body.bytes(&kinds);
    body.bytes(challenge);
    let body = body.into_bytes();
    let mut record = Writer::default();
    // The high bit: a head of two bytes, without padding.
    record.pair(0x8000 | u16::try_from(body.len()).unwrap_or(0));
    record.bytes(&body);
    record.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_are_those_of_the_parts() {
        let bytes = encode(&[9; 16]);
        assert_eq!(usize::from(u16::from_be_bytes([bytes[0] & 0x7f, bytes[1]])), bytes.len() - 2);
        assert_eq!(bytes[2..5], [1, 0, 2]);
        assert_eq!(bytes[5..11], [0, 33, 0, 0, 0, 16]);
        assert_eq!(bytes[11..14], [7, 0, 0xc0]);
        assert_eq!(bytes[44..], [9; 16]);
    }
}
