//! A PDF file as it comes from a scanner: pages that are images, and nothing that acts.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::field::{Rectangle, resolve, value};
use crate::seal::paper::ScanRefusal;

/// Longest content of a compressed stream of objects, most pages, deepest forms that images stand in.
const LONGEST: usize = 16 << 20;
const MOST_PAGES: usize = 1000;
const DEPTH: usize = 4;

/// What is known of a scan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::seal) struct Scanned {
    /// Its pages.
    pub(in crate::seal) pages: usize,
    /// Dots per inch of the coarsest page.
    pub(in crate::seal) resolution: Option<u32>,
}

/// Reads a scan. Devices write files of every kind, so nothing is asked of its structure but that it can be read.
pub(in crate::seal) fn scanned(content: &[u8]) -> Result<Scanned, ScanRefusal> {
    let options = LoadOptions { max_decompressed_size: Some(LONGEST), ..LoadOptions::default() };
    let loaded = catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(content, options)));
    let document = loaded.ok().and_then(Result::ok).filter(|document| !document.is_encrypted());
    let document = document.ok_or(ScanRefusal::Broken)?;
    if let Some(what) = document.objects.values().find_map(|object| active(object, 16)) {
        return Err(ScanRefusal::Active(what));
    }
    let pages: Vec<_> = document.page_iter().take(MOST_PAGES + 1).collect();
    if pages.is_empty() || pages.len() > MOST_PAGES {
        return Err(ScanRefusal::Broken);
    }
    let mut coarsest: Option<u32> = None;
    for (place, id) in pages.iter().enumerate() {
        let page = document.get_dictionary(*id).map_err(|_| ScanRefusal::Broken)?;
        let resources = inherited(&document, page, b"Resources").and_then(|found| found.as_dict().ok());
        let pixels = resources.and_then(|resources| largest(&document, resources, DEPTH));
        let pixels = pixels.ok_or(ScanRefusal::NoImage(place + 1))?;
        let area = inherited(&document, page, b"MediaBox").and_then(|area| Rectangle::read(area, &document));
        let inches = area.map_or(0.0, |area| area.width().max(area.height()) / 72.0);
        let dots = dots(pixels, inches);
        coarsest = match (coarsest, dots) {
            (Some(known), Some(dots)) => Some(known.min(dots)),
            (known, dots) => known.or(dots),
        };
    }
    Ok(Scanned { pages: pages.len(), resolution: coarsest })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rough measure"
)]
fn dots(pixels: i64, inches: f32) -> Option<u32> {
    (inches > 0.0).then(|| (pixels as f32 / inches).round() as u32)
}

/// What a scan never holds.
fn active(object: &Object, depth: usize) -> Option<&'static str> {
    const KEYS: [(&[u8], &str); 8] = [
        (b"JS", "JavaScript"),
        (b"JavaScript", "JavaScript"),
        (b"OpenAction", "OpenAction"),
        (b"AA", "AA"),
        (b"EmbeddedFiles", "EmbeddedFiles"),
        (b"AcroForm", "AcroForm"),
        (b"XFA", "XFA"),
        (b"RichMediaContent", "RichMedia"),
    ];
    let depth = depth.checked_sub(1)?;
    let inside = |dictionary: &Dictionary| {
        let own = KEYS.iter().find(|(key, _)| dictionary.get(key).is_ok_and(|value| !is_plain(key, value)));
        let is_launch = dictionary.get(b"S").and_then(Object::as_name).ok() == Some(b"Launch");
        let own = own.map(|(_, word)| *word).or(is_launch.then_some("Launch"));
        own.or_else(|| dictionary.iter().find_map(|(_, value)| active(value, depth)))
    };
    match object {
        Object::Dictionary(dictionary) => inside(dictionary),
        Object::Stream(stream) => inside(&stream.dict),
        Object::Array(list) => list.iter().find_map(|one| active(one, depth)),
        _ => None,
    }
}

/// A page to begin with is no action.
fn is_plain(key: &[u8], value: &Object) -> bool {
    key == b"OpenAction" && matches!(value, Object::Array(_))
}

fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut holder = page;
    for _ in 0..8 {
        if let Some(found) = value(document, holder, key) {
            return Some(found);
        }
        holder = value(document, holder, b"Parent")?.as_dict().ok()?;
    }
    None
}

/// The longer side of the largest image, in pixels.
fn largest(document: &Document, resources: &Dictionary, depth: usize) -> Option<i64> {
    let depth = depth.checked_sub(1)?;
    let drawn = value(document, resources, b"XObject")?.as_dict().ok()?;
    let sizes = drawn.iter().take(256).filter_map(|(_, one)| {
        let stream = resolve(document, one).as_stream().ok()?;
        let is_image = stream.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Image");
        let side = |key: &[u8]| value(document, &stream.dict, key).and_then(|side| side.as_i64().ok());
        if is_image {
            return side(b"Width").max(side(b"Height"));
        }
        largest(document, value(document, &stream.dict, b"Resources")?.as_dict().ok()?, depth)
    });
    sizes.max()
}
