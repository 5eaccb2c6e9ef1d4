//! One inspection from declaration to document: what `audit` and `demo` share.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};

use crate::audit::{
    Gathered, Head, InspectedSystem, Kind, PackDigest, Permission, Plan, ProfileDigest, Progress as Step, Run, SCHEMA,
    StoredFact, Tool, Traffic, execute, locate, permit, plan,
};
use crate::check::{Pack, Vocabulary};
use crate::fact::{Digest, Reason};
use crate::judge::{Inspected, Matter, Proposed, Verdict, judge, propose};
use crate::law::Regime;
use crate::ledger::{Defects, Event, Holder, Lock, RunRow, RunState, Sqlite, Store, fold, recall, record};
use crate::probe::{TrustStores, readers};
use crate::profile::{Glob, Profile};
use crate::report::Material;
use crate::system::System;
use crate::text::{Text, shorten, text};
use crate::wire::{Clock, Identities, Lent, Secrets, Wire};

use super::exit::Exit;
use super::failure::Failure;
use super::progress::Progress;
use super::secret;
use super::session::Session;
use super::setup;

/// The checks, the profile and the law of an inspection.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) vocabulary: Vocabulary,
    pub(super) pack: Pack,
    pub(super) profile: Profile,
    pub(super) regime: Regime,
    /// Whether only a part of the profile is looked at.
    pub(super) partial: bool,
}

impl Rules {
    /// Loads the rules of a profile; `only` keeps the checks that match one of its patterns.
    pub(super) fn load(session: &Session, profile: &str, only: &[String]) -> Result<Self, Failure> {
        let vocabulary = setup::vocabulary();
        let pack = setup::pack_to_judge_by(session, &vocabulary)?;
        let mut profile = setup::profile(profile, &pack)?;
        let regime = setup::regime(&profile)?;
        let globs: Vec<_> = only.iter().map(Glob::new).collect();
        if !globs.is_empty() {
            profile.choices.retain(|id, _| globs.iter().any(|glob| glob.matches(id)));
            if profile.choices.is_empty() {
                let given = only.join(", ");
                let text =
                    text!("không tiêu chí nào của hồ sơ khớp `{given}`", "no check of the profile matches `{given}`");
                return Err(Failure::new(Exit::Usage, "K-USE-002", text));
            }
        }
        Ok(Self { vocabulary, pack, profile, regime, partial: !globs.is_empty() })
    }
}

/// What an inspection came to.
#[derive(Debug)]
pub(super) struct Inspection {
    pub(super) run: Run,
    pub(super) defects: Defects,
    /// The run before, if the case has one.
    pub(super) before: Option<Run>,
    /// The canonical bytes of the run.
    pub(super) document: Vec<u8>,
}

impl Inspection {
    /// What its report is made of.
    pub(super) fn material<'a>(&'a self, rules: &'a Rules) -> Material<'a> {
        Material {
            run: &self.run,
            pack: &rules.pack,
            profile: &rules.profile,
            regime: &rules.regime,
            defects: &self.defects,
            document: &self.document,
            sitting: None,
            concluded: None,
            evidence: None,
        }
    }

    /// The exit code of the conclusion.
    pub(super) fn exit(&self) -> Exit {
        exit_of(&self.run)
    }
}

/// The exit code of a run: what is not determined keeps it from "nothing stands", too, unless it was
/// the operator's own scope that left it out.
pub(super) fn exit_of(run: &Run) -> Exit {
    match run.conclusion.proposed {
        Proposed::NotReady => Exit::NotReady,
        Proposed::Incomplete => Exit::Incomplete,
        Proposed::Ready if run.stands() => Exit::Standing,
        Proposed::Ready => Exit::Ready,
    }
}

/// The case of a system under a profile, unless the user names one. A case names files and folders,
/// so its letters are plain.
pub(super) fn case_of(system: &System, profile: &Profile, given: Option<&String>) -> Result<String, Failure> {
    let Some(given) = given else { return Ok(format!("{}@{}", system.id, profile.id)) };
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'@');
    if given.len() <= 120 && given.bytes().all(plain) && given.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Ok(given.clone());
    }
    let shown = shorten(given, 60);
    let text = text!("`{shown}` không dùng làm mã vụ việc được", "`{shown}` cannot be the id of a case");
    Err(Failure::new(Exit::Usage, "K-USE-008", text).with_hint(Text::new(
        "chữ không dấu, chữ số và `-`, `_`, `.`, `@`: ket-noi-2026",
        "plain letters, digits and `-`, `_`, `.`, `@`: connection-2026",
    )))
}

/// The runtime of the network. One thread: an inspection waits for servers and hardly computes, and a second thread
/// costs a heap of its own and a hand-over for every answer.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::new(Exit::Software, "K-RUN-001", text!("không khởi động được: {error}", "cannot start: {error}"))
    })
}

/// How an inspection is carried out.
#[derive(Debug)]
pub(super) struct Errand<'a> {
    pub(super) session: &'a Session,
    pub(super) system: &'a System,
    pub(super) rules: &'a Rules,
    pub(super) kind: Kind,
    pub(super) case: String,
    pub(super) ledger: &'a Path,
    pub(super) quiet: bool,
}

