//! Whether what was there is still there, in something that grew.

use lopdf::{Document, Object};

use super::super::field::resolve;
use super::judge::same;

/// How deep lists and dictionaries of evidence may stand in one another.
const DEPTH: usize = 8;
/// Most comparisons: lists that lead to one another many times over would take for ever.
const MOST: usize = 200_000;

/// Whether everything of `old` is still in `new`, which may hold more. What would take too long to compare is not.
pub(super) fn grows(documents: (&Document, &Document), old: &Object, new: &Object) -> bool {
    let mut left = MOST;
    deeper(documents, (old, new), DEPTH, &mut left)
}

fn deeper(documents: (&Document, &Document), (old, new): (&Object, &Object), depth: usize, left: &mut usize) -> bool {
    let (Some(depth), Some(rest)) = (depth.checked_sub(1), left.checked_sub(1)) else { return false };
    *left = rest;
    match (resolve(documents.0, old), resolve(documents.1, new)) {
        (Object::Array(old), Object::Array(new)) => {
            old.len() <= new.len()
                && old.iter().zip(new).all(|(one, beside)| {
                    // Mostly where it was; a program may have sorted anew.
                    if one == beside || deeper(documents, (one, beside), depth, left) {
                        return true;
                    }
                    let Some(rest) = left.checked_sub(new.len()) else { return false };
                    *left = rest;
                    new.contains(one)
                })
        }
        (Object::Dictionary(old), Object::Dictionary(new)) => {
            old.iter().all(|(key, one)| new.get(key).is_ok_and(|other| deeper(documents, (one, other), depth, left)))
        }
        (old, new) => same(old, new),
    }
}
