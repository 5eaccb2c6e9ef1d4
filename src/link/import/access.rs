//! Access logs of nginx and of Apache: `combined`, and whatever else is declared in the words of nginx.
//!
//! Of a line only the time, the status, the durations, the upstream and, for a moment, the path are looked at. Addresses,
//! names of users, queries and headers are never taken out of it.

use regex::bytes::{Captures, Regex, RegexBuilder};

use crate::ledger::samples::{Moment, Phases};
use crate::text::{Text, text};

use super::mapping::Mapping;
use super::problem::Misread;
use super::status::{Giver, class};
use super::steps::{Request, ticks, ticks_of_seconds};
use super::tally::Skip;
use super::when::{access, since_1970, written};

/// What is usual, in the words of nginx.
const COMBINED: &str = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";
/// What Apache calls by the same name: the second word is the identity that nobody asks for.
const APACHE: &str = "$remote_addr $remote_ident $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";

/// What the words that are looked at may look like. The others may be anything.
const TAKEN: &[(&str, &str)] = &[
    ("time_local", r"\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}"),
    ("time_iso8601", r"\d{4}-\d{2}-\d{2}T[0-9:.]{8,12}(?:[+-]\d{2}:\d{2}|Z)"),
    ("msec", r"\d{9,11}\.\d{3}"),
    ("status", r"\d{3}"),
    ("request", r#"(?:[^"\\]|\\.)*"#),
    ("request_uri", r"[^\s]*"),
    ("uri", r"[^\s]*"),
    ("request_time", r"\d+\.\d{3}"),
    ("request_time_us", r"\d+|-"),
    ("upstream_status", r"[0-9 ,:-]+"),
    ("upstream_addr", r"[^\s]+(?:(?:, | : )[^\s]+)*"),
    ("upstream_response_time", r"[0-9. ,:-]+"),
    ("upstream_connect_time", r"[0-9. ,:-]+"),
    ("upstream_header_time", r"[0-9. ,:-]+"),
];

/// A reader of lines of one format.
pub(super) struct Access<'m> {
    mapping: &'m Mapping,
    /// Whether the time of a line is that of the request's beginning (Apache) or of its end (nginx).
    begins: bool,
    line: Regex,
    parts: Vec<Part>,
}

/// A part of a format.
enum Part {
    Literal(String),
    Word(String),
}

impl<'m> Access<'m> {
    /// A reader of nginx's log.
    pub(super) fn nginx(mapping: &'m Mapping) -> Result<Self, Text> {
        Self::new(mapping, COMBINED, false)
    }

    /// A reader of Apache's log.
    pub(super) fn apache(mapping: &'m Mapping) -> Result<Self, Text> {
        Self::new(mapping, APACHE, true)
    }

    fn new(mapping: &'m Mapping, usual: &str, begins: bool) -> Result<Self, Text> {
        let parts = parts(mapping.log_format.as_deref().unwrap_or(usual));
        let words: Vec<_> = parts.iter().filter_map(Part::word).collect();
        let timed = ["time_local", "time_iso8601", "msec"].iter().any(|word| words.contains(word));
        if !timed || !words.contains(&"status") {
            return Err(Text::new(
                "`log-format` phải có $status và một trong $time_local, $time_iso8601, $msec",
                "`log-format` needs $status and one of $time_local, $time_iso8601, $msec",
            ));
        }
        if !mapping.paths.is_empty() && !["request", "request_uri", "uri"].iter().any(|word| words.contains(word)) {
            return Err(Text::new(
                "đã khai báo `paths` nhưng `log-format` không có $request, $request_uri hay $uri",
                "`paths` are declared, but `log-format` has none of $request, $request_uri, $uri",
            ));
        }
        if !mapping.upstreams.is_empty() && !words.contains(&"upstream_addr") {
            return Err(Text::new(
                "đã khai báo `upstreams` nhưng `log-format` không có $upstream_addr",
                "`upstreams` are declared, but `log-format` has no $upstream_addr",
            ));
        }
        let line = pattern(&parts, true).ok_or_else(|| {
            Text::new(
                "`log-format` quá dài, hoặc một biến đứng hai lần",
                "`log-format` is too long, or a variable stands twice in it",
            )
        })?;
        Ok(Self { mapping, begins, line, parts })
    }

