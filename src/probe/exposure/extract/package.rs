//! Office files that are ZIP files: which one it is, and its parts by name.

use std::collections::BTreeMap;

use super::super::document::{Format, Obstacle};
use super::super::piece::{Kind, Part, Sink, Step};
use super::archive::{Entry, Listing};
use super::markup::{Markup, Scanner, decode};
use super::{Course, embedded, inflate};

/// The least width and height of a picture in a document that may show text worth naming.
pub(super) const LEAST_PICTURE: usize = 200;

/// An office file and its parts.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    entries: BTreeMap<String, Entry>,
    overlapping: bool,
}

/// What the relation of a part points to.
pub(super) struct Relation {
    /// What sort of relation, its last word.
    pub(super) sort: String,
    /// The part, by its whole name, or an address.
    pub(super) target: String,
    /// Whether the target lies outside.
    pub(super) external: bool,
}

/// Which office file a ZIP file is, if it is one.
pub(super) fn format(bytes: &[u8]) -> Option<Format> {
    let listing = Listing::new(bytes);
    let has = |start: &str| listing.entries.iter().any(|entry| plain(&entry.name).starts_with(start));
    if has("word/") {
        return Some(Format::Word);
    }
    if has("xl/") {
        return Some(Format::Workbook);
    }
    if has("ppt/") {
        return Some(Format::Slides);
    }
    let own = listing.entries.iter().find(|entry| entry.name == "mimetype");
    let kind = own.map(|entry| entry.unpack(bytes, 200).bytes).unwrap_or_default();
    let is_open = kind.starts_with(b"application/vnd.oasis.opendocument")
        || (own.is_none() && has("content.xml") && has("meta-inf/manifest.xml"));
    is_open.then_some(Format::OpenDocument)
}

impl<'a> Package<'a> {
    /// The parts of an office file.
    pub(super) fn new<S: Sink + ?Sized>(course: &mut Course<'_, S>, bytes: &'a [u8]) -> Self {
        let listing = Listing::new(bytes);
        let overlapping = listing.overlaps();
        let most = course.limits().entries.saturating_mul(5);
        if listing.entries.len() > most {
            course.omit("", Obstacle::TooLarge);
        }
        let damaged = listing.damaged;
        let named = listing.entries.into_iter().take(most).map(|entry| (plain(&entry.name), entry));
        let package = Self { bytes, entries: named.collect(), overlapping };
        if overlapping {
            course.omit("", Obstacle::TooLarge);
        }
        if damaged {
            course.omit("", Obstacle::Damaged);
        }
        package
    }

    /// The names of the parts that begin and end like this, in order.
    pub(super) fn names(&self, start: &str, end: &str) -> Vec<String> {
        self.entries.keys().filter(|name| name.starts_with(start) && name.ends_with(end)).cloned().collect()
    }

    /// The bytes of a part; what is missing of them is named.
    pub(super) fn bytes<S: Sink + ?Sized>(&self, course: &mut Course<'_, S>, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.get(&plain(name)).filter(|_| !self.overlapping)?;
        if entry.encrypted {
            course.omit(name, Obstacle::Encrypted);
            return None;
        }
        let out: inflate::Inflated = entry.unpack(self.bytes, course.room(entry.packed_length()));
        course.took(out.bytes.len());
        if let Some(obstacle) = out.obstacle {
            course.omit(name, obstacle);
        }
        Some(out.bytes)
    }

    /// The text of a part of XML.
    pub(super) fn text<S: Sink + ?Sized>(&self, course: &mut Course<'_, S>, name: &str) -> Option<String> {
        Some(decode(&self.bytes(course, name)?).into_owned())
    }

    /// The relations of a part, by their ids.
    pub(super) fn relations<S: Sink + ?Sized>(
        &self,
        course: &mut Course<'_, S>,
        part: &str,
    ) -> BTreeMap<String, Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let Some(text) = self.text(course, &format!("{folder}/_rels/{file}.rels")) else { return BTreeMap::new() };
        let mut relations = BTreeMap::new();
        for markup in Scanner::new(&text) {
            let Markup::Start(tag) = markup else { continue };
            let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target")) else { continue };
            let external = tag.attribute("TargetMode").is_some_and(|mode| mode == "External");
            let target = if external { target.into_owned() } else { resolve(folder, &target) };
            let sort = tag.attribute("Type").unwrap_or_default();
            let sort = sort.rsplit('/').next().unwrap_or_default().to_owned();
            relations.insert(id.into_owned(), Relation { sort, target, external });
        }
        relations
    }

    /// Hands over the addresses that the parts below a folder link to.
    pub(super) fn links<S: Sink + ?Sized>(&self, course: &mut Course<'_, S>, folder: &str) {
        for name in self.names(folder, ".rels") {
            let part = name.replacen("_rels/", "", 1);
            let part = part.strip_suffix(".rels").unwrap_or(&part).to_owned();
            let relations = self.relations(course, &part);
            let links: Vec<_> = relations.into_values().filter(|relation| relation.external).collect();
            if !links.is_empty() {
                course.within(Step::Part(Part::Url), |course| {
                    links.iter().for_each(|link| course.text(&link.target));
                });
            }
        }
    }

    /// Hands over what a file says of itself: title, author, own properties.
    pub(super) fn properties<S: Sink + ?Sized>(&self, course: &mut Course<'_, S>) {
        for name in self.names("docprops/", ".xml") {
            if let Some(text) = self.text(course, &name) {
                properties(course, &text);
            }
        }
    }

    /// Hands over the pictures and files below a folder, and what is kept as free XML.
    pub(super) fn embedded<S: Sink + ?Sized>(&self, course: &mut Course<'_, S>, folder: &str) {
        for part in ["media/", "embeddings/"] {
            for name in self.names(&format!("{folder}{part}"), "") {
                self.nested(course, &name);
            }
        }
        for name in self.names("customxml/item", ".xml") {
            if !name.contains("props") {
                self.nested(course, &name);
            }
        }
        for name in self.names(folder, "vbaproject.bin") {
            course.omit(&name, Obstacle::UnknownFormat);
        }
    }

    /// Hands over a part as a document of its own. A picture too small to show a text is none.
    pub(super) fn nested<S: Sink + ?Sized>(&self, course: &mut Course<'_, S>, name: &str) {
        let Some(bytes) = self.bytes(course, name) else { return };
        embedded::file(course, name, &bytes);
    }
}

/// Hands over each text of a part of properties, labelled by its element or by the name of the property.
pub(super) fn properties<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    course.within(Step::Part(Part::Metadata), |course| {
        let mut label = String::new();
        let mut named: Option<String> = None;
        let mut value = String::new();
        for markup in Scanner::new(text) {
            match markup {
                Markup::Start(tag) => {
                    let own = tag.attribute("name").filter(|_| matches!(tag.name, "property" | "user-defined"));
                    named = own.map(std::borrow::Cow::into_owned).or(named);
                    label = tag.name.to_owned();
                    value.clear();
                }
                Markup::Text(text) => value.push_str(&text),
                Markup::End(name) => {
                    if !value.trim().is_empty() {
                        course.field(named.as_deref().unwrap_or(&label), value.trim(), Kind::Text);
                    }
                    value.clear();
                    if matches!(name, "property" | "user-defined") {
                        named = None;
                    }
                }
            }
        }
    });
}

/// The name of a part as it is looked up: small letters, without a slash in front.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// The whole name of a target that is told from within a folder.
fn resolve(folder: &str, target: &str) -> String {
    if target.starts_with('/') {
        return plain(target);
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "" | "." => {}
            _ => steps.push(step),
        }
    }
    plain(&steps.join("/"))
}
