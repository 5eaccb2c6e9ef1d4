//! The link for a terminal: bars, a line of latency, figures, outages; readable without colour.

use jiff::Timestamp;

use unicode_width::UnicodeWidthStr;

use super::LinkSheet;
use super::words::{
    began, cause, classes, duration, ended, fullness, hop_name, instant, length, maybe_milliseconds, maybe_percent,
    milliseconds, observed, percent, pick, side, whole_days, why,
};
use crate::probe::link::{Hop, Outage, Slot, Window};
use crate::report::Options;
use crate::text::{Language, wrap};

/// The most outages of a hop that one screen lists.
const MOST_OUTAGES: usize = 12;

/// Writes a link, or one hop of it.
pub fn write(sheet: &LinkSheet, hop: Option<&str>, options: &Options<'_>, out: &mut String) {
    let language = options.language;
    head(sheet, options, out);
    let chosen: Vec<_> = sheet.link.hops.iter().filter(|own| hop.is_none_or(|id| own.hop == id)).collect();
    for own in &chosen {
        self::hop(own, options, out);
    }
    line_use(sheet, options, out);
    absences(sheet, options, out);
    disagreements(sheet, options, out);
    let meaning = pick(
        language,
        "█ thông · ▆▄▂▁ gián đoạn ít đến hết · ▒ ngừng có thông báo · ░ không biết",
        "█ up · ▆▄▂▁ down, from a little to all · ▒ announced stop · ░ unknown",
    );
    out.push('\n');
    lines(meaning, 0, options, out);
    lines(
        pick(
            language,
            "Ngưỡng là mức của hồ sơ kiểm tra, không phải quy định của pháp luật. Phần không biết không tính là thông.",
            "Limits are the profile's, not law. What is unknown is never counted as up.",
        ),
        0,
        options,
        out,
    );
}

fn head(sheet: &LinkSheet, options: &Options<'_>, out: &mut String) {
    let (language, link) = (options.language, &sheet.link);
    let name = format!("{} ({})", sheet.title.in_language(language), sheet.subject);
    for part in wrap(&name, options.width).lines() {
        push(&paint(part, "1", options), out);
    }
    if link.hops.is_empty() {
        let none = pick(
            language,
            "Chưa có số đo của chặng nào: chỉ có bộ đếm của đường truyền",
            "No hop was sampled: there are only counters of the line",
        );
        return lines(none, 0, options, out);
    }
    let age = duration(link.last_sample_age_s, language);
    let (away, places) = (duration(link.watcher.absent_s, language), link.vantages.join(", "));
    let (samples, sessions) = (link.samples, link.watcher.sessions);
    let text = match language {
        Language::Vi => format!(
            "Nơi đo: {places}; số lần đo: {samples}; lần cuối cách đây {age}; bộ theo dõi chạy {sessions} lượt, vắng tổng cộng {away}"
        ),
        Language::En => format!(
            "Places: {places}; samples: {samples}; the last one {age} ago; lives of the watcher: {sessions}, away for {away} in all"
        ),
    };
    lines(&text, 0, options, out);
}

fn hop(hop: &Hop, options: &Options<'_>, out: &mut String) {
    let language = options.language;
    out.push('\n');
    let name = format!("{} – {}", hop_name(hop, language), side(hop.side).in_language(language));
    for part in wrap(&name, options.width).lines() {
        push(&paint(part, "1", options), out);
    }
    bars(hop, options, out);
    windows(hop, options, out);
    let shown: Vec<_> = hop.outages.iter().take(MOST_OUTAGES).collect();
    for outage in &shown {
        self::outage(outage, options, out);
    }
    let left = i64::try_from(hop.outages.len() - shown.len()).unwrap_or(i64::MAX).saturating_add(hop.more_outages);
    if left > 0 {
        let text = match language {
            Language::Vi => format!("và {left} lần trước đó (--json: tất cả)"),
            Language::En => format!("and {left} before (--json: all)"),
        };
        lines(&text, 2, options, out);
    }
    if shown.is_empty() && observed(&hop.windows.month.gross) {
        lines(
            pick(language, "Không ghi nhận gián đoạn trong 30 ngày", "No outage was seen in 30 days"),
            2,
            options,
            out,
        );
    }
    for own in hop.windows.month.unknown.iter().filter(|own| own.seconds > 0) {
        let (why, time) = (why(&own.why), duration(own.seconds, language));
        let text = match language {
            Language::Vi => format!("Không biết {time} của 30 ngày: {}", why.vi),
            Language::En => format!("Unknown for {time} of 30 days: {}", why.en),
        };
        lines(&text, 2, options, out);
    }
}

