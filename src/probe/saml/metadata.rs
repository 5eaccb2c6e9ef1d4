//! From the answer at the metadata address to the facts.

use std::collections::BTreeMap;

use super::entity::entity;
use super::facts::{Saml, SamlDocument, SamlResponse, SamlRoot};
use super::signature::signatures;
use super::xml::{Document, Element, read};
use super::{METADATA, parse_gap};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::TrustStores;
use crate::system::Scope;
use crate::text::{Text, shorten, text};
use crate::wire::Response;

const MOST_IDS: usize = 50;
const MOST_DUPLICATES: usize = 20;

/// What is known besides the answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// The address that was asked.
    pub(super) address: &'a str,
    /// Its host.
    pub(super) host: &'a str,
    /// What may be contacted.
    pub(super) scope: &'a Scope,
    /// What the system trusts.
    pub(super) stores: &'a TrustStores,
}

/// The facts of an answer.
pub(super) fn saml(response: &Response, around: &Around<'_>) -> Saml {
    let told = SamlResponse {
        status: response.status.into(),
        content_type: response.header("content-type").map(media_type).into(),
        bytes: i64::try_from(response.body.len()).unwrap_or(i64::MAX),
    };
    if let Some(gap) = no_document(response) {
        return Saml { response: Fact::Known(told), ..unknown(&gap) };
    }
    Saml { response: Fact::Known(told), ..of_bytes(&response.body, around) }
}

/// The facts where nothing is known.
pub(super) fn unknown(gap: &Gap) -> Saml {
    Saml {
        response: gap.clone().into(),
        doctype_present: gap.clone().into(),
        document: gap.clone().into(),
        signatures: gap.clone().into(),
        entity: gap.clone().into(),
        rotation: Fact::Absent,
    }
}

/// The facts of a document. The answer itself is not told.
pub(super) fn of_bytes(bytes: &[u8], around: &Around<'_>) -> Saml {
    let reading = read(bytes);
    let document = reading.document.map_err(|gap| if looks_like_html(bytes) { page() } else { gap });
    let document = match document.and_then(|own| metadata(&own).map(|root| (own, root))) {
        Ok(own) => own,
        Err(gap) => {
            let doctype_present = if gap == page() { gap.clone().into() } else { reading.doctype };
            return Saml { doctype_present, ..unknown(&gap) };
        }
    };
    let (document, root) = document;
    let chosen = choose(&document, around);
    let signatures = signatures(&document, chosen.as_ref().copied(), around.stores);
    Saml {
        response: Gap::from(Reason::NotCollected).into(),
        doctype_present: reading.doctype,
        document: Fact::Known(told(&document, root)),
        entity: match &chosen {
            Ok(own) => Fact::Known(entity(&document, own, &signatures, around.scope)),
            Err(gap) => gap.clone().into(),
        },
        signatures: Fact::Known(signatures),
        rotation: Fact::Absent,
    }
}

/// Why an answer brings no document.
fn no_document(response: &Response) -> Option<Gap> {
    let status = response.status;
    let reason = match status {
        200 if response.truncated => {
            let detail = Text::new(
                "siêu dữ liệu dài hơn mức được đọc nên không xét",
                "the metadata are longer than what is read and were not looked at",
            );
            return Some(Gap::new(Reason::Budget, detail));
        }
        200 => return None,
        401 | 403 => Reason::Denied,
        429 | 503 => Reason::RateLimited,
        _ => Reason::Parse,
    };
    let to = response.header("location").filter(|_| matches!(status, 300..=399));
    let detail = match to.map(|own| shorten(own.split(['?', '#']).next().unwrap_or_default(), 200)) {
        Some(to) => text!(
            "địa chỉ siêu dữ liệu trả lời mã {status} và chuyển hướng tới {to}; hãy khai báo chính địa chỉ đó",
            "the metadata address answers with status {status} and redirects to {to}; declare that address itself"
        ),
        None => text!(
            "địa chỉ siêu dữ liệu trả lời mã {status}, không có siêu dữ liệu",
            "the metadata address answers with status {status} and no metadata"
        ),
    };
    Some(Gap::new(reason, detail))
}

