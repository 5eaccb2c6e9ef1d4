//! The dated list of libraries (`data/front-libraries.yaml`).

use std::sync::LazyLock;

use jiff::Timestamp;
use regex::bytes::{Regex, RegexBuilder};

use super::version::Version;
use crate::load::{Limits, Node, Problems, Reader, Source, parse};

/// The words of a severity, gravest first.
pub(super) const SEVERITIES: &[&str] = &["critical", "high", "medium", "low"];
/// What stands for `{version}` in a mark.
const VERSION: &str = r"(\d+(?:\.\d+){1,3}(?:-?(?:alpha|beta|rc|pre|next|b)[.-]?\d*)?)";

/// The list.
#[derive(Debug)]
pub(super) struct List {
    /// As of when.
    pub(super) date: Timestamp,
    /// Its libraries.
    pub(super) libraries: Vec<Known>,
}

/// A library as the list knows it.
#[derive(Debug)]
pub(super) struct Known {
    /// Its name.
    pub(super) name: String,
    /// What its files are called, lower case, without version and ending.
    pub(super) files: Vec<String>,
    /// Whether a file of that name may well be another thing.
    pub(super) common_word: bool,
    /// What its content looks like.
    pub(super) marks: Vec<Mark>,
    /// Its published faults.
    pub(super) faults: Vec<Fault>,
    ended: Ended,
}

/// Which versions are maintained no more.
#[derive(Debug)]
enum Ended {
    None,
    Below(Version),
    All,
}

/// A sign in the content that tells the version.
#[derive(Debug)]
pub(super) struct Mark {
    pattern: Regex,
    beside: Option<String>,
}

/// A published fault of some versions.
#[derive(Debug)]
pub(super) struct Fault {
    /// `CVE-2020-11022`.
    pub(super) id: String,
    from: Option<Version>,
    /// The first mended version; `None` where there is none.
    pub(super) below: Option<Version>,
    /// One of [`SEVERITIES`].
    pub(super) severity: &'static str,
}

/// The list, read once.
pub(super) fn list() -> Option<&'static List> {
    static LIST: LazyLock<Result<List, Problems>> = LazyLock::new(|| {
        read(Source::new("front-libraries.yaml", include_str!("../../../../data/front-libraries.yaml")))
    });
    LIST.as_ref().ok()
}

impl Known {
    /// Whether a version is maintained.
    pub(super) fn is_maintained(&self, version: Option<&Version>) -> Option<bool> {
        match (&self.ended, version) {
            (Ended::None, _) => Some(true),
            (Ended::All, _) => Some(false),
            (Ended::Below(limit), Some(version)) => Some(version >= limit),
            (Ended::Below(_), None) => None,
        }
    }
}

impl Mark {
    /// The version that some content tells.
    pub(super) fn version(&self, content: &str) -> Option<Version> {
        if self.beside.as_ref().is_some_and(|beside| !content.contains(beside.as_str())) {
            return None;
        }
        let captures = self.pattern.captures(content.as_bytes())?;
        let parts: Option<Vec<_>> =
            captures.iter().skip(1).flatten().map(|part| std::str::from_utf8(part.as_bytes()).ok()).collect();
        Version::read(&parts?.join("."))
    }
}

impl Fault {
    /// Whether a version has it.
    pub(super) fn is_in(&self, version: &Version) -> bool {
        self.from.as_ref().is_none_or(|from| version >= from) && self.below.as_ref().is_none_or(|below| version < below)
    }
}

fn read(source: Source) -> Result<List, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let list = whole(&reader, &root);
    reader.finish(list)
}

fn whole(reader: &Reader, root: &Node) -> Option<List> {
    let mut map = reader.mapping(root, &["schema", "date", "libraries"])?;
    let date = map.required("date", Reader::instant);
    let libraries = map.required("libraries", |reader, node| reader.each(node, library));
    Some(List { date: date?, libraries: libraries? })
}

fn library(reader: &Reader, node: &Node) -> Option<Known> {
    let keys = &["name", "files", "common_word", "marks", "ended", "ended_below", "faults"];
    let mut map = reader.mapping(node, keys)?;
    let name = map.required("name", Reader::text);
    let files = map.required("files", |reader, node| reader.each(node, Reader::text));
    let common_word = map.or("common_word", false, Reader::bool);
    let marks = map.required("marks", |reader, node| reader.each(node, mark));
    let ended = map.or("ended", false, Reader::bool);
    let below = map.optional("ended_below", version);
    let faults = map.required("faults", |reader, node| reader.each(node, fault));
    let ended = match (ended?, below?) {
        (true, _) => Ended::All,
        (false, Some(below)) => Ended::Below(below),
        (false, None) => Ended::None,
    };
    Some(Known { name: name?, files: files?, common_word: common_word?, marks: marks?, faults: faults?, ended })
}

/// A mark as an expression over bytes: versions and the words around them are ASCII, and the letters and digits of all
/// the world's writings would make each expression fifty times as large.
fn pattern(text: &str) -> Option<Regex> {
    RegexBuilder::new(&text.replace("{version}", VERSION)).unicode(false).build().ok()
}

fn mark(reader: &Reader, node: &Node) -> Option<Mark> {
    let mut map = reader.mapping(node, &["pattern", "beside"])?;
    let pattern = map.required("pattern", |reader, node| {
        let text = reader.text(node)?;
        let pattern = pattern(&text);
        if pattern.is_none() {
            reader.wrong_kind(node, "một biểu thức chính quy", "a regular expression");
        }
        pattern
    });
    let beside = map.optional("beside", Reader::text);
    Some(Mark { pattern: pattern?, beside: beside? })
}

fn fault(reader: &Reader, node: &Node) -> Option<Fault> {
    let mut map = reader.mapping(node, &["id", "from", "below", "severity"])?;
    let id = map.required("id", Reader::text);
    let (from, below) = (map.optional("from", version), map.optional("below", version));
    let known = |word: &str| SEVERITIES.iter().copied().find(|known| *known == word);
    let severity = map.required("severity", |reader, node| reader.word(node, SEVERITIES, known));
    Some(Fault { id: id?, from: from?, below: below?, severity: severity? })
}

fn version(reader: &Reader, node: &Node) -> Option<Version> {
    let text = reader.text(node)?;
    let version = Version::read(&text);
    if version.is_none() {
        reader.wrong_kind(node, "một phiên bản như \"3.5.0\"", "a version such as \"3.5.0\"");
    }
    version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sound() {
        let source = Source::new("x", include_str!("../../../../data/front-libraries.yaml"));
        let list = read(source).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert!(list.libraries.len() > 30);
        let mut names: Vec<_> = list.libraries.iter().flat_map(|known| &known.files).collect();
        names.sort();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "two libraries with files of one name");
        for known in &list.libraries {
            assert!(!known.marks.is_empty(), "{}", known.name);
            assert!(known.files.iter().all(|file| *file == file.to_ascii_lowercase()), "{}", known.name);
            for fault in &known.faults {
                let ordered = fault.from.as_ref().zip(fault.below.as_ref()).is_none_or(|(from, below)| from < below);
                assert!(ordered && fault.id.contains('-'), "{} {}", known.name, fault.id);
            }
        }
    }
}
