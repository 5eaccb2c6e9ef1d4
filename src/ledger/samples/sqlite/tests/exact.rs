use super::*;

/// What the store should hold: by session and number.
type List = BTreeMap<(SessionId, u64), Sample>;

#[derive(Clone, Debug)]
enum Step {
    /// Appends samples of one session, each by its place in the script, some of them again.
    Append(usize, Vec<Index>),
    /// Packs what is older than an offset.
    Pack(i64),
}

fn script() -> impl Strategy<Value = Vec<Sample>> {
    let class = prop_oneof![6 => Just(Class::Good), 1 => Just(Class::Reset), 1 => Just(Class::NoData)];
    // Close together at the joint of two hours and of two days, and anywhere in two days.
    let offset = prop_oneof![
        4 => (-20_i64..20).prop_map(|second| HOUR + second * 1_000),
        2 => (-20_i64..20).prop_map(|second| 24 * HOUR + second * 1_000),
        2 => -HOUR..48 * HOUR,
    ];
    let every = prop_oneof![5 => Just(1_000_u32), 1 => Just(30_000_u32), 1 => Just(300_000_u32)];
    let phase = || proptest::option::of(1_900_u32..2_100);
    let sample = (class, offset, every, phase(), phase(), 0_u64..40);
    proptest::collection::vec(sample, 1..80).prop_map(|samples| {
        let mut sequence = 0;
        let whole = samples.into_iter().map(|(class, offset, every, tls, whole, gap)| {
            // Mostly one after the other, now and then with a hole.
            sequence += 1 + gap.saturating_sub(36) * 1_000_000_000_000;
            let phases = Phases { tls, whole, ..Phases::default() };
            Sample { sequence, every, phases, ..super::sample(0, offset, class) }
        });
        whole.collect()
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let append = (0_usize..2, proptest::collection::vec(any::<Index>(), 1..40));
    let step = prop_oneof![
        2 => append.prop_map(|(session, picked)| Step::Append(session, picked)),
        1 => prop_oneof![-HOUR..50 * HOUR, Just(60 * HOUR)].prop_map(Step::Pack),
    ];
    proptest::collection::vec(step, 1..12)
}

fn windows() -> impl Strategy<Value = Vec<Stretch>> {
    let end = || prop_oneof![(-25_i64..25).prop_map(|second| HOUR + second * 1_000), -HOUR..49 * HOUR];
    let window = (end(), end()).prop_map(|(one, other)| stretch(one.min(other), one.max(other)));
    proptest::collection::vec(window, 4)
}

/// Plays a script; returns what should be there.
fn play(world: &mut World, script: &[Sample], steps: &[Step]) -> List {
    let mut list = List::new();
    for step in steps {
        match step {
            Step::Append(session, picked) => {
                let session = world.sessions[*session];
                let samples: Vec<_> = picked.iter().map(|index| *index.get(script)).collect();
                world.append(session, &samples);
                list.extend(samples.iter().map(|sample| ((session, sample.sequence), *sample)));
            }
            Step::Pack(before) => {
                world.store.pack(Moment(MIDNIGHT + before)).expect("it is packed");
            }
        }
    }
    list
}

/// The samples of a list within a stretch in their order.
fn due(list: &List, within: Stretch) -> Vec<(SessionId, Sample)> {
    let mut due: Vec<_> = list.iter().map(|((session, _), sample)| (*session, *sample)).collect();
    due.retain(|(_, sample)| within.from <= sample.at && sample.at < within.to);
    due.sort_by_key(|(session, sample)| (sample.at, *session, sample.sequence));
    due
}

fn runs(due: &[(SessionId, Sample)], sessions: &[SessionId]) -> Vec<Run> {
    let mut all = Vec::new();
    for session in sessions {
        let mut runs = Vec::new();
        let own = due.iter().filter(|(of, _)| of == session);
        own.for_each(|(session, sample)| push(&mut runs, Run::of(*session, sample)));
        all.extend(runs);
    }
    all.sort_by_key(|run| (run.first, run.session));
    all
}

fn latency(due: &[(SessionId, Sample)]) -> Sketch {
    let mut sketch = Sketch::default();
    due.iter()
        .filter_map(|(_, sample)| crate::ledger::samples::block::answered(sample))
        .for_each(|whole| sketch.add(whole));
    sketch
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_answer_is_that_of_a_list_whatever_is_appended_and_packed(
        script in script(),
        steps in steps(),
        windows in windows(),
    ) {
        let mut world = World::new();
        let list = play(&mut world, &script, &steps);
        for within in windows.into_iter().chain([EVER]) {
            let due = due(&list, within);
            prop_assert_eq!(world.runs(within), runs(&due, &world.sessions));
            prop_assert_eq!(world.latency(within), latency(&due));
            prop_assert_eq!(world.shown(within), due);
        }
        let last = world.store.last(world.series).expect("the last");
        prop_assert_eq!(last, due(&list, EVER).last().copied());
    }

    #[test]
    fn windows_of_merged_parts_are_the_window_of_the_whole(
        script in script(),
        steps in steps(),
        mut cuts in proptest::collection::vec(prop_oneof![-HOUR..49 * HOUR, HOUR - 9_000..HOUR + 9_000], 1..6),
        thin in proptest::option::of(0..50 * HOUR),
    ) {
        let mut world = World::new();
        play(&mut world, &script, &steps);
        if let Some(thin) = thin {
            world.store.thin(Moment(MIDNIGHT + thin)).expect("it is thinned");
        }
        cuts.extend([-2 * HOUR, 50 * HOUR]);
        cuts.sort_unstable();
        let whole = stretch(-2 * HOUR, 50 * HOUR);
        let parts: Vec<_> = cuts.windows(2).map(|ends| stretch(ends[0], ends[1])).collect();
        let mut sketch = Sketch::default();
        parts.iter().for_each(|part| sketch.merge(&world.latency(*part)));
        prop_assert_eq!(sketch, world.latency(whole));
        let mut joined = Vec::new();
        for session in world.sessions {
            let mut runs = Vec::new();
            for part in &parts {
                world.runs(*part).into_iter().filter(|run| run.session == session).for_each(|run| push(&mut runs, run));
            }
            joined.extend(runs);
        }
        joined.sort_by_key(|run| (run.first, run.session));
        prop_assert_eq!(joined, world.runs(whole));
        prop_assert_eq!(parts.iter().flat_map(|part| world.shown(*part)).collect::<Vec<_>>(), world.shown(whole));
    }

    #[test]
    fn order_and_repetition_of_what_is_appended_change_nothing(
        script in script(),
        picked in proptest::collection::vec(any::<Index>(), 0..60),
        pack in proptest::option::of(0..50 * HOUR),
    ) {
        let (mut one, mut other) = (World::new(), World::new());
        let session = one.sessions[0];
        one.append(session, &script);
        for index in &picked {
            other.append(session, &[*index.get(&script)]);
        }
        if let Some(before) = pack {
            other.store.pack(Moment(MIDNIGHT + before)).expect("it is packed");
        }
        other.append(session, &script.iter().rev().copied().collect::<Vec<_>>());
        prop_assert_eq!(one.shown(EVER), other.shown(EVER));
        prop_assert_eq!(one.runs(EVER), other.runs(EVER));
        prop_assert_eq!(one.latency(EVER), other.latency(EVER));
    }

    #[test]
    fn thinning_changes_no_run_and_no_sketch_of_whole_half_hours(script in script(), steps in steps(), windows in windows()) {
        let mut world = World::new();
        play(&mut world, &script, &steps);
        let halves = [stretch(-2 * HOUR, HOUR / 2), stretch(HOUR / 2, HOUR), stretch(HOUR, 25 * HOUR), EVER];
        let told = |world: &World| {
            let runs: Vec<_> = windows.iter().chain(&halves).map(|within| world.runs(*within)).collect();
            (runs, halves.map(|within| world.latency(within)))
        };
        let before = told(&world);
        world.store.thin(Moment(MIDNIGHT + 72 * HOUR)).expect("it is thinned");
        prop_assert_eq!(told(&world), before);
        prop_assert!(world.shown(EVER).is_empty());
        // What comes late into what was thinned is still seen.
        let (late, at) = (sample(77, HOUR / 4, Class::Good), stretch(HOUR / 4, HOUR / 4 + 1));
        if world.runs(at).is_empty() && !script.iter().any(|sample| sample.sequence == 77) {
            let session = world.sessions[0];
            let count = world.latency(EVER).count();
            world.append(session, &[late]);
            for _ in 0..2 {
                prop_assert_eq!(world.runs(at), [Run::of(session, &late)]);
                prop_assert_eq!(world.latency(EVER).count(), count + 1);
                world.store.pack(Moment(MIDNIGHT + 72 * HOUR)).expect("it is packed");
            }
        }
    }
}
