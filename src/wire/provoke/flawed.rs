//! A server of TLS 1.2 with the flaws that nobody ships any more, for the tests. It speaks one suite, RSA with
//! AES-128-CBC-SHA, and is fair wherever no flaw is asked for.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use num_bigint::BigUint;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::act::RecordForm;
use super::cipher::Cipher;
use super::greeting::message;
use super::prf::Prf;
use super::protect::{Fault, Protection, protections};
use super::rsa::stretched;
use crate::wire::hello::Reader;
use crate::wire::rehearsal::openssl;
use crate::wire::{Endpoint, TlsVersion};

/// The flaws; none by default.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flaws {
    /// Heartbeats are taken, and answered (`Some(true)`) with as much as they claim.
    pub(crate) heartbeat: Option<bool>,
    /// ChangeCipherSpec is taken at any time.
    pub(crate) early_change: bool,
    /// What the padding of a premaster secret gives away.
    pub(crate) robot: Option<Robot>,
    /// What the padding of a record gives away.
    pub(crate) padding: Option<Padding>,
    /// Whether handshakes may be begun anew.
    pub(crate) renegotiates: bool,
    /// Tickets are given, and their sessions resumed with a session id of so many bytes.
    pub(crate) ticket: Option<u8>,
    /// Some alerts are others, in a sequence without a period.
    pub(crate) unsteady: bool,
    /// After its first flight it says nothing.
    pub(crate) mute: bool,
}

/// Flaws in the reading of a premaster secret.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Robot {
    /// Whatever is wrong is answered by one alert.
    Weak,
    /// A wrong beginning is answered by an alert, the rest is let pass.
    Strong,
    /// As `Strong`, but the alert comes only when the handshake ends early: otherwise it is the usual one.
    EarlyEnd,
}

/// Flaws in the reading of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Padding {
    /// Wrong padding is not looked at.
    Unchecked,
    /// Wrong padding has an alert of its own.
    OwnAlert,
    /// After an empty record with wrong padding the connection stays open.
    EmptyStaysOpen,
    /// A record that is nothing but padding overflows.
    NoRoom,
}

const SUITE: u16 = 0x002f;
const RANDOM: [u8; 32] = [7; 32];

/// The server's key and certificate.
struct Identity {
    certificate: Vec<u8>,
    modulus: BigUint,
    private: BigUint,
    length: usize,
}

impl Identity {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        openssl(path, "req -x509 -newkey rsa:512 -nodes -keyout key.pem -out cert.pem -subj /CN=a -days 9");
        openssl(path, "x509 -in cert.pem -outform DER -out cert.der");
        openssl(path, "rsa -in key.pem -traditional -outform DER -out key.der");
        let read = |name| std::fs::read(path.join(name)).expect("a file");
        // SEQUENCE of INTEGERs: version, modulus, public exponent, private exponent (RFC 8017, A.1.2).
        let der = read("key.der");
        let mut rest = &der[4..];
        let mut numbers = Vec::new();
        while numbers.len() < 4 {
            let (skip, length) = match rest[1] {
                0x81 => (3, usize::from(rest[2])),
                0x82 => (4, usize::from(u16::from_be_bytes([rest[2], rest[3]]))),
                short => (2, usize::from(short)),
            };
            numbers.push(BigUint::from_bytes_be(&rest[skip..skip + length]));
            rest = &rest[skip + length..];
        }
        let [_, modulus, _, private] = numbers.try_into().expect("four numbers");
        Self { certificate: read("cert.der"), length: modulus.to_bytes_be().len(), modulus, private }
    }

    /// The block that was encrypted.
    fn decrypt(&self, hidden: &[u8]) -> Vec<u8> {
        stretched(&BigUint::from_bytes_be(hidden).modpow(&self.private, &self.modulus), self.length)
    }
}

/// The bytes of a first flight, for whom wants to damage them.
pub(super) fn first_flight() -> Vec<u8> {
    let identity = Identity::new();
    let hello = Heard { ticket: None, heartbeat: true, whole: Vec::new(), random: [0; 32] };
    flight(&identity, &hello, Flaws { heartbeat: Some(false), ticket: Some(1), ..Flaws::default() })
        .iter()
        .flat_map(|message| record(22, message))
        .collect()
}

