//! What a block holds of its samples beyond their times and classes: how late they began, their codes, their phases.

use super::Corrupt;
use super::bytes::{Reader, expand, put_runs};
use super::column::{column, put_column};
use crate::ledger::samples::{Phases, Sample, Ticks};

/// The whole time follows from the other phases, up to noise.
const FROM_PARTS: u8 = 1;

/// The bytes of the detail of samples.
pub(super) fn encode(samples: &[Sample]) -> Vec<u8> {
    let mut out = Vec::new();
    put_runs(&mut out, samples.iter().map(|sample| u64::from(sample.code)));
    put_runs(&mut out, samples.iter().map(|sample| u64::from(present(&sample.phases))));
    put_column(&mut out, &samples.iter().map(|sample| i64::from(sample.lag)).collect::<Vec<_>>());
    for part in 0..4 {
        let values = samples.iter().filter_map(|sample| parts(&sample.phases)[part]);
        put_column(&mut out, &values.map(i64::from).collect::<Vec<_>>());
    }
    let whole = |rest: fn(&Phases) -> i64| {
        let values = samples.iter().filter_map(|sample| Some(i64::from(sample.phases.whole?) - rest(&sample.phases)));
        let mut column = Vec::new();
        put_column(&mut column, &values.collect::<Vec<_>>());
        column
    };
    let (plain, from_parts) = (whole(|_| 0), whole(sum));
    let mode = if from_parts.len() < plain.len() { FROM_PARTS } else { 0 };
    out.push(mode);
    out.extend(if mode == FROM_PARTS { from_parts } else { plain });
    out
}

/// Fills the detail of samples in.
pub(super) fn decode(bytes: &[u8], samples: &mut [Sample]) -> Result<(), Corrupt> {
    let mut reader = Reader(bytes);
    let many = samples.len();
    let codes = reader.runs(many, |code| u16::try_from(code).ok()).ok_or(Corrupt("codes"))?;
    let masks = reader.runs(many, |mask| u8::try_from(mask).ok().filter(|mask| *mask < 32)).ok_or(Corrupt("phases"))?;
    let lags = column(&mut reader, many).ok_or(Corrupt("delays"))?;
    for ((sample, code), lag) in samples.iter_mut().zip(expand(&codes)).zip(lags) {
        sample.code = code;
        sample.lag = u32::try_from(lag).map_err(|_| Corrupt("delays"))?;
    }
    for (phase, what) in ["name", "connect", "tls", "first byte", "whole"].into_iter().enumerate() {
        let mode = if phase == 4 { reader.byte().ok_or(Corrupt(what))? } else { 0 };
        let has = |mask: u8| mask & (1 << phase) != 0;
        let values = column(&mut reader, expand(&masks).filter(|mask| has(*mask)).count()).ok_or(Corrupt(what))?;
        let holders = samples.iter_mut().zip(expand(&masks)).filter(|(_, mask)| has(*mask));
        for ((sample, _), value) in holders.zip(values) {
            let rest = if mode == FROM_PARTS { sum(&sample.phases) } else { 0 };
            let ticks = value.checked_add(rest).and_then(|value| Ticks::try_from(value).ok());
            *phase_of(&mut sample.phases, phase) = Some(ticks.ok_or(Corrupt(what))?);
        }
    }
    if reader.0.is_empty() { Ok(()) } else { Err(Corrupt("length")) }
}

const fn parts(phases: &Phases) -> [Option<Ticks>; 4] {
    [phases.name, phases.connect, phases.tls, phases.first_byte]
}

fn sum(phases: &Phases) -> i64 {
    parts(phases).into_iter().flatten().map(i64::from).sum()
}

fn present(phases: &Phases) -> u8 {
    let [name, connect, tls, first_byte] = parts(phases);
    [name, connect, tls, first_byte, phases.whole]
        .iter()
        .enumerate()
        .map(|(bit, phase)| u8::from(phase.is_some()) << bit)
        .sum()
}

const fn phase_of(phases: &mut Phases, phase: usize) -> &mut Option<Ticks> {
    match phase {
        0 => &mut phases.name,
        1 => &mut phases.connect,
        2 => &mut phases.tls,
        3 => &mut phases.first_byte,
        _ => &mut phases.whole,
    }
}
