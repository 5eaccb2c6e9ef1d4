//! The rule against every way in which something may not hold.

mod world;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::fact::Digest;
use crate::judge::{Outcome, Treatment, fingerprint};
use crate::seal::role::SeatState;
use world::{World, certificate, run, sound, subject, verdict};

/// One thing that does not hold, the condition that must say so, and how.
type Break = (&'static str, fn(&mut World), Condition, &'static str);

const NO: &str = "does-not-hold";
const UNKNOWN: &str = "unknown";

fn why() -> Why {
    Why { reason: Text::same("because"), remedy: None }
}

/// Every single break. Those that concern the same thing come in one order only: the last one wins.
const BREAKS: &[Break] = &[
    ("the report does not hold", |w| w.broken.push(why()), Condition::Report, NO),
    ("something of it is not known", |w| w.open.push(why()), Condition::Report, "any"),
    ("another profile", |w| w.run.profile.id = "self-check".to_owned(), Condition::Profile, NO),
    ("a profile of the same name", |w| w.profile.digest = Digest::of(b"other"), Condition::Profile, NO),
    ("other checks", |w| w.pack = "sha256:other".to_owned(), Condition::Profile, NO),
    ("a role has not signed", |w| w.seats[1].state = SeatState::Waiting, Condition::Roles, NO),
    ("a signature of a role is refused", |w| w.seats[0].state = SeatState::Refused, Condition::Roles, NO),
    ("a role is not determined", |w| w.seats[0].state = SeatState::Undetermined, Condition::Roles, "any"),
    ("nobody has to sign", |w| w.seats.clear(), Condition::Roles, NO),
    ("only proposed", |w| w.concluded = None, Condition::Concluded, NO),
    ("concluded not ready", |w| w.concluded = Some(Ruling::NotReady), Condition::Concluded, NO),
    ("concluded incomplete", |w| w.concluded = Some(Ruling::Incomplete), Condition::Concluded, NO),
    ("errors not mended", |w| w.concluded = Some(Ruling::ReadyAfter), Condition::Concluded, NO),
    ("expired", |w| w.profile.gate.report_valid_days = 19, Condition::InDate, NO),
    ("from the future", |w| w.run.run.ended = w.now + SignedDuration::from_hours(1), Condition::InDate, NO),
    ("facts too old", |w| w.profile.gate.max_fact_age_hours = 1, Condition::Fresh, NO),
    ("one old fact", |w| w.fresh().facts[1].taken = w.now - SignedDuration::from_hours(99), Condition::Fresh, NO),
    ("a fact of tomorrow", |w| w.fresh().facts[0].taken = w.now + SignedDuration::from_hours(24), Condition::Fresh, NO),
    (
        "older than the report",
        |w| w.fresh().run.ended = w.run.run.ended - SignedDuration::from_hours(1),
        Condition::Fresh,
        NO,
    ),
    ("cut short", |w| w.fresh().run.cut_short = true, Condition::Fresh, "any"),
    (
        "verdicts of other facts",
        |w| w.fresh.as_mut().expect("a run").2 = Judged::Otherwise(Text::same("x")),
        Condition::Fresh,
        NO,
    ),
    (
        "not judged again",
        |w| w.fresh.as_mut().expect("a run").2 = Judged::Unknown(Text::same("x")),
        Condition::Fresh,
        "any",
    ),
    ("a fresh run of other rules", |w| w.fresh().pack.digest = "sha256:more".to_owned(), Condition::Fresh, NO),
    ("a verdict fails now", |w| w.fresh().verdicts[0].outcome = Outcome::Fail, Condition::Verdicts, NO),
    ("unknown fails now", |w| w.fresh().verdicts[4].outcome = Outcome::Fail, Condition::Verdicts, NO),
    (
        "a verdict is not known now",
        |w| w.fresh().verdicts[0].outcome = Outcome::Undetermined,
        Condition::Verdicts,
        "any",
    ),
    (
        "a verdict waits for a person",
        |w| w.fresh().verdicts[1].outcome = Outcome::ManualPending,
        Condition::Verdicts,
        "any",
    ),
    ("a verdict is gone", |w| w.fresh().verdicts.retain(|one| one.check != "gov.plan"), Condition::Verdicts, "any"),
    (
        "a new instance fails",
        |w| {
            let mut more = verdict("crt.expiry", "portal", Outcome::Fail, true);
            more.fingerprint = fingerprint("crt.expiry", "portal", "second");
            w.fresh().verdicts.push(more);
        },
        Condition::Verdicts,
        NO,
    ),
    (
        "a waiver of today",
        |w| {
            w.fresh().verdicts[0].outcome = Outcome::Fail;
            w.fresh().verdicts[0].treatment = Treatment::Waived;
        },
        Condition::Verdicts,
        NO,
    ),
    ("another system is declared", |w| w.declared().0 = "khac".to_owned(), Condition::System, NO),
    ("another system was looked at", |w| w.fresh().system.id = "khac".to_owned(), Condition::System, NO),
    ("a name is added", |w| w.declared().2.push(subject("more", "more.vn", Some(true))), Condition::Names, NO),
    ("a name is gone", |w| w.declared().2.truncate(1), Condition::Names, NO),
    ("a name has changed", |w| w.declared().2[0].name = Some("evil.vn".to_owned()), Condition::Names, NO),
    ("a port has changed", |w| w.declared().2[0].port = Some(8443), Condition::Names, NO),
    ("TLS was given up", |w| w.declared().2[0].tls = Some(false), Condition::Names, NO),
    (
        "the fresh run saw other names",
        |w| w.fresh().system.subjects[0].name = Some("x.vn".to_owned()),
        Condition::Names,
        NO,
    ),
    (
        "a key has changed",
        |w| {
            w.fresh().facts[1] =
                certificate("portal", "b", json!({"key_fingerprint": "cc"}), w.now - SignedDuration::from_hours(1));
        },
        Condition::Keys,
        NO,
    ),
    (
        "a key is not known",
        |w| {
            w.fresh().facts[0] =
                certificate("portal", "a", json!({"unknown": "timeout"}), w.now - SignedDuration::from_hours(1));
        },
        Condition::Keys,
        "any",
    ),
    (
        "no key is known",
        |w| w.fresh().facts.iter_mut().for_each(|fact| fact.probe = "tls".to_owned()),
        Condition::Keys,
        "any",
    ),
    (
        "another certificate is there",
        |w| {
            let taken = w.now - SignedDuration::from_hours(1);
            w.fresh().facts.push(certificate("office", "c", json!({"key_fingerprint": "dd"}), taken));
        },
        Condition::Keys,
        NO,
    ),
    ("another level is declared", |w| w.declared().1 = Some(2), Condition::Level, NO),
    ("no level is declared", |w| w.declared().1 = None, Condition::Level, "any"),
    ("the fresh run has another level", |w| w.fresh().system.level = Some(4), Condition::Level, NO),
    ("nobody told a level", |w| w.run.system.level = None, Condition::Level, "any"),
];

