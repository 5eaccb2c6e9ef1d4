//! What is known of a hop at every moment of a stretch of time.

use crate::ledger::samples::{Class, ClockEvent, Fault, Moment, Session, SessionId, State, Stretch};
use crate::text::Text;

/// A session as the store tells it: its number, itself, and what befell its clock.
pub type Known = (SessionId, Session, Vec<ClockEvent>);

/// What is known of a hop throughout a stretch: spans in the order of time, without a hole, none empty, no two
/// neighbours alike.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Timeline {
    /// The stretch.
    pub within: Stretch,
    /// Its spans.
    pub spans: Vec<Span>,
    /// What befell the clocks of those who watched.
    pub marks: Vec<ClockMark>,
}

/// A stretch of time in which the same is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Span {
    /// The stretch.
    pub stretch: Stretch,
    /// What is known.
    pub seen: Seen,
    /// When the first of its samples was due: before the stretch where that was cut. Of time that nobody watched its
    /// beginning.
    pub first: Moment,
    /// When the last of its samples was due: after the stretch where that was cut.
    pub last: Moment,
    /// How many samples there are from `first` to `last`, inside the stretch or not.
    pub taken: u64,
}

/// What is known of a hop at a moment.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Seen {
    /// It does not serve.
    Down(Class, Blame),
    /// It serves.
    Up(Class),
    /// Nobody knows.
    Unknown(Why),
}

/// Why nobody knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Why {
    /// Nobody watched.
    NotWatched,
    /// The watcher ran late.
    Late,
    /// The watcher's clock jumped, or its machine slept.
    Clock,
    /// The watcher's machine had no line.
    OwnLine,
    /// The watcher's machine ran out of something, or its certificate of date.
    OwnMachine,
    /// The hops of this side failed at the same time.
    OwnSide,
    /// The probing was not permitted then.
    OutOfScope,
}

/// Where a failure is placed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Blame {
    /// It spoke: the class says whose matter it is.
    Told,
    /// It was silent while every control point was: the line.
    Line,
    /// It was silent while the platform between failed.
    Platform,
    /// It was silent from other places too: the far side.
    Far,
    /// It was silent, and nothing decides between the line and the far side.
    #[default]
    Undecided,
}

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

impl Timeline {
    /// The part of it within a stretch.
    #[must_use]
    pub fn cut(&self, within: Stretch) -> Self {
        let Some(within) = self.within.common(within) else {
            let at = within.from.clamp(self.within.from, self.within.to);
            return Self { within: Stretch { from: at, to: at }, spans: Vec::new(), marks: Vec::new() };
        };
        let spans = self.spans_in(within).iter();
        let spans = spans.filter_map(|span| Some(Span { stretch: span.stretch.common(within)?, ..*span })).collect();
        let marks = self.marks.iter().copied().filter(|mark| mark.at() >= within.from && mark.at() < within.to).collect();
        Self { within, spans, marks }
    }

    /// Adds a later part; what lies between is unknown, and what overlaps is left as it is.
    pub fn join(&mut self, later: &Self) {
        let later = later.cut(Stretch { from: self.within.to, to: later.within.to.max(self.within.to) });
        if later.spans.is_empty() {
            return;
        }
        let between = Stretch { from: self.within.to, to: later.within.from };
        if between.length() > 0 {
            append(&mut self.spans, Span::unknown(between, Why::NotWatched));
        }
        later.spans.into_iter().for_each(|span| append(&mut self.spans, span));
        self.within.to = later.within.to;
        self.marks.extend(later.marks);
    }

    /// What is known at a moment; `None` outside of it.
    pub fn at(&self, moment: Moment) -> Option<Seen> {
        let span = self.spans.get(self.place(moment))?;
        (span.stretch.from <= moment && moment < span.stretch.to).then_some(span.seen)
    }

    /// The spans that reach into a stretch.
    pub fn spans_in(&self, within: Stretch) -> &[Span] {
        let end = self.spans.partition_point(|span| span.stretch.from < within.to);
        self.spans.get(self.place(within.from)..end).unwrap_or_default()
    }

    /// Milliseconds of a stretch in which it was seen down.
    pub fn down_within(&self, within: Stretch) -> i64 {
        let down = self.spans_in(within).iter().filter(|span| span.seen.state() == State::Down);
        down.filter_map(|span| span.stretch.common(within)).fold(0, |sum, part| sum.saturating_add(part.length()))
    }

    /// The place of the first span that ends behind a moment.
    fn place(&self, moment: Moment) -> usize {
        self.spans.partition_point(|span| span.stretch.to <= moment)
    }

    /// Makes a set of stretches unknown, as far as `which` says so of what is known there.
    pub(super) fn overlay(&mut self, over: &[Stretch], why: Why, which: impl Fn(Seen) -> bool) {
        if over.is_empty() {
            return;
        }
        let mut spans = Vec::with_capacity(self.spans.len() + over.len());
        let mut at = 0;
        for span in std::mem::take(&mut self.spans) {
            while over.get(at).is_some_and(|over| over.to <= span.stretch.from) {
                at += 1;
            }
            let mut from = span.stretch.from;
            let reaching = over.get(at..).unwrap_or_default().iter();
            for over in reaching.take_while(|over| over.from < span.stretch.to && which(span.seen)) {
                let Some(common) = over.common(span.stretch) else { continue };
                append(&mut spans, Span { stretch: Stretch { from, to: common.from }, ..span });
                append(&mut spans, Span::unknown(common, why));
                from = common.to;
            }
            append(&mut spans, Span { stretch: Stretch { from, to: span.stretch.to }, ..span });
        }
        self.spans = spans;
    }
}

