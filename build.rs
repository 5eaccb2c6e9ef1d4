//! Embeds the check pack, the profiles and the law regimes as lists of (path, text), sorted by
//! path, so that the program is one file and its pack has one digest.

#![expect(clippy::disallowed_methods, reason = "cargo tells a build script its folders by the environment")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut out = String::new();
    for (name, folder, meaning) in [
        ("CHECKS", "checks", "Every built-in check file."),
        ("LAW", "law", "Every built-in law regime."),
        ("PROFILES", "profiles", "Every built-in profile."),
    ] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        collect(&root.join(folder), &mut files)?;
        files.sort();
        let _ = writeln!(out, "/// {meaning}\npub const {name}: &[(&str, &str)] = &[");
        for file in files {
            let path = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
            let _ = writeln!(out, "    ({path:?}, include_str!({:?})),", file.display().to_string());
        }
        out.push_str("];\n");
    }
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs");
    fs::write(target, out)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}
