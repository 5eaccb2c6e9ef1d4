//! Weak suites, key exchange without forward secrecy, and protection against forced fallback.

use super::facts::WeakSuite;
use super::inquiry::{Inquiry, Word};
use super::search::Search;
use super::versions::Versions;
use crate::fact::{Fact, Gap, Reason};
use crate::wire::{Alert, Length, TlsVersion, suite};

/// The accepted weak suites, the worst first. What was found is true whatever the rest would have
/// been; only "none" needs a whole list.
pub(super) fn weak_suites(search: Option<&Search<'_>>, versions: &Versions<'_>) -> Fact<Vec<WeakSuite>> {
    let Some(search) = search else { return without_classic(versions, Vec::new()) };
    let mut found: Vec<WeakSuite> = search.accepted.iter().filter_map(|code| weak(*code)).collect();
    found.sort_by(|left, right| (left.class, &left.suite).cmp(&(right.class, &right.suite)));
    match &search.gap {
        Some(gap) if found.is_empty() => gap.clone().into(),
        _ => Fact::Known(found),
    }
}

/// Whether a suite without forward secrecy is accepted.
pub(super) fn static_key_exchange(search: Option<&Search<'_>>, versions: &Versions<'_>) -> Fact<bool> {
    let Some(search) = search else { return without_classic(versions, false) };
    let fixed = |code: &u16| suite(*code).is_some_and(|suite| suite.by_certificate() && !suite.forward_secret());
    match &search.gap {
        _ if search.accepted.iter().any(fixed) => Fact::Known(true),
        Some(gap) => gap.clone().into(),
        None => Fact::Known(false),
    }
}

/// Whether the second highest version is refused once its hello is marked as a fallback; and whether
/// a hello of middle length is borne, where that showed. The hello that is marked has such a length
/// and offers one suite that is known to be accepted, so that its acceptance, or a refusal that calls
/// the fallback by its name, answers both questions.
pub(super) fn fallback_protected<'a>(
    inquiry: &mut Inquiry<'a>,
    versions: &Versions<'a>,
) -> (Fact<bool>, Option<Fact<bool>>) {
    let accepted = versions.accepted();
    let [.., lower, _] = accepted.as_slice() else {
        let alone = match (versions.gap(), accepted.is_empty()) {
            (Some(gap), _) => gap.into(),
            (None, true) => Fact::Unknown(nothing_accepted()),
            (None, false) => Fact::Absent,
        };
        return (alone, None);
    };
    let mut middle = (*lower).clone().with_fallback();
    middle.manner.length = Length::Middle;
    if let Some((_, Word::Accepted(server, _))) = versions.word(lower.version) {
        middle.suites = vec![server.suite];
    }
    if lower.version > TlsVersion::Ssl3 && (256..512).contains(&middle.length()) {
        match inquiry.ask_once(&middle) {
            Word::Accepted(..) => return (Fact::Known(false), Some(Fact::Known(true))),
            Word::Pending => return (Fact::Unknown(Reason::NotCollected.into()), Some(pending())),
            Word::Refused(Some(alert)) if alert.description == Alert::INAPPROPRIATE_FALLBACK => {
                return (Fact::Known(true), Some(Fact::Known(true)));
            }
            _ => {}
        }
    }
    let hello = (*lower).clone().with_fallback();
    let protected = match inquiry.ask(&hello) {
        Word::Accepted(..) => Fact::Known(false),
        Word::Refused(_) => Fact::Known(true),
        word => word.gap().unwrap_or_else(|| Reason::NotCollected.into()).into(),
    };
    (protected, None)
}

fn pending() -> Fact<bool> {
    Fact::Unknown(Reason::NotCollected.into())
}

/// What TLS 1.3 excludes is excluded where TLS 1.3 is all there is, and is proved to be all.
fn without_classic<T>(versions: &Versions<'_>, excluded: T) -> Fact<T> {
    match versions.gap() {
        Some(gap) => gap.into(),
        None if versions.accepted().is_empty() => Fact::Unknown(nothing_accepted()),
        None => Fact::Known(excluded),
    }
}

/// The gap of every statement about a server that accepts no version.
pub(in crate::probe) fn nothing_accepted() -> Gap {
    Gap::new(
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
