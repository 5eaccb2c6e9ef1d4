//! What certificates and their keys are for (RFC 5280 4.2.1.3, 4.2.1.12; BR 7.1.2.7.10, 7.1.2.7.11).

use x509_parser::extensions::{ExtendedKeyUsage, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use super::authority::key_usage;
use super::fact::LintId;
use super::{Link, Notes};
use crate::probe::certificate::facts::{Key, KeyAlgorithm};

pub(super) fn look(link: &Link<'_>, notes: &mut Notes) {
    let purposes = purposes(link.certificate);
    // RFC 5280 4.2.1.3: at least one bit is set.
    if key_usage(link.certificate).is_some_and(|own| own.flags == 0) {
        notes.grave(LintId::KeyUsageEmpty, "");
    }
    if link.is_root() {
        if purposes.is_some() {
            notes.note(LintId::EkuInRoot, "", link.public);
        }
        return;
    }
    if link.is_leaf() {
        of_key(link.certificate, link.public, notes);
        let Some(purposes) = purposes else {
            return notes.note(LintId::EkuMissing, "", link.public);
        };
        of_leaf(link, purposes, notes);
    } else if let Some(purposes) = purposes.filter(|own| !own.server_auth && !own.any) {
        notes.grave(LintId::EkuNotForServers, shown(purposes));
    }
}

fn of_leaf(link: &Link<'_>, purposes: &ExtendedKeyUsage<'_>, notes: &mut Notes) {
    if purposes.any {
        notes.note(LintId::EkuAny, shown(purposes), link.public);
    } else if !purposes.server_auth {
        notes.grave(LintId::EkuNotForServers, shown(purposes));
    }
    if purposes.code_signing || purposes.email_protection || purposes.time_stamping || purposes.ocsp_signing {
        notes.note(LintId::EkuMixed, shown(purposes), link.public);
    }
}

/// Every suite of today has the server sign; RSA key exchange, which needs encipherment instead, is
/// gone from TLS 1.3. An RSA key that may only encipher still works with old clients.
fn of_key(certificate: &X509Certificate<'_>, public: bool, notes: &mut Notes) {
    let Some(usage) = key_usage(certificate) else {
        return notes.light(LintId::KeyUsageMissing, "");
    };
    let algorithm = Key::of(certificate).algorithm;
    if algorithm != KeyAlgorithm::Rsa && (usage.key_encipherment() || usage.data_encipherment()) {
        notes.note(LintId::KeyUsageNotForCurve, usage.to_string(), public);
    }
    if usage.digital_signature() {
        return;
    }
    let enciphers = algorithm == KeyAlgorithm::Rsa && usage.key_encipherment();
    notes.note(LintId::KeyUsageUnfit, usage.to_string(), !enciphers);
}

fn purposes<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a ExtendedKeyUsage<'a>> {
    certificate.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::ExtendedKeyUsage(own) => Some(own),
        _ => None,
    })
}

fn shown(purposes: &ExtendedKeyUsage<'_>) -> String {
    let named = [
        (purposes.any, "any"),
        (purposes.server_auth, "serverAuth"),
        (purposes.client_auth, "clientAuth"),
        (purposes.code_signing, "codeSigning"),
        (purposes.email_protection, "emailProtection"),
        (purposes.time_stamping, "timeStamping"),
        (purposes.ocsp_signing, "OCSPSigning"),
    ];
    let known = named.iter().filter(|(there, _)| *there).map(|(_, name)| (*name).to_owned());
    known.chain(purposes.other.iter().map(ToString::to_string)).collect::<Vec<_>>().join(", ")
}
