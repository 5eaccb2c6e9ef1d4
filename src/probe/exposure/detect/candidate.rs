//! What may be a finding: masked and hashed the moment it is seen.

use super::super::class::{Class, Standing};
use super::super::finding::Key;
use super::label::Labels;
use super::sip;
use super::weights::Weight;
use crate::probe::exposure::piece::Kind;
use crate::text::Masked;

/// Something that may be a finding. Nothing here gives the value back.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// What it may be.
    pub(super) class: Class,
    /// The value, by keyed hash.
    pub(super) hash: u64,
    /// The value, masked.
    pub(super) masked: Masked,
    /// What speaks for it by itself: structure and label.
    pub(super) score: Weight,
    /// Which line or row it stands in, counted through the document.
    pub(super) line: u32,
    /// Where it stands (see `place`).
    pub(super) place: u32,
    /// The column or path whose values look alike, by hash; 0 for none.
    pub(super) shape: u64,
    /// The year of birth that it tells, or 0.
    pub(super) year: u16,
    /// The sex that it tells.
    pub(super) female: Option<bool>,
    /// Whether a label of its own class stands by it.
    pub(super) labelled: bool,
    /// Whether an office or somebody in office is spoken of.
    pub(super) official: bool,
    /// Whether it is a whole day of birth, and no year alone.
    pub(super) is_day: bool,
    /// Whether it only tells the sex of a record: nothing that is found.
    pub(super) only_sex: bool,
}

/// Where text stands, and what is known of it before it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    /// What key, header or label says.
    pub(super) labels: Labels,
    /// How the value was stored.
    pub(super) kind: Kind,
    /// The line or row.
    pub(super) line: u32,
    /// The column or path, by hash.
    pub(super) shape: u64,
    /// Whether it is a script, a configuration, a header: no prose.
    pub(super) is_code: bool,
    /// Whether it is all of a value: of a cell or a field.
    pub(super) is_value: bool,
}

/// Makes candidates: the one place where values are masked and hashed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mask<'k> {
    key: &'k Key,
}

impl<'k> Mask<'k> {
    /// Hashes with `key`.
    pub(super) fn new(key: &'k Key) -> Self {
        Self { key }
    }

    /// A candidate with its value in the one spelling by which it is counted.
    pub(super) fn candidate(self, class: Class, value: &str, score: Weight, site: Site) -> Candidate {
        Candidate {
            class,
            hash: sip::hash(self.key.bytes(), value.as_bytes()),
            masked: Masked::new(class.word(), value),
            score,
            line: site.line,
            place: 0,
            shape: site.shape,
            year: 0,
            female: None,
            labelled: false,
            official: false,
            is_day: class == Class::Birth && value.len() > 4,
            only_sex: false,
        }
    }
}

impl Candidate {
    /// With the year of birth that it tells.
    pub(super) fn born(mut self, year: u16) -> Self {
        self.year = year;
        self
    }

    /// With the sex that it tells.
    pub(super) fn of_sex(mut self, female: bool) -> Self {
        self.female = Some(female);
        self
    }

    /// With what stands by it.
    pub(super) fn labelled(mut self, labelled: bool, official: bool) -> Self {
        (self.labelled, self.official) = (labelled, official);
        self
    }

    /// Whether it is a number that names one person.
    pub(super) fn is_identity(&self) -> bool {
        matches!(
            self.class,
            Class::PersonalNumber
                | Class::OldCard
                | Class::HealthCard
                | Class::SocialInsurance
                | Class::TaxCode
                | Class::Passport
                | Class::DrivingLicence
        )
    }

    /// Whether it is a secret of a system.
    pub(super) fn is_secret(&self) -> bool {
        self.class.standing() == Standing::Secret
    }

    /// Whether it reaches one person.
    pub(super) fn is_contact(&self) -> bool {
        matches!(self.class, Class::Phone | Class::Email | Class::BankAccount | Class::BankCard)
    }

    /// Whether it may be told at all without anything else beside it but such as these: names, addresses and days are
    /// told beside something more only.
    pub(super) fn may_be_told(&self) -> bool {
        match self.class {
            Class::Name | Class::Address => false,
            Class::Birth => self.labelled,
            _ => true,
        }
    }

    /// Whether it tells something of a person, and is nothing without one.
    pub(super) fn is_detail(&self) -> bool {
        matches!(self.class, Class::Address | Class::EthnicGroup | Class::Religion | Class::Health)
    }
}
