//! Our own TLS wire codec: a ClientHello of any version, and the first flight that answers it.
//!
//! A modern TLS library cannot ask what an inspection must ask (SSL 3.0, export suites, an empty
//! key share), so hellos are written and first flights are read here, and nothing more: no key is
//! ever agreed on. The rooms of this folder: what is said (`client`, `version`, `suite`, `group`),
//! how it is written (`encode`, `extension`, `fresh`), how the answer is read (`reader`, `record`,
//! `server`, `key_exchange`, `flight`), and the exchange itself.

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
mod reader;
mod record;
mod registry;
mod server;
mod suite;
mod version;
mod writer;

pub use alert::Alert;
pub use class::SuiteClass;
pub use client::{Hello, KeyShare, SUITE_LIMIT};
pub(super) use exchange::first_flight;
#[cfg(test)]
pub(super) use exchange::{ExchangeError, exchange};
pub use flight::{FirstFlight, Reply};
pub use group::{GROUPS, Group, group_name};
pub use key_exchange::KeyExchange;
pub use server::ServerHello;
pub use suite::{Exchange, Suite, WeakClass, suite, suite_name, suites};
pub use version::TlsVersion;
