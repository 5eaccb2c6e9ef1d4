//! The clock of a run, so that everything above it can be given a fixed time.

use jiff::Timestamp;

/// Where the time of day comes from. Spans are measured with the runtime's monotonic clock and
/// never with this one.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Clock {
    fixed: Option<Timestamp>,
}

impl Clock {
    /// The machine's clock.
    pub const fn real() -> Self {
        Self { fixed: None }
    }

    /// A clock that stands still, for re-judging and for tests.
    pub const fn fixed(instant: Timestamp) -> Self {
        Self { fixed: Some(instant) }
    }

    /// The time of day.
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    pub fn now(&self) -> Timestamp {
        self.fixed.unwrap_or_else(Timestamp::now)
    }
}
