//! What any bytes become here: for `fuzz/` and for tests only.

use super::{Hand, Picture, picture};

/// The first byte chooses whose image it is; with an odd one, every chunk gets its right checksum first, which hardly any
/// mutation finds by itself.
///
/// # Panics
/// Where what is taken for an image does not keep to its own bounds, or a refusal says nothing.
pub fn image(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let hand = if first & 2 == 0 { Hand::Person } else { Hand::Body };
    let file = if first & 1 == 0 { rest.to_vec() } else { summed(rest) };
    match Picture::read(&file, hand) {
        Ok(picture) => {
            let pixels = picture.width * picture.height;
            assert_eq!((picture.colors.len(), picture.alpha.len()), (pixels * 3, pixels), "every pixel once");
            let sides = [picture.width, picture.height];
            assert!(sides.iter().all(|side| (1..=picture::LONGEST_SIDE).contains(side)), "{sides:?}");
            assert_eq!(picture.true_width.is_some(), hand == Hand::Body, "a seal has a size");
        }
        Err(why) => assert!(!why.vi.is_empty() && !why.en.is_empty(), "refused without a word"),
    }
}

/// A PNG file whose chunks have the checksums that they should.
fn summed(file: &[u8]) -> Vec<u8> {
    let mut summed = file.to_vec();
    let mut at = 8;
    while let Some(length) = summed.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes) {
        let Some(end) = usize::try_from(length).ok().and_then(|length| (at + 8).checked_add(length)) else { break };
        let Some(sum) = summed.get(at + 4..end).map(crate::report::docx::crc32) else { break };
        let Some(place) = summed.get_mut(end..end + 4) else { break };
        place.copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
    summed
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Everything that is worth keeping, through the same entry.
    #[test]
    fn the_corpus_brings_nothing_down() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/image");
        let mut count = 0;
        for entry in std::fs::read_dir(corpus).expect("the corpus") {
            let path = entry.expect("an entry").path();
            let data = std::fs::read(&path).expect("a file");
            assert!(std::panic::catch_unwind(|| super::image(&data)).is_ok(), "{}", path.display());
            count += 1;
        }
        assert!(count > 5, "{count} files");
    }
}
