use std::io::{BufRead, BufReader, Read};
use std::thread;
use std::time::Duration;

use super::script::{Chance, held};
use super::writer::{acknowledged, command};

const KILLS: u64 = 40;

#[test]
fn forty_kills_lose_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger");
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut before, mut within) = (0, 0);
    for kill in 0..KILLS {
        let mut child = command(&[], &ledger, u64::MAX).spawn().expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut said = String::new();
        while !said.contains("ack ") {
            assert!(out.read_line(&mut said).expect("its words") > 0, "it ended: {said}");
        }
        thread::sleep(Duration::from_micros(chance.below(60_000)));
        child.kill().expect("it is killed");
        child.wait().expect("its end");
        out.read_to_string(&mut said).expect("its last words");
        let acknowledged = acknowledged(&said);
        let held = held(&ledger).unwrap_or_else(|wrong| panic!("kill {kill}: {wrong}"));
        assert!(held == acknowledged || held == acknowledged + 1, "kill {kill}: {held} of {acknowledged}");
        assert!(acknowledged > before, "kill {kill}: it goes on where it was");
        within += u64::from(held > acknowledged);
        before = held;
    }
    assert!(before > KILLS * 2, "{before} batches, {within} stored before they could be acknowledged");
}
