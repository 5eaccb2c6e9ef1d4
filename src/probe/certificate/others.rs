//! The certificate that clients get who cannot use the first one's kind of key.
//!
//! A server may hold a certificate with an RSA key and one on an elliptic curve, and only one of them shows in a session.
//! Other keys are asked for alone: in TLS 1.3 by a hello, of which an alert proves that there is none, and then by a
//! handshake, because certificates come encrypted; in TLS 1.2 by a hello alone. So a server with one certificate takes one
//! further connection. Other certificates for other names or clients are not sought.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::facts::{Key, KeyAlgorithm, Other};
use super::key::{signature_hash, signature_name};
use super::leaf::{instant, shown_name};
use super::name;
use crate::fact::{Digest, Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::probe::{Target, bearing};
use crate::system::Place;
use crate::text::Text;
use crate::wire::{
    Alert, Answer, Endpoint, FirstFlight, Hello, Job, Offer, Reply, Session, SignatureAlgorithm, TlsVersion,
    signature_algorithm, suite,
};

/// The other certificates; `session` is the modern client's, without which nothing is asked.
pub(super) fn others(
    walk: &mut Walk<'_>,
    target: &Target<'_>,
    endpoint: &Endpoint,
    session: Option<&Session>,
) -> Fact<Vec<Other>> {
    let Some(session) = session else { return Fact::Unknown(Reason::NotCollected.into()) };
    let (place, name) = (&target.subject.place, &endpoint.name);
    let second = match session.version {
        TlsVersion::Tls13 => encrypted(walk, place, endpoint, session),
        _ => in_the_clear(walk, endpoint, session),
    };
    match second {
        Ok(Some(der)) if session.chain.first() != Some(&der) => match X509Certificate::from_der(&der) {
            Ok((_, certificate)) => Fact::Known(vec![other(&der, &certificate, name)]),
            Err(_) => Fact::Unknown(Reason::Parse.into()),
        },
        Ok(_) => Fact::Known(Vec::new()),
        Err(gap) => gap.into(),
    }
}

/// The leaf that a TLS 1.3 server shows to who takes only the other kind.
fn encrypted(
    walk: &mut Walk<'_>,
    place: &Place,
    endpoint: &Endpoint,
    session: &Session,
) -> Result<Option<Vec<u8>>, Gap> {
    let own = session.signature_algorithm.and_then(signature_algorithm);
    let algorithms = own.map(SignatureAlgorithm::of_other_keys).ok_or(Reason::NotCollected)?;
    let hello = Hello::signed_by(&endpoint.name, algorithms.clone());
    let flight = flight(walk, endpoint, hello)?;
    match &flight.reply {
        // A HelloRetryRequest comes before the server looks for a signature: the handshake decides.
        Reply::ServerHello(server) if server.version == TlsVersion::Tls13 => {}
        Reply::ServerHello(_) => return Err(unshown()),
        reply => return refused(reply),
    }
    let offer = Offer::tls13_signed_by(&endpoint.name, &algorithms).with_identity(bearing::of_place(place));
    match walk.ask(Job::Handshake(endpoint.clone(), offer))? {
        Answer::Session(session) => Ok(session.chain.first().cloned()),
        // Some servers say hello before they look for a signature.
        Answer::Declined(_) => Ok(None),
        _ => Err(Reason::ProbeFailed.into()),
    }
}

/// The leaf that a TLS 1.2 server shows to who offers only suites of the other kind.
fn in_the_clear(walk: &mut Walk<'_>, endpoint: &Endpoint, session: &Session) -> Result<Option<Vec<u8>>, Gap> {
    let leaf = session.chain.first().and_then(|der| X509Certificate::from_der(der).ok());
    let (_, leaf) = leaf.ok_or(Reason::Parse)?;
    let by_curve = match Key::of(&leaf).algorithm {
        KeyAlgorithm::Rsa => true,
        KeyAlgorithm::Ec | KeyAlgorithm::Ed25519 | KeyAlgorithm::Ed448 => false,
        KeyAlgorithm::Dsa | KeyAlgorithm::Other => return Err(Reason::NotCollected.into()),
    };
    let mut hello = Hello::of_version(TlsVersion::Tls12, &endpoint.name);
    hello.suites.retain(|code| suite(*code).is_some_and(|suite| suite.by_certificate()));
    hello.suites.retain(|code| suite(*code).is_some_and(|suite| suite.name.contains("_ECDSA_") == by_curve));
    let flight = flight(walk, endpoint, hello)?;
    match &flight.reply {
        Reply::ServerHello(_) => flight.certificates.first().cloned().map(Some).ok_or_else(unshown),
        reply => refused(reply),
    }
}

fn flight<'a>(walk: &mut Walk<'a>, endpoint: &Endpoint, hello: Hello) -> Result<&'a FirstFlight, Gap> {
    match walk.ask(Job::Hello(endpoint.clone(), hello))? {
        Answer::Flight(flight) => Ok(flight),
        _ => Err(Reason::ProbeFailed.into()),
    }
}

