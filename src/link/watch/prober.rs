//! Who probes: the wire, within the scope and the window of the authorisation.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::ledger::samples::Class;
use crate::system::Authorisation;
use crate::wire::Wire;

use super::classify::{Finding, classify};
use super::plan::Watched;

/// A probing that is under way.
pub type Probing = Pin<Box<dyn Future<Output = Finding> + Send>>;

/// Who probes hops by their position.
pub trait Prober: Send + Sync {
    /// Probes a hop once; `turn` chooses among several addresses.
    fn probe(self: Arc<Self>, hop: usize, turn: u64) -> Probing;
}

/// Probes through the one door.
#[derive(Debug)]
pub struct Door {
    wire: Wire,
    authorisation: Authorisation,
    watched: Vec<Watched>,
}

impl Door {
    /// A prober of these hops.
    pub fn new(wire: Wire, authorisation: Authorisation, watched: Vec<Watched>) -> Self {
        Self { wire, authorisation, watched }
    }

    /// What is watched.
    pub fn watched(&self) -> &[Watched] {
        &self.watched
    }
}

impl Prober for Door {
    fn probe(self: Arc<Self>, hop: usize, turn: u64) -> Probing {
        Box::pin(async move {
            let clock = self.wire.clock();
            match self.watched.get(hop) {
                Some(watched) if self.authorisation.is_open(clock.now()) => {
                    let sounding = self.wire.sound(&watched.sounder, turn).await;
                    classify(&watched.hop, &sounding, clock.now())
                }
                _ => Finding::bare(Class::OutOfScope),
            }
        })
    }
}
