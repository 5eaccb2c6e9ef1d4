//! The minutes as a draft for a word processor: officials edit the wording before they sign.
//!
//! The same words in the same order as the PDF, marked as a draft on every page; the record is the PDF. Office Open XML
//! (ECMA-376), only what the minutes need, written by hand.

mod write;
mod zip;

use std::io::Write;

use super::layout::Faces;
use super::minutes::script;
use super::words::pick;
use super::{Format, Options, Report, ReportError};
use crate::text::{Language, Text};

/// The `docx` format.
pub(super) const FORMAT: Format = Format {
    name: "docx",
    file: "draft.docx",
    about: || {
        Text::new(
            "Dự thảo biên bản để sửa bằng trình soạn thảo; bản để ký là PDF",
            "A draft of the minutes for a word processor; what is signed is the PDF",
        )
    },
    write,
};

pub(super) use zip::crc32;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/first.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/header.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>"#;
const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="first" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="first.xml"/><Relationship Id="header" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header.xml"/></Relationships>"#;

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    let language = options.language;
    let faces = Faces::new(options.fonts.as_deref())?;
    let body = write::document(&script(report, language, &faces));
    let (first, header) = (write::header(draft(language), false), write::header(draft(language), true));
    let styles = write::styles(pick(language, "vi-VN", "en-GB"));
    let files = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", PACKAGE),
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", PARTS),
        ("word/styles.xml", &styles),
        ("word/first.xml", &first),
        ("word/header.xml", &header),
    ];
    let files = files.map(|(name, text)| (name, text.as_bytes()));
    Ok(to.write_all(&zip::archive(&files))?)
}

/// What stands on every page.
fn draft(language: Language) -> &'static str {
    pick(
        language,
        "DỰ THẢO - chưa có giá trị; văn bản chính thức là bản PDF được ký",
        "DRAFT - without effect; the record is the signed PDF",
    )
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::report::sample;

    fn written(report: &Report) -> Vec<u8> {
        FORMAT.to_bytes(report, &Options::default()).expect("a draft")
    }

    /// The text of a draft as python reads it: archive, check sums, well-formed XML; nothing where it is missing.
    fn read(bytes: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("draft.docx");
        std::fs::write(&file, bytes).expect("a file");
        let script = "import sys, zipfile, xml.etree.ElementTree as E
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
trees = {n: E.fromstring(z.read(n)) for n in z.namelist()}
W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'
for n in ('word/header.xml', 'word/first.xml', 'word/document.xml'):
    for p in trees[n].iter(W + 'p'):
        print(''.join(t.text or '' for t in p.iter(W + 't')))
print('tables', sum(1 for _ in trees['word/document.xml'].iter(W + 'tbl')))";
        let output = Command::new("python3").args(["-c", script]).arg(&file).output().ok()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).expect("UTF-8"))
    }

    #[test]
    fn the_draft_says_what_the_minutes_say_and_that_it_is_a_draft() {
        let report = sample::report();
        let bytes = written(&report);
        assert!(bytes == written(&report), "the same inputs, other bytes");
        let Some(told) = read(&bytes) else { return };
        assert_eq!(told.matches("DỰ THẢO").count(), 2, "on the first page and on the others");
        for part in
            ["BIÊN BẢN", "I. THỜI GIAN, ĐỊA ĐIỂM", "IX. KIẾN NGHỊ", "TRƯỞNG ĐOÀN KIỂM TRA", "Phụ lục VI", "Nơi nhận:"]
        {
            assert!(told.contains(part), "{part}: {told}");
        }
        for error in &report.errors {
            assert!(told.contains(&error.title.vi), "{}", error.title.vi);
        }
    }

    #[test]
    fn hostile_text_neither_breaks_the_document_nor_hides() {
        let mut report = sample::report();
        report.errors[0].message = Text::same("</w:t>&<\u{0}\u{202e}\u{ffff}😀\"'".repeat(3));
        report.head.subject = Text::same("]]><!-- \u{1b}");
        let Some(told) = read(&written(&report)) else { return };
        assert!(told.contains("</w:t>&<") && told.contains("\\u{202e}") && told.contains("]]><!-- \\u{1b}"), "{told}");
    }
}
