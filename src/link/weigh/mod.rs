//! What the store holds of the links of a system, weighed by a policy, in the form in which the probe `link` hands it on.

mod figures;
mod gather;
mod lines;
#[cfg(test)]
mod tests;
mod watchers;

use crate::ledger::LedgerError;
use crate::ledger::samples::{Moment, SampleStore, Stretch};
use crate::probe::link::{Hop, Policy, Stop, Watched, WatchedLink};
use crate::profile::LinkPolicy;
use crate::system::{Kind, LinkWatch, Subject, System};

use super::calendar;
use super::stop::{PlannedStop, Verdict, judge_stops};
use figures::{share_percent, whole_seconds};
use gather::{Series, gather};
use lines::{Lines, lines};

pub use lines::line_use;

/// Days of the longest window.
const MONTH: u32 = 30;

/// The most hops and places that are told of one link.
const MOST_HOPS: usize = 1_000;

/// The most hops and places whose single days are told.
const MOST_DETAILED: usize = 64;

/// Weighs every link of a system. `days` is how many single days are told of a hop.
pub fn weigh(
    store: &dyn SampleStore,
    system: &System,
    policy: &LinkPolicy,
    now: Moment,
    days: u32,
) -> Result<Watched, LedgerError> {
    let mut watched = Watched::default();
    for subject in system.subjects.iter().filter(|subject| subject.kind == Kind::Link) {
        if let Some(link) = weigh_link(store, system, subject, policy, now, days)? {
            watched.note(&subject.id, link);
        }
    }
    Ok(watched)
}

/// Weighs one link; `None` where there is no sample of it, nor any counter of its lines.
pub fn weigh_link(
    store: &dyn SampleStore,
    system: &System,
    subject: &Subject,
    policy: &LinkPolicy,
    now: Moment,
    days: u32,
) -> Result<Option<WatchedLink>, LedgerError> {
    let declared = declared(subject);
    let within = calendar::last_days(days.max(MONTH), now);
    let mut all = gather(store, &system.id, subject, within)?;
    let Lines { told: lines, last: last_reading } = lines(store, &system.id, &subject.id, within)?;
    // Counters of a line say nothing of its hops: they stand for the last sample only where there is no other.
    let Some(last) = all.iter().filter_map(|series| series.last).max().or(last_reading) else { return Ok(None) };
    let more_hops = all.len().saturating_sub(MOST_HOPS);
    all.truncate(MOST_HOPS);
    let stops = planned(declared);
    let places = Places { store, policy, stops: &stops, now, days };
    let mut hops = Vec::new();
    for (nth, series) in all.iter().enumerate() {
        hops.push(places.hop(series, &all, nth < MOST_DETAILED)?);
    }
    let mut vantages: Vec<_> = all.iter().map(|series| series.key.vantage.clone()).collect();
    vantages.sort();
    vantages.dedup();
    let (disagreements, more_disagreements) = watchers::disagreements(&all, policy);
    Ok(Some(WatchedLink {
        from: within.from.timestamp(),
        until: within.to.timestamp(),
        samples: all.iter().map(|series| series.samples()).sum(),
        last_sample_age_s: whole_seconds(now.since(last).max(0)),
        vantages,
        watcher: watchers::watcher(&all, within),
        hops,
        more_hops: i64::try_from(more_hops).unwrap_or(i64::MAX),
        stops: told_stops(&stops, &all, policy),
        disagreements,
        more_disagreements,
        lines,
        application_timeout_ms: declared
            .and_then(|watch| watch.application_timeout)
            .map(|time| time.as_secs_f64() * 1_000.0)
            .into(),
        policy: told_policy(policy),
    }))
}

/// What every hop is weighed against.
struct Places<'a> {
    store: &'a dyn SampleStore,
    policy: &'a LinkPolicy,
    stops: &'a [PlannedStop],
    now: Moment,
    days: u32,
}

impl Places<'_> {
    fn hop(&self, series: &Series, all: &[Series], detailed: bool) -> Result<Hop, LedgerError> {
        let sight = figures::Sight::of(self, series, all);
        sight.hop(self, detailed)
    }
}

/// How the subject's link is declared to be watched.
pub(super) fn declared(subject: &Subject) -> Option<&LinkWatch> {
    match &subject.place {
        crate::system::Place::Web(web) => web.watch(),
        _ => None,
    }
}

/// The planned stops, as the derivation reads them.
fn planned(declared: Option<&LinkWatch>) -> Vec<PlannedStop> {
    let stops = declared.map_or(&[][..], |watch| &watch.stops);
    let mut own: Vec<_> = stops
        .iter()
        .map(|stop| PlannedStop {
            stretch: Stretch { from: Moment::of(stop.from), to: Moment::of(stop.to) },
            announced: stop.announced,
            document: stop.document.clone(),
            reason: stop.reason.clone(),
        })
        .collect();
    own.sort();
    own
}

fn told_stops(stops: &[PlannedStop], all: &[Series], policy: &LinkPolicy) -> Vec<Stop> {
    let Some(first) = all.first() else { return Vec::new() };
    let whole = super::outages(&first.timeline, policy);
    let notices = judge_stops(stops, &first.timeline, &whole, policy);
    let reaching = |stop: &&(usize, &PlannedStop)| stop.1.stretch.common(first.timeline.within).is_some();
    let told = stops.iter().enumerate().collect::<Vec<_>>();
    told.iter()
        .filter(reaching)
        .map(|(nth, stop)| {
            let notice = notices.iter().find(|notice| notice.stop == *nth);
            let day = calendar::day_of(stop.stretch.from);
            let name = stop.document.clone().unwrap_or_else(|| day.to_string());
            Stop {
                name,
                from: stop.stretch.from.timestamp(),
                until: stop.stretch.to.timestamp(),
                announced: stop.announced.map(|day| day.to_string()).into(),
                working_days: notice.and_then(|notice| notice.working_days).map_or(0, i64::from),
                in_time: notice.is_some_and(|notice| notice.verdict == Verdict::InTime),
            }
        })
        .collect()
}

fn told_policy(policy: &LinkPolicy) -> Policy {
    Policy {
        confirm: policy.confirm.into(),
        recover: policy.recover.into(),
        incident_gap_s: policy.incident_gap_s.into(),
        flapping: policy.flapping.into(),
        assumed_outage_s: policy.assumed_outage_s.into(),
        office_from: policy.office.from.strftime("%H:%M").to_string(),
        office_to: policy.office.to.strftime("%H:%M").to_string(),
        holidays: policy.office.holidays.iter().map(ToString::to_string).collect(),
        notice_working_days: policy.notice_working_days.into(),
        budget_days: policy.budget.days.into(),
        budget_percent: share_percent(i64::from(policy.budget.parts), 10_000),
    }
}