/// Starts it; it listens until the test ends.
pub(crate) async fn start(flaws: Flaws) -> Endpoint {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (identity, count) = (Arc::new(Identity::new()), Arc::new(AtomicUsize::new(0)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let identity = Arc::clone(&identity);
            let place = count.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let mut visit = Visit { stream, flaws, place, reading: None, writing: None, messages: Vec::new() };
                visit.serve(&identity).await
            });
        }
    });
    Endpoint::new("portal.example.vn", IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// What was read of a ClientHello.
struct Heard {
    whole: Vec<u8>,
    random: [u8; 32],
    /// The ticket that was offered, if the extension is there.
    ticket: Option<Vec<u8>>,
    heartbeat: bool,
}

struct Visit {
    stream: TcpStream,
    flaws: Flaws,
    place: usize,
    reading: Option<Protection>,
    writing: Option<Protection>,
    messages: Vec<u8>,
}

impl Visit {
    /// `None` once the connection ends.
    async fn serve(&mut self, identity: &Identity) -> Option<()> {
        let (_, hello) = self.read().await?;
        let hello = match hear(hello.ok()?) {
            Ok(hello) => hello,
            Err(alert) => return self.refuse(alert).await,
        };
        self.messages = hello.whole.clone();
        if hello.ticket.as_ref().is_some_and(|ticket| !ticket.is_empty()) {
            let id = vec![0x4b; usize::from(self.flaws.ticket?)];
            let whole = server_hello(&hello, self.flaws, &id);
            self.send(22, &whole).await?;
            return self.send(20, &[1]).await;
        }
        for whole in flight(identity, &hello, self.flaws) {
            self.messages.extend(&whole);
            self.send(22, &whole).await?;
        }
        if self.flaws.mute {
            return self.stream.read_to_end(&mut Vec::new()).await.ok().map(drop);
        }
        let key = self.key(identity).await?;
        self.finish(&hello, &key).await?;
        self.talk().await
    }

    /// Everything up to the ClientKeyExchange: the premaster secret.
    async fn key(&mut self, identity: &Identity) -> Option<Vec<u8>> {
        loop {
            let (kind, content) = self.read().await?;
            let Ok(content) = content else {
                self.refuse(21).await?;
                return None;
            };
            match kind {
                // Padding comes with a heartbeat, or it holds nothing to be given back.
                24 if self.flaws.heartbeat == Some(true) => {
                    let claimed = usize::from(*content.get(2)?);
                    self.send(24, &[&[2, 0, content[2]][..], &vec![0x53; claimed + 16]].concat()).await?;
                }
                24 => {}
                20 if self.flaws.early_change => {
                    let keys = protections(TlsVersion::Tls12, Cipher::of(SUITE)?, &[], &RANDOM, &[0; 32]);
                    self.reading = Some(keys.0);
                }
                22 if content.first() == Some(&16) => {
                    self.messages.extend(&content);
                    let block = identity.decrypt(content.get(6..)?);
                    return self.premaster(&block).await;
                }
                _ => {
                    self.refuse(10).await?;
                    return None;
                }
            }
        }
    }

    /// The secret of a block, or, where the flaw says so, an alert.
    async fn premaster(&mut self, block: &[u8]) -> Option<Vec<u8>> {
        let (filler, tail) = block.split_at(block.len() - 49);
        let head = block.starts_with(&[0, 2]);
        let right = head && !filler[2..].contains(&0) && tail.starts_with(&[0, 3, 3]);
        let refused = match self.flaws.robot {
            Some(Robot::Weak) => !right,
            Some(Robot::Strong) => !head,
            Some(Robot::EarlyEnd) if !head => {
                // Only who waits is answered.
                let mut byte = [0];
                let waited = std::time::Duration::from_millis(300);
                tokio::time::timeout(waited, self.stream.peek(&mut byte)).await.is_err()
            }
            _ => false,
        };
        if refused {
            self.refuse(51).await?;
            return None;
        }
        Some(if right { tail[1..].to_vec() } else { vec![9; 48] })
    }

    /// ChangeCipherSpec and Finished of both sides.
    async fn finish(&mut self, hello: &Heard, secret: &[u8]) -> Option<()> {
        let seed = [hello.random, RANDOM].concat();
        let master = Prf::Sha256.expand(secret, "master secret", &seed, 48);
        let (client, server) = protections(TlsVersion::Tls12, Cipher::of(SUITE)?, &master, &RANDOM, &hello.random);
        let (20, Ok(_)) = self.read().await? else { return self.refuse(10).await };
        self.reading = Some(client);
        let (_, finished) = self.read().await?;
        let Ok(finished) = finished else { return self.refuse(20).await };
        self.messages.extend(&finished);
        if self.flaws.ticket.is_some() {
            let whole = message(4, &[&[0, 0, 0, 9, 0, 5][..], b"a box"].concat());
            self.messages.extend(&whole);
            self.send(22, &whole).await?;
        }
        let own = Prf::Sha256.expand(&master, "server finished", &Prf::Sha256.digest(&self.messages), 12);
        self.send(20, &[1]).await?;
        self.writing = Some(server);
        self.send(22, &message(20, &own)).await
    }

    /// The session.
    async fn talk(&mut self) -> Option<()> {
        let (kind, length, content) = self.read_sized().await?;
        match (content, self.flaws.padding) {
            (Ok(_), _) if kind == 22 && self.flaws.renegotiates => self.send(22, &message(2, &[0; 40])).await,
            (Ok(_), _) if kind == 22 => {
                self.send(21, &[1, 100]).await?;
                self.read().await.map(drop)
            }
            (Ok(_), _) | (Err(Fault::Filler), Some(Padding::Unchecked)) => {
                self.send(23, b"HTTP/1.1 200 OK\r\n\r\n").await
            }
            (Err(Fault::Filler), Some(Padding::OwnAlert)) => self.refuse(21).await,
            (Err(Fault::Filler), Some(Padding::EmptyStaysOpen)) if length == 16 + 48 => {
                self.send(21, &[2, 20]).await?;
                self.read().await.map(drop)
            }
            (Err(Fault::Padding), Some(Padding::NoRoom)) if length == 16 + 80 => self.refuse(22).await,
            (Err(_), _) => self.refuse(20).await,
        }
    }

    async fn read(&mut self) -> Option<(u8, Result<Vec<u8>, Fault>)> {
        self.read_sized().await.map(|(kind, _, content)| (kind, content))
    }

    /// A record: its kind, the length of its body, its content.
    async fn read_sized(&mut self) -> Option<(u8, usize, Result<Vec<u8>, Fault>)> {
        let mut head = [0; 5];
        self.stream.read_exact(&mut head).await.ok()?;
        let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        self.stream.read_exact(&mut body).await.ok()?;
        let length = body.len();
        Some((
            head[0],
            length,
            match &mut self.reading {
                Some(protection) => protection.open(head[0], &body),
                None => Ok(body),
            },
        ))
    }

    async fn refuse(&mut self, alert: u8) -> Option<()> {
        let alert = if self.flaws.unsteady && self.place.count_ones() % 2 == 1 { 80 } else { alert };
        self.send(21, &[2, alert]).await?;
        self.stream.shutdown().await.ok()?;
        // A close with unread bytes would be a reset.
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest).await.ok().map(drop)
    }

    async fn send(&mut self, kind: u8, content: &[u8]) -> Option<()> {
        let body = match &mut self.writing {
            Some(protection) => protection.seal(kind, content, RecordForm::Right).ok()?,
            None => content.to_vec(),
        };
        self.stream.write_all(&record(kind, &body)).await.ok()
    }
}

