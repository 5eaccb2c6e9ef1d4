//! The finished PDF measured by poppler's programs and held against the layout rules of Decree 30/2020/ND-CP, Annex I.

use std::process::Command;

use super::super::{
    Detail, ErrorRow, Format, Options, Report, Row, Seen, SignatureBlock, format, minutes_to_sign, sample,
};
use crate::text::{Language, Text};

const MM: f32 = 72.0 / 25.4;
/// poppler writes whole numbers: points times this, which is the most that it takes.
const ZOOM: f32 = 3.0;
/// What is lost by that.
const ROUNDING: f32 = 0.4;

/// One line of text on a page, in points from the top left.
#[derive(Debug)]
struct Line {
    page: usize,
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    size: f32,
    bold: bool,
    italic: bool,
    text: String,
}

fn pdf(report: &Report) -> Vec<u8> {
    let format: &Format = format("pdf").expect("the format");
    let options = Options {
        run_json: b"{\"a\":1}",
        manifest: b"{\"m\":1}",
        rendering: b"{\"r\":1}",
        language: Language::Vi,
        ..Options::default()
    };
    format.to_bytes(report, &options).expect("a PDF")
}

/// What a program prints about the file, or nothing where it is not installed.
#[expect(clippy::print_stderr, reason = "a test that is skipped in part says so")]
fn ask(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("minutes.pdf");
    std::fs::write(&file, pdf).expect("a file");
    let Ok(output) = Command::new(program).args(before).arg(&file).args(after).output() else {
        eprintln!("{program} is not installed: this test is skipped");
        return None;
    };
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

fn attribute(tag: &str, name: &str) -> f32 {
    word(tag, name).parse().unwrap_or(f32::NAN)
}

fn word<'a>(tag: &'a str, name: &str) -> &'a str {
    let rest = tag.split_once(&format!("{name}=\"")).map(|(_, rest)| rest).unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

/// Every line of the file with its place, size and style.
fn lines(pdf: &[u8]) -> Option<Vec<Line>> {
    let xml = ask("pdftohtml", &["-xml", "-i", "-stdout", "-zoom", "3"], pdf, &[])?;
    let (mut page, mut sizes, mut lines) = (0, std::collections::BTreeMap::new(), Vec::new());
    for tag in xml.lines() {
        if tag.contains("<page ") {
            page += 1;
        }
        if tag.contains("<fontspec ") {
            sizes.insert(word(tag, "id"), attribute(tag, "size") / ZOOM);
        }
        let Some((head, text)) = tag.split_once('>').filter(|(head, _)| head.contains("<text ")) else { continue };
        let place = |name| attribute(head, name) / ZOOM;
        let plain =
            ["</text>", "<b>", "</b>", "<i>", "</i>"].iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""));
        lines.push(Line {
            page,
            left: place("left"),
            top: place("top"),
            width: place("width"),
            height: place("height"),
            size: sizes.get(word(head, "font")).copied().unwrap_or(f32::NAN),
            bold: text.contains("<b>"),
            italic: text.contains("<i>"),
            text: plain.trim().to_owned(),
        });
    }
    Some(lines)
}

/// What the decree says of an element: how it begins, the least and the greatest size, bold, italic.
type Rule = (&'static str, f32, f32, bool, bool);

const RULES: &[Rule] = &[
    ("CÔNG AN TỈNH BẮC NINH", 12.0, 13.0, false, false),
    ("ĐOÀN KIỂM TRA AN NINH MẠNG", 12.0, 13.0, true, false),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12.0, 13.0, true, false),
    ("Độc lập - Tự do - Hạnh phúc", 13.0, 14.0, true, false),
    ("Số: ……/BB-ĐKT", 13.0, 13.0, false, false),
    ("BIÊN BẢN", 13.0, 14.0, true, false),
    ("Kiểm tra an ninh mạng, an toàn thông tin đối với", 13.0, 14.0, true, false),
    ("Căn cứ Luật An ninh mạng;", 13.0, 14.0, false, true),
    ("Bắt đầu hồi 08 giờ 00 phút", 13.0, 14.0, false, false),
    ("I. THỜI GIAN, ĐỊA ĐIỂM", 13.0, 14.0, true, false),
    ("VIII. KẾT LUẬN", 13.0, 14.0, true, false),
    ("Biên bản kết thúc hồi 16 giờ 30 phút", 13.0, 14.0, false, false),
    ("TRƯỞNG ĐOÀN KIỂM TRA", 13.0, 14.0, true, false),
    ("Nơi nhận:", 12.0, 12.0, true, true),
    ("- Công an tỉnh Bắc Ninh (để báo cáo);", 11.0, 11.0, false, false),
    ("- Lưu: VT, Hồ sơ.", 11.0, 11.0, false, false),
    ("Phụ lục I", 13.0, 14.0, true, false),
];

