//! Where a page leads: its links and forms, and what it asks of robots.

use memchr::memchr;

use super::super::super::document::Document;
use super::super::{encoding, entity};
use super::plain;
use super::tag::{Attributes, name, name_at};

/// The most links, and the most controls of all forms together.
const MOST: usize = 20_000;

/// The most forms.
const MOST_FORMS: usize = 500;

/// The longest address and label.
const LONGEST: usize = 4096;

/// How far behind its start the text of a label is looked at.
const LONGEST_LABEL: usize = 400;

/// What leads somewhere.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum LinkKind {
    /// `a` or `area`.
    Anchor,
    /// `iframe` or `frame`.
    Frame,
    /// `link` of the next or previous page, or an alternate form of this one.
    Related,
    /// A refresh to another address.
    Refresh,
    /// The source of a script.
    Script,
}

/// A link.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    /// What it is.
    pub kind: LinkKind,
    /// Its address, as written, references undone.
    pub address: String,
    /// Whether it asks robots not to follow it.
    pub no_follow: bool,
}

/// A form.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct FormLink {
    /// Where it is sent, as written; empty: to its own page.
    pub action: String,
    /// `get`, `post` or `dialog`, small letters.
    pub method: String,
    /// Its controls, those without a name too.
    pub controls: Vec<Control>,
}

/// A control of a form. Its value is not kept.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Control {
    /// Its name; empty if it has none.
    pub name: String,
    /// What labels it: a `label`, an `aria-label`, a placeholder; empty if nothing.
    pub label: String,
    /// Its type: that of an `input`, or `textarea`, `select`, `button`.
    pub kind: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it cannot be changed.
    pub read_only: bool,
    /// Whether it holds a value already.
    pub filled: bool,
}

/// Where a page leads.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Links {
    /// Its links, in their order.
    pub links: Vec<Link>,
    /// Its forms.
    pub forms: Vec<FormLink>,
    /// What its addresses are relative to, if it says so.
    pub base: Option<String>,
    /// The address that it calls its own.
    pub canonical: Option<String>,
    /// Whether it asks robots not to keep it.
    pub no_index: bool,
    /// Whether it asks robots not to follow its links.
    pub no_follow: bool,
    /// Whether it has more links or forms than were kept.
    pub more: bool,
}

