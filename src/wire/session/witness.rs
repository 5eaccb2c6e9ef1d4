//! The verifier that writes down what it is shown.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::signature::{Signed, check, schemes};

/// Accepts every certificate and keeps it; verifies the handshake's signature with its key.
pub(super) struct Witness {
    schemes: Vec<SignatureScheme>,
    testimony: Mutex<Testimony>,
    bearer: Option<Arc<CertifiedKey>>,
}

/// Without the key.
impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness").field("testimony", &self.testimony).finish_non_exhaustive()
    }
}

/// What was shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Testimony {
    /// The certificates, the leaf first.
    pub(super) chain: Vec<Vec<u8>>,
    /// The stapled OCSP response.
    pub(super) stapled: Option<Vec<u8>>,
    /// Whether the handshake's signature was verified.
    pub(super) checked: bool,
    /// Whether the server asked for a client's certificate.
    pub(super) asked: bool,
    /// Whether one was given.
    pub(super) gave: bool,
    /// The names of the authorities whose certificates it takes.
    pub(super) authorities: Vec<Vec<u8>>,
    /// The algorithm of the handshake's signature.
    pub(super) signature_algorithm: Option<u16>,
}

/// The most certificates of a chain that are kept.
const CHAIN_LIMIT: usize = 32;
/// The most names of authorities that are kept.
const AUTHORITY_LIMIT: usize = 64;

impl Witness {
    /// A verifier that takes these signature algorithms, or all that can be verified here where there are none;
    /// `bearer` is presented if a certificate is asked for.
    pub(super) fn new(algorithms: &[u16], bearer: Option<Arc<CertifiedKey>>) -> Self {
        let schemes = match algorithms {
            [] => schemes().to_vec(),
            _ => algorithms.iter().copied().map(SignatureScheme::from).collect(),
        };
        Self { schemes, testimony: Mutex::default(), bearer }
    }

    /// What was shown so far.
    pub(super) fn testimony(&self) -> Testimony {
        self.testimony.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut Testimony)) {
        change(&mut self.testimony.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn signed(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.note(|testimony| testimony.signature_algorithm = Some(u16::from(signed.scheme)));
        match check(leaf, signed.scheme, message, signed.signature()) {
            Signed::Valid => self.note(|testimony| testimony.checked = true),
            // Such a key is itself what the inspection is after; the session stands, and says so.
            Signed::NotCheckable => self.note(|testimony| testimony.checked = false),
            Signed::Invalid => return Err(Error::InvalidCertificate(CertificateError::BadSignature)),
        }
        Ok(HandshakeSignatureValid::assertion())
    }
}

/// Notes that a certificate is asked for, and gives what it has, whichever authorities are named: whom
/// the server takes is what is to be seen.
impl ResolvesClientCert for Witness {
    fn resolve(&self, issuers: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        // A key that can sign in no way that the server takes is not sent; rustls would send none either.
        let bearer = self.bearer.as_ref().filter(|bearer| bearer.key.choose_scheme(schemes).is_some());
        self.note(|testimony| {
            testimony.asked = true;
            testimony.gave = bearer.is_some();
            testimony.authorities = issuers.iter().take(AUTHORITY_LIMIT).map(|issuer| issuer.to_vec()).collect();
        });
        bearer.map(Arc::clone)
    }

    fn has_certs(&self) -> bool {
        self.bearer.is_some()
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        stapled: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(leaf).chain(others).take(CHAIN_LIMIT).map(|one| one.to_vec()).collect();
        self.note(|testimony| {
            testimony.chain = chain;
            testimony.stapled = (!stapled.is_empty()).then(|| stapled.to_vec());
        });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, leaf, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, leaf, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}
