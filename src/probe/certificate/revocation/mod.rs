//! Whether the certificates of the path were revoked: by what the server staples, and by the
//! issuers' own lists and responders where the scope allows them to be asked. Lists that a vendor
//! of browsers collects (OneCRL, CRLSets) are out of reach.

pub(super) mod crl;
pub(super) mod fact;
pub(super) mod ocsp;
mod responder;

use jiff::{SignedDuration, Timestamp};
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use super::chain::{content, is_anchor};
use super::der::encode;
use super::leaf::{self_signed, shown_name};
use super::lint::about;
use super::lint::fact::{Lint, LintId, LintPlace};
use crate::fact::{Digest, Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::probe::{Store, Target};
use crate::text::{Text, shorten};
use fact::{AuthorityStatus, Revocation, RevocationList, RevocationStatus, StapleState, StatusResponse};
use ocsp::Fault;

/// The most addresses of a certificate that are kept.
const MOST_ADDRESSES: usize = 8;
/// The most certificates above the server's own that are asked about; no path of today is longer.
pub(super) const MOST_AUTHORITIES: usize = 4;
/// How long a status without a next update counts as fresh.
const UNDATED: SignedDuration = SignedDuration::from_hours(10 * 24);
/// How far the clocks may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// The issuer of the server's certificate, as far as its statements can be verified by it.
#[derive(Clone, Debug)]
pub(super) struct Issuer<'a> {
    /// Its distinguished name in DER.
    pub(super) name: std::borrow::Cow<'a, [u8]>,
    /// Its key (SubjectPublicKeyInfo in DER).
    pub(super) key: std::borrow::Cow<'a, [u8]>,
    /// Whether it may sign lists of revoked certificates by its key usage; `None` where that is not said or not known.
    pub(super) may_sign_lists: Option<bool>,
}

/// What the server stapled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Staple<'a> {
    /// A response.
    Response(&'a [u8]),
    /// Nothing.
    Nothing,
    /// The handshake did not come so far.
    Unseen,
}

/// What the certificates of a path are asked about with.
#[derive(Clone, Debug)]
pub(super) struct Bearings<'a> {
    /// What is inspected.
    pub(super) target: &'a Target<'a>,
    /// The declared store, where there is one.
    pub(super) store: Option<&'a Store>,
    /// The certificates of the best path, the leaf first, without the anchor.
    pub(super) way: Vec<&'a X509Certificate<'a>>,
}

impl<'a> Bearings<'a> {
    /// The issuer of a certificate of the way: the one above, or the anchor of its name.
    pub(super) fn issuer(&self, place: usize) -> Result<Issuer<'a>, Gap> {
        let certificate = self.way.get(place).copied().ok_or_else(unknown_issuer)?;
        issuer(self.way.get(place + 1).copied(), certificate, self.store).ok_or_else(unknown_issuer)
    }

    /// The certificates that can be revoked by somebody above them, with their places.
    fn authorities(&self) -> impl Iterator<Item = (usize, &'a X509Certificate<'a>)> {
        let anchored = |own: &X509Certificate<'_>| self.store.is_some_and(|store| is_anchor(own, store));
        let above = self.way.iter().copied().enumerate().skip(1);
        above.filter(move |(_, own)| !self_signed(own) && !anchored(own))
    }
}

/// The facts about revocation, and what they mean by the rules. What is to be asked is asked of `walk`.
pub(super) fn revocation(
    bearings: &Bearings<'_>,
    walk: &mut Walk<'_>,
    leaf: &X509Certificate<'_>,
    staple: Staple<'_>,
) -> (Revocation, Vec<Lint>) {
    let issuer = bearings.issuer(0);
    let (staple, staple_state) = stapled(staple, leaf, issuer.as_ref(), bearings.target.now);
    let own = status_of(bearings, walk, 0, leaf);
    let mut lints = own.lints;
    lints.extend(revoked(LintPlace::Leaf, leaf, "OCSP, stapled", &staple));
    let mut intermediates = Vec::new();
    for (place, certificate) in bearings.authorities().take(MOST_AUTHORITIES) {
        let status = status_of(bearings, walk, place, certificate);
        lints.extend(status.lints);
        intermediates.push(AuthorityStatus {
            subject: shown_name(certificate.subject()),
            fingerprint: Digest::of(certificate.as_raw()).hex(),
            crl_urls: status.crl_urls,
            ocsp_urls: status.ocsp_urls,
            crl: status.crl,
            ocsp: status.ocsp,
        });
    }
    let fact = Revocation {
        crl_urls: own.crl_urls,
        ocsp_urls: own.ocsp_urls,
        staple,
        crl: own.crl,
        ocsp: own.ocsp,
        staple_state,
        intermediates,
    };
    (fact, lints)
}

