//! Blocks, columns and tables in the markup of word processors (ECMA-376 part 1, chapter 17).

use super::super::layout::{Act, Align, Block, Cell, Role, Run, Style, Table, Underline};
use crate::text::visible;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The width of the text in twentieths of a point: 165 mm.
const WIDTH: u32 = 9354;

/// The body of the document.
pub(super) fn document(script: &[Act]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:body>"
    );
    let mut fresh = false;
    for act in script {
        match act {
            Act::Block(block) => paragraph(&mut xml, block, std::mem::take(&mut fresh)),
            Act::Columns(columns) => side_by_side(&mut xml, columns),
            Act::Section => fresh = true,
            Act::Table(table) => ruled(&mut xml, table),
        }
    }
    // Margins of 20, 15, 20 and 30 mm; the first page has a header of its own.
    xml.push_str(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"header\"/><w:headerReference w:type=\"first\" r:id=\"first\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"850\" w:bottom=\"1134\" w:left=\"1701\" \
         w:header=\"454\" w:footer=\"454\" w:gutter=\"0\"/><w:titlePg/></w:sectPr></w:body></w:document>",
    );
    xml
}

/// The header of the pages: the draft's mark, and the page's number on all but the first.
pub(super) fn header(mark: &str, numbered: bool) -> String {
    let number = if numbered {
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>"
    } else {
        ""
    };
    let mark = escape(mark);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:hdr xmlns:w=\"{W}\">{number}<w:p><w:pPr><w:jc w:val=\"center\"/>\
         </w:pPr><w:r><w:rPr><w:b/><w:color w:val=\"C00000\"/><w:sz w:val=\"18\"/></w:rPr><w:t>{mark}</w:t></w:r></w:p></w:hdr>"
    )
}

/// The typeface, the size and the levels of headings.
pub(super) fn styles(language: &str) -> String {
    let level = |level: u16| {
        let outline = level - 1;
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading {level}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:pPr><w:keepNext/><w:outlineLvl w:val=\"{outline}\"/></w:pPr></w:style>"
        )
    };
    let levels: String = (1..=3).map(level).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/>\
         <w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/><w:lang w:val=\"{language}\"/></w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>{levels}</w:styles>"
    )
}

fn paragraph(xml: &mut String, block: &Block, fresh: bool) {
    xml.push_str("<w:p><w:pPr>");
    if let Role::Heading(level) = block.role {
        xml.push_str(&format!("<w:pStyle w:val=\"Heading{}\"/><w:keepNext/>", level.clamp(1, 3)));
    }
    if fresh {
        xml.push_str("<w:pageBreakBefore/>");
    }
    if block.dots {
        xml.push_str(&format!("<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{WIDTH}\"/></w:tabs>"));
    }
    let (before, after) = (twips(block.before), twips(block.after));
    xml.push_str(&format!("<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>"));
    if block.indent > 0.0 {
        xml.push_str(&format!("<w:ind w:firstLine=\"{}\"/>", twips(block.indent)));
    }
    xml.push_str(&format!("<w:jc w:val=\"{}\"/></w:pPr>", side(block.align)));
    runs(xml, &block.runs, block.size);
    if block.dots {
        xml.push_str("<w:r><w:tab/></w:r>");
    }
    xml.push_str("</w:p>");
    if let Underline::Share(_) = block.underline {
        xml.push_str("<w:p><w:pPr><w:spacing w:after=\"120\" w:line=\"120\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/></w:pPr>");
        runs(xml, &[Run::new(Style::Regular, "────────")], 6.0);
        xml.push_str("</w:p>");
    }
}

fn runs(xml: &mut String, runs: &[Run], size: f32) {
    for run in runs {
        xml.push_str("<w:r><w:rPr>");
        if matches!(run.style, Style::Bold | Style::BoldItalic) {
            xml.push_str("<w:b/>");
        }
        if matches!(run.style, Style::Italic | Style::BoldItalic) {
            xml.push_str("<w:i/>");
        }
        // In half points.
        let size = twips(size) / 10;
        let text = escape(&visible(&run.text));
        xml.push_str(&format!("<w:sz w:val=\"{size}\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"));
    }
}

fn side_by_side(xml: &mut String, columns: &[(f32, Vec<Block>)]) {
    let widths: Vec<_> = columns.iter().map(|(share, _)| twips(share * WIDTH as f32 / 20.0)).collect();
    open(xml, &widths, false);
    xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for ((_, blocks), width) in columns.iter().zip(widths) {
        xml.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
        for block in blocks {
            paragraph(xml, block, false);
        }
        // A cell ends with a paragraph.
        if blocks.is_empty() {
            xml.push_str("<w:p/>");
        }
        xml.push_str("</w:tc>");
    }
    xml.push_str("</w:tr></w:tbl><w:p/>");
}

fn ruled(xml: &mut String, table: &Table) {
    let shares: Vec<u32> =
        (0..table.head.len()).map(|place| u32::from(table.widths.get(place).copied().unwrap_or(1).max(1))).collect();
    let total = shares.iter().sum::<u32>().max(1);
    let widths: Vec<_> = shares.iter().map(|share| share * WIDTH / total).collect();
    open(xml, &widths, true);
    let head: Vec<_> = table.head.iter().map(|head| Cell::new(Style::Bold, head.as_str()).centred()).collect();
    row(xml, &head, &widths, table.size, "<w:cantSplit/><w:tblHeader/>");
    for cells in &table.rows {
        row(xml, cells, &widths, table.size, "");
    }
    xml.push_str("</w:tbl><w:p/>");
}

fn open(xml: &mut String, widths: &[u32], ruled: bool) {
    xml.push_str(&format!("<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/>"));
    if ruled {
        xml.push_str("<w:tblBorders>");
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            xml.push_str(&format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"));
        }
        xml.push_str("</w:tblBorders>");
    }
    xml.push_str("<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    for width in widths {
        xml.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    xml.push_str("</w:tblGrid>");
}

fn row(xml: &mut String, cells: &[Cell], widths: &[u32], size: f32, kind: &str) {
    xml.push_str(&format!("<w:tr><w:trPr>{kind}</w:trPr>"));
    for (place, width) in widths.iter().enumerate() {
        xml.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
        let paragraphs = cells.get(place).map(|cell| cell.paragraphs.as_slice()).unwrap_or_default();
        let align = cells.get(place).map_or(Align::Left, |cell| cell.align);
        for text in paragraphs {
            xml.push_str(&format!("<w:p><w:pPr><w:jc w:val=\"{}\"/></w:pPr>", side(align)));
            runs(xml, text, size);
            xml.push_str("</w:p>");
        }
        if paragraphs.is_empty() {
            xml.push_str("<w:p/>");
        }
        xml.push_str("</w:tc>");
    }
    xml.push_str("</w:tr>");
}

const fn side(align: Align) -> &'static str {
    match align {
        Align::Centre => "center",
        Align::Justify => "both",
        Align::Left => "left",
    }
}

/// Twentieths of a point.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths on a page, not negative")]
fn twips(points: f32) -> u32 {
    (points.max(0.0) * 20.0).round() as u32
}

/// The text as XML carries it; what it cannot carry was made visible before, but for noncharacters.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => escaped.extend(character.escape_unicode()),
            _ => escaped.push(character),
        }
    }
    escaped
}
