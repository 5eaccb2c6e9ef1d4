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
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

use super::{KeyError, Signer, algorithm, arranged, sequence_of_halves};
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
    /// SHA-256 of the certificate in hexadecimal, or its beginning.
    pub certificate: Option<&'a str>,
}

/// A certificate on a token, as one chooses from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenCertificate {
    /// The label of the token.
    pub label: String,
    /// The serial number of the token.
    pub serial: String,
    /// Whether the PIN is typed on the device itself.
    pub pin_pad: bool,
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
    /// The certificates that can be read without a PIN on all tokens of a module.
    ///
    /// # Errors
    /// The module cannot be loaded.
    pub fn certificates(module: &Path) -> Result<Vec<TokenCertificate>, KeyError> {
        let context = loaded(module)?;
        let mut found = Vec::new();
        for slot in context.get_slots_with_initialized_token().map_err(refused)? {
            let info = context.get_token_info(slot).map_err(refused)?;
            let session = context.open_ro_session(slot).map_err(refused)?;
            for (certificate, _) in read_certificates(&session)? {
                found.push(TokenCertificate {
                    label: visible(info.label()),
                    serial: visible(info.serial_number()),
                    pin_pad: info.protected_authentication_path(),
                    certificate,
                });
            }
        }
        Ok(found)
    }

    /// Opens the chosen key. The PIN is tried once; none is given where it is typed on the device.
    ///
    /// # Errors
    /// No module, no token or several, a wrong or locked PIN, no key with a certificate, or a key that does not sign.
    pub fn open(module: &Path, choice: &TokenChoice<'_>, pin: Option<Zeroizing<String>>) -> Result<Self, KeyError> {
        let context = loaded(module)?;
        let slot = chosen(&context, choice)?;
        let info = context.get_token_info(slot).map_err(refused)?;
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
        session.login(UserType::User, pin.as_ref()).map_err(refused)?;
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

/// The one slot that fits.
fn chosen(context: &Pkcs11, choice: &TokenChoice<'_>) -> Result<Slot, KeyError> {
    let mut fit = Vec::new();
    for slot in context.get_slots_with_initialized_token().map_err(refused)? {
        let info = context.get_token_info(slot).map_err(refused)?;
        let labelled = choice.label.is_none_or(|label| label == info.label());
        if labelled && choice.serial.is_none_or(|serial| serial == info.serial_number()) {
            fit.push(slot);
        }
    }
    match fit.as_slice() {
        [slot] => Ok(*slot),
        several => Err(KeyError::NoToken(several.len())),
    }
}

/// The one key that has a certificate that fits, that certificate, and all certificates on the token.
fn chosen_key(
    session: &Session,
    choice: &TokenChoice<'_>,
) -> Result<(ObjectHandle, Certificate, Vec<Certificate>), KeyError> {
    let all = read_certificates(session)?;
    let wanted = choice.certificate.map(str::to_ascii_lowercase);
    let mut fit = Vec::new();
    for (certificate, identifier) in &all {
        if wanted.as_ref().is_some_and(|wanted| !certificate.fingerprint().starts_with(wanted.as_str())) {
            continue;
        }
        let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(identifier.clone())];
        if let [key, ..] = session.find_objects(&template).map_err(refused)?.as_slice() {
            fit.push((*key, certificate.clone()));
        }
    }
    let certificates = all.into_iter().map(|(certificate, _)| certificate).collect();
    let count = fit.len();
    match fit.pop() {
        Some((key, certificate)) if count == 1 => Ok((key, certificate, certificates)),
        _ => Err(KeyError::NoToken(count)),
    }
}

/// Certificates with their identifiers.
fn read_certificates(session: &Session) -> Result<Vec<(Certificate, Vec<u8>)>, KeyError> {
    let template = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let mut found = Vec::new();
    for handle in session.find_objects(&template).map_err(refused)?.into_iter().take(64) {
        let attributes = session.get_attributes(handle, &[AttributeType::Value, AttributeType::Id]).map_err(refused)?;
        let (mut der, mut identifier) = (None, Vec::new());
        for attribute in attributes {
            match attribute {
                Attribute::Value(value) => der = Some(value),
                Attribute::Id(value) => identifier = value,
                _ => {}
            }
        }
        found.extend(der.and_then(|der| Certificate::read(&der).ok()).map(|certificate| (certificate, identifier)));
    }
    Ok(found)
}

fn refused(error: Error) -> KeyError {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => KeyError::WrongPin,
        Error::Pkcs11(RvError::PinLocked, _) => KeyError::PinLocked,
        other => KeyError::Token(visible(&other.to_string())),
    }
}
