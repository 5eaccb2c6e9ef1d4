//! The things of a system that checks apply to.

use std::net::IpAddr;
use std::ops::Range;

use super::identity::ClientAccess;
use super::link::LinkWatch;
use super::portal::Portal;
use super::protocol::Protocol;
use super::role::{Interface, Provider, Role, SignIn};
use crate::text::Text;

/// One subject.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Stable id: part of every error's fingerprint, so it outlives renamed hosts.
    pub id: String,
    /// Its name in the report.
    pub title: Text,
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub place: Place,
    /// Where it stands in `system.yaml`.
    pub span: Range<usize>,
}

/// What a subject is. The words are those of `kind:` in `system.yaml` and of `applies_to.kind`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Kind {
    /// A data service that programs call.
    Api,
    /// A DNS zone.
    DnsZone,
    /// A machine, looked at for ports that must be closed.
    Host,
    /// Who vouches for users: OpenID Connect, OAuth, SAML.
    IdentityProvider,
    /// The connection to the population database or the platform before it.
    Link,
    /// The organisation itself, for what only people can attest.
    Organisation,
    /// A service that is no web site: mail, directory, files, database, remote desktop.
    Service,
    /// A page where people sign in.
    SignIn,
    /// A web site for people.
    Site,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Api,
        Self::DnsZone,
        Self::Host,
        Self::IdentityProvider,
        Self::Link,
        Self::Organisation,
        Self::Service,
        Self::SignIn,
        Self::Site,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::DnsZone => "dns-zone",
            Self::Host => "host",
            Self::IdentityProvider => "identity-provider",
            Self::Link => "link",
            Self::Organisation => "organisation",
            Self::Service => "service",
            Self::SignIn => "sign-in",
            Self::Site => "site",
        }
    }

    /// Whether it is reached at a web address.
    pub const fn is_web(self) -> bool {
        matches!(self, Self::Api | Self::IdentityProvider | Self::Link | Self::SignIn | Self::Site)
    }

    /// The kind for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// The kind for people.
    pub fn text(self) -> Text {
        match self {
            Self::Api => Text::new("dịch vụ dữ liệu (API)", "data service (API)"),
            Self::DnsZone => Text::new("vùng tên miền (DNS)", "DNS zone"),
            Self::Host => Text::new("máy chủ", "host"),
            Self::IdentityProvider => Text::new("hệ thống định danh và đăng nhập", "identity provider"),
            Self::Link => Text::new("đường kết nối", "link"),
            Self::Organisation => Text::new("tổ chức", "organisation"),
            Self::Service => Text::new("dịch vụ mạng", "network service"),
            Self::SignIn => Text::new("trang đăng nhập", "sign-in"),
            Self::Site => Text::new("trang web", "site"),
        }
    }
}

/// Where a subject is, by kind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// A zone's name, without the trailing dot (`dns-zone`).
    Zone(String),
    /// A machine (`host`).
    Host(Host),
    /// Nothing to contact (`organisation`).
    None,
    /// A service that is no web site (`service`).
    Service(Service),
    /// A web endpoint (`site`, `api`, `sign-in`, `identity-provider`, `link`).
    Web(Web),
}

/// A machine that is looked at from outside.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Host {
    /// Its name, or its address in text where it has none.
    pub name: String,
    /// Its addresses; looked up by name where empty.
    pub addresses: Vec<IpAddr>,
    /// Ports that must not answer.
    pub closed_ports: Vec<ClosedPort>,
}

/// A port that must not answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClosedPort {
    /// Its number.
    pub number: u16,
    /// What listens there, in the words of the port registry, where it is not the usual service of
    /// the number.
    pub service: Option<String>,
}

