//! The series of a link with all that is known of each.

use crate::ledger::LedgerError;
use crate::ledger::samples::{Moment, Run, SampleStore, SeriesId, SeriesKey, Stretch};
use crate::link::{HopSide, Known, Timeline};
use crate::system::{ExpectedAnswer, Subject};
use crate::text::Text;

/// What begins the watcher's name of a session that was brought in from elsewhere.
const IMPORTED: &str = "import";

/// One hop from one place.
pub(super) struct Series {
    pub(super) id: SeriesId,
    pub(super) key: SeriesKey,
    /// Its name for people.
    pub(super) title: Text,
    /// Whose it is.
    pub(super) side: HopSide,
    /// What its request must be answered with.
    pub(super) answer: ExpectedAnswer,
    /// Whether the system's own watch measured it.
    pub(super) own: bool,
    /// What is known, before anything is laid to anybody.
    pub(super) timeline: Timeline,
    pub(super) runs: Vec<Run>,
    pub(super) sessions: Vec<Known>,
    /// When its last sample was due.
    pub(super) last: Option<Moment>,
}

impl Series {
    /// How many samples it has within the stretch.
    pub(super) fn samples(&self) -> i64 {
        self.runs.iter().map(|run| i64::from(run.samples)).sum()
    }

    /// The interval of its latest samples, in milliseconds.
    pub(super) fn every(&self) -> i64 {
        self.runs.last().map_or(0, |run| i64::from(run.every))
    }
}

/// Every series of a subject's link within a stretch, hops in the order of the declaration. A series of a hop that is
/// no longer declared is left out, as long as any is.
pub(super) fn gather(
    store: &dyn SampleStore,
    system: &str,
    subject: &Subject,
    within: Stretch,
) -> Result<Vec<Series>, LedgerError> {
    let declared = super::declared(subject);
    let mut all = Vec::new();
    for (id, key) in store.all_series(system)?.into_iter().filter(|(_, key)| key.subject == subject.id) {
        let place = match declared {
            Some(watch) => match watch.hops.iter().position(|hop| hop.id == key.hop) {
                Some(place) => place,
                None => continue,
            },
            None => 0,
        };
        let hop = declared.and_then(|watch| watch.hop(&key.hop));
        let title = hop.map_or_else(|| Text::same(&key.hop), |hop| hop.title.clone());
        let side = hop.map_or(HopSide::Far, |hop| hop.side);
        let answer = hop.map_or(ExpectedAnswer::Good, |hop| hop.expect.answer);
        all.push((place, Series { answer, ..series(store, id, key, title, side, within)? }));
    }
    all.sort_by(|(left, one), (right, other)| (left, !one.own, &one.key).cmp(&(right, !other.own, &other.key)));
    Ok(all.into_iter().map(|(_, series)| series).collect())
}

fn series(
    store: &dyn SampleStore,
    id: SeriesId,
    key: SeriesKey,
    title: Text,
    side: HopSide,
    within: Stretch,
) -> Result<Series, LedgerError> {
    let last = store.last(id)?.map(|(_, sample)| sample);
    // What was due shortly before the stretch still speaks for its beginning.
    let every = last.map_or(0, |sample| i64::from(sample.every));
    let reach = Stretch { from: within.from.plus(-(every + every / 2)), to: within.to };
    let runs = store.runs(id, reach)?;
    let sessions = store.sessions(&key.vantage, reach)?;
    let own = sessions.is_empty() || sessions.iter().any(|(_, session, _)| !session.watcher.starts_with(IMPORTED));
    let timeline = Timeline::of(within, &runs, &sessions);
    let last = last.map(|sample| sample.at).filter(|at| *at >= within.from);
    Ok(Series { id, key, title, side, answer: ExpectedAnswer::Good, own, timeline, runs, sessions, last })
}
