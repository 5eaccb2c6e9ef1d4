//! kiemtra inspects a declared system before it may connect to the National Population Database.
//!
//! The rooms, in the order in which they may use one another: a module uses only modules above it.
#![forbid(unsafe_code)]

pub mod fact;
pub mod load;
pub mod probe;
pub mod report;
pub mod system;
pub mod text;
pub mod wire;
