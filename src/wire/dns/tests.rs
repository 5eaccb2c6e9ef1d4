//! Lookups against a real name server on loopback, with a signed root and an unsigned zone below it.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hickory_server::Server;
use hickory_server::dnssec::NxProofKind;
use hickory_server::net::runtime::{Time, TokioRuntimeProvider};
use hickory_server::proto::dnssec::crypto::Ed25519SigningKey;
use hickory_server::proto::dnssec::rdata::DNSKEY;
use hickory_server::proto::dnssec::{DnssecSigner, SigningKey};
use hickory_server::proto::rr::{LowerName, Name, RecordType};
use hickory_server::proto::serialize::txt::Parser;
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneHandler, ZoneType};
use tokio::net::{TcpListener, UdpSocket};

use super::*;
use crate::fact::Reason;
use crate::system::{Pace, Resolver, Scope};
use crate::wire::{Answer, Clock, Job, Limits, Phase, Trouble, Wire};

const ROOT: &str = "\
$TTL 60
. IN SOA ns.tinh. admin.tinh. 1 3600 600 86400 60
. IN NS ns.tinh.
ns.tinh. IN A 127.0.0.53
cong.tinh. IN A 192.0.2.9
cong.tinh. IN A 192.0.2.1
cong.tinh. IN AAAA 2001:db8::1
cong.tinh. IN CAA 128 issue \"ca.example\"
www.tinh. IN CNAME cong.tinh.
treo.tinh. IN CNAME khong-co.tinh.
tran. IN NS ns.tran.
ns.tran. IN A 127.0.0.53
";
const UNSIGNED: &str = "\
$TTL 60
tran. IN SOA ns.tran. admin.tran. 1 3600 600 86400 60
tran. IN NS ns.tran.
ns.tran. IN A 127.0.0.53
cong.tran. IN A 192.0.2.7
";

struct World {
    _server: Server<Parentage>,
    _folder: tempfile::TempDir,
    resolver: Resolver,
    other_anchor: PathBuf,
}

/// Answers as a resolver would: questions for DS go to the parent's side of a cut.
struct Parentage {
    parent: Catalog,
    all: Catalog,
}

impl RequestHandler for Parentage {
    fn handle_request<'own, 'asked, 'both, R, T>(
        &'own self,
        request: &'asked Request,
        response_handle: R,
    ) -> Pin<Box<dyn Future<Output = ResponseInfo> + Send + 'both>>
    where
        'own: 'both,
        'asked: 'both,
        Self: 'both,
        R: ResponseHandler + 'both,
        T: Time + 'both,
    {
        let digest = request.request_info().is_ok_and(|info| info.query.query_type() == RecordType::DS);
        let catalog = if digest { &self.parent } else { &self.all };
        catalog.handle_request::<R, T>(request, response_handle)
    }
}

impl World {
    async fn new() -> Self {
        let (key, other) = (new_key(), new_key());
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, key: &Ed25519SigningKey| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!(". IN DNSKEY {}\n", public(key))).expect("written");
            path
        };
        let (anchor, other_anchor) = (write("anchor", &key), write("other", &other));
        let mut root = zone(".", ROOT, Some(NxProofKind::Nsec));
        let signer = DnssecSigner::new(public(&key), Box::new(key), Name::root(), Duration::from_secs(3600));
        root.add_zone_signing_key_mut(signer).expect("a key");
        root.secure_zone_mut().expect("signatures");
        let root: Arc<dyn ZoneHandler> = Arc::new(root);
        let (mut parent, mut all) = (Catalog::new(), Catalog::new());
        parent.upsert(LowerName::new(&Name::root()), vec![Arc::clone(&root)]);
        all.upsert(LowerName::new(&Name::root()), vec![root]);
        let unsigned = Name::from_str("tran.").expect("a name");
        all.upsert(LowerName::new(&unsigned), vec![Arc::new(zone("tran.", UNSIGNED, None))]);
        let mut server = Server::new(Parentage { parent, all });
        let (udp, tcp, address) = same_port().await;
        server.register_socket(udp);
        server.register_listener(tcp, Duration::from_secs(5), 16);
        let resolver = Resolver { server: Some(address), anchor: Some(anchor) };
        Self { _server: server, _folder: folder, resolver, other_anchor }
    }

    fn wire(&self) -> Wire {
        wire(&self.resolver, 5000)
    }
}

