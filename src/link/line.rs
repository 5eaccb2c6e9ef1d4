//! How much of a line is used: the 95th percentile of each direction over seven days in a row, of samples of five minutes
//! (Circular 06/2026/TT-BKHCN, Art 5.6: at most 90 % of the capacity).
//!
//! A pure function of the readings of its counters. A counter that runs over is told from one that was set back by what the
//! line can carry, and by its fellow: who is set back is so in both directions. Where it cannot be told, nobody knows. A
//! gap is unknown: it is neither nought nor spread over.

use std::collections::BTreeMap;

use crate::ledger::samples::{LineReading, LineTerms, LineValues, Moment, Stretch};
use crate::text::VIETNAM_OFFSET;

/// The length of a sample in milliseconds.
pub const SAMPLE: i64 = 300_000;
/// The samples of seven days.
pub const WEEK: usize = 2_016;
/// What the 95th percentile may be of the capacity, in parts per million.
pub const LIMIT: u64 = 900_000;
/// The whole capacity, in parts per million.
pub const FULL: u64 = 1_000_000;
/// From so many known samples on, what is missing is less than what may lie above the percentile.
const ENOUGH: usize = rank(WEEK) + 1;
/// The most samples that are held: nineteen years.
const MOST: usize = 2_000_000;
/// Two readings further apart than this many intervals, in percent, have a gap between them.
const GAP: i64 = 150;
/// How much of a sample must be measured, in percent.
const MEASURED: i64 = 80;
const DAY: i64 = 86_400_000;

/// The use of a line.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LineUse {
    /// Every seven days in a row, from one midnight of Vietnam to another, of which anything is known; oldest first.
    pub weeks: Vec<Week>,
    /// Readings behind a gap, which only say where the counters stand.
    pub gaps: usize,
    /// Readings of counters that were set back, or that may have run over more than once.
    pub ambiguous: usize,
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

/// The 95th percentile of a direction, in parts per million of the capacity that the line had at the time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Percentile {
    /// Of the samples that are known.
    pub known: u64,
    /// If the line had stood still whenever nobody knows.
    pub least: u64,
    /// If the line had been full whenever nobody knows.
    pub most: u64,
}

impl LineUse {
    /// The week that tells most: the heaviest of those of which nearly all is known, which is as much as a percentile
    /// of 95 needs; where there is none, the one of which most is known.
    pub fn telling(&self) -> Option<&Week> {
        let weight = |week: &&Week| (week.known.min(ENOUGH), week.inward.known.max(week.outward.known), week.days);
        self.weeks.iter().max_by_key(weight)
    }
}

impl Percentile {
    /// Whether the limit is kept: `None` where what is unknown could turn the answer round.
    pub const fn keeps(&self) -> Option<bool> {
        match (self.least <= LIMIT, self.most <= LIMIT) {
            (_, true) => Some(true),
            (false, _) => Some(false),
            (true, false) => None,
        }
    }
}

/// Readings on their way to samples of five minutes.
#[derive(Debug, Default)]
pub struct Line {
    before: Option<(LineTerms, LineReading)>,
    samples: BTreeMap<i64, Sample>,
    gaps: usize,
    ambiguous: usize,
}

/// Bits in and out, what the line could have carried meanwhile, and for how many milliseconds they are known.
#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    carried: (u128, u128),
    room: (u128, u128),
    known: i64,
}

impl Line {
    /// Takes a reading in. Readings come in the order of time, one of each moment.
    pub fn add(&mut self, terms: &LineTerms, reading: &LineReading) {
        let before = self.before.replace((*terms, *reading));
        let before = before.filter(|(own, last)| own.values == terms.values && last.at < reading.at);
        let (from, carried) = match terms.values {
            LineValues::Counter(bits) => {
                // The first reading, and the first behind a gap, only say where the counters stand.
                let Some((_, last)) = before else { return };
                let length = reading.at.since(last.at);
                if length.saturating_mul(100) > i64::from(terms.every) * GAP {
                    self.gaps += 1;
                    return;
                }
                let Some(carried) = carried(&last, reading, bits, length, terms.capacity) else {
                    self.ambiguous += 1;
                    return;
                };
                (last.at, carried)
            }
            LineValues::Bits | LineValues::Octets => {
                let from = reading.at.plus(-i64::from(terms.every));
                let from = before.map_or(from, |(_, last)| from.max(last.at));
                let factor = if terms.values == LineValues::Octets { 8 } else { 1 };
                let bits = |rate: u64| u128::from(rate) * factor * duration(from, reading.at) / 1_000;
                (from, (bits(reading.inward), bits(reading.outward)))
            }
        };
        self.spread(from, reading.at, carried, terms.capacity);
    }

