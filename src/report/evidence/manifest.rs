//! The list of what belongs to the evidence.

use serde::{Deserialize, Serialize};

use crate::audit::{PackDigest, ProfileDigest, Run, Tool};
use crate::fact::{Digest, canonical_json};
use crate::text::{Text, text};

/// The value of `schema`.
const SCHEMA: &str = "kiemtra/manifest@1";

/// The list: what it is of, by which rules it was judged, and every file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The case.
    pub case: String,
    /// The files, sorted by path.
    pub files: Vec<Entry>,
    /// The checks.
    pub pack: Pinned,
    /// The profile, as `id version`, with its digest.
    pub profile: Pinned,
    /// The run, by id.
    pub run: String,
    /// `kiemtra/manifest@1`.
    pub schema: String,
    /// Name and version of the program.
    pub tool: String,
}

/// Rules with their digest.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// The digest.
    pub digest: String,
    /// What it is the digest of.
    pub name: String,
}

/// One file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its path within the bundle, with slashes.
    pub path: String,
    /// Whether the digest is of a salt of 16 bytes and the file, not of the file alone: where few guesses would
    /// reveal a person, a bare digest is a way to guess.
    pub salted: bool,
    /// 64 hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Manifest {
    /// The manifest of a run's files, which come sorted.
    pub(super) fn new(run: &Run, files: Vec<Entry>) -> Self {
        let Run { pack: PackDigest { digest: pack }, profile, tool: Tool { name, version }, .. } = run;
        let ProfileDigest { digest, id, version: edition } = profile;
        Self {
            case: run.run.case.clone(),
            files,
            pack: Pinned { digest: pack.clone(), name: "checks".to_owned() },
            profile: Pinned { digest: digest.clone(), name: format!("{id} {edition}") },
            run: run.run.id.clone(),
            schema: SCHEMA.to_owned(),
            tool: format!("{name} {version}"),
        }
    }

    /// Its canonical bytes: what the identifier is the digest of.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical_json(self)
    }

    /// Reads a manifest. Only canonical bytes are one: two spellings would be two identifiers of one evidence.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Text> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| {
            text!("bản kê minh chứng không đọc được: {error}", "the manifest cannot be read: {error}")
        })?;
        if manifest.schema != SCHEMA || manifest.to_bytes() != bytes {
            return Err(Text::new("bản kê minh chứng không ở dạng chuẩn", "the manifest is not in its canonical form"));
        }
        Ok(manifest)
    }
}

impl Entry {
    /// The entry of a file, with its salt where it has one.
    pub(super) fn new(path: &str, bytes: &[u8], salt: Option<&[u8; 16]>) -> Self {
        Self {
            path: path.to_owned(),
            salted: salt.is_some(),
            sha256: digest(bytes, salt.map(<[u8; 16]>::as_slice)),
            size: bytes.len() as u64,
        }
    }

    /// Whether a file is the one that is listed.
    pub(super) fn is_of(&self, bytes: &[u8], salt: Option<&[u8]>) -> bool {
        self.size == bytes.len() as u64 && self.salted == salt.is_some() && self.sha256 == digest(bytes, salt)
    }
}

fn digest(bytes: &[u8], salt: Option<&[u8]>) -> String {
    match salt {
        None => Digest::of(bytes).hex(),
        Some(salt) => Digest::of(&[salt, bytes].concat()).hex(),
    }
}
