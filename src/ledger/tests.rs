//! The life of errors, and what a store must keep.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::audit::{
    Head, InspectedSystem, Kind, PackDigest, Permission, Planned, ProfileDigest, Run, SCHEMA, StoredFact, Tool, Traffic,
};
use crate::check::Severity;
use crate::judge::{Basis, Conclusion, Outcome, Proposed, Treatment, Verdict, fingerprint};
use crate::profile::Gate;
use crate::text::Text;

fn at(hours: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
}

fn verdict(check: &str, instance: &str, outcome: Outcome, severity: Severity) -> Verdict {
    Verdict {
        basis: Basis::Observed,
        blocking: true,
        check: check.to_owned(),
        error: None,
        evidence: Vec::new(),
        fingerprint: fingerprint(check, "cong", instance),
        instance: instance.to_owned(),
        message: Text::same(format!("{check} {instance}")),
        outcome,
        reason: None,
        rev: 1,
        severity,
        subject: "cong".to_owned(),
        treatment: Treatment::None,
        witnesses: Vec::new(),
    }
}

fn run(kind: Kind, hours: i64, verdicts: Vec<Verdict>) -> Run {
    Run {
        conclusion: Conclusion { proposed: Proposed::Ready, reasons: Vec::new() },
        facts: Vec::new(),
        journal: Traffic::default(),
        pack: PackDigest { digest: String::new() },
        plan: Planned::default(),
        profile: ProfileDigest { digest: String::new(), id: "p".to_owned(), version: "1".to_owned() },
        run: Head {
            case: "c".to_owned(),
            cut_short: false,
            ended: at(hours),
            id: format!("r{hours}"),
            kind,
            started: at(hours),
        },
        schema: SCHEMA.to_owned(),
        system: InspectedSystem {
            authorisation: Permission {
                document: "d".to_owned(),
                from: at(0),
                issuer: Text::same("i"),
                safety: Vec::new(),
                until: at(9999),
            },
            digest: String::new(),
            id: "s".to_owned(),
            level: None,
            operator: None,
            owner: None,
            subjects: Vec::new(),
            title: Text::same("s"),
        },
        tool: Tool { name: "kiemtra".to_owned(), version: "0".to_owned() },
        verdicts,
    }
}

/// A case that runs are written into.
struct Case(Vec<Event>);

impl Case {
    fn take(&mut self, kind: Kind, hours: i64, verdicts: Vec<Verdict>) -> Run {
        let mut run = run(kind, hours, verdicts);
        let events = record(&mut run, &self.0, &Gate::default());
        self.0.extend(events);
        run
    }

    fn claim(&mut self, number: u32, hours: i64) {
        let event = claim(&self.0, number, "An", "xong", at(hours)).expect("a claim");
        self.0.push(event);
    }

    fn state(&self, number: u32) -> State {
        fold(&self.0).0[&number].state
    }
}

use Outcome::{Fail, Pass, Undetermined};
use Severity::{Critical, High, Low};

fn one(outcome: Outcome) -> Vec<Verdict> {
    vec![verdict("a.a", "", outcome, High)]
}

#[test]
fn numbers_follow_severity_check_subject_and_are_never_reused() {
    let mut case = Case(Vec::new());
    let first = case.take(
        Kind::Own,
        0,
        vec![
            verdict("z.z", "", Fail, Critical),
            verdict("b.b", "2", Fail, High),
            verdict("b.b", "1", Fail, High),
            verdict("a.a", "", Fail, Low),
            verdict("c.c", "", Pass, Critical),
        ],
    );
    let numbers: Vec<_> = first.verdicts.iter().map(|verdict| verdict.error).collect();
    assert_eq!(numbers, [Some(1), Some(3), Some(2), Some(4), None]);
    let second = case.take(Kind::Own, 1, vec![verdict("a.a", "", Fail, Low), verdict("d.d", "", Fail, Critical)]);
    let numbers: Vec<_> = second.verdicts.iter().map(|verdict| verdict.error).collect();
    assert_eq!(numbers, [Some(4), Some(5)]);
}

