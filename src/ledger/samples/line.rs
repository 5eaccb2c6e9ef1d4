//! What a line carried: readings of its counters, as somebody else's file gives them.
//!
//! The readings are kept, and nothing that follows from them: how full a line was is derived anew each time.

use super::sample::Moment;

/// One reading of both directions of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct LineReading {
    /// When it was read.
    pub at: Moment,
    /// What came in, as [`LineTerms::values`] says.
    pub inward: u64,
    /// What went out.
    pub outward: u64,
}

/// What the readings of one import mean.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LineTerms {
    /// What a number stands for.
    pub values: LineValues,
    /// The interval of the readings in milliseconds.
    pub every: u32,
    /// The capacity of the line in bits a second, in and out.
    pub capacity: (u64, u64),
}

/// What a reading holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineValues {
    /// A counter of octets that runs over after so many bits.
    Counter(u32),
    /// Bits a second, of the interval that ends with the reading.
    Bits,
    /// Octets a second, of the interval that ends with the reading.
    Octets,
}

impl LineValues {
    /// The number in the store: never reused, never renumbered.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Counter(32) => 1,
            Self::Counter(_) => 2,
            Self::Bits => 3,
            Self::Octets => 4,
        }
    }

    /// What a number in the store stands for.
    pub(super) const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Counter(32)),
            2 => Some(Self::Counter(64)),
            3 => Some(Self::Bits),
            4 => Some(Self::Octets),
            _ => None,
        }
    }
}

/// The number of a line in its store.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct LineId(pub i64);
