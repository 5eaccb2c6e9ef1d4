#![expect(clippy::string_slice, reason = "documents of our own, cut at marks of ours")]

mod faults;
mod forge;
mod hostile;
mod peers;
mod probe;
mod signed;
mod wrapping;
