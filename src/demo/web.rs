//! One connection of the portal's web server, encrypted or plain.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::certificates::{Certificates, OldIdentity};
use super::listener::Doors;
use super::old_tls::welcome;
use super::pages::Pages;
use super::{DemoError, fault};

/// The most bytes that are read from one guest.
const MOST_BYTES: u64 = 256 * 1024;
/// The most bytes of a request's head.
const MOST_HEAD: usize = 32 * 1024;

/// What every connection of the portal's web server shares.
pub(super) struct Web {
    pages: Pages,
    doors: Arc<Doors>,
    acceptor: TlsAcceptor,
    old: OldIdentity,
}

impl Web {
    pub fn new(pages: Pages, doors: Arc<Doors>, certificates: Certificates) -> Result<Self, DemoError> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS12, &rustls::version::TLS13])
            .map_err(fault)?
            .with_no_client_auth()
            .with_cert_resolver(certificates.shown);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { pages, doors, acceptor: TlsAcceptor::from(Arc::new(config)), old: certificates.old })
    }

    /// Serves one connection to the encrypted port.
    pub async fn encrypted(self: Arc<Self>, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let Ok(Some(stream)) = welcome(stream, self.pages.character, &self.old).await else { return };
        if let Ok(stream) = self.acceptor.accept(stream).await {
            self.speak(stream, true).await;
        }
    }

    /// Serves one connection to the plain port.
    pub async fn plain(self: Arc<Self>, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        self.speak(stream, false).await;
    }

    /// HTTP/1.1 until either side ends. Whatever goes wrong ends one connection and nothing else.
    async fn speak(&self, stream: impl AsyncRead + AsyncWrite + Unpin, secure: bool) {
        let (read, write) = tokio::io::split(stream);
        let stream = tokio::io::join(read.take(MOST_BYTES), write);
        let service = service_fn(|request: hyper::Request<Incoming>| {
            self.doors.note_request();
            let (head, _) = request.into_parts();
            let response = self.pages.answer(&head, secure);
            async move { Ok::<_, Infallible>(response) }
        });
        let mut server = http1::Builder::new();
        server.max_buf_size(MOST_HEAD);
        let _ = server.serve_connection(TokioIo::new(stream), service).await;
    }
}
