//! Signs that strangers wrote into a page: adverts for gambling, frames and scripts that no visitor sees.

use std::sync::LazyLock;

use jiff::Timestamp;
use url::Url;

use super::words::{has_words, plain};
use crate::fact::enumeration;
use crate::load::{Limits, Node, Problems, Reader, Source, parse};
use crate::probe::page::Page;
use crate::probe::suffix::registrable;
use crate::text::{covered_digits, shorten};

/// The most signs of one page that are kept.
const MOST: usize = 20;
/// How far behind a style that hides the links are looked for that it hides, in bytes.
const HIDDEN_REACH: usize = 1500;
/// Styles that hide what they dress. What menus hide leads to the own site; these count with links to others only.
const HIDING: &[&str] = &[
    "display:none",
    "visibility:hidden",
    "left:-9",
    "top:-9",
    "text-indent:-9",
    "font-size:0",
    "height:0;overflow:hidden",
    "opacity:0;position:absolute",
];

enumeration! {
    /// A sign that strangers wrote into a page.
    pub enum InjectionSign = "injection_sign" {
        /// Other content, or another way, for search engines and those who come from them.
        OtherAnswer = "other-answer",
        /// Words of gambling adverts in the title, a description or a link to others.
        GamblingWords = "gambling-words",
        /// A link to a host of gambling.
        GamblingHost = "gambling-host",
        /// Several links to others in a part that is not shown.
        HiddenLinks = "hidden-links",
        /// A frame of others that nobody sees.
        HiddenFrame = "hidden-frame",
    }
}

/// A sign of one page.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) struct Sign {
    /// Which.
    pub(super) sign: InjectionSign,
    /// The words or the host.
    pub(super) what: String,
}

/// The dated list.
#[derive(Debug)]
pub(super) struct Words {
    /// As of when.
    pub(super) date: Timestamp,
    phrases: Vec<String>,
    hosts: Vec<String>,
}

/// The list, read once.
pub(super) fn words() -> Option<&'static Words> {
    static WORDS: LazyLock<Result<Words, Problems>> =
        LazyLock::new(|| read(Source::new("injected-words.yaml", include_str!("../../../data/injected-words.yaml"))));
    WORDS.as_ref().ok()
}

fn read(source: Source) -> Result<Words, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let words = whole(&reader, &root);
    reader.finish(words)
}

fn whole(reader: &Reader, root: &Node) -> Option<Words> {
    let mut map = reader.mapping(root, &["schema", "date", "phrases", "hosts"])?;
    let date = map.required("date", Reader::instant);
    let phrases = map.required("phrases", |reader, node| reader.each(node, Reader::text));
    let hosts = map.required("hosts", |reader, node| reader.each(node, Reader::text));
    let phrases = phrases?.iter().map(|phrase| plain(phrase)).collect();
    Some(Words { date: date?, phrases, hosts: hosts? })
}

impl Words {
    fn phrase(&self, text: &str) -> Option<&str> {
        let text = plain(text);
        self.phrases.iter().find(|phrase| has_words(&text, phrase)).map(String::as_str)
    }

    /// Whether a host is one of gambling: a label, or a part of one between hyphens, that is a name of the list, or
    /// begins with one and goes on in digits or a common ending.
    fn is_gambling(&self, host: &str) -> bool {
        let mut parts = host.split(['.', '-']);
        parts.any(|part| {
            self.hosts.iter().any(|own| {
                part.strip_prefix(own.as_str()).is_some_and(|rest| {
                    rest.is_empty()
                        || rest.bytes().all(|byte| byte.is_ascii_digit())
                        || ["bet", "casino", "club", "com", "vip", "win", "vn", "tv", "link"].contains(&rest)
                })
            })
        })
    }
}

/// The signs in a page, sorted. `source` is its markup.
pub(super) fn signs(page: &Page, source: &str) -> Vec<Sign> {
    let Some(words) = words() else { return Vec::new() };
    let own = page.address.host_str().map(registrable).unwrap_or_default();
    let foreign = |url: &Url| {
        url.host_str()
            .filter(|host| matches!(url.scheme(), "http" | "https") && registrable(host) != own)
            .map(str::to_owned)
    };
    let mut signs = Vec::new();
    let told = page
        .title
        .iter()
        .map(String::as_str)
        .chain(page.metas_named("description"))
        .chain(page.metas_named("keywords"));
    signs.extend(told.filter_map(|text| words.phrase(text)).map(|phrase| sign(InjectionSign::GamblingWords, phrase)));
    for link in &page.links {
        let Some(host) = link.address.as_ref().and_then(foreign) else { continue };
        if words.is_gambling(&host) {
            signs.push(sign(InjectionSign::GamblingHost, &host));
        } else if let Some(phrase) = words.phrase(&link.text) {
            signs.push(sign(InjectionSign::GamblingWords, phrase));
        }
    }
    for resource in page.resources.iter().filter(|resource| resource.kind.is_active()) {
        if let Some(host) = foreign(&resource.address).filter(|host| words.is_gambling(host)) {
            signs.push(sign(InjectionSign::GamblingHost, &host));
        }
    }
    signs.extend(hidden(source, &page.base, &foreign));
    signs.sort();
    signs.dedup();
    signs.truncate(MOST);
    signs
}

