//! The writer: a thread of its own that commits what is gathered, so that no disk holds up a probing.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::ledger::LedgerError;
use crate::ledger::samples::{ClockEvent, Moment, Sample, SampleStore, SeriesId, Session, SessionId};
use crate::text::Text;

/// How long samples are gathered for one commit: less than the shortest interval.
const GATHERED_FOR: Duration = Duration::from_millis(250);
/// The most samples of one commit.
const BATCH: usize = 4_096;
/// The most that wait for a store that fails.
const MOST_WAITING: usize = 100_000;
/// How long a store is left alone that failed.
const REST: Duration = Duration::from_secs(1);

/// What is to be written, in its order.
#[derive(Debug)]
pub(super) enum Entry {
    /// A session begins; what follows belongs to it.
    Begin(Session),
    /// A sample.
    Sample(SeriesId, Sample),
    /// Something befell the session's clock.
    Clock(ClockEvent),
    /// The session ends.
    End(Moment),
    /// What is older may be packed.
    Pack(Moment),
}

/// What the writer has to say.
#[derive(Debug)]
pub(super) enum Note {
    /// The store fails; what is gathered waits.
    Failing(Text),
    /// It works again.
    Working,
}

/// The way to the writer.
#[derive(Debug)]
pub(super) struct Writer {
    entries: Option<Sender<Entry>>,
    notes: UnboundedReceiver<Note>,
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
    dropped: u64,
    failing: bool,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(store: Box<dyn SampleStore + Send>) -> Result<Self, LedgerError> {
        let (entries, taken) = channel();
        let (told, notes) = unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let hand = Hand { store, taken, told, waiting: Arc::clone(&waiting), session: None, failing: false };
        let thread = std::thread::Builder::new().name("samples".to_owned()).spawn(move || hand.work());
        let thread = thread.map_err(|error| {
            LedgerError::File(crate::text::text!(
                "không khởi động được luồng ghi mẫu: {error}",
                "the thread that stores samples cannot be started: {error}"
            ))
        })?;
        Ok(Self { entries: Some(entries), notes, waiting, thread: Some(thread), dropped: 0, failing: false })
    }

    /// Hands an entry over. Where a failing store has let too many samples gather, a further one is dropped: nobody
    /// will know of it, and so it counts as unknown.
    pub(super) fn write(&mut self, entry: Entry) {
        if matches!(entry, Entry::Sample(..)) && self.waiting.load(Ordering::Relaxed) >= MOST_WAITING {
            self.dropped += 1;
            return;
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        if let Some(entries) = &self.entries {
            drop(entries.send(entry));
        }
    }

    /// What the writer has said since.
    pub(super) fn hear(&mut self) -> Option<Note> {
        let note = self.notes.try_recv().ok()?;
        self.failing = matches!(note, Note::Failing(_));
        Some(note)
    }

    /// How many entries wait, and how many were dropped.
    pub(super) fn backlog(&self) -> (usize, u64) {
        (self.waiting.load(Ordering::Relaxed), self.dropped)
    }

    /// Whether the thread is at work.
    pub(super) fn is_alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Whether the store fails just now.
    pub(super) fn is_failing(&self) -> bool {
        self.failing
    }

    /// Ends the thread once everything is written; what a failing store does not take is given up.
    pub(super) fn finish(mut self) -> usize {
        drop(self.entries.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
        self.waiting.load(Ordering::Relaxed)
    }
}

/// The thread's own side.
struct Hand {
    store: Box<dyn SampleStore + Send>,
    taken: Receiver<Entry>,
    told: UnboundedSender<Note>,
    waiting: Arc<AtomicUsize>,
    session: Option<SessionId>,
    failing: bool,
}

impl Hand {
    fn work(mut self) {
        let mut queue = VecDeque::new();
        let mut open = true;
        while open || !queue.is_empty() {
            if queue.is_empty() {
                match self.taken.recv() {
                    Ok(entry) => queue.push_back(entry),
                    Err(_) => return,
                }
            }
            open = self.gather(&mut queue, if self.failing { REST } else { GATHERED_FOR });
            match self.commit(&mut queue) {
                Ok(()) if self.failing => {
                    self.failing = false;
                    drop(self.told.send(Note::Working));
                }
                Ok(()) => {}
                // Asked to end, with a store that does not take anything: waiting on would hold up the end.
                Err(_) if !open && self.failing => return,
                Err(error) => {
                    if !self.failing {
                        drop(self.told.send(Note::Failing(error.text())));
                    }
                    self.failing = true;
                }
            }
        }
    }

    /// Takes what comes within a time; false once nothing will come any more.
    fn gather(&self, queue: &mut VecDeque<Entry>, time: Duration) -> bool {
        let mut left = time;
        let slice = Duration::from_millis(25);
        loop {
            match self.taken.recv_timeout(left.min(slice)) {
                Ok(entry) => {
                    queue.push_back(entry);
                    if queue.len() < BATCH {
                        continue;
                    }
                    return true;
                }
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => left = left.saturating_sub(slice),
            }
            if left.is_zero() {
                return true;
            }
        }
    }

    /// Writes everything in its order, samples that follow one another together.
    fn commit(&mut self, queue: &mut VecDeque<Entry>) -> Result<(), LedgerError> {
        while let Some(first) = queue.front() {
            let written = match (first, self.session) {
                (Entry::Sample(..), Some(session)) => {
                    let samples: Vec<_> = queue
                        .iter()
                        .map_while(|entry| match entry {
                            Entry::Sample(series, sample) => Some((*series, *sample)),
                            _ => None,
                        })
                        .take(BATCH)
                        .collect();
                    self.store.append(session, &samples)?;
                    samples.len()
                }
                (Entry::Begin(session), _) => {
                    self.session = Some(self.store.begin_session(session)?);
                    1
                }
                (Entry::Clock(event), Some(session)) => {
                    self.store.note_clock(session, event)?;
                    1
                }
                (Entry::End(at), Some(session)) => {
                    self.store.end_session(session, *at)?;
                    1
                }
                (Entry::Pack(before), _) => {
                    self.store.pack(*before)?;
                    1
                }
                (Entry::Sample(..) | Entry::Clock(_) | Entry::End(_), None) => 1,
            };
            drop(queue.drain(..written));
            self.waiting.fetch_sub(written, Ordering::Relaxed);
        }
        Ok(())
    }
}
