//! The seats of a report: each role, and the signature that fills it or does not.

use super::name::folded;
use super::requirement::{Mismatch, Requirement};
use crate::seal::{Certificate, Signature, Standing, Verification};
use crate::text::{Text, text};

/// How a seat stands.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum SeatState {
    /// Signed by whom it should be, in its turn.
    Filled,
    /// Not signed yet.
    Waiting,
    /// Signed, and something about the signature could not be known.
    Undetermined,
    /// Signed in a way that does not hold for this role.
    Refused,
}

/// On whose word the person of a seat stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Basis {
    /// The certificate is what the minutes or the profile ask for.
    Certificate,
    /// Only the name of the field: nothing is asked of the certificate.
    Field,
}

/// Something about a seat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Finding {
    /// The signature itself does not hold.
    Invalid,
    /// The signature itself is not decided.
    Open,
    /// The certificate is not that of the role.
    Mismatch(Mismatch),
    /// Signed before this role did, or though it has not.
    Early(Text),
    /// The same person signed for this role already: two parties cannot be one person.
    SamePerson(Text),
    /// The field of this name holds more than one signature, or there are several fields of the name.
    Twice,
    /// Signed in this field, not in the one prepared for the role; the certificate tells the role. Decides nothing.
    Elsewhere(String),
}

/// One role, and how it is signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seat {
    /// The key of the role.
    pub role: String,
    /// What the role is.
    pub title: Text,
    /// The field that is its own.
    pub field: String,
    /// The person whom the minutes name.
    pub expected: Option<String>,
    /// How it stands.
    pub state: SeatState,
    /// Its signature, by its place in [`Verification::signatures`].
    pub signature: Option<usize>,
    /// Who signed, as the certificate says.
    pub by: Option<String>,
    /// On whose word the person stands.
    pub basis: Basis,
    /// What is to be said of it.
    pub findings: Vec<Finding>,
}

/// A person's signature that fills no seat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stray {
    /// Its place in [`Verification::signatures`].
    pub signature: usize,
    /// The name of its field.
    pub field: String,
    /// Who signed, as the certificate says.
    pub by: Option<String>,
    /// What kind of stray it is.
    pub kind: StrayKind,
}

/// Why a signature fills no seat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StrayKind {
    /// Its field is that of no role.
    NoRole,
    /// It stands in a field that the report was not prepared with.
    Unprepared,
    /// Who signed has signed for this role already.
    Again(Text),
}

impl Finding {
    /// The finding for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Invalid => Text::new("chữ ký không hợp lệ", "the signature does not hold"),
            Self::Open => Text::new("chữ ký chưa xác định được là hợp lệ", "whether the signature holds is not known"),
            Self::Mismatch(mismatch) => mismatch.text(),
            Self::Early(Text { vi, en }) => {
                text!("ký không đúng thứ tự: phải ký sau “{vi}”", "signed out of order: only after “{en}”")
            }
            Self::SamePerson(Text { vi, en }) => text!(
                "cùng một chứng thư hoặc một người đã ký cho “{vi}”; hai bên không thể là một người",
                "the same certificate or person has signed for “{en}”; two parties cannot be one person"
            ),
            Self::Twice => Text::new(
                "vai trò này có hơn một chữ ký hoặc hơn một ô",
                "the role has more than one signature or field",
            ),
            Self::Elsewhere(field) => text!(
                "ký ở ô “{field}”, không phải ô đã chuẩn bị; nhận ra vai trò nhờ chứng thư",
                "signed in the field “{field}” and not in the prepared one; the certificate tells the role"
            ),
        }
    }

    /// What it makes of the seat.
    fn state(&self) -> SeatState {
        match self {
            Self::Invalid | Self::Mismatch(_) | Self::Early(_) | Self::SamePerson(_) | Self::Twice => {
                SeatState::Refused
            }
            Self::Open => SeatState::Undetermined,
            Self::Elsewhere(_) => SeatState::Filled,
        }
    }
}

