//! What candidates that stand together say of each other: a record, a row, lines of text.

use super::candidate::Candidate;
use super::shapes::UNNAMED;
use super::weights::{
    BAR, BESIDE_IDENTITY, BIRTH_AGREES, CERTAIN, NAME_AND_PHONE, NAME_NEAR, SEX_AGREES, SEX_DISAGREES, STRUCTURE,
    Weight,
};
use crate::probe::exposure::class::{Class, Standing};

/// What becomes of a candidate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    /// It is reported.
    Report,
    /// Others of its column decide.
    Column,
    /// It is not credible, or nobody's.
    Silent,
}

/// How many lines a labelled value may stand from the number of its person: the length of a form.
pub(super) const FORM: u32 = 16;
/// How many lines a name may stand from the number that it speaks for.
const NEAR: u32 = 5;

/// The verdicts on candidates that stand together, in their order.
pub(super) fn resolve(all: &[Candidate]) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::Silent; all.len()];
    for (candidate, verdict) in all.iter().zip(&mut verdicts) {
        let secret = candidate.class.standing() == Standing::Secret || candidate.class == Class::CardImage;
        if secret && candidate.score >= BAR {
            *verdict = Verdict::Report;
        } else if candidate.is_identity() {
            let score = candidate.score + of_others(candidate, all);
            *verdict = if is_another(candidate, all) { Verdict::Silent } else { by_score(candidate, score) };
        } else if candidate.class == Class::Plate && candidate.score >= BAR && !candidate.official {
            *verdict = Verdict::Report;
        }
    }
    for (index, plate) in all.iter().enumerate().filter(|(_, plate)| plate.class == Class::Plate && plate.score < BAR) {
        // What nothing calls a plate is one beside somebody.
        let somebody = |other: &Candidate| {
            let reaches = other.class == Class::Phone && other.score >= STRUCTURE;
            (reaches || other.is_identity() && other.labelled) && !other.official && near(plate, other, 0)
        };
        if !plate.official && plate.score >= STRUCTURE && all.iter().any(somebody) {
            set(&mut verdicts, index, Verdict::Report);
        }
    }
    for (index, candidate) in all.iter().enumerate().filter(|(_, candidate)| candidate.is_contact()) {
        let verdict = contact(candidate, all, &verdicts);
        set(&mut verdicts, index, verdict);
    }
    for (index, candidate) in all.iter().enumerate() {
        if candidate.class == Class::Name && !candidate.only_sex && is_named(candidate, all, &verdicts) {
            set(&mut verdicts, index, Verdict::Report);
        }
    }
    for (index, candidate) in all.iter().enumerate() {
        if candidate.class == Class::Birth && is_born(candidate, all, &verdicts) {
            set(&mut verdicts, index, Verdict::Report);
        }
    }
    for (index, candidate) in all.iter().enumerate() {
        let told = match candidate.class {
            _ if candidate.is_detail() => is_of_somebody(candidate, all, &verdicts),
            _ => continue,
        };
        if told {
            set(&mut verdicts, index, Verdict::Report);
        }
    }
    verdicts
}

/// What speaks for a candidate that waits for its column: itself and what stands beside it.
pub(super) fn weight_among(candidate: &Candidate, all: &[Candidate]) -> Weight {
    candidate.score + of_others(candidate, all)
}

fn set(verdicts: &mut [Verdict], index: usize, verdict: Verdict) {
    if let Some(slot) = verdicts.get_mut(index) {
        *slot = verdict;
    }
}

fn by_score(candidate: &Candidate, score: Weight) -> Verdict {
    let waits = matches!(candidate.class, Class::PersonalNumber | Class::Phone) && candidate.shape != 0 && score > 0;
    if score >= BAR {
        Verdict::Report
    } else if waits {
        Verdict::Column
    } else {
        Verdict::Silent
    }
}

/// Whether a number that no label calls a personal one stands beside one that is called so: of one record only one is,
/// unless a birth speaks for somebody else in it.
fn is_another(number: &Candidate, all: &[Candidate]) -> bool {
    let bare = |number: &Candidate| number.class == Class::PersonalNumber && !number.labelled;
    let called = |other: &Candidate| {
        other.class == Class::PersonalNumber && other.labelled && other.score >= BAR && other.hash != number.hash
    };
    if !bare(number) || number.shape & UNNAMED != 0 {
        return false;
    }
    let beside = || all.iter().filter(|other| near(number, other, 0));
    let born = beside().filter(|other| other.class == Class::Birth && other.year == number.year).count();
    beside().any(called) && born <= beside().filter(|other| called(other) && other.year == number.year).count()
}

fn near(a: &Candidate, b: &Candidate, lines: u32) -> bool {
    a.line.abs_diff(b.line) <= lines
}

