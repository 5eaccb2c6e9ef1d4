//! A sketch of durations that can be merged: quantiles within one part in a hundred.
//!
//! DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees",
//! VLDB 2019): a count for each power of a ratio. Merging adds counts, so the order and the grouping of what went in
//! change nothing.

use std::collections::BTreeMap;

use super::sample::Ticks;

/// How far a quantile may be off, as a part of itself.
pub const ERROR: f64 = 0.01;

/// Counts of durations by their size.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sketch {
    /// How many durations have each power of the ratio.
    counts: BTreeMap<i32, u64>,
}

impl Sketch {
    /// Takes a duration in.
    pub fn add(&mut self, duration: Ticks) {
        *self.counts.entry(power(duration)).or_default() += 1;
    }

    /// Takes in all that another holds.
    pub fn merge(&mut self, other: &Self) {
        for (power, count) in &other.counts {
            *self.counts.entry(*power).or_default() += count;
        }
    }

    /// How many durations it holds.
    pub fn count(&self) -> u64 {
        self.counts.values().sum()
    }

    /// The duration that a part of all (0.95 for the 95th percentile) does not exceed, within [`ERROR`]; `None` where
    /// it holds none.
    pub fn quantile(&self, part: f64) -> Option<Ticks> {
        let total = self.count();
        if total == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rank among counts: exact up to 2^53")]
        let rank = (part.clamp(0.0, 1.0) * total as f64).ceil().max(1.0);
        let mut below = 0_u64;
        for (power, count) in &self.counts {
            below += count;
            #[expect(clippy::cast_precision_loss, reason = "as above")]
            if below as f64 >= rank {
                return Some(middle(*power));
            }
        }
        self.counts.keys().next_back().map(|power| middle(*power))
    }
}

/// The ratio of two neighbouring bounds.
fn ratio() -> f64 {
    (1.0 + ERROR) / (1.0 - ERROR)
}

fn power(duration: Ticks) -> i32 {
    if duration == 0 {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the logarithm of a 32-bit number is at most 1,110 here")]
    let power = (f64::from(duration).ln() / ratio().ln()).ceil() as i32;
    power.saturating_add(1)
}

fn middle(power: i32) -> Ticks {
    if power <= 0 {
        return 0;
    }
    let bound = ratio().powi(power - 1);
    let middle = 2.0 * bound / (1.0 + ratio());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and cut to the largest value before"
    )]
    let whole = middle.round().min(f64::from(Ticks::MAX)) as Ticks;
    whole.max(1)
}
