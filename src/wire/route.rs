//! The own side: which families of addresses lead anywhere at all.

use std::net::{Ipv6Addr, SocketAddr, UdpSocket};

/// Whether the kernel has a route for IPv6. Choosing a source address sends nothing.
#[expect(clippy::disallowed_methods, reason = "asks the own kernel; no packet leaves")]
pub fn has_ipv6_route() -> bool {
    let anywhere = SocketAddr::from(([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], 9));
    let bound = UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0));
    bound.is_ok_and(|socket| socket.connect(anywhere).is_ok())
}
