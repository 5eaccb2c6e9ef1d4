//! Scripted samples in a real store, weighed: the facts are the script's.

use jiff::Timestamp;

use super::*;
use crate::ledger::samples::{
    Class, LineReading, LineTerms, LineValues, Phases, Sample, SeriesKey, Session, SqliteSamples,
};
use crate::probe::link::{LinkBlame, LinkFault, Side};
use crate::system::{System, read_source};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

const SYSTEM: &str = "schema: kiemtra/system@1
id: mot-cua
title: Một cửa
subjects:
  - id: ket-noi
    kind: link
    url: https://cong.example.vn/
    watch:
      hops:
        - {id: cong-nha, title: Cổng nhà, side: own, probe: tcp, every: 10s}
        - {id: dich-vu, title: Dịch vụ, side: far, probe: tcp, every: 5m}
scope: {names: ['*.example.vn'], networks: [192.0.2.0/24], ports: [443, 80]}
authorisation: {document: 1/QĐ, issuer: An, from: '2026-11-01T00:00:00+07:00', until: '2026-12-01T00:00:00+07:00'}
";

fn moment(text: &str) -> Moment {
    Moment::of(text.parse::<Timestamp>().expect("a time"))
}

fn system() -> System {
    let source = crate::load::Source::new("system.yaml", SYSTEM.to_owned());
    read_source(source, std::path::Path::new("/etc/kiemtra")).expect("a system")
}

/// A watcher of three days, every minute: down by refusals for an hour, and away for two.
fn store(folder: &std::path::Path, now: Moment) -> SqliteSamples {
    let mut store = SqliteSamples::open(&folder.join("kiemtra.sqlite")).expect("a store");
    let began = now.plus(-72 * HOUR);
    let key = SeriesKey {
        system: "mot-cua".to_owned(),
        subject: "ket-noi".to_owned(),
        hop: "dich-vu".to_owned(),
        vantage: "trung-tam".to_owned(),
    };
    let series = store.series(&key).expect("a series");
    for (from, to) in [(began, began.plus(24 * HOUR)), (began.plus(26 * HOUR), now)] {
        let session = Session {
            vantage: "trung-tam".to_owned(),
            watcher: "kiemtra 0".to_owned(),
            boot: "b".to_owned(),
            began: from,
            monotonic: from.since(began),
            ended: Some(to),
        };
        let session = store.begin_session(&session).expect("a session");
        let mut samples = Vec::new();
        let mut at = from;
        while at < to {
            let down = at >= began.plus(48 * HOUR) && at < began.plus(49 * HOUR);
            let class = if down { Class::ConnectRefused } else { Class::Good };
            let phases = Phases { whole: (!down).then_some(12_000), ..Phases::default() };
            let sequence = u64::try_from(samples.len()).expect("a count");
            samples.push((series, Sample { sequence, at, every: 60_000, lag: 0, class, code: 0, phases }));
            at = at.plus(MINUTE);
        }
        store.append(session, &samples).expect("stored");
        store.end_session(session, to).expect("ended");
    }
    store
}

#[test]
fn the_facts_of_a_link_are_those_of_the_script() {
    let folder = tempfile::tempdir().expect("a folder");
    let now = moment("2026-11-20T01:00:00Z");
    let store = store(folder.path(), now);
    let system = system();
    let watched = weigh(&store, &system, &LinkPolicy::default(), now, 30).expect("weighed");
    let link = watched.of("ket-noi").expect("a link");
    assert_eq!(link.samples, 70 * 60);
    assert!(link.last_sample_age_s <= 60, "{}", link.last_sample_age_s);
    assert_eq!((link.watcher.sessions, link.watcher.absences.len()), (2, 1));
    assert!((7_140..=7_260).contains(&link.watcher.absent_s), "{}", link.watcher.absent_s);

    let [hop] = link.hops.as_slice() else { panic!("one hop was sampled") };
    assert_eq!((hop.name.as_str(), hop.side, hop.own_samples, hop.interval_s), ("dich-vu", Side::Far, true, 60));
    let week = &hop.windows.week;
    assert!((3_540..=3_660).contains(&week.net.down_s), "{week:?}");
    // Three days of seven, less the watcher's two hours.
    assert!((week.net.coverage_percent - 70.0 / 168.0 * 100.0).abs() < 0.2, "{week:?}");
    let own = week.net.availability_percent.known().copied().expect("observed");
    assert!((own - 69.0 / 70.0 * 100.0).abs() < 0.1, "{own}");
    assert!((week.net.worst_percent - 69.0 / 168.0 * 100.0).abs() < 0.1 && week.net.best_percent > 99.3, "{week:?}");
    assert_eq!((week.episodes, week.outages), (1, 1));
    let needed = 100.0 - 3.0 * 300.0 / (70.0 * 3_600.0) * 100.0;
    assert!((week.net.claimable_percent - needed).abs() < 0.01, "{week:?}");
    assert!(week.latency.p95_ms.known().is_some_and(|p95| (118.0..=122.0).contains(p95)), "{week:?}");

    let [outage] = hop.outages.as_slice() else { panic!("one outage: {:?}", hop.outages) };
    assert_eq!((outage.fault, outage.blame, outage.episode), (LinkFault::Service, LinkBlame::Told, true));
    assert_eq!(outage.first_bad, now.plus(-24 * HOUR).timestamp());
    assert_eq!(outage.first_good.known().copied(), Some(now.plus(-23 * HOUR).timestamp()));
    let blank: i64 = hop.unknown.iter().map(|time| time.until.as_second() - time.from.as_second()).sum();
    assert_eq!((hop.unknown.len(), blank), (2, hop.windows.month.gross.unknown_s), "{:?}", hop.unknown);
    assert_eq!(hop.hours.len(), 24);
    assert!(hop.hours.iter().all(|hour| hour.up_s + hour.down_s + hour.planned_s + hour.unknown_s == 3_600));
    let days: i64 = hop.days.iter().map(|day| day.up_s + day.down_s + day.planned_s + day.unknown_s).sum();
    assert_eq!(days, 30 * 86_400);
    let down: i64 = hop.days.iter().map(|day| day.down_s).sum();
    assert_eq!(down, hop.windows.month.net.down_s);
}

