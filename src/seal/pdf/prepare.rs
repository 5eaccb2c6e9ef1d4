//! Empty signature fields in a report, so that everybody who signs later, with whatever program, only fills one.
//!
//! The page and the form are written once, here. After that a signature touches its field and nothing else, and what
//! came after the first signature can be judged narrowly.

use lopdf::{Dictionary, Object, ObjectId};

use super::appearance::blank;
use super::field::{Field, Rectangle, decoded, form, signature_fields, value};
use super::file::PdfFile;
use super::update::Update;
use super::write;
use crate::seal::SealError;

/// Flags of an annotation: printed and locked in its place, as PDF/A demands the first.
pub(super) const PRINTED_AND_LOCKED: i64 = 132;

/// A signature field to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPlan {
    /// Its name: letters, digits and hyphens of ASCII, no name the beginning of another.
    pub name: String,
    /// What a program that signs shows of it: the role.
    pub label: String,
    /// The page, from 1.
    pub page: u32,
    /// Where on the page.
    pub rectangle: Rectangle,
}

/// The file with these fields, empty, in one incremental update.
///
/// # Errors
/// The file cannot be extended, a field has no fit name or place, or there are signatures already.
pub fn prepare(file: &PdfFile, plans: &[FieldPlan]) -> Result<Vec<u8>, SealError> {
    let present = signature_fields(file.document()?);
    if present.iter().any(|field| field.signed) {
        return Err(SealError::AlreadySigned);
    }
    let mut names: Vec<String> = present.iter().map(|field| field.name.clone()).collect();
    for plan in plans {
        check_name(&plan.name, &names)?;
        names.push(plan.name.clone());
    }
    let mut update = Update::of(file)?;
    let mut widgets = Vec::new();
    let pages: Vec<ObjectId> = update.document().page_iter().take(10_000).collect();
    for plan in plans {
        let place = usize::try_from(plan.page).ok().and_then(|page| pages.get(page.checked_sub(1)?));
        let page = *place.ok_or_else(|| SealError::Place(plan.name.clone()))?;
        check_place(&update, page, plan)?;
        let widget = add_widget(&mut update, page, plan);
        add_to_page(&mut update, page, widget)?;
        widgets.push(widget);
    }
    add_to_form(&mut update, &widgets)?;
    Ok(update.finish()?.0)
}

/// Whether a revision, counted from 1, is the one in which the first fields were put into the file: all empty,
/// all with names of ours, and nothing besides, byte for byte. Whoever changes a page along with the fields would
/// otherwise have everybody sign that page.
pub(in crate::seal) fn prepares(file: &PdfFile, number: usize, is_ours: impl Fn(&str) -> bool) -> bool {
    let fields = |number: usize| {
        let revision = number.checked_sub(1).and_then(|place| file.revisions().get(place));
        revision.map(|revision| signature_fields(&revision.document)).unwrap_or_default()
    };
    let own = fields(number);
    fields(number.saturating_sub(1)).is_empty()
        && !own.is_empty()
        && own.iter().all(|field| !field.signed && is_ours(&field.name))
        && prepared_again(file, number, &own).as_deref() == file.revision_bytes(number)
}

/// The revision before with these fields.
fn prepared_again(file: &PdfFile, number: usize, fields: &[Field]) -> Option<Vec<u8>> {
    let document = &file.revisions().get(number.checked_sub(1)?)?.document;
    let plan = |field: &Field| {
        let label = value(document, document.get_dictionary(field.id).ok()?, b"TU")?.as_str().ok()?;
        let label = decoded(label);
        Some(FieldPlan { name: field.name.clone(), label, page: field.page?, rectangle: field.rectangle })
    };
    let plans: Vec<FieldPlan> = fields.iter().map(plan).collect::<Option<_>>()?;
    prepare(&file.until(number - 1)?, &plans).ok()
}

/// Other programs take `Signature1` for the beginning of `Signature10` when they judge what a lock covers.
fn check_name(name: &str, others: &[String]) -> Result<(), SealError> {
    let is_plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let meets = |other: &String| other.starts_with(name) || name.starts_with(other.as_str());
    if is_plain && name.len() <= 64 && !others.iter().any(meets) {
        Ok(())
    } else {
        Err(SealError::FieldName(name.to_owned()))
    }
}

