//! The pages of a file (ISO 32000-2, 7.7.3).

use std::collections::BTreeSet;

use super::super::super::piece::Sink;
use super::super::Course;
use super::file::File;
use super::object::{Dictionary, Object};

/// How deep the tree of pages may be.
const MOST_NESTED: usize = 60;
/// The most nodes of the tree.
const MOST_NODES: usize = 100_000;

/// A page.
pub(super) struct Page {
    /// What its contents refer to by name.
    pub(super) resources: Dictionary,
    /// By how many degrees it is turned.
    pub(super) rotation: i32,
    /// Its width in points.
    pub(super) width: f64,
    /// Its height in points.
    pub(super) height: f64,
    /// Its entries.
    pub(super) entries: Dictionary,
}

/// What the pages below a node have from it.
#[derive(Clone, Default)]
struct Inherited {
    resources: Option<Object>,
    rotation: Option<Object>,
    size: Option<Object>,
    depth: usize,
}

/// The pages in their order, at most so many; where the tree is broken, all that can be found.
pub(super) fn all(file: &File<'_>, most: usize) -> Vec<Page> {
    let mut pages = Vec::new();
    let root = file.catalog().and_then(|catalog| catalog.object.dictionary()?.get("Pages").cloned());
    let mut seen = BTreeSet::new();
    let mut open: Vec<(Object, Inherited)> = root.map(|root| (root, Inherited::default())).into_iter().collect();
    let mut visited = 0;
    while let Some((node, inherited)) = open.pop() {
        visited += 1;
        if let Object::Reference(id) = node
            && !seen.insert(id)
        {
            continue;
        }
        if pages.len() >= most || visited > MOST_NODES {
            break;
        }
        let Some(value) = file.value(&node) else { continue };
        let Some(entries) = value.object.dictionary() else { continue };
        let inherited = inherited.below(entries);
        match file.get(entries, "Kids") {
            Some(Object::Array(kids)) if inherited.depth < MOST_NESTED => {
                open.extend(kids.into_iter().rev().map(|kid| (kid, inherited.clone())));
            }
            _ => pages.push(Page::new(file, entries, &inherited)),
        }
    }
    if pages.is_empty() {
        pages = loose(file, most);
    }
    pages
}

/// The pages that no tree leads to.
fn loose(file: &File<'_>, most: usize) -> Vec<Page> {
    let values = file.ids().filter_map(|id| file.value(&Object::Reference(id)));
    values
        .filter_map(|value| {
            let entries = value.object.dictionary()?;
            let is_page = entries.get("Type").and_then(Object::name) == Some("Page");
            is_page.then(|| Page::new(file, entries, &Inherited::default().below(entries)))
        })
        .take(most)
        .collect()
}

impl Inherited {
    fn below(&self, entries: &Dictionary) -> Self {
        let own = |key: &str, above: &Option<Object>| entries.get(key).cloned().or_else(|| above.clone());
        Self {
            resources: own("Resources", &self.resources),
            rotation: own("Rotate", &self.rotation),
            size: own("MediaBox", &self.size),
            depth: self.depth + 1,
        }
    }
}

impl Page {
    fn new(file: &File<'_>, entries: &Dictionary, inherited: &Inherited) -> Self {
        let value = |object: &Option<Object>| Some(file.value(object.as_ref()?)?.object.clone());
        let resources = value(&inherited.resources).and_then(|object| object.dictionary().cloned());
        #[expect(clippy::cast_possible_truncation, reason = "what is no whole number of quarters turns nothing")]
        let rotation =
            value(&inherited.rotation).and_then(|object| object.number()).map_or(0, |degrees| degrees as i32);
        let size: Vec<f64> = value(&inherited.size)
            .and_then(|object| {
                Some(object.array()?.iter().filter_map(|side| file.value(side)?.object.number()).collect())
            })
            .unwrap_or_default();
        let (width, height) = match size.as_slice() {
            [left, bottom, right, top] => ((right - left).abs(), (top - bottom).abs()),
            _ => (595.0, 842.0),
        };
        let rotation = rotation.rem_euclid(360);
        Self { resources: resources.unwrap_or_default(), rotation, width, height, entries: entries.clone() }
    }

    /// The content streams of the page, one behind the other.
    pub(super) fn contents<S: Sink + ?Sized>(&self, file: &File<'_>, course: &mut Course<'_, S>) -> Vec<u8> {
        let streams = match file.get(&self.entries, "Contents") {
            Some(Object::Array(streams)) => streams,
            Some(_) => self.entries.get("Contents").cloned().into_iter().collect(),
            None => Vec::new(),
        };
        let mut contents = Vec::new();
        for stream in streams {
            let Some(value) = file.value(&stream) else { continue };
            let Some(out) = file.unpack(&value, course.room(File::packed_length(&value))) else { continue };
            course.took(out.bytes.len().max(64));
            contents.extend_from_slice(&out.bytes);
            contents.push(b'\n');
            if let Some(obstacle) = out.obstacle {
                course.omit("", obstacle);
            }
        }
        contents
    }
}
