//! Rows become blocks, and blocks lose their detail.
//!
//! Both work in transactions of some tens of thousands of rows: none changes an answer, so one after which the machine
//! stops is as good as all, and who samples meanwhile waits for one at most.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rusqlite::{Connection, Transaction, params};

use super::parts::{self, Part};
use super::rows::{Holding, Reading, SLOT, slot};
use super::transact;
use crate::ledger::LedgerError;
use crate::ledger::samples::block::{Halves, MOST, Place, Span, hour, is_worth_sketches};
use crate::ledger::samples::{Moment, Packed, Sample};

/// How many rows a transaction takes, and how many at most are in memory.
const ROWS: usize = 1 << 15;
/// How many blocks a transaction thins.
const BLOCKS: u32 = 256;

/// Packs every span that is over at a moment.
pub(super) fn pack(connection: &mut Connection, before: Moment) -> Result<Packed, LedgerError> {
    let mut queue: VecDeque<_> = Holding::with_rows(connection)?.into_iter().map(Work::new).collect();
    let mut packing = Packing { before, packed: Packed::default(), damage: None };
    while !queue.is_empty() {
        transact(connection, |transaction| {
            let mut room = ROWS;
            while let Some(work) = queue.front_mut() {
                if !work.go_on(transaction, &mut packing, &mut room)? {
                    break;
                }
                queue.pop_front();
            }
            Ok(())
        })?;
    }
    packing.damage.map_or(Ok(packing.packed), Err)
}

/// What a packing knows.
struct Packing {
    before: Moment,
    packed: Packed,
    /// The first damaged block that was met. Its rows stay; everything else is packed.
    damage: Option<LedgerError>,
}

/// A series and session that is being packed.
struct Work {
    holding: Holding,
    /// The slot to go on with.
    slot: i64,
    /// The lowest number of a row that stays.
    stays: Option<i64>,
}

impl Work {
    const fn new(holding: Holding) -> Self {
        Self { holding, slot: slot(holding.low), stays: None }
    }

    /// Packs as many rows as there is room for; says whether all are done.
    fn go_on(
        &mut self,
        transaction: &Transaction<'_>,
        packing: &mut Packing,
        room: &mut usize,
    ) -> Result<bool, LedgerError> {
        let known = self.holding.low;
        // With what was written since.
        self.holding = Holding::find(transaction, self.holding.series, self.holding.session)?;
        let mut read = self.read(transaction, packing.before, room)?;
        let mut gone = Vec::new();
        for (span, samples) in read.over {
            let place = Place { series: self.holding.series, session: self.holding.session, span };
            let numbers = samples.iter().map(|sample| sample.sequence.cast_signed());
            match block(transaction, place, &samples, &mut packing.packed) {
                Ok(true) => gone.extend(numbers),
                Ok(false) => read.staying.extend(numbers),
                Err(damage @ LedgerError::Broken(_)) => {
                    packing.damage.get_or_insert(damage);
                    read.staying.extend(numbers);
                }
                Err(error) => return Err(error),
            }
        }
        self.remove(transaction, gone, &read.staying)?;
        self.stays = self.stays.into_iter().chain(read.staying).min();
        // Unless a lower one came meanwhile, nothing is left below where the packing is but what stays.
        if self.holding.low == known {
            let reached = self.slot.saturating_mul(SLOT).min(self.holding.high.saturating_add(1));
            self.holding.low = self.stays.map_or(reached, |stays| stays.min(reached));
        }
        self.holding.write(transaction)?;
        Ok(read.is_done)
    }

    fn read(&mut self, transaction: &Transaction<'_>, before: Moment, room: &mut usize) -> Result<Rows, LedgerError> {
        let mut read = Rows { over: BTreeMap::new(), staying: BTreeSet::new(), is_done: false };
        let mut reading = Reading::new(transaction)?;
        while *room > 0 && !read.is_done {
            if self.slot > *self.holding.slots().end() {
                read.is_done = true;
                break;
            }
            let (mut rows, mut packs) = (0, 0);
            self.slot = self.holding.rows(&mut reading, self.slot, &mut |sample| {
                rows += 1;
                let span = Span::of(&sample);
                if span.is_over(before) {
                    packs += 1;
                    read.over.entry(span).or_default().push(sample);
                } else {
                    read.staying.insert(sample.sequence.cast_signed());
                }
                Ok(())
            })?;
            // From here on all is new: time goes with the numbers, and what does not is packed another day.
            read.is_done = rows > 0 && packs == 0;
            *room = room.saturating_sub(rows.max(1));
        }
        Ok(read)
    }

    /// Removes rows that were packed.
    fn remove(
        &mut self,
        transaction: &Transaction<'_>,
        mut gone: Vec<i64>,
        staying: &BTreeSet<i64>,
    ) -> Result<(), LedgerError> {
        gone.sort_unstable();
        for numbers in gone.chunk_by(|before, after| slot(*before) == slot(*after)) {
            let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { continue };
            self.holding.packed = self.holding.packed.max(*last);
            let begin = slot(*first) * SLOT;
            if staying.range(begin..=begin.saturating_add(SLOT - 1)).next().is_none() {
                self.holding.remove_slot(transaction, slot(*first))?;
                continue;
            }
            for number in numbers {
                self.holding.remove(transaction, *number)?;
            }
        }
        Ok(())
    }
}

/// Rows of one transaction.
struct Rows {
    /// Those of spans that are over.
    over: BTreeMap<Span, Vec<Sample>>,
    /// The numbers of the others.
    staying: BTreeSet<i64>,
    /// Whether there are no more to be packed.
    is_done: bool,
}

