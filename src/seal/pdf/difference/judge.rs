//! Judging the objects of one update against the state before it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::field::{Field, catalog, form, pages, resolve, shown, signature_fields, value};
use super::change::{Change, Tier};
use super::growth::grows;
use super::holder::Holders;
use super::referred;
use super::role::Roles;

/// How far outside of the prepared fields of a page a foreign program may put one more, in points.
const MARGIN: f32 = 36.0;
/// Largest part of a signature that a field may lie over: a seal covers the left of it.
const MOST_HIDDEN: f32 = 0.6;
/// Most refused changes of one update that are named: every signature before it names them all again.
const MOST_NAMED: usize = 32;
/// Most attached files that may be more after an update.
const MOST_FILES: usize = 256;
/// Largest field whose look may change, in square points (about a quarter of A4): a larger one hides the text.
const LARGEST_FIELD: f32 = 125_000.0;

/// An update in the light of the state before it.
pub(super) struct Judge<'a> {
    old: &'a Document,
    new: &'a Document,
    fields: Vec<Field>,
    pages: BTreeMap<ObjectId, u32>,
    referred: BTreeSet<ObjectId>,
    /// Widgets of new signature fields, with the page in whose list they may stand (none: they cannot be seen).
    welcome: BTreeMap<ObjectId, Option<u32>>,
    /// What the objects before are for and who leads to them, where that is asked.
    roles: OnceCell<Roles>,
    holders: OnceCell<Holders>,
    found: BTreeSet<Change>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(old: &'a Document, new: &'a Document) -> Self {
        let mut judge = Self {
            old,
            new,
            fields: signature_fields(old),
            pages: pages(old),
            referred: referred(old),
            welcome: BTreeMap::new(),
            roles: OnceCell::new(),
            holders: OnceCell::new(),
            found: BTreeSet::new(),
        };
        judge.new_fields();
        judge
    }

    /// The changes, of those that are refused no more than anybody reads.
    pub(super) fn finish(self) -> Vec<Change> {
        let (refused, rest): (Vec<_>, Vec<_>) =
            self.found.into_iter().partition(|change| change.tier() == Tier::Refused);
        rest.into_iter().chain(refused.into_iter().take(MOST_NAMED)).collect()
    }

    /// The change of an object that may not change.
    pub(super) fn change_of(&self, number: u32) -> Change {
        self.roles.get_or_init(|| Roles::of(self.old)).change_of(number)
    }

    fn holders(&self) -> &Holders {
        self.holders.get_or_init(|| Holders::of(self.old))
    }

    pub(super) fn refuse(&mut self, change: Change) {
        self.found.insert(change);
    }

    /// Root and first half of the identity stay; the information may be another object.
    pub(super) fn trailer(&mut self) {
        let (old, new) = (&self.old.trailer, &self.new.trailer);
        let first = |trailer: &Dictionary| match trailer.get(b"ID").and_then(Object::as_array).ok()?.first()? {
            Object::String(bytes, _) => Some(bytes.clone()),
            _ => None,
        };
        let moved = old.get(b"Root").ok() != new.get(b"Root").ok();
        if moved || (first(old).is_some() && first(old) != first(new)) {
            self.found.insert(Change::Trailer);
        }
        if old.get(b"Info").ok() != new.get(b"Info").ok() {
            self.found.insert(Change::Information);
        }
    }

    /// An object that was not there: harmless, unless something old has been waiting for it.
    pub(super) fn added(&mut self, id: ObjectId) {
        if self.referred.contains(&id) {
            self.found.insert(self.change_of(id.0));
        }
    }

    /// An object that was there and stands somewhere else now.
    pub(super) fn overwritten(&mut self, id: ObjectId) {
        let (old_document, new_document) = (self.old, self.new);
        let (Some(old), Some(new)) = (old_document.objects.get(&id), new_document.objects.get(&id)) else {
            return self.refuse(Change::Object(id.0));
        };
        if same(old, new) {
            return;
        }
        let judged = match (old, new) {
            (Object::Dictionary(old), Object::Dictionary(new)) => self.dictionary(id, old, new),
            (Object::Array(_), Object::Array(_)) => self.list(id),
            (Object::Stream(_), Object::Stream(new)) => {
                let is_metadata = self.is_metadata(id) && new.dict.has_type(b"Metadata");
                is_metadata.then(|| vec![Change::Information])
            }
            _ => None,
        };
        match judged {
            Some(changes) => self.found.extend(changes),
            None => self.refuse(self.change_of(id.0)),
        }
    }

    fn dictionary(&mut self, id: ObjectId, old: &Dictionary, new: &Dictionary) -> Option<Vec<Change>> {
        if catalog(self.old).is_some_and(|(root, _)| root == id) {
            return Some(self.catalog(old, new));
        }
        if self.held_in_catalog(b"AcroForm") == Some(id) {
            return Some(self.form(old, new));
        }
        if let Some(field) = self.fields.iter().find(|field| field.id == id || field.widget == id).cloned() {
            return Some(self.field(&field, old, new));
        }
        if let Some(page) = self.pages.get(&id).copied() {
            return Some(self.page(page, old, new));
        }
        let is_information = self.old.trailer.get(b"Info").and_then(Object::as_reference).ok() == Some(id);
        if is_information && self.holders().is_used_only_by(id, b"Info") {
            return Some(vec![Change::Information]);
        }
        if self.held_in_catalog(b"Extensions") == Some(id) && self.holders().is_used_only_by(id, b"Extensions") {
            return Some(vec![Change::Extensions]);
        }
        self.holders()
            .is_evidence(id)
            .then(|| self.evidence_or(self.old.objects.get(&id), self.new.objects.get(&id), id.0))
    }

    /// A list of fields, of annotations, or of evidence.
    fn list(&mut self, id: ObjectId) -> Option<Vec<Change>> {
        let holds =
            |dictionary: &Dictionary, key: &[u8]| dictionary.get(key).and_then(Object::as_reference).ok() == Some(id);
        let (old, new) = (self.old.objects.get(&id)?, self.new.objects.get(&id)?);
        if form(self.old).is_some_and(|form| holds(form, b"Fields")) {
            return Some(self.grown_list(old, new, Change::Form("Fields".to_owned())));
        }
        let page = self.pages.iter().find(|(page, _)| {
            self.old.objects.get(page).and_then(|page| page.as_dict().ok()).is_some_and(|page| holds(page, b"Annots"))
        });
        if let Some((_, page)) = page {
            return Some(self.grown_list(old, new, Change::Annotation(*page)));
        }
        self.holders().is_evidence(id).then(|| self.evidence_or(Some(old), Some(new), id.0))
    }

    fn catalog(&self, old: &Dictionary, new: &Dictionary) -> Vec<Change> {
        let scans = self.scans(old, new);
        let mut changes: Vec<Change> = scans.iter().flatten().cloned().map(Change::Paper).collect();
        for key in differing(old, new) {
            let (before, after) = (value(self.old, old, key), value(self.new, new, key));
            let kept = old.get(key).and_then(Object::as_reference).ok();
            let moved = kept.is_some() && kept != new.get(key).and_then(Object::as_reference).ok();
            match (key, before, after) {
                (b"AF" | b"Names", ..) if scans.is_some() => {}
                (b"DSS", None, Some(Object::Dictionary(_))) => changes.push(Change::Evidence),
                (b"DSS", Some(before), Some(after)) if grows((self.old, self.new), before, after) => {
                    changes.push(Change::Evidence);
                }
                (b"AcroForm", None, Some(Object::Dictionary(after))) => {
                    changes.extend(self.form(&Dictionary::new(), after));
                }
                (b"AcroForm", Some(Object::Dictionary(before)), Some(Object::Dictionary(after))) if !moved => {
                    changes.extend(self.form(before, after));
                }
                (b"Extensions" | b"Version", _, Some(_)) => changes.push(Change::Extensions),
                (b"Metadata", _, Some(Object::Stream(stream))) if stream.dict.has_type(b"Metadata") => {
                    changes.push(Change::Information);
                }
                _ => changes.push(Change::Catalog(shown(key))),
            }
        }
        changes
    }

    /// The names of scans that were attached, where nothing else happened to the attached files: what was there stands
    /// under its name as before, and what is new are scans and their records.
    fn scans(&self, old: &Dictionary, new: &Dictionary) -> Option<Vec<String>> {
        let (before, after) = (associated(self.old, old)?, associated(self.new, new)?);
        let more = after.get(before.len()..).filter(|_| after.starts_with(&before))?;
        let (before, after) = (named(self.old, old)?, named(self.new, new)?);
        let mut fresh: Vec<_> = after.iter().filter(|entry| !before.contains(entry)).collect();
        let is_kept = before.iter().all(|entry| after.contains(entry)) && after.len() == before.len() + fresh.len();
        let is_new = |object: &Object| object.as_reference().is_ok_and(|id| !self.old.objects.contains_key(&id));
        // The name in the list is that of the file itself.
        let is_called = |name: &String, file: &Object| {
            let file = resolve(self.new, file).as_dict().ok();
            let own = |key: &[u8]| file.and_then(|file| value(self.new, file, key)).and_then(|own| own.as_str().ok());
            [&b"F"[..], b"UF"].into_iter().all(|key| own(key).is_some_and(|own| shown(own) == *name))
        };
        let is_fit = |(name, file): &&(String, Object)| more.contains(file) && is_new(file) && is_called(name, file);
        let listed = fresh.iter().all(is_fit) && more.len() == fresh.len();
        fresh.retain(|(name, _)| !name.starts_with("scan-") || !name.ends_with(".json"));
        let is_scan = fresh.iter().all(|(name, _)| name.starts_with("scan-"));
        (is_kept && listed && is_scan && !more.is_empty())
            .then(|| fresh.into_iter().map(|(name, _)| name.clone()).collect())
    }

    fn form(&self, old: &Dictionary, new: &Dictionary) -> Vec<Change> {
        let mut changes = Vec::new();
        let empty = Object::Array(Vec::new());
        for key in differing(old, new) {
            match key {
                b"Fields" => {
                    let before = value(self.old, old, key).unwrap_or(&empty);
                    let after = value(self.new, new, key).unwrap_or(&empty);
                    changes.extend(self.grown_list(before, after, Change::Form("Fields".to_owned())));
                }
                b"SigFlags" if matches!(new.get(key), Ok(Object::Integer(1 | 3))) => {}
                b"DR" | b"DA" if new.has(key) => changes.push(Change::Information),
                _ => changes.push(Change::Form(shown(key))),
            }
        }
        changes
    }

    /// An empty field is signed: its value and its look are new, and nothing else.
    fn field(&self, field: &Field, old: &Dictionary, new: &Dictionary) -> Vec<Change> {
        let refused = vec![Change::Field(field.name.clone())];
        if field.signed {
            return refused;
        }
        let holder = self.new.objects.get(&field.id).and_then(|object| object.as_dict().ok());
        let is_signed_now = holder.is_some_and(|holder| self.is_new_signature(holder));
        let is_large = field.rectangle.width() * field.rectangle.height() > LARGEST_FIELD || self.hides(field);
        let mut changes = Vec::new();
        for key in differing(old, new) {
            match key {
                b"V" if self.is_new_signature(new) => changes.push(self.signing(&field.name, new)),
                b"AP" if self.is_new_look(new) && !is_large && is_signed_now => {}
                _ => return refused,
            }
        }
        changes
    }

    fn page(&self, page: u32, old: &Dictionary, new: &Dictionary) -> Vec<Change> {
        let mut changes = Vec::new();
        let empty = Object::Array(Vec::new());
        for key in differing(old, new) {
            if key == b"Annots" {
                let before = value(self.old, old, key).unwrap_or(&empty);
                let after = value(self.new, new, key).unwrap_or(&empty);
                changes.extend(self.grown_list(before, after, Change::Annotation(page)));
            } else {
                changes.push(Change::Page(page));
            }
        }
        changes
    }

    /// What was in the list is still its beginning, and what is more are new signature fields.
    fn grown_list(&self, old: &Object, new: &Object, refused: Change) -> Vec<Change> {
        let (Ok(old), Ok(new)) = (old.as_array(), new.as_array()) else { return vec![refused] };
        let more = new.get(old.len()..).filter(|_| new.starts_with(old));
        let page = if let Change::Annotation(page) = refused { Some(page) } else { None };
        let is_welcome = |one: &Object| {
            let known = one.as_reference().ok().and_then(|id| self.welcome.get(&id));
            known.is_some_and(|own| own.is_none() || page.is_none() || *own == page)
        };
        if more.is_some_and(|more| more.iter().all(is_welcome)) { Vec::new() } else { vec![refused] }
    }

    /// Looks at the fields that the form has more than before.
    fn new_fields(&mut self) {
        let known: BTreeSet<ObjectId> = self.fields.iter().map(|field| field.id).collect();
        for field in signature_fields(self.new).into_iter().filter(|field| !known.contains(&field.id)) {
            let is_fresh = !self.old.objects.contains_key(&field.id) && field.widget == field.id;
            let takes_name = self.fields.iter().any(|other| other.raw_name == field.raw_name);
            let dictionary = self.new.objects.get(&field.id).and_then(|object| object.as_dict().ok());
            let Some(dictionary) = dictionary.filter(|_| is_fresh && !takes_name) else {
                self.found.insert(Change::Field(field.name));
                continue;
            };
            let is_stamp = field.rectangle.is_empty()
                && is_plain_widget(dictionary)
                && self.is_new_signature(dictionary)
                && matches!(self.signing(&field.name, dictionary), Change::Stamped(_));
            let is_in_room = field.rectangle.is_empty() || self.is_in_room(&field);
            let page = field.page.unwrap_or_default();
            let is_quiet = self.is_new_signature(dictionary) || !self.is_seen(dictionary);
            let change = match () {
                () if is_stamp => Change::Stamped(field.name),
                () if is_in_room && is_quiet && is_plain_widget(dictionary) => {
                    Change::FieldAdded(field.name, field.page)
                }
                () => Change::Annotation(page),
            };
            if !matches!(change, Change::Annotation(_)) {
                self.welcome.insert(field.id, field.page.filter(|_| !field.rectangle.is_empty()));
            }
            self.found.insert(change);
        }
    }

    /// Whether a new field stands in the block of one of the fields that the page keeps, and leaves signatures to be
    /// seen.
    fn is_in_room(&self, field: &Field) -> bool {
        let mut drawn = self.fields.iter().filter(|other| other.page == field.page && !other.rectangle.is_empty());
        drawn.any(|other| other.rectangle.grown(MARGIN).holds(&field.rectangle)) && !self.hides(field)
    }

    /// Whether a field lies over the greater part of a signature that is there.
    fn hides(&self, field: &Field) -> bool {
        let beside = |other: &&Field| other.signed && other.id != field.id && other.page == field.page;
        self.fields.iter().filter(beside).any(|other| other.rectangle.share_below(&field.rectangle) > MOST_HIDDEN)
    }

    /// Whether a widget draws something, or asks a reader to. One that draws nothing may say so (PDF/A asks for it).
    fn is_seen(&self, widget: &Dictionary) -> bool {
        let is_blank = |look: &Object| match resolve(self.new, look) {
            Object::Stream(stream) => !stream.dict.has(b"Filter") && stream.content.trim_ascii().is_empty(),
            _ => false,
        };
        let look = value(self.new, widget, b"AP");
        let looks = look.map(|look| look.as_dict().is_ok_and(|look| look.iter().all(|(_, one)| is_blank(one))));
        widget.has(b"MK") || looks == Some(false)
    }

    /// Whether the value of a field is a signature that was not there before.
    fn is_new_signature(&self, field: &Dictionary) -> bool {
        let Ok(id) = field.get(b"V").and_then(Object::as_reference) else { return false };
        let dictionary = self.new.objects.get(&id).and_then(|object| object.as_dict().ok());
        !self.old.objects.contains_key(&id) && dictionary.is_some_and(|dictionary| dictionary.has(b"ByteRange"))
    }

    fn signing(&self, name: &str, field: &Dictionary) -> Change {
        let signature = value(self.new, field, b"V").and_then(|value| value.as_dict().ok());
        // What it calls itself does not make it one: how it is to be verified does.
        let is_stamp = |signature: &Dictionary| {
            let format = signature.get(b"SubFilter").and_then(Object::as_name).ok();
            signature.has_type(b"DocTimeStamp") && format == Some(b"ETSI.RFC3161")
        };
        if signature.is_some_and(is_stamp) { Change::Stamped(name.to_owned()) } else { Change::Signed(name.to_owned()) }
    }

    /// Whether the look of a field is an object that was not there before, and the only one.
    fn is_new_look(&self, field: &Dictionary) -> bool {
        let Some(Object::Dictionary(look)) = value(self.new, field, b"AP") else { return false };
        let Ok(id) = look.get(b"N").and_then(Object::as_reference) else { return false };
        look.len() == 1 && !self.old.objects.contains_key(&id)
    }

    fn held_in_catalog(&self, key: &[u8]) -> Option<ObjectId> {
        catalog(self.old)?.1.get(key).and_then(Object::as_reference).ok()
    }

    fn is_metadata(&self, id: ObjectId) -> bool {
        self.held_in_catalog(b"Metadata") == Some(id) && self.holders().is_used_only_by(id, b"Metadata")
    }

    fn evidence_or(&self, old: Option<&Object>, new: Option<&Object>, number: u32) -> Vec<Change> {
        let harmless = old.zip(new).is_some_and(|(old, new)| grows((self.old, self.new), old, new));
        vec![if harmless { Change::Evidence } else { Change::Object(number) }]
    }
}

