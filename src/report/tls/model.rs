//! The chapter as every format reads it: screens of sections of labelled lines.

use crate::text::Text;

/// What is known of TLS and certificates at one back-end of a subject, or at several that answered alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    /// The subject's id.
    pub subject: String,
    /// The subject's name.
    pub title: Text,
    /// The declared name with its port, such as `portal.example.vn:443`; empty where none is declared.
    pub place: String,
    /// The addresses with their ports that answered so; empty where none was found.
    pub endpoints: Vec<String>,
    /// The labels of the lines in which it differs from another screen of the same subject.
    pub differs: Vec<Text>,
    /// The sections that are word for word those of an earlier screen and are not written again.
    pub repeats: Vec<Repeat>,
    /// What is known, in a fixed order.
    pub sections: Vec<Section>,
}

/// Sections that read as on an earlier screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// Which screen that is.
    pub of: Text,
    /// The headings.
    pub sections: Vec<Text>,
}

/// Lines about one matter; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading.
    pub title: Text,
    /// The lines.
    pub lines: Vec<Line>,
    /// How to read the lines, where that needs saying.
    pub note: Option<Text>,
}

/// A label and what was seen; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is about.
    pub label: Text,
    /// What was seen.
    pub entries: Vec<Entry>,
    /// Whether the entries stand one behind the other rather than one below the other.
    pub inline: bool,
}

impl Line {
    /// A line of entries one below the other.
    pub(super) fn new(label: Text, entries: Vec<Entry>) -> Self {
        Self { label, entries, inline: false }
    }
}

/// One thing that was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// In words that say everything: the tone only adds colour.
    pub text: Text,
    /// How it is to be taken.
    pub tone: Tone,
    /// How far below the first entry of its line it hangs, in a tree.
    pub depth: usize,
}

impl Entry {
    /// An entry that is only told.
    pub(super) fn new(text: Text) -> Self {
        Self::toned(text, Tone::Plain)
    }

    /// An entry with a tone.
    pub(super) fn toned(text: Text, tone: Tone) -> Self {
        Self { text, tone, depth: 0 }
    }

    /// The entry hung into a tree.
    pub(super) fn at(self, depth: usize) -> Self {
        Self { depth, ..self }
    }
}

/// How an entry is to be taken; no verdict, which is for the checks to give.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tone {
    /// Told and no more.
    Plain,
    /// Strong by the state of the art.
    Sound,
    /// Weak by the state of the art.
    Weak,
    /// Broken, prohibited or expired.
    Broken,
    /// Not known.
    Open,
}

impl Tone {
    /// The word of style sheets.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Sound => "sound",
            Self::Weak => "weak",
            Self::Broken => "broken",
            Self::Open => "open",
        }
    }
}
