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
pub(super) struct Versions(Vec<(Hello, Word)>);

impl Versions {
    /// Asks for every version; what is doubtful is settled once all have answered.
    pub(super) fn ask(inquiry: &mut Inquiry<'_>) -> Self {
        let first: Vec<(Hello, Word)> = ASKED.map(|version| ask_version(inquiry, version)).into();
        if first.iter().any(|(_, word)| *word == Word::Pending) {
            return Self(first);
        }
        let canary = first.iter().rev().find(|(_, word)| matches!(word, Word::Accepted(_)));
        let canary = canary.map(|(hello, _)| hello.clone());
        let settle = |(hello, _): (Hello, Word)| {
            let word = inquiry.settle(&hello, canary.as_ref(), 1);
            (hello, word)
        };
        Self(first.into_iter().map(settle).collect())
    }

    /// Whether an answer is still to come.
    pub(super) fn pending(&self) -> bool {
        self.0.iter().any(|(_, word)| *word == Word::Pending)
    }

    /// The accepted hellos, the lowest version first.
    pub(super) fn accepted(&self) -> Vec<&Hello> {
        let accepted = self.0.iter().filter(|(_, word)| matches!(word, Word::Accepted(_)));
        accepted.map(|(hello, _)| hello).collect()
    }

    /// The accepted hello of the highest version below TLS 1.3.
    pub(super) fn classic(&self) -> Option<&Hello> {
        self.accepted().into_iter().rev().find(|hello| hello.version < TlsVersion::Tls13)
    }

    /// Why it is not known which versions are accepted, if it is not.
    pub(super) fn gap(&self) -> Option<Gap> {
        self.0.iter().find_map(|(_, word)| match word {
            Word::Unknown(gap) | Word::Doubtful(gap) => Some(gap.clone()),
            Word::Pending => Some(Reason::NotCollected.into()),
            Word::Accepted(_) | Word::Refused(_) => None,
        })
    }

    /// The facts.
    pub(super) fn facts(&self) -> Vec<Version> {
        self.0.iter().map(|(hello, word)| version_facts(hello.version, word)).collect()
    }
}

/// Asks for one version, and where that is refused for another reason than the version, once more
/// with what the first hello left out: a TLS 1.3 server with a real key share, an older one with
/// the rest of the suites.
fn ask_version(inquiry: &mut Inquiry<'_>, version: TlsVersion) -> (Hello, Word) {
    let hello = Hello::of_version(version, inquiry.name());
    let word = inquiry.ask(&hello);
    let tls13 = version == TlsVersion::Tls13;
    let other = match &word {
        Word::Doubtful(_) if tls13 => hello.clone().with_real_share(),
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
    let word = inquiry.ask(&other);
    (other, word)
}

fn version_facts(name: TlsVersion, word: &Word) -> Version {
    match word {
        Word::Accepted(server) => accepted_facts(name, server),
        Word::Refused(_) => Version {
            name,
            accepted: Fact::Known(false),
            suite: Fact::Absent,
            forward_secrecy: Fact::Absent,
            compression: Fact::Absent,
            secure_renegotiation: Fact::Absent,
        },
        Word::Unknown(gap) | Word::Doubtful(gap) => unknown_facts(name, gap),
        Word::Pending => unknown_facts(name, &Reason::NotCollected.into()),
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
