//! The program.

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// Wipes whatever is given back: passwords pass through buffers of libraries that do not.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    kiemtra::cli::run(std::env::args_os().collect())
}