/// One number for both transports; a number whose TCP side somebody has is given back.
async fn same_port() -> (UdpSocket, TcpListener, SocketAddr) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
        let address = udp.local_addr().expect("an address");
        if let Ok(tcp) = TcpListener::bind(address).await {
            return (udp, tcp, address);
        }
    }
}

fn new_key() -> Ed25519SigningKey {
    Ed25519SigningKey::from_pkcs8(&Ed25519SigningKey::generate_pkcs8().expect("a key")).expect("a key")
}

fn public(key: &Ed25519SigningKey) -> DNSKEY {
    DNSKEY::from_key(&key.to_public_key().expect("a public key"))
}

fn zone(origin: &str, text: &str, proof: Option<NxProofKind>) -> InMemoryZoneHandler<TokioRuntimeProvider> {
    let origin = Name::from_str(origin).expect("a name");
    let (origin, records) = Parser::new(text, None, Some(origin)).parse().expect("a zone");
    InMemoryZoneHandler::new(origin, records, ZoneType::Primary, AxfrPolicy::Deny, proof).expect("a zone")
}

fn wire(resolver: &Resolver, deadline_ms: u64) -> Wire {
    let scope =
        Scope { names: Vec::new(), networks: Vec::new(), ports: Vec::new(), pace: Pace::default(), vantage: None };
    let limits = Limits { lookup_deadline: Duration::from_millis(deadline_ms), ..Limits::default() };
    Wire::with_limits(&scope, resolver, Clock::real(), limits)
}

async fn ask(wire: &Wire, name: &str, kind: RecordKind, validate: bool) -> Result<Records, Trouble> {
    match wire.perform(&Job::Lookup(Lookup { name: name.to_owned(), kind, validate })).await {
        Ok(Answer::Records(records)) => Ok(records),
        Ok(other) => panic!("no records: {other:?}"),
        Err(trouble) => Err(trouble),
    }
}

#[tokio::test]
async fn records_absence_and_missing_names_are_told_apart() {
    let world = World::new().await;
    let wire = world.wire();
    let found = async |name, kind| ask(&wire, name, kind, false).await.expect("an answer");
    let resolved = wire.resolve("cong.tinh").await.expect("addresses").found;
    assert_eq!(resolved.iter().map(ToString::to_string).collect::<Vec<_>>(), ["192.0.2.1", "192.0.2.9", "2001:db8::1"]);
    assert_eq!(wire.journal().lookups, 2);

    let permission = found("cong.tinh", RecordKind::Caa).await;
    let data = RecordData::Permission { flag: 128, tag: "issue".to_owned(), value: "ca.example".to_owned() };
    assert_eq!(permission.records, [Record { name: "cong.tinh".to_owned(), data }]);
    assert_eq!((permission.presence, permission.dnssec), (Presence::Found, Dnssec::Unasked));
    let alias = found("www.tinh.", RecordKind::Cname).await;
    assert_eq!(alias.records[0].data, RecordData::Alias("cong.tinh".to_owned()));
    assert_eq!(found("www.tinh", RecordKind::A).await.addresses().count(), 2);

    assert_eq!(found("cong.tinh", RecordKind::Ns).await.presence, Presence::NoData);
    assert_eq!(found("cong.tinh", RecordKind::Cname).await.presence, Presence::NoData);
    assert_eq!(found("khong-co.tinh", RecordKind::A).await.presence, Presence::NoSuchName);
    assert_eq!(found("treo.tinh", RecordKind::A).await.presence, Presence::NoSuchName);
    let trouble = wire.resolve("khong-co.tinh").await.expect_err("no address");
    assert_eq!((trouble.reason, trouble.phase), (Reason::Unreachable, Phase::Name));
}

