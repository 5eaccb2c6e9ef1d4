//! The key set as a whole.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;
use x509_parser::num_bigint::BigUint;

use super::document::Document;
use super::facts::Outcome;
use super::json::Json;
use super::key::{self, Read};
use super::key_facts::{KeyFault, KeySet};
use super::public::Public;
use crate::fact::{Fact, Gap, Reason};
use crate::text::text;

/// The purpose of keys that sign nothing.
const ENCRYPTION: &str = "enc";
/// The most keys that are looked at. A provider has three or four.
const MOST_KEYS: usize = 64;
/// The longest modulus that is compared with others by its factors, in bits.
const MOST_FACTOR_BITS: i64 = 8192;
/// The most moduli that are so compared.
const MOST_FACTORED: usize = 32;

/// A set that was read, with its keys for comparisons.
#[derive(Clone, Debug)]
pub(super) struct Gathered {
    /// What is told of it.
    pub(super) facts: KeySet,
    /// The public halves.
    pub(super) publics: Vec<Public>,
}

impl Gathered {
    /// Reads the document of a set; `algorithms` are those of identity tokens, as the metadata say.
    pub(super) fn read(mut document: Document, algorithms: &[&str], now: Timestamp) -> Self {
        if let (Fact::Known(Outcome::Document), None) = (&document.address.outcome, items(&document)) {
            document.address.outcome = Fact::Known(Outcome::NotObject);
        }
        let Some(all) = items(&document) else {
            return Self { facts: without_keys(&document), publics: Vec::new() };
        };
        let mut keys: Vec<Read> =
            all.iter().take(MOST_KEYS).enumerate().map(|(n, own)| Read::new(own, n + 1, now)).collect();
        blame_shared_moduli(&mut keys);
        blame_shared_factors(&mut keys);
        let gap = too_many(all.len());
        let complete = all.len() <= MOST_KEYS;
        let unless_cut = |known: bool| if known || complete { None } else { Some(gap.clone()) };
        let usable = keys.iter().filter(|own| own.key.usable == Fact::Known(true)).count();
        let unserved = unserved(&keys, algorithms);
        let duplicates = duplicate_ids(&keys);
        let unnamed = all.len() > 1 && keys.iter().any(|own| own.id.is_none());
        let facts = KeySet {
            declared_host: true,
            count: Fact::Known(number(all.len())),
            usable: unless_cut(usable > 0).map_or(Fact::Known(number(usable)), Fact::Unknown),
            duplicate_ids: unless_cut(!duplicates.is_empty()).map_or(Fact::Known(duplicates), Fact::Unknown),
            unnamed_among_several: unless_cut(unnamed).map_or(Fact::Known(unnamed), Fact::Unknown),
            unserved_algorithms: unless_cut(unserved.is_empty()).map_or(Fact::Known(unserved), Fact::Unknown),
            thumbprints: unless_cut(false).map_or(Fact::Known(thumbprints(&keys)), Fact::Unknown),
            keys: Fact::Known(
                keys.iter().map(|own| own.key.clone()).chain((!complete).then(|| key::rest(&gap))).collect(),
            ),
            elsewhere: Fact::Unknown(Reason::NotCollected.into()),
            sharing: Fact::Unknown(Reason::NotCollected.into()),
            sharing_credentials: Fact::Unknown(Reason::NotCollected.into()),
            address: document.address,
        };
        Self { facts, publics: keys.into_iter().filter_map(|own| own.public).collect() }
    }
}

/// The thumbprints of the keys that may sign tokens: all but those that are for encryption.
pub(super) fn signing(set: &Fact<KeySet>) -> Fact<BTreeSet<String>> {
    let set = match set {
        Fact::Known(set) => set,
        Fact::Absent => return Fact::Absent,
        Fact::Unknown(gap) => return Fact::Unknown(gap.clone()),
    };
    let all = set.keys.known().into_iter().flatten();
    let signing = all.filter(|own| own.purpose.known().is_none_or(|purpose| purpose != ENCRYPTION));
    set.thumbprints.clone().map(|_| signing.filter_map(|own| own.thumbprint.known().cloned()).collect())
}

/// The same of a stored fact; `None` where it does not tell every key.
pub(super) fn remembered(fact: &Value) -> Option<BTreeSet<String>> {
    fact.pointer("/keys/thumbprints")?.as_array()?;
    let all = fact.pointer("/keys/keys")?.as_array()?.iter();
    let signing = all.filter(|own| own.get("purpose").and_then(Value::as_str) != Some(ENCRYPTION));
    Some(signing.filter_map(|own| own.get("thumbprint")?.as_str().map(str::to_owned)).collect())
}

