//! Sending a hello and reading what comes back.

use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::super::dial::Line;
use super::super::job::{Endpoint, Phase, Trouble};
use super::client::Hello;
use super::encode::encode;
use super::flight::{FirstFlight, Flight};
use super::fresh::Fresh;
use crate::fact::Reason;
use crate::text::{Text, text};

/// Sends a hello and reads the first flight. A close or a reset is an answer; silence is not.
pub(in crate::wire) async fn first_flight(
    mut line: Line,
    endpoint: &Endpoint,
    hello: &Hello,
) -> Result<FirstFlight, Trouble> {
    match exchange(&mut line, hello).await {
        Ok(flight) => Ok(FirstFlight { elapsed_ms: line.elapsed_ms(), ..flight }),
        Err(ExchangeError::Randomness) => Err(line.trouble(
            Phase::Tls,
            Reason::ProbeFailed,
            Text::new("máy này không sinh được số ngẫu nhiên", "this machine has no randomness"),
        )),
        Err(ExchangeError::Io(error)) if error.kind() == ErrorKind::TimedOut => {
            let version = hello.version.shown();
            Err(line.trouble(
                Phase::Tls,
                Reason::Timeout,
                text!(
                    "{endpoint} không trả lời lời chào {version} trong thời hạn",
                    "{endpoint} did not answer a {version} hello in time"
                ),
            ))
        }
        Err(ExchangeError::Io(error)) => Err(line.io_trouble(Phase::Tls, &error)),
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::wire) enum ExchangeError {
    /// The operating system gave no random bytes.
    Randomness,
    /// The connection failed in a way that is no answer.
    Io(io::Error),
}

/// [`first_flight`] over any stream, without the time it took.
pub(in crate::wire) async fn exchange<S>(stream: &mut S, hello: &Hello) -> Result<FirstFlight, ExchangeError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let fresh = Fresh::draw(hello).map_err(|_| ExchangeError::Randomness)?;
    let mut flight = Flight::default();
    if let Err(error) = send(stream, &encode(hello, &fresh)).await {
        return if is_close(&error) { Ok(flight.finish(0)) } else { Err(ExchangeError::Io(error)) };
    }
    let mut buffer = [0; 4096];
    loop {
        let count = match stream.read(&mut buffer).await {
            Ok(0) => return Ok(flight.finish(0)),
            Ok(count) => count,
            // Whatever went wrong after the server had accepted, it has accepted.
            Err(error) if flight.accepted() || is_close(&error) => return Ok(flight.finish(0)),
            Err(error) => return Err(ExchangeError::Io(error)),
        };
        if flight.feed(buffer.get(..count).unwrap_or_default()) {
            return Ok(flight.finish(0));
        }
    }
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

fn is_close(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof
    )
}
