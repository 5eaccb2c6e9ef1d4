//! What a fuzzer feeds to the codec. `fuzz/` calls it, and the replay of its corpus below; it is
//! compiled for nobody else.
//!
//! The first byte chooses what the others are: a flight, a hello of ours, a server's hello or key
//! exchange. Besides "no panic and no hang" each part holds something that must be true of any
//! input.

use super::client::{Hello, KeyShare, SUITE_LIMIT};
use super::encode::encode;
use super::flight::{FirstFlight, Flight, Reply};
use super::fresh::Fresh;
use super::key_exchange::KeyExchange;
use super::reader::Reader;
use super::record::FLIGHT_LIMIT;
use super::server::ServerHello;
use super::version::TlsVersion;

/// Reads any bytes as one of the four.
pub fn hello(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else { return };
    match kind % 4 {
        0 => flight(rest),
        1 => own_hello(rest),
        2 => server_hello(rest),
        _ => key_exchange(rest),
    }
}

/// The first byte says into which pieces the flight is cut. In pieces and as a whole it must read
/// the same, and keep no more than it holds.
fn flight(data: &[u8]) {
    let Some((cut, bytes)) = data.split_first() else { return };
    let bytes = bytes.get(..bytes.len().min(FLIGHT_LIMIT)).unwrap_or_default();
    let whole = FirstFlight::read(bytes);
    let mut flight = Flight::default();
    for piece in bytes.chunks(usize::from(*cut) * 3 + 1) {
        if flight.feed(piece) {
            break;
        }
    }
    let mut cut = flight.finish(0);
    if let (Reply::NotTls { shown: own }, Reply::NotTls { shown }) = (&mut cut.reply, &whole.reply) {
        // Nobody waits for the rest of what is no TLS.
        own.clone_from(shown);
    }
    assert_eq!(cut, whole, "the cuts change the meaning");
    let kept: usize = whole.certificates.iter().chain(&whole.authorities).map(Vec::len).sum();
    assert!(kept <= bytes.len(), "more is kept than was sent");
    assert!(whole.certificates.len() <= 32 && whole.authorities.len() <= 64, "too many");
    let accepted = matches!(whole.reply, Reply::ServerHello(_) | Reply::OldServerHello(_));
    assert!(accepted || whole.certificates.is_empty() && !whole.asks_certificate, "a certificate without a hello");
    match &whole.reply {
        Reply::ServerHello(server) => assert_bounded(server),
        Reply::OldServerHello(old) => assert!(old.kinds.len() <= 64, "too many ciphers"),
        Reply::Alert(alert) => assert!(!alert.to_string().is_empty(), "no word for an alert"),
        Reply::NotTls { shown } => assert!(!bytes.is_empty() && shown.len() < 1000, "too much is shown"),
        Reply::Closed => assert!(bytes.is_empty(), "something was said"),
    }
}

fn assert_bounded(server: &ServerHello) {
    assert!(server.extensions.len() <= 64, "too many extensions");
    assert!(server.alpn.as_ref().is_none_or(|name| name.len() < 1000), "too long a protocol");
}

/// A hello of any structure must be well formed, hold what it was given, and have no length that
/// servers choke on.
fn own_hello(data: &[u8]) {
    let Some(hello) = any_hello(&mut Reader::new(data)) else { return };
    let Ok(fresh) = Fresh::draw(&hello) else { return };
    let record = encode(&hello, &fresh);
    let message = record.get(5..).unwrap_or_default();
    assert!(!(256..512).contains(&message.len()), "a length of {}", message.len());
    assert!(!matches!(message.len() % 256, 10 | 14), "a length of {}", message.len());
    let (suites, extensions) = heard(&record).unwrap_or_default();
    let own: Vec<u16> = hello.suites.iter().copied().take(SUITE_LIMIT - 2).collect();
    assert!(suites.starts_with(&own) && suites.len() <= SUITE_LIMIT, "other suites");
    let named = hello.server_name.is_some() && hello.version > TlsVersion::Ssl3;
    assert_eq!(extensions.contains(&0), named, "the name");
    let mut distinct = extensions.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), extensions.len(), "an extension twice");
}

