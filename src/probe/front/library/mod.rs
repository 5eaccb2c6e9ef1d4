//! Front-end libraries of a page: which ones, in which versions, and what is published against them.

mod list;
mod version;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::fact::Library;
use crate::fact::{Fact, Gap, Reason};
use crate::text::{Text, shorten};
use list::{Known, SEVERITIES, list};
use version::Version;

/// The most libraries that are told.
const MOST: usize = 60;
/// The most published faults that are named of one library.
const MOST_FAULTS: usize = 30;
/// Words that a file name carries besides the library's own.
const VARIANTS: &[&str] = &["min", "slim", "prod", "dev", "full", "pack", "packed", "umd", "all", "custom", "latest"];

/// As of when the list is; `None` where it cannot be read.
pub(super) fn date() -> Option<Timestamp> {
    list().map(|list| list.date)
}

/// A script as far as it can tell a library.
#[derive(Clone, Debug)]
pub(super) struct Clue<'a> {
    /// The path of its address; empty for one in the page.
    pub(super) path: &'a str,
    /// The address as it is shown.
    pub(super) shown: String,
    /// Its content, where it was read.
    pub(super) content: Option<&'a str>,
}

/// Whether an address alone tells a library and its version.
pub(super) fn is_told_by(path: &str) -> bool {
    list().is_some_and(|list| list.libraries.iter().any(|known| matches!(named(known, path), Some(Some(_)))))
}

