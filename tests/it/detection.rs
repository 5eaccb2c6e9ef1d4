//! `kiemtra detect` over generated corpora whose truth is known: what it finds, what it lets be, what it says it could
//! not read, and that it tells no value.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::support::{Done, World, required};

/// Seeds that nobody tuned on.
const SEEDS: [&str; 2] = ["61979", "27644"];
/// The least share of the personal numbers that are found, and of what is called one that is.
const PERSONAL_NUMBERS: f64 = 0.99;
/// The same for every other class.
const OTHERS: f64 = 0.98;
/// Values that are shorter may stand in an output by chance.
const LONG: usize = 6;

/// Writes the corpus of a seed; nothing where its Python packages are not installed, unless the tests require them.
#[expect(clippy::print_stderr, reason = "says that nothing was tested")]
pub(crate) fn corpus(world: &World, seed: &str, more: &[&str]) -> Option<PathBuf> {
    let python = required("python3", "python3");
    let imports = Command::new(&python)
        .args(["-c", "import openpyxl, fpdf, pyzipper"])
        .stderr(Stdio::null())
        .status()
        .expect("python3 runs");
    if !imports.success() {
        let asked = std::env::var_os("KIEMTRA_REQUIRE_PEERS").is_some();
        assert!(!asked, "the Python packages openpyxl, fpdf2 and pyzipper are not installed");
        eprintln!("openpyxl, fpdf2 or pyzipper is not there: nothing was tested");
        return None;
    }
    let place = world.path(&format!("corpus-{seed}"));
    let made = Command::new(python)
        .arg("-B")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/detection/corpus.py"))
        .arg(seed)
        .arg(&place)
        .args(more)
        .output()
        .expect("python3 runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(place)
}

/// The files of a corpus as the truth has them.
pub(crate) fn truth(place: &Path) -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(place.join("truth.json")).expect("the truth");
    let mut truth: Value = serde_json::from_str(&text).expect("JSON");
    std::mem::take(truth["files"].as_object_mut().expect("files"))
}

/// The class by which a value is counted: whether a service calls its secret a key or a password is its own affair.
fn counted(class: &str) -> &str {
    if matches!(class, "access-key" | "password") { "credential" } else { class }
}

/// How many values of a class are found, missed, and called so without being it.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    found: f64,
    missed: f64,
    false_ones: f64,
}

impl Count {
    fn recall(self) -> f64 {
        if self.found + self.missed == 0.0 { 1.0 } else { self.found / (self.found + self.missed) }
    }

    fn precision(self) -> f64 {
        if self.found + self.false_ones == 0.0 { 1.0 } else { self.found / (self.found + self.false_ones) }
    }
}

/// The counts by class, and what is wrong of single files.
#[derive(Debug, Default)]
struct Score {
    classes: BTreeMap<String, Count>,
    wrong: Vec<String>,
    coverage: Vec<String>,
}

impl Score {
    /// Compares a document with the truth, file by file: by how many different values of a class there are, because
    /// nothing else is told of them.
    fn add(&mut self, truth: &serde_json::Map<String, Value>, document: &Value) {
        let entries = document["files"].as_array().expect("files");
        let entry_of = |name: &str| {
            let found = entries.iter().find(|entry| entry["path"].as_str().is_some_and(|path| path.ends_with(name)));
            found.unwrap_or_else(|| panic!("{name} was not looked at"))
        };
        for (name, told) in truth {
            let entry = entry_of(name);
            self.add_file(name, told, entry);
            self.add_coverage(name, &told["coverage"], &entry["coverage"]);
        }
    }

    fn add_file(&mut self, name: &str, told: &Value, entry: &Value) {
        let (mut needed, mut allowed) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for value in told["values"].as_array().expect("values") {
            let class = counted(value["class"].as_str().expect("a class"));
            let own = value["value"].as_str().expect("a value");
            allowed.entry(class).or_default().insert(own);
            if value["optional"] == false {
                needed.entry(class).or_default().insert(own);
            }
        }
        let mut found = BTreeMap::<_, u64>::new();
        for own in entry["classes"].as_array().expect("classes") {
            *found.entry(counted(own["class"].as_str().expect("a class"))).or_default() +=
                own["distinct"].as_u64().expect("a number");
        }
        let classes: BTreeSet<_> = allowed.keys().chain(found.keys()).copied().collect();
        for class in classes {
            let size = |of: &BTreeMap<_, BTreeSet<_>>| of.get(class).map_or(0.0, |own| own.len() as f64);
            let (needed, allowed) = (size(&needed), size(&allowed));
            let found = found.get(class).copied().unwrap_or_default() as f64;
            let count = self.classes.entry(class.to_owned()).or_default();
            count.found += needed.min(found);
            count.missed += (needed - found).max(0.0);
            count.false_ones += (found - allowed).max(0.0);
            if found < needed || found > allowed {
                self.wrong.push(format!("{name}: {class}: needed {needed}, allowed {allowed}, found {found}"));
            }
        }
    }

