//! Watching: hops are probed on a fixed schedule, and every probing becomes a stored sample.

mod classify;
mod plan;

pub use classify::{Finding, classify};
pub use plan::{Watched, watched};
