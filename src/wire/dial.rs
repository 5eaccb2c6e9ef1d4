//! Placeholder: an open connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::job::{Phase, Trouble};
use crate::fact::Reason;
use crate::text::Text;

/// An open connection.
#[derive(Debug)]
pub(super) struct Line {
    stream: TcpStream,
    started: Instant,
}

impl Line {
    pub(super) fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    pub(super) fn trouble(&self, phase: Phase, reason: Reason, detail: Text) -> Trouble {
        Trouble { reason, phase, elapsed_ms: self.elapsed_ms(), detail }
    }

    pub(super) fn io_trouble(&self, phase: Phase, error: &io::Error) -> Trouble {
        self.trouble(phase, Reason::Unreachable, Text::same(error.to_string()))
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
