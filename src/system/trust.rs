//! The named trust stores of a system, and which of them may judge what.
//!
//! Roots are trusted for one purpose, never for another: a root for officials' signatures must not
//! vouch for a web server by accident, and a platform's private root must not vouch for a page that
//! citizens open, because no citizen's device knows it.
//!
//! | purpose | site, sign-in | api, link | why |
//! |---|---|---|---|
//! | `web` (built in) | yes | yes | the browsers' roots |
//! | `organisation` | yes | yes | an own authority: closed networks, test systems |
//! | `government` | no | yes | the government's specialised authority serves bodies and officials |
//! | `platform` | no | yes | a platform's private authority serves its gateways (mutual TLS) |
//! | `national-root` | no | no | the national roots serve signatures and time stamps, not servers |
//!
//! A store that judges nothing is of use all the same: a certificate that does not hold where it
//! should is then said to hold there (`certificate.path.holds_in`).

use std::ops::Range;
use std::path::PathBuf;

use super::Kind;
use crate::text::Text;

/// A declared store of roots.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrustStore {
    /// Its name, as `store:` of a subject gives it.
    pub name: String,
    /// Whom its roots serve.
    pub purpose: Purpose,
    /// A folder of certificates, already resolved against the file's own folder.
    pub folder: Option<PathBuf>,
    /// Single files of certificates, already resolved.
    pub files: Vec<PathBuf>,
    /// Where it stands in `system.yaml`.
    pub span: Range<usize>,
}

/// Whom the roots of a store serve.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Purpose {
    /// The government's specialised authority (chuyên dùng công vụ).
    Government,
    /// The national roots, every generation: the authorities for public signatures stand below them.
    NationalRoot,
    /// An authority of the organisation's own.
    Organisation,
    /// The private authority of a data platform.
    Platform,
    /// The browsers' roots; only the built-in store has it.
    Web,
}

/// The name of the built-in store.
pub const WEB: &str = "web";
/// The name of the store that `trust_folder` is short for.
pub const FOLDER: &str = "folder";

impl TrustStore {
    /// What `trust_folder` is short for: an own authority's roots under the name `folder`.
    pub fn of_folder(folder: PathBuf, span: Range<usize>) -> Self {
        Self { name: FOLDER.to_owned(), purpose: Purpose::Organisation, folder: Some(folder), files: Vec::new(), span }
    }
}

impl Purpose {
    /// Every purpose that a declared store may have.
    pub const DECLARED: &[Self] = &[Self::Government, Self::NationalRoot, Self::Organisation, Self::Platform];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::NationalRoot => "national-root",
            Self::Organisation => "organisation",
            Self::Platform => "platform",
            Self::Web => "web",
        }
    }

    /// The purpose for a word, of those that a declared store may have.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::DECLARED.iter().copied().find(|purpose| purpose.word() == word)
    }

    /// The purpose for people.
    pub fn text(self) -> Text {
        match self {
            Self::Government => Text::new("CA chuyên dùng công vụ của Chính phủ", "the government's specialised CA"),
            Self::NationalRoot => Text::new("gốc chứng thực quốc gia", "the national roots"),
            Self::Organisation => Text::new("CA riêng của đơn vị", "the organisation's own CA"),
            Self::Platform => Text::new("CA riêng của nền tảng", "the platform's private CA"),
            Self::Web => Text::new("gốc của trình duyệt", "the browsers' roots"),
        }
    }

    /// Whether a store of this purpose may judge the server of such a subject.
    pub fn serves(self, kind: Kind) -> bool {
        match kind {
            Kind::IdentityProvider | Kind::Site | Kind::SignIn => matches!(self, Self::Web | Self::Organisation),
            Kind::Api | Kind::Link | Kind::Service => self != Self::NationalRoot,
            Kind::DnsZone | Kind::Host | Kind::Organisation => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_what_the_table_says() {
        let serves = |purpose: Purpose| {
            let of = |kinds: [Kind; 2]| {
                let all = kinds.map(|kind| purpose.serves(kind));
                assert_eq!(all[0], all[1], "{purpose:?}");
                all[0]
            };
            (of([Kind::Site, Kind::SignIn]), of([Kind::Api, Kind::Link]))
        };
        assert_eq!(serves(Purpose::Web), (true, true));
        assert_eq!(serves(Purpose::Organisation), (true, true));
        assert_eq!(serves(Purpose::Government), (false, true));
        assert_eq!(serves(Purpose::Platform), (false, true));
        assert_eq!(serves(Purpose::NationalRoot), (false, false));
        for kind in [Kind::DnsZone, Kind::Host, Kind::Organisation] {
            assert!(!Purpose::Web.serves(kind), "{kind:?}");
        }
    }

    #[test]
    fn the_web_is_never_declared() {
        assert_eq!(Purpose::from_word("web"), None);
        for purpose in Purpose::DECLARED {
            assert_eq!(Purpose::from_word(purpose.word()), Some(*purpose));
        }
    }
}
