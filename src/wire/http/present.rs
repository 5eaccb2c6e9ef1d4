//! Showing a client's certificate, or none, and seeing how far that leads.

use std::sync::Arc;
use std::time::Duration;

use rustls::sign::CertifiedKey;
use tokio::io::BufReader;

use super::{Request, Response, Room, exchange, io_cause, message, trouble};
use crate::wire::dial::Line;
use crate::wire::hello::TlsVersion;
use crate::wire::job::{Phase, Trouble};
use crate::wire::journal::Count;
use crate::wire::lent::Secrets;
use crate::wire::session::{Cause, Failure, Kept, Stop, establish, settled};

/// How a client's certificate, or the lack of one, was received.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reception {
    /// Whether the server asked for a certificate in the handshake. One that asks later, by
    /// renegotiation or after the handshake of TLS 1.3, is not answered.
    pub asked: bool,
    /// Whether the certificate was given: it was asked for, there is one, and its key can sign in a
    /// way that the server takes.
    pub gave: bool,
    /// How it ended.
    pub ending: Ending,
    /// Milliseconds from the start of the job until then.
    pub elapsed_ms: i64,
}

/// Where a connection that presents a certificate ends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Ending {
    /// The server broke off the handshake.
    InHandshake(Stop),
    /// The server broke off once the handshake stood, without an answer to the request.
    AfterHandshake(Stop),
    /// The server answered the request.
    Answered(Box<Response>),
}

/// Makes the handshake, waits for an objection where TLS 1.3 lets it come late, and sends the request.
pub(in crate::wire) async fn present(
    line: Line,
    request: &Request,
    bearer: Option<Arc<CertifiedKey>>,
    secrets: &Secrets,
) -> Result<Reception, Trouble> {
    let (watch, journal, connect_ms) = (line.watch().clone(), line.journal().clone(), line.connect_ms());
    let message = message(request, secrets, &watch)?;
    watch.enter(Phase::Tls);
    let offer = request.offer();
    let (stream, session) = match establish(line, &offer, &Kept::new(&offer, bearer)).await {
        Ok(established) => established,
        Err(Failure { stop: Some(stop), asked, gave, .. }) => {
            return Ok(Reception { asked, gave, ending: Ending::InHandshake(stop), elapsed_ms: watch.elapsed_ms() });
        }
        Err(Failure { cause: Cause::Told(reason, detail), .. }) => {
            return Err(watch.trouble(Phase::Tls, reason, detail));
        }
        Err(Failure { cause: Cause::Line(error), .. }) => return Err(watch.io_trouble(Phase::Tls, &error)),
    };
    let tls_ms = watch.elapsed_ms();
    let reception = |ending| Reception {
        asked: session.asks_certificate,
        gave: session.gave_certificate,
        ending,
        elapsed_ms: watch.elapsed_ms(),
    };
    let mut stream = BufReader::new(stream);
    if session.asks_certificate && session.version == TlsVersion::Tls13 {
        let handshake = Duration::from_millis(u64::try_from(tls_ms - connect_ms).unwrap_or_default());
        if let Some(stop) = settled(&mut stream, handshake).await {
            return Ok(reception(Ending::AfterHandshake(stop)));
        }
    }
    journal.count(Count::Request);
    match exchange(stream, message, Room::plain(request), &watch).await {
        Ok(response) => {
            let elapsed_ms = watch.elapsed_ms();
            let response = Response { connect_ms, tls_ms: Some(tls_ms), elapsed_ms, ..response };
            Ok(reception(Ending::Answered(Box::new(response))))
        }
        Err(error) => match stop(&error) {
            Some(stop) => Ok(reception(Ending::AfterHandshake(stop))),
            None => Err(trouble(&watch, &error)),
        },
    }
}

/// What an exchange that failed says of the far side's end.
fn stop(error: &hyper::Error) -> Option<Stop> {
    if let Some(io) = io_cause(error) {
        return Stop::of(io);
    }
    (error.is_incomplete_message() || error.is_closed() || error.is_canceled()).then_some(Stop::Closed)
}
