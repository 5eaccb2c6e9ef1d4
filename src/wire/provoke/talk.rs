//! One connection: the hello, the server's flight, and, where the act needs it, the handshake to its end.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use super::super::hello::{Fresh, Hello, Reader, ServerHello};
use super::act::{PremasterForm, Ticket};
use super::agreement::{Agreed, Obstacle, by_exchange, by_rsa};
use super::channel::{Break, Channel, Heard};
use super::cipher::{Agreement, Cipher};
use super::greeting::{Wish, client_hello, message};
use super::protect::protections;
use super::reaction::Conduct;
use super::rsa::RsaKey;
use crate::fact::Reason;
use crate::text::{Text, text};
use crate::wire::{TlsVersion, suite_name};

/// The longest flight of a server that is kept for the hash over the handshake.
const MOST_FLIGHT: usize = 128 * 1024;
/// How long an act waits at least, and at most, for a reaction; in between, four times the time the server took for
/// its first flight.
const WAIT: (Duration, Duration) = (Duration::from_millis(1000), Duration::from_millis(2500));

/// A connection on which the server has answered the hello.
#[derive(Debug)]
pub(super) struct Talk<'s, S> {
    /// The records.
    pub(super) channel: Channel<'s, S>,
    /// What the server chose.
    pub(super) server: ServerHello,
    /// Our Finished, once it was sent (RFC 5746, section 3.1).
    pub(super) own_finished: Vec<u8>,
    /// The ticket that the server gave.
    pub(super) ticket: Option<Ticket>,
    /// How long silence lasts before it counts as such.
    pub(super) patience: Duration,
    client_random: [u8; 32],
    server_random: Vec<u8>,
    messages: Vec<u8>,
    leaf: Vec<u8>,
    exchange: Vec<u8>,
    asks_certificate: bool,
}

/// What became of a hello.
#[derive(Debug)]
pub(super) enum Opening<'s, S> {
    /// The server's flight came whole.
    Open(Box<Talk<'s, S>>),
    /// The server broke off.
    Over(Conduct),
}

/// Sends the hello and reads the flight up to ServerHelloDone.
pub(super) async fn open<'s, S>(stream: &'s mut S, hello: &Hello, wish: &Wish<'_>) -> Result<Opening<'s, S>, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let fresh = Fresh::draw(hello)?;
    let started = Instant::now();
    let mut channel = Channel::new(stream);
    channel.speak(hello.version.min(TlsVersion::Tls10));
    let sent = client_hello(hello, wish, &fresh);
    channel.send(22, &sent).await?;
    let first = loop {
        match channel.hear(None).await? {
            Heard::Message(whole) if whole.first() == Some(&2) => break whole,
            heard => {
                if let Some(conduct) = over(&mut channel, heard).await? {
                    return Ok(Opening::Over(conduct));
                }
            }
        }
    };
    let patience = (started.elapsed() * 4).clamp(WAIT.0, WAIT.1);
    let (server, server_random) = server_hello(hello, &first)?;
    channel.speak(server.version);
    let mut talk = Talk {
        channel,
        server,
        own_finished: Vec::new(),
        ticket: None,
        patience,
        client_random: fresh.random,
        server_random,
        messages: [sent, first].concat(),
        leaf: Vec::new(),
        exchange: Vec::new(),
        asks_certificate: false,
    };
    match talk.read_flight().await? {
        None => Ok(Opening::Open(Box::new(talk))),
        Some(conduct) => Ok(Opening::Over(conduct)),
    }
}

/// Checks that the server chose out of what was offered.
fn server_hello(hello: &Hello, whole: &[u8]) -> Result<(ServerHello, Vec<u8>), Break> {
    let body = whole.get(4..).unwrap_or_default();
    let random = body.get(2..34).unwrap_or_default().to_vec();
    let server = ServerHello::read(body).filter(|_| random.len() == 32).ok_or_else(unreadable)?;
    if server.version != hello.version || !hello.suites.contains(&server.suite) || server.compression != 0 {
        let chosen = suite_name(server.suite);
        return Err(Break::Told(
            Reason::Inconsistent,
            text!(
                "máy chủ chọn {chosen}, điều lời chào lần này không đề nghị",
                "the server chose {chosen}, which the hello did not offer this time"
            ),
        ));
    }
    Ok((server, random))
}

