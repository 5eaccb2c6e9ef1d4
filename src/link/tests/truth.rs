//! What is derived lies within one interval of the truth.

use proptest::prelude::*;

use super::*;

/// Worlds of some hours with episodes no shorter than the interval, watched without a break.
fn worlds() -> impl Strategy<Value = World> {
    let class =
        proptest::sample::select(vec![Class::ConnectRefused, Class::ServiceTimeout, Class::Stale, Class::TlsAlert]);
    let episode = (1_i64..40, 1_i64..40, 0_i64..997, class);
    (prop_oneof![Just(1_i64), Just(10), Just(300)], proptest::collection::vec(episode, 0..12)).prop_map(
        |(every, episodes)| {
            let every = every * SECOND;
            let mut at = 3 * every;
            let mut found = Vec::new();
            for (apart, length, odd, class) in episodes {
                let from = at + apart * every + 60 * SECOND + odd;
                at = from + length * every + odd;
                found.push((stretch(from, at), class));
            }
            World { episodes: found, ..World::new(at + 10 * every + 100 * SECOND, every) }
        },
    )
}

proptest! {
    #[test]
    fn every_episode_is_an_outage_whose_edges_hold_the_truth(world in worlds()) {
        let timeline = world.timeline();
        sound(&timeline);
        let outages = world.outages();
        prop_assert_eq!(outages.len(), world.episodes.len());
        for (outage, (truth, class)) in outages.iter().zip(&world.episodes) {
            prop_assert!(outage.start.after < Some(truth.from) && truth.from <= outage.start.by);
            prop_assert!(outage.start.by.since(truth.from) <= world.every);
            let end = outage.end.expect("it ended");
            prop_assert!(end.after < Some(truth.to) && truth.to <= end.by);
            prop_assert!(end.by.since(truth.to) <= world.fast);
            prop_assert!((outage.observed_ms - truth.length()).abs() <= world.every);
            prop_assert!(outage.longest_ms >= truth.length());
            prop_assert_eq!(outage.unknown_ms, 0);
            prop_assert_eq!(&outage.classes, &vec![(*class, outage.observed_ms)]);
        }
    }

    #[test]
    fn what_nobody_watched_is_unknown_and_never_up(world in worlds(), kills in proptest::collection::vec((0_i64..100, 1_i64..20), 1..5)) {
        let mut alive = Vec::new();
        let mut at = 0;
        for (after, length) in kills {
            let from = (at + after * world.every).min(world.length);
            if from > at {
                alive.push(stretch(at, from));
            }
            at = (from + length * world.every).min(world.length);
        }
        if at < world.length {
            alive.push(stretch(at, world.length));
        }
        let world = World { alive, ..world };
        let timeline = world.timeline();
        sound(&timeline);
        for pair in world.alive.windows(2) {
            let dark = stretch(pair[0].to.0 + world.every, pair[1].from.0);
            let unknown = timeline.spans_in(dark).iter().filter(|_| dark.length() > 0);
            prop_assert!(unknown.clone().all(|span| span.seen == Seen::Unknown(Why::NotWatched)), "{:?}", unknown.collect::<Vec<_>>());
        }
        let watched: i64 = world.alive.iter().map(|alive| alive.length()).sum();
        let unknown = world.window().whole.unknown_ms;
        let absent = world.length - watched;
        let slack = world.every * i64::try_from(world.alive.len() + 1).expect("few");
        prop_assert!(unknown <= absent && unknown >= absent - slack, "{} of {}", unknown, absent);
        let seen_down: i64 = world.outages().iter().map(|outage| outage.observed_ms).sum();
        let true_down: i64 = world.episodes.iter().map(|(truth, _)| truth.length()).sum();
        let most = i64::try_from(world.episodes.len() + world.alive.len()).expect("few") * world.every;
        prop_assert!(seen_down <= true_down + most);
    }
}

proptest! {
    #[test]
    fn clocks_set_between_sessions_count_nothing_twice(
        world in worlds(), ahead in proptest::collection::vec(-200_i64..200, 3), cuts in (1_i64..9, 1_i64..9)
    ) {
        let first = world.length * cuts.0 / 20;
        let second = first + world.length * cuts.1 / 20;
        let alive = vec![stretch(0, first), stretch(first, second), stretch(second, world.length)];
        let world = World { alive, ahead: ahead.iter().map(|ahead| ahead * SECOND).collect(), ..world };
        let far = 300 * SECOND;
        let within = stretch(-far, world.length + far);
        let timeline = Timeline::of(within, &runs_of(world.samples()), &world.sessions());
        sound(&timeline);
        let seen = timeline.down_within(within);
        let truth: i64 = world.episodes.iter().map(|(truth, _)| truth.length()).sum();
        let most = i64::try_from(world.episodes.len() + 3).expect("few") * world.every;
        prop_assert!(seen <= truth + most, "{} of {}", seen, truth);
        let between = |pair: &[i64]| (pair[1] - pair[0]) * SECOND;
        let steps: Vec<_> = ahead.windows(2).map(between).filter(|by| *by != 0).collect();
        let told = timeline.marks.iter().filter_map(|mark| match mark {
            ClockMark::StepBetween { by, .. } => Some(*by),
            _ => None,
        });
        let (mut told, mut steps) = (told.collect::<Vec<_>>(), steps);
        told.sort_unstable();
        steps.sort_unstable();
        prop_assert_eq!(told, steps);
        let overlaps = timeline.marks.iter().any(|mark| matches!(mark, ClockMark::Overlap { .. }));
        prop_assert!(!overlaps, "the boot tells that none of them watched at once");
    }
}

