//! The presented certificates and how they hang together by name.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::facts::{Key, PathCertificate, Presented, SignatureHash};
use super::key::signature_hash;
use super::leaf::{instant, self_signed, shown_name};
use crate::probe::Store;

/// The most certificates that are climbed over, and the most of one name that are told apart: no
/// client goes further, and a hostile chain must not cost much.
const MOST_CLIMBED: usize = 20;
const MOST_VERIFIED: usize = 8;

/// The presented certificates, read.
#[derive(Debug)]
pub(super) struct Chain<'a> {
    /// Each with its DER; `None` for what is no certificate.
    entries: Vec<(&'a [u8], Option<X509Certificate<'a>>)>,
}

impl<'a> Chain<'a> {
    /// Reads what was presented.
    pub(super) fn read(presented: &'a [Vec<u8>]) -> Self {
        let entries = presented.iter().map(|der| {
            let parsed = X509Certificate::from_der(der).ok().filter(|(rest, _)| rest.is_empty());
            (der.as_slice(), parsed.map(|(_, certificate)| certificate))
        });
        Self { entries: entries.collect() }
    }

    /// The server's own certificate.
    pub(super) fn leaf(&self) -> Option<(&'a [u8], &X509Certificate<'a>)> {
        let (der, certificate) = self.entries.first()?;
        Some((der, certificate.as_ref()?))
    }

    /// What was presented: each with its DER; `None` for what is no certificate.
    pub(super) fn entries(&self) -> &[(&'a [u8], Option<X509Certificate<'a>>)] {
        &self.entries
    }

    /// The first place of this DER.
    pub(super) fn place_of(&self, der: &[u8]) -> Option<usize> {
        self.entries.iter().position(|(own, _)| *own == der)
    }

    /// The certificates at these places.
    pub(super) fn at(&self, way: &[usize]) -> Vec<&X509Certificate<'a>> {
        way.iter().filter_map(|place| self.certificate(*place)).collect()
    }

    /// The places of the certificates that lead upwards from the leaf, issuer after issuer.
    pub(super) fn climb(&self) -> Vec<usize> {
        let mut way = Vec::new();
        let mut next = self.leaf().map(|_| 0);
        while let Some(place) = next.filter(|_| way.len() < MOST_CLIMBED) {
            way.push(place);
            next = self.issuer_of(place, &way);
        }
        way
    }

    /// The certificate with this DER as a row of a path.
    pub(super) fn row(certificate: &X509Certificate<'_>) -> PathCertificate {
        PathCertificate {
            subject: shown_name(certificate.subject()),
            not_after: instant(certificate.validity().not_after.timestamp()),
            key: Key::of(certificate),
            signature: signature_hash(certificate),
        }
    }

    /// How they were presented.
    pub(super) fn presented(&self) -> Presented {
        let way = self.climb();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let others = self.entries.iter().skip(1).filter_map(|(_, certificate)| certificate.as_ref());
        Presented {
            count: number(self.entries.len()),
            ordered: way.is_sorted(),
            extra: number(self.entries.len().saturating_sub(way.len())),
            root_included: others.into_iter().any(self_signed),
        }
    }

    /// Whether a certificate that is no anchor of the store is signed with MD5 or SHA-1.
    pub(super) fn weak_signature(&self, store: &Store) -> bool {
        self.entries.iter().filter_map(|(_, certificate)| certificate.as_ref()).any(|certificate| {
            matches!(signature_hash(certificate), SignatureHash::Md5 | SignatureHash::Sha1)
                && !is_anchor(certificate, store)
        })
    }

    fn certificate(&self, place: usize) -> Option<&X509Certificate<'a>> {
        self.entries.get(place)?.1.as_ref()
    }

    /// Every way that leads upwards from the leaf by name and goes no further, each longest part
    /// first; at most `most` ways of at most `depth` certificates.
    pub(super) fn ways(&self, most: usize, depth: usize) -> Vec<Vec<usize>> {
        let mut ways = Vec::new();
        let mut open: Vec<Vec<usize>> = self.leaf().map(|_| vec![0]).into_iter().collect();
        while let Some(way) = open.pop() {
            let above = way.last().map(|place| self.named_issuers(*place, &way)).unwrap_or_default();
            if above.is_empty() || way.len() >= depth {
                ways.push(way);
                if ways.len() >= most {
                    break;
                }
                continue;
            }
            open.extend(above.into_iter().rev().take(most).map(|next| way.iter().copied().chain([next]).collect()));
        }
        ways
    }

    /// The way upwards where the names leave no choice; `None` where they leave one.
    pub(super) fn only_way(&self) -> Option<Vec<usize>> {
        let mut ways = self.ways(2, MOST_CLIMBED);
        ways.pop().filter(|_| ways.is_empty())
    }

    fn issuer_of(&self, place: usize, used: &[usize]) -> Option<usize> {
        let below = self.certificate(place)?;
        let mut candidates = self.named_issuers(place, used);
        candidates.truncate(MOST_VERIFIED);
        // Two authorities of one name are told apart by the signature, where it can be verified.
        let signer = candidates.iter().copied().find(|candidate| {
            self.certificate(*candidate).is_some_and(|own| below.verify_signature(Some(own.public_key())).is_ok())
        });
        signer.or_else(|| candidates.first().copied())
    }

    /// The places of certificates that bear the issuer's name and are not on the way yet.
    fn named_issuers(&self, place: usize, used: &[usize]) -> Vec<usize> {
        let Some(below) = self.certificate(place).filter(|own| !self_signed(own)) else {
            return Vec::new();
        };
        let named = |candidate: &usize| {
            !used.contains(candidate)
                && self.certificate(*candidate).is_some_and(|own| own.subject().as_raw() == below.issuer().as_raw())
        };
        (0..self.entries.len()).filter(named).collect()
    }
}

/// Whether a certificate is an anchor of a store, by subject and key.
pub(super) fn is_anchor(certificate: &X509Certificate<'_>, store: &Store) -> bool {
    store.knows_key(content(certificate.subject().as_raw()), content(certificate.public_key().raw))
}

/// The content of a DER value without its head, as trust anchors are kept.
pub(super) fn content(der: &[u8]) -> &[u8] {
    x509_parser::asn1_rs::Any::from_der(der).map_or(&[], |(_, any)| any.data)
}
