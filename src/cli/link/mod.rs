//! `kiemtra link`: the link to the population database over time.

mod import;
mod shown;

use clap::{ArgMatches, Command};

use crate::text::{Language, Text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, verb};

pub(super) const VERB: Verb = Verb { name: "link", command, run };

fn command(language: Language) -> Command {
    let about = Text::new(
        "Đường kết nối CSDL dân cư theo thời gian: nhập bằng chứng của bên khác",
        "The link to the population database over time: imports others' evidence",
    );
    let examples = Text::same(
        "  kiemtra link import system.yaml access.log.gz --as nginx --hop ndxp --source gateway --map gateway.yaml",
    );
    verb("link", &about, &examples, language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(import::command(language))
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("import", own)) => import::run(session, own),
        _ => Ok(Exit::Usage),
    }
}
