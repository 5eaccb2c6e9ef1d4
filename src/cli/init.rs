//! `kiemtra init`: a commented declaration to fill in.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use jiff::SignedDuration;

use crate::text::{Language, Text, in_vietnam, io_failure, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "init", command, run };

/// The template; both languages are in its comments.
pub(super) const TEMPLATE: &str = include_str!("init/system.yaml");

fn command(language: Language) -> Command {
    let about = Text::new("Viết một tệp system.yaml có chú thích", "Writes a commented system.yaml");
    let examples = Text::same("  kiemtra init\n  kiemtra init cong-tinh.yaml");
    verb("init", &about, &examples, language).arg(
        Arg::new("file")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .default_value("system.yaml")
            .hide_default_value(true)
            .help(pick(language, "Tệp cần viết (mặc định: system.yaml)", "The file to write (default: system.yaml)")),
    )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let name = path.display();
    let now = session.clock.now();
    let end = now + SignedDuration::from_hours(24 * 30);
    let day = |instant| in_vietnam(instant).date().to_string();
    let text = TEMPLATE.replace("{from}", &day(now)).replace("{until}", &day(end));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => {
            session.tell(&text!(
                "Đã viết `{name}`. Tiếp theo: sửa các dòng đánh dấu SỬA, rồi `kiemtra plan {name}`",
                "Wrote `{name}`. Next: edit the lines marked EDIT, then `kiemtra plan {name}`"
            ));
            Ok(Exit::Ready)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = text!("`{name}` đã có, không ghi đè", "`{name}` exists and is not overwritten");
            Err(Failure::new(Exit::Usage, "K-USE-007", text).with_hint(Text::new(
                "chọn tên khác: kiemtra init ten-khac.yaml",
                "choose another name: kiemtra init other.yaml",
            )))
        }
        Err(error) => {
            let text = {
                let Text { vi, en } = io_failure(&error);
                text!("không ghi được `{name}`: {vi}", "cannot write `{name}`: {en}")
            };
            Err(Failure::new(Exit::Software, "K-FILE-002", text))
        }
    }
}
