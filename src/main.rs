//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    kiemtra::cli::run(std::env::args_os().collect())
}
