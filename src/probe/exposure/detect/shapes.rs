//! Columns and paths whose values look alike: what they say together that none says alone.

use std::collections::BTreeSet;

use super::candidate::Candidate;
use super::fast::FastMap;
use super::weights::{BAR, COLUMN, WHOLE_COLUMN, Weight};
use crate::probe::exposure::class::Class;

/// From so many waiting values on a column is decided.
const ENOUGH: usize = 64;
/// The most columns that wait at once.
const MOST_COLUMNS: usize = 5000;

/// Set in the hash of a column that nothing names: whose values alone can tell what they are.
pub(super) const UNNAMED: u64 = 2;

/// A number that waits for its column, with what stands beside it.
type Waiting = (Candidate, Vec<Candidate>);

/// The columns that wait.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    columns: FastMap<(u64, Class), Column>,
}

#[derive(Debug, Default)]
struct Column {
    distinct: BTreeSet<u64>,
    years: u128,
    misses: u32,
    waiting: Vec<Waiting>,
    decided: Option<Weight>,
}

impl Shapes {
    /// Notes numbers of the right length and the wrong structure.
    pub(super) fn miss(&mut self, shape: u64, count: u32) {
        if shape != 0 && count > 0 && self.has_room(shape, Class::PersonalNumber) {
            self.columns.entry((shape, Class::PersonalNumber)).or_default().misses += count;
        }
    }

    /// Takes in a number with what stands beside it; gives what is decided now.
    pub(super) fn wait(&mut self, candidate: Candidate, beside: Vec<Candidate>) -> Vec<Waiting> {
        let (shape, class) = (candidate.shape, candidate.class);
        if !self.has_room(shape, class) {
            return Vec::new();
        }
        let column = self.columns.entry((shape, class)).or_default();
        if column.distinct.len() < 2 * ENOUGH {
            column.distinct.insert(candidate.hash);
        }
        column.years |= 1 << (candidate.year % 100).min(127);
        column.waiting.push((candidate, beside));
        if column.decided.is_none() && column.waiting.len() >= ENOUGH {
            column.decided = Some(column.bonus(shape, class));
        }
        if column.decided.is_some() { column.drain(shape, class) } else { Vec::new() }
    }

    /// What the column of `shape`, or all of them, decide at their end.
    pub(super) fn end(&mut self, shape: Option<u64>) -> Vec<Waiting> {
        let mut ended = Vec::new();
        let mut keys: Vec<(u64, Class)> =
            self.columns.keys().filter(|key| shape.is_none_or(|shape| key.0 == shape)).copied().collect();
        keys.sort_unstable();
        for key in keys {
            if let Some(mut column) = self.columns.remove(&key) {
                column.decided.get_or_insert(column.bonus(key.0, key.1));
                ended.extend(column.drain(key.0, key.1));
            }
        }
        ended
    }

    fn has_room(&self, shape: u64, class: Class) -> bool {
        self.columns.len() < MOST_COLUMNS || self.columns.contains_key(&(shape, class))
    }
}

impl Column {
    fn drain(&mut self, shape: u64, class: Class) -> Vec<Waiting> {
        // A column whose years came to differ only later is looked at again.
        let bonus = self.decided.unwrap_or_default().max(self.bonus(shape, class));
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().filter(|(candidate, _)| candidate.score + bonus >= BAR).collect()
    }

    /// What the column adds to each of its values.
    fn bonus(&self, shape: u64, class: Class) -> Weight {
        // What a heading or key names, and does not call a telephone, needs a name beside it.
        let is_named = shape & UNNAMED == 0;
        let count = self.distinct.len();
        let misses = usize::try_from(self.misses).unwrap_or(usize::MAX);
        if count < 3 || misses.saturating_mul(4) > count {
            return 0;
        }
        if class == Class::Phone {
            return if is_named { COLUMN } else { WHOLE_COLUMN };
        }
        let years = usize::try_from(self.years.count_ones()).unwrap_or_default();
        match () {
            () if years < 3 || years * 3 < count.min(40) => 0,
            () => COLUMN,
        }
    }
}

/// How people write numbers in groups, by how many digits the first group has, the most groups first.
pub(super) fn patterns(first: usize) -> &'static [&'static [u8]] {
    match first {
        2 => &[&[2, 2, 2, 2, 2], &[2, 3, 3, 3], &[2, 2, 3, 4], &[2, 3, 4, 2], &[2, 9]],
        3 => &[
            &[3, 3, 3, 3],
            &[3, 3, 2, 2],
            &[3, 1, 2, 6],
            &[3, 3, 6],
            &[3, 3, 4],
            &[3, 4, 3],
            &[3, 3, 3],
            &[3, 9],
            &[3, 7],
        ],
        4 => &[&[4, 2, 2, 2], &[4, 4, 4, 4], &[4, 4, 4], &[4, 3, 3], &[4, 8], &[4, 6]],
        5 => &[&[5, 5]],
        6 => &[&[6, 6]],
        10 => &[&[10, 3]],
        _ => &[],
    }
}
