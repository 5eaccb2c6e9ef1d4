//! Progress on a terminal; silence in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::text::Text;

use super::session::Session;

/// A bar that counts jobs.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar on a terminal, nothing elsewhere.
    pub(super) fn new(session: &Session, quiet: bool) -> Self {
        let shown = session.interactive && !quiet;
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let word = session.say(&Text::new("Đang kiểm tra", "Inspecting")).to_owned();
        if let Ok(style) = ProgressStyle::with_template(&format!("{word} [{{bar:32}}] {{pos}}/{{len}}")) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// Shows how many jobs have ended of those known.
    pub(super) fn set(&self, done: usize, known: usize) {
        self.0.set_length(known as u64);
        self.0.set_position(done as u64);
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
