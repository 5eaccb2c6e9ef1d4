//! Whose matter a silent failure is, by what other hops and other places saw at the same time.

use super::seen::{Blame, Seen, Why};
use super::stretches::{minus, union};
use super::timeline::{Span, Timeline, append};
use crate::ledger::samples::{Class, Moment, State, Stretch};
use crate::text::Text;

/// Where a hop stands on the way from the watcher to the population database.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum HopSide {
    /// This side: the gateway of the house, its resolver.
    Own,
    /// A control point: reached over the same line, and not the far side's (the provider's edge, a second operator).
    Control,
    /// The platform between.
    Platform,
    /// The far side.
    Far,
}

impl HopSide {
    /// The word in facts, tables and metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Control => "control",
            Self::Platform => "platform",
            Self::Far => "far",
        }
    }

    /// The side in words for people.
    pub fn text(self) -> Text {
        match self {
            Self::Own => Text::new("phía ta", "own side"),
            Self::Control => Text::new("điểm đối chứng", "control point"),
            Self::Platform => Text::new("nền tảng trung gian", "platform between"),
            Self::Far => Text::new("phía xa", "far side"),
        }
    }
}

/// What else was seen over the same time as the hop in question.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hops<'a> {
    /// The other hops from the same place, each with its side.
    pub others: &'a [(HopSide, &'a Timeline)],
    /// The same hop from other places.
    pub vantages: &'a [&'a Timeline],
}

/// The timeline of a hop with its silent failures placed: on this side (then unknown), on the line, on the platform
/// between, on the far side, or undecided. What spoke stays as it is.
///
/// The ladder: a hop of this side lost: this side. This side well, and every control point lost: the line; where nobody
/// vouches for this side, that is this side too. The platform between failing: the platform. Otherwise undecided, until
/// at least two other places tell: where they fail within the same 30 seconds, the far side; where they are served, the
/// line.
#[must_use]
pub fn attribute(timeline: &Timeline, side: HopSide, hops: Hops<'_>) -> Timeline {
    let Some(mut ladder) = Ladder::of(side, hops) else { return timeline.clone() };
    let mut spans = Vec::with_capacity(timeline.spans.len());
    for span in &timeline.spans {
        let Seen::Down(class, Blame::Undecided) = span.seen else {
            append(&mut spans, *span);
            continue;
        };
        let mut from = span.stretch.from;
        while from < span.stretch.to {
            let (seen, until) = ladder.decide(class, from);
            let to = until.map_or(span.stretch.to, |until| until.min(span.stretch.to)).max(from.plus(1));
            append(&mut spans, Span { stretch: Stretch { from, to }, seen, ..*span });
            from = to;
        }
    }
    Timeline { within: timeline.within, spans, marks: timeline.marks.clone() }
}

/// How far apart in milliseconds the failures of two places may lie to be one.
const SAME_TIME: i64 = 30_000;
/// How many other places decide.
const ENOUGH: u32 = 2;

/// How many of each kind are lost and well, over time.
struct Ladder {
    own: Counts,
    controls: Counts,
    platform: Counts,
    vantages: Counts,
}

impl Ladder {
    /// `None` for a hop that nothing stands before.
    fn of(side: HopSide, hops: Hops<'_>) -> Option<Self> {
        if side == HopSide::Own {
            return None;
        }
        let below = |wanted: HopSide, view: fn(&Timeline) -> View| {
            let others = hops.others.iter().filter(move |(other, _)| *other == wanted && wanted < side);
            Counts::of(others.map(|(_, timeline)| view(timeline)).collect())
        };
        Some(Self {
            own: below(HopSide::Own, reachable),
            controls: below(HopSide::Control, reachable),
            platform: below(HopSide::Platform, failing_aloud),
            vantages: Counts::of(hops.vantages.iter().map(|timeline| served(timeline)).collect()),
        })
    }

