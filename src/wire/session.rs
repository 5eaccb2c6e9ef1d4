//! A TLS session by a modern client. (Replaced at the merge.)

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::dial::Line;
use super::job::{Phase, Trouble};
use crate::fact::Reason;
use crate::text::Text;

/// What the client offers.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Offer {
    /// The name for SNI.
    pub server_name: String,
    /// The application protocols.
    pub alpn: Vec<String>,
}

/// An established session.
#[derive(Clone, Debug)]
pub struct Session {}

/// A complete handshake that accepts any certificate.
pub(super) async fn handshake(line: Line, offer: &Offer) -> Result<(TlsStream<Line>, Session), Trouble> {
    let watch = line.watch().clone();
    let wrong = |_| watch.trouble(Phase::Tls, Reason::ProbeFailed, Text::same("?"));
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| watch.trouble(Phase::Tls, Reason::ProbeFailed, Text::same("?")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anyone(provider)))
        .with_no_client_auth();
    config.alpn_protocols = offer.alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    let name = ServerName::try_from(offer.server_name.clone()).map_err(wrong)?;
    let connected = TlsConnector::from(Arc::new(config)).connect(name, line).await;
    connected.map(|stream| (stream, Session {})).map_err(|error| watch.io_trouble(Phase::Tls, &error))
}

#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
