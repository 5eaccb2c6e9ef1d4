//! One conversation in the plain: bounded reading, and no answer before its question.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::{Opened, Shut};
use crate::system::Protocol;
use crate::text::shorten;

/// The most bytes of a whole opening.
const MOST_BYTES: usize = 64 << 10;
/// The longest line; the longest that a standard allows is 512 bytes (RFC 5321), and IMAP servers
/// list their capabilities on one line.
const LONGEST_LINE: usize = 8 << 10;
/// The most characters of the story.
const STORY: usize = 400;

/// A conversation over a stream.
#[derive(Debug)]
pub(super) struct Talk<'a, S> {
    stream: &'a mut S,
    pub(super) protocol: Protocol,
    /// What was received and not yet read.
    ahead: Vec<u8>,
    taken: usize,
    steps: Vec<String>,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Talk<'a, S> {
    /// A conversation that has not begun.
    pub(super) fn new(stream: &'a mut S, protocol: Protocol) -> Self {
        Self { stream, protocol, ahead: Vec::new(), taken: 0, steps: Vec::new() }
    }

    /// Sends a request. A server that has answered before it was asked is not believed.
    pub(super) async fn say(&mut self, bytes: &[u8]) -> Result<(), Shut> {
        if !self.ahead.is_empty() {
            return Err(Shut::early(self.protocol, &shown(&self.ahead)));
        }
        self.stream.write_all(bytes).await?;
        self.stream.flush().await?;
        Ok(())
    }

    /// Sends a command line and notes it.
    pub(super) async fn command(&mut self, line: &str) -> Result<(), Shut> {
        self.note(line);
        self.say(format!("{line}\r\n").as_bytes()).await
    }

    /// The next line without its end, escaped visibly.
    pub(super) async fn line(&mut self) -> Result<String, Shut> {
        loop {
            if let Some(end) = self.ahead.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.ahead.drain(..=end).collect();
                return Ok(shorten(String::from_utf8_lossy(&line).trim_end(), LONGEST_LINE));
            }
            if self.ahead.len() > LONGEST_LINE {
                return Err(Shut::garbled(self.protocol, &shown(&self.ahead)));
            }
            self.more().await?;
        }
    }

    /// The next `count` bytes.
    pub(super) async fn exact(&mut self, count: usize) -> Result<Vec<u8>, Shut> {
        if count > MOST_BYTES {
            return Err(Shut::flooded(self.protocol, MOST_BYTES));
        }
        while self.ahead.len() < count {
            self.more().await?;
        }
        Ok(self.ahead.drain(..count).collect())
    }

    /// What has come so far and was not yet read, waiting for nothing.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.ahead
    }

    /// Notes a step of the story.
    pub(super) fn note(&mut self, step: &str) {
        self.steps.push(shorten(step, 120));
    }

    /// The end: what is still unread came in the plain after the go-ahead.
    pub(super) fn finish(self) -> Opened {
        Opened { protocol: self.protocol, story: shorten(&self.steps.join(" | "), STORY), surplus: self.ahead.len() }
    }

    async fn more(&mut self) -> Result<(), Shut> {
        if self.taken >= MOST_BYTES {
            return Err(Shut::flooded(self.protocol, MOST_BYTES));
        }
        let mut buffer = [0; 4096];
        let count = self.stream.read(&mut buffer).await?;
        if count == 0 {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
        }
        self.taken += count;
        self.ahead.extend_from_slice(buffer.get(..count).unwrap_or_default());
        Ok(())
    }
}

/// The beginning of some bytes for people.
pub(super) fn shown(bytes: &[u8]) -> String {
    shorten(&String::from_utf8_lossy(bytes.get(..60).unwrap_or(bytes)), 60)
}
