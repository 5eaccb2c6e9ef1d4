//! Exit codes, which scripts and timers rely on.

use std::process::ExitCode;

/// Why the program ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// 0: ready, nothing stands; or the verb did what it was asked.
    Ready,
    /// 1: ready, but errors that do not block stand.
    Standing,
    /// 2: not ready: a blocking error stands.
    NotReady,
    /// 3: incomplete.
    Incomplete,
    /// 64: bad usage.
    Usage,
    /// 65: a bad data file: a run, a report, an import.
    Data,
    /// 70: kiemtra itself failed.
    Software,
    /// 75: another run of the case holds the lock.
    Busy,
    /// 77: not permitted by scope, window, signature or digest.
    Permission,
    /// 78: a bad system, profile, check or waiver file.
    Configuration,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Ready => 0,
            Self::Standing => 1,
            Self::NotReady => 2,
            Self::Incomplete => 3,
            Self::Usage => 64,
            Self::Data => 65,
            Self::Software => 70,
            Self::Busy => 75,
            Self::Permission => 77,
            Self::Configuration => 78,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
