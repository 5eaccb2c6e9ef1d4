//! What a site asks of robots (RFC 9309).

use super::url::percent_decoded;

/// The name that our agent goes by.
const AGENT: &str = "kiemtra";

/// How much of a file is read (RFC 9309, section 2.5).
const MOST_BYTES: usize = 512 << 10;

/// The most rules and addresses that are kept.
const MOST: usize = 5000;

/// The longest pattern that is kept.
const LONGEST: usize = 2048;

/// The longest pause between requests that is kept, in milliseconds.
const LONGEST_DELAY: u32 = 300_000;

/// What a site asks of our agent, and what it tells all readers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// The pause between requests that it asks for, in milliseconds.
    pub delay: Option<u32>,
    /// The addresses of site maps, as written.
    pub sitemaps: Vec<String>,
    /// The paths that rules name, whoever they are for, as written: what a site does not want found it names here.
    pub paths: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allows: bool,
    pattern: String,
}

/// Rules under the same names of agents.
#[derive(Default)]
struct Group {
    is_ours: bool,
    is_everybodys: bool,
    rules: Vec<Rule>,
    delay: Option<u32>,
}

/// Reads a `robots.txt`. Anything at all is one; what is no rule is passed over.
pub fn robots(text: &str) -> Robots {
    let mut robots = Robots::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut in_names = false;
    let mut count = 0;
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    for line in text.get(..end).unwrap_or_default().trim_start_matches('\u{FEFF}').split(['\n', '\r']) {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        count += 1;
        if count > MOST || value.len() > LONGEST {
            continue;
        }
        if key == "sitemap" {
            robots.sitemaps.push(value.to_owned());
            continue;
        }
        if key == "user-agent" {
            if !in_names {
                groups.push(Group::default());
            }
            in_names = true;
            if let Some(group) = groups.last_mut() {
                group.is_everybodys |= value == "*";
                group.is_ours |= is_ours(value);
            }
            continue;
        }
        in_names = false;
        let allows = match key.as_str() {
            "allow" => true,
            "disallow" => false,
            "crawl-delay" => {
                if let Some(group) = groups.last_mut() {
                    group.delay = delay(value);
                }
                continue;
            }
            _ => continue,
        };
        // Without a path it asks nothing.
        if !value.is_empty() {
            robots.paths.push(value.to_owned());
            if let Some(group) = groups.last_mut() {
                group.rules.push(Rule { allows, pattern: normal(value) });
            }
        }
    }
    robots.choose(groups);
    robots
}

impl Robots {
    /// Whether a path, with its query, may be asked for: the longest rule that it matches says, and one that allows before
    /// one of the same length.
    pub fn allows(&self, path: &str) -> bool {
        let path = normal(path);
        if path == "/robots.txt" {
            return true;
        }
        let longest = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path))
            .max_by_key(|rule| (rule.pattern.len(), rule.allows));
        longest.is_none_or(|rule| rule.allows)
    }

    /// The groups that name us speak to us together, and only where none does those for everybody.
    fn choose(&mut self, groups: Vec<Group>) {
        let named = groups.iter().any(|group| group.is_ours);
        for group in groups.into_iter().filter(|group| if named { group.is_ours } else { group.is_everybodys }) {
            self.rules.extend(group.rules);
            self.delay = self.delay.max(group.delay);
        }
    }
}

/// Whether a name is ours: its product token, whatever version follows.
fn is_ours(name: &str) -> bool {
    let token =
        name.split(|sign: char| !(sign.is_ascii_alphabetic() || matches!(sign, '-' | '_'))).next().unwrap_or_default();
    token.eq_ignore_ascii_case(AGENT)
}

/// Seconds, perhaps with a fraction, in milliseconds.
fn delay(value: &str) -> Option<u32> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let seconds: u32 = whole.trim().parse().ok()?;
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let part: u32 = digits.parse().ok()?;
    Some(seconds.saturating_mul(1000).saturating_add(part).min(LONGEST_DELAY))
}

/// A path with its escapes undone where they change nothing.
fn normal(path: &str) -> String {
    let lower = path.replace("%2f", "%2F");
    let parts: Vec<String> = lower.split("%2F").map(|part| percent_decoded(part, false).into_owned()).collect();
    parts.join("%2F")
}

/// Whether a path begins as a pattern says; `*` is anything, `$` at its end the end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if to_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_that_names_us_counts() {
        let text = "User-agent: *\nDisallow: /\nCrawl-delay: 9\n\nUser-Agent: other\nUser-Agent: KiemTra/1.0\nDisallow: /rieng/ # x\n\
                    Allow: /rieng/mo\nCrawl-delay: 1.5\n\nuser-agent: kiemtra\ndisallow: /tam\nSitemap: https://a.vn/s.xml\n";
        let read = robots(text);
        assert_eq!(read.delay, Some(1500));
        assert_eq!(read.sitemaps, ["https://a.vn/s.xml"]);
        assert_eq!(read.paths, ["/", "/rieng/", "/rieng/mo", "/tam"]);
        for (path, allowed) in
            [("/", true), ("/rieng/a", false), ("/rieng/mo/b", true), ("/tam", false), ("/tạm", true)]
        {
            assert_eq!(read.allows(path), allowed, "{path}");
        }
    }

    #[test]
    fn rules_match_as_the_standard_says() {
        for (rules, path, allowed) in [
            ("Disallow: /", "/a", false),
            ("Disallow:", "/a", true),
            ("Disallow: /\nAllow: /", "/a", true),
            ("Disallow: /*.pdf$", "/a/b.pdf", false),
            ("Disallow: /*.pdf$", "/a/b.pdf?x", true),
            ("Disallow: /a*c*d", "/abbbcxxd/e", false),
            ("Disallow: /a*c*d", "/abbbd", true),
            ("Disallow: /a$", "/a", false),
            ("Disallow: /a$", "/ab", true),
            ("Disallow: /t%C3%A0i", "/tài", false),
            ("Disallow: /a%2fb", "/a/b", true),
            ("Disallow: /\n", "/robots.txt", true),
            ("Disallow: *", "/a", false),
        ] {
            let read = robots(&format!("user-agent: *\n{rules}\n"));
            assert_eq!(read.allows(path), allowed, "{rules} {path}");
        }
        assert!(robots("<html>404</html>").allows("/a"));
        assert!(robots("Disallow: /").allows("/a"), "a rule outside a group");
    }

    #[test]
    fn hostile_files_are_bounded() {
        let stars = format!("user-agent: *\n{}", format!("disallow: {}$\n", "*a".repeat(1000)).repeat(200));
        assert!(robots(&stars).allows(&"a".repeat(500)));
        assert!(robots(&"sitemap: x\n".repeat(100_000)).sitemaps.len() <= MOST);
    }
}
