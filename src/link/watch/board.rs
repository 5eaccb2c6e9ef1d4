//! How every hop stands now, for people and monitors: told on change only.

use std::collections::BTreeMap;

use crate::ledger::samples::{Class, Moment, Sample, SeriesKey, Sketch, State};
use crate::profile::LinkPolicy;

/// How the hops stand.
#[derive(Clone, Debug)]
pub struct Board {
    /// One for each hop, in the order of the declaration.
    pub hops: Vec<Standing>,
    /// When the session began.
    pub began: Moment,
    /// How often the watcher was found late.
    pub late: u64,
    /// How often its clock jumped, or the machine slept.
    pub jumps: u64,
    /// Samples that wait to be stored.
    pub waiting: usize,
    /// Samples that could not be stored.
    pub dropped: u64,
    /// Whether the store fails.
    pub failing: bool,
    confirm: u32,
    recover: u32,
}

/// How one hop stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its key.
    pub key: SeriesKey,
    /// The last sample.
    pub last: Option<Sample>,
    /// What was told of it last; nothing at first.
    pub told: Option<State>,
    /// Since when it is so.
    pub since: Moment,
    /// How many samples came to each class.
    pub counts: BTreeMap<Class, u64>,
    /// The whole times of what was answered.
    pub latency: Sketch,
    /// Their sum, in ticks.
    pub total: u64,
    /// The greatest delay of a beginning, in milliseconds.
    pub lag: u32,
    /// The state of the last samples, since when, and how many.
    row: (State, Moment, u32),
}

/// A change that people want to know of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// The hop.
    pub key: SeriesKey,
    /// What it was; `None` for the first word of it.
    pub from: Option<State>,
    /// What it is.
    pub to: State,
    /// Since when.
    pub at: Moment,
    /// How long it had been as before, in milliseconds.
    pub lasted: i64,
    /// The class that the last sample came to.
    pub class: Class,
    /// Its code.
    pub code: u16,
}

impl Board {
    /// A board on which nothing is known yet.
    pub fn new(keys: impl IntoIterator<Item = SeriesKey>, began: Moment, policy: &LinkPolicy) -> Self {
        let standing = |key| Standing {
            key,
            last: None,
            told: None,
            since: began,
            counts: BTreeMap::new(),
            latency: Sketch::default(),
            total: 0,
            lag: 0,
            row: (State::Unknown, began, 0),
        };
        Self {
            hops: keys.into_iter().map(standing).collect(),
            began,
            late: 0,
            jumps: 0,
            waiting: 0,
            dropped: 0,
            failing: false,
            confirm: policy.confirm.max(1),
            recover: policy.recover.max(1),
        }
    }

    /// Takes a sample of a hop in; the change where it makes one. A failure is told once it is confirmed, an end of it
    /// once it has held; that a hop is well from the beginning is no news.
    pub fn take(&mut self, hop: usize, sample: &Sample) -> Option<Change> {
        let standing = self.hops.get_mut(hop)?;
        *standing.counts.entry(sample.class).or_default() += 1;
        standing.lag = standing.lag.max(sample.lag);
        if let Some(whole) = sample.phases.whole {
            standing.latency.add(whole);
            standing.total += u64::from(whole);
        }
        // Probings overlap: one that took long may end after later ones, and tells nothing of now.
        if standing.last.is_some_and(|last| last.at > sample.at) {
            return None;
        }
        standing.last = Some(*sample);
        let state = sample.class.state();
        standing.row = match standing.row {
            (same, since, number) if same == state && number > 0 => (same, since, number.saturating_add(1)),
            _ => (state, sample.at, 1),
        };
        let (_, since, number) = standing.row;
        let wanted = if state == State::Up { self.recover } else { self.confirm };
        if number < wanted || standing.told == Some(state) {
            return None;
        }
        let (from, lasted) = (standing.told, since.since(standing.since));
        (standing.told, standing.since) = (Some(state), since);
        if from.is_none() && state == State::Up {
            return None;
        }
        let key = standing.key.clone();
        Some(Change { key, from, to: state, at: since, lasted, class: sample.class, code: sample.code })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::samples::Phases;

    #[test]
    fn changes_are_told_once_confirmed_and_only_then() {
        let key = SeriesKey { system: "s".into(), subject: "l".into(), hop: "h".into(), vantage: "v".into() };
        let mut board = Board::new([key], Moment(0), &LinkPolicy::default());
        let phases = Phases::default();
        let mut at = 0;
        let mut told = |class: Class| {
            at += 1_000;
            let sample = Sample { sequence: 0, at: Moment(at), every: 1_000, lag: 0, class, code: 0, phases };
            board.take(0, &sample).map(|change| (change.to, change.at.0, change.lasted))
        };
        use Class::{ConnectTimeout, Good, OwnLine, Reset};
        let story: Vec<_> = [Good, Reset, Good, Reset, ConnectTimeout, Reset, Good, Good, OwnLine, OwnLine, Good]
            .into_iter()
            .map(&mut told)
            .collect();
        let (down, up, unknown) = (State::Down, State::Up, State::Unknown);
        assert_eq!(
            story,
            [
                None,
                None,
                None,
                None,
                Some((down, 4_000, 3_000)),
                None,
                Some((up, 7_000, 3_000)),
                None,
                None,
                Some((unknown, 9_000, 2_000)),
                Some((up, 11_000, 2_000)),
            ]
        );
    }
}
