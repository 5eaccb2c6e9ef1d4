//! The budget of errors, and how fast it burns.

use super::calendar::{DAY, last_days};
use super::share::Share;
use super::stretches::{length, minus, union};
use super::timeline::Timeline;
use crate::ledger::samples::{Moment, State, Stretch};
use crate::profile::LinkPolicy;

/// How much of the budget is left.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorBudget {
    /// The window of the budget.
    pub window: Stretch,
    /// Milliseconds that may fail in it.
    pub allowed_ms: i64,
    /// Milliseconds that failed in it, stops announced in time left out.
    pub spent_ms: i64,
    /// The share of the window that was watched, such stops left out.
    pub coverage: Option<Share>,
    /// How fast it burnt of late, the shortest window first.
    pub burn: Vec<BurnRate>,
}

/// How fast the budget burnt over the last hours: at one it is used up just when its window ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BurnRate {
    /// Over how many milliseconds.
    pub over_ms: i64,
    /// The rate in thousandths; `None` where nothing was watched or nothing may fail.
    pub thousandths: Option<i64>,
    /// The same over the short window that tells whether it burns still.
    pub short_thousandths: Option<i64>,
    /// The rate from which on somebody should look, in thousandths.
    pub limit_thousandths: i64,
    /// Whether both are at or above that.
    pub exceeded: bool,
}

/// Minutes of a window, minutes of its short one, and the limit in thousandths: 2 % of a budget of 30 days in an hour,
/// 5 % in six, 10 % in a day, 10 % in three (The Site Reliability Workbook, chapter 5).
const PACES: [(i64, i64, i64); 4] = [(60, 5, 14_400), (360, 30, 6_000), (1_440, 120, 3_000), (4_320, 360, 1_000)];

impl ErrorBudget {
    /// Milliseconds left: below nought where more failed than may.
    pub const fn left_ms(&self) -> i64 {
        self.allowed_ms.saturating_sub(self.spent_ms)
    }
}

/// The budget at a moment. `stops` are what [`super::valid_stops`] gives.
pub fn error_budget(timeline: &Timeline, stops: &[Stretch], now: Moment, policy: &LinkPolicy) -> ErrorBudget {
    let budget = policy.budget;
    let window = last_days(budget.days, now);
    let (down, watched) = seen(timeline, &minus(&union(vec![window]), stops));
    let counted = length(&minus(&union(vec![window]), stops));
    let pace = |minutes: i64| {
        let (down, watched) = seen(timeline, &minus(&[Stretch { from: now.plus(-minutes * 60_000), to: now }], stops));
        rate(down, watched, budget.parts)
    };
    let burn = PACES.iter().map(|(long, short, limit)| {
        let (thousandths, short_thousandths) = (pace(*long), pace(*short));
        let above = |rate: Option<i64>| rate.is_some_and(|rate| rate >= *limit);
        BurnRate {
            over_ms: long * 60_000,
            thousandths,
            short_thousandths,
            limit_thousandths: *limit,
            exceeded: above(thousandths) && above(short_thousandths),
        }
    });
    ErrorBudget {
        window,
        allowed_ms: i64::from(budget.days).saturating_mul(DAY / 10_000).saturating_mul(i64::from(budget.parts)),
        spent_ms: down,
        coverage: Share::of(watched, counted),
        burn: burn.collect(),
    }
}

/// Milliseconds down, and milliseconds watched.
fn seen(timeline: &Timeline, stretches: &[Stretch]) -> (i64, i64) {
    let (mut down, mut watched) = (0_i64, 0_i64);
    for stretch in stretches {
        for span in timeline.spans_in(*stretch) {
            let length = span.stretch.common(*stretch).map_or(0, Stretch::length);
            let of = |state| if span.seen.state() == state { length } else { 0 };
            down = down.saturating_add(of(State::Down));
            watched = watched.saturating_add(of(State::Down)).saturating_add(of(State::Up));
        }
    }
    (down, watched)
}

fn rate(down: i64, watched: i64, parts: u32) -> Option<i64> {
    let may = i128::from(watched) * i128::from(parts);
    (may > 0).then(|| i64::try_from(i128::from(down) * 10_000_000 / may).unwrap_or(i64::MAX))
}
