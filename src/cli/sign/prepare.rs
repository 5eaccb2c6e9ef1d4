//! The first of two phases: a file that waits for its signature, and what the key elsewhere has to sign.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde::{Deserialize, Serialize};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::trust;
use crate::fact::canonical_json;
use crate::seal::{Algorithm, Certificate, KeyError, Level, Pending};
use crate::text::text;

use super::arguments::{path, word};
use super::encoding::hexadecimal;
use super::paper::{Paper, refused};
use super::place::{Place, create, free};
use super::whole::authorities;
use super::{fill, key, look, shown};

/// The value of `schema`.
const SCHEMA: &str = "kiemtra/waiting@1";

/// What belongs to a waiting file: kept beside it, and printed for other programs.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Companion {
    /// How the key signs: `RSA, SHA-256`.
    pub(super) algorithm: String,
    /// The digest of the attributes to be signed, hexadecimal: what a bare signature is made over.
    pub(super) attributes_digest: String,
    /// The certificates in DER, hexadecimal, the signer's first.
    pub(super) certificates: Vec<String>,
    /// The digest of the document around the room for the signature, hexadecimal: what a whole CMS is made over.
    pub(super) document_digest: String,
    /// The field.
    pub(super) field: String,
    /// The file that is signed in the end.
    pub(super) report: PathBuf,
    /// The role.
    pub(super) role: String,
    /// `kiemtra/waiting@1`.
    pub(super) schema: String,
}

impl Companion {
    /// Where it is kept.
    pub(super) fn path(waiting: &Path) -> PathBuf {
        beside(waiting, ".json")
    }

    /// Reads what was kept.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|own: &Self| own.schema == SCHEMA)
    }

    /// The certificates.
    pub(super) fn chain(&self) -> Option<Vec<Certificate>> {
        let read = |digits: &String| Certificate::read(&hexadecimal(digits)?).ok();
        self.certificates.iter().map(read).collect()
    }
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let given = path(matches, "report").cloned().unwrap_or_default();
    let output = free(path(matches, "output").map_or(Path::new(""), PathBuf::as_path))?;
    let (companion, attributes) = (free(&Companion::path(&output))?, free(&beside(&output, ".to-sign.der"))?);
    let place = Place::open(&given, Some(&output))?;
    let paper = Paper::read(session, place.bytes().to_vec(), &given, word(matches, "profile"), trust::read(matches)?)?;
    let requirement = paper.permitted(word(matches, "role").unwrap_or_default())?;
    let mut chain = chain(matches)?.unwrap_or_default();
    complete(&mut chain, &authorities(&paper.trust));
    let now = session.clock.now();
    paper.accepts(requirement, &chain, now)?;
    let certificate = chain.first().ok_or_else(|| refused(&KeyError::NoCertificate.into()))?;
    let algorithm = Algorithm::of(certificate).ok_or_else(|| refused(&KeyError::Kind.into()))?;
    shown::tell(session, &paper, requirement, certificate, Level::B);
    let name = certificate.subject_parts("CN").into_iter().next();
    let shape = look::appearance(matches, &paper, &requirement.field, certificate, now)?;
    let words = fill(&requirement.field, name.as_deref(), matches, now, shape.as_ref());
    let pending = Pending::open(&paper.file, &words, chain.clone(), algorithm).map_err(|error| refused(&error))?;
    let own = kept(&pending, &chain, &requirement.role, &requirement.field, place.path());
    place.put(pending.bytes())?;
    create(&companion, &canonical_json(&own))?;
    let digest_only = matches.get_flag("digest-only");
    if !digest_only {
        create(&attributes, &pending.to_be_signed())?;
    }
    told(session, matches, &own, &output, (!digest_only).then_some(attributes.as_path()));
    Ok(Exit::Ready)
}

fn kept(pending: &Pending, chain: &[Certificate], role: &str, field: &str, report: &Path) -> Companion {
    let algorithm = pending.algorithm();
    Companion {
        algorithm: algorithm.name(),
        attributes_digest: digits(&algorithm.digest().of(&[&pending.to_be_signed()])),
        certificates: chain.iter().map(|one| digits(one.der())).collect(),
        document_digest: digits(&pending.document_digest()),
        field: field.to_owned(),
        report: report.to_owned(),
        role: role.to_owned(),
        schema: SCHEMA.to_owned(),
    }
}

fn told(session: &Session, matches: &ArgMatches, own: &Companion, output: &Path, attributes: Option<&Path>) {
    if word(matches, "format") == Some("json") {
        let mut json = canonical_json(own);
        json.push(b'\n');
        crate::cli::output::data(&json);
    } else {
        session.print(&format!("{}\n", own.attributes_digest));
    }
    let (output, algorithm) = (output.display(), &own.algorithm);
    session.tell(&text!(
        "Tệp chờ ký (chưa phải biên bản đã ký): {output}\nThuật toán ký: {algorithm}",
        "The waiting file (no signed report yet): {output}\nTo be signed with: {algorithm}"
    ));
    if let Some(attributes) = attributes {
        let attributes = attributes.display();
        session.tell(&text!("Dữ liệu cần ký: {attributes}", "What is to be signed: {attributes}"));
    }
    session.tell(&text!(
        "Khi có chữ ký: kiemtra sign --finish {output} --signature FILE",
        "When the signature is there: kiemtra sign --finish {output} --signature FILE"
    ));
}

/// The certificates of `--certificate`.
pub(super) fn chain(matches: &ArgMatches) -> Result<Option<Vec<Certificate>>, Failure> {
    path(matches, "certificate").map(|file| key::certificates(file)).transpose()
}

/// Adds the authorities that are known and did not come along.
fn complete(chain: &mut Vec<Certificate>, known: &[Certificate]) {
    for one in known {
        if !chain.contains(one) && chain.iter().any(|below| below.issuer == one.subject) {
            chain.push(one.clone());
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    path.with_file_name(name)
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
