//! The conditions on the system: that it is still the one that was inspected.
//!
//! What it is now comes from the declaration, and from a fresh run, which saw it; where both are at hand both must agree
//! with the report. The report's own run tells nothing about now but for the keys, which it saw itself.

use super::difference::{keys_of, names_of, told};
use super::{Holds, Matter, Why, inspect_again, run_again};
use crate::judge::Inspected;
use crate::text::{Text, shorten, text};

/// Something of the system as one of the sources tells it now.
struct Now<T> {
    source: Text,
    value: T,
}

/// What the declaration and the fresh run say.
fn now<'a, T>(
    matter: &Matter<'a>,
    declared: impl Fn(super::Declared<'a>) -> T,
    seen: impl Fn(&'a crate::audit::Run) -> T,
) -> Vec<Now<T>> {
    let of_paper = matter
        .declared
        .map(|own| Now { source: Text::new("khai báo hiện nay", "the declaration of now"), value: declared(own) });
    let of_run = matter
        .fresh
        .filter(|fresh| !fresh.own)
        .map(|fresh| Now { source: Text::new("lượt kiểm tra mới", "the fresh run"), value: seen(fresh.run) });
    of_paper.into_iter().chain(of_run).collect()
}

fn nothing_now() -> Holds {
    Holds::unknown(
        Text::new(
            "không có khai báo hiện nay hoặc lượt kiểm tra mới để so sánh",
            "there is neither a declaration of now nor a fresh run to compare with",
        ),
        Text::new("hỏi lại với --system SYSTEM.yaml", "ask again with --system SYSTEM.yaml"),
    )
}

pub(super) fn system(matter: &Matter<'_>) -> Holds {
    let inspected = matter.report.run.system.id.as_str();
    let now = now(matter, |own| own.id, |run| run.system.id.as_str());
    if now.is_empty() {
        return nothing_now();
    }
    let others = now.iter().filter(|one| one.value != inspected).map(|one| {
        let (Text { vi, en }, other, own) = (&one.source, shorten(one.value, 80), shorten(inspected, 80));
        Why::new(
            text!(
                "{vi} là của hệ thống `{other}`, biên bản là của `{own}`",
                "{en} is that of the system `{other}`, the report that of `{own}`"
            ),
            Text::new("dùng biên bản của đúng hệ thống này", "use the report of this very system"),
        )
    });
    Holds::of(others.collect(), Vec::new())
}

pub(super) fn names(matter: &Matter<'_>) -> Holds {
    let inspected = names_of(&matter.report.run.system.subjects);
    let now = now(matter, |own| own.subjects, |run| run.system.subjects.as_slice());
    if now.is_empty() {
        return nothing_now();
    }
    let mut against = Vec::new();
    for Now { source, value } in now {
        let value: &[Inspected] = value;
        let Text { vi, en } = source;
        against.extend(told(&inspected, &names_of(value)).into_iter().map(|difference| {
            let Text { vi: what_vi, en: what_en } = difference;
            Why::new(text!("{vi}: {what_vi}", "{en}: {what_en}"), inspect_again())
        }));
    }
    Holds::of(against, Vec::new())
}

pub(super) fn level(matter: &Matter<'_>) -> Holds {
    let declare = || {
        Text::new(
            "khai báo `level:` trong system.yaml theo quyết định phê duyệt, rồi kiểm tra lại",
            "declare `level:` in system.yaml as the decision approved it, and inspect again",
        )
    };
    let Some(inspected) = matter.report.run.system.level else {
        let reason = Text::new("biên bản không nêu cấp độ được phê duyệt", "the report tells no approved level");
        return Holds::unknown(reason, declare());
    };
    let now = now(matter, |own| own.level, |run| run.system.level);
    if now.is_empty() {
        return nothing_now();
    }
    let (mut against, mut open) = (Vec::new(), Vec::new());
    for Now { source: Text { vi, en }, value } in now {
        match value {
            None => open.push(Why::new(text!("{vi} không nêu cấp độ", "{en} tells no level"), declare())),
            Some(level) if level != inspected => against.push(Why::new(
                text!(
                    "{vi}: cấp độ {level}, biên bản: cấp độ {inspected}",
                    "{en}: level {level}, the report: level {inspected}"
                ),
                inspect_again(),
            )),
            Some(_) => {}
        }
    }
    Holds::of(against, open)
}

pub(super) fn keys(matter: &Matter<'_>) -> Holds {
    let Some(fresh) = super::fresh::of_now(matter) else {
        let reason =
            Text::new("không có lượt kiểm tra mới để so sánh khóa", "there is no fresh run to compare the keys with");
        return Holds::unknown(reason, run_again());
    };
    let (then, now) = (keys_of(matter.report.run), keys_of(fresh.run));
    let (mut against, mut open) = (Vec::new(), Vec::new());
    for (subject, keys) in &then {
        let id = shorten(subject, 60);
        let found = now.get(subject);
        match (keys, found) {
            (None, _) => open.push(Why::new(
                text!("khóa của `{id}` khi kiểm tra không rõ", "the key of `{id}` at the inspection is not known"),
                inspect_again(),
            )),
            (Some(_), None | Some(None)) => open.push(Why::new(
                text!("khóa hiện nay của `{id}` không rõ", "the present key of `{id}` is not known"),
                run_again(),
            )),
            (Some(keys), Some(Some(found))) if keys != found => against.push(Why::new(
                text!("`{id}` nay dùng khóa khác với khi kiểm tra", "`{id}` has another key than at the inspection"),
                Text::new(
                    "nếu đã thay khóa có kế hoạch: kiểm tra lại và lập biên bản mới; nếu không: coi là sự cố",
                    "where the key was changed on purpose: inspect again and make a new report; where not: it is an incident",
                ),
            )),
            _ => {}
        }
    }
    let added = now.keys().filter(|subject| !then.contains_key(*subject)).map(|subject| {
        let id = shorten(subject, 60);
        Why::new(
            text!(
                "`{id}` có chứng thư mà khi kiểm tra chưa có",
                "`{id}` has a certificate that was not there at the inspection"
            ),
            inspect_again(),
        )
    });
    against.extend(added);
    Holds::of(against, open)
}
