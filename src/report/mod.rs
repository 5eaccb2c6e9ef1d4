//! The inspection report: one model, one file a format.
//!
//! Formats write what the model says and decide nothing. They may use the file they are given;
//! nothing here touches a network, a clock or a locale: equal models give equal bytes.

mod build;
mod model;

pub use build::{Material, build, evidence_id};
pub use model::{
    Annex, Chapter, Counts, Detail, ErrorRow, Ground, Head, LabelledText, Report, Row, Seen, SignatureBlock, State,
    Tally,
};
