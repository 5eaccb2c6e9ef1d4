//! Links, scripts and metas of a document.

use std::fmt;

use url::Url;

use super::attribute::Attributes;
use crate::fact::Digest;

/// Where an `<a>` or `<area>` leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    /// The address; `None` where it is no address.
    pub address: Option<Url>,
    /// The `href` as it stands.
    pub given: String,
    /// What a visitor reads, at most 300 characters.
    pub text: String,
    /// `rel`, lower case; empty without.
    pub relation: String,
    /// Whether it opens another window (`target=_blank`).
    pub opens_window: bool,
}

/// A script.
#[derive(Clone, PartialEq)]
pub struct Script {
    /// Where it is loaded from; `None` where it stands in the page, or the address is none.
    pub address: Option<Url>,
    /// Whether it has a `src` at all.
    pub external: bool,
    /// Its attributes.
    pub attributes: Attributes,
    /// The first 64 KiB of what stands in the page.
    pub inline: String,
    /// The digest of all that stands in the page; `None` where nothing does.
    pub digest: Option<Digest>,
}

impl Script {
    /// Whether browsers run it: it is JavaScript or a module, and no block of data.
    pub fn runs(&self) -> bool {
        let kind = self.attributes.value("type").unwrap_or_default().trim().to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim_end();
        kind.is_empty() || kind == "module" || kind.ends_with("javascript") || kind.ends_with("ecmascript")
    }

    /// `integrity`, where there is one.
    pub fn integrity(&self) -> Option<&str> {
        self.attributes.value("integrity")
    }

    /// Whether it carries a nonce.
    pub fn has_nonce(&self) -> bool {
        self.attributes.value("nonce").is_some_and(|nonce| !nonce.is_empty())
    }
}

/// Inline text may hold keys, so its length stands for it.
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.address.as_ref().map(Url::as_str);
        f.debug_struct("Script").field("address", &address).field("inline", &self.inline.len()).finish_non_exhaustive()
    }
}

/// A meta.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Meta {
    /// `name`, or `property`.
    pub name: Option<String>,
    /// `http-equiv`.
    pub header: Option<String>,
    /// `content`.
    pub content: String,
    /// Whether it stands in the head, where alone browsers heed an `http-equiv` policy.
    pub in_head: bool,
}
