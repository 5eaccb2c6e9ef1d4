//! The readers of binary formats against files of other producers, files built piece by piece, and hostile ones.

mod archives;
mod built;
mod hostile;
mod pdf;
mod producers;
mod rich_text;

use super::super::document::{Coverage, Document, Format, Limits, Obstacle, Omission};
use super::recording::record;

/// A file below `tests/exposure-files`.
fn file(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exposure-files");
    std::fs::read(folder.join(name)).expect("a file of the trials")
}

/// What a document of that name says, one line a piece.
fn read(name: &str, bytes: &[u8]) -> (Format, Vec<String>, Coverage) {
    record(&Document { bytes, content_type: None, name: Some(name), truncated: false })
}

/// That all these lines stand one behind the other.
fn assert_in_order(lines: &[String], expected: &[&str]) {
    let mut rest = lines.iter().map(|line| line.trim());
    for line in expected {
        assert!(rest.any(|own| own == *line), "{line} is missing or out of order in\n{}", lines.join("\n"));
    }
}

/// What was left out of a document that was read in part.
fn omitted(coverage: &Coverage) -> Vec<(String, Obstacle)> {
    match coverage {
        Coverage::Whole => Vec::new(),
        Coverage::Nothing(obstacle) => vec![(String::new(), *obstacle)],
        Coverage::Partly(omissions) => {
            omissions.iter().map(|Omission { place, obstacle }| (place.clone(), *obstacle)).collect()
        }
    }
}

/// A ZIP file of these entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        let offset = u32::try_from(body.len()).expect("an offset");
        let name_length = u16::try_from(name.len()).expect("a short name").to_le_bytes();
        let mut shared = vec![20, 0, 0, 8, 8, 0, 0, 0, 0, 0];
        shared.extend([0; 4]);
        shared.extend(u32::try_from(packed.len()).expect("a length").to_le_bytes());
        shared.extend(u32::try_from(content.len()).expect("a length").to_le_bytes());
        shared.extend(name_length);
        shared.extend([0, 0]);
        body.extend(b"PK\x03\x04");
        body.extend(&shared);
        body.extend(name.as_bytes());
        body.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&shared);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length) =
        (u32::try_from(body.len()).expect("a start"), u32::try_from(directory.len()).expect("a length"));
    let count = u16::try_from(entries.len()).expect("a count").to_le_bytes();
    body.extend(directory);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend(count);
    body.extend(count);
    body.extend(length.to_le_bytes());
    body.extend(start.to_le_bytes());
    body.extend([0, 0]);
    body
}
