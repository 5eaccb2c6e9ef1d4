//! Sets of stretches of time: sorted, disjoint, none empty, none touching the next.

use crate::ledger::samples::Stretch;

/// The set of any stretches.
pub(super) fn union(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|stretch| stretch.length() > 0);
    stretches.sort_unstable();
    let mut set: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match set.last_mut() {
            Some(last) if stretch.from <= last.to => last.to = last.to.max(stretch.to),
            _ => set.push(stretch),
        }
    }
    set
}

/// What two sets have in common.
pub(super) fn common(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let mut set = Vec::new();
    let mut at = 0;
    for stretch in one {
        while other.get(at).is_some_and(|other| other.to <= stretch.from) {
            at += 1;
        }
        let reaching = other.get(at..).unwrap_or_default().iter().take_while(|other| other.from < stretch.to);
        set.extend(reaching.filter_map(|other| stretch.common(*other)));
    }
    set
}

/// What one set has beyond another.
pub(super) fn minus(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let mut set = Vec::new();
    let mut at = 0;
    for stretch in one {
        while other.get(at).is_some_and(|other| other.to <= stretch.from) {
            at += 1;
        }
        let mut from = stretch.from;
        for cut in other.get(at..).unwrap_or_default().iter().take_while(|other| other.from < stretch.to) {
            set.extend(Some(Stretch { from, to: cut.from }).filter(|part| part.length() > 0));
            from = cut.to;
        }
        set.extend(Some(Stretch { from, to: stretch.to }).filter(|part| part.length() > 0));
    }
    set
}

/// The length of a set in milliseconds.
pub(super) fn length(set: &[Stretch]) -> i64 {
    set.iter().fold(0, |sum, stretch| sum.saturating_add(stretch.length()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::samples::Moment;

    fn any_set() -> impl Strategy<Value = Vec<Stretch>> {
        let stretch = (0_i64..60, -3_i64..12);
        proptest::collection::vec(stretch, 0..12).prop_map(|all| {
            all.into_iter().map(|(from, length)| Stretch { from: Moment(from), to: Moment(from + length) }).collect()
        })
    }

    fn holds(set: &[Stretch], at: i64) -> bool {
        set.iter().any(|stretch| stretch.from.0 <= at && at < stretch.to.0)
    }

    proptest! {
        #[test]
        fn sets_hold_what_their_operations_say(one in any_set(), other in any_set()) {
            let (first, second) = (union(one.clone()), union(other.clone()));
            let (both, left) = (common(&first, &second), minus(&first, &second));
            for at in -5..80 {
                prop_assert_eq!(holds(&first, at), holds(&one, at));
                prop_assert_eq!(holds(&both, at), holds(&one, at) && holds(&other, at));
                prop_assert_eq!(holds(&left, at), holds(&one, at) && !holds(&other, at));
            }
            prop_assert_eq!(length(&both) + length(&left), length(&first));
            prop_assert!(first.windows(2).all(|pair| pair[0].to < pair[1].from));
        }
    }
}
