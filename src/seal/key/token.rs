//! A key on a PKCS#11 token.
//!
//! A PIN is tried once: three wrong ones lock the tokens that officials carry. The key is found by the identifier that
//! it shares with its certificate, not by its label, which is free text.

use std::fmt;
use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

use super::{KeyError, Signer, Tries, algorithm, arranged, sequence_of_halves};
use crate::seal::algorithm::{Algorithm, Digest};
use crate::seal::asn1::write;
use crate::seal::certificate::Certificate;
use crate::text::visible;

/// Which token and which certificate on it; what is not said has to be unique.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenChoice<'a> {
    /// The label of the token.
    pub label: Option<&'a str>,
    /// The serial number of the token.
    pub serial: Option<&'a str>,
    /// Who made the token.
    pub manufacturer: Option<&'a str>,
    /// The model of the token.
    pub model: Option<&'a str>,
    /// The number of the slot that the token is in.
    pub slot: Option<u64>,
    /// The label of the key or of its certificate.
    pub key: Option<&'a str>,
    /// The identifier that key and certificate share.
    pub identifier: Option<&'a [u8]>,
    /// SHA-256 of the certificate in hexadecimal, or its beginning.
    pub certificate: Option<&'a str>,
}

/// A token, as it shows itself without a PIN.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenState {
    /// Its label.
    pub label: String,
    /// Its serial number.
    pub serial: String,
    /// The number of the slot that it is in.
    pub slot: u64,
    /// Whether the PIN is typed on the device itself.
    pub pin_pad: bool,
    /// What it tells of the wrong PINs that it still bears.
    pub tries: Tries,
}

/// A certificate on a token, as one chooses from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenCertificate {
    /// The token.
    pub token: TokenState,
    /// The label of the certificate.
    pub name: String,
    /// The certificate.
    pub certificate: Certificate,
}

/// An opened token with one key.
pub struct Token {
    session: Session,
    key: ObjectHandle,
    chain: Vec<Certificate>,
    algorithm: Algorithm,
    /// For a key that wants its PIN before each signature (CKA_ALWAYS_AUTHENTICATE).
    each_time: Option<Option<AuthPin>>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Token");
        debug.field("algorithm", &self.algorithm).field("each_time", &self.each_time.is_some()).finish_non_exhaustive()
    }
}

impl Token {
    /// The tokens of a module that fit the choice.
    ///
    /// # Errors
    /// The module cannot be loaded.
    pub fn present(module: &Path, choice: &TokenChoice<'_>) -> Result<Vec<TokenState>, KeyError> {
        let context = loaded(module)?;
        Ok(fitting(&context, choice)?.iter().map(|(slot, info)| TokenState::of(*slot, info)).collect())
    }

    /// The certificates that can be read without a PIN and fit the choice, on all tokens of a module. Whether there
    /// is a key for each shows only behind the PIN.
    ///
    /// # Errors
    /// The module cannot be loaded.
    pub fn certificates(module: &Path, choice: &TokenChoice<'_>) -> Result<Vec<TokenCertificate>, KeyError> {
        let context = loaded(module)?;
        let mut found = Vec::new();
        for (slot, info) in fitting(&context, choice)? {
            let session = context.open_ro_session(slot).map_err(refused)?;
            let all = read_certificates(&session)?.into_iter();
            found.extend(all.filter(|one| choice.is_for(one, &one.label)).map(|one| TokenCertificate {
                token: TokenState::of(slot, &info),
                name: visible(&one.label),
                certificate: one.certificate,
            }));
        }
        Ok(found)
    }

