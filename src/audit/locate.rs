//! Permission, and where the subjects are: everything that is settled before the first packet to
//! the inspected side.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::fact::{Gap, Reason};
use crate::load::Problem;
use crate::system::{Place, Subject, System};
use crate::text::{Text, day_and_time, text};
use crate::wire::{Addresses, Endpoint, Opening, Wire};

/// A subject with its back-ends.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    /// The subject.
    pub subject: &'a Subject,
    /// Its back-ends; none for a subject that is no machine, a gap where its name did not resolve.
    pub endpoints: Result<Vec<Endpoint>, Gap>,
    /// Why there may be back-ends besides: one family's addresses could not be learnt.
    pub missing: Option<Gap>,
}

/// Why nothing may be sent, pointing into `system.yaml` where it can.
#[derive(Clone, Debug)]
pub struct Refusal(pub Vec<Problem>);

/// Holds the declaration against its own scope and the authorisation's window. Sends nothing.
pub fn permit(system: &System, now: Timestamp) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    problems.extend(window(system, now));
    for subject in &system.subjects {
        problems.extend(coverage(system, subject));
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal(problems)) }
}

fn window(system: &System, now: Timestamp) -> Option<Problem> {
    let paper = &system.authorisation;
    if paper.is_open(now) {
        return None;
    }
    let (document, from, until) = (&paper.document, day_and_time(paper.from), day_and_time(paper.until));
    let what = match now < paper.from {
        true => text!("văn bản cho phép `{document}` chưa có hiệu lực", "authorisation `{document}` is not open yet"),
        false => text!("văn bản cho phép `{document}` đã hết hạn", "authorisation `{document}` has expired"),
    };
    let problem = Problem::of_file("K-AUT-001", &system.source.name, what);
    Some(problem.with_hint(text!(
        "thời hạn cho phép: {from} đến {until}; không gói tin nào được gửi ngoài thời hạn này",
        "the window is {from} to {until}; nothing is sent outside it"
    )))
}

fn coverage(system: &System, subject: &Subject) -> Vec<Problem> {
    let scope = &system.scope;
    let id = &subject.id;
    let refuse = |what: Text, key: &str| {
        let problem = Problem::at("K-SCO-001", &system.source, subject.span.clone(), what);
        problem.with_hint(text!(
            "nếu văn bản cho phép bao gồm, hãy bổ sung vào `scope.{key}`",
            "if the authorisation covers it, add it to `scope.{key}`"
        ))
    };
    let mut problems = Vec::new();
    let is_machine = subject.place.is_machine();
    let name = subject.place.name().filter(|name| is_machine && name.parse::<IpAddr>().is_err());
    if let Some(name) = name.filter(|name| !scope.allows_name(name)) {
        let what = text!(
            "tên `{name}` của đối tượng `{id}` nằm ngoài phạm vi",
            "name `{name}` of subject `{id}` is outside the scope"
        );
        problems.push(refuse(what, "names"));
    }
    for address in subject.place.addresses().iter().filter(|address| !scope.allows_address(**address)) {
        let what = text!(
            "địa chỉ {address} của đối tượng `{id}` nằm ngoài phạm vi",
            "address {address} of subject `{id}` is outside the scope"
        );
        problems.push(refuse(what, "networks"));
    }
    for port in subject.place.ports().into_iter().filter(|port| !scope.allows_port(*port)) {
        let what = text!(
            "cổng {port} của đối tượng `{id}` nằm ngoài phạm vi",
            "port {port} of subject `{id}` is outside the scope"
        );
        problems.push(refuse(what, "ports"));
    }
    problems
}

/// Finds the back-ends: declared addresses, or what the resolver says of the name. A name that
/// resolves outside the declared networks refuses the whole run: somebody else's machine answers
/// to it, and nobody authorised looking at that.
pub async fn locate<'a>(system: &'a System, wire: &Wire) -> Result<Vec<Located<'a>>, Refusal> {
    let found = resolved(system, wire).await;
    let mut located = Vec::new();
    let mut problems = Vec::new();
    for subject in &system.subjects {
        let endpoints = match &subject.place {
            Place::None | Place::Zone(_) => Ok(Vec::new()),
            // A machine's ports are the probe's business: the back-end is the address alone.
            Place::Host(host) => endpoints(&host.name, &host.addresses, 0, &found),
            Place::Service(service) => {
                let plain = endpoints(&service.name, &service.addresses, service.port, &found);
                let opening = Opening::of(service);
                plain.map(|all| all.into_iter().map(|endpoint| endpoint.with_opening(opening)).collect())
            }
            Place::Web(web) => endpoints(&web.name, &web.addresses, web.port, &found),
        };
        if let Ok(endpoints) = &endpoints {
            problems.extend(endpoints.iter().filter_map(|endpoint| astray(system, subject, endpoint)));
        }
        let unnamed = subject.place.addresses().is_empty();
        let answer = subject.place.name().filter(|_| unnamed).and_then(|name| found.get(name));
        let missing =
            answer.and_then(|answer| answer.as_ref().ok()).and_then(|own| own.missing.as_ref()).map(Gap::from);
        located.push(Located { subject, endpoints, missing });
    }
    if problems.is_empty() { Ok(located) } else { Err(Refusal(problems)) }
}

/// What the resolver says of each name without a declared address.
type Found = BTreeMap<String, Result<Addresses, Gap>>;

/// Asks for every name at once and once: a silent resolver costs its deadline, not one for each name.
async fn resolved(system: &System, wire: &Wire) -> Found {
    let machine = |place: &&Place| place.is_machine() && place.addresses().is_empty();
    let places = system.subjects.iter().map(|subject| &subject.place).filter(machine);
    let names: BTreeSet<_> = places.filter_map(|place| place.name().map(str::to_owned)).collect();
    let mut asked = JoinSet::new();
    for name in names {
        let wire = wire.clone();
        asked.spawn(async move {
            let addresses = wire.resolve(&name).await.map_err(|trouble| Gap::from(&trouble));
            (name, addresses)
        });
    }
    asked.join_all().await.into_iter().collect()
}

fn endpoints(name: &str, declared: &[IpAddr], port: u16, found: &Found) -> Result<Vec<Endpoint>, Gap> {
    let addresses = match declared {
        [] => found.get(name).cloned().unwrap_or_else(|| Err(Reason::NotCollected.into()))?.found,
        declared => declared.to_vec(),
    };
    Ok(addresses.into_iter().map(|address| Endpoint::new(name, address, port)).collect())
}

fn astray(system: &System, subject: &Subject, endpoint: &Endpoint) -> Option<Problem> {
    let (name, address) = (&endpoint.name, endpoint.address);
    if system.scope.allows_address(address) {
        return None;
    }
    let what = text!(
        "tên `{name}` phân giải ra {address}, nằm ngoài các mạng đã khai báo",
        "name `{name}` resolves to {address}, outside the declared networks"
    );
    let problem = Problem::at("K-SCO-002", &system.source, subject.span.clone(), what);
    Some(problem.with_hint(Text::new(
        "kiểm tra bản ghi DNS; chỉ thêm mạng này vào `scope.networks` khi văn bản cho phép bao gồm nó",
        "check the DNS record; add the network to `scope.networks` only if the authorisation covers it",
    )))
}
