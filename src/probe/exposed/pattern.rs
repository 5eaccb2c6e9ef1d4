//! A regular expression of the data file.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

/// What text must look like. Classes such as `\w` are those of ASCII: the far side writes code and not prose. Compiled
/// when it is first asked, for on a sound server hardly one ever is.
#[derive(Debug)]
pub(super) struct Pattern {
    raw: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern, not looked at yet.
    pub(super) fn new(raw: String) -> Self {
        Self { raw, compiled: OnceLock::new() }
    }

    /// Whether it can be compiled; one that cannot matches nothing.
    #[cfg(test)]
    pub(super) fn is_sound(&self) -> bool {
        self.compiled().is_some()
    }

    /// Whether some text has it.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.compiled().is_some_and(|own| own.is_match(text.as_bytes()))
    }

    fn compiled(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| RegexBuilder::new(&self.raw).unicode(false).size_limit(1 << 20).build().ok())
            .as_ref()
    }
}
