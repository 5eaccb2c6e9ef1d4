//! Which objects lead to which, in one state of the document.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::dss::store;
use super::super::field::{catalog, resolve};
use super::references;

/// Who leads to an object.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Holder {
    /// Another object.
    Object(ObjectId),
    /// A key of the catalog.
    Catalog(Vec<u8>),
    /// A key of the trailer.
    Trailer(Vec<u8>),
}

/// Everybody who leads to each object, and what the store of evidence is made of.
pub(super) struct Holders {
    of: BTreeMap<ObjectId, BTreeSet<Holder>>,
    evidence: BTreeSet<ObjectId>,
}

impl Holders {
    pub(super) fn of(document: &Document) -> Self {
        let mut holders = Self { of: BTreeMap::new(), evidence: BTreeSet::new() };
        let root = catalog(document).map(|(root, _)| root);
        for (id, object) in &document.objects {
            match object {
                Object::Dictionary(dictionary) if Some(*id) == root => holders.keys(dictionary, Holder::Catalog),
                object => holders.take(object, &Holder::Object(*id)),
            }
        }
        holders.keys(&document.trailer, Holder::Trailer);
        if let Some(own) = store(document) {
            collect(document, &Object::Dictionary(own.clone()), &mut holders.evidence, 6);
            let held = catalog(document).and_then(|(_, catalog)| catalog.get(b"DSS").ok()?.as_reference().ok());
            holders.evidence.extend(held);
        }
        holders
    }

    fn keys(&mut self, dictionary: &Dictionary, holder: impl Fn(Vec<u8>) -> Holder) {
        for (key, object) in dictionary {
            self.take(object, &holder(key.clone()));
        }
    }

    fn take(&mut self, object: &Object, holder: &Holder) {
        let mut found = BTreeSet::new();
        references(object, &mut found);
        for id in found {
            self.of.entry(id).or_default().insert(holder.clone());
        }
    }

    /// Whether nothing but this key of the catalog or of the trailer leads to the object: who made the file could have
    /// called the content of a page its metadata as well.
    pub(super) fn is_used_only_by(&self, id: ObjectId, key: &[u8]) -> bool {
        self.is_unused_but(id, key, &BTreeSet::new())
    }

    fn is_unused_but(&self, id: ObjectId, key: &[u8], inside: &BTreeSet<ObjectId>) -> bool {
        self.of.get(&id).into_iter().flatten().all(|holder| match holder {
            Holder::Object(other) => inside.contains(other),
            Holder::Catalog(own) | Holder::Trailer(own) => own == key,
        })
    }

    /// Whether the object belongs to the store of evidence, and to nothing else.
    pub(super) fn is_evidence(&self, id: ObjectId) -> bool {
        self.evidence.contains(&id) && self.is_unused_but(id, b"DSS", &self.evidence)
    }
}

/// The lists and dictionaries below an object.
fn collect(document: &Document, holder: &Object, to: &mut BTreeSet<ObjectId>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let mut visit = |one: &Object| {
        let held = resolve(document, one);
        if matches!(held, Object::Stream(_)) {
            return;
        }
        if let Ok(id) = one.as_reference()
            && !to.insert(id)
        {
            return;
        }
        collect(document, held, to, depth);
    };
    match holder {
        Object::Array(list) => list.iter().for_each(visit),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, one)| visit(one)),
        _ => {}
    }
}
