//! The gate: may the system be connected?
//!
//! A pure rule over what is known of the report, of a fresh run and of the declaration as it is now. Every condition is
//! one line of the answer: it holds, it does not, or it cannot be known. Only where all of them hold is the answer
//! "allowed"; what cannot be known never passes.

mod difference;
mod fresh;
mod identity;
mod report;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::audit::Run;
use crate::judge::Inspected;
use crate::ledger::Ruling;
use crate::profile::Profile;
use crate::text::Text;

use super::role::Seat;

/// What the rule decides upon.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// The moment of the question.
    pub now: Timestamp,
    /// The profile that the gate demands, and the digest of the checks that are installed.
    pub demanded: (&'a Profile, &'a str),
    /// The report.
    pub report: Reported<'a>,
    /// The latest run, where one is at hand.
    pub fresh: Option<Fresh<'a>>,
    /// The system as it is declared now, where the declaration is at hand.
    pub declared: Option<Declared<'a>>,
}

/// What is known of the report.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// The run that it carries.
    pub run: &'a Run,
    /// Why it is not valid, if anything speaks against it.
    pub broken: &'a [Why],
    /// What of it could not be known.
    pub open: &'a [Why],
    /// Each role that has to sign.
    pub seats: &'a [Seat],
    /// What a named person concluded; nothing while the conclusion is only proposed.
    pub concluded: Option<Ruling>,
}

/// What is known of the latest run.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<'a> {
    /// The run.
    pub run: &'a Run,
    /// Whether it is that of the report itself, and so tells nothing of the time since.
    pub own: bool,
    /// What came of judging its facts again.
    pub judged: &'a Judged,
}

/// What came of judging the facts of a run again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Judged {
    /// The verdicts are those of the facts.
    Same,
    /// They are not, or a fact was altered: why.
    Otherwise(Text),
    /// The rules are not to be had: why.
    Unknown(Text),
}

/// The system as it is declared now.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its approved level.
    pub level: Option<i64>,
    /// Its subjects.
    pub subjects: &'a [Inspected],
}

/// A reason, with what to do about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Why {
    /// The reason.
    pub reason: Text,
    /// What to do.
    pub remedy: Option<Text>,
}

impl Why {
    /// A reason with a remedy.
    pub fn new(reason: Text, remedy: Text) -> Self {
        Self { reason, remedy: Some(remedy) }
    }
}

/// Whether a condition holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Holds {
    /// It holds.
    Yes,
    /// It does not, for these reasons.
    No(Vec<Why>),
    /// It cannot be known, for these reasons.
    Unknown(Vec<Why>),
}

impl Holds {
    /// One reason against it.
    fn no(reason: Text, remedy: Text) -> Self {
        Self::No(vec![Why::new(reason, remedy)])
    }

    /// One reason why it cannot be known.
    fn unknown(reason: Text, remedy: Text) -> Self {
        Self::Unknown(vec![Why::new(reason, remedy)])
    }

    /// Against it outweighs unknown, and unknown outweighs nothing.
    fn of(against: Vec<Why>, open: Vec<Why>) -> Self {
        match (against.is_empty(), open.is_empty()) {
            (true, true) => Self::Yes,
            (true, false) => Self::Unknown(open),
            (false, _) => Self::No(against.into_iter().chain(open).collect()),
        }
    }

    /// The word in files.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Yes => "holds",
            Self::No(_) => "does-not-hold",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Why it does not hold or is not known.
    pub fn reasons(&self) -> &[Why] {
        match self {
            Self::Yes => &[],
            Self::No(reasons) | Self::Unknown(reasons) => reasons,
        }
    }
}

/// The conditions.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Condition {
    /// The report is valid.
    Report,
    /// It was inspected by the profile that the gate demands.
    Profile,
    /// Every role has signed.
    Roles,
    /// A named person concluded that the system is ready.
    Concluded,
    /// The report is in date.
    InDate,
    /// There is a fresh run that can be relied on.
    Fresh,
    /// None of its blocking verdicts has turned.
    Verdicts,
    /// It is the system that was inspected.
    System,
    /// Its subjects and names are those inspected.
    Names,
    /// The public keys of its certificates are those inspected.
    Keys,
    /// Its approved level is the one inspected.
    Level,
}

