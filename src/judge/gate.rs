//! From verdicts to the proposed conclusion. The tool proposes, people conclude.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::profile::Profile;
use crate::text::{Text, text};

use super::subject::Inspected;
use super::verdict::{Outcome, Treatment, Verdict};

/// What is proposed, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conclusion {
    /// The proposal.
    pub proposed: Proposed,
    /// Why, a sentence each.
    pub reasons: Vec<Text>,
}

/// The three conclusions.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Proposed {
    /// Something blocking is not determined or waits for a person.
    Incomplete,
    /// A blocking error stands.
    NotReady,
    /// Nothing blocks.
    Ready,
}

/// The reason of a run that was stopped before its end.
pub fn interrupted() -> Text {
    Text::new("Lượt kiểm tra bị dừng giữa chừng", "The run was cut short")
}

/// The gate of DESIGN 4: a blocking failure means not ready; otherwise anything blocking that is
/// undetermined, pending, or has no verdict at all means incomplete; otherwise ready.
pub fn propose(profile: &Profile, subjects: &[Inspected], verdicts: &[Verdict], cut_short: bool) -> Conclusion {
    let standing = |outcome: Outcome| {
        let of = verdicts.iter().filter(move |verdict| verdict.blocking && verdict.outcome == outcome);
        of.filter(|verdict| verdict.treatment != Treatment::Waived).count()
    };
    let (failed, open, pending) =
        (standing(Outcome::Fail), standing(Outcome::Undetermined), standing(Outcome::ManualPending));
    let mut reasons = Vec::new();
    let mut say = |number: usize, text: Text| {
        if number > 0 {
            reasons.push(text);
        }
    };
    say(failed, text!("Còn {failed} lỗi chặn kết nối", "{failed} blocking errors stand"));
    say(
        open,
        text!("{open} nội dung chặn kết nối chưa xác định được", "{open} blocking items could not be determined"),
    );
    say(
        pending,
        text!(
            "{pending} nội dung chặn kết nối chờ người có trách nhiệm xác nhận",
            "{pending} blocking items wait for a person's attestation"
        ),
    );
    if cut_short {
        reasons.push(interrupted());
    }
    let undeclared: Vec<_> =
        profile.requires.iter().filter(|kind| subjects.iter().all(|subject| subject.kind != **kind)).collect();
    for kind in &undeclared {
        let Text { vi, en } = kind.text();
        reasons.push(text!(
            "Chưa khai báo đối tượng loại {vi} mà hồ sơ đòi hỏi",
            "No subject of the kind {en} is declared, and the profile demands one"
        ));
    }
    let proposed = if failed > 0 {
        Proposed::NotReady
    } else if open + pending > 0 || cut_short || !undeclared.is_empty() || verdicts.is_empty() {
        Proposed::Incomplete
    } else {
        Proposed::Ready
    };
    if verdicts.is_empty() {
        reasons.push(Text::new("Không có nội dung nào được xem xét", "Nothing was looked at"));
    }
    Conclusion { proposed, reasons }
}
