//! How a hello is put: in the plain way that every server bears, or with something that a server
//! built to the standard bears as well.

/// What a hello carries besides its offer. The plain manner is all off.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Manner {
    /// Values that are reserved to mean nothing (RFC 8701): a suite, a group, two extensions, and in
    /// TLS 1.3 a version. Always the same ones, so that equal hellos stay equal.
    pub grease: bool,
    /// An extension that nobody knows.
    pub unknown_extension: bool,
    /// A version that does not exist yet, instead of the one that is meant (before TLS 1.3): the
    /// server has to answer with the highest that it knows (RFC 5246, appendix E.1).
    pub future_version: bool,
    /// More suites than [`super::SUITE_LIMIT`], as many as the offer lists.
    pub many_suites: bool,
    /// Which lengths of the message are aimed at.
    pub length: Length,
}

/// The length of the ClientHello message.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Length {
    /// One that every server is known to bear.
    #[default]
    Usual,
    /// From 256 to 511 bytes, on which some old load balancers hang (RFC 7685).
    Middle,
    /// More than 511 bytes.
    Long,
}

impl Manner {
    /// The reserved value that is used for suites, groups, versions and the first extension.
    pub const GREASE: u16 = 0x8a8a;
    /// The reserved value of the last extension.
    pub const OTHER_GREASE: u16 = 0xbaba;
    /// An extension of the range for private use.
    pub const UNKNOWN_EXTENSION: u16 = 0xff77;
    /// The version that does not exist.
    pub const FUTURE_VERSION: u16 = 0x0305;

    /// Everything a server should bear, at once.
    pub const STRAINED: Self =
        Self { grease: true, unknown_extension: true, future_version: true, many_suites: true, length: Length::Long };

    /// A number that tells manners apart.
    pub fn code(self) -> u16 {
        let flags = [self.grease, self.unknown_extension, self.future_version, self.many_suites];
        let flags = flags.iter().fold(0, |sum, flag| sum << 1 | u16::from(*flag));
        let length = match self.length {
            Length::Usual => 0,
            Length::Middle => 1,
            Length::Long => 2,
        };
        flags << 2 | length
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Hello, SUITE_LIMIT, TlsVersion};
    use super::*;

    fn short(version: TlsVersion, manner: Manner) -> Hello {
        let mut hello = Hello::of_version(version, "portal.example.vn").with_manner(manner);
        hello.suites.truncate(1);
        hello
    }

    #[test]
    fn a_length_that_is_aimed_at_is_the_length_that_is_sent() {
        for version in [TlsVersion::Tls10, TlsVersion::Tls12, TlsVersion::Tls13] {
            let length = |length| {
                let hello = short(version, Manner { length, ..Manner::default() });
                let sent = hello.to_record().expect("randomness").len() - 5;
                assert_eq!(hello.length(), sent);
                sent
            };
            assert!((256..512).contains(&length(Length::Middle)), "{version:?}");
            assert!(length(Length::Long) > 511, "{version:?}");
            assert!(!(256..512).contains(&length(Length::Usual)), "{version:?}");
        }
        let real = short(TlsVersion::Tls13, Manner::default()).with_real_share();
        assert_eq!(real.length(), real.to_record().expect("randomness").len() - 5);
    }

    #[test]
    fn a_strained_hello_carries_everything_and_stays_equal_to_itself() {
        let mut hello = short(TlsVersion::Tls12, Manner::STRAINED);
        hello.suites = (0..160).collect();
        let bytes = hello.to_record().expect("randomness");
        assert_eq!(bytes[9..11], Manner::FUTURE_VERSION.to_be_bytes());
        // The version, 32 random bytes, no session; then the suites, the reserved one first.
        assert_eq!(bytes[44..46], (161_u16 * 2).to_be_bytes());
        assert_eq!(bytes[46..48], Manner::GREASE.to_be_bytes());
        assert!(hello.suites.len() > SUITE_LIMIT);
        let has = |code: u16| bytes.windows(2).filter(|pair| *pair == code.to_be_bytes()).count();
        assert!(has(Manner::GREASE) >= 3 && has(Manner::OTHER_GREASE) >= 1 && has(Manner::UNKNOWN_EXTENSION) >= 1);
        assert_eq!(hello.length(), bytes.len() - 5);
    }

    #[test]
    fn manners_are_told_apart_by_their_codes() {
        let plain = Manner::default();
        let codes = [
            plain,
            Manner { grease: true, ..plain },
            Manner { unknown_extension: true, ..plain },
            Manner { future_version: true, ..plain },
            Manner { many_suites: true, ..plain },
            Manner { length: Length::Middle, ..plain },
            Manner { length: Length::Long, ..plain },
        ]
        .map(Manner::code);
        assert_eq!(std::collections::BTreeSet::from(codes).len(), codes.len());
    }
}
