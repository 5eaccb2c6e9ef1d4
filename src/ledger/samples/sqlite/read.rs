//! Answers from rows and blocks together.

use std::collections::{BTreeMap, btree_map};
use std::ops::RangeInclusive;

use rusqlite::Connection;

use super::parts::{self, Part};
use super::rows::{Holding, slot};
use crate::ledger::LedgerError;
use crate::ledger::samples::block::{Span, Track, answered, holds, hour};
use crate::ledger::samples::sketch::Counts;
use crate::ledger::samples::{Run, Sample, SeriesId, SessionId, Sketch, Stretch, push};

/// A track that is listed with its block, in bytes; a longer one is fetched when its turn comes.
const SHORT: usize = 1_024;

/// Shows every sample that was due within a stretch, in the order of time, session and number.
pub(super) fn samples(
    connection: &Connection,
    series: SeriesId,
    within: Stretch,
    show: &mut dyn FnMut(SessionId, &Sample),
) -> Result<(), LedgerError> {
    let holdings = Holding::reaching(connection, series, within)?;
    let mut pieces = Vec::new();
    for holding in &holdings {
        pieces.extend(pieces_of(connection, holding, within)?.into_iter().filter(Piece::is_detailed));
    }
    pieces.sort_by_key(|piece| piece.span);
    for cluster in clusters(&mut pieces) {
        let mut samples = Vec::new();
        for piece in cluster {
            let session = piece.holding.session;
            samples.extend(piece.samples(connection, within)?.into_iter().map(|sample| (session, sample)));
        }
        samples.sort_by_key(|(session, sample)| (sample.at, *session, sample.sequence));
        samples.iter().for_each(|(session, sample)| show(*session, sample));
    }
    Ok(())
}

/// The runs of each session by itself, in the order of their beginnings.
pub(super) fn runs(connection: &Connection, series: SeriesId, within: Stretch) -> Result<Vec<Run>, LedgerError> {
    let mut all = Vec::new();
    for holding in Holding::reaching(connection, series, within)? {
        let mut runs = Vec::new();
        let mut pieces = pieces_of(connection, &holding, within)?;
        for cluster in clusters(&mut pieces) {
            if let [Piece { what: What::Block(part, track), .. }] = cluster {
                let track = match track.take() {
                    Some(track) => track,
                    None => parts::track(connection, part.place)?,
                };
                track.runs(holding.session, within, &mut runs);
                continue;
            }
            let mut samples = Vec::new();
            for piece in cluster {
                samples.extend(piece.samples(connection, within)?);
            }
            samples.sort_by_key(|sample| (sample.at, sample.sequence));
            samples.iter().for_each(|sample| push(&mut runs, Run::of(holding.session, sample)));
        }
        all.extend(runs);
    }
    all.sort_by_key(|run| (run.first, run.session));
    Ok(all)
}

/// The whole times of what was answered within a stretch. Where single samples were dropped, a half hour's sketch is
/// taken whole by the stretch in which the half hour begins.
pub(super) fn latency(connection: &Connection, series: SeriesId, within: Stretch) -> Result<Sketch, LedgerError> {
    let mut counts = Counts::default();
    for holding in Holding::reaching(connection, series, within)? {
        parts::each(connection, &holding, within, "halves", &mut |part, halves| {
            let broken = |corrupt| parts::broken(part.place, corrupt);
            match (halves, part.detail) {
                (Some(halves), Some(_)) if part.is_within(within) => {
                    let mut add = |_, size, count| counts.add_many(size, count);
                    part.place.halves(halves, &mut add).map_err(broken)
                }
                (Some(halves), None) => {
                    let stands_for = |half| part.place.stands_for(half, part.first);
                    let mut add = |half, size, count| {
                        if holds(within, stands_for(half)) {
                            counts.add_many(size, count);
                        }
                    };
                    part.place.halves(halves, &mut add).map_err(broken)
                }
                (_, Some(_)) => {
                    let samples = parts::samples(connection, &part)?;
                    let due = samples.iter().filter(|sample| holds(within, sample.at));
                    due.filter_map(answered).for_each(|whole| counts.add(whole));
                    Ok(())
                }
                (None, None) => Ok(()),
            }
        })?;
        holding.rows_within(connection, holding.slots(), &mut |sample| {
            if holds(within, sample.at)
                && let Some(whole) = answered(&sample)
            {
                counts.add(whole);
            }
            Ok(())
        })?;
    }
    Ok(counts.into())
}

