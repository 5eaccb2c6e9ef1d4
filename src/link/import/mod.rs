//! Evidence of others about a link: logs of gateways, lists of the far side, counters of a line, series of a monitor.
//!
//! Bytes go in, samples come out, line by line and within a bounded memory. What is read says only as much as it proves:
//! what is not declared, not asked or not answered is unknown, never up. Nothing that could name a person leaves a
//! reader, also not in an error: lines are never quoted.

mod access;
mod counters;
mod gunzip;
mod haproxy;
mod intervals;
mod json;
mod keep;
mod lines;
mod mapping;
mod problem;
mod prometheus;
mod rows;
mod series;
mod status;
mod steps;
mod tally;
mod when;

#[cfg(test)]
mod peers;
#[cfg(test)]
mod tests;

use std::io::{Error, Read};

use crate::ledger::samples::{Sample, Stretch};
use crate::text::Text;

use access::Access;
use intervals::Interval;
use lines::{Line, Lines};
use rows::{Heading, Row};
use series::Points;
use steps::{Request, Seconds};

pub use counters::Counters;
pub use keep::{Kept, covered, keep, keep_counters};
pub use mapping::{Field, Mapping, Meaning};
pub use problem::{LISTED, Misread, Problem, Problems};
pub use steps::{MOST_SAMPLES, Requests};
pub use tally::{Skip, Tally};
pub use when::offset;

/// The largest document that has no lines: an answer of JSON in one piece.
const DOCUMENT: usize = 64 << 20;

/// What a file is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Format {
    /// An access log of nginx: `combined`, or as `log-format` declares.
    Nginx,
    /// An access log of Apache: `combined`, or as `log-format` declares in nginx's words.
    Apache,
    /// HAProxy's HTTP log.
    HaProxy,
    /// Lines of JSON with declared fields.
    JsonLines,
    /// X-Road's records of operational monitoring.
    XRoad,
    /// A list of outages: CSV or JSON with declared columns.
    Outages,
    /// Counters or rates of a line: CSV with declared columns.
    Traffic,
    /// blackbox_exporter's series out of Prometheus.
    Prometheus,
}

impl Format {
    /// Every format.
    pub const ALL: &[Self] = &[
        Self::Nginx,
        Self::Apache,
        Self::HaProxy,
        Self::JsonLines,
        Self::XRoad,
        Self::Outages,
        Self::Traffic,
        Self::Prometheus,
    ];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::HaProxy => "haproxy",
            Self::JsonLines => "json-lines",
            Self::XRoad => "x-road",
            Self::Outages => "outages",
            Self::Traffic => "traffic",
            Self::Prometheus => "prometheus",
        }
    }

    /// The format of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.word() == word)
    }
}

/// What a file came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The SHA-256 of its content, unpacked, in hexadecimal digits: what it was, whatever it is called.
    pub digest: String,
    /// What became of its records.
    pub tally: Tally,
    /// Those that could not be read.
    pub problems: Problems,
    /// Its evidence, in the order of time, with sequences from nought.
    pub samples: Vec<Sample>,
    /// Whether the samples are all: beyond [`MOST_SAMPLES`] there are none.
    pub whole: bool,
    /// What its requests came to, of a log.
    pub requests: Option<Requests>,
    /// The counters of a line.
    pub counters: Option<Counters>,
    /// Stops that the far side calls planned.
    pub planned: Vec<Stretch>,
    /// What a reader should know of it.
    pub notes: Vec<Text>,
}

/// Why a file could not be read at all.
#[derive(Debug)]
pub enum Refusal {
    /// The stream failed.
    Stream(Error),
    /// The declaration does not fit.
    Declaration(Text),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Stream(error)
    }
}

/// Reads a file. What earlier imports of the same series cover (closed stretches in the order of time) is passed over, so
/// that files that overlap count once.
pub fn read(input: &mut dyn Read, format: Format, mapping: &Mapping, covered: &[Stretch]) -> Result<Reading, Refusal> {
    let mut reading = Reading {
        digest: String::new(),
        tally: Tally::default(),
        problems: Problems::default(),
        samples: Vec::new(),
        whole: true,
        requests: None,
        counters: None,
        planned: Vec::new(),
        notes: Vec::new(),
    };
    let mut lines = Lines::new(input);
    match format {
        Format::Nginx => {
            let access = Access::nginx(mapping).map_err(Refusal::Declaration)?;
            reading.requests(&mut lines, mapping, covered, |line| access.line(line))?;
        }
        Format::Apache => {
            let access = Access::apache(mapping).map_err(Refusal::Declaration)?;
            reading.requests(&mut lines, mapping, covered, |line| access.line(line))?;
        }
        Format::HaProxy => {
            reading.requests(&mut lines, mapping, covered, |line| haproxy::line(line, mapping, mapping.offset))?;
        }
        Format::JsonLines => {
            need(mapping, &[Field::Time])?;
            let record = |line: &[u8]| json::value(line).and_then(|value| json::line(&value, mapping));
            reading.requests(&mut lines, mapping, covered, record)?;
        }
        Format::XRoad => reading.exchanges(&mut lines, mapping, covered)?,
        Format::Outages => reading.outages(&mut lines, mapping, covered)?,
        Format::Traffic => reading.traffic(&mut lines, mapping)?,
        Format::Prometheus => reading.series(&mut lines, mapping, covered)?,
    }
    // What was not looked at belongs to the digest too.
    while lines.next()?.is_some() {}
    reading.digest = lines.digest();
    Ok(reading)
}

