//! The end of a handshake that is made for its own sake: polite, and late enough to see what the server leaves.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::super::dial::Line;
use super::super::hello::TlsVersion;
use super::super::job::{Answer, Trouble};
use super::keep::{Kept, Resumable};
use super::stop::settled;
use super::{Failure, Offer, Session, establish, timed};
use crate::text::Text;

/// How long a TLS 1.3 server may take to end its side: its tickets come before that.
const FAREWELL: Duration = Duration::from_secs(1);

/// Makes the handshake, ends it politely, and tells what the server left for the next one. `deadline` is the job's: a
/// session that stood must not be lost for want of its end.
pub(in crate::wire) async fn visit(
    line: Line,
    offer: &Offer,
    kept: &Kept,
    deadline: Duration,
) -> Result<Answer, Trouble> {
    let watch = line.watch().clone();
    match establish(line, offer, kept).await {
        Ok(established) => {
            let (mut stream, mut session) = timed(established);
            if session.gave_certificate && session.version == TlsVersion::Tls13 {
                session.stop = settled(&mut BufReader::new(&mut stream), watch.elapsed()).await;
            }
            let patience = FAREWELL.min(deadline.saturating_sub(watch.elapsed()) / 2);
            Ok(Answer::Session(Box::new(part(stream, session, kept, patience).await)))
        }
        Err(Failure { declined: Some(alert), .. }) => Ok(Answer::Declined(alert)),
        Err(failure) => Err(failure.trouble()),
    }
}

/// Ends a session politely. A ticket of TLS 1.3 comes some time after the handshake, so the server's own end is waited
/// for, which no ticket can follow.
pub(in crate::wire) async fn part<S>(
    mut stream: TlsStream<S>,
    session: Session,
    kept: &Kept,
    patience: Duration,
) -> Session
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let end = async {
        // Whether the far side still reads it changes nothing.
        drop(stream.shutdown().await);
        session.version < TlsVersion::Tls13 || ends(&mut stream).await
    };
    let ended = timeout(patience, end).await.unwrap_or(false);
    Session { left: Resumable { ended, ..kept.left() }, ..session }
}

/// Reads to the end; false where the connection broke and something may have been lost.
async fn ends<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut TlsStream<S>) -> bool {
    let mut unheeded = [0; 1024];
    loop {
        match stream.read(&mut unheeded).await {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::UnexpectedEof,
        }
    }
}

/// Why a later turn has no answer where the turn before it left nothing, or was never taken.
pub(in crate::wire) fn nothing_kept() -> Text {
    Text::new(
        "không có phiên nào của lần bắt tay trước để nối lại",
        "there is no session of an earlier handshake to resume",
    )
}
