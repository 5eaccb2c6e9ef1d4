//! The minutes signed through the program: by key files and tokens, at once and in two phases, by us and by others.

mod crash;
mod desk;
mod levels;
mod look;
mod parties;
mod phases;
mod refusals;
mod scans;
mod terminal;