/// Reads a ClientHello message, or says the alert that answers it.
fn hear(whole: Vec<u8>) -> Result<Heard, u8> {
    let mut body = Reader::new(whole.get(4..).ok_or(50)?);
    if body.pair() != Some(TlsVersion::Tls12.code()) {
        return Err(70);
    }
    let random: [u8; 32] = body.take(32).and_then(|bytes| bytes.try_into().ok()).ok_or(50)?;
    body.short().ok_or(50)?;
    let suites = body.long().ok_or(50)?;
    if !suites.chunks(2).any(|pair| pair == SUITE.to_be_bytes()) {
        return Err(40);
    }
    body.short().ok_or(50)?;
    let mut list = Reader::new(body.long().unwrap_or_default());
    let (mut ticket, mut heartbeat, mut modern) = (None, false, false);
    while let (Some(code), Some(content)) = (list.pair(), list.long()) {
        match code {
            15 => heartbeat = true,
            35 => ticket = Some(content.to_vec()),
            43 => modern = true,
            _ => {}
        }
    }
    if modern { Err(70) } else { Ok(Heard { whole, random, ticket, heartbeat }) }
}

fn server_hello(hello: &Heard, flaws: Flaws, id: &[u8]) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend(RANDOM);
    body.push(u8::try_from(id.len()).expect("a short id"));
    body.extend(id);
    body.extend(SUITE.to_be_bytes());
    body.push(0);
    let mut list = vec![0xff, 1, 0, 1, 0];
    if hello.heartbeat && flaws.heartbeat.is_some() {
        list.extend([0, 15, 0, 1, 1]);
    }
    if flaws.ticket.is_some() {
        list.extend([0, 35, 0, 0]);
    }
    body.extend(u16::try_from(list.len()).expect("short").to_be_bytes());
    body.extend(list);
    message(2, &body)
}

/// The messages of the first flight.
fn flight(identity: &Identity, hello: &Heard, flaws: Flaws) -> [Vec<u8>; 3] {
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("short").to_be_bytes()[1..].to_vec();
    let one = [length(&identity.certificate), identity.certificate.clone()].concat();
    [server_hello(hello, flaws, &[]), message(11, &[length(&one), one].concat()), message(14, &[])]
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("short").to_be_bytes();
    [&[kind, 3, 3], &length[..], body].concat()
}
