//! Whether the server's certificate was revoked: by what the server staples, and by the issuer's
//! own lists and responders where the scope allows them to be asked.

pub(super) mod crl;
pub(super) mod fact;
mod ocsp;
mod responder;

use jiff::{SignedDuration, Timestamp};
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::X509Certificate;

use super::chain::{Chain, content};
use super::der::encode;
use super::leaf::shown_name;
use super::lint::about_leaf;
use super::lint::fact::{Lint, LintId};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::probe::{Store, Target};
use crate::text::{Text, shorten};
use fact::{Revocation, RevocationList, RevocationStatus, StatusResponse};

/// The most addresses of a certificate that are kept.
const MOST_ADDRESSES: usize = 8;
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

/// The facts about revocation, and what they mean by the rules. What is to be asked is asked of `walk`.
pub(super) fn revocation(
    target: &Target<'_>,
    walk: &mut Walk<'_>,
    chain: &Chain<'_>,
    store: Option<&Store>,
    staple: Staple<'_>,
) -> Option<(Revocation, Vec<Lint>)> {
    let (_, leaf) = chain.leaf()?;
    let issuer = issuer(chain, leaf, store).ok_or_else(unknown_issuer);
    let (crl_urls, ocsp_urls) = (crl_addresses(leaf), ocsp_addresses(leaf));
    let mut lints = Vec::new();
    let staple = stapled(staple, leaf, issuer.as_ref(), target.now);
    let crl = match preferred(&crl_urls) {
        None => Fact::Absent,
        Some(url) => list(target, walk, url, leaf, issuer.as_ref()).map_or_else(Fact::Unknown, |(list, own)| {
            lints.extend(own);
            Fact::Known(list)
        }),
    };
    let ocsp = match preferred(&ocsp_urls) {
        None => Fact::Absent,
        Some(url) => status(target, walk, url, leaf, issuer.as_ref()).map_or_else(Fact::Unknown, Fact::Known),
    };
    for (word, response) in [("OCSP, stapled", &staple), ("OCSP", &ocsp)] {
        let told = response.known().filter(|own| own.signature_valid && own.status == RevocationStatus::Revoked);
        lints.extend(told.map(|_| about_leaf(LintId::Revoked, shown_name(leaf.subject()), word, true)));
    }
    let shown = |urls: Vec<String>| urls.iter().map(|url| shorten(url, 300)).collect();
    Some((Revocation { crl_urls: shown(crl_urls), ocsp_urls: shown(ocsp_urls), staple, crl, ocsp }, lints))
}

/// The address that is asked: directory services name an `ldap` address first, which is not for us.
fn preferred(addresses: &[String]) -> Option<&String> {
    addresses.iter().find(|address| address.starts_with("http://")).or_else(|| addresses.first())
}

fn stapled(
    staple: Staple<'_>,
    leaf: &X509Certificate<'_>,
    issuer: Result<&Issuer<'_>, &Gap>,
    now: Timestamp,
) -> Fact<StatusResponse> {
    match (staple, issuer) {
        (Staple::Nothing, _) => Fact::Absent,
        (Staple::Unseen, _) => Fact::Unknown(Reason::NotCollected.into()),
        (Staple::Response(_), Err(gap)) => Fact::Unknown(gap.clone()),
        (Staple::Response(der), Ok(issuer)) => {
            ocsp::examine(der, leaf.raw_serial(), issuer, now).map_or_else(Fact::Unknown, Fact::Known)
        }
    }
}

fn list(
    target: &Target<'_>,
    walk: &mut Walk<'_>,
    url: &str,
    leaf: &X509Certificate<'_>,
    issuer: Result<&Issuer<'_>, &Gap>,
) -> Result<(RevocationList, Vec<Lint>), Gap> {
    let (endpoint, request) = responder::job(target, walk, url)?;
    let issuer = issuer.map_err(Clone::clone)?;
    crl::examine(responder::body(walk, endpoint, request)?, leaf, issuer, target.now)
}

fn status(
    target: &Target<'_>,
    walk: &mut Walk<'_>,
    url: &str,
    leaf: &X509Certificate<'_>,
    issuer: Result<&Issuer<'_>, &Gap>,
) -> Result<StatusResponse, Gap> {
    let (endpoint, request) = responder::job(target, walk, url)?;
    let issuer = issuer.map_err(Clone::clone)?;
    let question = ocsp::request(leaf.raw_serial(), issuer).ok_or_else(unknown_issuer)?;
    let request =
        request.with_method("POST").with_header("content-type", "application/ocsp-request").with_body(question);
    ocsp::examine(responder::body(walk, endpoint, request)?, leaf.raw_serial(), issuer, target.now)
}

fn unknown_issuer() -> Gap {
    let detail = Text::new(
        "không có chứng thư của nơi cấp để kiểm chữ ký",
        "the issuer's certificate is not there to verify the signature with",
    );
    Gap::new(Reason::NotCollected, detail)
}

/// The issuer: the presented certificate that leads upwards, or else an anchor of that name.
pub(super) fn issuer<'a>(
    chain: &'a Chain<'_>,
    leaf: &'a X509Certificate<'_>,
    store: Option<&'a Store>,
) -> Option<Issuer<'a>> {
    let way = chain.climb();
    if let Some(above) = chain.at(&way).get(1) {
        return Some(Issuer {
            name: above.subject().as_raw().into(),
            key: above.public_key().raw.into(),
            may_sign_lists: signs_lists(above),
        });
    }
    let name = content(leaf.issuer().as_raw());
    let store = store?;
    let key = store.keys_of(name).next()?;
    let own = store.certificates_of(name, key);
    let certificate = own.first().and_then(|der| x509_parser::parse_x509_certificate(der).ok());
    Some(Issuer {
        name: leaf.issuer().as_raw().into(),
        key: encode(0x30, key).into(),
        may_sign_lists: certificate.and_then(|(_, own)| signs_lists(&own)),
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

fn crl_addresses(certificate: &X509Certificate<'_>) -> Vec<String> {
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

fn ocsp_addresses(certificate: &X509Certificate<'_>) -> Vec<String> {
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
