//! Resolving a name anew for every probing: what a cache says tells nothing of the resolver.

use std::net::IpAddr;

use super::super::dns::{Asker, Lookup, Presence, RecordKind};
use super::super::has_ipv6_route;
use super::super::journal::Journal;
use super::end::{Break, End, Stage};
use crate::fact::Reason;

/// Every address of a name, sorted; the end of the probing where there is none.
pub(super) async fn resolve(asker: &Asker, journal: &Journal, name: &str) -> Result<Vec<IpAddr>, End> {
    if let Ok(address) = name.parse() {
        return Ok(vec![address]);
    }
    // One family is asked first: the other counts only where it is all there is.
    let first = ask(asker, journal, name, RecordKind::A).await?;
    if !first.is_empty() {
        return Ok(first);
    }
    let second = if has_ipv6_route() { ask(asker, journal, name, RecordKind::Aaaa).await? } else { Vec::new() };
    if second.is_empty() { Err(End::Nameless) } else { Ok(second) }
}

async fn ask(asker: &Asker, journal: &Journal, name: &str, kind: RecordKind) -> Result<Vec<IpAddr>, End> {
    let lookup = Lookup { name: name.to_owned(), kind, validate: false };
    match asker.ask(&lookup, journal).await {
        Ok(records) => match records.presence {
            Presence::NoSuchName => Err(End::Nameless),
            Presence::Found | Presence::NoData | Presence::Disproved => {
                let mut found: Vec<_> = records.addresses().collect();
                found.sort_unstable();
                found.dedup();
                Ok(found)
            }
        },
        Err(trouble) if trouble.reason == Reason::Timeout => Err(End::Broken(Stage::Name, Break::Silent)),
        Err(_) => Err(End::Broken(Stage::Name, Break::Resolver)),
    }
}
