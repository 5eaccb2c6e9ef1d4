//! Groups for the key exchange.

/// One group.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Group {
    /// The code point.
    pub code: u16,
    /// The IANA name.
    pub name: &'static str,
}

/// The registered groups (IANA registry "TLS Supported Groups"), ascending.
pub const GROUPS: &[Group] = &[
    row(1, "sect163k1"),
    row(2, "sect163r1"),
    row(3, "sect163r2"),
    row(4, "sect193r1"),
    row(5, "sect193r2"),
    row(6, "sect233k1"),
    row(7, "sect233r1"),
    row(8, "sect239k1"),
    row(9, "sect283k1"),
    row(10, "sect283r1"),
    row(11, "sect409k1"),
    row(12, "sect409r1"),
    row(13, "sect571k1"),
    row(14, "sect571r1"),
    row(15, "secp160k1"),
    row(16, "secp160r1"),
    row(17, "secp160r2"),
    row(18, "secp192k1"),
    row(19, "secp192r1"),
    row(20, "secp224k1"),
    row(21, "secp224r1"),
    row(22, "secp256k1"),
    row(23, "secp256r1"),
    row(24, "secp384r1"),
    row(25, "secp521r1"),
    row(26, "brainpoolP256r1"),
    row(27, "brainpoolP384r1"),
    row(28, "brainpoolP512r1"),
    row(29, "x25519"),
    row(30, "x448"),
    row(31, "brainpoolP256r1tls13"),
    row(32, "brainpoolP384r1tls13"),
    row(33, "brainpoolP512r1tls13"),
    row(34, "GC256A"),
    row(35, "GC256B"),
    row(36, "GC256C"),
    row(37, "GC256D"),
    row(38, "GC512A"),
    row(39, "GC512B"),
    row(40, "GC512C"),
    row(41, "curveSM2"),
    row(0x0100, "ffdhe2048"),
    row(0x0101, "ffdhe3072"),
    row(0x0102, "ffdhe4096"),
    row(0x0103, "ffdhe6144"),
    row(0x0104, "ffdhe8192"),
    row(0x0200, "MLKEM512"),
    row(0x0201, "MLKEM768"),
    row(0x0202, "MLKEM1024"),
    row(0x11eb, "SecP256r1MLKEM768"),
    row(0x11ec, "X25519MLKEM768"),
    row(0x11ed, "SecP384r1MLKEM1024"),
    row(0x11ee, "curveSM2MLKEM768"),
    row(0x6399, "X25519Kyber768Draft00"),
    row(0x639a, "SecP256r1Kyber768Draft00"),
];

/// The IANA name, or the code point in hexadecimal where it has none.
pub fn group_name(code: u16) -> String {
    match GROUPS.iter().find(|group| group.code == code) {
        Some(group) => group.name.to_owned(),
        None => format!("0x{code:04X}"),
    }
}

const fn row(code: u16, name: &'static str) -> Group {
    Group { code, name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_ascending_and_hybrids_have_names() {
        assert!(GROUPS.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert_eq!(group_name(0x11ec), "X25519MLKEM768");
        assert_eq!(group_name(0xfafa), "0xFAFA");
    }
}