/// An alert that means it is a proof (rustls says `access_denied` where it has no certificate); a close is none.
fn refused(reply: &Reply) -> Result<Option<Vec<u8>>, Gap> {
    match reply {
        Reply::Alert(alert)
            if matches!(
                alert.description,
                Alert::HANDSHAKE_FAILURE | Alert::INSUFFICIENT_SECURITY | Alert::ACCESS_DENIED
            ) =>
        {
            Ok(None)
        }
        _ => Err(Gap::new(
            Reason::Refused,
            Text::new(
                "máy chủ không nói rõ có chứng thư với loại khóa khác hay không",
                "the server does not say clearly whether it has a certificate with the other kind of key",
            ),
        )),
    }
}

fn unshown() -> Gap {
    Gap::new(
        Reason::LowCoverage,
        Text::new(
            "chưa xem được máy chủ có chứng thư với loại khóa khác hay không",
            "whether the server has a certificate with the other kind of key could not be seen",
        ),
    )
}

fn other(der: &[u8], certificate: &X509Certificate<'_>, expected: &str) -> Other {
    Other {
        fingerprint: Digest::of(der).hex(),
        subject: shown_name(certificate.subject()),
        key: Key::of(certificate),
        not_before: instant(certificate.validity().not_before.timestamp()),
        not_after: instant(certificate.validity().not_after.timestamp()),
        name_matches: name::matches(certificate, expected),
        signature: signature_hash(certificate),
        signature_algorithm: signature_name(certificate),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::CertificateProbe;
    use crate::probe::TrustStores;
    use crate::probe::rehearsal::{NAME, Stage};
    use crate::wire::rehearsal::{OpenSsl, openssl};

    /// The fact about a real server with an RSA certificate and, for another name, one on a curve.
    async fn real(arguments: &str) -> Json {
        let folder = tempfile::tempdir().expect("a folder");
        let name = format!("-subj /CN=a -addext subjectAltName=DNS:{NAME} -days 30");
        openssl(folder.path(), &format!("req -x509 -newkey rsa:2048 -nodes -keyout r.key -out r.pem {name}"));
        let curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";
        openssl(folder.path(), &format!("req -x509 {curve} -nodes -keyout e.key -out e.pem -subj /CN=b -days 3"));
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let server = OpenSsl::start(folder.path(), &arguments);
        let stage = Stage::new(server.endpoint.clone(), TrustStores::load(None).expect("stores"));
        serde_json::to_value(stage.perform(&CertificateProbe).await).expect("JSON")
    }

    #[tokio::test]
    async fn the_second_certificate_is_found_in_both_versions() {
        for version in ["-tls1_2", "-tls1_3"] {
            let fact = real(&format!("-cert r.pem -key r.key -dcert e.pem -dkey e.key {version}")).await;
            assert_eq!(fact["leaf"]["subject"], json!("CN=b"), "{fact:#}");
            let others = fact["others"].as_array().expect("a list");
            assert_eq!(others.len(), 1, "{version} {fact:#}");
            assert_eq!(others[0]["subject"], json!("CN=a"));
            assert_eq!(others[0]["key"], json!({"algorithm": "rsa", "bits": 2048}));
            assert_eq!(others[0]["name_matches"], json!(true));
            assert_eq!(others[0]["signature"], json!("sha256"));
        }
    }

    #[tokio::test]
    async fn one_certificate_is_proved_to_be_the_only_one() {
        for (certificate, version) in [("e", "-tls1_2"), ("r", "-tls1_2"), ("e", "-tls1_3"), ("r", "-tls1_3")] {
            let fact = real(&format!("-cert {certificate}.pem -key {certificate}.key {version}")).await;
            assert_eq!(fact["others"], json!([]), "{certificate} {version} {fact:#}");
        }
    }
}
