//! What holds for the whole invocation: language, colour, where the ledger is.

use std::env;
use std::ffi::OsString;
use std::io::{IsTerminal, stderr, stdout};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::text::{Language, Text};
use crate::wire::Clock;

use super::handover::Handed;
use super::output;

/// The invocation.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) language: Language,
    /// Whether standard output may be coloured.
    pub(super) color: bool,
    /// Whether standard error may be coloured.
    pub(super) error_color: bool,
    /// Columns of the terminal, or 80.
    pub(super) width: usize,
    /// Whether standard error is a terminal that progress may be drawn on.
    pub(super) interactive: bool,
    /// How much is logged: 0 warnings, 1 what happens, 2 every job.
    pub(super) verbosity: u8,
    /// Whether logs are JSON lines.
    pub(super) json_log: bool,
    pub(super) clock: Clock,
    ledger: Option<PathBuf>,
    pub(super) packs: Vec<PathBuf>,
    /// Passwords that were taken out of the environment.
    pub(super) handed: Handed,
}

impl Session {
    pub(super) fn new(matches: &ArgMatches, language: Language) -> Self {
        let choice = matches.get_one::<String>("color").map_or("auto", String::as_str);
        let allowed = |terminal: bool| match choice {
            "always" => true,
            "never" => false,
            _ => terminal && set("NO_COLOR").is_none(),
        };
        Self {
            language,
            color: allowed(stdout().is_terminal()),
            error_color: allowed(stderr().is_terminal()),
            width: set("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(80).clamp(60, 200),
            interactive: stderr().is_terminal(),
            verbosity: matches.get_count("verbose"),
            json_log: matches.get_one::<String>("log").is_some_and(|log| log == "json"),
            clock: Clock::real(),
            ledger: matches.get_one::<PathBuf>("ledger").cloned(),
            packs: matches.get_many::<PathBuf>("checks-dir").map(|paths| paths.cloned().collect()).unwrap_or_default(),
            handed: Handed::default(),
        }
    }

    /// The ledger: as given, else in the folder for state that the service manager or the desktop
    /// standard names, else beside the user's own files.
    pub(super) fn ledger(&self) -> PathBuf {
        if let Some(path) = &self.ledger {
            return path.clone();
        }
        let folder = set("STATE_DIRECTORY")
            .map(PathBuf::from)
            .or_else(|| set("XDG_STATE_HOME").map(|folder| PathBuf::from(folder).join("kiemtra")))
            .or_else(|| set("HOME").map(|folder| PathBuf::from(folder).join(".local/state/kiemtra")));
        folder.unwrap_or_default().join("ledger.db")
    }

    /// The ledger, where one was named.
    pub(super) fn given_ledger(&self) -> Option<&Path> {
        self.ledger.as_deref()
    }

    /// The sentence in the language of the invocation.
    pub(super) fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }

    /// Prints data.
    pub(super) fn print(&self, data: &str) {
        output::data(data.as_bytes());
    }

    /// Prints what is not data.
    pub(super) fn tell(&self, text: &Text) {
        output::notice(&format!("{}\n", self.say(text)));
    }

    /// Prints a failure.
    pub(super) fn complain(&self, rendered: &str) {
        output::notice(rendered);
    }
}

/// A variable of the environment that is set and not empty.
#[allow(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(super) fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The language, found before the arguments are parsed: `--lang`, then `KIEMTRA_LANG`, then
/// Vietnamese.
pub(super) fn language_of(arguments: &[OsString]) -> Language {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let given = words.iter().enumerate().find_map(|(n, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(n + 1).map(|next| next.as_ref().to_owned()),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    match given.or_else(|| set("KIEMTRA_LANG")).as_deref() {
        Some("en") => Language::En,
        _ => Language::Vi,
    }
}
