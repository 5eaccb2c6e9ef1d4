//! The demo's own name server: a fictional root and the province's zone below it.
//!
//! The root is always signed and is the anchor, as the real one is; so an unsigned zone is
//! *provably* unsigned, and a signed one is validated over a delegation (RFC 4035).

use std::collections::BTreeMap;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::dnssec::crypto::EcdsaSigningKey;
use hickory_proto::dnssec::rdata::{DNSKEY, DNSSECRData, DS};
use hickory_proto::dnssec::{Algorithm, DigestType, DnssecSigner, SigningKey};
use hickory_proto::rr::{LowerName, Name, RData, Record, RecordSet, RecordType, RrKey};
use hickory_proto::serialize::txt::Parser;
use hickory_server::Server;
use hickory_server::dnssec::NxProofKind;
use hickory_server::net::runtime::Time;
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneHandler, ZoneType};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::oneshot;

use super::flaw::{Character, Flaw};
use super::{API_NAME, DemoError, HOST_NAME, PORTAL_NAME, SIGN_IN_NAME, ZONE_NAME, fault, no_port};

/// A second loopback address, in another network than the first.
const SECOND: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);
/// How long an idle TCP connection to the name server may last.
const IDLE: Duration = Duration::from_secs(5);
/// How long open connections may take to end when the server ends.
const PARTING: Duration = Duration::from_millis(500);
/// Responses that may wait on one TCP connection.
const WAITING: usize = 16;
/// How long signatures hold; an inspection and its re-inspections take less.
const SIGNED_FOR: Duration = Duration::from_secs(60 * 86_400);
/// How often a port is sought that is free for UDP and TCP.
const ATTEMPTS: usize = 16;

/// A name server that has its sockets.
pub(super) struct NameServer {
    /// Where it is asked.
    pub address: SocketAddr,
    /// The root's key as a line of a zone file.
    pub anchor: String,
    server: Server<Names>,
}

impl NameServer {
    /// Takes a port and builds the zones; `ipv6` says whether the portal is reachable over IPv6.
    pub(super) async fn start(character: Character, ipv6: bool) -> Result<Self, DemoError> {
        let (sockets, second) = sockets().await?;
        let address = sockets.first().map(|(udp, _)| udp.local_addr()).transpose().map_err(fault)?;
        let address = address.ok_or_else(no_port)?;
        let servers = match (character.has(Flaw::SingleNameServer), second) {
            (true, _) => vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
            (false, true) => vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V4(SECOND)],
            // Without a second address the two servers stay two names of one machine.
            (false, false) => vec![IpAddr::V4(Ipv4Addr::LOCALHOST); 2],
        };
        let (names, anchor) = Names::new(character, ipv6, &servers)?;
        let mut server = Server::new(names);
        for (udp, tcp) in sockets {
            server.register_socket(udp);
            server.register_listener(tcp, IDLE, WAITING);
        }
        Ok(Self { address, anchor, server })
    }

    /// Answers until the other end of `closing` is gone; open connections are then cut.
    pub(super) async fn run(mut self, closing: oneshot::Receiver<()>) {
        let _ = closing.await;
        let _ = tokio::time::timeout(PARTING, self.server.shutdown_gracefully()).await;
    }
}

type Sockets = Vec<(UdpSocket, TcpListener)>;

/// One port that is free for UDP and TCP; also on the second address, where the machine has it.
#[expect(clippy::disallowed_methods, reason = "the demonstration's own name server, on loopback")]
async fn sockets() -> Result<(Sockets, bool), DemoError> {
    for _ in 0..ATTEMPTS {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(fault)?;
        let port = tcp.local_addr().map_err(fault)?.port();
        let Ok(udp) = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).await else { continue };
        let second = match (UdpSocket::bind((SECOND, port)).await, TcpListener::bind((SECOND, port)).await) {
            (Ok(udp), Ok(tcp)) => Some((udp, tcp)),
            _ => None,
        };
        let has_second = second.is_some();
        return Ok((std::iter::once((udp, tcp)).chain(second).collect(), has_second));
    }
    Err(no_port())
}

