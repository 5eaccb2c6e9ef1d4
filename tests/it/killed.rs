//! `kill -9` at any moment leaves a ledger that opens, holds and goes on.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use kiemtra::demo::Character;
use kiemtra::ledger::{Event, RunState, Sqlite, Store};

use crate::support::{Running, World};

const KILLS: usize = 50;
/// What is looked at: enough to be written, and nothing whose outcome depends on how busy the machine is.
const ONLY: [&str; 8] = ["--format", "csv", "--only", "tls.*", "--only", "crt.*", "--only", "net.*"];

/// A small generator, so that each run of the test kills at the same sequence of moments.
struct Moments(u64);

impl Moments {
    /// The next moment below a limit.
    fn next(&mut self, below: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_micros(self.0 % u64::try_from(below.as_micros()).expect("a short time"))
    }
}

/// The events of a case; reading holds each against its hash.
fn events(store: &Sqlite, case: &str) -> Vec<Event> {
    store.events(case).expect("the chain holds")
}

fn open(world: &World) -> Sqlite {
    Sqlite::open_existing(&world.ledger()).expect("the ledger opens")
}

#[test]
fn fifty_kills_at_any_moment_lose_nothing_and_leave_nothing_half_written() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let system = portal.system.display().to_string();
    // A case of its own for each turn: a run that sees the same again has nothing to write.
    let run = |case: &str| world.kiemtra(&[["audit", &system, "--case", case].as_slice(), &ONLY].concat());
    let started = Instant::now();
    assert_eq!(run("dau-tien").code, 2);
    let whole = started.elapsed();
    let first = events(&open(&world), "dau-tien");
    assert!(first.len() > 50, "{}", first.len());
    let mut moments = Moments(0x9e37_79b9_7f4a_7c15);
    let mut kept = vec![("dau-tien".to_owned(), first.len())];
    for turn in 0..KILLS {
        let case = format!("lan-{turn}");
        let mut command = world.command(&[["audit", &system, "--case", &case].as_slice(), &ONLY].concat());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        thread::sleep(moments.next(whole.mul_f32(1.1)));
        let _ = child.kill();
        child.wait().expect("its end");
        let store = open(&world);
        let written = events(&store, &case).len();
        assert!([0, first.len()].contains(&written), "turn {turn}: {written} of {}", first.len());
        kept.push((case, written));
        for (case, written) in &kept {
            assert_eq!(events(&store, case).len(), *written, "turn {turn}: {case}");
        }
        drop(store);
        let verified = world.kiemtra(&["ledger", "verify"]);
        assert_eq!(verified.code, 0, "turn {turn}: {}", verified.stderr);
    }
    assert_eq!(events(&open(&world), "dau-tien"), first);
    let cut: Vec<_> = kept.iter().filter(|(_, written)| *written == 0).map(|(case, _)| case.clone()).collect();
    assert!(cut.len() >= 10, "too few kills hit a run: {cut:?}");
    let begun =
        |case: &String| open(&world).runs(case).expect("runs").iter().any(|run| run.state != RunState::Complete);
    let interrupted = cut.iter().find(|case| begun(case)).expect("a run that had begun");
    let last = run(interrupted);
    assert_eq!(last.code, 2, "the next audit of the case works: {}", last.stderr);
    assert_eq!(events(&open(&world), interrupted).len(), first.len());
    let verified = world.kiemtra(&["ledger", "verify", "--lang", "en"]);
    assert!(verified.stdout.contains("interrupted") && verified.code == 0, "{}", verified.stdout);
}
