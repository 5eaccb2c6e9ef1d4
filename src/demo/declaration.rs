//! The `system.yaml` of the demo.

use std::net::SocketAddr;

use jiff::{SignedDuration, Timestamp};

use super::flaw::Character;
use super::{ANCHOR_FILE, API_NAME, HOST_NAME, PORTAL_NAME, SIGN_IN_NAME, TRUST_FOLDER, ZONE_NAME, exposed, watched};
use crate::text::in_vietnam;

const TEMPLATE: &str = include_str!("pages/system.yaml");

/// What the declaration says about a running portal.
pub(super) struct Declaration<'a> {
    /// The id of the system.
    pub system: &'a str,
    /// Which flaws stand.
    pub character: Character,
    /// The encrypted port.
    pub port: u16,
    /// The plain port.
    pub plain_port: u16,
    /// The ports that must be closed.
    pub closed_ports: &'a [(u16, &'static str)],
    /// The demo's name server.
    pub resolver: SocketAddr,
    /// When the portal was started.
    pub now: Timestamp,
}

impl Declaration<'_> {
    /// The whole file.
    pub(super) fn render(&self) -> String {
        let closed: Vec<_> =
            self.closed_ports.iter().map(|(port, service)| format!("{{port: {port}, service: {service}}}")).collect();
        let closed = closed.join(", ");
        let numbers = self.closed_ports.iter().map(|(port, _)| port);
        let ports = join([&self.port, &self.plain_port].into_iter().chain(numbers));
        let (stop_from, stop_to, announced) = watched::stop(self.character, self.now);
        let [first, second] = exposed::CODES;
        let day = in_vietnam(self.now).strftime("%Y-%m-%d").to_string();
        let values = [
            ("@SYSTEM@", self.system),
            ("@PORTAL@", PORTAL_NAME),
            ("@API@", API_NAME),
            ("@SIGN_IN@", SIGN_IN_NAME),
            ("@HOST@", HOST_NAME),
            ("@ZONE@", ZONE_NAME),
            ("@TLS_PORT@", &self.port.to_string()),
            ("@PLAIN_PORT@", &self.plain_port.to_string()),
            ("@CLOSED@", &closed),
            ("@PORTS@", &ports),
            ("@DAY@", &day),
            ("@FROM@", &instant(self.now, -1)),
            ("@UNTIL@", &instant(self.now, 30 * 24)),
            ("@RESOLVER@", &self.resolver.to_string()),
            ("@ANCHOR@", ANCHOR_FILE),
            ("@TRUST@", TRUST_FOLDER),
            ("@FIRST@", first),
            ("@SECOND@", second),
            ("@FILE@", exposed::FILE),
            ("@STOP_FROM@", &local(stop_from)),
            ("@STOP_TO@", &local(stop_to)),
            ("@ANNOUNCED@", &announced.to_string()),
        ];
        values.iter().fold(TEMPLATE.to_owned(), |text, (mark, value)| text.replace(mark, value))
    }
}

fn join<'a>(numbers: impl Iterator<Item = &'a u16>) -> String {
    numbers.map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// An instant some hours from now, on a Vietnamese clock.
fn instant(now: Timestamp, hours: i64) -> String {
    local(now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(now))
}

fn local(at: Timestamp) -> String {
    in_vietnam(at).strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Character;
    use super::super::trial::Trial;
    use crate::system::Kind;

    #[tokio::test]
    async fn the_declaration_is_whole_and_within_its_own_scope() {
        for character in [Character::Flawed, Character::Sound] {
            let trial = Trial::start(character).await;
            let system = &trial.system;
            assert!(!system.source.text.contains("@PORT") && system.source.text.matches('@').count() == 1);
            let kinds: Vec<_> = system.subjects.iter().map(|subject| (subject.id.as_str(), subject.kind)).collect();
            let expected = [
                ("cong", Kind::Site),
                ("api", Kind::Api),
                ("dang-nhap", Kind::SignIn),
                ("ket-noi", Kind::Link),
                ("may-chu", Kind::Host),
                ("ten-mien", Kind::DnsZone),
                ("to-chuc", Kind::Organisation),
            ];
            assert_eq!(kinds, expected);
            for subject in &system.subjects {
                assert!(subject.place.name().is_none_or(|name| system.scope.allows_name(name)), "{}", subject.id);
                assert!(subject.place.ports().iter().all(|port| system.scope.allows_port(*port)), "{}", subject.id);
            }
            assert!(system.authorisation.is_open(jiff::Timestamp::now()));
            assert!(!system.scope.allows_port(443) && !system.scope.allows_address([192, 0, 2, 1].into()));
            assert!(
                system
                    .trust
                    .iter()
                    .filter_map(|store| store.folder.as_ref())
                    .any(|folder| folder.join("root.pem").is_file())
            );
            assert!(system.resolver.anchor.as_ref().is_some_and(|anchor| anchor.is_file()));
        }
    }
}
