//! The gate through the program: what it lets through, and everything that it does not.

mod answers;
mod asking;
mod desk;
mod kept;
