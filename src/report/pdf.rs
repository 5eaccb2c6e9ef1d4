//! The signable report: PDF/A-3a with tagged text, embedded fonts and the run's data attached.
//!
//! Level 3 because only it may carry the attachment. Equal inputs give equal bytes: every date is
//! the end of the inspection, and the document's identifiers derive from its content.

use std::io::Write;

use jiff::Timestamp;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::metadata::{DateTime, Metadata};

use super::evidence::{MANIFEST, RENDERING, RUN};
use super::layout::{Dossier, Faces, Room, paint};
use super::minutes::minutes;
use super::words::pick;
use super::{Format, Options, Report, ReportError};
use crate::text::{Language, Text, in_vietnam, visible};

/// The `pdf` format.
pub(super) const FORMAT: Format = Format {
    name: "pdf",
    file: "report.pdf",
    about: || {
        Text::new(
            "Biên bản kiểm tra để ký (PDF/A-3a, thể thức Nghị định 30/2020/NĐ-CP)",
            "The minutes to sign (PDF/A-3a in the form of Decree 30/2020/ND-CP)",
        )
    },
    write,
};

/// The minutes, and where they are signed.
#[derive(Clone, Debug)]
pub struct Minutes {
    /// The PDF, before anything is prepared or signed in it.
    pub pdf: Vec<u8>,
    /// The room of each signature, in reading order.
    pub rooms: Vec<Room>,
}

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    Ok(to.write_all(&minutes_to_sign(report, options)?.pdf)?)
}

/// The minutes as the `pdf` format writes them, with the room of each signature. Errors: see [`ReportError`].
pub fn minutes_to_sign(report: &Report, options: &Options<'_>) -> Result<Minutes, ReportError> {
    let faces = Faces::new(options.fonts.as_deref())?;
    let mut layout = minutes(report, options.language, &faces);
    let rooms = std::mem::take(&mut layout.rooms);
    let language = pick(options.language, "vi-VN", "en-GB");
    let dossier =
        Dossier { metadata: metadata(report, options.language), language, attachments: attachments(report, options) };
    let mut pdf = paint(layout, &faces, dossier)?;
    // Whoever appends to the file begins on a line of its own: so what was rendered is what stands before, byte for byte.
    pdf.push(b'\n');
    Ok(Minutes { pdf, rooms })
}

fn metadata(report: &Report, language: Language) -> Metadata {
    let head = &report.head;
    let title = format!("{} {}", head.title.in_language(language), head.subject.in_language(language));
    Metadata::new()
        .title(visible(&title))
        .authors(vec![visible(head.issuer.in_language(language))])
        .description(visible(report.kind.in_language(language)))
        .language(pick(language, "vi-VN", "en-GB").to_owned())
        .creator(visible(&report.tool))
        .producer(visible(&report.tool))
        .creation_date(date(report.ended))
        .document_id(visible(&report.evidence_id))
}

/// What lies inside the PDF: the run as data, the manifest and the inputs of the rendering as sources.
fn attachments(report: &Report, options: &Options<'_>) -> Vec<EmbeddedFile> {
    let say = |vi, en| pick(options.language, vi, en);
    let all = [
        (RUN, options.run_json, AssociationKind::Data, say("Dữ liệu gốc của đợt kiểm tra", "The data of the run")),
        (MANIFEST, options.manifest, AssociationKind::Source, say("Bản kê minh chứng", "The manifest of the evidence")),
        (
            RENDERING,
            options.rendering,
            AssociationKind::Source,
            say("Nội dung lập biên bản ngoài dữ liệu kiểm tra", "What the minutes were made from besides the run"),
        ),
    ];
    let given = all.into_iter().filter(|(_, bytes, ..)| !bytes.is_empty());
    given
        .map(|(name, bytes, association_kind, description)| EmbeddedFile {
            path: name.to_owned(),
            mime_type: MimeType::new("application/json"),
            description: Some(description.to_owned()),
            association_kind,
            data: bytes.to_vec().into(),
            modification_date: Some(date(report.ended)),
            compress: Some(true),
            location: None,
        })
        .collect()
}