/// The last sample of a series; `None` also where it was dropped.
pub(super) fn last(connection: &Connection, series: SeriesId) -> Result<Option<(SessionId, Sample)>, LedgerError> {
    let Some(latest) = Holding::latest(connection, series)? else { return Ok(None) };
    let mut found: Option<Sample> = None;
    if !latest.slots().is_empty() {
        // The one with the highest number nearly always is the last.
        let top = slot(latest.high);
        latest.rows_within(connection, top..=top, &mut |sample| {
            found = found.filter(|found| found.at > sample.at).or(Some(sample));
            Ok(())
        })?;
        if found.is_some_and(|sample| sample.at == latest.last && sample.sequence == latest.high.cast_unsigned()) {
            return Ok(found.map(|sample| (latest.session, sample)));
        }
    }
    let mut found = None;
    let within = Stretch { from: latest.last, to: latest.last.plus(1) };
    samples(connection, series, within, &mut |session, sample| found = Some((session, *sample)))?;
    Ok(found)
}

/// What of a series and session lies in a span of time.
struct Piece<'a> {
    holding: &'a Holding,
    span: Span,
    what: What,
}

enum What {
    /// A block, and its track where that is short.
    Block(Part, Option<Track>),
    /// Rows of an hour, and the slots in which they are.
    Rows(RangeInclusive<i64>),
}

impl Piece<'_> {
    fn is_detailed(&self) -> bool {
        !matches!(self.what, What::Block(Part { detail: None, .. }, _))
    }

    /// Its samples that were due within a stretch, in any order.
    fn samples(&self, connection: &Connection, within: Stretch) -> Result<Vec<Sample>, LedgerError> {
        let mut samples = match &self.what {
            What::Block(part, _) => parts::samples(connection, part)?,
            What::Rows(slots) => {
                let mut samples = Vec::new();
                self.holding.rows_within(connection, slots.clone(), &mut |sample| {
                    if hour(sample.at) == self.span.hour {
                        samples.push(sample);
                    }
                    Ok(())
                })?;
                samples
            }
        };
        samples.retain(|sample| holds(within, sample.at));
        Ok(samples)
    }
}

/// The pieces of a series and session within a stretch, in the order of their spans.
fn pieces_of<'a>(
    connection: &Connection,
    holding: &'a Holding,
    within: Stretch,
) -> Result<Vec<Piece<'a>>, LedgerError> {
    let mut pieces = Vec::new();
    let column = format!("CASE WHEN length(track) <= {SHORT} THEN track END");
    parts::each(connection, holding, within, &column, &mut |part, track| {
        let track = track.map(|track| part.place.track(track)).transpose();
        let track = track.map_err(|corrupt| parts::broken(part.place, corrupt))?;
        pieces.push(Piece { holding, span: part.place.span, what: What::Block(part, track) });
        Ok(())
    })?;
    let mut hours: BTreeMap<i64, RangeInclusive<i64>> = BTreeMap::new();
    holding.due(connection, &mut |number, at| {
        if holds(within, at) {
            let slot = slot(number);
            match hours.entry(hour(at)) {
                btree_map::Entry::Vacant(place) => drop(place.insert(slot..=slot)),
                btree_map::Entry::Occupied(mut place) => {
                    let slots = place.get().clone();
                    place.insert(*slots.start()..=slot.max(*slots.end()));
                }
            }
        }
    })?;
    let rows = hours.into_iter().map(|(hour, slots)| {
        let span = Span { hour, hours: 1 };
        Piece { holding, span, what: What::Rows(slots) }
    });
    pieces.extend(rows);
    pieces.sort_by_key(|piece| piece.span);
    Ok(pieces)
}

/// Parts of a list of pieces, in the order of their spans, of which no two have any time in common.
fn clusters<'a, 'b>(mut pieces: &'a mut [Piece<'b>]) -> impl Iterator<Item = &'a mut [Piece<'b>]> {
    std::iter::from_fn(move || {
        let mut end = i64::MIN;
        let mut many = 0;
        for piece in pieces.iter() {
            if many > 0 && piece.span.hour >= end {
                break;
            }
            end = end.max(piece.span.hour.saturating_add(piece.span.hours));
            many += 1;
        }
        let (cluster, rest) = std::mem::take(&mut pieces).split_at_mut_checked(many)?;
        pieces = rest;
        (many > 0).then_some(cluster)
    })
}
