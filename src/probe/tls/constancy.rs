//! Whether a server says the same twice.
//!
//! Every list rests on the assumption that it does. Behind one address there may be several servers
//! with settings of their own, or one that answers by chance; then a refusal is the refusal of one of
//! them, and the list is none. So the hello that was refused first is asked twice more; where there is a
//! suspicion, it and the one that was accepted first are asked several times.

use super::inquiry::{Inquiry, Word};
use super::order::Order;
use super::search::Search;
use crate::fact::{Gap, Reason};
use crate::text::Text;
use crate::wire::{Alert, Hello, ServerHello, TlsVersion};

/// What is asked of every server, both at once: one repetition agrees with the first answer by chance in
/// half of all cases.
const AT_ONCE: [Turn; 2] = [Turn::Refused(1), Turn::Refused(2)];

/// Which of the two hellos is asked, by its turn. Every server of a pair that takes turns gets both.
const THOROUGH: [Turn; 8] = [
    Turn::Refused(3),
    Turn::Accepted(2),
    Turn::Accepted(3),
    Turn::Refused(4),
    Turn::Accepted(4),
    Turn::Refused(5),
    Turn::Refused(6),
    Turn::Accepted(5),
];

#[derive(Clone, Copy, Debug)]
enum Turn {
    Accepted(u32),
    Refused(u32),
}

/// Why nothing that the server refused is proved, where it contradicts itself; and whether that is still
/// open. A question that finds no answer contradicts nothing.
pub(super) fn contradiction<'a>(inquiry: &mut Inquiry<'a>, search: &Search<'a>) -> (Option<Gap>, bool) {
    if search.pending {
        return (None, true);
    }
    let answers = AT_ONCE.map(|turn| turned(inquiry, search, turn));
    let contradicted = answers.contains(&Some(true));
    (contradicted.then(inconsistent), !contradicted && answers.contains(&None))
}

/// The same where no version at all was accepted: the usual hello of TLS 1.2 is asked twice more. A refusal of
/// the version itself is no matter of chance.
pub(super) fn contradiction_of_nothing(inquiry: &mut Inquiry<'_>) -> Option<Gap> {
    let hello = Hello::of_version(TlsVersion::Tls12, inquiry.name());
    let Word::Refused(Some(alert)) = inquiry.heard(&hello) else { return None };
    if alert.description != Alert::HANDSHAKE_FAILURE {
        return None;
    }
    let answers = [1, 2].map(|again| inquiry.ask_once(&hello.clone().asked_again(again, 0)));
    answers.iter().any(|word| matches!(word, Word::Accepted(..))).then(inconsistent)
}

/// Whether something that was asked for another reason makes a contradiction likely: that suites were
/// refused of which each was accepted, or that another suite was chosen than the order says.
pub(super) fn is_suspicious(inquiry: &Inquiry<'_>, search: &Search<'_>, order: &Order) -> bool {
    let base = &search.base;
    let hellos = inquiry.hellos().filter(|hello| hello.version == base.version && !hello.fallback);
    // Refused for its suites, and for nothing else that it says otherwise than the first.
    let alike = |hello: &Hello| {
        Hello { suites: base.suites.clone(), again: base.again, pause_ms: base.pause_ms, ..hello.clone() } == *base
    };
    hellos.into_iter().any(|hello| match inquiry.heard(hello) {
        Word::Refused(alert) => {
            let meant = alert.is_none_or(|alert| alert.description == Alert::HANDSHAKE_FAILURE);
            meant && alike(hello) && hello.suites.iter().all(|suite| search.accepted.contains(suite))
        }
        Word::Accepted(server, _) => order.is_against(&hello.suites, server.suite),
        Word::Pending | Word::Doubtful(_) | Word::Unknown(_) | Word::Old(..) => false,
    })
}

/// The same as [`contradiction`] where there is a suspicion: one question after the other, until one of them
/// shows it.
pub(super) fn suspected<'a>(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Option<Gap> {
    for turn in THOROUGH {
        match turned(inquiry, search, turn) {
            Some(true) => return Some(inconsistent()),
            Some(false) => {}
            None => {
                search.pending = true;
                return None;
            }
        }
    }
    None
}

/// Whether the answer is another than the first time; `None` where it is still to come.
fn turned(inquiry: &mut Inquiry<'_>, search: &Search<'_>, turn: Turn) -> Option<bool> {
    let again = |hello: &Hello, times: u32| hello.clone().asked_again(hello.again + times, 0);
    let choice = |server: &ServerHello| (server.version, server.suite, server.group);
    match turn {
        Turn::Accepted(times) => {
            let Word::Accepted(before, _) = inquiry.heard(&search.base) else { return Some(false) };
            match inquiry.ask(&again(&search.base, times)) {
                Word::Pending => None,
                Word::Accepted(after, _) => Some(choice(after) != choice(before)),
                word => Some(matches!(word, Word::Refused(_))),
            }
        }
        Turn::Refused(times) => {
            let Some(hello) = &search.refused else { return Some(false) };
            match inquiry.ask(&again(hello, times)) {
                Word::Pending => None,
                word => Some(matches!(word, Word::Accepted(..))),
            }
        }
    }
}

fn inconsistent() -> Gap {
    Gap::new(
        Reason::Inconsistent,
        Text::new(
            "tls: máy chủ trả lời khác đi khi nhận lại đúng lời chào cũ: có thể sau địa chỉ này có nhiều máy chủ được \
             cấu hình khác nhau",
            "tls: the server answered differently when it was sent the very same hello again: there may be several \
             servers with different settings behind this address",
        ),
    )
}