    fn add_coverage(&mut self, name: &str, meant: &Value, said: &Value) {
        let obstacles: BTreeSet<_> = said["omissions"]
            .as_array()
            .expect("omissions")
            .iter()
            .filter_map(|left| left["obstacle"].as_str())
            .collect();
        let expected: BTreeSet<_> =
            meant["obstacles"].as_array().expect("obstacles").iter().filter_map(Value::as_str).collect();
        if (meant["extent"] == "whole") != (said["extent"] == "whole") || obstacles != expected {
            self.coverage.push(format!("{name}: {said}, in truth {meant}"));
        }
    }

    /// Panics where a class is below its bar.
    fn must_hold(&self) {
        let below = |(class, count): &(&String, &Count)| {
            let bar = if *class == "personal-number" { PERSONAL_NUMBERS } else { OTHERS };
            count.recall() < bar || count.precision() < bar
        };
        let told = |(class, count): (&String, &Count)| {
            format!("{class}: recall {:.4}, precision {:.4}", count.recall(), count.precision())
        };
        let low: Vec<_> = self.classes.iter().filter(below).map(told).collect();
        assert!(low.is_empty(), "{low:#?}\n{:#?}", self.wrong);
        assert!(self.coverage.is_empty(), "{:#?}", self.coverage);
    }
}

/// Values of the truth that stand in an output: as they are, composed, decomposed, percent-coded or in base64.
fn in_clear(truth: &serde_json::Map<String, Value>, output: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Few values are looked for at length: those that begin as something in the output does.
    let begins: HashSet<&[u8]> = output.as_bytes().windows(LONG).collect();
    let stands = |shape: &String| {
        shape.as_bytes().get(..LONG).is_some_and(|head| begins.contains(head)) && output.contains(shape.as_str())
    };
    for (name, told) in truth {
        for value in told["values"].as_array().expect("values") {
            let (own, class) = (value["value"].as_str().expect("a value"), value["class"].as_str().expect("a class"));
            // The words for an illness or a group are no secret, a date may be anybody's, a picture's name is its place.
            if own.chars().count() < LONG
                || matches!(class, "birth" | "card-image" | "ethnic-group" | "religion" | "health")
            {
                continue;
            }
            let percent: String = url::form_urlencoded::byte_serialize(own.as_bytes()).collect();
            let shapes =
                [own.to_owned(), own.nfc().collect(), own.nfd().collect(), percent.replace('+', "%20"), percent];
            if shapes.iter().chain(&base64_shapes(own)).any(stands) {
                found.push(format!("{name}: a value of {class}"));
            }
        }
    }
    found
}

/// What base64 makes of a value wherever it begins, without the ends that depend on what stands around.
fn base64_shapes(value: &str) -> Vec<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let shape = |skipped: usize| {
        let whole = value.as_bytes().get(skipped..)?.chunks_exact(3);
        let coded = whole.flat_map(|three| {
            let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
            [18, 12, 6, 0].map(|shift| char::from(LETTERS[bits >> shift & 63]))
        });
        Some(coded.collect::<String>()).filter(|coded: &String| coded.len() >= 8)
    };
    (0..3).filter_map(shape).collect()
}

fn detect(world: &World, place: &Path, more: &[&str]) -> Done {
    let files = place.join("files").display().to_string();
    world.kiemtra(&[&["detect", files.as_str()], more].concat())
}

#[test]
fn what_is_planted_is_found_and_look_alikes_are_let_be() {
    let world = World::new();
    let mut score = Score::default();
    for seed in SEEDS {
        let Some(place) = corpus(&world, seed, &[]) else { return };
        let truth = truth(&place);
        let planted: usize = truth.values().filter_map(|told| told["values"].as_array()).map(Vec::len).sum();
        assert!(planted > 4000, "the corpus holds {planted} values");
        let done = detect(&world, &place, &["--format", "json"]);
        assert_eq!(done.code, 2, "{}", done.stderr);
        let document: Value = serde_json::from_str(&done.stdout).expect("JSON");
        score.add(&truth, &document);
        let tables = ["vi", "en"].map(|language| detect(&world, &place, &["--lang", language, "-vv"]));
        for done in tables.iter().chain([&done]) {
            let told = in_clear(&truth, &format!("{}{}", done.stdout, done.stderr));
            assert!(told.is_empty(), "{told:#?}");
        }
    }
    score.must_hold();
}

