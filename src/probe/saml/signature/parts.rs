//! The parts of a signature.

use std::collections::BTreeSet;

use super::SIGNATURES;
use crate::probe::saml::base64;
use crate::probe::saml::xml::{Canonical, Element};

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_1_1: &str = "http://www.w3.org/2006/12/xml-c14n11";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// The most references that are read; more than one is wrong already.
const MOST_REFERENCES: usize = 4;
/// The most transforms of a reference that are read; the standard allows two.
const MOST_TRANSFORMS: usize = 16;

/// A signature taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// What is really signed; `None` where there is not exactly one such element.
    pub(super) signed_info: Option<&'a Element>,
    /// The algorithm; empty where none is named.
    pub(super) method: &'a str,
    /// What is covered.
    pub(super) references: Vec<Reference<'a>>,
    /// The signature itself.
    pub(super) value: Option<Vec<u8>>,
    /// Whose key it is.
    pub(super) key_info: Option<&'a Element>,
}

/// What is covered.
#[derive(Debug)]
pub(super) struct Reference<'a> {
    /// Where it is.
    pub(super) uri: Option<&'a str>,
    /// What is done to it first.
    pub(super) transforms: Vec<&'a Element>,
    /// The algorithm of the digest; empty where none is named.
    pub(super) digest_method: &'a str,
    /// The digest.
    pub(super) digest: Option<Vec<u8>>,
}

impl<'a> Parts<'a> {
    /// Takes a signature apart.
    pub(super) fn read(signature: &'a Element) -> Self {
        let signed_info = signature.only(SIGNATURES, "SignedInfo");
        let method = signed_info.and_then(|own| own.only(SIGNATURES, "SignatureMethod"));
        let references = signed_info.map(|own| own.named(SIGNATURES, "Reference").take(MOST_REFERENCES));
        Self {
            signed_info,
            method: method.map_or("", named),
            references: references.into_iter().flatten().map(Reference::read).collect(),
            value: signature.only(SIGNATURES, "SignatureValue").and_then(|own| base64::decode(&own.text())),
            key_info: signature.only(SIGNATURES, "KeyInfo"),
        }
    }

    /// The name of the canonical form of what is signed.
    pub(super) fn canonicalization(&self) -> &'a str {
        self.method_of_form().map_or("", named)
    }

    /// The canonical form of what is signed; `None` where it is none that is known here.
    pub(super) fn form(&self) -> Option<Canonical> {
        self.method_of_form().and_then(form)
    }

    fn method_of_form(&self) -> Option<&'a Element> {
        self.signed_info.and_then(|own| own.only(SIGNATURES, "CanonicalizationMethod"))
    }
}

impl<'a> Reference<'a> {
    fn read(element: &'a Element) -> Self {
        let transforms = element.only(SIGNATURES, "Transforms");
        Self {
            uri: element.attribute("URI"),
            transforms: transforms
                .into_iter()
                .flat_map(|own| own.named(SIGNATURES, "Transform").take(MOST_TRANSFORMS))
                .collect(),
            digest_method: element.only(SIGNATURES, "DigestMethod").map_or("", named),
            digest: element.only(SIGNATURES, "DigestValue").and_then(|own| base64::decode(&own.text())),
        }
    }

    /// The form in which it is digested, the signature with this number left out where it says so; `None` where a
    /// transform is not one of those that the standard allows, in their order.
    pub(super) fn form(&self, signature: usize) -> Option<Canonical> {
        let mut rest = self.transforms.as_slice();
        let mut without = None;
        if let [first, tail @ ..] = rest
            && named(first) == ENVELOPED
        {
            (without, rest) = (Some(signature), tail);
        }
        let own = match rest {
            [] => Canonical::default(),
            [last] => form(last)?,
            _ => return None,
        };
        // A bare name means its element without comments, whatever form follows (XML Signature, 4.4.3.3).
        Some(Canonical { comments: false, without, ..own })
    }
}

/// The algorithm that an element names.
pub(super) fn named(element: &Element) -> &str {
    element.attribute("Algorithm").unwrap_or_default()
}

/// The canonical form that an element names.
fn form(element: &Element) -> Option<Canonical> {
    let name = named(element);
    // `#` is the end of one name, and begins the suffix of the others.
    let plain = name.strip_suffix("WithComments").unwrap_or(name);
    let comments = plain.len() < name.len();
    let base = if comments { plain.strip_suffix('#').unwrap_or(plain) } else { plain };
    let own = Canonical { comments, ..Canonical::default() };
    match base {
        INCLUSIVE => Some(own),
        INCLUSIVE_1_1 => Some(Canonical { later: true, ..own }),
        _ if plain == EXCLUSIVE => Some(Canonical { exclusive: Some(listed(element)), ..own }),
        _ => None,
    }
}

/// The prefixes that are treated as inclusive; `#default` is the default namespace.
fn listed(element: &Element) -> BTreeSet<String> {
    let list = element.only(EXCLUSIVE, "InclusiveNamespaces").and_then(|own| own.attribute("PrefixList"));
    let words = list.unwrap_or_default().split_ascii_whitespace();
    words.map(|word| if word == "#default" { String::new() } else { word.to_owned() }).collect()
}
