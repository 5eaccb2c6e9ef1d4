//! A small reader of HTML start tags: enough to see what a page loads, in time that grows with the
//! page and no faster.

/// The most attributes of one tag that are kept.
const MOST_ATTRIBUTES: usize = 64;
/// Elements whose content is text up to their own end tag (HTML, 13.2.5).
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe"];

/// A start tag.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Tag {
    /// Its lower-case name.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute; the first of two of one name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The start tags of a page, in order. Comments and the insides of scripts hold none.
pub(super) fn tags(page: &str) -> Tags<'_> {
    Tags { rest: page }
}

/// See [`tags`].
#[derive(Debug)]
pub(super) struct Tags<'a> {
    rest: &'a str,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            let (_, after) = self.rest.split_once('<')?;
            self.rest = after;
            if let Some(comment) = after.strip_prefix("!--") {
                // `<!-->` and `<!--->` are whole comments.
                let short = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
                self.rest = short.or_else(|| comment.split_once("-->").map(|(_, rest)| rest)).unwrap_or_default();
            } else if after.starts_with(|first: char| first.is_ascii_alphabetic()) {
                let tag = self.tag();
                if RAW.contains(&tag.name.as_str()) {
                    self.skip_text(&tag.name);
                }
                return Some(tag);
            }
        }
    }
}

impl<'a> Tags<'a> {
    fn tag(&mut self) -> Tag {
        let name = self.take_until(|c| c.is_ascii_whitespace() || matches!(c, '/' | '>')).to_ascii_lowercase();
        let mut attributes = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if self.rest.is_empty() {
                break;
            }
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                break;
            }
            let attribute = self.attribute();
            if attributes.len() < MOST_ATTRIBUTES {
                attributes.push(attribute);
            }
        }
        Tag { name, attributes }
    }

    fn attribute(&mut self) -> (String, String) {
        // A leading `=` belongs to the name, so that every step takes something.
        let lead = if self.rest.starts_with('=') { 1 } else { 0 };
        let tail = self.rest.get(lead..).unwrap_or_default();
        let length =
            lead + tail.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=')).unwrap_or(tail.len());
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let value = match self.rest.strip_prefix('=') {
            None => "",
            Some(rest) => {
                self.rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
                self.value()
            }
        };
        (name.to_ascii_lowercase(), value.replace("&amp;", "&"))
    }

    fn value(&mut self) -> &'a str {
        for quote in ['"', '\''] {
            if let Some(rest) = self.rest.strip_prefix(quote) {
                let (value, rest) = rest.split_once(quote).unwrap_or((rest, ""));
                self.rest = rest;
                return value;
            }
        }
        self.take_until(|c| c.is_ascii_whitespace() || c == '>')
    }

    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> &'a str {
        let (taken, rest) = self.rest.split_at(self.rest.find(stop).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Goes to the end tag of a raw element; what has none reaches to the end of the page.
    fn skip_text(&mut self, name: &str) {
        let bytes = self.rest.as_bytes();
        let end = bytes.windows(name.len() + 2).position(|window| {
            window.starts_with(b"</") && window.get(2..).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        });
        self.rest = end.and_then(|end| self.rest.get(end..)).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> Vec<String> {
        let show = |tag: Tag| {
            let attributes: Vec<_> = tag.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{}[{}]", tag.name, attributes.join("|"))
        };
        tags(page).map(show).collect()
    }

    #[test]
    fn quoted_bare_and_empty_attributes() {
        assert_eq!(
            shown("a < b <IMG SRC='x>y' alt=\"\" hidden width = 3/><br/></p><a href=/x>"),
            ["img[src=x>y|alt=|hidden=|width=3/]", "br[]", "a[href=/x]"]
        );
    }

    #[test]
    fn comments_and_scripts_hold_no_tags() {
        assert_eq!(shown("<!-- <img src=a> --><p><!--><b><!--->"), ["p[]", "b[]"]);
        assert_eq!(shown("<script src=a>document.write('<img src=b>')</SCRIPT><i>"), ["script[src=a]", "i[]"]);
        assert_eq!(shown("<style>no end <img>"), ["style[]"]);
    }

    #[test]
    fn broken_pages_come_to_an_end() {
        for page in ["<", "<a", "<a =", "<a ==/=", "<a b='", "<!--", "<!", "<a b= ", "<ả>", "<script", "</"] {
            assert!(tags(page).count() <= 1, "{page}");
        }
        assert_eq!(tags(&"<a ".repeat(100_000)).count(), 1);
    }
}
