//! What does not hold or is not known, each with its reason and what to do.

use std::collections::HashSet;

use crate::report::evidence::Holds;
use crate::seal::role::{Finding, Mismatch, Requirement, Seat, SeatState, Stray};
use crate::seal::{PaperSignature, Signature, Verification};
use crate::text::{Text, text};

use super::advice;

/// How much a trouble weighs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(in crate::cli) enum Weight {
    /// To be known; decides nothing.
    Note,
    /// Something is still to be done.
    Waiting,
    /// Something could not be known.
    Open,
    /// Something does not hold.
    Broken,
}

/// One trouble.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(in crate::cli) struct Trouble {
    /// How much it weighs.
    pub(in crate::cli) weight: Weight,
    /// What it is about: a role with who signed, a field, a line.
    pub(in crate::cli) about: Text,
    /// Why.
    pub(in crate::cli) why: Text,
    /// What to do.
    pub(in crate::cli) remedy: Option<Text>,
}

/// The troubles of signatures and roles.
pub(super) fn of_signatures(
    verification: &Verification,
    requirements: &[Requirement],
    seats: &[Seat],
    strays: &[Stray],
    scans: &[PaperSignature],
) -> Vec<Trouble> {
    let mut found = Vec::new();
    for (at, signature) in verification.signatures.iter().enumerate() {
        let about = about(signature, seats.iter().find(|seat| seat.signature == Some(at)));
        if signature.is_waiting() {
            let why = Text::new(
                "đây là tệp chờ ký: chữ ký chưa được đưa vào",
                "this is a waiting file: the signature has not been put in",
            );
            let remedy = Some(Text::same("kiemtra sign --finish REPORT.pdf --signature FILE"));
            found.push(Trouble { weight: Weight::Waiting, about, why, remedy });
            continue;
        }
        for (weight, reasons) in [(Weight::Broken, &signature.reasons), (Weight::Open, &signature.open)] {
            found.extend(reasons.iter().map(|reason| Trouble {
                weight,
                about: about.clone(),
                why: reason.text(),
                remedy: advice::of_reason(reason),
            }));
        }
        found.extend(signature.remarks.iter().map(|remark| Trouble {
            weight: Weight::Note,
            about: about.clone(),
            why: remark.text(),
            remedy: None,
        }));
    }
    found.extend(of_seats(verification, requirements, seats, scans));
    found.extend(of_scans(scans));
    found.extend(strays.iter().map(|stray| {
        let field = &stray.field;
        let about = text!("Ô {field}", "Field {field}");
        Trouble { weight: Weight::Note, about, why: stray.text(), remedy: None }
    }));
    let is_nobody = verification.signatures.iter().all(|one| one.is_stamp || one.is_waiting());
    if is_nobody && requirements.is_empty() {
        let why = Text::new("văn bản chưa có chữ ký số nào", "the document holds no signature at all");
        let about = Text::new("Chữ ký", "Signatures");
        found.push(Trouble { weight: Weight::Waiting, about, why, remedy: Some(advice::to_sign()) });
    }
    deduplicated(found)
}

fn of_seats(
    verification: &Verification,
    requirements: &[Requirement],
    seats: &[Seat],
    scans: &[PaperSignature],
) -> Vec<Trouble> {
    let mut found = Vec::new();
    for (asked, seat) in in_turn(requirements, seats) {
        if seat.state == SeatState::Waiting {
            if let Some(scan) = on_paper(scans, &seat.role) {
                found.push(of_paper(seat, scan));
                continue;
            }
            let waits_for = seats.iter().filter(|other| asked.after.contains(&other.role));
            let is_open = |other: &&Seat| other.state == SeatState::Waiting && !verification.is_on_paper(&other.role);
            let first = waits_for.filter(is_open).count();
            let (why, remedy) = if first == 0 {
                (
                    Text::new("chưa ký, đã đến lượt", "not signed yet, whose turn it is"),
                    Some(advice::to_sign_as(&seat.role)),
                )
            } else {
                (Text::new("chưa ký, chờ các vai trước", "not signed yet, after others"), None)
            };
            found.push(Trouble { weight: Weight::Waiting, about: seat.title.clone(), why, remedy });
            continue;
        }
        let about = of_role(seat);
        for finding in &seat.findings {
            let (weight, remedy) = match finding {
                // Told with the signature itself; a time stamp in a role's place may hold and is nobody's signature.
                Finding::Open => continue,
                Finding::Invalid if seat.state != SeatState::Refused || !is_stamp(seat, verification) => continue,
                Finding::Invalid => (Weight::Broken, Some(advice::ask_again())),
                Finding::Mismatch(Mismatch::Store(..)) => (Weight::Broken, Some(advice::other_store())),
                Finding::Mismatch(_) => (Weight::Broken, Some(advice::other_person())),
                Finding::Early(_) => (Weight::Broken, Some(advice::in_turn())),
                Finding::SamePerson(_) => (Weight::Broken, Some(advice::other_person())),
                Finding::Twice => (Weight::Broken, Some(advice::ask_again())),
                Finding::Elsewhere(_) => (Weight::Note, None),
            };
            found.push(Trouble { weight, about: about.clone(), why: finding.text(), remedy });
        }
        if asked.is_bare() {
            let why = Text::new(
                "biên bản không ghi tên người ký và hồ sơ không đòi hỏi gì ở chứng thư: vai trò chỉ dựa vào tên ô ký",
                "the minutes name nobody and the profile asks nothing of the certificate: the role rests on the field's name",
            );
            found.push(Trouble { weight: Weight::Note, about, why, remedy: None });
        }
    }
    found
}

