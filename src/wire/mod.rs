//! The one door to the network: every packet of an inspection leaves through here.
//!
//! A [`Job`] says what is to be sent and is at most one connection; performing it gives an
//! [`Outcome`]. The wire holds the scope, the pace, the budget and the journal. It may use the
//! network and the clock; it judges nothing and knows no probe.

mod clock;
mod dial;
mod dns;
mod door;
mod greeting;
mod guard;
mod hello;
mod http;
mod job;
mod journal;
mod pace;
mod route;
mod session;
mod watch;

#[cfg(test)]
pub(crate) mod rehearsal;
#[cfg(test)]
mod tests;

pub use clock::Clock;
pub use dns::{Dnssec, Lookup, Presence, Record, RecordData, RecordKind, Records};
pub use door::{Addresses, Limits, Wire};
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub use hello::fuzzing;
pub use hello::{
    Alert, Exchange, FirstFlight, GROUPS, Group, Hello, KeyExchange, KeyShare, Reply, SUITE_LIMIT, ServerHello, Suite,
    SuiteClass, TlsVersion, WeakClass, group_name, suite, suite_name, suites,
};
pub use http::{Request, Response};
pub use job::{Answer, Connected, Endpoint, Job, Outcome, Phase, Trouble};
pub use journal::{JournalEntry, JournalTotals};
pub use route::has_ipv6_route;
pub use session::{Offer, Session};
