//! PDF: files as a row of revisions, incremental updates, signature fields, and what changed in between.
//!
//! A signature says nothing about what comes after it, and a lenient reader can be made to see another document than
//! the signer saw. So nothing is repaired here: the cross-reference sections are read strictly and by ourselves, each
//! revision is loaded as the file that it was then, and changes are judged by the identity of objects.

mod appearance;
mod attachment;
mod certify;
mod difference;
mod dss;
mod field;
mod file;
mod fill;
mod literal;
mod prepare;
mod scanned;
mod section;
mod signature;
mod update;
mod write;

pub use appearance::Appearance;
pub use attachment::Attachment;
pub use difference::{Change, Tier};
pub use dss::Evidence;
pub use field::{Field, Rectangle};
pub use file::{FileRefusal, PdfFile};
pub use fill::{Fill, Hole};
pub use prepare::{FieldPlan, prepare};

#[cfg(test)]
pub(super) use attachment::extended;
pub(super) use attachment::{NewFile, attach, has_signatures, was_attached};
pub(super) use certify::Permission;
pub(super) use difference::changes;
pub(super) use dss::{add_evidence, evidence, evidence_at};
pub(super) use fill::{fill, stamp_room};
pub(super) use prepare::prepares;
pub(super) use scanned::{Scanned, scanned};
pub(super) use signature::{Covered, Format, PlacedSignature, placed, waiting};

/// Names of signature fields without a signature.
pub(super) fn empty_fields(file: &PdfFile) -> Vec<String> {
    let Ok(document) = file.document() else { return Vec::new() };
    field::signature_fields(document).into_iter().filter(|field| !field.signed).map(|field| field.name).collect()
}
