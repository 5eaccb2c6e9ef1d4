//! What a site asks of robots (RFC 9309).

/// The name by which a group of rules may speak of us.
const OWN: &str = "kiemtra";
/// The most rules that are read.
const MOST_RULES: usize = 2000;
/// The most bytes that are read (RFC 9309, 2.5).
const MOST_BYTES: usize = 512 << 10;
/// The longest delay that is kept between two requests, in seconds; who asks for more gets this one.
const LONGEST_DELAY: f64 = 30.0;

/// The rules that bind us, and what else the file tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Robots {
    rules: Vec<(bool, String)>,
    /// Milliseconds between two requests (`Crawl-delay`, not of the RFC, but kept); 0 without.
    pub(super) delay_ms: u32,
    /// The site maps that it names.
    pub(super) sitemaps: Vec<String>,
}

impl Robots {
    /// Reads a file.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes.get(..MOST_BYTES).unwrap_or(bytes));
        let (mut own, mut all) = (None, Self::default());
        let mut sitemaps = Vec::new();
        // Which of the two the open group speaks of, and whether its names are still being listed.
        let (mut of_own, mut of_all, mut naming) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !naming {
                    (of_own, of_all, naming) = (false, false, true);
                }
                let name = value.split('/').next().unwrap_or_default().to_ascii_lowercase();
                of_own |= name == OWN;
                of_all |= name == "*";
                if of_own {
                    own.get_or_insert_with(Self::default);
                }
                continue;
            }
            if key == "sitemap" {
                sitemaps.push(value.to_owned());
                continue;
            }
            naming = false;
            for (applies, group) in [(of_own, own.as_mut()), (of_all, Some(&mut all))] {
                if let (true, Some(group)) = (applies, group) {
                    group.rule(&key, value);
                }
            }
        }
        sitemaps.truncate(50);
        Self { sitemaps, ..own.unwrap_or(all) }
    }

    fn rule(&mut self, key: &str, value: &str) {
        match key {
            "allow" | "disallow" if !value.is_empty() && self.rules.len() < MOST_RULES => {
                self.rules.push((key == "allow", value.to_owned()));
            }
            "crawl-delay" => {
                let seconds: f64 = value.parse().unwrap_or_default();
                if seconds.is_finite() && seconds > 0.0 {
                    let rounded = (seconds.min(LONGEST_DELAY) * 10.0).ceil();
                    // At most 300 tenths.
                    self.delay_ms = (1..=300).find(|tenths| f64::from(*tenths) >= rounded).unwrap_or(300) * 100;
                }
            }
            _ => {}
        }
    }

    /// Whether an address may be asked: the longest rule that fits decides, and of two alike the one that allows
    /// (RFC 9309, 2.2.2).
    pub(super) fn allows(&self, address: &str) -> bool {
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, address));
        fitting.max_by_key(|(allows, pattern)| (pattern.len(), *allows)).is_none_or(|(allows, _)| *allows)
    }

    /// The paths that are named as not to be visited, where they are plain.
    pub(super) fn forbidden(&self) -> impl Iterator<Item = &str> {
        let plain = |pattern: &&String| pattern.starts_with('/') && !pattern.contains(['*', '$']) && pattern.len() > 1;
        self.rules.iter().filter(|(allows, _)| !allows).map(|(_, pattern)| pattern).filter(plain).map(String::as_str)
    }
}

/// Whether a pattern with `*` and a last `$` fits the beginning of an address. Takes the shortest way at each `*`, so a
/// hostile pattern costs no more than pattern times address.
fn fits(pattern: &str, address: &str) -> bool {
    let (pattern, whole) = pattern.strip_suffix('$').map_or((pattern, false), |rest| (rest, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = address.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    let has_star = parts.peek().is_some();
    while let Some(part) = parts.next() {
        if whole && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) if !part.is_empty() => rest = after,
            Some(_) => {}
            None => return false,
        }
    }
    !whole || has_star || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_decides_and_our_own_group_counts_more() {
        let robots = Robots::read(
            b"User-agent: *\nDisallow: /\n\nUser-agent: bot\nUser-agent: Kiemtra/1.0\nDisallow: /kin # no\nAllow: /kin/mo\nDisallow: /*.xls$\nCrawl-delay: 1.5\nSitemap: https://a.test/s.xml\n",
        );
        assert_eq!(
            (robots.delay_ms, robots.sitemaps.as_slice()),
            (1500, ["https://a.test/s.xml".to_owned()].as_slice())
        );
        for (address, allowed) in [
            ("/", true),
            ("/kin", false),
            ("/kinh-te", false),
            ("/kin/mo/a", true),
            ("/a/b.xls", false),
            ("/a/b.xlsx", true),
        ] {
            assert_eq!(robots.allows(address), allowed, "{address}");
        }
        assert_eq!(robots.forbidden().collect::<Vec<_>>(), ["/kin"]);
        assert!(!Robots::read(b"user-agent: *\ndisallow: /").allows("/x"));
        assert!(Robots::read(b"user-agent: *\ndisallow:").allows("/x"));
        assert!(Robots::read(b"<html>").allows("/x"));
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, address, fit) in [
            ("/a*c", "/abbc/d", true),
            ("/a*c$", "/abbc", true),
            ("/a*c$", "/abbcd", false),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("*", "/x", true),
            ("/*?", "/x?y", true),
            ("/**b", "/aab", true),
            ("/x*", "/y", false),
        ] {
            assert_eq!(fits(pattern, address), fit, "{pattern} {address}");
        }
        assert!(!fits(&"/*a".repeat(200), &"/b".repeat(300)));
    }
}
