//! How a server takes a client's certificate, or the lack of one.

use std::io::{self, ErrorKind};
use std::time::Duration;

use rustls::Error;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::time::timeout;

use super::super::hello::Alert;

/// How a server ends a TLS connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stop {
    /// By an alert that says why.
    Alert(Alert),
    /// Without a word.
    Closed,
}

/// The shortest wait for an objection after the handshake.
const SHORTEST_WAIT: Duration = Duration::from_millis(300);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_millis(1500);

impl Stop {
    /// What an error of the stream says of the far side's end; `None` where it is another's doing.
    pub(crate) fn of(error: &io::Error) -> Option<Self> {
        if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            return match error {
                Error::AlertReceived(description) => {
                    Some(Self::Alert(Alert { level: 2, description: u8::from(*description) }))
                }
                _ => None,
            };
        }
        match error.kind() {
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => Some(Self::Closed),
            _ => None,
        }
    }
}

/// Waits for an objection to what the client showed last. In TLS 1.3 the client's side of the
/// handshake ends before the server has looked at its certificate (RFC 8446, section 4.4.2.4 and
/// figure 1), so a refusal comes only now. It must be read before anything is sent: what a server
/// that has closed still receives makes it reset the connection, and the alert is lost with it.
///
/// Three times as long as the handshake took, within bounds: one way there and one back is one.
/// Nothing that the server sends is taken away. `None` where it did not end the session.
pub(crate) async fn settled<S>(stream: &mut S, handshake: Duration) -> Option<Stop>
where
    S: AsyncBufRead + Unpin,
{
    let wait = (handshake * 3).clamp(SHORTEST_WAIT, LONGEST_WAIT);
    match timeout(wait, stream.fill_buf()).await {
        Ok(Ok([])) => Some(Stop::Closed),
        Ok(Err(error)) => Stop::of(&error),
        Ok(Ok(_)) | Err(_) => None,
    }
}
