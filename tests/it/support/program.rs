//! Other programs: found or named, and ended with the test.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

/// The path of a program, or a failure that names its Debian package.
pub(crate) fn required(program: &str, package: &str) -> String {
    let path = env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/sbin", "/usr/bin"]);
    let found = folders.map(|folder| format!("{folder}/{program}")).find(|path| std::path::Path::new(path).is_file());
    found.unwrap_or_else(|| panic!("this test needs the program `{program}`: install the Debian package `{package}`"))
}

/// Ports of 127.0.0.1 that are free now. They lie below the range from which the system gives ports
/// to clients, and each process begins elsewhere, so that tests side by side seldom meet.
pub(crate) fn free_ports<const N: usize>() -> [u16; N] {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let base = u16::try_from(process::id().wrapping_mul(97) % 20_000).expect("a small number");
    std::array::from_fn(|_| {
        loop {
            let port = 10_000 + (base + NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000;
            if TcpListener::bind(("127.0.0.1", port)).is_ok() {
                return port;
            }
        }
    })
}

/// A server program.
#[derive(Debug)]
pub(crate) struct Server(Child);

impl Server {
    /// Starts a server and waits until every port accepts; `None` where it ended before that, for
    /// instance because another test took a port in between.
    pub(crate) fn start(command: &mut Command, ports: &[u16]) -> Option<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut server = Self(child.unwrap_or_else(|error| panic!("{command:?}: {error}")));
        let started = Instant::now();
        for port in ports {
            while TcpStream::connect(("127.0.0.1", *port)).is_err() {
                if server.0.try_wait().expect("its state").is_some() {
                    return None;
                }
                assert!(started.elapsed() < Duration::from_secs(30), "{command:?} does not listen at {port}");
                thread::sleep(Duration::from_millis(5));
            }
        }
        // What accepted may be another test's server at a port that this one failed to get.
        match server.0.try_wait().expect("its state") {
            Some(_) => None,
            None => Some(server),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A polite signal first: nginx ends its workers only when it is asked.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(3) {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
