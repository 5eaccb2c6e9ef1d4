//! How a server took it.

use std::fmt;

use super::act::Ticket;
use crate::wire::Alert;

/// The reaction to a provocation. It never holds what the server sent, only how much that was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reaction {
    /// When in the course of the act the server reacted.
    pub stage: Stage,
    /// What it did.
    pub conduct: Conduct,
    /// Milliseconds from the start of the job.
    pub elapsed_ms: i64,
}

/// The course of an act.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Stage {
    /// In the handshake, before the act itself: nothing was provoked.
    Before,
    /// Upon the act.
    Act,
    /// Upon the question after it, which was put because the act met silence.
    After,
    /// Upon the rest of a regular handshake, after silence to both.
    Rest,
}

/// What a server did.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Conduct {
    /// It went on as if all were in order.
    Accepted,
    /// It sent an alert.
    Alert {
        /// The first one.
        alert: Alert,
        /// How many came, at most 16.
        times: u8,
        /// Whether it ended the connection afterwards, within a short wait.
        ended: bool,
    },
    /// It closed the connection without a word.
    Closed,
    /// It reset the connection without a word.
    Reset,
    /// Nothing came within a short wait, and the connection stayed open.
    Silence,
    /// It answered with application data, of this many bytes in one record.
    Data(usize),
    /// It answered a heartbeat, with this many bytes in it.
    Heartbeat(usize),
    /// It gave a ticket.
    Ticket(Ticket),
    /// It resumed the session of the ticket and gave the session id back with this many bytes; 0 where it gave another.
    Resumed {
        /// Bytes.
        echoed: usize,
    },
}

impl Reaction {
    /// Whether two reactions look the same from outside, time left aside.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.stage == other.stage && self.conduct.looks_like(&other.conduct)
    }
}

impl Conduct {
    /// How much data came is no difference: pages vary.
    fn looks_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Data(_), Self::Data(_)) => true,
            _ => self == other,
        }
    }
}

/// A few words for the detail of a gap.
impl fmt::Display for Reaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.conduct {
            Conduct::Accepted => f.write_str("accepted"),
            Conduct::Alert { alert, times, ended } => {
                write!(f, "{alert} x{times}{}", if *ended { ", closed" } else { ", open" })
            }
            Conduct::Closed => f.write_str("closed"),
            Conduct::Reset => f.write_str("reset"),
            Conduct::Silence => f.write_str("silence"),
            Conduct::Data(_) => f.write_str("data"),
            Conduct::Heartbeat(_) => f.write_str("heartbeat"),
            Conduct::Ticket(_) => f.write_str("ticket"),
            Conduct::Resumed { .. } => f.write_str("resumed"),
        }
    }
}
