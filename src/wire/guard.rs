//! The question that is asked before each dial: does the authorised scope allow it?

use super::job::{Endpoint, Job};
use crate::system::Scope;
use crate::text::{Text, shorten, text};

/// What the scope does not allow about a job's connection; `Ok` where it allows all of it.
///
/// Asked of every connection, so that a redirect, an alias or a declared address that left the
/// scope meets the same refusal as a declared subject outside it.
pub(super) fn permit(scope: &Scope, endpoint: &Endpoint, job: &Job) -> Result<(), Text> {
    let address = endpoint.address;
    if !scope.allows_address(address) {
        return Err(text!(
            "địa chỉ {address} nằm ngoài phạm vi được phép kiểm tra",
            "address {address} is outside the authorised scope"
        ));
    }
    let port = endpoint.port;
    if !scope.allows_port(port) {
        return Err(text!(
            "cổng {port} nằm ngoài phạm vi được phép kiểm tra",
            "port {port} is outside the authorised scope"
        ));
    }
    let asked = match job {
        Job::Fetch(_, request) | Job::Present(_, request) => Some(request.host_name()),
        _ => None,
    };
    match std::iter::once(endpoint.name.as_str()).chain(asked).find(|name| !scope.allows_name(name)) {
        None => Ok(()),
        Some(name) => {
            let name = shorten(name, 100);
            Err(text!("tên {name} nằm ngoài phạm vi được phép kiểm tra", "name {name} is outside the authorised scope"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{NamePattern, Pace};
    use crate::wire::Request;

    fn scope() -> Scope {
        Scope {
            names: vec![NamePattern::from_text("portal.test").expect("a pattern")],
            networks: vec!["127.0.0.0/8".parse().expect("a network")],
            ports: vec![443..=443],
            pace: Pace::default(),
            vantage: None,
        }
    }

    fn asked(name: &str, address: &str, port: u16) -> Result<(), Text> {
        let endpoint = Endpoint::new(name, address.parse().expect("an address"), port);
        permit(&scope(), &endpoint, &Job::Connect(endpoint.clone()))
    }

    #[test]
    fn name_address_and_port_must_each_be_allowed() {
        assert!(asked("portal.test", "127.0.0.1", 443).is_ok());
        assert!(asked("127.0.0.1", "127.0.0.1", 443).is_ok());
        assert!(asked("other.test", "127.0.0.1", 443).is_err());
        assert!(asked("portal.test", "192.0.2.1", 443).is_err());
        assert!(asked("portal.test", "127.0.0.1", 444).is_err());
        assert!(asked("192.0.2.1", "127.0.0.1", 443).is_err());
    }

    #[test]
    fn the_host_header_is_no_way_round_the_names() {
        let endpoint = Endpoint::new("portal.test", "127.0.0.1".parse().expect("an address"), 443);
        let request = |host| Job::Fetch(endpoint.clone(), Request::get(true, host, 443, "/"));
        assert!(permit(&scope(), &endpoint, &request("portal.test")).is_ok());
        assert!(permit(&scope(), &endpoint, &request("other.test")).is_err());
    }
}
