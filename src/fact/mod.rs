//! What a probe saw: typed values that are known, proved absent, or unknown with a reason.
//!
//! Facts never judge. This room holds their vocabulary: the values, their shapes, and the macros
//! with which a probe declares a fact type once, for Rust, for JSON and for the check language.

mod canonical;
mod declare;
mod digest;
mod fields;
mod gap;
mod legible;
mod read;
mod sample;
mod shape;
mod value;

pub use canonical::Canonical;
pub use declare::{Fact, Factual};
pub(crate) use declare::{enumeration, record};
pub use digest::{Digest, canonical_json};
pub use fields::Fields;
pub use gap::{Gap, Reason};
pub use legible::Legible;
pub(crate) use legible::{legible_record, legible_words};
pub use read::{Mismatch, from_json};
pub use sample::Sample;
pub use shape::{Enumeration, Field, Record, Shape};
pub use value::{Value, Word};