#[test]
fn each_value_by_itself_is_found_and_none_where_nobody_is() {
    let world = World::new();
    let mut score = Score::default();
    for seed in SEEDS {
        let Some(place) = corpus(&world, seed, &["--single"]) else { return };
        let done = detect(&world, &place, &["--format", "json"]);
        score.add(&truth(&place), &serde_json::from_str(&done.stdout).expect("JSON"));
    }
    // With few values of some classes, one miss would weigh more than the bar allows: all are counted together.
    let all = score.classes.values().fold(Count::default(), |all, own| Count {
        found: all.found + own.found,
        missed: all.missed + own.missed,
        false_ones: all.false_ones + own.false_ones,
    });
    assert!(all.recall() >= OTHERS && all.precision() >= OTHERS, "{all:?}\n{:#?}", score.wrong);
}

#[test]
fn the_score_sees_misses_false_findings_coverage_and_clear_values() {
    let truth = serde_json::json!({"a.txt": {
        "coverage": {"extent": "whole", "obstacles": []},
        "values": [
            {"class": "personal-number", "value": "001099999123", "optional": false},
            {"class": "name", "value": "Nguyễn Thị Thử", "optional": true},
        ],
    }});
    let truth = truth.as_object().expect("an object");
    let document = serde_json::json!({"files": [{
        "path": "x/a.txt", "classes": [{"class": "phone", "distinct": 1}],
        "coverage": {"extent": "nothing", "omissions": [{"obstacle": "damaged", "place": ""}]},
    }]});
    let mut score = Score::default();
    score.add(truth, &document);
    assert_eq!((score.wrong.len(), score.coverage.len()), (2, 1), "{score:?}");
    let decomposed: String = "Nguyễn Thị Thử".nfd().collect();
    for output in ["001099999123", "aMDAxMDk5OTk5MTIz", decomposed.as_str(), "Nguy%E1%BB%85n+Th%E1%BB%8B+Th%E1%BB%AD"] {
        assert_eq!(in_clear(truth, output).len(), 1, "{output}");
    }
    assert!(in_clear(truth, "001***[personal-number, 12]").is_empty());
}

#[test]
fn exit_codes_tell_what_was_found_and_what_was_not_read() {
    let world = World::new();
    let clean = world.write("sach.txt", "Thông báo lịch tiếp công dân tháng 11.\n");
    let held = world.write("lo.csv", "Họ và tên;Ngày sinh;Số CCCD\nNguyễn Văn Thử;01/02/1999;001099999123\n");
    let odd = world.write("la.bin", [0_u8, 159, 146, 150, 1, 2, 3]);
    let run = |paths: &[&Path]| {
        let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        world.kiemtra(&[vec!["detect", "--quiet"], paths.iter().map(String::as_str).collect()].concat())
    };
    let quiet = run(&[&clean]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""));
    assert_eq!(run(&[&odd]).code, 3);
    let found = run(&[&clean, &odd, &held]);
    assert_eq!(found.code, 2, "{}", found.stdout);
    assert!(found.stdout.contains("001***") && !found.stdout.contains("001099999123"), "{}", found.stdout);
    let missing = run(&[Path::new("001099999123.pdf")]);
    assert_eq!(missing.code, 65);
    assert!(missing.stderr.contains("K-FILE-003") && !missing.stderr.contains("001099999123"), "{}", missing.stderr);
    assert_eq!(world.kiemtra(&["detect"]).code, 64);
}

#[test]
fn the_document_is_as_its_schema_says_and_the_same_each_time() {
    let world = World::new();
    world.write("b/lo.csv", "Họ và tên;Số CCCD\nNguyễn Văn Thử;001099999123\nTrần Thị Mẫu;079199999321\n");
    world.write("a/001099999123.txt", "Mật khẩu quản trị: Thu-Nghiem-0815\n");
    let run = || world.kiemtra(&["detect", ".", "--format", "json"]).stdout;
    let (one, other) = (run(), run());
    assert_eq!(one, other, "the key of a call shows in nothing");
    let schema: Value = serde_json::from_str(&world.kiemtra(&["schema", "detect"]).stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut document: Value = serde_json::from_str(&one).expect("JSON");
    assert!(validator.is_valid(&document), "{document:#}");
    let paths: Vec<_> = document["files"].as_array().expect("files").iter().map(|file| &file["path"]).collect();
    assert_eq!(paths, ["./a/001***.txt", "./b/lo.csv"]);
    document["files"][0]["bytes"] = "many".into();
    assert!(!validator.is_valid(&document), "the schema must be able to refuse");
}
