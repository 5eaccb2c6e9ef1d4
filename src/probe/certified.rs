//! A server over real TLS with a certificate of choice, for the tests of what is lent: it hands everything on to a
//! server of ours behind it.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls_pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::scene::Scene;
use super::{Probe, Seen};
use crate::fact::Value;
use crate::wire::{Job, Piece};

/// The name that is declared.
const NAME: &str = "cong.test";

/// The certificate that is presented.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Proof {
    /// In order.
    Sound,
    /// Issued by an authority that is not in the store.
    Stranger,
    /// For another name.
    OtherName,
    /// Past its end.
    Expired,
}

impl Proof {
    /// Every one that proves nothing, with a word of the reason that is told.
    pub(super) const FALSE: [(Self, &'static str); 3] =
        [(Self::Stranger, "trust store"), (Self::OtherName, "not for the name"), (Self::Expired, "not valid")];
}

/// A running server.
#[derive(Debug)]
pub(super) struct Certified {
    /// Its port of 127.0.0.1.
    pub(super) port: u16,
    root: Option<Vec<u8>>,
}

impl Certified {
    /// Starts one before the plain server at a port; it lives as long as the test's runtime.
    pub(super) async fn before(behind: u16, proof: Proof) -> Self {
        let (acceptor, root) = acceptor(proof);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut outer) = acceptor.accept(stream).await else { return };
                    let Ok(mut inner) = TcpStream::connect(("127.0.0.1", behind)).await else { return };
                    drop(copy_bidirectional(&mut outer, &mut inner).await);
                });
            }
        });
        Self { port, root: (proof != Proof::Stranger).then_some(root) }
    }

    /// Starts one before a service that gives a route to the token `TOT` alone.
    pub(super) async fn service(proof: Proof) -> Self {
        Self::before(behind(guarded).await, proof).await
    }

    /// Starts one, in order, that answers everything with the same page.
    pub(super) async fn page(html: String) -> Self {
        Self::before(behind(move |_| (200, "text/html", html.clone())).await, Proof::Sound).await
    }

    /// The scene of a sign-in or a service there, judged by the store that its authority is in.
    pub(super) fn scene(&self, kind: &str, path: &str, more: &str) -> Scene {
        let port = self.port;
        let subject =
            format!("{{id: cb, kind: {kind}, url: 'https://{NAME}:{port}{path}', addresses: [127.0.0.1], {more}}}");
        let scene = Scene::new(&subject).at_speed();
        match &self.root {
            Some(root) => scene.trusting(root),
            None => scene,
        }
    }
}

/// What a probe asked of the real server, and what it tells.
pub(super) async fn played(probe: &dyn Probe, scene: &Scene) -> (Vec<Job>, Value) {
    let (wire, mut seen, mut asked) = (scene.wire(), Seen::default(), Vec::new());
    loop {
        let wants = probe.wants(&scene.target(), &seen);
        assert!(wants.len() <= probe.most_jobs(&scene.target()), "more jobs than announced");
        if asked.is_empty() {
            // The certificate first, and alone.
            assert!(matches!(wants.as_slice(), [Job::Handshake(..)]), "{wants:?}");
        }
        let Some(job) = wants.into_iter().find(|job| seen.outcome(job).is_none()) else { break };
        let outcome = wire.perform(&job).await;
        seen.note(job.clone(), outcome);
        asked.push(job);
    }
    (asked, probe.fact(&scene.target(), &seen))
}

/// Whether a job hands in what was lent, or what is made of it.
pub(super) fn lends(job: &Job) -> bool {
    let Job::Fetch(_, request) = job else { return false };
    let headers = request.lent_headers.iter().flat_map(|(_, pieces)| pieces);
    headers.chain(&request.lent_query).chain(&request.body).any(|piece| match piece {
        Piece::Held(_) | Piece::Plain(_) => false,
        Piece::Credentials(..) | Piece::Secret(..) => true,
        Piece::Token(forgery) => forgery.base.is_some(),
    })
}

fn acceptor(proof: Proof) -> (tokio_rustls::TlsAcceptor, Vec<u8>) {
    let mut root = CertificateParams::new([]).expect("an authority");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    root.distinguished_name.push(DnType::CommonName, "Root of a test");
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key")).expect("an authority");
    let name = if proof == Proof::OtherName { "khac.test" } else { NAME };
    let mut leaf = CertificateParams::new([name.to_owned()]).expect("a leaf");
    if proof == Proof::Expired {
        leaf.not_after = date_time_ymd(2026, 1, 1);
    }
    let key = KeyPair::generate().expect("a key");
    let leaf = leaf.signed_by(&key, &root).expect("a leaf");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).expect("a key"))
        .expect("a configuration");
    (tokio_rustls::TlsAcceptor::from(Arc::new(config)), root.der().to_vec())
}

/// The port of a plain server that answers by the head of a request: status, media type and body.
async fn behind(answer: impl Fn(&str) -> (u16, &'static str, String) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { return };
                    head.push(byte);
                }
                let (status, media, body) = answer(&String::from_utf8_lossy(&head));
                let length = body.len();
                let head = format!("HTTP/1.1 {status} x\r\nContent-Type: {media}\r\nContent-Length: {length}");
                let answer = format!("{head}\r\nConnection: close\r\n\r\n{body}");
                drop(stream.write_all(answer.as_bytes()).await);
                drop(stream.shutdown().await);
            });
        }
    });
    port
}

fn guarded(head: &str) -> (u16, &'static str, String) {
    let good = head.lines().any(|line| line.eq_ignore_ascii_case("authorization: Bearer TOT"));
    let (status, body) = match head.split(' ').nth(1).unwrap_or_default() {
        "/a/1" if good && head.starts_with("GET ") => (200, "{\"ten\": \"A\"}"),
        "/a/1" => (401, "{\"message\": \"?\"}"),
        "/tim" if good => (200, "{\"muc_do\": 1}"),
        _ => (404, "{}"),
    };
    (status, "application/json", body.to_owned())
}
