//! A block: the samples of one series and session of an hour, column by column.
//!
//! Three parts, so that what is asked often reads little: the track (times and classes: all that runs are made of), the
//! sketches (whole times by the half hour) and the detail (everything else), which may be dropped. Each part ends in a
//! checksum of itself and of its place.

mod bytes;
mod column;
mod detail;
mod half;
mod span;
mod track;

#[cfg(test)]
mod tests;

pub(super) use span::{Span, hour};
pub(super) use track::{MOST, Track};

use super::class::State;
use super::sample::{Moment, Phases, Sample, SeriesId, SessionId, Stretch};
use super::sketch::Sketch;
use bytes::checksum;

/// A block that is worth its sketches: reading the samples of a smaller one takes no longer.
const WORTH_SKETCHES: usize = 600;

const NO_PHASES: Phases = Phases { name: None, connect: None, tls: None, first_byte: None, whole: None };

/// A part of a block that cannot be what was written: the column that says so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Corrupt(pub(super) &'static str);

/// Where a block belongs.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) struct Place {
    pub(super) series: SeriesId,
    pub(super) session: SessionId,
    pub(super) span: Span,
}

/// The sketches of a block by half hours from its beginning.
pub(super) type Halves = std::collections::BTreeMap<i64, Sketch>;

impl Place {
    /// The track of samples, which are sorted by time and number.
    pub(super) fn put_track(self, samples: &[Sample]) -> Vec<u8> {
        self.seal(1, track::encode(self.span, samples))
    }

    /// Reads a track.
    pub(super) fn track(self, bytes: &[u8]) -> Result<Track, Corrupt> {
        Track::decode(self.span, self.open(1, bytes)?)
    }

    /// The detail of samples.
    pub(super) fn put_detail(self, samples: &[Sample]) -> Vec<u8> {
        self.seal(2, detail::encode(samples))
    }

    /// Reads a detail into the samples of the block's track.
    pub(super) fn detail(self, bytes: &[u8], samples: &mut [Sample]) -> Result<(), Corrupt> {
        detail::decode(self.open(2, bytes)?, samples)
    }

    /// The sketches of a block as bytes.
    pub(super) fn put_halves(self, halves: &Halves) -> Vec<u8> {
        self.seal(3, half::encode(halves))
    }

    /// Shows each half hour, size and count of a block's sketches.
    pub(super) fn halves(self, bytes: &[u8], show: &mut dyn FnMut(i64, u32, u64)) -> Result<(), Corrupt> {
        half::read(self.span.halves(), self.open(3, bytes)?, show)
    }

    /// Adds the whole times of samples to sketches.
    pub(super) fn sketch(self, samples: &[Sample], halves: &mut Halves) {
        for sample in samples {
            if let Some(whole) = answered(sample) {
                halves.entry(self.span.half(sample.at)).or_default().add(whole);
            }
        }
    }

    /// The moment by which a sketch of a half hour is taken, where only sketches are left: its beginning, or that of
    /// the block. Each stands for one moment, so that neighbouring stretches take each sketch exactly once.
    pub(super) fn stands_for(self, half: i64, first: Moment) -> Moment {
        self.span.half_begins(half).max(first)
    }

    fn seal(self, part: i64, mut bytes: Vec<u8>) -> Vec<u8> {
        let sum = self.checksum(part, &bytes);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    fn open(self, part: i64, bytes: &[u8]) -> Result<&[u8], Corrupt> {
        let (bytes, sum) = bytes.split_last_chunk().ok_or(Corrupt("length"))?;
        if self.checksum(part, bytes) == u32::from_le_bytes(*sum) { Ok(bytes) } else { Err(Corrupt("checksum")) }
    }

    fn checksum(self, part: i64, bytes: &[u8]) -> u32 {
        let Self { series, session, span } = self;
        checksum(&[part, series.0, session.0, span.hour, span.hours], bytes)
    }
}

/// Whether sketches are kept beside the detail of so many samples.
pub(super) const fn is_worth_sketches(samples: usize) -> bool {
    samples >= WORTH_SKETCHES
}

/// The whole time of a sample that was answered.
pub(super) fn answered(sample: &Sample) -> Option<u32> {
    sample.phases.whole.filter(|_| sample.class.state() == State::Up)
}

/// Whether a moment is within a stretch.
pub(super) fn holds(within: Stretch, at: Moment) -> bool {
    within.from <= at && at < within.to
}
