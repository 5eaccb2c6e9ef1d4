//! The probe `dns`: what the declared resolver says about a subject's name and its zone.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value, record};
use crate::system::{Kind, Safety};
use crate::text::Text;
use crate::wire::{Dnssec, Job, Lookup, Presence, RecordData, RecordKind, Records};

/// Steps of a climb towards the root.
pub(super) const MOST_LEVELS: usize = 10;
/// Aliases of one chain.
const MOST_ALIASES: usize = 8;
/// Name servers that are looked up.
const MOST_SERVERS: usize = 13;

record! {
    /// What DNS says about a name.
    pub struct Dns {
        /// The name.
        vi "Tên miền được hỏi."
        name: String,
        /// Its IPv4 addresses, sorted; absent where it has none.
        vi "Các địa chỉ IPv4, đã sắp xếp; vắng mặt nếu không có."
        ipv4: Fact<Vec<String>>,
        /// Its IPv6 addresses, sorted; absent where it has none.
        vi "Các địa chỉ IPv6, đã sắp xếp; vắng mặt nếu không có."
        ipv6: Fact<Vec<String>>,
        /// The effective CAA records, found by climbing the tree (RFC 8659); absent where there are none.
        vi "Tập bản ghi CAA có hiệu lực, tìm ngược lên cây tên miền (RFC 8659); vắng mặt nếu không có."
        caa: Fact<Vec<Caa>>,
        /// The name servers of the zone that holds the name, sorted.
        vi "Các máy chủ tên miền của vùng chứa tên này, đã sắp xếp."
        name_servers: Fact<Vec<NameServer>>,
        /// How many different networks (IPv4 /24, IPv6 /48) the name servers stand in.
        vi "Số mạng khác nhau (IPv4 /24, IPv6 /48) đặt các máy chủ tên miền."
        name_server_networks: Fact<i64>,
        /// Whether the zone is signed, and whether the signatures reach the trust anchor.
        vi "Vùng có ký DNSSEC không và chữ ký có dẫn tới khóa gốc tin cậy không."
        dnssec: Fact<Signed>,
        /// The chain of aliases (CNAME) from the name onwards; absent where the name is no alias.
        vi "Chuỗi bí danh (CNAME) kể từ tên này; vắng mặt nếu không phải bí danh."
        cname: Fact<Vec<String>>,
        /// Whether the last alias does not exist, so that a stranger could claim it; absent where there is no alias.
        vi "Bí danh cuối có không tồn tại (người lạ có thể chiếm) hay không; vắng mặt nếu không có bí danh."
        dangling: Fact<bool>,
    }
}

record! {
    /// One CAA record (RFC 8659).
    pub struct Caa {
        /// The flags; 128 means critical.
        vi "Cờ; 128 nghĩa là bắt buộc hiểu."
        flag: i64,
        /// `issue`, `issuewild`, `iodef`, ...
        vi "Thẻ: `issue`, `issuewild`, `iodef`, ..."
        tag: String,
        /// The value.
        vi "Giá trị."
        value: String,
    }
}

record! {
    /// A name server.
    pub struct NameServer {
        /// Its name.
        vi "Tên máy chủ."
        name: String,
        /// Its addresses, sorted.
        vi "Các địa chỉ, đã sắp xếp."
        addresses: Vec<String>,
    }
}

record! {
    /// The state of DNSSEC.
    pub struct Signed {
        /// Whether the zone must be signed; `false` only where the lack of signatures is proved.
        vi "Vùng có ký hay không; `false` chỉ khi chứng minh được là không ký."
        signed: bool,
        /// Whether the chain of signatures reaches the trust anchor.
        vi "Chuỗi chữ ký có dẫn tới khóa gốc tin cậy không."
        valid: bool,
        /// `ok`, `unsigned` or `bogus`.
        vi "`ok`, `unsigned` (không ký) hoặc `bogus` (chữ ký sai hoặc thiếu)."
        reason: String,
    }
}

/// The probe.
#[derive(Debug)]
pub struct DnsProbe;

