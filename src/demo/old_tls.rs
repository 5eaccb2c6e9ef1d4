//! The part of the portal that speaks the TLS of twenty years ago.
//!
//! No maintained library accepts TLS 1.0 or 3DES, and that is as it should be; so the server's
//! first flight is written by hand here (RFC 2246, RFC 5246). It goes as far as ServerHelloDone,
//! which proves the acceptance to an inspector and is of no use to anybody else.

use std::io::{self, Cursor};
use std::time::Duration;

use aws_lc_rs::agreement::{ECDH_P256, EphemeralPrivateKey};
use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::certificates::OldIdentity;
use super::client_hello::{ClientHello, read_client_hello};
use super::flaw::{Character, Flaw};

/// TLS_FALLBACK_SCSV (RFC 7507).
const FALLBACK: u16 = 0x5600;
/// TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, the one suite here with an ephemeral key.
const EPHEMERAL_TRIPLE_DES: u16 = 0xc012;
/// RSA key exchange, so without forward secrecy: AES_128_CBC_SHA, AES_256_CBC_SHA.
const STATIC: &[u16] = &[0x002f, 0x0035];
/// RSA key exchange with AES_128_GCM_SHA256: TLS 1.2 only.
const STATIC_GCM: u16 = 0x009c;
/// TLS_RSA_WITH_3DES_EDE_CBC_SHA.
const TRIPLE_DES: u16 = 0x000a;
/// What rustls accepts in TLS 1.2 (ECDHE with AES-GCM or ChaCha20-Poly1305).
const MODERN: &[u16] = &[0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9];
/// The longest record of RFC 5246 (16384 and 2048 of expansion) with its header.
const RECORD_LIMIT: usize = 5 + 16_384 + 2_048;
/// How long an old client may take to give up.
const PARTING: Duration = Duration::from_millis(300);

/// How a client is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// By rustls.
    Modern,
    /// By hand, with this version and suite.
    Old { version: u16, suite: u16 },
    /// With this fatal alert.
    Refused(u8),
}

/// Reads the client's first record and answers it by hand where the portal's character asks for
/// that; otherwise gives the stream back as if nothing had been read.
pub(super) async fn welcome(
    mut stream: TcpStream,
    character: Character,
    identity: Option<&OldIdentity>,
) -> io::Result<Option<impl AsyncRead + AsyncWrite + Unpin + Send + 'static>> {
    let first = first_record(&mut stream).await?;
    let hello = read_client_hello(&first);
    let flight = match hello.as_ref().map_or(Way::Modern, |hello| way(hello, character)) {
        Way::Modern => {
            let (read, write) = stream.into_split();
            return Ok(Some(tokio::io::join(Cursor::new(first).chain(read), write)));
        }
        Way::Refused(alert) => record(0x15, hello.map_or(0x0301, |hello| hello.version.min(0x0303)), &[2, alert]),
        Way::Old { version, suite } => {
            match hello.zip(identity).and_then(|(hello, own)| flight(&hello, version, suite, own)) {
                Some(flight) => flight,
                None => return Ok(None),
            }
        }
    };
    stream.write_all(&flight).await?;
    part(stream).await;
    Ok(None)
}

async fn first_record(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut header = [0_u8; 5];
    stream.read_exact(&mut header).await?;
    let [kind, _, _, high, low] = header;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let mut first = header.to_vec();
    if kind != 0x16 || header.len() + length > RECORD_LIMIT {
        return Ok(first);
    }
    first.resize(header.len() + length, 0);
    if let Some(body) = first.get_mut(header.len()..) {
        stream.read_exact(body).await?;
    }
    Ok(first)
}

/// Lets the client read the flight before the connection goes, so that no reset overtakes it.
async fn part(mut stream: TcpStream) {
    let mut rest = [0_u8; 4096];
    let _ = tokio::time::timeout(PARTING, stream.read(&mut rest)).await;
    let _ = stream.shutdown().await;
    let _ = tokio::time::timeout(PARTING, stream.read(&mut rest)).await;
}

