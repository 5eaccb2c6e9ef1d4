//! Servers that repeat what they are asked: a search page, an error page under 200. The name of a place is then in every
//! answer, and proves nothing.

use std::collections::BTreeSet;

use super::content::Content;
use super::list::Rule;
use crate::wire::Response;

/// The shortest word of a path that is taken out.
const SHORTEST: usize = 3;

/// How alike two answers are, in hundredths, where both are the same page with another name in it.
const ALIKE: usize = 70;

/// Whether the proof of a rule is only what the server repeats of the path: a made-up sibling is answered with its own
/// name in it, and without the words of the path nothing of the proof is left.
pub(super) fn is_only_repeated(
    rule: &Rule,
    path: &str,
    response: &Response,
    sibling: &str,
    other: &Content<'_>,
) -> bool {
    let mark = sibling.trim_start_matches(['/', '.']).split(['.', '/', '?']).next().unwrap_or_default();
    if mark.is_empty() || !other.is_given() || !other.text().contains(mark) {
        return false;
    }
    let kept = without(&Content::of(response), path);
    if !is_alike(&kept, &without(other, sibling)) {
        return false;
    }
    let headers = response.headers.iter().filter(|(name, _)| name != "content-encoding").cloned().collect();
    let bare = Response { body: kept, headers, ..response.clone() };
    let content = Content::of(&bare);
    !rule.signs.iter().any(|sign| sign.holds(&content))
}

/// Content without the words of a path, however they are written there.
fn without(content: &Content<'_>, path: &str) -> Vec<u8> {
    let lower_path = path.to_ascii_lowercase();
    let words = lower_path.split(|own: char| !own.is_ascii_alphanumeric()).filter(|word| word.len() >= SHORTEST);
    let mut kept = content.bytes().to_vec();
    for word in words {
        let lower = kept.to_ascii_lowercase();
        let places: Vec<usize> = memchr::memmem::find_iter(&lower, word.as_bytes()).collect();
        for at in places {
            if let Some(found) = kept.get_mut(at..at + word.len()) {
                found.fill(b' ');
            }
        }
    }
    kept
}

/// Whether two texts are of the same words, but for numbers.
fn is_alike(one: &[u8], other: &[u8]) -> bool {
    let words = |text: &[u8]| -> BTreeSet<Vec<u8>> {
        let words = text.split(|own| !own.is_ascii_alphabetic()).filter(|word| word.len() >= SHORTEST);
        words.map(<[u8]>::to_ascii_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    one.intersection(&other).count() * 100 >= one.union(&other).count() * ALIKE
}

#[cfg(test)]
mod tests {
    use super::super::list::list;
    use super::*;

    fn answer(body: &str) -> Response {
        Response { body: body.as_bytes().to_vec(), ..Response::empty(200) }
    }

    #[test]
    fn a_name_that_the_server_repeats_is_no_proof_and_a_page_of_its_own_is() {
        let rule = list().and_then(|list| list.rule("hangfire")).expect("the rule");
        let sibling = "/kiemtra-0123456789ab";
        let echo = answer("<title>Hangfire: no such page</title><p>/hangfire</p>");
        let made_up = answer("<title>kiemtra-0123456789ab: no such page</title>");
        assert!(rule.signs.iter().any(|sign| sign.holds(&Content::of(&echo))));
        assert!(is_only_repeated(rule, "/hangfire", &echo, sibling, &Content::of(&made_up)));
        let honest = answer("<title>No such page</title>");
        assert!(!is_only_repeated(rule, "/hangfire", &echo, sibling, &Content::of(&honest)));
        let elmah = list().and_then(|list| list.rule("elmah")).expect("the rule");
        // A console of its own stays one, though the server repeats other names and its own stands in its path.
        let console = answer("<title>Overview - Hangfire Dashboard</title><nav>Jobs Retries Recurring Servers</nav>");
        assert!(!is_only_repeated(rule, "/hangfire", &console, sibling, &Content::of(&made_up)));
        let real = answer("<title>Error log for portal on WEB</title><a href='/elmah.axd/rss'>RSS</a>");
        assert!(!is_only_repeated(elmah, "/elmah.axd", &real, sibling, &Content::of(&made_up)));
    }
}
