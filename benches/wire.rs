//! Our TLS codec: writing a hello and reading a first flight, against x509-parser reading the one
//! certificate that the flight carries.
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

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kiemtra::wire::{FirstFlight, Hello, Reply, TlsVersion};

/// Operations of one measured round.
const TIMES: usize = 1000;

/// A certificate of a usual size, in DER.
fn certificate() -> Vec<u8> {
    let names = ["dichvucong.example.vn", "api.example.vn", "dang-nhap.example.vn"].map(str::to_owned);
    let key = rcgen::KeyPair::generate().expect("a key");
    let parameters = rcgen::CertificateParams::new(names).expect("names");
    parameters.self_signed(&key).expect("a certificate").der().to_vec()
}

/// ServerHello, Certificate and ServerHelloDone of TLS 1.2 in one record.
fn flight(certificate: &[u8]) -> Vec<u8> {
    let mut hello = vec![3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x2f, 0, 0, 9, 0xff, 1, 0, 1, 0, 0, 23, 0, 0]);
    let entry = [&length(certificate.len())[..], certificate].concat();
    let list = [&length(entry.len())[..], &entry].concat();
    let body = [message(2, &hello), message(11, &list), message(14, &[])].concat();
    let size = u16::try_from(body.len()).expect("one record").to_be_bytes();
    [&[22, 3, 3][..], &size, &body].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &length(body.len()), body].concat()
}

fn length(bytes: usize) -> [u8; 3] {
    let [_, rest @ ..] = u32::try_from(bytes).expect("a short body").to_be_bytes();
    rest
}

fn read_certificate(der: &[u8]) -> usize {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).expect("a certificate");
    certificate.extensions().len()
}

fn repeated<T>(mut one: impl FnMut() -> T) -> impl FnMut() {
    move || (0..TIMES).for_each(|_| drop(black_box(one())))
}

fn benches(criterion: &mut Criterion) {
    let certificate = certificate();
    let flight = flight(&certificate);
    let read = FirstFlight::read(&flight);
    assert!(matches!(read.reply, Reply::ServerHello(_)) && read.certificates == [certificate.clone()]);
    let hello = Hello::of_version(TlsVersion::Tls12, "dichvucong.example.vn");
    let bytes = hello.to_record().expect("randomness").len();
    println!("flight of {} bytes, certificate of {}, hello of {bytes}; {TIMES} each", flight.len(), certificate.len());
    let peer = || repeated(|| read_certificate(black_box(&certificate)));
    let own = repeated(|| FirstFlight::read(black_box(&flight)));
    ratio::compare("flight", 30, None, ("read the flight", own), ("x509-parser", peer()));
    let own = repeated(|| black_box(&hello).to_record());
    ratio::compare("hello", 30, None, ("write a hello", own), ("x509-parser", peer()));
    let mut group = criterion.benchmark_group("wire");
    group.throughput(Throughput::Bytes(flight.len() as u64));
    group.bench_function("flight", |bencher| bencher.iter(|| FirstFlight::read(black_box(&flight))));
    group.bench_function("x509-parser", |bencher| bencher.iter(|| read_certificate(black_box(&certificate))));
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("hello", |bencher| bencher.iter(|| black_box(&hello).to_record()));
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(3));
    targets = benches
}
criterion_main!(all);
