//! Why something is not known.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The closed list of reasons for which a fact, and hence a verdict, stays undetermined.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No route, no name, or the peer vanished in the middle.
    Unreachable,
    /// The deadline passed.
    Timeout,
    /// The peer actively refused: a reset or a closed port.
    Refused,
    /// The peer answered but did not let us see: a certificate demanded, an access denied.
    Denied,
    /// The peer slows us down or asks us to come back later.
    RateLimited,
    /// Looking would have left the authorised scope.
    OutOfScope,
    /// A limit of ours (bytes, connections, time of the run) was reached.
    Budget,
    /// The answer could not be understood.
    Parse,
    /// The fact is older than the check allows.
    Stale,
    /// Too little was sampled for the claim.
    LowCoverage,
    /// Back-ends or samples of one subject disagree.
    Inconsistent,
    /// The probe itself failed.
    ProbeFailed,
    /// Nobody gathered it.
    NotCollected,
}

impl Reason {
    /// Every reason, in the order of the contract.
    pub const ALL: &[Self] = &[
        Self::Unreachable,
        Self::Timeout,
        Self::Refused,
        Self::Denied,
        Self::RateLimited,
        Self::OutOfScope,
        Self::Budget,
        Self::Parse,
        Self::Stale,
        Self::LowCoverage,
        Self::Inconsistent,
        Self::ProbeFailed,
        Self::NotCollected,
    ];

    /// The word of the contract, such as `rate-limited`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::RateLimited => "rate-limited",
            Self::OutOfScope => "out-of-scope",
            Self::Budget => "budget",
            Self::Parse => "parse",
            Self::Stale => "stale",
            Self::LowCoverage => "low-coverage",
            Self::Inconsistent => "inconsistent",
            Self::ProbeFailed => "probe-failed",
            Self::NotCollected => "not-collected",
        }
    }

    /// The reason in words for people.
    pub fn text(self) -> Text {
        match self {
            Self::Unreachable => Text::new("không kết nối được", "unreachable"),
            Self::Timeout => Text::new("quá thời hạn chờ", "timed out"),
            Self::Refused => Text::new("bị từ chối kết nối", "connection refused"),
            Self::Denied => Text::new("không được phép xem", "access denied"),
            Self::RateLimited => Text::new("bị giới hạn tần suất", "rate-limited"),
            Self::OutOfScope => Text::new("ngoài phạm vi được phép", "outside the authorised scope"),
            Self::Budget => Text::new("vượt giới hạn đã đặt", "a limit was reached"),
            Self::Parse => Text::new("câu trả lời không đọc được", "the answer could not be understood"),
            Self::Stale => Text::new("số liệu đã cũ", "the fact is too old"),
            Self::LowCoverage => Text::new("chưa đủ số đo", "too little was sampled"),
            Self::Inconsistent => Text::new("các máy chủ trả lời khác nhau", "the back-ends disagree"),
            Self::ProbeFailed => Text::new("bộ dò bị lỗi", "the probe failed"),
            Self::NotCollected => Text::new("chưa thu thập", "not collected"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Reason {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|reason| reason.word() == word).ok_or(())
    }
}

/// A hole in what is known: the reason and, for people, what exactly happened.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Gap {
    /// Which of the closed list of reasons.
    pub reason: Reason,
    /// What happened, naming the phase and the elapsed time where a network was involved.
    pub detail: Text,
}

impl Gap {
    /// A gap with its story.
    pub fn new(reason: Reason, detail: Text) -> Self {
        Self { reason, detail }
    }
}

/// A gap about which no more than the reason can be said.
impl From<Reason> for Gap {
    fn from(reason: Reason) -> Self {
        Self { reason, detail: reason.text() }
    }
}
