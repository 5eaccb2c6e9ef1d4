//! A sketch of durations that can be merged: quantiles within one part in a hundred.
//!
//! After DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
//! guarantees", VLDB 2019): a count for each of some sizes, which grow by a ratio. Merging adds counts, so the order and
//! the grouping of what went in change nothing. The sizes here are made of whole numbers alone: the guarantee then holds
//! for whole ticks too, and no machine's logarithm has a say in it.

use std::collections::BTreeMap;

use super::sample::Ticks;

/// How far a quantile may be off, as a part of itself.
pub const ERROR: f64 = 0.01;

/// How many sizes there are.
pub(super) const SIZES: u32 = count_sizes();

/// The smallest duration of each size.
static SMALLEST: [Ticks; SIZES as usize] = smallest();

/// For each number of significant bits the size of the smallest duration that has as many: where a search begins.
static BY_BITS: [u32; 34] = by_bits();

/// Counts of durations by their size.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sketch {
    /// How many durations have each size.
    counts: BTreeMap<u32, u64>,
}

impl Sketch {
    /// Takes a duration in.
    pub fn add(&mut self, duration: Ticks) {
        self.add_many(size(duration), 1);
    }

    /// Takes in all that another holds.
    pub fn merge(&mut self, other: &Self) {
        for (size, count) in other.counts() {
            self.add_many(size, count);
        }
    }

    /// How many durations it holds.
    pub fn count(&self) -> u64 {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The duration that a part of all (0.95 for the 95th percentile) does not exceed, within [`ERROR`]; `None` where
    /// it holds none.
    pub fn quantile(&self, part: f64) -> Option<Ticks> {
        let total = self.count();
        if total == 0 {
            return None;
        }
        let rank = rank(part, total);
        let mut below = 0_u64;
        let reached = self.counts.iter().find(|(_, count)| {
            below = below.saturating_add(**count);
            below >= rank
        });
        reached.or(self.counts.last_key_value()).map(|(size, _)| middle(*size))
    }

    /// Adds to the count of a size.
    pub(super) fn add_many(&mut self, size: u32, more: u64) {
        let count = self.counts.entry(size).or_default();
        *count = count.saturating_add(more);
    }

    /// The sizes that it holds and how many of each.
    pub(super) fn counts(&self) -> impl Iterator<Item = (u32, u64)> {
        self.counts.iter().map(|(size, count)| (*size, *count))
    }
}

/// A sketch into which a great many counts are added: a place for each size.
pub(super) struct Counts(Box<[u64]>);

impl Default for Counts {
    fn default() -> Self {
        Self(vec![0; SIZES as usize].into_boxed_slice())
    }
}

impl Counts {
    /// Takes a duration in.
    pub(super) fn add(&mut self, duration: Ticks) {
        self.add_many(size(duration), 1);
    }

    /// Adds to the count of a size.
    pub(super) fn add_many(&mut self, size: u32, more: u64) {
        if let Some(count) = self.0.get_mut(size as usize) {
            *count = count.saturating_add(more);
        }
    }
}

impl From<Counts> for Sketch {
    fn from(Counts(counts): Counts) -> Self {
        let counts = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
        Self { counts }
    }
}

/// The how-manieth of all, counted from one, is the quantile.
fn rank(part: f64, total: u64) -> u64 {
    #[expect(clippy::cast_precision_loss, reason = "a rank among counts: exact up to 2^53")]
    let rank = part.clamp(0.0, 1.0) * total as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from nought to the total; what is lost in the last digits of the product may not lift it by one"
    )]
    let rank = (rank - rank * 1e-12).ceil() as u64;
    rank.max(1)
}

/// The size of a duration.
fn size(duration: Ticks) -> u32 {
    let bits = Ticks::BITS - duration.leading_zeros();
    let from = BY_BITS.get(bits as usize).copied().unwrap_or_default();
    let to = BY_BITS.get(bits as usize + 1).copied().unwrap_or(SIZES - 1);
    let within = SMALLEST.get(from as usize..=to as usize).unwrap_or_default();
    let above = within.partition_point(|smallest| *smallest <= duration);
    // Sizes and their places are fewer than a thousand.
    from.saturating_add(u32::try_from(above).unwrap_or_default()).saturating_sub(1)
}

/// The duration by which all of a size are told: none is further from it than [`ERROR`].
fn middle(size: u32) -> Ticks {
    SMALLEST.get(size as usize).map_or(Ticks::MAX, |smallest| centre(*smallest))
}

