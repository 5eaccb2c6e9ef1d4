//! Reading a subject of kind `service`.

use super::protocol::Protocol;
use super::read::{addresses, literal, name, port, store};
use super::subject::{Kind, Service};
use super::trust::TrustStore;
use crate::load::{Mapping, Problem, Reader};
use crate::text::{Text, text};

/// The keys of a service besides those of every subject.
pub(super) const KEYS: &[&str] = &["name", "addresses", "port", "protocol", "start_tls", "store"];

/// Reads a service. Without `start_tls` the port decides: TLS from the first byte at the port that
/// is registered for it, asked for in the plain everywhere else.
pub(super) fn service(reader: &Reader, map: &mut Mapping<'_>, stores: Option<&[TrustStore]>) -> Option<Service> {
    let name = map.required("name", name);
    let words: Vec<_> = Protocol::ALL.iter().map(|protocol| protocol.word()).collect();
    let protocol = map.required("protocol", |reader, node| reader.word(node, &words, Protocol::from_word));
    let port = map.optional("port", port);
    let start_tls = map.optional("start_tls", |reader, node| reader.bool(node));
    let addresses = map.or("addresses", Vec::new(), addresses);
    let store = store(map, Kind::Service, stores);
    let protocol = protocol?;
    let (port, start_tls) = (port?, start_tls?);
    let start_tls = start_tls.unwrap_or_else(|| {
        let implicit = protocol.port(false);
        port != Some(implicit) || implicit == protocol.port(true)
    });
    if protocol == Protocol::Mysql && !start_tls {
        greets_in_the_plain(reader, map);
        return None;
    }
    let (name, mut addresses) = (name?, addresses?);
    addresses.extend(literal(&name, &addresses));
    let port = port.unwrap_or_else(|| protocol.port(start_tls));
    Some(Service { name, addresses, port, protocol, start_tls, store: store? })
}

fn greets_in_the_plain(reader: &Reader, map: &Mapping<'_>) {
    let what = text!("MySQL không có chế độ TLS ngay từ byte đầu tiên", "MySQL has no TLS from the first byte");
    let problem = Problem::at("K-SYS-021", reader.source(), map.key_span("start_tls"), what);
    reader.note(problem.with_hint(Text::new(
        "bỏ `start_tls`, hoặc ghi `start_tls: true`: máy chủ chào trước rồi mới chuyển sang TLS",
        "leave out `start_tls`, or write `start_tls: true`: the server greets first and then goes on in TLS",
    )));
}