fn way(hello: &ClientHello, character: Character) -> Way {
    let offers = |suite: &u16| hello.suites.contains(suite);
    if hello.version < 0x0304 && offers(&FALLBACK) && !character.has(Flaw::Fallback) {
        return Way::Refused(86);
    }
    let mut accepted = Vec::new();
    let old = matches!(hello.version, 0x0301 | 0x0302) && character.has(Flaw::OldVersions);
    if hello.version < 0x0303 && !old {
        // rustls would refuse too, but for the first reason it meets and not for the version.
        return Way::Refused(70);
    }
    let bare = hello.version == 0x0303 && !MODERN.iter().any(offers);
    if old || (bare && character.has(Flaw::StaticKeyExchange)) {
        accepted.extend(bare.then_some(STATIC_GCM));
        accepted.extend(STATIC);
    }
    if (old || bare) && character.has(Flaw::WeakSuites) {
        accepted.push(TRIPLE_DES);
        // Its signature in TLS 1.0 and 1.1 is made with MD5 and SHA-1 joined: TLS 1.2 only.
        accepted.extend(bare.then_some(EPHEMERAL_TRIPLE_DES));
    }
    match accepted.iter().find(|suite| offers(suite)) {
        Some(suite) => Way::Old { version: hello.version, suite: *suite },
        None if old => Way::Refused(40),
        None => Way::Modern,
    }
}

/// ServerHello, Certificate, ServerKeyExchange where the suite has one, ServerHelloDone.
fn flight(hello: &ClientHello, version: u16, suite: u16, identity: &OldIdentity) -> Option<Vec<u8>> {
    let mut random = [0_u8; 32];
    fill(&mut random).ok()?;
    let mut flight = record(0x16, version, &message(2, &server_hello(hello, version, suite, &random)));
    let chain: Vec<u8> = identity.chain.iter().flat_map(|certificate| long_vector(certificate)).collect();
    flight.extend(record(0x16, version, &message(11, &long_vector(&chain))));
    if suite == EPHEMERAL_TRIPLE_DES {
        let exchange = key_exchange(&hello.random, &random, identity)?;
        flight.extend(record(0x16, version, &message(12, &exchange)));
    }
    flight.extend(record(0x16, version, &message(14, &[])));
    Some(flight)
}

/// RFC 5246, 7.4.1.3, with the empty renegotiation_info of RFC 5746 where the client knows it.
fn server_hello(hello: &ClientHello, version: u16, suite: u16, random: &[u8; 32]) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend(random);
    body.push(0);
    body.extend(suite.to_be_bytes());
    body.push(0);
    if hello.renegotiation {
        body.extend([0, 5, 0xff, 0x01, 0, 1, 0]);
    }
    body
}

/// RFC 8422, 5.4: an ephemeral P-256 point, signed with RSA and SHA-256.
fn key_exchange(client_random: &[u8], server_random: &[u8], identity: &OldIdentity) -> Option<Vec<u8>> {
    let random = SystemRandom::new();
    let point = EphemeralPrivateKey::generate(&ECDH_P256, &random).ok()?.compute_public_key().ok()?;
    let mut body = vec![3, 0, 23, u8::try_from(point.as_ref().len()).ok()?];
    body.extend(point.as_ref());
    let signed = [client_random, server_random, &body].concat();
    let mut signature = vec![0; identity.key.public_modulus_len()];
    identity.key.sign(&RSA_PKCS1_SHA256, &random, &signed, &mut signature).ok()?;
    body.extend([4, 1]);
    body.extend(u16::try_from(signature.len()).ok()?.to_be_bytes());
    body.extend(signature);
    Some(body)
}

/// A handshake message with its type and 24-bit length.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind], long_vector(body).as_slice()].concat()
}

/// A vector with a 24-bit length; nothing here is longer than a few thousand bytes.
fn long_vector(body: &[u8]) -> Vec<u8> {
    let [.., high, middle, low] = body.len().to_be_bytes();
    [&[high, middle, low], body].concat()
}

