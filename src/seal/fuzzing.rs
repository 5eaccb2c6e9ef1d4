//! What any bytes become here: for `fuzz/` and for tests only.

use jiff::Timestamp;

use super::asn1::{as_der, oid};
use super::certificate::Certificate;
use super::cms::{SignedData, Token, check};
use super::paper::{Scan, record_from};
use super::trust::{list_state, question, status_of};
use super::{Part, PdfFile, Policy, Standing, Trust, verify};

/// The first byte chooses: a PDF file, a CMS, or certificates with revocation data between them.
///
/// # Panics
/// Where something unsigned would be valid, which nothing may be without an anchor.
pub fn seal(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    match first % 3 {
        0 => document(rest),
        1 => envelope(rest),
        _ => revocation(rest),
    }
}

fn document(bytes: &[u8]) {
    let found = verify(bytes.to_vec(), &Trust::default(), &Policy::default(), Timestamp::UNIX_EPOCH);
    assert!(found.is_err() || found.is_ok_and(|found| found.standing() != Standing::Valid), "nobody is trusted");
    let _ = PdfFile::read(bytes.to_vec()).map(|file| file.revision_count());
}

fn envelope(bytes: &[u8]) {
    let Ok(der) = as_der(bytes) else { return };
    assert_eq!(as_der(&der), Ok(der.clone()), "DER is its own DER");
    let _ = Token::read(&der);
    if let Ok(signed) = SignedData::read(&der, Part::Signature) {
        let _ = check(&signed, oid::DATA, Part::Signature, |digest| digest.of(&[]));
    }
}

/// Two lengths of two bytes, then certificate, issuer, and what is said of the first.
fn revocation(bytes: &[u8]) {
    let part = |at: usize, length: &[u8]| {
        let length = length.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
        bytes.get(at..at + length)
    };
    let Some((lengths, _)) = bytes.split_at_checked(4) else { return };
    let (one, two) = lengths.split_at(2);
    let Some(own) = part(4, one) else { return };
    let Some(issuer) = part(4 + own.len(), two) else { return };
    let said = bytes.get(4 + own.len() + issuer.len()..).unwrap_or_default();
    let (Ok(own), Ok(issuer)) = (Certificate::read(own), Certificate::read(issuer)) else { return };
    let _ = question(&own, &issuer);
    let _ = status_of(said, &own, &issuer, own.not_before);
    let _ = list_state(said, &own, &issuer, own.not_before);
}

/// A scan of signed paper, as a PDF or an image; and the record that is attached beside one.
///
/// # Panics
/// Where what is taken for a scan has no page, or a refusal says nothing.
pub fn scan(data: &[u8]) {
    match Scan::read(data.to_vec()) {
        Ok(scan) => {
            assert!((1..=1000).contains(&scan.pages()), "{} pages", scan.pages());
            assert_eq!(scan.content(), data, "as it came");
        }
        Err(why) => assert!(!why.text().vi.is_empty() && !why.text().en.is_empty(), "refused without a word"),
    }
    let Some(record) = record_from(data) else { return };
    assert_eq!(record_from(&record).as_ref(), Some(&record), "a record is its own record");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Everything that is worth keeping, through the same entries.
    #[test]
    fn the_corpus_brings_nothing_down() {
        for (name, target) in [("seal", super::seal as fn(&[u8])), ("scan", super::scan)] {
            let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
            let mut count = 0;
            for entry in std::fs::read_dir(corpus).expect("the corpus") {
                let path = entry.expect("an entry").path();
                let data = std::fs::read(&path).expect("a file");
                assert!(std::panic::catch_unwind(|| target(&data)).is_ok(), "{}", path.display());
                count += 1;
            }
            assert!(count > 5, "{name}: {count} files");
        }
    }
}
