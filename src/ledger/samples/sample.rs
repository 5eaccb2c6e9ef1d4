//! One probing of one hop, and the watchers that do the probing.

use jiff::Timestamp;

use super::class::Class;

/// A point in time: milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment of a time stamp; what is finer than a millisecond is cut off.
    pub fn of(time: Timestamp) -> Self {
        Self(time.as_millisecond())
    }

    /// The time stamp; one that no calendar holds is cut to the calendar's end.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    /// So many milliseconds later.
    #[must_use]
    pub const fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The milliseconds from `earlier` to this.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A half-open stretch of time: `from` is in it, `to` is not.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Stretch {
    /// Where it begins.
    pub from: Moment,
    /// Where it ends.
    pub to: Moment,
}

impl Stretch {
    /// Its length in milliseconds; nothing where it ends before it begins.
    pub fn length(self) -> i64 {
        self.to.since(self.from).max(0)
    }

    /// What two have in common.
    pub fn common(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from < both.to).then_some(both)
    }
}

/// A duration in units of 10 microseconds: what is stored of a phase. The longest is eleven hours.
pub type Ticks = u32;

/// How long each phase of a probing took. A phase that was not reached is absent, never nought.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Phases {
    /// Resolving the name.
    pub name: Option<Ticks>,
    /// Connecting.
    pub connect: Option<Ticks>,
    /// The TLS handshake.
    pub tls: Option<Ticks>,
    /// From the request to the first byte of the answer.
    pub first_byte: Option<Ticks>,
    /// Everything, to the last byte: only of what was answered.
    pub whole: Option<Ticks>,
}

/// One probing of one hop.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sample {
    /// Its number in its series and session, from nought, without gaps.
    pub sequence: u64,
    /// When it was due, on the clock of its session: the session's beginning by the wall clock, and from there on by
    /// the monotonic one.
    pub at: Moment,
    /// The interval of the series in milliseconds. After a failure the watcher probes more often; this stays.
    pub every: u32,
    /// How much later than due it began, in milliseconds.
    pub lag: u32,
    /// What it came to.
    pub class: Class,
    /// The HTTP status, the TLS alert or the system's error number that made the class; nought where there is none.
    pub code: u16,
    /// How long the phases took.
    pub phases: Phases,
}

/// What is sampled: a hop of a link of a case, seen from one place.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct SeriesKey {
    /// The system that declares the link.
    pub system: String,
    /// The link's subject id.
    pub subject: String,
    /// The hop's id.
    pub hop: String,
    /// The place from which it is seen: a machine, a commune point, or where imported evidence comes from.
    pub vantage: String,
}

/// The number of a series in its store.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct SeriesId(pub i64);

/// The number of a session in its store.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct SessionId(pub i64);

/// One life of a watcher, or one import. Between two of them nobody watched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Session {
    /// From where it watches.
    pub vantage: String,
    /// What watches: the program and its version, or the imported file and its digest.
    pub watcher: String,
    /// The machine's boot (Linux: `boot_id`); empty where it is not known.
    pub boot: String,
    /// When it began, by the wall clock.
    pub began: Moment,
    /// Where the machine's monotonic clock stood then, in milliseconds since the boot.
    pub monotonic: i64,
    /// When it ended; `None` while it runs, and where it was killed.
    pub ended: Option<Moment>,
}

/// Something that befell the clock of a session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClockEvent {
    /// When, on the session's clock.
    pub at: Moment,
    /// How far the wall clock went away from the session's clock, in milliseconds: positive where it jumped forward.
    pub step: i64,
    /// Whether the machine slept.
    pub slept: bool,
}
