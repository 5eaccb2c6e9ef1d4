//! `kiemtra link import`: evidence of others goes in once, beside other evidence, and tells of nobody.

use std::fs;
use std::path::PathBuf;

use crate::support::{Declaration, NAME, World};

const DUMP: &[u8] = include_bytes!("../link-files/blackbox-dump.txt.gz");
/// What the far side says of the script that the series were made by: the second outage never was, its clock is 20 s ahead.
const LIST: &str = "from,to,kind,reason\n2026-11-22T09:08:50Z,2026-11-22T09:09:09Z,bao-tri,Nguyễn Văn An 0912345678\n";
const MAP: &str = "fields: {from: from, to: to, kind: kind}\nkinds: {bao-tri: gateway-status}\nwindow: {from: '2026-11-22T09:08:10Z', to: '2026-11-22T09:10:20Z'}\n";

fn declared(world: &World) -> PathBuf {
    let link = format!(
        "id: truc, kind: link, url: \"https://{NAME}:8443/\", addresses: [127.0.0.1], plain_port: false, watch: {{}}"
    );
    Declaration::new("127.0.0.1:53").subject(&link).port(8443).write(world)
}

#[test]
fn a_file_counts_once_and_two_sides_are_laid_beside_each_other() {
    let world = World::new();
    let system = declared(&world).display().to_string();
    let series = world.write("series.gz", DUMP).display().to_string();
    let list = world.write("040090000001.csv", LIST).display().to_string();
    let map = world.write("map.yaml", MAP).display().to_string();
    let import = |file: &str, more: &[&str]| {
        let mut words = vec!["link", "import", &system, file, "--hop", "http", "--lang", "en"];
        words.extend(more);
        world.kiemtra(&words)
    };
    let dry = import(&series, &["--as", "prometheus", "--source", "monitor", "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    let samples = world.path("state/kiemtra/ledger.db.samples");
    assert!(!samples.exists(), "a dry run stores nothing");
    let first = import(&series, &["--as", "prometheus", "--source", "monitor"]);
    assert!(first.code == 0 && first.stdout.contains("stored, samples: "), "{}{}", first.stdout, first.stderr);
    let again = import(&series, &["--as", "prometheus", "--source", "monitor"]);
    assert!(again.code == 0 && again.stdout.contains("nothing changed"), "{}{}", again.stdout, again.stderr);
    let told = import(&list, &["--as", "outages", "--source", "provider", "--map", &map]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stdout.contains("`monitor` beside `provider`"), "{}", told.stdout);
    assert!(told.stdout.contains("`monitor` says down, the other up"), "{}", told.stdout);
    let stored = fs::read(samples).expect("the samples");
    for planted in ["0912345678", "Nguyễn", "040090000001"] {
        assert!(!stored.windows(planted.len()).any(|part| part == planted.as_bytes()), "{planted} is stored");
        assert!(!told.stdout.contains(planted) && !told.stderr.contains(planted), "{planted} is told");
    }
}

#[test]
fn what_cannot_be_read_stores_nothing_and_says_where() {
    let world = World::new();
    let system = declared(&world).display().to_string();
    let log = world.write("access.log", "nonsense 040090000001\n").display().to_string();
    let words =
        ["link", "import", &system, &log, "--as", "nginx", "--hop", "http", "--source", "gateway", "--lang", "en"];
    let refused = world.kiemtra(&words);
    assert_eq!(refused.code, 65, "{}", refused.stderr);
    assert!(refused.stderr.contains("access.log: line 1, column 1: expected"), "{}", refused.stderr);
    assert!(refused.stderr.contains("K-IMP-011") && !refused.stderr.contains("040090000001"), "{}", refused.stderr);
    let unknown = world
        .kiemtra(&["link", "import", &system, &log, "--as", "nginx", "--hop", "htp", "--source", "a", "--lang", "en"]);
    assert!(unknown.code == 78 && unknown.stderr.contains("did you mean `http`?"), "{}", unknown.stderr);
}

/// The readings, a line each: time; inward; outward.
fn nine_days_of_counters() -> Vec<String> {
    let today = jiff::Timestamp::now().as_second() / 86_400 * 86_400 - 7 * 3_600;
    let begin = today - 9 * 86_400;
    let (mut inward, mut outward) = (18_446_744_073_700_000_000_u64, 77_u64);
    let mut rows = Vec::new();
    for sample in 0..9 * 288_i64 {
        let at = jiff::Timestamp::from_second(begin + sample * 300).expect("a time");
        if !(1_000..1_012).contains(&sample) {
            rows.push(format!("{at};{inward};{outward}"));
        }
        let busy = (24 * 4..24 * 10).contains(&(sample % 288));
        inward = inward.wrapping_add(if busy { 96_000_000 } else { 20_000_000 } / 8 * 300);
        outward += 30_000_000 / 8 * 300;
        if sample == 700 {
            (inward, outward) = (1_000, 2_000);
        }
    }
    rows
}

/// A router's counters of 64 bits over nine days, a file of each day as a collector leaves them (newest first, the last
/// reading of the day before once more): a restart, an hour that nobody measured, and a line that is full inward by day.
#[test]
fn counters_of_a_line_are_kept_and_tell_how_full_it_is() {
    let world = World::new();
    let system = declared(&world).display().to_string();
    let map = world
        .write(
            "line.yaml",
            "fields: {time: Timestamp, in: ifHCInOctets, out: ifHCOutOctets}\ncapacity-bps: {in: 100000000, out: 100000000}\nvalues: counter-64\nevery-s: 300\n",
        )
        .display()
        .to_string();
    let rows = nine_days_of_counters();
    let mut files = Vec::new();
    for (day, part) in rows.chunks(288).enumerate() {
        let from = (day * 288).saturating_sub(1);
        let own: Vec<_> = rows[from..day * 288 + part.len()].iter().rev().cloned().collect();
        let text = format!("Timestamp;ifHCInOctets;ifHCOutOctets\n{}\n", own.join("\n"));
        files.push(world.write(&format!("line-{day}.csv"), &text).display().to_string());
    }
    fs::write(world.path("line.yaml"), fs::read_to_string(&map).expect("the map") + "delimiter: ';'\n")
        .expect("written");
    let import = |file: &str| {
        world.kiemtra(&[
            "link", "import", &system, file, "--as", "traffic", "--hop", "http", "--source", "router-1", "--map", &map,
            "--lang", "en",
        ])
    };
    for (nth, file) in files.iter().enumerate() {
        let told = import(file);
        assert_eq!(told.code, 0, "{}", told.stderr);
        let new = if nth + 1 == files.len() { rows.len() % 288 } else { 288 };
        let new = if new == 0 { 288 } else { new };
        assert!(told.stdout.contains(&format!("readings not known before: {new}")), "{}", told.stdout);
    }
    let again = import(&files[0]);
    assert!(again.code == 0 && again.stdout.contains("nothing changed"), "{}{}", again.stdout, again.stderr);
    assert!(
        again.stdout.contains("by everything that was imported") && again.stdout.contains("above the 90 %"),
        "{}",
        again.stdout
    );

    let data = world.kiemtra(&["link", "show", &system, "--json"]);
    assert_eq!(data.code, 0, "{}", data.stderr);
    let data: serde_json::Value = serde_json::from_str(&data.stdout).expect("JSON");
    let lines = data["truc"]["lines"].as_array().expect("lines");
    assert_eq!((lines.len(), &lines[0]["line"]), (1, &"http".into()), "{lines:?}");
    // Of 2,016 samples one is lost by the restart and thirteen by the hour: six hours of a day are above the limit.
    let (least, most) = (lines[0]["in_least_percent"].as_f64(), lines[0]["in_most_percent"].as_f64());
    assert_eq!((least, most), (Some(96.0), Some(96.0)), "{lines:?}");
    assert_eq!(lines[0]["out_most_percent"].as_f64(), Some(30.0), "{lines:?}");
    let coverage = lines[0]["coverage_percent"].as_f64().expect("a number");
    assert!((99.2..99.9).contains(&coverage), "{coverage}");
    let screen = world.kiemtra(&["link", "show", &system, "--lang", "en"]);
    assert!(
        screen.stdout.contains("Use of the lines") && screen.stdout.contains("96 % in, 30 % out"),
        "{}",
        screen.stdout
    );
    the_audit_judges_the_line(&world, &system);
}

fn the_audit_judges_the_line(world: &World, system: &str) {
    let run = world.kiemtra(&[
        "audit",
        system,
        "--only",
        "avl.*",
        "--profile",
        "population-db-connection",
        "--out",
        &world.path("out").display().to_string(),
        "--lang",
        "en",
    ]);
    let run = fs::read_to_string(world.path("out/run.json")).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr));
    let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    let verdicts = run["verdicts"].as_array().expect("verdicts");
    let verdict = |check: &str| verdicts.iter().find(|own| own["check"] == check).unwrap_or_else(|| panic!("{check}"));
    assert_eq!(verdict("avl.line-use")["outcome"], "fail", "{:#}", verdict("avl.line-use"));
    // Counters of a line are no watch over its hops.
    for check in ["avl.availability", "avl.watch"] {
        assert!(matches!(verdict(check)["outcome"].as_str(), Some("undetermined" | "fail")), "{:#}", verdict(check));
    }
}
