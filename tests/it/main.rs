//! What the whole program does, from outside.

mod reference;
mod schemas;
