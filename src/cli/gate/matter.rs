//! Bringing together what the rule decides upon: the report, the fresh run, the declaration.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use jiff::Timestamp;

use crate::audit::Run;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::inspection::Rules;
use crate::cli::session::Session;
use crate::cli::verify::{Answer as Verified, Examined, Question, Weight, examine};
use crate::cli::{files, judge, trust};
use crate::fact::Digest;
use crate::judge::Inspected;
use crate::ledger::{Gated, RunState, Sqlite, Store};
use crate::seal::Trust;
use crate::seal::gate::{Answer, Declared, Fresh, Judged, Matter, Reported, Why, decide, valid_until};
use crate::seal::role::SeatState;
use crate::system::{System, load};
use crate::text::{Text, shorten, text};

/// What is asked.
pub(super) struct Asked {
    report: PathBuf,
    run: Option<PathBuf>,
    system: Option<System>,
    evidence: Option<PathBuf>,
    fonts: Option<PathBuf>,
    profile: String,
    trust: Trust,
    ledger: Option<PathBuf>,
    fetch: bool,
}

/// What came of it.
pub(super) struct Found {
    pub(super) answer: Answer,
    pub(super) at: Timestamp,
    /// The report's SHA-256 and length.
    pub(super) digest: (String, usize),
    /// The case, as the report says, where the ledger knows it.
    pub(super) case: Option<String>,
    /// The report, where it could be looked at.
    pub(super) examined: Option<Examined>,
    /// Until when the report carries an answer.
    pub(super) valid_until: Option<Timestamp>,
    /// The id and the end of the fresh run, and whether it is the report's own.
    pub(super) fresh: Option<(String, Timestamp, bool)>,
    /// The profile that was demanded: id, version, digest.
    pub(super) profile: (String, String, String),
    /// The digest of the declaration.
    pub(super) declaration: Option<String>,
}

/// The run that the report is held against.
struct Latest {
    run: Run,
    own: bool,
    judged: Judged,
}

impl Asked {
    pub(super) fn new(session: &Session, matches: &ArgMatches) -> Result<Self, Failure> {
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        let system = path("system").map(|path| load(&path)).transpose()?;
        Ok(Self {
            report: path("report").unwrap_or_default(),
            run: path("run"),
            system,
            evidence: path("evidence"),
            fonts: path("fonts"),
            profile: matches.get_one::<String>("profile").cloned().unwrap_or_default(),
            trust: trust::read(matches)?,
            ledger: session.given_ledger().map(Path::to_path_buf),
            fetch: matches.get_flag("fetch"),
        })
    }

    /// Asks. Errors: what was named cannot be read or is no report, no run, no declaration or no profile at all.
    pub(super) fn answered(&self, session: &Session) -> Result<Found, Failure> {
        let at = session.clock.now();
        let rules = Rules::load(session, &self.profile, &[])?;
        let question = Question {
            report: self.report.clone(),
            trust: self.trust.clone(),
            evidence: self.evidence.clone(),
            ledger: self.ledger.clone(),
            profile: Some(self.profile.clone()),
            fetch: self.fetch,
            fonts: self.fonts.clone(),
            at,
        };
        let declaration = self.system.as_ref().map(|system| system.digest().to_string());
        let profile = &rules.profile;
        let profile = (profile.id.clone(), profile.version.clone(), profile.digest.to_string());
        let examined = match examine(session, &question) {
            Ok(examined) => examined,
            // A report that does not hold is an answer; what is no report at all is a mistake of who asks.
            Err(failure) if failure.exit() == Exit::Permission => {
                let bytes = files::read(&self.report)?;
                let why = Why { reason: failure.why().clone(), remedy: None };
                let digest = (Digest::of(&bytes).hex(), bytes.len());
                let answer = Answer::refused(why);
                let (case, examined, valid_until, fresh) = (None, None, None, None);
                return Ok(Found { answer, at, digest, case, examined, valid_until, fresh, profile, declaration });
            }
            Err(failure) => return Err(failure),
        };
        let latest = self.latest(&examined, &rules)?;
        let answer = self.decided(&examined, &rules, &latest, at);
        let run = &latest.run.run;
        Ok(Found {
            answer,
            at,
            digest: examined.digest.clone(),
            case: self.known_case(&examined.papers.run.run.case),
            valid_until: Some(valid_until(&examined.papers.run, &rules.profile)),
            fresh: Some((run.id.clone(), run.ended, latest.own)),
            examined: Some(examined),
            profile,
            declaration,
        })
    }

