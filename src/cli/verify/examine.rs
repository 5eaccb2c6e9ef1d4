//! Examining a report: everything that can be known of it, as plain data.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::cli::evidence::{rendered, same_rules};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::inspection::Rules;
use crate::cli::judge::again;
use crate::cli::network::Network;
use crate::cli::session::Session;
use crate::cli::setup;
use crate::fact::Digest;
use crate::ledger::Chain;
use crate::load;
use crate::report::evidence::{Bundle, Claim, Holds, check, check_attached};
use crate::report::evidence_id;
use crate::seal::role::{Requirement, Seat, SeatState, Stray, before_signing, requirements, seats, strays};
use crate::seal::{
    FileRefusal, PaperSignature, PdfFile, Policy, SealError, Standing, Trust, Verification, available_evidence, paper,
    verify_file,
};
use crate::text::{Text, io_failure, shorten, text};

use super::changes::{self, Step};
use super::ledger;
use super::papers::Papers;
use super::trouble::{self, Trouble, Weight};

/// Longest report that is read, in bytes: with scans, and no more than what is verified at all.
pub(super) const LONGEST: u64 = 128 << 20;
/// Longest run, and longest other inputs of the minutes, that are judged and rendered again, in bytes.
const LONGEST_RUN: usize = 32 << 20;
const LONGEST_RENDERING: usize = 4 << 20;
/// The first lines of every answer: their stable names, and what was checked, in both languages.
pub(super) const FIRST: [(&str, &str, &str); 2] = [
    ("signatures", "Chữ ký và vai trò", "Signatures and roles"),
    ("changes", "Các phiên bản của tệp và thay đổi sau mỗi chữ ký", "Revisions, and what changed after each signature"),
];

/// What is asked.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Question {
    /// The report.
    pub(in crate::cli) report: PathBuf,
    /// Whom to believe.
    pub(in crate::cli) trust: Trust,
    /// The folder of the evidence.
    pub(in crate::cli) evidence: Option<PathBuf>,
    /// The ledger that the report is to be held against.
    pub(in crate::cli) ledger: Option<PathBuf>,
    /// The profile in place of the run's own name for it: an id or a file.
    pub(in crate::cli) profile: Option<String>,
    /// Whether revocation data is fetched from where certificates say.
    pub(in crate::cli) fetch: bool,
    /// The department's own faces.
    pub(in crate::cli) fonts: Option<PathBuf>,
    /// The time of verification.
    pub(in crate::cli) at: Timestamp,
}

/// The answer in one word.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::cli) enum Answer {
    /// Everything holds, and everybody has signed.
    Holds,
    /// Nothing speaks against it, and somebody has not signed yet.
    Waiting,
    /// Nothing speaks against it, and something could not be known.
    Undetermined,
    /// Something does not hold.
    Broken,
}

impl Answer {
    /// The exit code: what is unknown or unfinished never passes.
    pub(in crate::cli) fn exit(self) -> Exit {
        match self {
            Self::Holds => Exit::Ready,
            Self::Waiting | Self::Undetermined => Exit::Incomplete,
            Self::Broken => Exit::Permission,
        }
    }
}

/// One line of the answer, which stands alone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::cli) struct Line {
    /// Its stable name.
    pub(in crate::cli) key: &'static str,
    /// What was checked.
    pub(in crate::cli) what: Text,
    /// What came of it.
    pub(in crate::cli) holds: Holds,
    /// Whether all that it lacks is somebody's signature.
    pub(in crate::cli) is_waiting: bool,
}

