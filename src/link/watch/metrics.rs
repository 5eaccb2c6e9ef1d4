//! The board as Prometheus reads it (text format 0.0.4), to be fetched or left in a file for its node exporter.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use crate::ledger::samples::{Class, State};

use super::board::{Board, Standing};

/// The quantiles of latency that are shown.
const QUANTILES: &[(&str, f64)] = &[("0.5", 0.5), ("0.95", 0.95), ("0.99", 0.99)];
/// Ticks in a second.
const PER_SECOND: f64 = 100_000.0;

/// Writes the figures; times of samples are values, never time stamps, which a file's reader would refuse.
pub fn metrics(board: &Board) -> String {
    let mut out = String::new();
    family(&mut out, "kiemtra_link_up", "gauge", "1 up, 0 down, NaN unknown: the last sample of the hop");
    for hop in &board.hops {
        let value = match hop.last.map(|last| last.class.state()) {
            Some(State::Up) => "1",
            Some(State::Down) => "0",
            Some(State::Unknown) | None => "NaN",
        };
        let _ = writeln!(out, "kiemtra_link_up{{{}}} {value}", labels(hop));
    }
    family(&mut out, "kiemtra_link_samples_total", "counter", "samples of this session by class");
    for hop in &board.hops {
        for class in Class::ALL {
            let Some(count) = hop.counts.get(class) else { continue };
            let word = class.word();
            let _ = writeln!(out, "kiemtra_link_samples_total{{{},class=\"{word}\"}} {count}", labels(hop));
        }
    }
    family(&mut out, "kiemtra_link_last_sample_seconds", "gauge", "when the last sample was due, since 1970");
    for hop in &board.hops {
        let Some(last) = hop.last else { continue };
        let _ = writeln!(out, "kiemtra_link_last_sample_seconds{{{}}} {}", labels(hop), seconds(last.at.0));
    }
    family(&mut out, "kiemtra_link_lag_seconds", "gauge", "the greatest delay of a probing in this session");
    for hop in &board.hops {
        let _ = writeln!(out, "kiemtra_link_lag_seconds{{{}}} {}", labels(hop), seconds(i64::from(hop.lag)));
    }
    latency(&mut out, board);
    watcher(&mut out, board);
    out
}

fn latency(out: &mut String, board: &Board) {
    family(out, "kiemtra_link_latency_seconds", "summary", "whole times of what was answered in this session");
    for hop in &board.hops {
        let labels = labels(hop);
        for (word, part) in QUANTILES {
            let Some(ticks) = hop.latency.quantile(*part) else { continue };
            let value = f64::from(ticks) / PER_SECOND;
            let _ = writeln!(out, "kiemtra_link_latency_seconds{{{labels},quantile=\"{word}\"}} {value}");
        }
        let (whole, rest) = (hop.total / 100_000, hop.total % 100_000);
        let _ = writeln!(out, "kiemtra_link_latency_seconds_sum{{{labels}}} {whole}.{rest:05}");
        let _ = writeln!(out, "kiemtra_link_latency_seconds_count{{{labels}}} {}", hop.latency.count());
    }
}

fn watcher(out: &mut String, board: &Board) {
    let figures = [
        ("start_seconds", "gauge", "when the session began, since 1970", seconds(board.began.0)),
        ("late_total", "counter", "how often the watcher was found late", board.late.to_string()),
        ("clock_jumps_total", "counter", "how often its clock jumped or it slept", board.jumps.to_string()),
        ("waiting_samples", "gauge", "samples that wait to be stored", board.waiting.to_string()),
        ("dropped_samples_total", "counter", "samples that could not be stored", board.dropped.to_string()),
        ("store_failing", "gauge", "1 while the store fails", u8::from(board.failing).to_string()),
    ];
    for (name, kind, help, value) in figures {
        let name = format!("kiemtra_link_watcher_{name}");
        family(out, &name, kind, help);
        let _ = writeln!(out, "{name} {value}");
    }
}

fn family(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn labels(hop: &Standing) -> String {
    let key = &hop.key;
    let pairs = [("system", &key.system), ("subject", &key.subject), ("hop", &key.hop), ("vantage", &key.vantage)];
    let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", quoted(value))).collect::<Vec<_>>().join(",")
}

/// Milliseconds in seconds.
fn seconds(milliseconds: i64) -> String {
    format!("{}.{:03}", milliseconds.div_euclid(1_000), milliseconds.rem_euclid(1_000))
}

/// Leaves the figures in a file, whole or not at all: readers see the old ones until the new ones are there.
pub fn leave(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}", std::process::id()));
    let hidden = path.with_file_name(hidden);
    let written = File::create(&hidden).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&hidden, path)).inspect_err(|_| drop(std::fs::remove_file(&hidden)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::samples::{Moment, Phases, Sample, SeriesKey};
    use crate::profile::LinkPolicy;

    #[test]
    fn figures_are_whole_lines_without_time_stamps_and_labels_are_quoted() {
        let key = SeriesKey { system: "s\"x".into(), subject: "l".into(), hop: "h".into(), vantage: "v\n".into() };
        let mut board = Board::new([key], Moment(1_700_000_000_250), &LinkPolicy::default());
        let phases = Phases { whole: Some(150_000), ..Phases::default() };
        let at = Moment(1_700_000_001_000);
        let sample = Sample { sequence: 0, at, every: 1_000, lag: 7, class: Class::Good, code: 200, phases };
        board.take(0, &sample);
        let text = metrics(&board);
        assert!(text.ends_with('\n'));
        let labels = "system=\"s\\\"x\",subject=\"l\",hop=\"h\",vantage=\"v\\n\"";
        for line in [
            format!("kiemtra_link_up{{{labels}}} 1"),
            format!("kiemtra_link_samples_total{{{labels},class=\"good\"}} 1"),
            format!("kiemtra_link_latency_seconds_sum{{{labels}}} 1.50000"),
            format!("kiemtra_link_latency_seconds_count{{{labels}}} 1"),
            format!("kiemtra_link_lag_seconds{{{labels}}} 0.007"),
            "kiemtra_link_watcher_start_seconds 1700000000.250".to_owned(),
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
        let plain = |line: &&str| !line.starts_with('#');
        assert!(
            text.lines().filter(plain).all(|line| line
                .rsplit_once('}')
                .map_or(line, |(_, rest)| rest)
                .split_whitespace()
                .count()
                <= 2)
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kiemtra.prom");
        leave(&path, "old\n").expect("a file");
        leave(&path, &text).expect("a file");
        assert_eq!(std::fs::read_to_string(&path).expect("a text"), text);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside it");
    }
}
