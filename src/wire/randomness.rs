//! Making the random generator ready before it is needed.
//!
//! The first random number of a process is waited for: the generator gathers entropy of its own from the processor's
//! timing, which takes some tens of milliseconds. If nobody did that beforehand, the first hellos would stand by with open
//! connections, and the far side's first answers would be read late.

use std::thread::{Builder, JoinHandle};

use aws_lc_rs::rand::fill;

/// The generator being made ready, beside whatever else has to be done first. Who drops it waits for the end: the program
/// must not take the generator down while it is being set up.
#[derive(Debug)]
pub struct Randomness(Option<JoinHandle<()>>);

impl Randomness {
    /// Begins. Where no thread can be had, the first hello waits instead.
    pub fn gather() -> Self {
        // A generator that fails is told by whoever needs it.
        let draw = || {
            let _ = fill(&mut [0; 32]);
        };
        Self(Builder::new().name("randomness".to_owned()).spawn(draw).ok())
    }
}

impl Randomness {
    /// Sixteen fresh bytes, for a key that lives as long as the process; `None` where the generator fails.
    pub fn key() -> Option<[u8; 16]> {
        let mut bytes = [0; 16];
        fill(&mut bytes).ok().map(|()| bytes)
    }
}

impl Drop for Randomness {
    fn drop(&mut self) {
        drop(self.0.take().map(JoinHandle::join));
    }
}
