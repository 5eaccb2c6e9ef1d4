//! Bilingual text, Vietnamese dates, masked values and visible escaping.
//!
//! The lowest room: it knows nothing of systems, checks or networks, and prints nothing.

mod base64;
mod cover;
mod date;
mod io;
mod mask;
mod visible;
mod wrap;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use base64::base64_of_any_form;
pub use cover::{covered, covered_digits};
pub use date::{VIETNAM_OFFSET, clock_time, day, day_and_time, in_vietnam, long_date};
pub use io::io_failure;
pub use mask::Masked;
pub use visible::{shorten, visible};
pub use wrap::wrap;

/// The two languages in which every user-facing sentence exists.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum Language {
    /// Vietnamese, the language of the report and the default everywhere.
    #[default]
    Vi,
    /// English.
    En,
}

/// One sentence in Vietnamese and in English.
///
/// Both languages stand side by side at the place of use, so that neither can be forgotten:
/// there is no way to build a `Text` without the other language.
#[derive(Clone, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    /// The English sentence.
    pub en: String,
    /// The Vietnamese sentence.
    pub vi: String,
}

impl Text {
    /// A text from its two languages, Vietnamese first as everywhere.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { en: en.into(), vi: vi.into() }
    }

    /// A text that reads the same in both languages: an identifier, a number, a quotation.
    pub fn same(both: impl Into<String>) -> Self {
        let both = both.into();
        Self { en: both.clone(), vi: both }
    }

    /// The sentence in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}

/// Renders the Vietnamese sentence: what a log line or a stray `{}` shows.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.vi)
    }
}

/// Builds a [`Text`] from two format strings that capture the same variables.
macro_rules! text {
    ($vi:literal, $en:literal $(,)?) => {
        $crate::text::Text::new(format!($vi), format!($en))
    };
}
pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_capture_the_same_variable() {
        let port = 443;
        let text = text!("cổng {port}", "port {port}");
        assert_eq!(text.in_language(Language::Vi), "cổng 443");
        assert_eq!(text.in_language(Language::En), "port 443");
    }
}
