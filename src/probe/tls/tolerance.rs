//! Whether the server bears what a server built to the standards has to bear.
//!
//! All of it is put into one hello that offers nothing but what is known to be accepted: its
//! acceptance proves everything at once, and shows the order of the suites and the other
//! application protocol besides. Only where it is not accepted is each thing asked by itself. No
//! other hello of the walk carries any of it, so that none can be misread for it.

use super::facts::Tolerance;
use super::inquiry::{Inquiry, Word};
use super::search::Search;
use crate::fact::{Fact, Gap, Reason};
use crate::text::Text;
use crate::wire::{Alert, Hello, Length, Manner, TlsVersion};

/// More suites than the 128 on which servers are known to give up.
const MANY: usize = 160;
/// So many of the accepted suites stand in the hello; the rest of it is filled with refused ones.
const MOST_ACCEPTED: usize = 32;

/// What was learnt by the strained hello.
#[derive(Debug)]
pub(super) struct Strain<'a> {
    /// The strained hello that counts, and the word on it.
    hello: Hello,
    word: Word<'a>,
    /// Whether the protocols that it offered alone were declined by name.
    pub(super) declined: bool,
    /// Whether it, accepted, told of another application protocol.
    pub(super) alpn: Option<String>,
    /// Whether an answer is still to come.
    pub(super) pending: bool,
}

impl<'a> Strain<'a> {
    /// Asks the strained hello over a finished search, and lets the search learn from it.
    pub(super) fn ask(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Option<Self> {
        if search.pending || search.accepted.is_empty() || search.base.version < TlsVersion::Tls10 {
            return None;
        }
        let mut hello = strained(search);
        // TLS 1.3 would answer encrypted.
        let first = search.flights.iter().find_map(|flight| flight.0.alpn.clone());
        let others = |first: &String| search.base.alpn.iter().filter(|own| *own != first).cloned().collect();
        let others: Option<Vec<String>> = first.as_ref().map(others);
        if let Some(others) = &others {
            hello.alpn.clone_from(others);
        }
        let mut word = inquiry.ask_once(&hello);
        let declined = others.is_some()
            && inquiry.alert(&hello).is_some_and(|alert| alert.description == Alert::NO_APPLICATION_PROTOCOL);
        if declined {
            hello.alpn.clone_from(&search.base.alpn);
            word = inquiry.ask_once(&hello);
        }
        let mut own = Self { declined, alpn: None, pending: word == Word::Pending, word, hello };
        if let Word::Accepted(server, flight) = &own.word {
            own.alpn = server.alpn.clone().filter(|_| !declined && others.is_some());
            search.note(&own.hello, server, flight);
        }
        Some(own)
    }

    /// Whether the one question about the other protocol is answered by it.
    pub(super) fn tells_alpn(&self) -> bool {
        self.declined || matches!(self.word, Word::Accepted(..))
    }

    /// The facts; `middle` was seen elsewhere, if it was.
    pub(super) fn facts(
        &self,
        inquiry: &mut Inquiry<'a>,
        search: &Search<'a>,
        middle: Option<Fact<bool>>,
    ) -> Tolerance {
        let tls13 = search.base.version == TlsVersion::Tls13;
        let middle = middle.unwrap_or_else(|| alone(inquiry, search, of_length(Length::Middle)));
        let none = || if tls13 { Fact::Absent } else { Fact::Known(true) };
        let length = self.hello.length();
        if let Word::Accepted(..) = self.word {
            return Tolerance {
                grease: Fact::Known(true),
                unknown_extension: Fact::Known(true),
                future_version: none(),
                many_suites: Fact::Known(true),
                long_hello: Fact::Known(length > 511),
                middle_hello: middle,
            };
        }
        if self.pending {
            let later = || Fact::Unknown(Reason::NotCollected.into());
            return Tolerance {
                grease: later(),
                unknown_extension: later(),
                future_version: later(),
                many_suites: later(),
                long_hello: later(),
                middle_hello: later(),
            };
        }
        let plain = Manner::default();
        Tolerance {
            grease: alone(inquiry, search, Manner { grease: true, ..plain }),
            unknown_extension: alone(inquiry, search, Manner { unknown_extension: true, ..plain }),
            future_version: if tls13 {
                Fact::Absent
            } else {
                alone(inquiry, search, Manner { future_version: true, ..plain })
            },
            many_suites: alone(inquiry, search, Manner { many_suites: true, ..plain }),
            long_hello: alone(inquiry, search, of_length(Length::Long)),
            middle_hello: middle,
        }
    }
}

/// The tolerance of a server about which nothing can be said.
pub(super) fn unknown(gap: &Gap) -> Tolerance {
    Tolerance {
        grease: gap.clone().into(),
        unknown_extension: gap.clone().into(),
        future_version: gap.clone().into(),
        many_suites: gap.clone().into(),
        long_hello: gap.clone().into(),
        middle_hello: gap.clone().into(),
    }
}

/// The hello of a manner that offers the one suite which the server chose first.
pub(super) fn alone_hello(search: &Search<'_>, manner: Manner) -> Option<Hello> {
    let best = *search.accepted.first()?;
    let mut hello = search.base.clone().with_manner(manner);
    hello.suites = vec![best];
    if manner.many_suites {
        fill(&mut hello, search);
    }
    Some(hello)
}

fn of_length(length: Length) -> Manner {
    Manner { length, ..Manner::default() }
}

/// Whether one thing by itself is borne.
fn alone<'a>(inquiry: &mut Inquiry<'a>, search: &Search<'a>, manner: Manner) -> Fact<bool> {
    let Some(hello) = alone_hello(search, manner) else { return Fact::Unknown(Reason::NotCollected.into()) };
    if manner.length == Length::Middle && !(256..512).contains(&hello.length()) {
        return Fact::Unknown(Gap::new(
            Reason::LowCoverage,
            Text::new(
                "tên máy quá dài nên không tạo được lời chào từ 256 đến 511 byte",
                "the name is so long that no hello of 256 to 511 bytes can be made",
            ),
        ));
    }
    match inquiry.ask(&hello) {
        Word::Accepted(..) => Fact::Known(true),
        Word::Refused(_) => Fact::Known(false),
        word => word.gap().unwrap_or_else(|| Reason::NotCollected.into()).into(),
    }
}

/// The accepted suites, the server's first choice last, and refused ones behind: whoever follows the
/// client's order takes another one than before.
fn strained(search: &Search<'_>) -> Hello {
    let mut hello = search.base.clone().with_manner(Manner::STRAINED);
    hello.suites = search.turned(MOST_ACCEPTED);
    fill(&mut hello, search);
    // A curve that no other hello of a short search puts first.
    hello.groups = super::curves::of_strain(&hello.groups);
    hello
}

fn fill(hello: &mut Hello, search: &Search<'_>) {
    let more = Hello::carried_suites(TlsVersion::Tls12);
    let more = more.into_iter().filter(|code| !search.accepted.contains(code) && !hello.suites.contains(code));
    let room = MANY.saturating_sub(hello.suites.len());
    let more: Vec<u16> = more.take(room).collect();
    hello.suites.extend(more);
}
