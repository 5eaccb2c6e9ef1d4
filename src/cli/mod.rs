//! The command line: one file a verb, and the only room that prints.
//!
//! Data goes to standard output, everything else to standard error. Exit codes are those of
//! [`Exit`]. Help and messages exist in Vietnamese and English; the language is chosen before the
//! arguments are parsed, so that even `--help` and usage errors speak it.

mod audit;
mod checks;
mod completions;
mod conclude;
mod demo;
mod detect;
mod doctor;
mod errors;
mod evidence;
mod exit;
mod failure;
mod files;
mod gate;
mod handover;
mod help;
mod init;
mod inspection;
mod judge;
mod law;
mod ledger;
mod link;
mod logging;
mod mishap;
mod network;
mod output;
mod plan;
mod probes;
mod profiles;
mod progress;
mod reference;
mod report;
mod returned;
mod schema;
mod secret;
mod session;
mod setup;
mod sign;
mod tls;
mod trust;
mod verbs;
mod verify;
mod welcome;

use std::ffi::OsString;
use std::process::ExitCode;

pub use exit::Exit;
pub use reference::reference;
pub use verbs::{VERBS, Verb, command};

use handover::Handed;
use session::Session;

/// Runs the program with its arguments, the first being its own name.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    mishap::watch();
    let language = session::language_of(&arguments);
    let is_brief = arguments.iter().any(|word| word == "-h");
    let whole = if is_brief { verbs::brief(language) } else { command(language) };
    let matches = match whole.try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return help::answer(&error, language).into(),
    };
    let mut session = Session::new(&matches, language);
    logging::start(&session);
    let Some((name, own)) = matches.subcommand() else {
        return welcome::show(&session).into();
    };
    match Handed::taken() {
        Ok(handed) => session.handed = handed,
        Err(failure) => return failure.show(&session, own).into(),
    }
    let verb = VERBS.iter().find(|verb| verb.name == name);
    let done = verb.map_or(Ok(Exit::Ready), |verb| (verb.run)(&session, own));
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => failure.show(&session, own).into(),
    }
}
