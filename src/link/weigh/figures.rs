//! The figures of one hop from one place.

use crate::fact::Fact;
use crate::ledger::LedgerError;
use crate::ledger::samples::{Class, Fault, Moment, Sketch, State, Stretch, Ticks};
use crate::link::{self, Blame, HopSide, Hops, Incident, Outage, Seen, Timeline, attribute, calendar};
use crate::probe::link as fact;
use crate::probe::link::{Hop, LinkBlame, LinkFault, Side, Slot, Window, Windows};

use crate::system::ExpectedAnswer;

use super::gather::Series;
use super::{MONTH, Places};

/// The most outages that are told of a hop.
const MOST_OUTAGES: usize = 200;

/// The most times that are told of which nothing is known of a hop.
const MOST_UNKNOWN: usize = 100;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// A hop with what is laid to whom.
pub(super) struct Sight<'a> {
    series: &'a Series,
    /// Whether other places look at the same hop.
    among_others: bool,
    timeline: Timeline,
    outages: Vec<Outage>,
    incidents: Vec<Incident>,
    /// Stops that were announced in time.
    stops: Vec<Stretch>,
}

impl<'a> Sight<'a> {
    pub(super) fn of(places: &Places<'_>, series: &'a Series, all: &[Series]) -> Self {
        let near: Vec<_> = all
            .iter()
            .filter(|other| other.key.vantage == series.key.vantage && other.key.hop != series.key.hop)
            .map(|other| (other.side, &other.timeline))
            .collect();
        let elsewhere: Vec<_> = all
            .iter()
            .filter(|other| other.key.hop == series.key.hop && other.key.vantage != series.key.vantage)
            .map(|other| &other.timeline)
            .collect();
        let hops = Hops { others: &near, vantages: &elsewhere };
        let timeline = attribute(&series.timeline, series.side, hops);
        let mut outages = link::outages(&timeline, places.policy);
        link::mark_planned(&mut outages, places.stops, &timeline, places.policy);
        let incidents = link::incidents(&outages, places.policy);
        let stops = link::valid_stops(places.stops, places.policy);
        Self { series, among_others: !elsewhere.is_empty(), timeline, outages, incidents, stops }
    }

    pub(super) fn hop(&self, places: &Places<'_>, detailed: bool) -> Result<Hop, LedgerError> {
        let key = &self.series.key;
        let month = calendar::last_days(MONTH, places.now);
        let told: Vec<_> = self.outages.iter().enumerate().filter(|(_, outage)| reaches(outage, month)).collect();
        let causes = self.causes(month);
        let (unknown, more_unknown) = self.unknown(month);
        let (days, hours) = if detailed { self.slots(places)? } else { (Vec::new(), Vec::new()) };
        let undecided: i64 =
            causes.iter().filter(|cause| cause.blame == LinkBlame::Undecided).map(|cause| cause.down_s).sum();
        let down: i64 = causes.iter().map(|cause| cause.down_s).sum();
        Ok(Hop {
            name: if self.among_others { format!("{} @ {}", key.hop, key.vantage) } else { key.hop.clone() },
            hop: key.hop.clone(),
            title: self.series.title.vi.clone(),
            title_en: self.series.title.en.clone(),
            vantage: key.vantage.clone(),
            side: told_side(self.series.side),
            own_samples: self.series.own,
            interval_s: whole_seconds(self.series.every()),
            expected_answer: told_answer(self.series.answer),
            answers: self.answers(places, month)?,
            windows: self.windows(places)?,
            undecided_percent: (down > 0).then(|| share_percent(undecided, down)).into(),
            causes,
            identity_down_s: self.identity_down(month),
            more_outages: i64::try_from(told.len().saturating_sub(MOST_OUTAGES)).unwrap_or(i64::MAX),
            outages: told.into_iter().rev().take(MOST_OUTAGES).map(|(nth, own)| self.outage(nth, own)).collect(),
            unknown,
            more_unknown,
            days,
            hours,
        })
    }

    fn answers(&self, places: &Places<'_>, within: Stretch) -> Result<fact::Answers, LedgerError> {
        let mut answers = fact::Answers { good: 0, no_data: 0, not_permitted: 0, mismatch: 0 };
        for run in places.store.runs(self.series.id, within)? {
            let count = match run.class {
                Class::Good => &mut answers.good,
                Class::NoData => &mut answers.no_data,
                Class::NotPermitted => &mut answers.not_permitted,
                Class::Mismatch => &mut answers.mismatch,
                _ => continue,
            };
            *count += i64::from(run.samples);
        }
        Ok(answers)
    }

