//! Reading what answers a CLIENT-HELLO of SSL 2.0.

use super::super::reader::Reader;

/// A server's word in SSL 2.0.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OldServerHello {
    /// The cipher kinds it shares, as it listed them, at most 64; none where it speaks SSL 2.0 and
    /// shows no cipher.
    pub kinds: Vec<u32>,
    /// The code of the ERROR message, where it sent that instead of a SERVER-HELLO.
    pub error: Option<u16>,
}

/// The message types.
const ERROR: u8 = 0;
const SERVER_HELLO: u8 = 4;
/// The version on the wire.
const VERSION: u16 = 0x0002;
/// The most cipher kinds that are kept.
const KIND_LIMIT: usize = 64;

/// Puts the answer together as it comes; the length of a record bounds it to 32 KiB.
#[derive(Debug, Default)]
pub(in super::super) struct Ear {
    bytes: Vec<u8>,
}

/// What an [`Ear`] has heard.
#[derive(Debug, Eq, PartialEq)]
pub(in super::super) enum Heard {
    /// The beginning of something.
    Some,
    /// A word in SSL 2.0, and the certificate (DER) that came with it.
    Word(OldServerHello, Option<Vec<u8>>),
    /// Something else: everything that has come.
    Other(Vec<u8>),
}

impl Ear {
    /// Takes received bytes.
    pub(in super::super) fn feed(&mut self, bytes: &[u8]) -> Heard {
        self.bytes.extend_from_slice(bytes);
        let mut reader = Reader::new(&self.bytes);
        let Some(head) = reader.pair() else {
            // Every record of SSL 2.0 in the clear begins with the high bit set; none of TLS does.
            return match self.bytes.first() {
                Some(byte) if byte & 0x80 == 0 => self.other(),
                _ => Heard::Some,
            };
        };
        if head & 0x8000 == 0 {
            return self.other();
        }
        match self.bytes.get(2) {
            None => return Heard::Some,
            Some(&(ERROR | SERVER_HELLO)) => {}
            Some(_) => return self.other(),
        }
        let Some(body) = reader.take(usize::from(head & 0x7fff)) else { return Heard::Some };
        match message(body) {
            Some((word, certificate)) => Heard::Word(word, certificate),
            None => self.other(),
        }
    }

    fn other(&mut self) -> Heard {
        Heard::Other(std::mem::take(&mut self.bytes))
    }

    /// What has come and was no whole word.
    pub(in super::super) fn into_rest(self) -> Vec<u8> {
        self.bytes
    }
}

/// A SERVER-HELLO or an ERROR.
fn message(body: &[u8]) -> Option<(OldServerHello, Option<Vec<u8>>)> {
    let mut reader = Reader::new(body);
    if reader.byte()? == ERROR {
        let error = reader.pair()?;
        return reader.is_empty().then(|| (OldServerHello { kinds: Vec::new(), error: Some(error) }, None));
    }
    // Whether a session was found, and the type of the certificate.
    reader.pair()?;
    if reader.pair()? != VERSION {
        return None;
    }
    let (certificate, kinds, connection) = (reader.pair()?, reader.pair()?, reader.pair()?);
    let certificate = reader.take(usize::from(certificate))?;
    let kinds = reader.take(usize::from(kinds))?;
    reader.take(usize::from(connection))?;
    let code = |three: &[u8]| three.iter().fold(0, |sum: u32, byte| sum << 8 | u32::from(*byte));
    let kinds = kinds.chunks_exact(3).take(KIND_LIMIT).map(code).collect();
    let certificate = (!certificate.is_empty()).then(|| certificate.to_vec());
    Some((OldServerHello { kinds, error: None }, certificate))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A SERVER-HELLO with a certificate and some kinds.
    fn server_hello(certificate: &[u8], kinds: &[u8]) -> Vec<u8> {
        let pair = |number: usize| u16::try_from(number).expect("short").to_be_bytes();
        let lengths = [pair(certificate.len()), pair(kinds.len()), pair(16)].concat();
        let body = [&[4, 0, 1, 0, 2][..], &lengths, certificate, kinds, &[7; 16]].concat();
        [&pair(0x8000 | body.len())[..], &body].concat()
    }

    #[test]
    fn a_whole_answer_is_read_however_it_comes() {
        let bytes = server_hello(b"der", &[1, 0, 0x80, 2, 0, 0x80]);
        let told = OldServerHello { kinds: vec![0x01_0080, 0x02_0080], error: None };
        for size in [1, 2, 3, 7, 500] {
            let mut ear = Ear::default();
            let mut last = Heard::Some;
            for piece in bytes.chunks(size) {
                assert_eq!(last, Heard::Some, "{size}");
                last = ear.feed(piece);
            }
            assert_eq!(last, Heard::Word(told.clone(), Some(b"der".to_vec())), "{size}");
        }
    }

    #[test]
    fn no_cipher_and_no_certificate_are_still_a_word() {
        let none = |error| OldServerHello { kinds: Vec::new(), error };
        assert_eq!(Ear::default().feed(&server_hello(b"", b"")), Heard::Word(none(None), None));
        assert_eq!(Ear::default().feed(&[0x80, 3, 0, 0, 1]), Heard::Word(none(Some(1)), None));
    }

    #[test]
    fn tls_and_http_are_something_else() {
        for bytes in [&[21, 3, 1, 0, 2, 2, 70][..], b"HTTP/1.1 400 Bad Request", &[0x80, 3, 9, 0, 1], &[0x15]] {
            assert_eq!(Ear::default().feed(bytes), Heard::Other(bytes.to_vec()));
        }
        let mut wrong = server_hello(b"der", b"");
        wrong[6] = 3;
        assert_eq!(Ear::default().feed(&wrong), Heard::Other(wrong));
    }

    proptest! {
        #[test]
        fn damage_never_panics_and_nothing_is_kept_that_was_not_sent(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            cut in 1_usize..40,
            keep in 0_usize..200,
        ) {
            let mut bytes = server_hello(&[0x30; 90], &[1, 0, 0x80]);
            for (place, value) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *value;
            }
            bytes.truncate(keep.max(1));
            let mut ear = Ear::default();
            for piece in bytes.chunks(cut) {
                match ear.feed(piece) {
                    Heard::Some => {}
                    Heard::Word(word, certificate) => {
                        prop_assert!(word.kinds.len() * 3 + certificate.map_or(0, |bytes| bytes.len()) <= bytes.len());
                        break;
                    }
                    Heard::Other(all) => {
                        prop_assert!(all.len() <= bytes.len());
                        break;
                    }
                }
            }
        }
    }
}
