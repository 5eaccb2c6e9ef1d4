//! Personal data and secrets in what anybody can read: recognised, counted, masked at once.
//!
//! A [`Document`] is taken apart by [`extract`] into pieces that say where they stand ([`piece`]); the detector
//! takes the pieces in, one pass, and keeps nothing of a value but its class, its masked form and a keyed hash to
//! count it by. What could not be read is named, never passed over.

mod blank;
pub mod class;
pub mod detect;
pub mod document;
pub mod extract;
pub mod finding;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
pub mod piece;
mod told;

pub use class::{Class, Standing};
pub use detect::{is_name_of_person, label_class, plain_label};
pub use document::{Coverage, Document, Format, Limits, Obstacle, Omission};
pub use extract::{Around, format};
pub use finding::{Finding, Key};
pub use told::place_text;

use detect::Detector;
use extract::Course;

/// What an inspection of one document found, and how much of the document it saw.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// What the document is, by its content.
    pub format: Format,
    /// How much of it was read.
    pub coverage: Coverage,
    /// What was found, by class and place.
    pub findings: Vec<Finding>,
}

/// Inspects one document. Bounded in time and memory by `limits`; nothing of a found value outlives the call but its
/// class, masked form and keyed hash.
pub fn inspect(document: &Document<'_>, key: &Key, limits: Limits) -> Inspection {
    let mut detector = Detector::new(key);
    let mut course = Course::new(&mut detector, limits);
    let format = course.read(document);
    let coverage = course.into_coverage();
    Inspection { format, coverage, findings: detector.into_findings() }
}
