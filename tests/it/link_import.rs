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
