//! Addresses of the site that is walked through: which are its own, which are never asked, which are alike.

use std::hash::{DefaultHasher, Hash, Hasher};

use url::Url;

use crate::text::{covered, shorten};

/// The longest path with its query that is asked.
const LONGEST: usize = 600;
/// The most segments of a path; the traps that relative links build are deeper.
const DEEPEST: usize = 16;
/// How often one segment may come again in a path.
const MOST_REPEATS: usize = 3;
/// Keys of a query that say who asks, or from where, and nothing of what is asked.
const VISITS: &[&str] = &[
    "aspsessionid",
    "cfid",
    "cftoken",
    "fbclid",
    "gclid",
    "jsessionid",
    "phpsessid",
    "sessid",
    "sessionid",
    "session_id",
    "sid",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
    "zarsrc",
];
/// What ends a visit, wherever it stands in a segment of a path or in a query.
const ENDS: &[&str] = &[
    "logout",
    "logoff",
    "signout",
    "signoff",
    "log-out",
    "log-off",
    "sign-out",
    "log_out",
    "sign_out",
    "dangxuat",
    "dang-xuat",
    "dang_xuat",
    "endsession",
];
/// What changes something, as the first word of a short segment, or as a word of a query.
const CHANGES: &[&str] = &[
    "approve",
    "cancel",
    "deactivate",
    "delete",
    "destroy",
    "disable",
    "drop",
    "huy",
    "huyho",
    "purge",
    "remove",
    "reset",
    "thoat",
    "thuhoi",
    "uninstall",
    "unsubscribe",
    "xoa",
    "xoabo",
];
/// The most words of a segment that is an act and no headline.
const MOST_WORDS: usize = 3;
/// Endings of what holds no text: styles, fonts, sound, film.
const MUTE: &[&str] = &[
    "7z", "avi", "bin", "css", "dmg", "eot", "exe", "flv", "iso", "less", "m3u8", "m4a", "mkv", "mov", "mp3", "mp4",
    "mpeg", "msi", "ogg", "otf", "rar", "scss", "svg", "swf", "ts", "ttf", "wav", "webm", "wmv", "woff", "woff2",
];
/// Endings of pictures.
const PICTURES: &[&str] = &["bmp", "gif", "heic", "ico", "jpeg", "jpg", "png", "tif", "tiff", "webp"];
/// Endings of documents.
const DOCUMENTS: &[&str] = &[
    "csv", "db", "doc", "docx", "gz", "json", "log", "mdb", "ods", "odt", "pdf", "ppt", "pptx", "rtf", "sql", "sqlite",
    "tsv", "txt", "xls", "xlsb", "xlsm", "xlsx", "xml", "zip",
];

/// Where a site stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Origin<'a> {
    /// Whether it is https.
    pub(super) tls: bool,
    /// Its host, without brackets.
    pub(super) name: &'a str,
    /// Its port.
    pub(super) port: u16,
}

impl Origin<'_> {
    /// The whole address of a path with its query.
    pub(super) fn url(&self, path: &str) -> Option<Url> {
        let Self { tls, name, port } = self;
        let name = if name.contains(':') { format!("[{name}]") } else { (*name).to_owned() };
        let scheme = if *tls { "https" } else { "http" };
        Url::parse(&format!("{scheme}://{name}:{port}{path}")).ok()
    }

    /// Whether an address is one of the site: the same scheme, host and port.
    pub(super) fn owns(&self, url: &Url) -> bool {
        let scheme = if self.tls { "https" } else { "http" };
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        url.scheme() == scheme && host == self.name && url.port_or_known_default() == Some(self.port)
    }

    /// The path with its query by which an address of the site is asked, without fragment and marks of a visit; `None`
    /// where it is another's, or of a form that no page has.
    pub(super) fn path_of(&self, url: &Url) -> Option<String> {
        if !self.owns(url) {
            return None;
        }
        let mut path = url.path().split('/').map(without_visit).collect::<Vec<_>>().join("/");
        let kept: Vec<_> = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).collect();
        let kept: Vec<_> = kept.into_iter().filter(|pair| !is_visit(pair)).collect();
        if !kept.is_empty() {
            path.push('?');
            path.push_str(&kept.join("&"));
        }
        (path.len() <= LONGEST && !is_endless(url.path())).then_some(path)
    }
}

/// A segment without a session's name: `;jsessionid=…`, or the one of ASP.NET without cookies, `(S(…))`.
fn without_visit(segment: &str) -> &str {
    let plain = segment.split_once(';').filter(|(_, rest)| is_visit(rest)).map_or(segment, |(plain, _)| plain);
    if plain.starts_with("(S(") && plain.ends_with("))") { "" } else { plain }
}

fn is_visit(pair: &str) -> bool {
    let key = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    VISITS.contains(&key.as_str())
}

fn is_endless(path: &str) -> bool {
    let segments: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let repeats = |own: &str| segments.iter().filter(|segment| **segment == own).count();
    segments.len() > DEEPEST || segments.iter().any(|segment| repeats(segment) > MOST_REPEATS)
}

/// Whether an address may end a visit or change something: it is never asked.
pub(in crate::probe) fn is_act(address: &str) -> bool {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let lower = address.to_ascii_lowercase();
    if ENDS.iter().any(|word| lower.contains(word)) {
        return true;
    }
    let changes = |word: &str| CHANGES.contains(&word);
    let first = |segment: &str| {
        let words = words(segment);
        words.len() <= MOST_WORDS && words.first().is_some_and(|word| changes(word))
    };
    path.split('/').any(first)
        || query.split(['&', '=']).any(|part| words(part).first().is_some_and(|word| changes(word)))
}

