//! Signing at once, with a key at hand.

use clap::ArgMatches;
use serde::Serialize;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::trust;
use crate::fact::{Digest, canonical_json};
use crate::seal::{Level, Signature, Trust, sign};
use crate::text::text;

use super::arguments::{path, word};
use super::key::Source;
use super::level::{self, Steps};
use super::paper::{Paper, refused};
use super::place::Place;
use super::{checked, fill, look, shown};

/// What was signed, for other programs.
#[derive(Serialize)]
struct Signed<'a> {
    schema: &'static str,
    file: String,
    sha256: String,
    field: &'a str,
    role: &'a str,
    level: &'static str,
    signer: Option<String>,
    fingerprint: Option<String>,
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let given = path(matches, "report").cloned().unwrap_or_default();
    let trust = trust::read(matches)?;
    let network = level::network(session, matches, &trust)?;
    let steps = Steps::of(session, matches, network.as_ref())?;
    let place = Place::open(&given, path(matches, "output").map(|output| output.as_path()))?;
    let paper = Paper::read(session, place.bytes().to_vec(), &given, word(matches, "profile"), trust)?;
    let requirement = paper.permitted(word(matches, "role").unwrap_or_default())?;
    let source = Source::of(matches, &authorities(&paper.trust))?;
    let now = session.clock.now();
    // What can be refused without the PIN is refused before it is asked for.
    if let Some(certificate) = source.certificate() {
        let chain: Vec<_> = std::iter::once(certificate).chain(authorities(&paper.trust)).collect();
        paper.accepts(requirement, &chain, now)?;
    }
    let signer = source.open(session)?;
    paper.accepts(requirement, signer.chain(), now)?;
    let certificate = signer.chain().first().ok_or_else(|| refused(&crate::seal::KeyError::NoCertificate.into()))?;
    shown::tell(session, &paper, requirement, certificate, steps.level());
    shown::confirm(session, matches.get_flag("yes"))?;
    let name = certificate.subject_parts("CN").into_iter().next();
    let now = session.clock.now();
    let shape = look::appearance(matches, &paper, &requirement.field, certificate, now)?;
    let words = fill(&requirement.field, name.as_deref(), matches, now, shape.as_ref());
    let bytes = sign(&paper.file, &words, &*signer, steps.stamper()).map_err(|error| refused(&error))?;
    let bytes = steps.completed(bytes, &paper.trust, session.clock.now())?;
    steps.tell(session);
    let signature = checked(session, &paper, &requirement.field, &bytes)?;
    let level = steps.reached(&paper.trust, &signature);
    put(session, matches, place, &bytes, &signature, (&requirement.role, level))
}

/// Writes the signed file and tells of it.
pub(super) fn put(
    session: &Session,
    matches: &ArgMatches,
    place: Place,
    bytes: &[u8],
    signature: &Signature,
    (role, level): (&str, Level),
) -> Result<Exit, Failure> {
    let written = place.put(bytes)?;
    told(session, matches, &written, bytes, signature, (role, level));
    Ok(Exit::Ready)
}

/// Tells that a file was signed.
fn told(
    session: &Session,
    matches: &ArgMatches,
    written: &std::path::Path,
    bytes: &[u8],
    signature: &Signature,
    (role, level): (&str, Level),
) {
    let (name, level) = (written.display(), level.name());
    if word(matches, "format") == Some("json") {
        let record = Signed {
            schema: "kiemtra/signed@1",
            file: name.to_string(),
            sha256: Digest::of(bytes).hex(),
            field: &signature.field,
            role,
            level,
            signer: signature.signer.as_ref().map(|signer| signer.subject.clone()),
            fingerprint: signature.signer.as_ref().map(crate::seal::Certificate::fingerprint),
        };
        let mut json = canonical_json(&record);
        json.push(b'\n');
        crate::cli::output::data(&json);
    }
    session.tell(&text!("Đã ký ({level}): {name}", "Signed ({level}): {name}"));
}

/// Every authority that is known besides those that come with the key.
pub(super) fn authorities(trust: &Trust) -> Vec<crate::seal::Certificate> {
    trust.intermediates.iter().chain(&trust.anchors).cloned().collect()
}
