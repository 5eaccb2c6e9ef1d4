//! Whether sessions are resumed, by id, by ticket and in TLS 1.3, and whether early data would be taken (0-RTT). None is
//! ever sent: a ticket says how much of it is allowed.
//!
//! That a session is resumed is proved only by resuming one. In TLS 1.3 the session of the modern client is resumed: one
//! more handshake. In TLS 1.2 a first session shows whether there is an id, and a second shows that id. Where the flights of
//! the suites agreed to tickets, the second asks for one at the same time, and a third shows it; the lifetime of a ticket
//! that comes so is often left out, so where TLS 1.3 did not tell it, and where none comes so, a pair of its own is made.
//!
//! So a server of both versions takes two further connections where it gives neither id nor ticket below TLS 1.3, three
//! with an id alone, and four with tickets.

use super::facts::Resumption;
use super::inquiry::Inquiry;
use super::search::Search;
use super::versions::Versions;
use crate::fact::{Fact, Gap, Reason};
use crate::text::{Text, text};
use crate::wire::{Answer, Offer, Outcome, Resumable, Session, TlsVersion, suite_name};

/// The suites below TLS 1.3 with which a whole handshake can be made here.
const MADE_HERE: [u16; 6] = [0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9];

/// What TLS 1.3 tells.
#[derive(Debug)]
struct Modern {
    resumed: Fact<bool>,
    early_data: Fact<bool>,
    limit: Fact<i64>,
    lifetime: Option<i64>,
}

/// What the versions below tell.
#[derive(Debug)]
struct Classic {
    by_id: Fact<bool>,
    by_ticket: Fact<bool>,
    lifetime: Option<i64>,
}

impl Resumption {
    /// Nothing is known.
    pub(super) fn unknown(gap: &Gap) -> Self {
        Self {
            by_id: gap.clone().into(),
            by_ticket: gap.clone().into(),
            tls13: gap.clone().into(),
            early_data: gap.clone().into(),
            early_data_limit: gap.clone().into(),
            ticket_lifetime_s: gap.clone().into(),
        }
    }
}

/// Asks what can be asked by now. `first` is the outcome of the modern client's handshake.
pub(super) fn ask<'a>(
    inquiry: &mut Inquiry<'a>,
    versions: &Versions<'_>,
    highest: Option<&Search<'a>>,
    first: Option<&'a Outcome>,
) -> Resumption {
    let modern = modern(inquiry, versions, first);
    let classic = match highest {
        Some(search) if search.base.version == TlsVersion::Tls12 => {
            let dated = first.is_some().then_some(modern.lifetime.is_some());
            classic(inquiry, search, dated)
        }
        Some(search) => too_old(search),
        None => {
            let none: Fact<bool> = gap_below(versions).map_or(Fact::Absent, Fact::Unknown);
            Classic { by_id: none.clone(), by_ticket: none, lifetime: None }
        }
    };
    let silent = [&modern.resumed, &classic.by_ticket].into_iter().find_map(|fact| match fact {
        Fact::Unknown(gap) => Some(gap.clone()),
        _ => None,
    });
    Resumption {
        by_id: classic.by_id,
        by_ticket: classic.by_ticket,
        tls13: modern.resumed,
        early_data: modern.early_data,
        early_data_limit: modern.limit,
        ticket_lifetime_s: match (modern.lifetime.max(classic.lifetime), silent) {
            (Some(lifetime), _) => Fact::Known(lifetime),
            (None, Some(gap)) => gap.into(),
            (None, None) => Fact::Absent,
        },
    }
}

/// The session that a handshake gave, or why there is none.
fn session(outcome: Option<&Outcome>) -> Result<&Session, Gap> {
    match outcome {
        Some(Ok(Answer::Session(session))) => Ok(session),
        Some(Err(trouble)) => Err(trouble.into()),
        Some(Ok(_)) => Err(Reason::ProbeFailed.into()),
        None => Err(Reason::NotCollected.into()),
    }
}

fn modern<'a>(inquiry: &mut Inquiry<'a>, versions: &Versions<'_>, first: Option<&'a Outcome>) -> Modern {
    let nothing = |fact: Fact<bool>| {
        let limit = match &fact {
            Fact::Unknown(gap) => gap.clone().into(),
            _ => Fact::Absent,
        };
        Modern { resumed: fact.clone(), early_data: fact, limit, lifetime: None }
    };
    if !versions.accepted().iter().any(|hello| hello.version == TlsVersion::Tls13) {
        let gap = versions.word(TlsVersion::Tls13).and_then(|(_, word)| word.gap());
        return nothing(gap.map_or(Fact::Absent, Fact::Unknown));
    }
    let session_left = match session(first) {
        Ok(session) if session.version == TlsVersion::Tls13 => session.left,
        Ok(_) => return nothing(Fact::Unknown(other_version())),
        Err(gap) => return nothing(gap.into()),
    };
    if !session_left.by_ticket {
        return nothing(if session_left.ended { Fact::Known(false) } else { Fact::Unknown(no_end()) });
    }
    let limit = session_left.early_data_limit;
    Modern {
        resumed: resumed(inquiry, Offer::modern(inquiry.name()).at_turn(2)),
        early_data: Fact::Known(limit > 0),
        limit: (limit > 0).then_some(limit).into(),
        lifetime: session_left.lifetime_s,
    }
}

