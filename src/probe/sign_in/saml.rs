//! What a sign-in asks of a SAML provider, read from the address it sends people to (SAML 2.0 Bindings, section 3.4).

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use url::Url;

use super::address::Own;
use super::fact::SamlRequest;
use super::request::{made, parameter};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::http::way::shown_address;
use crate::text::{Text, base64_of_any_form, shorten};

/// The most bytes of a request once it is unpacked.
const MOST: usize = 64 << 10;
/// The most attributes of its first element.
const MOST_ATTRIBUTES: usize = 50;

/// Whether an address holds a SAML request.
pub(super) fn is_request(address: &Url) -> bool {
    parameter(address, "SAMLRequest").is_some_and(|request| !request.is_empty())
}

/// The request at an address; `again` is the same of another visit.
pub(super) fn request(own: Own<'_>, address: &Url, again: Result<&Url, Gap>) -> SamlRequest {
    let signed = parameter(address, "Signature").is_some_and(|signature| !signature.is_empty());
    let read = |address: &Url| attributes(&parameter(address, "SAMLRequest").unwrap_or_default());
    let Some(attributes) = read(address) else {
        let gap = || Gap::new(Reason::Parse, Text::new("không đọc được SAMLRequest", "the SAMLRequest cannot be read"));
        return SamlRequest {
            address: shown_address(address),
            signed,
            id: gap().into(),
            return_address: gap().into(),
            return_secure: gap().into(),
            return_own: gap().into(),
            force: gap().into(),
        };
    };
    let value = |attributes: &[(String, String)], name: &str| {
        attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
    };
    let back = value(&attributes, "AssertionConsumerServiceURL");
    let target = back.as_ref().map(|back| Url::parse(back).ok());
    let of_target =
        |is: &dyn Fn(&Url) -> bool| Fact::from(target.as_ref().map(|target| target.as_ref().is_some_and(is)));
    SamlRequest {
        address: shown_address(address),
        signed,
        id: made(value(&attributes, "ID"), again.map(|other| value(&read(other).unwrap_or_default(), "ID"))),
        return_address: target
            .as_ref()
            .map(|target| {
                target.as_ref().map_or_else(|| shorten(&back.clone().unwrap_or_default(), 300), shown_address)
            })
            .into(),
        return_secure: of_target(&|target| target.scheme() == "https"),
        return_own: of_target(&|target| own.has(target)),
        force: Fact::Known(value(&attributes, "ForceAuthn").is_some_and(|force| force == "true" || force == "1")),
    }
}

/// The attributes of the request itself: base64, deflated, XML. Nothing below its first element is read, so nothing
/// there can grow.
fn attributes(packed: &str) -> Option<Vec<(String, String)>> {
    let bytes = base64_of_any_form(packed.as_bytes())?;
    let unpacked = decompress_to_vec_with_limit(&bytes, MOST).ok()?;
    let text = String::from_utf8(unpacked).ok()?;
    let (before, rest) = text.split_once("AuthnRequest")?;
    // Only what may stand before the first element: the XML declaration, and `<` with a prefix.
    let prefix = before.rsplit('<').next()?;
    let at_start = before.matches('<').count() <= 2 && !before.contains("<!");
    if !at_start || !prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b":-_.".contains(&b)) {
        return None;
    }
    let mut rest = rest.trim_start();
    let mut found = Vec::new();
    while !rest.starts_with(['>', '/']) && found.len() < MOST_ATTRIBUTES {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let (value, after) = after.get(1..)?.split_once(quote)?;
        found.push((name.trim().to_owned(), value.replace("&amp;", "&")));
        rest = after.trim_start();
    }
    Some(found)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A request as an address carries it: deflated, base64.
    pub(in crate::probe::sign_in) fn packed(xml: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bytes = miniz_oxide::deflate::compress_to_vec(xml.as_bytes(), 6);
        let groups = bytes.chunks(3).map(|group| {
            let number = (0..3).fold(0_usize, |sum, at| sum << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
            let letters = (0..4).map(|at| char::from(LETTERS[number >> (18 - 6 * at) & 63]));
            letters.take(group.len() + 1).collect::<String>()
        });
        groups.collect()
    }

    #[test]
    fn a_request_is_unpacked_and_its_first_element_read() {
        let xml = "<?xml version='1.0'?><samlp:AuthnRequest xmlns:samlp=\"urn\" ID='_9f' ForceAuthn=\"true\"\n \
                   AssertionConsumerServiceURL=\"https://a.test/acs?x=1&amp;y=2\"><a ID='no'/></samlp:AuthnRequest>";
        let read = attributes(&packed(xml)).expect("readable");
        let value = |name| read.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        assert_eq!(value("ID"), Some("_9f"));
        assert_eq!(value("AssertionConsumerServiceURL"), Some("https://a.test/acs?x=1&y=2"));
    }

    #[test]
    fn what_is_hostile_is_not_read_and_costs_little() {
        let bomb = format!("<AuthnRequest ID='{}'", "a".repeat(50 << 20));
        assert_eq!(attributes(&packed(&bomb)), None);
        let entity = "<!DOCTYPE x [<!ENTITY a 'b'>]><AuthnRequest ID='&a;'>";
        for odd in [&packed(entity), &packed("<AuthnRequest ID"), &packed("<AuthnRequest ID=x>"), "%%%", "", "AAAA"] {
            assert_eq!(attributes(odd), None, "{odd}");
        }
    }
}
