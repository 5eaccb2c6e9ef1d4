//! The evidence of a report: every fact as a file of its own, a manifest of their digests, and the checks that anyone
//! can repeat.
//!
//! The identifier of the evidence is the SHA-256 of the manifest. It stands on every page of the minutes, and the
//! manifest lies inside the PDF, so that a signature over the PDF covers all of the evidence.

mod bundle;
mod check;
mod manifest;
mod rendering;
#[cfg(test)]
mod tests;

pub use bundle::{Bundle, MANIFEST, RUN, SALTS};
pub use check::{Claim, Holds, Line, check, check_attached};
pub use manifest::{Entry, Manifest, Pinned};
pub use rendering::{RENDERING, Rendering};
