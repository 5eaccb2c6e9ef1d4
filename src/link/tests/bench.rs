//! The benches on which known monitors fail (`docs/performance.md`), with their bars.

use super::*;

/// Outages of 1, 2, 5, 10 and 30 seconds in 300: the link serves 84.0 % of the time.
fn five_outages(class: Class) -> World {
    [(20_300, 1), (60_300, 2), (100_300, 5), (150_300, 10), (220_300, 30)]
        .into_iter()
        .fold(World::new(300 * SECOND, SECOND), |world, (from, seconds)| {
            world.failing(from, from + seconds * SECOND, class)
        })
}

#[test]
fn five_of_five_outages_are_found_in_every_mode_and_the_figure_is_within_half_a_point() {
    for class in Class::ALL.iter().copied().filter(|class| class.state() == State::Down) {
        let window = five_outages(class).window();
        assert_eq!(window.whole.outages, 5, "{class:?}");
        assert!((percent(window.whole.availability) - 84.0).abs() <= 0.5, "{class:?}: {:?}", window.whole.availability);
        assert!((window.whole.longest_ms - 30 * SECOND).abs() <= 1_500, "{class:?}: {}", window.whole.longest_ms);
        assert_eq!(window.whole.classes, [(class, window.whole.down_ms)]);
    }
}

#[test]
fn answers_without_data_are_no_outage() {
    for class in [Class::NoData, Class::NotPermitted, Class::Mismatch] {
        let figures = five_outages(class).window().whole;
        assert_eq!((figures.outages, figures.down_ms, figures.unknown_ms), (0, 0, 0), "{class:?}");
    }
}

#[test]
fn every_flap_is_counted_at_every_period() {
    for period in [1, 2, 3, 5, 7, 10, 15, 20, 30] {
        let period = period * SECOND;
        let mut world = World::new(41 * period, SECOND);
        for flap in 0..20 {
            let from = period + 2 * flap * period;
            world = world.failing(from, from + period, Class::Reset);
        }
        let (outages, policy) = (world.outages(), LinkPolicy::default());
        assert_eq!(outages.len(), 20, "a period of {period} ms");
        assert!(outages.iter().all(|outage| outage.observed_ms == period), "a period of {period} ms");
        let incidents = incidents(&outages, &policy);
        assert_eq!(incidents.len(), 1, "a period of {period} ms");
        assert_eq!((incidents[0].outages.clone(), incidents[0].flapping), (0..20, true));
        assert_eq!(incidents[0].down_ms, 20 * period);
        let figures = world.window().whole;
        assert_eq!(figures.mean_to_recover_ms, Some(period));
        assert_eq!(figures.mean_between_ms, Some(21 * period / 20));
        assert_eq!(figures.episodes, if period > SECOND { 20 } else { 0 }, "one failed probe is no episode");
    }
}

#[test]
fn a_watcher_that_was_killed_around_an_outage_says_what_it_knows() {
    for class in [Class::ConnectRefused, Class::ConnectTimeout] {
        let mut world = World::new(300 * SECOND, SECOND).failing(120 * SECOND, 180 * SECOND, class);
        world.alive = vec![stretch(0, 90 * SECOND), stretch(150 * SECOND, 300 * SECOND)];
        let figures = world.window().whole;
        let near = |seen, wanted: f64| assert!((percent(seen) - wanted).abs() <= 1.0, "{seen:?} is not {wanted}");
        near(figures.coverage, 80.0);
        near(figures.at_least, 70.0);
        near(figures.at_most, 90.0);
        near(figures.availability, 87.5);
        assert_eq!(figures.unknown, [(Why::NotWatched, 60 * SECOND)]);
        let outages = world.outages();
        let [outage] = outages.as_slice() else { panic!("one outage, not {outages:?}") };
        assert_eq!(outage.start, Edge { after: Some(Moment(89 * SECOND)), by: Moment(150 * SECOND) });
        assert_eq!(outage.end, Some(Edge { after: Some(Moment(179 * SECOND)), by: Moment(180 * SECOND) }));
        assert_eq!((outage.observed_ms, outage.longest_ms), (30 * SECOND, 91 * SECOND));
        assert!(outage.interrupted() && outage.confirmed && !outage.open());
    }
}

#[test]
fn a_starved_watcher_invents_no_outage() {
    let world =
        [(10, 12), (50, 51), (200, 230)].into_iter().fold(World::new(300 * SECOND, SECOND), |world, (from, to)| {
            world.failing(from * SECOND, to * SECOND, Class::Starved)
        });
    let figures = world.window().whole;
    assert_eq!((figures.outages, figures.down_ms), (0, 0));
    assert_eq!(figures.unknown, [(Why::Late, 33 * SECOND)]);
    assert!((percent(figures.availability) - 100.0).abs() < f64::EPSILON);
}

#[test]
fn an_outage_across_the_absence_of_the_watcher_is_one() {
    let mut world = World::new(300 * SECOND, SECOND).failing(60 * SECOND, 240 * SECOND, Class::Reset);
    world.alive = vec![stretch(0, 100 * SECOND), stretch(200 * SECOND, 300 * SECOND)];
    let outages = world.outages();
    let [outage] = outages.as_slice() else { panic!("one outage, not {outages:?}") };
    assert_eq!((outage.start.by, outage.end.map(|end| end.by)), (Moment(60 * SECOND), Some(Moment(240 * SECOND))));
    assert_eq!((outage.observed_ms, outage.unknown_ms, outage.longest_ms), (80_000, 100_000, 181_000));
    assert_eq!(world.window().whole.longest_ms, 80_000, "what nobody saw is not counted");
}
