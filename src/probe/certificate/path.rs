//! Building the way from the leaf to an anchor.
//!
//! Several ways may lead to an anchor. Each that holds is looked at by our own rules too, and the
//! one that breaks the fewest counts. Where none holds, each way by name is tried on its own, and
//! the one that comes closest tells the reason.

use std::cell::RefCell;
use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, VerifiedPath};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::algorithms::algorithms;
use super::chain::{Chain, content};
use super::facts::Path;
use super::leaf::self_signed;
use super::lint::{Links, of_way};
use crate::probe::{Store, Target, TrustStores};
use crate::system::{Purpose, Secured};

/// The most ways that are weighed against each other.
const MOST_WAYS: usize = 16;
/// The most certificates of a way that is tried for its reason.
const MOST_DEPTH: usize = 10;

/// A way from the leaf upwards.
#[derive(Clone, Debug)]
pub(super) struct Route<'s> {
    /// The places of its certificates among the presented ones, the leaf first.
    pub(super) way: Vec<usize>,
    /// The anchor's own certificate, where the way holds and the store has it.
    pub(super) anchor: Option<X509Certificate<'s>>,
    /// `ok`, or why it does not hold.
    reason: &'static str,
}

/// What a way is sought with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search<'s> {
    /// The store.
    pub(super) store: &'s Store,
    /// Whether it is the web's.
    pub(super) public: bool,
    /// The time of the run.
    pub(super) now: Timestamp,
}

