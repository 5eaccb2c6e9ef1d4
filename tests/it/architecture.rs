//! The house rules that no compiler holds: who may use whom, who may touch the outside, how long a
//! file may be, and that every registry is complete.
//!
//! Each rule is a function from sources to complaints, so that each is also proved to bite.

mod order;
mod outside;
mod registry;
mod shape;
mod source;
mod strip;

use source::{Source, below};

/// The rooms in the order of permitted use: a room uses only rooms before it.
const ROOMS: &[&str] = &[
    "text", "fact", "load", "law", "system", "check", "profile", "judge", "wire", "probe", "audit", "ledger", "link",
    "report", "seal", "fleet", "review", "demo", "cli",
];

#[test]
fn rooms_use_only_rooms_above_them() {
    hold(order::complaints(&below("src", "rs")));
}

#[test]
fn the_map_in_lib_rs_names_every_room_in_order() {
    hold(order::map_complaints(&below("src", "rs")));
}

#[test]
fn only_the_rooms_at_the_edge_touch_the_outside() {
    hold(outside::complaints(&below("src", "rs")));
}

#[test]
fn files_are_short_and_well_named() {
    let mut sources = below("src", "rs");
    sources.extend(below("tests", "rs"));
    sources.extend(below("benches", "rs"));
    hold(shape::complaints(&sources));
}

#[test]
fn every_probe_and_format_is_registered() {
    let sources = below("src", "rs");
    hold(registry::probe_complaints(&sources));
    hold(registry::format_complaints(&sources));
}

#[test]
fn the_path_of_a_check_is_its_id() {
    hold(registry::check_complaints(&below("checks", "yaml")));
}

/// Fails with every complaint at once.
fn hold(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// A source for the proofs that a rule bites.
fn example(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}