/// The words of a segment in lower case, without its ending: `XoaHoSo.aspx` is `xoa`, `ho`, `so`.
fn words(segment: &str) -> Vec<String> {
    let stem = segment.rsplit_once('.').map_or(segment, |(stem, _)| stem);
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in stem.chars() {
        if letter.is_alphanumeric() {
            let begins = !before.is_alphanumeric() || before.is_lowercase() && letter.is_uppercase();
            match words.last_mut().filter(|_| !begins) {
                Some(word) => word.extend(letter.to_lowercase()),
                None => words.push(letter.to_lowercase().collect()),
            }
        }
        before = letter;
    }
    words
}

/// What an ending promises.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Promise {
    /// A page, or who knows.
    Page,
    /// A document.
    Document,
    /// A picture.
    Picture,
    /// Nothing with text in it.
    Mute,
}

/// What the ending of an address promises.
pub(super) fn promise(address: &str) -> Promise {
    let path = address.split('?').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((_, ending)) = name.rsplit_once('.') else { return Promise::Page };
    let ending = ending.to_ascii_lowercase();
    match ending.as_str() {
        own if MUTE.contains(&own) => Promise::Mute,
        own if PICTURES.contains(&own) => Promise::Picture,
        own if DOCUMENTS.contains(&own) => Promise::Document,
        _ => Promise::Page,
    }
}

/// The form of an address: numbers and long tokens are `{n}`, values of the query are gone. What is left holds no
/// number of anybody, and is the same for pages of one making.
pub(super) fn template(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let told = covered(path);
    let mut form = told.split('/').map(segment_form).collect::<Vec<_>>().join("/");
    let mut keys: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    keys = keys.into_iter().map(|pair| pair.split('=').next().unwrap_or_default()).collect();
    keys.sort_unstable();
    keys.dedup();
    if !keys.is_empty() {
        form.push('?');
        form.push_str(&keys.into_iter().map(segment_form).collect::<Vec<_>>().join("&"));
    }
    shorten(&form, 200)
}

fn segment_form(segment: &str) -> String {
    let is_token = segment.len() >= 24
        && segment.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && segment.bytes().any(|byte| byte.is_ascii_digit());
    if is_token {
        return "{n}".to_owned();
    }
    let mut form = String::with_capacity(segment.len());
    for letter in segment.chars() {
        match letter {
            digit if digit.is_numeric() || digit == '…' => {
                if !form.ends_with("{n}") {
                    form.push_str("{n}");
                }
            }
            letter => form.push(letter),
        }
    }
    form
}

/// The number of a form, by which addresses that are alike are counted.
pub(super) fn form_of(address: &str) -> u64 {
    number(&template(address))
}

/// A number for a value, the same in every run.
pub(super) fn number(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: Origin<'static> = Origin { tls: true, name: "cong.test", port: 443 };

    fn path(url: &str) -> Option<String> {
        SITE.path_of(&Url::parse(url).expect("an address"))
    }

    #[test]
    fn only_what_is_the_sites_own_is_asked_and_without_marks_of_a_visit() {
        assert_eq!(path("https://cong.test/a?b=1&utm_source=x#c").as_deref(), Some("/a?b=1"));
        assert_eq!(path("https://cong.test/a;jsessionid=9F?sid=3").as_deref(), Some("/a"));
        assert_eq!(path("https://cong.test/a;b=1").as_deref(), Some("/a;b=1"));
        for other in ["http://cong.test/", "https://cong.test:8443/", "https://khac.test/", "mailto:a@cong.test"] {
            assert_eq!(path(other), None, "{other}");
        }
        assert_eq!(path(&format!("https://cong.test{}", "/a/b".repeat(4))), None, "a trap of relative links");
    }

    #[test]
    fn acts_are_told_from_headlines() {
        for act in [
            "/logout",
            "/tai-khoan/dang-xuat",
            "/DangXuat.aspx",
            "/ho-so/xoa/12",
            "/HoSo/XoaHoSo?id=1",
            "/x?action=delete",
            "/api/user/remove.php",
            "/oauth2/endSession",
        ] {
            assert!(is_act(act), "{act}");
        }
        for page in [
            "/",
            "/tin-tuc/xoa-doi-giam-ngheo-ben-vung",
            "/can-bo/quang-huy",
            "/thu-tuc/1.001",
            "/tim?q=thu+tuc",
            "/huyen/an-phu",
        ] {
            assert!(!is_act(page), "{page}");
        }
    }

    #[test]
    fn pages_of_one_making_have_one_form_and_no_number_is_in_it() {
        assert_eq!(template("/ho-so/12?trang=3&a=x"), "/ho-so/{n}?a&trang");
        assert_eq!(template("/ho-so/040090000001.html"), "/ho-so/{n}.html");
        assert_eq!(template("/tep/0b54cbb2-6a5e-4c1e-9d3f-1f2e3d4c5b6a"), "/tep/{n}");
        assert_eq!(form_of("/lich/2026/05"), form_of("/lich/1999/12"));
        assert_ne!(form_of("/lich/2026/05"), form_of("/tin/2026/05"));
    }

    #[test]
    fn endings_promise() {
        assert_eq!(promise("/a.PDF?x=1.jpg"), Promise::Document);
        assert_eq!(promise("/a/b.aspx"), Promise::Page);
        assert_eq!(promise("/film.mp4"), Promise::Mute);
        assert_eq!(promise("/anh/cccd.jpg"), Promise::Picture);
    }
}
