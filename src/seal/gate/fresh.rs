//! The conditions on the latest run: that it can be relied on, and that nothing has turned since the report.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::report::TOLERANCE;
use super::{Fresh, Holds, Judged, Matter, Why, run_again};
use crate::judge::{Outcome, Verdict};
use crate::text::{Text, day_and_time, shorten, text};

/// The most verdicts that are named.
const MOST_NAMED: usize = 20;

/// The run that tells of now: a report's own run does so only while it is fresh itself.
pub(super) fn of_now<'a>(matter: &Matter<'a>) -> Option<Fresh<'a>> {
    matter.fresh.filter(|fresh| !fresh.own || of_age(matter, *fresh).is_none())
}

pub(super) fn usable(matter: &Matter<'_>) -> Holds {
    let Some(fresh) = matter.fresh else {
        return Holds::unknown(
            Text::new("không có lượt kiểm tra mới nào", "there is no fresh run at hand"),
            run_again(),
        );
    };
    let run = fresh.run;
    let (mut against, mut open) = (Vec::new(), Vec::new());
    match fresh.judged {
        Judged::Same => {}
        Judged::Otherwise(Text { vi, en }) => against.push(Why::new(
            text!("kết quả của lượt kiểm tra không đứng vững: {vi}", "the verdicts of the run do not stand: {en}"),
            run_again(),
        )),
        Judged::Unknown(Text { vi, en }) => open.push(Why::new(
            text!("chưa thể dựa vào lượt kiểm tra: {vi}", "the run cannot be relied on: {en}"),
            run_again(),
        )),
    }
    if run.run.cut_short || run.facts.is_empty() {
        let reason = Text::new(
            "lượt kiểm tra chỉ xem xét một phần hoặc bị dừng giữa chừng",
            "the run looked at a part only, or was cut short",
        );
        open.push(Why::new(reason, run_again()));
    }
    against.extend(other_rules(matter, fresh));
    against.extend(of_age(matter, fresh));
    Holds::of(against, open)
}

fn other_rules(matter: &Matter<'_>, fresh: Fresh<'_>) -> Option<Why> {
    let (own, profile) = (&fresh.run.profile, matter.demanded.0);
    if own.id == profile.id && own.digest == profile.digest.to_string() && fresh.run.pack.digest == matter.demanded.1 {
        return None;
    }
    let (used, wanted) = (&own.id, &profile.id);
    let reason = text!(
        "lượt kiểm tra theo hồ sơ hoặc bộ tiêu chí khác (`{used}`; cần đúng bản `{wanted}` ở đây)",
        "the run followed another profile or other checks (`{used}`; the `{wanted}` that is here is needed)"
    );
    Some(Why::new(reason, run_again()))
}

/// The age of the oldest fact, which is what a decision rests on.
fn of_age(matter: &Matter<'_>, fresh: Fresh<'_>) -> Option<Why> {
    let run = fresh.run;
    let oldest = run.facts.iter().map(|fact| fact.taken).chain([run.run.ended]).min().unwrap_or(run.run.ended);
    let newest = run.facts.iter().map(|fact| fact.taken).chain([run.run.ended]).max().unwrap_or(run.run.ended);
    let hours = matter.demanded.0.gate.max_fact_age_hours;
    let since = matter.now.checked_sub(SignedDuration::from_hours(hours.max(0))).unwrap_or(Timestamp::MIN);
    if newest > matter.now.checked_add(TOLERANCE).unwrap_or(Timestamp::MAX) {
        let at = day_and_time(newest);
        return Some(Why::new(
            text!("lượt kiểm tra ghi thời điểm ở tương lai: {at}", "the run tells of the future: {at}"),
            Text::new("kiểm tra đồng hồ của các máy", "look at the clocks of the machines"),
        ));
    }
    if run.run.ended < matter.report.run.run.ended {
        return Some(Why::new(
            Text::new("lượt kiểm tra có trước biên bản", "the run is older than that of the report"),
            run_again(),
        ));
    }
    if oldest < since {
        let at = day_and_time(oldest);
        return Some(Why::new(
            text!(
                "dữ kiện lấy lúc {at} đã cũ (tuổi tối đa theo hồ sơ: {hours} giờ)",
                "facts of {at} are too old (the profile allows an age, in hours, of {hours})"
            ),
            run_again(),
        ));
    }
    None
}

/// How bad an outcome is for who wants to connect.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Pass | Outcome::NotApplicable | Outcome::Info => 0,
        Outcome::ManualPending | Outcome::Undetermined => 1,
        Outcome::Fail => 2,
    }
}

/// Nothing that blocks may stand worse than when the report was concluded. What stood then was before the eyes of those
/// who signed; a waiver granted since was not, so waivers change nothing here.
pub(super) fn verdicts(matter: &Matter<'_>) -> Holds {
    let Some(fresh) = of_now(matter) else {
        return Holds::unknown(
            Text::new("không có lượt kiểm tra mới nào để so sánh", "there is no fresh run to compare with"),
            run_again(),
        );
    };
    let blocking = |verdicts: &'_ [Verdict]| verdicts.iter().filter(|one| one.blocking).cloned().collect::<Vec<_>>();
    let (then, now) = (blocking(&matter.report.run.verdicts), blocking(&fresh.run.verdicts));
    let before: BTreeMap<&str, u8> = then.iter().map(|one| (one.fingerprint.as_str(), rank(one.outcome))).collect();
    let (mut against, mut open) = (Vec::new(), Vec::new());
    for one in &now {
        let was = before.get(one.fingerprint.as_str()).copied().unwrap_or(0);
        match rank(one.outcome) {
            2 if was < 2 => against.push(turned(one, "nay không đạt", "now fails")),
            1 if was < 1 => open.push(turned(one, "nay chưa xác định được", "now cannot be told")),
            _ => {}
        }
    }
    let rows: BTreeSet<(&str, &str)> = now.iter().map(|one| (one.check.as_str(), one.subject.as_str())).collect();
    let gone = then.iter().filter(|one| !rows.contains(&(one.check.as_str(), one.subject.as_str())));
    open.extend(gone.map(|one| turned(one, "lượt mới không xem xét", "the fresh run did not look at it")));
    if now.is_empty() {
        let reason =
            Text::new("lượt mới không có kết quả chặn kết nối nào", "the fresh run has no verdict that blocks");
        open.push(Why::new(reason, run_again()));
    }
    against.truncate(MOST_NAMED);
    open.truncate(MOST_NAMED);
    Holds::of(against, open)
}

fn turned(verdict: &Verdict, vi: &str, en: &str) -> Why {
    let (check, subject) = (&verdict.check, shorten(&verdict.subject, 60));
    let instance =
        if verdict.instance.is_empty() { String::new() } else { format!(" ({})", shorten(&verdict.instance, 60)) };
    Why {
        reason: text!("{check} của `{subject}`{instance}: {vi}", "{check} of `{subject}`{instance}: {en}"),
        remedy: Some(text!(
            "xem `kiemtra checks explain {check}`; khắc phục rồi kiểm tra lại",
            "see `kiemtra checks explain {check}`; mend it and inspect again"
        )),
    }
}