impl Probe for DnsProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "dns",
            title: Text::new("Tên miền", "Domain name"),
            about: Text::new(
                "Hỏi máy chủ phân giải đã khai báo về địa chỉ, CAA, máy chủ tên miền, DNSSEC và bí danh.",
                "Asks the declared resolver for addresses, CAA, name servers, DNSSEC and aliases.",
            ),
            kinds: &[Kind::Api, Kind::DnsZone, Kind::IdentityProvider, Kind::Link, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            aim: Aim::Whole,
            most_jobs: 64,
        }
    }

    fn shape(&self) -> Shape {
        Dns::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let Some(name) = dns_name(target) {
            gather(target, &mut walk, &name);
        }
        walk.into_jobs()
    }

    /// A subject that is declared by its address alone has no name, and so proves absent.
    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        match dns_name(target) {
            None => Value::Absent,
            Some(name) => gather(target, &mut Walk::new(seen), &name).into_value(),
        }
    }
}

fn dns_name(target: &Target<'_>) -> Option<String> {
    let name = target.subject.place.name()?.trim_end_matches('.').to_ascii_lowercase();
    (name.parse::<IpAddr>().is_err() && !name.is_empty()).then_some(name)
}

fn gather(target: &Target<'_>, walk: &mut Walk<'_>, name: &str) -> Dns {
    let ipv4 = addresses(walk, name, RecordKind::A);
    let ipv6 = addresses(walk, name, RecordKind::Aaaa);
    let zone = zone(walk, name);
    let name_servers = name_servers(walk, &zone);
    let cname = aliases(walk, name);
    Dns {
        name: name.to_owned(),
        ipv4: settle(ipv4),
        ipv6: settle(ipv6),
        caa: settle(caa(walk, name)),
        name_server_networks: name_servers.clone().map(|servers| networks(&servers)),
        name_servers,
        dnssec: dnssec(walk, &zone, target.system.resolver.anchor.is_some()),
        dangling: dangling(walk, &cname),
        cname: settle(cname),
    }
}

/// An empty list is a proof of absence, a gap a gap.
fn settle<T>(found: Result<Vec<T>, Gap>) -> Fact<Vec<T>> {
    match found {
        Ok(list) if list.is_empty() => Fact::Absent,
        Ok(list) => Fact::Known(list),
        Err(gap) => Fact::Unknown(gap),
    }
}

fn lookup(name: &str, kind: RecordKind) -> Lookup {
    Lookup { name: name.to_owned(), kind, validate: false }
}

fn addresses(walk: &mut Walk<'_>, name: &str, kind: RecordKind) -> Result<Vec<String>, Gap> {
    let records = walk.records(lookup(name, kind))?;
    let found: BTreeSet<IpAddr> = records.addresses().collect();
    Ok(found.iter().map(IpAddr::to_string).collect())
}

/// The name and every name above it, without the root.
fn climb(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, rest)| rest)).take(MOST_LEVELS)
}

