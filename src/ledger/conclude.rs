//! The conclusion, which a person sets: the program only proposes one.
//!
//! It is an event of the case like any other, chained and never changed. It is bound to the run it concludes and to the
//! digest of that run's document, so that a later run, or a document that was altered, is not concluded by it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::audit::Run;
use crate::fact::Digest;
use crate::judge::{Outcome, Proposed};
use crate::text::Text;

use super::error::LedgerError;
use super::event::{Event, Happening};
use super::record::next;

/// What a person concluded, of what, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Concluded {
    /// The run, by id.
    pub run: String,
    /// The digest of the run's document.
    pub document: String,
    /// The conclusion.
    pub ruling: Ruling,
    /// What the program had proposed.
    pub proposed: Proposed,
    /// Whether the conclusion says otherwise than the proposal.
    pub departs: bool,
    /// The office of the person.
    pub position: String,
    /// Why; never empty where the conclusion departs from the proposal.
    pub reason: String,
    /// Number and symbol of the paper that carries the conclusion, where there is one.
    pub number: Option<String>,
}

/// What can be concluded.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// The conditions are met.
    Ready,
    /// They are met once the errors that stand are mended by their dates.
    ReadyAfter,
    /// They are not met.
    NotReady,
    /// It cannot be told.
    Incomplete,
}

impl Ruling {
    /// Every ruling.
    pub const ALL: &[Self] = &[Self::Ready, Self::ReadyAfter, Self::NotReady, Self::Incomplete];

    /// The word in files and flags.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::NotReady => "not-ready",
            Self::Ready => "ready",
            Self::ReadyAfter => "ready-after",
        }
    }

    /// The sentence of the minutes.
    pub fn text(self) -> Text {
        match self {
            Self::Ready => Text::new(
                "Đủ điều kiện về an ninh mạng để kết nối",
                "The cybersecurity conditions for connecting are met",
            ),
            Self::ReadyAfter => Text::new(
                "Đủ điều kiện về an ninh mạng để kết nối sau khi khắc phục xong các lỗi nêu tại biên bản theo đúng thời hạn",
                "The cybersecurity conditions for connecting are met once the errors in these minutes are mended by their dates",
            ),
            Self::NotReady => Text::new(
                "Chưa đủ điều kiện về an ninh mạng để kết nối",
                "The cybersecurity conditions for connecting are not met",
            ),
            Self::Incomplete => Text::new(
                "Chưa kết luận được do còn nội dung chưa kiểm tra được hoặc chưa được xác nhận",
                "No conclusion can be drawn: something could not be inspected or is not attested yet",
            ),
        }
    }

    /// Whether it says otherwise than what was proposed. With errors that do not block, both ways of
    /// saying "ready" follow the proposal.
    fn departs(self, run: &Run) -> bool {
        let errors_stand = run.verdicts.iter().any(|verdict| verdict.outcome == Outcome::Fail);
        match (self, run.conclusion.proposed) {
            (Self::Ready, Proposed::Ready)
            | (Self::NotReady, Proposed::NotReady)
            | (Self::Incomplete, Proposed::Incomplete) => false,
            (Self::ReadyAfter, Proposed::Ready) => !errors_stand,
            _ => true,
        }
    }
}

/// A person's decision, as it was handed in.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The conclusion.
    pub ruling: Ruling,
    /// The person's name.
    pub by: &'a str,
    /// The person's office.
    pub position: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Number and symbol of the paper that carries it.
    pub number: Option<&'a str>,
}

/// The event that concludes a run. Errors: nobody is named, or the conclusion departs from the
/// proposal without a reason.
pub fn conclude(
    history: &[Event],
    run: &Run,
    document: &[u8],
    decision: Decision<'_>,
    at: Timestamp,
) -> Result<Event, LedgerError> {
    let Decision { ruling, by, position, reason, number } = decision;
    if by.trim().is_empty() || position.trim().is_empty() {
        return Err(LedgerError::Refused(Text::new(
            "kết luận phải có họ tên và chức vụ của người kết luận",
            "a conclusion needs the name and the office of the person who concludes",
        )));
    }
    let departs = ruling.departs(run);
    if departs && reason.trim().is_empty() {
        return Err(LedgerError::Refused(Text::new(
            "kết luận khác với đề xuất thì phải nêu lý do (--reason)",
            "a conclusion that departs from the proposed one needs a reason (--reason)",
        )));
    }
    let concluded = Concluded {
        run: run.run.id.clone(),
        document: Digest::of(document).to_string(),
        ruling,
        proposed: run.conclusion.proposed,
        departs,
        position: position.trim().to_owned(),
        reason: reason.trim().to_owned(),
        number: number.map(|number| number.trim().to_owned()).filter(|number| !number.is_empty()),
    };
    Ok(next(history, by.trim(), at, Happening::Concluded(concluded)))
}

/// The conclusion that stands for a run's document: the last one set for exactly this run and these
/// bytes. One of an earlier run says nothing about a later one.
pub fn conclusion_of<'a>(history: &'a [Event], run: &str, document: &[u8]) -> Option<(&'a Event, &'a Concluded)> {
    let digest = Digest::of(document).to_string();
    history.iter().rev().find_map(|event| match &event.what {
        Happening::Concluded(concluded) if concluded.run == run && concluded.document == digest => {
            Some((event, concluded))
        }
        _ => None,
    })
}
