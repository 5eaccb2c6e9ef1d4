//! Mistakes in the course of the handshake: the cipher changed too early, and the handshake begun anew.

use super::course::{Course, broke_off, silent, unsteady};
use super::facts::Renegotiation;
use crate::fact::{Fact, Gap};
use crate::wire::{Act, Alert, Conduct, Hello, Reaction, ServerHello, Stage};

/// The alerts by which a server shows that it took a record for an encrypted one (RFC 5246, section 7.2.2).
const OF_DECRYPTION: [u8; 2] = [20, 21];

/// Whether ChangeCipherSpec is taken before there is a key.
pub(super) fn early_change_cipher(course: &mut Course<'_>, old: &[(Hello, &ServerHello)]) -> Fact<bool> {
    let hello = match course.beginning(old) {
        Ok(hello) => hello,
        Err(gap) => return gap.into(),
    };
    let ask = |course: &mut Course<'_>, round| {
        let reaction = course.acted(&Act::EarlyChangeCipherSpec, &hello, round)?;
        Ok((taken_early(reaction)?, reaction.clone()))
    };
    let first: Result<(bool, Reaction), Gap> = ask(course, 0);
    match first {
        Ok((false, _)) => Fact::Known(false),
        Err(gap) => gap.into(),
        // Only what repeats is claimed.
        Ok((true, first)) => match ask(course, 1) {
            Ok((true, _)) => Fact::Known(true),
            Ok((false, again)) => unsteady(&[&first, &again]).into(),
            Err(gap) => gap.into(),
        },
    }
}

fn taken_early(reaction: &Reaction) -> Result<bool, Gap> {
    match (reaction.stage, &reaction.conduct) {
        // It objected.
        (Stage::Act, Conduct::Alert { .. } | Conduct::Closed | Conduct::Reset) => Ok(false),
        // It tried to decrypt what came in the clear: the cipher was switched.
        (Stage::After, Conduct::Alert { alert, .. }) if OF_DECRYPTION.contains(&alert.description) => Ok(true),
        // It objected late.
        (Stage::After, Conduct::Alert { alert, .. }) if alert.description == Alert::UNEXPECTED_MESSAGE => Ok(false),
        // It went by the order of the messages, as if the early one had not come.
        (Stage::Rest, Conduct::Accepted) => Ok(false),
        (_, Conduct::Silence) => Err(silent()),
        _ => Err(unsteady(&[reaction])),
    }
}

/// Whether a client may start the handshake anew; each kind is tried once.
pub(super) fn renegotiation(course: &mut Course<'_>, old: &[(Hello, &ServerHello)]) -> Renegotiation {
    let hello = match course.finishing(old) {
        Ok(hello) => hello,
        Err(gap) => return Renegotiation { secure: gap.clone().into(), insecure: gap.into() },
    };
    let bound = old.iter().any(|(own, server)| own.version == hello.version && server.secure_renegotiation);
    let mut ask = |secure| match course.react(&Act::Renegotiate { secure }, &hello, 0) {
        Ok(reaction) => begun_anew(reaction, secure),
        Err(gap) => Err(gap),
    };
    let insecure = super::course::fact(ask(false));
    let secure = if bound { super::course::fact(ask(true)) } else { Fact::Absent };
    Renegotiation { secure, insecure }
}

fn begun_anew(reaction: &Reaction, secure: bool) -> Result<bool, Gap> {
    match (reaction.stage, &reaction.conduct) {
        // The door is shut to clients that do not know RFC 5746.
        (Stage::Before, Conduct::Alert { alert, .. }) if !secure && alert.description == Alert::HANDSHAKE_FAILURE => {
            Ok(false)
        }
        (Stage::Before, _) => Err(broke_off(reaction)),
        (_, Conduct::Accepted) => Ok(true),
        (_, Conduct::Alert { .. } | Conduct::Closed | Conduct::Reset) => Ok(false),
        // It answered the request in the old session.
        (Stage::After, Conduct::Data(_)) => Ok(false),
        (_, Conduct::Silence) => Err(silent()),
        _ => Err(unsteady(&[reaction])),
    }
}
