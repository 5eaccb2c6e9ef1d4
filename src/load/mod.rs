//! The only reader of YAML: limits, spans, and problems that name the file, the line and the fix.
//!
//! A file becomes a [`Node`] tree that remembers where everything stood; the rooms above turn the
//! tree into their own types through [`Mapping`], which reports unknown keys, missing keys and
//! wrong types all at once. Nothing untyped leaves this room by another door.

pub mod embedded;
mod file;
mod mapping;
mod near;
mod node;
mod parse;
mod problem;
mod render;
mod source;

#[cfg(test)]
mod tests;

pub use file::whole;
pub use mapping::{Mapping, Reader};
pub use near::nearest;
pub use node::{Entry, Kind, Node};
pub use parse::{Limits, parse};
pub use problem::{Problem, Problems};
pub use render::render;
pub use source::Source;