/// The files that the catalog associates with the document.
fn associated(document: &Document, catalog: &Dictionary) -> Option<Vec<Object>> {
    value(document, catalog, b"AF").map_or(Some(Vec::new()), |list| list.as_array().ok().cloned())
}

/// The attached files by name, where the names tell nothing else and stand in one list, in order, none twice.
fn named(document: &Document, catalog: &Dictionary) -> Option<Vec<(String, Object)>> {
    let Some(names) = value(document, catalog, b"Names") else { return Some(Vec::new()) };
    let names = names.as_dict().ok()?;
    let tree = value(document, names, b"EmbeddedFiles")?.as_dict().ok()?;
    let list = value(document, tree, b"Names")?.as_array().ok()?;
    let pairs: Option<Vec<_>> = list
        .chunks(2)
        .map(|pair| match pair {
            [name, file] => Some((shown(name.as_str().ok()?), file.clone())),
            _ => None,
        })
        .collect();
    // Every name is held against every other.
    let pairs = pairs.filter(|pairs| pairs.len() <= MOST_FILES && pairs.is_sorted_by(|one, other| one.0 < other.0));
    pairs.filter(|_| names.len() == 1 && tree.len() == 1)
}

/// Whether a new field only signs: nothing that acts, nothing that hides.
fn is_plain_widget(dictionary: &Dictionary) -> bool {
    const KEYS: [&[u8]; 19] = [
        b"Type", b"Subtype", b"FT", b"T", b"TU", b"TM", b"Rect", b"P", b"F", b"Ff", b"V", b"AP", b"MK", b"DA", b"Lock",
        b"SV", b"BS", b"M", b"NM",
    ];
    let is_widget = dictionary.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Widget");
    is_widget && dictionary.iter().all(|(key, _)| KEYS.contains(&key.as_slice()))
}

/// Equal in value: where a stream stood in the file and how a string is spelled do not count.
pub(super) fn same(old: &Object, new: &Object) -> bool {
    match (old, new) {
        (Object::Stream(old), Object::Stream(new)) => old.content == new.content && same_keys(&old.dict, &new.dict),
        (Object::String(old, _), Object::String(new, _)) => old == new,
        (Object::Array(old), Object::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Object::Dictionary(old), Object::Dictionary(new)) => same_keys(old, new),
        _ => old == new,
    }
}

fn same_keys(old: &Dictionary, new: &Dictionary) -> bool {
    old.len() == new.len() && old.iter().all(|(key, one)| new.get(key).is_ok_and(|other| same(one, other)))
}

/// The keys whose values differ.
fn differing<'a>(old: &'a Dictionary, new: &'a Dictionary) -> Vec<&'a [u8]> {
    let keys: BTreeSet<&[u8]> = old.iter().chain(new.iter()).map(|(key, _)| key.as_slice()).collect();
    let differ = |key: &&[u8]| match (old.get(key), new.get(key)) {
        (Ok(old), Ok(new)) => !same(old, new),
        (Err(_), Err(_)) => false,
        _ => true,
    };
    keys.into_iter().filter(differ).collect()
}