fn found(answer: &Answer, wanted: Condition) -> &Holds {
    &answer.conditions().iter().find(|(condition, _)| *condition == wanted).expect("every condition").1
}

#[test]
fn what_is_sound_is_allowed_and_the_answer_names_every_condition_once() {
    let answer = sound().decide();
    assert!(answer.allowed(), "{answer:#?}");
    assert_eq!(answer.conditions().len(), Condition::ALL.len());
    for condition in Condition::ALL {
        assert_eq!(Condition::from_word(condition.word()), Some(*condition));
    }
}

#[test]
fn each_break_alone_is_told_by_its_own_condition_and_no_other() {
    for (name, breaks, condition, word) in BREAKS {
        let mut world = sound();
        breaks(&mut world);
        let answer = world.decide();
        assert!(!answer.allowed(), "{name}");
        let holds = found(&answer, *condition);
        let expected = if *word == "any" { UNKNOWN } else { *word };
        assert_eq!(holds.word(), expected, "{name}: {holds:?}");
        assert!(holds.reasons().iter().all(|why| !why.reason.vi.is_empty() && !why.reason.en.is_empty()), "{name}");
        let others: Vec<_> =
            answer.conditions().iter().filter(|(one, holds)| one != condition && *holds != Holds::Yes).collect();
        // A run of another time, of other rules or without facts is told by what rests on it as well.
        let beside = match *name {
            "from the future" | "another profile" | "a profile of the same name" | "other checks" => 1,
            _ => 0,
        };
        assert!(others.len() <= beside, "{name}: {others:#?}");
    }
}

#[test]
fn the_edges_of_time_are_sharp() {
    let mut world = sound();
    let until = valid_until(&world.run, &world.profile);
    let at = |world: &mut World, now: Timestamp| {
        // The fresh run moves along.
        let ended = now - SignedDuration::from_hours(1);
        *world.fresh() = run("second", ended);
        world.now = now;
        world.decide().allowed()
    };
    assert!(at(&mut world, until));
    assert!(!at(&mut world, until + SignedDuration::from_nanos(1)));
    let mut world = sound();
    let oldest = world.fresh().facts[0].taken;
    world.now = oldest + SignedDuration::from_hours(world.profile.gate.max_fact_age_hours);
    assert!(world.decide().allowed());
    world.now += SignedDuration::from_nanos(1);
    assert!(!world.decide().allowed());
}

#[test]
fn without_a_fresh_run_or_a_declaration_much_is_unknown() {
    let mut world = sound();
    world.fresh = None;
    let answer = world.decide();
    for condition in [Condition::Fresh, Condition::Verdicts, Condition::Keys] {
        assert_eq!(found(&answer, condition).word(), UNKNOWN);
    }
    world.declared = None;
    let answer = world.decide();
    for condition in [Condition::System, Condition::Names, Condition::Level] {
        assert_eq!(found(&answer, condition).word(), UNKNOWN);
    }
    // The fresh run alone tells of names and level, too.
    let mut world = sound();
    world.declared = None;
    assert!(world.decide().allowed());
    // A report of an hour ago is its own fresh run, and says nothing about the names of now.
    let mut world = sound();
    world.run = run("first", world.now - SignedDuration::from_hours(1));
    world.fresh = Some((world.run.clone(), true, Judged::Same));
    assert!(world.decide().allowed());
    world.declared = None;
    assert_eq!(found(&world.decide(), Condition::Names).word(), UNKNOWN);
    // Once it is too old, it tells nothing of now at all.
    world.now += SignedDuration::from_hours(24 * 5);
    let answer = world.decide();
    assert_eq!(found(&answer, Condition::Fresh).word(), NO);
    assert_eq!(found(&answer, Condition::Keys).word(), UNKNOWN);
    assert_eq!(found(&answer, Condition::Verdicts).word(), UNKNOWN);
}

