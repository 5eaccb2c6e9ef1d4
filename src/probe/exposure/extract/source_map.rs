//! Source maps (ECMA-426): the sources that they carry.

use super::super::document::Format;
use super::super::piece::{Part, Sink, Step};
use super::{Course, json};

/// Reads a source map: its sources as scripts, whatever else it says as JSON.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let key = "\"sourcesContent\"";
    let mut at = 0;
    let mut rest = String::new();
    while let Some(found) = memchr::memmem::find(text.as_bytes().get(at..).unwrap_or_default(), key.as_bytes()) {
        let start = at + found + key.len();
        rest.push_str(text.get(at..start).unwrap_or_default());
        let end = json::strings(text, start, |source| {
            course.within(Step::Part(Part::Source), |course| course.inside(source_format(source), source));
        });
        if end > start {
            rest.push_str(":[]");
        }
        at = end;
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    json::read(course, &without_mappings(&rest));
}

/// What a source is written in: a script, unless it begins as markup does.
fn source_format(source: &str) -> Format {
    if source.trim_start().starts_with('<') { Format::Html } else { Format::Script }
}

/// The mappings are numbers in letters that say nothing of anybody.
fn without_mappings(map: &str) -> String {
    let Some((before, rest)) = map.split_once("\"mappings\":\"") else { return map.to_owned() };
    let end = memchr::memchr(b'"', rest.as_bytes()).unwrap_or(rest.len());
    format!("{before}\"mappings\":\"{}", rest.get(end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn sources_are_read_as_what_they_are() {
        let map = r#"{"version":3,"sources":["a.js"],"sourcesContent":["// CCCD 001095000123\nconst pass = \"x\";",null,"<p>A</p>"],"mappings":"AAAA"}"#;
        assert_eq!(
            pieces(map.as_bytes()),
            [
                "<Source>",
                "  <Comment>",
                "    \"CCCD 001095000123\"",
                "  pass = x",
                "<Source>",
                "  \"A\"",
                "Record",
                "  version = #3",
                "  .sources",
                "    Items",
                "       = a.js",
                "  .sourcesContent",
                "    Items",
            ]
        );
    }
}
