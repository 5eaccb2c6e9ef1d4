//! The paper path: the scan of minutes that were printed and signed by hand is attached to them.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde::Serialize;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::trust;
use crate::fact::{Digest, canonical_json};
use crate::seal::{Handover, PaperSignature, PaperSigner, PdfFile, Scan, attach_paper, paper};
use crate::text::{Text, shorten, text, visible};

use super::arguments::{path, word};
use super::paper::{Paper, refused};
use super::place::{self, Place};
use super::shown;

/// What Decree 30/2020/ND-CP asks of a scan, in dots per inch.
const RESOLUTION: u32 = 200;
/// Longest name, in characters.
const LONGEST_NAME: usize = 120;

/// What was attached, for other programs.
#[derive(Serialize)]
struct Scanned {
    schema: &'static str,
    file: String,
    sha256: String,
    /// Always `paper`: nothing here is proved by cryptography.
    signed: &'static str,
    scans: Vec<Attached>,
}

#[derive(Serialize)]
struct Attached {
    file: String,
    sha256: String,
    pages: Option<usize>,
    resolution: Option<u32>,
    signers: Vec<PaperSigner>,
    attached_by: String,
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let given = path(matches, "report").cloned().unwrap_or_default();
    let place = Place::open(&given, path(matches, "output").map(PathBuf::as_path))?;
    let report = Paper::read(session, place.bytes().to_vec(), &given, word(matches, "profile"), trust::read(matches)?)?;
    not_signed(&report)?;
    let signers = signers(matches, &report)?;
    let by = name(word(matches, "attached-by").unwrap_or_default(), "--attached-by")?;
    let paths: Vec<_> = matches.get_many::<PathBuf>("scan").into_iter().flatten().collect();
    let scans = paths.iter().map(|path| scan(path)).collect::<Result<Vec<_>, _>>()?;
    tell(session, &report, &paths, &scans, &signers, &by);
    let question = Text::new("Gắn bản quét vào biên bản? (có/không) ", "Attach the scan to the minutes? (yes/no) ");
    shown::ask(session, matches.get_flag("yes"), &question)?;
    let handover = Handover {
        run: &report.run.run.id,
        evidence: &report.evidence,
        time: session.clock.now(),
        by: &by,
        signers: &signers,
    };
    let mut file = report.file;
    let before = paper(&file).len();
    for (number, scan) in scans.iter().enumerate() {
        // Who signed stands with the first file: what follows are further pages of the same paper.
        let handover = Handover { signers: if number == 0 { handover.signers } else { &[] }, ..handover };
        let bytes = attach_paper(&file, scan, &handover).map_err(|error| refused(&error))?;
        file = PdfFile::read(bytes).map_err(|refusal| refused(&refusal.into()))?;
    }
    let own = bound(&file, before, scans.len())?;
    let written = place.put(file.bytes())?;
    let name = written.display();
    if word(matches, "format") == Some("json") {
        print(&name.to_string(), file.bytes(), own);
    }
    session.tell(&text!(
        "Đã gắn bản quét vào {name}: ký trên giấy, không có gì được chứng minh bằng mật mã",
        "Attached to {name}: signed on paper, nothing is proved by cryptography"
    ));
    session.tell(&text!(
        "Tiếp theo: người gắn bản quét ký số để chứng minh ai đã gắn: kiemtra sign {name} --role ROLE --key FILE.p12",
        "Next: whoever attached it signs digitally, which proves who that was: kiemtra sign {name} --role ROLE --key FILE.p12"
    ));
    Ok(Exit::Ready)
}

/// A scan behind a digital signature would make other programs take that signature for broken.
fn not_signed(report: &Paper) -> Result<(), Failure> {
    let Some(one) = report.verification.signatures.first() else { return Ok(()) };
    let field = &one.field;
    let text = text!(
        "biên bản đã được ký số (ô “{field}”): gắn thêm bản quét sẽ làm chữ ký số đã có mất hiệu lực",
        "the minutes are signed digitally (field “{field}”): a scan attached now would break that signature"
    );
    Err(Failure::new(Exit::Permission, "K-SIG-030", text).with_hint(Text::new(
        "ký trên giấy trước, gắn bản quét, rồi mới ký số; hoặc lưu bản quét thành văn bản riêng",
        "paper comes first, then the scan, then the digital signatures; or keep the scan as a document of its own",
    )))
}

