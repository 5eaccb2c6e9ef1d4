//! A complete TLS handshake by a modern client, whatever the certificate is worth.
//!
//! The certificate is not judged here: an inspector must look behind a bad one, and what it is
//! worth is the `certificate` probe's to say. The handshake's own signature is verified all the
//! same, so the presented certificate is known to be the server's and not replayed by someone.

mod failure;
mod farewell;
mod keep;
mod signature;
mod stop;
mod witness;

use std::net::IpAddr;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, HandshakeKind};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::dial::Line;
use super::hello::{Alert, TlsVersion, group_name, suite_name};
use super::identity::Identity;
use super::job::{Phase, Trouble};
use super::opening::Opened;
use crate::fact::Reason;
use crate::text::{Text, shorten, text};
#[cfg(test)]
pub(super) use farewell::part;
pub(super) use farewell::{nothing_kept, visit};
pub use keep::Resumable;
pub(super) use keep::{Kept, Vault};
use witness::Witness;

pub(super) use failure::story;
pub use stop::Stop;
pub(super) use stop::settled;

/// What the client asks for.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Offer {
    /// The name for server name indication; an address in text sends none.
    pub server_name: String,
    /// The application protocols, preferred first.
    pub alpn: Vec<String>,
    /// The certificate that is presented if the server asks for one.
    pub identity: Option<Identity>,
    /// The one version that is offered; TLS 1.2 and TLS 1.3 where there is none.
    pub only: Option<TlsVersion>,
    /// The signature algorithms, preferred first; empty for all that can be verified here.
    pub signature_algorithms: Vec<u16>,
    /// Whether a session ticket of TLS 1.2 is asked for or shown (RFC 5077); without, only a session id is.
    pub tickets: bool,
    /// 1 for a session of its own. A higher turn resumes what the latest handshake left whose offer differs in nothing but
    /// `tickets` and `turn`; without one there is no answer, and no connection.
    pub turn: u8,
}

impl Offer {
    /// What a browser offers for a web address.
    pub fn modern(name: &str) -> Self {
        Self::of_protocols(name, &["h2", "http/1.1"])
    }

    /// What a browser offers, with other application protocols.
    pub fn of_protocols(name: &str, alpn: &[&str]) -> Self {
        Self {
            server_name: name.to_owned(),
            alpn: alpn.iter().map(|&protocol| protocol.to_owned()).collect(),
            only: None,
            signature_algorithms: Vec::new(),
            tickets: true,
            turn: 1,
            identity: None,
        }
    }

    /// The same with a certificate to present.
    pub fn with_identity(self, identity: Option<Identity>) -> Self {
        Self { identity, ..self }
    }

    /// What a TLS 1.3 server accepts only if it can sign the handshake with one of these algorithms. Its certificates may
    /// be signed with the old padding of RSA too, which in TLS 1.3 counts for certificates only.
    pub fn tls13_signed_by(name: &str, algorithms: &[u16]) -> Self {
        let of_certificates = [0x0401, 0x0501, 0x0601].into_iter().filter(|code| !algorithms.contains(code));
        let all = algorithms.iter().copied().chain(of_certificates).collect();
        Self::modern(name).only(TlsVersion::Tls13).signed_by(all)
    }

    /// The offer of one version alone.
    pub fn only(mut self, version: TlsVersion) -> Self {
        self.only = Some(version);
        self
    }

    /// The offer with other signature algorithms.
    pub fn signed_by(mut self, algorithms: Vec<u16>) -> Self {
        self.signature_algorithms = algorithms;
        self
    }

    /// The offer that neither asks for TLS 1.2 tickets nor shows any.
    pub fn without_tickets(mut self) -> Self {
        self.tickets = false;
        self
    }

    /// The offer as another turn.
    pub fn at_turn(mut self, turn: u8) -> Self {
        self.turn = turn;
        self
    }

    /// What all turns of a thread have in common.
    fn thread(&self) -> Self {
        Self { tickets: true, turn: 1, ..self.clone() }
    }
}