/// The two zones. A question for the DS of the province's zone is one for the zone above it
/// (RFC 4035, 3.1.4.1), which a plain catalogue does not know.
pub(super) struct Names {
    root: Catalog,
    zones: Catalog,
    zone: LowerName,
}

impl Names {
    /// Builds and signs the zones; the root's public key comes with them as a line of a zone file.
    fn new(character: Character, ipv6: bool, servers: &[IpAddr]) -> Result<(Self, String), DemoError> {
        let zone_name = Name::from_ascii(format!("{ZONE_NAME}.")).map_err(fault)?;
        let mut zone = zone(&zone_name, &zone_text(character, ipv6, servers))?;
        let zone_key = match character.has(Flaw::UnsignedZone) {
            true => None,
            false => Some(sign(&mut zone, &zone_name)?),
        };
        let mut root = self::zone(&Name::root(), &root_text(servers))?;
        if let Some(key) = zone_key {
            let ds = delegation(&key, &zone_name)?;
            root.upsert_mut(Record::from_rdata(zone_name.clone(), 300, RData::DNSSEC(DNSSECRData::DS(ds))), 1);
        }
        let root_key = sign(&mut root, &Name::root())?;
        let root: Arc<dyn ZoneHandler> = Arc::new(root);
        let mut above = Catalog::new();
        above.upsert(LowerName::from(Name::root()), vec![Arc::clone(&root)]);
        let mut zones = Catalog::new();
        zones.upsert(LowerName::from(Name::root()), vec![root]);
        zones.upsert(LowerName::from(&zone_name), vec![Arc::new(zone)]);
        let names = Self { root: above, zones, zone: LowerName::from(&zone_name) };
        Ok((names, format!(". 300 IN DNSKEY {root_key}\n")))
    }
}

impl RequestHandler for Names {
    // What `async_trait` makes of the trait's `async fn`, written out: one method is no reason
    // for one more dependency.
    fn handle_request<'life0, 'life1, 'async_trait, R, T>(
        &'life0 self,
        request: &'life1 Request,
        response_handle: R,
    ) -> Pin<Box<dyn Future<Output = ResponseInfo> + Send + 'async_trait>>
    where
        R: 'async_trait + ResponseHandler,
        T: 'async_trait + Time,
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        let of_delegation = request
            .request_info()
            .is_ok_and(|info| info.query.query_type() == RecordType::DS && *info.query.name() == self.zone);
        let catalog = if of_delegation { &self.root } else { &self.zones };
        catalog.handle_request::<R, T>(request, response_handle)
    }
}

fn zone(origin: &Name, text: &str) -> Result<InMemoryZoneHandler, DemoError> {
    let parsed = Parser::new(text.to_owned(), None, Some(origin.clone())).parse().map_err(fault)?;
    let (_, records): (Name, BTreeMap<RrKey, RecordSet>) = parsed;
    InMemoryZoneHandler::new(origin.clone(), records, ZoneType::Primary, AxfrPolicy::Deny, Some(NxProofKind::Nsec))
        .map_err(fault)
}

fn root_text(servers: &[IpAddr]) -> String {
    let mut text = format!(
        "@ 300 IN SOA ns1.{ZONE_NAME}. hostmaster.{ZONE_NAME}. 1 3600 600 86400 60\n\
         @ 300 IN NS ns1.{ZONE_NAME}.\n"
    );
    for (n, address) in (1..).zip(servers) {
        text += &format!("{ZONE_NAME}. 300 IN NS ns{n}.{ZONE_NAME}.\nns{n}.{ZONE_NAME}. 300 IN A {address}\n");
    }
    text
}

fn zone_text(character: Character, ipv6: bool, servers: &[IpAddr]) -> String {
    let mut text = format!("@ 300 IN SOA ns1.{ZONE_NAME}. hostmaster.{ZONE_NAME}. 1 3600 600 86400 60\n");
    for (n, address) in (1..).zip(servers) {
        text += &format!("@ 300 IN NS ns{n}.{ZONE_NAME}.\nns{n}.{ZONE_NAME}. 300 IN A {address}\n");
    }
    if !character.has(Flaw::AnyAuthority) {
        text += "@ 300 IN CAA 0 issue \"chung-thuc.tinh-mau.example\"\n";
    }
    for name in [ZONE_NAME, PORTAL_NAME, SIGN_IN_NAME, API_NAME, HOST_NAME] {
        text += &format!("{name}. 300 IN A {}\n", Ipv4Addr::LOCALHOST);
        if ipv6 {
            text += &format!("{name}. 300 IN AAAA {}\n", Ipv6Addr::LOCALHOST);
        }
    }
    text
}

