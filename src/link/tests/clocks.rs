//! Clocks that jump, machines that sleep, watchers that overlap.

use super::*;

fn known(number: i64, boot: &str, began: i64, monotonic: i64, events: Vec<ClockEvent>) -> Known {
    let session = Session {
        vantage: "tỉnh".to_owned(),
        watcher: "kiemtra".to_owned(),
        boot: boot.to_owned(),
        began: Moment(began),
        monotonic,
        ended: None,
    };
    (SessionId(number), session, events)
}

/// Good samples of a session each second, with failed ones in a stretch.
fn session(number: i64, from: i64, to: i64, failing: Stretch) -> Vec<(SessionId, Sample)> {
    let class = |at| if failing.from.0 <= at && at < failing.to.0 { Class::Reset } else { Class::Good };
    let seconds = (from / SECOND..to / SECOND).map(|second| second * SECOND);
    (0..).zip(seconds).map(|(sequence, at)| (SessionId(number), sample(sequence, at, SECOND, class(at)))).collect()
}

#[test]
fn a_step_of_the_wall_clock_moves_no_sample_and_is_told() {
    for by in [3_600_000, -3_600_000] {
        let world = World::new(300 * SECOND, SECOND).failing(120 * SECOND, 180 * SECOND, Class::Reset);
        let mut sessions = world.sessions();
        sessions[0].2.push(ClockEvent { at: Moment(100_000), step: by, slept: false });
        sessions[0].2.push(ClockEvent { at: Moment(200_000), step: -by, slept: false });
        let timeline = Timeline::of(stretch(0, 300_000), &runs_of(world.samples()), &sessions);
        let steps = [ClockMark::Step { at: Moment(100_000), by }, ClockMark::Step { at: Moment(200_000), by: -by }];
        assert_eq!(timeline.marks, steps);
        assert_eq!(Timeline { marks: Vec::new(), ..timeline }, world.timeline());
    }
}

#[test]
fn the_time_that_the_machine_slept_is_unknown() {
    let world = World::new(300 * SECOND, 10 * SECOND);
    let mut sessions = world.sessions();
    sessions[0].2.push(ClockEvent { at: Moment(101_000), step: 50_000, slept: true });
    let timeline = Timeline::of(stretch(0, 300_000), &runs_of(world.samples()), &sessions);
    sound(&timeline);
    let figures = window(&timeline, &[timeline.within], &LinkPolicy::default()).whole;
    assert_eq!((figures.unknown, figures.outages), (vec![(Why::Clock, 50_000)], 0));
    assert_eq!(timeline.marks, [ClockMark::Slept { at: Moment(101_000), length: 50_000 }]);
}

#[test]
fn a_clock_set_back_between_two_sessions_counts_nothing_twice_and_hides_no_failure() {
    // The first ran for 200 s, failing from 150 s on; then the clock was set back by 100 s.
    let mut samples = session(1, 0, 200_000, stretch(150_000, 160_000));
    samples.extend(session(2, 110_000, 300_000, stretch(0, 0)));
    let sessions = [known(1, "b", 0, 1_000, Vec::new()), known(2, "b", 110_000, 211_000, Vec::new())];
    let timeline = Timeline::of(stretch(0, 300_000), &runs_of(samples), &sessions);
    sound(&timeline);
    assert_eq!(timeline.marks, [ClockMark::StepBetween { at: Moment(110_000), by: -100_000 }]);
    let figures = window(&timeline, &[timeline.within], &LinkPolicy::default()).whole;
    assert_eq!((figures.length_ms, figures.outages, figures.down_ms), (300_000, 1, 10_000));
}

#[test]
fn a_clock_set_forward_between_two_sessions_is_no_absence_of_the_watcher() {
    let mut samples = session(1, 0, 100_000, stretch(0, 0));
    samples.extend(session(2, 205_000, 300_000, stretch(0, 0)));
    let sessions = [known(1, "b", 0, 0, Vec::new()), known(2, "b", 205_000, 105_000, Vec::new())];
    let timeline = Timeline::of(stretch(0, 300_000), &runs_of(samples), &sessions);
    sound(&timeline);
    assert_eq!(timeline.marks, [ClockMark::StepBetween { at: Moment(205_000), by: 100_000 }]);
    let figures = window(&timeline, &[timeline.within], &LinkPolicy::default()).whole;
    assert_eq!(figures.unknown, [(Why::Clock, 100_000), (Why::NotWatched, 5_000)]);
}

