//! A far side that fails in twenty ways on time: what the watcher tells is what happened.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use crate::support::{World, required};

/// How far the truth may lie outside the interval in which an edge is told: probings begin a little after they are due,
/// on a machine that does other things besides.
const SLACK: f64 = 0.6;

/// The scripted far side; it ends with the test.
struct Far {
    child: Child,
    told: Value,
}

impl Far {
    fn start(world: &World, words: &[&str]) -> Self {
        let folder = world.path("far");
        let child = Command::new(required("python3", "python3"))
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/link/world.py"))
            .arg(&folder)
            .args(words)
            .stdout(Stdio::null())
            .spawn()
            .expect("python3 starts");
        let file = folder.join("world.json");
        let begun = Instant::now();
        while !file.exists() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the far side did not begin");
            std::thread::sleep(Duration::from_millis(50));
        }
        let told = serde_json::from_str(&std::fs::read_to_string(file).expect("a file")).expect("JSON");
        Self { child, told }
    }

    fn began(&self) -> f64 {
        self.told["began"].as_f64().expect("a time")
    }

    /// Waits until so many seconds of the script have passed.
    fn wait(&self, seconds: f64) {
        let left = self.began() + seconds - now();
        std::thread::sleep(Duration::from_secs_f64(left.max(0.0)));
    }

    /// The outages of every mode: when each begins and ends.
    fn truth(&self) -> BTreeMap<String, Vec<(f64, f64)>> {
        let pair = |own: &Value| {
            let (start, length) = (own[0].as_f64().expect("a start"), own[1].as_f64().expect("a length"));
            (start, start + length)
        };
        let modes = self.told["modes"].as_object().expect("modes");
        modes.iter().map(|(name, own)| (name.clone(), list(&own["outages"]).iter().map(pair).collect())).collect()
    }

    /// A declaration that probes every mode each second.
    fn declared(&self, world: &World) -> String {
        let template = include_str!("../../benches/link/system.yaml");
        let mut hops = String::new();
        for (name, mode) in self.told["modes"].as_object().expect("modes") {
            let scheme = if mode["tls"] == true { "https" } else { "http" };
            let fresh = if name == "stale" { ", fresh: {json: time, within: 10m}" } else { "" };
            let port = &mode["port"];
            hops.push_str(&format!(
                "        - {{id: {name}, side: control, probe: http, at: '{scheme}://far.test:{port}/', every: 1s, timeout: 1s, \
                 expect: {{status: [200], contains: '\"status\":\"ok\"'{fresh}}}}}\n"
            ));
        }
        let far = world.path("far");
        std::fs::create_dir_all(far.join("roots")).expect("a folder");
        std::fs::copy(far.join("ca.pem"), far.join("roots/ca.pem")).expect("a certificate");
        let written = template.replace("@HOPS@", &hops).replace("@FOLDER@", &far.display().to_string());
        world.write("system.yaml", &written).display().to_string()
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn now() -> f64 {
    Timestamp::now().as_duration().as_secs_f64()
}

fn watcher(world: &World, system: &str) -> Child {
    world.command(&["link", "watch", system, "--quiet"]).spawn().expect("it starts")
}

fn end(mut child: Child) {
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    assert!(child.wait().expect("it ends").success());
}

/// What is told of every hop.
fn shown(world: &World, system: &str) -> BTreeMap<String, Value> {
    let done = world.kiemtra(&["link", "show", system, "--json"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let data: Value = serde_json::from_str(&done.stdout).expect("JSON");
    list(&data["lien-thong"]["hops"])
        .iter()
        .map(|hop| (hop["hop"].as_str().expect("an id").to_owned(), hop.clone()))
        .collect()
}

/// The edges of an outage in seconds of the script: after, by; then after, by of its end.
fn edges(outage: &Value, began: f64) -> [f64; 4] {
    ["last_good", "first_bad", "last_bad", "first_good"].map(|name| {
        let time: Timestamp =
            outage[name].as_str().unwrap_or_else(|| panic!("{name}: {outage}")).parse().expect("a time");
        time.as_duration().as_secs_f64() - began
    })
}

fn holds(name: &str, truth: (f64, f64), told: [f64; 4]) {
    let [last_good, first_bad, last_bad, first_good] = told;
    let (start, ended) = truth;
    let inside = last_good <= start + SLACK
        && start - SLACK <= first_bad
        && last_bad <= ended + SLACK
        && ended - SLACK <= first_good;
    assert!(inside, "{name}: from {start} to {ended}, and told: {told:?}");
}

#[test]
fn every_way_to_fail_is_seen_for_as_long_as_it_lasts_and_no_other() {
    let world = World::new();
    let far = Far::start(&world, &["--lasts", "36", "--outages", "5:2,10:4,19:8", "--lead", "4"]);
    let system = far.declared(&world);
    let child = watcher(&world, &system);
    far.wait(35.0);
    end(child);
    let shown = shown(&world, &system);
    for (name, truth) in far.truth() {
        let hop = &shown[&name];
        let mut outages: Vec<_> = list(&hop["outages"]).to_vec();
        outages.sort_by_key(|own| own["first_bad"].to_string());
        let due: Vec<_> = truth.into_iter().filter(|(_, end)| *end < 33.0).collect();
        let ended: Vec<_> = outages.iter().filter(|own| own["first_good"].is_string()).collect();
        if name == "flapping" {
            // Each lasts a second, and so does each pause.
            assert!(ended.len() + 1 >= due.len(), "{} of {}", ended.len(), due.len());
            continue;
        }
        assert_eq!(ended.len(), due.len(), "{name}: {outages:#?}");
        for (own, truth) in ended.into_iter().zip(due) {
            holds(&name, truth, edges(own, far.began()));
        }
    }
    assert_eq!((list(&shown["control"]["outages"]).len(), list(&shown["tls-control"]["outages"]).len()), (0, 0));
}

#[test]
fn what_nobody_watched_is_unknown_and_the_outage_that_began_meanwhile_begins_in_an_interval() {
    let world = World::new();
    let words = ["--lasts", "50", "--outages", "20:10", "--modes", "control,refused,black-hole", "--lead", "4"];
    let far = Far::start(&world, &words);
    let system = far.declared(&world);
    far.wait(0.0);
    let mut first = watcher(&world, &system);
    far.wait(15.0);
    first.kill().expect("it is killed");
    first.wait().expect("it is gone");
    far.wait(25.0);
    let second = watcher(&world, &system);
    far.wait(50.0);
    end(second);
    let shown = shown(&world, &system);
    for name in ["refused", "black-hole"] {
        let outages = list(&shown[name]["outages"]);
        let [outage] = outages else { panic!("{name}: {outages:#?}") };
        let told = edges(outage, far.began());
        holds(name, (20.0, 30.0), told);
        assert!(told[0] < 16.0 && told[1] > 24.0, "the watcher was away from 15 to 25: {told:?}");
        let own = &shown[name]["windows"]["day"]["gross"];
        let (up, down) = (own["up_s"].as_f64().expect("a figure"), own["down_s"].as_f64().expect("a figure"));
        // Fifteen seconds before, twenty after; five of the outage were seen.
        assert!((up - 35.0).abs() <= 4.0 && (down - 5.0).abs() <= 2.0, "{name}: up {up}, down {down}");
    }
    let control = &shown["control"]["windows"]["day"]["gross"];
    assert_eq!((&control["down_s"], list(&shown["control"]["outages"]).len()), (&Value::from(0), 0));
}

/// Sends the watcher a signal by its own number.
fn signal(child: &Child, which: rustix::process::Signal) {
    rustix::process::kill_process(rustix::process::Pid::from_child(child), which).expect("a signal");
}

fn figure(hop: &Value, name: &str) -> f64 {
    hop["windows"]["day"]["gross"][name].as_f64().unwrap_or_else(|| panic!("{name}: {hop}"))
}

/// Stopped and let go again, in the middle of probings: to the watcher it is as if every answer had come too late. The
/// link was never down, and the time in which nobody looked is unknown.
#[test]
fn a_watcher_that_is_stopped_for_seconds_makes_no_outage_of_it() {
    let world = World::new();
    let words = ["--lasts", "40", "--outages", "90:1", "--modes", "control,tls-control", "--lead", "4"];
    let far = Far::start(&world, &words);
    let system = far.declared(&world);
    far.wait(0.0);
    let child = watcher(&world, &system);
    let began = Instant::now();
    // Four times, each at another phase of the second: in some of them a probing is under way.
    let mut stopped = 0.0;
    for turn in 0..4_u32 {
        far.wait(4.0 + 7.25 * f64::from(turn));
        let halt = Instant::now();
        signal(&child, rustix::process::Signal::STOP);
        std::thread::sleep(Duration::from_millis(3_300));
        signal(&child, rustix::process::Signal::CONT);
        stopped += halt.elapsed().as_secs_f64();
    }
    far.wait(34.0);
    end(child);
    let whole = began.elapsed().as_secs_f64();
    for (name, hop) in shown(&world, &system) {
        assert_eq!(list(&hop["outages"]), [Value::Null; 0], "{name} was never down");
        assert_eq!(figure(&hop, "down_s"), 0.0, "{name}");
        let up = figure(&hop, "up_s");
        // A stop may take an interval more on either side with it, and never less than itself but for the one in which
        // its first sample still speaks.
        assert!(up <= whole - stopped + 4.0 * 1.6, "{name}: {up} of {whole} up, stopped for {stopped}");
        assert!(up >= whole - stopped - 4.0 * 3.0 - 2.0, "{name}: {up} of {whole} up, stopped for {stopped}");
    }
}

/// Programs that take all the time there is; they end with the test.
struct Greedy(Vec<Child>);

impl Greedy {
    fn start(number: usize) -> Self {
        let one = || {
            let mut command = Command::new(required("bash", "bash"));
            command.args(["-c", "while :; do :; done"]).stdout(Stdio::null()).spawn().expect("bash starts")
        };
        Self((0..number).map(|_| one()).collect())
    }
}

impl Drop for Greedy {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// At the lowest priority beside programs that never rest: what comes late is unknown, and never down.
#[test]
fn a_watcher_that_starves_makes_no_outage_of_it() {
    let world = World::new();
    let words = ["--lasts", "40", "--outages", "90:1", "--modes", "control,tls-control", "--lead", "4"];
    let far = Far::start(&world, &words);
    let system = far.declared(&world);
    far.wait(0.0);
    let own = world.command(&["link", "watch", &system, "--quiet"]);
    let mut lowest = Command::new(required("nice", "coreutils"));
    lowest.args(["-n", "19"]).arg(own.get_program()).args(own.get_args()).env_clear().stdin(Stdio::null());
    lowest.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    lowest.current_dir(own.get_current_dir().expect("a folder"));
    let child = lowest.spawn().expect("it starts");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let greedy = Greedy::start(cores * 4);
    far.wait(20.0);
    drop(greedy);
    far.wait(24.0);
    end(child);
    for (name, hop) in shown(&world, &system) {
        assert_eq!(list(&hop["outages"]), [Value::Null; 0], "{name} was never down");
        assert!(figure(&hop, "up_s") > 3.0, "{name}: {hop:#}");
    }
}