fn bars(hop: &Hop, options: &Options<'_>, out: &mut String) {
    let language = options.language;
    let room = options.width.saturating_sub(14).max(10);
    let rows = [(pick(language, "24 giờ", "24 hours"), &hop.hours), (pick(language, "từng ngày", "by day"), &hop.days)];
    for (label, slots) in rows {
        let newest = slots.get(slots.len().saturating_sub(room)..).unwrap_or_default();
        if newest.is_empty() {
            continue;
        }
        let bar: String = newest.iter().map(|slot| block(slot, options)).collect();
        push(&format!("  {label:<10}  {bar}"), out);
    }
    spark(hop, room, options, out);
}

/// One slot: how much of it was up, and what was not seen.
fn block(slot: &Slot, options: &Options<'_>) -> String {
    let seen = slot.up_s + slot.down_s;
    let (letter, color) = match (seen, slot.down_s) {
        (0, _) if slot.planned_s > 0 => ('▒', "35"),
        (0, _) => ('░', "2"),
        (_, 0) if slot.planned_s > 0 => ('▒', "35"),
        // More than half of it unknown: not to be read as up.
        (_, 0) if slot.unknown_s > seen => ('░', "2"),
        (_, 0) => ('█', "32"),
        (seen, down) if down * 10 < seen => ('▆', "33"),
        (seen, down) if down * 2 < seen => ('▄', "31"),
        (seen, down) if down < seen => ('▂', "31"),
        _ => ('▁', "31"),
    };
    paint(&letter.to_string(), color, options)
}

/// The 95th percentile of each day, on a scale of its own.
fn spark(hop: &Hop, room: usize, options: &Options<'_>, out: &mut String) {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let days = hop.days.get(hop.days.len().saturating_sub(room)..).unwrap_or_default();
    let known: Vec<_> = days.iter().filter_map(|day| day.latency.p95_ms.known().copied()).collect();
    let (Some(least), Some(most)) = (known.iter().copied().reduce(f64::min), known.iter().copied().reduce(f64::max))
    else {
        return;
    };
    let level = |value: f64| {
        // By ratio: a slow day must not flatten all others.
        let part = if most > least { (value / least).ln() / (most / least).ln() } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
        let place = (part.clamp(0.0, 1.0) * 7.0).round() as usize;
        LEVELS.get(place).copied().unwrap_or('█')
    };
    let line: String = days.iter().map(|day| day.latency.p95_ms.known().map_or(' ', |value| level(*value))).collect();
    let (least, most) = (milliseconds(least, options.language), milliseconds(most, options.language));
    let label = pick(options.language, "p95", "p95");
    let text = format!("  {label:<10}  {line}");
    if text.width() + least.width() + most.width() + 6 <= options.width {
        push(&format!("{text}  {least} – {most}"), out);
    } else {
        push(&text, out);
        push(&format!("{:14}{least} – {most}", ""), out);
    }
}