/// The established session.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Session {
    /// The version.
    pub version: TlsVersion,
    /// The suite's IANA name.
    pub suite: String,
    /// The group of the key exchange.
    pub group: Option<String>,
    /// The application protocol.
    pub alpn: Option<String>,
    /// The certificates in DER as presented, the leaf first.
    pub chain: Vec<Vec<u8>>,
    /// The stapled OCSP response in DER.
    pub stapled: Option<Vec<u8>>,
    /// Whether the handshake's signature was verified; false where the key is of a kind or length
    /// that cannot be verified here, such as RSA of 512 bits.
    pub signature_checked: bool,
    /// Whether the server asked for a client's certificate.
    pub asks_certificate: bool,
    /// Whether one was given.
    pub gave_certificate: bool,
    /// How the server ended the session right after the certificate it was given, as TLS 1.3 lets it;
    /// `None` where it did not within a short wait, or none was given.
    pub stop: Option<Stop>,
    /// The names (DER) of the authorities whose certificates it takes, as far as it named them; at
    /// most 64.
    pub authorities: Vec<Vec<u8>>,
    /// What was said before TLS, where something was.
    pub opened: Option<Opened>,
    /// Whether it resumed an earlier session; then everything about certificates is that session's.
    pub resumed: bool,
    /// The algorithm by which the server signed the handshake; `None` where it did not, as in a resumed session.
    pub signature_algorithm: Option<u16>,
    /// What it left for a later resumption.
    pub left: Resumable,
    /// Milliseconds from the start of the job until the session stood.
    pub elapsed_ms: i64,
}

/// Makes the handshake; `kept` is what it starts from and who bears the offer's identity.
pub(super) async fn handshake(line: Line, offer: &Offer, kept: &Kept) -> Result<(TlsStream<Line>, Session), Trouble> {
    establish(line, offer, kept).await.map(timed).map_err(Failure::trouble)
}

/// The session with the time it took.
fn timed((stream, session): (TlsStream<Line>, Session)) -> (TlsStream<Line>, Session) {
    let elapsed_ms = stream.get_ref().0.elapsed_ms();
    (stream, Session { elapsed_ms, ..session })
}

impl Failure<Line> {
    /// What the line makes of it.
    fn trouble(self) -> Trouble {
        match self.cause {
            Cause::Told(reason, detail) => self.stream.trouble(Phase::Tls, reason, detail),
            Cause::Line(error) => self.stream.io_trouble(Phase::Tls, &error),
        }
    }
}

/// Why there is no session; the stream is given back.
#[derive(Debug)]
pub(super) struct Failure<S> {
    /// The stream.
    pub(super) stream: S,
    /// What happened.
    pub(super) cause: Cause,
    /// How the server ended it, where it did.
    pub(super) stop: Option<Stop>,
    /// Whether the server had asked for a client's certificate.
    pub(super) asked: bool,
    /// Whether one was given.
    pub(super) gave: bool,
    /// The alert by which the server turned down what the offer is about, if it did.
    pub(super) declined: Option<Alert>,
}

/// What happened to a handshake.
#[derive(Debug)]
pub(super) enum Cause {
    /// The handshake itself tells.
    Told(Reason, Text),
    /// The connection failed, of which the line knows more.
    Line(std::io::Error),
}

/// [`handshake`] over any stream, without the time it took.
pub(super) async fn establish<S>(stream: S, offer: &Offer, kept: &Kept) -> Result<(TlsStream<S>, Session), Failure<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(name) = server_name(&offer.server_name) else {
        let name = shorten(&offer.server_name, 80);
        let detail = text!("`{name}` không phải tên máy chủ", "`{name}` is no server name");
        return Err(Failure::before(stream, detail));
    };
    let config = match config(offer, kept) {
        Ok(config) => config,
        Err(error) => {
            let detail = text!("không dựng được cấu hình TLS: {error}", "cannot build the TLS configuration: {error}");
            return Err(Failure::before(stream, detail));
        }
    };
    let connector = TlsConnector::from(Arc::new(config));
    match connector.connect(name, stream).into_fallible().await {
        Ok(stream) => {
            let session = session(&stream, &kept.witness);
            Ok((stream, session))
        }
        Err((error, stream)) => {
            let (stop, testimony) = (Stop::of(&error), kept.witness.testimony());
            let (asked, gave) = (testimony.asked, testimony.gave);
            // Of an offer of everything, such an alert says nothing about signatures.
            let declined = failure::declined(&error).filter(|_| !offer.signature_algorithms.is_empty());
            Err(Failure { stream, cause: cause(error, asked, gave), stop, asked, gave, declined })
        }
    }
}

impl<S> Failure<S> {
    /// Nothing was sent.
    fn before(stream: S, detail: Text) -> Self {
        Self {
            stream,
            cause: Cause::Told(Reason::ProbeFailed, detail),
            stop: None,
            asked: false,
            gave: false,
            declined: None,
        }
    }
}

