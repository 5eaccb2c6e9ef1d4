//! Signature fields.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::text::{shorten, visible};

/// How deep fields may stand in one another, and how many are read.
const DEPTH: usize = 8;
const MOST: usize = 512;
/// Longest name of a field that is shown, in characters.
const LONGEST_NAME: usize = 120;

/// A rectangle on a page in points, from the lower left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rectangle {
    /// Left.
    pub left: f32,
    /// Bottom.
    pub bottom: f32,
    /// Right.
    pub right: f32,
    /// Top.
    pub top: f32,
}

impl Rectangle {
    /// From `[left bottom right top]`, in whatever order the corners are.
    pub(super) fn read(object: &Object, document: &Document) -> Option<Self> {
        let numbers = resolve(document, object).as_array().ok()?.iter().map(|one| number(resolve(document, one)));
        let numbers: Vec<f32> = numbers.collect::<Option<_>>()?;
        let [a, b, c, d] = numbers.as_slice() else { return None };
        Some(Self { left: a.min(*c), bottom: b.min(*d), right: a.max(*c), top: b.max(*d) })
    }

    /// Larger than any page: what a rectangle is taken for that cannot be read.
    const EVERYWHERE: Self = Self { left: -1e6, bottom: -1e6, right: 1e6, top: 1e6 };

    /// Nothing of it can be seen.
    pub(super) fn is_empty(&self) -> bool {
        self.width() <= 0.0 || self.height() <= 0.0
    }

    /// In points.
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// In points.
    pub fn height(&self) -> f32 {
        self.top - self.bottom
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && self.bottom <= other.bottom && self.right >= other.right && self.top >= other.top
    }

    /// Which part of it another one covers, from 0 to 1.
    pub(super) fn share_below(&self, other: &Self) -> f32 {
        let width = (self.right.min(other.right) - self.left.max(other.left)).max(0.0);
        let height = (self.top.min(other.top) - self.bottom.max(other.bottom)).max(0.0);
        if self.is_empty() { 0.0 } else { width * height / (self.width() * self.height()) }
    }

    pub(super) fn grown(&self, by: f32) -> Self {
        Self { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }

    pub(super) fn object(&self) -> Object {
        Object::Array([self.left, self.bottom, self.right, self.top].map(Object::Real).to_vec())
    }
}

/// A signature field as it stands in one state of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its full name.
    pub name: String,
    /// The page it is drawn on, from 1; none where it is drawn nowhere.
    pub page: Option<u32>,
    /// Where on the page; empty for an invisible field.
    pub rectangle: Rectangle,
    /// Whether a signature is in it.
    pub signed: bool,
    pub(super) id: ObjectId,
    pub(super) raw_name: Vec<u8>,
    /// The widget, where it is an object of its own.
    pub(super) widget: ObjectId,
    /// The signature dictionary.
    pub(super) value: Option<Object>,
}

/// The object itself, behind one reference; Null where there is nothing.
pub(super) fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    match object {
        Object::Reference(id) => document.objects.get(id).unwrap_or(&Object::Null),
        direct => direct,
    }
}

/// The value of a key, behind one reference.
pub(super) fn value<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let found = resolve(document, dictionary.get(key).ok()?);
    (!found.is_null()).then_some(found)
}

/// A number as it is written in a rectangle.
pub(super) fn number(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|number| number.is_finite())
}

/// The catalog with its number.
pub(super) fn catalog(document: &Document) -> Option<(ObjectId, &Dictionary)> {
    let id = document.trailer.get(b"Root").and_then(Object::as_reference).ok()?;
    Some((id, document.objects.get(&id)?.as_dict().ok()?))
}

/// The form dictionary.
pub(super) fn form(document: &Document) -> Option<&Dictionary> {
    value(document, catalog(document)?.1, b"AcroForm")?.as_dict().ok()
}

/// The pages with their numbers from 1.
pub(super) fn pages(document: &Document) -> BTreeMap<ObjectId, u32> {
    document.page_iter().take(10_000).zip(1..).collect()
}

/// All fields, of whatever kind: the number of the object, the full name, the dictionary and the inherited kind.
struct Walk<'a> {
    document: &'a Document,
    pages: BTreeMap<ObjectId, u32>,
    /// The page whose annotations name a widget, where that is asked.
    named: OnceCell<BTreeMap<ObjectId, u32>>,
    found: Vec<Field>,
}

