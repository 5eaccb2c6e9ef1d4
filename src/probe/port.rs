//! The probe `port`: which of the ports that must be closed let somebody in.

use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value, enumeration, record};
use crate::system::{ClosedPort, Kind, Place, Safety};
use crate::text::Text;
use crate::wire::{Answer, Endpoint, Job, Outcome, Phase};

enumeration! {
    /// What a port does with a stranger.
    pub enum PortState = "port_state" {
        /// It refuses.
        Closed = "closed",
        /// It stays silent: nobody was let in.
        Filtered = "filtered",
        /// It accepts.
        Open = "open",
    }
}

record! {
    /// The ports of one machine.
    pub struct Ports {
        /// Every port that was tried, in the order of the declaration.
        vi "Từng cổng đã thử, theo thứ tự khai báo."
        ports: Vec<Port>,
    }
}

record! {
    /// One port.
    pub struct Port {
        /// Its number.
        vi "Số hiệu cổng."
        port: i64,
        /// The declared service, or the usual one at this number, such as `ssh`; `tcp` where there is none.
        vi "Dịch vụ đã khai báo hoặc dịch vụ thông dụng của số hiệu này, ví dụ `ssh`; `tcp` nếu không có."
        service: String,
        /// Whether it let us in. Silence until the deadline is known as `filtered`.
        vi "Cổng có cho kết nối không. Im lặng đến hết thời hạn được ghi là `filtered`."
        state: Fact<PortState>,
        /// The first bytes that an open port sent by itself.
        vi "Những byte đầu tiên mà cổng mở tự gửi ra."
        greeting: Fact<String>,
    }
}

/// The probe.
#[derive(Debug)]
pub struct PortProbe;

impl Probe for PortProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "port",
            title: Text::new("Cổng mạng", "Network ports"),
            about: Text::new(
                "Mở thử kết nối TCP đến từng cổng phải đóng, rồi đóng ngay; không gửi dữ liệu.",
                "Tries a TCP connection to each port that must be closed and ends it at once; sends no data.",
            ),
            kinds: &[Kind::Host],
            safety: Safety::Passive,
            aim: Aim::EachBackEnd,
            most_jobs: 1000,
        }
    }

    fn most_jobs(&self, target: &Target<'_>) -> usize {
        jobs(target).len()
    }

    fn shape(&self) -> Shape {
        Ports::shape()
    }

    fn wants(&self, target: &Target<'_>, _seen: &Seen) -> Vec<Job> {
        jobs(target).into_iter().map(|(_, job)| job).collect()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        if target.endpoint.is_none() {
            return Value::unknown(Reason::NotCollected);
        }
        let ports = jobs(target).into_iter().map(|(port, job)| fold(port, seen.outcome(&job))).collect();
        Ports { ports }.into_value()
    }
}

fn jobs<'a>(target: &Target<'a>) -> Vec<(&'a ClosedPort, Job)> {
    let (Place::Host(host), Some(endpoint)) = (&target.subject.place, target.endpoint) else { return Vec::new() };
    let job = |port: &'a ClosedPort| (port, Job::Connect(Endpoint::at_port(endpoint, port.number)));
    host.closed_ports.iter().map(job).collect()
}

fn fold(port: &ClosedPort, outcome: Option<&Outcome>) -> Port {
    let (state, greeting) = match outcome {
        None => (Fact::Unknown(Reason::NotCollected.into()), Fact::Unknown(Reason::NotCollected.into())),
        Some(Ok(Answer::Connected(connected))) => (Fact::Known(PortState::Open), connected.greeting.clone().into()),
        Some(Ok(_)) => (Fact::Unknown(Reason::ProbeFailed.into()), Fact::Unknown(Reason::ProbeFailed.into())),
        Some(Err(trouble)) => match (trouble.reason, trouble.phase) {
            (Reason::Refused, Phase::Connect) => (Fact::Known(PortState::Closed), Fact::Absent),
            (Reason::Timeout, Phase::Connect) => (Fact::Known(PortState::Filtered), Fact::Absent),
            _ => (Gap::from(trouble).into(), Gap::from(trouble).into()),
        },
    };
    let service = port.service.clone().unwrap_or_else(|| usual_service(port.number).to_owned());
    Port { port: port.number.into(), service, state, greeting }
}

/// The usual service at a port number.
fn usual_service(port: u16) -> &'static str {
    match port {
        21 => "ftp",
        22 => "ssh",
        23 => "telnet",
        25 => "smtp",
        53 => "dns",
        80 => "http",
        110 => "pop3",
        111 => "rpcbind",
        135 => "msrpc",
        139 => "netbios",
        143 => "imap",
        161 => "snmp",
        389 => "ldap",
        443 => "https",
        445 => "smb",
        1433 => "mssql",
        1521 => "oracle",
        2049 => "nfs",
        2375 => "docker",
        3306 => "mysql",
        3389 => "rdp",
        4000 => "security-server-console",
        5432 => "postgresql",
        5672 => "amqp",
        5900 => "vnc",
        5985 => "winrm",
        6379 => "redis",
        8080 => "http-alt",
        8500 => "consul",
        9200 => "elasticsearch",
        11211 => "memcached",
        15672 => "rabbitmq-console",
        27017 => "mongodb",
        _ => "tcp",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::scene::Scene;
    use crate::wire::{Connected, Trouble};

    fn trouble(reason: Reason, phase: Phase) -> Outcome {
        Err(Trouble { reason, phase, elapsed_ms: 1, detail: Text::same("x") })
    }

    #[test]
    fn refusal_is_closed_silence_is_filtered_and_the_rest_stays_unknown() {
        let scene =
            Scene::new("{id: may, kind: host, name: may.test, addresses: [127.0.0.1], closed_ports: [21, 22, 23, 99]}");
        let target = scene.target();
        let jobs = PortProbe.wants(&target, &Seen::default());
        assert_eq!(jobs.len(), 4);
        let greeting = Connected { elapsed_ms: 1, greeting: Some("SSH-2.0-x".to_owned()) };
        let outcomes = [
            trouble(Reason::Refused, Phase::Connect),
            Ok(Answer::Connected(greeting)),
            trouble(Reason::Timeout, Phase::Connect),
            trouble(Reason::OutOfScope, Phase::Permit),
        ];
        let mut seen = Seen::default();
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            seen.note(job, outcome);
        }
        let value = PortProbe.fact(&target, &seen);
        assert_eq!(
            value.shown(),
            "{ports: [{greeting: -, port: 21, service: ftp, state: closed}, \
             {greeting: SSH-2.0-x, port: 22, service: ssh, state: open}, \
             {greeting: -, port: 23, service: telnet, state: filtered}, \
             {greeting: ? (out-of-scope), port: 99, service: tcp, state: ? (out-of-scope)}]}"
        );
    }
}
