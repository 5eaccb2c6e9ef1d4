//! Names under which unrelated owners register: a wildcard right below one is nobody's, and what
//! stands right below one is one owner's.
//!
//! Our own short list: all of Vietnam's second levels, and those of other countries and hosts that
//! Vietnamese systems are likely to meet. A single label is always a public suffix.

/// Whether a wildcard right below this name takes in names of unrelated owners.
pub(super) fn is_public(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if !name.contains('.') {
        return true;
    }
    let below = |zone: &str, words: &[&str]| name.strip_suffix(zone).is_some_and(|label| words.contains(&label));
    below(".vn", VIETNAM) || below(".vn", PROVINCES) || OTHERS.contains(&name.as_str())
}

/// The registrable domain of a host: the label below its public suffix, with it. An address literal and
/// a public suffix are their own.
pub(super) fn registrable(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') {
        return host;
    }
    let mut own = host.as_str();
    while let Some((_, above)) = own.split_once('.') {
        if is_public(above) {
            break;
        }
        own = above;
    }
    own.to_owned()
}

/// Whether only a closed network knows names below this one (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`).
pub(super) fn is_internal(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["local", "localhost", "internal", "lan", "home", "corp", "intranet", "test", "invalid"].contains(&last.as_str())
        || name.to_ascii_lowercase().ends_with(".home.arpa")
}

const VIETNAM: &[&str] =
    &["ac", "ai", "biz", "com", "edu", "gov", "health", "id", "info", "int", "io", "name", "net", "org", "pro"];

/// The second levels for places, which keep the names of the 63 provinces.
const PROVINCES: &[&str] = &[
    "angiang",
    "bacgiang",
    "backan",
    "baclieu",
    "bacninh",
    "baria-vungtau",
    "bentre",
    "binhdinh",
    "binhduong",
    "binhphuoc",
    "binhthuan",
    "camau",
    "cantho",
    "caobang",
    "daklak",
    "daknong",
    "danang",
    "dienbien",
    "dongnai",
    "dongthap",
    "gialai",
    "hagiang",
    "haiduong",
    "haiphong",
    "hanam",
    "hanoi",
    "hatinh",
    "haugiang",
    "hoabinh",
    "hungyen",
    "khanhhoa",
    "kiengiang",
    "kontum",
    "laichau",
    "lamdong",
    "langson",
    "laocai",
    "longan",
    "namdinh",
    "nghean",
    "ninhbinh",
    "ninhthuan",
    "phutho",
    "phuyen",
    "quangbinh",
    "quangnam",
    "quangngai",
    "quangninh",
    "quangtri",
    "soctrang",
    "sonla",
    "tayninh",
    "thaibinh",
    "thainguyen",
    "thanhhoa",
    "thanhphohochiminh",
    "thuathienhue",
    "tiengiang",
    "travinh",
    "tuyenquang",
    "vinhlong",
    "vinhphuc",
    "yenbai",
];

const OTHERS: &[&str] = &[
    "ac.uk",
    "co.uk",
    "gov.uk",
    "org.uk",
    "com.au",
    "gov.au",
    "com.br",
    "com.cn",
    "edu.cn",
    "gov.cn",
    "com.hk",
    "com.kh",
    "com.la",
    "com.my",
    "com.ph",
    "com.sg",
    "gov.sg",
    "com.tw",
    "co.id",
    "go.id",
    "co.in",
    "gov.in",
    "co.jp",
    "go.jp",
    "ne.jp",
    "co.kr",
    "go.kr",
    "co.nz",
    "co.th",
    "go.th",
    "azurewebsites.net",
    "cloudfront.net",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "netlify.app",
    "pages.dev",
    "vercel.app",
    "web.app",
    "appspot.com",
    "blogspot.com",
    "s3.amazonaws.com",
    "workers.dev",
    "fly.dev",
    "firebaseapp.com",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registrable_domain_is_one_label_below_the_suffix() {
        for (host, own) in [
            ("dichvucong.hanoi.gov.vn", "hanoi.gov.vn"),
            ("a.b.example.com.", "example.com"),
            ("x.hanoi.vn", "x.hanoi.vn"),
            ("CDN.example.vn", "example.vn"),
            ("team.github.io", "team.github.io"),
            ("gov.vn", "gov.vn"),
            ("localhost", "localhost"),
            ("192.0.2.7", "192.0.2.7"),
        ] {
            assert_eq!(registrable(host), own, "{host}");
        }
    }

    #[test]
    fn suffixes_are_told_from_owned_names() {
        for public in ["vn", "gov.vn", "GOV.vn", "hanoi.vn", "com", "co.uk", "github.io"] {
            assert!(is_public(public), "{public}");
        }
        for owned in ["tinh.gov.vn", "example.vn", "hanoi.gov.vn", "dichvucong.hanoi.vn", "example.com"] {
            assert!(!is_public(owned), "{owned}");
        }
        assert!(is_internal("may.local") && is_internal("a.home.arpa") && !is_internal("local.vn"));
    }
}
