//! The sketches of a block as bytes.

use super::bytes::{Reader, put};
use super::{Corrupt, Halves};
use crate::ledger::samples::sketch::SIZES;

/// Each half hour as its number, how many sizes follow, and of each the distance to the one before and the count.
pub(super) fn encode(halves: &Halves) -> Vec<u8> {
    let mut out = Vec::new();
    for (half, sketch) in halves {
        put(&mut out, half.cast_unsigned());
        put(&mut out, sketch.counts().count() as u64);
        let mut before = 0;
        for (size, count) in sketch.counts() {
            put(&mut out, u64::from(size - before));
            put(&mut out, count);
            before = size;
        }
    }
    out
}

/// Shows each half hour, size and count of sketches of so many half hours at most.
pub(super) fn read(most: i64, bytes: &[u8], show: &mut dyn FnMut(i64, u32, u64)) -> Result<(), Corrupt> {
    let mut reader = Reader(bytes);
    let mut before = -1;
    while !reader.0.is_empty() {
        let half = reader.number().and_then(|half| i64::try_from(half).ok());
        before = half.filter(|half| (before + 1..most).contains(half)).ok_or(Corrupt("half hours"))?;
        sketch(&mut reader, &mut |size, count| show(before, size, count)).ok_or(Corrupt("sketches"))?;
    }
    Ok(())
}

fn sketch(reader: &mut Reader<'_>, show: &mut dyn FnMut(u32, u64)) -> Option<()> {
    let mut before = 0_u32;
    for turn in 0..reader.number()? {
        let distance = u32::try_from(reader.number()?).ok()?;
        let size = before.checked_add(distance).filter(|size| *size < SIZES && (turn == 0 || distance > 0))?;
        show(size, reader.number().filter(|count| (1..=u64::from(u32::MAX)).contains(count))?);
        before = size;
    }
    Some(())
}
