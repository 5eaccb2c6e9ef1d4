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
    old: Option<OldIdentity>,
}

impl Web {
    /// TLS 1.2 and 1.3 by rustls, HTTP/1.1 above.
    pub(super) fn new(pages: Pages, doors: Arc<Doors>, certificates: Certificates) -> Result<Self, DemoError> {
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
    pub(super) async fn encrypted(self: Arc<Self>, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let Ok(Some(stream)) = welcome(stream, self.pages.character, self.old.as_ref()).await else { return };
        if let Ok(stream) = self.acceptor.accept(stream).await {
            self.speak(stream, true).await;
        }
    }

    /// Serves one connection to the plain port.
    pub(super) async fn plain(self: Arc<Self>, stream: TcpStream) {
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

#[cfg(test)]
mod tests {
    use super::super::Character;
    use super::super::trial::{Trial, run};

    /// What `openssl s_client` shows of a handshake attempt, messages included.
    async fn handshake(trial: &Trial, name: &str, more: &[&str]) -> String {
        let target = format!("127.0.0.1:{}", trial.ports().0);
        let root = trial.root();
        let mut arguments = vec!["s_client", "-connect", &target, "-servername", name, "-CAfile", &root, "-msg"];
        arguments.extend(["-verify_hostname", name]);
        arguments.extend(more);
        run("openssl", &arguments).await
    }

    const PORTAL: &str = "cong.tinh-mau.example";
    const ANY: &str = "ALL:@SECLEVEL=0";

    #[tokio::test]
    async fn the_flawed_portal_accepts_old_versions_and_the_sound_one_does_not() {
        let flawed = Trial::start(Character::Flawed).await;
        let sound = Trial::start(Character::Sound).await;
        for (flag, shown) in [("-tls1", "TLS 1.0"), ("-tls1_1", "TLS 1.1")] {
            let seen = handshake(&flawed, PORTAL, &[flag, "-cipher", ANY]).await;
            assert!(seen.contains(&format!("<<< {shown}, Handshake")), "{seen}");
            for message in ["ServerHello\n", "Certificate\n", "ServerHelloDone\n"] {
                assert!(seen.contains(message), "{message} in {seen}");
            }
            assert!(!seen.contains(&format!("<<< {shown}, Alert")), "{seen}");
            let seen = handshake(&sound, PORTAL, &[flag, "-cipher", ANY]).await;
            assert!(!seen.contains("ServerHello") && seen.contains("fatal protocol_version"), "{seen}");
        }
    }

    #[tokio::test]
    async fn weak_suites_are_accepted_by_the_flawed_portal_only() {
        let flawed = Trial::start(Character::Flawed).await;
        let sound = Trial::start(Character::Sound).await;
        for cipher in ["AES128-SHA:@SECLEVEL=0", "AES128-GCM-SHA256:@SECLEVEL=0"] {
            let seen = handshake(&flawed, PORTAL, &["-tls1_2", "-cipher", cipher]).await;
            assert!(seen.contains("ServerHelloDone"), "{seen}");
            let seen = handshake(&sound, PORTAL, &["-tls1_2", "-cipher", cipher]).await;
            assert!(!seen.contains("ServerHello") && seen.contains("fatal handshake_failure"), "{seen}");
        }
    }

    #[tokio::test]
    async fn the_sound_portal_notices_a_forced_fallback() {
        let sound = Trial::start(Character::Sound).await;
        let seen = handshake(&sound, PORTAL, &["-tls1_2", "-fallback_scsv"]).await;
        assert!(seen.contains("inappropriate_fallback"), "{seen}");
        let flawed = Trial::start(Character::Flawed).await;
        let seen = handshake(&flawed, PORTAL, &["-tls1_2", "-fallback_scsv"]).await;
        assert!(seen.contains("Protocol  : TLSv1.2"), "{seen}");
    }

    #[tokio::test]
    async fn certificates_are_as_good_as_the_character() {
        let sound = Trial::start(Character::Sound).await;
        let flawed = Trial::start(Character::Flawed).await;
        for (name, wrong) in [
            (PORTAL, "certificate has expired"),
            ("dang-nhap.tinh-mau.example", "hostname mismatch"),
            ("api.tinh-mau.example", "unable to get local issuer certificate"),
        ] {
            for version in ["-tls1_2", "-tls1_3"] {
                let seen = handshake(&sound, name, &[version]).await;
                assert!(seen.contains("Verify return code: 0 (ok)"), "{seen}");
            }
            let seen = handshake(&sound, name, &["-tls1_2"]).await;
            assert!(seen.contains("Secure Renegotiation IS supported"), "{seen}");
            let seen = handshake(&flawed, name, &[]).await;
            assert!(seen.contains(wrong), "{wrong} in {seen}");
        }
    }

    #[tokio::test]
    async fn the_sound_portal_speaks_ipv6_where_the_machine_does() {
        if !super::super::has_ipv6().await {
            return;
        }
        let sound = Trial::start(Character::Sound).await;
        let (port, plain) = sound.ports();
        for (scheme, port, answer) in [("https", port, "200"), ("http", plain, "301")] {
            let resolve = format!("{PORTAL}:{port}:[::1]");
            let root = sound.root();
            let url = format!("{scheme}://{PORTAL}:{port}/");
            let arguments = ["-6", "-si", "--noproxy", "*", "--cacert", &root, "--resolve", &resolve, &url];
            let seen = run("curl", &arguments).await;
            assert!(seen.starts_with(&format!("HTTP/1.1 {answer} ")), "{seen}");
        }
    }

    #[tokio::test]
    async fn every_connection_and_request_is_counted() {
        let trial = Trial::start(Character::Flawed).await;
        let (port, plain) = trial.ports();
        assert_eq!(trial.portal.log(), super::super::Seen::default());
        trial.curl(&["--insecure"], &format!("https://{PORTAL}:{port}/")).await;
        trial.curl(&[], &format!("http://{PORTAL}:{plain}/")).await;
        handshake(&trial, PORTAL, &["-tls1", "-cipher", ANY]).await;
        let seen = trial.portal.log();
        assert_eq!((seen.connections, seen.requests), (3, 2));
    }

    #[tokio::test]
    async fn a_stopped_portal_no_longer_answers() {
        let trial = Trial::start(Character::Sound).await;
        let (port, plain) = trial.ports();
        let names = trial.system.resolver.server.expect("a resolver").port();
        trial.portal.stop().await;
        for port in [port, plain, names] {
            assert!(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err());
        }
    }
}
