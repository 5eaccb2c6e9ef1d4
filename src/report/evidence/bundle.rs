//! The bundle: a folder with the run, its facts one by one, the manifest, and the salts.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use crate::audit::{Run, StoredFact};
use crate::fact::{Digest, canonical_json};
use crate::load;
use crate::text::{Text, io_failure, text};

use super::manifest::{Entry, Manifest};

/// The manifest's name within the bundle and inside the PDF.
pub const MANIFEST: &str = "manifest.json";
/// The run's name within the bundle and inside the PDF.
pub const RUN: &str = "run.json";
/// The salts' name within the bundle. They are nowhere else.
pub const SALTS: &str = "salts.json";

/// Probes whose facts say something of people, if only by a name masked or a count: few guesses would find a value
/// that gives the same bare digest.
const OF_PEOPLE: &[&str] = &["account", "crawl", "dossier", "exposed", "front"];

/// More files than a run has facts.
const MOST_FILES: usize = 20_000;
/// More bytes than the facts of a run have.
const MOST_BYTES: u64 = 512 << 20;

/// The files of a bundle, by path with slashes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// The bundle of a run; `document` is its canonical document. `salt` draws 16 random bytes for each fact that
    /// needs them; `None` where it fails to.
    pub fn compose(run: &Run, document: &[u8], mut salt: impl FnMut() -> Option<[u8; 16]>) -> Option<Self> {
        let mut files = BTreeMap::from([(RUN.to_owned(), document.to_vec())]);
        let mut salts = BTreeMap::new();
        for (number, fact) in (1..).zip(&run.facts) {
            let path = path(number, fact);
            if OF_PEOPLE.contains(&fact.probe.as_str()) {
                salts.insert(path.clone(), salt()?);
            }
            files.insert(path, canonical_json(fact));
        }
        let entries = files.iter().map(|(path, bytes)| Entry::new(path, bytes, salts.get(path))).collect();
        let manifest = Manifest::new(run, entries).to_bytes();
        files.insert(MANIFEST.to_owned(), manifest);
        let salts: BTreeMap<_, _> = salts.into_iter().map(|(path, salt)| (path, HEXLOWER.encode(&salt))).collect();
        files.insert(SALTS.to_owned(), canonical_json(&salts));
        Some(Self { files })
    }

    /// Reads a folder. Errors: it cannot be read, has no manifest, or is larger than any bundle.
    pub fn read(folder: &Path) -> Result<Self, Text> {
        let mut files = BTreeMap::new();
        let mut room = MOST_BYTES;
        collect(folder, "", &mut files, &mut room, 0)?;
        let bundle = Self { files };
        if !bundle.files.contains_key(MANIFEST) {
            let name = folder.display();
            return Err(text!("`{name}` không có {MANIFEST}", "`{name}` has no {MANIFEST}"));
        }
        Ok(bundle)
    }

    /// The files by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The bytes of a file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The manifest's bytes.
    pub fn manifest(&self) -> &[u8] {
        self.file(MANIFEST).unwrap_or_default()
    }

    /// The run's document.
    pub fn run(&self) -> &[u8] {
        self.file(RUN).unwrap_or_default()
    }

    /// The identifier of the evidence: the digest of the manifest.
    pub fn id(&self) -> String {
        Digest::of(self.manifest()).to_string()
    }

    /// The salts by path.
    pub(super) fn salts(&self) -> Result<BTreeMap<String, Vec<u8>>, Text> {
        let broken = || text!("{SALTS} không đọc được", "{SALTS} cannot be read");
        let Some(bytes) = self.file(SALTS) else { return Ok(BTreeMap::new()) };
        let salts: BTreeMap<String, String> = serde_json::from_slice(bytes).map_err(|_| broken())?;
        salts.into_iter().map(|(path, salt)| Some((path, unhex(&salt)?))).collect::<Option<_>>().ok_or_else(broken)
    }
}

/// `facts/0007-tls-cong.json`: its place in the run, and what a person looks for.
pub(super) fn path(number: usize, fact: &StoredFact) -> String {
    let plain = |word: &str| -> String {
        word.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).take(40).collect()
    };
    format!("facts/{number:04}-{}-{}.json", plain(&fact.probe), plain(&fact.subject))
}

fn collect(
    folder: &Path,
    below: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
    room: &mut u64,
    depth: usize,
) -> Result<(), Text> {
    let unreadable = |error: std::io::Error| {
        let (name, Text { vi, en }) = (folder.display(), io_failure(&error));
        text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}")
    };
    let too_large = || {
        let name = folder.display();
        text!("`{name}` lớn hơn một hồ sơ minh chứng", "`{name}` is larger than any bundle of evidence")
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        // Not through links: a bundle is what lies in the folder.
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() && depth < 4 {
            collect(&entry.path(), &format!("{path}/"), files, room, depth + 1)?;
            continue;
        }
        let mut bytes = Vec::new();
        if kind.is_file() {
            let file = std::fs::File::open(entry.path()).map_err(unreadable)?;
            bytes = load::whole(&file, *room).map_err(|error| match error.kind() {
                ErrorKind::FileTooLarge => too_large(),
                _ => unreadable(error),
            })?;
        }
        *room = room.checked_sub(bytes.len() as u64).filter(|_| files.len() < MOST_FILES).ok_or_else(too_large)?;
        files.insert(path, bytes);
    }
    Ok(())
}

/// A salt of sixteen bytes.
fn unhex(digits: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok().filter(|salt| salt.len() == 16)
}
