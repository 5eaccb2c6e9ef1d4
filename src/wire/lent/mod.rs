//! What the inspection is lent: passwords of test accounts and tokens. They never leave this room but
//! in a request.
//!
//! A job names a secret and how it is to be spelt; the wire fills it in when the request is sent, and
//! wipes what it made. So jobs stay plain data, and no secret is ever near a fact, a journal or a log.

mod basic;
mod echo;
mod load;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use url::form_urlencoded::byte_serialize;
use zeroize::{Zeroize, Zeroizing};

use super::token::{Forgery, forge};
use crate::text::Text;

use echo::Spellings;

pub use echo::Echo;
pub use load::Prompt;

/// The name of a secret; never the secret.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct SecretName {
    /// The id of the subject it is declared for.
    pub subject: String,
    /// The key it is declared under, such as `account` or `expired_token`.
    pub part: &'static str,
}

impl SecretName {
    /// The secret that a subject declares under a key.
    pub fn new(subject: &str, part: &'static str) -> Self {
        Self { subject: subject.to_owned(), part }
    }

    /// The secret that stands in a field of a hop's request.
    pub fn of_hop(subject: &str, hop: &str, field: &str) -> Self {
        Self { subject: format!("{subject}/{hop}/{field}"), part: "request" }
    }
}

/// A part of what is sent.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Piece {
    /// As it stands.
    Plain(Vec<u8>),
    /// As it stands, and what the server gave to whom it had let in: it goes nowhere but to that server.
    Held(Vec<u8>),
    /// A secret, in a spelling.
    Secret(SecretName, Spelling),
    /// A name and the secret that goes with it, as HTTP Basic has them (RFC 7617).
    Credentials(String, SecretName),
    /// A token that must be refused, perhaps made from a lent one.
    Token(Box<Forgery>),
}

impl Piece {
    /// Whether it is lent, or made from what is lent.
    pub(in crate::wire) fn is_lent(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Credentials(..) | Self::Held(_) | Self::Secret(..) => true,
            Self::Token(forgery) => forgery.base.is_some(),
        }
    }

    /// Text as it stands.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into().into_bytes())
    }

    /// A name and a password that is no secret, as HTTP Basic has them.
    pub fn plain_credentials(user: &str, password: &str) -> Self {
        let mut text = Vec::with_capacity(basic::most(user, password));
        basic::write(user, password, &mut text);
        Self::Plain(text)
    }
}

/// How a secret is written where it stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Spelling {
    /// As the value of a form (`application/x-www-form-urlencoded`) or of a query.
    Form,
    /// As a string of JSON, the quotes included.
    Json,
    /// As it is.
    Plain,
}

/// Every secret of a run. Clones share them; what is shown of it holds none, and the last one wipes them.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Held>);

/// The secrets, and every way in which they may come back.
#[derive(Default)]
struct Held {
    own: BTreeMap<SecretName, Zeroizing<String>>,
    spellings: Spellings,
}

impl Secrets {
    /// Holds secrets.
    fn new(own: BTreeMap<SecretName, Zeroizing<String>>) -> Self {
        let spellings = Spellings::of(own.values());
        Self(Arc::new(Held { own, spellings }))
    }

    /// Holds one secret.
    pub fn of(name: SecretName, value: Zeroizing<String>) -> Self {
        Self::new(BTreeMap::from([(name, value)]))
    }

    /// Whether nothing was lent.
    pub(super) fn is_empty(&self) -> bool {
        self.0.own.is_empty()
    }

    /// The bytes of the pieces, wiped when they are dropped.
    pub(in crate::wire) fn filled(&self, pieces: &[Piece]) -> Result<Zeroizing<Vec<u8>>, Text> {
        let mut all = Zeroizing::new(Vec::with_capacity(self.most(pieces)));
        for piece in pieces {
            match piece {
                Piece::Held(bytes) | Piece::Plain(bytes) => all.extend_from_slice(bytes),
                Piece::Secret(name, spelling) => spell(self.own(name)?, *spelling, &mut all),
                Piece::Credentials(user, name) => basic::write(user, self.own(name)?, &mut all),
                Piece::Token(forgery) => all.extend_from_slice(forge(forgery, self.base(forgery))?.as_bytes()),
            }
        }
        Ok(all)
    }

    fn own(&self, name: &SecretName) -> Result<&Zeroizing<String>, Text> {
        let own = self.0.own.get(name);
        own.ok_or_else(|| Text::new("bí mật đã khai báo chưa được nạp", "the declared secret was not loaded"))
    }

    /// Room enough for every spelling, so that nothing is copied while it grows and left behind.
    fn most(&self, pieces: &[Piece]) -> usize {
        let length = |piece: &Piece| match piece {
            Piece::Held(bytes) | Piece::Plain(bytes) => bytes.len(),
            Piece::Secret(name, _) => self.0.own.get(name).map_or(0, |secret| 6 * secret.len() + 2),
            Piece::Credentials(user, name) => self.0.own.get(name).map_or(0, |secret| basic::most(user, secret)),
            Piece::Token(forgery) => Forgery::most(self.base(forgery).map_or(0, str::len)),
        };
        pieces.iter().map(length).sum()
    }

    /// The lent token that one is made from.
    fn base(&self, forgery: &Forgery) -> Option<&str> {
        forgery.base.as_ref().and_then(|name| self.0.own.get(name)).map(|secret| secret.as_str())
    }
}

/// The names alone.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.own.keys()).finish()
    }
}

fn spell(secret: &str, spelling: Spelling, into: &mut Vec<u8>) {
    match spelling {
        Spelling::Plain => into.extend_from_slice(secret.as_bytes()),
        Spelling::Form => byte_serialize(secret.as_bytes()).for_each(|part| into.extend_from_slice(part.as_bytes())),
        Spelling::Json => {
            into.push(b'"');
            let mut utf8 = [0; 4];
            for letter in secret.chars() {
                match letter {
                    '"' | '\\' => into.extend_from_slice(&[b'\\', if letter == '"' { b'"' } else { b'\\' }]),
                    control if control < ' ' => {
                        into.extend_from_slice(format!("\\u{:04x}", u32::from(control)).as_bytes());
                    }
                    other => into.extend_from_slice(other.encode_utf8(&mut utf8).as_bytes()),
                }
            }
            utf8.zeroize();
            into.push(b'"');
        }
    }
}
