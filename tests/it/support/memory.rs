//! What a process of ours holds in memory once its work is done, and what of given texts is in it.
//!
//! The program is held where it prints its last words: its standard output is a pipe that is full already. All that
//! it has to write is written then, and nothing of it has been taken down yet. It is stopped there, and its
//! memory is read region by region through `/proc`.
//!
//! Not looked at: the registers of the processor, what the kernel keeps for the process (buffers of sockets), and
//! pages of others that hold the same (the shell that set a variable).

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, PipeReader, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use super::needles::Needles;

/// No run may take longer to come to its last words.
const LIMIT: Duration = Duration::from_secs(90);

/// A program of ours that stands still at its last words. It ends with the test.
pub(crate) struct Held {
    child: Child,
    /// What nobody reads, so that the pipe stays full.
    _unread: PipeReader,
}

/// The memory of a process at one moment.
pub(crate) struct Dump {
    regions: Vec<Region>,
    /// Regions that could not be read; the kernel's own pages are, everywhere.
    pub(crate) unread: Vec<String>,
}

struct Region {
    /// `[stack]`, `[heap]`, the path of a file, or the address where it is nobody's.
    name: String,
    bytes: Vec<u8>,
}

impl Held {
    /// Starts a command, and stops it where it waits to print to standard output. Nothing where the kernel does not
    /// let us see what it does, which is told: a process that closes itself is open to root alone.
    pub(crate) fn at_its_last_words(mut command: Command) -> Option<Self> {
        let (unread, full) = full_pipe();
        let child = command.stdout(full).spawn().expect("the program starts");
        // It holds the writing end, too.
        drop(command);
        let mut held = Self { child, _unread: unread };
        let started = Instant::now();
        loop {
            match fs::read_to_string(held.proc("syscall")) {
                Ok(call) if prints(&call) => break,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                    #[expect(clippy::print_stderr, reason = "what is not proved must be told")]
                    {
                        eprintln!("skipped: the memory of another process cannot be read here ({error}); root can");
                    }
                    return None;
                }
                // Between two programs, or ended.
                Err(_) => {}
            }
            if let Some(status) = held.child.try_wait().expect("its state") {
                panic!("it ended before its last words: {status}, signal {:?}", status.signal());
            }
            assert!(started.elapsed() < LIMIT, "it did not come to its last words");
            thread::sleep(Duration::from_millis(20));
        }
        held.stop();
        Some(held)
    }

    /// Its memory.
    pub(crate) fn memory(&self) -> Dump {
        memory_of(self.child.id())
    }

    /// What the kernel tells of it: `comm`, `environ`, `limits`.
    pub(crate) fn told(&self, what: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.proc(what)).expect("what the kernel tells")).into_owned()
    }

    fn proc(&self, what: &str) -> String {
        format!("/proc/{}/{what}", self.child.id())
    }

    /// Stops every thread of it, and waits until they stand.
    fn stop(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-STOP", &id]).status().expect("kill").success());
        super::wait_until("it stands", || {
            let status = fs::read_to_string(self.proc("status")).unwrap_or_default();
            status.contains("State:\tT")
        });
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Dump {
    /// What of the needles is in it: the name of each writing, and of the region it stands in.
    pub(crate) fn find(&self, needles: &Needles) -> Vec<(String, String)> {
        let found = |region: &Region| {
            let own = needles.within(&region.bytes).into_iter();
            own.map(|needle| (needle.to_owned(), region.name.clone())).collect::<Vec<_>>()
        };
        self.regions.iter().flat_map(found).collect()
    }

    /// How many bytes it is.
    pub(crate) fn size(&self) -> usize {
        self.regions.iter().map(|region| region.bytes.len()).sum()
    }
}

/// The memory of a process that stands still: every region that it can read itself.
pub(crate) fn memory_of(process: u32) -> Dump {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("its regions");
    let memory = File::open(format!("/proc/{process}/mem")).expect("its memory");
    let mut dump = Dump { regions: Vec::new(), unread: Vec::new() };
    // 7ffc6c066000-7ffc6c087000 rw-p 00000000 00:00 0                          [stack]
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().expect("a range"), words.next().expect("rights"));
        let name = words.nth(3).unwrap_or(range).to_owned();
        if !rights.starts_with('r') {
            continue;
        }
        let (from, until) = range.split_once('-').expect("a range");
        let [from, until] = [from, until].map(|own| u64::from_str_radix(own, 16).expect("an address"));
        let mut bytes = vec![0; usize::try_from(until - from).expect("a length")];
        match memory.read_exact_at(&mut bytes, from) {
            Ok(()) => dump.regions.push(Region { name, bytes }),
            Err(_) => dump.unread.push(name),
        }
    }
    dump
}

/// A pipe that takes nothing more: its end to read, and its end to write.
fn full_pipe() -> (PipeReader, std::io::PipeWriter) {
    /// `O_NONBLOCK`.
    const AT_ONCE: i32 = 0o4000;
    let (reader, writer) = std::io::pipe().expect("a pipe");
    // Opened anew, for what does not wait would be the child's way to write, too.
    let own =
        OpenOptions::new().write(true).custom_flags(AT_ONCE).open(format!("/proc/self/fd/{}", writer.as_raw_fd()));
    let mut own = own.expect("the pipe");
    for block in [4096, 1] {
        while own.write(&vec![b'.'; block]).is_ok() {}
    }
    (reader, writer)
}

/// Whether a process waits in `write` to standard output, by its `/proc/PID/syscall`; on x86-64 and on ARM.
fn prints(call: &str) -> bool {
    call.starts_with("1 0x1 ") || call.starts_with("64 0x1 ")
}
