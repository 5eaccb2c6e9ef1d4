//! Who permitted the inspection, when, and how far it may go.
//!
//! Law 116/2025/QH15, Article 12: without a paper, looking is an offence.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// How much an act touches the system. Ordered: each level includes what stands before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// What any visitor's program does.
    Passive,
    /// Unusual but harmless: malformed or rejected requests.
    Active,
    /// May disturb, or tries what an attacker would.
    Intrusive,
}

impl Safety {
    /// Every level, mildest first.
    pub const ALL: &[Self] = &[Self::Passive, Self::Active, Self::Intrusive];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passive => "passive",
            Self::Active => "active",
            Self::Intrusive => "intrusive",
        }
    }

    /// The level for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.word() == word)
    }

    /// The level for people.
    pub fn text(self) -> Text {
        match self {
            Self::Passive => Text::new("thụ động", "passive"),
            Self::Active => Text::new("chủ động", "active"),
            Self::Intrusive => Text::new("xâm nhập", "intrusive"),
        }
    }
}

/// The paper that permits the inspection.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Authorisation {
    /// Number and symbol of the document.
    pub document: String,
    /// The body that issued it.
    pub issuer: Text,
    /// Its date.
    pub date: Option<Date>,
    /// When the permission begins.
    pub from: Timestamp,
    /// When it ends; not a moment later.
    pub until: Timestamp,
    /// What is permitted.
    pub safety: Vec<Safety>,
    /// Whether it says that what a site asks of robots (RFC 9309) does not bind the inspection.
    pub robots_ignored: bool,
    /// How often the far side of a link may be probed at most, where it says so.
    pub link_every: Option<Duration>,
}

impl Authorisation {
    /// Whether an act of this level is permitted at all.
    pub fn permits(&self, safety: Safety) -> bool {
        self.safety.contains(&safety)
    }

    /// Whether the window is open.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.from <= now && now <= self.until
    }
}
