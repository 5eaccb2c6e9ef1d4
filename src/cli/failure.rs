//! Failures of the program, as people read them.

use clap::ArgMatches;

use crate::audit::Refusal;
use crate::ledger::LedgerError;
use crate::load::{Problems, render};
use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::session::Session;

/// Why a verb could not do what it was asked.
#[derive(Debug)]
pub(super) struct Failure {
    exit: Exit,
    code: &'static str,
    text: Text,
    hints: Vec<Text>,
    problems: Option<Problems>,
}

impl Failure {
    pub(super) fn new(exit: Exit, code: &'static str, text: Text) -> Self {
        Self { exit, code, text, hints: Vec::new(), problems: None }
    }

    pub(super) fn with_hint(mut self, hint: Text) -> Self {
        self.hints.push(hint);
        self
    }

    /// Which code it ends the program with.
    pub(super) fn exit(&self) -> Exit {
        self.exit
    }

    /// Its stable code; empty where problems of files have codes of their own.
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// What to do about it, where that is known.
    pub(super) fn hint(&self) -> Option<&Text> {
        self.hints.first()
    }

    /// What went wrong, as a sentence.
    pub(super) fn text(&self) -> &Text {
        &self.text
    }

    /// Why, in one sentence: the first thing that is wrong with a file, or what went wrong.
    pub(super) fn why(&self) -> &Text {
        let first = self.problems.as_ref().and_then(|problems| problems.0.first());
        first.map_or(&self.text, |problem| &problem.text)
    }

    /// Files that cannot be used: system, profile, checks, law.
    pub(super) fn configuration(problems: Problems) -> Self {
        Self::of(Exit::Configuration, problems)
    }

    fn of(exit: Exit, problems: Problems) -> Self {
        let number = problems.0.len();
        let plural = if number == 1 { "" } else { "s" };
        let text = match exit {
            Exit::Permission => Text::new("Không gửi gì: chưa được phép", "Nothing was sent: it is not permitted"),
            _ => text!(
                "Không kiểm tra gì: tệp khai báo có {number} lỗi",
                "Nothing was inspected: the files have {number} problem{plural}"
            ),
        };
        Self { exit, code: "", text, hints: Vec::new(), problems: Some(problems) }
    }

    /// Writes the failure to standard error, or for monitoring as one line on standard output, and
    /// gives the exit code.
    pub(super) fn show(&self, session: &Session, arguments: &ArgMatches) -> Exit {
        if wants_nagios(arguments) {
            let text = self.why().in_language(session.language);
            session.print(&format!("KIEMTRA UNKNOWN - {text}\n"));
            return Exit::Incomplete;
        }
        session.complain(&self.rendered(session.language, session.error_color));
        self.exit
    }

    fn rendered(&self, language: Language, color: bool) -> String {
        let mut out = String::new();
        if let Some(problems) = &self.problems {
            out.push_str(&render(problems, language, color));
        }
        let (error, hint) = match language {
            Language::Vi => ("lỗi", "gợi ý"),
            Language::En => ("error", "hint"),
        };
        let code = if self.code.is_empty() { String::new() } else { format!("[{}]", self.code) };
        out.push_str(&format!("{error}{code}: {}\n", self.text.in_language(language)));
        for text in &self.hints {
            out.push_str(&format!("{hint}: {}\n", text.in_language(language)));
        }
        out
    }
}

fn wants_nagios(arguments: &ArgMatches) -> bool {
    let formats = arguments.try_get_many::<String>("format").ok().flatten();
    formats.is_some_and(|mut formats| formats.any(|format| format == "nagios"))
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let exit = match &error {
            LedgerError::Busy(_) => Exit::Busy,
            LedgerError::Broken(_) => Exit::Permission,
            LedgerError::Missing(_) | LedgerError::Refused(_) => Exit::Data,
            LedgerError::Document(_) => Exit::Data,
            LedgerError::Database(_) | LedgerError::File(_) => Exit::Software,
        };
        Self::new(exit, error.code(), error.text())
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::configuration(problems)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::of(Exit::Permission, Problems(refusal.0))
    }
}