#[test]
fn ready_after_needs_every_error_to_have_passed_since() {
    let mut world = sound();
    world.concluded = Some(Ruling::ReadyAfter);
    for outcome in [Outcome::Pass, Outcome::NotApplicable] {
        world.fresh().verdicts[2].outcome = outcome;
        world.fresh().verdicts[3].outcome = outcome;
        assert!(world.decide().allowed());
    }
    for at in [2, 3] {
        let mut one = world.clone();
        one.fresh().verdicts.remove(at);
        assert_eq!(found(&one.decide(), Condition::Concluded).word(), NO);
        let mut one = world.clone();
        one.fresh().verdicts[at].outcome = Outcome::Undetermined;
        assert_eq!(found(&one.decide(), Condition::Concluded).word(), NO);
    }
    let mut own = world.clone();
    own.fresh.as_mut().expect("a run").1 = true;
    assert_eq!(found(&own.decide(), Condition::Concluded).word(), UNKNOWN);
}

#[test]
fn what_is_no_report_is_refused_by_all_conditions() {
    let answer = Answer::refused(why());
    assert!(!answer.allowed());
    assert_eq!(answer.conditions().len(), Condition::ALL.len());
    assert!(answer.conditions().iter().all(|(_, holds)| *holds != Holds::Yes));
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(vec![
        Outcome::Fail,
        Outcome::Undetermined,
        Outcome::ManualPending,
        Outcome::Pass,
        Outcome::NotApplicable,
        Outcome::Info,
    ])
}

proptest! {
    /// Any number of breaks in any order: never allowed, and never by a condition that was not looked at.
    #[test]
    fn nothing_that_is_broken_is_ever_allowed(picked in prop::collection::vec(0..BREAKS.len(), 1..6)) {
        let mut world = sound();
        let mut last = None;
        for place in picked {
            // Some breaks undo the ground on which others stand.
            let usable = world.fresh().facts.len() >= 2 && world.fresh().verdicts.len() >= 5
                && world.seats.len() == 2 && world.declared().2.len() >= 2;
            if usable {
                BREAKS[place].1(&mut world);
                last = Some(place);
            }
        }
        let answer = world.decide();
        let (name, _, condition, _) = BREAKS[last.expect("one break")];
        prop_assert!(!answer.allowed(), "{name}");
        prop_assert!(*found(&answer, condition) != Holds::Yes, "{name}: {answer:#?}");
        prop_assert_eq!(answer.conditions().len(), Condition::ALL.len());
    }

    /// Whatever the verdicts were and are: allowed only where none that blocks stands worse than it did.
    #[test]
    fn verdicts_are_held_one_by_one(
        then in prop::collection::vec((any_outcome(), any::<bool>()), 1..8),
        now in prop::collection::vec((any_outcome(), any::<bool>(), any::<bool>()), 1..8),
    ) {
        let mut world = sound();
        let bad = |outcome: Outcome| match outcome {
            Outcome::Fail => 2,
            Outcome::Undetermined | Outcome::ManualPending => 1,
            _ => 0,
        };
        let make = |place: usize, outcome, blocking| verdict(&format!("c.{place}"), "portal", outcome, blocking);
        world.run.verdicts = then.iter().enumerate().map(|(n, (outcome, blocking))| make(n, *outcome, *blocking)).collect();
        world.fresh().verdicts = now
            .iter()
            .enumerate()
            .filter(|(_, (_, _, there))| *there)
            .map(|(n, (outcome, blocking, _))| make(n, *outcome, *blocking))
            .collect();
        let fresh: BTreeMap<usize, (Outcome, bool)> =
            now.iter().enumerate().filter(|(_, one)| one.2).map(|(n, one)| (n, (one.0, one.1))).collect();
        let gone = then.iter().enumerate().any(|(n, (_, blocking))| *blocking && !fresh.get(&n).is_some_and(|one| one.1));
        let worse = fresh.iter().any(|(n, (outcome, blocking))| {
            let was = then.get(*n).filter(|(_, blocking)| *blocking).map_or(0, |(outcome, _)| bad(*outcome));
            *blocking && bad(*outcome) > was
        });
        let nothing = !fresh.values().any(|(_, blocking)| *blocking);
        let answer = world.decide();
        prop_assert_eq!(*found(&answer, Condition::Verdicts) == Holds::Yes, !(gone || worse || nothing));
        prop_assert_eq!(answer.allowed(), !(gone || worse || nothing));
    }
}
