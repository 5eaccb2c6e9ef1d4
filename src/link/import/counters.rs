//! Counters of a line, or its rates: what a router, a carrier's portal or a collector of SNMP exports.

use std::collections::{BTreeMap, btree_map};

use crate::ledger::samples::{LineReading, LineTerms, Moment};
use crate::link::line::{Line, LineUse};
use crate::text::Text;

use super::lines::Lines;
use super::mapping::{Field, Mapping};
use super::problem::Misread;
use super::rows::{Heading, Row};
use super::steps::MOST_SAMPLES;
use super::tally::Skip;
use super::{Reading, Refusal, need, when};

/// The counters of a line, as a file gives them.
#[derive(Clone, Debug, PartialEq)]
pub struct Counters {
    /// What the readings mean.
    pub terms: LineTerms,
    /// The readings in the order of time, one of each moment.
    pub readings: Vec<LineReading>,
    /// What they come to by themselves.
    pub line_use: LineUse,
}

impl Reading {
    /// Reads the counters of a line. Which way round the rows are is no matter.
    pub(super) fn traffic(&mut self, lines: &mut Lines<'_>, mapping: &Mapping) -> Result<(), Refusal> {
        let needed = [Field::Time, Field::In, Field::Out];
        need(mapping, &needed)?;
        let capacity = mapping.capacity.ok_or_else(|| Refusal::Declaration(lacking_capacity()))?;
        let terms = LineTerms { values: mapping.values, every: mapping.every.unwrap_or(300_000), capacity };
        let mut readings: BTreeMap<Moment, LineReading> = BTreeMap::new();
        self.rows(lines, mapping, &needed, |reading, row, heading| {
            let came = counters(row, heading, mapping).map(|came| {
                let own = came?;
                match readings.entry(own.at) {
                    btree_map::Entry::Occupied(_) => Err(Skip::Repeated),
                    btree_map::Entry::Vacant(place) => {
                        place.insert(own);
                        Ok(())
                    }
                }
            });
            reading.note(row.line, came);
            if readings.len() > MOST_SAMPLES {
                readings.clear();
                reading.whole = false;
            }
        })?;
        let readings: Vec<_> = readings.into_values().collect();
        let mut line = Line::default();
        readings.iter().for_each(|reading| line.add(&terms, reading));
        let line_use = line.finish();
        self.tally.turn(Skip::Gap, line_use.gaps);
        self.tally.turn(Skip::SetBack, line_use.ambiguous);
        self.counters = Some(Counters { terms, readings, line_use });
        Ok(())
    }
}

/// A row of counters.
fn counters(row: &Row, heading: &Heading, mapping: &Mapping) -> Result<Result<LineReading, Skip>, Misread> {
    let value = |field| heading.cell(row, field);
    let (Some((time, at)), inward, outward) = (value(Field::Time)?, value(Field::In)?, value(Field::Out)?) else {
        return Ok(Err(Skip::NoValue));
    };
    let (Some(inward), Some(outward)) = (inward, outward) else { return Ok(Err(Skip::NoValue)) };
    let when = when::any(time, mapping.offset).map_err(|misread| misread.shifted(at - 1))?;
    Ok(Ok(LineReading { at: when.at, inward: whole(inward)?, outward: whole(outward)? }))
}

/// What a line's counters need to be read.
fn lacking_capacity() -> Text {
    Text::new(
        "tệp ánh xạ (--map) phải khai báo `capacity-bps: {in: …, out: …}` của đường truyền",
        "the map (--map) must declare `capacity-bps: {in: …, out: …}` of the line",
    )
}

fn whole((text, at): (&str, usize)) -> Result<u64, Misread> {
    let whole = text
        .split_once('.')
        .map_or(text, |(whole, part)| if part.bytes().all(|byte| byte.is_ascii_digit()) { whole } else { text });
    whole.parse().map_err(|_| {
        let hint = Text::new(
            "không dùng dấu ngăn cách hàng nghìn; đơn vị khai báo ở `values` trong tệp ánh xạ",
            "without separators of thousands; the unit is declared by `values` of the map",
        );
        Misread::new(at, Text::new("một số không âm", "a number that is not negative"), hint)
    })
}
