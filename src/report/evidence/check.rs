//! Does the evidence hold? Three lines, each of which stands alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::Run;
use crate::fact::canonical_json;
use crate::text::{Text, text};

use super::bundle::{Bundle, MANIFEST, RUN, SALTS, path};
use super::manifest::Manifest;

/// What a report says of its evidence, and what came of repeating its making.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The manifest inside the PDF.
    pub manifest: Option<&'a [u8]>,
    /// The run inside the PDF.
    pub run: Option<&'a [u8]>,
    /// The PDF before its first signature.
    pub revision: Option<&'a [u8]>,
    /// The document of the run, judged again from the facts; or why it could not be.
    pub judged: Result<Vec<u8>, Text>,
    /// The PDF, rendered again; or why it could not be.
    pub rendered: Result<Vec<u8>, Text>,
}

/// One line of the answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// What was checked.
    pub what: Text,
    /// What came of it.
    pub holds: Holds,
}

/// Whether something holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not, and why.
    No(Text),
    /// It could not be checked, and why: no proof either way.
    NotChecked(Text),
}

/// What can be checked of a report that nobody brought the folder of evidence for: the facts that it carries against
/// its own manifest, and the same two repetitions. A salted digest cannot be checked without its salt.
pub fn check_attached(claim: &Claim<'_>) -> Vec<Line> {
    lines(carried(claim), claim, claim.run)
}

/// Attachment, manifest and files are the same; judging again gives the same; rendering again gives the same bytes.
pub fn check(bundle: &Bundle, claim: &Claim<'_>) -> Vec<Line> {
    lines(files(bundle, claim), claim, Some(bundle.run()))
}

fn lines(files: Holds, claim: &Claim<'_>, document: Option<&[u8]>) -> Vec<Line> {
    let line = |vi: &str, en: &str, holds: Holds| Line { what: Text::new(vi, en), holds };
    vec![
        line(
            "Tệp đính kèm, bản kê và các tệp minh chứng khớp nhau",
            "Attachment, manifest and files of the evidence are the same",
            files,
        ),
        line(
            "Kết luận lại từ dữ kiện cho cùng kết quả",
            "Judging the facts again gives the same result",
            same(&claim.judged, document, || {
                Text::new("kết quả kết luận lại khác với run.json", "the result differs from run.json")
            }),
        ),
        line(
            "Lập lại biên bản cho đúng từng byte của bản trước khi ký",
            "Rendering again gives the bytes before the first signature",
            same(&claim.rendered, claim.revision, || {
                Text::new(
                    "biên bản lập lại khác với bản trước khi ký",
                    "the rendering differs from the unsigned revision",
                )
            }),
        ),
    ]
}

fn same(again: &Result<Vec<u8>, Text>, stored: Option<&[u8]>, differs: impl Fn() -> Text) -> Holds {
    match (again, stored) {
        (Err(why), _) => Holds::NotChecked(why.clone()),
        (Ok(_), None) => Holds::NotChecked(Text::new("không có bản để so sánh", "there is nothing to compare with")),
        (Ok(again), Some(stored)) if again == stored => Holds::Yes,
        (Ok(_), Some(_)) => Holds::No(differs()),
    }
}

fn files(bundle: &Bundle, claim: &Claim<'_>) -> Holds {
    let (Some(manifest), Some(run)) = (claim.manifest, claim.run) else {
        return Holds::NotChecked(text!(
            "báo cáo không đính kèm {MANIFEST} và {RUN}",
            "the report does not carry {MANIFEST} and {RUN}"
        ));
    };
    if manifest != bundle.manifest() {
        return Holds::No(text!("{MANIFEST} đính kèm khác với hồ sơ", "the attached {MANIFEST} is not the bundle's"));
    }
    if run != bundle.run() {
        return Holds::No(text!("{RUN} đính kèm khác với hồ sơ", "the attached {RUN} is not the bundle's"));
    }
    match listed(bundle).and_then(|()| facts(bundle)) {
        Ok(()) => Holds::Yes,
        Err(why) => Holds::No(why),
    }
}

/// The run and its facts are those that the manifest lists.
fn carried(claim: &Claim<'_>) -> Holds {
    let (Some(manifest), Some(document)) = (claim.manifest, claim.run) else {
        return Holds::NotChecked(text!(
            "báo cáo không đính kèm {MANIFEST} và {RUN}",
            "the report does not carry {MANIFEST} and {RUN}"
        ));
    };
    let held = Manifest::from_bytes(manifest).and_then(|manifest| {
        let run = Run::from_bytes(document)?;
        let facts = (1..).zip(&run.facts).map(|(number, fact)| (path(number, fact), canonical_json(fact)));
        let own: BTreeMap<String, Vec<u8>> = facts.chain([(RUN.to_owned(), document.to_vec())]).collect();
        for entry in &manifest.files {
            let path = &entry.path;
            let bytes = own.get(path).ok_or_else(|| text!("thiếu tệp {path}", "file {path} is missing"))?;
            let holds = if entry.salted { entry.size == bytes.len() as u64 } else { entry.is_of(bytes, None) };
            if !holds {
                return Err(text!("tệp {path} không khớp bản kê", "file {path} is not the one that is listed"));
            }
        }
        match own.keys().find(|path| !manifest.files.iter().any(|entry| entry.path == **path)) {
            Some(path) => Err(text!("tệp {path} không có trong bản kê", "file {path} is not listed")),
            None => Ok(()),
        }
    });
    held.map_or_else(Holds::No, |()| Holds::Yes)
}

/// Every listed file is there as listed, and no other is.
fn listed(bundle: &Bundle) -> Result<(), Text> {
    let manifest = Manifest::from_bytes(bundle.manifest())?;
    let salts = bundle.salts()?;
    for entry in &manifest.files {
        let path = &entry.path;
        let bytes = bundle.file(path).ok_or_else(|| text!("thiếu tệp {path}", "file {path} is missing"))?;
        if !entry.is_of(bytes, salts.get(path).map(Vec::as_slice)) {
            return Err(text!("tệp {path} không khớp bản kê", "file {path} is not the one that is listed"));
        }
    }
    let known: BTreeSet<_> = manifest.files.iter().map(|entry| entry.path.as_str()).chain([MANIFEST, SALTS]).collect();
    match bundle.files().find(|(path, _)| !known.contains(path)) {
        Some((path, _)) => Err(text!("tệp {path} không có trong bản kê", "file {path} is not listed")),
        None => Ok(()),
    }
}

/// The files are the run's facts, each and no other.
fn facts(bundle: &Bundle) -> Result<(), Text> {
    let run = Run::from_bytes(bundle.run())?;
    for (number, fact) in (1..).zip(&run.facts) {
        let path = path(number, fact);
        if bundle.file(&path) != Some(canonical_json(fact).as_slice()) {
            return Err(text!("{path} không phải dữ kiện của {RUN}", "{path} is not the fact of {RUN}"));
        }
    }
    let files = bundle.files().filter(|(path, _)| path.starts_with("facts/")).count();
    if files != run.facts.len() {
        return Err(text!("số tệp dữ kiện khác với {RUN}", "the number of fact files is not that of {RUN}"));
    }
    Ok(())
}
