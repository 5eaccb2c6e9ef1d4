//! Certificate transparency (RFC 6962): which logs vouch to have seen the certificate, by the
//! timestamps that come with it in one of three ways.

pub(super) mod fact;
mod list;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use x509_parser::prelude::X509Certificate;

use super::der::Reader;
use super::leaf::instant;
use super::revocation::{Issuer, Staple, ocsp};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::walk::Walk;
use crate::text::Text;
use crate::wire::{Answer, Endpoint, Hello, Job, Reply, TlsVersion};
use fact::Transparency;
use list::List;

/// The extension of a certificate.
const EMBEDDED: &str = "1.3.6.1.4.1.11129.2.4.2";
/// How far the clocks may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How much later than the timestamps a certificate may begin: authorities sign within minutes.
const EARLY: SignedDuration = SignedDuration::from_hours(24);

/// The list of the handshake (TLS extension 18); an empty one where the server sent none. Asked with
/// the first hello of the `tls` probe for TLS 1.2, because what TLS 1.3 says of it is encrypted and our client
/// does not ask.
pub(super) fn handshake(endpoint: &Endpoint, der: &[u8], walk: &mut Walk<'_>) -> Result<Vec<u8>, Gap> {
    let hello = Hello::of_version(TlsVersion::Tls12, &endpoint.name);
    let Answer::Flight(flight) = walk.ask(Job::Hello(endpoint.clone(), hello))? else {
        return Err(Reason::ProbeFailed.into());
    };
    let told = |reason, vi, en| Err(Gap::new(reason, Text::new(vi, en)));
    match &flight.reply {
        Reply::ServerHello(hello) if hello.version < TlsVersion::Tls13 => match flight.certificates.first() {
            Some(own) if own == der => Ok(hello.timestamps.clone().unwrap_or_default()),
            _ => told(
                Reason::Inconsistent,
                "bắt tay TLS 1.2 xuất trình chứng thư khác",
                "the TLS 1.2 handshake shows another certificate",
            ),
        },
        _ => told(
            Reason::LowCoverage,
            "máy chủ không nhận TLS 1.2, mà SCT trong TLS 1.3 được mã hóa",
            "the server takes no TLS 1.2, and TLS 1.3 encrypts the timestamps",
        ),
    }
}

/// The fact about a server's certificate. `handshake` is `None` where a private store judges it: its
/// authority keeps no public log, so nothing is asked.
pub(super) fn transparency(
    leaf: &X509Certificate<'_>,
    handshake: Option<Result<Vec<u8>, Gap>>,
    staple: Staple<'_>,
    issuer: Result<&Issuer<'_>, &Gap>,
    now: Timestamp,
) -> Transparency {
    let embedded = embedded(leaf);
    let handshake = handshake.unwrap_or_else(|| Err(private())).map(|list| List::read(&list));
    let stapled = stapled(leaf, staple, issuer);
    let seen: Vec<&List> =
        [Some(&embedded), handshake.as_ref().ok(), stapled.as_ref().ok()].into_iter().flatten().collect();
    let logs: BTreeSet<_> = seen.iter().flat_map(|list| list.logs()).collect();
    let times = || seen.iter().flat_map(|list| list.times());
    let begins = instant(leaf.validity().not_before.timestamp());
    let late = now.checked_add(SKEW).unwrap_or(now);
    let early = begins.checked_sub(EARLY).unwrap_or(begins);
    Transparency {
        embedded: embedded.count(),
        in_handshake: counted(handshake.as_ref()),
        in_staple: counted(stapled.as_ref()),
        seen: i64::try_from(logs.len()).unwrap_or(i64::MAX),
        logs: logs.into_iter().collect(),
        newest: Fact::from(times().max()),
        in_future: times().any(|time| time > late),
        before_validity: embedded.times().any(|time| time < early),
        malformed: seen.iter().any(|list| list.malformed),
    }
}

fn counted(list: Result<&List, &Gap>) -> Fact<i64> {
    match list {
        Ok(list) => Fact::Known(list.count()),
        Err(gap) => Fact::Unknown(gap.clone()),
    }
}

fn private() -> Gap {
    let detail = Text::new(
        "chứng thư xét theo kho riêng, CA riêng không ghi nhật ký công khai",
        "judged by a private store, whose authority keeps no public log",
    );
    Gap::new(Reason::NotCollected, detail)
}

fn embedded(leaf: &X509Certificate<'_>) -> List {
    let own = leaf.extensions().iter().find(|extension| extension.oid.to_id_string() == EMBEDDED);
    match own {
        None => List::default(),
        // An octet string within the octet string of every extension.
        Some(own) => Reader::new(own.value).tagged(0x04).map_or_else(List::broken, |list| List::read(list.content)),
    }
}

fn stapled(leaf: &X509Certificate<'_>, staple: Staple<'_>, issuer: Result<&Issuer<'_>, &Gap>) -> Result<List, Gap> {
    match (staple, issuer) {
        (Staple::Nothing, _) => Ok(List::default()),
        (Staple::Unseen, _) => Err(Reason::NotCollected.into()),
        (Staple::Response(_), Err(gap)) => Err(gap.clone()),
        (Staple::Response(der), Ok(issuer)) => {
            Ok(ocsp::timestamps(der, leaf.raw_serial(), issuer).map(List::read).unwrap_or_default())
        }
    }
}