fn sign(sign: InjectionSign, what: &str) -> Sign {
    Sign { sign, what: covered_digits(&shorten(what, 100)) }
}

/// Links and frames to others in what is hidden. Three links to different hosts are no menu.
fn hidden(source: &str, base: &Url, foreign: &impl Fn(&Url) -> Option<String>) -> Vec<Sign> {
    let lower = source.to_ascii_lowercase();
    let mut signs = Vec::new();
    for (at, _) in lower.match_indices("style=").take(2000) {
        let style: String =
            lower.get(at..).unwrap_or_default().chars().take(160).filter(|c| !c.is_whitespace()).collect();
        let style = style.split('>').next().unwrap_or_default();
        if !HIDING.iter().any(|hiding| style.contains(hiding)) {
            continue;
        }
        let tag = lower.get(..at).and_then(|before| before.rsplit('<').next()).unwrap_or_default();
        let reach = |bytes: usize| {
            let mut end = (at + bytes).min(source.len());
            while !source.is_char_boundary(end) {
                end += 1;
            }
            source.get(at..end).unwrap_or_default()
        };
        if tag.starts_with("iframe") {
            let element = reach(600).split('>').next().unwrap_or_default();
            let whole = format!("{} {element}", source.get(at.saturating_sub(tag.len())..at).unwrap_or_default());
            signs.extend(
                hosts_in(&whole, "src=", base, foreign).first().map(|host| sign(InjectionSign::HiddenFrame, host)),
            );
            continue;
        }
        let inside = reach(HIDDEN_REACH);
        let closing = format!("</{}", tag.split([' ', '\n', '\t']).next().unwrap_or_default());
        let inside = inside.split(closing.as_str()).next().unwrap_or_default();
        let hosts = hosts_in(inside, "href=", base, foreign);
        if hosts.len() >= 3 {
            signs.push(sign(InjectionSign::HiddenLinks, &hosts.join(", ")));
        }
    }
    signs
}

/// The different hosts of others that attributes of a name lead to, sorted.
fn hosts_in(text: &str, name: &str, base: &Url, foreign: &impl Fn(&Url) -> Option<String>) -> Vec<String> {
    let values = text.split(name).skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']);
        rest.split(['"', '\'', ' ', '>']).next()
    });
    let mut hosts: Vec<_> = values.filter_map(|value| foreign(&base.join(value).ok()?)).collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<(InjectionSign, String)> {
        let address = Url::parse("https://cong.tinh.gov.vn/").expect("an address");
        let page = Page::read(body.as_bytes(), Some("text/html;charset=utf-8"), &address);
        signs(&page, body).into_iter().map(|sign| (sign.sign, sign.what)).collect()
    }

    #[test]
    fn adverts_are_found_in_titles_links_and_what_is_hidden() {
        assert_eq!(
            found("<title>Kèo Nhà Cái hôm nay</title>"),
            [(InjectionSign::GamblingWords, "keo nha cai".to_owned())]
        );
        assert_eq!(
            found("<a href='https://www.kubet88.example/'>x</a>"),
            [(InjectionSign::GamblingHost, "www.kubet88.example".to_owned())]
        );
        assert_eq!(found("<a href='https://a.example/'>Tài xỉu online</a>")[0].0, InjectionSign::GamblingWords);
        let links =
            "<a href=https://a.example/>a</a><a href=https://b.example/>b</a><a href='https://c.example/'>c</a>";
        assert_eq!(
            found(&format!("<div style='position:absolute; left: -9999px'>{links}</div>")),
            [(InjectionSign::HiddenLinks, "a.example, b.example, c.example".to_owned())]
        );
        assert_eq!(
            found("<iframe src=\"https://xau.example/x\" width=1 style=\"display:none\"></iframe>")[0].0,
            InjectionSign::HiddenFrame
        );
    }

    #[test]
    fn news_about_gambling_and_menus_are_none() {
        let clean = [
            "<title>Triệt phá đường dây đánh bạc qua mạng</title><p>Các đối tượng cá cược bóng đá trên trang kubet…",
            "<div style=display:none><a href=/a>a</a><a href=/b>b</a><a href=/c>c</a><a href=https://zalo.me/x>z</a></div><a href=https://a.example>x</a><a href=https://b.example>x</a>",
            "<a href=/tin/ca-cuoc-bong-da>Xử lý cá cược bóng đá</a><a href=https://bocongan.gov.vn>Bộ Công an</a>",
            "<a href=https://casinobuilding.example/>Thiết kế</a>",
        ];
        for body in clean {
            assert_eq!(found(body), [], "{body}");
        }
        assert!(words().is_some_and(|words| words.phrases.len() > 10 && words.hosts.len() > 20));
    }
}
