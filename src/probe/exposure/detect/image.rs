//! Images of identity cards, by what they are called.

use super::fold::{Words, words_of};
use super::label::{Label, Labels, holds};
use super::scan::Scan;
use super::weights::CERTAIN;
use crate::probe::exposure::class::Class;

/// What names of images end with, and what images within text begin with.
pub(super) const MARKERS: &[&str] =
    &[".jpg", ".jpeg", ".png", ".webp", ".heic", ".JPG", ".JPEG", ".PNG", "data:image/"];
/// Words that name a side, or the taking, of a picture.
const PICTURE: &[&str] = &[
    "truoc", "sau", "mattruoc", "matsau", "front", "back", "anh", "image", "img", "photo", "scan", "chup", "hinh",
    "mt", "ms", "selfie",
];
/// Words of what illustrates news, forms and guides.
const ILLUSTRATION: &[&str] = &[
    "icon",
    "logo",
    "banner",
    "guide",
    "mau",
    "sample",
    "demo",
    "default",
    "placeholder",
    "example",
    "thumb",
    "news",
    "huongdan",
    "thutuc",
    "tintuc",
];
/// Words that do where more follows: people are called `Hương`, `Thu`, `Lâm` too.
const PAIRS: &[(&str, &[&str])] = &[
    ("huong", &["dan"]),
    ("thu", &["tuc"]),
    ("tin", &["tuc"]),
    ("lam", &["can", "cccd", "cmnd", "the", "thu", "ho", "lai", "moi"]),
    ("cap", &["can", "cccd", "cmnd", "the", "doi", "lai", "moi", "ho"]),
];

/// Whether words are of an illustration.
fn illustrates(words: &[String]) -> bool {
    words.iter().any(|word| ILLUSTRATION.contains(&word.as_str()))
        || words.windows(2).any(|pair| {
            let [first, second] = pair else { return false };
            PAIRS.iter().any(|(word, next)| first == word && next.contains(&second.as_str()))
        })
}

/// Reads the name of an image that ends (or the data that begin) at a marker; tells where to go on.
pub(super) fn read(scan: &mut Scan<'_, '_>, start: usize, end: usize) -> usize {
    if scan.text.get(start..end) == Some("data:image/") {
        return data(scan, start, end);
    }
    let follows = scan.byte(end);
    if follows.is_ascii_alphanumeric() || follows == b'_' {
        return end;
    }
    let is_name =
        |byte: u8| byte > b' ' && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'(' | b',' | b'=' | b'/' | b'\\');
    let from = scan.run_start(start, 160, is_name);
    let name = scan.part(from, start);
    if is_card_image(name) || is_labelled(scan.site.labels, name) {
        // The same name in another folder is another image.
        let is_path = |byte: u8| byte > b' ' && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'(' | b',' | b'=');
        let whole = scan.run_start(start, 300, is_path);
        keep(scan, from, scan.part(whole, end));
    }
    end
}

fn keep(scan: &mut Scan<'_, '_>, at: usize, value: &str) {
    let candidate = scan.mask.candidate(Class::CardImage, value, CERTAIN, scan.site);
    scan.keep(at, candidate.labelled(true, false));
}

/// An image within text, where a key or what stands before says that it is a card's.
fn data(scan: &mut Scan<'_, '_>, start: usize, end: usize) -> usize {
    let near = scan.part(scan.run_start(start, 48, |byte| byte.is_ascii() && byte != b'\n'), start);
    if scan.site.labels.has(Label::Identity) || is_card_image(near) {
        let value = scan.part(end, (end + 60).min(scan.text.len()));
        keep(scan, start, value);
    }
    end
}

/// Whether a key of a field names an image of a card: `anhCccdMatTruoc`.
pub(super) fn is_card_image(name: &str) -> bool {
    let words = Words::of(name);
    // `anhMatTruoc`, `urlMatSau`: of what has two sides forms ask for one thing.
    let side = ["mattruoc", "matsau"].iter().find_map(|side| words.together().strip_suffix(side.as_bytes()));
    if side.is_some_and(|head| {
        matches!(head, b"anh" | b"hinh" | b"hinhanh" | b"image" | b"img" | b"url" | b"file" | b"urlanh" | b"fileanh")
    }) {
        return true;
    }
    let card =
        ["cccd", "cmnd", "cancuoc", "chungminhnhandan", "cmtnd", "idcard", "hochieu", "passport", "giaytotuythan"];
    if !card.iter().any(|card| holds(words.together(), card)) {
        return false;
    }
    let words = words_of(name);
    words.iter().any(|word| PICTURE.contains(&word.as_str())) && !illustrates(&words)
}

/// Whether a value under a label of identity is an image, whatever it is called.
fn is_labelled(labels: Labels, name: &str) -> bool {
    labels.has(Label::Identity) && !illustrates(&words_of(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_cards_are_told_from_illustrations() {
        for name in
            ["anh_cccd_mat_truoc", "cmnd-mat-sau-3", "CCCD_MT_Nguyen", "scan_can_cuoc_12", "anh-can-cuoc-le-thu-huong"]
        {
            assert!(is_card_image(name), "{name}");
        }
        for name in
            ["lam-can-cuoc-cong-dan-mat-truoc", "huong-dan-chup-anh-cccd", "banner-mat-truoc", "toa-nha-mat-truoc"]
        {
            assert!(!is_card_image(name), "{name}");
        }
    }
}
