//! The report in a terminal: fits the width, reads without colour, ends with what matters.
//!
//! First a table of everything that did not simply pass; then, check by check, what was seen, what
//! is required, and how to mend it; last the counts, what could not be determined, and the proposed
//! conclusion.

mod advice;

use std::io::Write;

use tabled::builder::Builder;
use tabled::settings::Style;

use super::{Chapter, Format, Options, Report, ReportError, Row, Seen, words};
use crate::text::{Text, day_and_time, wrap};

/// The `table` format.
pub(super) const FORMAT: Format = Format {
    name: "table",
    file: "report.txt",
    about: || Text::new("Bảng trên màn hình", "A table for the terminal"),
    write,
};

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    let mut out = String::new();
    head(report, options, &mut out);
    for (number, chapter) in report.chapters.iter().enumerate().filter(|(_, chapter)| !chapter.rows.is_empty()) {
        let title = chapter.title.in_language(options.language);
        line(&format!("{}. {title}", number + 1), options, &mut out);
        chapter_table(chapter, options, &mut out);
        out.push('\n');
    }
    advice::write(report, options, &mut out);
    chapter_on_tls(report, options, &mut out);
    foot(report, options, &mut out);
    Ok(to.write_all(out.as_bytes())?)
}

/// What is known of TLS and certificates, behind what fails and before what is concluded.
fn chapter_on_tls(report: &Report, options: &Options<'_>, out: &mut String) {
    if report.tls.is_empty() {
        return;
    }
    line(&super::tls::title().in_language(options.language).to_uppercase(), options, out);
    out.push('\n');
    super::tls::write(&report.tls, options, out);
    out.push('\n');
}

fn head(report: &Report, options: &Options<'_>, out: &mut String) {
    let pick = |vi, en| words::pick(options.language, vi, en);
    let subject = report.head.subject.in_language(options.language);
    line(subject, options, out);
    let facts = [
        (pick("Vụ việc", "Case"), report.case.clone()),
        (pick("Lượt", "Run"), report.kind.in_language(options.language).to_owned()),
        (pick("Kết thúc", "Ended"), day_and_time(report.ended)),
        (pick("Công cụ", "Tool"), report.tool.clone()),
    ];
    for (label, value) in facts {
        line(&format!("{label}: {value}"), options, out);
    }
    out.push('\n');
}

/// The rows of a chapter that did not simply pass, and the names of those that did.
fn chapter_table(chapter: &Chapter, options: &Options<'_>, out: &mut String) {
    let (quiet, told): (Vec<_>, Vec<_>) =
        chapter.rows.iter().partition(|row| matches!(row.seen, Seen::Pass | Seen::NotApplicable));
    if !told.is_empty() {
        out.push_str(&table(&told, options));
        out.push('\n');
    }
    for seen in [Seen::Pass, Seen::NotApplicable] {
        let own: Vec<_> = quiet.iter().copied().filter(|row| row.seen == seen).collect();
        if own.is_empty() {
            continue;
        }
        let word = colored(seen, options);
        line(&format!("{word} ({}): {}", own.len(), names(&own)), options, out);
    }
}

/// The checks of some rows, each once with its subjects: `tls.versions (api, cong)`.
fn names(rows: &[&Row]) -> String {
    let mut named: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        match named.iter_mut().find(|(check, _)| *check == row.check) {
            Some((_, subjects)) => subjects.push(&row.subject),
            None => named.push((&row.check, vec![&row.subject])),
        }
    }
    let one = |(check, subjects): &(&str, Vec<&str>)| format!("{check} ({})", subjects.join(", "));
    named.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn table(rows: &[&Row], options: &Options<'_>) -> String {
    let pick = |vi, en| words::pick(options.language, vi, en).to_owned();
    let mut builder = Builder::default();
    builder.push_record([
        pick("Kết quả", "Result"),
        pick("Tiêu chí", "Check"),
        pick("Đối tượng", "Subject"),
        pick("Mức độ", "Severity"),
        pick("Lỗi số", "Error"),
    ]);
    // Four rules and two spaces for each of five columns take 14; a result's word is at most 14 wide.
    let (result, severity, numbers) = (14, 13, 9);
    let rest = options.width.saturating_sub(14 + result + severity + numbers).max(24);
    let longest = rows.iter().map(|row| row.check.len()).max().unwrap_or_default();
    let check = longest.clamp(rest / 2, rest * 2 / 3);
    let subject = rest - check;
    for row in merged(rows, options) {
        let blocking = if row.blocking { " *" } else { "" };
        builder.push_record([
            colored(row.seen, options),
            wrap(row.check, check),
            wrap(&row.subjects.join(", "), subject),
            wrap(&format!("{}{blocking}", row.severity), severity),
            wrap(&row.numbers(), numbers),
        ]);
    }
    builder.build().with(Style::psql()).to_string()
}