#[test]
fn one_sample_per_session_is_watching_without_a_break() {
    let every = 300 * SECOND;
    let mut world = World::new(24 * HOUR, every).failing(10 * HOUR, 11 * HOUR, Class::GatewayStatus);
    // Started by cron: some seconds early, some late.
    world.alive = (0..288).map(|run| run * every + (run * 7 % 5) * SECOND).map(|at| stretch(at, at + 1)).collect();
    let figures = world.window().whole;
    assert_eq!((figures.outages, figures.unknown_ms), (1, 0));
    assert!((figures.down_ms - HOUR).abs() <= every, "{}", figures.down_ms);
}

#[test]
fn an_outage_that_lasts_is_open_and_one_seen_from_the_first_sample_has_no_good_one_before() {
    let world = World::new(600 * SECOND, 10 * SECOND).failing(0, 100 * SECOND, Class::NameMissing).failing(
        500 * SECOND,
        900 * SECOND,
        Class::ServiceFault,
    );
    let outages = world.outages();
    assert_eq!(outages.len(), 2);
    assert_eq!(outages[0].start, Edge { after: None, by: Moment(0) });
    assert!(
        outages[1].open()
            && outages[1].until == Moment(600 * SECOND)
            && outages[1].fault == crate::ledger::samples::Fault::Service
    );
    assert!(world.window().whole.open);
}

#[test]
fn several_good_samples_may_be_wanted_to_end_an_outage_and_hide_nothing() {
    let world = World::new(100 * SECOND, SECOND)
        .failing(10 * SECOND, 20 * SECOND, Class::Reset)
        .failing(21 * SECOND, 30 * SECOND, Class::Reset)
        .failing(40 * SECOND, 50 * SECOND, Class::Reset);
    let policy = LinkPolicy { recover: 3, ..LinkPolicy::default() };
    let found = outages(&world.timeline(), &policy);
    let told: Vec<_> = found.iter().map(|outage| (outage.start.by.0, outage.until.0, outage.observed_ms)).collect();
    assert_eq!(told, [(10_000, 30_000, 19_000), (40_000, 50_000, 10_000)]);
    let down = |policy| window(&world.timeline(), &[stretch(0, 100_000)], &policy).whole.down_ms;
    assert_eq!(down(policy), down(LinkPolicy::default()), "the figures are the same");
}

#[test]
fn a_night_across_midnight_in_vietnam_is_one_outage_in_two_days() {
    let midnight = calendar::start_of("2026-09-01".parse().expect("a date")).0;
    let within = stretch(midnight - 24 * HOUR, midnight + 24 * HOUR);
    let mut world = World::new(0, 60 * SECOND).failing(midnight - HOUR, midnight + 2 * HOUR, Class::NoRoute);
    world.alive = vec![within];
    let timeline = Timeline::of(within, &runs_of(world.samples()), &[]);
    let policy = LinkPolicy::default();
    let days = calendar::days(within);
    let told: Vec<_> =
        days.iter().map(|(day, part)| (day.to_string(), window(&timeline, &[*part], &policy).whole)).collect();
    assert_eq!(told.len(), 2);
    assert_eq!((told[0].0.as_str(), told[0].1.outages, told[0].1.down_ms), ("2026-08-31", 1, HOUR));
    assert_eq!((told[1].0.as_str(), told[1].1.outages, told[1].1.down_ms), ("2026-09-01", 1, 2 * HOUR));
    assert_eq!((told[0].1.episodes, told[1].1.episodes), (1, 1));
    let whole = window(&timeline, &[within], &policy).whole;
    assert_eq!((whole.outages, whole.down_ms, whole.length_ms), (1, 3 * HOUR, 48 * HOUR));
    let office = calendar::office_hours(within, &policy.office);
    let office = window(&timeline, &office, &policy).whole;
    assert_eq!((office.outages, office.length_ms), (0, 21 * HOUR), "nobody works at night");
}
