//! What is looked for where it must not be: a text in every writing in which it may have been kept.

use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization;

/// Texts to look for, each in all its writings.
///
/// What holds a match is told by the name of the text and of the writing, never by the text itself.
#[derive(Debug, Default)]
pub(crate) struct Needles {
    own: Vec<Needle>,
    known: HashSet<Vec<u8>>,
    /// Finds all of them in one pass.
    finder: OnceLock<AhoCorasick>,
}

/// One writing of one text.
#[derive(Debug)]
struct Needle {
    /// `AN as base64`.
    name: String,
    bytes: Vec<u8>,
}

impl Needles {
    /// Adds every writing of a text. What is shorter than eight bytes stands anywhere by accident, and is
    /// refused.
    pub(crate) fn and(mut self, name: &str, text: &str) -> Self {
        assert!(text.len() >= 8, "{name} is too short to be looked for");
        for (writing, bytes) in writings(text) {
            if self.known.insert(bytes.clone()) {
                self.own.push(Needle { name: format!("{name} as {writing}"), bytes });
            }
        }
        self.finder = OnceLock::new();
        self
    }

    /// The names of those that stand in the bytes, each once, in the order in which they were added.
    pub(crate) fn within(&self, bytes: &[u8]) -> Vec<&str> {
        let build = || AhoCorasick::new(self.own.iter().map(|own| &own.bytes)).expect("a finder");
        let finder = self.finder.get_or_init(build);
        let found: BTreeSet<_> = finder.find_overlapping_iter(bytes).map(|one| one.pattern().as_usize()).collect();
        found.into_iter().map(|at| self.own[at].name.as_str()).collect()
    }
}

/// The writings of a text.
fn writings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
    let mut all = of_one_form(text);
    for (plain, escaped, form) in
        [("plain, composed", "a form, composed", composed), ("plain, decomposed", "a form, decomposed", decomposed)]
    {
        if form != text {
            all.push((escaped, url::form_urlencoded::byte_serialize(form.as_bytes()).collect::<String>().into_bytes()));
            all.push((plain, form.into_bytes()));
        }
    }
    all
}

/// The writings of a text as its letters stand.
fn of_one_form(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let percent = |upper: bool| {
        let byte = |byte: &u8| match byte {
            plain if plain.is_ascii_alphanumeric() => char::from(*plain).to_string(),
            other if upper => format!("%{other:02X}"),
            other => format!("%{other:02x}"),
        };
        bytes.iter().map(byte).collect::<String>().into_bytes()
    };
    let ascii: String = text
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let json = serde_json::to_string(text).expect("JSON");
    let form: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let mut all = vec![
        ("plain", bytes.to_vec()),
        ("percent", percent(true)),
        ("percent in small letters", percent(false)),
        ("a form", form.into_bytes()),
        ("JSON", json.trim_matches('"').as_bytes().to_vec()),
        ("JSON in ASCII", ascii.into_bytes()),
        ("HTML", html.into_bytes()),
        ("backwards", text.chars().rev().collect::<String>().into_bytes()),
        ("hexadecimal", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()),
        ("HEXADECIMAL", bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into_bytes()),
        ("UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16, the other end first", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    for shift in 0..3 {
        all.push(("base64", base64(bytes, shift, b"+/")));
        all.push(("base64 of URLs", base64(bytes, shift, b"-_")));
    }
    all
}

/// The letters of Base64 that are these bytes' alone where they begin so far into a group; `last` are the two
/// letters in which the alphabets differ.
fn base64(bytes: &[u8], shift: usize, last: &[u8; 2]) -> Vec<u8> {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bits: Vec<u8> = std::iter::repeat_n(&0, shift)
        .chain(bytes)
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    let letters = bits.chunks_exact(6).map(|six| {
        let number = usize::from(six.iter().fold(0, |all, bit| all << 1 | bit));
        LETTERS.get(number).copied().unwrap_or_else(|| last[number - LETTERS.len()])
    });
    letters.skip((8 * shift).div_ceil(6)).collect()
}

#[test]
fn what_is_looked_for_would_be_found() {
    let text = "Mật+khẩu/7731!";
    let needles = Needles::default().and("AN", text);
    for (writing, needle) in writings(text) {
        let planted = [b"xx".as_slice(), &needle, b"yy"].concat();
        assert!(!needles.within(&planted).is_empty(), "{writing}");
    }
    let ascii = Needles::default().and("AN", "Mat-khau-1234");
    // user=a:Mat-khau-1234 by another's Base64.
    assert_eq!(ascii.within(b"user=YTpNYXQta2hhdS0xMjM0"), ["AN as base64"]);
    let decomposed: String = text.nfd().collect();
    assert_eq!(needles.within(decomposed.as_bytes()), ["AN as plain, decomposed"]);
    assert!(needles.within("Mật+khẩu/7732!".as_bytes()).is_empty());
}
