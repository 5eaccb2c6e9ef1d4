//! Session cookies that the browser made up.

use super::fact::{InventedSession, Treatment};
use crate::fact::{Digest, Gap, Reason};
use crate::probe::sign_in::arrival::{Arrival, Visit};
use crate::probe::sign_in::cookie::{Set, set};
use crate::text::{Text, shorten};
use crate::wire::{Job, Response};

/// The most session cookies that are made up.
const MOST: usize = 8;

/// The session cookies of the server that are identifiers: made anew on each visit. Both visits began without cookies.
pub(super) fn sessions<'a>(first: &Arrival<'a>, again: &Arrival<'a>) -> Vec<Set<'a>> {
    let others = set(again);
    let changes = |own: &Set<'_>| others.iter().any(|other| other.name == own.name && other.value != own.value);
    set(first).into_iter().filter(|own| own.is_session() && changes(own)).take(MOST).collect()
}

/// The page that gave the first of the sessions.
fn giver<'b, 'a>(first: &'b Arrival<'a>, sessions: &[Set<'_>]) -> Option<&'b Visit<'a>> {
    let named = |set: Set<'_>| sessions.iter().any(|own| own.name == set.name);
    let gives = |visit: &&Visit<'_>| visit.response.all_headers("set-cookie").filter_map(Set::read).any(named);
    first.visits.iter().find(gives)
}

/// The request that carries the made-up values there, beside the other cookies that were carried before.
pub(super) fn job(first: &Arrival<'_>, sessions: &[Set<'_>]) -> Option<Job> {
    let visit = giver(first, sessions)?;
    let kept = visit.cookies.split("; ").filter(|pair| !pair.is_empty());
    let kept = kept.filter(|pair| !sessions.iter().any(|own| pair.split('=').next() == Some(own.name)));
    let made = sessions.iter().map(|own| format!("{}={}", own.name, invented(own)));
    let cookies: Vec<_> = kept.map(str::to_owned).chain(made).collect();
    let plain = cookies.iter().all(|cookie| cookie.bytes().all(|b| (0x20..0x7f).contains(&b)));
    plain.then(|| visit.spot.with(|request| request.calm().with_header("cookie", &cookies.join("; "))))
}

/// A value of the same shape as the server's own, the same in every run for one server's way of making them: a value of
/// another shape would be refused for its shape.
fn invented(own: &Set<'_>) -> String {
    let digest = Digest::of(own.name.as_bytes()).to_string();
    let mut source = digest.bytes().rev().filter(u8::is_ascii_hexdigit).cycle();
    let hexadecimal = own.value.bytes().all(|b| b.is_ascii_hexdigit() || !b.is_ascii_alphanumeric());
    let mut pick = |from: &[u8]| {
        let at = source.next().map_or(0, usize::from) * 7 + source.next().map_or(0, usize::from);
        char::from(from.get(at % from.len().max(1)).copied().unwrap_or(b'0'))
    };
    let letter = |letter: char, pick: &mut dyn FnMut(&[u8]) -> char| match letter {
        '0'..='9' => pick(b"0123456789"),
        'a'..='z' if hexadecimal => pick(b"abcdef"),
        'A'..='Z' if hexadecimal => pick(b"ABCDEF"),
        'a'..='z' => pick(b"abcdefghijklmnopqrstuvwxyz"),
        'A'..='Z' => pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        other => other,
    };
    own.value.chars().map(|own| letter(own, &mut pick)).collect()
}

/// What became of them.
pub(super) fn judged(
    first: &Arrival<'_>,
    sessions: &[Set<'_>],
    response: &Response,
) -> Result<Vec<InventedSession>, Gap> {
    let answers: Vec<_> = response.all_headers("set-cookie").filter_map(Set::read).collect();
    let usual = giver(first, sessions).is_some_and(|visit| visit.response.status == response.status);
    let told = sessions.iter().map(|own| {
        let answer = answers.iter().rev().find(|answer| answer.name == own.name);
        let treatment = match answer {
            Some(answer) if answer.is_removal() => Treatment::Dropped,
            Some(answer) if answer.value == invented(own) => Treatment::Repeated,
            Some(_) => Treatment::Replaced,
            None if usual => Treatment::Kept,
            None => {
                let detail =
                    Text::new("máy chủ trả lời khác thường lệ", "the server answered in another way than usually");
                return Err(Gap::new(Reason::Inconsistent, detail));
            }
        };
        let adopted = matches!(treatment, Treatment::Kept | Treatment::Repeated);
        Ok(InventedSession { cookie: shorten(own.name, 64), treatment, adopted })
    });
    told.collect()
}
