//! Files as they are given, and as they are made to hurt.

use std::io::Read;

use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::ledger::samples::{Class, Moment, State};
use crate::link::line::WEEK;

const DUMP: &[u8] = include_bytes!("../../../tests/link-files/blackbox-dump.txt.gz");
const RANGE: &[u8] = include_bytes!("../../../tests/link-files/blackbox-range.json.gz");
const EXPOSITION: &[u8] = include_bytes!("../../../tests/link-files/blackbox-exposition.txt");
/// What the script that blackbox_exporter 0.23 and Prometheus 2.42 were run on did, and when (seconds of 1970).
const TRUTH: &[(i64, i64, Class)] = &[
    (1_795_338_510, 1_795_338_529, Class::GatewayStatus),
    (1_795_338_542, 1_795_338_555, Class::ConnectTimeout),
    (1_795_338_568, 1_795_338_581, Class::ServiceTimeout),
];
/// The exporter itself was dead: nobody measured.
const BLIND: (i64, i64) = (1_795_338_593, 1_795_338_605);

fn reading(bytes: &[u8], format: Format, mapping: &Mapping) -> Reading {
    let mut from = bytes;
    let reading = read(&mut from, format, mapping, &[]).expect("a stream");
    assert!(reading.tally.adds_up(), "{:?}", reading.tally);
    reading
}

fn with(text: &str) -> Mapping {
    Mapping::read(crate::load::Source::new("map.yaml", text)).expect("a map")
}

/// What is known at a moment by samples: that of the last one, as far as it reaches.
fn state(samples: &[Sample], at: i64) -> State {
    let before = samples.partition_point(|sample| sample.at.0 <= at);
    let last = before.checked_sub(1).and_then(|last| samples.get(last));
    last.filter(|last| at < last.at.0 + i64::from(last.every)).map_or(State::Unknown, |last| last.class.state())
}

#[test]
fn real_series_of_blackbox_exporter_tell_the_script_that_made_them() {
    for bytes in [DUMP, RANGE] {
        let reading = reading(bytes, Format::Prometheus, &Mapping::default());
        assert_eq!(reading.problems.total(), 0, "{:?}", reading.problems);
        let samples = &reading.samples;
        assert!(samples.len() > 50, "{}", samples.len());
        // A scrape each two seconds: what happened is seen no later than two of them.
        for second in 1_795_338_495..1_795_338_615 {
            let close = |at: i64| (at - 1..at + 5).contains(&second);
            if TRUTH.iter().any(|(from, to, _)| close(*from) || close(*to)) || close(BLIND.0) || close(BLIND.1) {
                continue;
            }
            let down = TRUTH.iter().any(|(from, to, _)| (from..to).contains(&&second));
            let expected = match (down, (BLIND.0..BLIND.1).contains(&second)) {
                (true, _) => State::Down,
                (false, true) => State::Unknown,
                (false, false) => State::Up,
            };
            assert_eq!(state(samples, second * 1_000), expected, "at {second}");
        }
        for (from, to, class) in TRUTH {
            let inside = |sample: &&Sample| (from + 4..to - 1).contains(&(sample.at.0 / 1_000));
            assert!(samples.iter().filter(inside).all(|sample| sample.class == *class), "{class:?}");
            assert!(samples.iter().any(|sample| inside(&sample)), "{class:?}");
        }
    }
}

#[test]
fn a_page_of_one_moment_is_no_evidence() {
    let reading = reading(EXPOSITION, Format::Prometheus, &Mapping::default());
    assert!(reading.samples.is_empty());
    let first = reading.problems.listed().first().expect("a problem");
    assert_eq!(first.misread.expected.en, "the time of the value");
}

#[test]
fn a_scrape_that_a_query_repeats_counts_once() {
    let reading = reading(RANGE, Format::Prometheus, &Mapping::default());
    let repeated = reading.tally.skipped.get(&Skip::Repeated).copied().unwrap_or_default();
    assert!((50..80).contains(&repeated), "asked each second, scraped each two: {repeated}");
}

