//! The files of this repository, and where each stands in the tree of modules.

use std::fs;
use std::path::{Path, PathBuf};

use super::strip;

/// A file: its path from the repository's root with `/`, and its text.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// `src/fact/value.rs` is `[fact, value]`, `src/fact/mod.rs` is `[fact]`, `src/lib.rs` is `[]`.
    pub(super) fn module(&self) -> Vec<&str> {
        let inside = self.path.split_once('/').map_or(self.path.as_str(), |(_, inside)| inside);
        let inside = inside.strip_suffix(".rs").unwrap_or(inside);
        let mut module: Vec<_> = inside.split('/').collect();
        if matches!(module.last(), Some(&"mod" | &"lib" | &"main")) {
            module.pop();
        }
        module
    }

    /// The room that the file belongs to; `None` for `lib.rs` and `main.rs`.
    pub(super) fn room(&self) -> Option<&str> {
        self.module().first().copied()
    }

    /// The code without comments, literals and tests, line for line where it was.
    pub(super) fn code(&self) -> String {
        strip::without_tests(&strip::without_words(&self.text)).0
    }

    /// The modules that the file declares for tests only.
    fn test_modules(&self) -> Vec<Vec<String>> {
        let (_, names) = strip::without_tests(&strip::without_words(&self.text));
        let own: Vec<_> = self.module().iter().map(|&part| part.to_owned()).collect();
        names.into_iter().map(|name| own.iter().cloned().chain([name]).collect()).collect()
    }
}

/// The sources that are not for tests only.
pub(super) fn production(sources: &[Source]) -> Vec<&Source> {
    let for_tests: Vec<_> = sources.iter().flat_map(Source::test_modules).collect();
    let is_for_tests = |source: &Source| {
        let module = source.module();
        for_tests.iter().any(|test| module.len() >= test.len() && test.iter().zip(&module).all(|(a, b)| a == b))
    };
    sources.iter().filter(|source| !is_for_tests(source)).collect()
}

/// Every file below a folder of the repository with this extension, sorted by path.
pub(super) fn below(folder: &str, extension: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join(folder), extension, &mut files);
    files.sort();
    let source = |file: &PathBuf| Source {
        path: file.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(file).expect("a readable file"),
    };
    files.iter().map(source).collect()
}

fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, extension, files);
        } else if path.extension().is_some_and(|own| own == extension) {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_file_knows_its_module_and_room() {
        assert_eq!(example("src/fact/value.rs", "").module(), ["fact", "value"]);
        assert_eq!(example("src/fact/mod.rs", "").module(), ["fact"]);
        assert_eq!(example("src/lib.rs", "").room(), None);
        assert_eq!(example("src/cli.rs", "").room(), Some("cli"));
    }

    #[test]
    fn files_of_test_modules_are_left_out() {
        let sources = [
            example("src/demo/mod.rs", "#[cfg(test)]\nmod trial;\nmod web;"),
            example("src/demo/trial.rs", ""),
            example("src/demo/trial/guest.rs", ""),
            example("src/demo/trials.rs", ""),
            example("src/demo/web.rs", ""),
        ];
        let left: Vec<_> = production(&sources).iter().map(|source| source.path.as_str()).collect();
        assert_eq!(left, ["src/demo/mod.rs", "src/demo/trials.rs", "src/demo/web.rs"]);
    }

    #[test]
    fn the_tree_is_found() {
        assert!(below("src", "rs").iter().any(|source| source.path == "src/lib.rs"));
    }
}
