//! What undoes the packing of a stream (ISO 32000-2, 7.4), within a bound.

use super::super::super::document::Obstacle;
use super::super::inflate;
use super::object::{Dictionary, Object, is_space};

/// What a stream holds.
pub(super) struct Unpacked {
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// Why that is not all.
    pub(super) obstacle: Option<Obstacle>,
    /// The filter of images at which the unpacking ends, if there is one.
    pub(super) image: bool,
}

/// Undoes filters one after the other, each with its parameters.
pub(super) fn unpack(packed: Vec<u8>, filters: &[(String, Dictionary)], limit: usize) -> Unpacked {
    let mut out = Unpacked { bytes: packed, obstacle: None, image: false };
    for (name, parameters) in filters.iter().take(8) {
        match name.as_str() {
            "FlateDecode" | "Fl" => {
                let inflated = inflate::zlib(&out.bytes, limit);
                out.bytes = predict(inflated.bytes, parameters);
                out.obstacle = out.obstacle.or(inflated.obstacle);
            }
            "LZWDecode" | "LZW" => {
                let early = parameters.get("EarlyChange").and_then(Object::number) != Some(0.0);
                out.bytes = predict(lzw(&out.bytes, early, limit), parameters);
            }
            "ASCIIHexDecode" | "AHx" => out.bytes = hexadecimal(&out.bytes),
            "ASCII85Decode" | "A85" => out.bytes = base_85(&out.bytes),
            "RunLengthDecode" | "RL" => out.bytes = run_length(&out.bytes, limit),
            "Crypt" => {}
            _ => {
                out.image = true;
                return out;
            }
        }
        if out.bytes.len() > limit {
            out.bytes.truncate(limit);
            out.obstacle = Some(Obstacle::TooLarge);
        }
    }
    out
}

/// Undoes the prediction of bytes from their neighbours (7.4.4.4).
fn predict(bytes: Vec<u8>, parameters: &Dictionary) -> Vec<u8> {
    let number = |key: &str, default: usize| parameters.get(key).and_then(Object::length).unwrap_or(default);
    let predictor = number("Predictor", 1);
    if predictor < 2 {
        return bytes;
    }
    let colours = number("Colors", 1).clamp(1, 32);
    let bits = number("BitsPerComponent", 8).clamp(1, 16);
    let row = (number("Columns", 1).clamp(1, 1 << 20) * colours * bits).div_ceil(8);
    let pixel = (colours * bits).div_ceil(8);
    if predictor == 2 {
        return if bits == 8 { difference(bytes, row, pixel) } else { bytes };
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    for line in bytes.chunks(row + 1) {
        let Some((&kind, data)) = line.split_first() else { break };
        let mut current = data.to_vec();
        for at in 0..current.len() {
            let left = at.checked_sub(pixel).and_then(|at| current.get(at)).copied().unwrap_or(0);
            let corner = at.checked_sub(pixel).and_then(|at| above.get(at)).copied().unwrap_or(0);
            let up = above.get(at).copied().unwrap_or(0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::try_from(u16::midpoint(u16::from(left), u16::from(up))).unwrap_or(0),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(byte) = current.get_mut(at) {
                *byte = byte.wrapping_add(guess);
            }
        }
        out.extend_from_slice(&current);
        current.resize(row, 0);
        above = current;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |byte: u8| (guess - i16::from(byte)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

fn difference(mut bytes: Vec<u8>, row: usize, pixel: usize) -> Vec<u8> {
    for line in bytes.chunks_mut(row) {
        for at in pixel..line.len() {
            let left = line.get(at - pixel).copied().unwrap_or(0);
            if let Some(byte) = line.get_mut(at) {
                *byte = byte.wrapping_add(left);
            }
        }
    }
    bytes
}

/// LZW with codes of 9 to 12 bits.
fn lzw(bytes: &[u8], early: bool, limit: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    // Each entry is a piece of what came out already.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut previous: Option<(usize, usize)> = None;
    let (mut buffer, mut held) = (0_u32, 0_u32);
    let mut width = 9;
    for &byte in bytes {
        buffer = (buffer << 8 | u32::from(byte)) & 0x00ff_ffff;
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = usize::try_from(buffer >> held & ((1 << width) - 1)).unwrap_or(257);
        if code == 257 || out.len() > limit {
            break;
        }
        if code == 256 {
            (width, previous) = (9, None);
            table.clear();
            continue;
        }
        let start = out.len();
        if let Ok(literal) = u8::try_from(code) {
            out.push(literal);
        } else if let Some(&(from, length)) = table.get(code - 258) {
            out.extend_from_within(from..from + length);
        } else if let Some((from, length)) = previous {
            out.extend_from_within(from..from + length);
            out.extend_from_within(from..=from);
        } else {
            break;
        }
        if let Some((from, length)) = previous.filter(|_| table.len() < 4096 - 258) {
            // What came before, and the first byte of this, stand one behind the other.
            table.push((from, length + 1));
        }
        previous = Some((start, out.len() - start));
        // The decoder's table is one entry behind the encoder's.
        let count = table.len() + 258 + usize::from(early);
        width = if count >= 2048 {
            12
        } else if count >= 1024 {
            11
        } else if count >= 512 {
            10
        } else {
            9
        };
    }
    out
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|&byte| u8::try_from(char::from(byte).to_digit(16)?).ok())
        .collect();
    digits.chunks(2).map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn base_85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut group: Vec<u8> = Vec::new();
    for &byte in bytes {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ if is_space(byte) => {}
            _ => {}
        }
        if group.len() == 5 {
            out.extend(group_of(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let kept = group.len() - 1;
        group.resize(5, 84);
        out.extend(group_of(&group).into_iter().take(kept));
    }
    out
}

fn group_of(digits: &[u8]) -> [u8; 4] {
    let value = digits.iter().fold(0_u32, |value, &digit| value.wrapping_mul(85).wrapping_add(u32::from(digit)));
    value.to_be_bytes()
}

fn run_length(bytes: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((&length, after)) = rest.split_first() {
        let count = usize::from(length);
        match length {
            128 => break,
            0..=127 => {
                let (run, after) = after.split_at_checked(count + 1).unwrap_or((after, &[]));
                out.extend_from_slice(run);
                rest = after;
            }
            _ => {
                let Some((&byte, after)) = after.split_first() else { break };
                out.resize(out.len() + 257 - count, byte);
                rest = after;
            }
        }
        if out.len() > limit {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_gives_back_what_went_in() {
        assert_eq!(hexadecimal(b"48 65 6C6c6F>"), b"Hello");
        assert_eq!(base_85(b"87cURD_*#4DfTZ)~>"), b"Hello, World");
        assert_eq!(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128], 100), b"abcxxx");
        // The example of ISO 32000-2, 7.4.4.2.
        let packed = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(lzw(&packed, true, 100), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        let parameters = Dictionary::from([
            ("Predictor".to_owned(), Object::Number(12.0)),
            ("Columns".to_owned(), Object::Number(3.0)),
        ]);
        assert_eq!(predict(vec![2, 1, 2, 3, 2, 1, 1, 1], &parameters), [1, 2, 3, 2, 3, 4]);
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 10 << 20], 9);
        let out = unpack(bomb, &[("FlateDecode".to_owned(), Dictionary::new())], 1000);
        assert_eq!((out.bytes.len(), out.obstacle), (1000, Some(Obstacle::TooLarge)));
    }
}