/// The keys of a document, as far as it has the structure of a set (RFC 7517, section 5).
fn items(document: &Document) -> Option<&[Json]> {
    document.json.as_ref()?.member("keys")?.items()
}

/// The facts of a set that could not be read: absent where the server answered, unknown where not.
fn without_keys(document: &Document) -> KeySet {
    fn none<T>(outcome: &Fact<Outcome>) -> Fact<T> {
        match outcome {
            Fact::Unknown(gap) => Fact::Unknown(gap.clone()),
            Fact::Known(_) | Fact::Absent => Fact::Absent,
        }
    }
    let outcome = &document.address.outcome;
    KeySet {
        declared_host: true,
        count: none(outcome),
        keys: none(outcome),
        usable: none(outcome),
        duplicate_ids: none(outcome),
        unnamed_among_several: none(outcome),
        unserved_algorithms: none(outcome),
        thumbprints: none(outcome),
        elsewhere: none(outcome),
        sharing: none(outcome),
        sharing_credentials: none(outcome),
        address: document.address.clone(),
    }
}

/// The facts of a set that is not asked for, because it stands at another host.
pub(super) fn foreign(path: &str, gap: &Gap) -> KeySet {
    let address = super::document::unseen(None, path, gap);
    KeySet { declared_host: false, ..without_keys(&Document { address, json: None }) }
}

fn too_many(number: usize) -> Gap {
    let detail = text!(
        "bộ khóa quá lớn; chỉ xem tối đa {MOST_KEYS} khóa; số khóa: {number}",
        "the set is too large; at most {MOST_KEYS} keys are looked at; number of keys: {number}"
    );
    Gap::new(Reason::Budget, detail)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn thumbprints(keys: &[Read]) -> Vec<String> {
    let mut all: Vec<String> = keys.iter().filter_map(|own| own.key.thumbprint.known().cloned()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn duplicate_ids(keys: &[Read]) -> Vec<String> {
    let mut names: Vec<&String> = keys.iter().filter_map(|own| own.id.as_ref()).collect();
    names.sort_unstable();
    let mut twice: Vec<String> = names.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0].clone()).collect();
    twice.dedup();
    twice
}

/// Algorithms with a key pair that no key serves. Those that nobody knows are not told: nobody can
/// say which key they need.
fn unserved(keys: &[Read], algorithms: &[&str]) -> Vec<String> {
    let known = algorithms.iter().filter(|name| super::algorithm::Need::of(name).is_some());
    known.filter(|name| !keys.iter().any(|own| own.serves(name))).map(|name| (*name).to_owned()).collect()
}

fn modulus(own: &Read) -> Option<&[u8]> {
    match &own.public {
        Some(Public::Rsa { modulus, .. }) => Some(modulus),
        _ => None,
    }
}

/// One modulus under two names looks like two keys and is one.
fn blame_shared_moduli(keys: &mut [Read]) {
    let shared: Vec<bool> = keys
        .iter()
        .enumerate()
        .map(|(n, own)| {
            let mut others = keys.iter().enumerate().filter(|(other, _)| *other != n).map(|(_, other)| other);
            modulus(own).is_some() && others.any(|other| modulus(own) == modulus(other) && own.id != other.id)
        })
        .collect();
    for (own, _) in keys.iter_mut().zip(shared).filter(|(_, shared)| *shared) {
        own.blame(KeyFault::SharedModulus);
    }
}

/// Moduli with a common factor fall by one division (Heninger and others, 2012).
fn blame_shared_factors(keys: &mut [Read]) {
    let sized = |own: &&mut Read| {
        own.key.bits.known().is_some_and(|bits| (512..=MOST_FACTOR_BITS).contains(bits)) && modulus(own).is_some()
    };
    let mut own: Vec<(&mut Read, BigUint)> = keys
        .iter_mut()
        .filter(sized)
        .take(MOST_FACTORED)
        .map(|own| {
            let number = BigUint::from_bytes_be(modulus(own).unwrap_or_default());
            (own, number)
        })
        .collect();
    let numbers: Vec<BigUint> = own.iter().map(|(_, number)| number.clone()).collect();
    for (key, number) in &mut own {
        let mut others = numbers.iter().filter(|other| *other != number).peekable();
        if others.peek().is_none() {
            continue;
        }
        let product = others.fold(BigUint::from(1_u32), |product, other| product * other % &*number);
        if gcd(product, number.clone()) != BigUint::from(1_u32) {
            key.blame(KeyFault::SharedFactor);
        }
    }
}

/// Euclid's greatest common divisor.
fn gcd(mut one: BigUint, mut two: BigUint) -> BigUint {
    let zero = BigUint::from(0_u32);
    while two != zero {
        (one, two) = (two.clone(), one % two);
    }
    one
}