#[test]
fn size_and_style_of_every_element_are_those_of_the_decree() {
    let Some(lines) = lines(&pdf(&sample::report())) else { return };
    for (begins, least, greatest, bold, italic) in RULES {
        let line =
            lines.iter().find(|line| line.text.starts_with(begins)).unwrap_or_else(|| panic!("{begins} is missing"));
        assert!(line.size >= least - ROUNDING && line.size <= greatest + ROUNDING, "{begins}: {} pt", line.size);
        assert_eq!((line.bold, line.italic), (*bold, *italic), "{begins}");
    }
}

#[test]
fn margins_indent_and_page_numbers_are_those_of_the_decree() {
    let report = sample::report();
    let bytes = pdf(&report);
    let Some(lines) = lines(&bytes) else { return };
    let Some(info) = ask("pdfinfo", &[], &bytes, &[]) else { return };
    assert!(info.contains("595.276 x 841.89 pts (A4)"), "{info}");
    let (left, right) = (30.0 * MM - ROUNDING, (210.0 - 15.0) * MM + 2.0 * ROUNDING);
    let (top, bottom) = (20.0 * MM - 3.0, (297.0 - 20.0) * MM + 0.5);
    let foot = |line: &Line| line.text.starts_with("Lượt kiểm tra:") && line.top > bottom;
    let number = |line: &Line| line.text.parse::<usize>().is_ok() && line.top + line.height < top + 1.0;
    for line in &lines {
        let inside = line.top >= top && line.top + line.height <= bottom + 3.0;
        assert!(inside || foot(line) || number(line), "above or below the margin: {line:?}");
    }
    // The blank that a break swallows stays in the text and hangs behind the margin: words are what is seen.
    let Some(words) = ask("pdftotext", &["-bbox"], &bytes, &["-"]) else { return };
    for word in words.lines().filter(|tag| tag.contains("<word ")) {
        let (from, to) = (attribute(word, "xMin"), attribute(word, "xMax"));
        assert!(from >= left && to <= right, "across the margin: {word}");
    }
    let pages = lines.iter().map(|line| line.page).max().unwrap_or_default();
    for page in 1..=pages {
        let own: Vec<_> = lines.iter().filter(|line| line.page == page).collect();
        let feet = own.iter().filter(|line| foot(line)).count();
        assert_eq!(feet, 1, "page {page}: run and evidence at the foot");
        let numbers: Vec<_> = own.iter().filter(|line| number(line)).collect();
        let first = page == 1 || own.iter().any(|line| line.text.starts_with("Phụ lục") && line.bold);
        assert_eq!(numbers.len(), usize::from(!first), "page {page}");
        for line in numbers {
            assert!((line.size - 13.0).abs() < ROUNDING && !line.bold && !line.italic, "{line:?}");
            let middle = line.left + line.width / 2.0;
            assert!((middle - (left + right) / 2.0).abs() < 2.0, "{line:?}");
        }
    }
    // 1.27 cm, and justified: a full line of a ground ends at the right margin.
    let ground = lines.iter().find(|line| line.text.starts_with("Căn cứ")).expect("a ground");
    assert!((ground.left - (30.0 * MM + 36.0)).abs() < 1.0, "{ground:?}");
    let full = lines.iter().filter(|line| line.page == 1 && line.italic && line.left + line.width > right - 2.0);
    assert!(full.count() >= 1, "no justified line");
}

#[test]
fn the_signature_blocks_stay_together_with_the_sentence_above_them() {
    // However much stands before them: the last page moves line by line.
    for extra in (0..24).step_by(2) {
        let mut report = sample::report();
        report.statement = (0..extra).map(|number| Text::same(format!("Ý kiến số {number}."))).collect();
        let Some(lines) = lines(&pdf(&report)) else { return };
        let page = |begins: &str| lines.iter().find(|line| line.text.starts_with(begins)).map(|line| line.page);
        let pages = ["Biên bản kết thúc", "THƯ KÝ", "TRƯỞNG ĐOÀN", "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC"].map(page);
        assert!(pages.iter().all(|page| page.is_some() && *page == pages[0]), "{extra}: {pages:?}");
        let recipients = ["Nơi nhận:", "- Lưu: VT"].map(page);
        assert_eq!(recipients, [pages[0]; 2], "{extra}: the recipients stand alone on a page");
        for heading in ["VII. Ý KIẾN", "VIII. KẾT LUẬN", "IX. KIẾN NGHỊ"] {
            let line = lines.iter().find(|line| line.text.starts_with(heading)).expect(heading);
            let below =
                |own: &&Line| own.page == line.page && own.top > line.top + 10.0 && !own.text.starts_with("Lượt");
            assert!(lines.iter().any(|own| below(&own)), "{extra}: {heading} stands alone at the end of a page");
        }
    }
}

