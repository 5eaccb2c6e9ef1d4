//! Filling the report's model from a run, its checks, its profile, the law and the error list.

mod annexes;
mod chapters;
mod conclusion;
mod facts;
mod people;

use jiff::civil::Date;

use crate::audit::Run;
use crate::check::Pack;
use crate::law::{Regime, Standing};
use crate::ledger::{Concluded, Defects, Event};
use crate::profile::{Part, Profile, ReportTexts};
use crate::text::{Text, in_vietnam, text};

use super::model::{Closing, Counts, Head, Outline, Report, Tally};
use super::sitting::Sitting;

pub use conclusion::sentence as proposed;

/// Everything a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The run.
    pub run: &'a Run,
    /// The checks it used.
    pub pack: &'a Pack,
    /// The profile it used.
    pub profile: &'a Profile,
    /// The profile's law regime.
    pub regime: &'a Regime,
    /// The case's error list after the run.
    pub defects: &'a Defects,
    /// The run's own document.
    pub document: &'a [u8],
    /// What people add: names, place, deadlines.
    pub sitting: Option<&'a Sitting>,
    /// The conclusion that a person set for this run, with its event.
    pub concluded: Option<(&'a Event, &'a Concluded)>,
    /// The identifier of the evidence, where a manifest was made.
    pub evidence: Option<&'a str>,
}

/// Makes the report.
pub fn build(material: Material<'_>) -> Report {
    let Material { run, profile, defects, .. } = material;
    let sitting = material.sitting.cloned().unwrap_or_default();
    let chapters = chapters::chapters(material);
    let counts = counts(&chapters);
    Report {
        head: head(material),
        grounds: grounds(material),
        started: sitting.started.unwrap_or(run.run.started),
        ended: sitting.ended.unwrap_or(run.run.ended),
        place: sitting.place.clone(),
        participants: people::participants(material, &sitting),
        scope: facts::scope(run),
        methods: facts::methods(run, profile),
        limitations: facts::limitations(material),
        link: super::link::sheets(&run.system.subjects, &run.facts),
        tls: super::tls::screens(&run.system.subjects, &run.facts, run.run.ended),
        errors: chapters::errors(material),
        tally: Tally { fixed: defects.fixed(), issued: defects.issued() },
        deviations: deviations(profile),
        conclusion: conclusion::state(run),
        stands: run.stands(),
        conclusion_text: conclusion::sentence(run),
        reasons: run.conclusion.reasons.clone(),
        concluded: conclusion::set(material),
        statement: sitting.statement.clone(),
        recommendations: conclusion::recommendations(material, &counts),
        signatures: people::signatures(profile, &sitting),
        closing: closing(profile, &sitting),
        recipients: match sitting.recipients.as_slice() {
            [] => profile.report.recipients.clone(),
            own => own.to_vec(),
        },
        outline: outline(profile),
        annexes: annexes::annexes(material),
        counts,
        evidence_id: material.evidence.map_or_else(|| evidence_id(material.document), str::to_owned),
        run: run.run.id.clone(),
        tool: format!("{} {}", run.tool.name, run.tool.version),
        case: run.run.case.clone(),
        kind: run.run.kind.text(),
        system: run.system.title.clone(),
        profile: facts::profile_name(run, profile),
        chapters,
    }
}

/// The identifier of the evidence where no manifest was made: the digest of the run's own document.
pub fn evidence_id(document: &[u8]) -> String {
    crate::fact::Digest::of(document).to_string()
}

/// The day on which the law must be in force: that of the inspection, in Vietnam.
fn day(run: &Run) -> Date {
    in_vietnam(run.run.started).date()
}

/// The printable grounds of a check.
fn check_grounds(material: Material<'_>, keys: &[String]) -> Vec<Text> {
    let on = day(material.run);
    keys.iter()
        .filter_map(|key| match material.regime.standing(key, on) {
            Standing::Confirmed { citation, .. } => Some(citation),
            Standing::Missing | Standing::Withheld(_) => None,
        })
        .collect()
}

/// Number and symbol of the minutes, with dots where people fill in.
pub fn number_of(texts: &ReportTexts, sitting: Option<&Sitting>) -> String {
    let symbol = &texts.symbol;
    match sitting.and_then(|sitting| sitting.number.as_deref()) {
        // A bare number gets the profile's symbol; under ten it is written with a nought in front.
        Some(number) if number.chars().all(|digit| digit.is_ascii_digit()) => format!("{number:0>2}/BB-{symbol}"),
        Some(number) => number.to_owned(),
        None => format!("....../BB-{symbol}"),
    }
}