/// Signs a zone with a new key (ECDSA P-256, SHA-256: RFC 6605), and gives the public half.
fn sign(zone: &mut InMemoryZoneHandler, origin: &Name) -> Result<DNSKEY, DemoError> {
    let algorithm = Algorithm::ECDSAP256SHA256;
    let secret = EcdsaSigningKey::generate_pkcs8(algorithm).map_err(fault)?;
    let key = EcdsaSigningKey::from_pkcs8(&secret, algorithm).map_err(fault)?;
    let public = DNSKEY::from_key(&key.to_public_key().map_err(fault)?);
    let signer = DnssecSigner::new(public.clone(), Box::new(key), origin.clone(), SIGNED_FOR);
    zone.add_zone_signing_key_mut(signer).map_err(fault)?;
    zone.secure_zone_mut().map_err(fault)?;
    Ok(public)
}

fn delegation(key: &DNSKEY, zone: &Name) -> Result<DS, DemoError> {
    let digest = key.to_digest(zone, DigestType::SHA256).map_err(fault)?;
    let tag = key.calculate_key_tag().map_err(fault)?;
    Ok(DS::new(tag, Algorithm::ECDSAP256SHA256, DigestType::SHA256, digest.as_ref().to_vec()))
}

#[cfg(test)]
mod tests {
    use hickory_proto::dnssec::TrustAnchors;
    use hickory_resolver::Resolver;
    use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
    use hickory_resolver::net::runtime::TokioRuntimeProvider;

    use super::super::trial::{Trial, run};
    use super::*;

    async fn dig(trial: &Trial, question: &[&str]) -> String {
        let port = trial.name_port();
        let mut arguments = vec!["+dnssec", "+tries=1", "@127.0.0.1", "-p", &port];
        arguments.extend(question);
        run("dig", &arguments).await
    }

    /// What a validating client of another house concludes.
    async fn delv(trial: &Trial, question: &[&str]) -> String {
        let anchor = std::fs::read_to_string(trial.folder.path().join("dnssec-anchor.zone")).expect("the anchor");
        let fields: Vec<_> = anchor.split_whitespace().collect();
        let [".", _, "IN", "DNSKEY", flags, protocol, algorithm, key @ ..] = &fields[..] else {
            panic!("not a DNSKEY: {anchor}")
        };
        let keys = format!("trust-anchors {{ . static-key {flags} {protocol} {algorithm} \"{}\"; }};", key.concat());
        let file = trial.folder.path().join("anchor.keys");
        std::fs::write(&file, keys).expect("a key file");
        let (file, port) = (file.display().to_string(), trial.name_port());
        let mut arguments = vec!["-a", &file, "+root=.", "@127.0.0.1", "-p", &port];
        arguments.extend(question);
        run("delv", &arguments).await
    }

    #[tokio::test]
    async fn the_sound_zone_is_complete() {
        let trial = Trial::start(Character::Sound).await;
        let seen = dig(&trial, &[PORTAL_NAME, "A"]).await;
        assert!(seen.contains("status: NOERROR") && seen.contains("127.0.0.1") && seen.contains("RRSIG"), "{seen}");
        let seen = dig(&trial, &["+tcp", ZONE_NAME, "CAA"]).await;
        assert!(seen.contains("0 issue \"chung-thuc.tinh-mau.example\""), "{seen}");
        let seen = dig(&trial, &[ZONE_NAME, "NS"]).await;
        assert!(seen.contains("ns1.tinh-mau.example.") && seen.contains("ns2.tinh-mau.example."), "{seen}");
        let seen = dig(&trial, &[PORTAL_NAME, "AAAA", "+short"]).await;
        assert_eq!(seen.contains("::1"), super::super::has_ipv6().await, "{seen}");
        let seen = dig(&trial, &[ZONE_NAME, "AXFR"]).await;
        assert!(seen.contains("Transfer failed"), "{seen}");
    }

