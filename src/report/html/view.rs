//! The report as the templates read it: one language, moments as words, anchors for what is linked.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::words::{self, moment, roman};
use super::super::{Annex, Chapter, ErrorRow, LabelledText, Report, Row, Seen, SignatureBlock, State};
use super::link::LinkView;
use super::tls::ScreenView;
use crate::text::{Language, Text, day};

/// Everything the page says.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    language: &'static str,
    parent: &'a str,
    issuer: &'a str,
    number: &'a str,
    title: &'a str,
    subject: &'a str,
    system: &'a str,
    profile: &'a str,
    kind: &'a str,
    case: &'a str,
    tool: &'a str,
    evidence_id: &'a str,
    started: Moment,
    ended: Moment,
    proposal: Proposal<'a>,
    counters: Vec<Counter<'a>>,
    tally: String,
    blocking_fail: usize,
    open: Vec<Open<'a>>,
    limitations: Vec<&'a str>,
    errors: Vec<ErrorLine<'a>>,
    chapters: Vec<ChapterView<'a>>,
    grounds: Vec<&'a str>,
    participants: Vec<Pair<'a>>,
    scope: Vec<Pair<'a>>,
    methods: Vec<Pair<'a>>,
    deviations: Vec<&'a str>,
    recommendations: Vec<&'a str>,
    recipients: Vec<&'a str>,
    signatures: Vec<Signature<'a>>,
    annexes: Vec<AnnexView<'a>>,
    link_title: String,
    links: Vec<LinkView>,
    tls_title: String,
    screens: Vec<ScreenView<'a>>,
}

impl<'a> Page<'a> {
    /// The report in one language.
    pub(super) fn new(report: &'a Report, language: Language) -> Self {
        let said = |text: &'a Text| text.in_language(language);
        let all = |texts: &'a [Text]| texts.iter().map(said).collect();
        let pairs = |entries: &'a [LabelledText]| entries.iter().map(|entry| Pair::new(entry, language)).collect();
        let chapters: Vec<_> =
            (1..).zip(&report.chapters).map(|(number, chapter)| ChapterView::new(number, chapter, language)).collect();
        Self {
            language: words::pick(language, "vi", "en"),
            parent: said(&report.head.parent),
            issuer: said(&report.head.issuer),
            number: said(&report.head.number),
            title: said(&report.head.title),
            subject: said(&report.head.subject),
            system: said(&report.system),
            profile: said(&report.profile),
            kind: said(&report.kind),
            case: &report.case,
            tool: &report.tool,
            evidence_id: &report.evidence_id,
            started: Moment::new(report.started, language),
            ended: Moment::new(report.ended, language),
            proposal: Proposal::new(report, language),
            counters: counters(report, language),
            tally: words::tally(language, report),
            blocking_fail: report.counts.blocking_fail,
            open: open(&chapters),
            limitations: limitations(report, language),
            errors: errors(report, &chapters, language),
            chapters,
            grounds: all(&report.grounds),
            participants: pairs(&report.participants),
            scope: pairs(&report.scope),
            methods: pairs(&report.methods),
            deviations: all(&report.deviations),
            recommendations: all(&report.recommendations),
            recipients: all(&report.recipients),
            signatures: report.signatures.iter().map(|block| Signature::new(block, language)).collect(),
            annexes: report.annexes.iter().map(|annex| AnnexView::new(annex, language)).collect(),
            link_title: super::super::link::title().in_language(language).to_owned(),
            links: report.link.iter().enumerate().map(|(nth, sheet)| LinkView::new(nth, sheet, language)).collect(),
            tls_title: super::super::tls::title().in_language(language).to_owned(),
            screens: report.tls.iter().map(|screen| ScreenView::new(screen, language)).collect(),
        }
    }
}

/// An instant for people and for machines.
#[derive(Debug, Serialize)]
struct Moment {
    words: String,
    stamp: String,
}

impl Moment {
    fn new(instant: jiff::Timestamp, language: Language) -> Self {
        Self { words: moment(language, instant), stamp: instant.to_string() }
    }
}

#[derive(Debug, Serialize)]
struct Pair<'a> {
    label: &'a str,
    text: &'a str,
}

impl<'a> Pair<'a> {
    fn new(entry: &'a LabelledText, language: Language) -> Self {
        let text = entry.text.in_language(language);
        // To be filled in by hand.
        let text = if text.is_empty() { "……………………………………" } else { text };
        Self { label: entry.label.in_language(language), text }
    }
}

/// An outcome: its word, the class of its colours and a sign that is not a colour.
#[derive(Clone, Copy, Debug, Serialize)]
struct Mark<'a> {
    word: &'a str,
    class: &'static str,
    sign: &'static str,
}

