//! What a fuzzer feeds to the probe. `fuzz/` calls it, and the replay of its corpus; it is compiled
//! for nobody else.
//!
//! One byte of settings, then blobs: a role, a length of two bytes, the content.

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use super::CertificateProbe;
use super::der::Reader;
use crate::fact::{Reason, Value};
use crate::load::Source;
use crate::probe::{Probe, Seen, Target, TrustStores};
use crate::system::{
    Authorisation, Kind, NamePattern, Pace, Place, Resolver, Role, Safety, Scope, Subject, System, Web,
};
use crate::text::Text;
use crate::wire::{
    Answer, Dnssec, Endpoint, FirstFlight, Identities, Job, Outcome, Phase, Presence, Record, RecordData, Records,
    Reply, Response, Resumable, Session, TlsVersion, Trouble,
};

/// The most certificates of a chain; the wire keeps no more.
const MOST: usize = 32;
/// The name that is expected, and the one that everything in the scope lies below.
const NAME: &str = "portal.example.vn";

/// What the bytes say.
#[derive(Debug, Default)]
struct Input {
    settings: u8,
    chain: Vec<Vec<u8>>,
    anchors: Vec<Vec<u8>>,
    staple: Option<Vec<u8>>,
    bodies: Vec<Vec<u8>>,
}

/// Makes the whole fact of what any bytes say a server presented.
pub fn certificate(data: &[u8]) {
    let input = Input::read(data);
    for der in &input.chain {
        walk(Reader::new(der), 0);
    }
    let (system, endpoint) = system(if input.settings & 1 == 1 { "web" } else { "folder" });
    let stores = TrustStores::trusting(&input.anchors);
    let Some(subject) = system.subjects.first() else { return };
    let now = Timestamp::new(1_790_000_000, 0).unwrap_or(Timestamp::UNIX_EPOCH);
    let identities = Identities::default();
    let target = Target {
        system: &system,
        subject,
        endpoint: Some(&endpoint),
        neighbours: &[],
        located: &[],
        stores: &stores,
        identities: &identities,
        earlier: None,
        now,
    };
    let mut seen = Seen::default();
    let mut count = 0;
    while let Some(job) = CertificateProbe.wants(&target, &seen).into_iter().find(|job| seen.outcome(job).is_none()) {
        let outcome = input.answer(&job, count);
        seen.note(job, outcome);
        count += 1;
        assert!(count <= CertificateProbe.spec().most_jobs, "more jobs than the plan says");
    }
    let fact = CertificateProbe.fact(&target, &seen);
    assert!(!matches!(fact, Value::Absent), "a site without a fact");
    let told = serde_json::to_string(&fact).unwrap_or_default();
    assert!(told.len() <= (1 << 20) + 8 * data.len(), "a fact of {} bytes from {}", told.len(), data.len());
}

impl Input {
    fn read(data: &[u8]) -> Self {
        let mut input = Self::default();
        let Some((settings, mut rest)) = data.split_first() else { return input };
        input.settings = *settings;
        while let [role, high, low, tail @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low])).min(tail.len());
            let (blob, after) = tail.split_at(length);
            match role % 5 {
                0 if input.chain.len() < MOST => input.chain.push(blob.to_vec()),
                1 if input.anchors.len() < MOST => input.anchors.push(blob.to_vec()),
                2 => input.staple = Some(blob.to_vec()),
                3 if input.bodies.len() < MOST => input.bodies.push(blob.to_vec()),
                _ => {}
            }
            rest = after;
        }
        input
    }

    fn answer(&self, job: &Job, count: usize) -> Outcome {
        match job {
            Job::Handshake(..) if self.settings & 2 == 0 => Ok(Answer::Session(Box::new(self.session()))),
            Job::Hello(..) if self.settings & 4 == 0 => Ok(Answer::Flight(FirstFlight {
                reply: Reply::Closed,
                certificates: self.chain.clone(),
                asks_certificate: false,
                authorities: Vec::new(),
                signature_algorithm: None,
                key_exchange: None,
                elapsed_ms: 1,
            })),
            Job::Fetch(..) => Ok(Answer::Response(Box::new(response(
                self.bodies.get(count % self.bodies.len().max(1)).cloned().unwrap_or_default(),
            )))),
            Job::Lookup(lookup) => Ok(Answer::Records(Records {
                records: vec![Record {
                    name: lookup.name.clone(),
                    data: RecordData::Address(IpAddr::V4(Ipv4Addr::LOCALHOST)),
                }],
                presence: Presence::Found,
                dnssec: Dnssec::Unasked,
            })),
            _ => Err(Trouble {
                reason: Reason::Refused,
                phase: Phase::Tls,
                elapsed_ms: 1,
                detail: Text::same("imagined"),
            }),
        }
    }

    fn session(&self) -> Session {
        Session {
            version: TlsVersion::Tls13,
            suite: String::new(),
            group: None,
            alpn: None,
            chain: self.chain.clone(),
            stapled: self.staple.clone(),
            signature_checked: true,
            asks_certificate: false,
            gave_certificate: false,
            stop: None,
            authorities: Vec::new(),
            opened: None,
            resumed: false,
            signature_algorithm: None,
            left: Resumable::default(),
            elapsed_ms: 1,
        }
    }
}

fn response(body: Vec<u8>) -> Response {
    Response {
        status: 200,
        http_version: "HTTP/1.1".to_owned(),
        headers: Vec::new(),
        body,
        truncated: false,
        connect_ms: 1,
        tls_ms: None,
        first_byte_ms: 1,
        elapsed_ms: 1,
        echo: crate::wire::Echo::default(),
    }
}

/// Our own reader of DER, to any depth.
fn walk(reader: Reader<'_>, depth: usize) {
    for item in reader {
        assert!(item.raw.len() > item.content.len(), "a value without a head");
        if item.tag & 0x20 != 0 && depth < 40 {
            walk(item.inside(), depth + 1);
        }
    }
}

/// A site whose certificates may be asked about below `example.vn` and at every address.
fn system(store: &str) -> (System, Endpoint) {
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let web = Web {
        name: NAME.to_owned(),
        addresses: vec![address],
        port: 443,
        tls: true,
        path: "/".to_owned(),
        plain_port: None,
        store: store.to_owned(),
        client: Box::default(),
        role: Role::Plain,
    };
    let system = System {
        id: "rehearsal".to_owned(),
        title: Text::same("Rehearsal"),
        owner: None,
        operator: None,
        level: None,
        subjects: vec![Subject {
            id: "portal".to_owned(),
            title: Text::same("Portal"),
            kind: Kind::Site,
            place: Place::Web(web),
            span: 0..0,
        }],
        scope: Scope {
            names: NamePattern::from_text("*.example.vn").into_iter().collect(),
            networks: ["0.0.0.0/0", "::/0"].iter().filter_map(|network| network.parse().ok()).collect(),
            ports: vec![1..=u16::MAX],
            pace: Pace::default(),
            vantage: None,
        },
        authorisation: Authorisation {
            document: "1/QD".to_owned(),
            issuer: Text::same("A body"),
            date: None,
            from: Timestamp::MIN,
            until: Timestamp::MAX,
            safety: vec![Safety::Passive],
            robots_ignored: false,
            link_every: None,
        },
        resolver: Resolver::default(),
        trust: Vec::new(),
        source: Source::new("rehearsal.yaml", ""),
    };
    (system, Endpoint::new(NAME, address, 443))
}
