//! Servers of tests that are scripts: each prints its port in its first line, goes on, and ends with the test.
//!
//! One file for the tests of the library and those of the program: both take it in by its path.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// A running script.
#[derive(Debug)]
pub(crate) struct Scripted {
    child: Child,
    /// The ports of its first line, on 127.0.0.1.
    ports: Vec<u16>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Starts a Python script of `tests`, such as `peers/look_up_server.py`.
    pub(crate) fn python(script: &str) -> Self {
        Self::start(&mut python(script))
    }

    /// Starts a program, and waits for its first line. Its standard input stays open for as long as it may run.
    pub(crate) fn start(command: &mut Command) -> Self {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()));
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let first = lines.next().and_then(Result::ok).unwrap_or_default();
        let ports: Vec<u16> = first.split_whitespace().map_while(|port| port.parse().ok()).collect();
        assert!(!ports.is_empty(), "{:?} gave no port but `{first}`", command.get_args().next());
        let log = Arc::<Mutex<Vec<String>>>::default();
        let own = Arc::clone(&log);
        // Whoever writes into a pipe that nobody reads comes to stand still.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                own.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Self { child, ports, log }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.ports[0]
    }

    /// All its ports, in the order in which it told them.
    #[allow(dead_code, reason = "not every crate of tests has a script of several")]
    pub(crate) fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// What it has written since, line by line.
    #[allow(dead_code, reason = "not every crate of tests reads it")]
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The command that runs a Python script of `tests`.
pub(crate) fn python(script: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg(format!("{}/tests/{script}", env!("CARGO_MANIFEST_DIR")));
    command
}
