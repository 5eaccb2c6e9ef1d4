//! The document's own store of evidence (DSS, ETSI EN 319 142-1 section 5.4): certificates, lists, OCSP responses.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::field::{catalog, resolve, value};
use super::file::{FileRefusal, PdfFile};
use super::update::Update;
use crate::seal::SealError;

/// Most entries of a kind that are read, and the length of all of the store in bytes, unpacked.
const MOST: usize = 256;
const LONGEST: usize = 64 << 20;

/// What shows that certificates were valid.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Evidence {
    /// Certificates in DER.
    pub certificates: Vec<Vec<u8>>,
    /// Lists of revoked certificates in DER.
    pub lists: Vec<Vec<u8>>,
    /// `OCSPResponse`s in DER.
    pub responses: Vec<Vec<u8>>,
}

/// The keys of the store with what belongs there.
const KEYS: [&str; 3] = ["Certs", "CRLs", "OCSPs"];

impl Evidence {
    fn kinds(&self) -> [&Vec<Vec<u8>>; 3] {
        [&self.certificates, &self.lists, &self.responses]
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.kinds().iter().all(|kind| kind.is_empty())
    }

    /// Takes over what is not there yet.
    pub fn extend(&mut self, other: Self) {
        let kinds = [
            (&mut self.certificates, other.certificates),
            (&mut self.lists, other.lists),
            (&mut self.responses, other.responses),
        ];
        for (own, more) in kinds {
            for one in more {
                if !own.contains(&one) {
                    own.push(one);
                }
            }
        }
    }
}

/// What the store of the file holds. The revision that wrote it does not matter: evidence proves itself.
pub(in crate::seal) fn evidence(file: &PdfFile) -> Evidence {
    evidence_at(file, file.revision_count().saturating_sub(1))
}

/// What the store held in a revision, counted from 0.
pub(in crate::seal) fn evidence_at(file: &PdfFile, revision: usize) -> Evidence {
    let Some(revision) = file.revisions().get(revision) else { return Evidence::default() };
    let document = &revision.document;
    let Some(store) = store(document) else { return Evidence::default() };
    let mut room = LONGEST;
    let [certificates, lists, responses] = KEYS.map(|key| contents(document, store, key, &mut room));
    Evidence { certificates, lists, responses }
}

/// The file with the evidence in its store, in one incremental update; what is there already stays as it is.
pub(in crate::seal) fn add_evidence(file: &PdfFile, more: &Evidence) -> Result<Vec<u8>, SealError> {
    let present = evidence(file);
    let mut update = Update::of(file)?;
    let (root, mut catalog) = update.catalog()?;
    let held = catalog.get(b"DSS").and_then(Object::as_reference).ok();
    let mut own = store(update.document()).cloned().unwrap_or_default();
    for ((key, old), new) in KEYS.into_iter().zip(present.kinds()).zip(more.kinds()) {
        let fresh: Vec<ObjectId> = new
            .iter()
            .filter(|one| !old.contains(one))
            .map(|one| update.add(Stream::new(Dictionary::new(), one.clone())))
            .collect();
        if !fresh.is_empty() {
            update.extend_list(&mut own, key, &fresh)?;
        }
    }
    match held {
        Some(id) => update.set(id, own),
        None => {
            let id = update.add(own);
            catalog.set("DSS", id);
            update.set(root, catalog);
        }
    }
    Ok(update.finish()?.0)
}

pub(super) fn store(document: &Document) -> Option<&Dictionary> {
    value(document, catalog(document)?.1, b"DSS")?.as_dict().ok()
}

/// What stands under a key, each once, as far as the room for all of it reaches. One that cannot be unpacked in what is
/// left of it takes all of it: unpacking is bounded in time as well.
fn contents(document: &Document, store: &Dictionary, key: &str, room: &mut usize) -> Vec<Vec<u8>> {
    let list = value(document, store, key.as_bytes()).and_then(|list| list.as_array().ok());
    let mut known = BTreeSet::new();
    let is_new = |one: &&Object| one.as_reference().is_ok_and(|id| known.insert(id));
    let own = list.into_iter().flatten().take(MOST).filter(is_new);
    let streams = own.filter_map(|one| resolve(document, one).as_stream().ok());
    let unpacked = |stream: &Stream| {
        let limit = std::mem::take(room);
        let content = stream.get_plain_content_with_limit(limit).ok()?;
        *room = limit.saturating_sub(content.len());
        Some(content)
    };
    streams.filter_map(unpacked).collect()
}

impl From<FileRefusal> for SealError {
    fn from(refusal: FileRefusal) -> Self {
        Self::File(refusal)
    }
}
