//! XML as far as signed metadata need it: a bounded tree with its namespaces resolved, and the
//! canonical forms over which signatures are made.
//!
//! Nothing is fetched and no entity of a document type is expanded.

mod canonical;
mod decode;
mod name;
mod read;
mod tree;
mod value;

pub(super) use canonical::Canonical;
pub(super) use decode::{Encoding, MOST_BYTES};
pub(super) use read::read;
pub(super) use tree::{Document, Element};
