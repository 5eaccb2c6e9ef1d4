//! What is done to a server on purpose.

use std::fmt;

use super::super::hello::Hello;
use crate::system::Safety;

/// One deliberate act: at most one connection, which begins with a hello like any other.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Provocation {
    /// What is done.
    pub act: Act,
    /// The hello that opens the connection, of SSL 3.0 to TLS 1.2. Compression and integrity over the ciphertext are
    /// never offered here, whatever it says: they would hide what is looked for.
    pub hello: Hello,
}

/// The acts.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Act {
    /// ChangeCipherSpec before there is a key (CVE-2014-0224).
    EarlyChangeCipherSpec,
    /// One more handshake, asked for by the client within the finished one.
    Renegotiate {
        /// Whether it is bound to the first one (RFC 5746); otherwise the client does not seem to know of that.
        secure: bool,
    },
    /// A premaster secret in a padding of our choice (Bleichenbacher 1998, ROBOT 2017).
    Premaster {
        /// The padding.
        form: PremasterForm,
        /// Whether ChangeCipherSpec and a Finished that fits no key follow at once.
        whole: bool,
    },
    /// After a finished handshake with a CBC suite, one request in a record of a chosen form.
    Record(RecordForm),
    /// A heartbeat that says it holds 16 bytes and holds none (CVE-2014-0160).
    Heartbeat,
    /// A finished handshake that asks for a session ticket.
    TakeTicket,
    /// A ticket along with a session id of one byte (CVE-2016-9244).
    OfferTicket(Ticket),
}

/// The forms of an encrypted premaster secret (PKCS #1 v1.5 block type 2, RFC 5246, section 7.4.7.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum PremasterForm {
    /// As it has to be.
    Right,
    /// It does not begin with 00 02.
    WrongHead,
    /// The zero that ends the padding stands so late that the secret is too short.
    LateZero,
    /// No zero ends the padding.
    NoZero,
    /// The secret names another version than the hello.
    WrongVersion,
}

impl PremasterForm {
    /// Every form, the right one first.
    pub const ALL: [Self; 5] = [Self::Right, Self::WrongHead, Self::LateZero, Self::NoZero, Self::WrongVersion];
}

/// The forms of a CBC record (RFC 5246, section 6.2.3.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum RecordForm {
    /// As it has to be: shows what acceptance looks like.
    Right,
    /// The padding is right, one bit of the integrity code is not.
    WrongMac,
    /// The integrity code is right, the first byte of the padding is not.
    WrongFirstFiller,
    /// The integrity code is right, the byte before the padding's length is not.
    WrongLastFiller,
    /// No content, the padding is right, one bit of the integrity code is not.
    EmptyWrongMac,
    /// No content, the integrity code is right, the first byte of the padding is not.
    EmptyWrongFiller,
    /// The padding's length is more than the record holds.
    PaddingTooLong,
    /// The whole record is padding in its right form: no room for an integrity code.
    OnlyPadding,
}

impl RecordForm {
    /// Every form, the right one first.
    pub const ALL: [Self; 8] = [
        Self::Right,
        Self::WrongMac,
        Self::WrongFirstFiller,
        Self::WrongLastFiller,
        Self::EmptyWrongMac,
        Self::EmptyWrongFiller,
        Self::PaddingTooLong,
        Self::OnlyPadding,
    ];
}

/// A session ticket that was given to us. It is offered back once, and never shown.
#[derive(Clone, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Ticket(Vec<u8>);

/// The longest ticket that is taken.
const TICKET_LIMIT: usize = 8 * 1024;

impl Ticket {
    /// A ticket out of its bytes; `None` where it is empty or too long to be one.
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        (1..=TICKET_LIMIT).contains(&bytes.len()).then(|| Self(bytes.to_vec()))
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({} bytes)", self.0.len())
    }
}

impl Provocation {
    /// How much it touches the system: a probe of a lower level may not ask for it.
    pub fn safety(&self) -> Safety {
        match self.act {
            Act::TakeTicket => Safety::Passive,
            Act::EarlyChangeCipherSpec | Act::Renegotiate { .. } | Act::Premaster { .. } | Act::Record(_) => {
                Safety::Active
            }
            // What a server with the flaw gives back is its memory, be it only a few bytes.
            Act::Heartbeat | Act::OfferTicket(_) => Safety::Intrusive,
        }
    }

    /// The act in a word, for the journal.
    pub fn word(&self) -> &'static str {
        match self.act {
            Act::EarlyChangeCipherSpec => "early-change-cipher",
            Act::Renegotiate { secure: true } => "renegotiation",
            Act::Renegotiate { secure: false } => "insecure-renegotiation",
            Act::Premaster { .. } => "premaster",
            Act::Record(_) => "record",
            Act::Heartbeat => "heartbeat",
            Act::TakeTicket => "take-ticket",
            Act::OfferTicket(_) => "offer-ticket",
        }
    }
}
