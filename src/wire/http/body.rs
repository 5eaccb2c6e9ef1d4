//! How much of an answer's body is taken, and the taking.

use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::{Request, ends_early};
use crate::wire::reading::Reader;

/// How much of a body is taken.
#[derive(Clone, Copy)]
pub(in crate::wire) struct Room<'a> {
    pub(super) request: &'a Request,
    pub(super) reader: Option<&'a dyn Reader>,
}

impl<'a> Room<'a> {
    /// Room for what a request takes, whatever it is.
    pub(in crate::wire) fn plain(request: &'a Request) -> Self {
        Self { request, reader: None }
    }

    /// How many bytes of an answer with this head.
    pub(super) fn of(self, status: u16, headers: &[(String, String)]) -> usize {
        let limit = self.request.body_limit;
        self.reader.map_or(limit, |reader| reader.room(self.request, status, headers).min(limit))
    }
}

/// Whether only the end of the connection ends the body (RFC 9112, 6.3).
pub(super) fn is_open_ended(headers: &::http::HeaderMap) -> bool {
    !headers.contains_key("content-length") && !headers.contains_key("transfer-encoding")
}

/// Reads at most so many bytes; whether more may have followed.
pub(super) async fn read_body(
    body: &mut Incoming,
    limit: usize,
    open_ended: bool,
) -> Result<(Vec<u8>, bool), hyper::Error> {
    let mut kept = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = match frame {
            Ok(frame) => frame,
            // Many servers leave the closing alert of TLS out; browsers show the page all the same.
            Err(error) if open_ended && ends_early(&error) => return Ok((kept, true)),
            Err(error) => return Err(error),
        };
        let Ok(data) = frame.into_data() else { continue };
        let room = limit.saturating_sub(kept.len());
        if data.len() > room {
            kept.extend_from_slice(data.get(..room).unwrap_or_default());
            return Ok((kept, true));
        }
        kept.extend_from_slice(&data);
    }
    Ok((kept, false))
}