/// Everything that is known of a report.
#[derive(Debug)]
pub(in crate::cli) struct Examined {
    /// The name of the file as it was given.
    pub(in crate::cli) name: String,
    /// Its SHA-256, hexadecimal, and its length in bytes.
    pub(in crate::cli) digest: (String, usize),
    /// The time of verification.
    pub(in crate::cli) at: Timestamp,
    /// Its signatures.
    pub(in crate::cli) verification: Verification,
    /// What is asked of each role that signs; empty where the profile is not known.
    pub(in crate::cli) requirements: Vec<Requirement>,
    /// Each role, and how it is signed.
    pub(in crate::cli) seats: Vec<Seat>,
    /// Signatures that fill no seat.
    pub(in crate::cli) strays: Vec<Stray>,
    /// Scans of the paper that somebody signed by hand.
    pub(in crate::cli) scans: Vec<PaperSignature>,
    /// What it carries.
    pub(in crate::cli) papers: Papers,
    /// The identifier of the evidence that is printed on every page.
    pub(in crate::cli) evidence: String,
    /// Whether a folder of evidence was held against it.
    pub(in crate::cli) with_evidence: bool,
    /// The rules by which the run was judged; or why they are not to be had here.
    pub(in crate::cli) rules: Result<Rules, Text>,
    /// Its revisions.
    pub(in crate::cli) steps: Vec<Step>,
    /// What was checked, and what came of it.
    pub(in crate::cli) lines: Vec<Line>,
    /// The head of the case's chain in the ledger.
    pub(in crate::cli) chain: Option<Chain>,
    /// What does not hold, is not known or is to be known, the weightiest first.
    pub(in crate::cli) troubles: Vec<Trouble>,
    /// The answer.
    pub(in crate::cli) answer: Answer,
}

/// Examines a report. Errors: the file cannot be read, is no report, or has a structure that nothing can be built on.
pub(in crate::cli) fn examine(session: &Session, question: &Question) -> Result<Examined, Failure> {
    let name = question.report.as_path();
    let bytes = read(name)?;
    let digest = (Digest::of(&bytes).hex(), bytes.len());
    let file = PdfFile::read(bytes).map_err(|refusal| refused(name, &refusal))?;
    let papers = Papers::read(&file, name)?;
    let bundle = question.evidence.as_deref().map(Bundle::read).transpose();
    let bundle = bundle.map_err(|text| Failure::new(Exit::Data, "K-EVI-001", text))?;
    let (trust, mut troubles) = fetched(session, &file, question)?;
    let policy = Policy { present: Some(session.clock.now()), ..Policy::default() };
    let verification = verify_file(&file, &trust, &policy, question.at);
    let verification = verification.map_err(|refusal| refused(name, &refusal))?;
    let (requirements, rules) = rules(session, question, &papers);
    let seats = seats(&verification, &requirements);
    let strays = strays(&verification, &requirements, &seats);
    let (scans, unsigned) = (paper(&file), before_signing(&file));
    let base = changes::base(&file, unsigned);
    troubles.extend(trouble::of_signatures(&verification, &requirements, &seats, &strays, &scans));
    troubles.extend(rules.as_ref().err().map(|why| trouble::of_rules(why.clone())));
    let heaviest = troubles.iter().map(|trouble| trouble.weight).max();
    let [first, second] = FIRST;
    let first = line(first, trouble::holds(&troubles));
    let mut lines = vec![Line { is_waiting: heaviest == Some(Weight::Waiting), ..first }];
    let changed = changes::troubles(&verification, base);
    lines.push(line(second, trouble::holds(&changed)));
    troubles.extend(changed);
    let below = of_evidence(&papers, &rules, bundle.as_ref(), unsigned, question.fonts.as_deref());
    let (below, chain) = with_ledger(below, question.ledger.as_deref(), &papers);
    // Why the rules are not to be had has been told once.
    let is_new = |trouble: &Trouble| trouble.weight == Weight::Broken || rules.as_ref().err() != Some(&trouble.why);
    troubles.extend(below.iter().filter_map(|line| trouble::of_line(&line.what, &line.holds)).filter(is_new));
    lines.extend(below);
    troubles.sort_by_key(|trouble| std::cmp::Reverse(trouble.weight));
    Ok(Examined {
        name: shorten(&name.display().to_string(), 200),
        digest,
        at: question.at,
        steps: changes::steps(&verification, &seats, base),
        answer: answer(&troubles, &lines, &seats, &verification),
        evidence: evidence_id(papers.manifest.as_deref().unwrap_or(&papers.document)),
        with_evidence: bundle.is_some(),
        verification,
        requirements,
        seats,
        strays,
        scans,
        papers,
        rules,
        lines,
        chain,
        troubles,
    })
}

