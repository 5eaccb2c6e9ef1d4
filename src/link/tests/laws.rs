//! What holds of any runs whatever.

use proptest::prelude::*;

use super::*;

const CLASSES: [Class; 7] =
    [Class::Good, Class::NoData, Class::Reset, Class::ConnectTimeout, Class::Stale, Class::Starved, Class::OwnLine];

fn any_class() -> impl Strategy<Value = Class> {
    proptest::sample::select(CLASSES.to_vec())
}

/// Samples of sessions that may overlap.
fn any_samples() -> impl Strategy<Value = Vec<(SessionId, Sample)>> {
    let session = (0_i64..300, proptest::collection::vec((1_i64..25, any_class()), 0..40), 1_i64..12);
    proptest::collection::vec(session, 0..4).prop_map(|sessions| {
        let mut samples = Vec::new();
        for (number, (begin, steps, every)) in (0..).zip(sessions) {
            let mut at = begin;
            for (sequence, (step, class)) in (0..).zip(steps) {
                samples.push((SessionId(number), sample(sequence, at, every, class)));
                at += step;
            }
        }
        samples
    })
}

/// Samples of one watcher at a steady pace, with breaks.
fn steady_samples() -> impl Strategy<Value = Vec<(SessionId, Sample)>> {
    let steps =
        proptest::collection::vec((proptest::sample::select(vec![10_i64, 10, 10, 10, 2, 14, 40]), any_class()), 0..80);
    steps.prop_map(|steps| {
        let mut at = 0;
        let mut samples = Vec::new();
        for (sequence, (step, class)) in (0..).zip(steps) {
            samples.push((SessionId(1), sample(sequence, at, 10, class)));
            at += step;
        }
        samples
    })
}

/// Runs without any sense.
fn any_runs() -> impl Strategy<Value = Vec<Run>> {
    let any_moment = || prop_oneof![-50_i64..400, Just(i64::MIN), Just(i64::MAX), any::<i64>()].prop_map(Moment);
    let run = (0_i64..3, any_class(), any_moment(), any_moment(), prop_oneof![0_u32..50, any::<u32>()], any::<u32>());
    let run = run.prop_map(|(session, class, first, last, every, samples)| Run {
        session: SessionId(session),
        class,
        first,
        last,
        every,
        samples,
    });
    proptest::collection::vec(run, 0..20)
}

fn policies() -> impl Strategy<Value = LinkPolicy> {
    (0_u32..4, 0_u32..4).prop_map(|(confirm, recover)| LinkPolicy { confirm, recover, ..LinkPolicy::default() })
}

fn whole() -> Stretch {
    stretch(0, 1_200)
}

