//! Oracles of CBC padding: are all wrong records refused, and refused alike?

use super::course::{Course, fact, silent, unsteady};
use super::facts::{BlockChaining, PaddingDifference};
use super::robot::ROUNDS;
use crate::fact::{Fact, Gap};
use crate::wire::{Act, Hello, Reaction, RecordForm, ServerHello, suite_name};

/// What the server checks and gives away.
pub(super) fn block_chaining(course: &mut Course<'_>, old: &[(Hello, &ServerHello)]) -> Fact<BlockChaining> {
    let (hello, chosen) = match course.block_chaining(old) {
        Ok(Some(found)) => found,
        Ok(None) => return Fact::Absent,
        Err(gap) => return gap.into(),
    };
    let seen = look(course, &hello);
    let (accepted, differences) = match seen {
        Ok(seen) => (Ok(seen.0), Ok(seen.1)),
        Err(gap) => (Err(gap.clone()), Err(gap)),
    };
    Fact::Known(BlockChaining {
        version: hello.version,
        suite: suite_name(chosen),
        wrong_padding_accepted: fact(accepted),
        differences: fact(differences),
    })
}

fn look(course: &mut Course<'_>, hello: &Hello) -> Result<(bool, Vec<PaddingDifference>), Gap> {
    let first = Reactions::ask(course, hello, 0)?;
    let clean = first.wrong().all(|(_, reaction)| reaction.looks_like(first.mac)) && !first.right.looks_like(first.mac);
    if !clean {
        for round in 1..ROUNDS {
            if round + 1 == ROUNDS {
                course.fall_out_of_step(&Act::Record(RecordForm::Right), hello)?;
            }
            let again = Reactions::ask(course, hello, round)?;
            if first.all.iter().zip(&again.all).any(|(first, again)| !first.1.looks_like(again.1)) {
                return Err(unsteady(&first.all.iter().chain(&again.all).map(|one| one.1).collect::<Vec<_>>()));
            }
        }
    }
    first.meaning()
}

/// The reactions to each form.
struct Reactions<'a> {
    all: Vec<(RecordForm, &'a Reaction)>,
    right: &'a Reaction,
    mac: &'a Reaction,
}

impl<'a> Reactions<'a> {
    /// All forms are asked for at once.
    fn ask(course: &mut Course<'a>, hello: &Hello, round: u32) -> Result<Self, Gap> {
        let asked = RecordForm::ALL.map(|form| (form, course.acted(&Act::Record(form), hello, round)));
        let all: Vec<_> = asked.into_iter().map(|(form, one)| Ok((form, one?))).collect::<Result<_, Gap>>()?;
        let of = |wanted| all.iter().find(|(form, _)| *form == wanted).map(|(_, reaction)| *reaction);
        match (of(RecordForm::Right), of(RecordForm::WrongMac)) {
            (Some(right), Some(mac)) => Ok(Self { right, mac, all }),
            _ => Err(silent()),
        }
    }

    fn wrong(&self) -> impl Iterator<Item = &(RecordForm, &'a Reaction)> {
        self.all.iter().filter(|(form, _)| *form != RecordForm::Right)
    }

    /// Whether wrong padding is accepted, and which wrong records are told apart.
    fn meaning(&self) -> Result<(bool, Vec<PaddingDifference>), Gap> {
        // Where a right record meets the same as one whose integrity code is wrong, nothing can be told.
        if self.right.looks_like(self.mac) {
            return Err(unsteady(&[self.right, self.mac]));
        }
        let (mut accepted, mut differences) = (false, Vec::new());
        for (form, reaction) in self.wrong().filter(|(_, reaction)| !reaction.looks_like(self.mac)) {
            let difference = match form {
                RecordForm::WrongFirstFiller | RecordForm::WrongLastFiller if reaction.looks_like(self.right) => {
                    accepted = true;
                    continue;
                }
                RecordForm::PaddingTooLong | RecordForm::OnlyPadding => PaddingDifference::NoRoom,
                // An empty record that is accepted meets silence, because nothing was asked for.
                RecordForm::EmptyWrongFiller if accepted => continue,
                RecordForm::EmptyWrongMac | RecordForm::EmptyWrongFiller => PaddingDifference::EmptyRecord,
                _ => PaddingDifference::Padding,
            };
            differences.push(difference);
        }
        differences.sort_unstable();
        differences.dedup();
        Ok((accepted, differences))
    }
}
