//! Lists of revoked certificates (RFC 5280 5).

use jiff::Timestamp;
use x509_parser::extensions::{DistributionPointName, ParsedExtension};
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use super::fact::RevocationList;
use super::{Issuer, address, crl_addresses, is_fresh};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::certificate::leaf::{instant, shown_name};
use crate::probe::certificate::lint::about;
use crate::probe::certificate::lint::fact::{Lint, LintId, LintPlace};
use crate::probe::certificate::signed::Signed;
use crate::text::Text;

/// What a list says about a certificate, and which rules the list breaks.
pub(in crate::probe::certificate) fn examine(
    der: &[u8],
    certificate: &X509Certificate<'_>,
    issuer: &Issuer<'_>,
    place: LintPlace,
    now: Timestamp,
) -> Result<(RevocationList, Vec<Lint>), Gap> {
    let unreadable =
        || Gap::new(Reason::Parse, Text::new("danh sách thu hồi không đọc được", "the revocation list cannot be read"));
    let (_, list) = CertificateRevocationList::from_der(der).map_err(|_| unreadable())?;
    if issuer.name != list.issuer().as_raw() {
        let detail = Text::new("danh sách thu hồi là của nơi cấp khác", "the revocation list is another issuer's");
        return Err(Gap::new(Reason::Parse, detail));
    }
    let mut lints = Vec::new();
    let subject = shown_name(certificate.subject());
    if let Some(detail) = defect(&list) {
        lints.push(about(place, LintId::CrlMalformed, subject.clone(), &detail, true));
    }
    if issuer.may_sign_lists == Some(false) {
        lints.push(about(place, LintId::CrlIssuerCannotSign, subject.clone(), "cRLSign", true));
    }
    let serial = significant(certificate.raw_serial());
    let revoked = list.iter_revoked_certificates().any(|own| significant(own.raw_serial()) == serial);
    let this_update = instant(list.last_update().timestamp());
    let next_update = list.next_update().map(|time| instant(time.timestamp()));
    let fresh = is_fresh(this_update, next_update, now);
    let signature_valid = Signed::read(der).is_some_and(|signed| signed.is_by(&issuer.key));
    let checked = signature_valid && fresh && lints.is_empty() && covers(&list, certificate, place);
    // Even a list that is old or oddly made tells of a revocation, if the issuer signed it.
    if revoked && signature_valid {
        lints.push(about(place, LintId::Revoked, subject, "CRL", true));
    }
    let fact =
        RevocationList { checked, revoked, this_update, next_update: Fact::from(next_update), fresh, signature_valid };
    Ok((fact, lints))
}

/// The number is there, once, and not critical (RFC 5280 5.2.3).
fn defect(list: &CertificateRevocationList<'_>) -> Option<String> {
    match list.extensions().iter().find(|extension| extension.oid.to_id_string() == "2.5.29.20") {
        None => Some("cRLNumber -".to_owned()),
        Some(number) if number.critical => Some("cRLNumber critical".to_owned()),
        Some(number) if number.parsed_extension().error().is_some() => Some("cRLNumber".to_owned()),
        Some(_) => None,
    }
}

/// Whether it lists certificates of this kind and from this place, all of them, for every reason
/// (RFC 5280 6.3.3): large authorities split their list, and another part proves nothing.
fn covers(list: &CertificateRevocationList<'_>, certificate: &X509Certificate<'_>, place: LintPlace) -> bool {
    list.extensions().iter().all(|extension| match extension.parsed_extension() {
        ParsedExtension::IssuingDistributionPoint(own) => {
            let other_kind = match place {
                LintPlace::Leaf => own.only_contains_ca_certs,
                LintPlace::Chain => own.only_contains_user_certs,
            };
            let here = match &own.distribution_point {
                None => true,
                Some(DistributionPointName::FullName(names)) => {
                    let named = crl_addresses(certificate);
                    names.iter().filter_map(address).any(|own| named.contains(&own))
                }
                Some(DistributionPointName::NameRelativeToCRLIssuer(_)) => false,
            };
            here && !other_kind
                && !own.only_contains_attribute_certs
                && !own.indirect_crl
                && own.only_some_reasons.is_none()
        }
        _ => !extension.critical,
    })
}

/// A serial number without the zeros before it.
fn significant(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|octet| **octet == 0).count();
    serial.get(zeros..).unwrap_or_default()
}
