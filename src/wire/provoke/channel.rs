//! Records over a stream, bounded in bytes and in waiting.

use std::io::{self, ErrorKind};
use std::time::Duration;

use aws_lc_rs::error::Unspecified;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::super::hello::{Reader, Writer, next_record};
use super::act::RecordForm;
use super::protect::{Fault, Protection};
use crate::fact::Reason;
use crate::text::{Text, text};
use crate::wire::{Alert, TlsVersion};

/// The most bytes that one act takes in. A page of any length may follow a request, but one record of it is enough.
const MOST_BYTES: usize = 256 * 1024;
/// The most records that carry nothing forward.
const MOST_IDLE: usize = 64;
/// The longest handshake message.
const MOST_MESSAGE: usize = 64 * 1024;

/// What comes from the far side.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Heard {
    /// A whole handshake message, head included.
    Message(Vec<u8>),
    /// From now on records are protected.
    ChangeCipherSpec,
    /// An alert.
    Alert(Alert),
    /// Application data, by its length: the bytes are gone.
    Data(usize),
    /// A heartbeat, by its type and the length of what is in it: the bytes are gone.
    Heartbeat(u8, usize),
    /// The connection was closed.
    Closed,
    /// The connection was reset.
    Reset,
    /// Nothing whole came in time.
    Silence,
}

/// Why an act came to no reaction.
#[derive(Debug)]
pub(in crate::wire) enum Break {
    /// The act itself tells.
    Told(Reason, Text),
    /// The connection failed in a way that is no reaction.
    Io(io::Error),
}

impl From<Unspecified> for Break {
    fn from(_: Unspecified) -> Self {
        Self::Told(
            Reason::ProbeFailed,
            Text::new("máy này không tính được phép mã hóa", "this machine could not do the cryptography"),
        )
    }
}

/// The records of one connection.
#[derive(Debug)]
pub(super) struct Channel<'s, S> {
    stream: &'s mut S,
    version: TlsVersion,
    /// How what comes in is protected.
    pub(super) reading: Option<Protection>,
    /// How what goes out is protected.
    pub(super) writing: Option<Protection>,
    /// What is written but not sent, while records are held together.
    held: Option<Vec<u8>>,
    pending: Vec<u8>,
    handshake: Vec<u8>,
    taken: usize,
    idle: usize,
}

impl<'s, S: AsyncRead + AsyncWrite + Unpin> Channel<'s, S> {
    /// A connection on which nothing was said.
    pub(super) fn new(stream: &'s mut S) -> Self {
        Self {
            stream,
            version: TlsVersion::Tls10,
            reading: None,
            writing: None,
            held: None,
            pending: Vec::new(),
            handshake: Vec::new(),
            taken: 0,
            idle: 0,
        }
    }

    /// Sets the version that records name from now on.
    pub(super) fn speak(&mut self, version: TlsVersion) {
        self.version = version;
    }

    /// Sends one record. A connection that the far side has ended is told by what is heard next.
    pub(super) async fn send(&mut self, kind: u8, content: &[u8]) -> Result<(), Break> {
        self.send_as(kind, content, RecordForm::Right).await
    }

    /// Sends one record of a chosen form.
    pub(super) async fn send_as(&mut self, kind: u8, content: &[u8], form: RecordForm) -> Result<(), Break> {
        let body = match &mut self.writing {
            Some(protection) => protection.seal(kind, content, form)?,
            None => content.to_vec(),
        };
        self.send_raw(kind, &body).await
    }

    /// Sends one record whose body is what it is.
    pub(super) async fn send_raw(&mut self, kind: u8, body: &[u8]) -> Result<(), Break> {
        let mut record = Writer::default();
        record.byte(kind);
        record.pair(self.version.code());
        record.long(body);
        let bytes = record.into_bytes();
        match &mut self.held {
            Some(held) => {
                held.extend(bytes);
                Ok(())
            }
            None => self.write(&bytes).await,
        }
    }

