//! A ZIP archive (APPNOTE 6.3) of deflated files, as small as an office document needs it. Equal files give equal bytes:
//! every date is the first that the format knows.

/// The day that the format's calendar begins: 1 January 1980.
const FIRST_DAY: u16 = 0x21;

/// Packs files under their names, in their order. Files and archive are far below the four gigabytes of the format.
pub(super) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        let place = size(bytes.len());
        let mut entry = Vec::new();
        // Version 2.0, no flags but that of UTF-8 names, deflated, time and day.
        for word in [20, 0x0800, 8, 0, FIRST_DAY] {
            entry.extend(u16::to_le_bytes(word));
        }
        for word in [crc32(content), size(packed.len()), size(content.len())] {
            entry.extend(word.to_le_bytes());
        }
        entry.extend(short(name.len()).to_le_bytes());
        entry.extend([0; 2]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&entry);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(entry);
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (place, length, count) = (size(bytes.len()), size(directory.len()), short(files.len()));
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(place.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// The check sum of the format (ISO 3309), bit by bit: what is summed here is small.
pub(in crate::report) fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_is_the_known_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