/// What a birth date, a sex and a name nearby add to a number.
fn of_others(number: &Candidate, all: &[Candidate]) -> Weight {
    let agrees = |other: &Candidate| {
        let reach = if other.labelled { FORM } else { 0 };
        other.class == Class::Birth && number.year != 0 && other.year == number.year && near(number, other, reach)
    };
    let mut weight = 0;
    // The birth of somebody whose number is called one is theirs.
    let taken = |birth: &Candidate| {
        let called = |other: &Candidate| {
            other.class == Class::PersonalNumber
                && other.labelled
                && other.hash != number.hash
                && other.year == birth.year
                && near(birth, other, NEAR)
        };
        !number.labelled && birth.line != number.line && all.iter().any(called)
    };
    if number.class == Class::PersonalNumber && all.iter().any(|other| agrees(other) && !taken(other)) {
        weight += BIRTH_AGREES;
    }
    let sex = all
        .iter()
        .find(|other| other.only_sex && other.female.is_some() && near(number, other, NEAR))
        .and_then(|other| other.female);
    if let (Some(told), Some(encoded)) = (sex, number.female) {
        weight += if told == encoded { SEX_AGREES } else { SEX_DISAGREES };
    }
    let named = |other: &Candidate| {
        other.class == Class::Name && !other.only_sex && near(number, other, if other.labelled { NEAR } else { 0 })
    };
    if !all.iter().any(named) {
        return weight;
    }
    // `open('079...', 'Nguyễn Văn A', '0912...')`: three that are of one person by their form alone.
    let beside = |other: &Candidate| !other.official && near(number, other, 0);
    let reached = |other: &Candidate| other.class == Class::Phone && other.score >= STRUCTURE && beside(other);
    let unnamed = number.class == Class::PersonalNumber && !number.labelled && number.shape & UNNAMED != 0;
    // Of two numbers neither says which is the person's.
    let others = all.iter().filter(|other| other.class == Class::PersonalNumber && other.hash != number.hash);
    let alike = unnamed && beside(number) && number.score >= STRUCTURE && !others.into_iter().any(beside);
    weight + NAME_NEAR + if alike && all.iter().any(reached) { NAME_AND_PHONE } else { 0 }
}

/// Whether a number of a person is reported within some lines.
fn identity_near(candidate: &Candidate, all: &[Candidate], verdicts: &[Verdict], lines: u32) -> bool {
    let mut both = all.iter().zip(verdicts);
    both.any(|(other, verdict)| *verdict == Verdict::Report && other.is_identity() && near(candidate, other, lines))
}

/// Whether a post is told in the same line or record.
fn in_office(candidate: &Candidate, all: &[Candidate]) -> bool {
    all.iter().any(|other| other.only_sex && other.official && near(candidate, other, 0))
}

fn contact(candidate: &Candidate, all: &[Candidate], verdicts: &[Verdict]) -> Verdict {
    if (candidate.official || in_office(candidate, all)) && !identity_near(candidate, all, verdicts, NEAR) {
        return Verdict::Silent;
    }
    let mut score = candidate.score;
    if !candidate.labelled && candidate.class == Class::Phone {
        let named = |other: &Candidate| other.class == Class::Name && !other.only_sex && near(candidate, other, 0);
        score += if all.iter().any(named) { NAME_NEAR } else { 0 };
        let mail = |other: &Candidate| {
            other.class == Class::Email && other.score >= BAR && !other.official && near(candidate, other, 0)
        };
        let beside = identity_near(candidate, all, verdicts, 0) || all.iter().any(mail);
        score += if beside { BESIDE_IDENTITY } else { 0 };
    }
    by_score(candidate, score)
}

/// Whether a name stands beside what identifies or reaches the person.
fn is_named(name: &Candidate, all: &[Candidate], verdicts: &[Verdict]) -> bool {
    let reach = if name.labelled { FORM } else { 0 };
    let person = |(other, verdict): (&Candidate, &Verdict)| {
        let told =
            *verdict == Verdict::Report && (other.is_identity() || other.is_contact() || is_vehicle(other, name));
        let born = other.class == Class::Birth && other.labelled && name.labelled && !other.official;
        // `Phạm Văn A, sinh ngày 22/5/2011`: a whole day in the same line.
        let dated = || other.class == Class::Birth && other.labelled && other.is_day && !other.official;
        (told || born) && near(name, other, reach) || dated() && near(name, other, 0)
    };
    all.iter().zip(verdicts).any(person)
        && (!name.official && !in_office(name, all)
            || identity_near(name, all, verdicts, NEAR) && !(name.official && is_of_another(name, all)))
}

/// Whether the number beside somebody in office is that of somebody else who is named there.
fn is_of_another(officer: &Candidate, all: &[Candidate]) -> bool {
    let named = |other: &Candidate| {
        other.class == Class::Name && !other.only_sex && !other.official && other.labelled && near(officer, other, 0)
    };
    all.iter().any(named)
}

/// Whether a plate is that of the vehicle of whom a label names: owner and address stand beside it.
fn is_vehicle(plate: &Candidate, other: &Candidate) -> bool {
    let owned = other.labelled || plate.score >= CERTAIN;
    // Its owner is named in the next lines of a form.
    let reach = if other.labelled && plate.labelled { 2 } else { 0 };
    plate.class == Class::Plate && owned && !other.official && near(plate, other, reach)
}

/// Whether a date is one of birth: its label says so, or the number beside it.
fn is_born(birth: &Candidate, all: &[Candidate], verdicts: &[Verdict]) -> bool {
    if birth.labelled {
        return !birth.official && !in_office(birth, all) || identity_near(birth, all, verdicts, NEAR);
    }
    let agrees = |(other, verdict): (&Candidate, &Verdict)| {
        *verdict == Verdict::Report
            && other.class == Class::PersonalNumber
            && other.year == birth.year
            && near(birth, other, 0)
    };
    all.iter().zip(verdicts).any(agrees)
}

/// Whether what is told of a person has a person beside it.
fn is_of_somebody(detail: &Candidate, all: &[Candidate], verdicts: &[Verdict]) -> bool {
    let reach = if detail.labelled && !detail.official { FORM } else { 0 };
    let person = |(other, verdict): (&Candidate, &Verdict)| {
        let born = || other.class == Class::Birth && other.labelled && detail.labelled;
        let told = *verdict == Verdict::Report
            && (other.is_identity() || other.is_contact() || is_vehicle(other, detail) || born());
        let named = other.class == Class::Name
            && other.labelled
            && !other.only_sex
            && detail.class.standing() == Standing::Sensitive;
        (told || named && !other.official) && near(detail, other, reach)
    };
    all.iter().zip(verdicts).any(person)
}
