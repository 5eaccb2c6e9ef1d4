//! Samples of links over time: what is stored, and what a store of them must do.

mod block;
mod class;
mod line;
mod run;
mod sample;
mod sketch;
mod sqlite;
mod store;

pub use class::{Class, Fault, State};
pub use line::{LineId, LineReading, LineTerms, LineValues};
pub use run::{Run, push};
pub use sample::{ClockEvent, Moment, Phases, Sample, SeriesId, SeriesKey, Session, SessionId, Stretch, Ticks};
pub use sketch::{ERROR, Sketch};
pub use sqlite::SqliteSamples;
pub use store::{Packed, SampleStore};
