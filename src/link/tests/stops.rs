//! Planned stops, and the budget of errors.

use super::*;
use crate::profile::Budget;

fn moment(text: &str) -> Moment {
    Moment::of(text.parse().expect("a literal timestamp"))
}

fn stop(from: &str, to: &str, announced: Option<&str>) -> PlannedStop {
    PlannedStop {
        stretch: Stretch { from: moment(from), to: moment(to) },
        announced: announced.map(|day| day.parse().expect("a literal date")),
        document: Some("12/TB-VP".to_owned()),
        reason: None,
    }
}

/// A day whose link fails from 20:00 to 23:00 in Vietnam.
fn evening() -> (Timeline, Vec<Outage>) {
    let within = Stretch { from: moment("2026-09-16T17:00:00Z"), to: moment("2026-09-17T17:00:00Z") };
    let (from, to) = (moment("2026-09-17T13:00:00Z").0, moment("2026-09-17T16:00:00Z").0);
    let mut world = World::new(0, 60 * SECOND).failing(from, to, Class::GatewayStatus);
    world.alive = vec![within];
    let timeline = Timeline::of(within, &runs_of(world.samples()), &[]);
    let outages = outages(&timeline, &LinkPolicy::default());
    (timeline, outages)
}

#[test]
fn a_stop_announced_in_time_is_left_out_of_one_figure_and_counted_in_the_other() {
    let (timeline, mut outages) = evening();
    let policy = LinkPolicy::default();
    let stops = [stop("2026-09-17T12:55:00Z", "2026-09-17T15:00:00Z", Some("2026-09-07"))];
    mark_planned(&mut outages, &stops, &timeline, &policy);
    assert_eq!((outages[0].planned, outages[0].overrun_ms), (Some(0), HOUR), "an hour longer than announced");
    let valid = valid_stops(&stops, &policy);
    let window = Window::of(&timeline, &outages, &[timeline.within], &valid, &Sketch::default(), &policy);
    assert_eq!((window.whole.down_ms, window.outside_stops.down_ms), (3 * HOUR, HOUR));
    assert_eq!((window.planned_ms, window.down_in_stops_ms), (125 * 60 * SECOND, 2 * HOUR));
    assert_eq!(window.outside_stops.length_ms, 24 * HOUR - 125 * 60 * SECOND);
    let notice = judge_stops(&stops, &timeline, &outages, &policy)[0];
    assert_eq!((notice.verdict, notice.working_days), (Verdict::InTime, Some(7)));
    assert_eq!((notice.down_ms, notice.overrun_ms), (2 * HOUR, HOUR));
}

#[test]
fn a_stop_announced_late_never_or_without_sense_excuses_nothing() {
    let (timeline, outages) = evening();
    let policy = LinkPolicy::default();
    let (from, to) = ("2026-09-17T13:00:00Z", "2026-09-17T16:00:00Z");
    let stops = [
        stop(from, to, Some("2026-09-08")),
        stop(from, to, Some("2026-09-18")),
        stop(from, to, None),
        stop(to, from, Some("2026-01-01")),
    ];
    assert!(valid_stops(&stops, &policy).is_empty());
    let mut marked = outages.clone();
    mark_planned(&mut marked, &stops, &timeline, &policy);
    assert_eq!(marked, outages);
    let notices = judge_stops(&stops, &timeline, &outages, &policy);
    let verdicts: Vec<_> = notices.iter().map(|notice| notice.verdict).collect();
    assert_eq!(verdicts, [Verdict::Late, Verdict::Afterwards, Verdict::Undated, Verdict::Senseless]);
    assert!(notices.iter().all(|notice| notice.overrun_ms == 0));
}

#[test]
fn the_budget_of_errors_is_spent_and_burns_by_what_was_seen() {
    let (timeline, _) = evening();
    let policy = LinkPolicy { budget: Budget { days: 30, parts: 100 }, ..LinkPolicy::default() };
    let now = moment("2026-09-17T16:00:00Z");
    let budget = error_budget(&timeline, &[], now, &policy);
    assert_eq!(
        (budget.allowed_ms, budget.spent_ms, budget.left_ms()),
        (72 * 6 * 60 * SECOND, 3 * HOUR, 42 * 360 * SECOND)
    );
    let told: Vec<_> = budget.burn.iter().map(|burn| (burn.over_ms / HOUR, burn.thousandths, burn.exceeded)).collect();
    // Of 23 hours watched three failed; a whole hour of failure burns a hundred times as fast as 1 % may.
    let day = Some(3 * 100_000 / 23);
    assert_eq!(told, [(1, Some(100_000), true), (6, Some(50_000), true), (24, day, true), (72, day, true)]);
    let stops = [Stretch { from: moment("2026-09-17T13:00:00Z"), to: moment("2026-09-17T16:00:00Z") }];
    let planned = error_budget(&timeline, &stops, now, &policy);
    assert_eq!(
        (planned.spent_ms, planned.burn[0].thousandths),
        (0, None),
        "nothing but a planned stop in the last hour"
    );
    let nothing = LinkPolicy { budget: Budget { days: 0, parts: 0 }, ..policy };
    assert!(error_budget(&timeline, &[], now, &nothing).burn.iter().all(|burn| burn.thousandths.is_none()));
}
