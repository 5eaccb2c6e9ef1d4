//! The first flight of a server.

use super::alert::Alert;
use super::key_exchange::KeyExchange;
use super::reader::Reader;
use super::record::{Broken, Piece, Records};
use super::server::ServerHello;
use super::signature::signed_with;
use super::ssl2::{Ear, Heard, OldServerHello};
use super::version::TlsVersion;
use crate::text::shorten;

/// The answer to a hello.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FirstFlight {
    /// What the server said.
    pub reply: Reply,
    /// The certificates in DER as presented, where they came in the clear (before TLS 1.3).
    pub certificates: Vec<Vec<u8>>,
    /// Whether the server asked for a client's certificate in the clear.
    pub asks_certificate: bool,
    /// The names (DER) of the authorities whose certificates it takes, as far as it named them; at most 64.
    pub authorities: Vec<Vec<u8>>,
    /// The server's part of an ephemeral key exchange, where it came in the clear (before TLS 1.3).
    pub key_exchange: Option<KeyExchange>,
    /// The algorithm by which that part is signed (TLS 1.2 only: older versions name none, and TLS 1.3 encrypts it).
    pub signature_algorithm: Option<u16>,
    /// Milliseconds until all of this had come.
    pub elapsed_ms: i64,
}

/// What the server said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reply {
    /// It accepted the offer.
    ServerHello(ServerHello),
    /// It answered in SSL 2.0.
    OldServerHello(OldServerHello),
    /// It said no.
    Alert(Alert),
    /// It said something that is no TLS: its beginning, shown harmlessly.
    NotTls {
        /// At most 64 characters of it.
        shown: String,
    },
    /// It closed or reset the connection without a word.
    Closed,
}

impl FirstFlight {
    /// Reads a first flight from all its bytes, as a capture holds them; it took no time.
    pub fn read(bytes: &[u8]) -> Self {
        let mut flight = Flight::default();
        flight.feed(bytes);
        flight.finish(0)
    }
}

/// The most certificates that are kept of one flight.
const CERTIFICATE_LIMIT: usize = 32;
/// The most names of authorities that are kept of one flight.
const AUTHORITY_LIMIT: usize = 64;

/// Builds a [`FirstFlight`] from bytes as they come.
#[derive(Debug, Default)]
pub(super) struct Flight {
    /// While an answer in SSL 2.0 may be coming.
    ear: Option<Ear>,
    old: Option<OldServerHello>,
    records: Records,
    head: Vec<u8>,
    hello: Option<ServerHello>,
    refusal: Option<Alert>,
    warning: Option<Alert>,
    alien: bool,
    certificates: Vec<Vec<u8>>,
    asks_certificate: bool,
    authorities: Vec<Vec<u8>>,
    key_exchange: Option<KeyExchange>,
    signature_algorithm: Option<u16>,
}

impl Flight {
    /// The answer to a hello of a version.
    pub(super) fn to(version: TlsVersion) -> Self {
        Self { ear: (version == TlsVersion::Ssl2).then(Ear::default), ..Self::default() }
    }

