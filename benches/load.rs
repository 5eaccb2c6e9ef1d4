//! Reading the check pack, and the start-up of the program against that of another one.
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

use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use kiemtra::check::{Pack, Vocabulary};
use kiemtra::load::{Limits, embedded, parse};
use kiemtra::probe::PROBES;

const BAR: Duration = Duration::from_millis(50);

fn vocabulary() -> Vocabulary {
    Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())))
}

fn read_pack(vocabulary: &Vocabulary) -> Pack {
    Pack::built_in(vocabulary).expect("the pack")
}

/// The same files as YAML trees and nothing more.
fn parse_pack() -> usize {
    embedded::sources(embedded::CHECKS).filter(|source| parse(source, Limits::default()).is_ok()).count()
}

fn start(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{program} {arguments:?}");
}

fn benches(criterion: &mut Criterion) {
    let vocabulary = vocabulary();
    let checks = read_pack(&vocabulary).checks.len();
    println!("{checks} checks");
    ratio::compare(
        "pack",
        50,
        None,
        ("read and compile", || read_pack(&vocabulary)),
        ("parse the YAML alone", parse_pack),
    );
    let kiemtra = env!("CARGO_BIN_EXE_kiemtra");
    let list = || start(kiemtra, &["checks", "list"]);
    let present = Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_ok();
    if present {
        let peer = || start("openssl", &["version"]);
        ratio::compare("start-up", 50, Some(BAR), ("kiemtra checks list", list), ("openssl version", peer));
    } else {
        println!("start-up: no openssl here to compare with");
    }
    criterion.bench_function("load/pack", |bencher| bencher.iter(|| read_pack(&vocabulary)));
    criterion.bench_function("load/parse-only", |bencher| bencher.iter(parse_pack));
    criterion.bench_function("load/checks-list-process", |bencher| bencher.iter(list));
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(3));
    targets = benches
}
criterion_main!(all);
