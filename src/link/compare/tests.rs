//! A scripted world seen from two sides, with clocks that differ.

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;
use crate::ledger::samples::{Class, Run, Session, SessionId};
use crate::link::{Timeline, outages};
use crate::profile::LinkPolicy;

/// What a side saw: from and to in seconds by its own clock, each `every` seconds; `None` where it did not watch.
type Script = Vec<(i64, i64, Option<bool>)>;

fn runs(script: &Script, every: i64) -> Vec<Run> {
    let mut runs = Vec::new();
    for (from, to, up) in script {
        let class = match up {
            Some(true) => Class::Good,
            Some(false) => Class::ConnectRefused,
            None => continue,
        };
        let mut at = (from + every - 1).div_euclid(every) * every;
        while at < *to {
            let every = u32::try_from(every * 1_000).expect("an interval");
            let first = Moment(at * 1_000);
            crate::ledger::samples::push(
                &mut runs,
                Run { session: SessionId(1), class, first, last: first, every, samples: 1 },
            );
            at += i64::from(every) / 1_000;
        }
    }
    runs
}

fn seen(script: &Script, every: i64, to: i64) -> (Timeline, Vec<Outage>) {
    let session = Session {
        vantage: "a".to_owned(),
        watcher: "w".to_owned(),
        boot: String::new(),
        began: Moment(0),
        monotonic: 0,
        ended: Some(Moment(to * 1_000)),
    };
    let within = Stretch { from: Moment(0), to: Moment(to * 1_000) };
    let timeline = Timeline::of(within, &runs(script, every), &[(SessionId(1), session, Vec::new())]);
    let outages = outages(&timeline, &LinkPolicy::default());
    (timeline, outages)
}

fn laid(first: &(Timeline, Vec<Outage>), second: &(Timeline, Vec<Outage>)) -> Comparison {
    compare(side(first), side(second))
}

fn side((timeline, outages): &(Timeline, Vec<Outage>)) -> Side<'_> {
    Side { timeline, outages }
}

/// The world: down from 600 to 660, from 1800 to 2100 and from 3000 to 3010 of one hour. Our side watches every ten
/// seconds; the provider's clock is 37 seconds ahead, his list is written to the second, and he denies the second outage.
#[test]
fn a_clock_that_is_ahead_is_found_and_what_one_side_denies_is_told() {
    let world = |denied: bool, ahead: i64| -> Script {
        let mut script = Vec::new();
        let mut at = 0;
        for (from, to) in [(600, 660), (1_800, 2_100), (3_000, 3_025)] {
            if denied && from == 1_800 {
                continue;
            }
            script.push((at, from + ahead, Some(true)));
            script.push((from + ahead, to + ahead, Some(false)));
            at = to + ahead;
        }
        script.push((at, 3_600, Some(true)));
        script
    };
    let own = seen(&world(false, 0), 10, 3_600);
    let provider = seen(&world(true, 37), 1, 3_600);
    let told = laid(&own, &provider);
    let offset = told.offset.expect("an offset");
    assert!(offset.least <= 37_000 && 37_000 <= offset.most, "{offset:?}");
    assert!(offset.tolerance() <= 10_000 && offset.outages == 2 && !offset.may_be_none(), "{offset:?}");
    assert_eq!(told.counterparts, [(0, 0), (2, 1)]);
    assert_eq!(told.first_alone, [Alone { outage: 1, up_ms: 300_000, unknown_ms: 0 }]);
    assert!(told.second_alone.is_empty());
    let disputed: Vec<_> = told.disagreements.iter().filter(|one| !one.edge).map(|one| one.stretch).collect();
    assert_eq!(disputed, [Stretch { from: Moment(1_800_000), to: Moment(2_100_000) }]);
    assert_eq!(told.matrix.total(), 3_600_000);
    assert_eq!(told.matrix.first_share().map(|share| share.whole - share.part), Some(390_000));
    assert_eq!(told.matrix.second_share().map(|share| share.whole - share.part), Some(85_000));
}

/// What one side does not know, the other neither confirms nor denies.
#[test]
fn unknown_time_contradicts_nobody() {
    let own = seen(&vec![(0, 600, Some(true)), (600, 900, Some(false)), (900, 3_600, Some(true))], 10, 3_600);
    let other = seen(&vec![(0, 500, Some(true)), (500, 1_000, None), (1_000, 3_600, Some(true))], 10, 3_600);
    let told = laid(&own, &other);
    assert!(told.disagreements.is_empty() && told.offset.is_none() && told.counterparts.is_empty());
    assert_eq!(told.matrix.milliseconds(State::Down, State::Unknown), 300_000);
    assert_eq!(told.first_alone, [Alone { outage: 0, up_ms: 0, unknown_ms: 300_000 }]);
    assert_eq!(told.matrix.common(), told.matrix.first_share().map_or(0, |share| share.whole));
}

fn script() -> impl Strategy<Value = Script> {
    let state = prop_oneof![Just(Some(true)), Just(Some(false)), Just(None)];
    proptest::collection::vec((1..400_i64, state), 0..14).prop_map(|parts| {
        let mut at = 0;
        parts
            .into_iter()
            .map(|(length, state)| {
                let part = (at, at + length, state);
                at += length;
                part
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_other_way_round_it_says_the_same_and_nothing_is_lost(
        first in script(), second in script(), to in 1..5_000_i64, every in 1..20_i64, fine in any::<bool>()
    ) {
        let (first, second) = (seen(&first, every, to), seen(&second, if fine { 1 } else { every }, to));
        let there = laid(&first, &second);
        let back = laid(&second, &first);
        prop_assert_eq!(there.matrix.total(), to * 1_000);
        prop_assert_eq!(there.matrix.turned(), back.matrix);
        let turned = |offset: Offset| Offset { least: -offset.most, most: -offset.least, ..offset };
        prop_assert_eq!(there.offset.map(turned), back.offset);
        let mut pairs: Vec<_> = back.counterparts.iter().map(|(second, first)| (*first, *second)).collect();
        pairs.sort_unstable();
        prop_assert_eq!(&there.counterparts, &pairs);
        prop_assert_eq!(&there.first_alone, &back.second_alone);
        let disagreements = |told: &Comparison| told.disagreements.iter().map(|one| (one.stretch, one.edge)).collect::<Vec<_>>();
        prop_assert_eq!(disagreements(&there), disagreements(&back));
        let contradicted: i64 = there.disagreements.iter().map(|one| one.stretch.length()).sum();
        let sum = there.matrix.milliseconds(State::Up, State::Down) + there.matrix.milliseconds(State::Down, State::Up);
        prop_assert_eq!(contradicted, sum);
        prop_assert!(there.first_alone.len() + there.counterparts.len() >= there.first_alone.len());
    }

    #[test]
    fn a_side_agrees_with_itself(script in script(), to in 1..5_000_i64, every in 1..20_i64) {
        let side = seen(&script, every, to);
        let told = laid(&side, &side);
        prop_assert!(told.disagreements.is_empty() && told.first_alone.is_empty());
        prop_assert!(told.offset.is_none_or(|offset| offset.may_be_none()));
        prop_assert_eq!(told.matrix.first_share(), told.matrix.second_share());
    }
}
