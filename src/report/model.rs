//! What the report says, apart from how a format shows it.
//!
//! The outline is that of the minutes of an inspection (form 1.9 of Decree 30/2020/ND-CP and the
//! five headings of Circular 46/2022/TT-BCA, Article 6.2). Every text exists in both languages;
//! a format picks one. Everything that came from the inspected side is already escaped visibly.

use jiff::Timestamp;

use super::link::LinkSheet;
use super::tls::Screen;
use crate::profile::Part;
use crate::text::Text;

/// The whole report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Head and title.
    pub head: Head,
    /// The grounds in force on the date of the inspection, confirmed ones only.
    pub grounds: Vec<Text>,
    /// When the inspection began and ended.
    pub started: Timestamp,
    /// See `started`.
    pub ended: Timestamp,
    /// Where the sitting was held, where that is known.
    pub place: Option<Text>,
    /// Who takes part: role, and the body and the people as far as they are known; an empty text is to be filled in
    /// by hand.
    pub participants: Vec<LabelledText>,
    /// What was inspected: name, level, names, addresses, authorisation, ...
    pub scope: Vec<LabelledText>,
    /// Methods and tools: versions, digests, counts of connections.
    pub methods: Vec<LabelledText>,
    /// What could not be looked at, and why. Printed prominently.
    pub limitations: Vec<Text>,
    /// The headings of the minutes with their rows, in order; a heading may be empty.
    pub chapters: Vec<Chapter>,
    /// What is known of TLS and certificates, back-end by back-end.
    pub tls: Vec<Screen>,
    /// What the watch over links gave, link by link.
    pub link: Vec<LinkSheet>,
    /// The numbered error list of the case.
    pub errors: Vec<ErrorRow>,
    /// "5 of 15 fixed".
    pub tally: Tally,
    /// Deviations from the profile's parents: exclusions, lowered severities, waivers.
    pub deviations: Vec<Text>,
    /// The proposed conclusion.
    pub conclusion: State,
    /// Whether a failure or something undetermined stands, blocking or not.
    pub stands: bool,
    /// The conclusion as a sentence of the minutes.
    pub conclusion_text: Text,
    /// Why, one sentence each.
    pub reasons: Vec<Text>,
    /// The conclusion that a person has set, where one has.
    pub concluded: Option<Concluded>,
    /// What the inspected side says, a paragraph each.
    pub statement: Vec<Text>,
    /// What is asked of the inspected side next.
    pub recommendations: Vec<Text>,
    /// Blank blocks for the signatures, two in a row, in order.
    pub signatures: Vec<SignatureBlock>,
    /// How the minutes end.
    pub closing: Closing,
    /// Recipients (Nơi nhận).
    pub recipients: Vec<Text>,
    /// In which order the parts stand, and under which headings.
    pub outline: Outline,
    /// The annexes that are tables, each with its number; annex III is the error list.
    pub annexes: Vec<Annex>,
    /// How many checks came out how.
    pub counts: Counts,
    /// The identifier of the evidence: the digest of its manifest, or of the run where no manifest was made.
    pub evidence_id: String,
    /// The id of the run.
    pub run: String,
    /// `kiemtra 0.1.0`.
    pub tool: String,
    /// The case that the error list belongs to.
    pub case: String,
    /// The kind of the run, for people.
    pub kind: Text,
    /// The name of the inspected system.
    pub system: Text,
    /// The title of the profile with its id and version.
    pub profile: Text,
}

/// Head and title of the minutes.
#[derive(Clone, Debug)]
pub struct Head {
    /// The parent body (cơ quan chủ quản), capitals.
    pub parent: Text,
    /// The issuing body or team (đoàn kiểm tra), capitals.
    pub issuer: Text,
    /// `Số: .../BB-...`, with dots where people fill in.
    pub number: Text,
    /// The type: `BIÊN BẢN`.
    pub title: Text,
    /// The subject line (trích yếu).
    pub subject: Text,
}

/// The parts of the minutes as a body wants them.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The parts in order, each with its heading.
    pub parts: Vec<(Part, Text)>,
    /// The remark below a conclusion that is only proposed.
    pub remark: Text,
}

/// The closing formula and the copies.
#[derive(Clone, Debug)]
pub struct Closing {
    /// A body's own formula with `{ended}`, `{copies}` and `{each}`.
    pub formula: Option<Text>,
    /// How many copies are made; `None`: to be filled in by hand.
    pub copies: Option<i64>,
    /// How many each side keeps.
    pub each: Option<i64>,
}

/// A conclusion that a person set.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// The state that it amounts to.
    pub state: State,
    /// The sentence.
    pub text: Text,
    /// Whether it says otherwise than what was proposed.
    pub departs: bool,
    /// Why; may be empty where it does not depart.
    pub reason: String,
    /// Who concluded.
    pub by: String,
    /// The person's office.
    pub position: String,
    /// When.
    pub at: Timestamp,
    /// Number and symbol of the paper that carries it.
    pub number: Option<String>,
}

/// A label and a text.
#[derive(Clone, Debug)]
pub struct LabelledText {
    /// What it is.
    pub label: Text,
    /// What it says.
    pub text: Text,
}

