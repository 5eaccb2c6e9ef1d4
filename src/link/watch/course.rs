//! The clock of a session, held against the wall clock and against sleep.

use std::time::Duration;

use tokio::time::Instant;

use crate::ledger::samples::{ClockEvent, Moment, Session};
use crate::wire::timed::Tick;

/// How far the wall clock may go astray before it counts as a step, in milliseconds.
const STEP: i64 = 500;
/// A step from which on times of this session would mislead whoever reads them, in milliseconds.
const ANEW: i64 = 5_000;
/// How long such a step must have stood: a clock that jumps and comes back moves nothing.
const STOOD: Duration = Duration::from_secs(600);

/// One session's clock: the wall clock at its beginning, and the monotonic clock from there on.
#[derive(Clone, Debug)]
pub(super) struct Course {
    began: Moment,
    instant: Instant,
    slept: Duration,
    /// How far the wall clock has gone away so far, in milliseconds.
    astray: i64,
    /// When it last did.
    stepped: Instant,
}

/// What befell the clock.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Jump {
    /// The event to be noted; none where an earlier one has stood so long that a session must begin anew.
    pub(super) event: Option<ClockEvent>,
    /// Whether a session must begin anew.
    pub(super) anew: bool,
}

impl Course {
    /// A clock that begins now.
    pub(super) fn new(tick: &Tick) -> Self {
        Self {
            began: Moment::of(tick.wall),
            instant: tick.instant,
            slept: tick.slept,
            astray: 0,
            stepped: tick.instant,
        }
    }

    /// The session that this is the clock of.
    pub(super) fn session(&self, tick: &Tick, vantage: &str, watcher: &str, boot: &str) -> Session {
        let elapsed = tick.instant.saturating_duration_since(self.instant);
        Session {
            vantage: vantage.to_owned(),
            watcher: watcher.to_owned(),
            boot: boot.to_owned(),
            began: self.began,
            monotonic: milliseconds(tick.monotonic.saturating_sub(elapsed)),
            ended: None,
        }
    }

    /// The time of an instant.
    pub(super) fn at(&self, instant: Instant) -> Moment {
        self.began.plus(milliseconds(instant.saturating_duration_since(self.instant)))
    }

    /// The instant of a time; the beginning for what lies before it.
    pub(super) fn instant(&self, at: Moment) -> Instant {
        let elapsed = u64::try_from(at.since(self.began)).unwrap_or_default();
        self.instant + Duration::from_millis(elapsed)
    }

    /// What befell the clock since it was looked at last.
    pub(super) fn look(&mut self, tick: &Tick) -> Option<Jump> {
        let at = self.at(tick.instant);
        let astray = Moment::of(tick.wall).since(at);
        let step = astray - self.astray;
        let slept = tick.slept.saturating_sub(self.slept) > Duration::from_millis(STEP.unsigned_abs());
        if step.abs() <= STEP && !slept {
            let anew = self.astray.abs() > ANEW && tick.instant.saturating_duration_since(self.stepped) >= STOOD;
            return anew.then_some(Jump { event: None, anew });
        }
        self.astray = astray;
        self.stepped = tick.instant;
        self.slept = tick.slept;
        Some(Jump { event: Some(ClockEvent { at, step, slept }), anew: slept })
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn steps_and_sleep_are_told_once_and_small_drift_never() {
        let wall: Timestamp = "2026-11-22T23:59:50Z".parse().expect("a time");
        let (instant, monotonic) = (Instant::now(), Duration::from_secs(1_000));
        let tick = |seconds: u64, stepped: i64, slept: u64| Tick {
            instant: instant + Duration::from_secs(seconds),
            monotonic: monotonic + Duration::from_secs(seconds),
            slept: Duration::from_secs(slept),
            wall: wall
                + SignedDuration::from_secs(i64::try_from(seconds).expect("small"))
                + SignedDuration::from_millis(stepped),
        };
        let mut course = Course::new(&tick(0, 0, 0));
        assert_eq!(course.session(&tick(5, 0, 0), "v", "w", "b").monotonic, 1_000_000);
        assert_eq!(course.look(&tick(1, 499, 0)), None);
        let forward = course.look(&tick(2, 1_200, 0)).and_then(|jump| jump.event).expect("a step");
        assert_eq!((forward.step, forward.slept), (1_200, false));
        assert_eq!(course.look(&tick(3, 1_250, 0)), None);
        let back = course.look(&tick(20, -3_600_000, 0)).expect("a step back");
        assert_eq!((back.event.map(|event| event.step), back.anew), (Some(-3_601_200), false));
        assert_eq!(course.look(&tick(619, -3_600_000, 0)), None);
        let stood = Jump { event: None, anew: true };
        assert_eq!(course.clone().look(&tick(620, -3_600_000, 0)), Some(stood), "it will not come back");
        // The samples' own clock goes on over midnight, whatever the wall says.
        assert_eq!(course.at(instant + Duration::from_secs(20)), Moment::of(wall).plus(20_000));
        let slept = course.look(&tick(21, -3_600_000 + 600_000, 600)).expect("a sleep");
        assert_eq!((slept.event.map(|event| (event.step, event.slept)), slept.anew), (Some((600_000, true)), true));
    }
}
