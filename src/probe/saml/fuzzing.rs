//! What a fuzzer feeds to the reader of metadata. `fuzz/` calls it, and the replay of its corpus; it is compiled for
//! nobody else.

use super::metadata::{Around, of_bytes};
use super::xml::{Canonical, read};
use crate::fact::{Fact, Factual};
use crate::probe::TrustStores;
use crate::system::{NamePattern, Pace, Scope};

/// Makes the whole fact of any bytes as metadata, and the canonical forms of what is well-formed.
pub fn saml(data: &[u8]) {
    let scope = Scope {
        names: NamePattern::from_text("*.example.vn").into_iter().collect(),
        networks: Vec::new(),
        ports: Vec::new(),
        pace: Pace::default(),
        vantage: None,
    };
    let stores = TrustStores::trusting(&[]);
    let around =
        Around { address: "https://idp.example.vn/metadata", host: "idp.example.vn", scope: &scope, stores: &stores };
    let told = of_bytes(data, &around);
    if let Fact::Known(entity) = &told.entity
        && entity.signed == Fact::Known(true)
    {
        let signatures = told.signatures.known().into_iter().flatten();
        let counts = |own: &&super::facts::SamlSignature| {
            own.verifies == Fact::Known(true) && own.covers_entity == Fact::Known(true)
        };
        assert!(signatures.filter(counts).count() > 0, "signed without a signature");
        assert_eq!(told.doctype_present, Fact::Known(false), "signed with a document type");
    }
    let written = serde_json::to_string(&told.into_value()).unwrap_or_default();
    assert!(written.len() <= (1 << 20) + 8 * data.len(), "a fact of {} bytes from {}", written.len(), data.len());
    forms(data);
}

/// The canonical form of a document is a document, and its own canonical form.
fn forms(data: &[u8]) {
    let Ok(document) = read(data).document else { return };
    for exclusive in [None, Some(std::collections::BTreeSet::new())] {
        let method = Canonical { exclusive, comments: true, ..Canonical::default() };
        let Ok(form) = method.document(&document) else { continue };
        // It may be larger than what is read.
        let Ok(again) = read(&form).document else {
            assert!(form.len() > super::xml::MOST_BYTES || document.doctype, "a form that is no document");
            continue;
        };
        assert_eq!(method.document(&again).ok(), Some(form), "two forms of one document");
    }
}
