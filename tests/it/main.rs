//! Every integration test: one binary, because each further one links the whole tree again.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::panic_in_result_fn,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may stop at a broken premise, look at the clock and knock at a door"
)]

mod architecture;
mod guide;
mod reference;
mod schemas;