fn windows(hop: &Hop, options: &Options<'_>, out: &mut String) {
    let language = options.language;
    let own = &hop.windows;
    let named: [(&str, &str, &Window); 6] = [
        ("24 giờ", "24 hours", &own.day),
        ("7 ngày", "7 days", &own.week),
        ("30 ngày", "30 days", &own.month),
        ("giờ phục vụ, 7 ngày", "service hours, 7 d", &own.office_week),
        ("giờ phục vụ, 30 ngày", "service hours, 30 d", &own.office_month),
        ("ngoài giờ, 30 ngày", "other hours, 30 d", &own.off_month),
    ];
    let head = match language {
        Language::Vi => ["Khoảng", "Sẵn sàng", "Có số đo", "Từ – đến", "Số đợt", "Dài nhất", "p95"],
        Language::En => ["Window", "Available", "Observed", "From – to", "Episodes", "Longest", "p95"],
    };
    let mut rows = vec![head.map(str::to_owned)];
    for (vi, en, window) in named {
        let net = &window.net;
        let longest = window.longest_s.known().map_or_else(|| "–".to_owned(), |longest| duration(*longest, language));
        rows.push([
            pick(language, vi, en).to_owned(),
            maybe_percent(&net.availability_percent, language),
            percent(net.coverage_percent, language),
            format!("{} – {}", percent(net.worst_percent, language), percent(net.best_percent, language)),
            window.episodes.to_string(),
            longest,
            maybe_milliseconds(&window.latency.p95_ms, language),
        ]);
    }
    table(&rows, options, out);
}

/// Columns as wide as they must be; where the terminal is too narrow, those that say least are left out.
fn table(rows: &[[String; 7]], options: &Options<'_>, out: &mut String) {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<_> = (0..7).map(|column| width(column).unwrap_or_default()).collect();
    let mut columns: Vec<usize> = (0..7).collect();
    for least in [6, 5, 3] {
        let needed: usize = columns.iter().filter_map(|column| widths.get(*column)).map(|width| width + 2).sum();
        if needed > options.width {
            columns.retain(|column| *column != least);
        }
    }
    for (nth, row) in rows.iter().enumerate() {
        let mut line = String::from("  ");
        for column in &columns {
            let (Some(cell), Some(width)) = (row.get(*column), widths.get(*column)) else { continue };
            let blank = " ".repeat(width.saturating_sub(cell.width()) + 2);
            line.push_str(cell);
            line.push_str(&blank);
        }
        let line = line.trim_end();
        push(&if nth == 0 { paint(line, "1", options) } else { line.to_owned() }, out);
    }
}

fn outage(outage: &Outage, options: &Options<'_>, out: &mut String) {
    let language = options.language;
    let (began, ended, length) = (began(outage, language), ended(outage, language), length(outage, language));
    let text = match language {
        Language::Vi => format!("▼ bắt đầu {began}; kết thúc {ended}; {length}"),
        Language::En => format!("▼ began {began}; ended {ended}; {length}"),
    };
    lines(&text, 2, options, out);
    let mut told =
        format!("{}: {}", cause(outage.fault, outage.blame).in_language(language), classes(outage, language));
    for (is, vi, en) in [
        (outage.announced, "có thông báo", "announced"),
        (outage.flapping, "chập chờn", "flapping"),
        (!outage.episode, "ngắn, không tính là một đợt", "short, no episode"),
    ] {
        if is {
            told.push_str(&format!(" ({})", pick(language, vi, en)));
        }
    }
    lines(&told, 4, options, out);
}

fn absences(sheet: &LinkSheet, options: &Options<'_>, out: &mut String) {
    // What is shorter than a second is the time between the last sample and this very call.
    let long = |from: Timestamp, until: Timestamp| until.as_second() > from.as_second();
    let absences: Vec<_> = sheet.link.watcher.absences.iter().filter(|own| long(own.from, own.until)).collect();
    if absences.is_empty() {
        return;
    }
    out.push('\n');
    push(&paint(pick(options.language, "Không ai theo dõi", "Nobody watched"), "1", options), out);
    for own in absences.iter().take(5) {
        let time = duration(own.until.as_second() - own.from.as_second(), options.language);
        lines(&format!("░ {} – {}  {time}", instant(own.from), instant(own.until)), 2, options, out);
    }
}

