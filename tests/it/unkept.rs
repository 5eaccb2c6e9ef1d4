//! Of everything that a walk over a whole folder of leaks has seen, nothing is left: not in a file, not in a log, not in
//! the memory of the program.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use serde_json::Value;

use crate::detection::{corpus, truth};
use crate::lent::gather;
use crate::support::{Authority, Declaration, Held, Leaf, NAME, Needles, Setup, SilentResolver, World};

/// The seed of the folder.
const SEED: &str = "60113";
/// Values that are shorter stand anywhere by accident.
const LONG: usize = 8;

#[test]
fn of_a_folder_of_leaks_nothing_is_kept() {
    let (world, elsewhere) = (World::new(), World::new());
    let Some(folder) = corpus(&elsewhere, SEED, &[]) else { return };
    let files = truth(&folder);
    fs::remove_file(folder.join("truth.json")).expect("it is not served");
    let certificate = Authority::new(&elsewhere.path("")).leaf("portal", &Leaf::default());
    let site = format!("location / {{ root {}; autoindex on; charset off; }}", folder.display());
    let nginx = Setup { site: &site, ..Setup::sound(certificate) }.start(&elsewhere);

    let subject = format!(
        "id: cong-dich-vu-cong, kind: site, url: 'https://{NAME}:{}/', addresses: [127.0.0.1], store: folder, plain_port: false, \
         crawl: {{pages: 1000, megabytes: 1000, minutes: 30}}",
        nginx.port
    );
    let trust = format!("trust_folder: {}", elsewhere.path("trust").display());
    let text = Declaration::new(SilentResolver::start()).subject(&subject).port(nginx.port).more(&trust).text();
    let system = world.write("system.yaml", text).display().to_string();
    let mut command = world.command(&["--log", "json", "-vvv", "audit", &system, "--only", "exp.*", "--out", "out"]);
    command.args(["--format", "json,html,csv,markdown"]).stderr(File::create(world.path("stderr")).expect("a file"));
    let Some(held) = Held::at_its_last_words(command) else { return };
    seen(&world.path("out/run.json"));

    let needles = needles(&files);
    let mut kept = Vec::new();
    gather(&world.path(""), &mut kept);
    assert!(kept.iter().any(|(name, _)| name.ends_with("out/report.html")), "it had not written yet");
    for (place, bytes) in &kept {
        assert_eq!(needles.within(bytes), [""; 0], "in {place}");
    }
    let dump = held.memory();
    assert!(dump.size() > 1 << 20, "hardly a program: {} bytes", dump.size());
    let subject = dump.find(&Needles::default().and("the subject", "cong-dich-vu-cong"));
    assert!(!subject.is_empty(), "what must be there is not found");
    assert_eq!(dump.find(&needles), [], "in memory");
}

/// Fails where the walk has not seen the folder.
fn seen(run: &Path) {
    let run: Value = serde_json::from_slice(&fs::read(run).expect("a run")).expect("JSON");
    let facts = run["facts"].as_array().expect("facts");
    let walk = facts.iter().find(|own| own["probe"] == "crawl").map(|own| &own["value"]).expect("a walk");
    let personal = walk["personal"].as_array().expect("what was found");
    let classes: BTreeSet<_> = personal.iter().filter_map(|own| own["class"].as_str()).collect();
    for class in ["personal-number", "phone", "name", "address", "email", "health-card", "bank-account"] {
        assert!(classes.contains(class), "{class}: {classes:?}");
    }
    let totals = walk["totals"].as_array().expect("totals");
    let numbers = totals.iter().find(|own| own["class"] == "personal-number");
    let distinct = numbers.and_then(|own| own["distinct"].as_u64()).unwrap_or_default();
    assert!(distinct > 500, "{distinct} numbers");
}

/// Every value of the folder that is nobody's by accident: the words for an illness or a group stand in our own texts, a
/// date may be any.
fn needles(files: &serde_json::Map<String, Value>) -> Needles {
    let mut needles = Needles::default();
    let mut known = BTreeSet::new();
    for value in files.values().flat_map(|told| told["values"].as_array().expect("values")) {
        let (class, own) = (value["class"].as_str().expect("a class"), value["value"].as_str().expect("a value"));
        let common = matches!(class, "birth" | "card-image" | "ethnic-group" | "religion" | "health");
        if !common && own.len() >= LONG && known.insert(own) {
            needles = needles.and(&format!("{class} {}", known.len()), own);
        }
    }
    assert!(known.len() > 1000, "{} values", known.len());
    needles
}