#[test]
fn openmetrics_is_read_and_two_targets_are_told_apart_by_labels() {
    let text = "# TYPE probe_success gauge\nprobe_success{instance=\"a\",job=\"b\"} 1 1795338487.322\nprobe_success{instance=\"a\",job=\"b\"} 0 1795338489.322\nprobe_success{instance=\"c\",job=\"b\"} 0 1795338489.322\n# EOF\n";
    let several = reading(text.as_bytes(), Format::Prometheus, &Mapping::default());
    assert_eq!(several.problems.listed().iter().map(|problem| problem.line).collect::<Vec<_>>(), [4]);
    let one = reading(text.as_bytes(), Format::Prometheus, &with("labels: {instance: a}"));
    let told: Vec<_> = one.samples.iter().map(|sample| (sample.at, sample.every, sample.class)).collect();
    assert_eq!(
        told,
        [(Moment(1_795_338_487_322), 2_000, Class::Good), (Moment(1_795_338_489_322), 2_000, Class::ConnectTimeout)]
    );
    assert_eq!(one.tally.skipped.get(&Skip::OtherSeries), Some(&1));
}

#[test]
fn behind_a_marker_of_staleness_nobody_knows() {
    let text = "probe_success{a=\"b\"} 1 10\nprobe_success{a=\"b\"} 1 20\nprobe_success{a=\"b\"} NaN 23\nprobe_success{a=\"b\"} 1 60\n";
    let told = reading(text.as_bytes(), Format::Prometheus, &Mapping::default());
    let every: Vec<_> = told.samples.iter().map(|sample| sample.every).collect();
    assert_eq!(every, [10_000, 3_000, 10_000]);
    assert_eq!(told.tally.skipped.get(&Skip::NoValue), Some(&1));
}

const LIST: &str = "fields: {from: 'Bắt đầu', to: 'Kết thúc', kind: 'Loại'}\nkinds: {'Đứt cáp': no-route, 'Bảo trì': planned, 'Không rõ': unknown}\ndelimiter: ';'\nutc-offset: '+07:00'\nwindow: {from: '2026-12-01T00:00:00+07:00', to: '2026-12-31T00:00:00+07:00'}\n";
const ROWS: &str = "\u{feff}Bắt đầu;Kết thúc;Loại;Lý do\n05/12/2026 08:00;05/12/2026 09:30;ĐỨT CÁP;Ông Nguyễn Văn An, 0912345678\n10/12/2026 22:00;10/12/2026 23:00;Bảo trì;\n11/12/2026 01:00;11/12/2026 02:00;Không rõ;\n";

#[test]
fn a_list_of_outages_speaks_for_its_window_and_no_further() {
    let told = reading(ROWS.as_bytes(), Format::Outages, &with(LIST));
    assert_eq!(told.problems.total(), 0, "{:?}", told.problems);
    let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a time").as_millisecond();
    for (time, expected) in [
        ("2026-11-30T23:59:59+07:00", State::Unknown),
        ("2026-12-01T00:00:00+07:00", State::Up),
        ("2026-12-05T07:59:59+07:00", State::Up),
        ("2026-12-05T08:00:00+07:00", State::Down),
        ("2026-12-05T09:29:59+07:00", State::Down),
        ("2026-12-05T09:30:00+07:00", State::Up),
        ("2026-12-10T22:30:00+07:00", State::Down),
        ("2026-12-11T01:30:00+07:00", State::Unknown),
        ("2026-12-30T23:59:59+07:00", State::Up),
        ("2026-12-31T00:00:00+07:00", State::Unknown),
    ] {
        assert_eq!(state(&told.samples, at(time)), expected, "{time}");
    }
    assert_eq!((told.planned.len(), told.tally.used), (1, 2));
    assert!(told.samples.is_sorted_by(|a, b| a.at < b.at && a.sequence < b.sequence));
    let silent = LIST.lines().filter(|line| !line.starts_with("window")).collect::<Vec<_>>().join("\n");
    let told = reading(ROWS.as_bytes(), Format::Outages, &with(&silent));
    assert!(told.samples.iter().all(|sample| sample.class.state() == State::Down));
}

#[test]
fn times_without_an_offset_and_kinds_that_nobody_declared_are_told() {
    let map = LIST.replace("utc-offset: '+07:00'\n", "");
    let told = reading(ROWS.as_bytes(), Format::Outages, &with(&map));
    assert_eq!(told.problems.total(), 3);
    assert_eq!(
        told.problems.listed()[0].text("a.csv").en,
        "a.csv: line 2, column 1: expected a time with an offset from UTC"
    );
    let told = reading(ROWS.replace("ĐỨT CÁP", "Mất điện").as_bytes(), Format::Outages, &with(LIST));
    let problem = told.problems.listed().first().expect("a problem");
    assert_eq!((problem.line, problem.misread.column), (2, 35));
}

