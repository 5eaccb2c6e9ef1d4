//! OpenDocument (ISO/IEC 26300): texts, workbooks and presentations, with what is hidden, noted or deleted in them.

mod style;
mod table;
mod walk;

use super::super::document::{Document, Obstacle};
use super::super::piece::{Part, Sink, Step};
use super::Course;
use super::package::{self, Package};
use style::Hidden;
use walk::Walk;

/// Reads a document.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let package = Package::new(course, document.bytes);
    let manifest = package.text(course, "META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return course.omit("", Obstacle::Encrypted);
    }
    let styles = package.text(course, "styles.xml").unwrap_or_default();
    let mut contents = package.names("", "content.xml");
    // The document itself first, then those that are embedded in it.
    contents.sort_by_key(|name| (name.matches('/').count(), name.clone()));
    if contents.is_empty() {
        course.omit("", Obstacle::Damaged);
    }
    for name in contents.iter().take(course.limits().entries) {
        let Some(text) = package.text(course, name) else { continue };
        let hidden = Hidden::new(&[&styles, &text]);
        let mut walk = Walk::new(&text, &hidden);
        if name == "content.xml" {
            walk.all(course);
        } else {
            course.within(Step::Entry(name), |course| walk.all(course));
        }
    }
    let hidden = Hidden::new(&[&styles]);
    course.within(Step::Part(Part::Margin), |course| Walk::new(&styles, &hidden).all(course));
    if let Some(meta) = package.text(course, "meta.xml") {
        package::properties(course, &meta);
    }
    for folder in ["pictures/", "media/"] {
        for name in package.names(folder, "") {
            package.nested(course, &name);
        }
    }
    for name in package.names("object ", "").into_iter().filter(|name| !name.contains('/')) {
        package.nested(course, &name);
    }
}
