//! Which versions are accepted.

use super::facts::Version;
use super::inquiry::{Inquiry, Word};
use crate::fact::{Fact, Gap, Reason};
use crate::wire::{Alert, Hello, ServerHello, TlsVersion, suite};

/// The versions that are asked, oldest first.
const ASKED: [TlsVersion; 5] =
    [TlsVersion::Ssl3, TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12, TlsVersion::Tls13];

/// The answers for each version.
#[derive(Debug)]
pub(in crate::probe) struct Versions<'a> {
    words: Vec<(Hello, Word<'a>)>,
    /// Whether a hello with more than [`SHORT`] suites was accepted; otherwise no longer one is sent.
    bears_long: bool,
}

/// A number of suites that every server bears.
const SHORT: usize = 64;

impl<'a> Versions<'a> {
    /// Asks for every version; what is doubtful is settled once all have answered.
    pub(in crate::probe) fn ask(inquiry: &mut Inquiry<'a>) -> Self {
        let mut words: Vec<(Hello, Word<'a>)> = ASKED.map(|version| ask_version(inquiry, version)).into();
        let accepts_long = |words: &[(Hello, Word<'_>)]| {
            words.iter().any(|(hello, word)| matches!(word, Word::Accepted(..)) && hello.suites.len() > SHORT)
        };
        let mut own = Self { bears_long: accepts_long(&words), words: Vec::new() };
        if too_early(&words, inquiry.name()) {
            return Self { words, ..own };
        }
        if !own.bears_long {
            // Who said nothing at all is asked in shorter words in one version only.
            let spoke = words.iter().any(|(_, word)| !matches!(word, Word::Doubtful(doubt) if !doubt.spoke));
            let shorter = |(hello, word): (Hello, Word<'a>)| match &word {
                Word::Doubtful(doubt) if doubt.stood && (spoke || hello.version == TlsVersion::Tls12) => {
                    ask_shorter(inquiry, hello, word)
                }
                Word::Refused(Some(alert)) if alert.description != Alert::PROTOCOL_VERSION => {
                    ask_shorter(inquiry, Hello::of_version(hello.version, inquiry.name()), word)
                }
                _ => (hello, word),
            };
            words = words.into_iter().map(shorter).collect();
        }
        if too_early(&words, inquiry.name()) {
            return Self { words, ..own };
        }
        let canary = words.iter().rev().find(|(_, word)| matches!(word, Word::Accepted(..)));
        inquiry.canary = canary.map(|(hello, _)| hello.clone());
        let settle = |(hello, word): (Hello, Word<'a>)| match word {
            Word::Doubtful(_) => best(offers_like(&hello).into_iter().map(|offer| {
                let word = inquiry.ask(&offer);
                (offer, word)
            }))
            .unwrap_or((hello, word)),
            word => (hello, word),
        };
        own.words = words.into_iter().map(settle).collect();
        own
    }

    /// The most suites that a hello of a version may hold at this server.
    pub(super) fn room(&self, version: TlsVersion) -> usize {
        if self.bears_long { Hello::room(version) } else { Hello::room(version).min(SHORT) }
    }

    /// The accepted hello of one version and its answer, or why there is none to build on.
    pub(in crate::probe) fn word(&self, version: TlsVersion) -> Option<&(Hello, Word<'a>)> {
        self.words.iter().find(|(hello, _)| hello.version == version)
    }

    /// Whether nothing can be built on the versions yet.
    pub(super) fn too_early(&self, name: &str) -> bool {
        too_early(&self.words, name)
    }

    /// Whether an answer is still to come.
    pub(in crate::probe) fn pending(&self) -> bool {
        self.words.iter().any(|(_, word)| *word == Word::Pending)
    }

    /// The accepted hellos, the lowest version first.
    pub(in crate::probe) fn accepted(&self) -> Vec<&Hello> {
        let accepted = self.words.iter().filter(|(_, word)| matches!(word, Word::Accepted(..)));
        accepted.map(|(hello, _)| hello).collect()
    }

    /// Why it is not known which versions are accepted, if it is not.
    pub(in crate::probe) fn gap(&self) -> Option<Gap> {
        self.words.iter().find_map(|(_, word)| match word {
            Word::Accepted(..) | Word::Old(..) | Word::Refused(_) => None,
            word => word.gap(),
        })
    }

    /// Why it is not known which versions below TLS 1.3 are accepted, if it is not.
    pub(super) fn gap_below_tls13(&self) -> Option<Gap> {
        let older = self.words.iter().filter(|(hello, _)| hello.version < TlsVersion::Tls13);
        older.map(|(_, word)| word).find_map(|word| match word {
            Word::Accepted(..) | Word::Refused(_) => None,
            word => word.gap(),
        })
    }

    /// Takes every refusal for what one of several servers said.
    pub(super) fn doubt_refusals(&mut self, gap: &Gap) {
        for (_, word) in self.words.iter_mut().filter(|(_, word)| matches!(word, Word::Refused(_))) {
            *word = Word::Unknown(gap.clone());
        }
    }

    /// The facts.
    pub(super) fn facts(&self) -> Vec<Version> {
        self.words.iter().map(|(hello, word)| version_facts(hello.version, word)).collect()
    }
}

/// Whether an answer is missing that others build on. Where TLS 1.2 is accepted, that is no second
/// question about an older version.
fn too_early(words: &[(Hello, Word<'_>)], name: &str) -> bool {
    let of = |version| words.iter().find(|(hello, _)| hello.version == version).map(|(_, word)| word);
    let settled = matches!(of(TlsVersion::Tls12), Some(Word::Accepted(..)))
        && matches!(of(TlsVersion::Tls13), Some(Word::Accepted(..) | Word::Refused(_)));
    words
        .iter()
        .any(|(hello, word)| *word == Word::Pending && (!settled || *hello == Hello::of_version(hello.version, name)))
}

/// Asks for one version, and where that is refused for another reason than the version, once more
/// with what the first hello left out: a TLS 1.3 server with a real key share, an older one with
/// the rest of the suites.
fn ask_version<'a>(inquiry: &mut Inquiry<'a>, version: TlsVersion) -> (Hello, Word<'a>) {
    let hello = Hello::of_version(version, inquiry.name());
    let word = inquiry.ask_once(&hello);
    let tls13 = version == TlsVersion::Tls13;
    let other = match &word {
        // Silence is not a dislike of the empty share.
        Word::Doubtful(doubt) if tls13 && doubt.spoke => hello.clone().with_real_share(),
        Word::Refused(Some(alert)) if alert.description != Alert::PROTOCOL_VERSION => {
            if tls13 {
                hello.clone().with_real_share()
            } else {
                hello.clone().with_suites(Hello::further_suites(version))
            }
        }
        _ => return (hello, word),
    };
    if other.suites.is_empty() {
        return (hello, word);
    }
    let word = inquiry.ask_once(&other);
    (other, word)
}

/// Asks the two halves of a long hello that was not answered: servers are known that break off, or
/// say nothing, when a hello holds more than 64 or 128 suites.
fn ask_shorter<'a>(inquiry: &mut Inquiry<'a>, hello: Hello, word: Word<'a>) -> (Hello, Word<'a>) {
    if hello.suites.len() <= SHORT {
        return (hello, word);
    }
    let halves: Vec<Hello> = halves(&hello).collect();
    let asked: Vec<_> = halves.into_iter().map(|half| (inquiry.ask_once(&half), half)).collect();
    best(asked.into_iter().map(|(word, half)| (half, word))).unwrap_or((hello, word))
}

fn halves(hello: &Hello) -> impl Iterator<Item = Hello> {
    hello.suites.chunks(SHORT).map(|suites| hello.clone().with_suites(suites.to_vec()))
}

/// What has to be refused for the version to be refused: the hello, or all the halves of which it
/// is one.
fn offers_like(hello: &Hello) -> Vec<Hello> {
    let mut usual = hello.clone();
    usual.suites = Hello::of_version(hello.version, "").suites;
    let all: Vec<Hello> = halves(&usual).collect();
    if all.contains(hello) { all } else { vec![hello.clone()] }
}

/// The best word counts: an acceptance, else what is still to come, else what is in doubt.
fn best<'a>(words: impl Iterator<Item = (Hello, Word<'a>)>) -> Option<(Hello, Word<'a>)> {
    words.min_by_key(|(_, word)| match word {
        Word::Accepted(..) | Word::Old(..) => 0,
        Word::Pending => 1,
        Word::Doubtful(_) => 2,
        Word::Unknown(_) => 3,
        Word::Refused(_) => 4,
    })
}

