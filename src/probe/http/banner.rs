//! Headers that tell which version of which program runs.

use super::fact::Banner;
use crate::text::shorten;
use crate::wire::Response;

/// Headers in which programs name themselves.
const TALKATIVE: &[&str] = &[
    "server",
    "via",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-drupal-dynamic-cache",
    "x-generator",
    "x-powered-by",
    "x-powered-cms",
    "x-runtime-version",
    "x-version",
];

/// The talkative headers with a version number, each once.
pub(in crate::probe) fn banners<'a>(answers: impl Iterator<Item = &'a Response>) -> Vec<Banner> {
    let mut found: Vec<Banner> = Vec::new();
    for (header, value) in answers.flat_map(|answer| &answer.headers) {
        let telling = TALKATIVE.contains(&header.as_str()) && has_version(header, value);
        if telling && found.len() < 20 {
            let banner = Banner { header: header.clone(), value: shorten(value, 200) };
            if !found.contains(&banner) {
                found.push(banner);
            }
        }
    }
    found.sort_by(|one, other| (&one.header, &one.value).cmp(&(&other.header, &other.value)));
    found
}

/// `nginx/1.24`, `PHP 8`, `Drupal 10`; in a header that is about a version any number is one. `Via`
/// begins with the protocol's version, which tells nothing of the program.
fn has_version(header: &str, value: &str) -> bool {
    if header.contains("version") {
        return value.bytes().any(|b| b.is_ascii_digit());
    }
    let rest = if header == "via" { value.split_once(' ').map_or("", |(_, rest)| rest) } else { value };
    let mut before = None;
    for character in rest.chars() {
        if character.is_ascii_digit() && matches!(before, Some('/' | ' ')) {
            return true;
        }
        before = if before == Some('/') && character == 'v' { before } else { Some(character) };
    }
    // A number with a point anywhere, such as `Jetty(9.4.1)`.
    rest.as_bytes().windows(3).any(|w| matches!(w, [a, b'.', c] if a.is_ascii_digit() && c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_tells_nothing_and_a_number_does() {
        for telling in ["nginx/1.24.0", "PHP/8", "Jetty(9.4.1)", "Drupal 10 (https://x)"] {
            assert!(has_version("server", telling), "{telling}");
        }
        for quiet in ["nginx", "cloudflare", "gws2", "Apache (Ubuntu)"] {
            assert!(!has_version("server", quiet), "{quiet}");
        }
        assert!(has_version("x-aspnet-version", "4.0.30319"));
        assert!(!has_version("via", "1.1 proxy"));
    }
}
