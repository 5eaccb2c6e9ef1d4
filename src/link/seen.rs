//! The words for what is known of a hop, why it is not, and where a failure is placed.

use crate::ledger::samples::{Class, Fault, State};
use crate::text::Text;

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
    pub const ALL: &[Self] =
        &[Self::NotWatched, Self::Late, Self::Clock, Self::OwnLine, Self::OwnMachine, Self::OwnSide, Self::OutOfScope];

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
            Self::OwnSide => {
                Text::new("các chặng phía ta mất kết nối cùng lúc", "hops on our own side failed at the same time")
            }
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
