//! What labels name, one by one and together.

/// What a word or phrase names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Label {
    /// A personal number, an old card, a paper of identity.
    Identity,
    /// A person's name.
    Name,
    /// A date or year of birth.
    Birth,
    /// The sex.
    Sex,
    /// The ethnic group.
    Ethnic,
    /// The religion.
    Religion,
    /// The nationality.
    Nationality,
    /// An address, a place of birth or origin.
    Address,
    /// A telephone.
    Phone,
    /// A mail address.
    Email,
    /// A health-insurance card.
    HealthCard,
    /// A social-insurance number.
    Social,
    /// A tax code, of whom it does not say.
    Tax,
    /// A tax code of a person.
    PersonalTax,
    /// A passport.
    Passport,
    /// A driving licence.
    Licence,
    /// A plate of a vehicle.
    Plate,
    /// The state of health.
    Health,
    /// A bank card.
    Card,
    /// A bank account.
    Account,
    /// Something that is no identifier of a person: a transaction, an invoice, a dossier.
    Negative,
    /// A company.
    Company,
    /// A date or place of issue, a deadline: no birth, no residence.
    Issue,
    /// An office or somebody in office.
    Official,
    /// Who wrote a program or an article: published by themselves.
    Author,
    /// An example.
    Example,
    /// What somebody logs in by: often their own number, or their telephone.
    Login,
    /// Some number or code.
    Unknown,
}

impl Label {
    /// Whether it is of an office, of somebody in office or of an author: published by themselves.
    pub(super) const fn is_official(self) -> bool {
        matches!(self, Self::Official | Self::Author)
    }
}

/// A set of labels.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Labels(u32);

impl Labels {
    /// Nothing said.
    pub(super) const NONE: Self = Self(0);

    /// One label.
    pub(super) const fn of(label: Label) -> Self {
        Self(1 << label as u32)
    }

    /// What the key or header of one label says.
    pub(super) const fn named(label: Label) -> Self {
        if label.is_official() { Self::of(label).with(Self::of(Label::Official)) } else { Self::of(label) }
    }

    /// All of them as a number.
    pub(super) const fn bits(self) -> u64 {
        self.0 as u64
    }

    /// Whether `label` is among them.
    pub(super) const fn has(self, label: Label) -> bool {
        self.0 & Self::of(label).0 != 0
    }

    /// Whether any of `labels` is.
    pub(super) fn any(self, labels: &[Label]) -> bool {
        labels.iter().any(|label| self.has(*label))
    }

    /// Both together.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without one.
    pub(super) const fn without(self, label: Label) -> Self {
        Self(self.0 & !Self::of(label).0)
    }

    /// Whether nothing is said.
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether they say what a value is: not only that it is some number, what somebody logs in by, an example, or of an
    /// office.
    pub(super) const fn tell(self) -> bool {
        let silent = Self::of(Label::Unknown).with(Self::of(Label::Example)).with(Self::of(Label::Official));
        self.0 & !silent.with(Self::of(Label::Author)).with(Self::of(Label::Login)).0 != 0
    }

    /// What a key says of all that stands below it: that it is a company's, or of whoever wrote something.
    pub(super) const fn lasting(self) -> Self {
        const COMPANY: u32 = Labels::of(Label::Company).0;
        const AUTHOR: u32 = Labels::of(Label::Author).0;
        let author = if self.0 & AUTHOR == 0 { 0 } else { AUTHOR | Self::of(Label::Official).0 };
        Self(self.0 & COMPANY | author)
    }
}
