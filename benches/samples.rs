//! The store of samples against the same samples as plain rows of SQLite, asked in the same run: thirty days of a hop
//! that is probed every second.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench may stop at a broken premise, look at the clock and print"
)]

#[path = "ratio/mod.rs"]
mod ratio;

use std::time::{Duration, Instant};

use kiemtra::ledger::samples::{
    Class, Moment, Phases, Run, Sample, SampleStore, SeriesId, SeriesKey, Session, SessionId, Sketch, SqliteSamples,
    Stretch, push,
};
use rusqlite::{Connection, params};

const DAYS: i64 = 30;
const SECONDS: i64 = DAYS * 86_400;
const MIDNIGHT: i64 = 1_728_000_000_000;
const WINDOW: Stretch = Stretch { from: Moment(MIDNIGHT), to: Moment(MIDNIGHT + SECONDS * 1_000) };
/// A window of thirty days, runs and latencies.
const BAR: Duration = Duration::from_millis(50);
/// A packed sample, in bytes.
const SIZE: f64 = 10.0;

/// Numbers by chance, the same in each run.
struct Noise(u64);

impl Noise {
    fn even(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A duration around a middle, log-normal; one in a hundred lies ten times as far off.
    fn phase(&mut self, middle: f64, deviation: f64) -> u32 {
        let (size, angle) = (self.even().max(1e-12), self.even());
        let normal = (-2.0 * size.ln()).sqrt() * (angle * std::f64::consts::TAU).cos();
        let far = if self.even() < 0.01 { 10.0 } else { 1.0 };
        (middle * (normal * deviation * far).exp()).min(3e6) as u32
    }

    /// Name 0.8 ms, connect 18 ms, TLS 42 ms, first byte 35 ms; two minutes a day the gateway fails.
    fn sample(&mut self, second: i64) -> Sample {
        let (name, connect) = (self.phase(80.0, 0.2), self.phase(1_800.0, 0.05));
        let (tls, first_byte, rest) = (self.phase(4_200.0, 0.05), self.phase(3_500.0, 0.15), self.phase(30.0, 0.5));
        let fails = (40_000..40_120).contains(&(second % 86_400));
        let whole = (!fails).then_some(name + connect + tls + first_byte + rest);
        let phases =
            Phases { name: Some(name), connect: Some(connect), tls: Some(tls), first_byte: Some(first_byte), whole };
        let lag = (self.even() * self.even() * 4.0) as u32;
        let (class, code) = if fails { (Class::GatewayStatus, 503) } else { (Class::Good, 200) };
        let at = Moment(MIDNIGHT + second * 1_000);
        Sample { sequence: second.unsigned_abs(), at, every: 1_000, lag, class, code, phases }
    }
}

fn store(folder: &std::path::Path) -> (SqliteSamples, SeriesId) {
    let mut store = SqliteSamples::open(&folder.join("ledger")).expect("a store");
    let [system, subject, hop, vantage] = ["s", "l", "h", "v"].map(str::to_owned);
    let [watcher, boot] = ["w", "b"].map(str::to_owned);
    let life = Session { vantage: vantage.clone(), watcher, boot, began: WINDOW.from, monotonic: 0, ended: None };
    let session = store.begin_session(&life).expect("a session");
    let series = store.series(&SeriesKey { system, subject, hop, vantage }).expect("a series");
    let mut noise = Noise(88_172_645_463_325_252);
    let samples: Vec<_> = (0..SECONDS).map(|second| (series, noise.sample(second))).collect();
    let begin = Instant::now();
    samples.chunks(5_000).for_each(|samples| store.append(session, samples).expect("they are stored"));
    let appended = begin.elapsed();
    let begin = Instant::now();
    let packed = store.pack(WINDOW.to).expect("it is packed");
    let size = packed.bytes as f64 / packed.samples as f64;
    let word = if size <= SIZE { "held" } else { "NOT HELD" };
    println!(
        "samples: {} appended in {appended:.1?}, packed in {:.1?}, {size:.2} bytes each, bar {SIZE} {word}",
        packed.samples,
        begin.elapsed()
    );
    (store, series)
}

/// The same samples as rows, in the order of time.
fn rows(folder: &std::path::Path) -> Connection {
    let mut rows = Connection::open(folder.join("rows")).expect("a database");
    rows.execute_batch("CREATE TABLE sample (at INTEGER PRIMARY KEY, class INTEGER, a, b, c, d, whole)")
        .expect("a table");
    let transaction = rows.transaction().expect("a transaction");
    {
        let mut insert =
            transaction.prepare("INSERT INTO sample VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)").expect("a statement");
        let mut noise = Noise(88_172_645_463_325_252);
        for Sample { at, class, phases, .. } in (0..SECONDS).map(|second| noise.sample(second)) {
            let Phases { name, connect, tls, first_byte, whole } = phases;
            insert.execute(params![at.0, class.code(), name, connect, tls, first_byte, whole]).expect("a row");
        }
    }
    transaction.commit().expect("they are stored");
    rows
}

/// Runs and latencies from rows.
fn scan(rows: &Connection) -> (Vec<Run>, Sketch) {
    let mut query = rows.prepare_cached("SELECT at, class, whole FROM sample ORDER BY at").expect("a statement");
    let mut rows = query.query([]).expect("rows");
    let (mut runs, mut sketch) = (Vec::new(), Sketch::default());
    while let Some(row) = rows.next().expect("a row") {
        let class = Class::from_code(row.get(1).expect("a class")).expect("a class");
        let at = Moment(row.get(0).expect("a time"));
        push(&mut runs, Run { session: SessionId(1), class, first: at, last: at, every: 1_000, samples: 1 });
        if let Some(whole) = row.get(2).expect("a time") {
            sketch.add(whole);
        }
    }
    (runs, sketch)
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut store, series) = store(folder.path());
    let rows = rows(folder.path());
    let both = |store: &SqliteSamples| {
        let runs = store.runs(series, WINDOW).expect("the runs");
        (runs, store.latency(series, WINDOW).expect("the sketch"))
    };
    assert_eq!(both(&store), scan(&rows), "both tell the same");
    let bar = Some(BAR);
    ratio::compare("thirty days", 5, bar, ("packed", || both(&store)), ("rows", || scan(&rows)));
    let runs = || store.runs(series, WINDOW).expect("the runs");
    ratio::compare("outages alone", 5, None, ("packed", runs), ("rows", || scan(&rows).0));
    store.thin(WINDOW.to).expect("it is thinned");
    assert_eq!(both(&store), scan(&rows), "without single samples too");
    ratio::compare("thinned", 5, bar, ("packed", || both(&store)), ("rows", || scan(&rows)));
}
