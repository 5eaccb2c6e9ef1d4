//! The ledger: cases, runs, facts, and the numbered error list that stays alive until every error
//! is closed.
//!
//! Everything that happens to an error is an event: appended, never changed, chained by hash. The
//! state of the list is a fold over the events.

mod change;
mod conclude;
mod database;
mod error;
mod event;
mod fold;
mod gated;
mod lock;
mod observe;
mod recall;
mod record;
pub mod samples;
mod sqlite;
mod store;

#[cfg(test)]
mod tests;

pub use change::{Change, changes};
pub use conclude::{Concluded, Decision, Ruling, conclude, conclusion_of};
pub use error::LedgerError;
pub use event::{Event, Happening, Saw};
pub use fold::{Defect, Defects, State, fold};
pub use gated::{Gated, chain_of_gate, gated};
pub use lock::{Holder, Lock};
pub use observe::{Observation, observe};
pub use recall::recall;
pub use record::{claim, note, record};
pub use sqlite::Sqlite;
pub use store::{Chain, RunRow, RunState, Store};
