//! With which algorithms the server signs handshakes.
//!
//! TLS 1.2 names the algorithm in the clear, so the flights of the suite search already tell the server's choice; what was
//! named is taken out and the rest offered again, until it is refused. In TLS 1.3 the signature is encrypted: the modern
//! client's session tells the choice, and whether one of some others would do shows in a hello that allows only these. It
//! carries a real key share, because a HelloRetryRequest comes before the server has to sign; a whole handshake then names
//! the algorithm. A server with one ECDSA key takes a single refusal of all the rest.
//!
//! The list covers every algorithm of [`SIGNATURE_ALGORITHMS`], and is whole where a refusal ended it. A server of very
//! many is asked for the weak ones apart, and the list is left open.

use super::facts::{AcceptedSignature, CertificateKind};
use super::inquiry::{Inquiry, Word};
use super::lists::{open, whole};
use super::search::Search;
use super::versions::Versions;
use crate::fact::{Fact, Gap, Reason};
use crate::text::{Text, text};
use crate::wire::{
    Alert, Answer, Exchange, HandshakeHash, Hello, Offer, Outcome, SIGNATURE_ALGORITHMS, SignatureAlgorithm,
    SigningKey, TlsVersion, signature_algorithm, signature_name, suite,
};

/// What is known about the signature algorithms of one version.
#[derive(Debug, Default)]
struct Found {
    /// In the order in which they were found.
    accepted: Vec<u16>,
    /// Why there may be more, if there may.
    gap: Option<Gap>,
}

/// What is known about the versions that are accepted and name their algorithms.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    classic: Option<Found>,
    modern: Option<Found>,
}

/// The most algorithms that are found one after the other before the rest is left open: no common server signs with more
/// below TLS 1.3 with keys of one kind.
const MOST: usize = 8;

impl Signatures {
    /// Asks what can be asked by now. `first` is the outcome of the modern client's handshake.
    pub(super) fn ask<'a>(
        inquiry: &mut Inquiry<'a>,
        highest: Option<&Search<'a>>,
        modern: bool,
        first: Option<&'a Outcome>,
    ) -> Self {
        let classic = highest.filter(|search| search.base.version == TlsVersion::Tls12);
        Self {
            classic: classic.map(|search| in_the_clear(inquiry, search)),
            modern: modern.then(|| encrypted(inquiry, first)),
        }
    }

    /// The list.
    pub(super) fn facts(&self, versions: &Versions<'_>) -> Fact<Vec<AcceptedSignature>> {
        let mut list = Vec::new();
        for (version, found) in [(TlsVersion::Tls12, &self.classic), (TlsVersion::Tls13, &self.modern)] {
            let gap = match found {
                Some(found) => {
                    list.extend(found.accepted.iter().map(|code| named(version, *code)));
                    found.gap.clone()
                }
                None => open(versions, version),
            };
            list.extend(gap.map(|gap| unnamed(version, &gap)));
        }
        if self.classic.is_none() && self.modern.is_none() && list.is_empty() {
            return Fact::Absent;
        }
        whole(list, |entry| &entry.algorithm)
    }

    /// The kinds of the keys that sign in TLS 1.3, or why there may be others; `None` where TLS 1.3 was not asked.
    pub(super) fn kinds(&self, versions: &Versions<'_>) -> Option<(Vec<CertificateKind>, Option<Gap>)> {
        let found = self.modern.as_ref()?;
        let kind = |code: &u16| match signature_algorithm(*code) {
            Some(row) if row.by_rsa() => CertificateKind::Rsa,
            Some(row) if row.by_curve() => CertificateKind::Ec,
            _ => CertificateKind::Other,
        };
        Some((found.accepted.iter().map(kind).collect(), found.gap.clone().or_else(|| versions.gap())))
    }
}

