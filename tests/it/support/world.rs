//! A place of its own for each test, and the program run in it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::document::Document;

/// No run of the program may take longer.
const LIMIT: Duration = Duration::from_secs(90);

/// A folder that is home, ledger and working directory of the program.
#[derive(Debug)]
pub(crate) struct World {
    folder: TempDir,
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Done {
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// How long it took.
    pub(crate) took: Duration,
    /// The most memory it held, in KiB (`VmHWM`).
    pub(crate) peak_kib: u64,
}

impl World {
    /// A new, empty place.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path
    }

    /// Where the ledger is.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.path("state/kiemtra/ledger.db")
    }

    /// The program with arguments, in an environment that holds nothing of the machine's.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiemtra"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_STATE_HOME", self.path("state"))
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn kiemtra(&self, arguments: &[&str]) -> Done {
        finish(self.command(arguments))
    }

    /// Audits a system into the folder `out`; panics where no `run.json` came of it.
    pub(crate) fn audit(&self, system: &Path, more: &[&str]) -> (Done, Document) {
        self.audit_into("out", system, more)
    }

    /// Audits a system into a folder.
    pub(crate) fn audit_into(&self, out: &str, system: &Path, more: &[&str]) -> (Done, Document) {
        let folder = self.path(out);
        let (system, folder) = (system.display().to_string(), folder.display().to_string());
        let mut arguments = vec!["audit", &system, "--out", &folder];
        arguments.extend(more);
        let done = self.kiemtra(&arguments);
        assert!(done.code <= 3, "exit {}: {}", done.code, done.stderr);
        let document = Document::read(&self.path(out).join("run.json"));
        (done, document)
    }
}

/// Runs a command to its end and measures it.
pub(crate) fn finish(mut command: Command) -> Done {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let stdout = reader(child.stdout.take().expect("its output"));
    let stderr = reader(child.stderr.take().expect("its errors"));
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(peak(&child));
        if let Some(status) = child.try_wait().expect("its end") {
            break status;
        }
        if started.elapsed() > LIMIT {
            let _ = child.kill();
            panic!("{command:?} did not end within {LIMIT:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    let text = |thread: thread::JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&thread.join().expect("what it printed")).into_owned()
    };
    Done {
        code: status.code().unwrap_or(-1),
        stdout: text(stdout),
        stderr: text(stderr),
        took: started.elapsed(),
        peak_kib,
    }
}

fn reader(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

/// The high-water mark of a living process's memory.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Waits until something holds; panics after a while with what it was.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(120), "waited in vain until {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Copies what is in a folder.
pub(crate) fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copied(&from, &to);
        } else {
            fs::copy(from, to).expect("a copy");
        }
    }
}
