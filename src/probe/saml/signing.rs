//! The keys with which an identity provider signs, for comparison between runs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::facts::{SamlEntity, SamlKey, SamlKeyUse, SamlRoleKind};
use super::parse_gap;
use crate::fact::{Fact, Gap};

/// The SHA-256 of each public key that may sign: a certificate that was issued anew for the same key changes nothing.
pub(super) fn keys(entity: &Fact<SamlEntity>) -> Fact<BTreeSet<String>> {
    let keys = match entity {
        Fact::Known(entity) => &entity.keys,
        Fact::Absent => return Fact::Absent,
        Fact::Unknown(gap) => return Fact::Unknown(gap.clone()),
    };
    match keys {
        Fact::Known(keys) => {
            let all: Result<_, Gap> = keys.iter().filter(|own| signs(own)).map(fingerprint).collect();
            all.map_or_else(Fact::Unknown, Fact::Known)
        }
        Fact::Absent => Fact::Absent,
        Fact::Unknown(gap) => Fact::Unknown(gap.clone()),
    }
}

/// The same of a stored fact; `None` where it does not tell every key.
pub(super) fn remembered(fact: &Value) -> Option<BTreeSet<String>> {
    let word = |own: &Value, name: &str| own.get(name).and_then(Value::as_str).map(str::to_owned);
    let signs = |own: &&Value| {
        word(own, "role").as_deref() == Some(SamlRoleKind::IdentityProvider.word())
            && word(own, "usage").as_deref() != Some(SamlKeyUse::Encryption.word())
    };
    let all = fact.pointer("/entity/keys")?.as_array()?.iter();
    all.filter(signs).map(|own| word(own, "key_fingerprint")).collect()
}

fn signs(key: &SamlKey) -> bool {
    key.role == SamlRoleKind::IdentityProvider && key.usage != SamlKeyUse::Encryption
}

fn fingerprint(key: &SamlKey) -> Result<String, Gap> {
    match &key.key_fingerprint {
        Fact::Known(own) => Ok(own.clone()),
        Fact::Unknown(gap) => Err(gap.clone()),
        Fact::Absent => Err(parse_gap(
            "có khóa chỉ được ghi bằng các số, không có chứng thư, nên không so sánh được giữa các lượt kiểm tra",
            "a key is given by its numbers alone, without a certificate, and cannot be compared between runs",
        )),
    }
}
