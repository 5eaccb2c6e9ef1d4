//! Kleene's three values, with what explains them.

use crate::fact::Gap;

use super::verdict::Witness;

/// The most witnesses or gaps that one judgement keeps.
const MOST_KEPT: usize = 20;

/// Three-valued truth.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Truth {
    False,
    True,
    Unknown,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// A truth with what explains it: the values that made it true or false, or the gaps.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) truth: Truth,
    pub(super) witnesses: Vec<Witness>,
    pub(super) gaps: Vec<(String, Gap)>,
}

impl Judged {
    pub(super) fn bare(truth: Truth) -> Self {
        Self { truth, witnesses: Vec::new(), gaps: Vec::new() }
    }

    pub(super) fn unknown(path: String, gap: Gap) -> Self {
        Self { truth: Truth::Unknown, witnesses: Vec::new(), gaps: vec![(path, gap)] }
    }

    pub(super) fn negated(self) -> Self {
        let truth = match self.truth {
            Truth::False => Truth::True,
            Truth::True => Truth::False,
            Truth::Unknown => Truth::Unknown,
        };
        Self { truth, ..self }
    }

    /// Conjunction: false if one is, else unknown if one is. What explains a false one is the
    /// false parts alone; a true one, all parts; an unknown one, the unknown parts.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts, Truth::False, Truth::True)
    }

    /// Disjunction: true if one is, else unknown if one is.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts, Truth::True, Truth::False)
    }

    fn join(parts: impl IntoIterator<Item = Self>, decisive: Truth, otherwise: Truth) -> Self {
        let mut own = Self::bare(otherwise);
        for part in parts {
            let outranks = match (own.truth, part.truth) {
                (own, part) if own == part => false,
                (_, part) if part == decisive => true,
                (own, Truth::Unknown) => own == otherwise,
                _ => false,
            };
            if outranks {
                own = Self::bare(part.truth);
            }
            if own.truth == part.truth {
                own.absorb(part);
            }
        }
        own
    }

    fn absorb(&mut self, part: Self) {
        let room = MOST_KEPT.saturating_sub(self.witnesses.len());
        self.witnesses.extend(part.witnesses.into_iter().take(room));
        let room = MOST_KEPT.saturating_sub(self.gaps.len());
        self.gaps.extend(part.gaps.into_iter().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{False, True, Unknown};

    #[test]
    fn kleene_tables() {
        let all = |left, right| Judged::all([Judged::bare(left), Judged::bare(right)]).truth;
        let any = |left, right| Judged::any([Judged::bare(left), Judged::bare(right)]).truth;
        for (left, right, both, either) in [
            (True, True, True, True),
            (True, False, False, True),
            (False, False, False, False),
            (True, Unknown, Unknown, True),
            (False, Unknown, False, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            assert_eq!((all(left, right), all(right, left)), (both, both), "{left:?} and {right:?}");
            assert_eq!((any(left, right), any(right, left)), (either, either), "{left:?} or {right:?}");
        }
    }
}
