//! What a page loads from, and posts to, unencrypted addresses.

use super::way::{Spot, shown_address};
use crate::fact::{Gap, Reason};
use crate::probe::page::{Page, ResourceKind};
use crate::wire::Response;

/// The most addresses that are told.
const MOST: usize = 20;

/// The unencrypted addresses of one page.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Insecure {
    addresses: Vec<String>,
    forms: i64,
    cut: bool,
}

/// Reads a page. What is no HTML loads nothing; what we cannot decode stays unknown.
pub(super) fn page(spot: &Spot, response: &Response) -> Result<Insecure, Gap> {
    let address = spot.url().ok_or_else(|| Gap::from(Reason::ProbeFailed))?;
    let Some(page) = Page::of(response, &address)? else { return Ok(Insecure::default()) };
    let mut own = Insecure { cut: page.cut, ..Insecure::default() };
    for resource in page.resources.iter().filter(|resource| resource.address.scheme() == "http") {
        own.forms += i64::from(resource.kind == ResourceKind::Form);
        let shown = shown_address(&resource.address);
        if own.addresses.len() < MOST && !own.addresses.contains(&shown) {
            own.addresses.push(shown);
        }
    }
    Ok(own)
}

impl Insecure {
    /// The addresses; a page that was cut proves no emptiness.
    pub(super) fn addresses(self) -> Result<Vec<String>, Gap> {
        if self.cut && self.addresses.is_empty() { Err(Page::cut_gap()) } else { Ok(self.addresses) }
    }

    /// The number of forms; a page that was cut proves no emptiness.
    pub(super) fn forms(self) -> Result<i64, Gap> {
        if self.cut && self.forms == 0 { Err(Page::cut_gap()) } else { Ok(self.forms) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Endpoint;

    fn page_of(body: &str, truncated: bool) -> Insecure {
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
        page_of(body, false).addresses().expect("read whole")
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
        assert!(page_of("<p>", true).addresses().is_err());
        assert!(page_of("<p>", true).forms().is_err());
        assert_eq!(page_of("<form action=http://x.test/>", true).forms(), Ok(1));
    }
}
