//! The ports that a machine must not show: open on the flawed host, closed on the sound one.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::flaw::{Character, Flaw};
use super::listener::listen;
use super::{DemoError, fault};

/// What is said when the port is opened.
const SHELL_GREETING: &[u8] = b"SSH-2.0-OpenSSH_7.4\r\n";
/// What is answered to whatever is sent.
const CACHE_ANSWER: &[u8] = b"-NOAUTH Authentication required.\r\n";
/// The most bytes that are read from one guest.
const MOST_BYTES: u64 = 4096;

/// The declared ports, in the order of the file.
pub(super) struct Ports {
    /// Their numbers, and the services that the declaration names there.
    pub numbers: Vec<(u16, &'static str)>,
    /// Those that are open, with what they do.
    pub open: Vec<(TcpListener, Service)>,
    /// Those that are closed: bound and never listened to, so that the system refuses every
    /// connection and gives the number to nobody else.
    pub closed: Vec<TcpSocket>,
}

/// What an open port pretends to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Service {
    /// A remote shell.
    Shell,
    /// A cache without a password.
    Cache,
}

/// What is declared at each port; the console is closed in every character.
const SERVICES: [(Option<Flaw>, Service, &str); 3] = [
    (Some(Flaw::OpenShell), Service::Shell, "ssh"),
    (Some(Flaw::OpenCache), Service::Cache, "redis"),
    (None, Service::Shell, "consul"),
];

impl Ports {
    /// Takes three ports from the system: for the shell, for the cache, and for a console.
    pub(super) async fn take(character: Character) -> Result<Self, DemoError> {
        let mut ports = Self { numbers: Vec::new(), open: Vec::new(), closed: Vec::new() };
        for (flaw, service, name) in SERVICES {
            if flaw.is_some_and(|flaw| character.has(flaw)) {
                for listener in listen(false).await? {
                    ports.numbers.push((listener.local_addr().map_err(fault)?.port(), name));
                    ports.open.push((listener, service));
                }
            } else {
                let socket = TcpSocket::new_v4().map_err(fault)?;
                socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map_err(fault)?;
                ports.numbers.push((socket.local_addr().map_err(fault)?.port(), name));
                ports.closed.push(socket);
            }
        }
        Ok(ports)
    }
}

/// Plays a service to one guest.
pub(super) async fn play(service: Service, stream: TcpStream) {
    let (read, mut write) = stream.into_split();
    let mut read = read.take(MOST_BYTES);
    if let Service::Shell = service
        && write.write_all(SHELL_GREETING).await.is_err()
    {
        return;
    }
    let mut input = [0_u8; 512];
    while let Ok(1..) = read.read(&mut input).await {
        if let Service::Cache = service
            && write.write_all(CACHE_ANSWER).await.is_err()
        {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::Trial;
    use super::*;
    use crate::system::Place;

    fn declared(trial: &Trial) -> Vec<u16> {
        match &trial.system.subject("may-chu").expect("the host").place {
            Place::Host(host) => host.closed_ports.iter().map(|port| port.number).collect(),
            other => panic!("the host is {other:?}"),
        }
    }

    #[tokio::test]
    async fn open_ports_speak_and_closed_ones_refuse() {
        let flawed = Trial::start(Character::Flawed).await;
        let [shell, cache, _console] = declared(&flawed)[..] else { panic!("three ports are declared") };
        let mut buffer = [0; 64];
        let mut stream = TcpStream::connect(("127.0.0.1", shell)).await.expect("an open port");
        let length = stream.read(&mut buffer).await.expect("a greeting");
        assert_eq!(&buffer[..length], SHELL_GREETING);
        let mut stream = TcpStream::connect(("127.0.0.1", cache)).await.expect("an open port");
        stream.write_all(b"PING\r\n").await.expect("a command");
        let length = stream.read(&mut buffer).await.expect("an answer");
        assert_eq!(&buffer[..length], CACHE_ANSWER);

        let sound = Trial::start(Character::Sound).await;
        for port in declared(&sound) {
            let error = TcpStream::connect(("127.0.0.1", port)).await.expect_err("a closed port");
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
        }
    }
}
