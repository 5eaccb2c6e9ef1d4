//! What the profile and the minutes ask of who signs in a role.

use super::field::field_of;
use super::name::{folded, same_name};
use crate::profile::{CertificateRule, Profile};
use crate::seal::Certificate;
use crate::text::{Text, text};

/// A role that signs, and what is asked of its signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Requirement {
    /// The key of the role.
    pub role: String,
    /// What the role is.
    pub title: Text,
    /// The field that is its own.
    pub field: String,
    /// The person whom the minutes name; nobody, where they leave the line to be filled in.
    pub name: Option<String>,
    /// The keys of the roles that have to sign before it.
    pub after: Vec<String>,
    /// What the profile asks of the certificate.
    pub rule: CertificateRule,
}

/// Why a certificate is not that of a role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Mismatch {
    /// Another person: whom the minutes name, whom the certificate does.
    Name(String, Vec<String>),
    /// Another organisation: those that are asked for, those of the certificate.
    Organisation(Vec<String>, Vec<String>),
    /// Another unit: those that are asked for, those of the certificate.
    Unit(Vec<String>, Vec<String>),
    /// Another store: those that are asked for, those that hold the anchor.
    Store(Vec<String>, Vec<String>),
}

/// The roles of a profile that sign, in its order. `named` gives the person of a role whom the minutes name.
pub fn requirements<'n>(profile: &Profile, named: impl Fn(&str) -> Option<&'n str>) -> Vec<Requirement> {
    let signing = profile.roles.iter().filter(|role| role.signature.is_some());
    signing
        .map(|role| Requirement {
            role: role.key.clone(),
            title: role.title.clone(),
            field: field_of(&role.key),
            name: named(&role.key).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned),
            after: role.after.clone(),
            rule: role.certificate.clone(),
        })
        .collect()
}

impl Requirement {
    /// Whether nothing is asked of the certificate: then the role stands on the field's name alone.
    pub fn is_bare(&self) -> bool {
        self.name.is_none() && self.rule == CertificateRule::default()
    }

    /// Whether the certificate is one of this role, as far as its subject tells.
    ///
    /// # Errors
    /// The first of name, organisation and unit that is another.
    pub fn accepts(&self, certificate: &Certificate) -> Result<(), Mismatch> {
        let parts = |kind: &str| certificate.subject_parts(kind);
        if let Some(name) = &self.name {
            let found = parts("CN");
            if !found.iter().any(|own| same_name(own, name)) {
                return Err(Mismatch::Name(name.clone(), found));
            }
        }
        let (organisations, units) = (parts("O"), parts("OU"));
        if !meets(&self.rule.organisation, &organisations) {
            return Err(Mismatch::Organisation(self.rule.organisation.clone(), organisations));
        }
        if !meets(&self.rule.unit, &units) {
            return Err(Mismatch::Unit(self.rule.unit.clone(), units));
        }
        Ok(())
    }

    /// Whether the path of the certificate ends in a store of this role. `stores` are those that hold its anchor.
    ///
    /// # Errors
    /// It ends in another.
    pub fn accepts_stores(&self, stores: &[String]) -> Result<(), Mismatch> {
        let asked = &self.rule.store;
        let meets = asked.is_empty() || asked.iter().any(|store| stores.contains(store));
        if meets { Ok(()) } else { Err(Mismatch::Store(asked.clone(), stores.to_vec())) }
    }
}

/// Whether one of the words that are asked for is there; none asked for, anything will do.
fn meets(asked: &[String], found: &[String]) -> bool {
    asked.is_empty() || asked.iter().any(|word| found.iter().any(|own| folded(own) == folded(word)))
}

impl Mismatch {
    /// The reason for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Name(asked, found) => {
                let (vi, en) = listed(found);
                text!(
                    "biên bản ghi người ký là “{asked}” nhưng chứng thư mang tên {vi}",
                    "the minutes name “{asked}” and the certificate {en}"
                )
            }
            Self::Organisation(asked, found) => {
                let ((asked_vi, asked_en), (vi, en)) = (listed(asked), listed(found));
                text!(
                    "chứng thư phải thuộc cơ quan {asked_vi} nhưng ghi {vi}",
                    "the certificate must be of the organisation {asked_en} and says {en}"
                )
            }
            Self::Unit(asked, found) => {
                let ((asked_vi, asked_en), (vi, en)) = (listed(asked), listed(found));
                text!(
                    "chứng thư phải thuộc đơn vị {asked_vi} nhưng ghi {vi}",
                    "the certificate must be of the unit {asked_en} and says {en}"
                )
            }
            Self::Store(asked, found) => {
                let ((asked_vi, asked_en), (vi, en)) = (listed(asked), listed(found));
                text!(
                    "chứng thư phải dẫn tới kho tin cậy {asked_vi} nhưng dẫn tới {vi}",
                    "the certificate must lead to the trust store {asked_en} and leads to {en}"
                )
            }
        }
    }
}

/// Words in quotation marks, or that there are none.
fn listed(words: &[String]) -> (String, String) {
    let quoted: Vec<_> = words.iter().map(|word| format!("“{word}”")).collect();
    match quoted.as_slice() {
        [] => ("(không ghi)".to_owned(), "(nothing)".to_owned()),
        some => (some.join(" / "), some.join(" / ")),
    }
}
