//! Logs go to standard error, as text or as JSON lines.

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, registry};

use super::session::Session;

/// Starts the log at the level of `-v`.
pub(super) fn start(session: &Session) {
    let level = match session.verbosity {
        0 if session.json_log => Level::INFO,
        0 => Level::WARN,
        1 => Level::INFO,
        _ => Level::DEBUG,
    };
    // Our own words only: what a library below logs is no message to the user.
    let own = Targets::new().with_target("kiemtra", level);
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(session.error_color);
    let layer = if session.json_log { layer.json().boxed() } else { layer.with_target(false).boxed() };
    // A second start in one process (tests) keeps the first; that is no failure.
    let _ = registry().with(layer.with_filter(own)).try_init().is_ok();
}