/// What everything comes to. The troubles tell all of it; that no line, seat or signature says worse is held besides, so
/// that nothing passes for want of a sentence.
fn answer(troubles: &[Trouble], lines: &[Line], seats: &[Seat], verification: &Verification) -> Answer {
    let told = troubles.iter().map(|trouble| trouble.weight);
    let lines = lines.iter().map(|line| match line.holds {
        Holds::Yes => Weight::Note,
        Holds::NotChecked(_) if line.is_waiting => Weight::Waiting,
        Holds::NotChecked(_) => Weight::Open,
        Holds::No(_) => Weight::Broken,
    });
    let seats = seats.iter().map(|seat| match seat.state {
        SeatState::Filled => Weight::Note,
        SeatState::Waiting => Weight::Waiting,
        SeatState::Undetermined => Weight::Open,
        SeatState::Refused => Weight::Broken,
    });
    let signed = verification.signatures.iter().filter(|one| !one.is_waiting()).map(|one| match one.standing {
        Standing::Valid => Weight::Note,
        Standing::Undetermined => Weight::Open,
        Standing::Invalid => Weight::Broken,
    });
    let is_signed = verification.signatures.iter().any(|one| !one.is_stamp && !one.is_waiting());
    let least = if is_signed { Weight::Note } else { Weight::Waiting };
    match told.chain(lines).chain(seats).chain(signed).fold(least, Weight::max) {
        Weight::Note => Answer::Holds,
        Weight::Waiting => Answer::Waiting,
        Weight::Open => Answer::Undetermined,
        Weight::Broken => Answer::Broken,
    }
}

/// What is asked of each role, by the profile of that name here; and the rules, where they are those of the run.
fn rules(session: &Session, question: &Question, papers: &Papers) -> (Vec<Requirement>, Result<Rules, Text>) {
    let named = setup::named(question.profile.as_deref(), &papers.run.profile.id);
    let rules = named.and_then(|profile| Rules::load(session, profile, &[]).map_err(|failure| failure.why().clone()));
    let rules = match rules {
        Ok(rules) => rules,
        Err(why) => return (Vec::new(), Err(why)),
    };
    let asked = requirements(&rules.profile, |role| papers.signer(role));
    (asked, same_rules(&papers.run, &rules).map(|()| rules))
}

/// Whom to believe, with what the addresses in the certificates say of their revocation; and what they did not say.
/// The signature whose certificate this leaves unknown tells so itself.
fn fetched(session: &Session, file: &PdfFile, question: &Question) -> Result<(Trust, Vec<Trouble>), Failure> {
    let mut trust = question.trust.clone();
    if !question.fetch || trust.anchors.is_empty() {
        return Ok((trust, Vec::new()));
    }
    let network = Network::new(session, &trust.anchors)?;
    let (evidence, failed) = available_evidence(file, &trust, &network.revocation(), question.at);
    trust.evidence.extend(evidence);
    let about = || Text::new("Tải dữ liệu thu hồi", "Fetching revocation data");
    let note = |error: &SealError| Trouble { weight: Weight::Note, about: about(), why: error.text(), remedy: None };
    Ok((trust, failed.iter().map(note).collect()))
}