impl Mark<'_> {
    fn new(seen: Seen, language: Language) -> Self {
        let (vi, en, class, sign) = match seen {
            Seen::Fail => ("Không đạt", "Fail", "fail", "✕"),
            Seen::Undetermined => ("Chưa xác định", "Undetermined", "open", "?"),
            Seen::ManualPending => ("Chờ xác nhận", "Pending", "pending", "…"),
            Seen::Pass => ("Đạt", "Pass", "pass", "✓"),
            Seen::Info => ("Thông tin", "Information", "plain", "i"),
            Seen::NotApplicable => ("Không áp dụng", "Not applicable", "plain", "–"),
        };
        Self { word: words::pick(language, vi, en), class, sign }
    }
}

/// The band that the page leads with.
#[derive(Debug, Serialize)]
struct Proposal<'a> {
    label: &'static str,
    /// The whole conclusion that a person set, with who and why; `None` while it is only proposed.
    set: Option<String>,
    word: &'static str,
    class: &'static str,
    sign: &'static str,
    sentence: &'a str,
    reasons: Vec<&'a str>,
}

impl<'a> Proposal<'a> {
    fn new(report: &'a Report, language: Language) -> Self {
        let state = report.concluded.as_ref().map_or(report.conclusion, |set| set.state);
        let sentence = report.concluded.as_ref().map_or(&report.conclusion_text, |set| &set.text);
        let (class, sign) = match state {
            State::Ready => ("pass", "✓"),
            State::NotReady => ("fail", "✕"),
            State::Incomplete => ("open", "?"),
        };
        Self {
            label: match report.concluded {
                Some(_) => words::pick(language, "Kết luận", "Conclusion"),
                None => words::pick(language, "Kết luận đề xuất", "Proposed conclusion"),
            },
            set: report.concluded.as_ref().map(|_| words::conclusion(language, report)),
            word: words::state(language, state),
            class,
            sign,
            sentence: sentence.in_language(language),
            reasons: report.reasons.iter().map(|reason| reason.in_language(language)).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Counter<'a> {
    mark: Mark<'a>,
    number: usize,
}

/// The counters of the first screen; information is counted only where there is some.
fn counters<'a>(report: &Report, language: Language) -> Vec<Counter<'a>> {
    let counts = words::counters(report);
    let order = [Seen::Pass, Seen::Fail, Seen::Undetermined, Seen::ManualPending, Seen::NotApplicable, Seen::Info];
    order
        .into_iter()
        .filter_map(|seen| counts.iter().find(|(own, _)| *own == seen))
        .filter(|(seen, number)| *seen != Seen::Info || *number > 0)
        .map(|(seen, number)| Counter { mark: Mark::new(*seen, language), number: *number })
        .collect()
}

/// What could not be determined about one subject for one reason.
#[derive(Debug, Serialize)]
struct Open<'a> {
    subject: &'a str,
    reason: &'a str,
    checks: Vec<Target<'a>>,
}

/// A row to go to.
#[derive(Clone, Debug, Serialize)]
struct Target<'a> {
    anchor: String,
    title: &'a str,
}

/// Everything undetermined, in rows of whatever outcome, grouped so that one deaf server is one
/// line and not forty.
fn open<'a>(chapters: &[ChapterView<'a>]) -> Vec<Open<'a>> {
    let mut grouped: BTreeMap<(&str, &str), Vec<Target<'a>>> = BTreeMap::new();
    for row in chapters.iter().flat_map(|chapter| &chapter.rows) {
        for detail in row.details.iter().filter(|detail| detail.seen == Seen::Undetermined) {
            let targets = grouped.entry((row.subject, detail.message)).or_default();
            if targets.last().is_none_or(|last| last.anchor != row.anchor) {
                targets.push(Target { anchor: row.anchor.clone(), title: row.title });
            }
        }
    }
    grouped.into_iter().map(|((subject, reason), checks)| Open { subject, reason, checks }).collect()
}

/// The limitations that the list of what is undetermined does not say already.
fn limitations(report: &Report, language: Language) -> Vec<&str> {
    let undetermined: Vec<_> = report
        .chapters
        .iter()
        .flat_map(|chapter| &chapter.rows)
        .flat_map(|row| row.details.iter().map(move |detail| (row, detail)))
        .filter(|(_, detail)| detail.seen == Seen::Undetermined)
        .map(|(row, detail)| (row.check.as_str(), detail.message.in_language(language)))
        .collect();
    let said = |line: &str| {
        undetermined.iter().any(|(check, message)| line.ends_with(&format!(": {message}")) && line.contains(check))
    };
    report.limitations.iter().map(|line| line.in_language(language)).filter(|line| !said(line)).collect()
}

#[derive(Debug, Serialize)]
struct ErrorLine<'a> {
    number: u32,
    check: &'a str,
    title: &'a str,
    place: &'a str,
    message: &'a str,
    severity: &'a str,
    blocking: bool,
    grounds: Vec<&'a str>,
    fix: &'a str,
    state: &'a str,
    fixed: bool,
    /// Whether it keeps the connection from being made.
    stands: bool,
    issued: String,
    /// Where the row stands that the error was seen in, if this run saw it.
    anchor: Option<String>,
}

