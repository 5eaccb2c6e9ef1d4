//! Site maps (sitemaps.org): the addresses that a site names itself.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The most addresses of one map that are read.
const MOST: usize = 2000;
/// The most bytes of a map that are read.
const MOST_BYTES: usize = 4 << 20;

/// What a site map names.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Map {
    /// Pages.
    pub(super) pages: Vec<String>,
    /// Further maps.
    pub(super) maps: Vec<String>,
}

/// Reads a site map; what is none names nothing. Entities of its own are not expanded.
pub(super) fn read(body: &[u8]) -> Map {
    let body = body.get(..MOST_BYTES).unwrap_or(body);
    let text = String::from_utf8_lossy(body);
    let mut map = Map::default();
    let head: String = text.chars().take(2000).collect();
    let of_maps = head.contains("<sitemapindex");
    if !of_maps && !head.contains("<urlset") {
        return map;
    }
    let mut reader = Reader::from_str(&text);
    let (mut inside, mut address) = (false, String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => inside = tag.local_name().as_ref() == "loc",
            Ok(Event::Text(piece)) if inside => address.push_str(&piece),
            Ok(Event::CData(piece)) if inside => address.push_str(&piece),
            Ok(Event::GeneralRef(name)) if inside => address.push_str(match &*name {
                "amp" => "&",
                "apos" => "'",
                "quot" => "\"",
                _ => "",
            }),
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "loc" => {
                inside = false;
                let own = std::mem::take(&mut address).trim().to_owned();
                let list = if of_maps { &mut map.maps } else { &mut map.pages };
                if !own.is_empty() && list.len() < MOST {
                    list.push(own);
                }
            }
            Ok(Event::Eof) | Err(_) => return map,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_and_maps_of_maps_are_read_and_others_are_none() {
        let map = read(b"<?xml version='1.0'?><urlset xmlns='x'><url><loc> https://a.test/b?c=1&amp;d=2 </loc><lastmod>2026</lastmod></url></urlset>");
        assert_eq!(map.pages, ["https://a.test/b?c=1&d=2"]);
        let map = read(b"<sitemapindex><sitemap><loc><![CDATA[/s1.xml]]></loc></sitemap></sitemapindex>");
        assert_eq!((map.maps, map.pages), (vec!["/s1.xml".to_owned()], Vec::new()));
        assert_eq!(read(b"<html><loc>x</loc>"), Map::default());
        assert_eq!(read(b"<urlset><loc>/a</loc><loc").pages, ["/a"]);
    }
}
