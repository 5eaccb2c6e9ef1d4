//! `kill -9` at any moment leaves a ledger that opens, holds and goes on.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use kiemtra::demo::Character;
use kiemtra::ledger::{Event, RunState, Sqlite, Store};

use crate::support::{Running, World};

const CASE: &str = "tinh-mau@self-check";
const KILLS: usize = 50;

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

fn events(world: &World) -> Vec<Event> {
    // Reading holds every event against its hash.
    Sqlite::open_existing(&world.ledger()).expect("it opens").events(CASE).expect("it holds")
}

#[test]
fn fifty_kills_at_any_moment_lose_nothing_that_was_written() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let system = portal.system.display().to_string();
    let arguments = ["audit", &system, "--format", "csv"];
    let started = Instant::now();
    assert_eq!(world.kiemtra(&arguments).code, 2);
    let whole = started.elapsed();
    let mut before = events(&world);
    assert!(!before.is_empty());
    let mut moments = Moments(0x9e37_79b9_7f4a_7c15);
    for turn in 0..KILLS {
        let mut child =
            world.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        thread::sleep(moments.next(whole.mul_f32(1.1)));
        let _ = child.kill();
        child.wait().expect("its end");
        let after = events(&world);
        assert!(after.starts_with(&before), "turn {turn}: {} events became {}", before.len(), after.len());
        before = after;
        if turn % 10 == 0 {
            let verified = world.kiemtra(&["ledger", "verify"]);
            assert_eq!(verified.code, 0, "turn {turn}: {}", verified.stderr);
        }
    }
    let runs = Sqlite::open_existing(&world.ledger()).expect("it opens").runs(CASE).expect("runs");
    let complete = runs.iter().filter(|run| run.state == RunState::Complete).count();
    assert!(runs.len() - complete >= 10, "too few kills hit a run: {complete} of {} are complete", runs.len());
    let last = world.kiemtra(&arguments);
    assert_eq!(last.code, 2, "{}", last.stderr);
    let verified = world.kiemtra(&["ledger", "verify", "--lang", "en"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    assert!(verified.stdout.contains("whole") && verified.stdout.contains("interrupted"), "{}", verified.stdout);
    assert!(events(&world).len() > before.len());
}
