//! `kiemtra schema`: JSON Schemas for editors and other programs.

use clap::{Arg, ArgMatches, Command};

use crate::audit::Run;
use crate::text::{Language, Text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, pick, verb};
use super::{detect, gate, verify};

pub(super) const VERB: Verb = Verb { name: "schema", command, run };

/// The schemas of files that people write, by name.
pub(super) const WRITTEN: &[(&str, &str)] = &[
    ("check", include_str!("schema/check.json")),
    ("law", include_str!("schema/law.json")),
    ("minutes", include_str!("schema/minutes.json")),
    ("profile", include_str!("schema/profile.json")),
    ("system", include_str!("schema/system.json")),
];

fn command(language: Language) -> Command {
    let about = Text::new("In JSON Schema của một loại tệp", "Prints the JSON Schema of a kind of file");
    let examples = Text::same("  kiemtra schema system > system.schema.json\n  kiemtra schema run");
    verb("schema", &about, &examples, language).arg(
        Arg::new("name")
            .value_name("NAME")
            .required(true)
            .value_parser(["check", "detect", "gate", "law", "minutes", "profile", "run", "system", "verification"])
            .help(pick(language, "Loại tệp", "The kind of file")),
    )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    print(session, matches.get_one::<String>("name").map_or("run", String::as_str))
}

/// Prints a schema by name.
pub(super) fn print(session: &Session, name: &str) -> Result<Exit, Failure> {
    match WRITTEN.iter().find(|(own, _)| *own == name) {
        Some((_, schema)) => session.print(schema),
        None => {
            let schema = match name {
                "detect" => schemars::schema_for!(detect::Document),
                "gate" => schemars::schema_for!(gate::Document),
                "verification" => schemars::schema_for!(verify::Document),
                _ => schemars::schema_for!(Run),
            };
            let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
            session.print(&format!("{text}\n"));
        }
    }
    Ok(Exit::Ready)
}
