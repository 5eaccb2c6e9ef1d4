//! What a fuzzer feeds to the program, in one place. `fuzz/` calls it, and the replay of its corpus
//! below; it is compiled for nobody else.

use std::path::Path;

use super::PROBES;
pub use super::certificate::fuzzing::certificate;
pub use super::exposure::extract::fuzzing::exposure_binary;
pub use super::exposure::fuzzing::exposure_text;
pub use super::imagined::{page, provider};
pub use super::saml::fuzzing::saml;
use crate::check::{self, Vocabulary};
use crate::load::{Limits, Problems, Source, parse, render};
use crate::profile;
use crate::system;
use crate::text::Language;
pub use crate::wire::fuzzing::hello;

/// Reads any bytes as a file of ours: a system, a check and a profile. What is wrong with them must
/// be told in words.
pub fn document(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let source = || Source::new("any.yaml", text.clone());
    let vocabulary = Vocabulary::new(PROBES.iter().map(|probe| (probe.spec().id, probe.shape())));
    told(&parse(&source(), Limits::default()));
    told(&system::read_source(source(), Path::new("")));
    told(&check::read(source(), &vocabulary));
    told(&profile::read(source()));
}

fn told<T>(outcome: &Result<T, Problems>) {
    if let Err(problems) = outcome {
        assert!(!problems.0.is_empty(), "refused without a reason");
        for language in [Language::Vi, Language::En] {
            assert!(!render(problems, language, true).is_empty(), "refused without a word");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that fuzzing has found worth keeping, through the same entries.
    #[test]
    fn the_corpus_brings_nothing_down() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        for name in ["certificate", "document", "exposure_binary", "exposure_text", "hello", "page", "provider", "saml"]
        {
            let target = match name {
                "certificate" => certificate,
                "document" => document,
                "exposure_binary" => exposure_binary,
                "exposure_text" => exposure_text,
                "page" => page,
                "provider" => provider,
                "saml" => saml,
                _ => hello,
            };
            let mut count = 0;
            for entry in std::fs::read_dir(corpus.join(name)).expect("the corpus") {
                let path = entry.expect("an entry").path();
                let data = std::fs::read(&path).expect("a file");
                let outcome = std::panic::catch_unwind(|| target(&data));
                assert!(outcome.is_ok(), "{}", path.display());
                count += 1;
            }
            assert!(count > 5, "{name}: {count} files");
        }
    }
}
