//! The second of two phases: the signature that came back goes into the file that waits for it.

use std::path::Path;

use clap::ArgMatches;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::trust;
use crate::seal::role::role_of;
use crate::seal::{Algorithm, Certificate, KeyError, Pending};
use crate::text::{Text, text};

use super::arguments::{path, word};
use super::checked;
use super::encoding::bytes_of;
use super::level::{self, Steps};
use super::paper::{Paper, refused};
use super::place::{Place, read};
use super::prepare::{Companion, chain};
use super::whole::put;

pub(super) fn run(session: &Session, matches: &ArgMatches, waiting: &Path) -> Result<Exit, Failure> {
    let trust = trust::read(matches)?;
    let network = level::network(session, matches, &trust)?;
    let steps = Steps::of(session, matches, network.as_ref())?;
    let bytes = read(waiting)?;
    let companion = read(&Companion::path(waiting)).ok().and_then(|bytes| Companion::from_bytes(&bytes));
    let place = goal(matches, waiting, companion.as_ref(), &bytes)?;
    let paper = Paper::read(session, bytes.clone(), waiting, word(matches, "profile"), trust)?;
    let field = Pending::field(&paper.file).ok_or_else(|| not_waiting(waiting))?;
    let role = role_of(&field).unwrap_or_default();
    let requirement = paper.requirement(role)?;
    let chain = certificates(matches, waiting, companion.as_ref())?;
    let signer = chain.first().ok_or_else(|| refused(&KeyError::NoCertificate.into()))?;
    let algorithm = Algorithm::of(signer).ok_or_else(|| refused(&KeyError::Kind.into()))?;
    paper.accepts(requirement, &chain, session.clock.now())?;
    let pending = Pending::reopened(bytes, &field, chain, algorithm).map_err(|error| refused(&error))?;
    let done = match (path(matches, "cms"), path(matches, "signature")) {
        (Some(file), _) => pending.finish_with_cms(&bytes_of(&read(file)?), steps.stamper()),
        (None, Some(file)) => pending.finish(&bytes_of(&read(file)?), steps.stamper()),
        (None, None) => {
            let text = Text::new(
                "thiếu chữ ký: --signature FILE hoặc --cms FILE",
                "the signature is missing: --signature FILE or --cms FILE",
            );
            return Err(Failure::new(Exit::Usage, "K-SIG-018", text));
        }
    };
    let done = done.map_err(|error| refused(&error))?;
    let done = steps.completed(done, &paper.trust, session.clock.now())?;
    steps.tell(session);
    let signature = checked(session, &paper, &field, &done)?;
    let level = steps.reached(&paper.trust, &signature);
    put(session, matches, place, &done, &signature, (role, level))
}

/// Where the signed report goes: the report that the waiting file was made from, unless a file is named. Whoever has
/// signed that report since would be lost, so it has to be what it was.
fn goal(matches: &ArgMatches, waiting: &Path, companion: Option<&Companion>, bytes: &[u8]) -> Result<Place, Failure> {
    let output = path(matches, "output").map(|output| output.as_path());
    if let Some(output) = output {
        return Place::open(waiting, Some(output));
    }
    let Some(companion) = companion else {
        let text = Text::new("chưa rõ ghi biên bản đã ký vào đâu", "where the signed report goes is not known");
        return Err(Failure::new(Exit::Usage, "K-SIG-018", text).with_hint(Text::same("--output FILE")));
    };
    let place = Place::open(&companion.report, None)?;
    if bytes.starts_with(place.bytes()) {
        return Ok(place);
    }
    let report = companion.report.display();
    let text =
        text!("`{report}` đã thay đổi từ khi lập tệp chờ ký", "`{report}` has changed since the waiting file was made");
    let hint = Text::new(
        "có người đã ký trong lúc chờ: lập tệp chờ ký mới bằng --prepare rồi ký lại; hoặc ghi ra tệp khác bằng --output",
        "somebody has signed meanwhile: make a new waiting file by --prepare and sign that; or write another file by --output",
    );
    Err(Failure::new(Exit::Busy, "K-SIG-015", text).with_hint(hint))
}

/// The certificates of the first phase.
fn certificates(
    matches: &ArgMatches,
    waiting: &Path,
    companion: Option<&Companion>,
) -> Result<Vec<Certificate>, Failure> {
    if let Some(chain) = chain(matches)? {
        return Ok(chain);
    }
    companion.and_then(Companion::chain).ok_or_else(|| {
        let name = Companion::path(waiting);
        let name = name.display();
        let text = text!(
            "không đọc được `{name}` đi kèm tệp chờ ký",
            "`{name}`, which belongs to the waiting file, cannot be read"
        );
        Failure::new(Exit::Data, "K-SIG-018", text).with_hint(Text::new(
            "hoặc nêu lại chứng thư: --certificate CHAIN.pem",
            "or name the certificate again: --certificate CHAIN.pem",
        ))
    })
}

fn not_waiting(path: &Path) -> Failure {
    let name = path.display();
    let text = text!("`{name}` không phải tệp chờ ký", "`{name}` is no file that waits for a signature");
    Failure::new(Exit::Data, "K-SIG-017", text)
}
