//! By what content an exposed thing is known.

use super::content::Content;
use super::magic::Magic;
use super::pattern::Pattern;

/// The form that some content must have, so that a page which only quotes it proves nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// Text that is neither HTML nor anything else with marks.
    Plain,
    /// JSON, as far as it was read.
    Json,
    /// XML that is no page.
    Xml,
    /// A page for people.
    Page,
    /// Text of any kind, by how it begins.
    Source,
    /// Bytes.
    Binary,
    /// Whatever it is: the head of the answer says it.
    Any,
}

/// One way to prove a thing: every condition must hold.
#[derive(Debug)]
pub(super) struct Sign {
    /// The form of the content.
    pub(super) form: Form,
    /// What the title of the page must look like.
    pub(super) title: Option<Pattern>,
    /// What must stand in the text; of a page in what is shown of it.
    pub(super) matches: Vec<Pattern>,
    /// What must not stand there.
    pub(super) not: Vec<Pattern>,
    /// The local name of the first element.
    pub(super) root: Option<String>,
    /// First bytes.
    pub(super) magic: Option<Magic>,
    /// The status, where it is not that of success.
    pub(super) status: Option<u16>,
    /// What a header (lower-case name) must look like.
    pub(super) header: Option<(String, Pattern)>,
    /// The proof in words.
    pub(super) proof: String,
}

impl Form {
    /// The words of the data file.
    pub(super) const WORDS: &[&str] = &["plain", "json", "xml", "page", "source", "binary", "any"];

    /// The form for a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "plain" => Self::Plain,
            "json" => Self::Json,
            "xml" => Self::Xml,
            "page" => Self::Page,
            "source" => Self::Source,
            "binary" => Self::Binary,
            "any" => Self::Any,
            _ => return None,
        })
    }
}

impl Sign {
    /// Whether some content proves it.
    pub(super) fn holds(&self, content: &Content<'_>) -> bool {
        let success = match self.status {
            Some(status) => content.status() == status,
            None => content.is_given(),
        };
        success && self.has_header(content) && self.has_form(content) && self.has_marks(content)
    }

    fn has_header(&self, content: &Content<'_>) -> bool {
        self.header.as_ref().is_none_or(|(name, value)| content.headers(name).any(|own| value.is_match(own)))
    }

    fn has_form(&self, content: &Content<'_>) -> bool {
        match self.form {
            Form::Plain => content.is_plain(),
            Form::Json => content.is_json(),
            Form::Xml => content.root().is_some(),
            Form::Page => content.is_page(),
            Form::Source | Form::Binary | Form::Any => true,
        }
    }

    fn has_marks(&self, content: &Content<'_>) -> bool {
        if self.magic.as_ref().is_some_and(|magic| !magic.is_in(content.bytes())) {
            return false;
        }
        if self.root.as_ref().is_some_and(|root| content.root() != Some(root.as_str())) {
            return false;
        }
        // What stands nowhere in a page, not even hidden, need not be looked for in what it shows.
        let is_page = self.form == Form::Page;
        if is_page && self.title.as_ref().is_some_and(|title| !content.titles().any(|own| title.is_match(own))) {
            return false;
        }
        if is_page && !self.matches.iter().all(|own| own.is_match(content.text())) {
            return false;
        }
        if self.title.as_ref().is_some_and(|title| !content.title().is_some_and(|own| title.is_match(own))) {
            return false;
        }
        if self.matches.is_empty() && self.not.is_empty() {
            return true;
        }
        let text = if is_page { content.markup() } else { content.text() };
        self.matches.iter().all(|own| own.is_match(text)) && !self.not.iter().any(|own| own.is_match(text))
    }
}
