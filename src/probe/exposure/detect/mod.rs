//! The detector: takes pieces in, weighs what looks like personal data or a secret, and keeps what is credible.

use super::finding::{Finding, Key};
use super::piece::{Cell, Kind, Sink, Step};

/// Takes in the pieces of one document.
#[derive(Debug)]
pub struct Detector<'k> {
    _key: &'k Key,
}

impl<'k> Detector<'k> {
    /// A detector that has seen nothing.
    pub fn new(key: &'k Key) -> Self {
        Self { _key: key }
    }

    /// What was found.
    pub fn into_findings(self) -> Vec<Finding> {
        Vec::new()
    }
}

impl Sink for Detector<'_> {
    fn enter(&mut self, _step: Step<'_>) {}

    fn leave(&mut self) {}

    fn text(&mut self, _text: &str) {}

    fn field(&mut self, _label: &str, _value: &str, _kind: Kind) {}

    fn row(&mut self, _cells: &[Cell<'_>]) {}
}
