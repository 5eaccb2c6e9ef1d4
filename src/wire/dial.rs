//! The one place where a connection is opened, and the streams over it: counted, and for a job bounded as well.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::job::{Phase, Trouble};
use super::journal::{Count, Journal};
use super::pace::Pass;
use super::watch::{TooMuch, Watch};
use crate::fact::Reason;
use crate::text::Text;

/// An open TCP connection that counts its bytes.
#[derive(Debug)]
pub(super) struct Counted {
    stream: TcpStream,
    journal: Journal,
}

/// The connection of a job. It ends with an error once the far side sent more than the job may take in, and gives its
/// place back when it is dropped.
#[derive(Debug)]
pub(super) struct Line {
    stream: Counted,
    watch: Watch,
    limit: u64,
    taken: u64,
    connect_ms: i64,
    _pass: Option<Pass>,
}

/// Opens a connection and counts it. Whoever calls has asked the scope.
#[expect(clippy::disallowed_methods, reason = "the one door")]
pub(super) async fn open(socket: SocketAddr, journal: &Journal) -> io::Result<Counted> {
    journal.count(Count::Connection);
    let stream = TcpStream::connect(socket).await?;
    journal.count(Count::Connected);
    // Small messages go out at once: times are measured, and Nagle's delay is not the far side's.
    drop(stream.set_nodelay(true));
    Ok(Counted { stream, journal: journal.clone() })
}

impl Line {
    /// Opens a connection. Whoever calls has asked the scope and waited for the pass.
    pub(super) async fn dial(
        socket: SocketAddr,
        pass: Pass,
        journal: &Journal,
        watch: &Watch,
        limit: u64,
    ) -> Result<Self, Trouble> {
        watch.enter(Phase::Connect);
        let stream = open(socket, journal).await.map_err(|error| watch.io_trouble(Phase::Connect, &error))?;
        Ok(Self { stream, watch: watch.clone(), limit, taken: 0, connect_ms: watch.elapsed_ms(), _pass: Some(pass) })
    }

    /// The job's stop-watch.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// The journal that counts this line.
    pub(super) fn journal(&self) -> &Journal {
        &self.stream.journal
    }

    /// Milliseconds from the start of the job until the connection stood.
    pub(super) fn connect_ms(&self) -> i64 {
        self.connect_ms
    }

    /// Milliseconds since the start of the job.
    pub(super) fn elapsed_ms(&self) -> i64 {
        self.watch.elapsed_ms()
    }

    /// A trouble at this moment.
    pub(super) fn trouble(&self, phase: Phase, reason: Reason, detail: Text) -> Trouble {
        self.watch.trouble(phase, reason, detail)
    }

    /// The trouble of a failed read or write.
    pub(super) fn io_trouble(&self, phase: Phase, error: &io::Error) -> Trouble {
        self.watch.io_trouble(phase, error)
    }
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.journal.received(buffer.filled().len().saturating_sub(before) as u64);
        polled
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if let Poll::Ready(Ok(written)) = &polled {
            self.journal.sent(*written as u64);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.taken >= self.limit {
            return Poll::Ready(Err(io::Error::other(TooMuch(self.limit))));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.taken += buffer.filled().len().saturating_sub(before) as u64;
        polled
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