#[test]
fn a_re_inspection_that_passes_verifies() {
    let mut case = Case(Vec::new());
    case.take(Kind::PreConnection, 0, one(Fail));
    case.take(Kind::ReInspection, 1, one(Pass));
    assert_eq!(case.state(1), State::Verified);
    assert_eq!((fold(&case.0).fixed(), fold(&case.0).issued()), (1, 1));
}

#[test]
fn the_operators_own_passes_count_only_after_a_claim_and_far_enough_apart() {
    let mut case = Case(Vec::new());
    case.take(Kind::Own, 0, one(Fail));
    case.take(Kind::Own, 10, one(Pass));
    case.take(Kind::Own, 20, one(Pass));
    assert_eq!(case.state(1), State::Issued, "nobody claimed it");
    case.claim(1, 21);
    case.take(Kind::Own, 22, one(Pass));
    case.take(Kind::Own, 25, one(Pass));
    assert_eq!(case.state(1), State::Claimed, "three hours apart are not six");
    case.take(Kind::Periodic, 28, one(Pass));
    assert_eq!(case.state(1), State::Verified);
}

#[test]
fn not_seeing_breaks_the_streak_and_closes_nothing() {
    let mut case = Case(Vec::new());
    case.take(Kind::Own, 0, one(Fail));
    case.claim(1, 1);
    case.take(Kind::Own, 2, one(Pass));
    case.take(Kind::Own, 9, one(Undetermined));
    case.take(Kind::Own, 16, one(Pass));
    assert_eq!(case.state(1), State::Claimed);
    case.take(Kind::ReInspection, 17, Vec::new());
    assert_eq!(case.state(1), State::Claimed, "a run that did not look closes nothing");
    case.take(Kind::ReInspection, 18, vec![verdict("b.b", "", Pass, High)]);
    assert_eq!(case.state(1), State::Claimed, "nor one that looked elsewhere");
}

#[test]
fn an_instance_is_gone_only_where_the_rest_of_its_check_was_determined() {
    let mut case = Case(Vec::new());
    case.take(Kind::Own, 0, vec![verdict("t.v", "1.0", Fail, High), verdict("t.v", "1.2", Pass, High)]);
    case.take(Kind::ReInspection, 1, vec![verdict("t.v", "", Undetermined, High)]);
    assert_eq!(case.state(1), State::Issued);
    case.take(Kind::ReInspection, 2, vec![verdict("t.v", "1.2", Pass, High)]);
    assert_eq!(case.state(1), State::Verified);
}

#[test]
fn a_verified_error_that_fails_again_is_reopened_under_its_number() {
    let mut case = Case(Vec::new());
    case.take(Kind::Own, 0, one(Fail));
    case.take(Kind::ReInspection, 1, one(Pass));
    let again = case.take(Kind::Periodic, 2, one(Fail));
    assert_eq!((case.state(1), again.verdicts[0].error), (State::Reopened, Some(1)));
    assert_eq!(fold(&case.0).issued(), 1);
}

#[test]
fn a_timer_that_sees_the_same_adds_no_events() {
    let mut case = Case(Vec::new());
    for hours in 0..50 {
        case.take(Kind::Periodic, hours, one(Fail));
    }
    assert_eq!(case.0.len(), 1);
    for hours in 50..60 {
        case.take(Kind::Periodic, hours, one(Undetermined));
    }
    assert_eq!(case.0.len(), 2);
    case.take(Kind::ReInspection, 60, one(Pass));
    for hours in 61..99 {
        case.take(Kind::Periodic, hours, one(Pass));
    }
    assert_eq!((case.0.len(), case.state(1)), (4, State::Verified));
}

#[test]
fn a_claim_that_a_run_refutes_stands_no_longer() {
    let mut case = Case(Vec::new());
    case.take(Kind::Own, 0, one(Fail));
    case.claim(1, 1);
    case.take(Kind::Own, 2, one(Fail));
    assert_eq!(case.state(1), State::Issued);
    assert!(claim(&case.0, 9, "An", "x", at(3)).is_err());
}