/// What a word outside of the handshake's course means for it: nothing, or that it is over.
pub(super) async fn over<S>(channel: &mut Channel<'_, S>, heard: Heard) -> Result<Option<Conduct>, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    Ok(match heard {
        Heard::Alert(alert) if alert.is_warning() => None,
        Heard::Alert(alert) => Some(after_alert(channel, alert, Duration::ZERO).await?),
        Heard::Closed => Some(Conduct::Closed),
        Heard::Reset => Some(Conduct::Reset),
        Heard::Silence => Some(Conduct::Silence),
        Heard::Message(_) | Heard::ChangeCipherSpec | Heard::Heartbeat(..) | Heard::Data(_) => None,
    })
}

/// How it goes on after an alert: whether more come, and whether the connection ends.
pub(super) async fn after_alert<S>(
    channel: &mut Channel<'_, S>,
    alert: crate::wire::Alert,
    patience: Duration,
) -> Result<Conduct, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut times = 1;
    let ended = loop {
        // What cannot be read after an alert adds nothing to it.
        match channel.hear(Some(patience)).await {
            Ok(Heard::Alert(_)) if times < 16 => times += 1,
            Ok(Heard::Closed | Heard::Reset) => break true,
            Ok(Heard::Silence | Heard::Alert(_)) | Err(_) => break false,
            Ok(_) => {}
        }
    };
    Ok(Conduct::Alert { alert, times, ended })
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<'_, S> {
    /// What was chosen, as far as it can be finished here.
    fn cipher(&self) -> Result<Cipher, Break> {
        Cipher::of(self.server.suite).ok_or_else(|| unsuited(self.server.suite))
    }

    async fn read_flight(&mut self) -> Result<Option<Conduct>, Break> {
        loop {
            let whole = match self.channel.hear(None).await? {
                Heard::Message(whole) => whole,
                heard => match over(&mut self.channel, heard).await? {
                    None => continue,
                    conduct => return Ok(conduct),
                },
            };
            let body = whole.get(4..).unwrap_or_default();
            match whole.first() {
                // HelloRequest is no part of the hash (RFC 5246, section 7.4.1.1).
                Some(0) => continue,
                Some(11) => {
                    let list = Reader::new(body).longest().unwrap_or_default();
                    self.leaf = Reader::new(list).longest().unwrap_or_default().to_vec();
                }
                Some(12) => self.exchange = body.to_vec(),
                Some(13) => self.asks_certificate = true,
                _ => {}
            }
            self.note(&whole)?;
            if whole.first() == Some(&14) {
                return Ok(None);
            }
        }
    }

    fn note(&mut self, whole: &[u8]) -> Result<(), Break> {
        self.messages.extend_from_slice(whole);
        if self.messages.len() > MOST_FLIGHT {
            return Err(Break::Told(
                Reason::Budget,
                Text::new("phần bắt tay của máy chủ quá dài", "the server's part of the handshake is too long"),
            ));
        }
        Ok(())
    }

    /// Sends a message of the handshake.
    async fn say(&mut self, whole: &[u8]) -> Result<(), Break> {
        self.note(whole)?;
        self.channel.send(22, whole).await
    }

    /// The server's RSA key, where its suite encrypts to it.
    pub(super) fn rsa_key(&self) -> Result<RsaKey, Break> {
        RsaKey::of_certificate(&self.leaf).ok_or_else(|| unsuited(self.server.suite))
    }

    /// An empty certificate where one was asked for (RFC 5246, section 7.4.6).
    pub(super) async fn send_no_certificate(&mut self) -> Result<(), Break> {
        if !self.asks_certificate {
            return Ok(());
        }
        if self.server.version == TlsVersion::Ssl3 {
            // The warning no_certificate (RFC 6101, section 5.6.6).
            return self.channel.send(21, &[1, 41]).await;
        }
        let whole = message(11, &[0, 0, 0]);
        self.say(&whole).await
    }

    /// A key is agreed on, as it has to be.
    pub(super) fn agree(&self) -> Result<Agreed, Break> {
        let agreed = match self.cipher()?.agreement {
            Agreement::Rsa => by_rsa(self.server.version, &self.rsa_key()?, PremasterForm::Right),
            Agreement::FiniteField | Agreement::Curve => by_exchange(self.server.suite, &self.exchange),
        };
        agreed.map_err(|obstacle| match obstacle {
            Obstacle::Randomness => aws_lc_rs::error::Unspecified.into(),
            Obstacle::Unsuited => unsuited(self.server.suite),
        })
    }

    /// Sends the rest of our flight, the ClientKeyExchange included, and reads the server's; the conduct where the
    /// server broke off instead of finishing.
    pub(super) async fn finish(&mut self) -> Result<Option<Conduct>, Break> {
        let agreed = self.agree()?;
        self.channel.hold();
        self.send_no_certificate().await?;
        self.send_key(&agreed).await?;
        self.finish_with(&agreed, None).await
    }

    /// Sends the ClientKeyExchange.
    pub(super) async fn send_key(&mut self, agreed: &Agreed) -> Result<(), Break> {
        let whole = message(16, &agreed.body);
        self.say(&whole).await
    }

    /// [`Talk::finish`] after the ClientKeyExchange.
    pub(super) async fn finish_with(
        &mut self,
        agreed: &Agreed,
        patience: Option<Duration>,
    ) -> Result<Option<Conduct>, Break> {
        let (version, cipher) = (self.server.version, self.cipher()?);
        let prf = cipher.prf(version);
        let master = if self.server.extended_master_secret {
            // RFC 7627, section 4.
            prf.expand(&agreed.secret, "extended master secret", &prf.digest(&self.messages), 48)
        } else {
            let seed = [self.client_random.as_slice(), &self.server_random].concat();
            prf.expand(&agreed.secret, "master secret", &seed, 48)
        };
        let (client, server) = protections(version, cipher, &master, &self.server_random, &self.client_random);
        self.channel.send(20, &[1]).await?;
        self.channel.writing = Some(client);
        self.own_finished = prf.expand(&master, "client finished", &prf.digest(&self.messages), 12);
        let whole = message(20, &self.own_finished);
        self.say(&whole).await?;
        self.channel.release().await?;
        let mut server = Some(server);
        loop {
            let whole = match self.channel.hear(patience).await? {
                Heard::Message(whole) => whole,
                Heard::ChangeCipherSpec => {
                    self.channel.reading = server.take().or(self.channel.reading.take());
                    continue;
                }
                heard => match over(&mut self.channel, heard).await? {
                    None => continue,
                    conduct => return Ok(conduct),
                },
            };
            match (whole.first(), server.is_none()) {
                (Some(4), false) => {
                    // A hint for its lifetime, then the ticket (RFC 5077, section 3.3).
                    let mut body = Reader::new(whole.get(4..).unwrap_or_default());
                    self.ticket = body.take(4).and_then(|_| body.long()).and_then(Ticket::new);
                }
                (Some(20), true) => {
                    let expected = prf.expand(&master, "server finished", &prf.digest(&self.messages), 12);
                    return if whole.get(4..) == Some(&expected) { Ok(None) } else { Err(unreadable()) };
                }
                _ => {}
            }
            self.note(&whole)?;
        }
    }

    /// What the server does now, within its time.
    pub(super) async fn reaction(&mut self) -> Result<Conduct, Break> {
        loop {
            let conduct = match self.channel.hear(Some(self.patience)).await? {
                Heard::Alert(alert) => after_alert(&mut self.channel, alert, self.patience).await?,
                Heard::Data(length) => Conduct::Data(length),
                Heard::Closed => Conduct::Closed,
                Heard::Reset => Conduct::Reset,
                Heard::Silence => Conduct::Silence,
                // A ServerHello: a handshake was begun.
                Heard::Message(whole) if whole.first() == Some(&2) => Conduct::Accepted,
                Heard::Heartbeat(2, length) => Conduct::Heartbeat(length),
                Heard::Heartbeat(..) | Heard::Message(_) | Heard::ChangeCipherSpec => continue,
            };
            return Ok(conduct);
        }
    }
}

fn unreadable() -> Break {
    Break::Told(
        Reason::Parse,
        Text::new(
            "phần bắt tay của máy chủ không đúng chuẩn",
            "the server's part of the handshake breaks the protocol",
        ),
    )
}

fn unsuited(suite: u16) -> Break {
    let chosen = suite_name(suite);
    Break::Told(
        Reason::LowCoverage,
        text!(
            "chưa hoàn tất được bắt tay với {chosen} của máy chủ này (loại khóa, nhóm khóa hoặc số nguyên tố)",
            "a handshake with {chosen} of this server cannot be finished here (its key, group or prime)"
        ),
    )
}
