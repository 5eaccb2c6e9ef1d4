//! Further places, asked with what the budget of a root leaves over: those of the stacks that its own answers tell of
//! come first, then those of every stack.

use super::baseline::Baseline;
use super::fact::Coverage;
use super::list::List;
use super::stacks;
use super::survey::{Survey, is_asked};
use crate::load::{Node, Reader};

/// Requests that stay for what comes of a proof, and for the random names in between and at the end.
const SPARE: usize = 4;
/// The most places of the stacks that are told of before those of every stack have their turn.
const MOST_OWN: usize = 24;

/// Places of one rule beyond those that every root is asked for.
#[derive(Debug)]
pub(super) struct More {
    /// The id of the rule.
    pub(super) rule: String,
    /// The stack on which they are worth the most; none where they lie on every one.
    pub(super) stack: Option<String>,
    /// Paths from the root, with placeholders.
    pub(super) paths: Vec<String>,
}

/// Reads one group.
pub(super) fn more(reader: &Reader, node: &Node) -> Option<More> {
    let mut map = reader.mapping(node, &["rule", "stack", "paths"])?;
    let rule = map.required("rule", Reader::text);
    let stack = map.optional("stack", |reader, node| {
        reader.word(node, stacks::WORDS, |word| stacks::WORDS.contains(&word).then(|| word.to_owned()))
    });
    let paths = map.required("paths", |reader, node| reader.each(node, Reader::text));
    Some(More { rule: rule?, stack: stack?, paths: paths? })
}

/// Asks for them as long as there are requests left. What is not come to leaves nothing open: no root is owed them.
pub(super) fn look(survey: &mut Survey<'_>, list: &List, stacks: &[&str], baseline: &Baseline<'_>) {
    let root = survey.course.root();
    if root.coverage != Coverage::Whole {
        return;
    }
    let is_own = |group: &&More| group.stack.as_deref().is_some_and(|stack| stacks.contains(&stack));
    let own = in_turn(list, stacks);
    let (first, later) = own.split_at(own.len().min(MOST_OWN));
    let every = list.more.iter().filter(|group| group.stack.is_none()).flat_map(places);
    let other = list.more.iter().filter(|group| group.stack.is_some() && !is_own(group)).flat_map(places);
    for (id, path) in first.iter().copied().chain(every).chain(later.iter().copied()).chain(other) {
        let Some(rule) = list.rule(id).filter(|rule| is_asked(survey.kind(), rule.category)) else { continue };
        let Some(path) = root.filled(path) else { continue };
        if survey.course.left() <= SPARE {
            return;
        }
        // The first proof ends a rule, wherever it was found.
        if !rule.every && survey.is_proved(&rule.id) || rule.unless.iter().any(|id| survey.is_proved(id)) {
            continue;
        }
        survey.try_path(rule, &path, baseline);
        if survey.course.is_waiting() || survey.course.halted().is_some() {
            return;
        }
    }
}

/// The places of some stacks, one of each after the other: a page may tell of several.
fn in_turn<'a>(list: &'a List, stacks: &[&str]) -> Vec<(&'a str, &'a str)> {
    let of = |stack: &&str| -> Vec<_> {
        list.more.iter().filter(|group| group.stack.as_deref() == Some(*stack)).flat_map(places).collect()
    };
    let each: Vec<Vec<_>> = stacks.iter().map(of).collect();
    let most = each.iter().map(Vec::len).max().unwrap_or_default();
    (0..most).flat_map(|at| each.iter().filter_map(move |own| own.get(at).copied())).collect()
}

/// The places of a group, each with its rule.
fn places(group: &More) -> impl Iterator<Item = (&str, &str)> {
    group.paths.iter().map(|path| (group.rule.as_str(), path.as_str()))
}
