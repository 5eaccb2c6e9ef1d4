//! Joining a profile with its parents and the check pack.

use std::collections::BTreeMap;

use super::Profile;
use super::choose::choose;
use super::read::{Declared, Parent, read};
use crate::check::Pack;
use crate::fact::Digest;
use crate::load::{Problem, Problems, Source, embedded, nearest};
use crate::text::{Text, text};

/// The profiles that can be named: those that ship with the program.
#[derive(Debug, Default)]
pub struct Shelf {
    sources: BTreeMap<String, Source>,
}

impl Shelf {
    /// The built-in profiles by id.
    pub fn built_in() -> Result<Self, Problems> {
        let mut sources = BTreeMap::new();
        for source in embedded::sources(embedded::PROFILES) {
            let declared = read(source.clone())?;
            sources.insert(declared.id, source);
        }
        Ok(Self { sources })
    }

    /// Every id, sorted.
    pub fn ids(&self) -> Vec<&str> {
        self.sources.keys().map(String::as_str).collect()
    }

    /// The source of a profile by id.
    pub fn named(&self, id: &str) -> Result<&Source, Problems> {
        self.sources.get(id).ok_or_else(|| {
            let problem =
                Problem::of_file("K-PRF-002", id, text!("không có hồ sơ `{id}`", "there is no profile `{id}`"));
            let known = self.ids().join(", ");
            match nearest(id, self.ids()) {
                Some(near) => problem.with_hint(text!("có phải ý bạn là `{near}`?", "did you mean `{near}`?")),
                None => problem.with_hint(text!(
                    "hồ sơ có sẵn: {known}; hoặc đưa đường dẫn một tệp .yaml",
                    "built-in profiles: {known}; or give the path of a .yaml file"
                )),
            }
            .into()
        })
    }
}

/// Resolves a profile from its source: parents, choices, deviations.
pub fn resolve(source: Source, shelf: &Shelf, pack: &Pack) -> Result<Profile, Problems> {
    resolve_at(source, shelf, pack, 0)
}

/// How many parents may stand above one another.
const MOST_GENERATIONS: usize = 8;

fn resolve_at(source: Source, shelf: &Shelf, pack: &Pack, generation: usize) -> Result<Profile, Problems> {
    let bytes = source.text.clone();
    let declared = read(source)?;
    let mut parents = Vec::new();
    for parent in &declared.extends {
        if generation >= MOST_GENERATIONS {
            let what =
                Text::new("hồ sơ kế thừa vòng hoặc quá sâu", "profiles extend one another in a circle or too deep");
            return Err(Problem::at("K-PRF-003", declared.reader.source(), parent.node.span.clone(), what).into());
        }
        let found = shelf.named(&parent.id).map_err(|_| missing(&declared, parent, shelf))?;
        let resolved = resolve_at(found.clone(), shelf, pack, generation + 1)?;
        pinned(&declared, parent, &resolved)?;
        parents.push(resolved);
    }
    let mut profile = inherit(&declared, &parents);
    let digests: Vec<_> = parents.iter().map(|parent| parent.digest.to_string()).collect();
    profile.digest = Digest::of_parts(std::iter::once(bytes.as_bytes()).chain(digests.iter().map(String::as_bytes)));
    choose(&declared, &mut profile, pack);
    declared.reader.finish(Some(profile))
}

fn missing(declared: &Declared, parent: &Parent, shelf: &Shelf) -> Problems {
    let id = &parent.id;
    let problem = Problem::at(
        "K-PRF-002",
        declared.reader.source(),
        parent.node.span.clone(),
        text!("không có hồ sơ `{id}` để kế thừa", "there is no profile `{id}` to extend"),
    );
    let known = shelf.ids().join(", ");
    problem.with_hint(text!("hồ sơ có sẵn: {known}", "built-in profiles: {known}")).into()
}

/// Holds a parent against the version and digest that the child was written for.
fn pinned(declared: &Declared, parent: &Parent, resolved: &Profile) -> Result<(), Problems> {
    let (version, digest) = (&resolved.version, resolved.digest.to_string());
    if *version == parent.version && digest == parent.digest {
        return Ok(());
    }
    let id = &parent.id;
    let problem = Problem::at(
        "K-PRF-004",
        declared.reader.source(),
        parent.digest_node.span.clone(),
        text!("hồ sơ `{id}` không còn là bản đã ghim", "profile `{id}` is not the one that was pinned"),
    );
    Err(problem
        .with_hint(text!(
            "sau khi rà soát, ghi: version: \"{version}\", digest: \"{digest}\"",
            "after a review, write: version: \"{version}\", digest: \"{digest}\""
        ))
        .into())
}

fn inherit(declared: &Declared, parents: &[Profile]) -> Profile {
    let mut choices = BTreeMap::new();
    let mut deviations = Vec::new();
    for parent in parents {
        choices.extend(parent.choices.clone());
        deviations.extend(parent.deviations.clone());
    }
    let nearest = parents.last();
    let regime = declared.regime.clone().or_else(|| nearest.map(|parent| parent.regime.clone()));
    Profile {
        id: declared.id.clone(),
        version: declared.version.clone(),
        title: declared.title.clone(),
        purpose: declared.purpose.clone(),
        regime: regime.unwrap_or_default(),
        choices,
        deviations,
        requires: declared
            .requires
            .clone()
            .or_else(|| nearest.map(|parent| parent.requires.clone()))
            .unwrap_or_default(),
        gate: declared.gate.or_else(|| nearest.map(|parent| parent.gate)).unwrap_or_default(),
        link: declared.link.onto(nearest.map(|parent| parent.link.clone()).unwrap_or_default()),
        roles: declared.roles.clone().or_else(|| nearest.map(|parent| parent.roles.clone())).unwrap_or_default(),
        report: declared.report.clone().or_else(|| nearest.map(|parent| parent.report.clone())).unwrap_or_default(),
        digest: Digest::of(b""),
    }
}
