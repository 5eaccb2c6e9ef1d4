//! The dated list of third-party hosts (`data/front-hosts.yaml`).

use std::sync::LazyLock;

use jiff::Timestamp;

use crate::load::{Limits, Node, Problems, Reader, Source, parse};

/// The list.
#[derive(Debug)]
pub(super) struct Hosts {
    /// As of when.
    pub(super) date: Timestamp,
    trackers: Vec<Group>,
    bypasses: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    name: String,
    hosts: Vec<String>,
}

/// The list, read once.
pub(super) fn hosts() -> Option<&'static Hosts> {
    static HOSTS: LazyLock<Result<Hosts, Problems>> =
        LazyLock::new(|| read(Source::new("front-hosts.yaml", include_str!("../../../data/front-hosts.yaml"))));
    HOSTS.as_ref().ok()
}

impl Hosts {
    /// The service that tracks visitors at a host.
    pub(super) fn tracker(&self, host: &str) -> Option<&str> {
        self.trackers.iter().find(|group| group.takes_in(host)).map(|group| group.name.as_str())
    }

    /// Whether anybody's code can be had from a host, or from a host below a name that a policy lets in
    /// (`*.googleapis.com`).
    pub(super) fn is_bypass(&self, host: &str) -> bool {
        match host.strip_prefix("*.") {
            Some(above) => {
                let below = |own: &String| own.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'));
                self.bypasses.iter().any(|group| group.takes_in(above) || group.hosts.iter().any(below))
            }
            None => self.bypasses.iter().any(|group| group.takes_in(host)),
        }
    }
}

impl Group {
    fn takes_in(&self, host: &str) -> bool {
        let below = |own: &str| host.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        self.hosts.iter().any(|own| below(own))
    }
}

fn read(source: Source) -> Result<Hosts, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let hosts = whole(&reader, &root);
    reader.finish(hosts)
}

fn whole(reader: &Reader, root: &Node) -> Option<Hosts> {
    let mut map = reader.mapping(root, &["schema", "date", "trackers", "bypasses"])?;
    let date = map.required("date", Reader::instant);
    let trackers = map.required("trackers", |reader, node| reader.each(node, group));
    let bypasses = map.required("bypasses", |reader, node| reader.each(node, group));
    Some(Hosts { date: date?, trackers: trackers?, bypasses: bypasses? })
}

fn group(reader: &Reader, node: &Node) -> Option<Group> {
    let mut map = reader.mapping(node, &["name", "hosts"])?;
    let name = map.required("name", Reader::text);
    let hosts = map.required("hosts", |reader, node| reader.each(node, Reader::text));
    Some(Group { name: name?, hosts: hosts? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_take_in_what_is_below_them_and_nothing_beside() {
        let hosts = hosts().expect("the list");
        assert_eq!(hosts.tracker("www.google-analytics.com"), Some("Google Analytics"));
        assert_eq!(hosts.tracker("notgoogle-analytics.com"), None);
        assert_eq!(hosts.tracker("cdn.tinh.gov.vn"), None);
        for host in ["cdnjs.cloudflare.com", "*.jsdelivr.net", "*.cloudflare.com", "team.github.io", "*.github.io"] {
            assert!(hosts.is_bypass(host), "{host}");
        }
        for host in ["static.tinh.gov.vn", "*.tinh.gov.vn", "cloudflare.com", "recaptcha.net"] {
            assert!(!hosts.is_bypass(host), "{host}");
        }
    }
}