/// The signature fields of a document in the order of the form.
pub(super) fn signature_fields(document: &Document) -> Vec<Field> {
    let mut walk = Walk { document, pages: pages(document), named: OnceCell::new(), found: Vec::new() };
    let roots = form(document).and_then(|form| value(document, form, b"Fields")).and_then(|list| list.as_array().ok());
    for root in roots.into_iter().flatten() {
        walk.take(root, &[], None, DEPTH);
    }
    walk.found
}

impl Walk<'_> {
    fn take(&mut self, object: &Object, parent: &[u8], kind: Option<&[u8]>, depth: usize) {
        let (Ok(id), Some(depth)) = (object.as_reference(), depth.checked_sub(1)) else { return };
        let Some(dictionary) = self.document.objects.get(&id).and_then(|object| object.as_dict().ok()) else { return };
        if self.found.len() == MOST {
            return;
        }
        let own = value(self.document, dictionary, b"T").and_then(|name| name.as_str().ok());
        let name = match own {
            Some(own) if parent.is_empty() => own.to_vec(),
            Some(own) => [parent, b".", own].concat(),
            None => parent.to_vec(),
        };
        let own_kind = value(self.document, dictionary, b"FT").and_then(|kind| kind.as_name().ok());
        let kind = own_kind.or(kind);
        let kids: &[Object] =
            value(self.document, dictionary, b"Kids").and_then(|kids| kids.as_array().ok()).map_or(&[], Vec::as_slice);
        let is_field = |kid: &Object| resolve(self.document, kid).as_dict().is_ok_and(|kid| kid.has(b"T"));
        if kids.iter().any(is_field) {
            let kind = kind.map(<[u8]>::to_vec);
            kids.iter().for_each(|kid| self.take(kid, &name, kind.as_deref(), depth));
        } else if kind == Some(b"Sig") {
            let widget = kids.first().and_then(|kid| kid.as_reference().ok()).unwrap_or(id);
            self.push(id, widget, name, dictionary);
        }
    }

    fn push(&mut self, id: ObjectId, widget: ObjectId, raw_name: Vec<u8>, dictionary: &Dictionary) {
        let drawn = self.document.objects.get(&widget).and_then(|object| object.as_dict().ok()).unwrap_or(dictionary);
        let rectangle = drawn.get(b"Rect").map_or_else(
            |_| Rectangle::default(),
            |rectangle| Rectangle::read(rectangle, self.document).unwrap_or(Rectangle::EVERYWHERE),
        );
        let page = drawn.get(b"P").and_then(Object::as_reference).ok();
        let page = page.and_then(|page| self.pages.get(&page).copied()).or_else(|| self.page_of(widget));
        let set = dictionary.get(b"V").ok().filter(|value| !resolve(self.document, value).is_null());
        self.found.push(Field {
            name: shown(&raw_name),
            page,
            rectangle,
            signed: set.is_some(),
            id,
            raw_name,
            widget,
            value: set.cloned(),
        });
    }

    /// The page whose annotations name the widget.
    fn page_of(&self, widget: ObjectId) -> Option<u32> {
        self.named.get_or_init(|| self.annotated()).get(&widget).copied()
    }

    fn annotated(&self) -> BTreeMap<ObjectId, u32> {
        let mut named = BTreeMap::new();
        for (page, number) in &self.pages {
            let dictionary = self.document.objects.get(page).and_then(|object| object.as_dict().ok());
            let list = dictionary.and_then(|page| value(self.document, page, b"Annots")?.as_array().ok());
            for widget in list.into_iter().flatten().filter_map(|one| one.as_reference().ok()) {
                named.entry(widget).or_insert(*number);
            }
        }
        named
    }
}

/// A text string of PDF for people: UTF-16 with its mark, UTF-8, or Latin letters.
pub(super) fn shown(text: &[u8]) -> String {
    shorten(&visible(&decoded(text)), LONGEST_NAME)
}

/// A text string of PDF as it is meant.
pub(super) fn decoded(text: &[u8]) -> String {
    match text {
        [0xfe, 0xff, rest @ ..] => {
            let units =
                rest.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)));
            char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => plain.iter().copied().map(char::from).collect(),
    }
}
