//! Servers with the habits of real ones, for the tests: they answer hellos over TCP, and no more.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::probe::rehearsal::NAME;
use crate::wire::{Endpoint, Manner, TlsVersion, suite};

/// How a server says no.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Refusal {
    /// By an alert.
    Alert,
    /// By closing.
    Close,
    /// By a reset.
    Reset,
    /// By saying nothing.
    Silence,
}

/// What a server gives up on, though it should bear it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fear {
    /// Reserved values.
    Grease,
    /// An extension it does not know.
    UnknownExtension,
    /// A version higher than its own.
    FutureVersion,
    /// Lengths of the hello from the first to before the second: it says nothing.
    Lengths(usize, usize),
}

/// What a server does that none should.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Temper {
    /// Nothing of that kind.
    Even,
    /// Swallows hellos of 256 to 511 bytes without a word (RFC 7685).
    Chokes,
    /// Sends one byte now and then, with so many milliseconds in between.
    Drips(u64),
    /// Announces a record longer than any may be, and begins to send it.
    Claims,
    /// Sends handshake messages without end, before an answer or after it.
    Endless {
        /// Whether the answer comes first.
        answers: bool,
    },
    /// Refuses by chance what it would accept, by this seed.
    Refuses(u64),
    /// Chooses by chance among what it accepts, by this seed.
    Gambles(u64),
    /// Is in truth two servers, of which the second accepts these suites and is met by chance, by this seed; without
    /// a seed in turn.
    Alternates(Option<u64>, Vec<u16>),
}

/// A server of one version.
#[derive(Clone, Debug)]
pub(super) struct Personality {
    pub(super) version: TlsVersion,
    /// The accepted suites, the server's favourite first.
    pub(super) suites: Vec<u16>,
    /// The accepted groups.
    pub(super) groups: Vec<u16>,
    /// Whether the server's order counts rather than the client's.
    pub(super) decides: bool,
    pub(super) refusal: Refusal,
    /// After so many connections, so many are spoilt, and again.
    pub(super) throttle: Option<(usize, usize)>,
    /// How these are spoilt.
    pub(super) throttled_by: Refusal,
    /// The most suites of a hello that is answered.
    pub(super) longest: usize,
    /// The size of the records.
    pub(super) piece: usize,
    /// Whether a warning comes before the answer.
    pub(super) warns: bool,
    /// Whether only who names the server is answered.
    pub(super) needs_name: bool,
    /// Whether a TLS 1.3 hello without a usable share is answered by a HelloRetryRequest.
    pub(super) retries: bool,
    /// Whether nothing is ever answered.
    pub(super) tarpit: bool,
    /// The algorithms it signs with in TLS 1.2, its favourite first.
    pub(super) signs: Vec<u16>,
    /// Whether it is two servers behind one door: whoever offers any good suite meets the one that has
    /// only such.
    pub(super) front: bool,
    /// What it gives up on.
    pub(super) fears: Vec<Fear>,
    /// The answer to a hello of SSL 2.0: a message without the head of its record.
    pub(super) ssl2: Option<Vec<u8>>,
    pub(super) temper: Temper,
}

/// What was read of a hello.
#[derive(Debug, Default)]
struct Heard {
    version: u16,
    session: Vec<u8>,
    suites: Vec<u16>,
    groups: Vec<u16>,
    shares: Vec<u16>,
    signatures: Vec<u16>,
    named: bool,
    future: bool,
    extensions: Vec<u16>,
}

impl Personality {
    /// A server of good manners.
    pub(super) fn new(version: TlsVersion, suites: &[u16]) -> Self {
        Self {
            version,
            suites: suites.to_vec(),
            groups: vec![29, 23],
            decides: true,
            refusal: Refusal::Alert,
            throttle: None,
            throttled_by: Refusal::Close,
            longest: usize::MAX,
            piece: 16_000,
            warns: false,
            needs_name: false,
            retries: true,
            tarpit: false,
            signs: vec![0x0401],
            front: false,
            fears: Vec::new(),
            ssl2: None,
            temper: Temper::Even,
        }
    }

