//! The watcher against real things on loopback, and against a clock that the test holds.

mod classes;
mod encrypted;
mod memory;
mod names;
mod pace;
mod world;