impl Stray {
    /// What is to be said of it.
    pub fn text(&self) -> Text {
        let field = &self.field;
        let by = self.by.as_deref().unwrap_or("?");
        match &self.kind {
            StrayKind::NoRole => text!(
                "chữ ký của “{by}” ở ô “{field}” không thuộc vai trò nào của hồ sơ nên không được tính",
                "the signature of “{by}” in the field “{field}” is that of no role and does not count"
            ),
            StrayKind::Unprepared => text!(
                "chữ ký của “{by}” ở ô “{field}” nằm ngoài các ô đã chuẩn bị nên không được tính cho vai trò nào",
                "the signature of “{by}” in the field “{field}” is outside of the prepared fields and counts for no role"
            ),
            StrayKind::Again(Text { vi, en }) => text!(
                "“{by}” đã ký cho “{vi}”; chữ ký thứ hai ở ô “{field}” không được tính",
                "“{by}” has signed for “{en}”; the second signature in the field “{field}” does not count"
            ),
        }
    }
}

/// The seat of every requirement, in their order.
pub fn seats(verification: &Verification, requirements: &[Requirement]) -> Vec<Seat> {
    let places: Vec<Vec<usize>> = requirements.iter().map(|one| of_field(verification, one)).collect();
    let mut seats: Vec<Seat> =
        requirements.iter().zip(&places).map(|(one, found)| seat(verification, one, found)).collect();
    recognised(verification, requirements, &mut seats);
    one_person_one_seat(verification, &mut seats);
    in_turn(verification, requirements, &mut seats);
    for seat in &mut seats {
        let worst = seat.findings.iter().map(Finding::state).max().unwrap_or(SeatState::Filled);
        seat.state = if seat.signature.is_none() { SeatState::Waiting } else { worst };
    }
    seats
}

/// The persons' signatures that fill no seat.
pub fn strays(verification: &Verification, requirements: &[Requirement], seats: &[Seat]) -> Vec<Stray> {
    let people = verification.signatures.iter().enumerate().filter(|(_, one)| !one.is_stamp);
    let free = people.filter(|(at, one)| {
        let is_seated = seats.iter().any(|seat| seat.signature == Some(*at));
        !is_seated && !requirements.iter().any(|asked| asked.field == one.field)
    });
    free.map(|(signature, one)| Stray {
        signature,
        field: one.field.clone(),
        by: signer_name(one),
        kind: stray_kind(verification, one, seats),
    })
    .collect()
}

fn stray_kind(verification: &Verification, one: &Signature, seats: &[Seat]) -> StrayKind {
    let seated = |seat: &&Seat| {
        let other = seat.signature.and_then(|at| verification.signatures.get(at));
        other.and_then(|other| other.signer.as_ref()).zip(one.signer.as_ref()).is_some_and(|(a, b)| same_person(a, b))
    };
    match seats.iter().find(seated) {
        Some(seat) => StrayKind::Again(seat.title.clone()),
        None if !one.was_prepared => StrayKind::Unprepared,
        None => StrayKind::NoRole,
    }
}

/// The signatures in the field of a requirement.
fn of_field(verification: &Verification, requirement: &Requirement) -> Vec<usize> {
    let all = verification.signatures.iter().enumerate();
    // Room that waits for a signature is none yet.
    all.filter(|(_, one)| one.field == requirement.field && !one.is_waiting()).map(|(at, _)| at).collect()
}

fn seat(verification: &Verification, requirement: &Requirement, found: &[usize]) -> Seat {
    let mut seat = Seat {
        role: requirement.role.clone(),
        title: requirement.title.clone(),
        field: requirement.field.clone(),
        expected: requirement.name.clone(),
        state: SeatState::Waiting,
        signature: None,
        by: None,
        basis: if requirement.is_bare() { Basis::Field } else { Basis::Certificate },
        findings: Vec::new(),
    };
    if let Some(at) = found.first()
        && let Some(one) = verification.signatures.get(*at)
    {
        fill(&mut seat, *at, one, requirement);
        let is_empty_twin = verification.empty_fields.contains(&requirement.field);
        if found.len() > 1 || is_empty_twin {
            seat.findings.push(Finding::Twice);
        }
    }
    seat
}

