//! The parties of an inspection: who takes part, who signs, after whom, and with what kind of certificate.

use std::collections::BTreeSet;

use crate::load::{Mapping, Node, Reader};
use crate::text::{Text, text};

/// A party of the inspection.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Role {
    /// Its key, such as `operator`.
    pub key: String,
    /// What it is.
    pub title: Text,
    /// Which body fills it, where the profile knows.
    pub name: Option<Text>,
    /// Its line in a signature block, where it signs.
    pub signature: Option<Text>,
    /// The party over whose signature it sets the seal of the body, in that party's block and after it.
    pub seals: Option<String>,
    /// The keys of the parties that have to sign before it.
    pub after: Vec<String>,
    /// What is asked of the certificate it signs with.
    pub certificate: CertificateRule,
}

/// What is asked of a certificate; an empty list asks nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CertificateRule {
    /// One of these is an organisation (`O`) of the subject.
    pub organisation: Vec<String>,
    /// One of these is a unit (`OU`) of the subject.
    pub unit: Vec<String>,
    /// The anchor of its path lies in one of these stores of the trust folder.
    pub store: Vec<String>,
}

/// Longest key of a party: it becomes the name of a signature field.
const LONGEST_KEY: usize = 48;

/// Reads the list of parties.
pub(super) fn read(reader: &Reader, node: &Node) -> Option<Vec<Role>> {
    let roles = reader.each(node, role)?;
    let nodes = reader.list(node)?;
    let mut seen = BTreeSet::new();
    let mut is_sound = true;
    for (role, node) in roles.iter().zip(nodes) {
        let key = &role.key;
        if !seen.insert(key.as_str()) {
            let what = text!("vai trò `{key}` được khai hai lần", "the role `{key}` is declared twice");
            reader.problem("K-PRF-016", node.span.clone(), what);
            is_sound = false;
        }
        is_sound &= order(reader, node, role, &roles) && sealing(reader, node, role, &roles);
    }
    is_sound.then_some(roles)
}

fn role(reader: &Reader, node: &Node) -> Option<Role> {
    let mut map =
        reader.mapping(node, &["key", "title", "name", "signs", "signature", "seals", "after", "certificate"])?;
    let key = map.required("key", key);
    let title = map.required("title", Reader::bilingual);
    let name = map.optional("name", Reader::bilingual);
    let signs = map.or("signs", false, Reader::bool);
    let signature = map.optional("signature", Reader::bilingual);
    let seals = map.optional("seals", Reader::text);
    let after = map.or("after", Vec::new(), texts);
    let certificate = map.or("certificate", CertificateRule::default(), certificate);
    let (signs, signature, seals, title) = (signs?, signature?, seals?, title?);
    if signs && signature.is_none() && seals.is_none() {
        let what = Text::new("bên ký cần khóa `signature`", "a party that signs needs the key `signature`");
        reader.problem("K-PRF-001", map.key_span("signs"), what);
    }
    signs_or_demands_nothing(reader, &map, signs);
    // A seal has no block of its own, so its line is what it is; and it comes after the signature that it covers.
    let signature = signature.or_else(|| seals.is_some().then(|| title.clone())).filter(|_| signs);
    let mut after = after?;
    after.extend(seals.clone().filter(|sealed| !after.contains(sealed)));
    Some(Role { key: key?, title, name: name?, signature, seals, after, certificate: certificate? })
}

/// What is asked of a signature means nothing where nobody signs: a slip that would leave the report without it.
fn signs_or_demands_nothing(reader: &Reader, map: &Mapping<'_>, signs: bool) {
    for key in ["seals", "after", "certificate"] {
        if !signs && map.node(key).is_some() {
            let what = text!(
                "khóa `{key}` chỉ dùng cho bên ký (`signs: true`)",
                "the key `{key}` is for a party that signs (`signs: true`)"
            );
            reader.problem("K-PRF-017", map.key_span(key), what);
        }
    }
}

/// A key names a signature field, and no field's name may be the beginning of another.
fn key(reader: &Reader, node: &Node) -> Option<String> {
    let key = reader.text(node)?;
    let is_plain = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_plain && key.len() <= LONGEST_KEY && !key.contains("-signature") {
        return Some(key);
    }
    let what = text!("`{key}` không dùng làm khóa vai trò được", "`{key}` cannot be the key of a role");
    let problem = crate::load::Problem::at("K-PRF-018", reader.source(), node.span.clone(), what);
    reader.note(problem.with_hint(text!(
        "chữ thường không dấu, chữ số và `-`, tối đa {LONGEST_KEY} ký tự, không chứa `-signature`: team-leader",
        "small plain letters, digits and `-`, {LONGEST_KEY} at most, without `-signature`: team-leader"
    )));
    None
}

fn texts(reader: &Reader, node: &Node) -> Option<Vec<String>> {
    reader.each(node, Reader::text)
}

fn certificate(reader: &Reader, node: &Node) -> Option<CertificateRule> {
    let mut map = reader.mapping(node, &["organisation", "unit", "store"])?;
    let organisation = map.or("organisation", Vec::new(), texts);
    let unit = map.or("unit", Vec::new(), texts);
    let store = map.or("store", Vec::new(), texts);
    Some(CertificateRule { organisation: organisation?, unit: unit?, store: store? })
}

/// A seal covers a signature, and each signature one seal.
fn sealing(reader: &Reader, node: &Node, role: &Role, all: &[Role]) -> bool {
    let Some(sealed) = &role.seals else { return true };
    let is_seal = all.iter().any(|other| other.key == *sealed && other.seals.is_some());
    let others = all.iter().filter(|other| other.seals.as_ref() == Some(sealed)).count();
    if !is_seal && others == 1 {
        return true;
    }
    let what = text!(
        "chữ ký của `{sealed}` không thể mang dấu này: mỗi chữ ký của người chỉ một dấu, dấu không đóng lên dấu",
        "the signature of `{sealed}` cannot bear this seal: a person's signature bears one, and a seal bears none"
    );
    reader.problem("K-PRF-021", node.span.clone(), what);
    false
}

/// Whom a role waits for: parties that sign, and never itself by whatever way.
fn order(reader: &Reader, node: &Node, role: &Role, all: &[Role]) -> bool {
    let signing: Vec<&str> =
        all.iter().filter(|other| other.signature.is_some()).map(|other| other.key.as_str()).collect();
    let key = &role.key;
    for before in &role.after {
        if !signing.contains(&before.as_str()) {
            let what = text!("`{before}` không phải là một bên ký", "`{before}` is no party that signs");
            reader.unknown_name("K-PRF-019", node.span.clone(), what, before, &signing);
            return false;
        }
    }
    if waits_for(role, key, all) {
        let what = text!("vai trò `{key}` phải ký sau chính mình", "the role `{key}` would have to sign after itself");
        reader.problem("K-PRF-020", node.span.clone(), what);
        return false;
    }
    true
}

/// Whether a role waits, directly or through others, for the one of this key.
fn waits_for(role: &Role, key: &str, all: &[Role]) -> bool {
    let mut open: Vec<&str> = role.after.iter().map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    while let Some(next) = open.pop() {
        if next == key {
            return true;
        }
        if seen.insert(next) {
            let further = all.iter().filter(|other| other.key == next);
            open.extend(further.flat_map(|other| other.after.iter().map(String::as_str)));
        }
    }
    false
}