fn any_hello(reader: &mut Reader<'_>) -> Option<Hello> {
    let versions = TlsVersion::ALL.get(1..)?;
    let version = *versions.get(usize::from(reader.byte()?) % versions.len())?;
    let flags = reader.byte()?;
    let name: String = reader.short()?.iter().map(|byte| char::from(byte % 128)).collect();
    let codes = |bytes: &[u8], most: usize| -> Vec<u16> {
        bytes.chunks_exact(2).take(most).filter_map(|pair| pair.try_into().ok().map(u16::from_be_bytes)).collect()
    };
    let mut hello = Hello::of_version(version, "").with_suites(codes(reader.long()?, 400));
    hello.server_name = (flags & 1 == 1).then_some(name);
    hello.fallback = flags & 2 == 2;
    hello.key_share = if flags & 4 == 4 { KeyShare::Real } else { KeyShare::Empty };
    hello.groups = codes(reader.short()?, 100);
    hello.signature_algorithms = codes(reader.short()?, 100);
    let protocols = reader.short()?.chunks(9).take(8);
    hello.alpn = protocols.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    Some(hello)
}

/// The suites and the extensions of a record with a ClientHello in it, read independently.
fn heard(record: &[u8]) -> Option<(Vec<u16>, Vec<u16>)> {
    let mut record = Reader::new(record);
    assert_eq!((record.byte(), record.byte()), (Some(22), Some(3)), "a handshake record");
    record.byte()?;
    let mut message = Reader::new(record.long()?);
    assert_eq!(message.byte(), Some(1), "a ClientHello");
    let mut body = Reader::new(message.longest()?);
    assert!(record.is_empty() && message.is_empty(), "something follows");
    body.take(2 + 32)?;
    body.short()?;
    let suites = body.long()?.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(u16::from_be_bytes));
    let suites = suites.collect();
    body.short()?;
    let mut extensions = Vec::new();
    if !body.is_empty() {
        let mut list = Reader::new(body.long()?);
        assert!(body.is_empty(), "something follows");
        while !list.is_empty() {
            extensions.push(list.pair()?);
            list.long()?;
        }
    }
    Some((suites, extensions))
}

/// What was read of a server's hello must be read again from a hello that is written of it.
fn server_hello(body: &[u8]) {
    let Some(read) = ServerHello::read(body) else { return };
    assert_bounded(&read);
    let Some(parts) = body.get(..2 + 32) else { return };
    let mut extensions = vec![0, 43, 0, 2];
    extensions.extend(read.version.code().to_be_bytes());
    for (told, code) in [(read.secure_renegotiation, [0xff, 1]), (read.heartbeat, [0, 15])] {
        extensions.extend(told.then_some([code[0], code[1], 0, 0]).into_iter().flatten());
    }
    if let Some(group) = read.group {
        extensions.extend([0, 51, 0, 2]);
        extensions.extend(group.to_be_bytes());
    }
    let mut written = [parts, &[0], &read.suite.to_be_bytes(), &[read.compression]].concat();
    written.extend(u16::try_from(extensions.len()).unwrap_or_default().to_be_bytes());
    written.extend(extensions);
    let again = ServerHello::read(&written);
    let same = |again: &ServerHello| {
        (again.version, again.suite, again.compression, again.retry, again.group, again.heartbeat)
            == (read.version, read.suite, read.compression, read.retry, read.group, read.heartbeat)
            && again.secure_renegotiation == read.secure_renegotiation
    };
    assert!(again.as_ref().is_some_and(same), "{read:?} {again:?}");
}

fn key_exchange(data: &[u8]) {
    let mut reader = Reader::new(data);
    let (Some(code), Some(most)) = (reader.pair(), reader.pair()) else { return };
    let body = data.get(4..).unwrap_or_default();
    let body = body.get(..usize::from(most).min(body.len())).unwrap_or_default();
    match KeyExchange::read(code, body) {
        Some(KeyExchange::Curve { public, .. }) => assert!(public.len() < body.len(), "more than was sent"),
        Some(KeyExchange::FiniteField { prime, public }) => {
            assert!(prime.len() + public.len() < body.len(), "more than was sent");
            assert!(prime.first().is_some_and(|byte| *byte != 0), "a leading zero");
        }
        None => {}
    }
}
