//! The option `--trust`: whose signatures on documents are believed.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};

use crate::seal::Trust;
use crate::text::{Language, Text};

use super::exit::Exit;
use super::failure::Failure;
use super::verbs::pick;

/// The option.
pub(super) fn argument(language: Language) -> Arg {
    Arg::new("trust")
        .long("trust")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .env("KIEMTRA_TRUST")
        .hide_env(true)
        .help(pick(
            language,
            "Thư mục chứng thư gốc cho văn bản, mỗi thư mục con là một kho (biến KIEMTRA_TRUST)",
            "Anchors for documents, each sub-folder a named store (variable KIEMTRA_TRUST)",
        ))
}

/// The folder of the option, read; trust in nobody where it is not given. Errors: it cannot be read as a trust folder.
pub(super) fn read(matches: &ArgMatches) -> Result<Trust, Failure> {
    matches.get_one::<PathBuf>("trust").map_or_else(|| Ok(Trust::default()), |folder| of(folder))
}

fn of(folder: &Path) -> Result<Trust, Failure> {
    Trust::from_folder(folder).map_err(|text| {
        Failure::new(Exit::Configuration, "K-TRU-001", text).with_hint(Text::new(
            "đặt chứng thư gốc (PEM hoặc DER) vào các thư mục con, như national/, government/; xem hướng dẫn, phần ký và kiểm tra biên bản",
            "put the anchors (PEM or DER) into sub-folders such as national/, government/; see the guide on signing and verifying",
        ))
    })
}