#[tokio::test]
async fn signatures_are_followed_to_the_declared_anchor() {
    let world = World::new().await;
    let wire = world.wire();
    let found = async |name, kind| ask(&wire, name, kind, true).await.expect("an answer");
    let soa = found(".", RecordKind::Soa).await;
    assert_eq!((soa.presence, soa.dnssec), (Presence::Found, Dnssec::Secure));
    assert_eq!(found("cong.tinh", RecordKind::A).await.dnssec, Dnssec::Secure);
    let missing = found("khong-co.tinh", RecordKind::A).await;
    assert_eq!((missing.presence, missing.dnssec), (Presence::NoSuchName, Dnssec::Secure));
    let none = found("cong.tinh", RecordKind::Txt).await;
    assert_eq!((none.presence, none.dnssec), (Presence::NoData, Dnssec::Secure));
}

#[tokio::test]
async fn a_zone_without_a_digest_at_its_parent_is_proved_unsigned() {
    let world = World::new().await;
    let records = ask(&world.wire(), "tran", RecordKind::Soa, true).await.expect("an answer");
    assert_eq!((records.presence, records.dnssec), (Presence::Found, Dnssec::Insecure));
}

#[tokio::test]
async fn signatures_of_a_stranger_disprove_the_answer() {
    let world = World::new().await;
    let resolver = Resolver { anchor: Some(world.other_anchor.clone()), ..world.resolver.clone() };
    let records = ask(&wire(&resolver, 5000), "cong.tinh", RecordKind::A, true).await.expect("an answer");
    assert_eq!((records.presence, records.dnssec), (Presence::Disproved, Dnssec::Bogus));
    assert!(records.records.is_empty());
}

#[tokio::test]
async fn silence_nonsense_and_missing_anchors_are_troubles_and_no_absence() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let resolver = Resolver { server: Some(silent.local_addr().expect("an address")), anchor: None };
    let trouble = ask(&wire(&resolver, 300), "cong.tinh", RecordKind::A, false).await.expect_err("silence");
    assert_eq!((trouble.reason, trouble.phase), (Reason::Timeout, Phase::Name));

    let wire = wire(&Resolver { anchor: Some(PathBuf::from("/khong-co/anchor")), ..resolver }, 300);
    let trouble = ask(&wire, "cong.tinh", RecordKind::A, true).await.expect_err("no anchor");
    assert_eq!((trouble.reason, trouble.phase), (Reason::ProbeFailed, Phase::Permit));
    let trouble = ask(&wire, "a..b", RecordKind::A, false).await.expect_err("no name");
    assert_eq!(trouble.reason, Reason::Parse);
    assert_eq!(wire.journal().lookups, 0, "nothing was asked");
}

/// A resolver that answers questions for IPv4 and lets every other time out.
async fn half_deaf() -> SocketAddr {
    use hickory_proto::op::Message;
    use hickory_proto::rr::rdata::A;
    use hickory_proto::rr::{RData, Record};

    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let address = socket.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let Ok(asked) = Message::from_vec(&buffer[..length]) else { continue };
            let Some(query) = asked.queries.first().filter(|query| query.query_type() == RecordType::A) else {
                continue;
            };
            let mut answer = Message::response(asked.metadata.id, asked.metadata.op_code);
            answer.add_query(query.clone());
            answer.add_answer(Record::from_rdata(query.name().clone(), 60, RData::A(A::new(127, 0, 0, 1))));
            let bytes = answer.to_vec().expect("bytes");
            socket.send_to(&bytes, from).await.expect("sent");
        }
    });
    address
}

#[tokio::test]
async fn addresses_that_could_not_be_learnt_are_not_passed_over_in_silence() {
    let resolver = Resolver { server: Some(half_deaf().await), anchor: None };
    let addresses = wire(&resolver, 1000).resolve("cong.tinh").await.expect("the IPv4 address");
    assert_eq!(addresses.found, [IpAddr::from([127, 0, 0, 1])]);
    assert_eq!(addresses.missing.expect("a trouble").reason, Reason::Timeout);
}