/// That the rules of the run are not to be had here.
pub(super) fn of_rules(why: Text) -> Trouble {
    let about = Text::new("Hồ sơ kiểm tra và bộ tiêu chí", "Profile and checks");
    Trouble { weight: Weight::Open, about, why, remedy: Some(advice::same_rules()) }
}

/// The scan that is said to show the signature of a role.
pub(super) fn on_paper<'s>(scans: &'s [PaperSignature], role: &str) -> Option<&'s PaperSignature> {
    scans.iter().find(|scan| scan.signers.iter().any(|signer| signer.role.as_deref() == Some(role)))
}

/// A role that has signed on paper, as somebody says: waited for all the same, since nothing proves it.
fn of_paper(seat: &Seat, scan: &PaperSignature) -> Trouble {
    let (file, by) = (&scan.file, &scan.attached_by);
    let why = text!(
        "ký trên giấy theo lời {by}, bản quét {file} đính kèm; mật mã không chứng minh được",
        "signed on paper as {by} says, scan {file} attached; no cryptography proves it"
    );
    let remedy = Some(Text::new(
        "so bản quét với bản giấy gốc, hoặc đề nghị vai này ký số",
        "compare the scan with the paper itself, or have this role sign with a key",
    ));
    Trouble { weight: Weight::Waiting, about: seat.title.clone(), why, remedy }
}

fn of_scans(scans: &[PaperSignature]) -> Vec<Trouble> {
    let mut found = Vec::new();
    for scan in scans {
        let (file, by) = (&scan.file, &scan.attached_by);
        let about = text!("Bản quét {file}", "Scan {file}");
        for flaw in &scan.flaws {
            let (about, remedy) = (about.clone(), Some(advice::ask_again()));
            found.push(Trouble { weight: Weight::Broken, about, why: flaw.text(), remedy });
        }
        let why = text!(
            "{by} gắn; chỉ chứng minh được là bản quét này, không chứng minh ai đã ký",
            "attached by {by}; proves which scan it is and not who signed"
        );
        found.push(Trouble { weight: Weight::Note, about, why, remedy: None });
    }
    found
}

/// The roles in the order in which they may sign.
pub(super) fn in_turn<'a>(requirements: &'a [Requirement], seats: &'a [Seat]) -> Vec<(&'a Requirement, &'a Seat)> {
    let mut pairs: Vec<_> = requirements.iter().zip(seats).collect();
    pairs.sort_by_key(|(asked, _)| asked.after.len());
    pairs
}

/// A line that does not hold or could not be checked.
pub(super) fn of_line(what: &Text, holds: &Holds) -> Option<Trouble> {
    let (weight, why) = match holds {
        Holds::Yes => return None,
        Holds::No(why) => (Weight::Broken, why),
        Holds::NotChecked(why) => (Weight::Open, why),
    };
    let remedy = (weight == Weight::Broken).then(advice::ask_again);
    Some(Trouble { weight, about: what.clone(), why: why.clone(), remedy })
}

/// What the troubles of a line come to.
pub(super) fn holds(troubles: &[Trouble]) -> Holds {
    let worst = troubles.iter().rev().max_by_key(|trouble| trouble.weight);
    match worst {
        Some(trouble) if trouble.weight == Weight::Broken => Holds::No(sentence(trouble)),
        Some(trouble) if trouble.weight > Weight::Note => Holds::NotChecked(sentence(trouble)),
        _ => Holds::Yes,
    }
}

/// The same with what shares a reason and a remedy in one, for the screen.
pub(super) fn grouped(troubles: &[&Trouble]) -> Vec<Trouble> {
    let mut groups: Vec<Trouble> = Vec::new();
    for trouble in troubles {
        let same = |group: &&mut Trouble| group.why == trouble.why && group.remedy == trouble.remedy;
        match groups.iter_mut().find(same) {
            Some(group) => {
                let (Text { vi, en }, Text { vi: own_vi, en: own_en }) = (&group.about, &trouble.about);
                group.about = text!("{vi}; {own_vi}", "{en}; {own_en}");
            }
            None => groups.push((*trouble).clone()),
        }
    }
    groups
}

/// `Trưởng đoàn (Nguyễn Văn A): chưa ký`.
pub(super) fn sentence(trouble: &Trouble) -> Text {
    let (Text { vi, en }, Text { vi: why_vi, en: why_en }) = (&trouble.about, &trouble.why);
    text!("{vi}: {why_vi}", "{en}: {why_en}")
}

fn is_stamp(seat: &Seat, verification: &Verification) -> bool {
    seat.signature.and_then(|at| verification.signatures.get(at)).is_some_and(|one| one.is_stamp)
}

fn about(signature: &Signature, seat: Option<&Seat>) -> Text {
    let field = &signature.field;
    match seat {
        Some(seat) => of_role(seat),
        None if signature.is_stamp => Text::new("Dấu thời gian của văn bản", "Time stamp over the document"),
        None => text!("Ô {field}", "Field {field}"),
    }
}

fn of_role(seat: &Seat) -> Text {
    let Text { vi, en } = &seat.title;
    match &seat.by {
        Some(by) => text!("{vi} ({by})", "{en} ({by})"),
        None => seat.title.clone(),
    }
}

/// Several certificates of one authority give the same sentence many times.
fn deduplicated(mut found: Vec<Trouble>) -> Vec<Trouble> {
    let mut known = HashSet::new();
    found.retain(|trouble| known.insert(trouble.clone()));
    found
}