impl<'s> Search<'s> {
    /// The best way.
    pub(super) fn route(&self, chain: &Chain<'_>) -> Route<'s> {
        let all: Vec<usize> = (1..chain.entries().len()).collect();
        let best = RefCell::new(None);
        let weigh = |verified: &VerifiedPath<'_>| self.weigh(chain, verified, &best);
        let error = self.verify(chain, &all, Some(&weigh)).err();
        if let Some(Weighed { route, .. }) = best.into_inner() {
            return route;
        }
        match chain.leaf().filter(|(_, leaf)| self_signed(leaf)) {
            Some((der, leaf)) => Route { way: vec![0], anchor: None, reason: self.self_signed_reason(der, leaf) },
            None => self.closest(chain, &error.unwrap_or(Error::BadDer)),
        }
    }

    /// Looks at a way that holds, and goes on searching while it breaks a rule.
    fn weigh(
        &self,
        chain: &Chain<'_>,
        verified: &VerifiedPath<'_>,
        best: &RefCell<Option<Weighed<'s>>>,
    ) -> Result<(), Error> {
        let above = verified.intermediate_certificates().filter_map(|own| chain.place_of(&own.der()));
        let way: Vec<usize> = std::iter::once(0).chain(above).collect();
        let weighed = self.lightest(chain, way, verified.anchor());
        let mut best = best.borrow_mut();
        let tried = best.as_ref().map_or(0, |best| best.tried) + 1;
        let graves = weighed.graves;
        let kept = match best.take() {
            Some(earlier) if earlier.graves <= graves => earlier,
            _ => weighed,
        };
        *best = Some(Weighed { tried, ..kept });
        if graves == 0 || tried >= MOST_WAYS { Ok(()) } else { Err(Error::UnknownIssuer) }
    }

    /// An anchor may have several certificates: the one that breaks the fewest rules counts.
    fn lightest(&self, chain: &Chain<'_>, way: Vec<usize>, anchor: &TrustAnchor<'_>) -> Weighed<'s> {
        let own = self.store.certificates_of(&anchor.subject, &anchor.subject_public_key_info);
        let mut anchors: Vec<_> = own.into_iter().take(MOST_WAYS).filter_map(read).map(Some).collect();
        if anchors.is_empty() {
            anchors.push(None);
        }
        let weigh = |anchor: Option<X509Certificate<'s>>| {
            let graves = self.graves(chain, &way, anchor.as_ref());
            Weighed { route: Route { way: way.clone(), anchor, reason: "ok" }, graves, tried: 0 }
        };
        let all: Vec<_> = anchors.into_iter().map(weigh).collect();
        let none = || Weighed { route: Route { way: way.clone(), anchor: None, reason: "ok" }, graves: 0, tried: 0 };
        all.into_iter().min_by_key(|weighed| weighed.graves).unwrap_or_else(none)
    }

    fn graves(&self, chain: &Chain<'_>, way: &[usize], anchor: Option<&X509Certificate<'_>>) -> usize {
        let links = Links { way: chain.at(way), anchor, public: self.public, now: self.now };
        of_way(&links).iter().filter(|lint| lint.grave).count()
    }

    /// The way by name that comes closest to an anchor, and why it does not hold.
    fn closest(&self, chain: &Chain<'_>, error: &Error) -> Route<'s> {
        let tried = chain.ways(MOST_WAYS, MOST_DEPTH).into_iter().map(|way| {
            let error = self.verify(chain, way.get(1..).unwrap_or_default(), None).err();
            let reason = error.map_or("other", |error| self.reason(&error, &chain.at(&way)));
            Route { way, anchor: None, reason }
        });
        let closest = tried.min_by_key(|route| RANKING.iter().position(|reason| *reason == route.reason));
        closest.unwrap_or_else(|| {
            let way = chain.climb();
            let reason = self.reason(error, &chain.at(&way));
            Route { way, anchor: None, reason }
        })
    }

    /// Whether a way holds that uses no presented certificates but those at `places`.
    fn verify(&self, chain: &Chain<'_>, places: &[usize], weigh: Option<&Weigh<'_>>) -> Result<(), Error> {
        let entries = chain.entries();
        let first = entries.first().map(|(der, _)| CertificateDer::from(*der)).ok_or(Error::BadDer)?;
        let others: Vec<_> =
            places.iter().filter_map(|place| entries.get(*place)).map(|(der, _)| CertificateDer::from(*der)).collect();
        let leaf = EndEntityCert::try_from(&first)?;
        let seconds = u64::try_from(self.now.as_second()).unwrap_or(0);
        let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let (usage, anchors) = (KeyUsage::server_auth(), self.store.anchors());
        leaf.verify_for_usage(&algorithms(), anchors, &others, time, usage, None, weigh).map(|_| ())
    }

    /// The precise word for a failure. What webpki cannot tell apart, the names can.
    fn reason(&self, error: &Error, way: &[&X509Certificate<'_>]) -> &'static str {
        let Some(top) = way.last() else { return "malformed" };
        match error {
            Error::CertExpired { .. } => "expired",
            Error::CertNotValidYet { .. } => "not-yet-valid",
            Error::NameConstraintViolation | Error::MalformedNameConstraint | Error::InvalidNetworkMaskConstraint => {
                "name-constraints"
            }
            Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => "not-for-servers",
            Error::PathLenConstraintViolated => "path-length",
            Error::CaUsedAsEndEntity => "authority-as-server",
            Error::EndEntityUsedAsCa => "not-authority",
            Error::UnsupportedCriticalExtension => "critical-extension",
            Error::UnsupportedCertVersion => "old-version",
            Error::BadDer
            | Error::BadDerTime
            | Error::ExtensionValueInvalid
            | Error::InvalidCertValidity
            | Error::InvalidSerialNumber
            | Error::MalformedDnsIdentifier
            | Error::MalformedExtensions
            | Error::TrailingData(_) => "malformed",
            Error::MaximumSignatureChecksExceeded
            | Error::MaximumPathBuildCallsExceeded
            | Error::MaximumPathDepthExceeded
            | Error::MaximumNameConstraintComparisonsExceeded => "too-many",
            Error::InvalidSignatureForPublicKey
            | Error::SignatureAlgorithmMismatch
            | Error::UnsupportedSignatureAlgorithmContext(_)
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => "bad-signature",
            Error::UnknownIssuer if self.store.knows_name(content(top.issuer().as_raw())) => "bad-signature",
            Error::UnknownIssuer if self_signed(top) => "unknown-issuer",
            Error::UnknownIssuer => "missing-intermediate",
            _ => "other",
        }
    }

    /// A self-signed leaf is trusted where this very certificate was put into the store, as closed
    /// networks do; webpki never considers that.
    fn self_signed_reason(&self, der: &[u8], leaf: &X509Certificate<'_>) -> &'static str {
        let now = self.now.as_second();
        if !self.store.holds(der) {
            "self-signed"
        } else if now > leaf.validity().not_after.timestamp() {
            "expired"
        } else if now < leaf.validity().not_before.timestamp() {
            "not-yet-valid"
        } else {
            "ok"
        }
    }
}

/// The reasons, those of the ways that come closest first.
const RANKING: &[&str] = &[
    "expired",
    "not-yet-valid",
    "name-constraints",
    "path-length",
    "not-for-servers",
    "authority-as-server",
    "critical-extension",
    "old-version",
    "not-authority",
    "malformed",
    "too-many",
    "bad-signature",
    "unknown-issuer",
    "missing-intermediate",
    "other",
];

/// Looks at a way that holds; an error makes the search go on.
type Weigh<'w> = dyn Fn(&VerifiedPath<'_>) -> Result<(), Error> + 'w;

/// A way that holds, and how many rules it breaks gravely.
#[derive(Debug)]
struct Weighed<'s> {
    route: Route<'s>,
    graves: usize,
    tried: usize,
}

/// The fact about a way in the declared store, with the other stores where it does not hold.
pub(super) fn told(
    route: &Route<'_>,
    chain: &Chain<'_>,
    store: &Store,
    declared: Secured<'_>,
    target: &Target<'_>,
) -> Path {
    let mut path = route.fact(chain, store, declared.store);
    if route.holds() {
        return path;
    }
    path.holds_in = other_homes(chain, target.stores, declared.store, target.now);
    // What holds elsewhere is whole: not a certificate is missing, but the issuer is not trusted here.
    if !path.holds_in.is_empty() && path.reason == "missing-intermediate" {
        path.reason = "unknown-issuer".to_owned();
    }
    path
}

/// The stores besides the declared one in which the chain holds, in their order: they make the
/// reason precise, and change nothing about the judgement.
fn other_homes(chain: &Chain<'_>, stores: &TrustStores, declared: &str, now: Timestamp) -> Vec<String> {
    let others = stores.iter().filter(|(name, _)| *name != declared);
    let holds = |store: &Store| Search { store, public: store.purpose() == Purpose::Web, now }.route(chain).holds();
    others.filter(|(_, store)| holds(store)).map(|(name, _)| name.to_owned()).collect()
}

fn read(der: &[u8]) -> Option<X509Certificate<'_>> {
    X509Certificate::from_der(der).ok().map(|(_, certificate)| certificate)
}

impl Route<'_> {
    /// Whether it holds.
    pub(super) fn holds(&self) -> bool {
        self.reason == "ok"
    }

    /// The fact about it, but for the other stores.
    pub(super) fn fact(&self, chain: &Chain<'_>, store: &Store, store_name: &str) -> Path {
        let certificates: Vec<_> = chain.at(&self.way).into_iter().map(Chain::row).collect();
        Path {
            trusted: self.holds(),
            store: store_name.to_owned(),
            holds_in: Vec::new(),
            reason: self.reason.to_owned(),
            length: i64::try_from(certificates.len()).unwrap_or(i64::MAX),
            weakest_bits: certificates.iter().map(|certificate| certificate.key.rsa_equivalent()).min().unwrap_or(0),
            weak_signature: chain.weak_signature(store),
            certificates,
        }
    }
}
