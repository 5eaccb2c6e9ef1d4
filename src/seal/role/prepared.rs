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

/// Whether a signature and a seal over it share the room of this field.
pub fn shares_room(file: &PdfFile, field: &str) -> bool {
    let fields = file.fields();
    let Some(own) = fields.iter().find(|one| one.name == field) else { return false };
    let (one, page) = (&own.rectangle, own.page);
    fields.iter().filter(|other| other.name != field && other.page == page).map(|other| &other.rectangle).any(|other| {
        one.left < other.right && other.left < one.right && one.bottom < other.top && other.bottom < one.top
    })
}

fn plan(room: &Room, report: &Report, language: Language) -> FieldPlan {
    let [left, bottom, right, top] = room.edges;
    let blocks = report.signatures.iter();
    let mut roles = blocks.flat_map(|block| {
        [Some((&block.key, &block.role)), block.seal.as_ref().map(|(key, title)| (key, title))].into_iter().flatten()
    });
    let role = roles.find(|(key, _)| **key == room.role).map(|(_, title)| title.in_language(language));
    FieldPlan {
        name: field_of(&room.role),
        label: role.unwrap_or(&room.role).to_owned(),
        page: room.page,
        rectangle: Rectangle { left, bottom, right, top },
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::report::{Options, minutes_to_sign, sample};
    use crate::text::Text;

    fn options() -> Options<'static> {
        Options { run_json: b"{\"a\":1}", manifest: b"{\"m\":1}", rendering: b"{\"r\":1}", ..Options::default() }
    }

    fn made(report: &Report) -> Result<Vec<u8>, SealError> {
        let minutes = minutes_to_sign(report, &options()).expect("minutes");
        prepared(minutes, report, Language::Vi)
    }

    /// What a program of those that `tests/run` needs says about the file.
    fn ask(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("minutes.pdf");
        std::fs::write(&file, pdf).expect("a file");
        let output = Command::new(program).args(before).arg(&file).args(after).output().expect(program);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    #[test]
    fn the_rendering_is_the_first_revision_and_the_fields_are_the_second() {
        let report = sample::report();
        let rendering = minutes_to_sign(&report, &options()).expect("minutes").pdf;
        let bytes = made(&report).expect("minutes");
        assert!(bytes == made(&report).expect("minutes"), "the same inputs, other bytes");
        assert!(bytes.len() < rendering.len() + 8_000, "{} bytes more", bytes.len() - rendering.len());
        let file = PdfFile::read(bytes.clone()).expect("a file");
        assert_eq!(file.revision_count(), 2);
        assert!(file.revision_bytes(1) == Some(&rendering) && before_signing(&file) == bytes);
        let names: Vec<_> = file.fields().into_iter().map(|field| (field.name, field.signed)).collect();
        let wanted = ["secretary", "team-leader", "operator", "vendor"].map(|role| (field_of(role), false));
        assert_eq!(names, wanted);
        // A rendering that nobody prepared is compared alone.
        assert!(before_signing(&PdfFile::read(rendering.clone()).expect("a file")) == rendering);
    }

    #[test]
    fn minutes_that_nobody_signs_have_no_fields() {
        let mut report = sample::report();
        report.signatures.clear();
        let rendering = minutes_to_sign(&report, &options()).expect("minutes").pdf;
        assert!(made(&report).expect("minutes") == rendering);
    }

    #[test]
    fn a_key_that_makes_no_name_of_a_field_is_refused() {
        let mut report = sample::report();
        report.signatures[1].key = "trưởng đoàn".to_owned();
        assert_eq!(made(&report), Err(SealError::FieldName("trưởng đoàn-signature".to_owned())));
        report.signatures[1].key = report.signatures[0].key.clone();
        assert!(matches!(made(&report), Err(SealError::FieldName(_))), "the same role twice");
    }

    #[test]
    fn prepared_minutes_are_sound_and_still_pdf_a_3a() {
        let mut report = sample::report();
        report.signatures[2].role = Text::same("ĐẠI DIỆN (ĐƠN VỊ) \\ ĐƯỢC KIỂM TRA");
        let bytes = made(&report).expect("minutes");
        ask("qpdf", &["--check"], &bytes, &[]);
        assert!(ask("pdfinfo", &[], &bytes, &[]).contains("Tagged:          yes"));
        for font in ask("pdffonts", &[], &bytes, &[]).lines().skip(2) {
            assert!(font.contains("yes yes yes"), "{font}");
        }
        let plain = minutes_to_sign(&report, &options()).expect("minutes").pdf;
        assert_eq!(ask("pdftotext", &[], &bytes, &["-"]), ask("pdftotext", &[], &plain, &["-"]));
        let file = PdfFile::read(bytes).expect("a file");
        let added = file.bytes().get(plain.len()..).map(String::from_utf8_lossy).expect("an update");
        assert_eq!(added.matches("/F 132").count(), 4, "printed and locked");
        assert_eq!(added.matches("/AP").count(), 4, "an empty field has a look as well");
        assert!(!added.contains("/NeedAppearances") && !added.contains("/Font"), "{added}");
    }
}
