//! "Did you mean": the nearest of some names.

/// The name nearest to `given`, when it is near enough to be a slip of the fingers: an edit
/// distance (optimal string alignment, after folding case and `_`, `-`, `.`) of at most a third.
pub fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = folded(given);
    let allowed = (given.len() / 3).clamp(1, 4);
    names
        .into_iter()
        .map(|name| (distance(&given, &folded(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn folded(name: &str) -> Vec<char> {
    name.chars().take(64).flat_map(char::to_lowercase).map(|c| if matches!(c, '-' | '.') { '_' } else { c }).collect()
}

fn distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let substitution = last[j] + usize::from(a != b);
            let mut best = substitution.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        assert_eq!(nearest("severty", ["severity", "safety"]), Some("severity"));
        assert_eq!(nearest("applies-to", ["applies_to"]), Some("applies_to"));
        assert_eq!(nearest("titel", ["title", "why"]), Some("title"));
        assert_eq!(nearest("completely", ["title", "why"]), None);
    }
}
