//! Watching: hops are probed on a fixed schedule, and every probing becomes a stored sample.
//!
//! One loop ([`run`]) begins what is due and takes in what is over; nothing that waits, be it a far side or a disk, holds
//! it up. It says of itself when it ran late and when its clock jumped, so that its own troubles never become the link's.

mod board;
mod classify;
mod course;
mod lateness;
mod metrics;
mod once;
mod plan;
mod prober;
mod run;
mod schedule;
#[cfg(test)]
mod tests;
mod writer;

pub use board::{Board, Change, Standing};
pub use classify::{Finding, classify};
pub use metrics::{leave, metrics};
pub use once::{Call, Taken, once};
pub use plan::{Watched, watched};
pub use prober::{Door, Prober, Probing};
pub use run::{Lane, News, Setup, run};
