//! Just enough of a ClientHello (RFC 5246, 7.4.1.2) to decide who answers it.

/// What a client offers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct ClientHello {
    /// The highest version, supported_versions (RFC 8446, 4.2.1) included.
    pub version: u16,
    /// Its random bytes.
    pub random: Vec<u8>,
    /// Its cipher suites, signalling values included.
    pub suites: Vec<u16>,
    /// Whether it knows secure renegotiation (RFC 5746), by extension or signalling value.
    pub renegotiation: bool,
}

/// Reads the ClientHello that fills one handshake record; `None` where it is something else, or cut.
pub(super) fn read_client_hello(record: &[u8]) -> Option<ClientHello> {
    let mut rest = record;
    if take(&mut rest, 1)? != [0x16] {
        return None;
    }
    take(&mut rest, 4)?;
    if take(&mut rest, 1)? != [1] {
        return None;
    }
    let mut body = match take(&mut rest, 3)? {
        [high, middle, low] => take(&mut rest, number(&[*high, *middle, *low]))?,
        _ => return None,
    };
    let legacy = word(take(&mut body, 2)?);
    let random = take(&mut body, 32)?.to_vec();
    vector(&mut body, 1)?;
    let suites: Vec<u16> = vector(&mut body, 2)?.chunks_exact(2).map(word).collect();
    vector(&mut body, 1)?;
    let mut hello = ClientHello { version: legacy, random, renegotiation: suites.contains(&0x00ff), suites };
    let mut extensions = if body.is_empty() { body } else { vector(&mut body, 2)? };
    while !extensions.is_empty() {
        let kind = word(take(&mut extensions, 2)?);
        let mut content = vector(&mut extensions, 2)?;
        match kind {
            0x002b => hello.version = highest(vector(&mut content, 1)?, legacy),
            0xff01 => hello.renegotiation = true,
            _ => {}
        }
    }
    Some(hello)
}

/// The highest real version; reserved values (RFC 8701) are above TLS 1.3 and count for nothing.
fn highest(versions: &[u8], legacy: u16) -> u16 {
    versions.chunks_exact(2).map(word).filter(|version| *version <= 0x0304).max().unwrap_or(legacy)
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(head)
}

/// A vector whose length takes `width` bytes.
fn vector<'a>(rest: &mut &'a [u8], width: usize) -> Option<&'a [u8]> {
    let length = number(take(rest, width)?);
    take(rest, length)
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

fn word(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u16::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ClientHello as rustls writes it.
    fn real() -> Vec<u8> {
        let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let name = "cong.tinh-mau.example".try_into().expect("a name");
        let mut client = rustls::ClientConnection::new(std::sync::Arc::new(config), name).expect("a client");
        let mut bytes = Vec::new();
        client.write_tls(&mut bytes).expect("a hello");
        bytes
    }

    #[test]
    fn a_modern_hello_is_read() {
        let hello = read_client_hello(&real()).expect("a hello");
        assert_eq!(hello.version, 0x0304);
        assert!(hello.suites.contains(&0xc02f));
        assert!(hello.renegotiation);
    }

    #[test]
    fn a_cut_hello_is_none_and_never_a_panic() {
        let whole = real();
        for length in 0..whole.len() {
            assert_eq!(read_client_hello(&whole[..length]), None, "cut at {length}");
        }
    }
}
