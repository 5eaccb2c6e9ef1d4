//! What makes a system this system, in comparable form, and the differences in words.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::Run;
use crate::judge::Inspected;
use crate::text::{Text, shorten, text};

/// The most differences that are named.
const MOST_NAMED: usize = 20;

/// A subject by id, and what identifies it.
pub(super) type Names = BTreeMap<String, BTreeSet<String>>;

/// The subjects: kind, name, port, and whether they are reached over TLS. Titles are words for people.
pub(super) fn names_of(subjects: &[Inspected]) -> Names {
    let mut names = Names::new();
    for subject in subjects {
        let Inspected { id, kind, name, port, tls, title: _ } = subject;
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let name = name.as_deref().unwrap_or("-");
        let tls = match tls {
            Some(true) => ", TLS",
            Some(false) => ", http",
            None => "",
        };
        names.entry(id.clone()).or_default().insert(format!("{} {name}{port}{tls}", kind.word()));
    }
    names
}

/// What differs, a sentence each.
pub(super) fn told(then: &Names, now: &Names) -> Vec<Text> {
    let mut differences = Vec::new();
    for (id, own) in now {
        let (shown, own_words) = (shorten(id, 60), words(own));
        match then.get(id) {
            None => differences.push(text!("thêm `{shown}` ({own_words})", "`{shown}` was added ({own_words})")),
            Some(before) if before != own => {
                let before = words(before);
                differences.push(text!(
                    "`{shown}` đã đổi: {own_words}; khi kiểm tra: {before}",
                    "`{shown}` has changed: {own_words}; at the inspection: {before}"
                ));
            }
            Some(_) => {}
        }
    }
    for id in then.keys().filter(|id| !now.contains_key(*id)) {
        let shown = shorten(id, 60);
        differences.push(text!("không còn `{shown}`", "`{shown}` is gone"));
    }
    differences.truncate(MOST_NAMED);
    differences
}

fn words(own: &BTreeSet<String>) -> String {
    shorten(&own.iter().cloned().collect::<Vec<_>>().join("; "), 120)
}

/// The keys that each subject showed on all its back-ends: fingerprints; none where a back-end's key is not known. A
/// subject that is declared to be reached over TLS and was not looked at is there without a key.
pub(super) fn keys_of(run: &Run) -> BTreeMap<String, Option<BTreeSet<String>>> {
    let declared = run.system.subjects.iter().filter(|subject| subject.tls == Some(true));
    let mut keys: BTreeMap<String, Option<BTreeSet<String>>> =
        declared.map(|subject| (subject.id.clone(), None)).collect();
    let mut looked = BTreeSet::new();
    for fact in run.facts.iter().filter(|fact| fact.probe == "certificate") {
        let tree = fact.value.tree();
        let found = tree.get("leaf").and_then(|leaf| leaf.get("key_fingerprint")).and_then(|key| key.as_str());
        let own = keys.entry(fact.subject.clone()).or_default();
        match (found, looked.insert(fact.subject.clone())) {
            (Some(key), true) => *own = Some(BTreeSet::from([key.to_owned()])),
            (Some(key), false) => {
                // A back-end that is not known stays so, whatever the others show.
                if let Some(own) = own {
                    own.insert(key.to_owned());
                }
            }
            (None, _) => *own = None,
        }
    }
    keys
}
