//! The generated reference on disk is what the program would write today.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use kiemtra::cli::reference;
use kiemtra::text::Language;

/// Set to write the pages instead of comparing them.
const REGENERATE: &str = "KIEMTRA_REGENERATE";

#[test]
fn the_reference_is_up_to_date() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut stale = Vec::new();
    for language in [Language::Vi, Language::En] {
        for (path, text) in pages(language)? {
            let file = root.join(&path);
            if std::env::var_os(REGENERATE).is_some() {
                std::fs::create_dir_all(file.parent().context("a folder")?)?;
                std::fs::write(&file, &text)?;
            }
            if std::fs::read_to_string(&file).unwrap_or_default() != text {
                stale.push(path);
            }
        }
    }
    ensure!(
        stale.is_empty(),
        "these pages are not what the program says today: {}\nwrite them anew, look at the difference and commit it:\n  {REGENERATE}=1 cargo test --test it reference",
        stale.join(", ")
    );
    Ok(())
}

#[test]
fn the_table_beside_other_tools_names_every_check_of_its_groups() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(root.join("docs/seen-by.md"))?;
    let checks = kiemtra::load::embedded::CHECKS.iter();
    let ids: Vec<_> = checks
        .filter_map(|(_, text)| text.lines().find_map(|line| line.strip_prefix("id: ")))
        .filter(|id| ["aut.", "api.", "web."].iter().any(|group| id.starts_with(group)))
        .collect();
    ensure!(ids.len() > 150, "{}", ids.len());
    let named = |id: &str| table.split([' ', ',', '|']).any(|word| word == id);
    let missing: Vec<_> = ids.iter().filter(|id| !named(id)).collect();
    ensure!(missing.is_empty(), "docs/seen-by.md does not tell of {missing:?}");
    Ok(())
}

#[test]
fn every_link_between_the_pages_leads_somewhere() -> Result<()> {
    let link = regex();
    for language in [Language::Vi, Language::En] {
        let pages = pages(language)?;
        for (path, text) in &pages {
            for (target, anchor) in links(&link, text) {
                let name = if target.is_empty() { path.rsplit('/').next().unwrap_or_default() } else { target };
                let page = pages.iter().find(|(path, _)| path.ends_with(&format!("/{name}")));
                let (_, page) = page.with_context(|| format!("{path}: no page {name}"))?;
                ensure!(page.contains(&format!("<a id=\"{anchor}\"></a>")), "{path}: no anchor {name}#{anchor}");
            }
        }
        ensure!(pages.iter().map(|(_, text)| links(&link, text).count()).sum::<usize>() > 100, "there are links");
    }
    Ok(())
}

fn pages(language: Language) -> Result<Vec<(String, String)>> {
    reference(language).map_err(|problems| anyhow::anyhow!("{problems:?}"))
}

fn regex() -> regex::Regex {
    regex::Regex::new(r"\]\(([a-z.]*)#([^)]+)\)").expect("a pattern")
}

fn links<'a>(link: &'a regex::Regex, text: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    link.captures_iter(text).filter_map(|found| Some((found.get(1)?.as_str(), found.get(2)?.as_str())))
}
