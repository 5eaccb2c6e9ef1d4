//! A complete TLS handshake by a modern client, whatever the certificate is worth.
//!
//! The certificate is not judged here: an inspector must look behind a bad one, and what it is
//! worth is the `certificate` probe's to say. The handshake's own signature is verified all the
//! same, so the presented certificate is known to be the server's and not replayed by someone.

mod failure;
mod signature;
mod stop;
mod witness;

use std::net::IpAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::dial::Line;
use super::hello::{TlsVersion, group_name, suite_name};
use super::identity::Identity;
use super::job::{Phase, Trouble};
use super::opening::Opened;
use crate::fact::Reason;
use crate::text::{Text, shorten, text};
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
}

impl Offer {
    /// What a browser offers for a web address.
    pub fn modern(name: &str) -> Self {
        Self { server_name: name.to_owned(), alpn: vec!["h2".to_owned(), "http/1.1".to_owned()], identity: None }
    }

    /// The same with a certificate to present.
    pub fn with_identity(self, identity: Option<Identity>) -> Self {
        Self { identity, ..self }
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
    /// Milliseconds from the start of the job until the session stood.
    pub elapsed_ms: i64,
}

/// Makes the handshake; `bearer` is what stands behind the offer's identity.
pub(super) async fn handshake(
    line: Line,
    offer: &Offer,
    bearer: Option<Arc<CertifiedKey>>,
) -> Result<(TlsStream<Line>, Session), Trouble> {
    match establish(line, offer, bearer).await {
        Ok((stream, session)) => {
            let elapsed_ms = stream.get_ref().0.elapsed_ms();
            Ok((stream, Session { elapsed_ms, ..session }))
        }
        Err(Failure { stream: line, cause: Cause::Told(reason, detail), .. }) => {
            Err(line.trouble(Phase::Tls, reason, detail))
        }
        Err(Failure { stream: line, cause: Cause::Line(error), .. }) => Err(line.io_trouble(Phase::Tls, &error)),
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
pub(super) async fn establish<S>(
    stream: S,
    offer: &Offer,
    bearer: Option<Arc<CertifiedKey>>,
) -> Result<(TlsStream<S>, Session), Failure<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(name) = server_name(&offer.server_name) else {
        let name = shorten(&offer.server_name, 80);
        let detail = text!("`{name}` không phải tên máy chủ", "`{name}` is no server name");
        return Err(Failure::before(stream, detail));
    };
    let witness = Arc::new(Witness::bearing(bearer));
    let config = match config(offer, Arc::clone(&witness)) {
        Ok(config) => config,
        Err(error) => {
            let detail = text!("không dựng được cấu hình TLS: {error}", "cannot build the TLS configuration: {error}");
            return Err(Failure::before(stream, detail));
        }
    };
    let connector = TlsConnector::from(Arc::new(config));
    match connector.connect(name, stream).into_fallible().await {
        Ok(stream) => {
            let session = session(&stream, &witness);
            Ok((stream, session))
        }
        Err((error, stream)) => {
            let (stop, testimony) = (Stop::of(&error), witness.testimony());
            let (asked, gave) = (testimony.asked, testimony.gave);
            Err(Failure { stream, cause: cause(error, asked, gave), stop, asked, gave })
        }
    }
}

impl<S> Failure<S> {
    /// Nothing was sent.
    fn before(stream: S, detail: Text) -> Self {
        Self { stream, cause: Cause::Told(Reason::ProbeFailed, detail), stop: None, asked: false, gave: false }
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

fn config(offer: &Offer, witness: Arc<Witness>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_client_cert_resolver(witness);
    config.alpn_protocols = offer.alpn.iter().map(|protocol| protocol.clone().into_bytes()).collect();
    // Every session is looked at on its own.
    config.resumption = Resumption::disabled();
    Ok(config)
}

fn session<S>(stream: &TlsStream<S>, witness: &Witness) -> Session {
    let (_, connection) = stream.get_ref();
    let testimony = witness.testimony();
    let version = connection.protocol_version().and_then(|version| TlsVersion::from_code(u16::from(version)));
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
        let offer = Offer { server_name: "127.0.0.1".to_owned(), alpn: Vec::new(), identity: None };
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
