//! Whatever bytes come: an answer, never a panic.

use jiff::Timestamp;
use proptest::prelude::*;

use super::world::{once, prepared, world};
use crate::seal::{Policy, Standing, verify};

fn standing(bytes: Vec<u8>) -> Option<Standing> {
    verify(bytes, &world().trust(), &Policy::default(), Timestamp::now()).ok().map(|found| found.standing())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert_eq!(standing(bytes), None);
    }

    #[test]
    fn pieces_of_a_signed_file(from in 0_usize..90_000, length in 0_usize..40_000, filler in any::<u8>()) {
        let mut bytes = once();
        let end = (from + length).min(bytes.len());
        let from = from.min(end);
        if from < end {
            bytes.splice(from..end, [filler]);
            prop_assert_ne!(standing(bytes), Some(Standing::Valid));
        }
    }

    #[test]
    fn words_of_pdf_in_wrong_places(at in 0_usize..20_000, word in "(<<|>>|\\[|/Prev 0|/Prev 99999|/Size -1|9999999999|stream|endobj|startxref|%%EOF|/V 1 0 R)") {
        let mut bytes = prepared();
        let at = at.min(bytes.len() - word.len());
        bytes.splice(at..at + word.len(), word.bytes());
        prop_assert_ne!(standing(bytes), Some(Standing::Valid));
    }
}