    #[tokio::test]
    async fn the_flawed_zone_is_bare() {
        let trial = Trial::start(Character::Flawed).await;
        let seen = dig(&trial, &[PORTAL_NAME, "A"]).await;
        assert!(seen.contains("127.0.0.1") && !seen.contains("RRSIG"), "{seen}");
        for (question, answer) in [("CAA", ""), ("NS", "ns1.tinh-mau.example.\n"), ("AAAA", "")] {
            assert_eq!(dig(&trial, &[ZONE_NAME, question, "+short", "+nodnssec"]).await, answer, "{question}");
        }
        let seen = dig(&trial, &["example", "CAA"]).await;
        assert!(seen.contains("status: NOERROR") && seen.contains("ANSWER: 0"), "{seen}");
    }

    #[tokio::test]
    async fn a_validating_client_agrees_with_the_character() {
        let sound = Trial::start(Character::Sound).await;
        let flawed = Trial::start(Character::Flawed).await;
        let secure = [(PORTAL_NAME, "A"), (ZONE_NAME, "CAA"), (ZONE_NAME, "NS"), (PORTAL_NAME, "CAA")];
        for (name, kind) in secure {
            let seen = delv(&sound, &[name, kind]).await;
            assert!(seen.contains("fully validated"), "{name} {kind}: {seen}");
        }
        let seen = delv(&sound, &["khong-co.tinh-mau.example", "A"]).await;
        assert!(seen.contains("negative response, fully validated"), "{seen}");
        let seen = delv(&flawed, &[PORTAL_NAME, "A"]).await;
        assert!(seen.contains("unsigned answer"), "{seen}");
    }

    /// The resolver that the tool itself uses, with the demo's anchor.
    fn resolver(trial: &Trial) -> Resolver<TokioRuntimeProvider> {
        let server = trial.system.resolver.server.expect("a resolver");
        let mut udp = ConnectionConfig::udp();
        udp.port = server.port();
        let server = NameServerConfig::new(server.ip(), true, vec![udp]);
        let mut options = ResolverOpts::default();
        options.validate = true;
        let anchor = trial.system.resolver.anchor.as_ref().expect("an anchor");
        // Not `options.trust_anchor`: hickory-resolver 0.26.3 never reads that file.
        let anchor = TrustAnchors::from_file(anchor).expect("a readable anchor");
        Resolver::builder_with_config(
            ResolverConfig::from_parts(None, Vec::new(), vec![server]),
            TokioRuntimeProvider::default(),
        )
        .with_options(options)
        .with_trust_anchor(Arc::new(anchor))
        .build()
        .expect("a resolver")
    }

    #[tokio::test]
    async fn the_resolver_of_the_house_takes_the_anchor() {
        for (character, secure) in [(Character::Sound, true), (Character::Flawed, false)] {
            let trial = Trial::start(character).await;
            let resolver = resolver(&trial);
            let answer = resolver.lookup(format!("{PORTAL_NAME}."), RecordType::A).await.expect("an answer");
            let proofs: Vec<_> = answer.answers().iter().map(|record| record.proof).collect();
            let whole = proofs.iter().all(|proof| proof.is_secure() == secure && proof.is_insecure() != secure);
            assert!(!proofs.is_empty() && whole, "{proofs:?}");
        }
    }

    #[tokio::test]
    async fn what_does_not_exist_is_proved_absent_and_never_bogus() {
        for character in [Character::Sound, Character::Flawed] {
            let trial = Trial::start(character).await;
            let resolver = resolver(&trial);
            for (name, kind) in [
                (PORTAL_NAME, RecordType::CAA),
                (PORTAL_NAME, RecordType::NS),
                (PORTAL_NAME, RecordType::CNAME),
                ("khong-co.tinh-mau.example", RecordType::A),
                ("example", RecordType::CAA),
                ("khong-co.example", RecordType::A),
            ] {
                let error = resolver.lookup(format!("{name}."), kind).await.expect_err("nothing is there");
                assert!(error.is_no_records_found(), "{character:?} {name} {kind}: {error:?}");
            }
        }
    }
}