/// Handshakes are made as soon as the search has found a suite for them; what depends on all of its flights waits for these.
/// `dated` is whether the lifetime of tickets is known already; `None` while that is open.
fn classic<'a>(inquiry: &mut Inquiry<'a>, search: &Search<'a>, dated: Option<bool>) -> Classic {
    let granted = grants_tickets(search);
    let open = |gap: Gap| Classic {
        by_ticket: if granted { gap.clone().into() } else { Fact::Known(false) },
        by_id: gap.into(),
        lifetime: None,
    };
    let later = || open(Reason::NotCollected.into());
    if !search.accepted.iter().any(|code| MADE_HERE.contains(code)) {
        return if search.pending { later() } else { open(not_made_here(search)) };
    }
    let offer = Offer::modern(inquiry.name()).only(TlsVersion::Tls12);
    let first = match session(inquiry.handshake(offer.clone().without_tickets())) {
        Ok(first) => first,
        Err(gap) => return open(gap),
    };
    // A flight that is still to come may agree to tickets.
    let (Some(dated), false) = (dated, search.pending && !granted) else { return later() };
    let mut by_id = false;
    if first.left.by_id {
        let both = granted && dated;
        let second = match session(inquiry.handshake(Offer { tickets: both, ..offer.clone().at_turn(2) })) {
            Ok(second) => second,
            Err(gap) => return open(gap),
        };
        by_id = second.resumed;
        if both && second.left.by_ticket {
            let by_ticket = resumed(inquiry, offer.at_turn(3));
            return Classic { by_id: Fact::Known(by_id), by_ticket, lifetime: second.left.dated() };
        }
    }
    let (by_ticket, lifetime) = if granted { pair(inquiry, &offer) } else { (Fact::Known(false), None) };
    Classic { by_id: Fact::Known(by_id), by_ticket, lifetime }
}

/// A full handshake with a ticket, and another that shows it; with the ticket's lifetime.
fn pair(inquiry: &mut Inquiry<'_>, offer: &Offer) -> (Fact<bool>, Option<i64>) {
    match session(inquiry.handshake(offer.clone())) {
        Ok(first) if first.left.by_ticket => (resumed(inquiry, offer.clone().at_turn(3)), first.left.dated()),
        Ok(_) => (Fact::Unknown(no_ticket_after_all()), None),
        Err(gap) => (gap.into(), None),
    }
}

/// Whether a handshake resumes.
fn resumed(inquiry: &mut Inquiry<'_>, offer: Offer) -> Fact<bool> {
    match session(inquiry.handshake(offer)) {
        Ok(session) => Fact::Known(session.resumed),
        Err(gap) => gap.into(),
    }
}

impl Resumable {
    /// The lifetime of a TLS 1.2 ticket, where the server tells it.
    fn dated(&self) -> Option<i64> {
        self.lifetime_s.filter(|seconds| *seconds > 0)
    }
}

/// Whether the server agreed to give a ticket, of which every hello of the search asks for one.
fn grants_tickets(search: &Search<'_>) -> bool {
    let told = search.flights.iter().any(|(server, _)| server.session_ticket);
    told || search.flights.is_empty() && !search.pending
}

/// TLS 1.1 and older: no handshake is made here, but a server that gives no tickets says so.
fn too_old(search: &Search<'_>) -> Classic {
    let version = search.base.version.shown();
    let gap = Gap::new(
        Reason::LowCoverage,
        text!(
            "máy chủ không nhận TLS 1.2; kiemtra không hoàn tất bắt tay {version} nên không thử nối lại phiên",
            "the server does not take TLS 1.2; no {version} handshake is completed here, so no resumption was tried"
        ),
    );
    let by_ticket = if grants_tickets(search) { gap.clone().into() } else { Fact::Known(false) };
    Classic { by_id: gap.into(), by_ticket, lifetime: None }
}

/// Why it is not known that no version below TLS 1.3 is accepted, if it is not.
fn gap_below(versions: &Versions<'_>) -> Option<Gap> {
    versions.gap().or_else(|| versions.accepted().is_empty().then(super::weakness::nothing_accepted))
}

fn other_version() -> Gap {
    Gap::new(
        Reason::Inconsistent,
        Text::new(
            "máy chủ nhận TLS 1.3 nhưng máy khách hiện đại lại được phiên của phiên bản khác",
            "the server takes TLS 1.3, but a modern client got a session of another version",
        ),
    )
}

fn no_end() -> Gap {
    Gap::new(
        Reason::Timeout,
        Text::new(
            "máy chủ không kết thúc phiên TLS 1.3 kịp thời nên chưa biết có gửi vé hay không",
            "the server did not end the TLS 1.3 session in time, so whether it sends tickets is not known",
        ),
    )
}

fn no_ticket_after_all() -> Gap {
    Gap::new(
        Reason::Inconsistent,
        Text::new(
            "máy chủ đồng ý cấp vé phiên nhưng không đưa vé nào",
            "the server agreed to give a session ticket, and gave none",
        ),
    )
}

fn not_made_here(search: &Search<'_>) -> Gap {
    let suite = search.accepted.first().map_or_else(String::new, |code| suite_name(*code));
    Gap::new(
        Reason::LowCoverage,
        text!(
            "kiemtra không hoàn tất được bắt tay TLS 1.2 với các bộ mã mà máy chủ nhận (như {suite}) nên không thử nối lại \
             phiên",
            "no TLS 1.2 handshake can be completed here with the suites that the server takes (such as {suite}), so no \
             resumption was tried"
        ),
    )
}