/// Reads where a page leads. What stands in comments or scripts does not.
pub fn links(document: &Document<'_>) -> Links {
    let Some(text) = encoding::decode(document) else { return Links::default() };
    let mut reader = Reader {
        text: &text,
        attributes: Attributes::default(),
        found: Links::default(),
        labels: Vec::new(),
        around: None,
        in_form: false,
        controls: 0,
    };
    reader.read();
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    attributes: Attributes<'t>,
    found: Links,
    /// The texts of labels that name their control by its identifier.
    labels: Vec<(&'t str, String)>,
    /// The text of the label that is open.
    around: Option<String>,
    in_form: bool,
    controls: usize,
}

impl<'t> Reader<'t> {
    fn read(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
            at += found + 1;
            match bytes.get(at) {
                Some(byte) if byte.is_ascii_alphabetic() => at = self.start(at),
                Some(b'/') => {
                    let (ended, _) = name_at(bytes, at + 1);
                    self.end(ended);
                }
                Some(b'!') if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"!--")) => {
                    let rest = bytes.get(at + 3..).unwrap_or_default();
                    at = memchr::memmem::find(rest, b"-->").map_or(bytes.len(), |end| at + 3 + end + 3);
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, at: usize) -> usize {
        const NAMES: [u64; 16] = [
            name("a"),
            name("area"),
            name("iframe"),
            name("frame"),
            name("link"),
            name("meta"),
            name("base"),
            name("script"),
            name("style"),
            name("form"),
            name("input"),
            name("textarea"),
            name("select"),
            name("button"),
            name("label"),
            name("title"),
        ];
        let (started, end) = name_at(self.text.as_bytes(), at);
        let end = self.attributes.read(self.text, end);
        let Some(which) = NAMES.iter().position(|known| *known == started) else { return end };
        match which {
            0 | 1 => self.link(LinkKind::Anchor, "href"),
            2 | 3 => self.link(LinkKind::Frame, "src"),
            4 => self.related(),
            5 => self.meta(),
            6 => self.found.base = self.found.base.take().or_else(|| self.value("href")),
            7 => {
                self.link(LinkKind::Script, "src");
                return self.behind(end, b"script");
            }
            8 => return self.behind(end, b"style"),
            9 => self.form(),
            10 => self.control("input", false),
            11 => {
                let behind = self.behind(end, b"textarea");
                let body = self.text.get(end..behind).unwrap_or_default();
                self.control("textarea", !body.trim_start().starts_with("</") && !body.is_empty());
                return behind;
            }
            12 => self.control("select", false),
            13 => self.control("button", false),
            14 => self.label(end),
            _ => return self.behind(end, b"title"),
        }
        end
    }

    fn end(&mut self, ended: u64) {
        if ended == name("form") {
            self.in_form = false;
        } else if ended == name("label") {
            self.around = None;
        }
    }

    /// Where the end tag of a raw element ends.
    fn behind(&self, start: usize, element: &[u8]) -> usize {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        memchr::memmem::find_iter(rest, b"</")
            .find(|at| {
                rest.get(at + 2..at + 2 + element.len()).is_some_and(|found| found.eq_ignore_ascii_case(element))
            })
            .map_or(self.text.len(), |at| start + at + 2 + element.len())
    }

    fn value(&self, name: &str) -> Option<String> {
        let value = self.attributes.value_of(name)?.trim();
        (value.len() <= LONGEST).then(|| entity::decoded(value, true).into_owned())
    }

    fn link(&mut self, kind: LinkKind, attribute: &str) {
        let Some(address) = self.value(attribute).filter(|address| !address.is_empty()) else { return };
        let no_follow = self.attributes.value_of("rel").is_some_and(|rel| has_word(rel, "nofollow"));
        self.keep(Link { kind, address, no_follow });
    }

    fn keep(&mut self, link: Link) {
        if self.found.links.len() >= MOST {
            self.found.more = true;
        } else {
            self.found.links.push(link);
        }
    }

    fn related(&mut self) {
        let rel = self.attributes.value_of("rel").unwrap_or_default();
        if has_word(rel, "canonical") {
            self.found.canonical = self.value("href");
        } else if ["next", "prev", "alternate"].iter().any(|word| has_word(rel, word)) && !has_word(rel, "stylesheet") {
            self.link(LinkKind::Related, "href");
        }
    }

    fn meta(&mut self) {
        let content = self.value("content").unwrap_or_default();
        let named = |name: &str, word: &str| {
            self.attributes.value_of(name).is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        if named("http-equiv", "refresh") {
            let lower = content.to_ascii_lowercase();
            let Some(at) = lower.find("url=") else { return };
            let address = content.get(at + 4..).unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned();
            self.keep(Link { kind: LinkKind::Refresh, address, no_follow: false });
        } else if named("name", "robots") || named("name", "kiemtra") {
            self.found.no_index |= has_word(&content, "noindex") || has_word(&content, "none");
            self.found.no_follow |= has_word(&content, "nofollow") || has_word(&content, "none");
        }
    }

    fn form(&mut self) {
        self.in_form = false;
        if self.found.forms.len() >= MOST_FORMS {
            self.found.more = true;
            return;
        }
        let method = self.value("method").unwrap_or_default().to_ascii_lowercase();
        let method = if matches!(method.as_str(), "post" | "dialog") { method } else { "get".to_owned() };
        let action = self.value("action").unwrap_or_default();
        self.found.forms.push(FormLink { action, method, controls: Vec::new() });
        self.in_form = true;
    }

    /// A label: its text, and the control that it names.
    fn label(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut end = rest.len().min(LONGEST_LABEL);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let near = rest.get(..end).unwrap_or_default();
        let stop = memchr::memmem::find(near.as_bytes(), b"</label").unwrap_or(near.len());
        let text = plain(near.get(..stop).unwrap_or_default());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.attributes.value_of("for") {
            Some(control) if self.labels.len() < MOST => self.labels.push((control, text)),
            _ => self.around = Some(text),
        }
    }

    fn control(&mut self, kind: &str, has_text: bool) {
        self.controls += 1;
        if self.controls > MOST {
            self.found.more = true;
            return;
        }
        let kind = match kind {
            "input" => self
                .value("type")
                .filter(|kind| !kind.is_empty())
                .unwrap_or_else(|| "text".to_owned())
                .to_ascii_lowercase(),
            other => other.to_owned(),
        };
        let identifier = self.attributes.value_of("id");
        let named = identifier.and_then(|id| self.labels.iter().rev().take(200).find(|(control, _)| *control == id));
        let label = named
            .map(|(_, text)| text.clone())
            .or_else(|| self.around.clone())
            .or_else(|| self.value("aria-label"))
            .or_else(|| self.value("placeholder"))
            .or_else(|| self.value("title"))
            .unwrap_or_default();
        let has = |name: &str| self.attributes.value_of(name).is_some();
        let control = Control {
            name: self.value("name").unwrap_or_default(),
            label,
            required: has("required"),
            read_only: has("readonly"),
            filled: has_text || self.attributes.value_of("value").is_some_and(|value| !value.is_empty()),
            kind,
        };
        // Controls outside of forms are sent by scripts: they form one of their own.
        if !self.in_form {
            self.found.forms.push(FormLink { method: "get".to_owned(), ..FormLink::default() });
            self.in_form = true;
        }
        if let Some(form) = self.found.forms.last_mut() {
            form.controls.push(control);
        }
    }
}

fn has_word(text: &str, word: &str) -> bool {
    text.split([' ', ',', '\t', '\n']).any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Links {
        links(&Document { bytes: html.as_bytes(), content_type: None, name: None, truncated: false })
    }

    #[test]
    fn every_way_on_is_found() {
        let found = read(
            "<base href='/b/'><link rel=canonical href=/c><link rel='next' href=/n><link rel=stylesheet href=/s.css>\
             <meta name=robots content='noindex, follow'><meta http-equiv=Refresh content=\"5; URL='/r'\">\
             <a href=' /a?x=1&amp;y=2 ' rel=nofollow>a</a><map><area href=/m></map><iframe src=/f></iframe><!-- <a href=/no> -->\
             <script src=/j.js>'<a href=/no>'</script><a name=x></a><a href=''>",
        );
        let told: Vec<(LinkKind, &str, bool)> =
            found.links.iter().map(|link| (link.kind, link.address.as_str(), link.no_follow)).collect();
        assert_eq!(
            told,
            [
                (LinkKind::Related, "/n", false),
                (LinkKind::Refresh, "/r", false),
                (LinkKind::Anchor, "/a?x=1&y=2", true),
                (LinkKind::Anchor, "/m", false),
                (LinkKind::Frame, "/f", false),
                (LinkKind::Script, "/j.js", false),
            ]
        );
        assert_eq!(found.base.as_deref(), Some("/b/"));
        assert_eq!(found.canonical.as_deref(), Some("/c"));
        assert!(found.no_index && !found.no_follow && !found.more);
    }

    #[test]
    fn forms_tell_their_controls_but_no_value() {
        let found = read(
            "<form action=/tim method=POST><label for=i>Số <b>CCCD</b></label><input id=i name=cccd required value=001>\
             <label>Tên <input name=ten readonly></label><textarea name=t placeholder=Nội></textarea><select name=s></select></form><input name=q>",
        );
        let forms: Vec<_> =
            found.forms.iter().map(|form| (form.action.as_str(), form.method.as_str(), form.controls.len())).collect();
        assert_eq!(forms, [("/tim", "post", 4), ("", "get", 1)]);
        let controls = &found.forms[0].controls;
        let expected = Control {
            name: "cccd".into(),
            label: "Số CCCD".into(),
            kind: "text".into(),
            required: true,
            read_only: false,
            filled: true,
        };
        assert_eq!(controls[0], expected);
        assert_eq!((controls[1].label.as_str(), controls[1].read_only, controls[1].filled), ("Tên", true, false));
        assert_eq!((controls[2].label.as_str(), controls[2].filled), ("Nội", false));
        assert!(!format!("{found:?}").contains("001"));
    }

    #[test]
    fn hostile_pages_are_bounded() {
        for part in ["<a href=x>", "<form>", "<input>", "<label>", "<a href='", "<!--", "<script>", "<label for=a>x"] {
            let found = read(&part.repeat(60_000));
            assert!(found.links.len() <= MOST && found.forms.len() <= MOST_FORMS + 1, "{part}");
        }
    }
}
