use proptest::prelude::*;

use super::*;
use crate::ledger::samples::{Class, Run, push};

const PLACE: Place = Place { series: SeriesId(3), session: SessionId(7), span: Span { hour: 480_000, hours: 1 } };

fn phases() -> impl Strategy<Value = Phases> {
    let phase = || proptest::option::weighted(0.8, prop_oneof![1_900_u32..2_100, any::<u32>()]);
    (phase(), phase(), phase(), phase(), phase()).prop_map(|(name, connect, tls, first_byte, whole)| Phases {
        name,
        connect,
        tls,
        first_byte,
        whole,
    })
}

fn class() -> impl Strategy<Value = Class> {
    prop_oneof![4 => Just(Class::Good), 1 => proptest::sample::select(Class::ALL)]
}

fn sample() -> impl Strategy<Value = Sample> {
    let offset = prop_oneof![(0_i64..40).prop_map(|second| second * 1_000), 0_i64..3_600_000];
    let every = prop_oneof![Just(1_000_u32), Just(10_000_u32), any::<u32>()];
    let lag = prop_oneof![0_u32..5, any::<u32>()];
    (offset, every, lag, class(), any::<u16>(), phases(), 0_u64..1 << 62).prop_map(
        |(offset, every, lag, class, code, phases, sequence)| Sample {
            sequence,
            at: PLACE.span.moment(offset),
            every,
            lag,
            class,
            code,
            phases,
        },
    )
}

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    proptest::collection::vec(sample(), 1..60).prop_map(|mut samples| {
        samples.sort_by_key(|sample| (sample.at, sample.sequence));
        samples
    })
}

fn runs(samples: &[Sample], within: Stretch) -> Vec<Run> {
    let mut runs = Vec::new();
    let due = samples.iter().filter(|sample| holds(within, sample.at));
    due.for_each(|sample| push(&mut runs, Run::of(PLACE.session, sample)));
    runs
}

proptest! {
    #[test]
    fn samples_come_back_from_track_and_detail(samples in samples()) {
        let (track, detail) = (PLACE.put_track(&samples), PLACE.put_detail(&samples));
        let mut back = PLACE.track(&track).expect("the track").bare();
        PLACE.detail(&detail, &mut back).expect("the detail");
        prop_assert_eq!(back, samples);
    }

    #[test]
    fn the_runs_of_a_track_are_those_of_its_samples_at_any_cut(
        samples in samples(),
        from in 0_i64..60_000,
        length in 0_i64..60_000,
    ) {
        let track = PLACE.track(&PLACE.put_track(&samples)).expect("the track");
        let all = Stretch { from: Moment(i64::MIN), to: Moment(i64::MAX) };
        let cut = Stretch { from: PLACE.span.moment(from), to: PLACE.span.moment(from + length) };
        for within in [all, cut] {
            let mut told = Vec::new();
            track.runs(PLACE.session, within, &mut told);
            prop_assert_eq!(told, runs(&samples, within));
        }
    }

    #[test]
    fn sketches_come_back(samples in samples()) {
        let mut halves = Halves::new();
        PLACE.sketch(&samples, &mut halves);
        let mut back = Halves::new();
        let mut add = |half, size, count| back.entry(half).or_default().add_many(size, count);
        PLACE.halves(&PLACE.put_halves(&halves), &mut add).expect("the sketches");
        prop_assert_eq!(back, halves);
    }

    /// With the right checksum, so that what is behind it is reached.
    #[test]
    fn what_nobody_wrote_is_read_or_refused_and_takes_little_memory(
        samples in samples(),
        at in any::<proptest::sample::Index>(),
        with in proptest::collection::vec(any::<u8>(), 1..12),
    ) {
        let broken = |bytes: Vec<u8>| {
            let mut bytes = bytes.split_last_chunk::<4>().expect("a checksum").0.to_vec();
            let at = at.index(bytes.len().max(1));
            bytes.splice(at..bytes.len().min(at + with.len()), with.clone());
            bytes
        };
        let track = broken(PLACE.put_track(&samples));
        if let Ok(track) = PLACE.track(&PLACE.seal(1, track)) {
            let bare = track.bare();
            prop_assert!(bare.len() <= MOST);
            let mut runs = Vec::new();
            track.runs(PLACE.session, Stretch { from: Moment(i64::MIN), to: Moment(i64::MAX) }, &mut runs);
            prop_assert_eq!(runs.iter().map(|run| run.samples as usize).sum::<usize>(), bare.len());
        }
        let mut back = samples.clone();
        let _ = PLACE.detail(&PLACE.seal(2, broken(PLACE.put_detail(&samples))), &mut back);
        let mut halves = Halves::new();
        PLACE.sketch(&samples, &mut halves);
        let mut shown = 0_usize;
        let _ = PLACE.halves(&PLACE.seal(3, broken(PLACE.put_halves(&halves))), &mut |_, _, _| shown += 1);
        prop_assert!(shown < 1_000);
    }

    #[test]
    fn any_altered_bit_and_any_other_place_is_told(samples in samples(), bit in any::<proptest::sample::Index>()) {
        let mut track = PLACE.put_track(&samples);
        let elsewhere = Place { session: SessionId(8), ..PLACE };
        prop_assert_eq!(elsewhere.track(&track).err(), Some(Corrupt("checksum")));
        let bit = bit.index(track.len() * 8);
        track[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(PLACE.track(&track).is_err());
    }
}

#[test]
fn a_count_beyond_all_measure_is_refused_before_anything_is_made_of_it() {
    for count in [0, MOST as u64 + 1, u64::MAX] {
        let mut bytes = Vec::new();
        bytes::put(&mut bytes, count);
        bytes.extend([0; 40]);
        assert_eq!(PLACE.track(&PLACE.seal(1, bytes)).err(), Some(Corrupt("count")));
    }
    assert_eq!(PLACE.track(&[]).err(), Some(Corrupt("length")));
}

#[test]
fn a_steady_hour_takes_a_few_bytes_and_one_run() {
    let samples: Vec<_> = (0_u32..3_600)
        .map(|second| Sample {
            sequence: 10_000 + u64::from(second),
            at: PLACE.span.moment(i64::from(second) * 1_000 + 417),
            every: 1_000,
            lag: 0,
            class: Class::Good,
            code: 200,
            phases: NO_PHASES,
        })
        .collect();
    let track = PLACE.put_track(&samples);
    assert!(track.len() < 32, "{}", track.len());
    let mut runs = Vec::new();
    let all = Stretch { from: Moment(i64::MIN), to: Moment(i64::MAX) };
    PLACE.track(&track).expect("the track").runs(PLACE.session, all, &mut runs);
    assert_eq!((runs.len(), runs[0].samples), (1, 3_600));
}