impl Errand<'_> {
    /// Carries it out: permission, plan, facts, verdicts, ledger.
    pub(super) async fn carry_out(&self) -> Result<Inspection, Failure> {
        let clock = self.session.clock;
        let started = clock.now();
        permit(self.system, started)?;
        let stores = TrustStores::declared(self.system)?;
        if Secrets::declared(self.system) > 0 {
            secret::close();
        }
        let handed = &self.session.handed;
        let variable = |name: &str| handed.variable(name);
        let identities = Identities::load(self.system, started, variable)?;
        let secrets = Secrets::load(self.system, &variable, &|question| secret::ask(self.session, question))?;
        handed.forget();
        let _lock = Lock::take(self.ledger, &self.case, &holder(started))?;
        let mut store = Sqlite::open(self.ledger)?;
        let history = store.events(&self.case)?;
        let before = comparable_run(&store, &self.case, self.rules)?;
        let earlier = recall(&store, &self.case)?;
        let lent = Lent { identities: identities.clone(), secrets };
        let wire = Wire::of_run(&self.system.scope, &self.system.resolver, clock, lent, readers());
        let located = locate(self.system, &wire).await?;
        let plan =
            plan(self.system, &located, &self.rules.profile, &self.rules.pack, &stores, started).bearing(identities);
        let watched = super::link::watched(self.ledger, self.system, &self.rules.profile.link, started)?;
        let plan = plan.knowing(earlier).watching(watched);
        let id = run_id(started, &self.case);
        store.begin_run(&RunRow {
            id: id.clone(),
            case: self.case.clone(),
            kind: self.kind,
            started,
            state: RunState::Running,
        })?;
        tracing::info!(run = %id, case = %self.case, jobs = plan.first_jobs().len(), "run started");
        let gathered = self.gather(&plan, &wire, &mut store, &id).await?;
        let run = self.judged(id, started, clock, gathered, &wire)?;
        // What the network left behind is not needed for the papers.
        drop((plan, wire));
        self.recorded(run, &history, before, &mut store)
    }

    async fn gather(&self, plan: &Plan<'_>, wire: &Wire, store: &mut Sqlite, run: &str) -> Result<Gathered, Failure> {
        let progress = Progress::new(self.session, self.quiet);
        let mut failed = None;
        let mut tell = |step: Step<'_>| match step {
            Step::Job { done, known } => progress.set(done, known),
            Step::Fact(fact) => {
                tracing::info!(probe = %fact.probe, subject = %fact.subject, endpoint = fact.endpoint.as_deref().unwrap_or("-"), "fact taken");
                if let Err(error) = store.put_fact(run, fact) {
                    failed = Some(error);
                }
            }
        };
        let gathered = execute(plan, wire, stopped(), &mut tell).await;
        progress.clear();
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(gathered),
        }
    }

    /// Judges subject by subject, so that the facts of one at a time stand as trees, and puts the verdicts into their
    /// order: by check, then subject.
    fn verdicts(&self, subjects: &[Inspected], facts: &[StoredFact], now: Timestamp) -> Result<Vec<Verdict>, Failure> {
        let Rules { vocabulary, pack, profile, .. } = self.rules;
        let mut verdicts = Vec::new();
        for subject in subjects {
            let own = facts.iter().filter(|fact| fact.subject == subject.id);
            let samples = own.map(|fact| fact.sample(vocabulary)).collect::<Result<Vec<_>, _>>();
            let samples = samples.map_err(|text| Failure::new(Exit::Software, "K-DAT-002", text))?;
            verdicts.extend(judge(Matter {
                subjects: std::slice::from_ref(subject),
                samples: &samples,
                pack,
                profile,
                now,
            }));
        }
        verdicts.sort_by(|left, right| (&left.check, &left.subject).cmp(&(&right.check, &right.subject)));
        Ok(verdicts)
    }

    fn judged(
        &self,
        id: String,
        started: Timestamp,
        clock: Clock,
        gathered: Gathered,
        wire: &Wire,
    ) -> Result<Run, Failure> {
        let Rules { pack, profile, .. } = self.rules;
        let (ended, sent) = (clock.now(), wire.journal());
        let subjects: Vec<_> = self.system.subjects.iter().map(Inspected::from).collect();
        let verdicts = self.verdicts(&subjects, &gathered.facts, ended)?;
        let cut_short = gathered.cut_short || self.rules.partial;
        let mut conclusion = propose(profile, &subjects, &verdicts, gathered.cut_short);
        if self.rules.partial {
            conclusion.reasons.push(partial());
            if conclusion.proposed == Proposed::Ready {
                conclusion.proposed = Proposed::Incomplete;
            }
        }
        let paper = &self.system.authorisation;
        Ok(Run {
            conclusion,
            facts: gathered.facts,
            journal: Traffic {
                bytes_in: sent.bytes_in,
                bytes_out: sent.bytes_out,
                connections: sent.connections,
                datagrams: sent.datagrams,
                lookups: sent.lookups,
                refusals: refusals(wire),
                refused_by_scope: sent.refused_by_scope,
                requests: sent.requests,
            },
            pack: PackDigest { digest: pack.digest().to_string() },
            plan: gathered.planned,
            profile: ProfileDigest {
                digest: profile.digest.to_string(),
                id: profile.id.clone(),
                version: profile.version.clone(),
            },
            run: Head { case: self.case.clone(), cut_short, ended, id, kind: self.kind, started },
            schema: SCHEMA.to_owned(),
            system: InspectedSystem {
                authorisation: Permission {
                    document: paper.document.clone(),
                    from: paper.from,
                    issuer: paper.issuer.clone(),
                    safety: paper.safety.clone(),
                    until: paper.until,
                },
                digest: self.system.digest().to_string(),
                id: self.system.id.clone(),
                level: self.system.level.as_ref().map(|level| level.number),
                operator: self.system.operator.clone(),
                owner: self.system.owner.clone(),
                subjects,
                title: self.system.title.clone(),
            },
            tool: Tool { name: "kiemtra".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            verdicts,
        })
    }

    fn recorded(
        &self,
        mut run: Run,
        history: &[Event],
        before: Option<Run>,
        store: &mut Sqlite,
    ) -> Result<Inspection, Failure> {
        let events = record(&mut run, history, &self.rules.profile.gate);
        let document = run.to_bytes();
        store.finish_run(&run.run.id, run.run.ended, &document, &events)?;
        let defects = fold(history.iter().chain(&events));
        tracing::info!(run = %run.run.id, proposed = ?run.conclusion.proposed, "run ended");
        Ok(Inspection { run, defects, before, document })
    }
}