fn fill(seat: &mut Seat, at: usize, one: &Signature, requirement: &Requirement) {
    seat.signature = Some(at);
    seat.by = signer_name(one);
    match one.standing {
        Standing::Valid if one.is_stamp => seat.findings.push(Finding::Invalid),
        Standing::Valid => {}
        Standing::Undetermined => seat.findings.push(Finding::Open),
        Standing::Invalid => seat.findings.push(Finding::Invalid),
    }
    let Some(certificate) = &one.signer else { return };
    let stores = || if one.path.is_empty() { Ok(()) } else { requirement.accepts_stores(&one.stores) };
    if let Err(mismatch) = requirement.accepts(certificate).and_then(|()| stores()) {
        seat.findings.push(Finding::Mismatch(mismatch));
    }
}

/// Foreign programs put a field of their own beside the prepared one. Where the certificate is that of exactly one
/// role that is still waiting, it is that role's signature.
fn recognised(verification: &Verification, requirements: &[Requirement], seats: &mut [Seat]) {
    let own: Vec<&str> = requirements.iter().map(|one| one.field.as_str()).collect();
    for (at, one) in verification.signatures.iter().enumerate() {
        let Some(certificate) = &one.signer else { continue };
        if one.is_stamp || own.contains(&one.field.as_str()) {
            continue;
        }
        let fits = |asked: &Requirement| !asked.is_bare() && asked.name.is_some() && asked.accepts(certificate).is_ok();
        let mut fitting = requirements.iter().zip(seats.iter_mut()).filter(|(asked, _)| fits(asked));
        if let (Some((asked, seat)), None) = (fitting.next(), fitting.next())
            && seat.signature.is_none()
        {
            fill(seat, at, one, asked);
            seat.findings.push(Finding::Elsewhere(one.field.clone()));
        }
    }
}

/// Whoever comes second is refused.
fn one_person_one_seat(verification: &Verification, seats: &mut [Seat]) {
    let mut order: Vec<usize> = (0..seats.len()).collect();
    order.sort_by_key(|place| seats.get(*place).and_then(|seat| seat.signature));
    let mut seen: Vec<(&Certificate, Text)> = Vec::new();
    for place in order {
        let Some(seat) = seats.get_mut(place) else { continue };
        let one = seat.signature.and_then(|at| verification.signatures.get(at));
        let Some(certificate) = one.and_then(|one| one.signer.as_ref()) else { continue };
        match seen.iter().find(|(other, _)| same_person(other, certificate)) {
            Some((_, title)) => seat.findings.push(Finding::SamePerson(title.clone())),
            None => seen.push((certificate, seat.title.clone())),
        }
    }
}

/// Later signatures cover earlier ones, so that their order in the file is the order of signing. Paper was signed before
/// all of them.
fn in_turn(verification: &Verification, requirements: &[Requirement], seats: &mut [Seat]) {
    let signed: Vec<(String, Text, Option<usize>)> =
        seats.iter().map(|seat| (seat.role.clone(), seat.title.clone(), seat.signature)).collect();
    for (asked, seat) in requirements.iter().zip(seats) {
        let Some(own) = seat.signature else { continue };
        for (role, title, at) in &signed {
            let is_before = at.map_or_else(|| verification.is_on_paper(role), |at| at < own);
            if asked.after.contains(role) && !is_before {
                seat.findings.push(Finding::Early(title.clone()));
            }
        }
    }
}

/// One certificate, one key, or one subject under one authority, which gives a name to one holder only.
fn same_person(one: &Certificate, other: &Certificate) -> bool {
    one.der() == other.der()
        || one.public_key == other.public_key
        || (one.subject_der == other.subject_der && one.issuer_der == other.issuer_der)
}

/// The name in the certificate of who signed.
fn signer_name(one: &Signature) -> Option<String> {
    let certificate = one.signer.as_ref()?;
    let names = certificate.subject_parts("CN");
    Some(names.into_iter().find(|name| !folded(name).is_empty()).unwrap_or_else(|| certificate.subject.clone()))
}
