//! The interval over outages, against the figures that were measured for it.

use super::*;

/// A generator of numbers that are the same everywhere: SplitMix64 (Steele, Lea, Flood 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high = u32::try_from((mixed ^ (mixed >> 31)) >> 32).expect("32 bits");
        (f64::from(high) + 0.5) / 4_294_967_296.0
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * self.next().ln()
    }

    /// Log-normal with a mean and a spread of one.
    fn log_normal(&mut self, mean: f64) -> f64 {
        let normal = (-2.0 * self.next().ln()).sqrt() * (std::f64::consts::TAU * self.next()).cos();
        mean * (normal - 0.5).exp()
    }
}

/// A window of a link whose outages begin by chance.
fn by_chance(chance: &mut Chance, days: f64, available: f64, outage_s: f64) -> Tally {
    let length = days * 86_400_000.0;
    let mean = outage_s * 1_000.0;
    let between = mean * available / (1.0 - available);
    let mut spans = Vec::new();
    let mut at = 0.0;
    loop {
        let from = at + chance.exponential(between);
        let to = (from + chance.log_normal(mean)).min(length);
        if from >= length {
            break;
        }
        spans.push((at, from, Class::Good));
        spans.push((from, to, Class::Reset));
        at = to;
        if to >= length {
            break;
        }
    }
    spans.push((at, length, Class::Good));
    #[expect(clippy::cast_possible_truncation, reason = "a month of milliseconds")]
    let runs: Vec<_> = spans.iter().map(|(from, to, class)| (*from as i64, *to as i64, *class)).collect();
    let runs = runs.into_iter().filter(|(from, to, _)| from < to);
    let runs: Vec<_> = runs
        .map(|(from, to, class)| Run {
            session: SessionId(1),
            class,
            first: Moment(from),
            last: Moment(to - 1),
            every: 1,
            samples: 9,
        })
        .collect();
    #[expect(clippy::cast_possible_truncation, reason = "a month of milliseconds")]
    let timeline = Timeline::of(stretch(0, length as i64), &runs, &[]);
    let policy = LinkPolicy::default();
    Tally::of(&timeline, &outages(&timeline, &policy), &[timeline.within], &policy)
}

#[test]
fn the_interval_holds_the_truth_as_often_as_was_measured() {
    // Truth, mean outage, days, windows without any outage, coverage, width in points: anchors of the milestone,
    // 2,000 windows each.
    for (available, outage_s, days, empty, coverage, width) in [
        (0.995, 300_u32, 1.0, 0.22, 0.994, 2.9),
        (0.995, 300, 7.0, 0.0, 0.904, 1.3),
        (0.995, 300, 30.0, 0.0, 0.953, 0.70),
        (0.999, 300, 1.0, 0.75, 0.994, 1.7),
        (0.999, 300, 7.0, 0.13, 0.993, 0.48),
        (0.999, 300, 30.0, 0.0, 0.899, 0.28),
        (0.999, 60, 1.0, 0.24, 0.996, 0.56),
        (0.999, 60, 7.0, 0.0, 0.897, 0.25),
        (0.999, 60, 30.0, 0.0, 0.944, 0.14),
        (0.9999, 300, 7.0, 0.81, 0.996, 0.22),
        (0.9999, 300, 30.0, 0.43, 0.996, 0.07),
    ] {
        let policy = LinkPolicy { assumed_outage_s: outage_s, ..LinkPolicy::default() };
        let mut chance = Chance(7);
        let (mut clean, mut held, mut wide) = (0.0, 0.0, 0.0);
        for _ in 0..300 {
            let tally = by_chance(&mut chance, days, available, f64::from(outage_s));
            let interval = interval(&tally, &policy).expect("watched");
            let [low, high] =
                [interval.low, interval.high].map(|parts| f64::from(i32::try_from(parts).expect("parts")));
            clean += f64::from(u8::from(tally.down_ms() == 0)) / 300.0;
            held += f64::from(u8::from(low <= available * 1e6 && available * 1e6 <= high)) / 300.0;
            wide += (high - low) / 1e4 / 300.0;
        }
        let row = format!("{available} {outage_s} s {days} d: {clean:.2} empty, {held:.3} held, {wide:.2} wide");
        assert!((clean - empty).abs() < 0.08, "{row}");
        assert!(held > coverage - 0.06, "{row}");
        assert!((wide / width - 1.0).abs() < 0.35, "{row}");
    }
}

fn clean(days: i64) -> Tally {
    let length = days * calendar::DAY;
    let run = Run {
        session: SessionId(1),
        class: Class::Good,
        first: Moment(0),
        last: Moment(length),
        every: 10_000,
        samples: 9,
    };
    let timeline = Timeline::of(stretch(0, length), &[run], &[]);
    Tally::of(&timeline, &[], &[timeline.within], &LinkPolicy::default())
}

#[test]
fn a_clean_day_proves_little_and_the_answer_says_how_long_it_takes() {
    let policy = LinkPolicy { assumed_outage_s: 300, ..LinkPolicy::default() };
    let day = interval(&clean(1), &policy).expect("watched");
    assert_eq!((day.low / 100, day.high), (9_895, 1_000_000), "at most 98.96 %");
    let needed = clean_window_needed(999_000, &policy).expect("less than all");
    assert_eq!(needed / (calendar::DAY / 10), 104, "10.4 days");
    assert_eq!(clean_window_needed(995_000, &policy).map(|needed| needed / (calendar::DAY / 10)), Some(20));
    assert_eq!(clean_window_needed(1_000_000, &policy), None);
    let short = claim(&clean(1), 999_000, &policy);
    let Claim::TooShort { needed_ms: Some(more) } = short else { panic!("too short, not {short:?}") };
    assert!((more - needed).abs() <= 2, "{more} is {needed}");
    assert_eq!(claim(&clean(10), 999_000, &policy), Claim::TooShort { needed_ms: Some(more) });
    assert_eq!(claim(&clean(11), 999_000, &policy), Claim::Reached);
    assert_eq!(claim(&Tally::default(), 999_000, &policy), Claim::TooShort { needed_ms: Some(needed) });
    assert_eq!(interval(&Tally::default(), &policy), None);
}

#[test]
fn what_failed_too_much_is_missed_and_what_never_suffices_has_no_length() {
    let policy = LinkPolicy::default();
    let mut world = World::new(7 * calendar::DAY, 60 * SECOND);
    for outage in 0..60 {
        world = world.failing(outage * 2 * HOUR + HOUR, outage * 2 * HOUR + HOUR + 600 * SECOND, Class::Reset);
    }
    let tally = world.window().tally;
    assert_eq!(claim(&tally, 995_000, &policy), Claim::Missed);
    assert_eq!(claim(&tally, 900_000, &policy), Claim::Reached);
    // One outage of ten minutes in a week is 99.9 %: nothing is proven of 99.95 %, and never will be at this pace.
    let tally =
        World::new(7 * calendar::DAY, 60 * SECOND).failing(HOUR, HOUR + 600 * SECOND, Class::Reset).window().tally;
    assert_eq!(claim(&tally, 999_500, &policy), Claim::TooShort { needed_ms: None });
    let Claim::TooShort { needed_ms: Some(needed) } = claim(&tally, 998_000, &policy) else { panic!("too short") };
    assert!(needed > 7 * calendar::DAY && needed < 365 * calendar::DAY, "{needed}");
}
