use std::fs;
use std::path::Path;

use super::script::{Chance, held};
use super::trace::{Deed, Disk, deeds};
use super::writer::{acknowledged, command, rest};

const CUTS: usize = 120;
const BATCHES: u64 = 150;
const CALLS: &str =
    "trace=openat,close,lseek,write,pwrite64,pwritev,writev,fallocate,fsync,fdatasync,ftruncate,rename,unlink";

/// What a writer did from its first batch to its last.
fn recorded(folder: &Path) -> Vec<Deed> {
    let trace = folder.join("trace");
    let place = folder.join("place");
    fs::create_dir(&place).expect("a folder");
    let file = trace.to_str().expect("a plain name");
    let strace = ["strace", "-f", "-qq", "-xx", "-s", "10000000", "-e", "signal=none", "-e", CALLS, "-o", file];
    let mut child = command(&strace, &place.join("ledger"), BATCHES).spawn().expect("strace (Debian: strace)");
    let said = rest(&mut child);
    assert!(child.wait().expect("its end").success(), "{said}");
    assert_eq!((acknowledged(&said), held(&place.join("ledger"))), (BATCHES, Ok(BATCHES)));
    deeds(&fs::read_to_string(&trace).expect("the trace"), &place)
}

/// Cuts the power at moments anywhere in a record; returns in how many something that was acknowledged is missing, or
/// anything is wrong.
fn cuts(deeds: &[Deed], lies: bool, report: &mut Vec<String>) -> usize {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let mut moments: Vec<_> =
        (0..CUTS).map(|_| usize::try_from(chance.below(deeds.len() as u64)).expect("a place")).collect();
    moments.sort_unstable();
    let (mut disk, mut said, mut done, mut lost) = (Disk::new(lies), String::new(), 0, 0);
    for moment in moments {
        for deed in &deeds[done..moment] {
            disk.take(deed);
            if let Deed::Say(words) = deed {
                said.push_str(words);
            }
        }
        done = moment;
        let folder = tempfile::tempdir().expect("a folder");
        disk.cut(&mut chance, folder.path());
        let acknowledged = acknowledged(&said);
        match held(&folder.path().join("ledger")) {
            Ok(held) if held == acknowledged || held == acknowledged + 1 => {}
            other => {
                lost += 1;
                report.push(format!("cut after {moment} deeds, {acknowledged} acknowledged: {other:?}"));
            }
        }
    }
    lost
}

#[test]
fn a_hundred_and_twenty_power_cuts_lose_nothing_that_was_acknowledged_and_tear_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let deeds = recorded(folder.path());
    let synced = deeds.iter().filter(|deed| matches!(deed, Deed::Sync(_))).count() as u64;
    assert!(synced > BATCHES, "{synced} times something was made durable");
    let mut report = Vec::new();
    assert_eq!(cuts(&deeds, false, &mut report), 0, "{}", report.join("\n"));
    // The same record on a disk that makes nothing durable: were nothing lost there, nothing would be shown here.
    let lost = cuts(&deeds, true, &mut report);
    assert!(lost > CUTS / 2, "{lost} of {CUTS}");
}
