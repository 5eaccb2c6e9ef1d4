//! Judging one signature: what it covers, who made it, when, and whether the certificate was good then.

use jiff::{SignedDuration, Timestamp};

use super::stamp::{Bench, Stamp};
use super::{Level, Reason, Remark, Revocation, Signature, Standing, TimeSource};
use crate::seal::asn1::{as_der, oid};
use crate::seal::certificate::Certificate;
use crate::seal::cms::{Checked, SignedData, Token, check, named};
use crate::seal::pdf::{Covered, Evidence, Format, PdfFile, PlacedSignature};
use crate::seal::trust::{Pool, Use, path, revocation};
use crate::seal::{Digest, Part};

/// Vietnam's distance from UTC, which some programs forget.
const SEVEN_HOURS: SignedDuration = SignedDuration::from_hours(7);

/// A signature in the making, before its later changes are held against it.
pub(super) fn blank(placed: &PlacedSignature, file: &PdfFile, now: Timestamp) -> Signature {
    let end = placed.found.as_ref().map_or(0, |covered| covered.end);
    let covered = placed.found.as_ref().ok();
    Signature {
        field: placed.field.name.clone(),
        page: placed.field.page.filter(|_| placed.field.rectangle.width() > 0.0),
        is_stamp: covered.is_some_and(|covered| covered.format == Format::Stamp),
        revision: placed.revision + 1,
        was_prepared: placed.was_prepared(file),
        covers_all: end > 0 && placed.revision + 1 == file.revision_count(),
        standing: Standing::Invalid,
        level: None,
        signer: None,
        path: Vec::new(),
        stores: Vec::new(),
        algorithm: None,
        claimed: covered.and_then(|covered| covered.claimed),
        time: (now, TimeSource::Now),
        stamped_by: None,
        revocation: Vec::new(),
        later: Vec::new(),
        reasons: Vec::new(),
        open: Vec::new(),
        remarks: Vec::new(),
        stated: covered.map_or((None, None), |covered| (covered.name.clone(), covered.reason.clone())),
    }
}

/// The bytes on both sides of the hole.
fn around<'a>(file: &'a PdfFile, covered: &Covered) -> [&'a [u8]; 2] {
    let bytes = file.bytes();
    let before = bytes.get(..covered.hole.start).unwrap_or_default();
    [before, bytes.get(covered.hole.end..covered.end).unwrap_or_default()]
}

/// A time stamp over the document.
pub(super) fn judge_stamp(
    into: &mut Signature,
    file: &PdfFile,
    covered: &Covered,
    bench: &Bench<'_>,
    control: Timestamp,
) -> Option<Stamp> {
    match bench.stamp(&covered.contents, &around(file, covered), control) {
        Ok(stamp) => {
            into.signer = Some(stamp.authority.clone());
            into.stamped_by = Some(stamp.authority.subject.clone());
            into.path = stamp.path.clone();
            into.algorithm = Some(stamp.algorithm);
            into.time = (stamp.time, TimeSource::DocumentStamp);
            into.revocation = stamp.revocation.clone();
            into.open = stamp.open.clone();
            Some(stamp)
        }
        Err(reason) => {
            bench.object(into, Reason::Stamp(Box::new(reason)));
            None
        }
    }
}

/// A person's or a body's signature. `document` is the earliest valid time stamp over the document that covers it.
pub(super) fn judge(
    into: &mut Signature,
    file: &PdfFile,
    covered: &Covered,
    bench: &Bench<'_>,
    document: Option<&Stamp>,
) -> Result<(), Reason> {
    if covered.is_empty() {
        return Err(Reason::Waiting);
    }
    let der = as_der(&covered.contents).map_err(|_| Reason::Malformed(Part::Signature))?;
    let signed = SignedData::read(&der, Part::Signature)?;
    // Some programs leave an empty one behind.
    if signed.content.is_some_and(|content| !content.is_empty()) {
        return Err(Reason::Enclosed);
    }
    let parts = around(file, covered);
    let checked = check(&signed, oid::DATA, Part::Signature, |digest: Digest| digest.of(&parts))?;
    into.signer = Some(checked.certificate.clone());
    into.algorithm = Some(checked.algorithm);
    let control = document.map_or(bench.now, |stamp| stamp.time);
    let stamp = own_stamp(into, &signed, bench, control);
    into.time = match (&stamp, document) {
        (Some(stamp), _) => (stamp.time, TimeSource::SignatureStamp),
        (None, Some(stamp)) => (stamp.time, TimeSource::DocumentStamp),
        (None, None) => (bench.now, TimeSource::Now),
    };
    into.stamped_by = stamp.as_ref().or(document).map(|stamp| stamp.authority.subject.clone());
    claims(into, &checked, bench);
    let is_kept = trusted(into, &signed, &checked, bench)?;
    if bench.trust.anchors.is_empty() {
        // Whether its time stamp proves anything is not known, and neither is the level.
        return Ok(());
    }
    into.level = Some(level(into, covered.format, &checked, stamp.as_ref(), document, is_kept, bench));
    Ok(())
}

