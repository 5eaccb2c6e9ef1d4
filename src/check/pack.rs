//! The whole set of checks.

use std::collections::BTreeMap;
use std::path::Path;

use super::scope::Vocabulary;
use super::{Check, read};
use crate::fact::Digest;
use crate::load::{Problem, Problems, Source, embedded};
use crate::text::{Text, text};

/// Checks by id.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// The checks.
    pub checks: BTreeMap<String, Check>,
}

impl Pack {
    /// The checks that ship with the program.
    pub fn built_in(vocabulary: &Vocabulary) -> Result<Self, Problems> {
        Self::of(embedded::sources(embedded::CHECKS), vocabulary)
    }

    /// The checks of some sources; every source's problems are reported.
    pub fn of(sources: impl IntoIterator<Item = Source>, vocabulary: &Vocabulary) -> Result<Self, Problems> {
        Self::keeping(sources, vocabulary, |check| check)
    }

    /// The checks of some sources to judge by: their cases are read for their errors, and not kept. They are half of
    /// what a pack takes in memory.
    pub fn to_judge_by(sources: impl IntoIterator<Item = Source>, vocabulary: &Vocabulary) -> Result<Self, Problems> {
        Self::keeping(sources, vocabulary, |check| Check { cases: Vec::new(), ..check })
    }

    fn keeping(
        sources: impl IntoIterator<Item = Source>,
        vocabulary: &Vocabulary,
        kept: impl Fn(Check) -> Check,
    ) -> Result<Self, Problems> {
        let mut own = Self::default();
        let mut problems = Vec::new();
        for source in sources {
            match read(source, vocabulary) {
                Ok(check) => own.add(kept(check), &mut problems),
                Err(Problems(more)) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(own) } else { Err(Problems(problems)) }
    }

    fn add(&mut self, check: Check, problems: &mut Vec<Problem>) {
        if let Some(first) = self.checks.get(&check.id) {
            let (id, file) = (&check.id, &first.source.name);
            let what = text!("mã `{id}` đã có trong {file}", "id `{id}` is already taken by {file}");
            problems.push(Problem::of_file("K-CHK-002", &check.source.name, what));
            return;
        }
        self.checks.insert(check.id.clone(), check);
    }

    /// The digest of every check's id and bytes: equal digests judge alike.
    pub fn digest(&self) -> Digest {
        let parts = self.checks.values().flat_map(|check| [check.id.as_bytes(), check.source.text.as_bytes()]);
        Digest::of_parts(parts)
    }
}

/// The id that a path stands for: the part below a folder `checks`, with dots. `None` where the
/// path has no such folder.
pub fn id_of_path(path: &str) -> Option<String> {
    let path = Path::new(path).with_extension("");
    let parts: Vec<_> =
        path.iter().map(|part| part.to_string_lossy().trim_start_matches("built-in:").to_owned()).collect();
    let start = parts.iter().rposition(|part| part == "checks")? + 1;
    Some(parts.get(start..)?.join("."))
}

/// What is wrong with an id, if anything.
pub(super) fn id_problem(id: &str) -> Option<Text> {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    };
    let plain = id.contains('.') && id.split('.').all(word) && id.len() <= 80;
    (!plain).then(|| {
        text!(
            "`{id}` không phải mã tiêu chí hợp lệ, ví dụ `tls.versions`",
            "`{id}` is no valid check id such as `tls.versions`"
        )
    })
}