fn cause(error: std::io::Error, asked: bool, gave: bool) -> Cause {
    match story(&error, asked, gave) {
        Some((reason, detail)) => Cause::Told(reason, detail),
        None => Cause::Line(error),
    }
}

fn server_name(text: &str) -> Option<ServerName<'static>> {
    match text.parse::<IpAddr>() {
        Ok(address) => Some(ServerName::from(address)),
        Err(_) => ServerName::try_from(text.to_owned()).ok(),
    }
}

fn config(offer: &Offer, kept: &Kept) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = match offer.only {
        Some(TlsVersion::Tls12) => &[&rustls::version::TLS12][..],
        Some(_) => &[&rustls::version::TLS13],
        None => rustls::DEFAULT_VERSIONS,
    };
    let witness = Arc::clone(&kept.witness);
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_client_cert_resolver(witness);
    config.alpn_protocols = offer.alpn.iter().map(|protocol| protocol.clone().into_bytes()).collect();
    config.resumption = kept.resumption(offer);
    Ok(config)
}

fn session<S>(stream: &TlsStream<S>, witness: &Witness) -> Session {
    let (_, connection) = stream.get_ref();
    let testimony = witness.testimony();
    let version = connection.protocol_version().and_then(|version| TlsVersion::from_code(u16::from(version)));
    let resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
    Session {
        version: version.unwrap_or(TlsVersion::Tls12),
        suite: connection.negotiated_cipher_suite().map_or_else(String::new, |suite| suite_name(suite.suite().into())),
        group: connection.negotiated_key_exchange_group().map(|group| group_name(group.name().into())),
        alpn: connection.alpn_protocol().map(|name| shorten(&String::from_utf8_lossy(name), 64)),
        chain: testimony.chain,
        stapled: testimony.stapled,
        signature_checked: testimony.checked,
        asks_certificate: testimony.asked,
        gave_certificate: testimony.gave,
        stop: None,
        authorities: testimony.authorities,
        opened: None,
        resumed,
        signature_algorithm: testimony.signature_algorithm.filter(|_| !resumed),
        left: Resumable::default(),
        elapsed_ms: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::rehearsal::{OpenSsl, openssl, perform};
    use crate::wire::{Answer, Job};

    #[tokio::test]
    async fn a_real_server_is_met_by_address_and_its_signature_is_verified() {
        let folder = tempfile::tempdir().expect("a folder");
        openssl(folder.path(), "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=a -days 9");
        let server = OpenSsl::start(folder.path(), &["-cert", "c.pem", "-key", "k.pem", "-groups", "P-256"]);
        let offer = Offer::of_protocols("127.0.0.1", &[]);
        let outcome = perform(&Job::Handshake(server.endpoint.clone(), offer)).await;
        let Ok(Answer::Session(session)) = outcome else { panic!("{outcome:?}") };
        assert!(session.signature_checked && !session.asks_certificate);
        assert_eq!(session.version, TlsVersion::Tls13);
        assert_eq!(session.suite, "TLS_AES_256_GCM_SHA384");
        assert_eq!(session.group.as_deref(), Some("secp256r1"));
        assert_eq!((session.chain.len(), session.alpn, session.stapled), (1, None, None));
    }

    #[tokio::test]
    async fn a_refused_handshake_names_the_alert() {
        let folder = tempfile::tempdir().expect("a folder");
        openssl(folder.path(), "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=a -days 9");
        for (arguments, reason, alert) in [
            (&["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"][..], Reason::Refused, "protocol_version (70)"),
            (&["-tls1_2", "-Verify", "1"], Reason::Denied, "demands a client certificate"),
        ] {
            let mut all = vec!["-cert", "c.pem", "-key", "k.pem"];
            all.extend(arguments);
            let server = OpenSsl::start(folder.path(), &all);
            let job = Job::Handshake(server.endpoint.clone(), Offer::modern("portal.example.vn"));
            let trouble = perform(&job).await.expect_err("a refusal");
            assert_eq!(trouble.reason, reason, "{trouble:?}");
            assert!(trouble.detail.en.contains(alert), "{trouble:?}");
        }
    }

    #[test]
    fn addresses_and_names_are_told_apart() {
        assert!(matches!(server_name("192.0.2.1"), Some(ServerName::IpAddress(_))));
        assert!(matches!(server_name("2001:db8::1"), Some(ServerName::IpAddress(_))));
        assert!(matches!(server_name("portal.example.vn"), Some(ServerName::DnsName(_))));
        assert!(server_name("a b").is_none());
    }
}
