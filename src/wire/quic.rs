//! Whether something speaks QUIC at a UDP port: one datagram of a version that nobody has, to which
//! every QUIC server answers with the versions that it has (RFC 9000, section 6; RFC 8999).

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use aws_lc_rs::rand::fill;
use tokio::net::UdpSocket;

use super::job::{Phase, Trouble};
use super::journal::{Count, Journal};
use super::pace::Pass;
use super::watch::Watch;
use crate::fact::Reason;
use crate::text::{Text, shorten, text};

/// The size of our datagram: servers leave shorter ones unanswered, so that nobody can make them
/// send more than they got.
const DATAGRAM: usize = 1200;
/// A version of the pattern that is reserved for this (RFC 9000, section 15).
const RESERVED_VERSION: u32 = 0x1a2a_3a4a;
/// The length of a connection id.
const ID: usize = 8;
/// The most versions that are kept.
const MOST_VERSIONS: usize = 32;

/// What a QUIC server said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Quic {
    /// The versions that it has, as it listed them, reserved ones left out.
    pub versions: Vec<u32>,
    /// Milliseconds until it answered.
    pub elapsed_ms: i64,
}

/// Sends the datagram and reads one.
#[expect(clippy::disallowed_methods, reason = "the other leaf of the one door: its scope, pace and budget were asked")]
pub(super) async fn ask(socket: SocketAddr, pass: Pass, journal: &Journal, watch: &Watch) -> Result<Quic, Trouble> {
    let _pass = pass;
    watch.enter(Phase::Connect);
    let mut ids = [0; 2 * ID];
    if fill(&mut ids).is_err() {
        let detail = Text::new("máy này không sinh được số ngẫu nhiên", "this machine has no randomness");
        return Err(watch.trouble(Phase::Connect, Reason::ProbeFailed, detail));
    }
    let (theirs, ours) = ids.split_at(ID);
    let failed = |error: &std::io::Error| watch.io_trouble(Phase::Connect, error);
    let any = match socket {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let line = UdpSocket::bind(any).await.map_err(|error| failed(&error))?;
    line.connect(socket).await.map_err(|error| failed(&error))?;
    journal.count(Count::Datagram);
    let sent = line.send(&question(theirs, ours)).await.map_err(|error| failed(&error))?;
    journal.sent(sent as u64);
    // A list of versions is short; what does not fit into this is none.
    let mut buffer = [0; 2048];
    let count = line.recv(&mut buffer).await.map_err(|error| failed(&error))?;
    journal.received(count as u64);
    let datagram = buffer.get(..count).unwrap_or_default();
    match versions(datagram, theirs, ours) {
        Some(versions) => {
            journal.count(Count::Connected);
            Ok(Quic { versions, elapsed_ms: watch.elapsed_ms() })
        }
        None => {
            let said = shorten(&String::from_utf8_lossy(datagram.get(..40).unwrap_or(datagram)), 40);
            let detail = text!(
                "cổng UDP trả lời nhưng không phải QUIC: `{said}`",
                "the UDP port answers, but not in QUIC: `{said}`"
            );
            Err(watch.trouble(Phase::Connect, Reason::Parse, detail))
        }
    }
}

/// A long header of the reserved version, filled up with zeros.
fn question(theirs: &[u8], ours: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xc0];
    bytes.extend(RESERVED_VERSION.to_be_bytes());
    for id in [theirs, ours] {
        bytes.extend(u8::try_from(id.len()));
        bytes.extend(id);
    }
    bytes.resize(DATAGRAM, 0);
    bytes
}

/// The versions of a Version Negotiation packet that answers us: it carries our two connection ids
/// the other way round, which nobody off the way knows (RFC 8999, section 6).
fn versions(datagram: &[u8], theirs: &[u8], ours: &[u8]) -> Option<Vec<u32>> {
    let (first, rest) = datagram.split_first()?;
    let rest = rest.strip_prefix(&[0; 4]).filter(|_| first & 0x80 != 0)?;
    let (to, rest) = id(rest)?;
    let (from, rest) = id(rest)?;
    if to != ours || from != theirs || rest.is_empty() || !rest.len().is_multiple_of(4) {
        return None;
    }
    let listed = rest.chunks_exact(4).filter_map(|bytes| bytes.try_into().ok().map(u32::from_be_bytes));
    Some(listed.filter(|version| !is_reserved(*version)).take(MOST_VERSIONS).collect())
}

fn id(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

fn is_reserved(version: u32) -> bool {
    version & 0x0f0f_0f0f == 0x0a0a_0a0a
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const THEIRS: [u8; ID] = [1; ID];
    const OURS: [u8; ID] = [2; ID];

    fn answer(to: &[u8], from: &[u8], listed: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x80, 0, 0, 0, 0];
        for id in [to, from] {
            bytes.push(u8::try_from(id.len()).expect("short"));
            bytes.extend(id);
        }
        bytes.extend(listed);
        bytes
    }

    #[test]
    fn only_an_answer_to_our_own_question_counts() {
        let listed = [0, 0, 0, 1, 0x6b, 0x33, 0x43, 0xcf, 0xca, 0xda, 0x0a, 0x5a];
        let read = |bytes: &[u8]| versions(bytes, &THEIRS, &OURS);
        assert_eq!(read(&answer(&OURS, &THEIRS, &listed)), Some(vec![1, 0x6b33_43cf]));
        assert_eq!(read(&answer(&THEIRS, &OURS, &listed)), None, "an echo");
        assert_eq!(read(&answer(&OURS, &THEIRS, &[])), None);
        assert_eq!(read(&answer(&OURS, &THEIRS, &[0, 0, 0])), None);
        assert_eq!(read(&question(&THEIRS, &OURS)), None);
        assert_eq!(question(&THEIRS, &OURS).len(), DATAGRAM);
        let long = answer(&OURS, &THEIRS, &[0, 0, 0, 1].repeat(400));
        assert_eq!(read(&long).map(|versions| versions.len()), Some(MOST_VERSIONS));
    }

    proptest! {
        #[test]
        fn no_datagram_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(versions(&bytes, &THEIRS, &OURS), None);
        }
    }
}
