//! What a store must do, whatever database lies below.

use jiff::Timestamp;

use crate::audit::{Kind, StoredFact};

use super::error::LedgerError;
use super::event::Event;

/// A run as the ledger lists it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RunRow {
    /// Its id.
    pub id: String,
    /// Its case.
    pub case: String,
    /// Its kind.
    pub kind: Kind,
    /// When it started.
    pub started: Timestamp,
    /// How far it came.
    pub state: RunState,
}

/// How far a run came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RunState {
    /// It ended and its document is stored.
    Complete,
    /// The process died before the end; its facts are kept, its verdicts were never made.
    Interrupted,
    /// It is under way.
    Running,
}

/// The head of a case's chain of events.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Chain {
    /// How many events the case has.
    pub length: u64,
    /// The hash of the last, or an empty text.
    pub head: String,
}

/// A ledger's store. Every method that writes is one transaction, durable when it returns.
pub trait Store {
    /// Notes that a run has begun. Runs of the case that are still noted as running are
    /// interrupted: the caller holds the case's lock, so their processes are gone.
    fn begin_run(&mut self, run: &RunRow) -> Result<(), LedgerError>;

    /// Stores a fact of a run under way.
    fn put_fact(&mut self, run: &str, fact: &StoredFact) -> Result<(), LedgerError>;

    /// Ends a run: stores its document and appends the events it caused, all or nothing.
    fn finish_run(&mut self, run: &str, ended: Timestamp, document: &[u8], events: &[Event])
    -> Result<(), LedgerError>;

    /// Appends events that no run caused.
    fn append(&mut self, case: &str, events: &[Event]) -> Result<(), LedgerError>;

    /// Every event of a case, in order, after holding each against the chain.
    fn events(&self, case: &str) -> Result<Vec<Event>, LedgerError>;

    /// The head of a case's chain.
    fn chain(&self, case: &str) -> Result<Chain, LedgerError>;

    /// Every case, sorted.
    fn cases(&self) -> Result<Vec<String>, LedgerError>;

    /// The runs of a case, oldest first.
    fn runs(&self, case: &str) -> Result<Vec<RunRow>, LedgerError>;

    /// The document of a run that is complete.
    fn document(&self, run: &str) -> Result<Option<Vec<u8>>, LedgerError>;

    /// The facts stored for a run, complete or not.
    fn facts(&self, run: &str) -> Result<Vec<StoredFact>, LedgerError>;

    /// Shows every fact that a probe took in the runs of a case, with the run's id, oldest run first. One at a time: a
    /// case may have run daily for years.
    fn facts_of(&self, case: &str, probe: &str, show: &mut dyn FnMut(&str, &StoredFact)) -> Result<(), LedgerError>;
}
