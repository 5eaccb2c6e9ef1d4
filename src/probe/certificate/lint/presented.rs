//! What came with the server's certificate: the other certificates, the staple, the timestamps.

use super::fact::{Lint, LintId, LintPlace};
use super::{Links, Notes};
use crate::probe::certificate::chain::Chain;
use crate::probe::certificate::leaf::{must_staple, self_signed, shown_name, timestamps};

/// What is known of the handshake besides the certificates.
#[derive(Clone, Copy, Debug)]
pub(in crate::probe::certificate) struct Transport {
    /// Whether an OCSP response was stapled; `None` where it was not to be seen.
    pub(in crate::probe::certificate) stapled: Option<bool>,
}

pub(super) fn look(chain: &Chain<'_>, links: &Links<'_>, transport: Transport) -> Vec<Lint> {
    let mut notes = Notes::default();
    if let Some((_, leaf)) = chain.leaf() {
        notes.certificate = shown_name(leaf.subject());
        notes.place = Some(LintPlace::Leaf);
        if must_staple(leaf) && transport.stapled == Some(false) {
            notes.grave(LintId::StapleMissing, "");
        }
        // Timestamps may also come in the handshake, which is not looked at: never grave.
        if links.public && timestamps(leaf) < 2 {
            notes.light(LintId::SctTooFew, timestamps(leaf).to_string());
        }
    }
    notes.place = Some(LintPlace::Chain);
    order(chain, links, &mut notes);
    notes.lints
}

fn order(chain: &Chain<'_>, links: &Links<'_>, notes: &mut Notes) {
    let way: Vec<_> = links.way.iter().filter_map(|certificate| chain.place_of(certificate.as_raw())).collect();
    if !way.is_sorted() {
        let places: Vec<_> = way.iter().map(|place| (place + 1).to_string()).collect();
        notes.light(LintId::ChainOrder, places.join(", "));
    }
    for (place, (der, certificate)) in chain.entries().iter().enumerate().skip(1) {
        let name = certificate.as_ref().map(|own| shown_name(own.subject()));
        notes.certificate = name.unwrap_or_default();
        let number = (place + 1).to_string();
        if chain.place_of(der).is_some_and(|first| first < place) {
            notes.light(LintId::ChainDuplicate, number);
        } else if certificate.is_none() {
            notes.light(LintId::Malformed, number);
        } else if certificate.as_ref().is_some_and(self_signed) {
            notes.light(LintId::ChainRoot, number);
        } else if !way.contains(&place) {
            notes.light(LintId::ChainExtra, number);
        }
    }
}
