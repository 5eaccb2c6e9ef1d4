//! The sitting: what only the people in the room know, written down in a small file.
//!
//! Number of the minutes, time and place, who was there, what the inspected side said, until when each error is to be
//! mended. What is not given is printed as a dotted line to be filled in by hand.

mod read;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::text::Text;

pub use read::{KEYS, SCHEMA, read};

/// What people add to the minutes. Everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sitting {
    /// Number and symbol: `05/BB-ĐKT`.
    pub number: Option<String>,
    /// When the sitting began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Where.
    pub place: Option<Text>,
    /// Decisions and plans that the inspection rests on, without the word `Căn cứ`.
    pub grounds: Vec<Text>,
    /// Who took part.
    pub participants: Vec<Person>,
    /// What the inspected side says, a paragraph each.
    pub statement: Vec<Text>,
    /// What is asked besides what the program asks.
    pub recommendations: Vec<Text>,
    /// Deadlines, by the error's number.
    pub deadlines: BTreeMap<u32, Deadline>,
    /// How many copies are made.
    pub copies: Option<i64>,
    /// How many of them each side keeps.
    pub each: Option<i64>,
    /// Recipients in place of the profile's.
    pub recipients: Vec<Text>,
}

/// Somebody who took part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The key of the party in the profile, such as `operator`.
    pub role: String,
    /// The full name.
    pub name: String,
    /// The rank, of the armed forces.
    pub rank: Option<Text>,
    /// The office.
    pub position: Option<Text>,
    /// The body, where it is not the party's own.
    pub body: Option<Text>,
    /// Whether this is who signs for the party; else the first of the party is.
    pub signs: bool,
}

/// Until when an error is to be mended, and by whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The last day, `2026-12-20`.
    pub due: Option<jiff::civil::Date>,
    /// Who is responsible.
    pub responsible: Option<Text>,
}

impl Sitting {
    /// Who signs for a party.
    pub fn signer(&self, role: &str) -> Option<&Person> {
        let of_role = || self.participants.iter().filter(|person| person.role == role);
        of_role().find(|person| person.signs).or_else(|| of_role().next())
    }
}

impl Person {
    /// `Thượng tá Nguyễn Văn A, Trưởng phòng, Phòng An ninh mạng`.
    pub(super) fn text(&self) -> Text {
        let with = |pick: fn(&Text) -> &String| {
            let rank = self.rank.as_ref().map(|rank| format!("{} ", pick(rank))).unwrap_or_default();
            let more = [&self.position, &self.body].into_iter().flatten().map(|text| format!(", {}", pick(text)));
            format!("{rank}{}{}", self.name, more.collect::<String>())
        };
        Text::new(with(|text| &text.vi), with(|text| &text.en))
    }
}
