//! The kinds of personal data and secrets that are told apart, and how the law classes them.

use crate::fact::enumeration;

enumeration! {
    /// What a found value is.
    pub enum Class = "exposure_class" {
        /// The 12-digit personal identification number.
        PersonalNumber = "personal-number",
        /// The 9-digit number of the old identity card.
        OldCard = "old-card",
        /// The number of a health-insurance card.
        HealthCard = "health-card",
        /// The social-insurance number.
        SocialInsurance = "social-insurance",
        /// A person's tax code.
        TaxCode = "tax-code",
        /// A passport number.
        Passport = "passport",
        /// The number of a driving licence.
        DrivingLicence = "driving-licence",
        /// The plate of a vehicle.
        Plate = "plate",
        /// A private person's telephone number.
        Phone = "phone",
        /// A private person's e-mail address.
        Email = "email",
        /// A person's name, beside an identifier of the same person.
        Name = "name",
        /// A date of birth, beside an identifier or a name of the same person.
        Birth = "birth",
        /// A person's address, beside an identifier of the same person.
        Address = "address",
        /// A person's ethnic group.
        EthnicGroup = "ethnic-group",
        /// A person's religion.
        Religion = "religion",
        /// What is said of a person's health.
        Health = "health",
        /// The number of a bank card.
        BankCard = "bank-card",
        /// A bank account of a person.
        BankAccount = "bank-account",
        /// An image of an identity card, by what surrounds it.
        CardImage = "card-image",
        /// A private key.
        PrivateKey = "private-key",
        /// A key or token to a service.
        AccessKey = "access-key",
        /// A password or a connection string that holds one.
        Password = "password",
    }
}

enumeration! {
    /// How the law classes what was found (Decree 356/2025, articles 3 and 4), secrets of systems apart.
    pub enum Standing = "exposure_standing" {
        /// A secret of a system.
        Secret = "secret",
        /// Basic personal data.
        Basic = "basic",
        /// Sensitive personal data.
        Sensitive = "sensitive",
    }
}

impl Class {
    /// How the law classes it.
    pub const fn standing(self) -> Standing {
        match self {
            Self::PersonalNumber
            | Self::OldCard
            | Self::HealthCard
            | Self::SocialInsurance
            | Self::TaxCode
            | Self::Passport
            | Self::DrivingLicence
            | Self::Plate
            | Self::Phone
            | Self::Email
            | Self::Name
            | Self::Birth
            | Self::Address => Standing::Basic,
            Self::EthnicGroup
            | Self::Religion
            | Self::Health
            | Self::BankCard
            | Self::BankAccount
            | Self::CardImage => Standing::Sensitive,
            Self::PrivateKey | Self::AccessKey | Self::Password => Standing::Secret,
        }
    }
}
