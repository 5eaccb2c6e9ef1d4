//! How much of a line is used: the 95th percentile of each direction over seven days in a row, of samples of five minutes
//! (Circular 06/2026/TT-BKHCN, Art 5.6: at most 90 % of the capacity).
//!
//! A counter that runs over is told from one that was set back by what the line can carry; where both could be, nobody
//! knows. A gap is unknown: it is neither nought nor spread over.

use std::collections::BTreeMap;

use crate::ledger::samples::{Moment, Stretch};
use crate::text::{Text, VIETNAM_OFFSET};

use super::mapping::Values;
use super::tally::Skip;

/// The length of a sample in milliseconds.
pub const SAMPLE: i64 = 300_000;
/// The samples of seven days.
pub const WEEK: usize = 2_016;
/// What the 95th percentile may be of the capacity, in parts per thousand.
pub const LIMIT: u64 = 900;
/// The most samples that are held: nineteen years.
const MOST: usize = 2_000_000;
/// Two measurements further apart than this many intervals, in percent, have a gap between them.
const GAP: i64 = 150;
/// How much of a sample must be measured, in percent.
const MEASURED: i64 = 80;
const DAY: i64 = 86_400_000;

/// The use of a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LineUse {
    /// The capacity in bits a second, in and out.
    pub capacity: (u64, u64),
    /// Every seven days in a row, from one midnight of Vietnam to another, of which anything is known; oldest first.
    pub weeks: Vec<Week>,
}

/// Seven days in a row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Week {
    /// The days.
    pub days: Stretch,
    /// Samples of five minutes that are known, of [`WEEK`].
    pub known: usize,
    /// What came in.
    pub inward: Percentile,
    /// What went out.
    pub outward: Percentile,
}

/// The 95th percentile of a direction, in bits a second.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Percentile {
    /// Of the samples that are known.
    pub known: u64,
    /// If the line had stood still whenever nobody knows.
    pub least: u64,
    /// If the line had been full whenever nobody knows.
    pub most: u64,
    /// The capacity.
    pub capacity: u64,
}

impl Percentile {
    /// Whether the limit is kept: `None` where what is unknown could turn the answer round.
    pub fn keeps(&self) -> Option<bool> {
        let within = |bits: u64| bits.saturating_mul(1_000) <= self.capacity.saturating_mul(LIMIT);
        match (within(self.least), within(self.most)) {
            (_, true) => Some(true),
            (false, _) => Some(false),
            (true, false) => None,
        }
    }
}

/// Measurements on their way to samples of five minutes.
pub(super) struct Traffic {
    capacity: (u64, u64),
    values: Values,
    every: i64,
    before: Option<(Moment, u64, u64)>,
    samples: BTreeMap<i64, Sample>,
}

/// Bits in and out, and for how many milliseconds they are known.
#[derive(Clone, Copy, Default)]
struct Sample {
    inward: u128,
    outward: u128,
    known: i64,
}

impl Traffic {
    pub(super) const fn new(capacity: (u64, u64), values: Values, every: i64) -> Self {
        Self { capacity, values, every, before: None, samples: BTreeMap::new() }
    }

    /// Takes a measurement in, or says why it tells nothing.
    pub(super) fn add(&mut self, at: Moment, inward: u64, outward: u64) -> Result<(), Skip> {
        let before = self.before;
        match before {
            Some((last, ..)) if at == last => return Err(Skip::Repeated),
            Some((last, ..)) if at < last => return Err(Skip::OutOfOrder),
            _ => self.before = Some((at, inward, outward)),
        }
        let bits = match self.values {
            Values::Bits => return self.spread(at.plus(-self.every), at, self.rate(inward), self.rate(outward)),
            Values::Octets => {
                let bits = |octets: u64| self.rate(octets.saturating_mul(8));
                return self.spread(at.plus(-self.every), at, bits(inward), bits(outward));
            }
            Values::Counter(bits) => bits,
        };
        // The first measurement, and the first behind a gap, only say where the counters stand.
        let Some((last, in_before, out_before)) = before else { return Ok(()) };
        let length = at.since(last);
        if length * 100 > self.every * GAP {
            return Err(Skip::NoValue);
        }
        let carried = |before, now, capacity| carried(before, now, bits, length, capacity);
        let inward = carried(in_before, inward, self.capacity.0).ok_or(Skip::Ambiguous)?;
        let outward = carried(out_before, outward, self.capacity.1).ok_or(Skip::Ambiguous)?;
        self.spread(last, at, inward, outward)
    }

    /// The bits of one interval at a rate.
    fn rate(&self, bits: u64) -> u128 {
        u128::from(bits) * u128::from(self.every.unsigned_abs()) / 1_000
    }

    /// Spreads what was carried evenly over the samples that a stretch touches.
    fn spread(&mut self, from: Moment, to: Moment, inward: u128, outward: u128) -> Result<(), Skip> {
        let length = to.since(from);
        let mut at = from.0;
        while at < to.0 {
            let bin = at.div_euclid(SAMPLE);
            let end = ((bin + 1) * SAMPLE).min(to.0);
            if self.samples.len() >= MOST && !self.samples.contains_key(&bin) {
                return Err(Skip::OutOfOrder);
            }
            let part =
                |bits: u128| bits * u128::from((end - at).unsigned_abs()) / u128::from(length.unsigned_abs().max(1));
            let own = self.samples.entry(bin).or_default();
            own.inward += part(inward);
            own.outward += part(outward);
            own.known += end - at;
            at = end;
        }
        Ok(())
    }

