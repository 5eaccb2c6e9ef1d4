//! The far side's own list of its outages: from, until, and its word for what it was. Reasons in free words are passed over:
//! they may name people.

use serde_json::Value;

use crate::ledger::samples::{Class, Moment, Phases, Sample, Stretch};
use crate::text::{Text, text};

use super::json::{field, missing};
use super::mapping::{Field, Mapping, Meaning, folded};
use super::problem::Misread;
use super::rows::{Heading, Row};
use super::tally::{Skip, Tally};
use super::when::any;

/// The longest stretch of one sample: its interval is held in 32 bits.
const LONGEST: i64 = 30 * 86_400_000;
/// The most intervals of one list.
pub(super) const MOST: usize = 200_000;
/// What a stop that was planned is stored as: the service was not there, by its own words.
const PLANNED: Class = Class::ServiceStatus;

/// One interval of a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Interval {
    pub(super) span: Stretch,
    pub(super) meaning: Meaning,
    /// How finely its times are written, in milliseconds.
    grain: i64,
}

/// Reads a row.
pub(super) fn row(row: &Row, heading: &Heading, mapping: &Mapping) -> Result<Interval, Misread> {
    let cell = |field| heading.cell(row, field);
    let (from, from_at) = cell(Field::From)?.ok_or_else(|| lacking(Field::From, mapping))?;
    let to = cell(Field::To)?;
    let kind = cell(Field::Kind)?;
    let from = any(from, mapping.offset).map_err(|misread| misread.shifted(from_at - 1))?;
    let to = to.map(|(to, at)| any(to, mapping.offset).map_err(|misread| misread.shifted(at - 1))).transpose()?;
    let meaning = meaning(kind.map(|(kind, _)| kind), mapping)
        .map_err(|misread| misread.shifted(kind.map_or(0, |(_, at)| at - 1)))?;
    interval(from, to, meaning, mapping)
}

/// Reads an object.
pub(super) fn object(record: &Value, mapping: &Mapping) -> Result<Interval, Misread> {
    let from = field(record, Field::From, mapping).ok_or_else(|| lacking(Field::From, mapping))?;
    let from = any(&from, mapping.offset)?;
    let to = field(record, Field::To, mapping).filter(|to| !to.trim().is_empty());
    let to = to.map(|to| any(&to, mapping.offset)).transpose()?;
    let meaning = meaning(field(record, Field::Kind, mapping).as_deref(), mapping)?;
    interval(from, to, meaning, mapping)
}

fn lacking(field: Field, mapping: &Mapping) -> Misread {
    missing(mapping.fields.get(&field).map_or("?", String::as_str))
}

fn meaning(kind: Option<&str>, mapping: &Mapping) -> Result<Meaning, Misread> {
    let Some(kind) = kind.filter(|_| mapping.fields.contains_key(&Field::Kind)) else {
        return Ok(Meaning::Is(mapping.failed));
    };
    mapping.kinds.get(&folded(kind)).copied().ok_or_else(|| {
        let expected = Text::new("một loại đã khai báo trong `kinds`", "a kind that `kinds` declares");
        let hint = Text::new(
            "thêm từ ở cột này vào `kinds` của tệp ánh xạ, kèm ý nghĩa (vd. no-route, planned, unknown)",
            "add the word in this column to `kinds` of the map with its meaning (such as no-route, planned, unknown)",
        );
        Misread::new(1, expected, hint)
    })
}

fn interval(
    from: super::when::When,
    to: Option<super::when::When>,
    meaning: Meaning,
    mapping: &Mapping,
) -> Result<Interval, Misread> {
    let end = to.map(|to| to.at).or(mapping.window.map(|window| window.to));
    let expected = Text::new("thời điểm kết thúc sau thời điểm bắt đầu", "an end after the beginning");
    let hint = Text::new(
        "nếu sự cố chưa kết thúc, khai báo `window` trong tệp ánh xạ: danh sách này tính đến lúc nào",
        "for an outage that goes on, declare `window` in the map: until when the list holds",
    );
    let grain = from.grain.max(to.map_or(1, |to| to.grain));
    match end {
        Some(end) if end > from.at => Ok(Interval { span: Stretch { from: from.at, to: end }, meaning, grain }),
        _ => Err(Misread::new(1, expected, hint)),
    }
}

