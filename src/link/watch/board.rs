//! How every hop stands now, for people and monitors: told on change only.

use std::collections::BTreeMap;

use crate::ledger::samples::{Class, Moment, Run, Sample, SeriesKey, Sketch, State};
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
        let (from, at, lasted) = standing.go(state, sample.at, 1, (self.confirm, self.recover))?;
        if from.is_none() && state == State::Up {
            return None;
        }
        let key = standing.key.clone();
        Some(Change { key, from, to: state, at, lasted, class: sample.class, code: sample.code })
    }

    /// Takes in what is stored of a hop from before, oldest first: what was told then is not told again, and an end of
    /// what was told then is. Figures are of this session alone.
    pub fn recall(&mut self, hop: usize, runs: &[Run]) {
        let wanted = (self.confirm, self.recover);
        let Some(standing) = self.hops.get_mut(hop) else { return };
        for run in runs {
            standing.go(run.class.state(), run.first, run.samples, wanted);
        }
    }

    /// Notes the last sample of a hop that is not due again: it is no news.
    pub fn stand(&mut self, hop: usize, sample: &Sample) {
        if let Some(standing) = self.hops.get_mut(hop) {
            standing.last = Some(*sample);
        }
    }
}

impl Standing {
    /// Takes in so many samples of one state, the first of them at a moment. Where they make a change: what was told
    /// before, since when it is otherwise, and how long it had been as before in milliseconds.
    fn go(
        &mut self,
        state: State,
        at: Moment,
        samples: u32,
        (confirm, recover): (u32, u32),
    ) -> Option<(Option<State>, Moment, i64)> {
        self.row = match self.row {
            (same, since, number) if same == state && number > 0 => (same, since, number.saturating_add(samples)),
            _ => (state, at, samples),
        };
        let (_, since, number) = self.row;
        let wanted = if state == State::Up { recover } else { confirm };
        if number < wanted || self.told == Some(state) {
            return None;
        }
        let (from, lasted) = (self.told, since.since(self.since));
        (self.told, self.since) = (Some(state), since);
        Some((from, since, lasted))
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

    /// What a watcher before this one told is not told again; that it is over, is.
    #[test]
    fn a_watcher_that_begins_anew_goes_on_where_the_last_one_was() {
        let key = SeriesKey { system: "s".into(), subject: "l".into(), hop: "h".into(), vantage: "v".into() };
        let policy = LinkPolicy { confirm: 3, recover: 2, ..LinkPolicy::default() };
        let sample = |at: i64, class: Class| {
            let phases = Phases::default();
            Sample { sequence: 0, at: Moment(at * 1_000), every: 1_000, lag: 0, class, code: 0, phases }
        };
        let run = |at: i64, class, samples| {
            let run = Run::of(crate::ledger::samples::SessionId(1), &sample(at, class));
            Run { last: Moment((at + i64::from(samples) - 1) * 1_000), samples, ..run }
        };
        let after = |runs: &[Run]| {
            let mut board = Board::new([key.clone()], Moment(100_000), &policy);
            board.recall(0, runs);
            board
        };
        let mut board = after(&[run(0, Class::Good, 50), run(50, Class::Reset, 2), run(52, Class::ConnectTimeout, 2)]);
        assert_eq!(board.take(0, &sample(100, Class::Reset)), None, "told before");
        assert_eq!(board.take(0, &sample(101, Class::Good)), None, "one good sample is no end yet");
        let up = board.take(0, &sample(102, Class::Good)).expect("an end");
        assert_eq!((up.from, up.to, up.at, up.lasted), (Some(State::Down), State::Up, Moment(101_000), 51_000));
        // Two failures before, and a third now, are what the policy calls an episode.
        let mut board = after(&[run(0, Class::Good, 50), run(50, Class::Reset, 2)]);
        let down = board.take(0, &sample(100, Class::Reset)).expect("news");
        assert_eq!((down.to, down.at), (State::Down, Moment(50_000)));
        let mut board = after(&[run(0, Class::Good, 50), run(50, Class::Reset, 2)]);
        assert_eq!(board.take(0, &sample(100, Class::Good)), None, "too short to be told");
        board.stand(0, &sample(101, Class::Reset));
        assert_eq!(board.hops[0].last.map(|last| last.at), Some(Moment(101_000)));
    }
}
