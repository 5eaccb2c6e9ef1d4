//! kiemtra inspects a declared system before it may connect to the National Population Database.
//!
//! The rooms, in the order in which they may use one another: a module uses only modules above it.
#![forbid(unsafe_code)]

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

pub mod report;

pub mod demo;

pub mod cli;
