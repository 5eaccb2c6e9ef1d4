//! A declared link, and servers that behave as they are told.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::link::watch::{Door, Finding, Prober, watched};
use crate::probe::TrustStores;
use crate::system::{System, load};
use crate::wire::{Clock, Identities, Lent, Secrets, Wire};

/// What a server does with a connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum Manner {
    /// Says nothing.
    Silent,
    /// Cuts it.
    Resets,
    /// Closes it once it was asked.
    Closes,
    /// Answers.
    Answers(&'static str),
    /// Answers after a while.
    Late(Duration, &'static str),
    /// Answers byte for byte, so far apart.
    Drips(Duration, &'static str),
    /// Answers, and then cuts the connection.
    Breaks(&'static str),
}

/// Starts a server; it ends with the runtime.
pub(super) async fn server(manner: Manner) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a listener");
    let port = listener.local_addr().expect("an address").port();
    drop(tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(tokio::spawn(serve(stream, manner)));
        }
    }));
    port
}

async fn serve(mut stream: TcpStream, manner: Manner) {
    let mut question = [0; 4096];
    if let Manner::Resets = manner {
        // Closing with unsent rest and no patience sends RST.
        stream.set_zero_linger().expect("an option");
        return;
    }
    let _ = stream.read(&mut question).await;
    match manner {
        Manner::Silent => std::future::pending().await,
        Manner::Resets | Manner::Closes => {}
        Manner::Answers(text) => drop(stream.write_all(text.as_bytes()).await),
        Manner::Late(wait, text) => {
            tokio::time::sleep(wait).await;
            drop(stream.write_all(text.as_bytes()).await);
        }
        Manner::Drips(gap, text) => {
            for byte in text.as_bytes() {
                if stream.write_all(&[*byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(gap).await;
            }
        }
        Manner::Breaks(text) => {
            drop(stream.write_all(text.as_bytes()).await);
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.set_zero_linger().expect("an option");
        }
    }
}

/// A port that nobody listens at.
pub(super) async fn closed_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a listener");
    listener.local_addr().expect("an address").port()
}

/// A port whose queue is full: what comes is dropped without a word, as by a filter.
pub(super) async fn black_hole() -> (u16, Vec<TcpStream>, TcpListener) {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
    let listener = socket.listen(1).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut queued = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queued.push(stream);
    }
    (address.port(), queued, listener)
}

/// A system with one link; `link` are further keys of it, `rest` further keys of the system.
pub(super) fn declared(folder: &Path, url: &str, link: &str, hop: &str, rest: &str) -> System {
    let text = format!(
        "schema: kiemtra/system@1\nid: he-thong\ntitle: Hệ thống\nsubjects:\n\
         - {{id: lien-thong, kind: link, url: '{url}', addresses: [127.0.0.1], {link} watch: {{hops: [{{id: chang, {hop}}}]}}}}\n\
         scope: {{names: [truc.example.vn, khac.example.vn], networks: [127.0.0.0/8, '2001:db8::/32'], ports: [1-65535]}}\n\
         authorisation: {{document: 1/QĐ, issuer: An, from: '2020-01-01T00:00:00+07:00', until: '2090-12-01T00:00:00+07:00', link_every: 1s}}\n\
         {rest}\n"
    );
    let path = folder.join("system.yaml");
    std::fs::write(&path, text).expect("a file");
    load(&path).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A prober of a declared system.
pub(super) fn door(system: &System) -> Arc<Door> {
    let now = Clock::real().now();
    let identities = Identities::load_for_watch(system, now, |_| None).expect("identities");
    let secrets = Secrets::load_for_watch(system, &|_| None, &|_| None).expect("secrets");
    let lent = Lent { identities, secrets };
    let wire = Wire::with_lent(&system.scope, &system.resolver, Clock::real(), lent);
    let stores = TrustStores::declared(system).expect("stores");
    let all = watched(system, &stores, &wire, "v").expect("hops");
    Arc::new(Door::new(wire, system.authorisation.clone(), all))
}

/// What one probing of a plain hop at a port comes to.
pub(super) async fn probed(port: u16, hop: &str) -> Finding {
    let folder = tempfile::tempdir().expect("a folder");
    let system = declared(folder.path(), &format!("http://truc.example.vn:{port}/dv"), "", hop, "");
    door(&system).probe(0, 0).await
}
