//! What is kept of a page once it was read at the door. Addresses stand in it as they are asked, in memory only: whoever
//! makes a fact of them covers them.

use super::injection::Sign;
use super::once_only::Asked;
use crate::probe::exposure::extract::Robots;
use crate::probe::exposure::{Class, Coverage, Finding, Format};

/// What one answer of the site said.
#[derive(Debug)]
pub(super) struct PageReading {
    /// The status.
    pub(super) status: u16,
    /// What the document is.
    pub(super) format: Format,
    /// How much of it was read.
    pub(super) read: Extent,
    /// What was found in body, headers and cookies.
    pub(super) findings: Vec<Finding>,
    /// Where it leads at once.
    pub(super) location: Option<Location>,
    /// Addresses of the site that it names.
    pub(super) links: Vec<Link>,
    /// How many links were left alone because they may end a visit or change something.
    pub(super) acts: u32,
    /// Addresses that hold somebody's data.
    pub(super) telling: Vec<Telling>,
    /// Forms that put personal data into the address, by name.
    pub(super) get_forms: Vec<String>,
    /// What its forms ask.
    pub(super) forms: Vec<Asked>,
    /// Whether its text demands the household book.
    pub(super) household_book: bool,
    /// Signs that strangers wrote into it.
    pub(super) signs: Vec<Sign>,
    /// What it says of itself as a page; `None` where it is none.
    pub(super) page: Option<PageManner>,
    /// A number for its text without digits: the same for pages that differ in nothing else.
    pub(super) shape: u64,
    /// Whether caches that several people share may keep it.
    pub(super) cacheable: bool,
    /// Whether it asks search engines not to list it.
    pub(super) noindex: bool,
    /// What it asks of robots, where it is the file for that.
    pub(super) robots: Option<Robots>,
    /// The site maps that it names, where it is one of site maps.
    pub(super) maps: Vec<String>,
    /// The hosts of others that it leads to or loads from, sorted.
    pub(super) foreign: Vec<String>,
}

/// How much of a document was read.
#[derive(Debug)]
pub(super) enum Extent {
    /// As much as the library says.
    Inspected(Coverage),
    /// It is no document by what the server calls it, and was cut off.
    CutOff,
    /// It is longer than was asked for, and its length is known: more may be asked for.
    Longer,
    /// It is longer than is ever read.
    TooLong,
    /// It came packed in a way that is not undone here.
    Packed,
}

/// Where a redirect leads.
#[derive(Debug)]
pub(super) enum Location {
    /// To an address of the site.
    Own(Link),
    /// To an address of the site that may end a visit.
    Act,
    /// To another host, port or scheme, or nowhere.
    Elsewhere(String),
}

/// An address of the site.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Link {
    /// Path and query.
    pub(super) address: String,
    /// The number of its form.
    pub(super) form: u64,
}

/// An address that holds somebody's data.
#[derive(Debug)]
pub(super) struct Telling {
    /// Its form, which holds none.
    pub(super) template: String,
    /// What it holds.
    pub(super) class: Class,
    /// The values, by keyed hash.
    pub(super) values: Vec<u64>,
}

/// What a page is like.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PageManner {
    /// Whether it shows no text and leaves that to its scripts.
    pub(super) built_by_script: bool,
}