    fn windows(&self, places: &Places<'_>) -> Result<Windows, LedgerError> {
        let (day, week) = (calendar::last_days(1, places.now), calendar::last_days(7, places.now));
        let month = calendar::last_days(MONTH, places.now);
        let office = &places.policy.office;
        let office_month = calendar::office_hours(month, office);
        Ok(Windows {
            day: self.window(places, &[day])?,
            week: self.window(places, &[week])?,
            month: self.window(places, &[month])?,
            office_week: self.window(places, &calendar::office_hours(week, office))?,
            off_month: self.window(places, &without(month, &office_month))?,
            office_month: self.window(places, &office_month)?,
        })
    }

    fn window(&self, places: &Places<'_>, stretches: &[Stretch]) -> Result<Window, LedgerError> {
        let mut sketch = Sketch::default();
        for stretch in stretches {
            sketch.merge(&places.store.latency(self.series.id, *stretch)?);
        }
        let own = link::Window::of(&self.timeline, &self.outages, stretches, &self.stops, &sketch, places.policy);
        let net = &own.outside_stops;
        let from = stretches.first().map_or(places.now, |stretch| stretch.from);
        let until = stretches.last().map_or(places.now, |stretch| stretch.to);
        let budget = i64::from(places.policy.budget.parts);
        let allowed = net.length_ms.saturating_mul(budget) / 10_000;
        let flapping = self.incidents.iter().filter(|incident| {
            incident.flapping && stretches.iter().any(|stretch| incident.stretch.common(*stretch).is_some())
        });
        Ok(Window {
            from: from.timestamp(),
            until: until.timestamp(),
            gross: figures(&own.whole, places.policy.assumed_outage_s),
            net: figures(net, places.policy.assumed_outage_s),
            unknown: own.whole.unknown.iter().map(unknown).collect(),
            planned_s: whole_seconds(own.planned_ms),
            outages: whole(own.whole.outages),
            episodes: whole(net.episodes),
            flapping: i64::try_from(flapping.count()).unwrap_or(i64::MAX),
            longest_s: (net.longest_ms > 0).then(|| whole_seconds(net.longest_ms)).into(),
            mttr_s: net.mean_to_recover_ms.map(seconds).into(),
            mtbf_s: net.mean_between_ms.map(seconds).into(),
            latency: latency(&sketch),
            budget_spent_percent: share_percent(net.down_ms, allowed.max(1)),
        })
    }

    fn causes(&self, within: Stretch) -> Vec<fact::Cause> {
        let mut sums = std::collections::BTreeMap::<(LinkFault, LinkBlame), i64>::new();
        for span in self.timeline.spans_in(within) {
            let Seen::Down(class, blame) = span.seen else { continue };
            let length = span.stretch.common(within).map_or(0, Stretch::length);
            *sums.entry((fault(class.fault().unwrap_or(Fault::Service)), told_blame(blame))).or_default() += length;
        }
        let all: i64 = sums.values().sum();
        let mut causes: Vec<_> = sums.into_iter().collect();
        causes.sort_by_key(|(cause, length)| (std::cmp::Reverse(*length), *cause));
        let told = causes.into_iter().map(|((fault, blame), length)| fact::Cause {
            fault,
            blame,
            down_s: whole_seconds(length),
            percent: share_percent(length, all.max(1)),
        });
        told.collect()
    }

    /// When nothing is known of the hop, longest first, and how many more such times there are.
    fn unknown(&self, within: Stretch) -> (Vec<fact::Absence>, i64) {
        let mut times: Vec<Stretch> = Vec::new();
        for span in self.timeline.spans_in(within).iter().filter(|span| span.seen.state() == State::Unknown) {
            let Some(own) = span.stretch.common(within) else { continue };
            match times.last_mut() {
                Some(last) if last.to == own.from => last.to = own.to,
                _ => times.push(own),
            }
        }
        times.sort_by_key(|time| (std::cmp::Reverse(time.length()), time.from));
        let more = i64::try_from(times.len().saturating_sub(MOST_UNKNOWN)).unwrap_or(i64::MAX);
        let told = |time: &Stretch| fact::Absence { from: time.from.timestamp(), until: time.to.timestamp() };
        (times.iter().take(MOST_UNKNOWN).map(told).collect(), more)
    }

    /// Seconds in which the far side's name, certificate or place was not as declared; a moment counts as one.
    fn identity_down(&self, within: Stretch) -> i64 {
        let wrong = |seen: Seen| {
            let Seen::Down(class, _) = seen else { return false };
            matches!(class, Class::NameWrong | Class::TlsCertificate | Class::NotTls | Class::Redirected)
        };
        let spans = self.timeline.spans_in(within).iter().filter(|span| wrong(span.seen));
        let sum: i64 = spans.filter_map(|span| span.stretch.common(within)).map(Stretch::length).sum();
        (sum + 999) / 1_000
    }

