//! TLS 1.3: suites and groups side by side.
//!
//! An empty key share is answered by a HelloRetryRequest that names a suite and a group, and no
//! side computes anything. The likely suites are taken out together with elliptic curves, while
//! finite fields and everything unlikely are searched at the same time in lists of their own. Where
//! a hello that lacks both is refused, each is asked to its end with all of the other.

use super::inquiry::{Inquiry, Word};
use super::search::Search;
use crate::fact::{Gap, Reason};
use crate::text::Text;
use crate::wire::{Hello, KeyShare};

/// What is known about the groups of one version.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The accepted groups, as they were found.
    pub(super) accepted: Vec<u16>,
    /// Why the list may be incomplete, if it may.
    pub(super) gap: Option<Gap>,
    /// Whether an answer is still to come.
    pub(super) pending: bool,
}

/// The groups of which a real key share can be sent.
const SHARED: [u16; 4] = [23, 24, 25, 29];

/// The suites that nearly every server has.
const LIKELY: [u16; 3] = [0x1301, 0x1302, 0x1303];

/// ChaCha20, for which some servers break their own order.
const CHACHA: u16 = 0x1303;

/// Searches suites and groups.
pub(super) fn search<'a>(inquiry: &mut Inquiry<'a>, base: &Hello) -> (Search<'a>, Groups) {
    let mut both = Both {
        search: Search::new(base.clone()),
        groups: Groups::default(),
        retried: base.key_share == KeyShare::Empty,
    };
    let Some((suite, group)) = both.ask(inquiry, &base.suites, &base.groups) else {
        return (both.search, both.groups);
    };
    let without = |list: &[u16], code: u16| -> Vec<u16> { list.iter().copied().filter(|own| *own != code).collect() };
    let (mut suites, left) = (without(&base.suites, suite), without(&base.groups, group));
    let (mut curves, others): (Vec<u16>, Vec<u16>) = left.into_iter().partition(|code| (23..=30).contains(code));
    let (fields, rare): (Vec<u16>, Vec<u16>) = others.into_iter().partition(|code| (0x100..0x200).contains(code));
    // The suite that was chosen first stands last here: so these hellos show who decides.
    let mut turned: Vec<u16> = suites.iter().rev().copied().collect();
    turned.sort_by_key(|code| *code == CHACHA);
    turned.push(suite);
    let mut untried = both.drain(inquiry, &turned, fields);
    untried.extend(both.drain(inquiry, &turned, rare));
    while !curves.is_empty() && suites.iter().any(|code| LIKELY.contains(code)) {
        match both.ask_lightly(inquiry, &suites, &curves) {
            Some(Some((suite, group))) => {
                suites = without(&suites, suite);
                curves = without(&curves, group);
            }
            Some(None) => break,
            None => return (both.search, both.groups),
        }
    }
    while !suites.is_empty() {
        let Some((suite, _)) = both.ask(inquiry, &suites, &base.groups) else { break };
        suites = without(&suites, suite);
    }
    untried.extend(both.drain(inquiry, &turned, curves));
    let Both { mut search, mut groups, retried } = both;
    search.pending |= groups.pending;
    groups.pending |= search.pending;
    if !retried && groups.gap.is_none() && untried.iter().any(|code| !SHARED.contains(code)) {
        groups.gap = Some(never_retries());
    }
    (search, groups)
}

/// The two lists under way.
struct Both<'a> {
    search: Search<'a>,
    groups: Groups,
    /// Whether the server sends a HelloRetryRequest, or is sent no share that it could take instead.
    retried: bool,
}

impl<'a> Both<'a> {
    /// Takes groups out of a list until the rest is refused; the rest.
    fn drain(&mut self, inquiry: &mut Inquiry<'a>, suites: &[u16], mut groups: Vec<u16>) -> Vec<u16> {
        // What stands in the way here is a gap of the groups, not of the suites.
        let gap = self.search.gap.take();
        while !groups.is_empty() {
            let Some((_, group)) = self.ask(inquiry, suites, &groups) else { break };
            groups.retain(|code| *code != group);
        }
        self.groups.gap = self.groups.gap.take().or_else(|| self.search.gap.take());
        self.search.gap = gap;
        groups
    }

    /// [`Both::ask`] where a refusal is no news, and neither is any other word but a choice: `None`
    /// while it is open.
    fn ask_lightly(&mut self, inquiry: &mut Inquiry<'a>, suites: &[u16], groups: &[u16]) -> Option<Option<(u16, u16)>> {
        let (search_gap, groups_gap, pending) = (self.search.gap.clone(), self.groups.gap.clone(), self.search.pending);
        self.search.pending = false;
        let choice = self.ask(inquiry, suites, groups);
        let open = self.search.pending;
        self.search.pending |= pending;
        self.search.gap = search_gap;
        self.groups.gap = groups_gap;
        if open {
            self.groups.pending = true;
            return None;
        }
        Some(choice)
    }

    /// One hello; the suite and the group that were chosen.
    fn ask(&mut self, inquiry: &mut Inquiry<'a>, suites: &[u16], groups: &[u16]) -> Option<(u16, u16)> {
        let word = self.search.ask_with(inquiry, suites.to_vec(), Some(groups.to_vec()));
        let Word::Accepted(server, _) = word else { return None };
        let Some(group) = server.group.filter(|group| groups.contains(group)) else {
            let gap = Gap::new(
                Reason::Parse,
                Text::new(
                    "tls: máy chủ chọn một nhóm khóa không được đề nghị hoặc không nêu nhóm nào",
                    "tls: the server chose a group that was not offered, or named none",
                ),
            );
            self.search.gap.get_or_insert_with(|| gap.clone());
            self.groups.gap = Some(gap);
            return None;
        };
        if !self.groups.accepted.contains(&group) {
            self.groups.accepted.push(group);
        }
        self.retried |= server.retry;
        Some((server.suite, group))
    }
}

fn never_retries() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "tls: máy chủ không gửi HelloRetryRequest, nên chỉ thử được các nhóm x25519, secp256r1, secp384r1 và \
             secp521r1",
            "tls: the server sends no HelloRetryRequest, so only x25519, secp256r1, secp384r1 and secp521r1 could be \
             tried",
        ),
    )
}
