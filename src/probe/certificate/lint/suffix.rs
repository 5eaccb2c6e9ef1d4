//! Names under which unrelated owners register: a wildcard right below one is nobody's.
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