fn check_place(update: &Update<'_>, page: ObjectId, plan: &FieldPlan) -> Result<(), SealError> {
    let document = update.document();
    let mut holder = document.get_dictionary(page).ok();
    for _ in 0..8 {
        let Some(dictionary) = holder else { break };
        if let Some(area) = dictionary.get(b"MediaBox").ok().and_then(|area| Rectangle::read(area, document)) {
            let fits = area.holds(&plan.rectangle) && !plan.rectangle.is_empty();
            return if fits { Ok(()) } else { Err(SealError::Place(plan.name.clone())) };
        }
        holder = value(document, dictionary, b"Parent").and_then(|parent| parent.as_dict().ok());
    }
    Err(SealError::Place(plan.name.clone()))
}

fn add_widget(update: &mut Update<'_>, page: ObjectId, plan: &FieldPlan) -> ObjectId {
    let shown = update.add(blank(&plan.rectangle));
    let mut appearance = Dictionary::new();
    appearance.set("N", shown);
    let mut widget = widget(&plan.name, page, &plan.rectangle);
    widget.set("TU", write::text(&plan.label));
    widget.set("AP", appearance);
    update.add(widget)
}

/// A signature field and its widget in one dictionary.
pub(super) fn widget(name: &str, page: ObjectId, rectangle: &Rectangle) -> Dictionary {
    let mut widget = Dictionary::new();
    widget.set("Type", "Annot".to_owned());
    widget.set("Subtype", "Widget".to_owned());
    widget.set("FT", "Sig".to_owned());
    widget.set("T", write::text(name));
    widget.set("Rect", rectangle.object());
    widget.set("P", page);
    widget.set("F", PRINTED_AND_LOCKED);
    widget
}

pub(super) fn add_to_page(update: &mut Update<'_>, page: ObjectId, widget: ObjectId) -> Result<(), SealError> {
    let mut dictionary = update.dictionary(page)?;
    let is_direct = dictionary.get(b"Annots").and_then(Object::as_reference).is_err();
    update.extend_list(&mut dictionary, "Annots", &[widget])?;
    if is_direct {
        update.set(page, dictionary);
    }
    Ok(())
}

/// Fields of the form, which is made where there is none; the flags say that only updates may follow.
pub(super) fn add_to_form(update: &mut Update<'_>, fields: &[ObjectId]) -> Result<(), SealError> {
    let (root, mut catalog) = update.catalog()?;
    let held = catalog.get(b"AcroForm").and_then(Object::as_reference).ok();
    let mut dictionary = match held {
        Some(id) => update.dictionary(id)?,
        None => form(update.document()).cloned().unwrap_or_default(),
    };
    if value(update.document(), &dictionary, b"NeedAppearances").is_some() {
        return Err(SealError::NeedsAppearances);
    }
    let before = dictionary.clone();
    update.extend_list(&mut dictionary, "Fields", fields)?;
    dictionary.set("SigFlags", 3);
    match held {
        Some(id) if dictionary != before => update.set(id, dictionary),
        Some(_) => {}
        None => {
            let id = update.add(dictionary);
            catalog.set("AcroForm", id);
            update.set(root, catalog);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::tests::world::{file, plans, report};

    /// The fields of [`prepare`], and something else in the same revision.
    fn prepared_with(also: impl Fn(&mut Update<'_>)) -> PdfFile {
        let base = file(report());
        let mut update = Update::of(&base).expect("an update");
        let page = update.document().page_iter().nth(1).expect("a page");
        let widgets: Vec<_> = plans().iter().map(|plan| add_widget(&mut update, page, plan)).collect();
        widgets.iter().for_each(|widget| add_to_page(&mut update, page, *widget).expect("a page"));
        add_to_form(&mut update, &widgets).expect("a form");
        also(&mut update);
        file(update.finish().expect("a file").0)
    }

    #[test]
    fn a_preparation_that_does_more_is_none() {
        let is_prepared = |file: &PdfFile| prepares(file, 2, |_| true);
        assert!(is_prepared(&prepared_with(|_| {})));
        assert!(is_prepared(&file(prepare(&file(report()), &plans()).expect("fields"))));
        let turned = prepared_with(|update| {
            let page = update.document().page_iter().next().expect("a page");
            let mut dictionary = update.dictionary(page).expect("a page");
            dictionary.set("Rotate", 180);
            update.set(page, dictionary);
        });
        assert!(!is_prepared(&turned), "a page was turned along with the fields");
        assert!(!is_prepared(&prepared_with(|update| _ = update.add(Dictionary::new()))), "an object more");
        assert!(!is_prepared(&file(report())));
    }
}
