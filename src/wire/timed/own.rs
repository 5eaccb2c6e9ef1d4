//! This side: whether the machine has a line at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Whether the kernel knows a way to an address. Choosing a source address sends nothing.
#[expect(clippy::disallowed_methods, reason = "asks the own kernel; no packet leaves")]
pub(super) fn has_route(address: IpAddr) -> bool {
    let any: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    UdpSocket::bind((any, 0)).is_ok_and(|socket| socket.connect(SocketAddr::new(address, 9)).is_ok())
}

/// Whether some interface besides the loopback has a carrier; true where the kernel does not tell.
pub(super) fn has_carrier() -> bool {
    let Ok(interfaces) = std::fs::read_dir("/sys/class/net") else { return true };
    let mut seen = false;
    for interface in interfaces.flatten().take(256).filter(|own| own.file_name() != "lo") {
        // Reading the carrier of an interface that is switched off fails: it has none.
        let carrier = std::fs::read(interface.path().join("carrier")).unwrap_or_default();
        if carrier.starts_with(b"1") {
            return true;
        }
        seen = true;
    }
    !seen
}

/// Whether silence toward an address is this machine's own: it has no line.
pub(super) fn is_cut_off(address: Option<IpAddr>) -> bool {
    !address.is_some_and(|address| address.is_loopback()) && !has_carrier()
}
