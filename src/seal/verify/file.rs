//! The whole file: its signatures judged from the last to the first, and the facts about the file itself.

use jiff::Timestamp;

use super::signature::{blank, judge, judge_stamp};
use super::stamp::{Bench, Stamp};
use super::{Change, Policy, Reason, Signature, Standing, TimeSource, Trust, later};
use crate::seal::certificate::Certificate;
use crate::seal::paper::{PaperSignature, paper};
use crate::seal::pdf::{self, Format, PdfFile, PlacedSignature, Tier};
use crate::text::{Text, text};

/// Everything that is known of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// Signatures and time stamps in the order in which they came.
    pub signatures: Vec<Signature>,
    /// How many revisions the file has.
    pub revisions: usize,
    /// Bytes behind the end of what the last signature or stamp covers.
    pub uncovered: usize,
    /// What was changed in revisions after the last signature or stamp, with the revision from 1.
    pub unsigned: Vec<(usize, Change)>,
    /// What every revision after the first changed, with its number from 1.
    pub changes: Vec<(usize, Vec<Change>)>,
    /// Names of signature fields that are empty.
    pub empty_fields: Vec<String>,
    /// Scans of the minutes signed on paper: nobody's signature, and on the word of who attached them.
    pub papers: Vec<PaperSignature>,
}

impl Verification {
    /// The worst standing of all; a file without a person's signature is invalid.
    pub fn standing(&self) -> Standing {
        if self.is_unsigned() {
            return Standing::Invalid;
        }
        self.signatures.iter().map(|signature| signature.standing).max().unwrap_or(Standing::Invalid)
    }

    fn is_unsigned(&self) -> bool {
        self.signatures.iter().all(|signature| signature.is_stamp || signature.is_waiting())
    }

    /// Whether a role is said to have signed on paper, by a scan that is bound to what was printed: enough for those
    /// after it to have their turn, and no signature.
    pub fn is_on_paper(&self, role: &str) -> bool {
        let bound = self.papers.iter().filter(|paper| paper.is_bound());
        bound.flat_map(|paper| &paper.signers).any(|signer| signer.role.as_deref() == Some(role))
    }

    /// What is to be said of the file besides its signatures.
    pub fn facts(&self) -> Vec<Text> {
        let mut facts = Vec::new();
        if self.is_unsigned() {
            facts.push(Text::new("văn bản chưa có chữ ký số nào", "the document holds no signature at all"));
        }
        if self.uncovered > 0 {
            let bytes = self.uncovered;
            facts.push(text!(
                "có dữ liệu nằm ngoài phạm vi chữ ký cuối cùng (số byte: {bytes})",
                "there is data that the last signature does not cover (bytes: {bytes})"
            ));
        }
        for (revision, change) in &self.unsigned {
            let Text { vi, en } = change.text();
            facts.push(text!("phiên bản {revision} chưa được ký: {vi}", "revision {revision} is not signed: {en}"));
        }
        for field in self.signatures.iter().filter(|one| one.is_waiting()).map(|one| &one.field) {
            facts.push(text!(
                "ô “{field}” đang chờ chữ ký: đây là tệp chờ ký, không phải văn bản đã ký",
                "the field “{field}” waits for its signature: this is a waiting file and no signed document"
            ));
        }
        for field in &self.empty_fields {
            facts.push(text!("ô “{field}” chưa được ký", "the field “{field}” is not signed"));
        }
        facts
    }
}

/// Judges the signatures. Later ones come first, because a stamp over the document proves the time of those before.
pub(super) fn assembled(
    file: &PdfFile,
    placed: Vec<PlacedSignature>,
    changes: &[(usize, Vec<Change>)],
    trust: &Trust,
    policy: &Policy,
    now: Timestamp,
) -> Verification {
    let kept = pdf::evidence(file);
    let kept_certificates: Vec<Certificate> =
        kept.certificates.iter().filter_map(|der| Certificate::read(der).ok()).collect();
    let is_stamp = |one: &&PlacedSignature| one.found.as_ref().is_ok_and(|covered| covered.format == Format::Stamp);
    let last_stamp = placed.iter().rfind(is_stamp).map(|one| one.revision);
    let is_kept_stamped = last_stamp.is_some_and(|revision| pdf::evidence_at(file, revision) == kept);
    let bench = Bench { trust, policy, now, kept: &kept, is_kept_stamped, kept_certificates: &kept_certificates };
    let mut document: Option<Stamp> = None;
    let mut signatures = Vec::new();
    for one in placed.iter().rev() {
        let mut signature = blank(one, file, now);
        match &one.found {
            Err(reason) => signature.reasons.push(reason.clone()),
            Ok(covered) => {
                later::hold(&mut signature, changes, &covered.permissions);
                let control = document.as_ref().map_or(now, |stamp| stamp.time);
                if covered.format == Format::Stamp {
                    let stamp = judge_stamp(&mut signature, file, covered, &bench, control);
                    document = stamp.filter(|_| signature.reasons.is_empty()).or(document);
                } else if let Err(reason) = judge(&mut signature, file, covered, &bench, document.as_ref()) {
                    signature.reasons.push(reason);
                }
            }
        }
        signatures.push(signature);
    }
    signatures.reverse();
    in_order(&mut signatures, policy);
    for signature in &mut signatures {
        signature.stores = signature.path.last().map(|anchor| trust.stores_of(anchor)).unwrap_or_default();
        decide(signature);
    }
    let covered = signatures.iter().map(|signature| signature.revision).max().unwrap_or(0);
    let end = placed.iter().filter_map(|one| one.found.as_ref().ok()).map(|covered| covered.end).max();
    let after = changes.iter().filter(|(number, _)| *number > covered && covered > 0);
    Verification {
        signatures,
        revisions: file.revision_count(),
        uncovered: file.bytes().get(end.unwrap_or(0)..).map_or(0, |rest| rest.trim_ascii().len()),
        unsigned: after.flat_map(|(number, all)| all.iter().map(|change| (*number, change.clone()))).collect(),
        changes: changes.to_vec(),
        empty_fields: pdf::empty_fields(file),
        papers: paper(file),
    }
}

/// A stamp inside a signature was there before a later signature covered it.
fn in_order(signatures: &mut [Signature], policy: &Policy) {
    let stamped = |one: &Signature| (one.time.1 != TimeSource::Now && one.signer.is_some()).then_some(one.time.0);
    let mut earliest_later: Option<Timestamp> = None;
    for signature in signatures.iter_mut().rev() {
        let Some(time) = stamped(signature) else { continue };
        match earliest_later {
            Some(later) if time.duration_since(later) > policy.tolerance => {
                signature.reasons.push(Reason::StampAfterLater(time, later));
            }
            Some(later) => earliest_later = Some(later.min(time)),
            None => earliest_later = Some(time),
        }
    }
}

fn decide(signature: &mut Signature) {
    let refused = signature.later.iter().any(|(_, change)| change.tier() == Tier::Refused);
    signature.standing = match () {
        () if refused || !signature.reasons.is_empty() => Standing::Invalid,
        () if !signature.open.is_empty() => Standing::Undetermined,
        () => Standing::Valid,
    };
}