/// The libraries of a page, by name and version.
pub(super) fn libraries(clues: &[Clue<'_>]) -> Result<Vec<Library>, Gap> {
    let Some(list) = list() else {
        let detail = Text::new("danh mục thư viện không đọc được", "the list of libraries cannot be read");
        return Err(Gap::new(Reason::ProbeFailed, detail));
    };
    let mut found: BTreeMap<(&str, Option<String>), Library> = BTreeMap::new();
    for known in &list.libraries {
        for clue in clues {
            let Some((version, by_content)) = seen(known, clue) else { continue };
            let key = (known.name.as_str(), version.as_ref().map(Version::to_string));
            found.entry(key).or_insert_with(|| told(known, version.as_ref(), by_content, &clue.shown));
        }
    }
    // One known version says more than a file of the same library that tells none.
    let known: Vec<_> = found.keys().filter(|(_, version)| version.is_some()).map(|(name, _)| *name).collect();
    let more = |(name, version): &(&str, Option<String>)| version.is_some() || !known.contains(name);
    Ok(found.into_iter().filter(|(key, _)| more(key)).map(|(_, library)| library).take(MOST).collect())
}

/// What a script tells of a library: its version if it can be known, and whether by the content.
fn seen(known: &Known, clue: &Clue<'_>) -> Option<(Option<Version>, bool)> {
    let by_content = clue.content.and_then(|content| known.marks.iter().find_map(|mark| mark.version(content)));
    if let Some(version) = by_content {
        return Some((Some(version), true));
    }
    let by_name = named(known, clue.path)?;
    (by_name.is_some() || !known.common_word).then_some((by_name, false))
}

fn told(known: &Known, version: Option<&Version>, by_content: bool, shown: &str) -> Library {
    let unknown = || {
        let detail = Text::new("không biết phiên bản của thư viện", "the version of the library is not known");
        Gap::new(Reason::LowCoverage, detail)
    };
    let faults: Option<Vec<_>> = version.map(|version| known.faults.iter().filter(|own| own.is_in(version)).collect());
    let mended = faults.as_ref().and_then(|faults| faults.iter().filter_map(|own| own.below.as_ref()).max());
    let all_mended = faults.as_ref().is_some_and(|faults| faults.iter().all(|own| own.below.is_some()));
    let gravest = faults.as_ref().map(|faults| {
        SEVERITIES.iter().find(|word| faults.iter().any(|own| own.severity == **word)).map(|word| (*word).to_owned())
    });
    let mut ids = faults.as_ref().map(|faults| faults.iter().map(|own| own.id.clone()).collect::<Vec<_>>());
    if let Some(ids) = &mut ids {
        ids.sort();
        ids.dedup();
        ids.truncate(MOST_FAULTS);
    }
    let maintained = known.is_maintained(version);
    let label = version.map_or_else(|| known.name.clone(), |version| format!("{} {version}", known.name));
    Library {
        name: known.name.clone(),
        label: shorten(&label, 100),
        version: version.map_or_else(|| Fact::Unknown(unknown()), |own| Fact::Known(shorten(&own.to_string(), 40))),
        told_by: if by_content { "content" } else { "address" }.to_owned(),
        address: shown.to_owned(),
        faults: ids.map_or_else(|| Fact::Unknown(unknown()), Fact::Known),
        gravest: gravest.map_or_else(|| Fact::Unknown(unknown()), Fact::from),
        mended_in: mended.filter(|_| all_mended).map(Version::to_string).into(),
        maintained: maintained.map_or_else(|| Fact::Unknown(unknown()), Fact::Known),
    }
}

/// Whether a path is that of a library, and in which version: `jquery-3.4.1.min.js`,
/// `jquery/3.4.1/jquery.min.js`, `jquery@3.4.1/dist/jquery.js`. A query (`?v=2`) is about a site's own
/// releases as often as not, and a number elsewhere in the path is the site's own.
fn named(known: &Known, path: &str) -> Option<Option<Version>> {
    let lower = path.to_ascii_lowercase();
    let segments: Vec<_> = lower.split('/').filter(|segment| !segment.is_empty()).collect();
    let (file, folders) = segments.split_last()?;
    let is = |word: &str| known.files.iter().any(|own| own == word);
    // `npm/jquery@3.4.1`, with or without more of a path.
    let pinned = segments.iter().find_map(|segment| {
        let (name, version) = segment.rsplit_once('@')?;
        is(name).then(|| Version::read(version).filter(|version| version.precision() > 2))
    });
    let stem = file.strip_suffix(".js").or_else(|| file.strip_suffix(".mjs"));
    let by_file = stem.and_then(|stem| split(stem).into_iter().find(|(name, _)| is(name)).map(|(_, version)| version));
    let by_folder = || {
        let numbered = folders.iter().filter_map(|folder| split(folder).into_iter().find(|(name, _)| is(name))?.1);
        let below = folders.windows(2).filter_map(|pair| match pair {
            [name, version] if is(name) => Version::read(version.trim_start_matches('v')),
            _ => None,
        });
        numbered.chain(below).next()
    };
    match (by_file, pinned) {
        (Some(Some(version)), _) => Some(Some(version)),
        (Some(None), Some(pinned)) => Some(pinned),
        (Some(None), None) => Some(by_folder()),
        (None, pinned) => pinned.filter(|_| stem.is_none() || folders.last().is_some_and(|last| last.contains('@'))),
    }
}

/// `jquery-3.4.1.min` as its name and version, in every way that it can be read.
fn split(stem: &str) -> Vec<(String, Option<Version>)> {
    let mut own = stem;
    loop {
        let shorter = VARIANTS.iter().find_map(|word| own.strip_suffix(word)?.strip_suffix(['.', '-', '_']));
        let Some(shorter) = shorter else { break };
        own = shorter;
    }
    let mut ways = vec![(own.to_owned(), None), (stem.to_owned(), None)];
    for (place, _) in own.match_indices(['-', '.', '_']) {
        let (Some(name), Some(rest)) = (own.get(..place), own.get(place + 1..)) else { continue };
        let rest = rest.strip_prefix('v').unwrap_or(rest);
        let version = Version::read(rest.trim_end_matches(['.', '-']));
        if version.is_some() {
            ways.push((name.to_owned(), version));
        }
    }
    ways
}

#[cfg(test)]
mod tests;
