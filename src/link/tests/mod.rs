//! Worlds with an exact truth, sampled as a watcher would, and what is derived of them.

mod bench;
mod clocks;
mod confidence;
mod ladder;
mod laws;
mod stops;
mod truth;

use super::*;
use crate::ledger::samples::{
    Class, ClockEvent, Moment, Phases, Run, Sample, Session, SessionId, Sketch, State, Stretch, Ticks,
};
use crate::profile::LinkPolicy;

/// A second in milliseconds.
const SECOND: i64 = 1_000;
/// An hour in milliseconds.
const HOUR: i64 = 3_600 * SECOND;

fn stretch(from: i64, to: i64) -> Stretch {
    Stretch { from: Moment(from), to: Moment(to) }
}

fn sample(sequence: u64, at: i64, every: i64, class: Class) -> Sample {
    let every = u32::try_from(every).expect("an interval is short");
    Sample { sequence, at: Moment(at), every, lag: 0, class, code: 0, phases: Phases::default() }
}

/// What truly happens to a hop, and how it is watched.
#[derive(Clone, Debug)]
struct World {
    length: i64,
    /// When the hop fails, and how: sorted, apart from one another.
    episodes: Vec<(Stretch, Class)>,
    /// When the watcher is alive.
    alive: Vec<Stretch>,
    every: i64,
    /// The interval while it fails, and for a minute after.
    fast: i64,
    /// How far the wall clock is ahead when a session begins, one for each; nought where there are fewer.
    ahead: Vec<i64>,
}

impl World {
    fn new(length: i64, every: i64) -> Self {
        let alive = vec![stretch(0, length)];
        Self { length, episodes: Vec::new(), alive, every, fast: every.min(SECOND), ahead: Vec::new() }
    }

    fn failing(mut self, from: i64, to: i64, class: Class) -> Self {
        self.episodes.push((stretch(from, to), class));
        self
    }

    fn class_at(&self, at: i64) -> Class {
        let episode = self.episodes.iter().find(|(stretch, _)| stretch.from.0 <= at && at < stretch.to.0);
        episode.map_or(Class::Good, |(_, class)| *class)
    }

    fn samples(&self) -> Vec<(SessionId, Sample)> {
        let mut samples = Vec::new();
        for (number, alive) in (0..).zip(&self.alive) {
            let ahead = usize::try_from(number).ok().and_then(|at| self.ahead.get(at)).copied().unwrap_or(0);
            let (mut at, mut sequence, mut fast_until) = (alive.from.0, 0, i64::MIN);
            while at < alive.to.0 {
                let class = self.class_at(at);
                samples.push((SessionId(number), sample(sequence, at + ahead, self.every, class)));
                if class.state() == State::Down {
                    fast_until = at + 60 * SECOND;
                }
                at += if at < fast_until { self.fast } else { self.every };
                sequence += 1;
            }
        }
        samples
    }

    /// Every session of one boot; the monotonic clock stands where the true time does.
    fn sessions(&self) -> Vec<Known> {
        let session = |(number, alive): (i64, &Stretch)| {
            let ahead = usize::try_from(number).ok().and_then(|at| self.ahead.get(at)).copied().unwrap_or(0);
            let session = Session {
                vantage: "tỉnh".to_owned(),
                watcher: "kiemtra".to_owned(),
                boot: "boot".to_owned(),
                began: alive.from.plus(ahead),
                monotonic: alive.from.0,
                ended: None,
            };
            (SessionId(number), session, Vec::<ClockEvent>::new())
        };
        (0..).zip(&self.alive).map(session).collect()
    }

    fn timeline(&self) -> Timeline {
        Timeline::of(stretch(0, self.length), &runs_of(self.samples()), &self.sessions())
    }

    fn outages(&self) -> Vec<Outage> {
        outages(&self.timeline(), &LinkPolicy::default())
    }

    fn window(&self) -> Window {
        let (timeline, policy) = (self.timeline(), LinkPolicy::default());
        window(&timeline, &[timeline.within], &policy)
    }
}

fn window(timeline: &Timeline, stretches: &[Stretch], policy: &LinkPolicy) -> Window {
    Window::of(timeline, &outages(timeline, policy), stretches, &[], &Sketch::default(), policy)
}

/// Holds what must hold of every timeline.
fn sound(timeline: &Timeline) {
    let mut at = timeline.within.from;
    for span in &timeline.spans {
        assert_eq!(span.stretch.from, at, "no hole and no overlap");
        assert!(span.stretch.length() > 0, "no empty span: {span:?}");
        at = span.stretch.to;
    }
    assert_eq!(at, timeline.within.to.max(timeline.within.from), "everything is covered");
    for pair in timeline.spans.windows(2) {
        assert_ne!(pair[0].seen, pair[1].seen, "neighbours differ");
    }
}

fn percent(share: Option<Share>) -> f64 {
    let parts = i32::try_from(share.expect("a share").parts_per_million()).expect("at most a million");
    f64::from(parts) / 10_000.0
}
