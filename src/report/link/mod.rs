//! The chapter on the link over time: what the watch gave, in figures, tables and plots.
//!
//! It is a pure function of stored facts. Every percentage comes with what was observed of the time; what nobody saw is
//! neither up nor down, and is said.

#[cfg(test)]
pub(crate) mod sample;
pub(super) mod tables;
mod terminal;
#[cfg(test)]
mod tests;
pub(in crate::report) mod words;

use crate::audit::StoredFact;
use crate::fact::{Factual, Legible, from_json};
use crate::judge::Inspected;
use crate::probe::link::{Hop, Side, WatchedLink};
use crate::text::{Language, Text};

pub use terminal::write;

use super::plot::{Plot, calendar, latency, standalone, timeline};

/// The most hops of a link whose plots are drawn.
const MOST_DRAWN: usize = 6;

/// What is known of one link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkSheet {
    /// The subject's id.
    pub subject: String,
    /// The subject's name.
    pub title: Text,
    /// What the watch gave.
    pub link: WatchedLink,
}

/// A hop of a sheet with its plots.
pub(super) struct Drawn<'a> {
    /// The hop.
    pub(super) hop: &'a Hop,
    /// Its plots.
    pub(super) plots: Vec<Plot>,
}

/// The heading of the chapter and of its annex.
pub(super) fn title() -> Text {
    Text::new("Số đo đường truyền", "Measures of the link")
}

/// The sheets of a run, the subjects in their order; none of a link that was not watched.
pub fn sheets(subjects: &[Inspected], facts: &[StoredFact]) -> Vec<LinkSheet> {
    let sheet = |subject: &Inspected| {
        let fact = facts.iter().find(|fact| fact.probe == "link" && fact.subject == subject.id)?;
        let value = from_json(&fact.value.tree(), &WatchedLink::shape(), "link").ok()?;
        let link = WatchedLink::legible(&value)?;
        Some(LinkSheet { subject: subject.id.clone(), title: subject.title.clone(), link })
    };
    subjects.iter().filter_map(sheet).collect()
}

impl LinkSheet {
    /// The hops that the link is there for, or all where none is told to be.
    pub(super) fn judged(&self) -> Vec<&Hop> {
        let far: Vec<_> = self.link.hops.iter().filter(|hop| matches!(hop.side, Side::Platform | Side::Far)).collect();
        if far.is_empty() { self.link.hops.iter().collect() } else { far }
    }

    /// The hops that are drawn, the far side first, each with its plots.
    pub(super) fn drawn(&self, language: Language) -> Vec<Drawn<'_>> {
        let mut hops = self.judged();
        hops.retain(|hop| !hop.days.is_empty());
        hops.sort_by_key(|hop| (std::cmp::Reverse(hop.side), !hop.own_samples));
        hops.truncate(MOST_DRAWN);
        let drawn = |hop| {
            let mut plots = vec![calendar(hop, language), timeline(&self.link, hop, language)];
            plots.extend(latency(hop, language));
            Drawn { hop, plots }
        };
        hops.into_iter().map(drawn).collect()
    }

    /// Everything that is drawn of a hop, as a picture of its own; `None` where no such hop is.
    pub fn picture(&self, hop: Option<&str>, language: Language) -> Option<String> {
        let all = self.drawn(language);
        let chosen: Vec<_> = all.into_iter().filter(|own| hop.is_none_or(|id| own.hop.hop == id)).collect();
        let first = chosen.first()?;
        let single = words::hop_name(first.hop, language);
        let name = self.title.in_language(language);
        if chosen.len() == 1 {
            return Some(standalone(&format!("{name} – {single}"), &first.plots));
        }
        let plots = chosen.into_iter().flat_map(|own| {
            let hop = words::hop_name(own.hop, language);
            own.plots.into_iter().map(move |plot| Plot { title: format!("{hop}: {}", plot.title), ..plot })
        });
        Some(standalone(name, &plots.collect::<Vec<_>>()))
    }
}
