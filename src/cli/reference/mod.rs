//! The generated reference: `docs/reference/vi` and `docs/reference/en`.
//!
//! The pages are made from what the program itself works with (the check pack, the shapes of the
//! facts, the commands, the profiles, the law regimes), so they cannot fall behind it. They hold no
//! date and no path of a machine: the same program gives the same bytes. A test compares them with
//! the files on disk.

mod checks;
mod facts;
mod law;
mod page;
mod profiles;
mod verbs;

use crate::check::Pack;
use crate::law::{Regime, regimes};
use crate::load::Problems;
use crate::profile::{Profile, Shelf};
use crate::text::Language;

use super::setup;

/// What the pages are made from.
struct Material {
    pack: Pack,
    profiles: Vec<Profile>,
    regimes: Vec<Regime>,
}

/// The pages in a language: `(path below the project's root, text)`, sorted by path.
pub fn reference(language: Language) -> Result<Vec<(String, String)>, Problems> {
    let vocabulary = setup::vocabulary();
    let pack = Pack::built_in(&vocabulary)?;
    let shelf = Shelf::built_in()?;
    let profiles = shelf.ids().into_iter().map(|id| setup::profile(id, &pack)).collect::<Result<_, _>>()?;
    let material = Material { pack, profiles, regimes: regimes()? };
    let folder = match language {
        Language::Vi => "docs/reference/vi",
        Language::En => "docs/reference/en",
    };
    let pages = [
        ("checks", checks::page(&material, language)),
        ("facts", facts::page(language)),
        ("law", law::page(&material, language)),
        ("profiles", profiles::page(&material, language)),
        ("verbs", verbs::page(language)),
    ];
    Ok(pages.into_iter().map(|(name, text)| (format!("{folder}/{name}.md"), text)).collect())
}