    /// Listens until the test ends.
    pub(super) async fn start(self) -> Endpoint {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (own, count) = (Arc::new(self), Arc::new(AtomicUsize::new(0)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (own, place) = (Arc::clone(&own), count.fetch_add(1, Ordering::Relaxed));
                tokio::spawn(async move { own.serve(stream, place).await });
            }
        });
        Endpoint::new(NAME, IpAddr::V4(Ipv4Addr::LOCALHOST), port)
    }

    async fn serve(&self, mut stream: TcpStream, place: usize) -> Option<()> {
        if self.throttle.is_some_and(|(taken, reset)| place % (taken + reset) >= taken) {
            return match self.throttled_by {
                Refusal::Alert | Refusal::Close => None,
                Refusal::Reset => reset(&stream),
                Refusal::Silence => silence(stream).await,
            };
        }
        let mut head = [0; 5];
        stream.read_exact(&mut head).await.ok()?;
        if head[0] & 0x80 != 0 {
            let mut rest = vec![0; usize::from(u16::from_be_bytes([head[0] & 0x7f, head[1]])).saturating_sub(3)];
            stream.read_exact(&mut rest).await.ok()?;
            return self.serve_ssl2(stream).await;
        }
        let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        stream.read_exact(&mut body).await.ok()?;
        let mut heard = hear(&body)?;
        if self
            .fears
            .iter()
            .any(|fear| matches!(fear, Fear::Lengths(least, end) if (*least..*end).contains(&body.len())))
        {
            return silence(stream).await;
        }
        let unwelcome = heard.suites.len() > self.longest || self.fears.iter().any(|fear| heard.frightens(*fear));
        // Who bears a version of the future answers in its own.
        if heard.future && !unwelcome {
            heard.version = self.version.code();
        }
        let answer = if unwelcome { None } else { self.tempered(&heard, place) };
        let bytes = match (answer, self.refusal) {
            _ if self.tarpit => return silence(stream).await,
            _ if self.temper == Temper::Chokes && (256..512).contains(&body.len()) => return silence(stream).await,
            _ if self.temper == Temper::Claims => {
                stream.write_all(&[&[22, 3, 3, 0x48, 1][..], &[7; 100]].concat()).await.ok()?;
                return silence(stream).await;
            }
            (Some(flight), _) if matches!(self.temper, Temper::Endless { .. }) => {
                return self.talk(stream, flight).await;
            }
            (Some(flight), _) if matches!(self.temper, Temper::Drips(_)) => return self.drip(stream, flight).await,
            (Some(flight), _) => {
                let warning = if self.warns { record(21, &[1, 112]) } else { Vec::new() };
                warning.into_iter().chain(flight.chunks(self.piece).flat_map(|piece| record(22, piece))).collect()
            }
            (None, Refusal::Alert) if heard.version != self.version.code() => record(21, &[2, 70]),
            (None, Refusal::Alert) => record(21, &[2, 40]),
            (None, Refusal::Close) => Vec::new(),
            (None, Refusal::Reset) => return reset(&stream),
            (None, Refusal::Silence) => return silence(stream).await,
        };
        stream.write_all(&bytes).await.ok()?;
        stream.shutdown().await.ok()
    }

    async fn serve_ssl2(&self, mut stream: TcpStream) -> Option<()> {
        let bytes = match (&self.ssl2, self.refusal) {
            _ if self.tarpit => return silence(stream).await,
            (Some(message), _) => {
                let length = u16::try_from(message.len()).expect("short") | 0x8000;
                [&length.to_be_bytes(), message.as_slice()].concat()
            }
            (None, Refusal::Alert) => record(21, &[2, 70]),
            (None, Refusal::Close) => Vec::new(),
            (None, Refusal::Silence) => return silence(stream).await,
            (None, Refusal::Reset) => return reset(&stream),
        };
        stream.write_all(&bytes).await.ok()?;
        stream.shutdown().await.ok()
    }

    /// Handshake messages that nobody asked for, for as long as somebody listens.
    async fn talk(&self, mut stream: TcpStream, flight: Vec<u8>) -> Option<()> {
        let hello = 4 + flight.get(1..4)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let first = if self.temper == (Temper::Endless { answers: true }) { flight.get(..hello)? } else { &[] };
        stream.write_all(&if first.is_empty() { Vec::new() } else { record(22, first) }).await.ok()?;
        let requests = record(22, &message(0, &[]).repeat(100));
        loop {
            stream.write_all(&requests).await.ok()?;
        }
    }

    async fn drip(&self, mut stream: TcpStream, flight: Vec<u8>) -> Option<()> {
        let Temper::Drips(pause) = self.temper else { return None };
        for byte in record(22, &flight) {
            stream.write_all(&[byte]).await.ok()?;
            tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
        }
        silence(stream).await
    }

    fn tempered(&self, heard: &Heard, place: usize) -> Option<Vec<u8>> {
        match &self.temper {
            Temper::Refuses(seed) if chance(*seed, place).is_multiple_of(2) => None,
            Temper::Gambles(seed) => {
                let mut own = Self { decides: true, ..self.clone() };
                own.suites.sort_by_key(|code| chance(*seed ^ u64::from(*code), place));
                own.answer(heard)
            }
            Temper::Alternates(None, suites) if place % 2 == 1 => {
                Self { suites: suites.clone(), ..self.clone() }.answer(heard)
            }
            Temper::Alternates(Some(seed), suites) if chance(*seed, place) % 2 == 1 => {
                Self { suites: suites.clone(), ..self.clone() }.answer(heard)
            }
            _ => self.answer(heard),
        }
    }

    fn answer(&self, heard: &Heard) -> Option<Vec<u8>> {
        if heard.version != self.version.code() || self.needs_name && !heard.named {
            return None;
        }
        let shared = |group: &&u16| self.groups.contains(group);
        let group = heard.groups.iter().find(shared).copied();
        let possible = |code: u16| group.is_some() || !suite(code).is_some_and(|suite| suite.name.contains("ECDH"));
        let good = |code: &u16| suite(*code).is_some_and(|suite| suite.weak.is_none() && suite.forward_secret());
        let barred = self.front && heard.suites.iter().any(good);
        let possible = |code: u16| possible(code) && (!barred || good(&code));
        let both =
            |mine: &[u16], other: &[u16]| mine.iter().copied().find(|code| other.contains(code) && possible(*code));
        let chosen = if self.decides { both(&self.suites, &heard.suites) } else { both(&heard.suites, &self.suites) }?;
        if self.version == TlsVersion::Tls13 {
            let ready = heard.shares.iter().find(shared).copied();
            return match (ready, group) {
                (Some(group), _) => Some(server_hello(heard, chosen, Some((group, false)))),
                (None, Some(group)) if self.retries => Some(server_hello(heard, chosen, Some((group, true)))),
                _ => None,
            };
        }
        let mut flight = server_hello(heard, chosen, None);
        if let Some(group) = group.filter(|_| suite(chosen).is_some_and(|suite| suite.name.contains("ECDHE"))) {
            let [high, low] = group.to_be_bytes();
            let psk = suite(chosen).is_some_and(|suite| suite.name.contains("PSK"));
            let hint: &[u8] = if psk { &[0, 0] } else { &[] };
            let signed = self.version == TlsVersion::Tls12 && !psk;
            let algorithm = self.signs.iter().find(|code| heard.signatures.contains(code)).filter(|_| signed);
            if signed && algorithm.is_none() {
                return None;
            }
            let [first, second] = algorithm.copied().unwrap_or_default().to_be_bytes();
            let signature: &[u8] = if signed { &[first, second, 0, 1, 7] } else { &[] };
            flight.extend(message(12, &[hint, &[3, high, low, 1, 9], signature].concat()));
        }
        flight.extend(message(14, &[]));
        Some(flight)
    }
}

