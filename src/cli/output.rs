//! The two ways out. A reader that closes the pipe early ends the program quietly.

use std::io::{ErrorKind, Write, stderr, stdout};

/// Writes data to standard output.
///
/// A closed pipe means that the reader has what it wanted (`| head`): the rest is dropped and the
/// program goes on to its proper end, so that a run under way is still recorded.
pub(super) fn data(bytes: &[u8]) {
    let mut out = stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        notice(&format!("stdout: {error}\n"));
    }
}

/// Writes to standard error; there is nowhere to tell a failure of that.
pub(super) fn notice(text: &str) {
    let _ = stderr().lock().write_all(text.as_bytes());
}
