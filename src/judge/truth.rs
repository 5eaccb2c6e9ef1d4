//! Kleene's three values, with what explains them.

use std::borrow::Cow;

use crate::fact::Gap;

use super::clue::{Clue, Hole, Trail};

/// The most clues or gaps that one judgement keeps.
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
pub(super) struct Judged<'a> {
    pub(super) truth: Truth,
    pub(super) clues: Vec<Clue<'a>>,
    pub(super) gaps: Vec<Hole<'a>>,
}

impl<'a> Judged<'a> {
    pub(super) fn bare(truth: Truth) -> Self {
        Self { truth, clues: Vec::new(), gaps: Vec::new() }
    }

    pub(super) fn known(truth: bool, clue: Clue<'a>) -> Self {
        Self { truth: truth.into(), clues: vec![clue], gaps: Vec::new() }
    }

    pub(super) fn unknown(trail: Trail<'a>, gap: &'a Gap) -> Self {
        Self { truth: Truth::Unknown, clues: Vec::new(), gaps: vec![(trail, Cow::Borrowed(gap))] }
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
        if self.clues.is_empty() && self.gaps.is_empty() {
            *self = part;
            return;
        }
        let room = MOST_KEPT.saturating_sub(self.clues.len());
        self.clues.extend(part.clues.into_iter().take(room));
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