    /// What a silent failure at a moment is, and until when that holds.
    fn decide(&mut self, class: Class, at: Moment) -> (Seen, Option<Moment>) {
        let (own, controls) = (self.own.at(at), self.controls.at(at));
        let (platform, vantages) = (self.platform.at(at), self.vantages.at(at));
        let until = [own.until, controls.until, platform.until, vantages.until].into_iter().flatten().min();
        let down = |blame| Seen::Down(class, blame);
        let seen = if own.lost > 0 {
            Seen::Unknown(Why::OwnSide)
        } else if controls.lost > 0 && controls.well == 0 {
            if own.well > 0 { down(Blame::Line) } else { Seen::Unknown(Why::OwnSide) }
        } else if platform.lost > 0 {
            down(Blame::Platform)
        } else if vantages.lost >= ENOUGH && vantages.well < ENOUGH {
            down(Blame::Far)
        } else if vantages.well >= ENOUGH && vantages.lost < ENOUGH {
            down(Blame::Line)
        } else {
            down(Blame::Undecided)
        };
        (seen, until)
    }
}

/// When one hop was lost, and when it was well.
struct View {
    lost: Vec<Stretch>,
    well: Vec<Stretch>,
}

impl View {
    fn of(lost: Vec<Stretch>, well: Vec<Stretch>) -> Self {
        let lost = union(lost);
        Self { well: minus(&union(well), &lost), lost }
    }
}

/// Whether the way to a hop held: it is lost where it was silent, or where the machine itself had no line, from its last
/// sign of life on; a hop that refuses is reached.
fn reachable(timeline: &Timeline) -> View {
    let (mut lost, mut well) = (Vec::new(), Vec::new());
    let mut sign = None;
    for span in &timeline.spans {
        match span.seen {
            Seen::Up(_) | Seen::Down(_, Blame::Told) => {
                sign = Some(span.last_within());
                well.push(span.stretch);
            }
            Seen::Down(..) | Seen::Unknown(Why::OwnLine | Why::OwnMachine | Why::OwnSide) => {
                let from = sign.take().unwrap_or(span.stretch.from).min(span.stretch.from);
                lost.push(Stretch { from, to: span.stretch.to });
            }
            Seen::Unknown(_) => sign = None,
        }
    }
    View::of(lost, well)
}

/// Whether a hop said itself that it fails.
fn failing_aloud(timeline: &Timeline) -> View {
    let told = timeline.spans.iter().filter(|span| matches!(span.seen, Seen::Down(_, Blame::Told)));
    View::of(told.map(|span| span.stretch).collect(), Vec::new())
}

/// Whether another place was served, at about the same time.
fn served(timeline: &Timeline) -> View {
    let of = |state| timeline.spans.iter().filter(move |span| span.seen.state() == state).map(|span| span.stretch);
    let around = |stretch: Stretch| Stretch { from: stretch.from.plus(-SAME_TIME), to: stretch.to.plus(SAME_TIME) };
    View::of(of(State::Down).map(around).collect(), of(State::Up).collect())
}

/// How many are lost and well, from each change to the next.
struct Counts {
    changes: Vec<(Moment, u32, u32)>,
    /// The first change that was not reached.
    next: usize,
}

/// The counts of a moment, and until when they hold.
struct Count {
    lost: u32,
    well: u32,
    until: Option<Moment>,
}

impl Counts {
    fn of(views: Vec<View>) -> Self {
        let mut steps: Vec<(Moment, i32, i32)> = Vec::new();
        for View { lost, well } in views {
            steps.extend(lost.iter().flat_map(|stretch| [(stretch.from, 1, 0), (stretch.to, -1, 0)]));
            steps.extend(well.iter().flat_map(|stretch| [(stretch.from, 0, 1), (stretch.to, 0, -1)]));
        }
        steps.sort_unstable();
        let mut changes: Vec<(Moment, u32, u32)> = Vec::new();
        let (mut lost, mut well) = (0_u32, 0_u32);
        for (at, more_lost, more_well) in steps {
            lost = lost.saturating_add_signed(more_lost);
            well = well.saturating_add_signed(more_well);
            match changes.last_mut() {
                Some(last) if last.0 == at => *last = (at, lost, well),
                _ => changes.push((at, lost, well)),
            }
        }
        Self { changes, next: 0 }
    }

    /// The counts of a moment that is not before the last one asked for.
    fn at(&mut self, moment: Moment) -> Count {
        while self.changes.get(self.next).is_some_and(|(at, ..)| *at <= moment) {
            self.next += 1;
        }
        let (lost, well) = self
            .next
            .checked_sub(1)
            .and_then(|at| self.changes.get(at))
            .map_or((0, 0), |(_, lost, well)| (*lost, *well));
        Count { lost, well, until: self.changes.get(self.next).map(|(at, ..)| *at) }
    }
}
