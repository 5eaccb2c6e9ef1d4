//! Whether a wrong password is answered otherwise for a name that exists than for one that does not.

use super::fact::EnumerationSeen;
use crate::fact::{Digest, Fact, Gap};
use crate::probe::browse::{Attempt, Course, Jar, Login, Site, hand_in, plain_words, settled_text};
use crate::system::Account;

/// A password that nobody has.
pub(in crate::probe) const WRONG: &str = "Sai-mat-khau-7c1e";
/// A gap in time that is told, in milliseconds.
const GAP_MS: i64 = 150;
/// Headers that differ from answer to answer by their nature.
const PASSING: &[&str] = &["date", "content-length", "set-cookie", "etag", "last-modified", "age", "expires"];

/// A wrong password of its own for each turn: servers that count only different ones count all of them.
pub(in crate::probe) fn made_up_password(stem: &str, turn: usize) -> String {
    format!("{stem}-{turn}")
}

/// One answer, feature by feature, and how long it took.
#[derive(Debug)]
struct Sample {
    features: Vec<(&'static str, String)>,
    took_ms: i64,
}

/// Tries the same wrong password twice for the account, and once for each of two names that nobody has.
pub(super) fn seen(site: &Site<'_>, account: &Account, course: &mut Course<'_>) -> Fact<EnumerationSeen> {
    let own = account.user.as_str();
    let (one, two) = (made_up(site.subject, own, 1), made_up(site.subject, own, 2));
    // In turns, so that a server that grows slower or stricter does so for both alike.
    let samples = [own, &one, own, &two].map(|user| sample(site, user, course));
    let [first, one, second, two] = samples;
    match (first, one, second, two) {
        (Ok(first), Ok(one), Ok(second), Ok(two)) => Fact::Known(compared([first, second], [one, two])),
        (Err(gap), ..) | (_, Err(gap), ..) | (_, _, Err(gap), _) | (.., Err(gap)) => Fact::Unknown(gap),
    }
}

/// A name of the account's kind that nobody has; the same in every run.
fn made_up(subject: &str, like: &str, turn: u8) -> String {
    let digest = Digest::of(format!("{subject}/{turn}").as_bytes()).to_string();
    let hex: Vec<char> = digest.chars().filter(char::is_ascii_hexdigit).rev().take(12).collect();
    if like.len() >= 4 && like.bytes().all(|byte| byte.is_ascii_digit()) {
        // No citizen number and no telephone number begins so: it can be nobody's.
        let digits = hex.iter().cycle().filter_map(|letter| letter.to_digit(16)).map(|value| value % 10);
        return "000".chars().chain(digits.filter_map(|digit| char::from_digit(digit, 10))).take(like.len()).collect();
    }
    let hex: String = hex.into_iter().collect();
    match like.split_once('@') {
        Some((_, domain)) => format!("kt-{hex}@{domain}"),
        None => format!("kt-{hex}"),
    }
}

fn sample(site: &Site<'_>, user: &str, course: &mut Course<'_>) -> Result<Sample, Gap> {
    let attempt = hand_in(course, site, Jar::default(), &Login::wrong(user, WRONG))?;
    Ok(Sample { features: features(&attempt, user), took_ms: attempt.took_ms() })
}

fn features(attempt: &Attempt<'_>, user: &str) -> Vec<(&'static str, String)> {
    let (first, last) = (attempt.arrival.first, attempt.arrival.response);
    let encoded: String = url::form_urlencoded::byte_serialize(user.as_bytes()).collect();
    let escaped = user.replace('&', "&amp;");
    let without = [user, encoded.as_str(), escaped.as_str()];
    let settled = |text: &str| settled_text(text, &without);
    let body = settled(&String::from_utf8_lossy(&last.body));
    let led = attempt.arrival.named.iter().map(|url| settled(url.as_str())).collect::<Vec<_>>().join(" ");
    let names = |response: &crate::wire::Response| {
        let mut names: Vec<_> = response.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.retain(|name| !PASSING.contains(name));
        names.sort_unstable();
        names.dedup();
        names.join(",")
    };
    let cookies = |response: &crate::wire::Response| {
        let own =
            response.all_headers("set-cookie").filter_map(|value| value.split_once('=')).map(|(name, _)| name.trim());
        let mut own: Vec<_> = own.collect();
        own.sort_unstable();
        own.dedup();
        own.join(",")
    };
    vec![
        ("status", format!("{} {}", first.status, last.status)),
        ("redirect", led),
        ("message", settled(&plain_words(&attempt.arrival))),
        ("markup", body.split_whitespace().collect::<String>()),
        ("length", body.len().to_string()),
        ("headers", format!("{} {}", names(first), names(last))),
        ("cookies", format!("{} {}", cookies(first), cookies(last))),
    ]
}

/// In what the two kinds differ: each must agree with itself, so that chance is no difference.
fn compared(own: [Sample; 2], others: [Sample; 2]) -> EnumerationSeen {
    let [own, own_again] = own;
    let [other, other_again] = others;
    let mut differs = Vec::new();
    for (((name, first), (_, again)), ((_, other), (_, other_again))) in
        own.features.iter().zip(&own_again.features).zip(other.features.iter().zip(&other_again.features))
    {
        // What the words tell, the source and its length tell as well: said once.
        let told = match *name {
            "markup" => differs.iter().any(|own| own == "message"),
            "length" => differs.iter().any(|own| own == "message" || own == "markup"),
            _ => false,
        };
        if first == again && other == other_again && first != other && !told {
            differs.push((*name).to_owned());
        }
    }
    let quickest = |one: &Sample, two: &Sample| one.took_ms.min(two.took_ms);
    let gap = (quickest(&own, &own_again) - quickest(&other, &other_again)).abs();
    EnumerationSeen { differs, by_time: gap > GAP_MS }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(message: &str, took_ms: i64) -> Sample {
        Sample { features: vec![("status", "200".to_owned()), ("message", message.to_owned())], took_ms }
    }

    #[test]
    fn what_differs_by_chance_is_no_difference() {
        let told = compared([sample("a", 5), sample("a", 9)], [sample("b", 4), sample("b", 400)]);
        assert_eq!((told.differs.as_slice(), told.by_time), (["message".to_owned()].as_slice(), false));
        let told = compared([sample("a", 5), sample("b", 9)], [sample("b", 4), sample("b", 4)]);
        assert!(told.differs.is_empty(), "the account's own answers differ");
        let told = compared([sample("a", 305), sample("a", 999)], [sample("a", 4), sample("a", 4)]);
        assert!(told.differs.is_empty() && told.by_time);
    }

    #[test]
    fn names_that_nobody_has_look_like_the_account_and_are_the_same_each_time() {
        assert_eq!(made_up("cb", "an@so.vn", 1), made_up("cb", "an@so.vn", 1));
        assert_ne!(made_up("cb", "an", 1), made_up("cb", "an", 2));
        assert!(made_up("cb", "an@so.vn", 1).ends_with("@so.vn"));
        let number = made_up("cb", "001099012345", 1);
        assert!(number.len() == 12 && number.starts_with("000"), "{number}");
    }
}