impl Reading {
    /// Reads a log line by line.
    fn requests(
        &mut self,
        lines: &mut Lines<'_>,
        mapping: &Mapping,
        covered: &[Stretch],
        read: impl Fn(&[u8]) -> Result<Result<Request, Skip>, Misread>,
    ) -> Result<(), Refusal> {
        let mut seconds = Seconds::new(mapping, covered);
        while let Some(line) = lines.next()? {
            let Line { number, bytes, .. } = line;
            let came = if is_blank(bytes) { Ok(Err(Skip::Blank)) } else { read(bytes) };
            let came = came.map(|came| came.and_then(|request| seconds.add(&request)));
            self.note(number, unbroken(&line, came));
        }
        self.close(seconds);
        Ok(())
    }

    /// Reads X-Road's records: one a line, or one document that holds them.
    fn exchanges(&mut self, lines: &mut Lines<'_>, mapping: &Mapping, covered: &[Stretch]) -> Result<(), Refusal> {
        let document =
            lines.ahead()?.get(..64).is_some_and(|head| memchr::memmem::find(head, b"\"records\"").is_some());
        if !document {
            let record = |line: &[u8]| json::value(line).and_then(|value| json::exchange(&value, mapping));
            return self.requests(lines, mapping, covered, record);
        }
        let mut seconds = Seconds::new(mapping, covered);
        let Some(answer) = self.document(lines)? else { return Ok(()) };
        for (record, number) in
            answer.get("records").and_then(|records| records.as_array()).into_iter().flatten().zip(1..)
        {
            let came = json::exchange(record, mapping).map(|came| came.and_then(|request| seconds.add(&request)));
            self.note(number, came);
        }
        self.close(seconds);
        Ok(())
    }

    /// Reads a list of outages.
    fn outages(&mut self, lines: &mut Lines<'_>, mapping: &Mapping, covered: &[Stretch]) -> Result<(), Refusal> {
        need(mapping, &[Field::From])?;
        let mut intervals: Vec<Interval> = Vec::new();
        let first = lines.ahead()?.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
        let mut take = |reading: &mut Self, number, came: Result<Interval, Misread>| match came {
            Ok(interval) if intervals.len() < intervals::MOST => intervals.push(interval),
            Ok(_) => reading.whole = false,
            Err(misread) => reading.note(number, Err(misread)),
        };
        match first {
            Some(b'[') => {
                let answer = self.document(lines)?;
                let records = answer.as_ref().and_then(|answer| answer.as_array()).into_iter().flatten();
                for (record, number) in records.zip(1..) {
                    take(self, number, intervals::object(record, mapping));
                }
            }
            Some(b'{') => {
                while let Some(line) = lines.next()? {
                    let came = json::value(line.bytes).and_then(|value| intervals::object(&value, mapping));
                    match is_blank(line.bytes) {
                        true => self.tally.skip(Skip::Blank),
                        false => take(self, line.number, came),
                    }
                }
            }
            _ => {
                self.rows(lines, mapping, &[Field::From], |reading, row, heading| {
                    take(reading, row.line, intervals::row(row, heading, mapping));
                })?;
            }
        }
        (self.samples, self.planned) = intervals::laid(intervals, mapping.window, covered, &mut self.tally);
        if !self.planned.is_empty() {
            self.notes.push(intervals::note(self.planned.len()));
        }
        if mapping.window.is_none() {
            self.notes.push(Text::new(
                "chưa khai báo `window`: ngoài các đợt trong danh sách, bên xa không khẳng định gì (không rõ)",
                "`window` is not declared: outside of the listed outages the far side claims nothing (unknown)",
            ));
        }
        Ok(())
    }

