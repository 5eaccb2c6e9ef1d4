//! Judging 200 checks over some 200 kB of facts, against a bare walk over the same facts as JSON.
//!
//! The facts are those of the demo's flawed portal, seen behind as many addresses as it takes. The
//! peer answers the same conditions in two-valued logic and says nothing else: no reasons, no
//! witnesses, no messages, no fingerprints. It is the floor, not a rival.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench may stop at a broken premise, look at the clock and print"
)]

#[path = "judge/naive.rs"]
mod naive;
#[path = "ratio/mod.rs"]
mod ratio;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use kiemtra::audit::Run;
use kiemtra::check::{Check, Mode, Pack, Vocabulary};
use kiemtra::fact::{Sample, canonical_json};
use kiemtra::judge::{Inspected, Matter, Outcome, judge};
use kiemtra::load::{Source, embedded};
use kiemtra::probe::PROBES;
use kiemtra::profile::{Choice, Profile, Shelf, resolve};

const CHECKS: usize = 200;
const BYTES: usize = 200_000;
const BAR: Duration = Duration::from_millis(20);

/// Everything that is judged.
struct Scene {
    subjects: Vec<Inspected>,
    samples: Vec<Sample>,
    pack: Pack,
    profile: Profile,
    now: jiff::Timestamp,
}

impl Scene {
    fn new() -> Self {
        let vocabulary = Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())));
        let run = demo_run();
        let samples = many(run.samples(&vocabulary).expect("the demo's facts"));
        let pack = many_checks(&vocabulary);
        let shelf = Shelf::built_in().expect("the profiles");
        let built_in = Pack::built_in(&vocabulary).expect("the checks");
        let source = shelf.named("self-check").expect("a profile").clone();
        let mut profile = resolve(source, &shelf, &built_in).expect("a profile");
        profile.choices = pack.checks.values().map(|check| (check.id.clone(), standard(check))).collect();
        Self { subjects: run.system.subjects, samples, pack, profile, now: run.run.ended }
    }

    fn matter(&self) -> Matter<'_> {
        Matter {
            subjects: &self.subjects,
            samples: &self.samples,
            pack: &self.pack,
            profile: &self.profile,
            now: self.now,
        }
    }
}

fn standard(check: &Check) -> Choice {
    let parameters: BTreeMap<_, _> =
        check.parameters.iter().map(|(name, own)| (name.clone(), own.default.clone())).collect();
    Choice { parameters, severity: check.severity, blocking: check.blocking }
}

/// The run that the demo makes of its flawed portal.
fn demo_run() -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let status = Command::new(env!("CARGO_BIN_EXE_kiemtra"))
        .args(["demo", "--out"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program");
    assert!(status.success(), "kiemtra demo: {status}");
    let bytes = std::fs::read(folder.path().join("flawed/run.json")).expect("run.json");
    Run::from_bytes(&bytes).expect("a run")
}

/// The same facts behind more addresses, until they are large enough.
fn many(base: Vec<Sample>) -> Vec<Sample> {
    let mut all = base.clone();
    let mut size: usize = base.iter().map(size_of).sum();
    let behind: Vec<_> = base.iter().filter(|sample| sample.endpoint.is_some()).collect();
    assert!(!behind.is_empty(), "the demo has back-ends");
    for n in 1.. {
        for sample in &behind {
            if size >= BYTES {
                return all;
            }
            let endpoint = Some(format!("192.0.2.{n}:443"));
            size += size_of(sample);
            all.push(Sample { endpoint, ..(*sample).clone() });
        }
    }
    all
}

fn size_of(sample: &Sample) -> usize {
    canonical_json(&sample.value).len()
}

/// The automated checks under new ids, until there are enough.
fn many_checks(vocabulary: &Vocabulary) -> Pack {
    let built_in = Pack::built_in(vocabulary).expect("the checks");
    let automated: Vec<_> = embedded::sources(embedded::CHECKS)
        .filter(|source| {
            built_in.checks.values().any(|check| check.source.name == source.name && check.mode == Mode::Automated)
        })
        .collect();
    let renamed = automated.iter().cycle().enumerate().take(CHECKS).map(|(n, source)| {
        let suffix = format!("-copy{}", n / automated.len());
        let name = source.name.replace(".yaml", &format!("{suffix}.yaml"));
        let line = source.text.lines().find(|line| line.starts_with("id: ")).expect("an id");
        Source::new(name, source.text.replacen(line, &format!("{line}{suffix}"), 1))
    });
    let pack = Pack::of(renamed, vocabulary).expect("renamed checks");
    assert_eq!(pack.checks.len(), CHECKS);
    pack
}

fn benches(criterion: &mut Criterion) {
    let scene = Scene::new();
    let facts = naive::Facts::new(&scene.samples, &scene.subjects);
    let (verdicts, answers) = (judge(scene.matter()), naive::judge(&scene.pack, &facts, scene.now));
    let bytes: usize = scene.samples.iter().map(size_of).sum();
    let failed = verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Fail).count();
    println!(
        "{} checks, {} facts of {bytes} bytes: {} verdicts ({failed} fail); the walk gives {} answers ({} false)",
        scene.pack.checks.len(),
        scene.samples.len(),
        verdicts.len(),
        answers.len(),
        answers.iter().filter(|answer| !**answer).count()
    );
    ratio::compare(
        "judge",
        50,
        Some(BAR),
        ("kiemtra", || judge(scene.matter())),
        ("bare JSON walk", || naive::judge(&scene.pack, &facts, scene.now)),
    );
    criterion.bench_function("judge/kiemtra", |bencher| bencher.iter(|| judge(black_box(scene.matter()))));
    criterion.bench_function("judge/bare-json-walk", |bencher| {
        bencher.iter(|| naive::judge(black_box(&scene.pack), &facts, scene.now));
    });
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(3));
    targets = benches
}
criterion_main!(all);
