//! Timed probings: one connection of its own each, every phase measured on the monotonic clock, the failure kept as it
//! was.
//!
//! They are made for years, thousands of them at once. So they are not jobs: nothing of one is journaled but the
//! totals, the pace is that of whoever schedules them, and what can be prepared for a hop is prepared once. Scope and
//! budget of bytes hold as everywhere.

mod body;
mod end;
mod exchange;
mod message;
mod monotonic;
mod name;
mod own;
mod secure;
mod sounder;

pub use end::{Break, CertificateFault, End, Reply, Sounding, Spans, Stage};
pub use message::request;
pub use monotonic::{Tick, boot_id, now, tick};
pub use secure::Roots;
pub use sounder::{Aim, Depth, Sounder};