/// Rows of one check that came out alike, as one line of the table.
struct Merged<'a> {
    seen: Seen,
    check: &'a str,
    subjects: Vec<&'a str>,
    severity: &'a str,
    blocking: bool,
    errors: Vec<u32>,
}

impl Merged<'_> {
    /// `3, 7-9`: the numbers in the error list.
    fn numbers(&self) -> String {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for number in &self.errors {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == *number => *last = *number,
                _ => runs.push((*number, *number)),
            }
        }
        let shown = |(first, last): &(u32, u32)| match last - first {
            0 => first.to_string(),
            _ => format!("{first}-{last}"),
        };
        if runs.is_empty() { "-".to_owned() } else { runs.iter().map(shown).collect::<Vec<_>>().join(", ") }
    }
}

fn merged<'a>(rows: &[&'a Row], options: &Options<'_>) -> Vec<Merged<'a>> {
    let mut all: Vec<Merged<'a>> = Vec::new();
    for row in rows {
        let errors = row.details.iter().filter_map(|detail| detail.error);
        match all.iter_mut().find(|own| own.check == row.check && own.seen == row.seen) {
            Some(own) => {
                own.subjects.push(&row.subject);
                own.errors.extend(errors);
            }
            None => all.push(Merged {
                seen: row.seen,
                check: &row.check,
                subjects: vec![&row.subject],
                severity: row.severity.in_language(options.language),
                blocking: row.blocking,
                errors: errors.collect(),
            }),
        }
    }
    all
}

/// The word of an outcome; colour only adds to it.
fn colored(seen: Seen, options: &Options<'_>) -> String {
    let text = seen.text();
    let word = text.in_language(options.language);
    let code = match seen {
        Seen::Fail => "31",
        Seen::Undetermined | Seen::ManualPending => "33",
        Seen::Pass => "32",
        Seen::Info | Seen::NotApplicable => "36",
    };
    if options.color { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word.to_owned() }
}

fn foot(report: &Report, options: &Options<'_>, out: &mut String) {
    let pick = |vi, en| words::pick(options.language, vi, en);
    line(pick("* nội dung chặn kết nối", "* blocks the connection"), options, out);
    line(&words::counts(options.language, report), options, out);
    if !report.limitations.is_empty() {
        out.push('\n');
        line(pick("CHƯA KIỂM TRA ĐƯỢC, VÀ VÌ SAO:", "WHAT COULD NOT BE LOOKED AT, AND WHY:"), options, out);
        for text in &report.limitations {
            indented("- ", text.in_language(options.language), options, out);
        }
    }
    out.push('\n');
    line(&words::conclusion(options.language, report), options, out);
    for reason in &report.reasons {
        indented("- ", reason.in_language(options.language), options, out);
    }
    let tally = words::tally(options.language, report);
    line(&format!("{}: {tally}", pick("Danh mục lỗi", "Error list")), options, out);
}

/// Writes text wrapped to the width, and a line break.
fn line(text: &str, options: &Options<'_>, out: &mut String) {
    out.push_str(&wrap(text, options.width));
    out.push('\n');
}

/// Writes text with a mark before its first line and the following lines below its words.
fn indented(mark: &str, text: &str, options: &Options<'_>, out: &mut String) {
    let depth = mark.chars().count();
    let wrapped = wrap(text, options.width.saturating_sub(depth));
    for (number, part) in wrapped.lines().enumerate() {
        if number == 0 {
            out.push_str(mark);
        } else {
            out.push_str(&" ".repeat(depth));
        }
        out.push_str(part);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::report::sample;
    use crate::text::Language;

    fn shown(language: Language, width: usize, color: bool) -> String {
        let options = Options { language, width, color, ..Options::default() };
        String::from_utf8(FORMAT.to_bytes(&sample::report(), &options).expect("a table")).expect("UTF-8")
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for language in [Language::Vi, Language::En] {
            for width in [80, 100, 132] {
                for line in shown(language, width, false).lines() {
                    assert!(line.width() <= width, "{} columns at {width}: {line}", line.width());
                }
            }
        }
    }

    #[test]
    fn colour_adds_to_the_words_and_takes_nothing_away() {
        let plain = shown(Language::Vi, 80, false);
        let colored = shown(Language::Vi, 80, true);
        assert!(plain.contains(" KHÔNG ĐẠT") && !plain.contains('\u{1b}'));
        assert!(colored.contains("\u{1b}[31mKHÔNG ĐẠT\u{1b}[0m"));
    }

    #[test]
    fn the_end_says_what_could_not_be_seen_and_what_is_proposed() {
        let shown = shown(Language::En, 80, false);
        let limits = shown.find("WHAT COULD NOT BE LOOKED AT").expect("the limits");
        let proposal = shown.find("Proposed").expect("the proposal");
        assert!(limits < proposal, "{shown}");
        assert!(shown.contains("5 of 15 errors fixed"), "{shown}");
    }
}
