//! One byte after the other.

use jiff::Timestamp;

use super::world::{file, fill, leaf, once, plans, twice, world};
use crate::seal::{Fill, Policy, Standing, prepare, sign, verify};

/// Whether a file is taken for what was signed.
fn is_accepted(bytes: Vec<u8>, signatures: usize) -> bool {
    let lenient = Policy { revocation: false, ..Policy::default() };
    verify(bytes, &world().trust(), &lenient, Timestamp::now())
        .is_ok_and(|found| found.standing() == Standing::Valid && found.signatures.len() == signatures)
}

/// Every byte, every fifth in two ways, of a file with one signature and one page; in the unused room behind the signature, whose
/// zeros fill the file, some.
#[test]
fn every_byte_of_a_small_file_counts() {
    let base = prepare(&file(leaf()), &plans()[..1]).expect("a field");
    let narrow = Fill { room: Some(2500), ..fill("leader", None) };
    let bytes = sign(&file(base), &narrow, &world().key("clerk"), None).expect("a signature");
    assert!(is_accepted(bytes.clone(), 1));
    let room = memchr::memmem::rfind(&bytes, &[b'0'; 500]).expect("the room") + 500;
    let start = room - bytes[..room].iter().rev().take_while(|byte| **byte == b'0').count();
    let places: Vec<usize> = (0..bytes.len()).filter(|at| !(start..room).contains(at) || at % 199 == 0).collect();
    std::thread::scope(|scope| {
        for half in [0, 1] {
            let (bytes, places) = (&bytes, &places);
            scope.spawn(move || {
                places.iter().filter(|at| *at % 2 == half).for_each(|at| refused_when_flipped(bytes, *at));
            });
        }
    });
}

fn refused_when_flipped(bytes: &[u8], at: usize) {
    let flips = if at.is_multiple_of(5) { &[0x01, 0x20][..] } else { &[0x01] };
    for &flip in flips {
        let is_case_of_digit = flip == 0x20 && in_hole(bytes, at) && bytes[at].is_ascii_alphabetic();
        let mut altered = bytes.to_vec();
        altered[at] ^= flip;
        let accepted = !is_case_of_digit && is_accepted(altered, 1);
        assert!(!accepted, "byte {at} ({:?}) may be flipped by {flip}", char::from(bytes[at]));
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
    let seed = usize::try_from(Timestamp::now().as_second() % 7919).expect("small");
    let mut at = seed;
    while at < bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x02;
        assert!(!is_accepted(altered, 2), "byte {at} may be flipped");
        at += 7919;
    }
}
