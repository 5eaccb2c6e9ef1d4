//! Asking: the resolver library behind our own words.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::lookup::Lookup as Found;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::dnssec::{Proof, TrustAnchors};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, Record as RawRecord, RecordType};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{Dnssec, Lookup, Presence, Record, RecordData, RecordKind, Records};
use crate::fact::Reason;
use crate::system::Resolver;
use crate::text::{Text, shorten, text, visible};
use crate::wire::job::{Phase, Trouble};
use crate::wire::journal::{Count, Journal};
use crate::wire::watch::Watch;

/// Questions to the resolver at once.
const MOST_AT_ONCE: usize = 8;
/// Questions at once of those who ask again and again.
const MOST_PROBINGS: usize = 1 << 16;
/// Records of one answer that are kept.
const MOST_RECORDS: usize = 100;
/// Tries of one question.
const ATTEMPTS: usize = 2;

/// The resolver of a run, with and without validation. Answers are kept for the run: a probe and
/// the plan that ask the same question see the same answer.
#[derive(Debug)]
pub(in crate::wire) struct Asker {
    declared: Resolver,
    plain: Result<TokioResolver, Text>,
    validating: Result<TokioResolver, Text>,
    places: Semaphore,
    deadline: Duration,
}

impl Asker {
    /// Sets the resolver up. Nothing is sent.
    pub(in crate::wire) fn new(resolver: &Resolver, deadline: Duration) -> Self {
        Self {
            declared: resolver.clone(),
            plain: set_up(resolver.server, None, deadline, true),
            validating: validating(resolver, deadline),
            places: Semaphore::new(MOST_AT_ONCE),
            deadline,
        }
    }

    /// The same resolver without a memory, for questions that are repeated to see whether it answers.
    pub(in crate::wire) fn forgetful(&self) -> Self {
        Self {
            declared: self.declared.clone(),
            plain: set_up(self.declared.server, None, self.deadline, false),
            validating: Err(Text::new("không xác thực ở đây", "nothing is validated here")),
            // A silent resolver holds each place to the deadline; it must not hold up who asks next.
            places: Semaphore::new(MOST_PROBINGS),
            deadline: self.deadline,
        }
    }

    /// Asks one question.
    pub(in crate::wire) async fn ask(&self, lookup: &Lookup, journal: &Journal) -> Result<Records, Trouble> {
        let _place = self.places.acquire().await;
        let watch = Watch::start();
        watch.enter(Phase::Name);
        let resolver = if lookup.validate { &self.validating } else { &self.plain };
        let first = self.question(resolver, lookup, journal, &watch).await?;
        if first.presence != Presence::Disproved {
            return Ok(first);
        }
        // Within a validation a key that was not answered in time counts as a wrong signature. An
        // accusation therefore needs a second look that remembers nothing of the first.
        self.question(&validating(&self.declared, self.deadline), lookup, journal, &watch).await
    }

    async fn question(
        &self,
        resolver: &Result<TokioResolver, Text>,
        lookup: &Lookup,
        journal: &Journal,
        watch: &Watch,
    ) -> Result<Records, Trouble> {
        let failed = |detail: &Text| watch.trouble(Phase::Permit, Reason::ProbeFailed, detail.clone());
        let resolver = resolver.as_ref().map_err(failed)?;
        let mut name = Name::from_ascii(&lookup.name).map_err(|_| {
            let name = shorten(&lookup.name, 100);
            watch.trouble(
                Phase::Permit,
                Reason::Parse,
                text!("`{name}` không phải tên miền", "`{name}` is no DNS name"),
            )
        })?;
        name.set_fqdn(true);
        journal.count(Count::Lookup);
        let left = self.deadline.saturating_sub(watch.elapsed());
        match timeout(left, resolver.lookup(name, record_type(lookup.kind))).await {
            Err(_) => Err(watch.overdue(self.deadline)),
            Ok(Ok(found)) => Ok(records(&found, lookup)),
            Ok(Err(error)) => nothing(&error, lookup.validate, watch),
        }
    }
}

fn validating(resolver: &Resolver, deadline: Duration) -> Result<TokioResolver, Text> {
    let anchors = anchors(resolver.anchor.as_deref())?;
    set_up(resolver.server, Some(anchors), deadline, true)
}