    /// Takes received bytes; true once nothing more of interest can come.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> bool {
        let Some(ear) = &mut self.ear else { return self.take(bytes) };
        match ear.feed(bytes) {
            Heard::Some => false,
            Heard::Word(word, certificate) => {
                self.old = Some(word);
                self.certificates = certificate.into_iter().collect();
                true
            }
            Heard::Other(all) => {
                self.ear = None;
                self.take(&all)
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) -> bool {
        let room = 64_usize.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        let (pieces, broken) = self.records.feed(bytes);
        for piece in pieces {
            if self.piece(piece) {
                return true;
            }
        }
        match broken {
            Some(Broken::NotTls) => {
                self.alien = true;
                true
            }
            Some(Broken::Limit) => true,
            None => false,
        }
    }

    /// Whether the server has accepted.
    pub(super) fn accepted(&self) -> bool {
        self.hello.is_some()
    }

    /// What was learnt.
    pub(super) fn finish(mut self, elapsed_ms: i64) -> FirstFlight {
        if let Some(rest) = self.ear.take().filter(|_| self.old.is_none()).map(Ear::into_rest) {
            self.head = rest.into_iter().take(64).collect();
        }
        let refusal = self.refusal.or(self.warning);
        let reply = match (self.hello, refusal) {
            _ if self.old.is_some() => self.old.map_or(Reply::Closed, Reply::OldServerHello),
            (Some(hello), _) => Reply::ServerHello(hello),
            (None, Some(alert)) if !self.alien => Reply::Alert(alert),
            (None, _) if self.head.is_empty() => Reply::Closed,
            (None, _) => Reply::NotTls { shown: shorten(&String::from_utf8_lossy(&self.head), 64) },
        };
        FirstFlight {
            reply,
            certificates: self.certificates,
            asks_certificate: self.asks_certificate,
            authorities: self.authorities,
            key_exchange: self.key_exchange,
            signature_algorithm: self.signature_algorithm,
            elapsed_ms,
        }
    }

    fn piece(&mut self, piece: Piece) -> bool {
        match piece {
            Piece::Alert(level, description) => {
                let alert = Alert { level, description };
                if alert.is_warning() {
                    self.warning = Some(alert);
                    return false;
                }
                self.refusal = Some(alert);
                true
            }
            Piece::Message(kind, body) => self.message(kind, &body),
            Piece::Opaque => {
                self.alien = self.hello.is_none();
                true
            }
        }
    }

    fn message(&mut self, kind: u8, body: &[u8]) -> bool {
        match kind {
            // The first one counts; a second may not take it back.
            2 if self.hello.is_none() => {
                self.hello = ServerHello::read(body);
                self.alien = self.hello.is_none();
                // What follows in TLS 1.3 is encrypted.
                self.hello.as_ref().is_none_or(|hello| hello.version == TlsVersion::Tls13 || hello.retry)
            }
            11 if self.hello.is_some() && self.certificates.is_empty() => {
                self.certificates = certificates(body).unwrap_or_default();
                false
            }
            12 => {
                if let Some(hello) = &self.hello {
                    let mut reader = Reader::new(body);
                    self.key_exchange = KeyExchange::read_from(hello.suite, &mut reader);
                    let signed = self.key_exchange.is_some();
                    self.signature_algorithm =
                        signed.then(|| signed_with(hello.version, hello.suite, reader)).flatten();
                }
                false
            }
            13 => {
                if let Some(hello) = &self.hello {
                    self.asks_certificate = true;
                    self.authorities = authorities(hello.version, body).unwrap_or_default();
                }
                false
            }
            // ServerHelloDone.
            14 => true,
            // HelloRequest before the answer, CertificateStatus.
            0 | 11 | 22 => false,
            _ => {
                self.alien = self.hello.is_none();
                self.alien
            }
        }
    }
}

fn certificates(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut list = Reader::new(Reader::new(body).longest()?);
    let mut all = Vec::new();
    while !list.is_empty() && all.len() < CERTIFICATE_LIMIT {
        all.push(list.longest()?.to_vec());
    }
    Some(all)
}

/// RFC 5246, section 7.4.4; before TLS 1.2 without signature algorithms.
fn authorities(version: TlsVersion, body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut request = Reader::new(body);
    request.short()?;
    if version >= TlsVersion::Tls12 {
        request.long()?;
    }
    let mut list = Reader::new(request.long()?);
    let mut all = Vec::new();
    while !list.is_empty() && all.len() < AUTHORITY_LIMIT {
        all.push(list.long()?.to_vec());
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A record around some bytes.
    fn record(content: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![content, 3, 3];
        bytes.extend(u16::try_from(body.len()).expect("a short body").to_be_bytes());
        bytes.extend(body);
        bytes
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).expect("a short body").to_be_bytes();
        [&[kind], &length[1..], body].concat()
    }

    fn server_hello() -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([0, 0xc0, 0x2f, 0]);
        body.extend([0, 9, 0xff, 1, 0, 1, 0, 0, 23, 0, 0]);
        body
    }

