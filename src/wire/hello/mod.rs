//! Our own TLS wire codec: a ClientHello of any version, and the first flight that answers it.
//!
//! A modern TLS library cannot ask what an inspection must ask (SSL 3.0, export suites, an empty
//! key share), so hellos are written and first flights are read here, and nothing more: no key is
//! ever agreed on. Who does that, wrongly on purpose, is `provoke`, with the same records and
//! extensions. The rooms of this folder: what is said (`client`, `manner`, `version`, `suite`, `group`),
//! how it is written (`encode`, `extension`, `fresh`), how the answer is read (`reader`, `record`,
//! `server`, `key_exchange`, `flight`), the exchange itself, and SSL 2.0 apart (`ssl2`).

mod alert;
mod class;
mod client;
mod encode;
mod exchange;
mod extension;
mod flight;
mod fresh;
#[cfg(any(fuzzing, test))]
pub mod fuzzing;
mod group;
mod key_exchange;
mod manner;
mod reader;
mod record;
mod registry;
mod server;
mod signature;
mod ssl2;
mod suite;
mod version;
mod writer;

pub use alert::Alert;
pub use class::SuiteClass;
pub use client::{Hello, KeyShare, SUITE_LIMIT};
pub(super) use encode::{RENEGOTIATION, extension_list};
pub(super) use exchange::first_flight;
#[cfg(test)]
pub(super) use exchange::{ExchangeError, exchange};
pub(super) use extension::{ENCRYPT_THEN_MAC, HEARTBEAT, RENEGOTIATION_INFO, SESSION_TICKET, extensions};
pub use flight::{FirstFlight, Reply};
pub(super) use fresh::Fresh;
pub use group::{GROUPS, Group, group_name};
pub use key_exchange::KeyExchange;
pub use manner::{Length, Manner};
pub(super) use reader::Reader;
pub(super) use record::record as next_record;
pub use server::ServerHello;
pub use signature::{
    HandshakeHash, SIGNATURE_ALGORITHMS, SignatureAlgorithm, SigningKey, signature_algorithm, signature_name,
};
pub use ssl2::{CIPHER_KINDS, CipherKind, OldServerHello, cipher_kind_name};
pub use suite::{Exchange, Suite, WeakClass, suite, suite_name, suites};
pub use version::TlsVersion;
pub(super) use writer::Writer;
