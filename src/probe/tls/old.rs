//! SSL 2.0, which is asked in a language of its own.

use super::facts::{Ssl2, Version};
use super::features::shown_certificate;
use super::inquiry::{Inquiry, Word};
use crate::fact::{Fact, Reason};
use crate::wire::{CIPHER_KINDS, FirstFlight, Hello, OldServerHello, TlsVersion, cipher_kind_name};

/// The answer to the one question.
#[derive(Debug)]
pub(super) struct Old<'a>(Word<'a>);

impl<'a> Old<'a> {
    /// Asks, whatever the answer is worth.
    pub(super) fn ask(inquiry: &mut Inquiry<'a>) -> Self {
        Self(inquiry.ask_once(&Hello::of_ssl2()))
    }

    /// Settles what is doubtful, once a hello is known that the server takes: who breaks off is a
    /// server that does not speak SSL 2.0 only if it is otherwise well.
    pub(super) fn settled(self, inquiry: &mut Inquiry<'a>) -> Self {
        match self.0 {
            Word::Doubtful(_) => Self(inquiry.ask(&Hello::of_ssl2())),
            word => Self(word),
        }
    }

    /// Whether the server spoke it; unknown where that is.
    pub(super) fn accepted(&self) -> Fact<bool> {
        match &self.0 {
            Word::Old(..) => Fact::Known(true),
            Word::Refused(_) => Fact::Known(false),
            word => word.gap().unwrap_or_else(|| Reason::NotCollected.into()).into(),
        }
    }

    /// The answer, where there was one in SSL 2.0.
    pub(super) fn answer(&self) -> Option<(&'a OldServerHello, &'a FirstFlight)> {
        match &self.0 {
            Word::Old(server, flight) => Some((server, flight)),
            _ => None,
        }
    }

    /// Its place among the versions. Compression and renegotiation it never had.
    pub(super) fn version(&self) -> Version {
        let none = || match self.accepted() {
            Fact::Unknown(gap) => Fact::Unknown(gap),
            _ => Fact::Absent,
        };
        let first = self.answer().and_then(|(server, _)| server.kinds.first().copied());
        Version {
            name: TlsVersion::Ssl2,
            accepted: self.accepted(),
            suite: first.map_or_else(none, |kind| Fact::Known(cipher_kind_name(kind))),
            forward_secrecy: if self.answer().is_some() { Fact::Known(false) } else { none().map(|_: String| false) },
            compression: none().map(|_: String| false),
            secure_renegotiation: none().map(|_: String| false),
        }
    }

    /// The facts of their own.
    pub(super) fn facts(&self) -> Fact<Ssl2> {
        let Some((server, flight)) = self.answer() else {
            return match self.accepted() {
                Fact::Unknown(gap) => gap.into(),
                _ => Fact::Absent,
            };
        };
        let export = |code: &u32| CIPHER_KINDS.iter().any(|kind| kind.code == *code && kind.is_export());
        Fact::Known(Ssl2 {
            ciphers: server.kinds.iter().map(|code| cipher_kind_name(*code)).collect(),
            export: server.kinds.iter().any(export),
            certificate: flight.certificates.first().map(|leaf| shown_certificate(leaf)).into(),
        })
    }
}
