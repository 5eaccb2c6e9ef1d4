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
