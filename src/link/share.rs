//! A part of a whole, kept as two whole numbers so that nothing is rounded before it is shown.

/// A part of a whole, both in milliseconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub struct Share {
    /// The part: from nought to the whole.
    pub part: i64,
    /// The whole: above nought.
    pub whole: i64,
}

impl Share {
    /// The share of a part, cut to the whole; `None` where there is no whole.
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        (whole > 0).then(|| Self { part: part.clamp(0, whole), whole })
    }

    /// In parts per million, never rounded up: what failed for a moment is never a full million.
    pub fn parts_per_million(self) -> i64 {
        let whole = i128::from(self.whole.max(1));
        i64::try_from(i128::from(self.part) * 1_000_000 / whole).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_for_a_moment_is_never_a_full_million() {
        let month = 2_592_000_000;
        let parts = |part, whole| Share::of(part, whole).map(Share::parts_per_million);
        assert_eq!(parts(month - 1, month), Some(999_999));
        assert_eq!((parts(month, month), parts(0, month)), (Some(1_000_000), Some(0)));
        assert_eq!((parts(5, 0), parts(-1, 7), parts(9, 7)), (None, Some(0), Some(1_000_000)));
        assert_eq!(parts(i64::MAX, i64::MAX), Some(1_000_000));
    }
}
