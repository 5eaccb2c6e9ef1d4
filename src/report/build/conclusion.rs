//! The proposed conclusion and what is asked next.

use crate::audit::Run;
use crate::judge::{Outcome, Proposed};
use crate::ledger::Ruling;
use crate::report;
use crate::report::model::{Counts, State};
use crate::text::{Text, text};

use super::Material;

/// The gate's proposal.
pub(super) fn state(run: &Run) -> State {
    match run.conclusion.proposed {
        Proposed::Incomplete => State::Incomplete,
        Proposed::NotReady => State::NotReady,
        Proposed::Ready => State::Ready,
    }
}

/// The conclusion in the words of the minutes (Decree 331/2026, Art. 28.3), without the word that marks it as proposed.
pub fn sentence(run: &Run) -> Text {
    let failing = run.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Fail).count();
    match run.conclusion.proposed {
        Proposed::Ready if failing > 0 => text!(
            "Đủ điều kiện về an ninh mạng để kết nối, sau khi khắc phục {failing} lỗi không thuộc diện chặn kết nối theo thời hạn được chấp nhận",
            "The conditions for connecting are met, with {failing} errors that do not block to be mended by the agreed dates"
        ),
        Proposed::Ready => {
            Text::new("Đủ điều kiện về an ninh mạng để kết nối", "The conditions for connecting are met")
        }
        Proposed::NotReady => {
            Text::new("Chưa đủ điều kiện về an ninh mạng để kết nối", "The conditions for connecting are not met")
        }
        Proposed::Incomplete => Text::new(
            "Chưa kết luận được, còn nội dung bắt buộc chưa xác định hoặc chờ xác nhận",
            "No conclusion yet, something mandatory is undetermined or waits for an attestation",
        ),
    }
}

/// The conclusion that a person set, where one has.
pub(super) fn set(material: Material<'_>) -> Option<report::Concluded> {
    let (event, concluded) = material.concluded?;
    Some(report::Concluded {
        state: match concluded.ruling {
            Ruling::Ready | Ruling::ReadyAfter => State::Ready,
            Ruling::NotReady => State::NotReady,
            Ruling::Incomplete => State::Incomplete,
        },
        text: concluded.ruling.text(),
        departs: concluded.departs,
        reason: concluded.reason.clone(),
        by: event.by.clone(),
        position: concluded.position.clone(),
        at: event.at,
        number: concluded.number.clone(),
    })
}

/// What is asked of the inspected side.
pub(super) fn recommendations(material: Material<'_>, counts: &Counts) -> Vec<Text> {
    let mut lines = Vec::new();
    lines.extend(material.sitting.iter().flat_map(|sitting| sitting.recommendations.clone()));
    let open = material.defects.issued() - material.defects.fixed();
    let (fixed, issued) = (material.defects.fixed(), material.defects.issued());
    if open > 0 {
        lines.push(text!(
            "Khắc phục {open} lỗi còn lại trong danh mục (đã khắc phục {fixed}/{issued}), báo đã khắc phục và đề nghị phúc tra",
            "Mend the {open} errors that remain ({fixed} of {issued} fixed), claim them and ask for a re-inspection"
        ));
    }
    let undetermined = counts.undetermined;
    if undetermined > 0 {
        lines.push(text!(
            "Tạo điều kiện để kiểm tra lại {undetermined} nội dung chưa xác định được",
            "Make it possible to look again at {undetermined} items that could not be determined"
        ));
    }
    let pending = counts.manual_pending;
    if pending > 0 {
        lines.push(text!(
            "Cử người có trách nhiệm xác nhận {pending} nội dung thủ công, kèm minh chứng",
            "Have a responsible person attest {pending} manual items, with evidence"
        ));
    }
    lines
}