fn head(material: Material<'_>) -> Head {
    let texts = &material.profile.report;
    let title = &material.run.system.title;
    let number = number_of(texts, material.sitting);
    let fill = |template: &str, title: &str| template.replace("{system}", title);
    Head {
        parent: texts.parent.clone(),
        issuer: texts.issuer.clone(),
        number: text!("Số: {number}", "No.: {number}"),
        title: texts.title.clone(),
        subject: Text::new(fill(&texts.subject.vi, &title.vi), fill(&texts.subject.en, &title.en)),
    }
}

/// The instruments that any printed ground belongs to, each once, and the authorisation.
fn grounds(material: Material<'_>) -> Vec<Text> {
    let on = day(material.run);
    let checks = material.profile.choices.keys().filter_map(|id| material.pack.checks.get(id));
    let keys: Vec<_> = checks.flat_map(|check| check.grounds.iter()).collect();
    let confirmed = |key: &str| matches!(material.regime.standing(key, on), Standing::Confirmed { .. });
    let used = material.regime.instruments.iter().filter(|instrument| {
        keys.iter().any(|key| key.split('/').next() == Some(instrument.key.as_str()) && confirmed(key))
    });
    let mut lines: Vec<_> = used
        .map(|instrument| {
            let Text { vi, en } = instrument.full_name();
            text!("Căn cứ {vi}", "Pursuant to {en}")
        })
        .collect();
    let paper = &material.run.system.authorisation;
    let (document, Text { vi, en }) = (&paper.document, &paper.issuer);
    lines.push(text!(
        "Căn cứ văn bản số {document} của {vi} về việc cho phép kiểm tra",
        "Pursuant to document {document} of {en} permitting the inspection"
    ));
    let own = material.sitting.iter().flat_map(|sitting| &sitting.grounds).chain(&material.profile.report.grounds);
    lines.extend(own.map(|Text { vi, en }| {
        let (vi, en) = (vi.trim_start_matches("Căn cứ "), en.trim_start_matches("Pursuant to "));
        text!("Căn cứ {vi}", "Pursuant to {en}")
    }));
    lines
}

/// The parts in the profile's order, under its headings where it has any.
pub fn outline(profile: &Profile) -> Outline {
    let texts = &profile.report;
    let order = if texts.order.is_empty() { Part::ALL } else { texts.order.as_slice() };
    let heading = |part: &Part| {
        let own = texts.headings.iter().find(|(of, _)| of == part);
        (*part, own.map_or_else(|| part.heading(), |(_, heading)| heading.clone()))
    };
    let remark = texts.remark.clone().unwrap_or_else(|| {
        Text::new(
            "Kết luận nêu trên do công cụ đề xuất từ kết quả ghi nhận; kết luận chính thức thuộc thẩm quyền của Đoàn kiểm tra.",
            "The conclusion above is proposed by the tool from what was recorded; the inspection team concludes.",
        )
    });
    Outline { parts: order.iter().map(heading).collect(), remark }
}

fn closing(profile: &Profile, sitting: &Sitting) -> Closing {
    let copies = sitting.copies.or(Some(profile.report.copies).filter(|copies| *copies > 0));
    Closing { formula: profile.report.closing.clone(), copies, each: sitting.each }
}

fn deviations(profile: &Profile) -> Vec<Text> {
    let line = |deviation: &crate::profile::Deviation| {
        let (check, by) = (&deviation.check, &deviation.decided_by);
        let (what, why) = (&deviation.what, &deviation.reason);
        let (what_vi, what_en, why_vi, why_en) = (&what.vi, &what.en, &why.vi, &why.en);
        text!(
            "{check}: {what_vi}. Lý do: {why_vi}. Người quyết định: {by}",
            "{check}: {what_en}. Reason: {why_en}. Decided by: {by}"
        )
    };
    profile.deviations.iter().map(line).collect()
}

fn counts(chapters: &[super::model::Chapter]) -> Counts {
    use super::model::Seen;
    let mut counts = Counts::default();
    for row in chapters.iter().flat_map(|chapter| &chapter.rows) {
        match row.seen {
            Seen::Fail => {
                counts.fail += 1;
                counts.blocking_fail += usize::from(row.blocking);
            }
            Seen::Info => counts.info += 1,
            Seen::ManualPending => counts.manual_pending += 1,
            Seen::NotApplicable => counts.not_applicable += 1,
            Seen::Pass => counts.pass += 1,
            Seen::Undetermined => counts.undetermined += 1,
        }
    }
    counts
}
