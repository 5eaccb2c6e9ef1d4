//! What an object is for, so that a refused change has a name.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Document, Object, ObjectId};

use super::super::field::{catalog, pages};
use super::change::Change;
use super::references;

/// What each object of a state is for. Every object is walked over once, however many of them change.
pub(super) struct Roles(BTreeMap<u32, Change>);

impl Roles {
    pub(super) fn of(document: &Document) -> Self {
        let mut roles = Self(BTreeMap::new());
        let pages = pages(document);
        let mut in_order: Vec<(ObjectId, u32)> = pages.into_iter().collect();
        in_order.sort_by_key(|(_, page)| *page);
        for (id, page) in &in_order {
            roles.0.insert(id.0, Change::Page(*page));
        }
        // What several pages show is that of the first.
        for (id, page) in &in_order {
            let dictionary = document.objects.get(id).and_then(|object| object.as_dict().ok());
            let shown = [&b"Contents"[..], b"Resources", b"Annots"].map(|key| dictionary?.get(key).ok());
            roles.reach(document, shown.into_iter().flatten(), &Change::Page(*page));
        }
        let Some((_, catalog)) = catalog(document) else { return roles };
        for (keys, change) in
            [(&[&b"Names"[..], b"AF"][..], Change::Attachment), (&[b"StructTreeRoot"], Change::Structure)]
        {
            roles.reach(document, keys.iter().filter_map(|key| catalog.get(key).ok()), &change);
        }
        roles
    }

    /// The change of an object that may not change.
    pub(super) fn change_of(&self, number: u32) -> Change {
        self.0.get(&number).cloned().unwrap_or(Change::Object(number))
    }

    /// Everything that hangs below some objects and is nothing else's; ways back to pages and up the tree are not
    /// followed.
    fn reach<'a>(&mut self, document: &'a Document, roots: impl Iterator<Item = &'a Object>, change: &Change) {
        let mut open = BTreeSet::new();
        roots.for_each(|root| references(root, &mut open));
        while let Some(id) = open.pop_first() {
            if self.0.contains_key(&id.0) {
                continue;
            }
            self.0.insert(id.0, change.clone());
            let Some(object) = document.objects.get(&id) else { continue };
            if !object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"Page")) {
                let mut more = BTreeSet::new();
                references(object, &mut more);
                open.extend(more.into_iter().filter(|id| !self.0.contains_key(&id.0)));
            }
        }
    }
}