/// What the list and the responder that a certificate names say of it.
struct Status {
    crl_urls: Vec<String>,
    ocsp_urls: Vec<String>,
    crl: Fact<RevocationList>,
    ocsp: Fact<StatusResponse>,
    lints: Vec<Lint>,
}

fn status_of(bearings: &Bearings<'_>, walk: &mut Walk<'_>, place: usize, certificate: &X509Certificate<'_>) -> Status {
    let issuer = bearings.issuer(place);
    let seat = if place == 0 { LintPlace::Leaf } else { LintPlace::Chain };
    let question = Question { target: bearings.target, certificate, issuer: issuer.as_ref(), seat };
    let (crl_urls, ocsp_urls) = (crl_addresses(certificate), ocsp_addresses(certificate));
    let mut lints = Vec::new();
    let crl = match preferred(&crl_urls) {
        None => Fact::Absent,
        Some(url) => question.list(walk, url).map_or_else(Fact::Unknown, |(list, own)| {
            lints.extend(own);
            Fact::Known(list)
        }),
    };
    let ocsp = match preferred(&ocsp_urls) {
        None => Fact::Absent,
        Some(url) => question.status(walk, url).map_or_else(Fact::Unknown, Fact::Known),
    };
    lints.extend(revoked(seat, certificate, "OCSP", &ocsp));
    let shown = |urls: Vec<String>| urls.iter().map(|url| shorten(url, 300)).collect();
    Status { crl_urls: shown(crl_urls), ocsp_urls: shown(ocsp_urls), crl, ocsp, lints }
}

/// A response of an authorised signer that says revoked, however old.
fn revoked(
    place: LintPlace,
    certificate: &X509Certificate<'_>,
    word: &str,
    response: &Fact<StatusResponse>,
) -> Option<Lint> {
    let told = response.known().filter(|own| own.signature_valid && own.status == RevocationStatus::Revoked);
    told.map(|_| about(place, LintId::Revoked, shown_name(certificate.subject()), word, true))
}

/// The address that is asked: directory services name an `ldap` address first, which is not for us.
fn preferred(addresses: &[String]) -> Option<&String> {
    addresses.iter().find(|address| address.starts_with("http://")).or_else(|| addresses.first())
}

/// What was stapled and what it is worth.
fn stapled(
    staple: Staple<'_>,
    leaf: &X509Certificate<'_>,
    issuer: Result<&Issuer<'_>, &Gap>,
    now: Timestamp,
) -> (Fact<StatusResponse>, Fact<StapleState>) {
    let (der, issuer) = match (staple, issuer) {
        (Staple::Nothing, _) => return (Fact::Absent, Fact::Known(StapleState::Missing)),
        (Staple::Unseen, _) => {
            let gap = Gap::from(Reason::NotCollected);
            return (gap.clone().into(), gap.into());
        }
        (Staple::Response(_), Err(gap)) => return (gap.clone().into(), gap.clone().into()),
        (Staple::Response(der), Ok(issuer)) => (der, issuer),
    };
    match ocsp::examine(der, leaf.raw_serial(), issuer, now) {
        Err(fault) => {
            let state = match fault {
                Fault::Malformed => StapleState::Malformed,
                Fault::NoStatus(_) => StapleState::NoStatus,
                Fault::OtherCertificate => StapleState::WrongCertificate,
            };
            (Fact::Unknown(fault.into()), Fact::Known(state))
        }
        Ok(response) => {
            let state = match (response.signature_valid, response.fresh) {
                (false, _) => StapleState::WrongSignature,
                (true, true) => StapleState::Sound,
                (true, false) if response.this_update > now => StapleState::Early,
                (true, false) => StapleState::Stale,
            };
            (Fact::Known(response), Fact::Known(state))
        }
    }
}

