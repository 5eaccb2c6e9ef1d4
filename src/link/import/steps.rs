//! Requests become samples: what a second's requests came to, and only as often as it says something new.
//!
//! A request speaks for the hop from its beginning until the next one, for one step at most: a step without requests is
//! unknown, never up. A second in which some requests were answered and others were not is up, unless the declared
//! share of them failed: what the share was is told with the import. Both seconds beside a change are kept, so that
//! the edges of an outage are as sharp as the log.

use std::collections::BTreeMap;

use crate::ledger::samples::{Class, Moment, Phases, Sample, Sketch, State, Stretch, Ticks};

use super::mapping::Mapping;
use super::tally::Skip;

/// How far back in time a request may lie behind the newest before it: logs are written when requests end.
const LATE: i64 = 3_600;
/// The most samples of one import: a year of one a minute is half a million.
pub const MOST_SAMPLES: usize = 2_000_000;

/// One request that says something of the hop.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Request {
    /// When it began.
    pub(super) at: Moment,
    /// What it came to.
    pub(super) class: Class,
    /// The status behind it.
    pub(super) code: u16,
    /// How long it took.
    pub(super) phases: Phases,
}

/// What was asked and what came of it, over the whole import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requests {
    /// How many came to each class.
    pub classes: BTreeMap<Class, u64>,
    /// Seconds in which some failed and others did not.
    pub mixed: u64,
    /// The whole times of what was answered.
    pub whole: Sketch,
}

/// The seconds of a log on their way to samples.
pub(super) struct Seconds<'m> {
    mapping: &'m Mapping,
    covered: &'m [Stretch],
    open: BTreeMap<i64, Second>,
    /// Seconds before this one are done.
    done: i64,
    emitted: Option<Sample>,
    /// The last second that was seen since, of the same class.
    pending: Option<Sample>,
    sequence: u64,
    out: Vec<Sample>,
    full: bool,
    requests: Requests,
}

/// The requests of one second.
#[derive(Default)]
struct Second {
    classes: BTreeMap<Class, (u32, u16)>,
    phases: Option<Phases>,
}

impl<'m> Seconds<'m> {
    /// Seconds under a declaration; what is covered already is passed over.
    pub(super) fn new(mapping: &'m Mapping, covered: &'m [Stretch]) -> Self {
        Self {
            mapping,
            covered,
            open: BTreeMap::new(),
            done: i64::MIN,
            emitted: None,
            pending: None,
            sequence: 0,
            out: Vec::new(),
            full: false,
            requests: Requests::default(),
        }
    }

    /// Takes a request in, or says why not.
    pub(super) fn add(&mut self, request: &Request) -> Result<(), Skip> {
        let second = request.at.0.div_euclid(1_000);
        if covers(self.covered, Moment(second * 1_000)) {
            return Err(Skip::Covered);
        }
        if second < self.done {
            return Err(Skip::OutOfOrder);
        }
        let own = self.open.entry(second).or_default();
        let (count, code) = own.classes.entry(request.class).or_insert((0, request.code));
        *count = count.saturating_add(1);
        *code = (*code).min(request.code);
        let up = request.class.state() == State::Up;
        if up && own.phases.is_none() {
            own.phases = Some(request.phases);
        }
        *self.requests.classes.entry(request.class).or_default() += 1;
        if let Some(whole) = request.phases.whole.filter(|_| up) {
            self.requests.whole.add(whole);
        }
        self.flush(second - LATE);
        Ok(())
    }

    /// The samples, whether they are all, and what the requests came to.
    pub(super) fn finish(mut self) -> (Vec<Sample>, bool, Requests) {
        self.flush(i64::MAX);
        if let Some(last) = self.pending.take() {
            self.emit(last);
        }
        (self.out, !self.full, self.requests)
    }

    /// Closes every second before one.
    fn flush(&mut self, before: i64) {
        while let Some(first) = self.open.first_entry().filter(|first| *first.key() < before) {
            let (second, own) = first.remove_entry();
            self.done = second + 1;
            self.requests.mixed += u64::from(own.is_mixed());
            let (class, code) = own.class(self.mapping.fails_from);
            let phases = own.phases.filter(|_| class.state() == State::Up).unwrap_or_default();
            let at = Moment(second * 1_000);
            self.see(Sample { sequence: 0, at, every: self.mapping.step, lag: 0, class, code, phases });
        }
        self.done = self.done.max(if before == i64::MAX { i64::MIN } else { before });
    }

    /// A second in the order of time.
    fn see(&mut self, sample: Sample) {
        let Some(emitted) = self.emitted else { return self.emit(sample) };
        let step = i64::from(self.mapping.step);
        let last = self.pending.unwrap_or(emitted);
        if sample.class != last.class || sample.at.since(last.at) > step {
            if let Some(pending) = self.pending.take() {
                self.emit(pending);
            }
            return self.emit(sample);
        }
        if sample.at.since(emitted.at) > step
            && let Some(pending) = self.pending.take()
        {
            self.emit(pending);
        }
        self.pending = Some(sample);
    }

    fn emit(&mut self, mut sample: Sample) {
        self.pending = None;
        if self.out.len() >= MOST_SAMPLES {
            self.full = true;
            return;
        }
        sample.sequence = self.sequence;
        self.sequence += 1;
        self.emitted = Some(sample);
        self.out.push(sample);
    }
}