#[test]
fn a_link_that_nobody_watched_has_no_facts() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteSamples::open(&folder.path().join("kiemtra.sqlite")).expect("a store");
    let system = system();
    let now = moment("2026-11-20T01:00:00Z");
    let watched = weigh(&store, &system, &LinkPolicy::default(), now, 30).expect("weighed");
    assert!(watched.of("ket-noi").is_none());
}

/// A line of 100 Mbit/s, read every five minutes in files of a day each: busy for two weeks, then hardly used.
#[test]
fn counters_of_a_line_become_the_use_of_its_heaviest_week() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let now = moment("2026-11-30T09:00:00Z");
    let mut store = SqliteSamples::open(&folder.path().join("kiemtra.sqlite")).expect("a store");
    let key = |source: &str| SeriesKey {
        system: "mot-cua".to_owned(),
        subject: "ket-noi".to_owned(),
        hop: "cong-nha".to_owned(),
        vantage: source.to_owned(),
    };
    let terms = LineTerms { values: LineValues::Counter(64), every: 300_000, capacity: (100_000_000, 100_000_000) };
    let begin = moment("2026-11-02T17:00:00Z");
    let reading = |sample: i64| {
        let sum = |heavy: i64, light: i64| {
            let octets = sample.min(14 * 288) * heavy + (sample - 14 * 288).max(0) * light;
            octets.cast_unsigned() * 37_500
        };
        LineReading { at: begin.plus(sample * 300_000), inward: sum(93_000, 1_000), outward: sum(20_000, 500) }
    };
    for day in 0..27_i64 {
        let own: Vec<_> = (day * 288..(day + 1) * 288).map(reading).collect();
        store.keep_readings(&key("r1"), &format!("day {day}"), &terms, &own).expect("kept");
    }
    let watched = weigh(&store, &system(), &LinkPolicy::default(), now, 30).expect("weighed");
    let link = watched.of("ket-noi").expect("known by its line alone");
    assert_eq!((link.hops.len(), link.samples, link.vantages.len()), (0, 0, 0));
    let [line] = link.lines.as_slice() else { panic!("one line: {:?}", link.lines) };
    assert_eq!((line.line.as_str(), line.coverage_percent), ("cong-nha", 100.0));
    assert_eq!(line.in_percent.known().copied(), Some(93.0));
    assert_eq!(line.in_least_percent.known().copied(), Some(93.0));
    assert_eq!(line.out_most_percent.known().copied(), Some(20.0));
    // The last week with more than a twentieth of its samples in the busy days.
    assert_eq!(line.until, moment("2026-11-22T17:00:00Z").timestamp());

    // Another router tells of seven hours only, which is less than a twentieth of a week.
    let own: Vec<_> = (0..85).map(reading).collect();
    store.keep_readings(&key("r2"), "hours", &terms, &own).expect("kept");
    let weighed = |store: &SqliteSamples| {
        let watched = weigh(store, &system(), &LinkPolicy::default(), now, 30).expect("weighed");
        watched.of("ket-noi").expect("known").lines.clone()
    };
    let lines = weighed(&store);
    let names: Vec<_> = lines.iter().map(|line| line.line.as_str()).collect();
    assert_eq!(names, ["cong-nha @ r1", "cong-nha @ r2"]);
    let bounds = |lines: &[crate::probe::link::LineUse]| {
        let part = lines.last().expect("two");
        let [least, most] = [&part.in_least_percent, &part.in_most_percent].map(|share| share.known().copied());
        (least, most, part.coverage_percent)
    };
    assert_eq!(bounds(&lines), (Some(0.0), Some(100.0), 4.166));
    // Of two days it is known that they alone are too much, whatever the other five were like.
    let own: Vec<_> = (0..2 * 288).map(reading).collect();
    store.keep_readings(&key("r2"), "days", &terms, &own).expect("kept");
    assert_eq!(bounds(&weighed(&store)), (Some(93.0), Some(100.0), 28.521));
}
