//! kiemtra inspects a declared system before it may connect to the National Population Database.
//!
//! The rooms, in the order in which they may use one another: a module uses only modules above it.
//!
//! * [`text`]: bilingual messages, dates in Vietnamese form, masked values.
//! * [`fact`]: what is known, proved absent, or unknown with a reason; the shapes of facts.
//! * [`load`]: the only reader of YAML: limits, places, did-you-mean.
//! * [`law`]: regimes and citations, each with its dates and its provenance.
//! * [`system`]: `system.yaml`: the subjects, the scope, the authorisation.
//! * [`check`]: check files: conditions that are held against the shapes of facts at load.
//! * [`profile`]: which checks, with which parameters, for which purpose, under which law.
//! * [`judge`]: facts, checks, profile and time become verdicts; pure and total.
//! * [`wire`]: the one door to the network: scope, pace, budget, journal, clock.
//! * [`probe`]: what gathers facts: one file or folder each, and the list of all.
//! * [`audit`]: planning and carrying out a run; the run as a document.
//! * [`ledger`]: cases, runs, facts, and the error list as a fold over chained events.
//! * [`link`]: samples of a link over time become outages, and outages windows.
//! * [`report`]: the inspection report: one model, one file a format.
//! * [`seal`]: signatures on the report, and the verification of every signature in a PDF file.
//! * [`demo`]: two fictional portals on loopback, one flawed and one sound.
//! * [`cli`]: one file a verb; the only place that prints.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "a test may look at the clock and knock at a door"))]

pub mod text;

pub mod fact;

pub mod load;

pub mod law;

pub mod system;

pub mod check;

pub mod profile;

pub mod judge;

pub mod wire;

pub mod probe;

pub mod audit;

pub mod ledger;

pub mod link;

pub mod report;

pub mod seal;

pub mod demo;

pub mod cli;
