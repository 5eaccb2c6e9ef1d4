//! How the signature looks on the page: set in type, with the image of a hand, or with a seal.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use jiff::Timestamp;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::verbs::pick;
use crate::report::signature::{Hand, Look, Picture, drawn};
use crate::seal::role::shares_room;
use crate::seal::{Appearance, Certificate};
use crate::text::{Language, Text, text};

use super::arguments::path;
use super::paper::Paper;
use super::place::read;

/// The options.
pub(super) fn arguments(language: Language) -> Vec<Arg> {
    let pick = |vi, en| pick(language, vi, en);
    let heading = pick("Hình thức chữ ký", "How it looks");
    let image = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("PNG").value_parser(value_parser!(PathBuf)).help(help)
    };
    let all = vec![
        image(
            "image",
            pick(
                "Ảnh chữ ký của người ký: PNG nền trong suốt, màu xanh",
                "The image of the person's signature: transparent PNG, blue",
            ),
        )
        .conflicts_with_all(["seal", "body"]),
        image(
            "seal",
            pick(
                "Ảnh con dấu của cơ quan: PNG nền trong suốt, màu đỏ, đúng cỡ thật",
                "The image of the body's seal: transparent PNG, red, in its true size",
            ),
        ),
        Arg::new("body").long("body").action(ArgAction::SetTrue).help(pick(
            "Chữ ký của cơ quan, không phải của cá nhân (--seal cũng có nghĩa này)",
            "The signature of a body and not of a person (--seal says so, too)",
        )),
    ];
    all.into_iter().map(|argument| argument.help_heading(heading)).collect()
}

/// What the signature shows in its field; nothing in a field that is drawn nowhere.
pub(super) fn appearance(
    matches: &ArgMatches,
    paper: &Paper,
    field: &str,
    signer: &Certificate,
    time: Timestamp,
) -> Result<Option<Appearance>, Failure> {
    let place = paper.file.fields().into_iter().find(|own| own.name == field).map(|own| own.rectangle);
    let size = place.map_or((0.0, 0.0), |place| (place.width(), place.height()));
    if size.0 <= 0.0 || size.1 <= 0.0 {
        return Ok(None);
    }
    let (file, hand) = match (path(matches, "image"), path(matches, "seal")) {
        (_, Some(seal)) => (Some(seal), Hand::Body),
        (image, None) => (image, if matches.get_flag("body") { Hand::Body } else { Hand::Person }),
    };
    let picture = match file {
        Some(file) => Some(Picture::read(&read(file)?, hand).map_err(|Text { vi, en }| {
            let name = file.display();
            let text = text!("không dùng được ảnh `{name}`: {vi}", "the image `{name}` cannot be used: {en}");
            Failure::new(Exit::Data, "K-SIG-023", text)
        })?),
        None => None,
    };
    let first = |kind: &str| signer.subject_parts(kind).into_iter().next();
    let (name, organisation) = (first("CN").unwrap_or_default(), first("O"));
    let body = organisation.as_deref().filter(|_| hand == Hand::Person);
    let look = Look {
        hand,
        name: &name,
        body,
        time: Some(time),
        picture: picture.as_ref(),
        shared: shares_room(&paper.file, field),
        size,
        language: paper.language,
        fonts: None,
    };
    drawn(&look).map(|drawing| Some(drawing.into())).map_err(|error| crate::cli::report::failed(&error))
}
