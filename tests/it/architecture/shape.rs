//! How long a file may be, and what it may not be called.

use super::source::Source;

/// Past this, a file is two files.
const MOST_LINES: usize = 500;

/// Names that say nothing of what is inside, and therefore attract everything.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "manager", "types", "misc"];

/// Every file that is too long or badly named.
pub(super) fn complaints(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        let (path, lines) = (&source.path, source.text.lines().count());
        if lines > MOST_LINES {
            complaints.push(format!("{path}: {lines} lines, at most {MOST_LINES}: split it by what it is about"));
        }
        if let Some(name) = source.module().into_iter().find(|name| EMPTY_NAMES.contains(name)) {
            complaints.push(format!("{path}: `{name}` says nothing: name the module after the thing inside"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn long_files_and_empty_names_are_told() {
        assert_eq!(complaints(&[example("src/judge/mod.rs", &"\n".repeat(501))]).len(), 1);
        assert_eq!(complaints(&[example("src/judge/mod.rs", &"\n".repeat(500))]).len(), 0);
        assert_eq!(complaints(&[example("src/judge/utils.rs", "")]).len(), 1);
        assert_eq!(complaints(&[example("src/common/mod.rs", "")]).len(), 1);
        assert_eq!(complaints(&[example("src/judge/commonplace.rs", "")]).len(), 0);
    }
}
