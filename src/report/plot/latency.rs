//! The bands of latency: how long answers took, day by day.

use crate::probe::link::{Hop, Latency, Slot};
use crate::text::{Language, in_vietnam};

use super::super::link::words::{milliseconds, pick};
use super::legend::legend;
use super::{Anchor, Ink, Plot, Shape, WIDTH};

const LEFT: f32 = 56.0;
const TOP: f32 = 8.0;
const HEIGHT: f32 = 150.0;

/// The bands of a hop's days; `None` where nothing was answered.
pub(in crate::report) fn latency(hop: &Hop, language: Language) -> Option<Plot> {
    let scale = Scale::of(&hop.days)?;
    let mut shapes = Vec::new();
    scale.axis(language, &mut shapes);
    #[expect(clippy::cast_precision_loss, reason = "some tens of days")]
    let step = (WIDTH - LEFT) / hop.days.len().max(1) as f32;
    let mut run: Vec<(f32, [f32; 3])> = Vec::new();
    let mut x = LEFT;
    for day in &hop.days {
        match known(&day.latency) {
            Some(values) => run.push((x + step / 2.0, values.map(|value| scale.y(value)))),
            None => band(&std::mem::take(&mut run), step, &mut shapes),
        }
        x += step;
    }
    band(&run, step, &mut shapes);
    dates(&hop.days, step, &mut shapes);
    let bottom = TOP + HEIGHT + 24.0;
    let meaning = [
        (Ink::Half, pick(language, "một nửa số trả lời (p50)", "half of the answers (p50)")),
        (Ink::Most, pick(language, "đến 95 % (p95)", "up to 95 % (p95)")),
        (Ink::Nearly, pick(language, "đến 99 % (p99)", "up to 99 % (p99)")),
    ];
    let height = bottom + legend(&meaning, bottom, &mut shapes);
    Some(Plot {
        height,
        title: pick(language, "Thời gian trả lời từng ngày", "Time to answer by day").to_owned(),
        about: about(hop, language),
        shapes,
    })
}

/// The three percentiles, where all are known.
fn known(latency: &Latency) -> Option<[f64; 3]> {
    Some([*latency.p50_ms.known()?, *latency.p95_ms.known()?, *latency.p99_ms.known()?])
}

/// A logarithmic scale: a slow day must not flatten all others.
struct Scale {
    /// Powers of ten.
    from: i32,
    to: i32,
}

impl Scale {
    fn of(days: &[Slot]) -> Option<Self> {
        let all: Vec<_> = days.iter().filter_map(|day| known(&day.latency)).flatten().collect();
        let least = all.iter().copied().reduce(f64::min)?.max(0.1);
        let most = all.iter().copied().reduce(f64::max)?.max(least);
        #[expect(clippy::cast_possible_truncation, reason = "from -1 to 8")]
        let (from, to) = (least.log10().floor() as i32, most.log10().ceil() as i32);
        Some(Self { from, to: to.max(from + 1) })
    }

    fn y(&self, value: f64) -> f32 {
        let part = (value.max(0.01).log10() - f64::from(self.from)) / f64::from(self.to - self.from);
        #[expect(clippy::cast_possible_truncation, reason = "a place on paper")]
        let part = part.clamp(0.0, 1.0) as f32;
        TOP + HEIGHT * (1.0 - part)
    }

    fn axis(&self, language: Language, shapes: &mut Vec<Shape>) {
        for power in self.from..=self.to {
            let value = 10_f64.powi(power);
            let y = self.y(value);
            shapes.push(Shape::Line { points: vec![(LEFT, y), (WIDTH, y)], width: 0.5, ink: Ink::Axis });
            shapes.push(Shape::quiet((LEFT - 6.0, y + 3.5), 10.0, Anchor::End, milliseconds(value, language)));
        }
    }
}

/// Days in a row that are known: two bands and the line of the half.
fn band(run: &[(f32, [f32; 3])], step: f32, shapes: &mut Vec<Shape>) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    // A day is as wide as a day, also where it stands alone.
    let half = step / 2.0;
    let widened: Vec<_> = std::iter::once((first.0 - half, first.1))
        .chain(run.iter().copied())
        .chain(std::iter::once((last.0 + half, last.1)))
        .collect();
    let edge = |pick: fn(&[f32; 3]) -> f32| widened.iter().map(move |(x, values)| (*x, pick(values)));
    let between = |upper: fn(&[f32; 3]) -> f32, lower: fn(&[f32; 3]) -> f32, ink| {
        let mut corners: Vec<_> = edge(upper).collect();
        let mut back: Vec<_> = edge(lower).collect();
        back.reverse();
        corners.extend(back);
        Shape::Area { corners, ink }
    };
    shapes.push(between(|[_, _, p99]| *p99, |[_, p95, _]| *p95, Ink::Nearly));
    shapes.push(between(|[_, p95, _]| *p95, |[p50, ..]| *p50, Ink::Most));
    shapes.push(Shape::Line { points: edge(|[_, p95, _]| *p95).collect(), width: 0.8, ink: Ink::Half });
    shapes.push(Shape::Line { points: edge(|[p50, ..]| *p50).collect(), width: 2.0, ink: Ink::Half });
}

fn dates(days: &[Slot], step: f32, shapes: &mut Vec<Shape>) {
    let every = days.len().div_ceil(8).max(1);
    let mut x = LEFT + step / 2.0;
    for (nth, day) in days.iter().enumerate() {
        if nth % every == 0 {
            let date = in_vietnam(day.from).strftime("%d/%m").to_string();
            shapes.push(Shape::quiet((x, TOP + HEIGHT + 14.0), 10.0, Anchor::Middle, date));
        }
        x += step;
    }
}

fn about(hop: &Hop, language: Language) -> String {
    let month = &hop.windows.month.latency;
    let Some(values) = known(month) else {
        return pick(language, "Thời gian trả lời từng ngày.", "Time to answer by day.").to_owned();
    };
    let [p50, p95, p99] = values.map(|value| milliseconds(value, language));
    match language {
        Language::Vi => format!(
            "Trong 30 ngày một nửa số trả lời đến trong {p50}, 95 % trong {p95}, 99 % trong {p99}. Số liệu từng ngày ở bảng kèm theo."
        ),
        Language::En => format!(
            "Over 30 days half of the answers came within {p50}, 95 % within {p95}, 99 % within {p99}. The figures of each day stand in the table."
        ),
    }
}
