//! The verbs, in the order of the help, and the command that they make up.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::path::PathBuf;

use crate::text::{Language, Text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::{
    audit, checks, completions, conclude, demo, detect, doctor, errors, gate, init, judge, law, ledger, link, plan,
    probes, profiles, report, schema, sign, tls, verify,
};

/// One verb.
pub struct Verb {
    /// Its name.
    pub name: &'static str,
    /// Its arguments and help, in a language.
    pub(super) command: fn(Language) -> Command,
    /// What it does.
    pub(super) run: fn(&Session, &ArgMatches) -> Result<Exit, Failure>,
}

/// Every verb, in the order of the help.
pub const VERBS: &[Verb] = &[
    demo::VERB,
    init::VERB,
    doctor::VERB,
    plan::VERB,
    audit::VERB,
    errors::VERB,
    report::VERB,
    conclude::VERB,
    sign::VERB,
    verify::VERB,
    gate::VERB,
    judge::VERB,
    link::VERB,
    tls::VERB,
    detect::VERB,
    checks::VERB,
    profiles::VERB,
    probes::VERB,
    law::VERB,
    ledger::VERB,
    schema::VERB,
    completions::COMPLETIONS,
    completions::MAN,
];

const TEMPLATE_VI: &str = "{about}\nCách dùng: {usage}\n\n{all-args}{after-help}";
const TEMPLATE_EN: &str = "{about}\nUsage: {usage}\n\n{all-args}{after-help}";

/// The same without the line between usage and verbs: the list of verbs fits a screen of 24 lines.
const ROOT_VI: &str = "{about}\nCách dùng: {usage}\n{all-args}{after-help}";
const ROOT_EN: &str = "{about}\nUsage: {usage}\n{all-args}{after-help}";

/// The whole command in a language.
pub fn command(language: Language) -> Command {
    let pick = |vi: &'static str, en: &'static str| pick(language, vi, en);
    let mut command = prepared(Command::new("kiemtra"), language)
        .version(env!("CARGO_PKG_VERSION"))
        .help_template(pick(ROOT_VI, ROOT_EN))
        .about(pick(
            "Kiểm tra hệ thống thông tin giải quyết thủ tục hành chính trước khi kết nối CSDL quốc gia về dân cư",
            "Inspects an administrative-procedure system before it may connect to the population database",
        ))
        .after_help(pick(
            "-h: ngắn, --help: đầy đủ; KIEMTRA_LANG=en hoặc --lang en: tiếng Anh",
            "-h short, --help whole; KIEMTRA_LANG=vi or --lang vi: Vietnamese",
        ))
        .args(global(language))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .hide_short_help(true)
                .help_heading(pick("Chung", "Common"))
                .help(pick("In phiên bản", "Prints the version")),
        );
    for verb in VERBS {
        command = command.subcommand(prepared((verb.command)(language), language));
    }
    command
}

/// Verbs that the short help names in one line: what people look for first fits a screen of 24 lines.
const BESIDE: &[&str] = &["probes", "schema", "completions", "man"];

/// The whole command, as the short help shows it.
pub(super) fn brief(language: Language) -> Command {
    let beside = BESIDE.join(", ");
    let more = match language {
        Language::Vi => format!("Lệnh khác: {beside}; -h: ngắn, --help: đầy đủ; --lang en: tiếng Anh"),
        Language::En => format!("Others: {beside}; -h short, --help whole; --lang vi: Vietnamese"),
    };
    let command = command(language).after_help(more);
    BESIDE.iter().fold(command, |command, name| command.mut_subcommand(name, |own| own.hide(true)))
}

/// A command with our template, and with help flags in the language; also its subcommands.
fn prepared(command: Command, language: Language) -> Command {
    let template = pick(language, TEMPLATE_VI, TEMPLATE_EN);
    let heading = pick(language, "Chung", "Common");
    let mut command = command
        .help_template(template)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(pick(language, "Lệnh", "Commands"))
        .next_help_heading(pick(language, "Tham số", "Options"))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .hide_short_help(true)
                .help_heading(heading)
                .help(pick(language, "In trợ giúp (-h: ngắn, --help: đầy đủ)", "Prints help (-h short, --help whole)")),
        );
    let names: Vec<_> = command.get_subcommands().map(|own| own.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, |own| prepared(own, language));
    }
    command.mut_args(|argument| {
        // The value names say what is possible; clap would say it in English.
        let argument = match argument.get_action() {
            ArgAction::Set | ArgAction::Append => argument.hide_possible_values(true).hide_default_value(true),
            _ => argument,
        };
        match argument.get_help_heading() {
            Some(_) => argument,
            None => argument.help_heading(pick(language, "Tham số", "Options")),
        }
    })
}

fn global(language: Language) -> Vec<Arg> {
    let pick = |vi: &'static str, en: &'static str| pick(language, vi, en);
    let common = |argument: Arg| argument.global(true).help_heading(pick("Chung", "Common"));
    // The value names say what is possible; clap would say it in English.
    let word = |argument: Arg| common(argument).hide_possible_values(true);
    vec![
        word(Arg::new("lang").long("lang").value_name("vi|en").value_parser(["vi", "en"]))
            .env("KIEMTRA_LANG")
            .hide_env(true)
            .hide_short_help(true)
            .help(pick("Ngôn ngữ (mặc định: vi)", "Language (default: vi)")),
        common(Arg::new("ledger").long("ledger").value_name("FILE").value_parser(value_parser!(PathBuf)))
            .env("KIEMTRA_LEDGER")
            .hide_env(true)
            .hide_short_help(true)
            .help(pick(
                "Sổ theo dõi lỗi (mặc định: ~/.local/state/kiemtra/ledger.db; biến KIEMTRA_LEDGER)",
                "The ledger (default: ~/.local/state/kiemtra/ledger.db; variable KIEMTRA_LEDGER)",
            )),
        common(Arg::new("checks-dir").long("checks").value_name("DIR").value_parser(value_parser!(PathBuf)))
            .action(ArgAction::Append)
            .hide_short_help(true)
            .help(pick("Thêm một thư mục tiêu chí riêng", "Adds a folder of own checks")),
        word(Arg::new("color").long("color").value_name("auto|always|never"))
            .value_parser(["auto", "always", "never"])
            .hide_short_help(true)
            .help(pick("Màu trên màn hình (tôn trọng NO_COLOR)", "Colour on the terminal (honours NO_COLOR)")),
        word(Arg::new("log").long("log").value_name("text|json").value_parser(["text", "json"]))
            .hide_short_help(true)
            .help(pick("Dạng nhật ký trên lỗi chuẩn", "Form of the log on standard error")),
        common(Arg::new("verbose").short('v').long("verbose").action(ArgAction::Count))
            .hide_short_help(true)
            .help(pick("Ghi nhật ký nhiều hơn (-v, -vv)", "Logs more (-v, -vv)")),
    ]
}

/// One of two texts.
pub(super) fn pick(language: Language, vi: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// The help of a verb: what it does, and examples.
pub(super) fn verb(name: &'static str, about: &Text, examples: &Text, language: Language) -> Command {
    let heading = pick(language, "Ví dụ", "Examples");
    let examples = examples.in_language(language);
    Command::new(name)
        .about(about.in_language(language).to_owned())
        .after_long_help(format!("{heading}:\n{examples}\n"))
}