proptest! {
    #[test]
    fn any_runs_whatever_make_a_sound_timeline_and_sums_that_add_up(
        runs in any_runs(), policy in policies(), from in -100_i64..500, length in -5_i64..500
    ) {
        let within = stretch(from, from + length);
        let timeline = Timeline::of(within, &runs, &[]);
        sound(&timeline);
        let outages = outages(&timeline, &policy);
        for outage in &outages {
            prop_assert!(outage.observed_ms > 0 && outage.unknown_ms >= 0 && outage.longest_ms >= outage.observed_ms);
            prop_assert!(outage.until >= outage.start.by);
        }
        prop_assert!(outages.windows(2).all(|pair| pair[0].until <= pair[1].start.by));
        let grouped: usize = incidents(&outages, &policy).iter().map(|incident| incident.outages.len()).sum();
        prop_assert_eq!(grouped, outages.len());
        let figures = window(&timeline, &[timeline.within], &policy).whole;
        prop_assert_eq!(figures.length_ms, timeline.within.length());
        prop_assert_eq!(figures.up_ms + figures.down_ms + figures.unknown_ms, figures.length_ms);
        prop_assert_eq!(figures.down_ms, outages.iter().map(|outage| outage.observed_ms).sum::<i64>());
        prop_assert_eq!(figures.outages, u64::try_from(outages.len()).expect("few"));
        prop_assert!([figures.up_ms, figures.down_ms, figures.unknown_ms, figures.longest_ms].iter().all(|part| *part >= 0));
        if let Some(interval) = figures.interval {
            prop_assert!(0 <= interval.low && interval.low <= interval.high && interval.high <= 1_000_000);
            let seen = figures.availability.expect("watched").parts_per_million();
            prop_assert!(interval.low <= seen + 1 && seen <= interval.high);
        }
    }

    #[test]
    fn the_ladder_only_moves_silent_failures(one in any_runs(), two in any_runs(), three in any_runs()) {
        let of = |runs: &[Run]| Timeline::of(stretch(0, 400), runs, &[]);
        let (far, own, control) = (of(&one), of(&two), of(&three));
        let others = [(HopSide::Own, &own), (HopSide::Control, &control)];
        let placed = attribute(&far, HopSide::Far, Hops { others: &others, vantages: &[&own, &control] });
        sound(&placed);
        for at in 0..400 {
            let (before, after) = (far.at(Moment(at)).expect("within"), placed.at(Moment(at)).expect("within"));
            let silent = matches!(before, Seen::Down(_, Blame::Undecided));
            prop_assert!(before == after || silent && after.state() != State::Up);
        }
    }

    #[test]
    fn order_and_duplicates_of_samples_change_nothing(samples in any_samples(), seed in any::<u64>()) {
        let once = Timeline::of(whole(), &runs_of(samples.clone()), &[]);
        let mut often = samples.clone();
        often.extend(samples.iter().step_by(3).copied());
        let mixed = |at: u64| at.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(seed).rotate_left(29);
        let mut keyed: Vec<_> = (0_u64..).map(mixed).zip(often).collect();
        keyed.sort_by_key(|(key, _)| *key);
        let often: Vec<_> = keyed.into_iter().map(|(_, sample)| sample).collect();
        prop_assert_eq!(Timeline::of(whole(), &runs_of(often), &[]), once);
    }

    #[test]
    fn order_and_duplicates_of_runs_change_nothing(samples in any_samples(), turn in 0_usize..50) {
        let runs = runs_of(samples);
        let mut often: Vec<_> = runs.iter().chain(&runs).copied().collect();
        let turn = turn.min(often.len());
        often.rotate_left(turn);
        often.reverse();
        prop_assert_eq!(Timeline::of(whole(), &often, &[]), Timeline::of(whole(), &runs, &[]));
    }

    #[test]
    fn every_failed_sample_is_time_down(samples in any_samples()) {
        let timeline = Timeline::of(whole(), &runs_of(samples.clone()), &[]);
        for (_, sample) in samples.iter().filter(|(_, sample)| sample.class.state() == State::Down) {
            let seen = timeline.at(sample.at).map(Seen::state);
            prop_assert!(sample.at >= whole().to || seen == Some(State::Down), "{:?}", sample);
        }
    }

    #[test]
    fn cut_and_joined_a_timeline_is_the_whole(
        steady in steady_samples(), overlapping in any_samples(), cut in 1_i64..1_199
    ) {
        let known = |timeline: &Timeline| timeline.spans.iter().map(|span| (span.stretch, span.seen)).collect::<Vec<_>>();
        for (samples, exact) in [(steady, true), (overlapping, false)] {
            let runs = runs_of(samples);
            let all = Timeline::of(whole(), &runs, &[]);
            let mut parts = Timeline::of(stretch(0, cut), &runs, &[]);
            let later = Timeline::of(stretch(cut, 1_200), &runs, &[]);
            prop_assert_eq!(known(&all.cut(stretch(0, cut))), known(&parts));
            prop_assert_eq!(known(&all.cut(stretch(cut, 1_200))), known(&later));
            parts.join(&later);
            sound(&parts);
            prop_assert_eq!(known(&parts), known(&all));
            prop_assert!(!exact || parts == all, "the samples too, where no sessions overlap");
        }
    }

    #[test]
    fn windows_of_parts_merged_are_the_window_of_the_whole(
        samples in any_samples(), policy in policies(), mut cuts in proptest::collection::vec(1_i64..1_199, 1..5)
    ) {
        let timeline = Timeline::of(whole(), &runs_of(samples), &[]);
        let outages = outages(&timeline, &policy);
        cuts.extend([0, 1_200]);
        cuts.sort_unstable();
        let stops = [stretch(100, 140), stretch(300, 301)];
        let latency = |stretch: Stretch| {
            let mut sketch = Sketch::default();
            (stretch.from.0..stretch.to.0).filter_map(|at| Ticks::try_from(at * 7 % 331).ok()).for_each(|at| sketch.add(at));
            sketch
        };
        let of = |part: Stretch| Window::of(&timeline, &outages, &[part], &stops, &latency(part), &policy);
        let (mut sums, mut outside, mut planned_ms) = (Tally::default(), Tally::default(), 0);
        let mut merged = Sketch::default();
        for pair in cuts.windows(2) {
            let part = of(stretch(pair[0], pair[1]));
            sums.merge(&part.tally);
            outside.merge(&part.tally_outside_stops);
            planned_ms += part.planned_ms;
            merged.merge(&latency(part.stretch));
        }
        let merged = Window::of_sums(whole(), sums, outside, planned_ms, &merged, &policy);
        let all = of(whole());
        prop_assert_eq!((merged.whole, merged.outside_stops), (all.whole, all.outside_stops));
        prop_assert_eq!((merged.planned_ms, merged.down_in_stops_ms), (all.planned_ms, all.down_in_stops_ms));
        prop_assert_eq!((merged.stretch, merged.latency), (all.stretch, all.latency));
    }

    #[test]
    fn windows_of_parts_that_know_nothing_of_each_other_merge_to_that_of_the_whole(
        samples in steady_samples(), confirm in 0_u32..4, mut cuts in proptest::collection::vec(1_i64..1_199, 1..5)
    ) {
        let policy = LinkPolicy { confirm, recover: 1, ..LinkPolicy::default() };
        let runs = runs_of(samples);
        let timeline = Timeline::of(whole(), &runs, &[]);
        cuts.extend([0, 1_200]);
        cuts.sort_unstable();
        let part = |from: i64, to: i64| {
            let timeline = Timeline::of(stretch(from, to), &runs, &[]);
            Tally::of(&timeline, &outages(&timeline, &policy), &[timeline.within], &policy)
        };
        let all = Figures::of(&part(0, 1_200), &policy);
        let mut merged = Tally::default();
        cuts.windows(2).for_each(|pair| merged.merge(&part(pair[0], pair[1])));
        prop_assert_eq!(&Figures::of(&merged, &policy), &all);
        let mut from_behind = Tally::default();
        for pair in cuts.windows(2).rev() {
            let mut earlier = part(pair[0], pair[1]);
            earlier.merge(&from_behind);
            from_behind = earlier;
        }
        prop_assert_eq!(&Figures::of(&from_behind, &policy), &all);
        prop_assert_eq!(all.outages, u64::try_from(outages(&timeline, &policy).len()).expect("few"));
    }
}
