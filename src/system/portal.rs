//! What a site shows to everybody: how far it is walked through, and what of the operator's own lies there.

/// A web site for people.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Portal {
    /// How far it is walked through; `None` where it is not.
    pub crawl: Option<Crawl>,
    /// Where anybody looks a dossier up by its code.
    pub look_up: Option<DossierLookUp>,
    /// Links to files that the operator itself uploaded for the inspection: nobody may open them without
    /// signing in. Path and query.
    pub attachments: Vec<String>,
    /// Links to results of the operator's own test dossiers, as they are sent to an applicant. Path and query.
    pub results: Vec<String>,
    /// Whether it is there for trying out: then no real person's data may be in it.
    pub test_system: bool,
}

/// How far a site is walked through. What comes first in its order counts, not what answers first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Crawl {
    /// The most addresses that are asked.
    pub pages: u32,
    /// The most links from a start to a page.
    pub depth: u32,
    /// The most minutes, after which nothing more is asked.
    pub minutes: u32,
    /// The most bytes that are read, in units of 1,048,576.
    pub megabytes: u32,
    /// Where it starts besides the declared address and the site map. Path and query.
    pub start: Vec<String>,
    /// Beginnings of paths that are left alone.
    pub skip: Vec<String>,
    /// Whether pages that scripts build are opened in a browser.
    pub browser: bool,
}

impl Default for Crawl {
    fn default() -> Self {
        Self { pages: 200, depth: 5, minutes: 10, megabytes: 200, start: Vec::new(), skip: Vec::new(), browser: false }
    }
}

/// Where anybody looks a dossier up.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DossierLookUp {
    /// Path and query, with `{code}` where the code stands.
    pub path: String,
    /// The data service behind the page, where it is known: path and query with `{code}`.
    pub interface: Option<String>,
    /// The codes of two dossiers that the operator made for the inspection, best one after the other. No other code
    /// that may be somebody's is ever asked.
    pub dossiers: [String; 2],
}

/// What stands for the code in a path.
pub(super) const CODE: &str = "{code}";

impl DossierLookUp {
    /// A path with a code in it, percent-encoded as a query demands.
    pub fn path_of(path: &str, code: &str) -> String {
        let mut written = String::new();
        for byte in code.bytes() {
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => written.push(char::from(byte)),
                _ => written.push_str(&format!("%{byte:02X}")),
            }
        }
        path.replace(CODE, &written)
    }
}
