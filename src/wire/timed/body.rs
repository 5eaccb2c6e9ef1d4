//! Reading an answer in HTTP/1.1 to its strict end (RFC 9112, sections 6 and 7): what ends early is told.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::end::Break;

/// The most bytes of a head.
const MOST_HEAD: usize = 32 << 10;
/// The most fields of a head.
const MOST_FIELDS: usize = 96;
/// The longest line before a chunk.
const MOST_LINE: usize = 256;

/// What a head says of the answer.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) length: Length,
    /// How many bytes it takes, the empty line included.
    pub(super) bytes: usize,
}

/// How long the body is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Length {
    /// So many bytes.
    Exactly(u64),
    /// In chunks.
    Chunked,
    /// To the end of the connection.
    ToTheEnd,
}

/// Why reading ended.
#[derive(Debug)]
pub(super) enum Stop {
    /// The connection failed.
    Line(io::Error),
    /// It ended before the answer did.
    Early,
    /// What came is no answer in HTTP.
    Malformed,
}

impl Stop {
    /// The same as a break of the probing.
    pub(super) fn cause(&self, of_line: impl Fn(&io::Error) -> Break) -> Break {
        match self {
            Self::Line(error) => of_line(error),
            Self::Early => Break::Closed,
            Self::Malformed => Break::Malformed,
        }
    }
}

/// Takes a head apart; `None` where more of it must come. `bodiless` says that the request was HEAD.
pub(super) fn head(bytes: &[u8], bodiless: bool) -> Result<Option<Head>, Stop> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let end = match response.parse(bytes) {
        Ok(httparse::Status::Complete(end)) => end,
        Ok(httparse::Status::Partial) if bytes.len() < MOST_HEAD => return Ok(None),
        Ok(httparse::Status::Partial) | Err(_) => return Err(Stop::Malformed),
    };
    let status = response.code.ok_or(Stop::Malformed)?;
    let length = if bodiless || matches!(status, 100..=199 | 204 | 304) {
        Length::Exactly(0)
    } else {
        length(response.headers)?
    };
    Ok(Some(Head { status, length, bytes: end }))
}

fn length(fields: &[httparse::Header<'_>]) -> Result<Length, Stop> {
    let mut length = Length::ToTheEnd;
    for field in fields {
        let value = field.value.trim_ascii();
        if field.name.eq_ignore_ascii_case("transfer-encoding") {
            let chunked = value.len() >= 7
                && value.get(value.len() - 7..).is_some_and(|last| last.eq_ignore_ascii_case(b"chunked"));
            // What is neither chunked nor plain ends with the connection (RFC 9112, section 6.3).
            return Ok(if chunked { Length::Chunked } else { Length::ToTheEnd });
        }
        if field.name.eq_ignore_ascii_case("content-length") {
            let number = std::str::from_utf8(value).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
            let number = number.and_then(|text| text.parse().ok()).ok_or(Stop::Malformed)?;
            match length {
                Length::Exactly(other) if other != number => return Err(Stop::Malformed),
                _ => length = Length::Exactly(number),
            }
        }
    }
    Ok(length)
}

/// A stream with what was read of it too early.
#[derive(Debug)]
pub(super) struct Body<'a, S> {
    pub(super) stream: &'a mut S,
    /// What was read and not yet taken.
    pub(super) ahead: Vec<u8>,
    /// The most bytes of the body that are kept; reading ends there.
    pub(super) most: usize,
}

impl<S: AsyncRead + Unpin> Body<'_, S> {
    /// Reads the body.
    pub(super) async fn read(mut self, length: Length) -> Result<Vec<u8>, Stop> {
        match length {
            Length::Exactly(number) => {
                let wanted = usize::try_from(number).unwrap_or(usize::MAX).min(self.most);
                while self.ahead.len() < wanted {
                    self.more(wanted - self.ahead.len()).await?;
                }
                self.ahead.truncate(wanted);
                Ok(self.ahead)
            }
            Length::ToTheEnd => {
                while self.ahead.len() < self.most {
                    match self.more(self.most).await {
                        Ok(()) => {}
                        Err(Stop::Early) => break,
                        Err(other) => return Err(other),
                    }
                }
                self.ahead.truncate(self.most);
                Ok(self.ahead)
            }
            Length::Chunked => self.chunks().await,
        }
    }

    async fn chunks(mut self) -> Result<Vec<u8>, Stop> {
        let mut body = Vec::new();
        loop {
            let line = self.line().await?;
            let digits: &[u8] = line.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
            let size = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()));
            let size = size.and_then(|text| usize::from_str_radix(text, 16).ok()).ok_or(Stop::Malformed)?;
            if size == 0 {
                // The trailers, and the empty line that ends them: without it the answer is not whole.
                let mut lines = 0;
                while !self.line().await?.is_empty() {
                    lines += 1;
                    if lines > MOST_FIELDS {
                        return Err(Stop::Malformed);
                    }
                }
                return Ok(body);
            }
            let room = self.most.saturating_sub(body.len());
            if size > room {
                let room = self.take(room).await?;
                body.extend_from_slice(&room);
                return Ok(body);
            }
            let chunk = self.take(size).await?;
            body.extend_from_slice(&chunk);
            if self.take(2).await? != b"\r\n" {
                return Err(Stop::Malformed);
            }
        }
    }

    async fn line(&mut self) -> Result<Vec<u8>, Stop> {
        loop {
            if let Some(end) = self.ahead.windows(2).position(|pair| pair == b"\r\n") {
                let rest = self.ahead.split_off(end + 2);
                let mut line = std::mem::replace(&mut self.ahead, rest);
                line.truncate(end);
                return Ok(line);
            }
            if self.ahead.len() > MOST_LINE {
                return Err(Stop::Malformed);
            }
            self.more(MOST_LINE).await?;
        }
    }

    async fn take(&mut self, number: usize) -> Result<Vec<u8>, Stop> {
        while self.ahead.len() < number {
            self.more(number - self.ahead.len()).await?;
        }
        let rest = self.ahead.split_off(number);
        Ok(std::mem::replace(&mut self.ahead, rest))
    }

    /// Reads something, at most about so many bytes.
    async fn more(&mut self, at_most: usize) -> Result<(), Stop> {
        self.ahead.reserve(at_most.clamp(256, 16 << 10));
        match self.stream.read_buf(&mut self.ahead).await {
            Ok(0) => Err(Stop::Early),
            Ok(_) => Ok(()),
            Err(error) => Err(Stop::Line(error)),
        }
    }
}
