//! The report as Markdown (CommonMark with tables) for wikis, tickets and mails.

use std::io::Write;

use super::tls::{Line, Screen};
use super::words::{self, pick};
use super::{Chapter, Format, Options, Report, ReportError, Row};
use crate::text::{Language, Text};

/// The `markdown` format.
pub(super) const FORMAT: Format = Format {
    name: "markdown",
    file: "report.md",
    about: || Text::new("Báo cáo rút gọn dạng Markdown", "The report in short, as Markdown"),
    write,
};

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    let language = options.language;
    let mut page = String::new();
    push_summary(&mut page, report, language);
    push_errors(&mut page, report, language);
    for chapter in report.chapters.iter().filter(|chapter| !chapter.rows.is_empty()) {
        push_chapter(&mut page, chapter, language);
    }
    push_undetermined(&mut page, report, language);
    push_link(&mut page, report, language);
    push_tls(&mut page, report, language);
    page.push_str(&format!("\n---\n{} · {}\n", escape(&report.tool), escape(&report.evidence_id)));
    Ok(to.write_all(page.as_bytes())?)
}

fn push_summary(page: &mut String, report: &Report, language: Language) {
    let title = escape(report.head.subject.in_language(language));
    let proposal = escape(&words::conclusion(language, report));
    page.push_str(&format!("# {title}\n\n**{proposal}**\n\n"));
    for reason in &report.reasons {
        page.push_str(&format!("- {}\n", escape(reason.in_language(language))));
    }
    page.push_str(&format!("- {}\n- {}\n", words::counts(language, report), words::tally(language, report)));
    let (from, to) = (words::moment(language, report.started), words::moment(language, report.ended));
    page.push_str(&format!("- {from} – {to}\n"));
}

fn push_errors(page: &mut String, report: &Report, language: Language) {
    if report.errors.is_empty() {
        return;
    }
    page.push_str(&format!("\n## {}\n\n", pick(language, "Danh mục lỗi, tồn tại", "Errors")));
    page.push_str(pick(
        language,
        "| Số | Mức độ | Nội dung | Vị trí | Ghi nhận | Khắc phục | Tình trạng |\n",
        "| No. | Severity | Check | Place | What was seen | How to mend | State |\n",
    ));
    page.push_str("|---:|---|---|---|---|---|---|\n");
    for error in &report.errors {
        let cells = [&error.severity, &error.title, &error.place, &error.message, &error.fix, &error.state];
        let cells = cells.map(|cell| escape(cell.in_language(language)));
        page.push_str(&format!("| {} | {} |\n", error.number, cells.join(" | ")));
    }
}

fn push_chapter(page: &mut String, chapter: &Chapter, language: Language) {
    page.push_str(&format!("\n## {}\n\n", escape(chapter.title.in_language(language))));
    page.push_str(pick(
        language,
        "| Kết quả | Kiểm tra | Đối tượng | Ghi nhận |\n",
        "| Result | Check | Subject | What was seen |\n",
    ));
    page.push_str("|---|---|---|---|\n");
    for row in &chapter.rows {
        let seen = row.seen.text();
        let subject = escape(row.subject_title.in_language(language));
        let check = format!("{} ({})", escape(row.title.in_language(language)), escape(&row.check));
        let messages = messages(row, language);
        page.push_str(&format!("| {} | {check} | {subject} | {messages} |\n", seen.in_language(language)));
    }
}

fn push_undetermined(page: &mut String, report: &Report, language: Language) {
    let open: Vec<_> = words::undetermined(report).collect();
    if open.is_empty() && report.limitations.is_empty() {
        return;
    }
    page.push_str(&format!(
        "\n## {}\n\n",
        pick(language, "Nội dung chưa xác định được và lý do", "What could not be determined, and why")
    ));
    for row in open {
        page.push_str(&format!("- {}: {}\n", escape(&row.check), messages(row, language)));
    }
    for limitation in &report.limitations {
        page.push_str(&format!("- {}\n", escape(limitation.in_language(language))));
    }
}

