//! What later revisions changed, and whether that may stand after a signature.

use super::{Reason, Remark, Signature};
use crate::seal::pdf::{Change, PdfFile, Permission, Tier, changes};

/// The changes of every revision after the first, with its number from 1.
pub(super) fn changes_of(file: &PdfFile) -> Vec<(usize, Vec<Change>)> {
    let pairs = file.revisions().iter().zip(file.revisions().iter().skip(1));
    pairs.zip(2..).map(|((before, after), number)| (number, changes(before, after))).collect()
}

/// Notes what came after the signature's revision, and refuses what may not.
pub(super) fn hold(signature: &mut Signature, all: &[(usize, Vec<Change>)], permissions: &[Permission]) {
    let later = all.iter().filter(|(number, _)| *number > signature.revision);
    for (number, change) in later.flat_map(|(number, changes)| changes.iter().map(move |change| (*number, change))) {
        match change.tier() {
            Tier::Refused => signature.reasons.push(Reason::Changed(change.clone())),
            _ if permissions.iter().any(|permission| permission.forbids(change)) => {
                signature.reasons.push(Reason::Forbidden(change.clone()));
            }
            Tier::Tolerated => signature.remarks.push(Remark::Tolerated(change.clone())),
            Tier::Expected => {}
        }
        signature.later.push((number, change.clone()));
    }
}
