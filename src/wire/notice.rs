//! Telling the service manager how a long-lived program fares (sd_notify(3)): lines in a datagram to a local socket.

use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The way to the service manager.
#[derive(Debug)]
pub struct Notice {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl Notice {
    /// The way to the socket that NOTIFY_SOCKET names: a path, or an abstract name after an `@`.
    pub fn new(name: &str) -> io::Result<Self> {
        let address = match name.strip_prefix('@') {
            Some(rest) => SocketAddr::from_abstract_name(rest)?,
            None => SocketAddr::from_pathname(name)?,
        };
        let socket = UnixDatagram::unbound()?;
        // A manager that does not read must not hold anything up.
        socket.set_nonblocking(true)?;
        Ok(Self { socket, address })
    }

    /// Sends assignments such as `READY=1`, one a line. What does not arrive is lost: the manager judges by what does.
    pub fn send(&self, assignments: &str) {
        drop(self.socket.send_to_addr(assignments.as_bytes(), &self.address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_arrives_by_path_and_by_abstract_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notify");
        let manager = UnixDatagram::bind(&path).expect("a socket");
        Notice::new(&path.display().to_string()).expect("a way").send("READY=1\nSTATUS=x");
        let mut buffer = [0; 64];
        let read = manager.recv(&mut buffer).expect("a datagram");
        assert_eq!(&buffer[..read], b"READY=1\nSTATUS=x");
        let name = format!("kiemtra-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).expect("a name");
        let manager = UnixDatagram::bind_addr(&address).expect("a socket");
        Notice::new(&format!("@{name}")).expect("a way").send("WATCHDOG=1");
        let read = manager.recv(&mut buffer).expect("a datagram");
        assert_eq!(&buffer[..read], b"WATCHDOG=1");
    }
}
