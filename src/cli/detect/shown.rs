//! What `kiemtra detect` prints for people: a table a file, what was not read, and the sums.

use tabled::builder::Builder;
use tabled::settings::Style;

use crate::cli::session::Session;
use crate::probe::exposure::place_text;
use crate::text::{Text, text, wrap};

use super::document::{Document, Entry};
use super::words;

/// Columns that borders and padding of five columns take.
const FRAME: usize = 16;

/// The whole screen; with `quiet` only what was found and what could not be inspected.
pub(super) fn text(document: &Document, session: &Session, quiet: bool) -> String {
    let mut out = String::new();
    for entry in &document.entries {
        if !entry.findings.is_empty() || !entry.coverage.omissions.is_empty() {
            file(entry, session, &mut out);
        }
    }
    for unread in &document.unread {
        let (path, Text { vi, en }) = (&unread.path, &unread.why);
        line(&text!("{path}: chưa kiểm tra được: {vi}", "{path}: could not be inspected: {en}"), session, &mut out);
    }
    if !quiet {
        sums(document, session, &mut out);
    }
    out
}

fn file(entry: &Entry, session: &Session, out: &mut String) {
    out.push_str(&format!("{} ({})\n", entry.path, entry.format));
    if !entry.findings.is_empty() {
        out.push_str(&table(entry, session));
        out.push('\n');
    }
    for left in &entry.coverage.omissions {
        let Text { vi, en } = words::obstacle(left.kind);
        let place = if left.place.is_empty() { String::new() } else { format!("{}: ", left.place) };
        let told = text!("- chưa kiểm tra được: {place}{vi}", "- could not be inspected: {place}{en}");
        line(&told, session, out);
    }
    out.push('\n');
}

fn table(entry: &Entry, session: &Session) -> String {
    let say = |text: Text| session.say(&text).to_owned();
    let mut builder = Builder::default();
    builder.push_record([
        say(Text::new("Loại", "Class")),
        say(Text::new("Theo luật", "By law")),
        say(Text::new("Nơi", "Place")),
        say(Text::new("Số giá trị", "Values")),
        say(Text::new("Mẫu đã che", "Masked samples")),
    ]);
    let (class, standing, values) = (18, 10, 8);
    let rest = session.width.saturating_sub(FRAME + class + standing + values).max(28);
    for found in &entry.findings {
        builder.push_record([
            wrap(&say(words::class(found.kind)), class),
            wrap(&say(words::standing(found.kind.standing())), standing),
            wrap(&say(place_text(&found.place)), rest / 2),
            found.distinct.to_string(),
            found.samples.iter().map(|sample| wrap(short(sample), rest / 2)).collect::<Vec<_>>().join("\n"),
        ]);
    }
    builder.build().with(Style::ascii()).to_string()
}

/// A masked sample without the class, which stands beside it.
fn short(sample: &str) -> &str {
    sample.split_once('[').map_or(sample, |(head, _)| head)
}

fn sums(document: &Document, session: &Session, out: &mut String) {
    let sum = document.summary();
    let (files, found, left) = (sum.files, sum.files_with_findings, sum.not_wholly_inspected);
    for total in &sum.classes {
        let (Text { vi, en }, Text { vi: law_vi, en: law_en }) =
            (words::class(total.kind), words::standing(total.kind.standing()));
        let (distinct, within) = (total.distinct, total.files);
        let told = text!(
            "{vi} ({law_vi}): số giá trị khác nhau {distinct}, số tệp {within}",
            "{en} ({law_en}): different values {distinct}, files {within}"
        );
        line(&told, session, out);
    }
    let told = text!(
        "Đã xem: {files} tệp. Có dữ liệu cá nhân hoặc thông tin bí mật: {found}. Chưa kiểm tra được hoặc chưa hết: {left}.",
        "Files looked at: {files}. With personal data or secrets: {found}. Not, or not wholly, inspected: {left}."
    );
    line(&told, session, out);
}

fn line(text: &Text, session: &Session, out: &mut String) {
    out.push_str(&format!("{}\n", wrap(session.say(text), session.width)));
}
