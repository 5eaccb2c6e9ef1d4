//! Whether a back-end gives away bytes of its memory: Heartbleed and Ticketbleed.
//!
//! As few bytes as show the flaw are asked for, they are counted and at once forgotten. It is what an attacker would do
//! all the same, so the probe is intrusive and needs a permission that says so.

mod facts;

#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Safety};
use crate::text::Text;
use crate::wire::{Act, Conduct, Hello, Job, Reaction, ServerHello, Stage};

use super::tls::place;
use super::tls_behaviour::course::{Course, Ground, silent, unsteady, walk};
use super::{Aim, Probe, Seen, Spec, Target};
use facts::TlsMemory;

/// The probe.
#[derive(Debug)]
pub(super) struct TlsMemoryProbe;

impl Probe for TlsMemoryProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "tls_memory",
            title: Text::new("Rò rỉ bộ nhớ qua TLS", "Memory leaks over TLS"),
            about: Text::new(
                "Thử lỗi Heartbleed và Ticketbleed bằng cách hỏi dư ít byte nhất có thể; chỉ đếm số byte trả về, không \
                 lưu nội dung. Chỉ thử khi máy chủ nhận heartbeat hoặc cấp vé phiên.",
                "Tries Heartbleed and Ticketbleed by asking for as few bytes too many as possible; counts what comes back \
                 and keeps none of it. Tried only where the server takes heartbeats or gives tickets.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::Link, Kind::Service, Kind::SignIn, Kind::Site],
            safety: Safety::Intrusive,
            aim: Aim::EachBackEnd,
            // Three on top of the hellos that the `tls` probe sends too; the most is for one that breaks off.
            most_jobs: 100,
        }
    }

    fn shape(&self) -> Shape {
        TlsMemory::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some(endpoint) = place(target) else { return Vec::new() };
        walk(endpoint, seen, gather).0
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(endpoint) = place(target) else { return Value::Absent };
        walk(endpoint, seen, gather).1.into_value()
    }
}

fn gather(course: &mut Course<'_>, ground: Ground<'_>) -> Fact<TlsMemory> {
    let old = match ground {
        Ground::Old(old) => old,
        Ground::Unknown(gap) => return gap.into(),
        Ground::Modern => {
            return Fact::Known(TlsMemory { heartbleed_bytes: Fact::Absent, ticketbleed_bytes: Fact::Absent });
        }
    };
    Fact::Known(TlsMemory { heartbleed_bytes: heartbleed(course, &old), ticketbleed_bytes: ticketbleed(course, &old) })
}

/// How many bytes a heartbeat brings that claims more than it holds.
fn heartbleed(course: &mut Course<'_>, old: &[(Hello, &ServerHello)]) -> Fact<i64> {
    let Some((hello, _)) = old.iter().find(|(_, server)| server.heartbeat) else { return Fact::Absent };
    match course.acted(&Act::Heartbeat, hello, 0) {
        Ok(Reaction { conduct: Conduct::Heartbeat(length), .. }) => Fact::Known(count(*length)),
        // It objected, or it let the heartbeat pass and then proved to be listening.
        Ok(Reaction { conduct: Conduct::Alert { .. } | Conduct::Closed | Conduct::Reset, .. }) => Fact::Known(0),
        Ok(Reaction { conduct: Conduct::Silence, .. }) => silent().into(),
        Ok(reaction) => unsteady(&[reaction]).into(),
        Err(gap) => gap.into(),
    }
}

/// How many bytes the session id is longer when it comes back with a resumed session.
fn ticketbleed(course: &mut Course<'_>, old: &[(Hello, &ServerHello)]) -> Fact<i64> {
    let giving: Vec<_> = old.iter().filter(|(_, server)| server.session_ticket).cloned().collect();
    if giving.is_empty() {
        return Fact::Absent;
    }
    let hello = match course.finishing(&giving) {
        Ok(hello) => hello,
        Err(gap) => return gap.into(),
    };
    let ticket = match course.acted(&Act::TakeTicket, &hello, 0) {
        Ok(Reaction { conduct: Conduct::Ticket(ticket), .. }) => ticket.clone(),
        // It announced one and gave none.
        Ok(Reaction { conduct: Conduct::Accepted, .. }) => return Fact::Absent,
        Ok(reaction) => return unsteady(&[reaction]).into(),
        Err(gap) => return gap.into(),
    };
    match course.acted(&Act::OfferTicket(ticket), &hello, 0) {
        Ok(Reaction { stage: Stage::Act, conduct: Conduct::Resumed { echoed }, .. }) => {
            Fact::Known(count(echoed.saturating_sub(1)))
        }
        Ok(Reaction { conduct: Conduct::Accepted, .. }) => not_resumed().into(),
        Ok(reaction) => unsteady(&[reaction]).into(),
        Err(gap) => gap.into(),
    }
}

fn count(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn not_resumed() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "tls: máy chủ không nối lại phiên bằng vé đã cấp, nên chưa thử được",
            "tls: the server did not resume the session of its own ticket, so nothing could be tried",
        ),
    )
}