fn version_facts(name: TlsVersion, word: &Word<'_>) -> Version {
    match word {
        Word::Accepted(server, _) => accepted_facts(name, server),
        Word::Refused(_) => Version {
            name,
            accepted: Fact::Known(false),
            suite: Fact::Absent,
            forward_secrecy: Fact::Absent,
            compression: Fact::Absent,
            secure_renegotiation: Fact::Absent,
        },
        word => unknown_facts(name, &word.gap().unwrap_or_else(|| Reason::NotCollected.into())),
    }
}

fn accepted_facts(name: TlsVersion, server: &ServerHello) -> Version {
    let tls13 = name == TlsVersion::Tls13;
    Version {
        name,
        accepted: Fact::Known(true),
        suite: Fact::Known(crate::wire::suite_name(server.suite)),
        forward_secrecy: Fact::Known(suite(server.suite).is_some_and(|suite| suite.forward_secret())),
        compression: Fact::Known(server.compression != 0),
        secure_renegotiation: if tls13 { Fact::Absent } else { Fact::Known(server.secure_renegotiation) },
    }
}

fn unknown_facts(name: TlsVersion, gap: &Gap) -> Version {
    Version {
        name,
        accepted: gap.clone().into(),
        suite: gap.clone().into(),
        forward_secrecy: gap.clone().into(),
        compression: gap.clone().into(),
        secure_renegotiation: gap.clone().into(),
    }
}
