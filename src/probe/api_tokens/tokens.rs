//! Tokens that must be refused: made by us, or lent.

use super::facts::Trial;
use super::ground::{Ground, bearing};
use super::trial::{Attempt, Tried, trial};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::system::Secret;
use crate::text::Text;
use crate::wire::{Claims, Flaw, Forgery, KeyForm, Piece, PublicKey, SecretName, Spelling};

/// The most requests: malformed, unsigned, broken (two schemes), embedded (two schemes), address, confusion, two key
/// names, issuer, three lent ones, and the good one in the query.
pub(super) const MOST: usize = 1 + 4 + 2 + 2 + 1 + 4 + 2 + 1 + 3 + 1;
/// Three parts that are no JSON.
const MALFORMED: &str = "kiemtra.khong-phai.ma-truy-cap";
/// How programs say that a name does not resolve.
const RESOLVER_WORDS: &[&str] = &[
    "enotfound",
    "getaddrinfo",
    "unknownhost",
    "nodename",
    "name or service not known",
    "no such host",
    "resolve",
    "dns",
];

/// What was tried with tokens.
pub(super) struct Tokens<'a> {
    pub(super) malformed: Tried<'a>,
    pub(super) alg_none: Tried<'a>,
    pub(super) bad_signature: Tried<'a>,
    pub(super) embedded_key: Tried<'a>,
    pub(super) key_address: Tried<'a>,
    pub(super) fetches_keys: Fact<bool>,
    pub(super) key_confusion: Tried<'a>,
    pub(super) key_id: Tried<'a>,
    pub(super) foreign_issuer: Tried<'a>,
    pub(super) expired: Tried<'a>,
    pub(super) foreign_audience: Tried<'a>,
    pub(super) foreign_realm: Tried<'a>,
    pub(super) in_query: Tried<'a>,
}

/// Who makes the tokens, and of what.
pub(super) struct Maker<'g, 'a> {
    /// Where they are shown.
    pub(super) ground: &'g Ground<'a>,
    /// What they claim where no token is lent.
    pub(super) claims: Claims,
    /// The provider's keys, or why they are not known.
    pub(super) keys: Result<Vec<PublicKey>, Gap>,
}