    /// Opens the chosen key. The PIN is tried once; none is given where it is typed on the device.
    ///
    /// # Errors
    /// No module, no token or several, a wrong or locked PIN, no key with a certificate, or a key that does not sign.
    pub fn open(module: &Path, choice: &TokenChoice<'_>, pin: Option<Zeroizing<String>>) -> Result<Self, KeyError> {
        let context = loaded(module)?;
        let mut fit = fitting(&context, choice)?;
        let count = fit.len();
        let (slot, info) = fit.pop().filter(|_| count == 1).ok_or(KeyError::NoToken(count))?;
        if info.user_pin_locked() {
            return Err(KeyError::PinLocked);
        }
        if info.user_pin_final_try() {
            return Err(KeyError::LastTry);
        }
        let pin = match pin {
            _ if info.protected_authentication_path() => None,
            Some(pin) => Some(AuthPin::new(pin.as_str().into())),
            None => return Err(KeyError::PinMissing),
        };
        let session = context.open_ro_session(slot).map_err(refused)?;
        session.login(UserType::User, pin.as_ref()).map_err(|error| match refused(error) {
            KeyError::WrongPin(_) => {
                KeyError::WrongPin(context.get_token_info(slot).map_or(Tries::Untold, |now| tries(&now)))
            }
            other => other,
        })?;
        let (key, own, certificates) = chosen_key(&session, choice)?;
        let chain = arranged(&certificates, |one| *one == own)?;
        let algorithm = algorithm(&own)?;
        let asked = session.get_attributes(key, &[AttributeType::AlwaysAuthenticate]).unwrap_or_default();
        let always = asked.iter().any(|attribute| matches!(attribute, Attribute::AlwaysAuthenticate(true)));
        Ok(Self { session, key, chain, algorithm, each_time: always.then_some(pin) })
    }

    /// Adds authorities that did not come with the key, so that the signature brings its path along.
    #[must_use]
    pub fn with_authorities(mut self, authorities: &[Certificate]) -> Self {
        super::complete(&mut self.chain, authorities);
        self
    }

    /// Digests on the token: the only way that leaves room for the PIN between start and signature.
    fn sign_with_pin(&self, pin: Option<&AuthPin>, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mechanism = match self.algorithm {
            Algorithm::RsaPkcs1(Digest::Sha256) => Mechanism::Sha256RsaPkcs,
            Algorithm::Ecdsa(Digest::Sha256) => Mechanism::EcdsaSha256,
            Algorithm::Ecdsa(Digest::Sha384) => Mechanism::EcdsaSha384,
            _ => return Err(KeyError::Kind),
        };
        self.session.sign_init(&mechanism, self.key).map_err(refused)?;
        self.session.login(UserType::ContextSpecific, pin).map_err(refused)?;
        self.session.sign_update(message).map_err(refused)?;
        self.session.sign_final().map_err(refused)
    }

    /// Digests here, and signs the digest: works on every token.
    fn sign_digest(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let digest = self.algorithm.digest();
        let hash = digest.of(&[message]);
        let (mechanism, data) = match self.algorithm {
            Algorithm::RsaPkcs1(_) => {
                let name = write::sequence(&[&write::oid(digest.oid()), &write::NULL]);
                (Mechanism::RsaPkcs, write::sequence(&[&name, &write::octet_string(&hash)]))
            }
            Algorithm::Ecdsa(_) => (Mechanism::Ecdsa, hash),
            Algorithm::RsaPss(_) => return Err(KeyError::Kind),
        };
        self.session.sign(&mechanism, self.key, &data).map_err(refused)
    }
}

impl Signer for Token {
    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let signature = match &self.each_time {
            Some(pin) => self.sign_with_pin(pin.as_ref(), message),
            None => self.sign_digest(message),
        }?;
        Ok(match self.algorithm {
            Algorithm::Ecdsa(_) => sequence_of_halves(&signature),
            _ => signature,
        })
    }
}

/// A module may be loaded once in a process; that it is loaded already is no error.
fn loaded(module: &Path) -> Result<Pkcs11, KeyError> {
    let context = Pkcs11::new(module).map_err(|error| KeyError::Module(visible(&error.to_string())))?;
    match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(context),
        Err(error) => Err(KeyError::Module(visible(&error.to_string()))),
    }
}

/// The tokens that fit.
fn fitting(context: &Pkcs11, choice: &TokenChoice<'_>) -> Result<Vec<(Slot, TokenInfo)>, KeyError> {
    let mut fit = Vec::new();
    for slot in context.get_slots_with_initialized_token().map_err(refused)? {
        let info = context.get_token_info(slot).map_err(refused)?;
        if choice.fits(slot, &info) {
            fit.push((slot, info));
        }
    }
    Ok(fit)
}

