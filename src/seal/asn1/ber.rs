//! BER into DER: indefinite lengths become definite ones, strings in pieces one string.
//!
//! Nothing is sorted: the order of a set is part of what was signed.

use super::{Malformed, write};

/// How deep items may stand in one another; a signature with its time stamp needs about 20.
const DEPTH: usize = 48;
/// The longest signature that is looked at, in bytes.
const LONGEST: usize = 4 << 20;

/// The first item of `bytes` as DER. What follows it must be zeros: the rest of the room that a PDF file reserves.
pub(in crate::seal) fn as_der(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
    if bytes.len() > LONGEST {
        return Err(Malformed);
    }
    let (item, rest) = item(bytes, DEPTH)?;
    if rest.iter().any(|byte| *byte != 0) {
        return Err(Malformed);
    }
    Ok(item)
}

/// One item as DER, and what follows it.
fn item(bytes: &[u8], depth: usize) -> Result<(Vec<u8>, &[u8]), Malformed> {
    let depth = depth.checked_sub(1).ok_or(Malformed)?;
    let (tag, rest) = bytes.split_first().ok_or(Malformed)?;
    if tag & 0x1f == 0x1f || *tag == 0 {
        return Err(Malformed);
    }
    let (length, rest) = length(rest)?;
    let constructed = tag & 0x20 != 0;
    let (content, rest) = match length {
        Some(length) => {
            let (content, rest) = rest.split_at_checked(length).ok_or(Malformed)?;
            (if constructed { items(content, false, depth)?.0 } else { vec![content.to_vec()] }, rest)
        }
        None if constructed => items(rest, true, depth)?,
        None => return Err(Malformed),
    };
    Ok((assembled(*tag, &content)?, rest))
}

/// The items up to the end, or up to the two zeros that end an indefinite length; and what follows.
fn items(mut bytes: &[u8], until_zeros: bool, depth: usize) -> Result<(Vec<Vec<u8>>, &[u8]), Malformed> {
    let mut found = Vec::new();
    loop {
        if until_zeros && let Some(rest) = bytes.strip_prefix(&[0, 0]) {
            return Ok((found, rest));
        }
        if bytes.is_empty() {
            return if until_zeros { Err(Malformed) } else { Ok((found, bytes)) };
        }
        let (one, rest) = item(bytes, depth)?;
        found.push(one);
        bytes = rest;
    }
}

/// An octet string in pieces becomes one; everything else keeps its form.
fn assembled(tag: u8, content: &[Vec<u8>]) -> Result<Vec<u8>, Malformed> {
    if tag != 0x24 {
        return Ok(write::item(tag, &content.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    }
    let mut whole = Vec::new();
    for piece in content {
        whole.extend_from_slice(super::Item::only(piece, super::tag::OCTET_STRING)?.content);
    }
    Ok(write::octet_string(&whole))
}

/// The length, or none where it is indefinite; and what follows.
fn length(bytes: &[u8]) -> Result<(Option<usize>, &[u8]), Malformed> {
    let (first, rest) = bytes.split_first().ok_or(Malformed)?;
    match *first {
        short @ ..=0x7f => Ok((Some(usize::from(short)), rest)),
        0x80 => Ok((None, rest)),
        long => {
            let (octets, rest) = rest.split_at_checked(usize::from(long & 0x7f)).ok_or(Malformed)?;
            let octets = octets.trim_ascii_start_zeros();
            if octets.len() > 4 {
                return Err(Malformed);
            }
            Ok((Some(octets.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte))), rest))
        }
    }
}

trait Zeros {
    fn trim_ascii_start_zeros(&self) -> &[u8];
}

impl Zeros for [u8] {
    /// Without the leading zeros.
    fn trim_ascii_start_zeros(&self) -> &[u8] {
        let zeros = self.iter().take_while(|byte| **byte == 0).count();
        self.get(zeros..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indefinite_lengths_and_pieces_become_der() {
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, 1, 4, 2, 2, 3, 0, 0, 2, 0x81, 1, 9, 0, 0, 0, 0, 0];
        assert_eq!(as_der(&ber), Ok(vec![0x30, 8, 4, 3, 1, 2, 3, 2, 1, 9]));
    }

    #[test]
    fn der_stays_as_it_is_and_only_zeros_may_follow() {
        let der = [0x31, 6, 2, 1, 9, 2, 1, 1];
        assert_eq!(as_der(&der), Ok(der.to_vec()), "a set is not sorted");
        assert_eq!(as_der(&[0x31, 0, 0, 1]), Err(Malformed));
    }

    #[test]
    fn depth_is_bounded() {
        assert_eq!(as_der(&[[0x30, 0x80]; 10_000].concat()), Err(Malformed));
    }
}