impl<'a> Maker<'_, 'a> {
    /// Shows every token. One cause, one error: a service that takes what is no token takes every token, and
    /// one that takes a wrong signature checks none.
    pub(super) fn show(&self, walk: &mut Walk<'a>) -> Tokens<'a> {
        let malformed = self.attempts(vec![self.plain(MALFORMED)], walk);
        let taken = malformed.is_accepted();
        let alg_none = self.unless(taken, walk, |maker, walk| {
            maker.attempts(Flaw::UNSIGNED.map(|none| maker.made(none, Flaw::Unsigned(none))).to_vec(), walk)
        });
        let bad_signature = self.unless(taken, walk, |maker, walk| {
            let attempts = [("bad-signature", Flaw::BrokenSignature), ("ps256", Flaw::ForeignPss)];
            maker.attempts(attempts.map(|(name, flaw)| maker.made(name, flaw)).to_vec(), walk)
        });
        let unchecked = match (taken, bad_signature.is_accepted()) {
            (Some(true), _) => Some(true),
            (_, broken) => broken,
        };
        let mut signed = |attempts: &[(&str, Flaw)]| {
            self.unless(unchecked, walk, |maker, walk| {
                maker.attempts(attempts.iter().map(|(name, flaw)| maker.made(name, *flaw)).collect(), walk)
            })
        };
        let embedded_key = signed(&[("jwk", Flaw::EmbeddedKey), ("jwk-ps256", Flaw::EmbeddedPssKey)]);
        let key_address = signed(&[("jku, x5u", Flaw::KeyAddress)]);
        let key_id = signed(&[("kid-path", Flaw::KeyPath), ("kid-query", Flaw::KeyQuery)]);
        let foreign_issuer = signed(&[("iss", Flaw::ForeignIssuer)]);
        let forms = KeyForm::ALL.map(|form| (form.word(), Flaw::PublicKeyAsSecret(form)));
        let key_confusion = match &self.keys {
            Ok(keys) if keys.is_empty() => Tried::not(),
            Ok(_) => signed(&forms),
            Err(gap) if unchecked == Some(false) => Tried::hole(gap.clone()),
            Err(_) => signed(&[]),
        };
        let interface = self.ground.service.interface;
        let fetches_keys = fetches(&key_address);
        let mut lent = |secret: &Option<Secret>, part| self.lent(secret.as_ref(), part, taken, walk);
        Tokens {
            expired: lent(&interface.expired_token, "expired_token"),
            foreign_audience: lent(&interface.foreign_audience_token, "foreign_audience_token"),
            foreign_realm: lent(&interface.foreign_realm_token, "foreign_realm_token"),
            in_query: self.in_query(walk),
            malformed,
            alg_none,
            bad_signature,
            embedded_key,
            key_address,
            fetches_keys,
            key_confusion,
            key_id,
            foreign_issuer,
        }
    }

    fn attempts(&self, attempts: Vec<Attempt>, walk: &mut Walk<'a>) -> Tried<'a> {
        trial(self.ground, attempts, walk)
    }

    /// Tries nothing where the cause is known already, and waits while it is not known.
    fn unless(
        &self,
        known: Option<bool>,
        walk: &mut Walk<'a>,
        attempt: impl FnOnce(&Self, &mut Walk<'a>) -> Tried<'a>,
    ) -> Tried<'a> {
        match known {
            Some(true) => Tried::not(),
            Some(false) => attempt(self, walk),
            // A trial that ended without an answer does not stop the others.
            None if walk.is_settled() => attempt(self, walk),
            None => Tried::hole(Reason::NotCollected.into()),
        }
    }

    fn plain(&self, token: &str) -> Attempt {
        let request = self.ground.service.get(&self.ground.route.path);
        Attempt::new("malformed", request.with_header("authorization", &format!("Bearer {token}")))
    }

    fn made(&self, name: &str, flaw: Flaw) -> Attempt {
        let ground = self.ground;
        // What is made of a lent token tells what it claims, and most of it can be undone: to show it is to lend it.
        let base = ground.service.interface.token.as_ref().filter(|_| ground.lendable.is_ok());
        let base = base.map(|_| SecretName::new(ground.id, "token"));
        let keys = self.keys.clone().unwrap_or_default();
        let token = Piece::Token(Box::new(Forgery { flaw, base, claims: self.claims.clone(), keys }));
        let request = ground.service.get(&ground.route.path);
        Attempt::new(name, request.with_lent_header("authorization", vec![Piece::plain("Bearer "), token]))
    }

    /// A lent token that must be refused: that it is proves something only where the good one is let in.
    fn lent(&self, secret: Option<&Secret>, part: &'static str, taken: Option<bool>, walk: &mut Walk<'a>) -> Tried<'a> {
        if secret.is_none() {
            return Tried::not();
        }
        let lendable = match &self.ground.lendable {
            Ok(lendable) => *lendable,
            Err(gap) => return Tried::hole(gap.clone()),
        };
        let tried = self.unless(taken, walk, |maker, walk| {
            let request = maker.ground.service.get(&maker.ground.route.path);
            maker.attempts(vec![Attempt::new(part, bearing(request, lendable, maker.ground.id, part))], walk)
        });
        match tried.is_accepted() {
            Some(false) if !self.ground.is_entered() => Tried { fact: Fact::Unknown(not_entered()), ..tried },
            _ => tried,
        }
    }

    /// The good token in the address, where logs and histories keep it.
    fn in_query(&self, walk: &mut Walk<'a>) -> Tried<'a> {
        if self.ground.service.interface.token.is_none() {
            return Tried::not();
        }
        if let Err(gap) = &self.ground.lendable {
            return Tried::hole(gap.clone());
        }
        if !self.ground.is_entered() {
            return Tried::hole(not_entered());
        }
        let secret = Piece::Secret(SecretName::new(self.ground.id, "token"), Spelling::Form);
        let request = self.ground.service.get(&self.ground.route.path);
        let request = request.with_lent_query(vec![Piece::plain("access_token="), secret]);
        self.attempts(vec![Attempt::new("access_token", request)], walk)
    }
}

/// The gap of a refusal that proves nothing.
pub(super) fn not_entered() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "mã truy cập hợp lệ không vào được (hoặc không được cho mượn), nên việc bị từ chối không chứng minh điều gì",
            "the good token is not let in (or none is lent), so that a refusal proves nothing",
        ),
    )
}

/// Whether an answer tells that the service went for a key to where the token said.
fn fetches(tried: &Tried<'_>) -> Fact<bool> {
    let told = tried.heard.iter().any(|(_, response)| {
        let text = String::from_utf8_lossy(&response.body).to_ascii_lowercase();
        text.contains("kiemtra.invalid") && RESOLVER_WORDS.iter().any(|word| text.contains(word))
    });
    match (&tried.fact, told) {
        (_, true) => Fact::Known(true),
        (Fact::Absent, _) => Fact::Absent,
        (Fact::Unknown(gap), _) => Fact::Unknown(gap.clone()),
        (Fact::Known(Trial { .. }), _) => Fact::Known(false),
    }
}
