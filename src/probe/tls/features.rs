//! What the flights of the search tell besides suites, and the two questions of their own that
//! remain: without a name, and with the other application protocol.

use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use super::facts::{CertificateKind, ClientCertificate, Extensions, Sni};
use super::inquiry::{Inquiry, Word};
use super::search::Search;
use super::tolerance::Strain;
use crate::fact::{Digest, Fact, Gap, Reason};
use crate::text::shorten;
use crate::wire::{Alert, Answer, Outcome, ServerHello, Session, Stop, SuiteClass, suite};

/// What is agreed to in the versions before TLS 1.3; `none` is said where there is none.
pub(super) fn extensions(searches: &[&Search<'_>], none: &Fact<bool>, alpn: Fact<Vec<String>>) -> Extensions {
    let hellos: Vec<&ServerHello> = searches.iter().flat_map(|search| &search.flights).map(|flight| flight.0).collect();
    // SSL 3.0 has no extensions.
    let extended: Vec<&ServerHello> =
        hellos.iter().copied().filter(|hello| hello.version > crate::wire::TlsVersion::Ssl3).collect();
    let any = |hellos: &[&ServerHello], holds: fn(&ServerHello) -> bool| match hellos {
        [] => none.clone(),
        _ => Fact::Known(hellos.iter().any(|hello| holds(hello))),
    };
    let cbc: Vec<&ServerHello> = extended.iter().copied().filter(|hello| is_cbc(hello.suite)).collect();
    Extensions {
        extended_master_secret: any(&extended, |hello| hello.extended_master_secret),
        encrypt_then_mac: match (cbc.as_slice(), searches.iter().find_map(|search| search.gap.clone())) {
            ([], Some(gap)) => gap.into(),
            ([], None) if !extended.is_empty() => Fact::Absent,
            _ => any(&cbc, |hello| hello.encrypt_then_mac),
        },
        session_ticket: any(&extended, |hello| hello.session_ticket),
        heartbeat: any(&extended, |hello| hello.heartbeat),
        secure_renegotiation: any(&hellos, |hello| !hello.secure_renegotiation).map(|insecure| !insecure),
        compression: any(&hellos, |hello| hello.compression != 0),
        alpn,
    }
}

fn is_cbc(code: u16) -> bool {
    suite(code).is_some_and(|suite| {
        suite.name.contains("_CBC_")
            && matches!(suite.class(), SuiteClass::CbcSha1 | SuiteClass::CbcSha2 | SuiteClass::TripleDes)
    })
}

/// The application protocols: what was chosen, and whether the one that was not is taken alone.
pub(super) fn alpn(
    inquiry: &mut Inquiry<'_>,
    search: Option<&Search<'_>>,
    strain: Option<&Strain<'_>>,
    session: Option<&Session>,
) -> Fact<Vec<String>> {
    let in_flight = search.and_then(|search| search.flights.iter().find_map(|flight| flight.0.alpn.clone()));
    if let (Some(first), Some(strain)) = (&in_flight, strain.filter(|strain| strain.pending || strain.tells_alpn())) {
        let in_session = session.and_then(|session| session.alpn.clone());
        let mut all: Vec<String> = Vec::new();
        for protocol in in_session.into_iter().chain([first.clone()]).chain(strain.alpn.clone()) {
            if !all.contains(&protocol) {
                all.push(protocol);
            }
        }
        return Fact::Known(all);
    }
    let Some(first) = session.and_then(|session| session.alpn.clone()).or(in_flight) else {
        let looked = session.is_some() || search.is_some_and(|search| !search.flights.is_empty());
        return if looked { Fact::Known(Vec::new()) } else { Fact::Unknown(Reason::NotCollected.into()) };
    };
    // In TLS 1.3 the answer would come encrypted.
    let Some(search) = search else { return Fact::Known(vec![first]) };
    let others: Vec<String> = search.base.alpn.iter().filter(|own| **own != first).cloned().collect();
    let hello = search.base.clone().with_alpn(others);
    let word = inquiry.ask_once(&hello);
    let declined = inquiry.alert(&hello).is_some_and(|alert| alert.description == Alert::NO_APPLICATION_PROTOCOL);
    let second = match word {
        _ if declined => None,
        Word::Accepted(server, _) => server.alpn.clone(),
        _ => match inquiry.ask(&hello) {
            Word::Accepted(server, _) => server.alpn.clone(),
            Word::Refused(_) => None,
            word => return word.gap().unwrap_or_else(|| Reason::NotCollected.into()).into(),
        },
    };
    let second = second.filter(|second| *second != first);
    Fact::Known([first].into_iter().chain(second).collect())
}

/// What happens without a name.
pub(super) fn sni(inquiry: &mut Inquiry<'_>, search: &Search<'_>) -> Fact<Sni> {
    if search.base.server_name.is_none() || search.base.version == crate::wire::TlsVersion::Ssl3 {
        return Fact::Absent;
    }
    let hello = search.base.clone().without_name();
    let word = inquiry.ask_once(&hello);
    // The alert itself is the answer here, whatever it is worth elsewhere.
    if let Some(alert) = inquiry.alert(&hello) {
        return Fact::Known(Sni { required: Fact::Known(true), without: Fact::Known(format!("alert {alert}")) });
    }
    Fact::Known(match inquiry.ask(&hello) {
        Word::Accepted(_, flight) => Sni {
            required: Fact::Known(false),
            without: flight.certificates.first().map(|certificate| shown_certificate(certificate)).into(),
        },
        Word::Refused(_) => Sni { required: Fact::Known(true), without: Fact::Absent },
        settled => {
            let gap = settled.gap().or_else(|| word.gap()).unwrap_or_else(|| Reason::NotCollected.into());
            Sni { required: gap.clone().into(), without: gap.into() }
        }
    })
}

pub(super) fn shown_certificate(der: &[u8]) -> String {
    let digest = Digest::of(der);
    match X509Certificate::from_der(der) {
        Ok((_, certificate)) => format!("{digest} {}", shorten(&certificate.subject().to_string(), 200)),
        Err(_) => digest.to_string(),
    }
}

/// Whether a client's certificate is asked for, in the clear or in the session.
pub(super) fn client_certificate(searches: &[&Search<'_>], session: Option<&Outcome>) -> ClientCertificate {
    let flights = || searches.iter().flat_map(|search| &search.flights).map(|flight| flight.1);
    let session = match session {
        Some(Ok(Answer::Session(session))) => Ok(session),
        Some(Err(trouble)) => Err(Gap::from(trouble)),
        _ => Err(Reason::NotCollected.into()),
    };
    let taken = match &session {
        Err(gap) => gap.clone().into(),
        Ok(session) if !session.gave_certificate => Fact::Absent,
        Ok(session) => match session.stop {
            None => Fact::Known(true),
            Some(Stop::Alert(_)) => Fact::Known(false),
            Some(Stop::Closed) => Fact::Unknown(Reason::Refused.into()),
        },
    };
    let asking = flights().find(|flight| flight.asks_certificate).map(|flight| &flight.authorities);
    let asking =
        asking.or_else(|| session.as_ref().ok().filter(|own| own.asks_certificate).map(|own| &own.authorities));
    if let Some(authorities) = asking {
        let names = authorities.iter().map(|name| shown_name(name)).collect();
        return ClientCertificate { asked: Fact::Known(true), authorities: Fact::Known(names), taken };
    }
    match session {
        Err(gap) if flights().next().is_none() => {
            ClientCertificate { asked: gap.clone().into(), authorities: gap.into(), taken }
        }
        _ => ClientCertificate { asked: Fact::Known(false), authorities: Fact::Known(Vec::new()), taken },
    }
}

fn shown_name(der: &[u8]) -> String {
    match X509Name::from_der(der) {
        Ok((_, name)) => shorten(&name.to_string(), 200),
        Err(_) => Digest::of(der).to_string(),
    }
}

/// The kinds of the keys in all leaves that were seen. In TLS 1.3 the leaf comes encrypted; there the algorithms with
/// which the server signs tell them, and why they may not be all of them.
pub(super) fn certificate_kinds(
    searches: &[&Search<'_>],
    session: Option<&Session>,
    signing: Option<(Vec<CertificateKind>, Option<Gap>)>,
) -> Fact<Vec<CertificateKind>> {
    let in_flights =
        searches.iter().flat_map(|search| &search.flights).filter_map(|flight| flight.1.certificates.first());
    let in_session = session.and_then(|session| session.chain.first());
    let mut kinds: Vec<CertificateKind> = in_flights.chain(in_session).map(|leaf| kind(leaf)).collect();
    let (in_signatures, encrypted) = signing.unwrap_or_default();
    kinds.extend(in_signatures);
    kinds.sort_unstable();
    kinds.dedup();
    let gap = searches.iter().find_map(|search| search.gap.clone());
    let gap = if searches.is_empty() { encrypted } else { gap };
    match gap {
        // Both of the usual kinds were seen, or the whole list was searched.
        _ if kinds.contains(&CertificateKind::Rsa) && kinds.contains(&CertificateKind::Ec) => Fact::Known(kinds),
        Some(gap) => gap.into(),
        None if kinds.is_empty() && searches.is_empty() => Fact::Unknown(Reason::NotCollected.into()),
        None => Fact::Known(kinds),
    }
}

fn kind(der: &[u8]) -> CertificateKind {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else { return CertificateKind::Other };
    match certificate.public_key().algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => CertificateKind::Rsa,
        "1.2.840.10045.2.1" | "1.3.101.112" | "1.3.101.113" => CertificateKind::Ec,
        _ => CertificateKind::Other,
    }
}
