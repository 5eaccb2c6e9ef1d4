//! Attributes that say something themselves: titles, alternative texts, data for scripts, addresses.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memrchr};

use super::super::super::blank::trimmed;
use super::super::super::document::Format;
use super::super::super::piece::{Kind, Part, Sink, Step};
use super::super::{entity, url};
use super::Walker;
use super::element::Element;

/// The most attributes of one element that are handed over.
const MOST: usize = 100;

/// Before the names of what Angular shows of its components in pages that are not built for use.
const REFLECTED: &str = "ng-reflect-";

/// What is made of an attribute.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Use {
    /// Nothing: it tells how its element is to be read, or is read elsewhere.
    None,
    /// A text.
    Text,
    /// Data for a script, perhaps JSON.
    Data,
    /// An address.
    Address,
    /// A bit of script.
    Code,
}

impl<S: Sink + ?Sized> Walker<'_, '_, '_, S> {
    /// Hands over what the attributes of the tag last read say.
    pub(super) fn attribute_pieces(&mut self, element: Element) {
        let mut is_open = false;
        for at in 0..self.attributes.kept.len().min(MOST) {
            let Some((name, value)) = self.attributes.kept.get(at).copied() else { break };
            let purpose = purpose(name, element);
            if purpose == Use::None || value.len() < 2 || !is_worth(purpose, value) {
                continue;
            }
            let value = entity::decoded(value, true);
            if purpose == Use::Address && !is_address_text(&value) {
                url::address(self.course, trimmed(&value));
                self.file_name(name, &value, &mut is_open);
                continue;
            }
            self.begin_attributes(&mut is_open);
            let label = self.label_of(name);
            match notation(purpose, &value) {
                Some(format) => {
                    self.course.enter(Step::Key(&label));
                    self.course.inside(format, &value);
                    self.course.leave();
                }
                None => self.course.field(&label, &value, Kind::Text),
            }
        }
        if is_open {
            self.course.leave();
            self.course.leave();
        }
    }

    fn begin_attributes(&mut self, is_open: &mut bool) {
        if !*is_open {
            *is_open = true;
            self.course.enter(Step::Part(Part::Attribute));
            self.course.enter(Step::Record);
        }
    }

    /// What names the value: the name of the attribute, or what the element says it is.
    fn label_of<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if name.eq_ignore_ascii_case("ng-reflect-model")
            && let Some(control) = self.attributes.value_of("ng-reflect-name")
        {
            return Cow::Owned(control.to_owned());
        }
        if name != "content" && !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let own = name.strip_prefix("data-").or_else(|| name.strip_prefix(REFLECTED));
            return Cow::Borrowed(own.unwrap_or(name));
        }
        let lower = name.to_ascii_lowercase();
        if lower == "content" {
            let named = self.attributes.value_of("name").or_else(|| self.attributes.value_of("property"));
            return Cow::Owned(named.unwrap_or("content").to_owned());
        }
        Cow::Owned(lower.strip_prefix("data-").unwrap_or(&lower).to_owned())
    }

    /// The path of an address that ends with the name of a file.
    fn file_name(&mut self, name: &str, value: &str, is_open: &mut bool) {
        let path = value.get(..memchr2(b'?', b'#', value.as_bytes()).unwrap_or(value.len())).unwrap_or_default();
        let from = memrchr(b'/', path.as_bytes()).map_or(0, |at| at + 1);
        let file = path.get(from..).unwrap_or_default();
        let Some(dot) = memrchr(b'.', file.as_bytes()) else { return };
        let (stem, end) = (file.get(..dot).unwrap_or_default(), file.get(dot + 1..).unwrap_or_default());
        let is_plain = matches!(
            end,
            "js" | "css" | "html" | "htm" | "php" | "aspx" | "jsp" | "vn" | "com" | "ico" | "svg" | "woff2"
        );
        if !is_plain && stem.len() > 3 && end.len() <= 5 && file.len() < 300 {
            self.begin_attributes(is_open);
            self.course.field(name, &url::percent_decoded(trimmed(path), false), Kind::Text);
        }
    }
}

fn purpose(name: &str, element: Element) -> Use {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    match name.as_bytes().first().map(|byte| byte | 0x20) {
        Some(b'd') => Use::Data,
        Some(b't') if is("title") => Use::Text,
        Some(b'a') if is("alt") || is("aria-label") => Use::Text,
        Some(b'a') if is("action") => Use::Address,
        Some(b'p') if is("placeholder") => Use::Text,
        Some(b'p') if is("poster") => Use::Address,
        Some(b'l') if is("label") => Use::Text,
        Some(b's') if is("summary") => Use::Text,
        Some(b's') if is("src") => Use::Address,
        Some(b'c') if is("content") => Use::Text,
        Some(b'c') if is("cite") => Use::Address,
        Some(b'h') if is("href") => Use::Address,
        Some(b'h') if is("hx-vals") || is("hx-headers") => Use::Data,
        Some(b'f') if is("formaction") => Use::Address,
        // Of controls it is a field of the form.
        Some(b'v') if is("value") && matches!(element, Element::Input) => Use::None,
        Some(b'v') if is("value") => Use::Data,
        Some(b'o') if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) => Use::Code,
        // The number in a cell that Excel wrote, which the table takes.
        Some(b'x') if is("x:num") => Use::None,
        Some(b':' | b'@' | b'*' | b'(' | b'{' | b'[' | b'x') => Use::Code,
        Some(b'n') if name.starts_with(REFLECTED) => Use::Data,
        Some(b'v' | b'n') if name.len() > 4 => Use::Code,
        _ => Use::None,
    }
}

/// Whether a value is more than a word that pages are made of.
fn is_worth(purpose: Use, value: &str) -> bool {
    let digits = || value.bytes().any(|byte| byte.is_ascii_digit());
    match purpose {
        Use::None => false,
        Use::Text => value.len() > 3,
        Use::Data => value.len() > 5 || digits(),
        Use::Address => value.len() > 8,
        Use::Code => value.len() > 12 && digits(),
    }
}

/// Whether an address is one of mail or telephone, or code.
fn is_address_text(value: &str) -> bool {
    memchr(b':', value.as_bytes().get(..value.len().min(12)).unwrap_or_default()).is_some()
        && ["mailto:", "tel:", "sms:", "javascript:", "data:", "zalo:"]
            .iter()
            .any(|scheme| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// The notation that a value is written in.
fn notation(purpose: Use, value: &str) -> Option<Format> {
    let first = value.trim_start().as_bytes().first().copied()?;
    if matches!(first, b'{' | b'[') && memchr2(b'"', b'\'', value.as_bytes()).is_some() {
        return Some(Format::Json);
    }
    if first == b'<' && memchr(b'>', value.as_bytes()).is_some() {
        return Some(Format::Html);
    }
    (purpose == Use::Code).then_some(Format::Script)
}
