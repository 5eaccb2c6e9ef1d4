//! The handshake of a probing: the declared certificate is presented, the far side's is held against the declared store.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::TrustAnchor;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, ClientConfig, Error, RootCertStore, SignatureScheme};

use super::end::{Break, CertificateFault};

/// What a hop's handshakes have in common.
#[derive(Clone)]
pub(super) struct Terms {
    config: ClientConfig,
    bearer: Option<Arc<CertifiedKey>>,
}

/// Without the key.
impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terms").field("presents", &self.bearer.is_some()).finish_non_exhaustive()
    }
}

/// Whether one handshake was asked for a client's certificate.
#[derive(Debug, Default)]
pub(super) struct Asked(AtomicBool);

impl Asked {
    pub(super) fn is(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Presents a certificate where one is asked for, and notes that it was.
struct Presenter {
    bearer: Option<Arc<CertifiedKey>>,
    asked: Arc<Asked>,
}

impl fmt::Debug for Presenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presenter").finish_non_exhaustive()
    }
}

impl ResolvesClientCert for Presenter {
    fn resolve(&self, _authorities: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.0.store(true, Ordering::Relaxed);
        self.bearer.clone()
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl Terms {
    /// Terms that trust these anchors, for web services where `http` says so.
    pub(super) fn new(
        anchors: Vec<TrustAnchor<'static>>,
        bearer: Option<Arc<CertifiedKey>>,
        http: bool,
    ) -> Result<Self, Error> {
        let roots = RootCertStore { roots: anchors };
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        // A resumed session would measure another handshake, and leave the certificates unseen.
        config.resumption = Resumption::disabled();
        if http {
            config.alpn_protocols = vec![b"http/1.1".to_vec()];
        }
        Ok(Self { config, bearer })
    }

    /// The configuration of one handshake.
    pub(super) fn one(&self) -> (Arc<ClientConfig>, Arc<Asked>) {
        let asked = Arc::new(Asked::default());
        let mut config = self.config.clone();
        let presenter = Presenter { bearer: self.bearer.clone(), asked: Arc::clone(&asked) };
        config.client_auth_cert_resolver = Arc::new(presenter);
        (Arc::new(config), asked)
    }
}

/// Why a handshake, or what followed it, broke off.
pub(super) fn cause(error: &io::Error, asked: bool) -> Break {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::AlertReceived(alert)) => Break::Alert(u8::from(*alert), asked),
        Some(Error::InvalidCertificate(fault)) => Break::Certificate(of_certificate(fault)),
        Some(Error::InvalidMessage(_)) => Break::NotTls,
        Some(_) => Break::Incompatible,
        None => of_line(error),
    }
}

/// Why the connection itself failed.
pub(super) fn of_line(error: &io::Error) -> Break {
    match (error.kind(), error.raw_os_error()) {
        (io::ErrorKind::UnexpectedEof, _) => Break::Closed,
        (_, number) => Break::System(number.unwrap_or_default()),
    }
}

fn of_certificate(error: &CertificateError) -> CertificateFault {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateFault::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateFault::NotYet,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongName
        }
        CertificateError::UnknownIssuer => CertificateFault::Untrusted,
        _ => CertificateFault::Other,
    }
}