    fn outage(&self, nth: usize, outage: &Outage) -> fact::Outage {
        let ended = outage.end;
        let last_bad = ended.and_then(|end| end.after).unwrap_or(self.last_down(outage));
        let flapping = self.incidents.iter().any(|incident| incident.flapping && incident.outages.contains(&nth));
        fact::Outage {
            last_good: outage.start.after.map(Moment::timestamp).into(),
            first_bad: outage.start.by.timestamp(),
            last_bad: last_bad.timestamp(),
            first_good: ended.map(|end| end.by.timestamp()).into(),
            down_s: whole_seconds(outage.observed_ms),
            unknown_s: whole_seconds(outage.unknown_ms),
            most_s: whole_seconds(outage.longest_ms),
            fault: fault(outage.fault),
            blame: told_blame(outage.blame),
            samples: whole(outage.samples),
            classes: outage.classes.iter().map(|(class, _)| class.word().to_owned()).collect(),
            episode: outage.confirmed,
            announced: outage.planned.is_some(),
            flapping,
        }
    }

    /// The last failed sample of an outage that lasts.
    fn last_down(&self, outage: &Outage) -> Moment {
        let behind = Stretch { from: outage.start.by, to: self.timeline.within.to };
        let down = self.timeline.spans_in(behind).iter().rev().find(|span| span.seen.state() == State::Down);
        down.map_or(outage.start.by, |span| span.last_within())
    }

    fn slots(&self, places: &Places<'_>) -> Result<(Vec<Slot>, Vec<Slot>), LedgerError> {
        let days = calendar::days(calendar::last_days(places.days, places.now));
        let days: Result<Vec<_>, _> = days.into_iter().map(|(_, stretch)| self.slot(places, stretch)).collect();
        let hours: Result<Vec<_>, _> = (1..=24)
            .rev()
            .map(|back| {
                let from = places.now.plus(-back * HOUR);
                self.slot(places, Stretch { from, to: from.plus(HOUR) })
            })
            .collect();
        Ok((days?, hours?))
    }

    fn slot(&self, places: &Places<'_>, stretch: Stretch) -> Result<Slot, LedgerError> {
        let (mut up, mut down, mut planned) = (0, 0, 0);
        for span in self.timeline.spans_in(stretch) {
            let Some(own) = span.stretch.common(stretch) else { continue };
            match span.seen.state() {
                State::Up => up += own.length(),
                State::Unknown => {}
                State::Down => {
                    let excused: i64 = self.stops.iter().filter_map(|stop| stop.common(own)).map(Stretch::length).sum();
                    planned += excused;
                    down += own.length() - excused;
                }
            }
        }
        let began = self.outages.iter().filter(|own| own.start.by >= stretch.from && own.start.by < stretch.to);
        let [up_s, down_s, planned_s] = [up, down, planned].map(whole_seconds);
        Ok(Slot {
            from: stretch.from.timestamp(),
            until: stretch.to.timestamp(),
            up_s,
            down_s,
            planned_s,
            unknown_s: (whole_seconds(stretch.length()) - up_s - down_s - planned_s).max(0),
            outages: i64::try_from(began.count()).unwrap_or(i64::MAX),
            latency: latency(&places.store.latency(self.series.id, stretch)?),
        })
    }
}

fn reaches(outage: &Outage, within: Stretch) -> bool {
    outage.start.by < within.to && outage.end.is_none_or(|end| end.by > within.from)
}

/// What a stretch has besides stretches that lie in it, sorted.
fn without(whole: Stretch, taken: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    let mut from = whole.from;
    for own in taken {
        left.extend(Stretch { from, to: own.from }.common(whole));
        from = from.max(own.to);
    }
    left.extend(Stretch { from, to: whole.to }.common(whole));
    left
}

