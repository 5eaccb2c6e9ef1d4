//! What a walk through a site came to.

use std::collections::HashSet;

use super::reading::PageReading;
use crate::fact::{Gap, enumeration};
use crate::probe::exposure::extract::Robots;

enumeration! {
    /// Why a walk through a site ended.
    pub enum CrawlEnd = "crawl_end" {
        /// Everything that is linked was asked.
        Whole = "whole",
        /// What is left is more links away than is followed.
        Depth = "depth",
        /// As many addresses were asked as are allowed.
        Pages = "pages",
        /// As many bytes were read as are allowed.
        Bytes = "bytes",
        /// The time is over.
        Time = "time",
        /// The connections of the run are spent.
        Budget = "budget",
        /// The server asked for less, again and again.
        Throttled = "throttled",
        /// The server does not answer any more.
        Unreachable = "unreachable",
        /// What the site asks of robots could not be learnt, so nothing is asked (RFC 9309, 2.3.1.4).
        RobotsUnknown = "robots-unknown",
    }
}

enumeration! {
    /// What a site asks of robots.
    pub enum RobotsState = "robots_state" {
        /// It has no file for that.
        None = "none",
        /// It has one, and it was kept to.
        Kept = "kept",
        /// It has one, and the authorisation says that it does not bind the inspection.
        Ignored = "ignored",
        /// It could not be learnt.
        Unknown = "unknown",
    }
}

/// One address that was asked.
#[derive(Debug)]
pub(super) struct Visit<'a> {
    /// Path and query, as it was asked.
    pub(super) address: &'a str,
    /// What was read there, or why nothing was.
    pub(super) outcome: Result<&'a PageReading, Gap>,
    /// What its scripts built, where it was opened in the browser.
    pub(super) built: Option<&'a PageReading>,
    /// Whether it is what the site shows for pages that do not exist.
    pub(super) is_soft: bool,
}

impl<'a> Visit<'a> {
    /// What tells most of the page: what its scripts built, else what came.
    pub(super) fn reading(&self) -> Option<&'a PageReading> {
        self.built.or_else(|| self.outcome.as_ref().ok().copied())
    }
}

/// What was left alone.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Left {
    /// Addresses that robots may not visit.
    pub(super) robots: usize,
    /// Addresses that the declaration leaves alone.
    pub(super) declared: usize,
    /// Addresses that say the same as many others of their form.
    pub(super) alike: usize,
    /// Addresses too many links away.
    pub(super) deep: usize,
    /// Addresses that were not reached before the end.
    pub(super) unasked: usize,
    /// Links that may end a visit or change something.
    pub(super) acts: usize,
}

/// The way so far.
#[derive(Debug)]
pub(super) struct Course<'a> {
    /// What was asked, in order.
    pub(super) visits: Vec<Visit<'a>>,
    /// The start page and inner ones as search engines, and as those who come from them, are answered.
    pub(super) as_others: Vec<(&'a str, &'a PageReading)>,
    /// What was left alone.
    pub(super) left: Left,
    /// Why it ended.
    pub(super) end: CrawlEnd,
    /// What the site asks of robots.
    pub(super) robots: RobotsState,
    /// The rules, for what they say of addresses.
    pub(super) rules: Option<&'a Robots>,
    /// Addresses that a site map names.
    pub(super) mapped: HashSet<&'a str>,
    /// Bytes read.
    pub(super) bytes: usize,
    /// Why the first page did not answer, where nothing did.
    pub(super) silent: Option<Gap>,
}
