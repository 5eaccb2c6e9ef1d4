//! TLS 1.3: suites and groups in one search.
//!
//! An empty key share is answered by a HelloRetryRequest that names a suite and a group, and no
//! side computes anything. So both are taken out together until one of the lists is used up or
//! refused; then each is asked to its end with what is known of the other.

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

/// Searches suites and groups.
pub(super) fn search<'a>(inquiry: &mut Inquiry<'a>, base: &Hello) -> (Search<'a>, Groups) {
    let mut search = Search::new(base.clone());
    let mut groups = Groups::default();
    let mut suites = base.suites.clone();
    let mut curves = base.groups.clone();
    let mut retried = base.key_share == KeyShare::Empty;
    // Together.
    while !suites.is_empty() && !curves.is_empty() {
        match ask(inquiry, &mut search, &mut groups, &suites, &curves) {
            Some((suite, group, retry)) => {
                retried |= retry;
                suites.retain(|code| *code != suite);
                curves.retain(|code| *code != group);
            }
            None => break,
        }
    }
    if search.accepted.is_empty() || groups.accepted.is_empty() || search.pending {
        return (search, groups);
    }
    // What stood in the way of the last hello, if it was refused, is not known: each apart.
    search.gap = None;
    groups.gap = None;
    let (known_suites, known_groups) = (search.accepted.clone(), groups.accepted.clone());
    while !suites.is_empty() {
        match ask(inquiry, &mut search, &mut groups, &suites, &known_groups) {
            Some((suite, ..)) => suites.retain(|code| *code != suite),
            None => break,
        }
    }
    let suites_gap = search.gap.take();
    groups.gap = None;
    groups.pending = false;
    while !curves.is_empty() {
        match ask(inquiry, &mut search, &mut groups, &known_suites, &curves) {
            Some((_, group, retry)) => {
                retried |= retry;
                curves.retain(|code| *code != group);
            }
            None => break,
        }
    }
    search.gap = suites_gap;
    groups.pending |= search.pending;
    if !retried && groups.gap.is_none() && curves.iter().any(|code| !SHARED.contains(code)) {
        groups.gap = Some(never_retries());
    }
    (search, groups)
}

/// One hello; the suite and the group that were chosen, and whether by a HelloRetryRequest.
fn ask<'a>(
    inquiry: &mut Inquiry<'a>,
    search: &mut Search<'a>,
    groups: &mut Groups,
    suites: &[u16],
    curves: &[u16],
) -> Option<(u16, u16, bool)> {
    let base = search.base.clone();
    search.base.groups = curves.to_vec();
    let word = search.ask(inquiry, suites.to_vec());
    search.base = base;
    match &word {
        Word::Accepted(server, _) => {
            let Some(group) = server.group.filter(|group| curves.contains(group)) else {
                groups.gap = Some(Gap::new(
                    Reason::Parse,
                    Text::new(
                        "tls: máy chủ chọn một nhóm khóa không được đề nghị hoặc không nêu nhóm nào",
                        "tls: the server chose a group that was not offered, or named none",
                    ),
                ));
                return None;
            };
            if !groups.accepted.contains(&group) {
                groups.accepted.push(group);
            }
            Some((server.suite, group, server.retry))
        }
        Word::Refused(_) => None,
        Word::Pending => {
            groups.pending = true;
            None
        }
        Word::Unknown(_) | Word::Doubtful(_) => {
            groups.gap = groups.gap.take().or_else(|| word.gap());
            None
        }
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
