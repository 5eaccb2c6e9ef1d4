//! Serial number and version (RFC 5280 4.1.2.1, 4.1.2.2; BR 7.1).

use super::fact::LintId;
use super::{Link, Notes};
use crate::probe::certificate::key::significant_bits;

/// Shorter than any 64 random bits ever are, but once in 65 000 certificates.
const RANDOM_BITS: i64 = 48;

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    version(link, notes);
    let serial = link.certificate.raw_serial();
    let shown = || link.certificate.raw_serial_as_string();
    if serial.iter().all(|octet| *octet == 0) {
        return notes.grave(LintId::SerialZero, shown());
    }
    if serial.first().is_some_and(|octet| octet & 0x80 != 0) {
        return notes.grave(LintId::SerialNegative, shown());
    }
    if serial.len() > 20 {
        notes.grave(LintId::SerialTooLong, format!("{} octets", serial.len()));
    }
    let bits = significant_bits(serial);
    // What a root calls itself nobody has to guess.
    if !link.is_root() && bits <= RANDOM_BITS {
        notes.light(LintId::SerialLowEntropy, shown());
    }
}

fn version(link: &Link<'_>, notes: &mut Notes) {
    let version = link.certificate.version().0;
    let shown = || format!("v{}", version.saturating_add(1));
    if version != 2 && !link.is_root() {
        notes.grave(LintId::VersionOld, shown());
    }
    if version != 2 && !link.certificate.extensions().is_empty() {
        notes.grave(LintId::VersionWithExtensions, shown());
    }
}
