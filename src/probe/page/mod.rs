//! An HTML document, as far as an inspection looks at it: forms and their fields, links, scripts,
//! everything that is loaded, metas, comments, visible text.
//!
//! The tokenizer is html5ever's, so that quotes, entities, comments and the insides of scripts are
//! read as browsers read them. No tree is built: what stands where in the tree matters to nobody
//! here, and a tree is what a hostile page makes large. Nothing of this is a fact yet: texts are raw,
//! and whoever makes a fact of them shortens and escapes them.

mod attribute;
mod charset;
mod draft;
mod element;
mod form;
mod gather;
mod reader;
mod resource;

use url::Url;

use crate::fact::{Gap, Reason};
use crate::text::Text;
use crate::wire::Response;

pub use attribute::Attributes;
pub use element::{Link, Meta, Script};
pub use form::{Field, Form};
pub use resource::{Resource, ResourceKind};

/// The most bytes of a document that are read.
const MOST_BYTES: usize = 4 << 20;

/// One document. Every list is in the order of the document, and bounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its own address.
    pub address: Url,
    /// What relative addresses are resolved against: that of `<base>`, else its own.
    pub base: Url,
    /// The encoding by which it was read, such as `UTF-8`.
    pub charset: &'static str,
    /// Whether header, byte-order mark or meta name an encoding; else it was guessed.
    pub charset_declared: bool,
    /// Whether bytes did not fit the encoding and were replaced.
    pub garbled: bool,
    /// The title; `None` without a `<title>`.
    pub title: Option<String>,
    /// The `lang` of `<html>`.
    pub language: Option<String>,
    /// The forms with their fields.
    pub forms: Vec<Form>,
    /// Fields that belong to no form: pages whose scripts send them.
    pub loose_fields: Vec<Field>,
    /// Where `<a>` and `<area>` lead.
    pub links: Vec<Link>,
    /// The scripts, those of other files and those written into the page.
    pub scripts: Vec<Script>,
    /// Everything that the page loads or sends to, scripts and forms among it.
    pub resources: Vec<Resource>,
    /// The metas.
    pub metas: Vec<Meta>,
    /// The comments, each cut at 2,000 characters.
    pub comments: Vec<String>,
    /// What a visitor reads, white space collapsed; tags that end a line or a cell are a space.
    pub text: String,
    /// How many attributes hold script, such as `onclick`.
    pub handlers: usize,
    /// How many addresses are `javascript:`.
    pub script_addresses: usize,
    /// How many `<style>` elements and `style` attributes there are.
    pub inline_styles: usize,
    /// Whether not all of it was read: the body was cut, or some number was over its limit. Then no
    /// absence is proved.
    pub cut: bool,
}

impl Page {
    /// Reads a document. Never fails: whatever the bytes are, a browser would show something too.
    pub fn read(body: &[u8], content_type: Option<&str>, address: &Url) -> Self {
        let head = body.get(..MOST_BYTES).unwrap_or(body);
        let decoded = charset::decode(head, content_type);
        let mut page = reader::read(&decoded.text, address);
        page.charset = decoded.name;
        page.charset_declared = decoded.declared;
        page.garbled = decoded.garbled;
        page.cut |= head.len() < body.len();
        page
    }

    /// The document of an answer; `None` where the answer is no HTML.
    ///
    /// # Errors
    ///
    /// A gap where the body is compressed though nobody asked for it, and so cannot be read.
    pub fn of(response: &Response, address: &Url) -> Result<Option<Self>, Gap> {
        let content_type = response.header("content-type");
        if !content_type.unwrap_or_default().to_ascii_lowercase().contains("html") {
            return Ok(None);
        }
        let encoding = response.header("content-encoding");
        if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
            let detail =
                Text::new("nội dung bị nén dù không yêu cầu", "the body is compressed though nobody asked for it");
            return Err(Gap::new(Reason::Parse, detail));
        }
        let mut page = Self::read(&response.body, content_type, address);
        page.cut |= response.truncated;
        Ok(Some(page))
    }

    /// Every field, those of forms and the loose ones.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.forms.iter().flat_map(|form| &form.fields).chain(&self.loose_fields)
    }

    /// The contents of the metas with a `name`, compared without case.
    pub fn metas_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |meta: &&Meta| meta.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.metas.iter().filter(named).map(|meta| meta.content.as_str())
    }

    /// The contents of the metas that stand for a header (`http-equiv`), compared without case, where
    /// browsers heed them: in the head.
    pub fn header_metas<'a>(&'a self, header: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |meta: &&Meta| {
            meta.in_head && meta.header.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(header))
        };
        self.metas.iter().filter(named).map(|meta| meta.content.as_str())
    }

    /// Why something that this page does not show is not proved absent.
    pub fn cut_gap() -> Gap {
        let detail = Text::new("trang dài hơn phần được đọc", "the page is longer than what was read");
        Gap::new(Reason::Budget, detail)
    }
}

#[cfg(test)]
mod tests;