/// TLS 1.2. Where the very first answer is signed, its hello is varied, and nothing is waited for;
/// otherwise the suites have to be known first.
fn in_the_clear<'a>(inquiry: &mut Inquiry<'a>, search: &Search<'a>) -> Found {
    let signed = |code: &u16| suite(*code).is_some_and(|suite| suite.exchange == Exchange::Ephemeral);
    let mut found = Found::default();
    let first = search.flights.first().and_then(|(_, flight)| flight.signature_algorithm);
    if let Some(first) = first {
        found.note(first);
        let offered = search.base.suites.iter().copied().filter(signed).collect();
        found.search(inquiry, &search.base.clone().with_suites(offered));
        // What the other flights told besides, such as for another key.
        for algorithm in search.flights.iter().filter_map(|(_, flight)| flight.signature_algorithm) {
            found.note(algorithm);
        }
        return found;
    }
    let suites: Vec<u16> = search.accepted.iter().copied().filter(signed).collect();
    if search.pending {
        found.gap = Some(Reason::NotCollected.into());
        return found;
    }
    if suites.is_empty() {
        found.gap.clone_from(&search.gap);
        return found;
    }
    for algorithm in search.flights.iter().filter_map(|(_, flight)| flight.signature_algorithm) {
        found.note(algorithm);
    }
    found.search(inquiry, &search.base.clone().with_suites(suites));
    found
}

impl Found {
    fn note(&mut self, algorithm: u16) {
        if !self.accepted.contains(&algorithm) {
            self.accepted.push(algorithm);
        }
    }

    /// Finds what is not yet known.
    fn search(&mut self, inquiry: &mut Inquiry<'_>, base: &Hello) {
        if !self.drain(inquiry, base, |_| true) {
            return;
        }
        // There are too many to go on: the weak ones at least.
        if self.drain(inquiry, base, SignatureAlgorithm::is_weak) || self.gap.is_none() {
            self.gap = Some(too_many());
        }
    }

    /// Offers what is not yet known, again and again; whether it ended without a refusal or a gap because there are too
    /// many.
    fn drain(&mut self, inquiry: &mut Inquiry<'_>, base: &Hello, wanted: fn(&SignatureAlgorithm) -> bool) -> bool {
        for _ in 0..=MOST {
            let left = others(&self.accepted, wanted);
            if left.is_empty() {
                return false;
            }
            match heard(inquiry, &base.clone().with_signatures(left.clone())) {
                Word::Accepted(_, flight) => match flight.signature_algorithm {
                    Some(algorithm) => {
                        self.note(algorithm);
                        // Who signs with what was not offered does not heed the list: there is no more to learn.
                        if !left.contains(&algorithm) {
                            return false;
                        }
                    }
                    None => {
                        self.gap = Some(unread());
                        return false;
                    }
                },
                Word::Refused(_) => return false,
                word => {
                    self.gap = word.gap();
                    return false;
                }
            }
        }
        true
    }
}

/// TLS 1.3.
fn encrypted<'a>(inquiry: &mut Inquiry<'a>, first: Option<&'a Outcome>) -> Found {
    let mut found = Found::default();
    let chosen = match first {
        Some(Ok(Answer::Session(session))) if session.version == TlsVersion::Tls13 => session.signature_algorithm,
        Some(Err(trouble)) => {
            found.gap = Some(trouble.into());
            return found;
        }
        Some(_) => None,
        None => {
            found.gap = Some(Reason::NotCollected.into());
            return found;
        }
    };
    let Some(chosen) = chosen else {
        found.gap = Some(unread());
        return found;
    };
    found.note(chosen);
    // Other keys first: equal to what the `certificate` probe asks.
    let other = signature_algorithm(chosen).map(SignatureAlgorithm::of_other_keys).unwrap_or_default();
    found.narrow(inquiry, &other, false);
    let rest: Vec<u16> = others(&found.accepted, |_| true).into_iter().filter(|code| !other.contains(code)).collect();
    // An RSA key that takes one length of hash nearly always takes the others.
    found.narrow(inquiry, &rest, is_rsa_pss(chosen));
    found
}

