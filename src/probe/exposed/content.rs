//! The body of an answer as signatures look at it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;

use super::unpack::unpacked;
use crate::wire::Response;

/// The most bytes of a body that are looked at.
const MOST: usize = 512 << 10;
/// The most characters at the start in which the marks of a page are looked for.
const HEAD: usize = 1024;

/// Elements that only a page has.
static PAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)<(?:!doctype html|(?:html|head|body|title|div|h[1-6]|p|pre|table|form|meta|link|script|br|ul|span|center)[\s/>])").ok()
});
/// What a page holds and does not show: quotations stand there.
static HIDDEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?is)<!--.*?(?:-->|\z)|<script\b.*?(?:</script|\z)|<style\b.*?(?:</style|\z)|<textarea\b.*?(?:</textarea|\z)|<template\b.*?(?:</template|\z)|<xmp\b.*?(?:</xmp|\z)|<noscript\b.*?(?:</noscript|\z)|<iframe\b.*?(?:</iframe|\z)|<svg\b.*?(?:</svg|\z)",
    )
    .ok()
});
static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)<title[^<>]*>([^<]*)</title").ok());
static JSON: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A(?:\s*//[^\n]*\n)*\s*[\{\[]").ok());

/// An answer, looked into as far as a signature asks.
#[derive(Debug)]
pub(super) struct Content<'a> {
    response: &'a Response,
    bytes: Option<Cow<'a, [u8]>>,
    text: OnceCell<String>,
    markup: OnceCell<String>,
    title: OnceCell<Option<String>>,
    titles: OnceCell<Vec<String>>,
}

impl<'a> Content<'a> {
    /// The content of an answer.
    pub(super) fn of(response: &'a Response) -> Self {
        let bytes = unpacked(response, MOST);
        Self {
            response,
            bytes,
            text: OnceCell::new(),
            markup: OnceCell::new(),
            title: OnceCell::new(),
            titles: OnceCell::new(),
        }
    }

    /// The status.
    pub(super) fn status(&self) -> u16 {
        self.response.status
    }

    /// Whether anything was given: the whole, or the range that was asked for.
    pub(super) fn is_given(&self) -> bool {
        matches!(self.response.status, 200 | 203 | 206) && self.bytes.as_ref().is_some_and(|bytes| !bytes.is_empty())
    }

    /// Whether something was given in an encoding that nobody asked for and that is not known here.
    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self.response.status, 200 | 203 | 206) && self.bytes.is_none()
    }

    /// The values of a header (lower-case name).
    pub(super) fn headers<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        self.response.all_headers(name)
    }

    /// The bytes, unpacked.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }

    /// The text, without its byte-order mark.
    pub(super) fn text(&self) -> &str {
        self.text.get_or_init(|| text(self.bytes()))
    }

    /// Whether it is text without the marks of a page.
    pub(super) fn is_plain(&self) -> bool {
        let text = self.text();
        !text.trim_start().starts_with('<') && !text.contains('\0') && !self.has_page_marks()
    }

    /// Whether it begins like JSON.
    pub(super) fn is_json(&self) -> bool {
        JSON.as_ref().is_some_and(|json| json.is_match(self.text()))
    }

    /// Whether it is a page for people.
    pub(super) fn is_page(&self) -> bool {
        self.text().trim_start().starts_with('<') && self.has_page_marks()
    }

    /// The local name of the first element of XML that is no page.
    pub(super) fn root(&self) -> Option<&str> {
        let name = first_element(self.text())?;
        (!name.eq_ignore_ascii_case("html")).then_some(name)
    }

    /// What is shown of a page, with its marks.
    pub(super) fn markup(&self) -> &str {
        self.markup.get_or_init(|| match HIDDEN.as_ref() {
            Some(hidden) => hidden.replace_all(self.text(), " ").into_owned(),
            None => String::new(),
        })
    }

    /// Whatever looks like a title, shown or not.
    pub(super) fn titles(&self) -> impl Iterator<Item = &str> {
        let read = || match TITLE.as_ref() {
            Some(title) => {
                title.captures_iter(self.text()).filter_map(|own| own.get(1)).map(|own| plain(own.as_str())).collect()
            }
            None => Vec::new(),
        };
        self.titles.get_or_init(read).iter().map(String::as_str)
    }

    /// The title of a page.
    pub(super) fn title(&self) -> Option<&str> {
        let read = || Some(plain(TITLE.as_ref()?.captures(self.markup())?.get(1)?.as_str()));
        self.title.get_or_init(read).as_deref()
    }

    fn has_page_marks(&self) -> bool {
        let head: String = self.text().chars().take(HEAD).collect();
        PAGE.as_ref().is_none_or(|page| page.is_match(&head))
    }
}

/// A title on one line, with the usual entities read.
fn plain(raw: &str) -> String {
    let plain = raw.replace("&amp;", "&").replace("&nbsp;", " ").replace("&#39;", "'").replace("&#x2F;", "/");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The local name of the first element, after the declaration, comments and a document type without declarations inside.
fn first_element(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    for _ in 0..16 {
        let end = match rest {
            own if own.starts_with("<?") => "?>",
            own if own.starts_with("<!--") => "-->",
            own if own.starts_with("<!DOCTYPE") && !own.starts_with("<!DOCTYPE html") => ">",
            _ => break,
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let tag = rest.strip_prefix('<')?;
    let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
    let local = name.rsplit(':').next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (local.starts_with(|c: char| c.is_ascii_alphabetic()) && local.chars().all(is_name)).then_some(local)
}

/// UTF-8, or UTF-16 where a byte-order mark says so.
fn text(bytes: &[u8]) -> String {
    let units = |from: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).skip(1);
        let units: Vec<u16> = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(from).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Response {
        Response { body: body.as_bytes().to_vec(), ..Response::empty(200) }
    }

    #[test]
    fn what_a_page_quotes_is_no_title_and_no_plain_text() {
        let page = answer(
            "<!doctype html><!-- <title>Index of /</title> --><script>var t='<title>phpinfo()</title>'</script>\
             <title>Hướng&nbsp;dẫn &amp; mẫu</title><pre>DB_PASSWORD=abc</pre>",
        );
        let content = Content::of(&page);
        assert_eq!(content.title(), Some("Hướng dẫn & mẫu"));
        assert!(content.is_page() && !content.is_plain() && content.root().is_none());
        assert!(!content.markup().contains("Index of"));
        let fragment = answer("APP_KEY=1<br>\n<p>ví dụ</p>");
        assert!(!Content::of(&fragment).is_plain());
    }

    #[test]
    fn forms_are_told_apart() {
        let config = answer("\u{feff}<?xml version=\"1.0\"?>\n<!-- x -->\n<configuration>");
        assert_eq!(Content::of(&config).root(), Some("configuration"));
        let prefixed = answer("<wsdl:definitions xmlns:wsdl='x'>");
        assert_eq!(Content::of(&prefixed).root(), Some("definitions"));
        let strict = answer("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\" \"y\"><html><body>");
        assert_eq!(Content::of(&strict).root(), None);
        assert!(Content::of(&answer("// a\n{\"a\": 1}")).is_json());
        let wide: Vec<u8> =
            [0xff_u8, 0xfe].into_iter().chain("CREATE TABLE".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let wide = Response { body: wide, ..Response::empty(200) };
        assert_eq!(Content::of(&wide).text(), "CREATE TABLE");
        assert!(Content::of(&wide).is_plain());
        assert!(!Content::of(&answer("a\0b")).is_plain());
    }
}