/// An HTTP or HTTPS endpoint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Web {
    /// Host name in lower-case ASCII (IDNA), or an address in text.
    pub name: String,
    /// Its addresses; looked up by name where empty.
    pub addresses: Vec<IpAddr>,
    /// The port of the encrypted endpoint.
    pub port: u16,
    /// Whether the declared address is `https`.
    pub tls: bool,
    /// Path and query, at least `/`.
    pub path: String,
    /// The port where plain HTTP is tried, to see whether it redirects; `None` to leave it alone.
    pub plain_port: Option<u16>,
    /// The name of the trust store that must validate the certificate: `web` or a declared one.
    pub store: String,
    /// The certificates that are presented there.
    pub client: Box<ClientAccess>,
    /// What it is there for.
    pub role: Role,
}

/// A service that is reached over TLS.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Service {
    /// Its name, or its address in text where it has none.
    pub name: String,
    /// Its addresses; looked up by name where empty.
    pub addresses: Vec<IpAddr>,
    /// Its port.
    pub port: u16,
    /// What it speaks.
    pub protocol: Protocol,
    /// Whether TLS is asked for in the plain; false where it speaks from the first byte.
    pub start_tls: bool,
    /// The name of the trust store that must validate the certificate: `web` or `folder`.
    pub store: String,
}

/// What the declaration says of the certificate of a place that is reached over TLS.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Secured<'a> {
    /// The name that the certificate is for.
    pub name: &'a str,
    /// The name of the trust store that must validate it.
    pub store: &'a str,
}

impl Web {
    /// What it shows to everybody, where it is a site.
    pub fn portal(&self) -> Option<&Portal> {
        match &self.role {
            Role::Portal(portal) => Some(portal),
            _ => None,
        }
    }

    /// The identity provider that it is, where it is one.
    pub fn provider(&self) -> Option<&Provider> {
        match &self.role {
            Role::Provider(provider) => Some(provider),
            _ => None,
        }
    }

    /// The sign-in that it is, where it is one.
    pub fn sign_in(&self) -> Option<&SignIn> {
        match &self.role {
            Role::SignIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }

    /// How it is watched over time, where it is a link that is.
    pub fn watch(&self) -> Option<&LinkWatch> {
        match &self.role {
            Role::Link(watch) => Some(watch),
            _ => None,
        }
    }

    /// The same, to complete it.
    pub(super) fn watch_mut(&mut self) -> Option<&mut LinkWatch> {
        match &mut self.role {
            Role::Link(watch) => Some(watch),
            _ => None,
        }
    }

    /// The data service that it is, where it is one.
    pub fn interface(&self) -> Option<&Interface> {
        match &self.role {
            Role::Interface(interface) => Some(interface),
            _ => None,
        }
    }
}

impl Place {
    /// What the certificate is held against, where the place is declared to be reached over TLS.
    pub fn secured(&self) -> Option<Secured<'_>> {
        match self {
            Self::Service(service) => Some(Secured { name: &service.name, store: &service.store }),
            Self::Web(web) if web.tls => Some(Secured { name: &web.name, store: &web.store }),
            Self::Web(_) | Self::Host(_) | Self::Zone(_) | Self::None => None,
        }
    }

    /// Whether it is on a machine that can be contacted.
    pub fn is_machine(&self) -> bool {
        matches!(self, Self::Host(_) | Self::Service(_) | Self::Web(_))
    }

    /// The name to look up or to put on the wire, where there is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Zone(name) => Some(name),
            Self::Host(host) => Some(&host.name),
            Self::None => None,
            Self::Service(service) => Some(&service.name),
            Self::Web(web) => Some(&web.name),
        }
    }

    /// The declared addresses.
    pub fn addresses(&self) -> &[IpAddr] {
        match self {
            Self::Host(host) => &host.addresses,
            Self::Service(service) => &service.addresses,
            Self::Web(web) => &web.addresses,
            Self::Zone(_) | Self::None => &[],
        }
    }

    /// Every port that an inspection of the subject may contact.
    pub fn ports(&self) -> Vec<u16> {
        match self {
            Self::Host(host) => host.closed_ports.iter().map(|port| port.number).collect(),
            Self::Service(service) => vec![service.port],
            Self::Web(web) => std::iter::once(web.port).chain(web.plain_port).collect(),
            Self::Zone(_) | Self::None => Vec::new(),
        }
    }
}
