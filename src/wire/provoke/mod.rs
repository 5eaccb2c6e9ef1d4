//! Deliberate acts against a server of SSL 3.0 to TLS 1.2: a small client that can finish a handshake, and can do it
//! wrong on purpose, to learn whether known flaws are there.
//!
//! A modern library cannot send what must be sent for that, so the few suites that matter are spoken here. Nothing
//! of what the server sends leaves this folder but how it reacted and how many bytes came; the one exception is a
//! session ticket, which is ours to offer back. Nothing is verified either: whose the key is, is others' question,
//! and no secret is entrusted to these connections.
//!
//! The rooms: what is done (`act`) and how it was taken (`reaction`); the suites (`cipher`), their functions (`prf`,
//! `agreement`, `rsa`) and records (`protect`, `channel`); the hello (`greeting`), the handshake (`talk`) and the acts
//! (`perform`).

mod act;
mod agreement;
mod channel;
mod cipher;
mod greeting;
mod perform;
mod prf;
mod protect;
mod reaction;
mod rsa;
mod talk;

#[cfg(test)]
pub(crate) mod flawed;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

pub use act::{Act, PremasterForm, Provocation, RecordForm, Ticket};
pub use cipher::{finishable_cbc_suites, finishable_suites};
pub use reaction::{Conduct, Reaction, Stage};

use std::io::ErrorKind;

use tokio::io::{AsyncRead, AsyncWrite};

use super::dial::Line;
use super::job::{Phase, Trouble};
use crate::fact::Reason;
pub(super) use channel::Break;

/// Does it, and tells how the server took it.
pub(super) async fn provoke(mut line: Line, provocation: &Provocation) -> Result<Reaction, Trouble> {
    match react(&mut line, provocation).await {
        Ok(reaction) => Ok(Reaction { elapsed_ms: line.elapsed_ms(), ..reaction }),
        Err(Break::Told(reason, detail)) => Err(line.trouble(Phase::Tls, reason, detail)),
        Err(Break::Io(error)) if error.kind() == ErrorKind::TimedOut => {
            Err(line.trouble(Phase::Tls, Reason::Timeout, Reason::Timeout.text()))
        }
        Err(Break::Io(error)) => Err(line.io_trouble(Phase::Tls, &error)),
    }
}

/// [`provoke`] over any stream, without the time it took.
pub(super) async fn react<S>(stream: &mut S, provocation: &Provocation) -> Result<Reaction, Break>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (stage, conduct) = perform::perform(stream, provocation).await?;
    Ok(Reaction { stage, conduct, elapsed_ms: 0 })
}
