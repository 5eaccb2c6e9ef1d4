//! What was sent: totals that must equal what the far side's own log says, and a list of acts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use super::clock::Clock;
use super::http::Sight;
use super::job::{Job, Outcome};
use super::opening::Opened;
use crate::text::{Text, covered, shorten};

/// The most entries that are kept; the totals go on counting.
const MOST_ENTRIES: usize = 10_000;

/// The totals of a run.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct JournalTotals {
    /// TCP connections that were attempted.
    pub connections: u64,
    /// UDP datagrams that asked a back-end something.
    pub datagrams: u64,
    /// Those that the far side accepted or answered.
    pub connected: u64,
    /// HTTP requests sent.
    pub requests: u64,
    /// Questions put to the resolver. An answer may come from its cache within a run.
    pub lookups: u64,
    /// Bytes received over TCP and UDP, encryption included.
    pub bytes_in: u64,
    /// Bytes sent over TCP and UDP, encryption included.
    pub bytes_out: u64,
    /// Jobs that the scope forbade; nothing was sent for them.
    pub refused_by_scope: u64,
}

/// One act.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct JournalEntry {
    /// When it was asked for.
    pub when: Timestamp,
    /// `connect`, `fetch GET /`, `handshake`, `hello`, `quic` or `lookup CAA`.
    pub what: String,
    /// The name and back-end, or the name that was looked up.
    pub endpoint: String,
    /// `ok`, the word of a reason, or `cancelled`.
    pub outcome: &'static str,
    /// Why it was refused or failed.
    pub detail: Option<Text>,
    /// What was said in the plain before TLS, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening: Option<String>,
}

/// The journal of a run. Clones write into the same book.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal(Arc<Book>);

#[derive(Debug, Default)]
struct Book {
    connections: AtomicU64,
    datagrams: AtomicU64,
    connected: AtomicU64,
    requests: AtomicU64,
    lookups: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    refused_by_scope: AtomicU64,
    entries: Mutex<Vec<JournalEntry>>,
}

/// What the journal counts one by one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Count {
    /// A connection was attempted.
    Connection,
    /// It was accepted, or the datagram answered.
    Connected,
    /// A datagram goes out.
    Datagram,
    /// An HTTP request goes out.
    Request,
    /// A question to the resolver goes out.
    Lookup,
    /// The scope forbade a job.
    Refusal,
}

impl Journal {
    /// Counts one.
    pub(super) fn count(&self, what: Count) {
        let book = &*self.0;
        let counter = match what {
            Count::Connection => &book.connections,
            Count::Connected => &book.connected,
            Count::Datagram => &book.datagrams,
            Count::Request => &book.requests,
            Count::Lookup => &book.lookups,
            Count::Refusal => &book.refused_by_scope,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts received bytes.
    pub(super) fn received(&self, bytes: u64) {
        self.0.bytes_in.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts sent bytes.
    pub(super) fn sent(&self, bytes: u64) {
        self.0.bytes_out.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Begins the entry of a job. It is written when it is dropped, so that a cancelled job leaves
    /// its trace as well.
    pub(super) fn begin(&self, clock: &Clock, job: &Job) -> OpenEntry {
        let endpoint = match (job, job.endpoint()) {
            (Job::Lookup(lookup), _) => lookup.name.clone(),
            (_, Some(endpoint)) => format!("{} {endpoint}", shorten(&endpoint.name, 100)),
            (_, None) => String::new(),
        };
        let entry = JournalEntry {
            when: clock.now(),
            what: what(job),
            endpoint,
            outcome: "cancelled",
            detail: None,
            opening: None,
        };
        OpenEntry { journal: self.clone(), entry }
    }

    /// The totals now.
    pub(super) fn totals(&self) -> JournalTotals {
        let book = &*self.0;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        JournalTotals {
            connections: read(&book.connections),
            datagrams: read(&book.datagrams),
            connected: read(&book.connected),
            requests: read(&book.requests),
            lookups: read(&book.lookups),
            bytes_in: read(&book.bytes_in),
            bytes_out: read(&book.bytes_out),
            refused_by_scope: read(&book.refused_by_scope),
        }
    }

    /// The entries so far, in the order in which they ended; at most [`MOST_ENTRIES`].
    pub(super) fn entries(&self) -> Vec<JournalEntry> {
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An entry whose job still runs.
#[derive(Debug)]
pub(super) struct OpenEntry {
    journal: Journal,
    entry: JournalEntry,
}

impl OpenEntry {
    /// Notes what was said before TLS.
    pub(super) fn opened(&mut self, opened: &Opened) {
        let Opened { protocol, story, surplus } = opened;
        let surplus = if *surplus == 0 { String::new() } else { format!(" | + {surplus} bytes") };
        self.entry.opening = Some(format!("{}: {story}{surplus}", protocol.word()));
    }

    /// Notes how the job ended.
    pub(super) fn end(mut self, outcome: &Outcome) {
        match outcome {
            Ok(_) => self.entry.outcome = "ok",
            Err(trouble) => {
                self.entry.outcome = trouble.reason.word();
                self.entry.detail = Some(trouble.detail.clone());
            }
        }
    }
}

impl Drop for OpenEntry {
    fn drop(&mut self) {
        let mut entries = self.journal.0.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() < MOST_ENTRIES {
            entries.push(self.entry.clone());
        }
    }
}

fn what(job: &Job) -> String {
    match job {
        Job::Connect(_) => "connect".to_owned(),
        Job::Fetch(_, request) => {
            let scheme = match (request.sight, request.tls) {
                (Sight::Rendered, _) => "browser",
                (_, true) => "https",
                (_, false) => "http",
            };
            // Addresses that nobody declared may hold somebody's number.
            let path = if request.reading.is_some() || request.sight == Sight::Handed {
                covered(&request.path)
            } else {
                request.path.clone()
            };
            format!("{scheme} {} {}", request.method, shorten(&path, 100))
        }
        Job::Handshake(..) => "handshake".to_owned(),
        Job::Hello(..) => "hello".to_owned(),
        Job::Present(_, request) => {
            let with = if request.identity.is_some() { "with" } else { "without" };
            format!("https {} {} {with} client certificate", request.method, shorten(&request.path, 100))
        }
        Job::Lookup(lookup) => format!("lookup {}", lookup.kind.word()),
        Job::Provoke(_, provocation) => format!("provoke {}", provocation.word()),
        Job::Quic(_) => "quic".to_owned(),
    }
}