    /// Spreads what was carried evenly over the samples that a stretch touches.
    fn spread(&mut self, from: Moment, to: Moment, carried: (u128, u128), capacity: (u64, u64)) {
        let length = duration(from, to).max(1);
        let mut at = from.0;
        while at < to.0 {
            let bin = at.div_euclid(SAMPLE);
            let end = ((bin + 1) * SAMPLE).min(to.0);
            if self.samples.len() >= MOST && !self.samples.contains_key(&bin) {
                return;
            }
            let part = u128::from((end - at).unsigned_abs());
            let own = self.samples.entry(bin).or_default();
            own.carried.0 += carried.0 * part / length;
            own.carried.1 += carried.1 * part / length;
            own.room.0 += u128::from(capacity.0) * part / 1_000;
            own.room.1 += u128::from(capacity.1) * part / 1_000;
            own.known += end - at;
            at = end;
        }
    }

    /// Every seven days in a row.
    pub fn finish(self) -> LineUse {
        let offset = i64::from(VIETNAM_OFFSET.seconds()) * 1_000;
        let day = |bin: i64| (bin * SAMPLE + offset).div_euclid(DAY);
        let known: BTreeMap<i64, (u64, u64)> = self
            .samples
            .iter()
            .filter(|(_, own)| own.known * 100 >= SAMPLE * MEASURED)
            .map(|(bin, own)| (*bin, (share(own.carried.0, own.room.0), share(own.carried.1, own.room.1))))
            .collect();
        let (gaps, ambiguous) = (self.gaps, self.ambiguous);
        let (first, last) = (known.keys().next(), known.keys().next_back());
        let Some((first, last)) = first.zip(last).map(|(first, last)| (day(*first), day(*last))) else {
            return LineUse { weeks: Vec::new(), gaps, ambiguous };
        };
        let last = last.max(first + 6);
        let week = |begin: i64| {
            let from = begin * DAY - offset;
            let to = from + 7 * DAY;
            let own: Vec<_> =
                known.range(from.div_euclid(SAMPLE)..to.div_euclid(SAMPLE)).map(|(_, own)| *own).collect();
            (!own.is_empty()).then(|| Week {
                days: Stretch { from: Moment(from), to: Moment(to) },
                known: own.len(),
                inward: percentile(own.iter().map(|(inward, _)| *inward).collect()),
                outward: percentile(own.iter().map(|(_, outward)| *outward).collect()),
            })
        };
        LineUse { weeks: (first..=last - 6).filter_map(week).collect(), gaps, ambiguous }
    }
}

fn duration(from: Moment, to: Moment) -> u128 {
    u128::from(to.since(from).max(0).unsigned_abs())
}

/// A part in parts per million, rounded up.
fn share(carried: u128, room: u128) -> u64 {
    u64::try_from((carried * u128::from(FULL)).div_ceil(room.max(1))).unwrap_or(u64::MAX)
}

/// The bits of both directions between two readings of counters of octets; `None` where it cannot be told.
fn carried(
    before: &LineReading,
    now: &LineReading,
    bits: u32,
    length: i64,
    capacity: (u64, u64),
) -> Option<(u128, u128)> {
    // A device that starts anew sets both back, and a counter seldom runs over just when its fellow does.
    if now.inward < before.inward && now.outward < before.outward {
        return None;
    }
    let inward = between(before.inward, now.inward, bits, length, capacity.0)?;
    Some((inward, between(before.outward, now.outward, bits, length, capacity.1)?))
}

