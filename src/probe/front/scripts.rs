//! The scripts of the own site, looked into for libraries.

use std::collections::BTreeMap;

use super::fact::{Library, ScriptCount};
use super::library::{self, Clue};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::Target;
use crate::probe::http::way::{Spot, bare, shown_address};
use crate::probe::page::{Page, Script};
use crate::probe::walk::Walk;
use crate::text::text;
use crate::wire::{Job, Request};

/// The most scripts that are fetched.
pub(super) const MOST_SCRIPTS: usize = 12;
/// The most bytes of a script that are read.
const MOST_BYTES: usize = 512 << 10;

/// The scripts of a page, read as far as they were answered.
#[derive(Debug)]
pub(super) struct Scripts {
    /// How many addresses of the own site there are, each once.
    own: usize,
    /// Those that were not looked into, and whose addresses tell nothing.
    untold: usize,
    /// The contents of those that were read, by address.
    contents: BTreeMap<String, Content>,
}

#[derive(Debug)]
enum Content {
    /// All of it, or as much as was read.
    Text(String, Wholeness),
    /// The site has no script there, so no browser runs one.
    None,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Wholeness {
    Whole,
    Cut,
}

impl Scripts {
    /// Asks for the scripts; those first whose addresses do not tell what they are.
    pub(super) fn read(page: &Page, spot: &Spot, target: &Target<'_>, walk: &mut Walk<'_>) -> Self {
        let mut own: Vec<(&str, Spot)> = Vec::new();
        for script in page.scripts.iter().filter(|script| script.runs()) {
            if let Some((address, place)) = place(script, spot, target)
                && !own.iter().any(|(known, _)| *known == address)
            {
                own.push((address, place));
            }
        }
        let count = own.len();
        own.sort_by_key(|(_, place)| library::is_told_by(path(&place.path)));
        let mut contents = BTreeMap::new();
        let mut untold: usize = own.iter().filter(|(_, place)| !library::is_told_by(path(&place.path))).count();
        for (address, place) in own.into_iter().take(MOST_SCRIPTS) {
            let Ok(response) = walk.response(job(&place)) else { continue };
            let kind = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
            let content = match response.status {
                200 if !kind.contains("html") => {
                    let whole = if response.truncated { Wholeness::Cut } else { Wholeness::Whole };
                    Content::Text(String::from_utf8_lossy(&response.body).into_owned(), whole)
                }
                200 | 404 | 410 => Content::None,
                _ => continue,
            };
            let told = library::is_told_by(path(&place.path)) || matches!(content, Content::Text(_, Wholeness::Cut));
            untold -= usize::from(!told);
            contents.insert(address.to_owned(), content);
        }
        Self { own: count, untold, contents }
    }

    /// How many there are, and how many were read whole.
    pub(super) fn count(&self) -> ScriptCount {
        let whole = |content: &&Content| !matches!(content, Content::Text(_, Wholeness::Cut));
        ScriptCount { own: super::count(self.own), read: super::count(self.contents.values().filter(whole).count()) }
    }

    /// The libraries. Where not all scripts were read, no absence of faults is proved.
    pub(super) fn libraries(&self, page: &Page) -> Fact<Vec<Library>> {
        let clues: Vec<_> =
            page.scripts.iter().filter(|script| script.runs()).filter_map(|own| self.clue(own)).collect();
        let libraries = match library::libraries(&clues) {
            Ok(libraries) => libraries,
            Err(gap) => return Fact::Unknown(gap),
        };
        let faulty = |own: &Library| own.faults.known().is_some_and(|faults| !faults.is_empty());
        if libraries.iter().any(faulty) {
            return Fact::Known(libraries);
        }
        if page.cut {
            Page::cut_gap().into()
        } else if self.untold > 0 {
            let (own, untold) = (self.own, self.untold);
            let detail = text!(
                "chưa đọc hết {untold} trên {own} tệp kịch bản của trang",
                "{untold} of {own} scripts of the site were not read to the end"
            );
            Gap::new(Reason::LowCoverage, detail).into()
        } else {
            Fact::Known(libraries)
        }
    }

    fn clue<'a>(&'a self, script: &'a Script) -> Option<Clue<'a>> {
        let Some(address) = &script.address else {
            return Some(Clue { path: "", shown: String::new(), content: Some(&script.inline) });
        };
        let content = match self.contents.get(address.as_str()) {
            Some(Content::None) => return None,
            Some(Content::Text(text, _)) => Some(text.as_str()),
            None => None,
        };
        Some(Clue { path: address.path(), shown: shown_address(address), content })
    }
}

/// Where a script of the own site is to be had: same host, same scheme, inside the scope.
pub(in crate::probe) fn place<'a>(script: &'a Script, spot: &Spot, target: &Target<'_>) -> Option<(&'a str, Spot)> {
    let address = script.address.as_ref()?;
    let scheme = if spot.tls { "https" } else { "http" };
    let own = address.scheme() == scheme && address.host_str().map(bare) == Some(spot.endpoint.name.as_str());
    let port = address.port_or_known_default().filter(|_| own)?;
    let same = port == spot.endpoint.port;
    if !same && !target.system.scope.allows_port(port) {
        return None;
    }
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    let place = Spot { endpoint: spot.endpoint.at_port(port), ..spot.at(&format!("{}{query}", address.path())) };
    // The client certificate was declared for the page's own port.
    let identity = place.identity.clone().filter(|_| same);
    Some((address.as_str(), Spot { identity, ..place }))
}

/// The request for a script.
pub(in crate::probe) fn job(place: &Spot) -> Job {
    place.with(|request| Request { body_limit: MOST_BYTES, ..request })
}

fn path(whole: &str) -> &str {
    whole.split('?').next().unwrap_or_default()
}