    /// Reads series of Prometheus.
    fn series(&mut self, lines: &mut Lines<'_>, mapping: &Mapping, covered: &[Stretch]) -> Result<(), Refusal> {
        let mut points = Points::default();
        let head = lines.ahead()?;
        let queried = head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
            && memchr::memmem::find(head.get(..64).unwrap_or(head), b"__name__").is_none();
        if queried {
            if let Some(answer) = self.document(lines)?
                && let Err(misread) = prometheus::matrix(&answer, &mut points, mapping, &mut self.tally)
            {
                self.note(1, Err(misread));
            }
        } else {
            while let Some(line) = lines.next()? {
                let text = std::str::from_utf8(line.bytes).map_err(|_| not_text());
                let came = text.and_then(|text| prometheus::line(text, &mut points, mapping));
                let number = line.number;
                self.note(number, unbroken(&line, came));
            }
        }
        if queried && !points.has_durations() {
            self.notes.push(Text::new(
                "không có chuỗi probe_duration_seconds: không nhận ra được mẫu bị lặp lại tối đa 5 phút sau khi bộ đo ngừng",
                "there is no series probe_duration_seconds: samples repeated for up to 5 minutes after the scraper died cannot be told",
            ));
        }
        let mut samples = points.samples(mapping, queried, &mut self.tally);
        let before = samples.len();
        samples.retain(|sample| !steps::covers(covered, sample.at));
        self.tally.turn(Skip::Covered, before - samples.len());
        for (sample, sequence) in samples.iter_mut().zip(0..) {
            sample.sequence = sequence;
        }
        self.samples = samples;
        Ok(())
    }

    /// Reads rows behind a heading.
    fn rows(
        &mut self,
        lines: &mut Lines<'_>,
        mapping: &Mapping,
        needed: &[Field],
        mut read: impl FnMut(&mut Self, &Row, &Heading),
    ) -> Result<(), Refusal> {
        let Some(first) = rows::next(lines, mapping.delimiter)? else { return Ok(()) };
        let heading = Heading::of(&first, mapping, needed).map_err(Refusal::Declaration)?;
        self.tally.skip(Skip::Blank);
        while let Some(row) = rows::next(lines, mapping.delimiter)? {
            match row.blank {
                true => self.tally.skip(Skip::Blank),
                false => read(self, &row, &heading),
            }
        }
        Ok(())
    }

    /// Reads a document of JSON that is one piece; a problem where it is none.
    fn document(&mut self, lines: &mut Lines<'_>) -> Result<Option<serde_json::Value>, Refusal> {
        let Some(bytes) = lines.whole(DOCUMENT)? else {
            let mebibytes = DOCUMENT >> 20;
            let expected = crate::text::text!(
                "một tài liệu JSON dưới {mebibytes} MiB",
                "a document of JSON under {mebibytes} MiB"
            );
            let hint = Text::new("xuất từng khoảng thời gian ngắn hơn", "export shorter stretches of time one by one");
            self.note(1, Err(Misread::new(1, expected, hint)));
            return Ok(None);
        };
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                self.note(error.line().max(1) as u64, Err(json::broken(&error)));
                Ok(None)
            }
        }
    }

    /// Counts what a record came to.
    fn note(&mut self, line: u64, came: Result<Result<(), Skip>, Misread>) {
        match came {
            Ok(Ok(())) => self.tally.used(),
            Ok(Err(skip)) => self.tally.skip(skip),
            Err(misread) => {
                self.tally.unreadable();
                self.problems.note(line, misread);
            }
        }
    }

    fn close(&mut self, seconds: Seconds<'_>) {
        let (samples, whole, requests) = seconds.finish();
        self.samples = samples;
        self.whole &= whole;
        self.requests = Some(requests);
    }
}

/// A last line without an end that cannot be read was being written; one that is too long was never read whole.
fn unbroken(line: &Line<'_>, came: Result<Result<(), Skip>, Misread>) -> Result<Result<(), Skip>, Misread> {
    if line.cut {
        let most = lines::LONGEST >> 10;
        let expected = crate::text::text!("một dòng không quá {most} KiB", "a line of at most {most} KiB");
        let hint = Text::new("tệp này không phải nhật ký từng dòng", "this is no log of lines");
        return Err(Misread::new(lines::LONGEST + 1, expected, hint));
    }
    match came {
        Err(_) if !line.ended && line.number > 1 => Ok(Err(Skip::Unfinished)),
        came => came,
    }
}

fn need(mapping: &Mapping, fields: &[Field]) -> Result<(), Refusal> {
    if fields.iter().all(|field| mapping.fields.contains_key(field)) {
        return Ok(());
    }
    Err(Refusal::Declaration(Text::new(
        "định dạng này cần tệp ánh xạ (--map) với `fields`: cột nào chứa gì",
        "this format needs a map (--map) with `fields`: which column holds what",
    )))
}

fn not_text() -> Misread {
    Misread::new(
        1,
        Text::new("văn bản UTF-8", "text in UTF-8"),
        Text::new("kiểm tra bảng mã của tệp", "check the file's encoding"),
    )
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}