/// Adds a span behind others, joined with the last where both are alike; nothing of an empty one.
pub(super) fn append(spans: &mut Vec<Span>, span: Span) {
    if span.stretch.length() == 0 {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.seen == span.seen && last.stretch.to == span.stretch.from => last.take_in(&span),
        _ => spans.push(span),
    }
}

impl Span {
    /// A stretch that nobody knows of, without samples.
    pub const fn unknown(stretch: Stretch, why: Why) -> Self {
        Self { stretch, seen: Seen::Unknown(why), first: stretch.from, last: stretch.from, taken: 0 }
    }

    /// How many of its samples were due within the stretch: exact where they came at a steady pace.
    pub fn samples(&self) -> u64 {
        self.due_before(self.stretch.to).saturating_sub(self.due_before(self.stretch.from))
    }

    /// The last sample that was due within the stretch.
    pub fn last_within(&self) -> Moment {
        self.last.min(self.stretch.to).max(self.first)
    }

    /// How many samples were due before a moment.
    fn due_before(&self, moment: Moment) -> u64 {
        if moment <= self.first || self.taken == 0 {
            return 0;
        }
        if moment > self.last {
            return self.taken;
        }
        let steps = i128::from(self.taken - 1) * i128::from(moment.since(self.first));
        let length = i128::from(self.last.since(self.first)).max(1);
        u64::try_from((steps + length - 1) / length).unwrap_or_default().clamp(1, self.taken)
    }

    /// Takes in the span that follows. What is cut of one run stays that run.
    fn take_in(&mut self, next: &Self) {
        if (self.first, self.last, self.taken) != (next.first, next.last, next.taken) {
            let behind = next.taken.saturating_sub(next.due_before(next.stretch.from));
            self.taken = self.due_before(self.stretch.to).saturating_add(behind);
            self.last = if behind > 0 { next.last } else { self.last.min(self.stretch.to) };
        }
        self.stretch.to = next.stretch.to;
    }
}

impl Seen {
    /// What a sample of a class says; a silent failure is undecided until other hops were looked at.
    pub const fn of(class: Class) -> Self {
        match class.state() {
            State::Up => Self::Up(class),
            State::Down if class.spoke() => Self::Down(class, Blame::Told),
            State::Down => Self::Down(class, Blame::Undecided),
            State::Unknown => Self::Unknown(match class {
                Class::Starved => Why::Late,
                Class::Clock => Why::Clock,
                Class::OwnLine => Why::OwnLine,
                Class::OutOfScope => Why::OutOfScope,
                _ => Why::OwnMachine,
            }),
        }
    }

    /// The state.
    pub const fn state(self) -> State {
        match self {
            Self::Down(..) => State::Down,
            Self::Up(_) => State::Up,
            Self::Unknown(_) => State::Unknown,
        }
    }
}

impl Why {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::NotWatched,
        Self::Late,
        Self::Clock,
        Self::OwnLine,
        Self::OwnMachine,
        Self::OwnSide,
        Self::OutOfScope,
    ];

    /// The word in facts, tables and metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotWatched => "not-watched",
            Self::Late => "late",
            Self::Clock => "clock",
            Self::OwnLine => "own-line",
            Self::OwnMachine => "own-machine",
            Self::OwnSide => "own-side",
            Self::OutOfScope => "out-of-scope",
        }
    }

    /// The reason in words for people.
    pub fn text(self) -> Text {
        match self {
            Self::NotWatched => Text::new("không có ai theo dõi", "nobody watched"),
            Self::Late => Text::new("máy theo dõi chạy trễ", "the watcher ran late"),
            Self::Clock => Text::new(
                "đồng hồ máy theo dõi nhảy hoặc máy tạm ngủ",
                "the watcher's clock jumped, or its machine slept",
            ),
            Self::OwnLine => Text::new("máy theo dõi mất mạng", "the watcher had no line"),
            Self::OwnMachine => Text::new(
                "máy theo dõi cạn tài nguyên hoặc chứng thư của máy hết hạn",
                "the watcher's machine ran out of resources, or its certificate of date",
            ),
            Self::OwnSide => Text::new(
                "các chặng phía ta mất kết nối cùng lúc",
                "hops on our own side failed at the same time",
            ),
            Self::OutOfScope => Text::new("ngoài phạm vi được phép kiểm tra", "outside the permitted scope"),
        }
    }
}

impl Blame {
    /// Whose matter a failure of a class is where it is placed so.
    pub fn fault(self, class: Class) -> Fault {
        let told = class.fault().unwrap_or(Fault::Service);
        match self {
            Self::Told | Self::Undecided => told,
            Self::Line => Fault::Route,
            Self::Platform => Fault::Gateway,
            Self::Far if told == Fault::Route => Fault::Service,
            Self::Far => told,
        }
    }

    /// The word in facts, tables and metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Line => "line",
            Self::Platform => "platform",
            Self::Far => "far",
            Self::Undecided => "undecided",
        }
    }

    /// The place in words for people.
    pub fn text(self) -> Text {
        match self {
            Self::Told => Text::new("theo thông báo lỗi nhận được", "as the answer itself says"),
            Self::Line => Text::new("đường truyền", "the line"),
            Self::Platform => Text::new("nền tảng trung gian", "the platform between"),
            Self::Far => Text::new("phía xa", "the far side"),
            Self::Undecided => {
                Text::new("chưa phân định được đường truyền hay phía xa", "undecided: the line or the far side")
            }
        }
    }
}
