//! One byte after the other.

use jiff::Timestamp;

use super::world::{once, prepared, signed_barely, twice, world};
use crate::seal::{Policy, Standing, verify};

/// Whether a file is taken for what was signed.
fn is_accepted(bytes: Vec<u8>, signatures: usize) -> bool {
    let lenient = Policy { revocation: false, ..Policy::default() };
    verify(bytes, &world().trust(), &lenient, Timestamp::now())
        .is_ok_and(|found| found.standing() == Standing::Valid && found.signatures.len() == signatures)
}

/// The unused room behind a signature is covered by nobody: zeros there are not even digits that count. Every other
/// byte counts.
#[test]
fn every_byte_of_a_small_file_counts() {
    let bytes = signed_barely(prepared(), "leader", &world().key("clerk"));
    assert!(is_accepted(bytes.clone(), 1));
    let room = memchr::memmem::rfind(&bytes, &[b'0'; 1000]).expect("the room") + 1000;
    let start = room - bytes[..room].iter().rev().take_while(|byte| **byte == b'0').count();
    let step = if cfg!(debug_assertions) { 7 } else { 1 };
    let places = (0..bytes.len()).filter(|at| at % step == 0 && !(start + 64..room - 64).contains(at));
    let offset = usize::try_from(Timestamp::now().as_millisecond() % 7).expect("small") % step;
    for at in places.map(|at| (at + offset).min(bytes.len() - 1)) {
        for flip in [0x01, 0x20] {
            let mut altered = bytes.clone();
            altered[at] ^= flip;
            let is_case_of_digit = flip == 0x20 && in_hole(&bytes, at) && bytes[at].is_ascii_alphabetic();
            assert!(is_case_of_digit || !is_accepted(altered, 1), "byte {at} ({:?}) may be flipped by {flip}", bytes[at] as char);
        }
    }
}

/// `a` and `A` are the same digit.
fn in_hole(bytes: &[u8], at: usize) -> bool {
    let start = memchr::memmem::find(bytes, b"/Contents <").expect("a hole");
    at > start && bytes[start..at].iter().all(|byte| *byte != b'>')
}

#[test]
fn digits_in_the_unused_room_are_refused() {
    let mut bytes = once();
    let room = memchr::memmem::rfind(&bytes, &[b'0'; 1000]).expect("the room");
    bytes[room + 500] = b'7';
    assert!(!is_accepted(bytes, 1));
}

#[test]
fn a_sample_of_bytes_of_a_file_with_two_signatures() {
    let bytes = twice();
    assert!(is_accepted(bytes.clone(), 2));
    let seed = usize::try_from(Timestamp::now().as_second() % 977).expect("small");
    let mut at = seed;
    while at < bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x02;
        assert!(!is_accepted(altered, 2), "byte {at} may be flipped");
        at += 977;
    }
}
