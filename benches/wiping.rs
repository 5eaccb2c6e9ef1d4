//! What it costs that the program wipes all memory that is given back: the program itself beside the same program on
//! the system's allocator, which is this file when it is called with words.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench may stop at a broken premise, look at the clock and print"
)]

#[path = "ratio/mod.rs"]
mod ratio;

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// With `kiemtra`'s allocator.
const WIPING: &str = env!("CARGO_BIN_EXE_kiemtra");

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word != "--bench") {
        return kiemtra::cli::run(words);
    }
    let plain = std::env::current_exe().expect("this file").display().to_string();
    let folder = std::env::temp_dir().join(format!("kiemtra-wiping-{}", std::process::id()));
    // The facts of a whole portal, to be judged again.
    call(WIPING, &["demo", "--out", &folder.display().to_string()], &folder);
    let run = folder.join("flawed/run.json").display().to_string();
    let again = folder.join("again").display().to_string();
    for (name, rounds, arguments) in [
        ("checks list", 21, vec!["checks", "list"]),
        ("judge", 21, vec!["judge", &run]),
        ("report --format html", 11, vec!["report", &run, "--format", "html"]),
        ("report --format pdf", 11, vec!["report", &run, "--format", "pdf"]),
        ("demo", 3, vec!["demo", "--out", &again]),
    ] {
        let wiping = || call(WIPING, &arguments, &folder);
        let plain = || call(&plain, &arguments, &folder);
        ratio::compare(name, rounds, None, ("wiping", wiping), ("not wiping", plain));
    }
    let _ = std::fs::remove_dir_all(folder);
    ExitCode::SUCCESS
}

fn call(program: &str, arguments: &[&str], home: &Path) {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("XDG_STATE_HOME", home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let code = command.status().expect("it starts").code();
    assert!(code.is_some_and(|code| code <= 3), "{arguments:?}: {code:?}");
}
