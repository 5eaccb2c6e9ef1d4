//! When a hop is due: at a fixed rate from a stable phase, faster for a while after a failure, whatever a probing takes.

use std::time::Duration;

use crate::fact::Digest;
use crate::ledger::samples::{Moment, SeriesKey};

/// How long a hop is probed faster after a failure, in milliseconds.
const FAST_FOR: i64 = 60_000;

/// The schedule of one hop, on the clock of a session.
#[derive(Clone, Debug)]
pub(super) struct Beat {
    /// Where the hop stands within its interval, in milliseconds.
    phase: i64,
    every: i64,
    fast: i64,
    fast_until: Moment,
    due: Moment,
    sequence: u64,
    in_flight: u32,
    most: u32,
}

/// A probing that is to begin.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Due {
    /// Its number in its series and session.
    pub(super) sequence: u64,
    /// When it was due.
    pub(super) at: Moment,
}

/// How often a hop is probed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    pub(super) every: Duration,
    pub(super) fast: Duration,
    pub(super) timeout: Duration,
}

impl Beat {
    /// A schedule that begins at `from` and numbers from `sequence` on. The phase comes from the key: hops are spread
    /// over their interval, and stand there again after every start of the watcher.
    pub(super) fn new(key: &SeriesKey, rate: Rate, from: Moment, sequence: u64) -> Self {
        let every = milliseconds(rate.every);
        let fast = milliseconds(rate.fast).min(every);
        let most = milliseconds(rate.timeout) / fast + 1;
        let phase = spread(key).rem_euclid(every);
        let mut beat = Self {
            phase,
            every,
            fast,
            fast_until: Moment(i64::MIN),
            due: from,
            sequence,
            in_flight: 0,
            most: u32::try_from(most).unwrap_or(u32::MAX),
        };
        beat.due = beat.next(from, every);
        beat
    }

    /// When it is due.
    pub(super) fn due(&self) -> Moment {
        self.due
    }

    /// The interval of its series, in milliseconds.
    pub(super) fn every(&self) -> u32 {
        u32::try_from(self.every).unwrap_or(u32::MAX)
    }

    /// Begins what is due, and goes on to the next; `None` where too many are under way. What was missed while nobody
    /// ran is not made up for: nobody saw it.
    pub(super) fn begin(&mut self, now: Moment) -> Option<Due> {
        let step = if now < self.fast_until { self.fast } else { self.every };
        let latest = self.next(now, step).plus(-step);
        let at = self.due.max(latest);
        self.due = self.next(at, step);
        if self.in_flight >= self.most {
            return None;
        }
        let due = Due { sequence: self.sequence, at };
        self.sequence += 1;
        self.in_flight += 1;
        Some(due)
    }

    /// Notes that a probing is over; whether the next one is due earlier by that.
    pub(super) fn ended(&mut self, failed: bool, now: Moment) -> bool {
        self.in_flight = self.in_flight.saturating_sub(1);
        if !failed || self.fast == self.every {
            return false;
        }
        self.fast_until = now.plus(FAST_FOR);
        let sooner = self.next(now, self.fast);
        let earlier = sooner < self.due;
        self.due = self.due.min(sooner);
        earlier
    }

    /// The first moment after `moment` on the grid of a step.
    fn next(&self, moment: Moment, step: i64) -> Moment {
        let phase = self.phase.rem_euclid(step);
        Moment(moment.0 - (moment.0 - phase).rem_euclid(step) + step)
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).max(1)
}

/// A number from a key, the same on every machine.
fn spread(key: &SeriesKey) -> i64 {
    let text = [key.system.as_str(), &key.subject, &key.hop, &key.vantage].join("\0");
    let hex = Digest::of(text.as_bytes()).short_hex();
    i64::from_str_radix(hex.get(..12).unwrap_or_default(), 16).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(hop: &str) -> SeriesKey {
        SeriesKey { system: "s".into(), subject: "l".into(), hop: hop.into(), vantage: "v".into() }
    }

    fn rate(every: u64, fast: u64, timeout: u64) -> Rate {
        Rate {
            every: Duration::from_secs(every),
            fast: Duration::from_secs(fast),
            timeout: Duration::from_secs(timeout),
        }
    }

    #[test]
    fn a_phase_is_stable_over_restarts_and_differs_between_hops() {
        let first = Beat::new(&key("a"), rate(300, 300, 30), Moment(1_000_000_000), 0);
        let again = Beat::new(&key("a"), rate(300, 300, 30), Moment(1_002_345_678), 0);
        assert_eq!(first.due().0.rem_euclid(300_000), again.due().0.rem_euclid(300_000));
        assert!(again.due().0 > 1_002_345_678 && again.due().0 <= 1_002_645_678);
        let phases: std::collections::BTreeSet<_> =
            (0..100).map(|n| Beat::new(&key(&n.to_string()), rate(300, 300, 30), Moment(0), 0).phase).collect();
        assert!(phases.len() > 90, "{}", phases.len());
    }

    #[test]
    fn the_rate_is_fixed_however_late_a_probing_begins() {
        let mut beat = Beat::new(&key("a"), rate(10, 10, 30), Moment(0), 0);
        let start = beat.due();
        let mut at = Vec::new();
        for n in 0..4 {
            let late = beat.due().plus(i64::from(n) * 900);
            at.push(beat.begin(late).expect("due").at.since(start));
            beat.ended(false, late);
        }
        assert_eq!(at, [0, 10_000, 20_000, 30_000]);
    }

    #[test]
    fn what_was_missed_is_not_made_up_for_and_numbers_have_no_gaps() {
        let mut beat = Beat::new(&key("a"), rate(10, 10, 30), Moment(0), 0);
        let start = beat.due();
        let first = beat.begin(start).expect("due");
        beat.ended(false, start);
        let second = beat.begin(start.plus(47_000)).expect("due");
        assert_eq!((first.sequence, second.sequence, second.at.since(start)), (0, 1, 40_000));
        assert_eq!(beat.due().since(start), 50_000);
    }

    #[test]
    fn probings_overlap_up_to_the_time_out() {
        let mut beat = Beat::new(&key("a"), rate(10, 10, 25), Moment(0), 0);
        let begun: Vec<_> = (0..5).map(|_| beat.begin(beat.due()).is_some()).collect();
        assert_eq!(begun, [true, true, true, false, false]);
        beat.ended(false, beat.due());
        assert!(beat.begin(beat.due()).is_some());
    }

    #[test]
    fn a_failure_makes_it_faster_for_a_minute_and_then_it_stands_on_its_grid_again() {
        let mut beat = Beat::new(&key("a"), rate(10, 1, 1), Moment(0), 0);
        let start = beat.due();
        beat.begin(start).expect("due");
        assert!(beat.ended(true, start.plus(200)));
        let mut steps = Vec::new();
        let mut last = start;
        while last.since(start) < 90_000 {
            let due = beat.due();
            steps.push(due.since(last));
            last = due;
            beat.begin(due).expect("due");
            beat.ended(false, due);
        }
        assert!(steps.iter().take(60).all(|step| *step == 1_000), "{steps:?}");
        assert_eq!((steps.last(), last.since(start).rem_euclid(10_000)), (Some(&10_000), 0));
        let mut far = Beat::new(&key("a"), rate(300, 300, 1), Moment(0), 0);
        far.begin(far.due()).expect("due");
        assert!(!far.ended(true, far.due()), "toward the far side the rate is the permitted one, down or not");
    }
}