/// Writes samples into the block of their place, together with what it holds already. Says whether there is room.
fn block(
    transaction: &Transaction<'_>,
    place: Place,
    samples: &[Sample],
    packed: &mut Packed,
) -> Result<bool, LedgerError> {
    let before = parts::find(transaction, place)?;
    let mut all = samples.to_vec();
    if let Some(part) = &before {
        all.extend(parts::samples(transaction, part)?);
    }
    if all.len() > MOST {
        return Ok(false);
    }
    all.sort_by_key(|sample| (sample.at, sample.sequence));
    let mut halves = Halves::new();
    let was_thinned = before.is_some_and(|part| part.detail.is_none());
    if was_thinned {
        add_halves(transaction, place, &mut halves)?;
        place.sketch(samples, &mut halves);
    } else if is_worth_sketches(all.len()) {
        place.sketch(&all, &mut halves);
    }
    let halves = (was_thinned || !halves.is_empty()).then(|| place.put_halves(&halves));
    let track = place.put_track(&all);
    let detail = (!was_thinned).then(|| place.put_detail(&all));
    packed.samples += samples.len() as u64;
    packed.blocks += 1;
    packed.bytes += [Some(&track), halves.as_ref(), detail.as_ref()]
        .into_iter()
        .flatten()
        .map(|part| part.len() as u64)
        .sum::<u64>();
    let detail = match detail {
        Some(body) => Some(put_detail(transaction, before.and_then(|part| part.detail), &body)?),
        None => None,
    };
    put(transaction, place, &all, detail, &track, halves.as_deref())?;
    Ok(true)
}

/// Writes a detail where the one before was; returns its number.
fn put_detail(transaction: &Transaction<'_>, before: Option<i64>, body: &[u8]) -> Result<i64, LedgerError> {
    if let Some(id) = before {
        transaction.prepare_cached("UPDATE detail SET body = ?2 WHERE id = ?1")?.execute(params![id, body])?;
        return Ok(id);
    }
    transaction.prepare_cached("INSERT INTO detail (body) VALUES (?1)")?.execute([body])?;
    Ok(transaction.last_insert_rowid())
}

fn put(
    transaction: &Transaction<'_>,
    place: Place,
    all: &[Sample],
    detail: Option<i64>,
    track: &[u8],
    halves: Option<&[u8]>,
) -> Result<(), LedgerError> {
    let Place { series, session, span: Span { hour, hours } } = place;
    let numbers = || all.iter().map(|sample| sample.sequence.cast_signed());
    let (low, high) = (numbers().min(), numbers().max());
    let (first, last) = (all.first().map(|sample| sample.at.0), all.last().map(|sample| sample.at.0));
    transaction
        .prepare_cached(
            "INSERT INTO block (series, session, hour, hours, samples, low, high, first, last, detail, track, halves)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT DO UPDATE SET samples = ?5, low = ?6, high = ?7, first = ?8, last = ?9, detail = ?10,
                 track = ?11, halves = ?12",
        )?
        .execute(params![
            series.0,
            session.0,
            hour,
            hours,
            i64::try_from(all.len()).unwrap_or(i64::MAX),
            low,
            high,
            first,
            last,
            detail,
            track,
            halves
        ])?;
    Ok(())
}

/// Drops the detail of every block that ends by a moment; returns of how many samples. A damaged block stays as it is,
/// and is told at the end.
pub(super) fn thin(connection: &mut Connection, before: Moment) -> Result<u64, LedgerError> {
    let (mut after, mut thinned, mut damage) = (None, 0, None);
    loop {
        let parts = transact(connection, |transaction| {
            let parts = parts::with_detail(transaction, hour(before), after, BLOCKS)?;
            for part in &parts {
                match thin_one(transaction, part) {
                    Ok(()) => thinned += part.samples,
                    Err(broken @ LedgerError::Broken(_)) => drop(damage.get_or_insert(broken)),
                    Err(error) => return Err(error),
                }
            }
            Ok(parts)
        })?;
        match parts.last() {
            Some(last) => after = Some(last.place),
            None => return damage.map_or(Ok(thinned), Err),
        }
    }
}

fn thin_one(transaction: &Transaction<'_>, part: &Part) -> Result<(), LedgerError> {
    let Place { series, session, span: Span { hour, hours } } = part.place;
    let halves = match parts::halves(transaction, part.place)? {
        Some(halves) => {
            let read = part.place.halves(&halves, &mut |_, _, _| {});
            read.map_err(|corrupt| parts::broken(part.place, corrupt))?;
            halves
        }
        None => {
            let mut halves = Halves::new();
            part.place.sketch(&parts::samples(transaction, part)?, &mut halves);
            part.place.put_halves(&halves)
        }
    };
    transaction.prepare_cached("DELETE FROM detail WHERE id = ?1")?.execute([part.detail])?;
    transaction
        .prepare_cached(
            "UPDATE block SET detail = NULL, halves = ?5
             WHERE series = ?1 AND session = ?2 AND hour = ?3 AND hours = ?4",
        )?
        .execute(params![series.0, session.0, hour, hours, halves])?;
    Ok(())
}

/// Adds the sketches that a block has.
fn add_halves(transaction: &Transaction<'_>, place: Place, halves: &mut Halves) -> Result<(), LedgerError> {
    let Some(bytes) = parts::halves(transaction, place)? else { return Ok(()) };
    let mut add = |half, size, count| halves.entry(half).or_default().add_many(size, count);
    place.halves(&bytes, &mut add).map_err(|corrupt| parts::broken(place, corrupt))
}
