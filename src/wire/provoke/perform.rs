//! The acts themselves.

use aws_lc_rs::rand::fill;
use tokio::io::{AsyncRead, AsyncWrite};

use super::super::hello::{Fresh, Hello};
use super::act::{Act, PremasterForm, Provocation, RecordForm};
use super::agreement::{Obstacle, by_rsa};
use super::channel::{Break, Channel, Heard};
use super::greeting::{Wish, client_hello};
use super::reaction::{Conduct, Stage};
use super::talk::{Opening, Talk, open, over};

/// How a server reacted, and when.
pub(super) type Seen = (Stage, Conduct);

/// The id of one byte that comes with a ticket.
const SHORT_ID: [u8; 1] = [0x4b];

/// The payload that a heartbeat claims to hold: enough to be told from an error, and little to be taken.
const CLAIMED: u8 = 16;

/// Does it, over a fresh connection.
pub(super) async fn perform<S>(stream: &mut S, provocation: &Provocation) -> Result<Seen, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Provocation { act, hello } = provocation;
    let wish = match act {
        Act::OfferTicket(ticket) => return offer_ticket(stream, hello, ticket.bytes()).await,
        Act::Heartbeat => Wish { heartbeat: true, ..Wish::default() },
        Act::Renegotiate { secure } => Wish { unbound: !secure, ..Wish::default() },
        _ => Wish::default(),
    };
    let mut talk = match open(stream, hello, &wish).await? {
        Opening::Open(talk) => talk,
        Opening::Over(conduct) => return Ok((Stage::Before, conduct)),
    };
    match act {
        Act::EarlyChangeCipherSpec => talk.change_cipher_early().await,
        Act::Renegotiate { secure } => talk.renegotiate(hello, *secure).await,
        Act::Premaster { form, whole } => talk.send_premaster(*form, *whole).await,
        Act::Record(form) => talk.send_record(hello, *form).await,
        Act::Heartbeat => talk.claim_heartbeat().await,
        Act::TakeTicket | Act::OfferTicket(_) => talk.take_ticket().await,
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<'_, S> {
    /// A sound server objects at once. One that says nothing is shown a ClientKeyExchange in the clear, which only a
    /// server that has switched its cipher takes for a broken record; and who merely ignored the early message takes
    /// the rest of a regular handshake.
    async fn change_cipher_early(&mut self) -> Result<Seen, Break> {
        // Before anything is sent it must be sure that the rest can follow.
        let agreed = self.agree()?;
        self.channel.send(20, &[1]).await?;
        let conduct = self.reaction().await?;
        if conduct != Conduct::Silence {
            return Ok((Stage::Act, conduct));
        }
        self.send_no_certificate().await?;
        self.send_key(&agreed).await?;
        let conduct = self.reaction().await?;
        if conduct != Conduct::Silence {
            return Ok((Stage::After, conduct));
        }
        let conduct = self.finish_with(&agreed, Some(self.patience)).await?;
        Ok((Stage::Rest, conduct.unwrap_or(Conduct::Accepted)))
    }

    /// One ClientHello within the session. Who says nothing to it is asked for a page in the old session.
    async fn renegotiate(&mut self, hello: &Hello, secure: bool) -> Result<Seen, Break> {
        if let Some(conduct) = self.finish().await? {
            return Ok((Stage::Before, conduct));
        }
        let bound = if secure { self.own_finished.clone() } else { Vec::new() };
        let wish = Wish { unbound: !secure, bound: &bound, ..Wish::default() };
        let again = client_hello(hello, &wish, &Fresh::draw(hello)?);
        self.channel.send(22, &again).await?;
        let conduct = self.reaction().await?;
        if conduct != Conduct::Silence {
            return Ok((Stage::Act, conduct));
        }
        self.channel.send(23, request(hello).as_bytes()).await?;
        Ok((Stage::After, self.reaction().await?))
    }

    /// The premaster secret in its form; where the flight is whole, ChangeCipherSpec and a record that fits no key. Who
    /// says nothing to a part of the flight is sent the rest: then every server has to speak, and a slow one is not taken
    /// for one that makes no difference.
    async fn send_premaster(&mut self, form: PremasterForm, whole: bool) -> Result<Seen, Break> {
        let key = self.rsa_key()?;
        let agreed = by_rsa(self.server.version, &key, form).map_err(|obstacle| match obstacle {
            Obstacle::Randomness | Obstacle::Unsuited => Break::from(aws_lc_rs::error::Unspecified),
        })?;
        let mut finished = [0; 64];
        fill(&mut finished)?;
        self.channel.hold();
        self.send_no_certificate().await?;
        self.send_key(&agreed).await?;
        if whole {
            self.channel.send(20, &[1]).await?;
            self.channel.send_raw(22, &finished).await?;
        }
        self.channel.release().await?;
        let conduct = self.reaction().await?;
        if whole || conduct != Conduct::Silence {
            return Ok((Stage::Act, conduct));
        }
        self.channel.hold();
        self.channel.send(20, &[1]).await?;
        self.channel.send_raw(22, &finished).await?;
        self.channel.release().await?;
        Ok((Stage::After, self.reaction().await?))
    }

    async fn send_record(&mut self, hello: &Hello, form: RecordForm) -> Result<Seen, Break> {
        if let Some(conduct) = self.finish().await? {
            return Ok((Stage::Before, conduct));
        }
        self.channel.send_as(23, request(hello).as_bytes(), form).await?;
        Ok((Stage::Act, self.reaction().await?))
    }

    /// A request that claims more than it holds. Who says nothing to it is sent what nobody may let pass at this
    /// point, which shows that it listens.
    async fn claim_heartbeat(&mut self) -> Result<Seen, Break> {
        self.channel.send(24, &[1, 0, CLAIMED]).await?;
        let conduct = self.reaction().await?;
        if conduct != Conduct::Silence {
            return Ok((Stage::Act, conduct));
        }
        self.channel.send(23, b"?").await?;
        Ok((Stage::After, self.reaction().await?))
    }

    async fn take_ticket(&mut self) -> Result<Seen, Break> {
        if let Some(conduct) = self.finish().await? {
            return Ok((Stage::Before, conduct));
        }
        Ok((Stage::Act, self.ticket.take().map_or(Conduct::Accepted, Conduct::Ticket)))
    }
}

