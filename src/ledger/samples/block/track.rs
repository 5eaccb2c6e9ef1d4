//! When the samples of a block were due and what they came to: all that runs are made of.

use super::Corrupt;
use super::bytes::{Reader, expand, put, put_runs, unzigzag, zigzag};
use super::span::Span;
use crate::ledger::samples::{Class, Moment, Run, Sample, SessionId, Stretch, push};

/// The most samples of a block: 72 a second for an hour. What is more stays in rows. (A test gets there sooner.)
pub(in crate::ledger::samples) const MOST: usize = if cfg!(test) { 1 << 13 } else { 1 << 18 };

/// The times, classes, intervals and numbers of samples in the order of time, as pairs of how often and what.
#[derive(Debug)]
pub(in crate::ledger::samples) struct Track {
    span: Span,
    samples: usize,
    /// The first sample, in milliseconds of the span.
    first: i64,
    /// From each sample to the next.
    steps: Vec<(usize, i64)>,
    classes: Vec<(usize, Class)>,
    intervals: Vec<(usize, u32)>,
    /// The first number, and from each to the next.
    number: u64,
    strides: Vec<(usize, i64)>,
}

/// The bytes of a track. The samples are sorted by time and number, of one span and at most [`MOST`].
pub(super) fn encode(span: Span, samples: &[Sample]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, samples.len() as u64);
    let Some(first) = samples.first() else { return out };
    put(&mut out, span.offset(first.at).cast_unsigned());
    let pairs = || samples.iter().zip(samples.iter().skip(1));
    put_runs(&mut out, pairs().map(|(before, after)| after.at.since(before.at).cast_unsigned()));
    put_runs(&mut out, samples.iter().map(|sample| u64::from(sample.class.code())));
    put_runs(&mut out, samples.iter().map(|sample| u64::from(sample.every)));
    put(&mut out, first.sequence);
    put_runs(
        &mut out,
        pairs().map(|(before, after)| zigzag(after.sequence.wrapping_sub(before.sequence).cast_signed())),
    );
    out
}

impl Track {
    /// Reads a track to the end of its bytes.
    pub(super) fn decode(span: Span, bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut reader = Reader(bytes);
        let samples = reader.number().and_then(|samples| usize::try_from(samples).ok());
        let samples = samples.filter(|samples| (1..=MOST).contains(samples)).ok_or(Corrupt("count"))?;
        let first = reader.number().and_then(|first| i64::try_from(first).ok()).ok_or(Corrupt("first"))?;
        let steps = reader.runs(samples - 1, |step| i64::try_from(step).ok()).ok_or(Corrupt("times"))?;
        let mut last = Some(first);
        for (times, step) in &steps {
            let length = i64::try_from(*times).ok().and_then(|times| times.checked_mul(*step));
            last = last.zip(length).and_then(|(last, length)| last.checked_add(length));
        }
        if last.is_none_or(|last| last >= span.length()) {
            return Err(Corrupt("times"));
        }
        let class = |code| u8::try_from(code).ok().and_then(Class::from_code);
        let classes = reader.runs(samples, class).ok_or(Corrupt("classes"))?;
        let intervals = reader.runs(samples, |every| u32::try_from(every).ok()).ok_or(Corrupt("intervals"))?;
        let number = reader.number().ok_or(Corrupt("numbers"))?;
        let strides = reader.runs(samples - 1, |stride| Some(unzigzag(stride))).ok_or(Corrupt("numbers"))?;
        if !reader.0.is_empty() {
            return Err(Corrupt("length"));
        }
        Ok(Self { span, samples, first, steps, classes, intervals, number, strides })
    }

    /// The samples without what only the detail holds.
    pub(in crate::ledger::samples) fn bare(&self) -> Vec<Sample> {
        let mut bare = Vec::with_capacity(self.samples);
        let (mut offset, mut sequence) = (self.first, self.number);
        let mut steps = expand(&self.steps).zip(expand(&self.strides));
        for (class, every) in expand(&self.classes).zip(expand(&self.intervals)) {
            let (at, phases) = (self.span.moment(offset), super::NO_PHASES);
            bare.push(Sample { sequence, at, every, lag: 0, class, code: 0, phases });
            if let Some((step, stride)) = steps.next() {
                offset += step;
                sequence = sequence.wrapping_add_signed(stride);
            }
        }
        bare
    }

    /// Adds the runs of what was due within a stretch to those before.
    pub(in crate::ledger::samples) fn runs(&self, session: SessionId, within: Stretch, runs: &mut Vec<Run>) {
        let first = (1, 0);
        let mut steps = std::iter::once(&first).chain(&self.steps);
        let (mut classes, mut intervals) = (self.classes.iter(), self.intervals.iter());
        let (mut step, mut class, mut every) = ((0, 0), (0, Class::Good), (0, 0));
        let mut at = self.span.moment(self.first);
        loop {
            for_next(&mut step, &mut steps);
            for_next(&mut class, &mut classes);
            for_next(&mut every, &mut intervals);
            let times = step.0.min(class.0).min(every.0);
            if times == 0 {
                return;
            }
            let evenly = Evenly { session, class: class.1, every: every.1, step: step.1, times };
            evenly.push(at.plus(step.1), within, runs);
            at = at.plus(step.1.saturating_mul(times.cast_signed() as i64));
            step.0 -= times;
            class.0 -= times;
            every.0 -= times;
        }
    }
}

/// Goes on to the next pair where the current one is used up.
fn for_next<'a, T: Copy + 'a>(pair: &mut (usize, T), pairs: &mut impl Iterator<Item = &'a (usize, T)>) {
    if pair.0 == 0
        && let Some(next) = pairs.next()
    {
        *pair = *next;
    }
}

/// Samples of one class at even distances.
struct Evenly {
    session: SessionId,
    class: Class,
    every: u32,
    step: i64,
    times: usize,
}

impl Evenly {
    /// Adds those within a stretch, the first of all being due at `first`.
    fn push(&self, first: Moment, within: Stretch, runs: &mut Vec<Run>) {
        let run = |first, last, samples| Run {
            session: self.session,
            class: self.class,
            first,
            last,
            every: self.every,
            samples,
        };
        let alone = run(first, first, 1);
        let last = first.plus(self.step.saturating_mul(self.times.cast_signed() as i64 - 1));
        if self.step <= 0 || first.plus(self.step) > alone.reach() {
            let mut at = first;
            for _ in 0..self.times {
                if within.from <= at && at < within.to {
                    push(runs, run(at, at, 1));
                }
                at = at.plus(self.step);
            }
            return;
        }
        // From here on the step is above nought: the first not before the stretch, the last before its end.
        let up = |distance: i64| distance.div_euclid(self.step) + i64::from(distance.rem_euclid(self.step) > 0);
        let skipped = if within.from > first { up(within.from.since(first)) } else { 0 };
        let cut = if within.to <= last { up(within.to.since(first)) } else { self.times.cast_signed() as i64 };
        let Some(samples) = u32::try_from(cut.saturating_sub(skipped)).ok().filter(|samples| *samples > 0) else {
            return;
        };
        let begin = first.plus(self.step.saturating_mul(skipped));
        push(runs, run(begin, begin.plus(self.step * (i64::from(samples) - 1)), samples));
    }
}
