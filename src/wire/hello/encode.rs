//! Writing a ClientHello.

use super::client::{Hello, SUITE_LIMIT};
use super::extension::{PADDING, extensions};
use super::fresh::Fresh;
use super::manner::{Length, Manner};
use super::ssl2;
use super::version::TlsVersion;
use super::writer::Writer;

impl Hello {
    /// The record that would be sent, freshly drawn; `None` where the machine gives no random bytes.
    pub fn to_record(&self) -> Option<Vec<u8>> {
        Fresh::draw(self).ok().map(|fresh| encode(self, &fresh))
    }

    /// The length of the ClientHello message in bytes, the record's head not counted.
    pub fn length(&self) -> usize {
        encode(self, &Fresh::blank(self)).len().saturating_sub(5)
    }
}

/// `TLS_FALLBACK_SCSV` (RFC 7507).
const FALLBACK: u16 = 0x5600;
/// `TLS_EMPTY_RENEGOTIATION_INFO_SCSV` (RFC 5746), for SSL 3.0, which has no extensions.
pub(in crate::wire) const RENEGOTIATION: u16 = 0x00ff;

/// The record with the ClientHello in it.
pub(super) fn encode(hello: &Hello, fresh: &Fresh) -> Vec<u8> {
    if hello.version == TlsVersion::Ssl2 {
        let mut challenge = [0; 16];
        challenge.iter_mut().zip(fresh.random).for_each(|(own, drawn)| *own = drawn);
        return ssl2::encode(&challenge);
    }
    let fixed = fixed_part(hello, fresh);
    let extensions = extension_part(hello, fresh, fixed.len());
    let mut record = Writer::default();
    record.byte(22);
    // Old servers refuse a record version that they do not know (RFC 8446, section 5.1).
    record.pair(hello.version.code().min(TlsVersion::Tls10.code()));
    let mut message = Writer::default();
    message.byte(1);
    message.byte(0);
    let mut body = fixed;
    body.extend(extensions);
    message.long(&body);
    record.long(&message.into_bytes());
    record.into_bytes()
}

fn fixed_part(hello: &Hello, fresh: &Fresh) -> Vec<u8> {
    let mut body = Writer::default();
    let future = hello.manner.future_version && hello.version < TlsVersion::Tls13;
    let version = if future { Manner::FUTURE_VERSION } else { hello.version.code().min(TlsVersion::Tls12.code()) };
    body.pair(version);
    body.bytes(&fresh.random);
    body.short(if hello.version == TlsVersion::Tls13 { &fresh.session } else { &[] });
    let signals = [(hello.version == TlsVersion::Ssl3, RENEGOTIATION), (hello.fallback, FALLBACK)];
    let signals: Vec<u16> = signals.iter().filter(|signal| signal.0).map(|signal| signal.1).collect();
    let most = if hello.manner.many_suites { hello.suites.len() } else { SUITE_LIMIT - signals.len() };
    let suites = hello.suites.iter().copied().take(most);
    let grease = hello.manner.grease.then_some(Manner::GREASE);
    body.codes(grease.into_iter().chain(suites).chain(signals.iter().copied()));
    body.short(&hello.compression);
    body.into_bytes()
}

fn extension_part(hello: &Hello, fresh: &Fresh, before: usize) -> Vec<u8> {
    extension_list(extensions(hello, fresh), before, hello.manner.length)
}

/// The list of extensions with its length, padded to the length of the message that is aimed at; `before` is
/// the length of what stands before it in the body. Nothing at all where there is no extension.
pub(in crate::wire) fn extension_list(all: Vec<(u16, Vec<u8>)>, before: usize, aim: Length) -> Vec<u8> {
    let mut list = Writer::default();
    if all.is_empty() {
        return Vec::new();
    }
    for (code, body) in all {
        list.pair(code);
        list.long(&body);
    }
    // Four bytes of the message's head and two of the list's length are still to come.
    if let Some(padding) = padding(before + list.len() + 6, aim) {
        list.pair(PADDING);
        list.long(&vec![0; padding]);
    }
    let mut part = Writer::default();
    part.long(&list.into_bytes());
    part.into_bytes()
}

/// How long the padding's body must be for a message of `length` bytes to have the length that is
/// aimed at. The usual one is one that every server bears: some hang on 256 to 511 bytes (RFC 7685), some on lengths that are 10 or 14 more
/// than a multiple of 256.
fn padding(length: usize, aim: Length) -> Option<usize> {
    const HEAD: usize = 4;
    let up_to = |least: usize| Some(least.saturating_sub(length + HEAD).max(1));
    match (aim, length) {
        (Length::Middle, ..=379) => return up_to(384),
        (Length::Long, ..=599) => return up_to(600),
        (Length::Usual | Length::Middle | Length::Long, _) => {}
    }
    match length {
        256..=511 if aim == Length::Middle && !matches!(length % 256, 10 | 14) => None,
        256..=511 => Some(512_usize.saturating_sub(length + HEAD).max(1)),
        // Right below the first range, or on a bad remainder: five bytes more leave both.
        _ if matches!(length % 256, 10 | 14) => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_head_names_the_version_in_the_old_way() {
        for (version, record, client) in [
            (TlsVersion::Ssl3, [3, 0], [3, 0]),
            (TlsVersion::Tls10, [3, 1], [3, 1]),
            (TlsVersion::Tls12, [3, 1], [3, 3]),
            (TlsVersion::Tls13, [3, 1], [3, 3]),
        ] {
            let hello = Hello::of_version(version, "portal.example.vn");
            let bytes = encode(&hello, &Fresh::draw(&hello).expect("randomness"));
            assert_eq!(bytes[1..3], record);
            assert_eq!(bytes[9..11], client);
            assert_eq!(usize::from(u16::from_be_bytes([bytes[3], bytes[4]])), bytes.len() - 5);
            assert_eq!(usize::from(u16::from_be_bytes([bytes[7], bytes[8]])), bytes.len() - 9);
        }
    }

    #[test]
    fn two_drawings_differ() {
        let hello = Hello::of_version(TlsVersion::Tls13, "a.vn").with_real_share();
        let draw = || encode(&hello, &Fresh::draw(&hello).expect("randomness"));
        assert_ne!(draw(), draw());
    }

    proptest! {
        #[test]
        fn no_length_is_one_that_servers_choke_on(
            version in prop::sample::select(&TlsVersion::ALL[1..]),
            suites in prop::collection::vec(any::<u16>(), 0..300),
            name in "[a-z]{1,60}(\\.[a-z]{1,60}){0,3}",
            groups in 1_usize..30,
            fallback in any::<bool>(),
        ) {
            let mut hello = Hello::of_version(version, &name).with_suites(suites);
            hello.groups.truncate(groups);
            hello.signature_algorithms.truncate(groups);
            hello.fallback = fallback;
            let bytes = encode(&hello, &Fresh::draw(&hello).expect("randomness"));
            let length = bytes.len() - 5;
            prop_assert!(!(256..512).contains(&length), "{length}");
            prop_assert!(!matches!(length % 256, 10 | 14), "{length}");
        }
    }
}
