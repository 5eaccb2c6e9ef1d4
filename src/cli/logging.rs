//! Logs go to standard error, as text or as JSON lines.

use tracing::Level;
use tracing_subscriber::fmt;

use super::session::Session;

/// Starts the log at the level of `-v`.
pub(super) fn start(session: &Session) {
    let level = match session.verbosity {
        0 if session.json_log => Level::INFO,
        0 => Level::WARN,
        1 => Level::INFO,
        _ => Level::DEBUG,
    };
    let builder = fmt().with_writer(std::io::stderr).with_max_level(level).with_ansi(session.error_color);
    // A second start in one process (tests) keeps the first; that is no failure.
    let _ = if session.json_log {
        builder.json().try_init().is_ok()
    } else {
        builder.with_target(false).try_init().is_ok()
    };
}
