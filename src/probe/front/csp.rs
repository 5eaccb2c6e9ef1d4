//! What content policies really stop (CSP level 3): all that are in force, headers and metas together.
//! Something is stopped where any of them stops it.

use std::collections::BTreeSet;

use super::fact::{ContentPolicy, CspGrade};
use super::hosts::Hosts;
use super::source::{Sources, is_anybodys};
use crate::fact::Fact;
use crate::probe::http::csp::Policy;
use crate::text::shorten;

/// A nonce of fewer characters can be guessed, or was written by hand (128 bits are 22 in base64).
const SHORT_NONCE: usize = 16;
/// The most names that are told.
const MOST: usize = 20;
/// Every directive that some browser knows, or did.
const KNOWN: &[&str] = &[
    "base-uri",
    "block-all-mixed-content",
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "navigate-to",
    "object-src",
    "plugin-types",
    "prefetch-src",
    "referrer",
    "reflected-xss",
    "report-sample",
    "report-to",
    "report-uri",
    "require-sri-for",
    "require-trusted-types-for",
    "sandbox",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
    "upgrade-insecure-requests",
    "webrtc",
    "worker-src",
];

/// The policies of one page.
#[derive(Clone, Debug, Default)]
pub(super) struct Policies {
    /// Those of headers.
    pub(super) headers: Vec<Policy>,
    /// Those of metas, of which browsers ignore `frame-ancestors`, `report-uri` and `sandbox`.
    pub(super) metas: Vec<Policy>,
    /// How many only report.
    pub(super) report_only: usize,
    /// Whether the page came encrypted.
    pub(super) encrypted: bool,
}

/// What one policy stops.
#[derive(Clone, Debug, Default)]
struct Stops {
    inline: bool,
    foreign: bool,
    eval: bool,
    plugins: bool,
    base: bool,
    framing: bool,
    forms: bool,
    /// Whether an injected base address would send scripts elsewhere: they are told by nonce or hash.
    base_matters: bool,
    bypasses: Vec<String>,
}

impl Policies {
    /// The nonces for scripts.
    pub(super) fn nonces(&self) -> BTreeSet<&str> {
        self.all().flat_map(|policy| Sources::scripts(policy).nonces().collect::<Vec<_>>()).collect()
    }

    /// Whether unencrypted addresses are raised to encrypted ones.
    pub(super) fn upgrade(&self) -> bool {
        self.all().any(|policy| policy.sources("upgrade-insecure-requests").is_some())
    }

    fn all(&self) -> impl Iterator<Item = &Policy> {
        self.headers.iter().chain(&self.metas)
    }

    /// What they stop together, given whether a nonce was the same in two answers.
    pub(super) fn weighed(&self, nonce_repeats: Fact<bool>, hosts: &Hosts) -> ContentPolicy {
        let repeats = nonce_repeats.known() == Some(&true);
        let headers = self.headers.iter().map(|policy| Stops::of(policy, false, repeats, hosts));
        let each: Vec<_> =
            headers.chain(self.metas.iter().map(|policy| Stops::of(policy, true, repeats, hosts))).collect();
        let any = |stops: fn(&Stops) -> bool| each.iter().any(stops);
        let stopping = each.iter().filter(|stops| stops.foreign);
        let bypasses = stopping.map(|stops| stops.bypasses.clone()).min_by_key(Vec::len).unwrap_or_default();
        let named: BTreeSet<_> = self.all().flat_map(Policy::names).filter(|name| !KNOWN.contains(name)).collect();
        let together = Stops {
            inline: any(|stops| stops.inline),
            foreign: any(|stops| stops.foreign),
            eval: any(|stops| stops.eval),
            plugins: any(|stops| stops.plugins),
            base: any(|stops| stops.base),
            framing: any(|stops| stops.framing),
            forms: any(|stops| stops.forms),
            base_matters: each.iter().filter(|stops| stops.inline && stops.foreign).all(|stops| stops.base_matters),
            bypasses,
        };
        ContentPolicy {
            grade: together.grade(),
            enforced: count(each.len()),
            report_only: count(self.report_only),
            by_meta_only: self.headers.is_empty() && !self.metas.is_empty(),
            stops_inline: together.inline,
            stops_foreign_scripts: together.foreign,
            stops_eval: together.eval,
            stops_plugins: together.plugins,
            stops_base: together.base,
            stops_framing: together.framing,
            stops_form_posts: together.forms,
            reasons: self.reasons(&together, repeats, !named.is_empty()),
            bypass_hosts: together.bypasses,
            nonce_repeats,
            upgrades: self.upgrade(),
            unknown_directives: named.into_iter().take(MOST).map(|name| shorten(name, 60)).collect(),
        }
    }