/// Who signed on paper, each in a role that has no signature on paper yet.
fn signers(matches: &ArgMatches, report: &Paper) -> Result<Vec<PaperSigner>, Failure> {
    let mut known: Vec<String> =
        paper(&report.file).into_iter().flat_map(|one| one.signers).filter_map(|signer| signer.role).collect();
    let mut signers = Vec::new();
    for given in matches.get_many::<String>("signed-by").into_iter().flatten() {
        let (role, own) = given.split_once('=').ok_or_else(|| {
            let given = shorten(&visible(given), LONGEST_NAME);
            let text =
                text!("--signed-by `{given}` không có dạng VAI=HỌ TÊN", "--signed-by `{given}` is not ROLE=NAME");
            Failure::new(Exit::Usage, "K-SIG-031", text)
        })?;
        let requirement = report.requirement(role.trim())?;
        if known.contains(&requirement.role) {
            let role = &requirement.role;
            let text = text!(
                "vai `{role}` đã được khai ký trên giấy",
                "the role `{role}` is said to have signed on paper already"
            );
            return Err(Failure::new(Exit::Usage, "K-SIG-032", text));
        }
        known.push(requirement.role.clone());
        signers.push(PaperSigner { name: name(own, "--signed-by")?, role: Some(requirement.role.clone()) });
    }
    Ok(signers)
}

fn name(given: &str, argument: &str) -> Result<String, Failure> {
    let own = visible(given.trim());
    if own.is_empty() || own.chars().count() > LONGEST_NAME {
        let text = text!(
            "{argument} cần họ tên, không dài quá {LONGEST_NAME} ký tự",
            "{argument} needs a name of at most {LONGEST_NAME} letters"
        );
        return Err(Failure::new(Exit::Usage, "K-SIG-031", text));
    }
    Ok(own)
}

fn scan(path: &Path) -> Result<Scan, Failure> {
    Scan::read(place::read(path)?).map_err(|refusal| {
        let (name, Text { vi, en }) = (path.display(), refusal.text());
        let text = text!("không gắn được `{name}`: {vi}", "`{name}` cannot be attached: {en}");
        Failure::new(Exit::Data, "K-SIG-033", text)
    })
}

/// What will be attached to what, and what to beware of.
fn tell(session: &Session, report: &Paper, paths: &[&PathBuf], scans: &[Scan], signers: &[PaperSigner], by: &str) {
    let (number, evidence, run) = (&report.number, &report.evidence, &report.run.run.id);
    session.tell(&text!("Biên bản số: {number}", "Minutes no.: {number}"));
    session.tell(&text!(
        "Lượt kiểm tra và mã minh chứng phải in ở chân mỗi trang bản quét: {run} · {evidence}",
        "Run and evidence, which the foot of every scanned page has to show: {run} · {evidence}"
    ));
    for (path, scan) in paths.iter().zip(scans) {
        let (name, pages, digest) = (path.display(), scan.pages(), Digest::of(scan.content()).hex());
        session.tell(&text!(
            "Bản quét: {name}, số trang: {pages}, SHA-256: {digest}",
            "Scan: {name}, pages: {pages}, SHA-256: {digest}"
        ));
        if let Some(dots) = scan.resolution().filter(|dots| *dots < RESOLUTION) {
            session.tell(&text!(
                "Chú ý: bản quét chỉ khoảng {dots} dpi; Nghị định 30/2020/NĐ-CP yêu cầu ảnh màu, tối thiểu {RESOLUTION} dpi",
                "Beware: the scan has about {dots} dpi; Decree 30/2020/ND-CP asks for colour and {RESOLUTION} dpi at least"
            ));
        }
    }
    for PaperSigner { name, role } in signers {
        let requirement = role.as_ref().and_then(|role| report.requirement(role).ok());
        let Text { vi, en } = requirement.map(|one| one.title.clone()).unwrap_or_default();
        session.tell(&text!("Ký trên giấy: {vi}: {name}", "Signed on paper: {en}: {name}"));
        if let Some(other) =
            requirement.and_then(|one| one.name.as_ref()).filter(|other| !crate::seal::role::same_name(other, name))
        {
            session.tell(&text!(
                "Chú ý: biên bản ghi người ký vai này là {other}",
                "Beware: the minutes name {other} for this role"
            ));
        }
    }
    session.tell(&text!("Người gắn bản quét: {by}", "Attached by: {by}"));
}

/// The scans that were attached, each held against its record once more before anything is written.
fn bound(file: &PdfFile, before: usize, count: usize) -> Result<Vec<PaperSignature>, Failure> {
    let all = paper(file);
    let flaw = all.iter().find_map(|one| one.flaws.first());
    if let Some(flaw) = flaw {
        let Text { vi, en } = flaw.text();
        let text = text!("không gắn được bản quét: {vi}", "the scan was not attached: {en}");
        return Err(Failure::new(Exit::Permission, "K-SIG-034", text));
    }
    Ok(all.into_iter().skip(before).take(count).collect())
}

fn print(name: &str, bytes: &[u8], own: Vec<PaperSignature>) {
    let scans = own.into_iter().map(|one| Attached {
        file: one.file,
        sha256: one.sha256,
        pages: one.pages,
        resolution: one.resolution,
        signers: one.signers,
        attached_by: one.attached_by,
    });
    let record = Scanned {
        schema: "kiemtra/scanned@1",
        file: name.to_owned(),
        sha256: Digest::of(bytes).hex(),
        signed: "paper",
        scans: scans.collect(),
    };
    let mut json = canonical_json(&record);
    json.push(b'\n');
    crate::cli::output::data(&json);
}