impl Found {
    /// Finds which of some algorithms are accepted. Where it is `likely` that one is, the handshake that names it comes
    /// at once; otherwise a hello first, of which a refusal is weighed with care.
    fn narrow(&mut self, inquiry: &mut Inquiry<'_>, algorithms: &[u16], mut likely: bool) {
        let mut left = algorithms.to_vec();
        for _ in 0..=2 * MOST {
            if left.is_empty() {
                return;
            }
            let mut retried = false;
            if !likely {
                match heard(inquiry, &Hello::signed_by(inquiry.name(), left.clone())) {
                    // A server that wants another group first has not looked for a signature yet: the handshake decides.
                    Word::Accepted(server, _) => retried = server.retry,
                    Word::Refused(_) => return,
                    word => return self.leave_open(word.gap().unwrap_or_else(|| Reason::NotCollected.into())),
                }
            }
            let signed = match inquiry.handshake(Offer::tls13_signed_by(inquiry.name(), &left)) {
                None => return self.leave_open(Reason::NotCollected.into()),
                Some(Ok(Answer::Session(session))) => session.signature_algorithm,
                // Some servers say hello before they look for a signature.
                Some(Ok(Answer::Declined(_))) => return,
                Some(_) => None,
            };
            match signed {
                Some(algorithm) => {
                    self.note(algorithm);
                    let before = left.len();
                    left.retain(|code| *code != algorithm);
                    if left.len() == before {
                        return;
                    }
                    likely = is_rsa_pss(algorithm) && left.iter().any(|code| is_rsa_pss(*code));
                }
                None if likely => likely = false,
                None => return self.leave_open(if retried { retries() } else { nameless(&left) }),
            }
        }
        self.leave_open(too_many());
    }

    fn leave_open(&mut self, gap: Gap) {
        self.gap.get_or_insert(gap);
    }
}

/// The word on a hello that differs from an accepted one in its algorithms alone: there `access_denied` is how rustls says
/// that it has no certificate for these.
fn heard<'a>(inquiry: &mut Inquiry<'a>, hello: &Hello) -> Word<'a> {
    let word = inquiry.ask(hello);
    match inquiry.alert(hello) {
        Some(alert) if alert.description == Alert::ACCESS_DENIED => Word::Refused(Some(alert)),
        _ => word,
    }
}

/// The algorithms of a kind that are not among these.
fn others(known: &[u16], wanted: fn(&SignatureAlgorithm) -> bool) -> Vec<u16> {
    let others = SIGNATURE_ALGORITHMS.iter().filter(|row| wanted(row) && !known.contains(&row.code));
    others.map(|row| row.code).collect()
}

/// PSS with a key for any use of RSA.
fn is_rsa_pss(code: u16) -> bool {
    (0x0804..=0x0806).contains(&code)
}

fn named(version: TlsVersion, code: u16) -> AcceptedSignature {
    let row = signature_algorithm(code);
    AcceptedSignature {
        version,
        algorithm: Fact::Known(signature_name(code)),
        key: Fact::Known(row.map_or(SigningKey::Other, |row| row.key)),
        hash: Fact::Known(row.map_or(HandshakeHash::Unknown, |row| row.hash)),
    }
}

fn unnamed(version: TlsVersion, gap: &Gap) -> AcceptedSignature {
    AcceptedSignature { version, algorithm: gap.clone().into(), key: gap.clone().into(), hash: gap.clone().into() }
}

fn too_many() -> Gap {
    Gap::new(
        Reason::Budget,
        Text::new(
            "máy chủ ký bằng rất nhiều thuật toán nên ngoài các thuật toán yếu, phần còn lại không được hỏi hết",
            "the server signs with very many algorithms, so apart from the weak ones not all were asked for",
        ),
    )
}

fn unread() -> Gap {
    Gap::new(
        Reason::Parse,
        Text::new(
            "tls: không đọc được thuật toán ký của máy chủ",
            "tls: the algorithm with which the server signed could not be read",
        ),
    )
}

fn retries() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "tls: máy chủ đòi nhóm khóa khác trước khi ký và bắt tay đầy đủ không thành, nên chưa biết các thuật toán ký khác",
            "tls: the server asks for another group before it signs, and no whole handshake succeeded, so other signature \
             algorithms are not known",
        ),
    )
}

/// A hello that allows only these was taken, and no handshake showed which one it was for.
fn nameless(algorithms: &[u16]) -> Gap {
    let names: Vec<String> = algorithms.iter().map(|code| signature_name(*code)).collect();
    let names = names.join(", ");
    Gap::new(
        Reason::LowCoverage,
        text!(
            "tls: máy chủ nhận lời chào chỉ cho phép ký bằng một trong các thuật toán sau, nhưng chưa rõ thuật toán nào: \
             {names}",
            "tls: the server takes a hello that allows one of these algorithms only, but which of them is not known: \
             {names}"
        ),
    )
}
