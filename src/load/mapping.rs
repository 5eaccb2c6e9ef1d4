//! Taking a mapping apart: known keys only, every mistake reported, the parsing goes on.

use std::cell::RefCell;
use std::ops::Range;

use jiff::Timestamp;

use super::near::nearest;
use super::node::{Entry, Kind, Node};
use super::problem::{Problem, Problems};
use super::source::Source;
use crate::text::{Text, text};

/// Reads one source and collects what is wrong with it.
///
/// Reading methods return `None` after they have noted the problem, so that a file's mistakes are
/// all shown at once. [`Reader::finish`] gives the result only when there were none.
#[derive(Debug)]
pub struct Reader {
    source: Source,
    problems: RefCell<Vec<Problem>>,
}

impl Reader {
    /// A reader of one source.
    pub fn new(source: Source) -> Self {
        Self { source, problems: RefCell::new(Vec::new()) }
    }

    /// The source that is read.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Notes a problem at a place.
    pub fn problem(&self, code: &'static str, span: Range<usize>, text: Text) {
        self.note(Problem::at(code, &self.source, span, text));
    }

    /// Notes a problem that has been built.
    pub fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Notes that `given` is none of `known`, with the nearest as a hint.
    pub fn unknown_name(&self, code: &'static str, span: Range<usize>, text: Text, given: &str, known: &[&str]) {
        let problem = Problem::at(code, &self.source, span, text);
        let problem = match nearest(given, known.iter().copied()) {
            Some(name) => problem.with_hint(text!("có phải ý bạn là `{name}`?", "did you mean `{name}`?")),
            None if known.is_empty() || known.len() > 40 => problem,
            None => {
                let list = known.join(", ");
                problem.with_hint(text!("được dùng: {list}", "known here: {list}"))
            }
        };
        self.note(problem);
    }

    /// Takes `node` as a mapping that may have the `keys` and no other.
    pub fn mapping<'a>(&'a self, node: &'a Node, keys: &'static [&'static str]) -> Option<Mapping<'a>> {
        let Kind::Mapping(entries) = &node.kind else {
            self.wrong_kind(node, "một ánh xạ `khóa: giá trị`", "a mapping `key: value`");
            return None;
        };
        for entry in entries.iter().filter(|entry| !keys.contains(&entry.key.as_str())) {
            let key = &entry.key;
            let what = text!("khóa `{key}` không được dùng ở đây", "unknown key `{key}`");
            self.unknown_name("K-YAML-020", entry.key_span.clone(), what, key, keys);
        }
        Some(Mapping { reader: self, span: node.span.clone(), entries, keys })
    }

    /// The items of a list.
    pub fn list<'a>(&self, node: &'a Node) -> Option<&'a [Node]> {
        match &node.kind {
            Kind::List(items) => Some(items),
            _ => {
                self.wrong_kind(node, "một danh sách", "a list");
                None
            }
        }
    }

    /// Text that is not empty.
    pub fn text(&self, node: &Node) -> Option<String> {
        match &node.kind {
            Kind::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            Kind::Int(_) | Kind::Real(_) | Kind::Bool(_) => {
                let raw = self.source.text.get(node.span.clone()).unwrap_or_default();
                let problem = Problem::at(
                    "K-YAML-021",
                    &self.source,
                    node.span.clone(),
                    Text::new("cần một chuỗi", "expected text"),
                );
                self.note(problem.with_hint(text!("đặt trong dấu nháy: \"{raw}\"", "put it in quotes: \"{raw}\"")));
                None
            }
            _ => {
                self.wrong_kind(node, "một chuỗi không rỗng", "text that is not empty");
                None
            }
        }
    }

    /// A text in both languages: `{vi: ..., en: ...}`.
    pub fn bilingual(&self, node: &Node) -> Option<Text> {
        let mut map = self.mapping(node, &["vi", "en"])?;
        let vi = map.required("vi", Self::text);
        let en = map.required("en", Self::text);
        Some(Text::new(vi?.trim(), en?.trim()))
    }

    /// A text in both languages, or one text that is the same in both: a name, or words that a
    /// person wrote in the language of the document.
    pub fn bilingual_or_same(&self, node: &Node) -> Option<Text> {
        match node.kind {
            Kind::Mapping(_) => self.bilingual(node),
            _ => self.text(node).map(Text::same),
        }
    }

    /// A truth value.
    pub fn bool(&self, node: &Node) -> Option<bool> {
        match node.kind {
            Kind::Bool(value) => Some(value),
            _ => {
                self.wrong_kind(node, "true hoặc false", "true or false");
                None
            }
        }
    }

    /// A whole number within bounds.
    pub fn int(&self, node: &Node, least: i64, most: i64) -> Option<i64> {
        match node.kind {
            Kind::Int(value) if (least..=most).contains(&value) => Some(value),
            Kind::Int(value) => {
                let what = text!(
                    "{value} nằm ngoài khoảng {least} đến {most}",
                    "{value} is outside the range {least} to {most}"
                );
                self.problem("K-YAML-022", node.span.clone(), what);
                None
            }
            _ => {
                self.wrong_kind(node, "một số nguyên", "a whole number");
                None
            }
        }
    }

    /// A real or whole number.
    pub fn ratio(&self, node: &Node) -> Option<f64> {
        match node.kind {
            Kind::Int(value) => Some(value as f64),
            Kind::Real(value) => Some(value),
            _ => {
                self.wrong_kind(node, "một số", "a number");
                None
            }
        }
    }

    /// An RFC 3339 instant with an offset, such as `2026-12-05T08:00:00+07:00`.
    pub fn instant(&self, node: &Node) -> Option<Timestamp> {
        let raw = self.text(node)?;
        match raw.parse::<Timestamp>() {
            Ok(instant) => Some(instant),
            Err(_) => {
                let problem = Problem::at(
                    "K-YAML-023",
                    &self.source,
                    node.span.clone(),
                    text!("`{raw}` không phải thời điểm RFC 3339", "`{raw}` is not an RFC 3339 instant"),
                );
                self.note(problem.with_hint(Text::new(
                    "viết ngày, giờ và múi giờ: 2026-12-05T08:00:00+07:00",
                    "give date, time and offset: 2026-12-05T08:00:00+07:00",
                )));
                None
            }
        }
    }

    /// One word of a closed list; the value that `parse` gives for it.
    pub fn word<T>(&self, node: &Node, words: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let given = self.text(node)?;
        let value = parse(&given);
        if value.is_none() {
            let what = text!("`{given}` không được dùng ở đây", "unknown value `{given}`");
            self.unknown_name("K-YAML-024", node.span.clone(), what, &given, words);
        }
        value
    }

    /// Each item of a list, read by `read`; mistakes in one do not hide the others.
    pub fn each<T>(&self, node: &Node, read: impl Fn(&Self, &Node) -> Option<T>) -> Option<Vec<T>> {
        let items = self.list(node)?;
        let taken: Vec<_> = items.iter().filter_map(|item| read(self, item)).collect();
        (taken.len() == items.len()).then_some(taken)
    }

    /// Notes that a node has the wrong kind.
    pub fn wrong_kind(&self, node: &Node, vi: &str, en: &str) {
        let (found_vi, found_en) = node.kind_name();
        let what = text!("cần {vi}, nhưng gặp {found_vi}", "expected {en}, found {found_en}");
        self.problem("K-YAML-021", node.span.clone(), what);
    }

    /// Whether nothing is wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    /// The value, when it exists and nothing was wrong; otherwise the problems in file order.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problems> {
        let mut problems = self.problems.into_inner();
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            // A reader that gives up without a word would drop a file as if it were not there.
            None if problems.is_empty() => {
                let name = &self.source.name;
                Err(Problem::of_file(
                    "K-YAML-027",
                    name,
                    text!("không đọc được tệp `{name}`", "cannot make sense of file `{name}`"),
                )
                .into())
            }
            _ => {
                problems.sort_by_key(|problem| problem.place.as_ref().map_or(usize::MAX, |(_, span)| span.start));
                Err(Problems(problems))
            }
        }
    }
}

