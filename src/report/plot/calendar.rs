//! The availability calendar: a cell for each day, a week a row.

use jiff::civil::Weekday;

use crate::probe::link::{Hop, Slot};
use crate::text::{Language, in_vietnam};

use super::super::link::words::{decimal, duration, pick};
use super::hatch::hatch;
use super::legend::legend;
use super::{Anchor, Ink, Plot, Shape, WIDTH, length};

const CELL: (f32, f32) = (WIDTH / 7.0, 46.0);
const HEAD: f32 = 18.0;

/// The calendar of a hop's days.
pub(in crate::report) fn calendar(hop: &Hop, language: Language) -> Plot {
    let mut shapes = Vec::new();
    heads(language, &mut shapes);
    let first = hop.days.first().map_or(0, weekday);
    let mut rows = 0;
    for (nth, day) in hop.days.iter().enumerate() {
        let place = nth + first;
        rows = place / 7 + 1;
        #[expect(clippy::cast_precision_loss, reason = "some tens of cells")]
        let at = ((place % 7) as f32 * CELL.0, HEAD + (place / 7) as f32 * CELL.1);
        cell(day, at, language, &mut shapes);
    }
    #[expect(clippy::cast_precision_loss, reason = "some rows")]
    let bottom = HEAD + rows as f32 * CELL.1 + 6.0;
    let meaning = [
        (Ink::Up, pick(language, "thông", "up")),
        (Ink::Down, pick(language, "gián đoạn (▼ số lần)", "down (▼ how many times)")),
        (Ink::Planned, pick(language, "ngừng có thông báo", "announced stop")),
        (Ink::Unknown, pick(language, "không biết (không tính là thông)", "unknown (never counted as up)")),
    ];
    let height = bottom + legend(&meaning, bottom, &mut shapes);
    Plot {
        height,
        title: pick(language, "Độ sẵn sàng từng ngày", "Availability by day").to_owned(),
        about: about(hop, language),
        shapes,
    }
}

fn heads(language: Language, shapes: &mut Vec<Shape>) {
    let words = match language {
        Language::Vi => ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"],
        Language::En => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    };
    let mut x = CELL.0 / 2.0;
    for word in words {
        shapes.push(Shape::quiet((x, 12.0), 10.5, Anchor::Middle, word));
        x += CELL.0;
    }
}

fn cell(day: &Slot, at: (f32, f32), language: Language, shapes: &mut Vec<Shape>) {
    let (left, top) = (at.0 + 2.0, at.1 + 2.0);
    let (width, height) = (CELL.0 - 4.0, CELL.1 - 4.0);
    shapes.push(Shape::Box { at: (left, top), size: (width, height), ink: Ink::Ground });
    let date = in_vietnam(day.from).strftime("%d/%m").to_string();
    shapes.push(Shape::quiet((left + 4.0, top + 12.0), 10.5, Anchor::Start, date));
    if day.outages > 0 {
        shapes.push(Shape::Words {
            at: (left + width - 4.0, top + 12.0),
            size: 10.5,
            anchor: Anchor::End,
            bold: true,
            text: format!("▼ {}", day.outages),
            ink: Ink::Down,
        });
    }
    let observed = day.up_s + day.down_s > 0;
    let size = if observed { 11.5 } else { 10.0 };
    shapes.push(Shape::words((left + 4.0, top + 26.0), size, Anchor::Start, percent(day, language)));
    bar(day, (left + 4.0, top + 31.0), (width - 8.0, 8.0), shapes);
}

/// The part of the observed time that it was up, announced stops left out.
fn percent(day: &Slot, language: Language) -> String {
    let observed = day.up_s + day.down_s;
    if observed == 0 {
        return pick(language, "không có số đo", "no samples").to_owned();
    }
    // Cut, not rounded: what failed for a moment is never a full hundred.
    let hundredths = i128::from(day.up_s) * 10_000 / i128::from(observed);
    #[expect(clippy::cast_precision_loss, reason = "at most ten thousand")]
    let percent = hundredths as f64 / 100.0;
    format!("{} %", decimal(percent, language))
}

fn bar(day: &Slot, at: (f32, f32), size: (f32, f32), shapes: &mut Vec<Shape>) {
    let parts =
        [(Ink::Up, day.up_s), (Ink::Down, day.down_s), (Ink::Planned, day.planned_s), (Ink::Unknown, day.unknown_s)];
    let whole = parts.iter().map(|(_, seconds)| *seconds).sum::<i64>().max(1);
    // What is there is seen, however short: the up part gives way.
    let width = |seconds: i64| match seconds {
        0 => 0.0,
        seconds => (length(seconds) / length(whole) * size.0).max(2.5),
    };
    let others: f32 = parts.iter().skip(1).map(|(_, seconds)| width(*seconds)).sum();
    let mut x = at.0;
    for (ink, seconds) in parts {
        let own = if ink == Ink::Up && seconds > 0 { (size.0 - others).max(0.0) } else { width(seconds) };
        let own = own.min(at.0 + size.0 - x);
        if own <= 0.0 {
            continue;
        }
        match ink {
            Ink::Up | Ink::Down => shapes.push(Shape::Box { at: (x, at.1), size: (own, size.1), ink }),
            _ => hatch((x, at.1), (own, size.1), ink, shapes),
        }
        x += own;
    }
}

/// The place of its day in the week, from Monday.
fn weekday(day: &Slot) -> usize {
    match in_vietnam(day.from).weekday() {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}

fn about(hop: &Hop, language: Language) -> String {
    let days = hop.days.len();
    let bad = hop.days.iter().filter(|day| day.down_s > 0).count();
    let dark = hop.days.iter().filter(|day| day.unknown_s > 60).count();
    let down = duration(hop.days.iter().map(|day| day.down_s).sum(), language);
    match language {
        Language::Vi => format!(
            "Lịch {days} ngày: số ngày có gián đoạn là {bad}, tổng {down}; số ngày có lúc không biết là {dark}. Số liệu từng ngày ở bảng kèm theo."
        ),
        Language::En => format!(
            "A calendar of {days} days: days with an outage: {bad}, {down} in all; days of which some is unknown: {dark}. The figures of each day stand in the table."
        ),
    }
}