    /// Every seven days in a row.
    pub(super) fn finish(self) -> LineUse {
        let offset = i64::from(VIETNAM_OFFSET.seconds()) * 1_000;
        let day = |bin: i64| (bin * SAMPLE + offset).div_euclid(DAY);
        let known: BTreeMap<i64, (u64, u64)> = self
            .samples
            .iter()
            .filter(|(_, own)| own.known * 100 >= SAMPLE * MEASURED)
            .map(|(bin, own)| (*bin, (own.rate(own.inward), own.rate(own.outward))))
            .collect();
        let (first, last) = (known.keys().next(), known.keys().next_back());
        let Some((first, last)) = first.zip(last).map(|(first, last)| (day(*first), day(*last))) else {
            return LineUse { capacity: self.capacity, weeks: Vec::new() };
        };
        let last = last.max(first + 6);
        let week = |begin: i64| {
            let from = begin * DAY - offset;
            let to = from + 7 * DAY;
            let own: Vec<_> =
                known.range(from.div_euclid(SAMPLE)..to.div_euclid(SAMPLE)).map(|(_, own)| *own).collect();
            let percentile = |own: Vec<u64>, capacity| percentile(own, capacity);
            (!own.is_empty()).then(|| Week {
                days: Stretch { from: Moment(from), to: Moment(to) },
                known: own.len(),
                inward: percentile(own.iter().map(|(inward, _)| *inward).collect(), self.capacity.0),
                outward: percentile(own.iter().map(|(_, outward)| *outward).collect(), self.capacity.1),
            })
        };
        LineUse { capacity: self.capacity, weeks: (first..=last - 6).filter_map(week).collect() }
    }
}

impl Sample {
    fn rate(&self, bits: u128) -> u64 {
        u64::try_from(bits * 1_000 / u128::from(self.known.unsigned_abs().max(1))).unwrap_or(u64::MAX)
    }
}

/// The bits between two readings of a counter of octets; `None` where it cannot be told.
fn carried(before: u64, now: u64, bits: u32, length: i64, capacity: u64) -> Option<u128> {
    let span = 1_u128 << bits;
    // What the line can carry at most, and a twentieth more for clocks that are not sharp.
    let most = u128::from(capacity) * u128::from(length.unsigned_abs()) / 1_000 * 21 / 20;
    let octets = match now.checked_sub(before) {
        Some(octets) => u128::from(octets),
        None => (u128::from(now) + span).checked_sub(u128::from(before))?,
    };
    // It could have run over once more without a trace.
    if (octets + span) * 8 <= most {
        return None;
    }
    (octets * 8 <= most).then_some(octets * 8)
}

/// The 95th percentile by the nearest rank: a twentieth of the samples may be above it.
fn percentile(mut known: Vec<u64>, capacity: u64) -> Percentile {
    known.sort_unstable();
    let missing = WEEK.saturating_sub(known.len());
    let rank = |count: usize| (count * 95).div_ceil(100).max(1) - 1;
    let at = |place: usize| known.get(place).copied();
    let of_all = rank(WEEK.max(known.len()));
    Percentile {
        known: at(rank(known.len())).unwrap_or_default(),
        least: of_all.checked_sub(missing).and_then(at).unwrap_or_default(),
        most: at(of_all).unwrap_or_else(|| capacity.max(known.last().copied().unwrap_or_default())),
        capacity,
    }
}

/// What a line's counters need to be read.
pub(super) fn lacking() -> Text {
    Text::new(
        "tệp ánh xạ (--map) phải khai báo `capacity-bps: {in: …, out: …}` của đường truyền",
        "the map (--map) must declare `capacity-bps: {in: …, out: …}` of the line",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_that_runs_over_is_told_from_one_that_was_set_back() {
        let capacity = 10_000_000;
        let of = |before, now, bits| carried(before, now, bits, SAMPLE, capacity);
        assert_eq!(of(1_000, 2_000, 64), Some(8_000));
        assert_eq!(of(u64::from(u32::MAX) - 999, 1_000, 32), Some(16_000));
        assert_eq!(of(u64::MAX - 999, 1_000, 64), Some(16_000));
        // Set back: what it would have carried is more than the line can.
        assert_eq!(of(3_000_000_000, 1_000, 32), None);
        assert_eq!(of(3_000_000_000, 1_000, 64), None);
        // A line so fast that a small counter runs over more than once between two readings.
        assert_eq!(carried(1_000, 2_000, 32, SAMPLE, 1_000_000_000), None);
    }

    #[test]
    fn the_percentile_is_that_of_a_week_with_what_is_unknown_at_both_ends() {
        let whole = percentile((1..=2_016).collect(), 4_000);
        assert_eq!((whole.known, whole.least, whole.most), (1_916, 1_916, 1_916));
        let part = percentile((1..=1_000).collect(), 4_000);
        assert_eq!((part.known, part.least, part.most), (950, 900, 4_000));
        assert_eq!(part.keeps(), None);
        assert_eq!(percentile(vec![3_700; WEEK], 4_000).keeps(), Some(false));
        assert_eq!(percentile(vec![3_600; WEEK], 4_000).keeps(), Some(true));
        // A hundredth of the week missing cannot turn it round.
        assert_eq!(percentile(vec![100; WEEK - 20], 4_000).keeps(), Some(true));
    }
}
