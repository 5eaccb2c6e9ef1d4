//! The conditions on the report itself.

use jiff::{SignedDuration, Timestamp};

use super::{Holds, Matter, Why, inspect_again, valid_until};
use crate::judge::Outcome;
use crate::ledger::Ruling;
use crate::seal::role::{Finding, SeatState};
use crate::text::{Text, day_and_time, text};

/// How far clocks may be apart.
pub(super) const TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn valid(matter: &Matter<'_>) -> Holds {
    Holds::of(matter.report.broken.to_vec(), matter.report.open.to_vec())
}

/// A report that was inspected by laxer rules than the gate's opens nothing.
pub(super) fn profile(matter: &Matter<'_>) -> Holds {
    let (demanded, pack) = matter.demanded;
    let run = matter.report.run;
    let (own, wanted) = (&run.profile.id, &demanded.id);
    if own != wanted {
        return Holds::no(
            text!(
                "biên bản theo hồ sơ `{own}`, ở đây yêu cầu `{wanted}`",
                "the report follows the profile `{own}`, and `{wanted}` is demanded here"
            ),
            text!("kiểm tra lại với --profile {wanted}", "inspect again with --profile {wanted}"),
        );
    }
    let same_rules = Text::new(
        "dùng đúng phiên bản kiemtra và hồ sơ đã kiểm tra, hoặc kiểm tra lại theo bản hiện hành",
        "use the version of kiemtra and the profile of the inspection, or inspect again by the present ones",
    );
    if run.profile.digest != demanded.digest.to_string() {
        return Holds::no(
            text!(
                "nội dung hồ sơ `{wanted}` ở đây khác bản đã dùng khi kiểm tra",
                "the profile `{wanted}` here is another than the inspection followed"
            ),
            same_rules,
        );
    }
    if run.pack.digest != pack {
        return Holds::no(
            Text::new(
                "bộ tiêu chí ở đây khác bộ đã dùng khi kiểm tra",
                "the checks here are others than those of the inspection",
            ),
            same_rules,
        );
    }
    Holds::Yes
}

pub(super) fn roles(matter: &Matter<'_>) -> Holds {
    if matter.report.seats.is_empty() {
        return Holds::no(
            Text::new("hồ sơ kiểm tra không nêu bên nào phải ký", "the profile names nobody who has to sign"),
            Text::new(
                "khai báo `signs: true` ở các vai trò của hồ sơ",
                "declare `signs: true` at roles of the profile",
            ),
        );
    }
    let (mut against, mut open) = (Vec::new(), Vec::new());
    for seat in matter.report.seats {
        let Text { vi, en } = &seat.title;
        let because = |none: Text| {
            let Text { vi: why_vi, en: why_en } = seat.findings.first().map_or(none, Finding::text);
            text!("{vi}: {why_vi}", "{en}: {why_en}")
        };
        match seat.state {
            SeatState::Filled => {}
            SeatState::Waiting => {
                let role = &seat.role;
                let remedy = text!("kiemtra sign REPORT.pdf --role {role}", "kiemtra sign REPORT.pdf --role {role}");
                against.push(Why::new(text!("{vi}: chưa ký", "{en}: not signed yet"), remedy));
            }
            SeatState::Undetermined => {
                let none = Text::new("chưa xác định được", "not determined");
                open.push(Why { reason: because(none), remedy: None });
            }
            SeatState::Refused => {
                let none = Text::new("chữ ký không được chấp nhận", "the signature is refused");
                against.push(Why { reason: because(none), remedy: None });
            }
        }
    }
    Holds::of(against, open)
}

pub(super) fn concluded(matter: &Matter<'_>) -> Holds {
    let conclude = || {
        Text::new(
            "người có thẩm quyền đặt kết luận bằng `kiemtra conclude`, rồi lập và ký lại biên bản",
            "the person in charge sets it by `kiemtra conclude`; then the report is made and signed anew",
        )
    };
    match matter.report.concluded {
        Some(Ruling::Ready) => Holds::Yes,
        Some(Ruling::ReadyAfter) => mended(matter),
        Some(ruling @ (Ruling::NotReady | Ruling::Incomplete)) => {
            let Text { vi, en } = ruling.text();
            Holds::no(text!("kết luận của biên bản: {vi}", "the conclusion of the report: {en}"), inspect_again())
        }
        None => Holds::no(
            Text::new(
                "kết luận mới chỉ là đề xuất của chương trình, chưa ai đặt",
                "the conclusion is only what the program proposes; nobody has set it",
            ),
            conclude(),
        ),
    }
}

/// "Ready once the errors are mended": every error of the report must have been seen to pass since.
fn mended(matter: &Matter<'_>) -> Holds {
    let failed = |outcome: Outcome| outcome == Outcome::Fail;
    let errors: Vec<_> = matter.report.run.verdicts.iter().filter(|verdict| failed(verdict.outcome)).collect();
    if errors.is_empty() {
        return Holds::Yes;
    }
    let number = errors.len();
    let condition = text!(
        "kết luận: đủ điều kiện sau khi khắc phục các lỗi nêu tại biên bản (số lỗi: {number})",
        "the conclusion: met once the errors of the report are mended (errors: {number})"
    );
    let Some(fresh) = matter.fresh.filter(|fresh| !fresh.own) else {
        let none = Text::new("chưa có lượt kiểm tra mới sau biên bản", "there is no run since the report");
        let reasons = vec![Why { reason: condition, remedy: None }, Why::new(none, super::run_again())];
        return Holds::Unknown(reasons);
    };
    let good = |outcome: Outcome| matches!(outcome, Outcome::Pass | Outcome::NotApplicable | Outcome::Info);
    let stand: Vec<_> = errors
        .into_iter()
        .filter(|error| {
            let mut now = fresh
                .run
                .verdicts
                .iter()
                .filter(|one| one.check == error.check && one.subject == error.subject)
                .peekable();
            // Absence is no fix: the check has to have been looked at on this subject, and to have passed.
            now.peek().is_none() || now.any(|one| !good(one.outcome))
        })
        .map(|error| {
            let (check, subject) = (&error.check, &error.subject);
            Why {
                reason: text!("chưa khắc phục: {check} của `{subject}`", "not mended: {check} of `{subject}`"),
                remedy: None,
            }
        })
        .collect();
    match stand.is_empty() {
        true => Holds::Yes,
        false => Holds::No(std::iter::once(Why { reason: condition, remedy: None }).chain(stand).collect()),
    }
}

pub(super) fn in_date(matter: &Matter<'_>) -> Holds {
    let (run, days) = (matter.report.run, matter.demanded.0.gate.report_valid_days);
    let until = valid_until(run, matter.demanded.0);
    let (ended, last) = (day_and_time(run.run.ended), day_and_time(until));
    if run.run.ended > matter.now.checked_add(TOLERANCE).unwrap_or(Timestamp::MAX) {
        return Holds::no(
            text!(
                "lượt kiểm tra ghi thời điểm ở tương lai: {ended}",
                "the run says that it ended in the future: {ended}"
            ),
            Text::new("kiểm tra đồng hồ của các máy", "look at the clocks of the machines"),
        );
    }
    if matter.now > until {
        return Holds::no(
            text!(
                "biên bản hết thời hạn từ {last} (thời hạn theo hồ sơ, tính từ khi kiểm tra xong {ended}: {days} ngày)",
                "the report expired on {last} (the profile gives it, from the end of the run {ended}, days: {days})"
            ),
            inspect_again(),
        );
    }
    Holds::Yes
}