/// How full the lines were, by counters that were brought in.
fn line_use(sheet: &LinkSheet, options: &Options<'_>, out: &mut String) {
    let language = options.language;
    if sheet.link.lines.is_empty() {
        return;
    }
    out.push('\n');
    let heading = pick(language, "Mức sử dụng đường truyền (p95 trong 7 ngày)", "Use of the lines (p95 of 7 days)");
    push(&paint(heading, "1", options), out);
    for own in &sheet.link.lines {
        let inward = fullness([&own.in_percent, &own.in_least_percent, &own.in_most_percent], language);
        let outward = fullness([&own.out_percent, &own.out_least_percent, &own.out_most_percent], language);
        let (name, coverage) = (&own.line, percent(own.coverage_percent, language));
        let when = whole_days(own.from, own.until);
        let text = match language {
            Language::Vi => format!("{name}: vào {inward}, ra {outward} dung lượng; {when}, có {coverage} số mẫu"),
            Language::En => {
                format!("{name}: {inward} in, {outward} out of the capacity; {when}, {coverage} of the samples there")
            }
        };
        lines(&text, 2, options, out);
    }
}

fn disagreements(sheet: &LinkSheet, options: &Options<'_>, out: &mut String) {
    let all = &sheet.link.disagreements;
    if all.is_empty() {
        return;
    }
    let language = options.language;
    out.push('\n');
    let heading = pick(language, "Số đo của các bên khác nhau", "The sources say different things");
    push(&paint(heading, "1", options), out);
    for own in all.iter().take(8) {
        let (from, until, hop) = (instant(own.from), instant(own.until), &own.hop);
        let (up, down) = (&own.up, &own.down);
        let text = match language {
            Language::Vi => format!("≠ {hop}, {from} – {until}: {up} nói thông, {down} nói gián đoạn"),
            Language::En => format!("≠ {hop}, {from} – {until}: {up} says up, {down} says down"),
        };
        lines(&text, 2, options, out);
    }
}

/// A sentence, wrapped and indented.
fn lines(text: &str, indent: usize, options: &Options<'_>, out: &mut String) {
    let blank = " ".repeat(indent);
    for (nth, part) in wrap(text, options.width.saturating_sub(indent + 2)).lines().enumerate() {
        let more = if nth == 0 { "" } else { "  " };
        push(&format!("{blank}{more}{part}"), out);
    }
}

/// Colour only adds to the words and signs.
fn paint(text: &str, code: &str, options: &Options<'_>) -> String {
    if options.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn push(line: &str, out: &mut String) {
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_says_without_colour_what_it_says_with_it_and_keeps_to_its_width() {
        let mut sheet = super::super::sample::sheet();
        for hop in &mut sheet.link.hops {
            hop.hours.clone_from(&hop.days);
        }
        for language in [Language::Vi, Language::En] {
            for width in [60, 80, 140] {
                let mut plain = String::new();
                write(&sheet, None, &Options { language, width, ..Options::default() }, &mut plain);
                let wide = plain.lines().filter(|line| line.width() > width);
                assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new(), "{width}");
                let mut colored = String::new();
                write(&sheet, None, &Options { language, width, color: true, ..Options::default() }, &mut colored);
                assert_ne!(colored, plain);
                let mut bare = String::new();
                let mut skipping = false;
                for character in colored.chars() {
                    match character {
                        '\u{1b}' => skipping = true,
                        'm' if skipping => skipping = false,
                        _ if skipping => {}
                        other => bare.push(other),
                    }
                }
                assert_eq!(bare, plain);
                assert!(plain.contains('░') && plain.contains('▆') && plain.contains('≠'));
            }
        }
    }

    #[test]
    fn one_hop_can_be_asked_for() {
        let sheet = super::super::sample::sheet();
        let mut out = String::new();
        write(&sheet, Some("cong-ndop"), &Options::default(), &mut out);
        assert!(out.contains("Cổng nền tảng dữ liệu") && !out.contains("Điểm đối chứng của nhà mạng"));
    }
}