/// Attachment, manifest and files; judging again; rendering again.
fn of_evidence(
    papers: &Papers,
    rules: &Result<Rules, Text>,
    bundle: Option<&Bundle>,
    unsigned: &[u8],
    fonts: Option<&Path>,
) -> Vec<Line> {
    let Papers { run, document, manifest, rendering, .. } = papers;
    let rules = rules.as_ref().map_err(Clone::clone).and_then(|rules| bounded(papers).map(|()| rules));
    let judged = rules.clone().and_then(|rules| {
        again(run.clone(), rules).map(|run| run.to_bytes()).map_err(|failure| failure.text().clone())
    });
    let missing = || {
        Text::new(
            "báo cáo không đính kèm nội dung lập biên bản (lập lại bằng `kiemtra report --evidence`)",
            "the report carries no inputs of its making (make it by `kiemtra report --evidence`)",
        )
    };
    let rendered = rules.and_then(|rules| {
        let rendering = rendering.as_ref().ok_or_else(missing)?;
        rendered(document, manifest.as_deref().ok_or_else(missing)?, run, rules, rendering, fonts)
    });
    let claim =
        Claim { manifest: manifest.as_deref(), run: Some(document), revision: Some(unsigned), judged, rendered };
    let found = match bundle {
        Some(bundle) => check(bundle, &claim),
        None => check_attached(&claim),
    };
    let keys = ["evidence", "judged", "rendered"];
    keys.into_iter()
        .zip(found)
        .map(|(key, line)| Line { key, what: line.what, holds: line.holds, is_waiting: false })
        .collect()
}

/// Judging and rendering again takes time with the length of what is attached; no inspection has that much.
fn bounded(papers: &Papers) -> Result<(), Text> {
    let rendering = papers.rendering.as_ref().map_or(0, |rendering| rendering.to_bytes().len());
    if papers.document.len() <= LONGEST_RUN && rendering <= LONGEST_RENDERING {
        return Ok(());
    }
    Err(Text::new(
        "dữ liệu đính kèm lớn hơn của bất kỳ cuộc kiểm tra nào nên không xét lại",
        "more is attached than any inspection has, so it is not judged and rendered again",
    ))
}

fn with_ledger(mut lines: Vec<Line>, ledger: Option<&Path>, papers: &Papers) -> (Vec<Line>, Option<Chain>) {
    let Some(path) = ledger else { return (lines, None) };
    let (holds, chain) = ledger::holds(path, papers);
    lines.push(line(("ledger", "Biên bản khớp với sổ theo dõi", "The report is that of the ledger"), holds));
    (lines, chain)
}

fn line((key, vi, en): (&'static str, &str, &str), holds: Holds) -> Line {
    Line { key, what: Text::new(vi, en), holds, is_waiting: false }
}

/// Reads a file that may be anything.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display();
    let unreadable = |error: &std::io::Error| {
        let Text { vi, en } = io_failure(error);
        Failure::new(Exit::Data, "K-FILE-003", text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}"))
    };
    let kind = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !kind.is_file() {
        let text = text!("`{name}` không phải là một tệp", "`{name}` is no file");
        return Err(Failure::new(Exit::Data, "K-FILE-003", text));
    }
    File::open(path).and_then(|file| load::whole(&file, LONGEST)).map_err(|error| match error.kind() {
        ErrorKind::FileTooLarge => refused(path, &FileRefusal::TooLong),
        _ => unreadable(&error),
    })
}

/// A file that is no report at all is bad data; one whose structure shows two readers two documents does not hold.
fn refused(path: &Path, refusal: &FileRefusal) -> Failure {
    let (name, Text { vi, en }) = (path.display(), refusal.text());
    match refusal {
        FileRefusal::NoPdf | FileRefusal::TooLong | FileRefusal::Encrypted => {
            let text =
                text!("`{name}` không phải biên bản đọc được: {vi}", "`{name}` is no report that can be read: {en}");
            Failure::new(Exit::Data, "K-VER-001", text)
        }
        _ => {
            let text = text!("KHÔNG HỢP LỆ: `{name}`: {vi}", "DOES NOT HOLD: `{name}`: {en}");
            Failure::new(Exit::Permission, "K-VER-002", text).with_hint(super::advice::ask_again())
        }
    }
}
