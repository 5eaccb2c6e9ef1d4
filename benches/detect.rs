//! Looking for personal data in what a site shows, against extraction alone and one pattern of twelve digits.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench may stop at a broken premise, look at the clock and print"
)]

#[path = "ratio/mod.rs"]
mod ratio;
#[path = "detect/samples.rs"]
mod samples;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kiemtra::probe::exposure::detect::Detector;
use kiemtra::probe::exposure::extract::Course;
use kiemtra::probe::exposure::piece::{Cell, Kind, Sink, Step};
use kiemtra::probe::exposure::{Document, Key, Limits, inspect};
use regex::Regex;
use samples::Sample;

/// So many bytes are read in each round, whatever the length of the sample.
const BYTES: usize = 4 << 20;

/// Takes pieces in and only counts them: extraction alone.
struct Count(usize);

impl Sink for Count {
    fn enter(&mut self, _step: Step<'_>) {}

    fn leave(&mut self) {}

    fn text(&mut self, text: &str) {
        self.0 += text.len();
    }

    fn field(&mut self, label: &str, value: &str, _kind: Kind) {
        self.0 += label.len() + value.len();
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        self.0 += cells.len();
    }
}

fn document(sample: &Sample) -> Document<'_> {
    let bytes = sample.text.as_bytes();
    Document { bytes, content_type: Some(sample.content_type), name: None, truncated: false }
}

/// Extraction and detection.
fn whole(key: &Key, sample: &Sample) -> usize {
    inspect(&document(sample), key, Limits::default()).findings.len()
}

/// Extraction alone.
fn extracted(sample: &Sample) -> usize {
    let mut count = Count(0);
    Course::new(&mut count, Limits::default()).read(&document(sample));
    count.0
}

/// The detector alone: blocks of text as an extractor hands them over.
fn detected(key: &Key, text: &str) -> usize {
    let mut detector = Detector::new(key);
    let mut rest = text;
    while !rest.is_empty() {
        let mut cut = rest.len().min(1500);
        while !rest.is_char_boundary(cut) {
            cut -= 1;
        }
        let (block, after) = rest.split_at(cut);
        detector.text(block);
        rest = after;
    }
    detector.into_findings().len()
}

/// The processor time of this thread so far, as the system counts it; what others do on the machine does not count.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Prints how many bytes of processor time a way takes, the best of some rounds.
fn speed(name: &str, bytes: usize, run: impl Fn() -> usize) {
    let mut best: f64 = 0.0;
    for _ in 0..5 {
        let Some(start) = processor_time() else { return };
        let (mut read, mut took) = (0, Duration::ZERO);
        // The system counts in ticks: less than some of them would tell nothing.
        while read < BYTES || took < Duration::from_millis(100) {
            for _ in 0..(BYTES / 8 / bytes).max(1) {
                std::hint::black_box(run());
                read += bytes;
            }
            took = processor_time().unwrap_or_default().saturating_sub(start);
        }
        best = best.max(read as f64 / 1e6 / took.as_secs_f64());
    }
    println!("{name}: {best:.0} MB/s of processor time");
}

fn benches(criterion: &mut Criterion) {
    let key = Key::new([7; 16]);
    let pattern = Regex::new(r"\b\d{12}\b").expect("a pattern");
    let samples = samples::samples();
    for sample in &samples {
        let (name, bytes) = (sample.name, sample.text.len());
        speed(&format!("inspect/{name}"), bytes, || whole(&key, sample));
        speed(&format!("extract/{name}"), bytes, || extracted(sample));
        speed(&format!("detect/{name}"), bytes, || detected(&key, &sample.text));
        speed(&format!("pattern/{name}"), bytes, || pattern.find_iter(&sample.text).count());
    }
    for sample in &samples {
        let name = sample.name;
        let times = (BYTES / sample.text.len()).max(1);
        let own = || (0..times).map(|_| whole(&key, sample)).sum::<usize>();
        let alone = || (0..times).map(|_| extracted(sample)).sum::<usize>();
        let peer = || (0..times).map(|_| pattern.find_iter(&sample.text).count()).sum::<usize>();
        ratio::compare(name, 9, None, ("inspection", own), ("extraction alone", alone));
        ratio::compare(name, 9, None, ("inspection", own), ("one pattern", peer));
    }
    let mut group = criterion.benchmark_group("inspect");
    for sample in &samples {
        group.throughput(Throughput::Bytes(sample.text.len().try_into().unwrap_or_default()));
        group.bench_function(sample.name, |bencher| bencher.iter(|| whole(&key, sample)));
    }
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = benches
}
criterion_main!(all);
