//! `kiemtra completions` and `kiemtra man`: made from the verbs themselves.

use clap::{Arg, ArgMatches, Command};
use clap_complete::{Shell, generate};

use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::output;
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) const COMPLETIONS: Verb = Verb { name: "completions", command: completions_command, run: completions };
pub(super) const MAN: Verb = Verb { name: "man", command: man_command, run: man };

fn completions_command(language: Language) -> Command {
    let about = Text::new("In tệp gợi ý lệnh cho trình thông dịch lệnh", "Prints completions for a shell");
    let examples = Text::same("  kiemtra completions bash > /etc/bash_completion.d/kiemtra");
    verb("completions", &about, &examples, language).arg(
        Arg::new("shell")
            .value_name("SHELL")
            .required(true)
            .value_parser(["bash", "elvish", "fish", "powershell", "zsh"])
            .help(pick(language, "Trình thông dịch lệnh", "The shell")),
    )
}

fn completions(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let shell = match matches.get_one::<String>("shell").map_or("bash", String::as_str) {
        "elvish" => Shell::Elvish,
        "fish" => Shell::Fish,
        "powershell" => Shell::PowerShell,
        "zsh" => Shell::Zsh,
        _ => Shell::Bash,
    };
    let mut bytes = Vec::new();
    generate(shell, &mut super::command(session.language), "kiemtra", &mut bytes);
    output::data(&bytes);
    Ok(Exit::Ready)
}

fn man_command(language: Language) -> Command {
    let about = Text::new("In trang hướng dẫn (man)", "Prints the manual page");
    let examples = Text::same("  kiemtra man | man -l -");
    verb("man", &about, &examples, language)
}

fn man(session: &Session, _matches: &ArgMatches) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(super::command(session.language)).render(&mut bytes).map_err(|error| {
        Failure::new(
            Exit::Software,
            "K-RUN-002",
            text!("không tạo được trang man: {error}", "cannot make the manual: {error}"),
        )
    })?;
    output::data(&bytes);
    Ok(Exit::Ready)
}
