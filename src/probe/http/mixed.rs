//! What a page loads from, and posts to, unencrypted addresses.

use url::Url;

use super::tag::{Tag, tags};
use super::way::{Spot, shown_address};
use crate::fact::{Gap, Reason};
use crate::text::Text;
use crate::wire::Response;

/// The most addresses that are told.
const MOST: usize = 20;
/// Links that load something; the others (`canonical`, `alternate`) only point.
const LOADING: &[&str] =
    &["stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"];

/// The unencrypted addresses of one page.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Page {
    addresses: Vec<String>,
    forms: i64,
    cut: bool,
}

/// Reads a page. What is no HTML loads nothing; what we cannot decode stays unknown.
pub(super) fn page(spot: &Spot, response: &Response) -> Result<Page, Gap> {
    let kind = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if !kind.contains("html") {
        return Ok(Page::default());
    }
    if response.header("content-encoding").is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        let detail = Text::new("nội dung bị nén dù không yêu cầu", "the body is compressed though nobody asked for it");
        return Err(Gap::new(Reason::Parse, detail));
    }
    let mut base = spot.url().ok_or_else(|| Gap::from(Reason::ProbeFailed))?;
    let mut page = Page { cut: response.truncated, ..Page::default() };
    let mut based = false;
    for tag in tags(&String::from_utf8_lossy(&response.body)) {
        if let ("base", false, Some(url)) = (tag.name.as_str(), based, resolve(&base, tag.attribute("href"))) {
            (base, based) = (url, true);
        }
        for url in loads(&tag).iter().filter_map(|given| resolve(&base, Some(given))) {
            page.note(&url);
        }
        if let Some(url) = posts(&tag).and_then(|given| resolve(&base, Some(given)))
            && page.note(&url)
        {
            page.forms += 1;
        }
    }
    Ok(page)
}

impl Page {
    /// Notes an address if it is unencrypted, and says whether it is.
    fn note(&mut self, url: &Url) -> bool {
        let insecure = url.scheme() == "http";
        if insecure && self.addresses.len() < MOST {
            let shown = shown_address(url);
            if !self.addresses.contains(&shown) {
                self.addresses.push(shown);
            }
        }
        insecure
    }

    /// The addresses; a page that was cut proves no emptiness.
    pub(super) fn insecure_addresses(self) -> Result<Vec<String>, Gap> {
        if self.cut && self.addresses.is_empty() { Err(cut()) } else { Ok(self.addresses) }
    }

    /// The number of forms; a page that was cut proves no emptiness.
    pub(super) fn insecure_forms(self) -> Result<i64, Gap> {
        if self.cut && self.forms == 0 { Err(cut()) } else { Ok(self.forms) }
    }
}

fn cut() -> Gap {
    let detail = Text::new("trang dài hơn phần được đọc", "the page is longer than what was read");
    Gap::new(Reason::Budget, detail)
}

fn resolve(base: &Url, given: Option<&str>) -> Option<Url> {
    base.join(given?.trim()).ok()
}

/// What a tag makes the browser load.
fn loads(tag: &Tag) -> Vec<String> {
    let one = |name| tag.attribute(name).map(str::to_owned);
    let mut found: Vec<String> = match tag.name.as_str() {
        "script" | "img" | "iframe" | "frame" | "audio" | "video" | "source" | "track" | "embed" | "input" => {
            one("src").into_iter().collect()
        }
        "object" => one("data").into_iter().collect(),
        "link" => {
            let rel = tag.attribute("rel").unwrap_or_default().to_ascii_lowercase();
            let loading = rel.split_ascii_whitespace().any(|word| LOADING.contains(&word));
            one("href").filter(|_| loading).into_iter().collect()
        }
        _ => Vec::new(),
    };
    if let ("img" | "source", Some(set)) = (tag.name.as_str(), tag.attribute("srcset")) {
        let candidates = set.split(',').filter_map(|candidate| candidate.split_ascii_whitespace().next());
        found.extend(candidates.take(MOST).map(str::to_owned));
    }
    found
}

/// Where a tag makes the browser post to; a form without an address posts to its own page.
fn posts(tag: &Tag) -> Option<&str> {
    match tag.name.as_str() {
        "form" => Some(tag.attribute("action").unwrap_or_default()),
        "button" | "input" => tag.attribute("formaction"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Endpoint;

    fn page_of(body: &str, truncated: bool) -> Page {
        let endpoint = Endpoint::new("cong.test", "127.0.0.1".parse().expect("an address"), 443);
        let spot = Spot { endpoint, tls: true, path: "/a/".to_owned(), identity: None };
        let response = Response {
            status: 200,
            http_version: String::new(),
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: body.as_bytes().to_vec(),
            truncated,
            connect_ms: 0,
            tls_ms: None,
            first_byte_ms: 0,
            elapsed_ms: 0,
            echo: crate::wire::Echo::default(),
        };
        page(&spot, &response).expect("a page")
    }

    fn addresses(body: &str) -> Vec<String> {
        page_of(body, false).insecure_addresses().expect("read whole")
    }

    #[test]
    fn what_is_loaded_counts_and_what_is_only_linked_does_not() {
        assert!(addresses("<a href=http://x.test/><link rel=canonical href=http://x.test/><img src=/b>").is_empty());
        assert_eq!(addresses("<LINK REL='preload STYLESHEET' HREF=http://x.test/s>"), ["http://x.test/s"]);
        assert_eq!(addresses("<img srcset='/a 1x, http://x.test/b 2x'>"), ["http://x.test/b"]);
        assert_eq!(addresses("<button formaction=HTTP://x.test/>"), ["http://x.test/"]);
    }

    #[test]
    fn a_base_moves_every_relative_address_after_it() {
        assert_eq!(addresses("<base href=http://x.test/><base href=https://y.test/><img src=b>"), ["http://x.test/b"]);
    }

    #[test]
    fn a_page_that_was_cut_proves_no_emptiness() {
        assert!(page_of("<p>", true).insecure_addresses().is_err());
        assert!(page_of("<p>", true).insecure_forms().is_err());
        assert_eq!(page_of("<form action=http://x.test/>", true).insecure_forms(), Ok(1));
    }
}
