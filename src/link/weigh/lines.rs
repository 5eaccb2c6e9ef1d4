//! How full the lines of a link were.

use crate::fact::Fact;
use crate::ledger::LedgerError;
use crate::ledger::samples::{LineId, Moment, SampleStore, SeriesKey, Stretch};
use crate::link::line::{FULL, Line, LineUse, WEEK};
use crate::probe::link as fact;

use super::figures::{Rounding, rounded, share_percent};

/// The most lines that are told of one link.
const MOST_LINES: usize = 1_000;

/// How far back a reading before a stretch still says where the counters stood.
const BEFORE: i64 = 3_600_000;

/// The use of a line within a stretch, by everything that was brought in of it.
pub fn line_use(store: &dyn SampleStore, line: LineId, within: Stretch) -> Result<LineUse, LedgerError> {
    let reach = Stretch { from: within.from.plus(-BEFORE), to: within.to };
    let mut own = Line::default();
    store.readings(line, reach, &mut |terms, reading| own.add(terms, reading))?;
    let mut told = own.finish();
    told.weeks.retain(|week| week.days.from >= within.from);
    Ok(told)
}

/// The lines of a subject, and when the last of their readings was.
pub(super) struct Lines {
    pub(super) told: Vec<fact::LineUse>,
    pub(super) last: Option<Moment>,
}

pub(super) fn lines(
    store: &dyn SampleStore,
    system: &str,
    subject: &str,
    within: Stretch,
) -> Result<Lines, LedgerError> {
    let all: Vec<_> = store.all_lines(system)?.into_iter().filter(|(_, key)| key.subject == subject).collect();
    let mut lines = Lines { told: Vec::new(), last: None };
    for (id, key) in all.iter().take(MOST_LINES) {
        let used = line_use(store, *id, within)?;
        let Some(week) = used.telling() else { continue };
        store.readings(*id, within, &mut |_, reading| lines.last = lines.last.max(Some(reading.at)))?;
        let down = |share: u64| told(share, Rounding::Down);
        let up = |share: u64| told(share, Rounding::Up);
        lines.told.push(fact::LineUse {
            line: name(key, &all),
            from: week.days.from.timestamp(),
            until: week.days.to.timestamp(),
            in_percent: up(week.inward.known),
            in_least_percent: down(week.inward.least),
            in_most_percent: up(week.inward.most),
            out_percent: up(week.outward.known),
            out_least_percent: down(week.outward.least),
            out_most_percent: up(week.outward.most),
            coverage_percent: share_percent(
                i64::try_from(week.known).unwrap_or(i64::MAX),
                i64::try_from(WEEK).unwrap_or(i64::MAX),
            ),
        });
    }
    Ok(lines)
}

/// The hop to which it leads, and who tells of it where several do.
fn name(key: &SeriesKey, all: &[(LineId, SeriesKey)]) -> String {
    let of_hop = all.iter().filter(|(_, other)| other.hop == key.hop).count();
    if of_hop > 1 { format!("{} @ {}", key.hop, key.vantage) } else { key.hop.clone() }
}

fn told(share: u64, to: Rounding) -> Fact<f64> {
    let (part, whole) = (i64::try_from(share).unwrap_or(i64::MAX), i64::try_from(FULL).unwrap_or(i64::MAX));
    Fact::Known(rounded(part, whole, to))
}
