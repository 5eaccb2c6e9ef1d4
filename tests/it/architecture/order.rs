//! Who may use whom.

use std::collections::BTreeMap;

use super::ROOMS;
use super::source::{Source, production};
use super::strip::is_word;

/// Every use of a room that does not stand before the user's own.
pub(super) fn complaints(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in production(sources) {
        let own = match source.room() {
            Some(room) => room,
            None if source.path == "src/main.rs" => "main",
            None => continue,
        };
        for (used, line) in uses(source) {
            let allowed = match (place(own), place(&used)) {
                (Some(own), Some(used)) => used <= own,
                (None, Some(_)) => used == "cli",
                (_, None) => true,
            };
            if !allowed {
                let path = &source.path;
                complaints.push(format!(
                    "{path}:{line}: `{own}` may not use `{used}`: a room uses only rooms before it ({}). Move the thing \
                     down to a room that both may use, or hand it in as an argument.",
                    ROOMS.join(", ")
                ));
            }
        }
    }
    complaints
}

/// What is wrong with the list of rooms in `src/lib.rs`.
pub(super) fn map_complaints(sources: &[Source]) -> Vec<String> {
    let Some(map) = sources.iter().find(|source| source.path == "src/lib.rs") else {
        return vec!["src/lib.rs is missing: it is the map of the rooms".to_owned()];
    };
    let told: Vec<_> = map.text.lines().filter_map(told_room).collect();
    let declared: Vec<_> = map.text.lines().filter_map(declared_room).collect();
    let mut complaints = Vec::new();
    for room in &declared {
        if place(room).is_none() {
            complaints.push(format!(
                "src/lib.rs: `{room}` is no room. Put it into one; a new room needs its place in ROOMS \
                 (tests/it/architecture.rs) and in CONTRIBUTING.md."
            ));
        }
        if !told.contains(room) {
            complaints.push(format!("src/lib.rs: tell in one line what `{room}` is: `//! * [`{room}`]: ...`"));
        }
    }
    for room in told.iter().filter(|room| !declared.contains(room)) {
        complaints.push(format!("src/lib.rs: the map tells of `{room}`, which is not there: drop the line"));
    }
    for (what, list) in [("the lines of the map", &told), ("the declarations", &declared)] {
        if !list.is_sorted_by_key(|room| place(room)) {
            complaints.push(format!("src/lib.rs: {what} must stand in the order {}", ROOMS.join(", ")));
        }
    }
    complaints
}

/// The room of a line such as ``//! * [`text`]: bilingual messages``.
fn told_room(line: &str) -> Option<&str> {
    let (room, told) = line.strip_prefix("//! * [`")?.split_once("`]: ")?;
    (!told.trim().is_empty()).then_some(room)
}

fn declared_room(line: &str) -> Option<&str> {
    let declaration = line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
    declaration.strip_prefix("mod ")?.strip_suffix(';')
}

fn place(room: &str) -> Option<usize> {
    ROOMS.iter().position(|own| *own == room)
}

/// The rooms that a file names, each with the line where it does so first.
fn uses(source: &Source) -> BTreeMap<String, usize> {
    let code = source.code();
    let depth = source.module().len();
    let mut uses = BTreeMap::new();
    for (at, root) in roots(&code, depth) {
        let line = code[..at].matches('\n').count() + 1;
        for name in first_names(root) {
            uses.entry(name.to_owned()).or_insert(line);
        }
    }
    uses
}

/// What follows each path to the crate's root: `crate::`, `kiemtra::`, and `super::` often enough.
fn roots(code: &str, depth: usize) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("::") {
        let before = &code[..at];
        let head = before.trim_end_matches(is_word);
        let after = &code[at + 2..];
        let starts = !head.ends_with("::");
        match &before[head.len()..] {
            "crate" | "kiemtra" if starts => found.push((at, after)),
            "super" if starts => {
                let (steps, rest) = climb(after);
                if steps >= depth {
                    found.push((at, rest));
                }
            }
            _ => {}
        }
    }
    found
}

/// How many times a path climbs, its first step being taken, and what follows.
fn climb(mut after: &str) -> (usize, &str) {
    let mut steps = 1;
    while let Some(rest) = after.strip_prefix("super::") {
        steps += 1;
        after = rest;
    }
    (steps, after)
}

/// The first name of a path, or the first names of a group of paths.
fn first_names(path: &str) -> Vec<&str> {
    let Some(group) = path.trim_start().strip_prefix('{') else {
        return name(path).into_iter().collect();
    };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.extend(name(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.extend(name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn name(path: &str) -> Option<&str> {
    let path = path.trim_start();
    let end = path.find(|c| !is_word(c)).unwrap_or(path.len());
    (end > 0).then(|| &path[..end])
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        uses(&example(path, text)).into_keys().collect()
    }

    #[test]
    fn every_way_to_name_a_room_is_seen() {
        assert_eq!(found("src/judge/mod.rs", "use crate::wire::Job;"), ["wire"]);
        assert_eq!(found("src/judge/mod.rs", "use crate::{fact::{Gap, Value}, wire};"), ["fact", "wire"]);
        assert_eq!(found("src/judge/mod.rs", "fn f() { crate::text::text!(\"crate::cli\") }"), ["text"]);
        assert_eq!(found("src/judge/truth.rs", "use super::super::wire::Job; use super::place::Place;"), ["wire"]);
        assert_eq!(found("src/judge/mod.rs", "use super::{cli, text};"), ["cli", "text"]);
        assert_eq!(found("src/judge/mod.rs", "macro_rules! m { () => { $crate::probe::f() } }"), ["probe"]);
        assert!(
            found("src/judge/mod.rs", "// crate::wire\n#[cfg(test)]\nmod tests { use crate::wire::Job; }").is_empty()
        );
    }

    #[test]
    fn a_use_against_the_order_is_told_with_its_place() {
        let told = complaints(&[example("src/judge/mod.rs", "\nuse crate::wire::Job;")]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("src/judge/mod.rs:2: `judge` may not use `wire`"), "{told:?}");
        assert!(complaints(&[example("src/wire/mod.rs", "use crate::judge::Verdict;")]).is_empty());
        assert_eq!(complaints(&[example("src/main.rs", "fn main() { kiemtra::wire::dial() }")]).len(), 1);
        assert!(complaints(&[example("src/main.rs", "fn main() { kiemtra::cli::run() }")]).is_empty());
    }

    #[test]
    fn the_map_must_be_whole_and_in_order() {
        let map = |text| map_complaints(&[example("src/lib.rs", text)]).len();
        let whole = "//! * [`text`]: words\n//! * [`fact`]: facts\npub mod text;\n\npub mod fact;";
        assert_eq!(map(whole), 0);
        assert_eq!(map("//! * [`text`]: words\npub mod text;\npub mod fact;"), 1);
        assert_eq!(map("//! * [`text`]: words\n//! * [`fact`]: facts\npub mod text;"), 1);
        assert_eq!(map("//! * [`fact`]: facts\n//! * [`text`]: words\npub mod fact;\npub mod text;"), 2);
        assert_eq!(map("//! * [`misc`]: things\npub mod misc;"), 1);
        assert_eq!(map_complaints(&[]).len(), 1);
    }
}
