//! Rows that say the same of several subjects, as one row of the minutes.

use super::super::words::messages;
use super::super::{Row, Seen};
use crate::text::Language;

/// One check that came out one way, on all subjects on which it did.
pub(super) struct Group<'a> {
    /// What holds for all: check, title, grounds, outcome.
    pub(super) first: &'a Row,
    /// What was seen, each once, with its subjects.
    pub(super) seen: Vec<Sight>,
}

/// What was seen on one or more subjects.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Sight {
    /// The subjects' names.
    pub(super) subjects: Vec<String>,
    /// What was seen; empty where it is but the check's own title.
    pub(super) messages: Vec<String>,
    /// The numbers in the error list.
    pub(super) errors: Vec<u32>,
}

/// The rows of a chapter by check and outcome, in their order.
pub(super) fn groups(language: Language, rows: &[Row]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for row in rows {
        let place = *places.entry((row.check.as_str(), row.seen, row.blocking)).or_insert_with(|| {
            groups.push(Group { first: row, seen: Vec::new() });
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(place) else { continue };
        let sight = sight(language, row);
        match group.seen.iter_mut().find(|own| own.messages == sight.messages) {
            Some(own) => {
                own.subjects.extend(sight.subjects);
                own.errors.extend(sight.errors);
            }
            None => group.seen.push(sight),
        }
    }
    groups
}

fn sight(language: Language, row: &Row) -> Sight {
    let title = row.title.in_language(language);
    let mut messages = messages(language, row);
    // A pass that says its title again says nothing more.
    messages.retain(|message| row.seen != Seen::Pass || message != title);
    Sight {
        subjects: vec![row.subject_title.in_language(language).to_owned()],
        messages,
        errors: row.details.iter().filter_map(|detail| detail.error).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    #[test]
    fn subjects_of_which_the_same_is_said_share_a_row_and_no_error_is_lost() {
        let report = sample::report();
        let row = report.chapters[0].rows.iter().find(|row| row.seen == Seen::Fail).expect("a failing row");
        let mut other = row.clone();
        other.subject = "khac".to_owned();
        other.subject_title = crate::text::Text::same("Đối tượng khác");
        other.details[0].error = Some(99);
        let rows = [row.clone(), other];
        let groups = groups(Language::Vi, &rows);
        assert_eq!(groups.len(), 1);
        let seen = &groups[0].seen;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].subjects.len(), 2);
        assert!(seen[0].errors.contains(&99));
    }
}