fn media_type(value: &str) -> String {
    shorten(value.split(';').next().unwrap_or_default().trim(), 100).to_ascii_lowercase()
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let head: String = bytes.iter().take(400).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let head = head.trim_start_matches(|own: char| !own.is_ascii_graphic() || own == 'ï' || own == '»' || own == '¿');
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || (head.contains("<html") && head.contains("<head"))
}

fn page() -> Gap {
    parse_gap(
        "địa chỉ trả lời bằng một trang web (HTML), không phải siêu dữ liệu SAML",
        "the address answers with a web page (HTML) and no SAML metadata",
    )
}

/// What the root element is, if these are metadata.
fn metadata(document: &Document) -> Result<SamlRoot, Gap> {
    let root = &document.root;
    match (root.namespace(), root.local()) {
        (METADATA, "EntityDescriptor") => Ok(SamlRoot::Entity),
        (METADATA, "EntitiesDescriptor") => Ok(SamlRoot::Entities),
        (_, name) if name.eq_ignore_ascii_case("html") => Err(page()),
        (namespace, name) => {
            let (name, namespace) = (shorten(name, 60), shorten(namespace, 100));
            Err(parse_gap(
                format!("phần tử gốc là “{name}” thuộc “{namespace}”, không phải siêu dữ liệu SAML 2.0"),
                format!(
                    "the root element is \u{201c}{name}\u{201d} of \u{201c}{namespace}\u{201d}, which is no SAML 2.0 metadata"
                ),
            ))
        }
    }
}

/// The entities of the document: never one that lies in anything else than a list of entities.
fn entities(document: &Document) -> Vec<&Element> {
    let (mut found, mut open) = (Vec::new(), vec![&document.root]);
    while let Some(own) = open.pop() {
        if own.is(METADATA, "EntityDescriptor") {
            found.push(own);
        } else if own.is(METADATA, "EntitiesDescriptor") {
            let at = open.len();
            open.extend(own.children());
            open.get_mut(at..).unwrap_or_default().reverse();
        }
    }
    found
}

/// The entity that is inspected.
fn choose<'a>(document: &'a Document, around: &Around<'_>) -> Result<&'a Element, Gap> {
    let all = entities(document);
    let id = |own: &Element| own.attribute("entityID").unwrap_or_default().to_owned();
    let only = |fits: &dyn Fn(&Element) -> bool| {
        let mut fitting = all.iter().filter(|own| fits(own));
        fitting.next().filter(|_| fitting.next().is_none()).copied()
    };
    let signs_in = |own: &Element| own.named(METADATA, "IDPSSODescriptor").next().is_some();
    let is_of_host = |own: &Element| {
        let url = url::Url::parse(&id(own)).ok();
        url.as_ref().and_then(|own| own.host_str()).is_some_and(|own| own.trim_matches(['[', ']']) == around.host)
    };
    let found = only(&|_| true)
        .or_else(|| only(&|own| id(own) == around.address))
        .or_else(|| only(&|own| is_of_host(own) && signs_in(own)))
        .or_else(|| only(&is_of_host))
        .or_else(|| only(&signs_in));
    found.ok_or_else(|| match all.len() {
        0 => parse_gap("siêu dữ liệu không có thực thể nào", "the metadata describe no entity"),
        _ => parse_gap(
            "siêu dữ liệu có nhiều thực thể và không rõ thực thể nào ứng với địa chỉ đã khai báo",
            "the metadata describe several entities, and which one belongs to the declared address is not certain",
        ),
    })
}

fn told(document: &Document, root: SamlRoot) -> SamlDocument {
    let all = entities(document);
    SamlDocument {
        root,
        encoding: document.encoding,
        entity_count: i64::try_from(all.len()).unwrap_or(i64::MAX),
        entity_ids: all
            .iter()
            .take(MOST_IDS)
            .map(|own| shorten(own.attribute("entityID").unwrap_or_default(), 300))
            .collect(),
        duplicate_ids: duplicates(document),
    }
}

fn duplicates(document: &Document) -> Vec<String> {
    let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
    for element in document.elements() {
        let own: std::collections::BTreeSet<_> = element.identifiers().collect();
        for id in own {
            *bearers.entry(id).or_default() += 1;
        }
    }
    let twice = bearers.into_iter().filter(|(_, count)| *count > 1);
    twice.take(MOST_DUPLICATES).map(|(id, _)| shorten(id, 100)).collect()
}