/// What is asked about one certificate.
#[derive(Clone, Copy, Debug)]
struct Question<'a> {
    target: &'a Target<'a>,
    certificate: &'a X509Certificate<'a>,
    issuer: Result<&'a Issuer<'a>, &'a Gap>,
    seat: LintPlace,
}

impl Question<'_> {
    fn list(&self, walk: &mut Walk<'_>, url: &str) -> Result<(RevocationList, Vec<Lint>), Gap> {
        let (endpoint, request) = responder::job(self.target, walk, url)?;
        let issuer = self.issuer.map_err(Clone::clone)?;
        let body = responder::body(walk, endpoint, request)?;
        crl::examine(body, self.certificate, issuer, self.seat, self.target.now)
    }

    fn status(&self, walk: &mut Walk<'_>, url: &str) -> Result<StatusResponse, Gap> {
        let (endpoint, request) = responder::job(self.target, walk, url)?;
        let issuer = self.issuer.map_err(Clone::clone)?;
        let serial = self.certificate.raw_serial();
        let question = ocsp::request(serial, issuer).ok_or_else(unknown_issuer)?;
        let request =
            request.with_method("POST").with_header("content-type", "application/ocsp-request").with_body(question);
        let body = responder::body(walk, endpoint, request)?;
        ocsp::examine(body, serial, issuer, self.target.now).map_err(Gap::from)
    }
}

fn unknown_issuer() -> Gap {
    let detail = Text::new(
        "không có chứng thư của nơi cấp để kiểm chữ ký",
        "the issuer's certificate is not there to verify the signature with",
    );
    Gap::new(Reason::NotCollected, detail)
}

/// The issuer: the certificate above on the way, or else an anchor of that name.
pub(super) fn issuer<'a>(
    above: Option<&'a X509Certificate<'a>>,
    certificate: &'a X509Certificate<'a>,
    store: Option<&'a Store>,
) -> Option<Issuer<'a>> {
    if let Some(above) = above {
        return Some(Issuer {
            name: above.subject().as_raw().into(),
            key: above.public_key().raw.into(),
            may_sign_lists: signs_lists(above),
        });
    }
    let name = content(certificate.issuer().as_raw());
    let store = store?;
    let key = store.keys_of(name).next()?;
    let own = store.certificates_of(name, key);
    let anchor = own.first().and_then(|der| x509_parser::parse_x509_certificate(der).ok());
    Some(Issuer {
        name: certificate.issuer().as_raw().into(),
        key: encode(0x30, key).into(),
        may_sign_lists: anchor.and_then(|(_, own)| signs_lists(&own)),
    })
}

fn signs_lists(certificate: &X509Certificate<'_>) -> Option<bool> {
    certificate.key_usage().ok().flatten().map(|usage| usage.value.crl_sign())
}

/// Whether a status that was made then and is to be renewed then holds now.
fn is_fresh(this_update: Timestamp, next_update: Option<Timestamp>, now: Timestamp) -> bool {
    let end = next_update.or_else(|| this_update.checked_add(UNDATED).ok());
    let late = now.checked_add(SKEW).unwrap_or(now);
    this_update <= late && end.is_some_and(|end| now <= end)
}

/// Where lists of revoked certificates are, by a certificate.
pub(super) fn crl_addresses(certificate: &X509Certificate<'_>) -> Vec<String> {
    let points = certificate.extensions().iter().filter_map(|extension| match extension.parsed_extension() {
        ParsedExtension::CRLDistributionPoints(own) => Some(&own.points),
        _ => None,
    });
    let names = points.flatten().filter_map(|point| match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => Some(names),
        _ => None,
    });
    names.flatten().filter_map(address).take(MOST_ADDRESSES).collect()
}

/// Where its status may be asked, by a certificate.
pub(super) fn ocsp_addresses(certificate: &X509Certificate<'_>) -> Vec<String> {
    let access = certificate.extensions().iter().filter_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(own) => Some(&own.accessdescs),
        _ => None,
    });
    let responders = access.flatten().filter(|own| own.access_method.to_id_string() == "1.3.6.1.5.5.7.48.1");
    responders.filter_map(|own| address(&own.access_location)).take(MOST_ADDRESSES).collect()
}

fn address(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::URI(uri) => Some((*uri).to_owned()),
        _ => None,
    }
}