/// What the watch over links gave: every table of it.
fn push_link(page: &mut String, report: &Report, language: Language) {
    for sheet in &report.link {
        let (heading, name) = (super::link::title(), &sheet.title);
        let said = |text: &Text| escape(text.in_language(language));
        page.push_str(&format!("\n## {}: {}\n", said(&heading), said(name)));
        let mut tables = vec![super::link::tables::summary(sheet)];
        tables.extend(super::link::tables::all(sheet));
        for table in &tables {
            let row = |cells: &[Text]| {
                let cells: Vec<_> = cells
                    .iter()
                    .map(|cell| {
                        let lines: Vec<_> = cell.in_language(language).lines().map(escape).collect();
                        lines.join("<br>")
                    })
                    .collect();
                format!("| {} |\n", cells.join(" | "))
            };
            page.push_str(&format!("\n### {}\n\n{}", said(&table.title), row(&table.columns)));
            page.push_str(&format!("|{}\n", "---|".repeat(table.columns.len())));
            table.rows.iter().for_each(|cells| page.push_str(&row(cells)));
        }
    }
}

/// What is known of TLS and certificates: a table for each section of each back-end.
fn push_tls(page: &mut String, report: &Report, language: Language) {
    if report.tls.is_empty() {
        return;
    }
    page.push_str(&format!("\n## {}\n", escape(super::tls::title().in_language(language))));
    for screen in &report.tls {
        push_screen(page, screen, language);
    }
}

fn push_screen(page: &mut String, screen: &Screen, language: Language) {
    page.push_str(&format!("\n### {}\n\n", escape(&words::screen_name(language, screen))));
    page.push_str(&format!("{}\n", escape(&words::addresses(language, screen))));
    if let Some(differs) = words::differs(language, screen) {
        page.push_str(&format!("\n**{}**\n", escape(&differs)));
    }
    for repeat in words::repeats(language, screen) {
        page.push_str(&format!("\n{}\n", escape(&repeat)));
    }
    for section in &screen.sections {
        let title = escape(section.title.in_language(language));
        page.push_str(&format!("\n| {title} | {} |\n|---|---|\n", pick(language, "Ghi nhận", "What was seen")));
        for line in &section.lines {
            let label = escape(line.label.in_language(language));
            page.push_str(&format!("| {label} | {} |\n", entries(line, language)));
        }
        if let Some(note) = &section.note {
            page.push_str(&format!("\n{}\n", escape(note.in_language(language))));
        }
    }
}

/// The entries of a line within a cell of a table.
fn entries(line: &Line, language: Language) -> String {
    let entry = |entry: &super::tls::Entry| {
        let branch = match entry.depth.min(6) {
            0 => String::new(),
            depth => format!("{}└ ", "&nbsp;&nbsp;".repeat(depth - 1)),
        };
        format!("{branch}{}", escape(entry.text.in_language(language)))
    };
    let between = if line.inline { " · " } else { "<br>" };
    line.entries.iter().map(entry).collect::<Vec<_>>().join(between)
}

fn messages(row: &Row, language: Language) -> String {
    escape(&words::messages(language, row).join("; "))
}

/// The text with everything that Markdown or HTML would act on neutralised, on one line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '!' | '~' => escaped.extend(['\\', character]),
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    // A bare address would become a link in many renderers.
    escaped.replace("://", ":&#47;&#47;").replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn page(report: &Report) -> String {
        String::from_utf8(FORMAT.to_bytes(report, &Options::default()).expect("a page")).expect("UTF-8")
    }

    #[test]
    fn the_page_leads_with_the_proposal_and_names_what_is_not_determined() {
        let page = page(&sample::report());
        assert!(page.contains("**Đề xuất kết luận: chưa đủ điều kiện"));
        assert!(page.contains("đã khắc phục 5/15 lỗi"));
        assert!(page.contains("- link.failover: Chưa đủ số liệu: độ phủ 41%"));
    }

    #[test]
    fn text_of_the_far_side_cannot_open_cells_links_or_markup() {
        let mut report = sample::report();
        report.errors[0].message = Text::same("a|b\n[x](http://evil) <img src=x> `c`");
        let page = page(&report);
        assert!(page.contains(r"a\|b \[x\](http:&#47;&#47;evil) &lt;img src=x&gt; \`c\`"));
    }
}
