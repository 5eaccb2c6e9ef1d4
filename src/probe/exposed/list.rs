//! The dated list of rules (`data/exposures.yaml`).

use std::sync::LazyLock;

use jiff::Timestamp;

use super::fact::Category;
use super::magic::Magic;
use super::more::{More, more};
use super::pattern::Pattern;
use super::signature::{Form, Sign};
use crate::load::{Limits, Node, Problems, Reader, Source, parse};
use crate::text::text;

/// The words of a severity, gravest first.
const SEVERITIES: &[&str] = &["critical", "high", "medium", "low"];

/// The list.
#[derive(Debug)]
pub(super) struct List {
    /// As of when.
    pub(super) date: Timestamp,
    /// Its rules, in the order in which they are asked.
    pub(super) rules: Vec<Rule>,
    /// Further places, in the order in which they are worth asking for.
    pub(super) more: Vec<More>,
}

/// Where to ask for one kind of thing, and what proves it.
#[derive(Debug)]
pub(super) struct Rule {
    /// Its id.
    pub(super) id: String,
    /// What kind of thing.
    pub(super) category: Category,
    /// One of [`SEVERITIES`].
    pub(super) severity: &'static str,
    /// The product or format.
    pub(super) what: String,
    /// The stack it belongs to.
    pub(super) stack: Option<String>,
    /// Paths from the root, with placeholders.
    pub(super) paths: Vec<String>,
    /// Paths below the declared folder, where it is not the root.
    pub(super) base: Vec<String>,
    /// Whether every path is asked, or the first proof ends it.
    pub(super) every: bool,
    /// The most bytes that are asked for, where that is less than of a page.
    pub(super) bytes: Option<usize>,
    /// Rules after whose proof it is not asked.
    pub(super) unless: Vec<String>,
    /// What is told of it.
    pub(super) details: Details,
    /// What proves it: any one.
    pub(super) signs: Vec<Sign>,
}

/// What is told of an exposed thing besides its proof.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Details {
    /// Nothing.
    None,
    /// Names of settings.
    Names,
    /// Endings of the files in a list.
    Endings,
    /// Names of linked endpoints.
    Links,
    /// The title of the page.
    Title,
}

/// The list, read once.
pub(super) fn list() -> Option<&'static List> {
    static LIST: LazyLock<Result<List, Problems>> =
        LazyLock::new(|| read(Source::new("exposures.yaml", include_str!("../../../data/exposures.yaml"))));
    LIST.as_ref().ok()
}

impl List {
    /// The rule with an id.
    pub(super) fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

fn read(source: Source) -> Result<List, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let list = whole(&reader, &root);
    reader.finish(list)
}

fn whole(reader: &Reader, root: &Node) -> Option<List> {
    let mut map = reader.mapping(root, &["schema", "date", "rules", "more"])?;
    let date = map.required("date", Reader::instant);
    let drafts = map.required("rules", |reader, node| reader.each(node, rule))?;
    let more = map.or("more", Vec::new(), |reader, node| reader.each(node, more))?;
    let mut rules: Vec<Rule> = Vec::with_capacity(drafts.len());
    for (mut rule, paths_of) in drafts {
        // A rule that looks at the places of another looks at them first.
        if let Some(id) = paths_of {
            let Some(other) = rules.iter().find(|other| other.id == id) else {
                let what = text!("không có quy tắc {id} ở phía trước", "there is no earlier rule {id}");
                reader.problem("K-YAML-022", root.span.clone(), what);
                return None;
            };
            rule.paths = other.paths.iter().cloned().chain(rule.paths).collect();
            rule.base = other.base.iter().cloned().chain(rule.base).collect();
        }
        rules.push(rule);
    }
    if let Some(lost) = more.iter().find(|own| !rules.iter().any(|rule| rule.id == own.rule)) {
        let id = lost.rule.as_str();
        let what = text!("không có quy tắc {id}", "there is no rule {id}");
        reader.problem("K-YAML-022", root.span.clone(), what);
        return None;
    }
    Some(List { date: date?, rules, more })
}

fn rule(reader: &Reader, node: &Node) -> Option<(Rule, Option<String>)> {
    let keys = &[
        "id", "category", "severity", "what", "stack", "paths", "paths_of", "base", "every", "bytes", "unless",
        "details", "signs",
    ];
    let mut map = reader.mapping(node, keys)?;
    let texts = |reader: &Reader, node: &Node| reader.each(node, Reader::text);
    let id = map.required("id", Reader::text);
    let category = map.required("category", |reader, node| {
        let words: Vec<_> = Category::ALL.iter().map(|own| own.word()).collect();
        reader.word(node, &words, |word| Category::ALL.iter().copied().find(|own| own.word() == word))
    });
    let severity = map.required("severity", |reader, node| {
        reader.word(node, SEVERITIES, |word| SEVERITIES.iter().copied().find(|own| *own == word))
    });
    let what = map.required("what", Reader::text);
    let stack = map.optional("stack", Reader::text);
    let paths = map.or("paths", Vec::new(), texts);
    let paths_of = map.optional("paths_of", Reader::text);
    let base = map.or("base", Vec::new(), texts);
    let every = map.or("every", false, Reader::bool);
    let bytes = map.optional("bytes", |reader, node| reader.int(node, 16, 4096));
    let unless = map.or("unless", Vec::new(), texts);
    let details = map.or("details", Details::None, |reader, node| {
        reader.word(node, &["names", "endings", "links", "title"], |word| {
            Some(match word {
                "names" => Details::Names,
                "endings" => Details::Endings,
                "links" => Details::Links,
                _ => Details::Title,
            })
        })
    });
    let signs = map.required("signs", |reader, node| reader.each(node, sign));
    let rule = Rule {
        id: id?,
        category: category?,
        severity: severity?,
        what: what?,
        stack: stack?,
        paths: paths?,
        base: base?,
        every: every?,
        bytes: bytes?.and_then(|bytes| usize::try_from(bytes).ok()),
        unless: unless?,
        details: details?,
        signs: signs?,
    };
    Some((rule, paths_of?))
}