#[test]
fn the_same_list_in_json_says_the_same() {
    let records = "[{\"f\":\"05/12/2026 08:00\",\"t\":\"05/12/2026 09:30\",\"k\":\"đứt cáp\"},{\"f\":\"10/12/2026 22:00\",\"t\":\"10/12/2026 23:00\",\"k\":\"bảo trì\"},{\"f\":\"11/12/2026 01:00\",\"t\":\"11/12/2026 02:00\",\"k\":\"không rõ\"}]";
    let map = LIST.replace("from: 'Bắt đầu', to: 'Kết thúc', kind: 'Loại'", "from: f, to: t, kind: k");
    let lines = records.replace("},{", "}\n{").replace(['[', ']'], "");
    let rows = reading(ROWS.as_bytes(), Format::Outages, &with(LIST));
    for text in [records, &lines] {
        assert_eq!(reading(text.as_bytes(), Format::Outages, &with(&map)).samples, rows.samples);
    }
}

const TRAFFIC: &str =
    "fields: {time: time, in: in, out: out}\ncapacity-bps: {in: 10000000, out: 10000000}\nvalues: counter-32\n";

/// A year of counters of 32 bits that run over many times: 5 Mbit/s in, and out 9.5 Mbit/s in every tenth sample, but
/// in one week in every twentieth only, and in another with a day that nobody measured.
#[test]
fn a_year_of_counters_gives_every_week_its_percentile() {
    let begin = 1_798_736_400_i64;
    let mut text = String::from("time,in,out\n");
    let (mut inward, mut outward) = (4_000_000_000_u64, 123_u64);
    for sample in 0..365 * 288_i64 {
        let (week, day) = (sample / 2_016, sample / 288);
        if day != 150 {
            text.push_str(&format!("{},{},{}\n", begin + sample * 300, inward % (1 << 32), outward % (1 << 32)));
        }
        inward += 5_000_000 / 8 * 300;
        let often = if week == 20 { 25 } else { 10 };
        outward += if sample % often == 0 { 9_500_000 } else { 1_000_000 } / 8 * 300;
    }
    let told = reading(text.as_bytes(), Format::Traffic, &with(TRAFFIC));
    assert_eq!(told.problems.total(), 0);
    let line = &told.counters.as_ref().expect("a line").line_use;
    assert_eq!(line.weeks.len(), 359);
    let week = |days: usize| line.weeks.get(days).copied().expect("a week");
    let first = week(0);
    // Where both counters run over in the same five minutes, that could be a router that starts anew.
    assert!((WEEK - 3..=WEEK).contains(&first.known), "{}", first.known);
    assert_eq!((first.inward.known, first.inward.keeps()), (500_000, Some(true)));
    assert_eq!((first.outward.known, first.outward.keeps()), (950_000, Some(false)));
    assert_eq!((week(140).outward.known, week(140).outward.keeps()), (100_000, Some(true)));
    // A day is a seventh of a week: it could hide what the limit forbids.
    let blind = week(150);
    assert!((1_715..1_730).contains(&blind.known), "{}", blind.known);
    assert_eq!((blind.inward.known, blind.inward.keeps()), (500_000, None));
    assert_eq!(told.tally.skipped.get(&Skip::Gap), Some(&1));
    assert!(told.tally.skipped.get(&Skip::SetBack).is_some_and(|both| *both < 100), "{:?}", told.tally);

    // Newest first, as portals export, and every row twice: the same.
    let mut rows: Vec<_> = text.lines().skip(1).flat_map(|row| [row, row]).collect();
    rows.reverse();
    let turned = format!("time,in,out\n{}\n", rows.join("\n"));
    let turned = reading(turned.as_bytes(), Format::Traffic, &with(TRAFFIC));
    assert_eq!(turned.counters, told.counters);
    assert!(
        turned.tally.adds_up() && turned.tally.skipped.get(&Skip::Repeated) == Some(&104_832),
        "{:?}",
        turned.tally
    );
}

/// Numbers and names that no reader may let out.
const PLANTED: [&str; 6] = ["040090000001", "0912345678", "nguyenvanan", "Nguyễn", "an@example.vn", "10.9.8.7"];

