use std::io::{BufRead, BufReader, Read, Write};
use std::process::Command;

use super::script::held;
use super::writer::{acknowledged, command};

const BATCHES: u64 = 120;
/// The largest file that may be written at first, in kibibytes.
const ROOM: u64 = 300;

#[test]
fn a_full_disk_is_named_loses_nothing_and_is_got_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger");
    // Without the trap the system would end who writes too much; with it, the writing fails as on a full disk.
    let limited = format!("trap '' XFSZ; ulimit -S -f {ROOM}; exec \"$@\"");
    let mut child = command(&["bash", "-c", &limited, "bash"], &ledger, BATCHES).spawn().expect("it starts");
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    let mut said = String::new();
    let read_until = |out: &mut BufReader<_>, said: &mut String, word: &str| {
        let begin = said.len();
        while !said[begin..].contains(word) {
            assert!(out.read_line(said).expect("its words") > 0, "it ended: {said}");
        }
    };
    let mut again = || child.stdin.as_mut().expect("its input").write_all(b"again\n").expect("it listens");
    read_until(&mut out, &mut said, "full ");
    assert!(said.contains("ledger.samples") && said.contains("hạn mức dung lượng"), "{said}");
    let acknowledged_when_full = acknowledged(&said);
    assert!(acknowledged_when_full > 5, "{said}");
    // Without room, the next attempt fails as well.
    again();
    read_until(&mut out, &mut said, "full ");
    assert_eq!(held(&ledger), Ok(acknowledged_when_full), "read by another process");
    let limit = format!("--pid={}", child.id());
    let raised = Command::new("prlimit").args([&limit, "--fsize=unlimited"]).status().expect("prlimit (util-linux)");
    assert!(raised.success());
    child.stdin.as_mut().expect("its input").write_all(b"again\n").expect("it listens");
    out.read_to_string(&mut said).expect("its last words");
    assert!(child.wait().expect("its end").success(), "{said}");
    assert_eq!((acknowledged(&said), held(&ledger)), (BATCHES, Ok(BATCHES)), "{said}");
}
