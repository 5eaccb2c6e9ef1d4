//! Blocks in the database.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::rows::Holding;
use crate::ledger::LedgerError;
use crate::ledger::samples::block::{Corrupt, Place, Span, Track, hour};
use crate::ledger::samples::{Moment, Sample, SeriesId, SessionId, Stretch};
use crate::text::text;

/// What a block's part takes at most, in bytes: more than [`crate::ledger::samples::block::MOST`] samples can.
const LONGEST: i64 = 24 << 20;

/// A block without its contents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) place: Place,
    /// How many samples.
    pub(super) samples: u64,
    /// When the first was due.
    pub(super) first: Moment,
    /// When the last was due.
    pub(super) last: Moment,
    /// Where its detail is; `None` where it was dropped.
    pub(super) detail: Option<i64>,
}

impl Part {
    const COLUMNS: &'static str = "series, session, hour, hours, samples, first, last, detail";

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            place: place(row)?,
            samples: row.get::<_, i64>(4)?.cast_unsigned(),
            first: Moment(row.get(5)?),
            last: Moment(row.get(6)?),
            detail: row.get(7)?,
        })
    }

    /// Whether all of it was due within a stretch.
    pub(super) fn is_within(&self, within: Stretch) -> bool {
        within.from <= self.first && self.last < within.to
    }
}

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        series: SeriesId(row.get(0)?),
        session: SessionId(row.get(1)?),
        span: Span { hour: row.get(2)?, hours: row.get(3)? },
    })
}

/// What is shown of a block: itself and one of its columns.
pub(super) type Show<'a> = &'a mut dyn FnMut(Part, Option<&[u8]>) -> Result<(), LedgerError>;

/// Shows every block of a series and session that reaches into a stretch, in the order of their spans, each with one of
/// its columns: `track`, where it is short, or `halves`.
pub(super) fn each(
    connection: &Connection,
    holding: &Holding,
    within: Stretch,
    column: &str,
    show: Show<'_>,
) -> Result<(), LedgerError> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT {}, {column} FROM block WHERE series = :series AND session = :session
         AND hour BETWEEN :low AND :high AND first < :to AND last >= :from ORDER BY hour, hours",
        Part::COLUMNS
    ))?;
    let mut rows = query.query(named_params! {
        ":series": holding.series.0,
        ":session": holding.session.0,
        ":low": hour(within.from) - Span::LONGEST,
        ":high": hour(within.to),
        ":from": within.from.0,
        ":to": within.to.0,
    })?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(8)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
        show(Part::of(row)?, bytes)?;
    }
    Ok(())
}

/// The block of a place.
pub(super) fn find(connection: &Connection, place: Place) -> Result<Option<Part>, LedgerError> {
    let Place { series, session, span: Span { hour, hours } } = place;
    let found = connection
        .prepare_cached(&format!(
            "SELECT {} FROM block WHERE series = ?1 AND session = ?2 AND hour = ?3 AND hours = ?4",
            Part::COLUMNS
        ))?
        .query_row([series.0, session.0, hour, hours], Part::of)
        .optional()?;
    Ok(found)
}

/// The blocks in which a number may be.
pub(super) fn with_number(connection: &Connection, holding: &Holding, number: i64) -> Result<Vec<Place>, LedgerError> {
    let mut query = connection.prepare_cached(
        "SELECT series, session, hour, hours FROM block
         WHERE series = ?1 AND session = ?2 AND low <= ?3 AND high >= ?3",
    )?;
    let places = query.query_map([holding.series.0, holding.session.0, number], place)?;
    Ok(places.collect::<Result<_, _>>()?)
}

/// Blocks with a detail that end by an hour, some at a time, in the order of their spans, after one of them.
pub(super) fn with_detail(
    connection: &Connection,
    before: i64,
    after: Option<Place>,
    most: u32,
) -> Result<Vec<Part>, LedgerError> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT {} FROM block WHERE detail IS NOT NULL AND hour + hours <= ?1 AND hour < ?1
         AND (hour, series, session, hours) > (?2, ?3, ?4, ?5) ORDER BY hour, series, session, hours LIMIT ?6",
        Part::COLUMNS
    ))?;
    let least = (i64::MIN, i64::MIN, i64::MIN, i64::MIN);
    let (hour, series, session, hours) =
        after.map_or(least, |Place { series, session, span }| (span.hour, series.0, session.0, span.hours));
    let parts = query.query_map(params![before, hour, series, session, hours, most], Part::of)?;
    Ok(parts.collect::<Result<_, _>>()?)
}

/// The track of a block.
pub(super) fn track(connection: &Connection, place: Place) -> Result<Track, LedgerError> {
    let bytes = column(connection, place, "track")?.unwrap_or_default();
    place.track(&bytes).map_err(|corrupt| broken(place, corrupt))
}

/// The sketches of a block as bytes.
pub(super) fn halves(connection: &Connection, place: Place) -> Result<Option<Vec<u8>>, LedgerError> {
    column(connection, place, "halves")
}

fn column(connection: &Connection, place: Place, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
    let Place { series, session, span: Span { hour, hours } } = place;
    let bytes = connection
        .prepare_cached(&format!(
            "SELECT CASE WHEN length({name}) <= {LONGEST} THEN {name} END FROM block
             WHERE series = ?1 AND session = ?2 AND hour = ?3 AND hours = ?4"
        ))?
        .query_row([series.0, session.0, hour, hours], |row| row.get(0))
        .optional()?;
    Ok(bytes.flatten())
}

/// The samples of a block: as far as its track tells where its detail was dropped.
pub(super) fn samples(connection: &Connection, part: &Part) -> Result<Vec<Sample>, LedgerError> {
    let mut samples = track(connection, part.place)?.bare();
    if let Some(detail) = part.detail {
        let bytes: Option<Vec<u8>> = connection
            .prepare_cached(&format!(
                "SELECT CASE WHEN length(body) <= {LONGEST} THEN body END FROM detail WHERE id = ?1"
            ))?
            .query_row([detail], |row| row.get(0))
            .optional()?
            .flatten();
        let filled = part.place.detail(&bytes.unwrap_or_default(), &mut samples);
        filled.map_err(|corrupt| broken(part.place, corrupt))?;
    }
    Ok(samples)
}

/// A block that cannot be what was written, with its place.
pub(super) fn broken(place: Place, corrupt: Corrupt) -> LedgerError {
    let Place { series: SeriesId(series), session: SessionId(session), span } = place;
    let (hour, Corrupt(what)) = (span.begins().timestamp(), corrupt);
    LedgerError::Broken(text!(
        "khối mẫu đo của chuỗi {series}, phiên {session}, từ {hour} bị hỏng ở cột `{what}`",
        "the block of samples of series {series}, session {session}, from {hour} is damaged in column `{what}`"
    ))
}
