//! What a file holds beside its pages: notes, forms, properties, attached files.

use std::collections::BTreeSet;

use super::super::super::piece::{Kind, Part, Sink, Step};
use super::super::{Course, package};
use super::cmap::document_text;
use super::file::File;
use super::object::{Dictionary, Object};
use super::page::Page;

/// The most notes of a page, fields of a form, attached files.
const MOST: usize = 20_000;
/// How deep fields may be nested.
const MOST_NESTED: u32 = 30;

/// Hands over what is noted on a page.
pub(super) fn annotations<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &File<'_>, page: &Page) {
    let list = file.get(&page.entries, "Annots");
    for note in list.as_ref().and_then(Object::array).unwrap_or_default().iter().take(MOST) {
        let Some(value) = file.value(note) else { continue };
        let Some(entries) = value.object.dictionary() else { continue };
        for key in ["Contents", "RC"] {
            if let Some(text) = text(file, entries, key) {
                course.within(Step::Part(Part::Comment), |course| course.text(&text));
            }
        }
        if let Some(address) = file.dictionary(entries, "A").and_then(|action| text(file, &action, "URI")) {
            course.within(Step::Part(Part::Url), |course| course.text(&address));
        }
    }
}

/// Hands over the fields of a form with what stands in them.
pub(super) fn form<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &File<'_>) {
    let Some(catalog) = file.catalog() else { return };
    let Some(form) = catalog.object.dictionary().and_then(|catalog| file.dictionary(catalog, "AcroForm")) else {
        return;
    };
    let fields = file.get(&form, "Fields");
    let fields = fields.as_ref().and_then(Object::array).unwrap_or_default();
    let mut filled = Vec::new();
    let mut seen = BTreeSet::new();
    for field in fields {
        collect(file, field, "", 0, &mut seen, &mut filled);
    }
    if !filled.is_empty() {
        course.within(Step::Part(Part::FormField), |course| {
            course.within(Step::Record, |course| {
                filled.iter().for_each(|(label, value)| course.field(label, value, Kind::Text));
            });
        });
    }
    forms_of_xml(course, file, &form);
}

/// The forms of XML that some files hold beside their own (XFA).
fn forms_of_xml<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &File<'_>, form: &Dictionary) {
    let parts = match file.get(form, "XFA") {
        Some(Object::Array(parts)) => parts,
        Some(_) => form.get("XFA").cloned().into_iter().collect(),
        None => return,
    };
    let mut whole = Vec::new();
    for part in parts.iter().take(100).filter_map(|part| file.value(part)) {
        if let Some(out) = file.unpack(&part, course.room(File::packed_length(&part))) {
            course.took(out.bytes.len());
            whole.extend(out.bytes);
        }
    }
    course.nested("form.xml", &whole);
}

fn collect(
    file: &File<'_>,
    field: &Object,
    above: &str,
    depth: u32,
    seen: &mut BTreeSet<u32>,
    filled: &mut Vec<(String, String)>,
) {
    let is_new = if let Object::Reference(id) = field { seen.insert(*id) } else { true };
    if depth > MOST_NESTED || filled.len() > MOST || !is_new {
        return;
    }
    let Some(value) = file.value(field) else { return };
    let Some(entries) = value.object.dictionary() else { return };
    let own = text(file, entries, "TU").or_else(|| text(file, entries, "T"));
    let label = own.unwrap_or_else(|| above.to_owned());
    let kept = match file.get(entries, "V") {
        Some(Object::Name(name)) => Some(name),
        Some(Object::Array(values)) => {
            let texts: Vec<_> = values.iter().filter_map(Object::string).map(document_text).collect();
            Some(texts.join("; "))
        }
        _ => text(file, entries, "V"),
    };
    if let Some(kept) = kept.filter(|kept| !kept.trim().is_empty() && kept != "Off") {
        filled.push((label.clone(), kept));
    }
    let kids = file.get(entries, "Kids");
    for kid in kids.as_ref().and_then(Object::array).unwrap_or_default() {
        collect(file, kid, &label, depth + 1, seen, filled);
    }
}

/// Hands over what a file says of itself.
pub(super) fn properties<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &File<'_>) {
    if let Some(info) = file.dictionary(&file.trailer, "Info") {
        course.within(Step::Part(Part::Metadata), |course| {
            course.within(Step::Record, |course| {
                for key in info.keys() {
                    if let Some(text) = text(file, &info, key) {
                        course.field(key, &text, Kind::Text);
                    }
                }
            });
        });
    }
    let catalog = file.catalog();
    let metadata = catalog.as_ref().and_then(|catalog| file.value(catalog.object.dictionary()?.get("Metadata")?));
    if let Some(out) = metadata.and_then(|metadata| file.unpack(&metadata, 1 << 20)) {
        package::properties(course, &String::from_utf8_lossy(&out.bytes));
    }
}

/// Hands over attached files, and the headings that lead into the document.
pub(super) fn attachments<S: Sink + ?Sized>(course: &mut Course<'_, S>, file: &File<'_>) {
    let mut count = 0;
    let mut done = BTreeSet::new();
    for id in file.ids() {
        let Some(value) = file.value(&Object::Reference(id)) else { continue };
        let Some(entries) = value.object.dictionary() else { continue };
        let is_heading = entries.contains_key("Parent");
        if let Some(title) = text(file, entries, "Title").filter(|_| is_heading) {
            course.within(Step::Part(Part::Metadata), |course| course.field("outline", &title, Kind::Text));
        }
        let Some(embedded) = file.dictionary(entries, "EF") else { continue };
        let name = text(file, entries, "UF").or_else(|| text(file, entries, "F")).unwrap_or_default();
        let stream = embedded.get("UF").or_else(|| embedded.get("F"));
        let is_new = if let Some(Object::Reference(id)) = stream { done.insert(*id) } else { true };
        let Some(stream) = stream.filter(|_| is_new).and_then(|stream| file.value(stream)) else { continue };
        let Some(out) = file.unpack(&stream, course.room(File::packed_length(&stream))) else { continue };
        course.took(out.bytes.len());
        course.nested(&name, &out.bytes);
        if let Some(obstacle) = out.obstacle {
            course.omit(&name, obstacle);
        }
        count += 1;
        if count >= course.limits().entries {
            break;
        }
    }
}

fn text(file: &File<'_>, entries: &Dictionary, key: &str) -> Option<String> {
    let value = file.get(entries, key)?;
    let text = document_text(value.string()?);
    (!text.trim().is_empty()).then_some(text)
}