/// The instant on a Vietnamese clock, as PDF writes it.
fn date(instant: Timestamp) -> DateTime {
    let local = in_vietnam(instant);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    DateTime::new(u16::try_from(local.year()).unwrap_or_default())
        .month(part(local.month()))
        .day(part(local.day()))
        .hour(part(local.hour()))
        .minute(part(local.minute()))
        .second(part(local.second()))
        .utc_offset_hour(7)
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::report::{Detail, Row, Seen, sample};

    fn pdf(report: &Report, language: Language) -> Vec<u8> {
        FORMAT.to_bytes(report, &Options { language, run_json: b"{\"a\":1}", ..Options::default() }).expect("a PDF")
    }

    /// What a program prints about the file, or nothing where the program is not installed.
    #[expect(clippy::print_stderr, reason = "a test that is skipped in part says so")]
    fn ask(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("report.pdf");
        std::fs::write(&file, pdf).expect("a file");
        let mut command = Command::new(program);
        command.arg(&file).args(arguments).current_dir(folder.path());
        let Ok(output) = command.output() else {
            eprintln!("{program} is not installed: this part of the test is skipped");
            return None;
        };
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_text_is_selectable_in_reading_order() {
        let Some(text) = ask("pdftotext", &["-"], &pdf(&sample::report(), Language::Vi)) else { return };
        for sentence in [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Căn cứ Luật An ninh mạng;",
            "SỐ ĐO ĐƯỜNG TRUYỀN",
            "Các lần gián đoạn theo ngày và giờ",
            "Bắt đầu hồi 08 giờ 00 phút, ngày 05 tháng 12 năm 2026",
            "Đề xuất kết luận: chưa đủ điều kiện về an ninh mạng",
            "đã khắc phục 5/15 lỗi",
            "Biên bản kết thúc hồi 16 giờ 30 phút, ngày 05 tháng 12 năm 2026",
            "Nơi nhận:",
            "Phụ lục II",
        ] {
            assert!(text.contains(sentence), "{sentence} is missing");
        }
    }

    #[test]
    fn the_file_is_sound_tagged_and_its_fonts_are_embedded() {
        let bytes = pdf(&sample::report(), Language::En);
        let Some(fonts) = ask("pdffonts", &[], &bytes) else { return };
        assert!(fonts.contains("LiberationSerif") && !fonts.contains(" no "), "{fonts}");
        let Some(info) = ask("pdfinfo", &[], &bytes) else { return };
        assert!(info.contains("Tagged: yes") && info.contains("A4"), "{info}");
        let Some(files) = ask("pdfdetach", &["-list"], &bytes) else { return };
        assert!(files.contains("run.json"), "{files}");
        ask("qpdf", &["--check"], &bytes);
    }

    #[test]
    fn hostile_evidence_never_stops_the_report() {
        let mut report = sample::report();
        let hostile = "😀漢字\u{202e}\0\u{feff}\u{e000}\n\u{301}\u{ffff}\t".repeat(50);
        report.head.subject = Text::same(&*hostile);
        report.errors[0].message = Text::same(&*hostile);
        report.annexes[0].rows[0][2] = Text::same("a".repeat(20_000));
        report.annexes[0].widths = vec![0, 65_000, 1];
        report.tool = hostile;
        assert!(pdf(&report, Language::Vi).starts_with(b"%PDF-1."));
    }

    #[test]
    fn two_thousand_rows_are_written_fast_and_the_same_every_time() {
        let mut report = sample::report();
        let row = report.chapters[0].rows[0].clone();
        report.chapters[1].rows = (0..2000).map(|number| long_row(&row, number)).collect();
        let begin = Instant::now();
        let first = pdf(&report, Language::Vi);
        // A wide margin over what an unoptimised build takes on a slow machine.
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
        assert!(first == pdf(&report, Language::Vi));
    }

    fn long_row(row: &Row, number: usize) -> Row {
        let message = Text::same(format!("{number} {}", "may-chu-rat-dai.dichvucong.bacninh.gov.vn/".repeat(3)));
        let detail = Detail { seen: Seen::Fail, instance: number.to_string(), message, error: None };
        Row { details: vec![detail], ..row.clone() }
    }
}
