//! The program.

use std::process::ExitCode;

use mimalloc::MiMalloc;
use zeroizing_alloc::ZeroAlloc;

/// Wipes whatever is given back: passwords pass through buffers of libraries that do not. Below it mimalloc, which gives
/// pages back where the system's allocator is left with holes: half the memory for long minutes.
#[global_allocator]
static MEMORY: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

fn main() -> ExitCode {
    kiemtra::cli::run(std::env::args_os().collect())
}
