//! Taking samples in.

use rusqlite::{Connection, Transaction};

use super::parts;
use super::rows::{Holding, number};
use crate::ledger::LedgerError;
use crate::ledger::samples::{Sample, SeriesId, SessionId};

/// Stores samples of a session. One whose number is stored already is left as it is; of two with the same number in one
/// call the first is taken.
pub(super) fn append(
    transaction: &Transaction<'_>,
    session: SessionId,
    samples: &[(SeriesId, Sample)],
) -> Result<(), LedgerError> {
    let mut sorted: Vec<_> = samples.iter().collect();
    sorted.sort_by_key(|(series, sample)| (*series, sample.sequence));
    for group in sorted.chunk_by(|(before, _), (after, _)| before == after) {
        let Some((series, _)) = group.first() else { continue };
        let mut holding = Holding::find(transaction, *series, session)?;
        let mut known = Known::default();
        for (_, sample) in group {
            let number = number(sample.sequence)?;
            if number <= holding.packed && known.holds(transaction, &holding, number)? {
                continue;
            }
            if holding.insert(transaction, number, sample)? {
                holding.take(number, sample.at);
            }
        }
        holding.write(transaction)?;
    }
    Ok(())
}

/// The numbers of the block that was looked at last.
#[derive(Default)]
struct Known(Vec<u64>);

impl Known {
    /// Whether a number is in a block.
    fn holds(&mut self, connection: &Connection, holding: &Holding, number: i64) -> Result<bool, LedgerError> {
        let sequence = number.cast_unsigned();
        if self.0.binary_search(&sequence).is_ok() {
            return Ok(true);
        }
        for place in parts::with_number(connection, holding, number)? {
            let mut numbers: Vec<_> =
                parts::track(connection, place)?.bare().iter().map(|sample| sample.sequence).collect();
            numbers.sort_unstable();
            if numbers.binary_search(&sequence).is_ok() {
                self.0 = numbers;
                return Ok(true);
            }
        }
        Ok(false)
    }
}