    /// What a line says.
    pub(super) fn line(&self, line: &[u8]) -> Result<Result<Request, Skip>, Misread> {
        let found = self.line.captures(line).ok_or_else(|| self.misread(line))?;
        let word = |name: &str| found.name(name).and_then(|found| std::str::from_utf8(found.as_bytes()).ok());
        let at = self.time(&found)?;
        let path = match (word("request_uri").or_else(|| word("uri")), word("request")) {
            (Some(path), _) => Some(path),
            (None, Some(request)) => match asked(request) {
                Some(path) => Some(path),
                None => return Ok(Err(Skip::NotRequest)),
            },
            // Bytes that are no text are no request either.
            (None, None) if found.name("request").is_some() => return Ok(Err(Skip::NotRequest)),
            (None, None) => None,
        };
        if path.is_some_and(|path| !self.mapping.leads(path)) {
            return Ok(Err(Skip::OtherPath));
        }
        if word("upstream_addr").is_some_and(|address| !self.mapping.is_hop(last(address))) {
            return Ok(Err(Skip::OtherUpstream));
        }
        let status = word("status").and_then(|status| status.parse().ok()).unwrap_or_default();
        let (status, giver) = match word("upstream_status").map(last) {
            None => (status, Giver::Unsaid),
            // A requester who went away is told by the gateway's own status only.
            Some(_) if status == 499 => (status, Giver::Unsaid),
            Some(said) => match said.parse() {
                Ok(said) => (said, Giver::Upstream),
                Err(_) => return Ok(Err(Skip::NotForwarded)),
            },
        };
        let took = self.took(&found);
        let at = if self.begins { at } else { at.plus(-took.unwrap_or_default()) };
        let class = match class(status, giver, took, self.mapping) {
            Ok(class) => class,
            Err(skip) => return Ok(Err(skip)),
        };
        Ok(Ok(Request { at, class, code: status, phases: phases(word, took) }))
    }

    fn time(&self, found: &Captures<'_>) -> Result<Moment, Misread> {
        let place = ["msec", "time_iso8601", "time_local"].iter().find_map(|name| Some((*name, found.name(name)?)));
        let Some((name, place)) = place else { return Err(self.misread(&[])) };
        let text = std::str::from_utf8(place.as_bytes()).unwrap_or_default();
        let when = match name {
            "msec" => since_1970(text),
            "time_iso8601" => written(text, None),
            _ => access(text, None),
        };
        when.map(|when| when.at).map_err(|misread| misread.shifted(place.start()))
    }

    /// How long the request took, in milliseconds.
    fn took(&self, found: &Captures<'_>) -> Option<i64> {
        let text = |name: &str| found.name(name).and_then(|found| std::str::from_utf8(found.as_bytes()).ok());
        let seconds = text("request_time").and_then(ticks_of_seconds).map(|ticks| i64::from(ticks / 100));
        seconds.or_else(|| text("request_time_us")?.parse().ok().map(|us: i64| us / 1_000))
    }

    /// Where a line leaves the format.
    fn misread(&self, line: &[u8]) -> Misread {
        let fits = |count: usize| {
            let regex = pattern(self.parts.get(..count)?, false)?;
            regex.find(line).map(|found| found.end())
        };
        let (count, column) =
            (0..self.parts.len()).rev().find_map(|count| Some((count, fits(count)? + 1))).unwrap_or((0, 1));
        let expected = match self.parts.get(count) {
            Some(Part::Word(word)) => text!("${word} theo định dạng nhật ký", "${word} of the format of the log"),
            Some(Part::Literal(literal)) => {
                text!("`{literal}` theo định dạng nhật ký", "`{literal}` of the format of the log")
            }
            None => Text::new("hết dòng", "the end of the line"),
        };
        let hint = Text::new(
            "chép nguyên văn `log_format` của nginx.conf vào `log-format` trong tệp ánh xạ (--map)",
            "copy `log_format` of nginx.conf, word by word, into `log-format` of the map (--map)",
        );
        Misread::new(column, expected, hint)
    }
}

impl Part {
    fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Literal(_) => None,
        }
    }
}

/// Takes a format apart.
fn parts(format: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = format.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter != '$' {
            literal.push(letter);
            continue;
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
        }
        let braced = rest.next_if_eq(&'{').is_some();
        let mut word = String::new();
        while let Some(letter) = rest.next_if(|letter| letter.is_ascii_alphanumeric() || *letter == '_') {
            word.push(letter);
        }
        if braced {
            rest.next_if_eq(&'}');
        }
        parts.push(Part::Word(word));
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    parts
}

