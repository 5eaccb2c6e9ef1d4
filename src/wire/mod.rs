//! The one door to the network: every packet of an inspection leaves through here.
//!
//! A [`Job`] says what is to be sent and is at most one connection; performing it gives an
//! [`Outcome`]. The wire holds the scope, the pace, the budget and the journal. It may use the
//! network and the clock; it judges nothing and knows no probe.

mod browser;
mod clock;
mod dial;
mod dns;
mod door;
mod greeting;
mod guard;
mod hello;
mod http;
mod identity;
mod job;
mod journal;
mod lent;
mod notice;
mod opening;
mod pace;
mod provoke;
mod quic;
mod randomness;
mod reading;
mod roots;
mod route;
mod session;
mod showing;
pub mod timed;
mod token;
mod watch;

#[cfg(test)]
pub(crate) mod rehearsal;
#[cfg(test)]
mod tests;

pub use clock::Clock;
pub use dns::{Dnssec, Lookup, Presence, Record, RecordData, RecordKind, Records};
pub use door::{Addresses, Lent, Limits, Wire};
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub use hello::fuzzing;
pub use hello::{
    Alert, CIPHER_KINDS, CipherKind, Exchange, FirstFlight, GROUPS, Group, HandshakeHash, Hello, KeyExchange, KeyShare,
    Length, Manner, OldServerHello, Reply, SIGNATURE_ALGORITHMS, SUITE_LIMIT, ServerHello, SignatureAlgorithm,
    SigningKey, Suite, SuiteClass, TlsVersion, WeakClass, cipher_kind_name, group_name, signature_algorithm,
    signature_name, suite, suite_name, suites,
};
pub use http::{Ending, Reception, Request, Response, Sight};
pub use identity::{Identities, Identity, secret_line};
pub use job::{Answer, Connected, Endpoint, Job, Opening, Outcome, Phase, Trouble};
pub use journal::{JournalEntry, JournalTotals};
pub use lent::{Echo, Piece, Prompt, SecretName, Secrets, Spelling};
pub use notice::Notice;
pub use opening::Opened;
pub use provoke::{
    Act, Conduct, PremasterForm, Provocation, Reaction, RecordForm, Stage, Ticket, finishable_cbc_suites,
    finishable_suites,
};
pub use quic::Quic;
pub use randomness::Randomness;
pub use reading::{Delivery, Perusal, Reader, Reading};
pub use roots::Roots;
pub use route::has_ipv6_route;
pub use session::{Offer, Resumable, Session, Stop};
pub use showing::{Page, Showing};
pub use token::{Claims, Flaw, Forgery, KeyForm, PublicKey};
