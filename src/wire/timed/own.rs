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

/// Whether silence toward an address is this machine's own: it has no carrier, or the gateway that its own line ends
/// at does not even answer who it is.
pub(super) fn is_cut_off(address: Option<IpAddr>) -> bool {
    if address.is_some_and(|address| address.is_loopback()) {
        return false;
    }
    !has_carrier() || address.is_some_and(|address| is_behind_dead_gateway(address.to_canonical()))
}

fn is_behind_dead_gateway(address: IpAddr) -> bool {
    let IpAddr::V4(address) = address else { return false };
    let read = |path| std::fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    gateway(&read("/proc/net/route"), address).is_some_and(|gateway| is_dead(&read("/proc/net/arp"), gateway))
}

/// The gateway on the way to an address, as the kernel's table tells it (proc(5), /proc/net/route); `None` where the
/// address is on the own line.
fn gateway(table: &str, address: Ipv4Addr) -> Option<Ipv4Addr> {
    let number = |text: &str| u32::from_str_radix(text, 16).ok().map(|raw| Ipv4Addr::from(raw.swap_bytes()));
    let route = |line: &str| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let (to, by, mask) = (number(fields.get(1)?)?, number(fields.get(2)?)?, number(fields.get(7)?)?);
        let metric: u32 = fields.get(6)?.parse().ok()?;
        let fits = to.to_bits() == address.to_bits() & mask.to_bits();
        fits.then_some((mask.to_bits(), std::cmp::Reverse(metric), by))
    };
    let (_, _, by) = table.lines().skip(1).filter_map(route).max()?;
    (!by.is_unspecified()).then_some(by)
}

/// Whether the kernel asked on its line who an address is, and nobody answered (/proc/net/arp: flags without ATF_COM).
fn is_dead(table: &str, address: Ipv4Addr) -> bool {
    let address = address.to_string();
    table.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace();
        let own = fields.next() == Some(address.as_str());
        own && fields.nth(1).is_some_and(|flags| flags == "0x0")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
        eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
        eth1\t0000000A\t0202A8C0\t0003\t0\t0\t0\t000000FF\t0\t0\t0\n\
        eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";

    #[test]
    fn the_gateway_of_the_longest_match_is_found() {
        let of = |address: [u8; 4]| gateway(ROUTES, address.into()).map(|own| own.octets());
        assert_eq!(of([203, 0, 113, 9]), Some([192, 168, 1, 1]));
        assert_eq!(of([10, 1, 2, 3]), Some([192, 168, 2, 2]));
        assert_eq!(of([192, 168, 1, 77]), None, "on the own line");
        assert_eq!(gateway("", [10, 0, 0, 1].into()), None);
    }

    #[test]
    fn who_does_not_tell_who_it_is_is_dead() {
        let table = "IP address       HW type     Flags       HW address            Mask     Device\n\
            192.168.1.1      0x1         0x2         02:fc:00:00:00:01     *        eth0\n\
            192.168.2.2      0x1         0x0         00:00:00:00:00:00     *        eth1\n";
        assert!(!is_dead(table, [192, 168, 1, 1].into()) && is_dead(table, [192, 168, 2, 2].into()));
        assert!(!is_dead(table, [192, 168, 3, 3].into()), "nobody asked");
    }
}
