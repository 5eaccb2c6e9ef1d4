//! The one door to the network: every packet of an inspection leaves through here.
//!
//! A [`Job`] says what is to be sent and is at most one connection; performing it gives an
//! [`Outcome`]. The wire holds the scope, the pace, the budget and the journal. It may use the
//! network and the clock; it judges nothing and knows no probe.

mod job;

pub use job::{Answer, Connected, Endpoint, Job, Outcome, Phase, Trouble};