/// The bits between two readings of a counter of octets; `None` where it cannot be told.
fn between(before: u64, now: u64, bits: u32, length: i64, capacity: u64) -> Option<u128> {
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

/// The place of the 95th percentile by the nearest rank: a twentieth of the samples may be above it.
const fn rank(count: usize) -> usize {
    let place = (count * 95).div_ceil(100);
    if place == 0 { 0 } else { place - 1 }
}

fn percentile(mut known: Vec<u64>) -> Percentile {
    known.sort_unstable();
    let missing = WEEK.saturating_sub(known.len());
    let at = |place: usize| known.get(place).copied();
    let of_all = rank(WEEK.max(known.len()));
    Percentile {
        known: at(rank(known.len())).unwrap_or_default(),
        least: of_all.checked_sub(missing).and_then(at).unwrap_or_default(),
        most: at(of_all).unwrap_or_else(|| FULL.max(known.last().copied().unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: i64 = 1_798_736_400_000;

    fn terms(values: LineValues, capacity: u64) -> LineTerms {
        LineTerms { values, every: 300_000, capacity: (capacity, capacity) }
    }

    /// A reading at so many samples from a midnight of Vietnam.
    fn reading(sample: i64, inward: u64, outward: u64) -> LineReading {
        LineReading { at: Moment(BEGIN + sample * SAMPLE), inward, outward }
    }

    fn used(terms: &LineTerms, readings: &[LineReading]) -> LineUse {
        let mut line = Line::default();
        readings.iter().for_each(|reading| line.add(terms, reading));
        line.finish()
    }

    #[test]
    fn a_counter_that_runs_over_is_told_from_one_that_was_set_back() {
        let capacity = 10_000_000;
        let of = |before, now, bits| between(before, now, bits, SAMPLE, capacity);
        assert_eq!(of(1_000, 2_000, 64), Some(8_000));
        assert_eq!(of(u64::from(u32::MAX) - 999, 1_000, 32), Some(16_000));
        assert_eq!(of(u64::MAX - 999, 1_000, 64), Some(16_000));
        // Set back: what it would have carried is more than the line can.
        assert_eq!(of(3_000_000_000, 1_000, 32), None);
        assert_eq!(of(3_000_000_000, 1_000, 64), None);
        // A line so fast that a small counter runs over more than once between two readings.
        assert_eq!(between(1_000, 2_000, 32, SAMPLE, 1_000_000_000), None);
    }

    /// The second counter tells what the first cannot: 34 Mbit/s over a line of 100 would explain a fall of the one, but
    /// both fall together when a router starts anew.
    #[test]
    fn a_router_that_starts_anew_sets_both_counters_back() {
        let terms = terms(LineValues::Counter(32), 100_000_000);
        let fell = [reading(0, 3_000_000_000, 2_000_000_000), reading(1, 5_000, 4_000), reading(2, 10_000, 8_000)];
        let told = used(&terms, &fell);
        assert_eq!((told.ambiguous, told.gaps), (1, 0));
        assert_eq!(told.weeks.first().map(|week| week.known), Some(1), "what follows counts again");
        let over = [reading(0, 4_294_000_000, 2_000_000_000), reading(1, 5_000, 2_000_004_000)];
        let told = used(&terms, &over);
        assert_eq!((told.ambiguous, told.weeks.first().map(|week| week.known)), (0, Some(1)));
    }

    #[test]
    fn a_gap_is_unknown_and_rates_do_not_count_twice() {
        let counters = terms(LineValues::Counter(64), 8_000_000);
        let told = used(&counters, &[reading(0, 0, 0), reading(1, 1, 1), reading(9, 99, 99), reading(10, 100, 100)]);
        assert_eq!((told.gaps, told.weeks.first().map(|week| week.known)), (1, Some(2)));
        // Rates of five minutes, read every minute: each speaks for the minute behind the one before.
        let rates = terms(LineValues::Octets, 8_000_000);
        let minutes: Vec<_> = (0..10)
            .map(|minute| LineReading { at: Moment(BEGIN + SAMPLE + minute * 60_000), inward: 500_000, outward: 0 })
            .collect();
        let told = used(&rates, &minutes);
        let week = told.weeks.first().expect("a week");
        assert_eq!((week.known, week.inward.known, week.outward.known), (3, 500_000, 0));
    }

    /// The share is of the capacity that the line had at the time.
    #[test]
    fn a_line_that_was_widened_is_measured_by_what_it_was() {
        let mut line = Line::default();
        for sample in 0..2_016 {
            let capacity = if sample < 1_008 { 8_000_000 } else { 80_000_000 };
            line.add(&terms(LineValues::Bits, capacity), &reading(sample + 1, capacity / 2, capacity / 4));
        }
        let told = line.finish();
        let week = told.telling().expect("a week");
        assert_eq!((week.known, week.inward.known, week.outward.known), (WEEK, 500_000, 250_000));
    }

    #[test]
    fn the_week_that_tells_most_is_the_heaviest_that_is_known() {
        let rates = terms(LineValues::Bits, 1_000_000);
        // Ten days: the first three heavy, the last only half a day.
        let readings: Vec<_> = (0..9 * 288 + 144)
            .map(|sample| reading(sample + 1, if sample < 3 * 288 { 950_000 } else { 100_000 }, 1))
            .collect();
        let told = used(&rates, &readings);
        assert_eq!(told.weeks.len(), 4);
        let week = told.telling().expect("a week");
        assert_eq!((week.days.from, week.known, week.inward.keeps()), (Moment(BEGIN + 2 * DAY), WEEK, Some(false)));
        // One heavy day of which only that day is known does not stand for a week of which all is.
        let light: Vec<_> = (0..8 * 288).map(|sample| reading(sample + 1, 100_000, 1)).collect();
        let mut both = light;
        both.extend((13 * 288..14 * 288).map(|sample| reading(sample + 1, 990_000, 1)));
        let told = used(&rates, &both);
        let week = told.telling().expect("a week");
        assert_eq!((week.known, week.inward.keeps()), (WEEK, Some(true)));
    }

    #[test]
    fn the_percentile_is_that_of_a_week_with_what_is_unknown_at_both_ends() {
        let whole = percentile((1..=2_016).collect());
        assert_eq!((whole.known, whole.least, whole.most), (1_916, 1_916, 1_916));
        let part = percentile((1..=1_000).collect());
        assert_eq!((part.known, part.least, part.most), (950, 900, FULL));
        assert_eq!(part.keeps(), None);
        assert_eq!(percentile(vec![925_000; WEEK]).keeps(), Some(false));
        assert_eq!(percentile(vec![900_000; WEEK]).keeps(), Some(true));
        // A hundredth of the week missing cannot turn it round.
        assert_eq!(percentile(vec![100; WEEK - 20]).keeps(), Some(true));
    }
}
