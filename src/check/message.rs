//! Messages with placeholders: `Chấp nhận {v.name}, cho phép {$allowed}`.

use super::path::Path;
use super::scope::Scope;
use crate::load::{Node, Reader};
use crate::text::{Language, text};

/// A message in both languages, its placeholders checked.
#[derive(Clone, Debug)]
pub struct Message {
    /// The Vietnamese parts.
    pub vi: Vec<Part>,
    /// The English parts.
    pub en: Vec<Part>,
}

/// A part of a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Part {
    /// The value of a parameter.
    Parameter(String),
    /// The value at a path.
    Path(Path),
    /// Words.
    Words(String),
}

impl Message {
    /// The parts in a language.
    pub fn parts(&self, language: Language) -> &[Part] {
        match language {
            Language::En => &self.en,
            Language::Vi => &self.vi,
        }
    }

    /// Reads `{vi: ..., en: ...}`. Braces are doubled to stand for themselves.
    pub(super) fn read(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Self> {
        let mut map = reader.mapping(node, &["vi", "en"])?;
        let vi = map.required("vi", |reader, node| parts(reader, node, scope));
        let en = map.required("en", |reader, node| parts(reader, node, scope));
        Some(Self { vi: vi?, en: en? })
    }

    /// Calls `visit` with every path of the message.
    pub(super) fn paths(&self, visit: &mut dyn FnMut(&Path)) {
        for part in self.vi.iter().chain(&self.en) {
            if let Part::Path(path) = part {
                visit(path);
            }
        }
    }
}

fn parts(reader: &Reader, node: &Node, scope: &Scope<'_>) -> Option<Vec<Part>> {
    let template = reader.text(node)?;
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut rest = template.trim();
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        words.push_str(before);
        rest = brace;
        if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
            words.extend(rest.chars().next());
            rest = after;
            continue;
        }
        let Some((inside, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
            let what = text!("dấu ngoặc nhọn không khép trong `{template}`", "unbalanced brace in `{template}`");
            reader.problem("K-CHK-030", node.span.clone(), what);
            return None;
        };
        rest = after;
        if !words.is_empty() {
            parts.push(Part::Words(std::mem::take(&mut words)));
        }
        parts.push(match inside.strip_prefix('$') {
            Some(name) if scope.parameters.contains_key(name) => Part::Parameter(name.to_owned()),
            Some(name) => {
                let known: Vec<_> = scope.parameters.keys().map(String::as_str).collect();
                let what = text!("không có tham số `{name}`", "there is no parameter `{name}`");
                reader.unknown_name("K-CHK-031", node.span.clone(), what, name, &known);
                return None;
            }
            None => Part::Path(scope.path(reader, node, inside)?.0),
        });
    }
    words.push_str(rest);
    if !words.is_empty() {
        parts.push(Part::Words(words));
    }
    Some(parts)
}