fn figures(own: &link::Figures, assumed_outage_s: u32) -> fact::Figures {
    let observed = own.up_ms + own.down_ms;
    let length = own.length_ms.max(1);
    // An outage that nobody saw may have hidden with a probability of 5 % where three of its lengths are all there was.
    let assumed = i64::from(assumed_outage_s).saturating_mul(3_000);
    let claimable = if observed > 0 { share_percent((observed - assumed).max(0), observed) } else { 0.0 };
    let percent = |parts: i64| rounded(parts, 1_000_000, Rounding::Down);
    fact::Figures {
        length_s: whole_seconds(own.length_ms),
        up_s: whole_seconds(own.up_ms),
        down_s: whole_seconds(own.down_ms),
        unknown_s: whole_seconds(own.unknown_ms),
        coverage_percent: rounded(observed, length, Rounding::Down),
        availability_percent: match observed {
            0 => Fact::Unknown(crate::fact::Reason::LowCoverage.into()),
            _ => Fact::Known(rounded(own.up_ms, observed, Rounding::Down)),
        },
        worst_percent: rounded(own.up_ms, length, Rounding::Down),
        best_percent: rounded(own.up_ms + own.unknown_ms, length, Rounding::Up),
        interval_low_percent: interval(own.interval.map(|interval| percent(interval.low))),
        interval_high_percent: interval(own.interval.map(|interval| percent(interval.high))),
        claimable_percent: claimable,
    }
}

fn interval(end: Option<f64>) -> Fact<f64> {
    end.map_or(Fact::Unknown(crate::fact::Reason::LowCoverage.into()), Fact::Known)
}

fn unknown((why, length): &(link::Why, i64)) -> fact::Unknown {
    fact::Unknown { why: why.word().to_owned(), seconds: whole_seconds(*length) }
}

fn latency(sketch: &Sketch) -> fact::Latency {
    let own = link::Latency::of(sketch);
    let told = |part: fn(&link::Latency) -> Ticks| own.as_ref().map(part).map(milliseconds).into();
    fact::Latency {
        answers: own.as_ref().map_or(0, |own| whole(own.answers)),
        p50_ms: told(|own| own.p50),
        p95_ms: told(|own| own.p95),
        p99_ms: told(|own| own.p99),
    }
}

/// Ticks in milliseconds, to a tenth.
fn milliseconds(ticks: Ticks) -> f64 {
    (f64::from(ticks) / 10.0).round() / 10.0
}

/// Milliseconds in seconds, to the nearest.
pub(super) fn whole_seconds(milliseconds: i64) -> i64 {
    milliseconds.saturating_add(500).div_euclid(1_000)
}

/// Milliseconds in seconds, to a tenth.
fn seconds(milliseconds: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a tenth of a second of some years is far below 2^53")]
    let tenths = (milliseconds / 100) as f64;
    tenths / 10.0
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// To which side a percentage is rounded: never to the side on which it would say more than was seen.
pub(super) enum Rounding {
    Down,
    Up,
}

/// A part in percent, to a thousandth.
pub(super) fn rounded(part: i64, whole: i64, to: Rounding) -> f64 {
    let (part, whole) = (i128::from(part.max(0)) * 100_000, i128::from(whole.max(1)));
    let thousandths = match to {
        Rounding::Down => part / whole,
        Rounding::Up => (part + whole - 1) / whole,
    };
    #[expect(clippy::cast_precision_loss, reason = "some millions at the most")]
    let thousandths = thousandths as f64;
    thousandths / 1_000.0
}

/// A part in percent, to a thousandth, cut off.
pub(super) fn share_percent(part: i64, whole: i64) -> f64 {
    rounded(part, whole, Rounding::Down)
}

fn told_side(side: HopSide) -> Side {
    match side {
        HopSide::Own => Side::Own,
        HopSide::Control => Side::Control,
        HopSide::Platform => Side::Platform,
        HopSide::Far => Side::Far,
    }
}

fn told_answer(answer: ExpectedAnswer) -> fact::ExpectedAnswer {
    match answer {
        ExpectedAnswer::Good => fact::ExpectedAnswer::Good,
        ExpectedAnswer::NoData => fact::ExpectedAnswer::NoData,
        ExpectedAnswer::NotPermitted => fact::ExpectedAnswer::NotPermitted,
        ExpectedAnswer::Mismatch => fact::ExpectedAnswer::Mismatch,
    }
}

fn told_blame(blame: Blame) -> LinkBlame {
    match blame {
        Blame::Told => LinkBlame::Told,
        Blame::Line => LinkBlame::Line,
        Blame::Platform => LinkBlame::Platform,
        Blame::Far => LinkBlame::Far,
        Blame::Undecided => LinkBlame::Undecided,
    }
}

fn fault(fault: Fault) -> LinkFault {
    match fault {
        Fault::Authentication => LinkFault::Authentication,
        Fault::Data => LinkFault::Data,
        Fault::Gateway => LinkFault::Gateway,
        Fault::Name => LinkFault::Name,
        Fault::OwnSide => LinkFault::OwnSide,
        Fault::Route => LinkFault::Route,
        Fault::Service => LinkFault::Service,
        Fault::Tls => LinkFault::Tls,
    }
}
