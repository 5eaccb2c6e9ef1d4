//! `kiemtra sign`: signs the minutes in a role, at once or in two phases.

mod arguments;
mod encoding;
mod finish;
mod key;
mod level;
mod look;
mod paper;
mod pin;
mod place;
mod prepare;
mod scan;
mod shown;
mod uri;
mod whole;

use clap::ArgMatches;
use jiff::Timestamp;

use crate::seal::{Appearance, Fill, Policy, Signature, verify};
use crate::text::{Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::Verb;
use paper::Paper;

pub(super) const VERB: Verb = Verb { name: "sign", command: arguments::command, run };

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.get_one::<std::path::PathBuf>("finish") {
        Some(waiting) => finish::run(session, matches, waiting),
        None if matches.contains_id("scan") => scan::run(session, matches),
        None if matches.get_flag("prepare") => prepare::run(session, matches),
        None => whole::run(session, matches),
    }
}

/// What the signature says of itself.
fn fill<'a>(
    field: &'a str,
    name: Option<&'a str>,
    matches: &'a ArgMatches,
    now: Timestamp,
    appearance: Option<&'a Appearance>,
) -> Fill<'a> {
    Fill {
        field,
        time: Some(now),
        name,
        reason: arguments::word(matches, "reason"),
        location: arguments::word(matches, "location"),
        appearance,
        ..Fill::default()
    }
}

/// Holds the signed file against the same judge as everybody else will, before it is written anywhere.
fn checked(session: &Session, paper: &Paper, field: &str, bytes: &[u8]) -> Result<Signature, Failure> {
    let failed = |Text { vi, en }: Text| {
        let text = text!(
            "chữ ký vừa tạo không đạt khi kiểm tra lại, chưa ghi gì: {vi}",
            "the new signature does not verify, nothing was written: {en}"
        );
        Failure::new(Exit::Permission, "K-SIG-019", text)
    };
    let found = verify(bytes.to_vec(), &paper.trust, &Policy::default(), session.clock.now());
    let found = found.map_err(|refusal| failed(refusal.text()))?;
    for one in &found.signatures {
        if let Some(reason) = one.reasons.first() {
            return Err(failed(reason.text()));
        }
    }
    let own = found.signatures.into_iter().find(|one| one.field == field);
    own.ok_or_else(|| failed(Text::new("không thấy chữ ký", "there is none")))
}
