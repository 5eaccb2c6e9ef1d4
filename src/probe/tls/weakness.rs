//! Weak suites, key exchange without forward secrecy, and protection against forced fallback.

use super::facts::WeakSuite;
use super::inquiry::{Inquiry, Word};
use super::versions::Versions;
use crate::fact::{Fact, Reason};
use crate::wire::{Hello, suite};

/// The most weak suites that are listed: by then the point is made.
pub(super) const WEAK_LIMIT: usize = 12;

/// The turns of the repetitions, apart from the versions' own.
const FALLBACK_TURN: u8 = 2;
const STATIC_TURN: u8 = 3;
const WEAK_TURN: u8 = 10;

/// The accepted weak suites: a hello with only weak suites, what was chosen taken out, until it is
/// refused.
pub(super) fn weak_suites(inquiry: &mut Inquiry<'_>, versions: &Versions) -> Fact<Vec<WeakSuite>> {
    let Some(base) = versions.classic() else { return without_classic(versions, Vec::new()) };
    let mut found = Vec::new();
    let mut turn = WEAK_TURN;
    for mut list in Hello::weak_lists(base.version) {
        while found.len() < WEAK_LIMIT && !list.is_empty() {
            let hello = base.clone().with_suites(list.clone());
            match inquiry.settle(&hello, Some(base), turn) {
                Word::Accepted(server) => {
                    list.retain(|code| *code != server.suite);
                    found.extend(weak(server.suite));
                }
                Word::Refused(_) => break,
                // What was found is true whatever the rest would have been; only "none" needs an end.
                Word::Pending | Word::Unknown(_) | Word::Doubtful(_) if !found.is_empty() => return Fact::Known(found),
                Word::Unknown(gap) | Word::Doubtful(gap) => return gap.into(),
                Word::Pending => return Fact::Unknown(Reason::NotCollected.into()),
            }
            turn = turn.saturating_add(1);
        }
    }
    Fact::Known(found)
}

/// Whether a hello with only suites without forward secrecy is accepted.
pub(super) fn static_key_exchange(inquiry: &mut Inquiry<'_>, versions: &Versions) -> Fact<bool> {
    let Some(base) = versions.classic() else { return without_classic(versions, false) };
    let hello = base.clone().with_suites(Hello::static_suites(base.version));
    match inquiry.settle(&hello, Some(base), STATIC_TURN) {
        Word::Accepted(_) => Fact::Known(true),
        Word::Refused(_) => Fact::Known(false),
        Word::Unknown(gap) | Word::Doubtful(gap) => gap.into(),
        Word::Pending => Fact::Unknown(Reason::NotCollected.into()),
    }
}

/// Whether the second highest version is refused once its hello is marked as a fallback.
pub(super) fn fallback_protected(inquiry: &mut Inquiry<'_>, versions: &Versions) -> Fact<bool> {
    let accepted = versions.accepted();
    let [.., lower, _] = accepted.as_slice() else {
        return match (versions.gap(), accepted.is_empty()) {
            (Some(gap), _) => gap.into(),
            (None, true) => Fact::Unknown(nothing_accepted()),
            (None, false) => Fact::Absent,
        };
    };
    let hello = (*lower).clone().with_fallback();
    match inquiry.settle(&hello, Some(lower), FALLBACK_TURN) {
        Word::Accepted(_) => Fact::Known(false),
        Word::Refused(_) => Fact::Known(true),
        Word::Unknown(gap) | Word::Doubtful(gap) => gap.into(),
        Word::Pending => Fact::Unknown(Reason::NotCollected.into()),
    }
}

/// What TLS 1.3 excludes is excluded where TLS 1.3 is all there is, and is proved to be all.
fn without_classic<T>(versions: &Versions, excluded: T) -> Fact<T> {
    match versions.gap() {
        Some(gap) => gap.into(),
        None if versions.accepted().is_empty() => Fact::Unknown(nothing_accepted()),
        None => Fact::Known(excluded),
    }
}

fn nothing_accepted() -> crate::fact::Gap {
    crate::fact::Gap::new(
        Reason::Refused,
        crate::text::Text::new(
            "tls: máy chủ không chấp nhận phiên bản nào từ SSL 3.0 đến TLS 1.3",
            "tls: the server accepts no version from SSL 3.0 to TLS 1.3",
        ),
    )
}

fn weak(code: u16) -> Option<WeakSuite> {
    let suite = suite(code)?;
    Some(WeakSuite { suite: suite.name.to_owned(), class: suite.weak? })
}
