//! Help and usage errors in both languages.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::output;

/// Answers what clap stopped at: help and version on standard output, a usage error on standard
/// error with exit 64 (clap's own 2 would read as "critical" to a monitoring system).
pub(super) fn answer(error: &Error, language: Language) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::data(localised(error, language).as_bytes());
            return Exit::Ready;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::notice(&localised(error, language));
            return Exit::Usage;
        }
        _ => {}
    }
    let (word, hint) = match language {
        Language::Vi => ("lỗi", "gợi ý"),
        Language::En => ("error", "hint"),
    };
    let mut out = format!("{word}[K-USE-001]: {}\n", sentence(error).in_language(language));
    if let Some(near) = suggestion(error) {
        let text = text!("có phải ý bạn là `{near}`?", "did you mean `{near}`?");
        out.push_str(&format!("{hint}: {}\n", text.in_language(language)));
    }
    let more = Text::new("xem `kiemtra --help`", "see `kiemtra --help`");
    out.push_str(&format!("{hint}: {}\n", more.in_language(language)));
    output::notice(&out);
    Exit::Usage
}

/// The rendered help, with the placeholders that clap words itself.
fn localised(error: &Error, language: Language) -> String {
    let rendered = error.render().to_string();
    match language {
        Language::En => rendered,
        Language::Vi => [("[OPTIONS]", "[THAM SỐ]"), ("[COMMAND]", "[LỆNH]"), ("<COMMAND>", "<LỆNH>")]
            .iter()
            .fold(rendered, |text, (from, to)| text.replace(from, to)),
    }
}

fn sentence(error: &Error) -> Text {
    let value = |kind| error.get(kind).map(shown).unwrap_or_default();
    let argument = value(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = value(ContextKind::InvalidSubcommand);
            text!("không có lệnh `{given}`", "there is no command `{given}`")
        }
        ErrorKind::MissingRequiredArgument => text!("thiếu {argument}", "{argument} is missing"),
        ErrorKind::MissingSubcommand => Text::new("thiếu lệnh con", "a subcommand is missing"),
        ErrorKind::UnknownArgument => {
            text!("không có tham số `{argument}` ở đây", "there is no argument `{argument}` here")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let given = value(ContextKind::InvalidValue);
            let known = value(ContextKind::ValidValue);
            if given.is_empty() {
                return text!("{argument} cần một giá trị", "{argument} needs a value");
            }
            if known.is_empty() {
                return text!(
                    "giá trị `{given}` không dùng được cho {argument}",
                    "`{given}` is no value for {argument}"
                );
            }
            text!(
                "giá trị `{given}` không dùng được cho {argument} (dùng được: {known})",
                "`{given}` is no value for {argument} (known: {known})"
            )
        }
        ErrorKind::ArgumentConflict => {
            let other = value(ContextKind::PriorArg);
            text!("{argument} không đi cùng {other}", "{argument} does not go with {other}")
        }
        _ => {
            let told = error.to_string();
            let first = told.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Text::same(first)
        }
    }
}

fn suggestion(error: &Error) -> Option<String> {
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| error.get(kind))
        .map(shown)
        .filter(|text| !text.is_empty())
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        _ => String::new(),
    }
}
