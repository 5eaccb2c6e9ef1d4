//! What a server gives back of what it was lent. A page that repeats the password it was handed, in
//! whatever spelling, would carry it into facts, reports and logs: so the wire covers it before
//! anybody else sees the answer, and tells only where it stood.

use zeroize::Zeroizing;

use super::{Secrets, Spelling, spell};
use crate::text::visible;
use crate::wire::http::{Ending, Response};
use crate::wire::job::{Answer, Outcome};

/// What is shorter stands in any page by accident.
const LEAST: usize = 6;
/// A plain word that is shorter than this stands in any page too, and is covered only where it is encoded.
const LEAST_WORD: usize = 10;

/// Where an answer gave a lent secret back. The secret itself is covered there with asterisks.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Echo {
    /// Whether the body did.
    pub body: bool,
    /// The names of the headers that did.
    pub headers: Vec<String>,
}

impl Echo {
    /// Whether any part of the answer did.
    pub fn is_any(&self) -> bool {
        self.body || !self.headers.is_empty()
    }
}

/// Every way in which the secrets of a run may come back, each wiped when it is dropped.
#[derive(Default)]
pub(super) struct Spellings {
    all: Vec<Zeroizing<Vec<u8>>>,
    /// The bytes with which one may begin: most of a page is none of them.
    first: Vec<u8>,
}

impl Spellings {
    /// The spellings of these secrets.
    pub(super) fn of<'a>(secrets: impl Iterator<Item = &'a Zeroizing<String>>) -> Self {
        let mut all: Vec<_> = secrets.flat_map(spellings).collect();
        // The longest first, so that none of it is left beside a shorter one.
        all.sort_by(|left, right| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
        all.dedup();
        let mut first: Vec<_> = all.iter().filter_map(|own| own.first()).map(u8::to_ascii_lowercase).collect();
        first.sort_unstable();
        first.dedup();
        Self { all, first }
    }

    /// Covers every spelling in the bytes, letters compared without case; tells whether there was one.
    fn cover(&self, bytes: &mut [u8]) -> bool {
        let (mut at, mut found) = (0, false);
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            if rest.first().is_none_or(|byte| !self.first.contains(&byte.to_ascii_lowercase())) {
                at += 1;
                continue;
            }
            let here =
                self.all.iter().find(|own| rest.get(..own.len()).is_some_and(|part| part.eq_ignore_ascii_case(own)));
            let length = here.map_or(0, |own| own.len());
            if let Some(part) = bytes.get_mut(at..at + length) {
                part.fill(b'*');
            }
            found |= length > 0;
            at += length.max(1);
        }
        found
    }

    /// Covers what a cut has left of a spelling at the end.
    fn cover_end(&self, bytes: &mut [u8]) {
        let end = bytes.len();
        let left = |own: &Zeroizing<Vec<u8>>| {
            let longest = own.len().saturating_sub(1).min(end);
            (3..=longest).rev().find(|length| {
                let tail = bytes.get(end - length..).unwrap_or_default();
                own.get(..*length).is_some_and(|part| part.eq_ignore_ascii_case(tail))
            })
        };
        let length = self.all.iter().filter_map(left).max().unwrap_or(0);
        if let Some(tail) = bytes.get_mut(end - length..) {
            tail.fill(b'*');
        }
    }

    fn cover_text(&self, text: &mut String) -> bool {
        let mut bytes = std::mem::take(text).into_bytes();
        let found = self.cover(&mut bytes);
        *text = String::from_utf8_lossy(&bytes).into_owned();
        found
    }

    fn cover_response(&self, response: &mut Response) {
        response.echo.body = self.cover(&mut response.body);
        if response.truncated {
            self.cover_end(&mut response.body);
        }
        for (name, value) in &mut response.headers {
            let named = self.cover_text(name);
            if named {
                // Not even its length.
                "***".clone_into(name);
            }
            if self.cover_text(value) || named {
                response.echo.headers.push(name.clone());
            }
        }
    }
}

impl Secrets {
    /// Covers what an outcome gives back of the secrets.
    pub(in crate::wire) fn cover(&self, outcome: &mut Outcome) {
        let spellings = &self.0.spellings;
        if spellings.all.is_empty() {
            return;
        }
        match outcome {
            Ok(Answer::Response(response)) => spellings.cover_response(response),
            Ok(Answer::Reception(reception)) => {
                if let Ending::Answered(response) = &mut reception.ending {
                    spellings.cover_response(response);
                }
            }
            Ok(Answer::Connected(connected)) => {
                if let Some(greeting) = &mut connected.greeting {
                    spellings.cover_text(greeting);
                }
            }
            Ok(_) => {}
            Err(trouble) => {
                spellings.cover_text(&mut trouble.detail.vi);
                spellings.cover_text(&mut trouble.detail.en);
            }
        }
    }
}

