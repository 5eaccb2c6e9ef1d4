//! Filling the report's model from a run, its checks, its profile, the law and the error list.

mod annexes;
mod chapters;
mod conclusion;
mod facts;

use jiff::civil::Date;

use crate::audit::Run;
use crate::check::Pack;
use crate::law::{Regime, Standing};
use crate::ledger::Defects;
use crate::profile::Profile;
use crate::text::{Text, in_vietnam, text};

use super::model::{Counts, Head, LabelledText, Report, SignatureBlock, Tally};

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
}

/// Makes the report.
pub fn build(material: Material<'_>) -> Report {
    let Material { run, profile, defects, .. } = material;
    let chapters = chapters::chapters(material);
    let counts = counts(&chapters);
    Report {
        head: head(material),
        grounds: grounds(material),
        started: run.run.started,
        ended: run.run.ended,
        participants: participants(material),
        scope: facts::scope(run),
        methods: facts::methods(run, profile),
        limitations: facts::limitations(material),
        link: super::link::sheets(&run.system.subjects, &run.facts),
        tls: super::tls::screens(&run.system.subjects, &run.facts, run.run.ended),
        errors: chapters::errors(material),
        tally: Tally { fixed: defects.fixed(), issued: defects.issued() },
        deviations: deviations(profile),
        conclusion: conclusion::state(run),
        conclusion_text: conclusion::sentence(material),
        reasons: run.conclusion.reasons.clone(),
        recommendations: conclusion::recommendations(material, &counts),
        signatures: signatures(profile),
        recipients: profile.report.recipients.clone(),
        annexes: annexes::annexes(material),
        counts,
        evidence_id: evidence_id(material.document),
        tool: format!("{} {}", run.tool.name, run.tool.version),
        case: run.run.case.clone(),
        kind: run.run.kind.text(),
        system: run.system.title.clone(),
        profile: facts::profile_name(run, profile),
        chapters,
    }
}

/// The identifier of the evidence: the digest of the run's own document.
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

fn head(material: Material<'_>) -> Head {
    let texts = &material.profile.report;
    let title = &material.run.system.title;
    let symbol = &texts.symbol;
    let fill = |template: &str, title: &str| template.replace("{system}", title);
    Head {
        parent: texts.parent.clone(),
        issuer: texts.issuer.clone(),
        number: text!("Số: ....../BB-{symbol}", "No.: ....../BB-{symbol}"),
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
    lines
}

fn participants(material: Material<'_>) -> Vec<LabelledText> {
    let system = &material.run.system;
    let declared = |key: &str| match key {
        "owner" => system.owner.clone(),
        "operator" => system.operator.clone(),
        _ => None,
    };
    let blank = Text::same("........................................................");
    material
        .profile
        .roles
        .iter()
        .map(|role| LabelledText {
            label: role.title.clone(),
            text: declared(&role.key).or_else(|| role.name.clone()).unwrap_or_else(|| blank.clone()),
        })
        .collect()
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

fn signatures(profile: &Profile) -> Vec<SignatureBlock> {
    let block = |role: &Text| SignatureBlock {
        role: role.clone(),
        hint: Text::new("(Ký, ghi rõ họ tên)", "(Signature and full name)"),
        name: None,
    };
    profile.roles.iter().filter_map(|role| role.signature.as_ref()).map(block).collect()
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