impl TokenState {
    fn of(slot: Slot, info: &TokenInfo) -> Self {
        Self {
            label: visible(info.label()),
            serial: visible(info.serial_number()),
            slot: slot.id(),
            pin_pad: info.protected_authentication_path(),
            tries: tries(info),
        }
    }
}

/// A certificate on a token with what it shares with its key.
struct Held {
    certificate: Certificate,
    identifier: Vec<u8>,
    label: String,
}

impl TokenChoice<'_> {
    fn fits(&self, slot: Slot, info: &TokenInfo) -> bool {
        let same = |wanted: Option<&str>, own: &str| wanted.is_none_or(|wanted| wanted == own);
        same(self.label, info.label())
            && same(self.serial, info.serial_number())
            && same(self.manufacturer, info.manufacturer_id())
            && same(self.model, info.model())
            && self.slot.is_none_or(|wanted| wanted == slot.id())
    }

    /// Whether the certificate is one that is meant; `label` is its own, or that of its key.
    fn is_for(&self, held: &Held, label: &str) -> bool {
        let digest = |wanted: &str| held.certificate.fingerprint().starts_with(&wanted.to_ascii_lowercase());
        self.certificate.is_none_or(digest)
            && self.identifier.is_none_or(|wanted| wanted == held.identifier)
            && self.key.is_none_or(|wanted| wanted == held.label || wanted == label)
    }
}

/// The one key that has a certificate that fits, that certificate, and all certificates on the token.
fn chosen_key(
    session: &Session,
    choice: &TokenChoice<'_>,
) -> Result<(ObjectHandle, Certificate, Vec<Certificate>), KeyError> {
    let all = read_certificates(session)?;
    let mut fit = Vec::new();
    for held in &all {
        let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(held.identifier.clone())];
        for key in session.find_objects(&template).map_err(refused)?.into_iter().take(1) {
            let attributes = session.get_attributes(key, &[AttributeType::Label]).unwrap_or_default();
            let label = attributes.iter().find_map(label_of).unwrap_or_default();
            if choice.is_for(held, &label) {
                fit.push((key, held.certificate.clone()));
            }
        }
    }
    let certificates = all.into_iter().map(|held| held.certificate).collect();
    let count = fit.len();
    match fit.pop() {
        Some((key, certificate)) if count == 1 => Ok((key, certificate, certificates)),
        _ => Err(KeyError::NoToken(count)),
    }
}

fn read_certificates(session: &Session) -> Result<Vec<Held>, KeyError> {
    let template = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let wanted = [AttributeType::Value, AttributeType::Id, AttributeType::Label];
    let mut found = Vec::new();
    for handle in session.find_objects(&template).map_err(refused)?.into_iter().take(64) {
        let attributes = session.get_attributes(handle, &wanted).map_err(refused)?;
        let label = attributes.iter().find_map(label_of).unwrap_or_default();
        let (mut der, mut identifier) = (None, Vec::new());
        for attribute in attributes {
            match attribute {
                Attribute::Value(value) => der = Some(value),
                Attribute::Id(value) => identifier = value,
                _ => {}
            }
        }
        let certificate = der.and_then(|der| Certificate::read(&der).ok());
        found.extend(certificate.map(|certificate| Held { certificate, identifier, label }));
    }
    Ok(found)
}

fn label_of(attribute: &Attribute) -> Option<String> {
    match attribute {
        Attribute::Label(label) => Some(String::from_utf8_lossy(label).into_owned()),
        _ => None,
    }
}

fn tries(info: &TokenInfo) -> Tries {
    match () {
        () if info.user_pin_locked() => Tries::Locked,
        () if info.user_pin_final_try() => Tries::Last,
        () if info.user_pin_count_low() => Tries::Fewer,
        () => Tries::Untold,
    }
}

fn refused(error: Error) -> KeyError {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => {
            KeyError::WrongPin(Tries::Untold)
        }
        Error::Pkcs11(RvError::PinLocked, _) => KeyError::PinLocked,
        other => KeyError::Token(visible(&other.to_string())),
    }
}
