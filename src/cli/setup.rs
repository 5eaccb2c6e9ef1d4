//! Loading what verbs work with: vocabulary, checks, profiles, law.

use std::path::{Path, PathBuf};

use crate::check::{Pack, Vocabulary};
use crate::law::{Regime, regimes};
use crate::load::{Problem, Problems, Source, embedded};
use crate::probe::PROBES;
use crate::profile::{Profile, Shelf, resolve};
use crate::text::{Text, io_failure, text};

use super::session::Session;

/// The profile of `audit` where none is named.
pub(super) const STANDARD_PROFILE: &str = "self-check";

/// The shapes of every probe's facts.
pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())))
}

/// The built-in checks and those of the user's own folders.
pub(super) fn pack(session: &Session, vocabulary: &Vocabulary) -> Result<Pack, Problems> {
    Pack::of(sources(session)?, vocabulary)
}

/// The same checks without their cases: all that an inspection needs.
pub(super) fn pack_to_judge_by(session: &Session, vocabulary: &Vocabulary) -> Result<Pack, Problems> {
    Pack::to_judge_by(sources(session)?, vocabulary)
}

fn sources(session: &Session) -> Result<Vec<Source>, Problems> {
    let mut sources: Vec<_> = embedded::sources(embedded::CHECKS).collect();
    for folder in &session.packs {
        sources.extend(yaml_below(folder)?);
    }
    Ok(sources)
}

/// A profile by id, or from a file.
pub(super) fn profile(name: &str, pack: &Pack) -> Result<Profile, Problems> {
    let shelf = Shelf::built_in()?;
    let is_file = name.ends_with(".yaml") || name.ends_with(".yml") || name.contains('/');
    let source = if is_file { Source::read(Path::new(name))? } else { shelf.named(name)?.clone() };
    resolve(source, &shelf, pack)
}

/// The law regime of a profile.
pub(super) fn regime(profile: &Profile) -> Result<Regime, Problems> {
    let all = regimes()?;
    let known: Vec<_> = all.iter().map(|regime| regime.id.clone()).collect();
    all.into_iter().find(|regime| regime.id == profile.regime).ok_or_else(|| {
        let (id, known) = (&profile.regime, known.join(", "));
        let what = text!("không có bộ căn cứ `{id}` (có: {known})", "there is no law regime `{id}` (known: {known})");
        Problem::of_file("K-LAW-001", &profile.id, what).into()
    })
}

/// Every YAML file below a folder, sorted; a file stands for itself.
pub(super) fn yaml_below(path: &Path) -> Result<Vec<Source>, Problems> {
    let mut files = Vec::new();
    collect(path, &mut files, 0).map_err(|error| {
        let name = path.display().to_string();
        Problems::from(Problem::of_file("K-FILE-001", &name, {
            let Text { vi, en } = io_failure(&error);
            text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}")
        }))
    })?;
    files.sort();
    files.iter().map(|file| Source::read(file)).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>, depth: usize) -> std::io::Result<()> {
    if !std::fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    // Deeper than any pack: a link that leads back up.
    if depth > 16 {
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files, depth + 1)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            files.push(path);
        }
    }
    Ok(())
}