impl Second {
    fn is_mixed(&self) -> bool {
        let up = |class: &Class| class.state() == State::Up;
        self.classes.keys().any(up) && !self.classes.keys().all(up)
    }

    /// What the second came to: of equally many the first by code.
    fn class(&self, fails_from: u32) -> (Class, u16) {
        let of = |state: State| self.classes.iter().filter(move |(class, _)| class.state() == state);
        let count = |state: State| of(state).map(|(_, (count, _))| u64::from(*count)).sum::<u64>();
        let (up, down) = (count(State::Up), count(State::Down));
        let state = match (up, down) {
            (0, 0) => State::Unknown,
            _ if down * 100 >= u64::from(fails_from) * (up + down) => State::Down,
            _ => State::Up,
        };
        let most = of(state).max_by_key(|(class, (count, _))| (*count, std::cmp::Reverse(**class)));
        most.map_or((Class::Clock, 0), |(class, (_, code))| (*class, *code))
    }
}

/// Whether a moment lies in one of the stretches, which are in the order of time and closed at both ends.
pub(super) fn covers(covered: &[Stretch], at: Moment) -> bool {
    let before = covered.partition_point(|stretch| stretch.from <= at);
    before.checked_sub(1).and_then(|last| covered.get(last)).is_some_and(|stretch| at <= stretch.to)
}

/// Milliseconds as ticks.
pub(super) fn ticks(milliseconds: i64) -> Option<Ticks> {
    Ticks::try_from(milliseconds.checked_mul(100)?).ok()
}

/// Seconds with a fraction, as logs write them, in ticks.
pub(super) fn ticks_of_seconds(text: &str) -> Option<Ticks> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || whole.len() > 6 || part.len() > 12 {
        return None;
    }
    let mut ticks = whole.bytes().try_fold(0_u64, digit)?;
    let mut places = part.bytes();
    for _ in 0..5 {
        ticks = digit(ticks, places.next().unwrap_or(b'0'))?;
    }
    places.try_fold(0, digit)?;
    Ticks::try_from(ticks).ok()
}

fn digit(value: u64, byte: u8) -> Option<u64> {
    value.checked_mul(10)?.checked_add(u64::from(char::from(byte).to_digit(10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(requests: &[(i64, Class)], mapping: &Mapping, covered: &[Stretch]) -> Vec<(i64, Class)> {
        let mut seconds = Seconds::new(mapping, covered);
        for (at, class) in requests {
            let request = Request { at: Moment(*at), class: *class, code: 0, phases: Phases::default() };
            let _ = seconds.add(&request);
        }
        seconds.finish().0.iter().map(|sample| (sample.at.0 / 1_000, sample.class)).collect()
    }

    #[test]
    fn both_seconds_beside_a_change_are_kept_and_nothing_between() {
        let up = Class::Good;
        let down = Class::GatewayStatus;
        let mut requests: Vec<_> = (0..100).map(|second| (second * 1_000, up)).collect();
        requests.extend((100..110).map(|second| (second * 1_000 + 500, down)));
        requests.extend((110..115).map(|second| (second * 1_000, up)));
        let expected = [(0, up), (60, up), (99, up), (100, down), (109, down), (110, up), (114, up)];
        assert_eq!(samples(&requests, &Mapping::default(), &[]), expected);
        // The order in the file is that of the ends of requests: within an hour it changes nothing.
        requests.reverse();
        assert_eq!(samples(&requests, &Mapping::default(), &[]), expected);
    }

    #[test]
    fn a_second_with_an_answer_is_up_unless_the_declared_share_failed() {
        let requests =
            [(0, Class::Good), (1, Class::ServiceStatus), (2, Class::ServiceStatus), (3, Class::ServiceStatus)];
        assert_eq!(samples(&requests, &Mapping::default(), &[]), [(0, Class::Good)]);
        let strict = Mapping { fails_from: 75, ..Mapping::default() };
        assert_eq!(samples(&requests, &strict, &[]), [(0, Class::ServiceStatus)]);
    }

    #[test]
    fn what_is_covered_is_passed_over_and_what_follows_begins_anew() {
        let requests: Vec<_> = (0..10).map(|second| (second * 1_000, Class::Good)).collect();
        let covered = [Stretch { from: Moment(-5_000), to: Moment(4_000) }];
        assert_eq!(samples(&requests, &Mapping::default(), &covered), [(5, Class::Good), (9, Class::Good)]);
    }

    #[test]
    fn a_gap_of_more_than_a_step_is_none_s_time() {
        let up = Class::Good;
        let requests = [(0, up), (30_000, up), (200_000, up)];
        assert_eq!(samples(&requests, &Mapping::default(), &[]), [(0, up), (30, up), (200, up)]);
    }

    #[test]
    fn seconds_become_ticks() {
        for (text, ticks) in [
            ("0.001", Some(100)),
            ("12", Some(1_200_000)),
            ("1.234567", Some(123_456)),
            ("-", None),
            ("", None),
            ("1.2x", None),
            ("9999999", None),
        ] {
            assert_eq!(ticks_of_seconds(text), ticks, "{text}");
        }
    }
}