/// The largest duration that is within [`ERROR`] of a smallest one.
const fn centre(smallest: Ticks) -> Ticks {
    smallest.saturating_add(smallest / 100)
}

/// The smallest duration of the size after that of `smallest`; `None` after the last. What lies below is, itself, within
/// one part in a hundred of the centre: `largest - centre <= largest / 100`.
const fn next(smallest: Ticks) -> Option<Ticks> {
    let after = centre(smallest) as u64 * 100 / 99 + 1;
    #[expect(clippy::cast_possible_truncation, reason = "held against the largest before")]
    let next = if after > Ticks::MAX as u64 { None } else { Some(after as Ticks) };
    next
}

const fn count_sizes() -> u32 {
    let (mut sizes, mut smallest) = (1, 0);
    while let Some(after) = next(smallest) {
        smallest = after;
        sizes += 1;
    }
    sizes
}

const fn smallest() -> [Ticks; SIZES as usize] {
    let mut all = [0; SIZES as usize];
    let mut at = 0;
    while at + 1 < all.len() {
        if let Some(after) = next(all[at]) {
            all[at + 1] = after;
        }
        at += 1;
    }
    all
}

const fn by_bits() -> [u32; 34] {
    let mut by_bits = [0; 34];
    let (mut bits, mut at, mut current) = (1, 0, 0);
    while bits < by_bits.len() {
        let least: u64 = 1 << (bits - 1);
        while let Some(after) = next(current) {
            if after as u64 > least {
                break;
            }
            current = after;
            at += 1;
        }
        by_bits[bits] = at;
        bits += 1;
    }
    by_bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch(durations: &[Ticks]) -> Sketch {
        let mut sketch = Sketch::default();
        durations.iter().for_each(|duration| sketch.add(*duration));
        sketch
    }

    fn merged(first: &Sketch, second: &Sketch) -> Sketch {
        let mut both = first.clone();
        both.merge(second);
        both
    }

    fn duration() -> impl Strategy<Value = Ticks> {
        prop_oneof![0_u32..300, 1_000_u32..20_000, any::<u32>(), Just(Ticks::MAX)]
    }

    fn durations() -> impl Strategy<Value = Vec<Ticks>> {
        proptest::collection::vec(duration(), 0..60)
    }

    /// `told` is within one part in a hundred of `exact`, in whole numbers.
    fn is_near(told: Ticks, exact: Ticks) -> bool {
        u64::from(told.abs_diff(exact)) * 100 <= u64::from(exact)
    }

    #[test]
    fn the_ends_of_every_size_are_told_within_one_part_in_a_hundred() {
        for (place, smallest) in SMALLEST.iter().enumerate() {
            let largest = SMALLEST.get(place + 1).map_or(Ticks::MAX, |next| next - 1);
            for duration in [*smallest, smallest.midpoint(largest), largest] {
                assert_eq!(size(duration) as usize, place, "{duration}");
                assert!(is_near(middle(size(duration)), duration), "{duration}");
            }
        }
        assert!((0..98).all(|duration| middle(size(duration)) == duration), "small ones are exact");
    }

    #[test]
    fn a_rank_is_not_lifted_by_the_last_digit_of_a_product() {
        let ranks: Vec<_> = [(0.07, 100), (0.95, 20), (0.99, 100), (0.5, 3), (0.0, 5), (1.0, 5)]
            .map(|(part, total)| rank(part, total))
            .to_vec();
        assert_eq!(ranks, [7, 19, 99, 2, 1, 5]);
        assert_eq!(Sketch::default().quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_one_part_in_a_hundred_of_the_exact_one(
            mut durations in durations(),
            part in 0.0_f64..=1.0,
        ) {
            let told = sketch(&durations).quantile(part);
            durations.sort_unstable();
            let exact = usize::try_from(rank(part, durations.len() as u64)).expect("a place") - 1;
            prop_assert_eq!(told.is_some(), !durations.is_empty());
            if let Some((told, exact)) = told.zip(durations.get(exact)) {
                prop_assert!(is_near(told, *exact), "{} for {}", told, exact);
            }
        }

        #[test]
        fn merging_is_adding_in_any_order_and_grouping(first in durations(), second in durations(), third in durations()) {
            let (a, b, c) = (sketch(&first), sketch(&second), sketch(&third));
            prop_assert_eq!(merged(&a, &b), merged(&b, &a));
            prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
            prop_assert_eq!(merged(&merged(&a, &b), &c), sketch(&[first, second, third].concat()));
        }
    }
}
