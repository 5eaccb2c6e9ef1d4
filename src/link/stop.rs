//! Planned stops: whether they were announced in time, and what they excuse.

use jiff::civil::Date;

use super::calendar::{day_of, working_days_between};
use super::outage::Outage;
use super::stretches::{common, length, minus, union};
use super::timeline::Timeline;
use crate::ledger::samples::{Moment, Stretch};
use crate::profile::LinkPolicy;
use crate::text::Text;

/// A stop that somebody announced.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct PlannedStop {
    /// From when to when, as announced.
    pub stretch: Stretch,
    /// The day on which it was announced; `None` where nobody tells.
    pub announced: Option<Date>,
    /// The document of the announcement.
    pub document: Option<String>,
    /// The reason given.
    pub reason: Option<Text>,
}

/// What came of the notice of a stop.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Verdict {
    /// Announced in time.
    InTime,
    /// Announced too late.
    Late,
    /// Announced after the day on which it began.
    Afterwards,
    /// Nobody tells when it was announced.
    Undated,
    /// It ends before it begins.
    Senseless,
}

/// A stop and what came of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Notice {
    /// Which stop of the list.
    pub stop: usize,
    /// What came of its notice.
    pub verdict: Verdict,
    /// Whole working days between the day of the announcement and the day of the stop.
    pub working_days: Option<u32>,
    /// Milliseconds of the stop that were seen to be down.
    pub down_ms: i64,
    /// Milliseconds that an outage begun in the stop was seen to be down beyond its announced end.
    pub overrun_ms: i64,
}

impl Verdict {
    /// The word in facts, tables and metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InTime => "in-time",
            Self::Late => "late",
            Self::Afterwards => "afterwards",
            Self::Undated => "undated",
            Self::Senseless => "senseless",
        }
    }

    /// The verdict in words for people.
    pub fn text(self) -> Text {
        match self {
            Self::InTime => Text::new("thông báo đúng hạn", "announced in time"),
            Self::Late => Text::new("thông báo quá muộn", "announced too late"),
            Self::Afterwards => Text::new("thông báo sau khi đã tạm ngừng", "announced after it had begun"),
            Self::Undated => Text::new("không rõ ngày thông báo", "the day of the announcement is not known"),
            Self::Senseless => Text::new("thời gian khai báo không hợp lệ", "it ends before it begins"),
        }
    }
}

impl PlannedStop {
    /// What came of its notice, with the whole working days that it was announced ahead.
    pub fn verdict(&self, policy: &LinkPolicy) -> (Verdict, Option<u32>) {
        let day = day_of(self.stretch.from);
        let days = self.announced.map(|announced| working_days_between(announced, day, &policy.office));
        let verdict = match (self.announced, days) {
            _ if self.stretch.length() == 0 => Verdict::Senseless,
            (Some(announced), _) if announced > day => Verdict::Afterwards,
            (Some(_), Some(days)) if days >= policy.notice_working_days => Verdict::InTime,
            (Some(_), _) => Verdict::Late,
            (None, _) => Verdict::Undated,
        };
        (verdict, days)
    }
}

/// Judges every stop by its notice, and by what was seen.
pub fn judge_stops(stops: &[PlannedStop], timeline: &Timeline, outages: &[Outage], policy: &LinkPolicy) -> Vec<Notice> {
    let all = union(stops.iter().map(|stop| stop.stretch).collect());
    let judge = |(at, stop): (usize, &PlannedStop)| {
        let (verdict, working_days) = stop.verdict(policy);
        let place = |moment| outages.partition_point(|outage| outage.start.by < moment);
        let begun = outages.get(place(stop.stretch.from)..place(stop.stretch.to)).unwrap_or_default();
        let overrun = begun.iter().map(|outage| beyond(outage, stop.stretch, &all, timeline));
        Notice {
            stop: at,
            verdict,
            working_days,
            down_ms: timeline.down_within(stop.stretch),
            overrun_ms: overrun.fold(0, i64::saturating_add),
        }
    };
    stops.iter().enumerate().map(judge).collect()
}

/// The stretches of the stops that were announced in time, sorted, joined where they touch: what may be left out of the
/// figures.
pub fn valid_stops(stops: &[PlannedStop], policy: &LinkPolicy) -> Vec<Stretch> {
    let valid = stops.iter().filter(|stop| stop.verdict(policy).0 == Verdict::InTime);
    union(valid.map(|stop| stop.stretch).collect())
}

/// Marks the outages that began in a stop announced in time, or lay in one for the most part, and how far they went
/// beyond it.
pub fn mark_planned(outages: &mut [Outage], stops: &[PlannedStop], timeline: &Timeline, policy: &LinkPolicy) {
    let valid = valid_stops(stops, policy);
    let in_time = |stop: &PlannedStop| stop.verdict(policy).0 == Verdict::InTime;
    let stops: Vec<_> = stops.iter().enumerate().filter(|(_, stop)| in_time(stop)).collect();
    for outage in outages {
        let covers = |stop: &PlannedStop| {
            let inside = timeline.down_within(whole(outage).common(stop.stretch).unwrap_or(NEVER));
            begins_in(outage, stop.stretch) || inside > outage.observed_ms / 2
        };
        let stop = stops.iter().find(|(_, stop)| covers(stop));
        outage.planned = stop.map(|(at, _)| *at);
        outage.overrun_ms = stop.map_or(0, |(_, stop)| beyond(outage, stop.stretch, &valid, timeline));
    }
}

/// No time at all.
const NEVER: Stretch = Stretch { from: Moment(0), to: Moment(0) };

const fn whole(outage: &Outage) -> Stretch {
    Stretch { from: outage.start.by, to: outage.until }
}

fn begins_in(outage: &Outage, stop: Stretch) -> bool {
    stop.from <= outage.start.by && outage.start.by < stop.to
}

/// Milliseconds that an outage was seen down after the end of its stop, other stops left out.
fn beyond(outage: &Outage, stop: Stretch, stops: &[Stretch], timeline: &Timeline) -> i64 {
    let behind = Stretch { from: stop.to.max(outage.start.by), to: outage.until };
    minus(&union(vec![behind]), stops).into_iter().fold(0, |sum, part| sum.saturating_add(timeline.down_within(part)))
}

/// How much of a set of stretches lies in stops.
pub(super) fn planned(stretches: &[Stretch], stops: &[Stretch]) -> i64 {
    length(&common(stretches, stops))
}