/// A mapping being taken apart.
#[derive(Debug)]
pub struct Mapping<'a> {
    reader: &'a Reader,
    span: Range<usize>,
    entries: &'a [Entry],
    keys: &'static [&'static str],
}

impl<'a> Mapping<'a> {
    /// The mapping's place.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value under a key.
    pub fn node(&self, key: &str) -> Option<&'a Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The place of a key, or of the mapping where the key is missing.
    pub fn key_span(&self, key: &str) -> Range<usize> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map_or_else(|| self.start(), |entry| entry.key_span.clone())
    }

    /// Reads a key that must be there.
    pub fn required<T>(&mut self, key: &str, read: impl Fn(&Reader, &Node) -> Option<T>) -> Option<T> {
        match self.node(key) {
            Some(node) => read(self.reader, node),
            // The slip that stands in its place has been noted: one mistake, one problem.
            None if self.is_misspelt(key) => None,
            None => {
                let what = text!("thiếu khóa `{key}`", "missing key `{key}`");
                self.reader.problem("K-YAML-025", self.start(), what);
                None
            }
        }
    }

    /// Reads a key that may be missing; `Some(None)` means missing, `None` a noted problem.
    pub fn optional<T>(&mut self, key: &str, read: impl Fn(&Reader, &Node) -> Option<T>) -> Option<Option<T>> {
        match self.node(key) {
            Some(node) => read(self.reader, node).map(Some),
            None => Some(None),
        }
    }

    /// Reads a key, or takes `default` where it is missing.
    pub fn or<T>(&mut self, key: &str, default: T, read: impl Fn(&Reader, &Node) -> Option<T>) -> Option<T> {
        self.optional(key, read).map(|value| value.unwrap_or(default))
    }

    fn is_misspelt(&self, key: &str) -> bool {
        let unknown = self.entries.iter().filter(|entry| !self.keys.contains(&entry.key.as_str()));
        unknown.map(|entry| nearest(&entry.key, self.keys.iter().copied())).any(|near| near == Some(key))
    }

    fn start(&self) -> Range<usize> {
        match self.entries.first() {
            Some(entry) => entry.key_span.clone(),
            None => self.span.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn giving_up_without_a_word_is_a_problem_too() {
        let reader = Reader::new(Source::new("silent.yaml", "a: 1"));
        let Err(Problems(problems)) = reader.finish(None::<()>) else { panic!("nothing was read") };
        let codes: Vec<_> = problems.iter().map(|problem| (problem.code, problem.file.as_str())).collect();
        assert_eq!(codes, [("K-YAML-027", "silent.yaml")]);
    }
}