/// The signature's own time stamp; one that does not hold is a reason against the signature.
fn own_stamp(into: &mut Signature, signed: &SignedData<'_>, bench: &Bench<'_>, control: Timestamp) -> Option<Stamp> {
    let tokens = signed.signer.unsigned.iter().filter(|attribute| attribute.name == oid::TIME_STAMP_TOKEN);
    let mut earliest: Option<Stamp> = None;
    for value in tokens.flat_map(|attribute| &attribute.values) {
        match bench.stamp(value.whole, &[signed.signer.signature], control) {
            Ok(stamp) if earliest.as_ref().is_none_or(|known| stamp.time < known.time) => earliest = Some(stamp),
            Ok(_) => {}
            Err(reason) => bench.object(into, Reason::Stamp(Box::new(reason))),
        }
    }
    if let Some(stamp) = &earliest {
        into.open.extend(stamp.open.iter().cloned().map(|reason| Reason::Stamp(Box::new(reason))));
    }
    earliest
}

/// Holds the times that the signer states against the one that is proved.
fn claims(into: &mut Signature, checked: &Checked, bench: &Bench<'_>) {
    let tolerance = bench.policy.tolerance;
    let (time, source) = into.time;
    let claimed: Vec<Timestamp> = checked.claimed.into_iter().chain(into.claimed).collect();
    into.claimed = into.claimed.or(checked.claimed);
    for claim in claimed {
        let ahead = claim.duration_since(time);
        if (ahead - SEVEN_HOURS).abs() <= tolerance {
            into.remarks.push(Remark::SevenHours(claim, claim.checked_sub(SEVEN_HOURS).unwrap_or(claim)));
        } else if source == TimeSource::SignatureStamp && ahead > tolerance {
            into.reasons.push(Reason::StampBeforeSigning(time, claim));
        } else if source == TimeSource::Now && !bench.trust.anchors.is_empty() {
            into.remarks.push(Remark::ClaimedTimeOnly(claim));
        }
    }
    into.remarks.dedup();
}

/// Path and revocation at the time that counts; whether the file itself keeps the evidence.
fn trusted(
    into: &mut Signature,
    signed: &SignedData<'_>,
    checked: &Checked,
    bench: &Bench<'_>,
) -> Result<bool, Reason> {
    let at = into.time.0;
    let others: Vec<Certificate> = checked.others.iter().chain(bench.kept_certificates).cloned().collect();
    into.path = match path(&checked.certificate, &others, bench.trust, at, Use::Document) {
        Ok(path) => path,
        Err(reason) if bench.trust.anchors.is_empty() => {
            bench.object(into, reason);
            return Ok(false);
        }
        Err(reason) => return Err(reason),
    };
    let own = Evidence {
        lists: signed.lists.iter().map(|list| list.to_vec()).collect(),
        responses: signed.responses.iter().map(|response| response.to_vec()).collect(),
        ..Evidence::default()
    };
    into.revocation = revocation(&into.path, Pool(&[bench.kept, &own, &bench.trust.evidence]), bench.moment(at));
    for (certificate, state) in &into.revocation {
        let subject = certificate.subject.clone();
        match state {
            Revocation::Revoked(when) => into.reasons.push(Reason::Revoked(subject, *when)),
            Revocation::RevokedLater(when) => into.remarks.push(Remark::RevokedLater(subject, *when)),
            Revocation::Unknown if bench.policy.revocation => into.open.push(Reason::RevocationUnknown(subject)),
            _ => {}
        }
    }
    let kept = revocation(&into.path, Pool(&[bench.kept, &own]), bench.moment(at));
    Ok(!bench.kept.is_empty() && kept.iter().all(|(_, state)| state.is_good()))
}

fn level(
    into: &mut Signature,
    format: Format,
    checked: &Checked,
    stamp: Option<&Stamp>,
    document: Option<&Stamp>,
    is_kept: bool,
    bench: &Bench<'_>,
) -> Level {
    let lacks = [
        (format == Format::Older, "adbe.pkcs7.detached"),
        (!checked.bound, "signing-certificate"),
        (checked.claimed.is_some(), "signing-time"),
    ];
    if let Some((_, lack)) = lacks.into_iter().find(|(missing, _)| *missing) {
        into.remarks.push(Remark::NotBaseline(lack));
        return Level::Older;
    }
    match (stamp.or(document), document) {
        (None, _) => Level::B,
        (Some(stamp), Some(_)) if is_kept && stamp.is_kept && bench.is_kept_stamped => Level::Lta,
        (Some(stamp), _) if is_kept && stamp.is_kept => Level::Lt,
        (Some(_), _) => Level::T,
    }
}

/// Whose certificates the evidence for a signature has to be about: the signer's and those of its time stamps, each
/// with what came along, and the time that its stamp proves.
pub(in crate::seal) fn signers_of(covered: &Covered) -> Vec<(Certificate, Vec<Certificate>, Use, Option<Timestamp>)> {
    let Ok(der) = as_der(&covered.contents) else { return Vec::new() };
    let of_token = |bytes: &[u8]| {
        let token = Token::read(bytes).ok()?;
        Some((token.checked.certificate, token.checked.others, Use::Stamping, Some(token.time)))
    };
    if covered.format == Format::Stamp {
        return of_token(&der).into_iter().collect();
    }
    let Ok(signed) = SignedData::read(&der, Part::Signature) else { return Vec::new() };
    let tokens = signed.signer.unsigned.iter().filter(|attribute| attribute.name == oid::TIME_STAMP_TOKEN);
    let mut found: Vec<_> =
        tokens.flat_map(|attribute| &attribute.values).filter_map(|value| of_token(value.whole)).collect();
    let others: Vec<Certificate> = signed.certificates.iter().filter_map(|der| Certificate::read(der).ok()).collect();
    let signer = named(&signed, &others);
    let stamped = found.iter().filter_map(|(_, _, _, time)| *time).min();
    found.extend(signer.map(|signer| (signer, others, Use::Document, stamped)));
    found
}
