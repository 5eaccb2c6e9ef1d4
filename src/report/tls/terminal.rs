//! The chapter for a terminal: two columns, wrapped to the width, readable without colour.

use unicode_width::UnicodeWidthStr;

use super::super::Options;
use super::super::words::{addresses, differs, repeats, screen_name};
use super::{Entry, Line, Screen, Section, Tone};
use crate::text::wrap;

/// The widest that the column of labels becomes; a longer label has a line of its own.
const LABELS: usize = 26;
/// What separates entries on one line.
const BETWEEN: &str = " · ";

/// Writes every screen.
pub fn write(screens: &[Screen], options: &Options<'_>, out: &mut String) {
    for (place, screen) in screens.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        head(screen, options, out);
        let labels = labels(screen, options);
        for section in &screen.sections {
            self::section(section, labels, options, out);
        }
    }
}

fn head(screen: &Screen, options: &Options<'_>, out: &mut String) {
    for part in wrap(&screen_name(options.language, screen), options.width).lines() {
        push(&bold(part, options), out);
    }
    let sentences = std::iter::once(addresses(options.language, screen))
        .chain(differs(options.language, screen))
        .chain(repeats(options.language, screen));
    for sentence in sentences {
        wrap(&sentence, options.width).lines().for_each(|part| push(part, out));
    }
}

/// How wide the column of labels is: as the widest that is not too wide.
fn labels(screen: &Screen, options: &Options<'_>) -> usize {
    let lines = screen.sections.iter().flat_map(|section| &section.lines);
    let widths = lines.map(|line| line.label.in_language(options.language).width());
    widths.filter(|width| *width <= LABELS).max().unwrap_or_default()
}

fn section(section: &Section, labels: usize, options: &Options<'_>, out: &mut String) {
    out.push('\n');
    push(&bold(section.title.in_language(options.language), options), out);
    for line in &section.lines {
        self::line(line, labels, options, out);
    }
    if let Some(note) = &section.note {
        let wrapped = wrap(note.in_language(options.language), options.width.saturating_sub(4));
        wrapped.lines().for_each(|part| push(&format!("    {part}"), out));
    }
}

fn line(line: &Line, labels: usize, options: &Options<'_>, out: &mut String) {
    let label = line.label.in_language(options.language);
    let room = options.width.saturating_sub(labels + 4).max(20);
    let texts = if line.inline { filled(&line.entries, room, options) } else { stacked(&line.entries, room, options) };
    let mut lines = texts.into_iter();
    if label.width() > labels {
        for part in wrap(label, options.width.saturating_sub(2)).lines() {
            push(&format!("  {part}"), out);
        }
    } else {
        let blank = " ".repeat(labels - label.width());
        push(&format!("  {label}{blank}  {}", lines.next().unwrap_or_default()), out);
    }
    let indent = " ".repeat(labels + 4);
    lines.for_each(|text| push(&format!("{indent}{text}"), out));
}

/// Entries one below the other, those of a tree behind a branch.
fn stacked(entries: &[Entry], room: usize, options: &Options<'_>) -> Vec<String> {
    let entry = |entry: &Entry| {
        // A deep tree must not run out of the column.
        let depth = entry.depth.min(6) * 2;
        let (branch, below) = match entry.depth {
            0 => (String::new(), String::new()),
            _ => (format!("{}└ ", " ".repeat(depth - 2)), " ".repeat(depth)),
        };
        let wrapped = wrap(entry.text.in_language(options.language), room.saturating_sub(depth));
        let lines = wrapped.lines().enumerate().map(|(place, part)| {
            let before = if place == 0 { &branch } else { &below };
            format!("{before}{}", toned(part, entry.tone, options))
        });
        lines.collect::<Vec<_>>()
    };
    entries.iter().flat_map(entry).collect()
}

/// Entries one behind the other; a break stands between entries only, unless one alone is too wide.
fn filled(entries: &[Entry], room: usize, options: &Options<'_>) -> Vec<String> {
    let mut lines: Vec<(usize, String)> = vec![(0, String::new())];
    for entry in entries {
        let wrapped = wrap(entry.text.in_language(options.language), room);
        for part in wrapped.lines() {
            let Some((used, text)) = lines.last_mut() else { continue };
            let needed = *used + part.width() + if *used > 0 { BETWEEN.width() } else { 0 };
            let shown = toned(part, entry.tone, options);
            if *used > 0 && needed > room {
                lines.push((part.width(), shown));
            } else {
                if *used > 0 {
                    text.push_str(BETWEEN);
                }
                text.push_str(&shown);
                *used = needed;
            }
        }
    }
    lines.into_iter().map(|(_, text)| text).collect()
}

/// Colour only adds to the words.
fn toned(text: &str, tone: Tone, options: &Options<'_>) -> String {
    let code = match tone {
        Tone::Plain => return text.to_owned(),
        Tone::Sound => "32",
        Tone::Weak => "33",
        Tone::Broken => "31",
        Tone::Open => "35",
    };
    if options.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn bold(text: &str, options: &Options<'_>) -> String {
    if options.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn push(line: &str, out: &mut String) {
    out.push_str(line.trim_end());
    out.push('\n');
}