#[test]
fn nothing_that_names_a_person_leaves_a_reader() {
    let [number, phone, user, name, mail, address] = PLANTED;
    let access = format!(
        "{address} - {user} [10/Oct/2026:13:55:36 +0700] \"GET /lgsp/{number}?ten={name}&dt={phone} HTTP/1.1\" 200 1 \"http://x/{mail}\" \"{user}\"\n{address} - {user} [{number}] \"GET /{mail}\" {phone}\n{name} {number}\n"
    );
    let proxy = format!(
        "Oct 10 13:55:36 gw haproxy[1]: {address}:1 [10/Oct/2026:13:55:36.655] in dancu/s1 0/0/1/2/3 200 1 - - ---- 1/1/1/1/0 0/0 \"GET /{number}?{phone} HTTP/1.1\"\nhaproxy {address} [10/{number}] {name} {mail}\n {user} [10/Oct/2026:13:55:36.655] {name} {phone}\n"
    );
    let json = format!(
        "{{\"t\":\"{number}x\",\"s\":200,\"user\":\"{user}\"}}\n{{\"t\":1791615336,\"s\":\"{phone}x\"}}\n{{\"{name}\":\"{mail}\n{{\"t\":1791615336,\"s\":200,\"ip\":\"{address}\"}}\n"
    );
    let road = format!(
        "{{\"requestInTs\":1791615336000,\"succeeded\":true,\"messageUserId\":\"{number}\",\"clientMemberCode\":\"{user}\"}}\n{{\"requestInTs\":\"{phone}\",\"messageUserId\":\"{number}\"}}\n"
    );
    let list =
        format!("{ROWS}{number};{phone};{name};{mail}\n05/12/2026 08:00;06/12/2026 08:00;{name} {phone};{user}\n");
    let traffic =
        format!("time,in,out,note\n{number},{phone},{phone}x,{user}\n1791615336,{number}{phone},x{mail},{name}\n");
    let series = format!(
        "{{__name__=\"probe_success\", instance=\"https://{user}:{phone}@x/{number}\"}} 1 1795338487322\n{{__name__=\"probe_success\", instance=\"{mail}\"}} {name} {number}\nprobe_success{{{name}\n"
    );
    for (text, format, map) in [
        (&access, Format::Nginx, "paths: [/lgsp]\n"),
        (&access, Format::Apache, "paths: [/lgsp]\n"),
        (&proxy, Format::HaProxy, "utc-offset: '+07:00'\n"),
        (&json, Format::JsonLines, "fields: {time: t, status: s}\n"),
        (&road, Format::XRoad, "step-s: 60\n"),
        (&list, Format::Outages, LIST),
        (&traffic, Format::Traffic, TRAFFIC),
        (&series, Format::Prometheus, "step-s: 60\n"),
    ] {
        let told = reading(text.as_bytes(), format, &with(map));
        assert!(told.problems.total() > 0, "{format:?}: nothing was broken");
        let mut all = format!("{told:?}");
        for problem in told.problems.listed() {
            let Text { vi, en } = problem.text("tệp");
            all.push_str(&format!("{vi}{en}{:?}", problem.misread.hint));
        }
        for planted in PLANTED {
            assert!(!all.contains(planted), "{format:?} lets `{planted}` out: {all}");
        }
    }
}

/// A log that never ends within memory: a million lines, read as they are made.
struct Endless {
    line: u64,
    rest: Vec<u8>,
    lines: u64,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() && self.line < self.lines {
            let at = Moment(1_791_590_400_000 + i64::try_from(self.line).unwrap_or_default() * 100);
            let time = at.timestamp().strftime("%d/%b/%Y:%H:%M:%S +0000").to_string();
            self.rest = format!("1.2.3.4 - - [{time}] \"GET /lgsp HTTP/1.1\" 200 1 \"-\" \"x\"\n").into_bytes();
            self.line += 1;
        }
        let taken = self.rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(self.rest.drain(..taken)) {
            *to = from;
        }
        Ok(taken)
    }
}

#[test]
fn a_long_log_becomes_a_sample_a_step() {
    let mut log = Endless { line: 0, rest: Vec::new(), lines: 60_000 };
    let reading = read(&mut log, Format::Nginx, &Mapping::default(), &[]).expect("a stream");
    assert_eq!((reading.tally.used, reading.requests.map(|requests| requests.mixed)), (60_000, Some(0)));
    // A hundred minutes of one state.
    assert!((100..=103).contains(&reading.samples.len()), "{}", reading.samples.len());
}

