//! The report as one self-contained page: no script, no font, no image, no address of elsewhere.
//!
//! The page is read in a browser, by a screen reader, on a phone and on paper. Everything that came
//! from the inspected side passes through the template engine's escaping; the run's own document is
//! carried along as data that no browser executes.

mod link;
#[cfg(test)]
mod tests;
mod tls;
mod view;

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::words::pick;
use super::{Format, Options, Report, ReportError};
use crate::text::{Language, Text};
use view::Page;

/// The `html` format.
pub(super) const FORMAT: Format = Format {
    name: "html",
    file: "report.html",
    about: || {
        Text::new("Báo cáo đầy đủ trên một trang web khép kín", "The whole report as one self-contained web page")
    },
    write,
};

/// The templates by name. The names decide nothing: see [`environment`].
const TEMPLATES: [(&str, &str); 8] = [
    ("annexes", include_str!("html/annexes.html")),
    ("link", include_str!("html/link.html")),
    ("page", include_str!("html/page.html")),
    ("parts", include_str!("html/parts.html")),
    ("results", include_str!("html/results.html")),
    ("style", include_str!("html/style.css")),
    ("summary", include_str!("html/summary.html")),
    ("tls", include_str!("html/tls.html")),
];

/// Instructions of the template engine: some two hundred a row, so enough for a report of a hundred
/// thousand rows, and an end for a template that loops.
const FUEL: u64 = 50_000_000;

fn write(report: &Report, options: &Options<'_>, to: &mut dyn Write) -> Result<(), ReportError> {
    let run = str::from_utf8(options.run_json).map_err(|_| ReportError::Data)?.trim_end();
    let page = Value::from(Serde(Page::new(report, options.language)));
    let carried = !run.is_empty();
    environment(options.language)
        .and_then(|environment| {
            environment.get_template("page")?.render_captured_to(context! { page, carried }, &mut *to).map(drop)
        })
        .map_err(|error| ReportError::Template(format!("{error:#}")))?;
    // The engine drops the last line end of a template.
    to.write_all(b"\n")?;
    if carried {
        to.write_all(b"<script type=\"application/json\" id=\"run\">")?;
        embed(run, to)?;
        to.write_all(b"</script>\n")?;
    }
    Ok(to.write_all(b"</body>\n</html>")?)
}

/// The engine with every template: all values are escaped for HTML, a name that is not there is an
/// error, and `pick("câu tiếng Việt", "an English sentence")` writes the one of the language.
fn environment(language: Language) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Tags on lines of their own leave no empty lines behind.
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_fuel(Some(FUEL));
    environment.add_function("pick", move |vi: &str, en: &str| pick(language, vi, en).to_owned());
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// The document as it may stand within `<script type="application/json">`. In JSON a `<` stands only
/// within strings, where `\u003c` means the same, and without a `<` nothing can end the element.
fn embed(run: &str, to: &mut dyn Write) -> io::Result<()> {
    for (place, part) in run.split('<').enumerate() {
        if place > 0 {
            to.write_all(br"\u003c")?;
        }
        to.write_all(part.as_bytes())?;
    }
    Ok(())
}