fn sign(reader: &Reader, node: &Node) -> Option<Sign> {
    let keys = &["form", "title", "matches", "not", "root", "magic", "at", "status", "header", "proof"];
    let mut map = reader.mapping(node, keys)?;
    let patterns = |reader: &Reader, node: &Node| reader.each(node, pattern);
    let form = map.required("form", |reader, node| reader.word(node, Form::WORDS, Form::from_word));
    let title = map.optional("title", pattern);
    let matches = map.or("matches", Vec::new(), patterns);
    let not = map.or("not", Vec::new(), patterns);
    let root = map.optional("root", Reader::text);
    let at = map.or("at", 0, |reader, node| reader.int(node, 0, 4000));
    let magic = map.optional("magic", |reader, node| {
        let raw = reader.text(node)?;
        let magic = Magic::read(&raw);
        if magic.is_none() {
            reader.wrong_kind(node, "các byte ở dạng thập lục phân", "bytes in hexadecimal");
        }
        magic
    });
    let status = map.optional("status", |reader, node| reader.int(node, 100, 599));
    let header = map.optional("header", |reader, node| match reader.list(node)? {
        [name, value] => Some((reader.text(name)?, pattern(reader, value)?)),
        _ => {
            reader.wrong_kind(node, "tên và giá trị", "a name and a value");
            None
        }
    });
    let proof = map.required("proof", Reader::text);
    let at = usize::try_from(at?).unwrap_or_default();
    Some(Sign {
        form: form?,
        title: title?,
        matches: matches?,
        not: not?,
        root: root?,
        magic: magic?.map(|magic| magic.at(at)),
        status: status?.and_then(|status| u16::try_from(status).ok()),
        header: header?,
        proof: proof?,
    })
}

fn pattern(reader: &Reader, node: &Node) -> Option<Pattern> {
    reader.text(node).map(Pattern::new)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn checked() -> &'static List {
        static READ: LazyLock<Result<List, String>> = LazyLock::new(|| {
            let source = Source::new("exposures.yaml", include_str!("../../../data/exposures.yaml"));
            read(source).map_err(|problems| format!("{problems:?}"))
        });
        READ.as_ref().unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn the_list_is_read_and_names_each_thing_once() {
        let list = checked();
        assert!(list.date > Timestamp::UNIX_EPOCH);
        let ids: BTreeSet<_> = list.rules.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids.len(), list.rules.len(), "an id stands twice");
        for category in Category::ALL.iter().filter(|own| **own != Category::VerboseErrors) {
            assert!(list.rules.iter().any(|rule| rule.category == *category), "{category:?}");
        }
        for rule in &list.rules {
            assert!(!rule.signs.is_empty(), "{}", rule.id);
            assert!(rule.paths.iter().all(|path| path.starts_with('/')), "{}", rule.id);
            assert!(rule.base.iter().all(|path| !path.starts_with('/')), "{}", rule.id);
            assert!(rule.unless.iter().all(|id| ids.contains(id.as_str())), "{}", rule.id);
            assert_eq!(rule.paths.iter().collect::<BTreeSet<_>>().len(), rule.paths.len(), "{}", rule.id);
        }
    }

    #[test]
    fn further_places_are_others_than_those_of_every_root() {
        let list = checked();
        for own in &list.more {
            let rule = list.rule(&own.rule).expect("a rule");
            assert!(own.paths.iter().all(|path| path.starts_with('/') && !rule.paths.contains(path)), "{own:?}");
        }
    }

    #[test]
    fn secrets_are_never_asked_for_beyond_a_head() {
        for rule in &checked().rules {
            let most = match rule.category {
                Category::PrivateKeys => 96,
                Category::Configuration | Category::Dumps | Category::Backups | Category::Logs => 4096,
                Category::Repositories => 4096,
                _ => continue,
            };
            assert!(rule.bytes.is_some_and(|bytes| bytes <= most), "{}", rule.id);
        }
        let first = checked().rules.iter().flat_map(|rule| &rule.paths);
        let paths: Vec<_> = first.chain(checked().more.iter().flat_map(|own| &own.paths)).collect();
        let named = |word: &str| paths.iter().any(|path| path.contains(word));
        for word in ["heapdump", "actuator/env", "httptrace", "/.git/objects", "shutdown", "threaddump"] {
            assert!(!named(word), "{word} is asked for");
        }
    }

    #[test]
    fn every_sign_can_say_no() {
        for rule in &checked().rules {
            for sign in &rule.signs {
                let bound = sign.title.is_some()
                    || !sign.matches.is_empty()
                    || sign.root.is_some()
                    || sign.magic.is_some()
                    || sign.header.is_some();
                assert!(bound, "{}: {}", rule.id, sign.proof);
                let header = sign.header.as_ref().map(|(_, value)| value);
                for pattern in sign.title.iter().chain(header).chain(&sign.matches).chain(&sign.not) {
                    assert!(pattern.is_sound(), "{}: {pattern:?}", rule.id);
                }
            }
        }
    }
}
