//! The lists against the truth of other stacks: GnuTLS, tlslite-ng, nginx, Go and Java. Each says
//! itself what it accepts, and the probe has to find exactly that.

mod gnutls;
mod go;
mod java;
mod nginx;
mod tlslite;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::enumeration::{folder, listed, names, order, survey_within};
use crate::probe::rehearsal::NAME;
use crate::wire::{Endpoint, TlsVersion, group_name, suites};

/// What a server says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Truth {
    /// The suites of each version, in the server's order where it has one.
    suites: BTreeMap<TlsVersion, Vec<u16>>,
    /// The groups of the versions for which it tells them.
    groups: BTreeMap<TlsVersion, BTreeSet<u16>>,
}

/// A running server, ended with the test.
#[derive(Debug)]
pub(super) struct Peer {
    child: Child,
    endpoint: Endpoint,
}

/// Longest time until a server listens; a virtual machine has to start, or a compiler.
const PATIENCE: Duration = Duration::from_secs(120);
/// Longest time for an answer: these servers are slow, and none of them means a silence.
const DEADLINE: Duration = Duration::from_secs(20);

impl Truth {
    /// Reads `SUITE 1.2 c02f` (or the suite's name) and `GROUP 1.3 001d`; anything else is not for it.
    fn note(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [kind, version, code] = words[..] else { return };
        let version = version_of(version);
        let Some(version) = version else { return };
        let named = suites().find(|suite| suite.name == code).map(|suite| suite.code);
        let Some(code) = named.or_else(|| u16::from_str_radix(code, 16).ok()) else { return };
        match kind {
            "SUITE" => self.suites.entry(version).or_default().push(code),
            "GROUP" => drop(self.groups.entry(version).or_default().insert(code)),
            _ => {}
        }
    }

    /// Everything that is accepted is told, nothing else is, and nothing stays open.
    fn assert_told(&self, fact: &Json) {
        for version in &TlsVersion::ALL[1..] {
            let versions = fact["versions"].as_array().unwrap_or_else(|| panic!("no versions: {fact:#}"));
            let own = versions.iter().find(|own| own["name"] == json!(version.word())).expect("the version");
            let expected = self.suites.get(version).map(Vec::as_slice).unwrap_or_default();
            assert_eq!(own["accepted"], json!(!expected.is_empty()), "{version:?} {own:#}");
            let (found, open) = listed(fact, "suites", "suite", *version);
            assert!(!open, "{version:?} {fact:#}");
            assert_eq!(found, names(expected), "{version:?}");
        }
        for (version, groups) in &self.groups {
            let (found, open) = listed(fact, "groups", "group", *version);
            let expected: BTreeSet<String> = groups.iter().map(|code| group_name(*code)).collect();
            assert!(!open, "{version:?} {:#}", fact["groups"]);
            assert_eq!(found, expected, "{version:?}");
        }
    }

    /// The order of each version is the server's own.
    fn assert_ordered(&self, fact: &Json) {
        for (version, suites) in &self.suites {
            let expected: Vec<String> = suites.iter().map(|code| crate::wire::suite_name(*code)).collect();
            assert_eq!(order(fact, *version), expected, "{version:?}");
            assert_eq!(decides(fact, *version), json!(true), "{version:?}");
        }
    }

    /// The client's order counts in each version that has a choice.
    fn assert_unordered(&self, fact: &Json) {
        for (version, suites) in &self.suites {
            assert_eq!(order(fact, *version), Vec::<String>::new(), "{version:?}");
            let expected = if suites.len() > 1 { json!(false) } else { Json::Null };
            assert_eq!(decides(fact, *version), expected, "{version:?}");
        }
    }
}

fn version_of(word: &str) -> Option<TlsVersion> {
    TlsVersion::ALL.iter().copied().find(|version| version.word() == word)
}

fn decides(fact: &Json, version: TlsVersion) -> Json {
    let mut entries = fact["server_order"].as_array().into_iter().flatten();
    entries.find(|entry| entry["version"] == json!(version.word())).map_or(Json::Null, |entry| entry["decides"].clone())
}

impl Peer {
    /// Starts a server that says `PORT n` once it listens, after what is true of it.
    fn telling(command: &mut Command) -> (Self, Truth) {
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
        let mut child = spawned.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let mut truth = Truth::default();
        let port = lines.find_map(|line| {
            truth.note(&line);
            line.strip_prefix("PORT ")?.trim().parse().ok()
        });
        std::thread::spawn(move || lines.for_each(drop));
        let port = port.unwrap_or_else(|| panic!("{command:?} does not listen"));
        (Self { child, endpoint: loopback(port) }, truth)
    }

    /// Starts a server that has to be given a port, and waits until it accepts there. Tried anew
    /// where somebody else took the port in between.
    fn given(mut command: impl FnMut(u16) -> Command) -> Self {
        for _ in 0..10 {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|own| own.local_addr());
            let port = port.expect("a port").port();
            let mut command = command(port);
            let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let child = child.unwrap_or_else(|error| panic!("{command:?}: {error}"));
            let mut peer = Self { child, endpoint: loopback(port) };
            if peer.listens() {
                return peer;
            }
        }
        panic!("the server does not start");
    }

    fn listens(&mut self) -> bool {
        let started = Instant::now();
        loop {
            let accepts = TcpStream::connect(self.endpoint.socket()).is_ok();
            if self.child.try_wait().expect("its state").is_some() {
                return false;
            }
            if accepts {
                return true;
            }
            assert!(started.elapsed() < PATIENCE, "the server does not listen");
            std::thread::yield_now();
        }
    }

    /// What the probe says about it.
    async fn inspected(&self) -> Json {
        survey_within(self.endpoint.clone(), DEADLINE).await.0
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // A polite signal first: nginx ends its workers only when it is asked.
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let started = Instant::now();
        while asked.is_ok() && started.elapsed() < Duration::from_secs(2) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::yield_now();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn loopback(port: u16) -> Endpoint {
    Endpoint::new(NAME, IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// The source of a server that we bring.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(name)
}
