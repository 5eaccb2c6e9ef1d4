//! What a revision changed, and whether that may stand after a signature.
//!
//! Everything that is not known to be harmless is refused, and named. Objects are told apart by their numbers and by
//! the cross-reference that counts, never by what they call themselves: an attacker labels a replaced stream as he
//! likes. Three things may be written over after a signature: an empty signature field, the lists that name fields
//! and evidence, and (by foreign programs) the document's information.

mod change;
mod growth;
mod holder;
mod judge;
mod role;

use std::collections::BTreeSet;

use lopdf::xref::XrefEntry;
use lopdf::{Document, Object, ObjectId};

pub use change::{Change, Tier};

use super::file::{Revision, same_entry};
use judge::Judge;

/// What `after` changed against the revision just before it.
pub(in crate::seal) fn changes(before: &Revision, after: &Revision) -> Vec<Change> {
    let mut judge = Judge::new(&before.document, &after.document);
    judge.trailer();
    let section = before.section_object();
    for (number, old, new) in touched(&before.document, &after.document) {
        match (old, new) {
            (Some(_), Some(id)) if section == Some(id) => judge.refuse(Change::Object(number)),
            (Some(old), Some(new)) if old == new => judge.overwritten(old),
            (Some(_), _) => judge.refuse(judge.change_of(number)),
            (None, Some(new)) => judge.added(new),
            (None, None) => {}
        }
    }
    judge.finish()
}

/// Numbers whose entries differ, with the objects behind them before and after.
fn touched(old: &Document, new: &Document) -> Vec<(u32, Option<ObjectId>, Option<ObjectId>)> {
    let numbers: BTreeSet<u32> =
        old.reference_table.entries.keys().chain(new.reference_table.entries.keys()).copied().collect();
    let entries = numbers
        .into_iter()
        .map(|number| (number, old.reference_table.get(number).cloned(), new.reference_table.get(number).cloned()));
    let differing = entries.filter(|(_, old, new)| !same_entry(old.as_ref(), new.as_ref()));
    differing.map(|(number, old, new)| (number, object_id(number, old), object_id(number, new))).collect()
}

fn object_id(number: u32, entry: Option<XrefEntry>) -> Option<ObjectId> {
    match entry? {
        XrefEntry::Free | XrefEntry::UnusableFree => None,
        XrefEntry::Normal { generation, .. } => Some((number, generation)),
        XrefEntry::Compressed { .. } => Some((number, 0)),
    }
}

impl Revision {
    /// The cross-reference stream of this revision, where it has one.
    fn section_object(&self) -> Option<ObjectId> {
        let section = u64::try_from(self.section).ok()?;
        self.document.reference_table.entries.iter().find_map(|(number, entry)| match *entry {
            XrefEntry::Normal { offset, generation } if u64::from(offset) == section => Some((*number, generation)),
            _ => None,
        })
    }
}

/// Every object that any object refers to.
fn referred(document: &Document) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    document.objects.values().for_each(|object| references(object, &mut found));
    document.trailer.iter().for_each(|(_, object)| references(object, &mut found));
    found
}

fn references(object: &Object, to: &mut BTreeSet<ObjectId>) {
    match object {
        Object::Reference(id) => {
            to.insert(*id);
        }
        Object::Array(list) => list.iter().for_each(|one| references(one, to)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, one)| references(one, to)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, one)| references(one, to)),
        _ => {}
    }
}