    /// Holds what is sent from now on, so that it leaves at once: a server that ends at the first of several records
    /// would reset the connection over the others, and its alert might be lost.
    pub(super) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// Sends what was held.
    pub(super) async fn release(&mut self) -> Result<(), Break> {
        let held = self.held.take().unwrap_or_default();
        self.write(&held).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Break> {
        match self.stream.write_all(bytes).await {
            Ok(()) => {}
            Err(error) if ended(&error).is_some() => return Ok(()),
            Err(error) => return Err(Break::Io(error)),
        }
        match self.stream.flush().await {
            Err(error) if ended(&error).is_none() => Err(Break::Io(error)),
            _ => Ok(()),
        }
    }

    /// What comes next within some time; without one, the job's own deadline is the bound.
    pub(super) async fn hear(&mut self, patience: Option<Duration>) -> Result<Heard, Break> {
        match patience {
            None => self.next().await,
            Some(patience) => match timeout(patience, self.next()).await {
                Ok(heard) => heard,
                Err(_) => Ok(Heard::Silence),
            },
        }
    }

    /// Cancelled while it waits for bytes, it has lost nothing.
    async fn next(&mut self) -> Result<Heard, Break> {
        loop {
            if let Some(heard) = self.message()? {
                return Ok(heard);
            }
            if let Some((kind, body)) = self.record()? {
                if let Some(heard) = self.sort(kind, &body)? {
                    return Ok(heard);
                }
                continue;
            }
            let mut buffer = [0; 4096];
            let count = match self.stream.read(&mut buffer).await {
                Ok(0) => return Ok(Heard::Closed),
                Ok(count) => count,
                Err(error) => return ended(&error).ok_or(Break::Io(error)),
            };
            self.taken += count;
            if self.taken > MOST_BYTES {
                return Err(too_much());
            }
            self.pending.extend_from_slice(buffer.get(..count).unwrap_or_default());
        }
    }

    /// The next whole record, opened.
    fn record(&mut self) -> Result<Option<(u8, Vec<u8>)>, Break> {
        let mut reader = Reader::new(&self.pending);
        let Some((kind, body)) = next_record(&mut reader).map_err(|_| broken())? else { return Ok(None) };
        let body = body.to_vec();
        self.pending.drain(..5 + body.len());
        let Some(protection) = &mut self.reading else { return Ok(Some((kind, body))) };
        // Some servers say their last word in the clear.
        if kind == 21 && body.len() == 2 {
            return Ok(Some((kind, body)));
        }
        match protection.open(kind, &body) {
            Ok(content) => Ok(Some((kind, content))),
            Err(Fault::Length | Fault::Padding | Fault::Filler | Fault::Mac) => Err(broken()),
        }
    }

    fn sort(&mut self, kind: u8, body: &[u8]) -> Result<Option<Heard>, Break> {
        let heard = match (kind, body) {
            (22, [_, ..]) => {
                self.handshake.extend_from_slice(body);
                return if self.handshake.len() > MOST_MESSAGE { Err(too_much()) } else { Ok(None) };
            }
            (20, [1]) => Some(Heard::ChangeCipherSpec),
            (21, [level, description]) => Some(Heard::Alert(Alert { level: *level, description: *description })),
            (23, [_, ..]) => Some(Heard::Data(body.len())),
            // Type, length, content and at least 16 bytes of padding (RFC 6520, section 4).
            (24, [form, high, low, ..]) => {
                let said = usize::from(u16::from_be_bytes([*high, *low]));
                Some(Heard::Heartbeat(*form, said.min(body.len() - 3)))
            }
            _ => None,
        };
        if !matches!(heard, Some(Heard::Data(_))) {
            self.idle += 1;
        }
        if self.idle > MOST_IDLE { Err(too_much()) } else { Ok(heard) }
    }

    fn message(&mut self) -> Result<Option<Heard>, Break> {
        let mut reader = Reader::new(&self.handshake);
        let (Some(_), Some(length)) = (reader.byte(), reader.triple()) else { return Ok(None) };
        if length > MOST_MESSAGE {
            return Err(too_much());
        }
        let Some(body) = reader.take(length) else { return Ok(None) };
        let rest = self.handshake.split_off(4 + body.len());
        Ok(Some(Heard::Message(std::mem::replace(&mut self.handshake, rest))))
    }
}

fn ended(error: &io::Error) -> Option<Heard> {
    match error.kind() {
        ErrorKind::UnexpectedEof => Some(Heard::Closed),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => Some(Heard::Reset),
        _ => None,
    }
}

fn broken() -> Break {
    Break::Told(
        Reason::Parse,
        Text::new("câu trả lời không phải bản ghi TLS đọc được", "the answer is no TLS record that can be read"),
    )
}

fn too_much() -> Break {
    let limit = MOST_BYTES;
    Break::Told(
        Reason::Budget,
        text!(
            "máy chủ gửi quá nhiều trong một lần thử (giới hạn {limit} byte), nên dừng đọc",
            "the far side sent too much in one act (the limit is {limit} bytes), reading stopped"
        ),
    )
}
