//! What an object is for, so that a refused change has a name.

use std::collections::BTreeSet;

use lopdf::{Document, Object, ObjectId};

use super::super::field::{catalog, pages};
use super::change::Change;
use super::references;

/// Most objects that are followed from one place.
const MOST: usize = 100_000;

/// The change of an object that may not change.
pub(super) fn change_of(document: &Document, number: u32) -> Change {
    if let Some(page) = page_of(document, number) {
        return Change::Page(page);
    }
    let Some((_, catalog)) = catalog(document) else { return Change::Object(number) };
    for (keys, change) in [(&[&b"Names"[..], b"AF"][..], Change::Attachment), (&[b"StructTreeRoot"], Change::Structure)]
    {
        let roots: Vec<&Object> = keys.iter().filter_map(|key| catalog.get(key).ok()).collect();
        if reached(document, &roots).iter().any(|id| id.0 == number) {
            return change;
        }
    }
    Change::Object(number)
}

/// The page that shows the object.
fn page_of(document: &Document, number: u32) -> Option<u32> {
    let pages = pages(document);
    if let Some((_, page)) = pages.iter().find(|(id, _)| id.0 == number) {
        return Some(*page);
    }
    let shows = |page: &ObjectId| {
        let dictionary = document.objects.get(page)?.as_dict().ok()?;
        let keys: [&[u8]; 3] = [b"Contents", b"Resources", b"Annots"];
        let roots: Vec<&Object> = keys.iter().filter_map(|key| dictionary.get(key).ok()).collect();
        reached(document, &roots).iter().any(|id| id.0 == number).then_some(())
    };
    pages.iter().find(|(id, _)| shows(id).is_some()).map(|(_, page)| *page)
}

/// Everything that hangs below some objects; ways back to pages and up the tree are not followed.
fn reached(document: &Document, roots: &[&Object]) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut open = BTreeSet::new();
    roots.iter().for_each(|root| references(root, &mut open));
    while let Some(id) = open.pop_first() {
        if found.len() == MOST || !found.insert(id) {
            continue;
        }
        let Some(object) = document.objects.get(&id) else { continue };
        let is_page = object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"Page"));
        if !is_page {
            let mut more = BTreeSet::new();
            references(object, &mut more);
            open.extend(more.difference(&found));
        }
    }
    found
}
