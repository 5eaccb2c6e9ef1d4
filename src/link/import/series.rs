//! Points of blackbox_exporter's series, by the time of the scrape.
//!
//! The series say that a probe failed, and hardly why: only what they prove is taken, and a failure without a reason is
//! what the declaration says, else mere silence, the weakest claim.

use std::collections::BTreeMap;

use crate::ledger::samples::{Class, Moment, Phases, Sample, Ticks};

use super::mapping::Mapping;
use super::tally::{Skip, Tally};

/// The most points: a year of one each quarter of a minute.
const MOST: usize = 2_200_000;

/// What the series say of one scrape.
#[derive(Clone, Copy, Debug, Default)]
struct Point {
    success: Option<bool>,
    /// `probe_success` ended here: nobody measured any more.
    stale: bool,
    duration: Option<f64>,
    status: Option<u16>,
    resolve: Option<f64>,
    connect: Option<f64>,
    tls: Option<f64>,
    processing: Option<f64>,
}

/// Points of one target, joined from its series.
#[derive(Default)]
pub(super) struct Points {
    points: BTreeMap<i64, Point>,
    target: Option<BTreeMap<String, String>>,
}

/// A series by its name and labels.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) labels: BTreeMap<String, String>,
}

/// What of a scrape a series tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Measure {
    Success,
    Duration,
    Status,
    Resolve,
    Connect,
    Tls,
    Processing,
}

/// Why a series is passed over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Passed {
    /// For a reason that is counted.
    Skip(Skip),
    /// It is that of another target, and nobody declared which is meant.
    Several,
}

impl Points {
    /// What a series tells of the declared target.
    pub(super) fn measure(&mut self, series: &Series, mapping: &Mapping) -> Result<Measure, Passed> {
        let measure = series.measure().ok_or(Passed::Skip(Skip::OtherMetric))?;
        if mapping.labels.iter().any(|(label, value)| series.labels.get(label) != Some(value)) {
            return Err(Passed::Skip(Skip::OtherSeries));
        }
        let mut target = series.labels.clone();
        target.remove("phase");
        match &self.target {
            Some(known) if *known != target => Err(Passed::Several),
            Some(_) => Ok(measure),
            None => {
                self.target = Some(target);
                Ok(measure)
            }
        }
    }

    /// Takes a value in.
    pub(super) fn add(&mut self, at: Moment, measure: Measure, value: f64) -> Result<(), Skip> {
        if self.points.len() >= MOST && !self.points.contains_key(&at.0) {
            return Err(Skip::OutOfOrder);
        }
        let point = self.points.entry(at.0).or_default();
        if value.is_nan() {
            point.stale |= measure == Measure::Success;
            return Err(Skip::NoValue);
        }
        match measure {
            Measure::Success => point.success = Some(value > 0.5),
            Measure::Status => point.status = status(value),
            Measure::Duration => point.duration = Some(value),
            Measure::Resolve => point.resolve = Some(value),
            Measure::Connect => point.connect = Some(value),
            Measure::Tls => point.tls = Some(value),
            Measure::Processing => point.processing = Some(value),
        }
        Ok(())
    }

    /// The samples. `queried`: the points stand where a query asked, not where a scrape was, so that one scrape may come
    /// several times, for up to five minutes after the scraper died: it counts once.
    pub(super) fn samples(&self, mapping: &Mapping, queried: bool, tally: &mut Tally) -> Vec<Sample> {
        let mut out: Vec<Sample> = Vec::new();
        let mut scrape = None;
        for (at, point) in &self.points {
            let at = Moment(*at);
            if point.stale
                && let Some(last) = out.last_mut()
            {
                last.every = u32::try_from(at.since(last.at)).map_or(last.every, |until| until.min(last.every));
            }
            let Some(success) = point.success else { continue };
            let duration = point.duration.map(f64::to_bits);
            if queried && duration.is_some() && duration == scrape {
                tally.turn(Skip::Repeated, 1);
                continue;
            }
            scrape = duration;
            let class = if success { Class::Good } else { point.failure(mapping) };
            let code = point.status.unwrap_or_default();
            let phases = point.phases(success);
            out.push(Sample { sequence: out.len() as u64, at, every: u32::MAX, lag: 0, class, code, phases });
        }
        let every = mapping.every.or_else(|| interval(&out)).unwrap_or(60_000);
        for sample in &mut out {
            // Less where the series ended before.
            sample.every = sample.every.min(every);
        }
        out
    }

    /// Whether the durations, by which a repeated scrape is known, are there.
    pub(super) fn has_durations(&self) -> bool {
        self.points.values().any(|point| point.duration.is_some())
    }
}

impl Series {
    fn measure(&self) -> Option<Measure> {
        Some(match (self.name.as_str(), self.labels.get("phase").map(String::as_str)) {
            ("probe_success", None) => Measure::Success,
            ("probe_duration_seconds", None) => Measure::Duration,
            ("probe_http_status_code", None) => Measure::Status,
            ("probe_http_duration_seconds", Some("resolve")) => Measure::Resolve,
            ("probe_http_duration_seconds", Some("connect")) => Measure::Connect,
            ("probe_http_duration_seconds", Some("tls")) => Measure::Tls,
            ("probe_http_duration_seconds", Some("processing")) => Measure::Processing,
            _ => return None,
        })
    }
}

impl Point {
    /// What a failed probe proves.
    fn failure(&self, mapping: &Mapping) -> Class {
        match self.status {
            Some(401 | 403) => Class::Authentication,
            Some(429) => Class::Quota,
            Some(502..=504) => Class::GatewayStatus,
            Some(300..=399) => Class::Redirected,
            // An answer with a good status that did not hold what it must.
            Some(200..=299) => Class::Assertion,
            Some(1..) => Class::ServiceStatus,
            // Connected, and no answer.
            Some(0) | None if self.connect.is_some_and(|seconds| seconds > 0.0) => Class::ServiceTimeout,
            Some(0) | None => mapping.failed,
        }
    }

    fn phases(&self, success: bool) -> Phases {
        // The exporter writes nought for a phase that was not reached.
        let reached = |seconds: Option<f64>| seconds.filter(|seconds| *seconds > 0.0).and_then(ticks);
        Phases {
            name: reached(self.resolve),
            connect: reached(self.connect),
            tls: reached(self.tls),
            first_byte: reached(self.processing),
            whole: reached(self.duration.filter(|_| success)),
        }
    }
}

/// The usual distance of two scrapes.
fn interval(samples: &[Sample]) -> Option<u32> {
    let mut apart = BTreeMap::new();
    for (last, next) in samples.iter().zip(samples.iter().skip(1)) {
        // Scrapes are some milliseconds early or late.
        let rounded = u32::try_from((next.at.since(last.at) + 50) / 100 * 100).unwrap_or(u32::MAX);
        *apart.entry(rounded.max(100)).or_insert(0_u64) += 1;
    }
    apart.into_iter().max_by_key(|(every, count)| (*count, std::cmp::Reverse(*every))).map(|(every, _)| every)
}

fn status(value: f64) -> Option<u16> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and 999")]
    (0.0..=999.0).contains(&value).then_some(value as u16)
}

fn ticks(seconds: f64) -> Option<Ticks> {
    let ticks = (seconds * 100_000.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds of 32 bits")]
    (0.0..=f64::from(u32::MAX)).contains(&ticks).then_some(ticks as Ticks)
}