/// Only the length of what comes back as the session id is looked at.
async fn offer_ticket<S>(stream: &mut S, hello: &Hello, ticket: &[u8]) -> Result<Seen, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let wish = Wish { session: &SHORT_ID, ticket, ..Wish::default() };
    let mut channel = Channel::new(stream);
    let sent = client_hello(hello, &wish, &Fresh::draw(hello)?);
    channel.send(22, &sent).await?;
    let mut echoed = 0;
    loop {
        match channel.hear(None).await? {
            Heard::Message(whole) => match whole.first() {
                Some(2) => echoed = echo(&whole),
                // A certificate, a key exchange, or the end of a flight: it is a new session.
                Some(11 | 12 | 14) => return Ok((Stage::Act, Conduct::Accepted)),
                _ => {}
            },
            Heard::ChangeCipherSpec => return Ok((Stage::Act, Conduct::Resumed { echoed })),
            heard => {
                if let Some(conduct) = over(&mut channel, heard).await? {
                    return Ok((Stage::Act, conduct));
                }
            }
        }
    }
}

/// How long the session id of a ServerHello is, if it begins with ours.
fn echo(whole: &[u8]) -> usize {
    // Head, version and random come first.
    match whole.get(4 + 2 + 32..) {
        Some([length, first, ..]) if *length > 0 && [*first] == SHORT_ID => usize::from(*length),
        _ => 0,
    }
}

/// A request that a web server answers, and that fits into one record with any name.
fn request(hello: &Hello) -> String {
    let name: String = hello.server_name.as_deref().unwrap_or("localhost").chars().take(100).collect();
    format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n")
}
