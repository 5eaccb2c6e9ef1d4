//! Names of offices, companies and groups, which labels of names stand by too.

use super::name::{folded, is_name};

/// Whether one word alone is in capitals: `Nhóm CSKH`.
pub(super) fn has_abbreviation(value: &str) -> bool {
    let is_small = |word: &str| word.chars().any(char::is_lowercase);
    value.split(' ').any(is_small) && value.split(' ').any(|word| word.chars().count() > 2 && !is_small(word))
}

/// Whether words begin as the name of an office or company does.
pub(super) fn is_one(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "cong ty",
        "ubnd",
        "uy ban",
        "so ",
        "phong ",
        "trung tam",
        "truong ",
        "ban ",
        "doanh nghiep",
        "hop tac xa",
        "chi nhanh",
        "nhom ",
    ];
    let folded = folded(value);
    WORDS.iter().any(|word| folded.starts_with(word))
}

/// Whether a whole value is the name of a body that is reached in public: no address, and no `Trương Văn A`.
pub(super) fn is_body(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "benh vien",
        "chi nhanh",
        "cong ty",
        "doanh nghiep",
        "hop tac xa",
        "htx ",
        "tram y te",
        "trung tam",
        "truong ",
        "ubnd ",
        "uy ban",
    ];
    let plain = value.bytes().all(|byte| !byte.is_ascii_digit() && byte != b',');
    let folded = if plain { folded(value) } else { String::new() };
    WORDS.iter().any(|word| folded.starts_with(word)) && !is_name(value, false)
}
