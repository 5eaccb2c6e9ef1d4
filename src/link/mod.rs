//! The link to the population database over time: samples become outages, and outages windows.
//!
//! Nothing of it is stored but the samples: an outage is a pure function of them, and of the profile's policy. The way:
//!
//! 1. [`Timeline::of`]: runs and sessions become spans that cover a stretch of time without a hole; what nobody saw is
//!    unknown.
//! 2. [`attribute`]: silent failures are told apart by the hops before, and by other places that look at the same hop.
//! 3. [`outages`] and [`incidents`]: spans become outages, whose edges are intervals.
//! 4. [`Tally`] and [`Window`]: what a stretch of time, or a set of them ([`calendar`]), amounts to.

mod attribution;
mod budget;
pub mod calendar;
mod clock;
mod compare;
mod confidence;
mod gamma;
pub mod import;
mod incident;
pub mod line;
mod outage;
mod seen;
mod share;
mod stop;
mod stretches;
mod tally;
mod timeline;
pub mod watch;
mod weave;
mod weigh;
mod window;

pub use crate::system::Side as HopSide;
pub use attribution::{Hops, attribute};
pub use budget::{BurnRate, ErrorBudget, error_budget};
pub use clock::ClockMark;
pub use compare::{Alone, Comparison, Disagreement, Matrix, Offset, Side, compare};
pub use confidence::{Claim, Interval, claim, clean_window_needed, interval};
pub use incident::{Incident, incidents};
pub use outage::{Edge, Outage, outages};
pub use seen::{Blame, Seen, Why};
pub use share::Share;
pub use stop::{Notice, PlannedStop, Verdict, judge_stops, mark_planned, valid_stops};
pub use tally::Tally;
pub use timeline::{Known, Span, Timeline};
pub use weave::runs_of;
pub use weigh::{line_use, weigh, weigh_link};
pub use window::{Figures, Latency, Window};

#[cfg(test)]
mod tests;
