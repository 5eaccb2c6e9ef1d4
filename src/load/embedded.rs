//! What ships inside the program.

use super::source::Source;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Built-in files as sources, named `built-in:checks/tls/versions.yaml`.
pub fn sources(files: &'static [(&'static str, &'static str)]) -> impl Iterator<Item = Source> {
    files.iter().map(|(path, text)| Source::new(format!("built-in:{path}"), *text))
}