    /// Why the grade is no better, sorted.
    fn reasons(&self, together: &Stops, repeats: bool, misspelt: bool) -> Vec<String> {
        let none = self.all().next().is_none();
        let unlimited = !none && self.all().all(|policy| !Sources::scripts(policy).is_limited());
        let short = self.nonces().iter().any(|nonce| nonce.len() < SHORT_NONCE);
        let plain = self.encrypted && self.all().any(|policy| Sources::scripts(policy).has_plain_host());
        let data = !together.inline && self.all().any(|policy| Sources::scripts(policy).takes_data());
        let told = [
            ("base-open", !none && !together.base),
            ("bypass-host", !together.bypasses.is_empty()),
            ("data-scripts", data),
            ("eval-allowed", !none && !unlimited && !together.eval),
            ("foreign-allowed", !none && !unlimited && !together.foreign),
            ("forms-open", !none && !together.forms),
            ("framing-open", !none && !together.framing),
            ("inline-allowed", !none && !unlimited && !together.inline && !repeats),
            ("no-policy", none),
            ("nonce-repeats", repeats),
            ("nonce-short", short),
            ("plain-source", plain),
            ("plugins-open", !none && !together.plugins),
            ("report-only", none && self.report_only > 0),
            ("scripts-unlimited", unlimited),
            ("unknown-directive", misspelt),
        ];
        told.into_iter().filter(|(_, stands)| *stands).map(|(reason, _)| reason.to_owned()).collect()
    }
}

impl Stops {
    fn of(policy: &Policy, by_meta: bool, nonce_repeats: bool, hosts: &Hosts) -> Self {
        let scripts = Sources::scripts(policy);
        let handlers = Sources::first(policy, &["script-src-attr", "script-src", "default-src"]);
        // Who reads one answer knows the nonce of all others.
        let open_nonce = nonce_repeats && scripts.nonces().next().is_some();
        let closed =
            |name: &str| policy.sources(name).is_some_and(|sources| !sources.iter().any(|own| is_anybodys(own)));
        Self {
            inline: !scripts.allows_inline() && !handlers.allows_inline() && !scripts.takes_data() && !open_nonce,
            foreign: !scripts.takes_anybody() && !open_nonce,
            eval: Sources::first(policy, &["script-src", "default-src"]).stops_eval(),
            plugins: closed("object-src") || (policy.sources("object-src").is_none() && closed("default-src")),
            base: closed("base-uri"),
            framing: !by_meta && closed("frame-ancestors"),
            forms: closed("form-action"),
            base_matters: scripts.is_selective(),
            bypasses: scripts.bypasses(hosts, MOST),
        }
    }

    fn grade(&self) -> CspGrade {
        match (self.inline, self.foreign) {
            (false, false) => CspGrade::F,
            (true, false) | (false, true) => CspGrade::E,
            (true, true) if !self.bypasses.is_empty() => CspGrade::D,
            (true, true) if !self.eval || !self.plugins || (self.base_matters && !self.base) => CspGrade::C,
            (true, true) if !self.base || !self.framing || !self.forms => CspGrade::B,
            (true, true) => CspGrade::A,
        }
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
