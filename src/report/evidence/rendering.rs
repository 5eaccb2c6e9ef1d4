//! What a rendering was made from besides the run: attached to the PDF, so that anyone can render it again.

use serde::{Deserialize, Serialize};

use crate::audit::Run;
use crate::fact::canonical_json;
use crate::ledger::{Concluded, Defects, Event, Happening, conclusion_of, fold, record};
use crate::profile::Gate;
use crate::report::sitting::Sitting;
use crate::text::{Language, Text, text};

/// Its name inside the PDF.
pub const RENDERING: &str = "minutes.json";

/// The value of `schema`.
const SCHEMA: &str = "kiemtra/rendering@1";

/// What goes into the minutes besides the run and the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rendering {
    /// The events of the case that the error list and the conclusion were read from.
    pub events: Vec<Event>,
    /// The digests of the department's own faces; empty: the program's own.
    pub fonts: Vec<String>,
    /// `vi` or `en`.
    pub language: String,
    /// `kiemtra/rendering@1`.
    pub schema: String,
    /// What people added.
    pub sitting: Option<Sitting>,
    /// Name and version of the program that rendered: another one may set a line otherwise.
    pub tool: String,
}

impl Rendering {
    /// The inputs as they stand: of the case's events those up to the end of the run, what the inspected side remarked
    /// since, and the conclusions of this run. A case that has no events gets those that the run alone would cause.
    pub fn new(run: &Run, document: &[u8], history: &[Event], gate: &Gate) -> Self {
        let concluded = conclusion_of(history, &run.run.id, document).map(|(event, _)| event);
        let belongs = |event: &&Event| {
            event.at <= run.run.ended
                || matches!(event.what, Happening::Noted { .. })
                || concluded.is_some_and(|concluded| concluded == *event)
        };
        let known = history.iter().any(|event| event.at <= run.run.ended);
        let mut events: Vec<_> = history.iter().filter(belongs).cloned().collect();
        if !known {
            let mut copy = run.clone();
            let caused = record(&mut copy, &[], gate);
            events.splice(0..0, caused);
        }
        Self {
            events,
            fonts: Vec::new(),
            language: "vi".to_owned(),
            schema: SCHEMA.to_owned(),
            sitting: None,
            tool: Self::tool_name(),
        }
    }

    /// Name and version of this program.
    pub fn tool_name() -> String {
        format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
    }

    /// Its canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical_json(self)
    }

    /// Reads what was attached.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Text> {
        let rendering: Self = serde_json::from_slice(bytes)
            .map_err(|error| text!("{RENDERING} không đọc được: {error}", "{RENDERING} cannot be read: {error}"))?;
        match rendering.schema.as_str() {
            SCHEMA => Ok(rendering),
            other => Err(text!("lược đồ lạ: {other}", "unknown schema: {other}")),
        }
    }

    /// The language.
    pub fn language(&self) -> Language {
        if self.language == "en" { Language::En } else { Language::Vi }
    }

    /// The error list.
    pub fn defects(&self) -> Defects {
        fold(&self.events)
    }

    /// The conclusion that a person set, with its event.
    pub fn concluded(&self, run: &Run, document: &[u8]) -> Option<(&Event, &Concluded)> {
        conclusion_of(&self.events, &run.run.id, document)
    }
}