/// The effective CAA records of a name (RFC 8659 3); none where nobody is limited.
pub(super) fn caa(walk: &mut Walk<'_>, name: &str) -> Result<Vec<Caa>, Gap> {
    for level in climb(name) {
        let records = walk.records(lookup(level, RecordKind::Caa))?;
        let found: Vec<_> = records.records.iter().filter_map(permission).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

fn permission(record: &crate::wire::Record) -> Option<Caa> {
    match &record.data {
        RecordData::Permission { flag, tag, value } => {
            Some(Caa { flag: *flag, tag: tag.clone(), value: value.clone() })
        }
        _ => None,
    }
}

/// The zone that holds the name, with its name servers' names: the first name upwards that has NS
/// records of its own (those behind an alias are another zone's).
fn zone(walk: &mut Walk<'_>, name: &str) -> Result<Option<(String, Vec<String>)>, Gap> {
    for level in climb(name) {
        let records = walk.records(lookup(level, RecordKind::Ns))?;
        let own: BTreeSet<_> = own_servers(records, level).collect();
        if !own.is_empty() {
            return Ok(Some((level.to_owned(), own.into_iter().collect())));
        }
    }
    Ok(None)
}

fn own_servers<'a>(records: &'a Records, level: &'a str) -> impl Iterator<Item = String> + 'a {
    records.records.iter().filter(move |record| record.name == level).filter_map(|record| match &record.data {
        RecordData::NameServer(server) => Some(server.clone()),
        _ => None,
    })
}

fn name_servers(walk: &mut Walk<'_>, zone: &Result<Option<(String, Vec<String>)>, Gap>) -> Fact<Vec<NameServer>> {
    let names = match zone {
        Err(gap) => return Fact::Unknown(gap.clone()),
        Ok(None) => return Fact::Absent,
        Ok(Some((_, names))) => names,
    };
    // All are asked for before the first gap is reported, so that they are asked at once.
    let servers: Vec<_> = names
        .iter()
        .take(MOST_SERVERS)
        .map(|name| {
            let (ipv4, ipv6) = (addresses(walk, name, RecordKind::A), addresses(walk, name, RecordKind::Aaaa));
            Ok(NameServer { name: name.clone(), addresses: [ipv4?, ipv6?].concat() })
        })
        .collect();
    match servers.into_iter().collect::<Result<Vec<_>, Gap>>() {
        Ok(servers) => Fact::Known(servers),
        Err(gap) => Fact::Unknown(gap),
    }
}

fn networks(servers: &[NameServer]) -> i64 {
    let addresses = servers.iter().flat_map(|server| &server.addresses).filter_map(|text| text.parse().ok());
    let networks: BTreeSet<_> = addresses
        .filter_map(|address: IpAddr| {
            let length = if address.is_ipv4() { 24 } else { 48 };
            ipnet::IpNet::new(address, length).ok().map(|network| network.trunc())
        })
        .collect();
    i64::try_from(networks.len()).unwrap_or(i64::MAX)
}

/// A resolver that drops signatures would make every signed zone look broken. Where the root's own
/// anchor is used, the root zone is therefore validated first, as the control.
fn dnssec(walk: &mut Walk<'_>, zone: &Result<Option<(String, Vec<String>)>, Gap>, own_anchor: bool) -> Fact<Signed> {
    let zone = match zone {
        Err(gap) => return Fact::Unknown(gap.clone()),
        Ok(None) => return Fact::Absent,
        Ok(Some((zone, _))) => zone,
    };
    let mut validated = |name: &str| {
        let lookup = Lookup { name: name.to_owned(), kind: RecordKind::Soa, validate: true };
        walk.records(lookup).map(|records| records.dnssec)
    };
    let control = if own_anchor { Ok(Dnssec::Secure) } else { validated(".") };
    let state = match (control, validated(zone)) {
        (Err(gap), _) | (_, Err(gap)) => return Fact::Unknown(gap),
        (Ok(Dnssec::Secure), Ok(state)) => state,
        (Ok(_), Ok(_)) => {
            let detail = Text::new(
                "máy chủ phân giải không chuyển chữ ký DNSSEC (vùng gốc không kiểm được)",
                "the resolver does not hand on DNSSEC signatures (the root zone cannot be validated)",
            );
            return Fact::Unknown(Gap::new(Reason::Denied, detail));
        }
    };
    let (signed, valid, reason) = match state {
        Dnssec::Secure => (true, true, "ok"),
        Dnssec::Insecure => (false, false, "unsigned"),
        Dnssec::Bogus => (true, false, "bogus"),
        Dnssec::Indeterminate | Dnssec::Unasked => {
            let detail = Text::new(
                "không chứng minh được vùng có ký hay không",
                "neither signatures nor their absence could be proved",
            );
            return Fact::Unknown(Gap::new(Reason::Parse, detail));
        }
    };
    Fact::Known(Signed { signed, valid, reason: reason.to_owned() })
}

fn aliases(walk: &mut Walk<'_>, name: &str) -> Result<Vec<String>, Gap> {
    let mut chain: Vec<String> = Vec::new();
    while chain.len() < MOST_ALIASES {
        let current = chain.last().map_or(name, String::as_str).to_owned();
        let records = walk.records(lookup(&current, RecordKind::Cname))?;
        let next = records.records.iter().find_map(|record| match &record.data {
            RecordData::Alias(target) if record.name == current => Some(target.clone()),
            _ => None,
        });
        match next {
            Some(next) if next != name && !chain.contains(&next) => chain.push(next),
            _ => break,
        }
    }
    Ok(chain)
}

fn dangling(walk: &mut Walk<'_>, aliases: &Result<Vec<String>, Gap>) -> Fact<bool> {
    let last = match aliases {
        Err(gap) => return Fact::Unknown(gap.clone()),
        Ok(chain) => chain.last(),
    };
    let Some(last) = last else { return Fact::Absent };
    match walk.records(lookup(last, RecordKind::A)) {
        Ok(records) => Fact::Known(records.presence == Presence::NoSuchName),
        Err(gap) => Fact::Unknown(gap),
    }
}

#[cfg(test)]
mod tests;