fn begun(folder: &std::path::Path) -> Sqlite {
    let mut store = Sqlite::open(&folder.join("ledger.db")).expect("a ledger");
    let row = RunRow { id: "r0".into(), case: "c".into(), kind: Kind::Own, started: at(0), state: RunState::Running };
    store.begin_run(&row).expect("a run");
    store
}

#[test]
fn the_store_gives_back_what_was_put_in_and_refuses_a_second_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = begun(folder.path());
    let fact = StoredFact {
        digest: "sha256:0".into(),
        endpoint: None,
        probe: "tls".into(),
        subject: "cong".into(),
        taken: at(0),
        value: serde_json::json!({"a": null}).into(),
    };
    store.put_fact("r0", &fact).expect("a fact");
    let mut finished = run(Kind::Own, 0, one(Fail));
    let events = record(&mut finished, &[], &Gate::default());
    store.finish_run("r0", at(0), &finished.to_bytes(), &events).expect("an end");
    assert_eq!(store.events("c").expect("events"), events);
    assert_eq!(store.facts("r0").expect("facts"), [fact]);
    assert_eq!(store.document("r0").expect("a document"), Some(finished.to_bytes()));
    assert_eq!(store.chain("c").expect("a chain").length, 1);
    let stale = store.append("c", &events);
    assert!(matches!(stale, Err(LedgerError::Refused(_))), "{stale:?}");
}

#[test]
fn a_run_whose_process_died_is_interrupted_and_its_facts_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(begun(folder.path()));
    let mut store = Sqlite::open(&folder.path().join("ledger.db")).expect("it opens");
    let row = RunRow { id: "r1".into(), case: "c".into(), kind: Kind::Own, started: at(1), state: RunState::Running };
    store.begin_run(&row).expect("the next run");
    let states: Vec<_> = store.runs("c").expect("runs").into_iter().map(|run| run.state).collect();
    assert_eq!(states, [RunState::Interrupted, RunState::Running]);
}

#[test]
fn an_altered_event_breaks_the_chain() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = begun(folder.path());
    let mut finished = run(Kind::Own, 0, vec![verdict("a.a", "", Fail, High), verdict("b.b", "", Fail, High)]);
    let events = record(&mut finished, &[], &Gate::default());
    store.finish_run("r0", at(0), b"{}", &events).expect("an end");
    let raw = rusqlite::Connection::open(folder.path().join("ledger.db")).expect("the file");
    let refused = raw.execute("UPDATE event SET body = replace(body, 'high', 'low')", []);
    assert!(refused.is_err(), "the trigger stands in the way");
    raw.execute_batch(
        "DROP TRIGGER event_is_never_changed; UPDATE event SET body = replace(body, 'high', 'low') WHERE sequence = 1",
    )
    .expect("a forger drops the trigger");
    let read = store.events("c");
    assert!(matches!(&read, Err(LedgerError::Broken(text)) if text.en.contains("entry 1")), "{read:?}");
}

#[test]
fn the_lock_names_its_holder_and_is_given_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger.db");
    let held = Lock::take(&ledger, "c", &Holder("pid 1".to_owned())).expect("the lock");
    let second = Lock::take(&ledger, "c", &Holder("pid 2".to_owned()));
    assert!(matches!(&second, Err(LedgerError::Busy(text)) if text.en.contains("pid 1")), "{second:?}");
    Lock::take(&ledger, "other", &Holder("pid 3".to_owned())).expect("another case is free");
    drop(held);
    Lock::take(&ledger, "c", &Holder("pid 2".to_owned())).expect("given back");
}

