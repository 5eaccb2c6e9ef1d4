//! Site maps (sitemaps.org): lists of pages, or of other site maps; feeds and plain lists of addresses too.

use super::super::document::Document;
use super::xml::{Event, Events};
use super::{archive, encoding, entity};

/// The longest address.
const LONGEST: usize = 2048;
/// The most bytes that a packed one is unpacked to: more than the addresses that are kept take.
const MOST_UNPACKED: usize = 8 << 20;

/// What a site map lists.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sitemap {
    /// Whether it lists other site maps.
    pub is_index: bool,
    /// The addresses, as written, in their order.
    pub locations: Vec<String>,
    /// Whether it lists more than were kept.
    pub more: bool,
}

/// Reads the first `most` addresses of a site map, packed by gzip or not; `None` when a document is none.
pub fn sitemap(document: &Document<'_>, most: usize) -> Option<Sitemap> {
    if let Some(plain) = archive::gunzip(document.bytes, MOST_UNPACKED) {
        return plainly(&Document { bytes: &plain, content_type: None, name: None, ..*document }, most);
    }
    plainly(document, most)
}

fn plainly(document: &Document<'_>, most: usize) -> Option<Sitemap> {
    let text = encoding::decode(document)?;
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t']);
    let mut map = Sitemap::default();
    if !start.starts_with('<') {
        for line in start.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if !line.starts_with("http://") && !line.starts_with("https://") {
                return None;
            }
            map.keep(line, most);
        }
        return (!map.locations.is_empty()).then_some(map);
    }
    let mut is_map = false;
    let mut element = "";
    let mut location = String::new();
    for event in Events::new(&text) {
        match event {
            Event::Start(name, attributes, _) => {
                is_map |= matches!(name, "urlset" | "sitemapindex" | "rss" | "feed");
                map.is_index |= name == "sitemapindex";
                if !is_map {
                    return None;
                }
                element = name;
                location.clear();
                // Atom.
                if name == "link"
                    && let Some(address) = super::xml::attribute(attributes, "href")
                {
                    map.keep(&entity::decoded(address, false), most);
                }
            }
            Event::Text(text) if matches!(element, "loc" | "link") => entity::append(&mut location, text, false),
            Event::Literal(text) if matches!(element, "loc" | "link") => location.push_str(text),
            Event::End(name) => {
                if matches!(name, "loc" | "link") && name == element {
                    map.keep(location.trim(), most);
                }
                element = "";
            }
            _ => {}
        }
        if map.more {
            break;
        }
    }
    is_map.then_some(map)
}

impl Sitemap {
    fn keep(&mut self, location: &str, most: usize) {
        if location.is_empty() || location.len() > LONGEST {
            return;
        }
        if self.locations.len() >= most {
            self.more = true;
        } else {
            self.locations.push(location.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, most: usize) -> Option<Sitemap> {
        sitemap(&Document { bytes: text.as_bytes(), content_type: None, name: None, truncated: false }, most)
    }

    fn listed(locations: &[&str], is_index: bool, more: bool) -> Option<Sitemap> {
        Some(Sitemap { is_index, locations: locations.iter().map(|&location| location.to_owned()).collect(), more })
    }

    #[test]
    fn a_packed_map_is_read_like_a_plain_one_and_a_bomb_is_not_unpacked_whole() {
        let gzip = |plain: &[u8]| {
            let head: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
            [head, &miniz_oxide::deflate::compress_to_vec(plain, 6), &[0; 8]].concat()
        };
        let read = |bytes: &[u8]| {
            let kind = Some("application/gzip");
            sitemap(&Document { bytes, content_type: kind, name: None, truncated: false }, 9)
        };
        let map = read(&gzip(b"<urlset><url><loc>http://a.vn/1</loc></url></urlset>")).expect("a map");
        assert_eq!(map.locations, ["http://a.vn/1"]);
        assert_eq!(read(&gzip(b"no map at all")), None);
        let bomb = [b"<urlset><url><loc>http://a.vn/2</loc></url>".to_vec(), vec![b' '; 64 << 20]].concat();
        assert_eq!(read(&gzip(&bomb)).map(|map| map.locations), Some(vec!["http://a.vn/2".to_owned()]));
    }

    #[test]
    fn maps_indexes_feeds_and_lists_are_read() {
        let map = "<?xml version='1.0'?><urlset xmlns='x'><url><loc> https://a.vn/?a=1&amp;b=2 </loc></url><url><loc><![CDATA[/b]]></loc></url></urlset>";
        assert_eq!(read(map, 9), listed(&["https://a.vn/?a=1&b=2", "/b"], false, false));
        assert_eq!(read(map, 1), listed(&["https://a.vn/?a=1&b=2"], false, true));
        assert_eq!(read("<sitemapindex><sitemap><loc>/s.xml", 9), listed(&[], true, false));
        assert_eq!(read("<sitemapindex><sitemap><loc>/s.xml</loc>", 9), listed(&["/s.xml"], true, false));
        assert_eq!(
            read("<rss><channel><item><link>/a</link></item></channel></rss>", 9),
            listed(&["/a"], false, false)
        );
        assert_eq!(read("<feed><link href='/a'/></feed>", 9), listed(&["/a"], false, false));
        assert_eq!(
            read("https://a.vn/1\r\nhttps://a.vn/2\r\n", 9),
            listed(&["https://a.vn/1", "https://a.vn/2"], false, false)
        );
    }

    #[test]
    fn anything_else_is_none() {
        assert_eq!(read("<html><body><a href='/a'>a</a>", 9), None);
        assert_eq!(read("not found", 9), None);
        assert_eq!(read("", 9), None);
    }
}