    fn decided(&self, examined: &Examined, rules: &Rules, latest: &Latest, now: Timestamp) -> Answer {
        let broken = troubles(examined, Weight::Broken);
        let mut open = troubles(examined, Weight::Open);
        // Whatever else waits than a seat, which has a line of its own.
        if examined.answer == Verified::Waiting && examined.seats.iter().all(|seat| seat.state == SeatState::Filled) {
            open.extend(troubles(examined, Weight::Waiting));
        }
        let papers = &examined.papers;
        let concluded = papers.rendering.as_ref().and_then(|own| own.concluded(&papers.run, &papers.document));
        let subjects: Vec<Inspected> =
            self.system.iter().flat_map(|system| system.subjects.iter().map(Inspected::from)).collect();
        let pack = rules.pack.digest().to_string();
        decide(&Matter {
            now,
            demanded: (&rules.profile, &pack),
            report: Reported {
                run: &papers.run,
                broken: &broken,
                open: &open,
                seats: &examined.seats,
                concluded: concluded.map(|(_, concluded)| concluded.ruling),
            },
            fresh: Some(Fresh { run: &latest.run, own: latest.own, judged: &latest.judged }),
            declared: self.system.as_ref().map(|system| Declared {
                id: &system.id,
                level: system.level.as_ref().map(|level| level.number),
                subjects: &subjects,
            }),
        })
    }

    /// The latest run that is at hand, its facts judged again.
    fn latest(&self, examined: &Examined, rules: &Rules) -> Result<Latest, Failure> {
        let papers = &examined.papers;
        let run = match (&self.run, &self.ledger) {
            (Some(path), _) => judge::read(path)?,
            (None, Some(ledger)) => last_whole(ledger, &papers.run.run.case)?.unwrap_or_else(|| papers.run.clone()),
            (None, None) => papers.run.clone(),
        };
        let stranger = self.run.as_ref().and(self.ledger.as_deref()).and_then(|ledger| stranger(ledger, &run));
        let judged = stranger.unwrap_or_else(|| judged(&run, rules));
        Ok(Latest { own: run == papers.run, run, judged })
    }

    /// The case, where the ledger that was given has a run of it: a report may name any.
    fn known_case(&self, case: &str) -> Option<String> {
        let store = Sqlite::open_existing(self.ledger.as_deref()?).ok()?;
        let runs = store.runs(case).ok()?;
        (!runs.is_empty()).then(|| case.to_owned())
    }
}

impl Found {
    /// What is kept of it.
    pub(super) fn kept(&self) -> Gated {
        let run = self.examined.as_ref().map(|examined| &examined.papers.run);
        let conditions = self.answer.conditions().iter();
        Gated {
            allowed: self.answer.allowed(),
            conditions: conditions.map(|(one, holds)| (one.word().to_owned(), holds.word().to_owned())).collect(),
            declaration: self.declaration.clone(),
            fresh_run: self.fresh.as_ref().map(|(id, _, _)| id.clone()),
            profile: self.profile.2.clone(),
            report: self.digest.0.clone(),
            run: run.map(|run| run.run.id.clone()),
            system: run.map(|run| run.system.id.clone()),
        }
        .discreet()
    }
}

fn troubles(examined: &Examined, weight: Weight) -> Vec<Why> {
    let own = examined.troubles.iter().filter(|trouble| trouble.weight == weight);
    own.map(|trouble| {
        let (Text { vi, en }, Text { vi: why_vi, en: why_en }) = (&trouble.about, &trouble.why);
        Why { reason: text!("{vi}: {why_vi}", "{en}: {why_en}"), remedy: trouble.remedy.clone() }
    })
    .collect()
}

/// Judges the facts of a run again, where its rules are those of the gate.
fn judged(run: &Run, rules: &Rules) -> Judged {
    let same =
        run.profile.digest == rules.profile.digest.to_string() && run.pack.digest == rules.pack.digest().to_string();
    if !same {
        return Judged::Unknown(Text::new(
            "lượt kiểm tra theo bộ quy tắc khác với bản ở đây",
            "the run followed other rules than those here",
        ));
    }
    match judge::again(run.clone(), rules) {
        Ok(again) if again.to_bytes() == run.to_bytes() => Judged::Same,
        Ok(_) => Judged::Otherwise(Text::new("kết luận lại cho kết quả khác", "judging again gives another result")),
        Err(failure) => Judged::Otherwise(failure.why().clone()),
    }
}

/// The last run of a case that looked at all of the profile.
fn last_whole(ledger: &Path, case: &str) -> Result<Option<Run>, Failure> {
    let store = Sqlite::open_existing(ledger)?;
    for row in store.runs(case)?.iter().rev().filter(|row| row.state == RunState::Complete) {
        let run = store.document(&row.id)?.and_then(|document| Run::from_bytes(&document).ok());
        if let Some(run) = run.filter(|run| !run.run.cut_short) {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

/// What is to be said of a run that was handed in and that the ledger does not have as it is.
fn stranger(ledger: &Path, run: &Run) -> Option<Judged> {
    let id = shorten(&run.run.id, 80);
    let stored = Sqlite::open_existing(ledger).and_then(|store| store.document(&run.run.id));
    match stored {
        Ok(Some(stored)) if stored == run.to_bytes() => None,
        Ok(Some(_)) => Some(Judged::Otherwise(text!(
            "lượt {id} trong sổ có kết quả khác",
            "the run {id} in the ledger says otherwise"
        ))),
        Ok(None) => {
            Some(Judged::Unknown(text!("sổ không có lượt kiểm tra {id}", "the ledger does not have the run {id}")))
        }
        Err(error) => Some(Judged::Unknown(error.text())),
    }
}
