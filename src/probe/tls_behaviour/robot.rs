//! Bleichenbacher's oracle (ROBOT): is a wrong padding of the premaster secret taken like a right one?

use super::course::{Course, silent, unsteady};
use super::facts::RobotOracle;
use crate::fact::{Fact, Gap};
use crate::wire::{Act, Conduct, Hello, PremasterForm, Reaction, ServerHello};

/// How often reactions that differ are asked for in all: only what repeats is claimed.
pub(super) const ROUNDS: u32 = 3;

/// What the server gives away.
pub(super) fn robot(course: &mut Course<'_>, old: &[(Hello, &ServerHello)]) -> Fact<RobotOracle> {
    let hello = match course.static_rsa(old) {
        Ok(Some(hello)) => hello,
        Ok(None) => return Fact::Absent,
        Err(gap) => return gap.into(),
    };
    // With the whole flight a sound server has to answer at once; after a part of it it may wait for the rest, and one
    // with the flaw may not.
    let courses = [true, false].map(|whole| oracle(course, &hello, whole));
    let strongest = courses.iter().filter_map(|oracle| oracle.as_ref().ok()).max().copied();
    let gap = courses.iter().find_map(|oracle| oracle.as_ref().err().cloned());
    match (strongest, gap) {
        (Some(oracle @ (RobotOracle::Weak | RobotOracle::Strong)), _) => Fact::Known(oracle),
        (_, Some(gap)) => gap.into(),
        (_, None) => Fact::Known(RobotOracle::None),
    }
}

fn oracle(course: &mut Course<'_>, hello: &Hello, whole: bool) -> Result<RobotOracle, Gap> {
    let first = ask(course, hello, whole, 0)?;
    if alike(&first) {
        let heard = first.iter().any(|reaction| reaction.conduct != Conduct::Silence);
        return if heard { Ok(RobotOracle::None) } else { Err(silent()) };
    }
    for round in 1..ROUNDS {
        if round + 1 == ROUNDS {
            course.fall_out_of_step(&Act::Premaster { form: PremasterForm::Right, whole }, hello)?;
        }
        let again = ask(course, hello, whole, round)?;
        if first.iter().zip(&again).any(|(first, again)| !first.looks_like(again)) {
            return Err(unsteady(&[first, again].concat()));
        }
    }
    Ok(strength(&first))
}

/// The reactions to each form, in their order. All are asked for at once.
fn ask<'a>(course: &mut Course<'a>, hello: &Hello, whole: bool, round: u32) -> Result<Vec<&'a Reaction>, Gap> {
    let reactions = PremasterForm::ALL.map(|form| course.acted(&Act::Premaster { form, whole }, hello, round));
    reactions.into_iter().collect()
}

fn alike(reactions: &[&Reaction]) -> bool {
    reactions.windows(2).all(|pair| pair.iter().all(|one| pair.first().is_some_and(|first| first.looks_like(one))))
}

/// Where the three wrong paddings are taken alike, only a secret that is right in all parts shows; that is next to
/// useless to an attacker.
fn strength(reactions: &[&Reaction]) -> RobotOracle {
    if reactions.get(1..4).is_some_and(alike) { RobotOracle::Weak } else { RobotOracle::Strong }
}
