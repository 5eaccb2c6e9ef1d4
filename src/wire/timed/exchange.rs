//! The request of a probing and its answer.

use std::fmt;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use zeroize::Zeroizing;

use super::body::{Body, Head, Stop, head};
use super::end::{Break, End, Reply, Spans, Stage};
use super::monotonic::now;

/// Interim answers that are passed over (RFC 9110, section 15.2).
const MOST_INTERIM: usize = 4;

/// What is asked, ready for the wire; it is wiped when the hop is given up, for it may hold what is lent.
pub(super) struct Message {
    /// Head and body of the request.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Whether the answer has no body, whatever its head says.
    pub(super) bodiless: bool,
    /// The most bytes of the answer's body.
    pub(super) most: usize,
}

/// Without what is sent.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Sends a request and reads its answer. `of_line` says what a failed read or write means.
pub(super) async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    message: &Message,
    stage: &mut Stage,
    spans: &mut Spans,
    of_line: impl Fn(&std::io::Error) -> Break,
) -> End {
    *stage = Stage::Asked;
    let sent = async {
        stream.write_all(&message.bytes).await?;
        stream.flush().await
    };
    // A server may answer, or say why not, before it has read everything: what it said counts more.
    let unsent = sent.await.err();
    let asked = now();
    let mut bytes = Vec::with_capacity(1 << 10);
    let read = read(stream, message, &mut bytes, || {
        *stage = Stage::Answering;
        spans.first_byte = Some(asked.elapsed());
    })
    .await;
    match (read, unsent) {
        (Ok((head, body)), _) => {
            bytes.truncate(head.bytes);
            End::Answered(Reply { status: head.status, head: bytes, body })
        }
        (Err(_), Some(error)) if *stage == Stage::Asked => End::Broken(*stage, of_line(&error)),
        (Err(stop), _) => End::Broken(*stage, stop.cause(of_line)),
    }
}

async fn read<S: AsyncRead + Unpin>(
    stream: &mut S,
    message: &Message,
    bytes: &mut Vec<u8>,
    mut begun: impl FnMut(),
) -> Result<(Head, Vec<u8>), Stop> {
    let mut interim = 0;
    loop {
        if let Some(found) = head(bytes, message.bodiless)? {
            if matches!(found.status, 100..=199) && interim < MOST_INTERIM {
                drop(bytes.drain(..found.bytes));
                interim += 1;
                continue;
            }
            let ahead = bytes.split_off(found.bytes);
            let body = Body { stream, ahead, most: message.most }.read(found.length).await?;
            return Ok((found, body));
        }
        let first = bytes.is_empty() && interim == 0;
        bytes.reserve(512);
        match stream.read_buf(bytes).await {
            Ok(0) => return Err(Stop::Early),
            Ok(_) if first => begun(),
            Ok(_) => {}
            Err(error) => return Err(Stop::Line(error)),
        }
    }
}
