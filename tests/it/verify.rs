//! Reports verified through the program: sound ones, unfinished ones, and what attackers make of them.

mod append;
mod desk;
mod fetch;
mod hostile;
mod refused;
mod tamper;
mod trust;
mod whole;