/// Blocks of roles whose lines are as long as people make them.
fn blocks(count: usize, long: bool) -> Vec<SignatureBlock> {
    let block = |number: usize| {
        let title = if long {
            "PHÓ TRƯỞNG ĐOÀN KIỂM TRA LIÊN NGÀNH VỀ AN NINH MẠNG SỐ"
        } else {
            "ĐẠI DIỆN BÊN SỐ"
        };
        SignatureBlock {
            key: format!("party-{number}"),
            seal: (number % 3 == 1).then(|| (format!("seal-{number}"), Text::same("Con dấu"))),
            role: Text::same(format!("{title} {number}")),
            hint: Text::same("(Ký, ghi rõ họ tên)"),
            name: (number != 2).then(|| {
                format!("Nguyễn Văn Số {number}{}", if long { " Tên Rất Dài".repeat(4) } else { String::new() })
            }),
        }
    };
    (1..=count).map(block).collect()
}

#[test]
fn every_room_of_a_signature_is_empty_and_stands_between_title_and_name() {
    let options = Options::default();
    for (count, extra) in [(1, 0), (2, 9), (2, 14), (3, 4), (3, 17), (4, 0), (4, 7), (6, 3), (6, 18), (9, 5)] {
        let long = (count + extra) % 2 == 1;
        let mut report = sample::report();
        report.signatures = blocks(count, long);
        report.annexes.clear();
        report.statement = (0..extra).map(|number| Text::same(format!("Ý kiến số {number}."))).collect();
        let minutes = minutes_to_sign(&report, &options).expect("minutes");
        let keys: Vec<_> = minutes.rooms.iter().map(|room| room.role.clone()).collect();
        let blocks = report.signatures.iter().flat_map(|block| {
            [Some(block.key.clone()), block.seal.as_ref().map(|(key, _)| key.clone())].into_iter().flatten()
        });
        assert_eq!(keys, blocks.collect::<Vec<_>>());
        let Some(lines) = lines(&minutes.pdf) else { return };
        let (seals, rooms): (Vec<_>, Vec<_>) = minutes.rooms.iter().partition(|room| room.role.starts_with("seal-"));
        for (room, block) in rooms.iter().zip(&report.signatures) {
            let [left, mut bottom, right, top] = room.edges;
            if let Some(seal) = seals.iter().find(|seal| Some(&seal.role) == block.seal.as_ref().map(|(key, _)| key)) {
                assert!(seal.page == room.page && seal.edges[3] == top && seal.edges[1] < bottom - 20.0, "{seal:?}");
                // It covers the left of what stands in the middle, and leaves the rest.
                assert!(
                    seal.edges[0] < left && seal.edges[2] > left + 90.0 && seal.edges[2] < (left + right) / 2.0 + 5.0
                );
                bottom = seal.edges[1];
            }
            let (upper, lower) = (841.89 - top, 841.89 - bottom);
            assert!(right - left > 220.0 && top - bottom > 42.0 * MM, "{room:?}");
            assert!(left > 30.0 * MM && right < 195.0 * MM && bottom > 20.0 * MM, "{room:?}");
            let beside = |line: &&Line| {
                usize::try_from(room.page) == Ok(line.page) && line.left < right && line.left + line.width > left
            };
            let own: Vec<_> = lines.iter().filter(beside).collect();
            let inside = own.iter().find(|line| line.top + line.height > upper + 1.0 && line.top < lower - 1.0);
            assert!(inside.is_none(), "{count} blocks, {extra} lines more: {inside:?} in {room:?}");
            let above = own.iter().filter(|line| line.top < upper).max_by(|a, b| a.top.total_cmp(&b.top));
            assert_eq!(above.map(|line| line.text.as_str()), Some("(Ký, ghi rõ họ tên)"), "{room:?}");
            let below = own.iter().filter(|line| line.top > lower - 1.0).min_by(|a, b| a.top.total_cmp(&b.top));
            if let Some(name) = &block.name {
                assert!(below.is_some_and(|line| name.starts_with(&line.text)), "{name}: {below:?}");
            }
        }
    }
}

