//! What befell the clocks of those who watched.
//!
//! Samples never move. A sleep of the machine makes its time unknown; a step of the wall clock is told. Between two
//! sessions of one boot the monotonic clock tells how long nobody watched, so that what the wall clock shows beyond
//! that is its own step.

use std::collections::BTreeMap;

use super::seen::{Seen, Why};
use super::stretches::union;
use super::timeline::{Known, Timeline};
use crate::ledger::samples::{Moment, Run, Session, SessionId, Stretch};
use crate::text::Text;

/// Something that befell a clock: a step of the wall clock, a sleep, two sessions that overlap.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum ClockMark {
    /// The wall clock was set while a watcher ran.
    Step {
        /// When.
        at: Moment,
        /// By how many milliseconds: negative where it was set back.
        by: i64,
    },
    /// The machine slept.
    Slept {
        /// When.
        at: Moment,
        /// For how many milliseconds, as far as it is known.
        length: i64,
    },
    /// The wall clock was set between two sessions of the same boot.
    StepBetween {
        /// When the later one began.
        at: Moment,
        /// By how many milliseconds: negative where it was set back, so that the sessions seem to overlap.
        by: i64,
    },
    /// Two sessions overlap, and no common boot tells whether both watched or a clock was set back.
    Overlap {
        /// When the later one began.
        at: Moment,
        /// For how many milliseconds.
        length: i64,
    },
}

/// What a wall clock may go wrong by before it is a step, in milliseconds.
const STEP: i64 = 500;

/// Notes what befell the clocks, and makes the time unknown that it makes unknown.
pub(super) fn lay_over(timeline: &mut Timeline, runs: &[Run], sessions: &[Known]) {
    let mut sorted: Vec<_> = sessions.iter().collect();
    sorted.sort_by_key(|(id, session, _)| (session.began, *id));
    sorted.dedup_by_key(|(id, _, _)| *id);
    let mut marks = Vec::new();
    for (_, _, events) in &sorted {
        for event in events {
            if event.slept {
                marks.push(ClockMark::Slept { at: event.at, length: event.step.max(0) });
            } else if event.step != 0 {
                marks.push(ClockMark::Step { at: event.at, by: event.step });
            }
        }
    }
    marks.extend(steps_between(&sorted));
    marks.extend(overlaps(&sorted, runs));
    let slept = marks.iter().filter_map(|mark| match *mark {
        ClockMark::Slept { at, length } => Some(Stretch { from: at, to: at.plus(length) }),
        _ => None,
    });
    let skipped = marks.iter().filter_map(|mark| match *mark {
        ClockMark::StepBetween { at, by } if by > 0 => Some(Stretch { from: at.plus(by.saturating_neg()), to: at }),
        ClockMark::Step { at, by } if by > 0 => Some(Stretch { from: at, to: at.plus(by) }),
        _ => None,
    });
    let (slept, skipped) = (union(slept.collect()), union(skipped.collect()));
    timeline.overlay(&slept, Why::Clock, |_| true);
    timeline.overlay(&skipped, Why::Clock, |seen| seen == Seen::Unknown(Why::NotWatched));
    marks.retain(|mark| mark.reaches_into(timeline.within));
    marks.sort_by_key(|mark| (mark.at(), *mark));
    marks.dedup();
    timeline.marks = marks;
}

/// Where the wall clock was set between two sessions of one boot.
fn steps_between(sessions: &[&Known]) -> Vec<ClockMark> {
    let mut boots: BTreeMap<&str, Vec<&Known>> = BTreeMap::new();
    for known in sessions.iter().filter(|(_, session, _)| !session.boot.is_empty()) {
        boots.entry(&known.1.boot).or_default().push(known);
    }
    let mut marks = Vec::new();
    for mut sessions in boots.into_values() {
        sessions.sort_by_key(|(id, session, _)| (session.monotonic, *id));
        for pair in sessions.windows(2) {
            let [(_, earlier, events), (_, later, _)] = pair else { continue };
            let known = events.iter().fold(0_i64, |sum, event| sum.saturating_add(event.step));
            let passed = later.monotonic.saturating_sub(earlier.monotonic);
            let by = later.began.since(earlier.began.plus(passed)).saturating_sub(known);
            if by.saturating_abs() > STEP {
                marks.push(ClockMark::StepBetween { at: later.began, by });
            }
        }
    }
    marks
}

/// Where two sessions overlap though nothing shows that a clock was set back.
fn overlaps(sessions: &[&Known], runs: &[Run]) -> Vec<ClockMark> {
    let mut lasts: BTreeMap<SessionId, Moment> = BTreeMap::new();
    for run in runs {
        let last = lasts.entry(run.session).or_insert(run.last);
        *last = (*last).max(run.last);
    }
    let end = |known: &Known| lasts.get(&known.0).copied().or(known.1.ended).unwrap_or(known.1.began);
    let mut marks = Vec::new();
    let mut longest: Option<&Known> = None;
    for later in sessions {
        if let Some(earlier) = longest {
            let length = end(earlier).min(end(later)).since(later.1.began);
            if length > 0 && !set_back(&earlier.1, end(earlier), &later.1) {
                marks.push(ClockMark::Overlap { at: later.1.began, length });
            }
        }
        if longest.is_none_or(|longest| end(longest) < end(later)) {
            longest = Some(later);
        }
    }
    marks
}

/// Whether the monotonic clock shows that one of two overlapping sessions began after the other had ended.
fn set_back(earlier: &Session, ended: Moment, later: &Session) -> bool {
    let lasted = ended.since(earlier.began);
    earlier.boot == later.boot
        && !later.boot.is_empty()
        && (later.monotonic >= earlier.monotonic.saturating_add(lasted) || later.monotonic < earlier.monotonic)
}

impl ClockMark {
    /// What befell it in words for people; when is told beside it.
    pub fn text(self) -> Text {
        let seconds = |milliseconds: i64| {
            let length = milliseconds.unsigned_abs();
            format!("{},{:03}", length / 1_000, length % 1_000)
        };
        let english = |milliseconds: i64| seconds(milliseconds).replace(',', ".");
        match self {
            Self::Step { by, .. } | Self::StepBetween { by, .. } if by < 0 => Text::new(
                format!("đồng hồ máy theo dõi bị chỉnh lùi {} giây", seconds(by)),
                format!("the watcher's clock was set back by {} s", english(by)),
            ),
            Self::Step { by, .. } | Self::StepBetween { by, .. } => Text::new(
                format!("đồng hồ máy theo dõi bị chỉnh tới {} giây", seconds(by)),
                format!("the watcher's clock was set forward by {} s", english(by)),
            ),
            Self::Slept { length, .. } => Text::new(
                format!("máy theo dõi tạm ngủ {} giây", seconds(length)),
                format!("the watcher's machine slept for {} s", english(length)),
            ),
            Self::Overlap { length, .. } => Text::new(
                format!("hai phiên theo dõi chồng lên nhau {} giây", seconds(length)),
                format!("two sessions of watching overlap for {} s", english(length)),
            ),
        }
    }

    /// When it befell.
    pub const fn at(self) -> Moment {
        match self {
            Self::Step { at, .. }
            | Self::Slept { at, .. }
            | Self::StepBetween { at, .. }
            | Self::Overlap { at, .. } => at,
        }
    }

    fn reaches_into(self, within: Stretch) -> bool {
        let length = match self {
            Self::Slept { length, .. } | Self::Overlap { length, .. } => length,
            Self::Step { .. } | Self::StepBetween { .. } => 0,
        };
        self.at() < within.to && self.at().plus(length) >= within.from
    }
}
