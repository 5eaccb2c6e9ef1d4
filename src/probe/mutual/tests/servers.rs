//! GnuTLS, and a server of our own that takes exactly the certificates it is told.

use std::net::TcpListener as Socket;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, ProtocolVersion, ServerConfig};
use rustls_pki_types::pem::PemObject;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::world::WORLD;

/// A real GnuTLS server, ended with the test.
pub(super) struct GnuTls {
    child: Child,
    /// Its port.
    pub(super) port: u16,
}

impl GnuTls {
    /// Starts `gnutls-serv` for one version with further arguments and waits until it listens.
    pub(super) async fn start(version: &str, arguments: &[&str]) -> Self {
        // It takes no port from the system; one that was free a moment ago, and another if it is gone.
        for _ in 0..10 {
            let port = Socket::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
            let mut child = Command::new("gnutls-serv")
                .current_dir(WORLD.folder())
                .args(["--http", "--x509certfile", "server.pem", "--x509keyfile", "server.key"])
                .args(["--x509cafile", "authority.pem", "--port", &port.to_string()])
                .args(["--priority", &format!("NORMAL:-VERS-ALL:+VERS-{version}")])
                .args(arguments)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("gnutls-serv starts (Debian package gnutls-bin)");
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(20) && matches!(child.try_wait(), Ok(None)) {
                // What it writes comes late through a pipe; that it accepts is what counts.
                if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                    return Self { child, port };
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            drop((child.kill(), child.wait()));
        }
        panic!("gnutls-serv {arguments:?} does not listen");
    }
}

impl Drop for GnuTls {
    fn drop(&mut self) {
        drop((self.child.kill(), self.child.wait()));
    }
}

/// Demands a certificate and takes those of a list, whatever their dates and authorities.
#[derive(Debug)]
struct List(Vec<Vec<u8>>, Arc<CryptoProvider>);

impl ClientCertVerifier for List {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        match self.0.iter().any(|own| own == leaf.as_ref()) {
            true => Ok(ClientCertVerified::assertion()),
            false => Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signed, &self.1.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signed, &self.1.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.1.signature_verification_algorithms.supported_schemes()
    }
}

/// Starts a server of one version that takes the named certificates alone; gives its port. It lives as
/// long as the test's runtime.
pub(super) async fn choosy(version: ProtocolVersion, taken: &[&str], answer: &'static str) -> u16 {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let list = List(taken.iter().map(|name| WORLD.der(name)).collect(), Arc::clone(&provider));
    let version = match version {
        ProtocolVersion::TLSv1_2 => &rustls::version::TLS12,
        _ => &rustls::version::TLS13,
    };
    let key = PrivateKeyDer::from_pem_file(WORLD.folder().join("server.key")).expect("a key");
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_client_cert_verifier(Arc::new(list))
        .with_single_cert(vec![CertificateDer::from(WORLD.der("server"))], key)
        .expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut buffer = [0; 4096];
                if stream.read(&mut buffer).await.is_ok_and(|length| length > 0) {
                    drop(stream.write_all(answer.as_bytes()).await);
                    drop(stream.shutdown().await);
                }
            });
        }
    });
    port
}