#[test]
fn a_watcher_that_begins_anew_after_a_step_or_a_sleep_was_not_absent() {
    for slept in [false, true] {
        let mut samples = session(1, 0, 100_000, stretch(0, 0));
        samples.extend(session(2, 200_000, 300_000, stretch(0, 0)));
        let noted = vec![ClockEvent { at: Moment(100_000), step: 100_000, slept }];
        let sessions = [known(1, "b", 0, 0, noted), known(2, "b", 200_000, 100_000, Vec::new())];
        let timeline = Timeline::of(stretch(0, 300_000), &runs_of(samples), &sessions);
        sound(&timeline);
        assert_eq!(timeline.marks.len(), 1, "{:?}", timeline.marks);
        let figures = window(&timeline, &[timeline.within], &LinkPolicy::default()).whole;
        assert_eq!((figures.up_ms, figures.unknown), (200_000, vec![(Why::Clock, 100_000)]));
    }
}

#[test]
fn a_step_that_a_session_noted_itself_is_not_told_twice() {
    let noted = vec![ClockEvent { at: Moment(50_000), step: 100_000, slept: false }];
    let sessions = [known(1, "b", 0, 0, noted), known(2, "b", 205_000, 105_000, Vec::new())];
    let timeline = Timeline::of(stretch(0, 300_000), &[], &sessions);
    assert_eq!(timeline.marks, [ClockMark::Step { at: Moment(50_000), by: 100_000 }]);
}

#[test]
fn two_watchers_at_once_are_told_and_the_one_that_saw_a_failure_is_believed() {
    let mut samples = session(1, 0, 200_000, stretch(0, 0));
    samples.extend(session(2, 100_000, 300_000, stretch(150_000, 160_000)));
    // The second boot is another machine's, or unknown.
    for boot in ["c", ""] {
        let sessions = [known(1, "b", 0, 0, Vec::new()), known(2, boot, 100_000, 7, Vec::new())];
        let timeline = Timeline::of(stretch(0, 300_000), &runs_of(samples.clone()), &sessions);
        sound(&timeline);
        assert_eq!(timeline.marks, [ClockMark::Overlap { at: Moment(100_000), length: 99_000 }]);
        let figures = window(&timeline, &[timeline.within], &LinkPolicy::default()).whole;
        assert_eq!((figures.up_ms, figures.down_ms, figures.unknown_ms), (290_000, 10_000, 0));
    }
}

#[test]
fn a_newer_sample_of_a_restarted_watcher_ends_what_the_last_one_of_the_killed_said() {
    // Killed while it failed, back three seconds later, and it serves.
    let mut samples = vec![(SessionId(1), sample(0, 0, 10_000, Class::Reset))];
    samples.extend(
        (0..5).map(|at| {
            (SessionId(2), sample(at, 3_000 + i64::try_from(at).expect("few") * 10_000, 10_000, Class::Good))
        }),
    );
    let timeline = Timeline::of(stretch(0, 50_000), &runs_of(samples), &[]);
    assert_eq!(timeline.spans[0].stretch, stretch(0, 3_000));
    assert_eq!(timeline.spans[1].stretch, stretch(3_000, 50_000));
}

#[test]
fn a_failure_that_only_one_of_two_watchers_saw_last_is_not_hidden() {
    let mut samples = session(1, 0, 100_000, stretch(0, 0));
    samples.push((SessionId(2), sample(0, 50_500, SECOND, Class::Reset)));
    let timeline = Timeline::of(stretch(0, 100_000), &runs_of(samples), &[]);
    sound(&timeline);
    assert_eq!(timeline.down_within(timeline.within), 1_000);
}

#[test]
fn what_befell_a_clock_is_told_in_both_languages() {
    let told = ClockMark::StepBetween { at: Moment(0), by: -3_600_050 }.text();
    assert_eq!(told.vi, "đồng hồ máy theo dõi bị chỉnh lùi 3600,050 giây");
    assert_eq!(told.en, "the watcher's clock was set back by 3600.050 s");
    let told = ClockMark::Overlap { at: Moment(0), length: 99_000 }.text();
    assert_eq!(told.en, "two sessions of watching overlap for 99.000 s");
}

#[test]
fn samples_that_two_watchers_took_at_the_same_time_are_not_counted_twice() {
    let mut samples = session(1, 0, 20_000, stretch(0, 20_000));
    samples.extend(session(2, 10_000, 30_000, stretch(0, 30_000)));
    let timeline = Timeline::of(stretch(0, 30_000), &runs_of(samples), &[]);
    let found = outages(&timeline, &LinkPolicy::default());
    assert_eq!((found.len(), found[0].observed_ms, found[0].samples), (1, 30_000, 30));
}