impl Heard {
    fn frightens(&self, fear: Fear) -> bool {
        let reserved = |code: &u16| *code == Manner::GREASE || *code == Manner::OTHER_GREASE;
        match fear {
            Fear::Grease => self.suites.iter().chain(&self.groups).chain(&self.extensions).any(reserved),
            Fear::UnknownExtension => self.extensions.contains(&Manner::UNKNOWN_EXTENSION),
            Fear::FutureVersion => self.future,
            Fear::Lengths(..) => false,
        }
    }
}

/// A number that looks like chance and is the same in every run (splitmix64).
fn chance(seed: u64, place: usize) -> u64 {
    let place = u64::try_from(place).expect("a small number");
    let mut mixed = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// Makes the close that follows a reset.
fn reset(stream: &TcpStream) -> Option<()> {
    stream.set_zero_linger().ok()
}

async fn silence(mut stream: TcpStream) -> Option<()> {
    let mut byte = [0];
    stream.read(&mut byte).await.ok().map(drop)
}

fn server_hello(heard: &Heard, chosen: u16, share: Option<(u16, bool)>) -> Vec<u8> {
    const RETRY: &str = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
    let digits = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let retry: Vec<u8> = RETRY.as_bytes().chunks(2).filter_map(digits).collect();
    let mut body = heard.version.min(0x0303).to_be_bytes().to_vec();
    body.extend(if matches!(share, Some((_, true))) { retry } else { vec![7; 32] });
    body.push(u8::try_from(heard.session.len()).expect("short"));
    body.extend(&heard.session);
    body.extend(chosen.to_be_bytes());
    body.push(0);
    if let Some((group, retry)) = share {
        let [high, low] = group.to_be_bytes();
        let mut list = vec![0, 43, 0, 2, 3, 4, 0, 51];
        list.extend::<&[u8]>(if retry { &[0, 2] } else { &[0, 5] });
        list.extend([high, low]);
        list.extend::<&[u8]>(if retry { &[] } else { &[0, 1, 9] });
        body.extend(u16::try_from(list.len()).expect("short").to_be_bytes());
        body.extend(list);
    }
    message(2, &body)
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    [&[kind], &length[1..], body].concat()
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("short").to_be_bytes();
    [&[kind, 3, 1], &length[..], body].concat()
}

/// Reads a ClientHello message (RFC 8446, section 4.1.2).
fn hear(body: &[u8]) -> Option<Heard> {
    let pair = |at: usize| Some(u16::from_be_bytes(body.get(at..at + 2)?.try_into().ok()?));
    let codes = |bytes: &[u8]| bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    let mut heard = Heard { version: pair(4)?, ..Heard::default() };
    let session = usize::from(*body.get(38)?);
    heard.session = body.get(39..39 + session)?.to_vec();
    let mut at = 39 + session;
    let length = usize::from(pair(at)?);
    heard.suites = codes(body.get(at + 2..at + 2 + length)?);
    at += 2 + length;
    at += 1 + usize::from(*body.get(at)?) + 2;
    while let (Some(kind), Some(length)) = (pair(at), pair(at + 2)) {
        heard.extensions.push(kind);
        let content = body.get(at + 4..at + 4 + usize::from(length))?;
        match kind {
            0 => heard.named = true,
            10 => heard.groups = codes(content.get(2..)?),
            13 => heard.signatures = codes(content.get(2..)?),
            43 => {
                let offered: Vec<u16> = codes(content.get(1..)?);
                heard.version = offered.into_iter().find(|code| *code != Manner::GREASE)?;
            }
            51 => {
                let mut rest = content.get(2..)?;
                while let [high, low, long, short, tail @ ..] = rest {
                    heard.shares.push(u16::from_be_bytes([*high, *low]));
                    rest = tail.get(usize::from(u16::from_be_bytes([*long, *short]))..)?;
                }
            }
            _ => {}
        }
        at += 4 + usize::from(length);
    }
    heard.future = heard.version == Manner::FUTURE_VERSION;
    Some(heard)
}