/// The pattern of some parts: of all of them for a whole line, or of the first for the beginning of one.
fn pattern(parts: &[Part], whole: bool) -> Option<Regex> {
    let mut pattern = String::from(r"(?s-u)^");
    for (n, part) in parts.iter().enumerate() {
        match part {
            Part::Literal(literal) => pattern.push_str(&regex::escape(literal)),
            Part::Word(word) => match TAKEN.iter().find(|(name, _)| name == word) {
                Some((name, form)) => pattern.push_str(&format!("(?P<{name}>{form})")),
                None if quoted(parts.get(n + 1)) => pattern.push_str(r#"(?:[^"\\]|\\.)*?"#),
                None => pattern.push_str(".*?"),
            },
        }
    }
    if whole {
        pattern.push('$');
    }
    RegexBuilder::new(&pattern).size_limit(8 << 20).build().ok()
}

fn quoted(next: Option<&Part>) -> bool {
    matches!(next, Some(Part::Literal(literal)) if literal.starts_with('"'))
}

/// The path of a request line.
fn asked(request: &str) -> Option<&str> {
    let mut words = request.split(' ');
    let (method, path, version) = (words.next()?, words.next()?, words.next_back()?);
    let known = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    (known && version.starts_with("HTTP/")).then_some(path)
}

/// Of several upstreams that were tried one after another, the last.
fn last(list: &str) -> &str {
    list.rsplit([',', ' ']).find(|item| !item.is_empty() && *item != ":").unwrap_or(list)
}

fn phases<'l>(word: impl Fn(&str) -> Option<&'l str>, took: Option<i64>) -> Phases {
    let of = |name: &str| word(name).map(last).and_then(ticks_of_seconds);
    Phases {
        connect: of("upstream_connect_time"),
        first_byte: of("upstream_header_time"),
        whole: of("upstream_response_time").or_else(|| took.and_then(ticks)),
        ..Phases::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::samples::Class;

    const LINE: &str = r#"10.1.2.3 - nguyenvana [10/Oct/2026:13:55:36 +0700] "GET /lgsp/dan-cu?so=040090000001 HTTP/1.1" 200 12 "-" "curl/8""#;
    const FULL: &str = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" rt=$request_time uct=$upstream_connect_time urt=$upstream_response_time us=$upstream_status ua=$upstream_addr";

    fn full(tail: &str) -> Result<Result<Request, Skip>, Misread> {
        let mapping = Mapping { log_format: Some(FULL.to_owned()), ..Mapping::default() };
        Access::nginx(&mapping).expect("a format").line(format!("{LINE} {tail}").as_bytes())
    }

    #[test]
    fn a_combined_line_says_when_and_what() {
        let mapping = Mapping { paths: vec!["/lgsp".to_owned()], ..Mapping::default() };
        for reader in [Access::nginx(&mapping), Access::apache(&mapping)] {
            let request = reader.expect("a format").line(LINE.as_bytes()).expect("readable").expect("used");
            assert_eq!(request.at.timestamp().to_string(), "2026-10-10T06:55:36Z");
            assert_eq!((request.class, request.code, request.phases), (Class::Good, 200, Phases::default()));
        }
        let other = LINE.replace("/lgsp/", "/x/");
        assert_eq!(Access::nginx(&mapping).expect("a format").line(other.as_bytes()), Ok(Err(Skip::OtherPath)));
        let raw = LINE.replace("GET /lgsp/dan-cu?so=040090000001 HTTP/1.1", r"\x16\x03\x01");
        assert_eq!(Access::nginx(&mapping).expect("a format").line(raw.as_bytes()), Ok(Err(Skip::NotRequest)));
    }

    #[test]
    fn the_upstream_s_own_word_counts_and_the_beginning_of_the_request() {
        let request = full("rt=60.001 uct=- urt=60.000 us=504 ua=10.0.0.1:443").expect("readable").expect("used");
        assert_eq!(request.at.timestamp().to_string(), "2026-10-10T06:54:35.999Z");
        assert_eq!((request.class, request.code, request.phases.connect), (Class::GatewayStatus, 504, None));
        let tried = full("rt=0.020 uct=0.001, 0.002 urt=0.001, 0.019 us=502, 200 ua=10.0.0.1:443, 10.0.0.2:443");
        let tried = tried.expect("readable").expect("used");
        assert_eq!((tried.class, tried.phases.connect, tried.phases.whole), (Class::Good, Some(200), Some(1_900)));
        assert_eq!(full("rt=0.000 uct=- urt=- us=- ua=-"), Ok(Err(Skip::NotForwarded)));
    }

    #[test]
    fn a_line_that_leaves_the_format_is_told_by_column_and_never_quoted() {
        let misread = full("rt=0.x").expect_err("no time");
        assert_eq!(misread.expected.en, "$request_time of the format of the log");
        assert_eq!(misread.column, LINE.len() + " rt=".len() + 1);
        let mapping = Mapping::default();
        let misread = Access::nginx(&mapping).expect("a format").line(b"x").expect_err("no line");
        assert_eq!(misread.column, 1);
        assert!(Access::nginx(&Mapping { log_format: Some("$status".to_owned()), ..Mapping::default() }).is_err());
    }

    #[test]
    fn a_user_s_name_cannot_pass_for_a_time() {
        let line = LINE.replace("nguyenvana", r"a [01/Jan/2000:00:00:00 +0000] \x22GET / HTTP/1.1\x22 500 0");
        let mapping = Mapping::default();
        let request =
            Access::nginx(&mapping).expect("a format").line(line.as_bytes()).expect("readable").expect("used");
        assert_eq!((request.at.timestamp().to_string().as_str(), request.code), ("2026-10-10T06:55:36Z", 200));
    }
}