/// One record; nothing here is longer than a record may be.
fn record(kind: u8, version: u16, body: &[u8]) -> Vec<u8> {
    let [major, minor] = version.to_be_bytes();
    let [.., high, low] = body.len().to_be_bytes();
    [&[kind, major, minor, high, low], body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(version: u16, suites: &[u16]) -> ClientHello {
        ClientHello { version, random: vec![0; 32], suites: suites.to_vec(), renegotiation: false }
    }

    #[test]
    fn a_client_that_offers_anything_modern_is_left_to_rustls() {
        for version in [0x0303, 0x0304] {
            assert_eq!(way(&hello(version, &[TRIPLE_DES, 0x002f, 0xc02f]), Character::Flawed), Way::Modern);
        }
    }

    #[test]
    fn old_versions_are_refused_as_such() {
        assert_eq!(way(&hello(0x0300, &[TRIPLE_DES]), Character::Flawed), Way::Refused(70));
        assert_eq!(way(&hello(0x0301, &[0x002f]), Character::Flawed), Way::Old { version: 0x0301, suite: 0x002f });
        assert_eq!(way(&hello(0x0301, &[0x002f]), Character::Sound), Way::Refused(70));
    }

    #[test]
    fn weak_suites_end_one_by_one_and_not_with_another_flaw() {
        let old = |suite| Way::Old { version: 0x0303, suite };
        assert_eq!(way(&hello(0x0303, &[0xc012, 0x000a]), Character::Flawed), old(0x000a));
        assert_eq!(way(&hello(0x0303, &[0xc012]), Character::Flawed), old(0xc012));
        assert_eq!(way(&hello(0x0303, &[0x009c]), Character::Flawed), old(0x009c));
        assert_eq!(way(&hello(0x0303, &[0x0005]), Character::Flawed), Way::Modern);
        assert_eq!(way(&hello(0x0303, &[0xc012, 0x000a, 0x002f]), Character::Sound), Way::Modern);
    }

    #[test]
    fn an_ephemeral_key_is_signed_by_the_certificate_shown() {
        use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
        use x509_parser::prelude::{FromDer, X509Certificate};

        use super::super::certificates::Certificates;

        let issued = Certificates::issue(
            Character::Flawed,
            jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(500_000),
        );
        let identity = issued.expect("certificates").old.expect("an old identity");
        let body = key_exchange(&[1; 32], &[2; 32], &identity).expect("a key exchange");
        let (params, signature) = body.split_at(4 + 65);
        assert_eq!((&params[..4], &signature[..4]), (&[3, 0, 23, 65][..], &[4, 1, 1, 0][..]));
        let (_, leaf) = X509Certificate::from_der(&identity.chain[0]).expect("a certificate");
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &leaf.public_key().subject_public_key.data);
        let signed = [&[1; 32], &[2; 32], params].concat();
        key.verify(&signed, &signature[4..]).expect("a good signature");
        let hello = hello(0x0303, &[EPHEMERAL_TRIPLE_DES]);
        let flight = flight(&hello, 0x0303, EPHEMERAL_TRIPLE_DES, &identity).expect("a flight");
        assert_eq!(messages(&flight), [2, 11, 12, 14]);
    }

    /// The handshake types in a flight of one message a record.
    fn messages(mut flight: &[u8]) -> Vec<u8> {
        let mut kinds = Vec::new();
        while let [0x16, 3, 3, high, low, kind, ..] = flight {
            kinds.push(*kind);
            flight = &flight[5 + usize::from(u16::from_be_bytes([*high, *low]))..];
        }
        assert!(flight.is_empty(), "bytes after the last record");
        kinds
    }

    #[test]
    fn a_fallback_is_noticed_by_the_sound_portal_only() {
        assert_eq!(way(&hello(0x0303, &[0xc02f, FALLBACK]), Character::Sound), Way::Refused(86));
        assert_eq!(way(&hello(0x0303, &[0xc02f, FALLBACK]), Character::Flawed), Way::Modern);
        assert_eq!(way(&hello(0x0304, &[0x1301, FALLBACK]), Character::Sound), Way::Modern);
    }
}
