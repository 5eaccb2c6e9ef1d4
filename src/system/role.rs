//! What a web subject is besides a place that answers: who signs in there, who vouches for whom,
//! which routes are protected.

use super::link::LinkWatch;
use super::portal::Portal;
use super::secret::Secret;
use crate::text::Text;

/// What a web subject is there for, by its kind.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Role {
    /// A data service (`api`).
    Interface(Box<Interface>),
    /// A link that is watched over time (`link` with `watch`).
    Link(Box<LinkWatch>),
    /// Nothing but to be looked at (`link` without `watch`).
    #[default]
    Plain,
    /// What it shows to everybody (`site`).
    Portal(Box<Portal>),
    /// Who vouches for users (`identity-provider`).
    Provider(Provider),
    /// A page where people sign in (`sign-in`).
    SignIn(Box<SignIn>),
}

/// An identity provider. The subject's address is its issuer, or where its SAML metadata are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Provider {
    /// What it speaks.
    pub protocol: ProviderProtocol,
    /// A client that is registered there, by which its behaviour can be seen without an account.
    pub client: Option<Client>,
}

/// How an identity provider vouches.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum ProviderProtocol {
    /// OAuth 2.0 without identity (RFC 8414 metadata).
    Oauth,
    /// OpenID Connect.
    Oidc,
    /// SAML 2.0.
    Saml,
}

impl ProviderProtocol {
    /// Every protocol.
    pub const ALL: &[Self] = &[Self::Oauth, Self::Oidc, Self::Saml];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Oauth => "oauth",
            Self::Oidc => "oidc",
            Self::Saml => "saml",
        }
    }

    /// The protocol for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|protocol| protocol.word() == word)
    }
}

/// A client that is registered at a provider. No secret of it is needed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Client {
    /// Its identifier (`client_id`).
    pub id: String,
    /// The return address that is registered for it, to the letter (`redirect_uri`).
    pub return_address: String,
    /// The scopes that are asked for, separated by spaces.
    pub scopes: String,
}

/// A page where people sign in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SignIn {
    /// Who signs in there.
    pub audience: Option<Audience>,
    /// The id of the subject that vouches for users there.
    pub provider: Option<String>,
    /// How a name and a password are handed in, where the page's own form does not tell.
    pub form: Option<SignInForm>,
    /// A page that only those who are signed in see.
    pub signed_in: Option<SignedIn>,
    /// How one signs out.
    pub sign_out: Option<SignOut>,
    /// Minutes without a request after which a session must have ended.
    pub idle_minutes: Option<i64>,
    /// Whether the inspection waits that long to see it.
    pub wait_for_idle: bool,
    /// The account that is lent to the inspection.
    pub account: Option<Account>,
    /// Another one, which must not get at what belongs to the first.
    pub second_account: Option<Account>,
    /// One that may be locked.
    pub expendable_account: Option<Expendable>,
}

/// Who signs in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Audience {
    /// Citizens and organisations.
    Citizens,
    /// Officers, administrators, operators.
    Officers,
}

impl Audience {
    /// Every audience.
    pub const ALL: &[Self] = &[Self::Citizens, Self::Officers];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Citizens => "citizens",
            Self::Officers => "officers",
        }
    }

    /// The audience for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|audience| audience.word() == word)
    }

    /// The audience for people.
    pub fn text(self) -> Text {
        match self {
            Self::Citizens => Text::new("công dân, tổ chức", "citizens and organisations"),
            Self::Officers => Text::new("cán bộ", "officers"),
        }
    }
}

/// How what stands in a form is written when it is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FormFormat {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/json`.
    Json,
    /// `multipart/form-data` (RFC 7578).
    Multipart,
}

impl FormFormat {
    /// Every format.
    pub const ALL: &[Self] = &[Self::Form, Self::Json, Self::Multipart];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Json => "json",
            Self::Multipart => "multipart",
        }
    }

    /// The format for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.word() == word)
    }
}

/// How a name and a password are handed in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignInForm {
    /// Path and query they are sent to.
    pub action: String,
    /// How they are written.
    pub format: FormFormat,
    /// The field of the name.
    pub user_field: String,
    /// The field of the password.
    pub password_field: String,
}

/// A page that only those who are signed in see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedIn {
    /// Path and query.
    pub path: String,
    /// What it shows to them and to nobody else.
    pub shows: String,
}

/// How one signs out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignOut {
    /// Path and query.
    pub path: String,
    /// Whether by POST; by GET otherwise.
    pub post: bool,
}

/// An account that is lent to the inspection.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    /// Its name.
    pub user: String,
    /// Where its password is.
    pub password: Secret,
    /// Path and query of something that belongs to it alone.
    pub object: Option<String>,
}

/// An account that may be locked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Expendable {
    /// The account.
    pub account: Account,
    /// The most wrong passwords that are tried.
    pub attempts: u32,
    /// How it is unlocked again, and by whom: printed in the plan and in the report.
    pub restored: Option<Text>,
}

/// A data service that programs call.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Interface {
    /// The id of the subject whose tokens it takes.
    pub provider: Option<String>,
    /// The audience (`aud`) that its tokens name.
    pub audience: Option<String>,
    /// Its declared routes.
    pub routes: Vec<Route>,
    /// A token that it must take.
    pub token: Option<Secret>,
    /// A token that was good and has expired.
    pub expired_token: Option<Secret>,
    /// A good token that is meant for another service.
    pub foreign_audience_token: Option<Secret>,
    /// A good token of another realm or provider.
    pub foreign_realm_token: Option<Secret>,
    /// A good token of somebody who does not own what the routes marked `owned` give.
    pub second_token: Option<Secret>,
    /// Whether its description (OpenAPI, WSDL, GraphQL) is public on purpose.
    pub documents_public: bool,
    /// Look-ups by number that must be limited in number.
    pub look_ups: Vec<LookUp>,
}

/// A route of a data service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Route {
    /// Path and query.
    pub path: String,
    /// Whether it answers everybody on purpose.
    pub public: bool,
    /// Whether what it gives belongs to the owner of `token` alone.
    pub owned: bool,
    /// What the answer of a reader who is let in shows.
    pub shows: Option<String>,
}

/// A look-up by number, with the inspection's own test data.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LookUp {
    /// Path and query, with a number that belongs to a test case.
    pub path: String,
    /// The most requests that are made of it.
    pub attempts: u32,
}