fn errors<'a>(report: &'a Report, chapters: &[ChapterView<'a>], language: Language) -> Vec<ErrorLine<'a>> {
    let mut anchors: BTreeMap<u32, &str> = BTreeMap::new();
    for row in chapters.iter().flat_map(|chapter| &chapter.rows) {
        for number in row.details.iter().filter_map(|detail| detail.error) {
            anchors.entry(number).or_insert(&row.anchor);
        }
    }
    let line = |error: &'a ErrorRow| ErrorLine {
        number: error.number,
        check: &error.check,
        title: error.title.in_language(language),
        place: error.place.in_language(language),
        message: error.message.in_language(language),
        severity: error.severity.in_language(language),
        blocking: error.blocking,
        grounds: error.grounds.iter().map(|ground| ground.in_language(language)).collect(),
        fix: error.fix.in_language(language),
        state: error.state.in_language(language),
        fixed: error.fixed,
        stands: error.blocking && !error.fixed,
        issued: day(error.issued),
        anchor: anchors.get(&error.number).map(|anchor| (*anchor).to_owned()),
    };
    report.errors.iter().map(line).collect()
}

#[derive(Debug, Serialize)]
struct ChapterView<'a> {
    number: usize,
    title: &'a str,
    /// How many rows came out how, the ones that occur only.
    counts: Vec<Counter<'a>>,
    rows: Vec<RowView<'a>>,
}

impl<'a> ChapterView<'a> {
    fn new(number: usize, chapter: &'a Chapter, language: Language) -> Self {
        let mut counts: BTreeMap<Seen, usize> = BTreeMap::new();
        for row in &chapter.rows {
            *counts.entry(row.seen).or_default() += 1;
        }
        let rows = (1..).zip(&chapter.rows);
        Self {
            number,
            title: chapter.title.in_language(language),
            counts: counts
                .into_iter()
                .map(|(seen, number)| Counter { mark: Mark::new(seen, language), number })
                .collect(),
            rows: rows.map(|(place, row)| RowView::new(format!("row-{number}-{place}"), row, language)).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct RowView<'a> {
    anchor: String,
    check: &'a str,
    catalogue: Option<&'a str>,
    title: &'a str,
    subject: &'a str,
    subject_id: &'a str,
    mark: Mark<'a>,
    severity: &'a str,
    blocking: bool,
    failing: bool,
    /// Whether there is anything to mend: a pass needs no cure.
    mend: bool,
    details: Vec<DetailView<'a>>,
    why: &'a str,
    grounds: Vec<&'a str>,
    fix: &'a str,
    examples: &'a [(String, String)],
}

impl<'a> RowView<'a> {
    fn new(anchor: String, row: &'a Row, language: Language) -> Self {
        let details = row.details.iter().map(|detail| DetailView {
            seen: detail.seen,
            mark: Mark::new(detail.seen, language),
            instance: &detail.instance,
            message: detail.message.in_language(language),
            error: detail.error,
        });
        Self {
            anchor,
            check: &row.check,
            catalogue: row.catalogue.as_deref(),
            title: row.title.in_language(language),
            subject: row.subject_title.in_language(language),
            subject_id: &row.subject,
            mark: Mark::new(row.seen, language),
            severity: row.severity.in_language(language),
            blocking: row.blocking,
            failing: row.seen == Seen::Fail,
            mend: matches!(row.seen, Seen::Fail | Seen::Undetermined | Seen::ManualPending),
            details: details.collect(),
            why: row.why.in_language(language),
            grounds: row.grounds.iter().map(|ground| ground.in_language(language)).collect(),
            fix: row.fix.in_language(language),
            examples: &row.examples,
        }
    }
}

#[derive(Debug, Serialize)]
struct DetailView<'a> {
    #[serde(skip)]
    seen: Seen,
    mark: Mark<'a>,
    instance: &'a str,
    message: &'a str,
    error: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Signature<'a> {
    role: &'a str,
    hint: &'a str,
    name: &'a str,
}

impl<'a> Signature<'a> {
    fn new(block: &'a SignatureBlock, language: Language) -> Self {
        Self {
            role: block.role.in_language(language),
            hint: block.hint.in_language(language),
            name: block.name.as_deref().unwrap_or_default(),
        }
    }
}

#[derive(Debug, Serialize)]
struct AnnexView<'a> {
    number: String,
    title: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<Vec<&'a str>>,
}

impl<'a> AnnexView<'a> {
    fn new(annex: &'a Annex, language: Language) -> Self {
        let said = |text: &'a Text| text.in_language(language);
        Self {
            number: roman(annex.number),
            title: said(&annex.title),
            columns: annex.columns.iter().map(said).collect(),
            rows: annex.rows.iter().map(|row| row.iter().map(said).collect()).collect(),
        }
    }
}
