//! The chapters with their rows, and the error list.

use std::collections::BTreeMap;

use crate::check::{Check, Heading};
use crate::judge::{Outcome, Verdict};
use crate::ledger::{Defect, State};
use crate::report::model::{Chapter, Detail, ErrorRow, Row, Seen};
use crate::text::Text;

use super::{Material, check_grounds};

/// The headings of the minutes in order, each with its rows, worst first.
pub(super) fn chapters(material: Material<'_>) -> Vec<Chapter> {
    let mut grouped: BTreeMap<(&str, &str), Vec<&Verdict>> = BTreeMap::new();
    for verdict in &material.run.verdicts {
        grouped.entry((&verdict.check, &verdict.subject)).or_default().push(verdict);
    }
    let rows: Vec<_> = grouped
        .into_iter()
        .filter_map(|((check, subject), verdicts)| {
            let check = material.pack.checks.get(check)?;
            Some((check.heading, row(material, check, subject, &verdicts)))
        })
        .collect();
    let titles = &material.profile.report.chapter_titles;
    let chapter = |heading: &Heading| {
        let mut own: Vec<_> = rows.iter().filter(|(of, _)| of == heading).map(|(_, row)| row.clone()).collect();
        own.sort_by(|left, right| {
            (left.seen, &left.check, &left.subject).cmp(&(right.seen, &right.check, &right.subject))
        });
        let title =
            titles.iter().find(|(of, _)| of == heading).map_or_else(|| heading.text(), |(_, title)| title.clone());
        Chapter { id: heading.word(), title, rows: own }
    };
    let order = match material.profile.report.chapters.as_slice() {
        [] => Heading::ALL,
        own => own,
    };
    order.iter().map(chapter).collect()
}

fn row(material: Material<'_>, check: &Check, subject: &str, verdicts: &[&Verdict]) -> Row {
    let seen = verdicts.iter().map(|verdict| seen(verdict.outcome)).min().unwrap_or(Seen::Undetermined);
    let mut details: Vec<_> = verdicts.iter().map(|verdict| detail(verdict)).collect();
    details.sort_by(|left, right| (left.seen, &left.instance).cmp(&(right.seen, &right.instance)));
    if seen == Seen::Pass && details.len() > 1 {
        // All is well: one sentence, the passing state, instead of one for each instance.
        details.clear();
        details.push(Detail { seen, instance: String::new(), message: check.title.clone(), error: None });
    }
    if seen != Seen::Pass && details.iter().any(|detail| detail.seen != Seen::Pass) {
        details.retain(|detail| detail.seen != Seen::Pass);
    }
    let first = verdicts.first();
    Row {
        check: check.id.clone(),
        catalogue: check.catalogue.clone(),
        title: check.title.clone(),
        subject: subject.to_owned(),
        subject_title: subject_title(material, subject),
        seen,
        severity: first.map_or(check.severity, |verdict| verdict.severity).text(),
        blocking: first.is_some_and(|verdict| verdict.blocking),
        grounds: check_grounds(material, &check.grounds),
        details,
        why: check.why.clone(),
        fix: check.fix.text.clone(),
        examples: check.fix.examples.clone().into_iter().collect(),
    }
}

fn detail(verdict: &Verdict) -> Detail {
    Detail {
        seen: seen(verdict.outcome),
        instance: verdict.instance.clone(),
        message: verdict.message.clone(),
        error: verdict.error,
    }
}

/// An outcome as the report shows it.
pub(super) fn seen(outcome: Outcome) -> Seen {
    match outcome {
        Outcome::Fail => Seen::Fail,
        Outcome::Info => Seen::Info,
        Outcome::ManualPending => Seen::ManualPending,
        Outcome::NotApplicable => Seen::NotApplicable,
        Outcome::Pass => Seen::Pass,
        Outcome::Undetermined => Seen::Undetermined,
    }
}

/// The name of a subject in the report.
pub(super) fn subject_title(material: Material<'_>, subject: &str) -> Text {
    let found = material.run.system.subjects.iter().find(|own| own.id == subject);
    found.map_or_else(|| Text::same(subject), |own| own.title.clone())
}

/// The error list of the case.
pub(super) fn errors(material: Material<'_>) -> Vec<ErrorRow> {
    material.defects.0.values().map(|defect| error(material, defect)).collect()
}

fn error(material: Material<'_>, defect: &Defect) -> ErrorRow {
    let check = material.pack.checks.get(&defect.check);
    let Text { vi, en } = subject_title(material, &defect.subject);
    let place = match defect.instance.as_str() {
        "" => Text::new(vi, en),
        instance if instance.starts_with('?') => Text::new(vi, en),
        instance => Text::new(format!("{vi}: {instance}"), format!("{en}: {instance}")),
    };
    let deadline = material.sitting.and_then(|sitting| sitting.deadlines.get(&defect.number));
    let or_id = |text: Option<&Text>| text.cloned().unwrap_or_else(|| Text::same(&defect.check));
    ErrorRow {
        number: defect.number,
        check: defect.check.clone(),
        title: or_id(check.map(|check| &check.title)),
        place,
        message: defect.message.clone(),
        severity: defect.severity.text(),
        blocking: defect.blocking,
        grounds: check.map(|check| check_grounds(material, &check.grounds)).unwrap_or_default(),
        fix: check.map(|check| check.fix.text.clone()).unwrap_or_default(),
        state: defect.state.text(),
        fixed: defect.state == State::Verified,
        issued: defect.issued,
        due: deadline.and_then(|deadline| deadline.due).map(|due| due.strftime("%d/%m/%Y").to_string()),
        responsible: deadline.and_then(|deadline| deadline.responsible.clone()),
        note: defect.note.clone(),
    }
}
