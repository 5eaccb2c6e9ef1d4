//! Taking records apart and putting handshake messages together.

use super::reader::Reader;

/// The largest record body that is accepted: the limit of TLS 1.2 with expansion.
const BODY_LIMIT: usize = (1 << 14) + 2048;
/// The most bytes of one first flight that are looked at.
pub(super) const FLIGHT_LIMIT: usize = 64 * 1024;
/// Records that carry nothing forward (empty ones, warnings) after which the peer is not believed
/// to come to the point. Records that carry bytes are bounded by the limit on bytes alone, because
/// servers exist that cut a whole flight into pieces of seven.
const IDLE_LIMIT: usize = 64;

/// One unit of the record layer that matters to the first flight.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    /// An alert: level and description.
    Alert(u8, u8),
    /// A whole handshake message: type and body.
    Message(u8, Vec<u8>),
    /// Application data or an unknown content type: what follows is encrypted or no TLS.
    Opaque,
}

/// Why no more can be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::wire) enum Broken {
    /// The bytes are no records of SSL 3.0 or later.
    NotTls,
    /// A limit was reached.
    Limit,
}

/// Bytes come in, pieces come out.
#[derive(Debug, Default)]
pub(super) struct Records {
    pending: Vec<u8>,
    handshake: Vec<u8>,
    seen: usize,
    idle: usize,
}

impl Records {
    /// Takes received bytes and gives every piece that is complete now.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> (Vec<Piece>, Option<Broken>) {
        let mut pieces = Vec::new();
        self.seen = self.seen.saturating_add(bytes.len());
        if self.seen > FLIGHT_LIMIT {
            return (pieces, Some(Broken::Limit));
        }
        self.pending.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.pending);
        let mut rest = Reader::new(&pending);
        let mut left = pending.len();
        let broken = loop {
            let mut next = rest;
            match record(&mut next) {
                Ok(Some((content, body))) => {
                    left -= 5 + body.len();
                    rest = next;
                    if let Err(broken) = self.record(content, body, &mut pieces) {
                        break Some(broken);
                    }
                }
                Ok(None) => break None,
                Err(broken) => break Some(broken),
            }
        };
        self.pending = rest.take(left).unwrap_or_default().to_vec();
        (pieces, broken)
    }

    fn record(&mut self, content: u8, body: &[u8], pieces: &mut Vec<Piece>) -> Result<(), Broken> {
        match (content, body) {
            (22, [_, ..]) => {
                self.handshake.extend_from_slice(body);
                self.messages(pieces);
                return Ok(());
            }
            (21, [level, description, ..]) => pieces.push(Piece::Alert(*level, *description)),
            (20..=22, _) => {}
            _ => pieces.push(Piece::Opaque),
        }
        self.idle += 1;
        if self.idle > IDLE_LIMIT { Err(Broken::Limit) } else { Ok(()) }
    }

    fn messages(&mut self, pieces: &mut Vec<Piece>) {
        let handshake = std::mem::take(&mut self.handshake);
        let mut rest = Reader::new(&handshake);
        let mut left = handshake.len();
        loop {
            let mut next = rest;
            let (Some(kind), Some(body)) = (next.byte(), next.longest()) else { break };
            left -= 4 + body.len();
            rest = next;
            pieces.push(Piece::Message(kind, body.to_vec()));
        }
        self.handshake = rest.take(left).unwrap_or_default().to_vec();
    }
}

/// The next record; `None` where it has not come wholly.
pub(in crate::wire) fn record<'a>(reader: &mut Reader<'a>) -> Result<Option<(u8, &'a [u8])>, Broken> {
    let Some(content) = reader.byte() else { return Ok(None) };
    if !(20..=24).contains(&content) {
        return Err(Broken::NotTls);
    }
    match reader.byte() {
        None => return Ok(None),
        Some(3) => {}
        Some(_) => return Err(Broken::NotTls),
    }
    let (Some(_minor), Some(length)) = (reader.byte(), reader.pair()) else { return Ok(None) };
    if usize::from(length) > BODY_LIMIT {
        return Err(Broken::NotTls);
    }
    Ok(reader.take(usize::from(length)).map(|body| (content, body)))
}
