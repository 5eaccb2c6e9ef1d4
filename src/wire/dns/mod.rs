//! Questions to the declared resolver, and what the answers prove.
//!
//! That a name or a record does not exist is an answer; a server that fails or stays silent is not.

mod ask;

use std::net::IpAddr;

pub(super) use ask::Asker;

/// One question.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Lookup {
    /// The whole name, with or without the trailing dot; `.` for the root. No search list is used.
    pub name: String,
    /// Which records.
    pub kind: RecordKind,
    /// Whether the signatures are followed to the trust anchor.
    pub validate: bool,
}

/// The kinds of records that are asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum RecordKind {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Who may issue certificates (RFC 8659).
    Caa,
    /// The alias itself, not what it leads to.
    Cname,
    /// A zone's keys.
    Dnskey,
    /// The parent's digests of a zone's keys.
    Ds,
    /// A zone's name servers.
    Ns,
    /// A zone's start of authority.
    Soa,
    /// Text.
    Txt,
}

impl RecordKind {
    /// The word in master files, such as `AAAA`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Caa => "CAA",
            Self::Cname => "CNAME",
            Self::Dnskey => "DNSKEY",
            Self::Ds => "DS",
            Self::Ns => "NS",
            Self::Soa => "SOA",
            Self::Txt => "TXT",
        }
    }
}

/// The answer to a question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Records {
    /// The records of the answer, aliases on the way included, in the order of the answer; at most 100.
    pub records: Vec<Record>,
    /// Whether what was asked for is there.
    pub presence: Presence,
    /// What the signatures prove; [`Dnssec::Unasked`] where nobody asked.
    pub dnssec: Dnssec,
}

/// Whether what was asked for is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// There are records.
    Found,
    /// The name exists, and has no such records.
    NoData,
    /// The name does not exist.
    NoSuchName,
    /// The answer contradicts its signatures, so it says nothing ([`Dnssec::Bogus`]).
    Disproved,
}

/// What validation says (RFC 4035, section 4.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dnssec {
    /// The chain of signatures reaches the trust anchor.
    Secure,
    /// It is proved that the zone is not signed.
    Insecure,
    /// It must be signed, and the signatures are missing or wrong.
    Bogus,
    /// Nothing can be proved.
    Indeterminate,
    /// Nobody asked.
    Unasked,
}

/// One record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// Its owner, lower-case without the trailing dot, escaped visibly; `.` for the root.
    pub name: String,
    /// What it says.
    pub data: RecordData,
}

/// What a record says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RecordData {
    /// An address.
    Address(IpAddr),
    /// The name that the owner is an alias of.
    Alias(String),
    /// A certificate authority permission.
    Permission {
        /// The flags; 128 means critical.
        flag: i64,
        /// `issue`, `issuewild`, `iodef`, ...
        tag: String,
        /// Its value.
        value: String,
    },
    /// A name server.
    NameServer(String),
    /// Any other record, in master-file form, shortened.
    Other(String),
}

impl Records {
    /// The addresses.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.records.iter().filter_map(|record| match record.data {
            RecordData::Address(address) => Some(address),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
