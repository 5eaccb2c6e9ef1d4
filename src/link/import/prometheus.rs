//! Series of Prometheus: the answer of `query_range` (a matrix in JSON), `promtool tsdb dump`, and OpenMetrics.
//!
//! What an exporter shows at one moment, without times, is no evidence of any time and is refused.

use serde_json::Value;

use crate::ledger::samples::Moment;
use crate::text::Text;

use super::mapping::Mapping;
use super::problem::Misread;
use super::series::{Measure, Passed, Points, Series};
use super::tally::{Skip, Tally};
use super::when::since_1970;

/// The most labels of a series.
const MOST_LABELS: usize = 64;

/// A line of text: takes its value in.
pub(super) fn line(line: &str, points: &mut Points, mapping: &Mapping) -> Result<Result<(), Skip>, Misread> {
    if line.trim().is_empty() || line.starts_with('#') {
        return Ok(Err(Skip::Blank));
    }
    let mut text = Cursor { text: line, at: 0 };
    let series = text.series()?;
    let measure = match points.measure(&series, mapping) {
        Ok(measure) => measure,
        Err(Passed::Skip(skip)) => return Ok(Err(skip)),
        Err(Passed::Several) => return Err(several()),
    };
    let (value, value_at) = text.word();
    let value = number(value).ok_or_else(|| misread(value_at, "một số", "a number"))?;
    let (time, time_at) = text.word();
    if time.is_empty() {
        return Err(momentary(time_at));
    }
    let at = since_1970(time).map_err(|misread| misread.shifted(time_at))?.at;
    Ok(points.add(at, measure, value))
}

/// The answer of `query_range`: takes its values in.
pub(super) fn matrix(answer: &Value, points: &mut Points, mapping: &Mapping, tally: &mut Tally) -> Result<(), Misread> {
    let found = answer.pointer("/data/resultType").and_then(Value::as_str);
    let series = answer.pointer("/data/result").and_then(Value::as_array).filter(|_| found == Some("matrix"));
    for one in series.ok_or_else(not_a_matrix)? {
        let labels = one.get("metric").and_then(Value::as_object).ok_or_else(not_a_matrix)?;
        let values = one.get("values").and_then(Value::as_array).ok_or_else(not_a_matrix)?;
        let mut own = Series::default();
        for (label, value) in labels {
            let value = value.as_str().unwrap_or_default().to_owned();
            match label.as_str() {
                "__name__" => own.name = value,
                _ => drop(own.labels.insert(label.clone(), value)),
            }
        }
        let measure = points.measure(&own, mapping);
        for value in values {
            match measure {
                Ok(measure) => match pair(value, points, measure)? {
                    Ok(()) => tally.used(),
                    Err(skip) => tally.skip(skip),
                },
                Err(Passed::Skip(skip)) => tally.skip(skip),
                Err(Passed::Several) => return Err(several()),
            }
        }
    }
    Ok(())
}

/// A pair of a time and a value.
fn pair(pair: &Value, points: &mut Points, measure: Measure) -> Result<Result<(), Skip>, Misread> {
    let time = pair.get(0).and_then(Value::as_number).map(ToString::to_string).ok_or_else(not_a_matrix)?;
    let value = pair.get(1).and_then(Value::as_str).and_then(number).ok_or_else(not_a_matrix)?;
    let Moment(at) = since_1970(&time)?.at;
    Ok(points.add(Moment(at), measure, value))
}

/// A line being taken apart.
struct Cursor<'l> {
    text: &'l str,
    at: usize,
}

impl<'l> Cursor<'l> {
    /// A name, and labels in braces.
    fn series(&mut self) -> Result<Series, Misread> {
        let name = self.take(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':'));
        let mut series = Series { name: name.to_owned(), ..Series::default() };
        if !self.eat('{') {
            return if series.name.is_empty() {
                Err(misread(self.at, "tên chuỗi đo", "the name of a series"))
            } else {
                Ok(series)
            };
        }
        for _ in 0..MOST_LABELS {
            self.take(|letter| matches!(letter, ' ' | ','));
            if self.eat('}') {
                return Ok(series);
            }
            let label = self.take(|letter| letter.is_ascii_alphanumeric() || letter == '_').to_owned();
            if label.is_empty() || !self.eat('=') || !self.eat('"') {
                return Err(misread(self.at, "nhãn=\"giá trị\"", "label=\"value\""));
            }
            let value = self.quoted()?;
            match label.as_str() {
                "__name__" => series.name = value,
                _ => drop(series.labels.insert(label, value)),
            }
        }
        Err(misread(self.at, "ít nhãn hơn", "fewer labels"))
    }

    fn quoted(&mut self) -> Result<String, Misread> {
        let mut value = String::new();
        let mut letters = self.rest().char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 1;
                    return Ok(value);
                }
                '\\' => value.extend(letters.next().map(|(_, letter)| if letter == 'n' { '\n' } else { letter })),
                letter => value.push(letter),
            }
        }
        Err(misread(self.text.len(), "dấu nháy kép đóng", "a closing quotation mark"))
    }

    /// The next word, and its place.
    fn word(&mut self) -> (&'l str, usize) {
        self.take(|letter| matches!(letter, ' ' | '\t'));
        let at = self.at;
        (self.take(|letter| !matches!(letter, ' ' | '\t')), at)
    }

    fn take(&mut self, of: impl Fn(char) -> bool) -> &'l str {
        let rest = self.rest();
        let end = rest.find(|letter| !of(letter)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn eat(&mut self, letter: char) -> bool {
        let eaten = self.rest().starts_with(letter);
        self.at += usize::from(eaten) * letter.len_utf8();
        eaten
    }

    fn rest(&self) -> &'l str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

/// A value, which may be `NaN`: a marker of staleness.
fn number(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        text => text.parse().ok().filter(|value: &f64| !value.is_nan()),
    }
}

fn misread(at: usize, vi: &str, en: &str) -> Misread {
    let hint = Text::new(
        "dùng kết quả của `promtool tsdb dump`, OpenMetrics có thời gian, hoặc JSON của query_range",
        "give the output of `promtool tsdb dump`, OpenMetrics with times, or the JSON of query_range",
    );
    Misread::new(at + 1, Text::new(vi, en), hint)
}

fn momentary(at: usize) -> Misread {
    let expected = Text::new("thời điểm của giá trị", "the time of the value");
    let hint = Text::new(
        "trang chỉ số của exporter chỉ nói về một khoảnh khắc: xuất bằng `promtool tsdb dump` hoặc query_range",
        "an exporter's page tells of one moment only: export with `promtool tsdb dump` or query_range",
    );
    Misread::new(at + 1, expected, hint)
}

fn several() -> Misread {
    let expected = Text::new("chuỗi đo của một mục tiêu duy nhất", "series of one target alone");
    let hint = Text::new(
        "khai báo `labels` trong tệp ánh xạ (vd. instance, job) để chọn một mục tiêu",
        "declare `labels` in the map (such as instance, job) to choose one target",
    );
    Misread::new(1, expected, hint)
}

fn not_a_matrix() -> Misread {
    let expected = Text::new("kết quả query_range dạng `matrix`", "an answer of query_range of the type `matrix`");
    let hint = Text::new(
        "gọi /api/v1/query_range với các chuỗi probe_success, probe_duration_seconds, …",
        "ask /api/v1/query_range for the series probe_success, probe_duration_seconds, …",
    );
    Misread::new(1, expected, hint)
}