#[test]
fn a_file_in_two_halves_and_their_overlap_say_what_the_whole_says() {
    let line = |second: i64| {
        let status = if (200..230).contains(&(second % 400)) { 503 } else { 200 };
        let time = Moment((1_791_590_400 + second) * 1_000).timestamp().strftime("%d/%b/%Y:%H:%M:%S +0000").to_string();
        format!("1.2.3.4 - - [{time}] \"GET / HTTP/1.1\" {status} 1 \"-\" \"x\"\n")
    };
    let lines: Vec<_> = (0..1_200).filter(|second| second % 3 != 1).map(line).collect();
    let whole = reading(lines.concat().as_bytes(), Format::Nginx, &Mapping::default()).samples;
    for (end, begin) in [(300, 300), (500, 100), (141, 130), (800, 0)] {
        let first = reading(lines[..end].concat().as_bytes(), Format::Nginx, &Mapping::default()).samples;
        let covered = [Stretch { from: first[0].at, to: first[first.len() - 1].at }];
        let text = lines[begin..].concat();
        let mut from = text.as_bytes();
        let second = read(&mut from, Format::Nginx, &Mapping::default(), &covered).expect("a stream");
        assert!(second.tally.adds_up());
        let mut both = first;
        both.extend(second.samples);
        for at in 0..1_300 {
            let at = (1_791_590_400 + at) * 1_000;
            assert_eq!(state(&both, at), state(&whole, at), "{end} {begin} at {at}");
        }
    }
}

fn formats() -> impl Strategy<Value = (Format, Mapping)> {
    let map = "fields: {time: t, status: s, path: p, upstream: u, milliseconds: m, from: t, to: e, kind: k, in: i, out: o}\nkinds: {a: reset}\ncapacity-bps: {in: 1000000, out: 1000000}\nutc-offset: '+07:00'\n";
    let mapping = with(map);
    (0..Format::ALL.len()).prop_map(move |place| (Format::ALL[place], mapping.clone()))
}

/// Parts of lines, which together are sometimes a line.
const PARTS: &[&str] = &[
    "1.2.3.4 - - [10/Oct/2026:13:55:36 +0700] \"GET /a HTTP/1.1\" 200 1 \"-\" \"-\"",
    "[10/Oct/2026:13:55:36.655] a b/c 0/0/1/2/3 200 1 - - ---- \"GET / HTTP/1.1\"",
    "{\"t\":1791615336,\"s\":503,\"p\":\"/a\",\"u\":\"x\",\"m\":9999999999}",
    "{\"requestInTs\":9223372036854775807,\"responseOutTs\":1,\"succeeded\":false}",
    "{\"records\":[{\"requestInTs\":1,\"succeeded\":true}]}",
    "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"probe_success\"},\"values\":[[1,\"1\"],[99999999999999,\"NaN\"]]}]}}",
    "t,e,k,i,o,s,p,u,m",
    "99999999999999",
    "31/12/9999 23:59:60",
    "05/12/2026 08:00",
    "18446744073709551615",
    "0",
    "probe_success{a=\"b\"} 1 1795338487322",
    "{__name__=\"probe_duration_seconds\"} 1e308 0",
    "NaN",
    "\"",
    "\\",
    ",",
    ";",
    "\n",
    "\n",
    "\n",
    "\r\n",
    " ",
    "[",
    "]",
    "{",
    "}",
    "-1",
    "đ",
    "\u{202e}",
    "\0",
    "a",
    "/",
];

proptest! {
    #[test]
    fn whatever_comes_is_read_without_a_panic_and_counted(
        (format, mapping) in formats(),
        parts in proptest::collection::vec(0..PARTS.len(), 0..40),
        noise in proptest::collection::vec(any::<u8>(), 0..60),
        at in any::<proptest::sample::Index>(),
    ) {
        let mut bytes: Vec<u8> = parts.iter().flat_map(|part| PARTS[*part].bytes()).collect();
        let place = at.index(bytes.len() + 1);
        bytes.splice(place..place, noise);
        for packed in [bytes.clone(), [&[0x1f, 0x8b, 8, 0], bytes.as_slice()].concat()] {
            let mut from = packed.as_slice();
            let Ok(told) = read(&mut from, format, &mapping, &[]) else { continue };
            prop_assert!(told.tally.adds_up(), "{:?}", told.tally);
            prop_assert!(told.problems.listed().len() <= LISTED);
            prop_assert!(told.samples.is_sorted_by(|a, b| a.at < b.at && a.sequence + 1 == b.sequence), "{:?}", told.samples);
            let mut again = packed.as_slice();
            prop_assert_eq!(read(&mut again, format, &mapping, &[]).ok().map(|again| again.samples), Some(told.samples));
        }
    }
}

#[test]
fn a_packed_log_is_the_log() {
    let mut plain = Vec::new();
    gunzip::Unpacked::new(&mut &*DUMP).read_to_end(&mut plain).expect("unpacked");
    let packed = reading(DUMP, Format::Prometheus, &Mapping::default());
    assert_eq!(packed, reading(&plain, Format::Prometheus, &Mapping::default()));
    assert_eq!(packed.digest, crate::fact::Digest::of(&plain).hex());
    assert_eq!(reading(b"", Format::Nginx, &Mapping::default()).tally, Tally::default());
}