    fn flight() -> Vec<u8> {
        let certificate = [&[0, 0, 8, 0, 0, 5][..], b"first"].concat();
        [message(2, &server_hello()), message(11, &certificate), message(14, &[])].concat()
    }

    fn read(bytes: &[u8]) -> FirstFlight {
        FirstFlight::read(bytes)
    }

    fn assert_whole(flight: &FirstFlight) {
        let Reply::ServerHello(hello) = &flight.reply else { panic!("{flight:?}") };
        assert_eq!((hello.version, hello.suite), (TlsVersion::Tls12, 0xc02f));
        assert!(hello.secure_renegotiation && hello.extended_master_secret && !hello.retry);
        assert_eq!(flight.certificates, [b"first".to_vec()]);
    }

    #[test]
    fn messages_may_share_a_record_or_be_cut_into_sevens() {
        assert_whole(&read(&record(22, &flight())));
        let sevens: Vec<u8> = flight().chunks(7).flat_map(|chunk| record(22, chunk)).collect();
        assert_whole(&read(&sevens));
        let mut own = Flight::default();
        let last = sevens.len() - 1;
        for (at, byte) in sevens.iter().enumerate() {
            assert_eq!(own.feed(&[*byte]), at == last);
        }
        assert_whole(&own.finish(1));
    }

    #[test]
    fn a_warning_before_the_answer_is_no_refusal() {
        let bytes = [record(21, &[1, 112]), record(22, &flight())].concat();
        assert_whole(&read(&bytes));
        let only = read(&record(21, &[1, 112]));
        assert_eq!(only.reply, Reply::Alert(Alert { level: 1, description: 112 }));
    }

    #[test]
    fn a_second_answer_takes_nothing_back() {
        let certificate = [&[0, 0, 8, 0, 0, 5][..], b"first"].concat();
        let twice = [message(2, &server_hello()), message(11, &certificate), message(2, b"short")].concat();
        assert_whole(&read(&record(22, &twice)));
    }

    #[test]
    fn refusals_silence_and_other_protocols_differ() {
        assert_eq!(read(&record(21, &[2, 70])).reply, Reply::Alert(Alert { level: 2, description: 70 }));
        assert_eq!(read(&[]).reply, Reply::Closed);
        let http = read(b"HTTP/1.1 400 Bad Request\r\n");
        assert_eq!(http.reply, Reply::NotTls { shown: "HTTP/1.1 400 Bad Request\\u{d}\\u{a}".to_owned() });
        assert!(matches!(read(&record(22, &message(2, b"short"))).reply, Reply::NotTls { .. }));
    }

    #[test]
    fn empty_records_without_end_are_cut_off() {
        let empty = record(22, &[]);
        let mut own = Flight::default();
        let fed = (1..1000).find(|_| own.feed(&empty)).expect("an end");
        assert!(fed < 100);
    }

    #[test]
    fn a_flight_without_end_is_cut_off() {
        let long = record(22, &[12; 16000]);
        let mut own = Flight::default();
        own.feed(&record(22, &message(2, &server_hello())));
        let fed = (1..100).find(|_| own.feed(&long)).expect("an end");
        assert!(fed <= 5);
        assert!(own.accepted());
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 1_usize..50) {
            let mut own = Flight::default();
            for piece in bytes.chunks(cut) {
                own.feed(piece);
            }
            let flight = own.finish(0);
            prop_assert!(flight.certificates.is_empty() || matches!(flight.reply, Reply::ServerHello(_)));
        }

        #[test]
        fn a_damaged_flight_never_panics(at in 0_usize..100, value in any::<u8>(), keep in 0_usize..100) {
            let mut bytes = record(22, &flight());
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
            bytes.truncate(bytes.len().saturating_sub(keep % 3));
            read(&bytes);
        }
    }
}
