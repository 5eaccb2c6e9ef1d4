//! The minutes prepared for everybody who signs: one empty field in each signature block.
//!
//! The rendering is the first revision and stays as it is; the fields are the second. Both are the same bytes
//! whenever the same inputs are rendered, so a signed report can be rendered again and compared.

use super::{field_of, role_of};
use crate::report::{Minutes, Report, Room};
use crate::seal::pdf::prepares;
use crate::seal::{FieldPlan, PdfFile, Rectangle, SealError, prepare};
use crate::text::Language;

/// The PDF of the minutes with a field for each role that signs; the rendering alone where none does.
///
/// # Errors
/// The key of a role makes no fit name of a field.
pub fn prepared(minutes: Minutes, report: &Report, language: Language) -> Result<Vec<u8>, SealError> {
    if minutes.rooms.is_empty() {
        return Ok(minutes.pdf);
    }
    let plans: Vec<_> = minutes.rooms.iter().map(|room| plan(room, report, language)).collect();
    prepare(&PdfFile::read(minutes.pdf)?, &plans)
}

/// The bytes of a report before anybody signed it or attached anything: what rendering again has to give. These are
/// the rendering and its empty fields; the rendering alone where the second revision is something else.
pub fn before_signing(file: &PdfFile) -> &[u8] {
    let number = if prepares(file, 2, |name| role_of(name).is_some()) { 2 } else { 1 };
    file.revision_bytes(number).unwrap_or_default()
}

fn plan(room: &Room, report: &Report, language: Language) -> FieldPlan {
    let [left, bottom, right, top] = room.edges;
    let block = report.signatures.iter().find(|block| block.key == room.role);
    let role = block.map(|block| block.role.in_language(language));
    FieldPlan {
        name: field_of(&room.role),
        label: role.unwrap_or(&room.role).to_owned(),
        page: room.page,
        rectangle: Rectangle { left, bottom, right, top },
    }
}
