//! What a store of samples has acknowledged is there after `kill -9`, after a power cut and after a full disk.

mod cut;
mod full;
mod killed;
mod script;
mod trace;
mod writer;
