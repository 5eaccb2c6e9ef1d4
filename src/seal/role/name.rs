//! Whether two spellings are one Vietnamese name.

use unicode_normalization::UnicodeNormalization;

/// The five marks of tone: grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Whether both write the same name: whatever the composition of the letters, their case, the spaces between words,
/// and the place of the tone (`Hòa` and `Hoà`, `Thủy` and `Thuỷ`).
pub fn same_name(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// The words in small letters, each with its tones behind it. A syllable bears one tone, so that nothing but its place
/// is lost.
pub(super) fn folded(name: &str) -> Vec<String> {
    let small = name.to_lowercase();
    small
        .split_whitespace()
        .map(|word| {
            let (tones, letters): (Vec<char>, Vec<char>) = word.nfd().partition(|letter| TONES.contains(letter));
            letters.into_iter().chain(tones).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_and_other_names_are_others() {
        for (one, other) in [
            ("Nguyễn Văn Hòa", "NGUYỄN VĂN HOÀ"),
            ("Lê Thị Thủy", "Lê  Thị Thuỷ "),
            ("Đỗ Khỏe", "đỗ khoẻ"),
            ("Trần Thị Ánh", "Tra\u{302}\u{300}n Thi\u{323} A\u{301}nh"),
        ] {
            assert!(same_name(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("Nguyễn Văn Hòa", "Nguyễn Văn Hóa"),
            ("Nguyễn Văn Hòa", "Nguyễn Văn Hoa"),
            ("Lê Thu", "Lê Thư"),
            ("Trần Đạt", "Trần Dạt"),
            ("An Bình", "Bình An"),
            ("Lê Văn A", "Lê Văn\u{202e} A"),
        ] {
            assert!(!same_name(one, other), "{one} {other}");
        }
    }
}