/// Lays intervals beside each other as samples: what is listed, and *up* between where the list is declared whole.
///
/// A sample that speaks for a whole stretch stands at its beginning, and one at its end, one grain before the next: so
/// the edges are told as sharply as the list is written, and not more. Where two intervals overlap, the one that began
/// first holds.
pub(super) fn laid(
    mut intervals: Vec<Interval>,
    window: Option<Stretch>,
    covered: &[Stretch],
    tally: &mut Tally,
) -> (Vec<Sample>, Vec<Stretch>) {
    intervals.sort_by_key(|interval| (interval.span.from, interval.span.to));
    let mut line = Line { covered, out: Vec::new() };
    let mut planned = Vec::new();
    let mut until: Option<Moment> = None;
    let grain = intervals.iter().map(|interval| interval.grain).max().unwrap_or(1_000);
    let up_from =
        |until: Option<Moment>| window.map(|window| until.map_or(window.from, |until| until.max(window.from)));
    for Interval { span, meaning, grain } in intervals {
        if let Some(from) = up_from(until) {
            line.lay(Stretch { from, to: span.from }, Class::Good, grain);
        }
        let own = Stretch { from: until.map_or(span.from, |until| until.max(span.from)), to: span.to };
        until = Some(until.map_or(span.to, |until| until.max(span.to)));
        let class = match meaning {
            _ if own.length() == 0 => {
                tally.skip(Skip::Repeated);
                continue;
            }
            Meaning::Unknown => {
                tally.skip(Skip::SaysUnknown);
                continue;
            }
            Meaning::Planned => {
                planned.push(span);
                PLANNED
            }
            Meaning::Is(class) => class,
        };
        if line.lay(own, class, grain) {
            tally.used();
        } else {
            tally.skip(Skip::Covered);
        }
    }
    if let (Some(window), Some(from)) = (window, up_from(until)) {
        line.lay(Stretch { from, to: window.to }, Class::Good, grain);
    }
    (line.out, planned)
}

/// Stretches on their way to samples.
struct Line<'c> {
    covered: &'c [Stretch],
    out: Vec<Sample>,
}

impl Line<'_> {
    /// Lays a stretch, as far as it is not covered; whether anything of it was laid.
    fn lay(&mut self, span: Stretch, class: Class, grain: i64) -> bool {
        let mut at = span.from;
        let before = self.out.len();
        let covered = self.covered;
        for covered in covered.iter().filter(|covered| covered.to >= span.from && covered.from < span.to) {
            self.piece(Stretch { from: at, to: covered.from }, class, grain);
            at = at.max(covered.to.plus(grain));
        }
        self.piece(Stretch { from: at, to: span.to }, class, grain);
        self.out.len() > before
    }

    fn piece(&mut self, span: Stretch, class: Class, grain: i64) {
        let last = span.to.plus(-grain);
        let mut at = span.from;
        while at < last {
            let every = last.since(at).min(LONGEST);
            self.push(at, every, class);
            at = at.plus(every);
        }
        if at < span.to {
            self.push(at, span.to.since(at), class);
        }
    }

    fn push(&mut self, at: Moment, every: i64, class: Class) {
        let Ok(every) = u32::try_from(every) else { return };
        let sequence = self.out.len() as u64;
        self.out.push(Sample { sequence, at, every, lag: 0, class, code: 0, phases: Phases::default() });
    }
}

/// What is told of stops that the far side calls planned.
pub(super) fn note(planned: usize) -> Text {
    text!(
        "danh sách có đợt ngừng theo kế hoạch (số đợt: {planned}): khai báo trong `watch: stops:` kèm văn bản thông báo để được tính riêng",
        "the list holds planned stops ({planned} in all): declare them under `watch: stops:` with their notices, to have them counted apart"
    )
}