impl Condition {
    /// Every condition, in the order of the answer.
    pub const ALL: &[Self] = &[
        Self::Report,
        Self::Profile,
        Self::Roles,
        Self::Concluded,
        Self::InDate,
        Self::Fresh,
        Self::Verdicts,
        Self::System,
        Self::Names,
        Self::Keys,
        Self::Level,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Concluded => "concluded-ready",
            Self::Fresh => "fresh-run",
            Self::InDate => "in-date",
            Self::Keys => "same-keys",
            Self::Level => "same-level",
            Self::Names => "same-names",
            Self::Profile => "demanded-profile",
            Self::Report => "report-valid",
            Self::Roles => "all-roles-signed",
            Self::System => "same-system",
            Self::Verdicts => "verdicts-not-turned",
        }
    }

    /// The condition for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|condition| condition.word() == word)
    }

    /// The condition for people.
    pub fn text(self) -> Text {
        match self {
            Self::Concluded => Text::new(
                "Người có thẩm quyền kết luận đủ điều kiện",
                "A named person concluded that the conditions are met",
            ),
            Self::Fresh => Text::new("Có lượt kiểm tra mới, dùng được", "There is a fresh run that can be relied on"),
            Self::InDate => Text::new("Biên bản còn thời hạn", "The report is in date"),
            Self::Keys => {
                Text::new("Khóa của các chứng thư không đổi", "The keys of the certificates are those inspected")
            }
            Self::Level => Text::new("Cấp độ được phê duyệt không đổi", "The approved level is the one inspected"),
            Self::Names => {
                Text::new("Các đối tượng và tên không đổi", "The subjects and their names are those inspected")
            }
            Self::Profile => Text::new(
                "Kiểm tra theo đúng hồ sơ được yêu cầu",
                "The inspection followed the profile that is demanded",
            ),
            Self::Report => Text::new("Biên bản hợp lệ, nguyên vẹn", "The report is valid and whole"),
            Self::Roles => Text::new("Đủ chữ ký của các bên", "All roles have signed"),
            Self::System => Text::new("Đúng hệ thống đã kiểm tra", "The system is the one inspected"),
            Self::Verdicts => Text::new(
                "Không nội dung chặn kết nối nào chuyển xấu",
                "No verdict that blocks the connection has turned",
            ),
        }
    }

    fn judge(self, matter: &Matter<'_>) -> Holds {
        match self {
            Self::Concluded => report::concluded(matter),
            Self::Fresh => fresh::usable(matter),
            Self::InDate => report::in_date(matter),
            Self::Keys => identity::keys(matter),
            Self::Level => identity::level(matter),
            Self::Names => identity::names(matter),
            Self::Profile => report::profile(matter),
            Self::Report => report::valid(matter),
            Self::Roles => report::roles(matter),
            Self::System => identity::system(matter),
            Self::Verdicts => fresh::verdicts(matter),
        }
    }
}

/// The answer: every condition once, in the order of [`Condition::ALL`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    conditions: Vec<(Condition, Holds)>,
}

impl Answer {
    /// Whether the system may be connected: every single condition holds.
    pub fn allowed(&self) -> bool {
        let is_whole = self.conditions.iter().map(|(condition, _)| condition).eq(Condition::ALL);
        is_whole && self.conditions.iter().all(|(_, holds)| *holds == Holds::Yes)
    }

    /// The conditions.
    pub fn conditions(&self) -> &[(Condition, Holds)] {
        &self.conditions
    }

    /// The answer about something that is no report that can be looked at further.
    pub fn refused(why: Why) -> Self {
        let unknown = || Why {
            reason: Text::new("biên bản không đọc được", "the report cannot be looked at"),
            remedy: None,
        };
        let of = |condition: Condition| match condition {
            Condition::Report => Holds::No(vec![why.clone()]),
            _ => Holds::Unknown(vec![unknown()]),
        };
        Self { conditions: Condition::ALL.iter().map(|condition| (*condition, of(*condition))).collect() }
    }
}

/// Decides.
pub fn decide(matter: &Matter<'_>) -> Answer {
    Answer { conditions: Condition::ALL.iter().map(|condition| (*condition, condition.judge(matter))).collect() }
}

/// Until when the report carries an answer: so many days of the profile after the end of its run.
pub fn valid_until(run: &Run, profile: &Profile) -> Timestamp {
    let days = profile.gate.report_valid_days;
    let span = jiff::SignedDuration::from_hours(24 * days.max(0));
    run.run.ended.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// What to do where an inspection has to be made anew.
fn inspect_again() -> Text {
    Text::new(
        "kiểm tra lại, lập biên bản mới và ký đủ các bên",
        "inspect again, make a new report and have every party sign it",
    )
}

/// What to do where a fresh run is needed.
fn run_again() -> Text {
    Text::new(
        "chạy `kiemtra audit SYSTEM.yaml` với cùng hồ sơ, rồi hỏi lại với --run RUN.json",
        "run `kiemtra audit SYSTEM.yaml` with the same profile and ask again with --run RUN.json",
    )
}