/// What the scope forbade, in words that do not change from run to run.
fn refusals(wire: &Wire) -> Vec<String> {
    let refused = wire.journal_entries().into_iter().filter(|entry| entry.outcome == Reason::OutOfScope.word());
    let lines: BTreeSet<_> = refused.map(|entry| format!("{} {}", entry.endpoint, entry.what)).collect();
    lines.into_iter().take(100).collect()
}

/// Why a partial run is never ready.
pub(super) fn partial() -> Text {
    Text::new("Chỉ xem xét một phần hồ sơ (--only)", "Only a part of the profile was looked at (--only)")
}

/// The last complete run of a case.
pub(super) fn last_run(store: &Sqlite, case: &str) -> Result<Option<Run>, Failure> {
    last_such(store, case, |_| true)
}

/// The run that a new one is compared with: the last that looked at the whole profile; for one that
/// looks at a part, a run of a part will do, and only what both look at is compared.
fn comparable_run(store: &Sqlite, case: &str, rules: &Rules) -> Result<Option<Run>, Failure> {
    if !rules.partial {
        return last_such(store, case, |run| !run.run.cut_short);
    }
    let chosen = |verdict: &Verdict| rules.profile.choices.contains_key(&verdict.check);
    let fits = |run: &Run| !run.run.cut_short || run.conclusion.reasons.contains(&partial());
    let mut run = last_such(store, case, |run| fits(run) && run.verdicts.iter().any(chosen))?;
    if let Some(run) = &mut run {
        run.verdicts.retain(chosen);
    }
    Ok(run)
}

fn last_such(store: &Sqlite, case: &str, wanted: impl Fn(&Run) -> bool) -> Result<Option<Run>, Failure> {
    for row in store.runs(case)?.iter().rev().filter(|row| row.state == RunState::Complete) {
        let document = store.document(&row.id)?;
        let run = document.and_then(|document| Run::from_bytes(&document).ok()).filter(|run| wanted(run));
        if run.is_some() {
            return Ok(run);
        }
    }
    Ok(None)
}

/// `20261121-134501-3fa2b1`: sorted by time, told apart within a second.
fn run_id(started: Timestamp, case: &str) -> String {
    let salt = format!("{case}|{started}|{}", std::process::id());
    let tail: String = Digest::of(salt.as_bytes()).hex().chars().take(6).collect();
    format!("{}-{tail}", started.strftime("%Y%m%d-%H%M%S"))
}

fn holder(started: Timestamp) -> Holder {
    let pid = std::process::id();
    Holder(format!("pid {pid}, {}", crate::text::day_and_time(started)))
}

/// Completes when the user or the service manager asks to stop. Heeds both from the moment of the
/// call, not only once it is awaited: by then packets are under way, and a run that has sent
/// something must end with its document.
pub(super) fn stopped() -> impl Future<Output = ()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let heeded = signal(SignalKind::interrupt()).and_then(|own| Ok((own, signal(SignalKind::terminate())?)));
        async move {
            match heeded {
                Ok((mut interrupt, mut terminate)) => tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                },
                // Without handlers a signal simply ends the program.
                Err(_) => std::future::pending().await,
            }
        }
    }
    #[cfg(not(unix))]
    async {
        let _ = tokio::signal::ctrl_c().await;
    }
}