#[test]
fn names_of_a_row_stand_on_one_line_whatever_stands_above_them() {
    let mut report = sample::report();
    report.signatures = blocks(6, false);
    for (place, title) in [(0, 3), (3, 1), (4, 2)] {
        report.signatures[place].role =
            Text::same("PHÓ TRƯỞNG ĐOÀN KIỂM TRA LIÊN NGÀNH VỀ AN NINH MẠNG SỐ ".repeat(title));
    }
    report.signatures[5].hint = Text::same("(Ký số hoặc ký, ghi rõ họ tên, đóng dấu của cơ quan, tổ chức nếu có)");
    report.signatures.iter_mut().for_each(|block| block.name = Some(format!("Tên {}", block.key)));
    let Some(lines) = lines(&pdf(&report)) else { return };
    let named = |number: usize| {
        let name = format!("Tên party-{number}");
        lines.iter().find(|line| line.text == name).unwrap_or_else(|| panic!("{name} is missing"))
    };
    for [left, right] in [[1, 2], [3, 4], [5, 6]] {
        let (left, right) = (named(left), named(right));
        assert_eq!(left.page, right.page);
        assert!((left.top - right.top).abs() < ROUNDING, "{left:?} {right:?}");
    }
}

#[test]
fn more_recipients_than_a_page_holds_break_over_pages() {
    let mut report = sample::report();
    report.recipients = (1..=120).map(|number| Text::same(format!("Nơi số {number}"))).collect();
    let Some(lines) = lines(&pdf(&report)) else { return };
    let own: Vec<_> = lines.iter().filter(|line| line.text.starts_with("- Nơi số ")).collect();
    assert_eq!(own.len(), 120);
    assert!(own.iter().all(|line| line.top + line.height < (297.0 - 20.0) * MM + 3.0), "below the margin");
}

#[test]
fn six_annexes_stand_in_the_order_of_the_outline_each_on_a_page_of_its_own() {
    let Some(lines) = lines(&pdf(&sample::report())) else { return };
    let heads: Vec<_> = lines.iter().filter(|line| line.text.starts_with("Phụ lục ") && line.bold).collect();
    let names: Vec<_> = heads.iter().map(|line| line.text.as_str()).collect();
    let wanted = ["I", "II", "III", "IV", "V", "VI", "VII"].map(|number| format!("Phụ lục {number}"));
    assert_eq!(names, wanted);
    assert!(heads.windows(2).all(|pair| pair[0].page < pair[1].page));
}

#[test]
fn a_body_may_order_and_head_the_parts_in_its_own_way() {
    let mut report = sample::report();
    report.outline.parts.reverse();
    report.outline.parts[0].1 = Text::same("Việc cần làm");
    report.closing.formula = Some(Text::same("Xong lúc {ended}, {copies} bản, mỗi bên {each}."));
    let Some(lines) = lines(&pdf(&report)) else { return };
    let place = |begins: &str| lines.iter().position(|line| line.text.starts_with(begins)).expect(begins);
    assert!(place("I. VIỆC CẦN LÀM") < place("II. KẾT LUẬN"));
    assert!(place("II. KẾT LUẬN") < place("IX. THỜI GIAN, ĐỊA ĐIỂM"));
    place("Xong lúc 16 giờ 30 phút, ngày 05 tháng 12 năm 2026, 04 bản, mỗi bên 01.");
}

