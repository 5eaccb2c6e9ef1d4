//! Looking for personal data in what a site shows, against one pattern of twelve digits.
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

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kiemtra::probe::exposure::detect::Detector;
use kiemtra::probe::exposure::piece::{Kind, Sink, Step};
use kiemtra::probe::exposure::{Document, Key, Limits, inspect};
use regex::Regex;

const SIZE: usize = 4 << 20;

/// Records with a person in each.
fn json() -> String {
    let record = |index: usize| {
        let year = 50 + index % 50;
        format!(
            r#"{{"maHoSo":"000.00.16.H40-220510-{index:04}","hoTen":"Nguyễn Văn An","soCCCD":"0790{year}{:06}","ngaySinh":"12/05/19{year}","trangThai":"Đã tiếp nhận","ghiChu":"Hồ sơ đang được xử lý tại bộ phận một cửa","url":"/ho-so/{index}/chi-tiet"}}"#,
            index % 1000
        )
    };
    let records: Vec<String> = (0..SIZE / 260).map(record).collect();
    format!("{{\"data\":[{}]}}", records.join(","))
}

/// A page of news: prose, links, dates.
fn html() -> String {
    let paragraph = |index: usize| {
        format!(
            "<div class=\"tin-{index}\"><a href=\"/tin-tuc/chi-tiet-{index}.html\">Kế hoạch cải cách hành chính</a><p>Ngày {}/05/2024, Ủy ban \
             nhân dân tỉnh ban hành Quyết định số {index}/QĐ-UBND về việc công bố danh mục thủ tục hành chính, trong đó có nhiều nội \
             dung mới; người dân nộp hồ sơ tại bộ phận một cửa hoặc trên Cổng dịch vụ công.</p></div>\n",
            1 + index % 28
        )
    };
    let paragraphs: String = (0..SIZE / 420).map(paragraph).collect();
    format!("<!doctype html><html><body>{paragraphs}</body></html>")
}

fn prose() -> String {
    "Ủy ban nhân dân tỉnh ban hành quyết định về việc công bố danh mục thủ tục hành chính, trong đó có nhiều nội dung mới. ".repeat(SIZE / 150)
}

/// The detector alone: blocks of text as an extractor hands them over.
fn detect_blocks(key: &Key, text: &str) -> usize {
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

/// The detector alone on records.
fn detect_records(key: &Key, count: usize) -> usize {
    let mut detector = Detector::new(key);
    detector.enter(Step::Items);
    for index in 0..count {
        let number = format!("0790{}{:06}", 50 + index % 50, index % 1000);
        let birth = format!("12/05/19{}", 50 + index % 50);
        detector.enter(Step::Record);
        detector.field("maHoSo", "000.00.16.H40-220510-0001", Kind::Text);
        detector.field("hoTen", "Nguyễn Văn An", Kind::Text);
        detector.field("soCCCD", &number, Kind::Text);
        detector.field("ngaySinh", &birth, Kind::Text);
        detector.field("trangThai", "Đã tiếp nhận", Kind::Text);
        detector.field("ghiChu", "Hồ sơ đang được xử lý tại bộ phận một cửa", Kind::Text);
        detector.leave();
    }
    detector.leave();
    detector.into_findings().len()
}

fn whole(key: &Key, bytes: &[u8], content_type: &str) -> usize {
    let document = Document { bytes, content_type: Some(content_type), name: None, truncated: false };
    inspect(&document, key, Limits::default()).findings.len()
}

fn speed(name: &str, bytes: usize, run: impl Fn() -> usize) {
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let start = Instant::now();
        std::hint::black_box(run());
        best = best.min(start.elapsed());
    }
    println!("{name}: {:.0} MB/s", bytes as f64 / 1e6 / best.as_secs_f64());
}

fn benches(criterion: &mut Criterion) {
    let key = Key::new([7; 16]);
    let (json, html, prose) = (json(), html(), prose());
    let pattern = Regex::new(r"\b\d{12}\b").expect("a pattern");
    let records = SIZE / 260;
    speed("detect/prose", prose.len(), || detect_blocks(&key, &prose));
    speed("detect/html-as-text", html.len(), || detect_blocks(&key, &html));
    speed("detect/json-as-text", json.len(), || detect_blocks(&key, &json));
    speed("detect/records", json.len(), || detect_records(&key, records));
    speed("inspect/html", html.len(), || whole(&key, html.as_bytes(), "text/html; charset=utf-8"));
    speed("inspect/json", json.len(), || whole(&key, json.as_bytes(), "application/json"));
    for (name, text) in [("prose", &prose), ("html", &html), ("json", &json)] {
        let peer = || pattern.find_iter(text).count();
        ratio::compare(name, 9, None, ("detector", || detect_blocks(&key, text)), ("one pattern", peer));
    }
    let mut group = criterion.benchmark_group("detect");
    for (name, text) in [("prose", &prose), ("html", &html), ("json", &json)] {
        group.throughput(Throughput::Bytes(text.len().try_into().unwrap_or_default()));
        group.bench_function(name, |bencher| bencher.iter(|| detect_blocks(&key, text)));
    }
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = benches
}
criterion_main!(all);
