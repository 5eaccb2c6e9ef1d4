//! `kiemtra link`: the link to the population database over time.

mod changes;
mod import;
mod said;
mod show;
mod shown;
mod watch;

use clap::{ArgMatches, Command};

use crate::text::{Language, Text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, verb};

pub(super) use show::watched;
pub(super) use watch::{lock_name, place};

pub(super) const VERB: Verb = Verb { name: "link", command, run };

fn command(language: Language) -> Command {
    let about =
        Text::new("Theo dõi đường kết nối CSDL dân cư theo thời gian", "The population-database link over time");
    let examples = Text::same(
        "  kiemtra link watch system.yaml --metrics 127.0.0.1:9464\n  kiemtra link watch system.yaml --once --quiet\n  \
         kiemtra link show system.yaml\n  kiemtra link import system.yaml access.log.gz --as nginx --hop http \
         --source gateway --map gateway.yaml",
    );
    verb("link", &about, &examples, language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(watch::command(language))
        .subcommand(show::command(language))
        .subcommand(import::command(language))
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("watch", own)) => watch::run(session, own),
        Some(("show", own)) => show::run(session, own),
        Some(("import", own)) => import::run(session, own),
        _ => Ok(Exit::Usage),
    }
}