fn bare(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn every_vietnamese_text_comes_out_of_the_file_as_it_went_in() {
    use unicode_normalization::is_nfc;
    let report = sample::report();
    let Some(told) = ask("pdftotext", &["-raw"], &pdf(&report), &["-"]) else { return };
    assert!(is_nfc(&told));
    let told = bare(&told);
    let rows = report.chapters.iter().flat_map(|chapter| &chapter.rows);
    let said = rows.flat_map(|row| [&row.title, &row.details[0].message].map(Clone::clone));
    let errors = report.errors.iter().flat_map(|error| [&error.title, &error.fix, &error.place].map(Clone::clone));
    let others = report.limitations.iter().chain(&report.reasons).chain(&report.recommendations).cloned();
    for text in said.chain(errors).chain(others).chain([report.head.subject.clone()]) {
        assert!(told.contains(&bare(&text.vi)), "{}", text.vi);
    }
}

#[test]
fn the_structure_is_that_of_pdf_a_3a() {
    let bytes = pdf(&sample::report());
    let text = String::from_utf8_lossy(&bytes);
    let times = |what: &str| text.matches(what).count();
    for part in [
        "/MarkInfo<</Marked true",
        "/StructTreeRoot",
        "/OutputIntents",
        "/S/GTS_PDFA1",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "/Lang(vi-VN)",
        "/ID[(",
        "/AF[",
        "/AFRelationship/Data",
    ] {
        let bare = bare(part);
        assert!(text.contains(part) || self::bare(&text).contains(&bare), "{part} is missing");
    }
    assert_eq!(times("/AFRelationship/Source"), 2);
    assert_eq!(times("startxref"), 1, "one revision");
    for none in ["/Encrypt", "/JavaScript", "/SMask", "/Launch", "/NeedAppearances"] {
        assert!(!text.contains(none), "{none}");
    }
    let Some(fonts) = ask("pdffonts", &[], &bytes, &[]) else { return };
    for font in fonts.lines().skip(2) {
        // emb sub uni: embedded, a subset, with a map to Unicode.
        assert!(font.contains("yes yes yes"), "{font}");
    }
    let Some(files) = ask("pdfdetach", &["-list"], &bytes, &[]) else { return };
    assert!(["run.json", "manifest.json", "minutes.json"].iter().all(|name| files.contains(name)), "{files}");
    ask("qpdf", &["--check"], &bytes, &[]);
}

/// A report of so many verdicts and errors, each of realistic length.
fn long(verdicts: usize, errors: usize) -> Report {
    let mut report = sample::report();
    let (row, error) = (report.chapters[0].rows[0].clone(), report.errors[0].clone());
    let checks = |number: usize| format!("tls.check-{:03}", number / 3);
    report.chapters[0].rows = (0..verdicts)
        .map(|number| Row {
            check: checks(number),
            subject_title: Text::same(format!("Cổng Dịch vụ công số {}", number % 3)),
            seen: if number < errors { Seen::Fail } else { Seen::Pass },
            details: vec![Detail {
                message: Text::same(format!(
                    "Máy chủ {number} chấp nhận TLS 1.0 với bộ mã TLS_RSA_WITH_AES_128_CBC_SHA"
                )),
                ..row.details[0].clone()
            }],
            ..row.clone()
        })
        .collect();
    report.errors = (1..).take(errors).map(|number| ErrorRow { number, ..error.clone() }).collect();
    let results = report.chapters[0].rows.iter().map(|row| {
        let message = row.details[0].message.clone();
        vec![Text::same(&row.check), row.subject_title.clone(), row.seen.text(), message]
    });
    report.annexes[0].number = 2;
    report.annexes[0].columns = ["Tiêu chí", "Đối tượng", "Kết quả", "Ghi nhận"].map(Text::same).to_vec();
    report.annexes[0].widths = vec![31, 39, 22, 73];
    report.annexes[0].rows = results.collect();
    report
}

#[test]
fn minutes_of_500_verdicts_and_50_errors_are_below_a_megabyte() {
    let bytes = pdf(&long(500, 50));
    // The data of such a run takes less than a tenth of a megabyte, compressed; a link watched for a month is drawn.
    assert!(bytes.len() < 900_000, "{} bytes without the data of the run", bytes.len());
}

#[test]
fn two_thousand_verdicts_with_hostile_texts_make_a_sound_file_in_linear_time() {
    let best = |report: &Report| {
        let run = || {
            let begin = std::time::Instant::now();
            let bytes = pdf(report);
            (begin.elapsed(), bytes)
        };
        let (first, bytes) = run();
        let (second, again) = run();
        assert!(bytes == again, "the same inputs, other bytes");
        (first.min(second), bytes)
    };
    let mut report = long(2000, 200);
    for (number, row) in report.chapters[0].rows.iter_mut().enumerate() {
        row.subject_title = Text::same("Tên dài ".repeat(40));
        row.details[0].message = Text::same(match number % 4 {
            0 => "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            1 => "😀\u{202e}\u{0}\u{200b}漢字 ế".to_owned(),
            2 => "x".repeat(300),
            _ => format!("số {number}"),
        });
    }
    let (large, bytes) = best(&report);
    let (small, _) = best(&long(500, 50));
    // Four times the rows, with texts several times as long.
    assert!(large < small * 40, "{large:?} against {small:?}");
    ask("qpdf", &["--check"], &bytes, &[]);
    let Some(told) = ask("pdftotext", &["-raw"], &bytes, &["-"]) else { return };
    assert!(told.contains("\\u{1f600}\\u{202e}\\u{0}\\u{200b}\\u{6f22}"), "escaped visibly");
    assert!(!told.contains('\u{202e}') && !told.contains('\u{200b}'));
}