fn set_up(
    server: Option<SocketAddr>,
    anchors: Option<Arc<TrustAnchors>>,
    deadline: Duration,
    remembers: bool,
) -> Result<TokioResolver, Text> {
    let failed = |error: NetError| {
        let raw = shorten(&error.to_string(), 160);
        text!("không lập được trình phân giải tên miền: {raw}", "the resolver cannot be set up: {raw}")
    };
    let mut builder = match server {
        None => TokioResolver::builder_tokio().map_err(failed)?,
        Some(server) => {
            let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
            (udp.port, tcp.port) = (server.port(), server.port());
            let server = NameServerConfig::new(server.ip(), true, vec![udp, tcp]);
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    let options = builder.options_mut();
    // The hosts file of the inspecting machine says nothing about the inspected system.
    options.use_hosts_file = ResolveHosts::Never;
    options.attempts = ATTEMPTS;
    if !remembers {
        options.cache_size = 0;
    }
    options.timeout = deadline / 2;
    options.try_tcp_on_error = true;
    options.validate = anchors.is_some();
    match anchors {
        None => builder.build().map_err(failed),
        Some(anchors) => builder.with_trust_anchor(anchors).build().map_err(failed),
    }
}

/// The declared anchors, or the root's.
fn anchors(file: Option<&Path>) -> Result<Arc<TrustAnchors>, Text> {
    let Some(file) = file else { return Ok(Arc::new(TrustAnchors::default())) };
    TrustAnchors::from_file(file).map(Arc::new).map_err(|error| {
        let (name, raw) = (visible(&file.display().to_string()), shorten(&error.to_string(), 160));
        text!(
            "không đọc được tệp khóa gốc DNSSEC `{name}`: {raw}",
            "the DNSSEC anchor file `{name}` cannot be read: {raw}"
        )
    })
}

fn record_type(kind: RecordKind) -> RecordType {
    match kind {
        RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
        RecordKind::Caa => RecordType::CAA,
        RecordKind::Cname => RecordType::CNAME,
        RecordKind::Dnskey => RecordType::DNSKEY,
        RecordKind::Ds => RecordType::DS,
        RecordKind::Ns => RecordType::NS,
        RecordKind::Soa => RecordType::SOA,
        RecordKind::Txt => RecordType::TXT,
    }
}

fn records(found: &Found, lookup: &Lookup) -> Records {
    let wanted = record_type(lookup.kind);
    let kept = || found.answers().iter().filter(|record| !matches!(record.record_type(), RecordType::RRSIG));
    let presence = if kept().any(|record| record.record_type() == wanted) { Presence::Found } else { Presence::NoData };
    let dnssec = if lookup.validate { weakest(kept()) } else { Dnssec::Unasked };
    if dnssec == Dnssec::Bogus {
        return disproved();
    }
    Records { records: kept().take(MOST_RECORDS).map(record).collect(), presence, dnssec }
}

/// What a whole answer proves is what its weakest record proves; no record proves nothing.
fn weakest<'a>(records: impl Iterator<Item = &'a RawRecord>) -> Dnssec {
    let mut all = None;
    for record in records {
        let own = match record.proof {
            Proof::Secure => Dnssec::Secure,
            Proof::Insecure => Dnssec::Insecure,
            Proof::Bogus => return Dnssec::Bogus,
            Proof::Indeterminate => Dnssec::Indeterminate,
        };
        all = Some(match (all, own) {
            (None, own) => own,
            (Some(Dnssec::Secure), own) | (Some(own), Dnssec::Secure) => own,
            (Some(Dnssec::Insecure), Dnssec::Insecure) => Dnssec::Insecure,
            _ => Dnssec::Indeterminate,
        });
    }
    all.unwrap_or(Dnssec::Indeterminate)
}

fn record(raw: &RawRecord) -> Record {
    let data = match &raw.data {
        RData::A(address) => RecordData::Address(address.0.into()),
        RData::AAAA(address) => RecordData::Address(address.0.into()),
        RData::CNAME(target) => RecordData::Alias(plain_name(&target.0)),
        RData::NS(server) => RecordData::NameServer(plain_name(&server.0)),
        RData::CAA(permission) => RecordData::Permission {
            flag: i64::from(permission.issuer_critical) << 7 | i64::from(permission.reserved_flags),
            tag: visible(&permission.tag),
            value: shorten(&String::from_utf8_lossy(&permission.value), 200),
        },
        other => RecordData::Other(shorten(&other.to_string(), 300)),
    };
    Record { name: plain_name(&raw.name), data }
}

/// Lower-case without the trailing dot, `.` for the root.
fn plain_name(name: &Name) -> String {
    let name = visible(&name.to_ascii().to_ascii_lowercase());
    match name.strip_suffix('.') {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => name,
    }
}

/// What an answer without records says: a proof of absence, or a trouble.
fn nothing(error: &NetError, validate: bool, watch: &Watch) -> Result<Records, Trouble> {
    let absent = |code: ResponseCode, dnssec| {
        let presence = if code == ResponseCode::NXDomain { Presence::NoSuchName } else { Presence::NoData };
        Ok(Records { records: Vec::new(), presence, dnssec })
    };
    let (reason, detail) = match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => {
            let authorities = none.authorities.iter().flat_map(|records| records.iter());
            let dnssec = if validate { weakest(authorities) } else { Dnssec::Unasked };
            return absent(none.response_code, dnssec);
        }
        NetError::Dns(DnsError::Nsec { response, proof, .. }) => {
            let dnssec = match proof {
                Proof::Secure => Dnssec::Secure,
                Proof::Insecure => Dnssec::Insecure,
                Proof::Bogus => return Ok(disproved()),
                Proof::Indeterminate => Dnssec::Indeterminate,
            };
            return absent(response.response_code, dnssec);
        }
        NetError::Dns(DnsError::DnssecBogus) => return Ok(disproved()),
        NetError::Dns(DnsError::ResponseCode(ResponseCode::Refused)) => (
            Reason::Denied,
            Text::new("máy chủ DNS từ chối trả lời (REFUSED)", "the name server refused to answer (REFUSED)"),
        ),
        NetError::Dns(DnsError::ResponseCode(code)) => {
            let code = visible(&code.to_string());
            (Reason::Unreachable, text!("máy chủ DNS báo lỗi: {code}", "the name server reports an error: {code}"))
        }
        NetError::Timeout => {
            (Reason::Timeout, Text::new("máy chủ DNS không trả lời", "the name server did not answer"))
        }
        NetError::Io(io) => return Err(watch.io_trouble(Phase::Name, io)),
        NetError::Proto(inner) => {
            let raw = shorten(&inner.to_string(), 160);
            (Reason::Parse, text!("câu trả lời DNS không đọc được: {raw}", "the DNS answer cannot be read: {raw}"))
        }
        other => {
            let raw = shorten(&other.to_string(), 160);
            (Reason::Unreachable, text!("không hỏi được máy chủ DNS: {raw}", "the name server cannot be asked: {raw}"))
        }
    };
    Err(watch.trouble(Phase::Name, reason, detail))
}

fn disproved() -> Records {
    Records { records: Vec::new(), presence: Presence::Disproved, dnssec: Dnssec::Bogus }
}