fn spellings(secret: &Zeroizing<String>) -> Vec<Zeroizing<Vec<u8>>> {
    let bytes = secret.as_bytes();
    let spelt = |spelling| {
        let mut own = Zeroizing::new(Vec::with_capacity(6 * bytes.len() + 2));
        spell(secret, spelling, &mut own);
        own
    };
    let mut all = vec![
        plain(visible(secret)),
        spelt(Spelling::Form),
        inner(&spelt(Spelling::Json)),
        letters(secret, |letter, all| match letter {
            letter if letter.is_ascii_alphanumeric() => all.push(letter),
            other => {
                let mut utf8 = [0; 4];
                other.encode_utf8(&mut utf8).bytes().for_each(|byte| all.push_str(&format!("%{byte:02X}")));
            }
        }),
        letters(secret, |letter, all| match letter {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&quot;"),
            '\'' => all.push_str("&#39;"),
            other => all.push(other),
        }),
        letters(secret, |letter, all| match letter {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&#34;"),
            '\'' => all.push_str("&#x27;"),
            other => all.push(other),
        }),
        letters(secret, |letter, all| match letter {
            '"' | '\\' => all.extend(['\\', letter]),
            other if other.is_ascii() => all.push(other),
            other => {
                let mut units = [0; 2];
                other.encode_utf16(&mut units).iter().for_each(|unit| all.push_str(&format!("\\u{unit:04x}")));
            }
        }),
        plain(secret.chars().rev().collect()),
        plain(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        Zeroizing::new(secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Zeroizing::new(secret.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    for alphabet in [STANDARD, URL] {
        all.extend((0..3).map(|shift| base64(bytes, shift, alphabet)));
    }
    let word = bytes.len() < LEAST_WORD && bytes.iter().all(u8::is_ascii_alphabetic);
    if !word {
        all.push(Zeroizing::new(bytes.to_vec()));
    }
    all.retain(|own| own.len() >= LEAST && !(word && own.eq_ignore_ascii_case(bytes)));
    all
}

fn plain(text: String) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.into_bytes())
}

/// A string of JSON without its quotes.
fn inner(json: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(json.get(1..json.len().saturating_sub(1)).unwrap_or_default().to_vec())
}

fn letters(secret: &str, write: impl Fn(char, &mut String)) -> Zeroizing<Vec<u8>> {
    // Room enough, so that nothing is copied while it grows and left behind.
    let mut all = String::with_capacity(12 * secret.len());
    secret.chars().for_each(|letter| write(letter, &mut all));
    plain(all)
}

const STANDARD: [u8; 2] = *b"+/";
const URL: [u8; 2] = *b"-_";

/// The letters of Base64 that are the secret's alone where it begins `shift` bytes into a group.
fn base64(bytes: &[u8], shift: usize, last: [u8; 2]) -> Zeroizing<Vec<u8>> {
    let mut all = Zeroizing::new(Vec::with_capacity(2 * bytes.len() + 8));
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in std::iter::repeat_n(&0, shift).chain(bytes) {
        held = (held << 8 | u32::from(*byte)) & 0xffff;
        bits += 8;
        while bits >= 6 {
            bits -= 6;
            all.push(letter(u8::try_from(held >> bits & 0x3f).unwrap_or(0), last));
        }
    }
    all.drain(..(8 * shift).div_ceil(6));
    all
}

fn letter(six: u8, [first, second]: [u8; 2]) -> u8 {
    match six {
        0..=25 => b'A' + six,
        26..=51 => b'a' + (six - 26),
        52..=61 => b'0' + (six - 52),
        62 => first,
        _ => second,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "Kh\u{f3}a \"M\u{1edf}\" & <7>'%";

    fn covered(text: &[u8]) -> (bool, Vec<u8>) {
        let spellings = Spellings::of([Zeroizing::new(SECRET.to_owned())].iter());
        let mut bytes = text.to_vec();
        let found = spellings.cover(&mut bytes);
        assert_eq!(bytes.len(), text.len(), "nothing moves");
        (found, bytes)
    }

    #[test]
    fn every_spelling_is_covered_and_nothing_else() {
        let hex: String = SECRET.bytes().map(|byte| format!("{byte:02X}")).collect();
        let json = serde_json::to_string(SECRET).expect("JSON");
        let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let html = SECRET
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;");
        let reversed: String = SECRET.chars().rev().collect();
        let all = [
            SECRET.as_bytes(),
            hex.as_bytes(),
            json.trim_matches('"').as_bytes(),
            form.as_bytes(),
            &utf16,
            html.as_bytes(),
            reversed.as_bytes(),
        ];
        for spelt in all {
            let (found, bytes) = covered(&[b"<p>before ", spelt, b" after</p>"].concat());
            assert!(found, "{}", String::from_utf8_lossy(spelt));
            assert!(bytes.starts_with(b"<p>before *") && bytes.ends_with(b"* after</p>"));
        }
        assert_eq!(covered(b"<p>Kh\xc3\xb3a &amp; M</p>"), (false, b"<p>Kh\xc3\xb3a &amp; M</p>".to_vec()));
    }

    #[test]
    fn base64_is_covered_wherever_the_secret_begins() {
        // user:secret, as Basic authentication writes it; by the library of another maker.
        for (before, encoded) in [("", "TWF0LWtoYXUtNzc="), ("a", "YU1hdC1raGF1LTc3"), ("ab", "YWJNYXQta2hhdS03Nw==")] {
            let spellings = Spellings::of([Zeroizing::new("Mat-khau-77".to_owned())].iter());
            let mut bytes = encoded.as_bytes().to_vec();
            assert!(spellings.cover(&mut bytes), "{before}");
            assert!(bytes.iter().filter(|byte| **byte != b'*').count() <= 6, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn a_cut_leaves_no_beginning_of_it() {
        let spellings = Spellings::of([Zeroizing::new("Mat-khau-77".to_owned())].iter());
        let mut bytes = b"you sent Mat-kha".to_vec();
        spellings.cover_end(&mut bytes);
        assert_eq!(bytes, b"you sent *******");
    }

    #[test]
    fn a_plain_word_is_no_echo_of_a_secret_that_is_one() {
        let spellings = Spellings::of([Zeroizing::new("password".to_owned())].iter());
        let mut bytes = b"<input type=password>".to_vec();
        assert!(!spellings.cover(&mut bytes));
    }
}