/// One heading of part V.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The word of `heading:` in check files, such as `configuration`.
    pub id: &'static str,
    /// The heading.
    pub title: Text,
    /// One row per check and subject, worst first.
    pub rows: Vec<Row>,
}

/// Three-valued and more: how a row came out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Seen {
    /// Không đạt.
    Fail,
    /// Chưa xác định.
    Undetermined,
    /// Chờ xác nhận.
    ManualPending,
    /// Đạt.
    Pass,
    /// Thông tin.
    Info,
    /// Không áp dụng.
    NotApplicable,
}

impl Seen {
    /// The word that stands in every table: never colour alone.
    pub fn text(self) -> Text {
        match self {
            Self::Fail => Text::new("KHÔNG ĐẠT", "FAIL"),
            Self::Undetermined => Text::new("CHƯA XÁC ĐỊNH", "UNDETERMINED"),
            Self::ManualPending => Text::new("CHỜ XÁC NHẬN", "PENDING"),
            Self::Pass => Text::new("ĐẠT", "PASS"),
            Self::Info => Text::new("THÔNG TIN", "INFO"),
            Self::NotApplicable => Text::new("KHÔNG ÁP DỤNG", "NOT APPLICABLE"),
        }
    }
}

/// One check on one subject.
#[derive(Clone, Debug)]
pub struct Row {
    /// The check's id, such as `tls.versions`.
    pub check: String,
    /// Its number in the catalogue, such as `TLS-02`.
    pub catalogue: Option<String>,
    /// The check's title: the passing state.
    pub title: Text,
    /// The subject's id.
    pub subject: String,
    /// The subject's name.
    pub subject_title: Text,
    /// How it came out: the worst of its instances.
    pub seen: Seen,
    /// Severity for people, such as `Cao`.
    pub severity: Text,
    /// Whether it blocks the connection.
    pub blocking: bool,
    /// The confirmed legal grounds; empty where none is confirmed.
    pub grounds: Vec<Text>,
    /// One per instance that is not a plain pass, or a single one.
    pub details: Vec<Detail>,
    /// Why the check exists.
    pub why: Text,
    /// How to mend it.
    pub fix: Text,
    /// Examples of the mending: what for (such as `nginx`) and the lines.
    pub examples: Vec<(String, String)>,
}

/// One instance within a row.
#[derive(Clone, Debug)]
pub struct Detail {
    /// How this instance came out.
    pub seen: Seen,
    /// Which instance, such as `1.0`; empty for the whole.
    pub instance: String,
    /// What was seen.
    pub message: Text,
    /// The error's number in the error list.
    pub error: Option<u32>,
}

/// One line of the error list.
#[derive(Clone, Debug)]
pub struct ErrorRow {
    /// Its number, never reused.
    pub number: u32,
    /// The check's id.
    pub check: String,
    /// The check's title.
    pub title: Text,
    /// The subject's name and the instance.
    pub place: Text,
    /// What was seen last.
    pub message: Text,
    /// Severity for people.
    pub severity: Text,
    /// Whether it blocks.
    pub blocking: bool,
    /// The confirmed grounds.
    pub grounds: Vec<Text>,
    /// How to mend it.
    pub fix: Text,
    /// The state for people, such as `Mới ghi nhận`.
    pub state: Text,
    /// Whether the state counts as fixed.
    pub fixed: bool,
    /// When it was first pointed out.
    pub issued: Timestamp,
    /// The last day for mending it, for people.
    pub due: Option<String>,
    /// Who is to mend it.
    pub responsible: Option<Text>,
    /// What the inspected side said of it last.
    pub note: Option<String>,
}

/// The headline of the error list.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Verified as fixed.
    pub fixed: usize,
    /// Issued and not withdrawn.
    pub issued: usize,
}

/// The gate's proposal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Ready.
    Ready,
    /// Not ready: a blocking error stands.
    NotReady,
    /// Incomplete: something blocking is not determined.
    Incomplete,
}

/// One signature block, to be filled by hand or by a signing program.
#[derive(Clone, Debug)]
pub struct SignatureBlock {
    /// The key of the role in the profile, after which its signature field is named.
    pub key: String,
    /// The capital line, such as `TRƯỞNG ĐOÀN KIỂM TRA`.
    pub role: Text,
    /// What to do, in italics: `(Ký, ghi rõ họ tên)`.
    pub hint: Text,
    /// The name under it, where it is known.
    pub name: Option<String>,
    /// The role that seals over this signature: its key and what it is.
    pub seal: Option<(String, Text)>,
}

/// A ground with its text, for the annex of grounds.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The citation.
    pub citation: Text,
    /// What it demands.
    pub demand: Text,
}

/// One annex: a table.
#[derive(Clone, Debug)]
pub struct Annex {
    /// Its number, printed in Roman numerals.
    pub number: usize,
    /// Its title, without the number.
    pub title: Text,
    /// The heads of the columns.
    pub columns: Vec<Text>,
    /// Relative widths of the columns.
    pub widths: Vec<u16>,
    /// The cells.
    pub rows: Vec<Vec<Text>>,
}

/// How many rows came out how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Failed and blocking.
    pub blocking_fail: usize,
    /// Undetermined.
    pub undetermined: usize,
    /// Waiting for a person.
    pub manual_pending: usize,
    /// Proved not to apply.
    pub not_applicable: usize,
    /// Information only.
    pub info: usize,
}
