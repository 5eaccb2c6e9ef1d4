//! One sample of every hop that is due, for those who call from a timer: the session goes on from call to call.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::ledger::LedgerError;
use crate::ledger::samples::{ClockEvent, Moment, Sample, SampleStore, SeriesId, Session, SessionId, Stretch};
use crate::wire::timed::{Tick, now};

use super::lateness::{LATE, Lateness};
use super::prober::Prober;
use super::run::Lane;

/// How far back a session is looked for that may go on, in milliseconds.
const BACK: i64 = 40 * 24 * 3_600_000;
/// How far the wall clock may go astray before it counts as a step, in milliseconds.
const STEP: i64 = 500;
/// A step from which on a session is not gone on with, in milliseconds.
const ANEW: i64 = 5_000;
/// What is older is packed, in milliseconds.
const PACKED: i64 = 3_600_000;

/// What a call is given.
pub struct Call<'a> {
    /// The hops.
    pub lanes: &'a [Lane],
    /// From where they are watched.
    pub vantage: &'a str,
    /// What the watcher calls itself; the same from call to call.
    pub watcher: &'a str,
    /// The machine's boot.
    pub boot: &'a str,
    /// Who probes.
    pub prober: Arc<dyn Prober>,
    /// Where the clocks stand.
    pub tick: Tick,
}

/// The sample of a hop after a call: the one that was taken or, where the hop was not due yet, its last one.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// The position of its hop.
    pub hop: usize,
    /// It.
    pub sample: Sample,
    /// Whether it was taken by this call.
    pub fresh: bool,
}

/// Samples every hop that is due, and stores the samples. A hop that is not due stands as its last sample says: who calls
/// too early must not read that all is well.
pub async fn once(call: Call<'_>, store: &mut dyn SampleStore) -> Result<Vec<Taken>, LedgerError> {
    let (session, at) = go_on(&call, store)?;
    let (mut due, mut standing, mut packing) = (Vec::new(), Vec::new(), false);
    for (hop, lane) in call.lanes.iter().enumerate() {
        let series = store.series(&lane.key)?;
        let last = store.last(series)?;
        let every = i64::try_from(lane.every.as_millis()).unwrap_or(i64::MAX);
        // Timers are not exact: who calls a little early means this turn, and not the one after it.
        let early = (every / 10).min(30_000);
        if let Some((_, sample)) = last.filter(|(_, last)| at.since(last.at).abs() < every - early) {
            standing.push(Taken { hop, sample, fresh: false });
            continue;
        }
        packing |= last.is_some_and(|(_, last)| last.at.0.div_euclid(PACKED) != at.0.div_euclid(PACKED));
        let sequence = last.filter(|(own, _)| *own == session).map_or(0, |(_, last)| last.sequence + 1);
        due.push((hop, series, sequence));
    }
    let taken = probe(&call, at, due).await;
    let samples: Vec<_> = taken.iter().map(|(series, taken)| (*series, taken.sample)).collect();
    store.append(session, &samples)?;
    if packing {
        store.pack(at.plus(-PACKED))?;
    }
    Ok(taken.into_iter().map(|(_, taken)| taken).chain(standing).collect())
}

/// The session that goes on, or a new one, and the time on its clock.
fn go_on(call: &Call<'_>, store: &mut dyn SampleStore) -> Result<(SessionId, Moment), LedgerError> {
    let wall = Moment::of(call.tick.wall);
    let monotonic = i64::try_from(call.tick.monotonic.as_millis()).unwrap_or(i64::MAX);
    let within = Stretch { from: wall.plus(-BACK), to: wall.plus(BACK) };
    let own = |(_, session, _): &(SessionId, Session, Vec<ClockEvent>)| {
        session.watcher == call.watcher
            && session.boot == call.boot
            && session.ended.is_none()
            && session.monotonic <= monotonic
    };
    if let Some((id, session, events)) = store.sessions(call.vantage, within)?.into_iter().rev().find(own) {
        let at = session.began.plus(monotonic - session.monotonic);
        let known: i64 = events.iter().map(|event| event.step).sum();
        let step = wall.since(at) - known;
        if step.abs() <= STEP {
            return Ok((id, at));
        }
        // Between two calls a sleep and a step look alike: the monotonic clock stood still, or the wall clock moved.
        store.note_clock(id, &ClockEvent { at, step, slept: false })?;
        if (step + known).abs() <= ANEW {
            return Ok((id, at));
        }
        store.end_session(id, at)?;
    }
    let session = Session {
        vantage: call.vantage.to_owned(),
        watcher: call.watcher.to_owned(),
        boot: call.boot.to_owned(),
        began: wall,
        monotonic,
        ended: None,
    };
    Ok((store.begin_session(&session)?, wall))
}

/// Probes all at once; the order is that of the hops.
async fn probe(call: &Call<'_>, at: Moment, due: Vec<(usize, SeriesId, u64)>) -> Vec<(SeriesId, Taken)> {
    let mut probings = JoinSet::new();
    for (hop, series, sequence) in due {
        let prober = Arc::clone(&call.prober);
        probings.spawn(async move {
            let began = now();
            let finding = prober.probe(hop, sequence).await;
            (hop, series, sequence, began, now(), finding)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = probings.join_next().await {
        all.extend(done.ok());
    }
    let mut lateness = Lateness::default();
    for (hop, _, _, began, ended, _) in &all {
        let limit = call.lanes.get(*hop).map_or(LATE, |lane| lane.timeout + LATE);
        if ended.saturating_duration_since(*began) > limit {
            lateness.note(*ended);
        }
    }
    all.sort_by_key(|(hop, ..)| *hop);
    let sample = |(hop, series, sequence, began, ended, finding): (usize, SeriesId, u64, _, _, super::Finding)| {
        let lane = call.lanes.get(hop)?;
        let every = u32::try_from(lane.every.as_millis()).unwrap_or(u32::MAX);
        let class = lateness.judged(finding.class, began, ended);
        let sample = Sample { sequence, at, every, lag: 0, class, code: finding.code, phases: finding.phases };
        Some((series, Taken { hop, sample, fresh: true }))
    };
    all.into_iter().filter_map(sample).collect()
}
