//! The attributes of one tag.

use std::fmt;

use html5ever::tokenizer::Tag;

/// The most attributes of one tag that are kept.
const MOST: usize = 64;
/// The most bytes of a value that are kept; addresses that hold whole images are longer.
const MOST_VALUE: usize = 8 << 10;

/// Attributes by lower-case name, in order; of two of one name the first counts. Values may be
/// secrets, such as tokens in hidden fields, so they are not shown when debugged.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub(super) fn of(tag: &Tag) -> Self {
        let kept = tag.attrs.iter().take(MOST);
        Self(kept.map(|own| (own.name.local.to_string(), cut(&own.value, MOST_VALUE).to_owned())).collect())
    }

    /// The value of an attribute; empty for one without a value.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether there is such an attribute.
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The handlers of events: name such as `onpaste`, and code.
    pub fn handlers(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        named.filter(|(name, _)| name.len() > 2 && name.starts_with("on"))
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// The first bytes of a text, not cutting a character.
pub(super) fn cut(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}