#[test]
fn changes_tell_what_came_out_otherwise() {
    let before = [verdict("a.a", "", Fail, High), verdict("b.b", "", Pass, High), verdict("c.c", "x", Fail, Low)];
    let now = [verdict("a.a", "", Pass, High), verdict("b.b", "", Pass, High), verdict("d.d", "", Undetermined, High)];
    let told: Vec<_> =
        changes(&before, &now).iter().map(|change| (change.before, change.now, change.verdict.check.clone())).collect();
    assert_eq!(
        told,
        [
            (None, Some(Undetermined), "d.d".to_owned()),
            (Some(Fail), Some(Pass), "a.a".to_owned()),
            (Some(Fail), None, "c.c".to_owned()),
        ]
    );
    assert!(changes(&now, &now).is_empty());
}

fn decided(ruling: Ruling, reason: &'static str) -> Decision<'static> {
    Decision { ruling, by: "Nguyễn Văn A", position: "Trưởng đoàn", reason, number: Some("05/BB-ĐKT") }
}

#[test]
fn a_conclusion_that_departs_from_the_proposal_needs_a_reason() {
    let sound = run(Kind::Own, 0, Vec::new());
    let errors = run(Kind::Own, 0, vec![verdict("a.a", "", Fail, Low)]);
    let set = |run: &Run, ruling, reason| conclude(&[], run, b"{}", decided(ruling, reason), at(1));
    // The proposal of both runs is "ready".
    assert!(set(&sound, Ruling::Ready, "").is_ok() && set(&errors, Ruling::ReadyAfter, "").is_ok());
    for (run, ruling) in [(&sound, Ruling::ReadyAfter), (&sound, Ruling::NotReady), (&errors, Ruling::Incomplete)] {
        let refused = set(run, ruling, " ");
        assert!(matches!(&refused, Err(LedgerError::Refused(text)) if text.en.contains("reason")), "{refused:?}");
        let event = set(run, ruling, "Đã xem xét").expect("with a reason");
        assert!(matches!(&event.what, Happening::Concluded(own) if own.departs && own.reason == "Đã xem xét"));
    }
    let nobody = conclude(&[], &sound, b"{}", Decision { by: " ", ..decided(Ruling::Ready, "") }, at(1));
    assert!(matches!(nobody, Err(LedgerError::Refused(_))), "{nobody:?}");
}

#[test]
fn a_conclusion_holds_for_its_run_and_document_alone_and_the_last_one_counts() {
    let one = run(Kind::Own, 0, Vec::new());
    let first = conclude(&[], &one, b"{}", decided(Ruling::Ready, ""), at(1)).expect("an event");
    let history = [first];
    let second =
        conclude(&history, &one, b"{}", decided(Ruling::NotReady, "Có thông tin mới"), at(2)).expect("an event");
    let history = [history, [second]].concat();
    let of = |run: &str, document: &[u8]| conclusion_of(&history, run, document).map(|(_, own)| own.ruling);
    assert_eq!(of("r0", b"{}"), Some(Ruling::NotReady));
    assert_eq!((of("r0", b"{ }"), of("r1", b"{}")), (None, None), "another document, another run");
    assert_eq!(fold(&history), Defects::default(), "no error is touched");
}

#[test]
fn conclusions_and_remarks_are_kept_in_the_chain() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = begun(folder.path());
    let mut finished = run(Kind::Own, 0, vec![verdict("a.a", "", Fail, High)]);
    let mut events = record(&mut finished, &[], &Gate::default());
    events.push(conclude(&events, &finished, b"{}", decided(Ruling::ReadyAfter, ""), at(1)).expect("an event"));
    events.push(note(&events, 1, "đơn vị", "đang đặt mua thiết bị", at(2)).expect("an event"));
    assert!(note(&events, 9, "đơn vị", "?", at(2)).is_err());
    store.finish_run("r0", at(0), b"{}", &events).expect("an end");
    let read = store.events("c").expect("a whole chain");
    assert_eq!(read, events);
    let defects = fold(&read);
    assert_eq!((defects.0[&1].state, defects.0[&1].note.as_deref()), (State::Issued, Some("đang đặt mua thiết bị")));
}
