//! What an answer names of offices and of progress: neither is anybody's personal data.

use crate::probe::exposure::plain_label;

/// Words in the key above a record that is about an office or an official, without accents and signs.
const OFFICES: &[&str] = &[
    "coquan",
    "donvi",
    "noinhan",
    "noitra",
    "phongban",
    "hotro",
    "canbo",
    "congchuc",
    "chuyenvien",
    "nguoixuly",
    "nguoitiepnhan",
    "thutuc",
    "linhvuc",
    "trangthai",
    "office",
    "agency",
    "department",
    "organi",
    "officer",
    "staff",
    "status",
    "procedure",
];
/// Labels that name whatever the record is about.
const BARE: &[&str] = &["ten", "tên", "name"];

/// Whether what stands below a key is about an office, a procedure or progress.
pub(super) fn is_of_office(key: &str) -> bool {
    let plain = plain_label(key);
    OFFICES.iter().any(|word| plain.contains(word))
}

/// Whether a label says only that the value is the name of something.
pub(super) fn is_bare(label: &str) -> bool {
    BARE.contains(&label.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_and_progress_are_told_from_people() {
        for key in ["coQuan", "don_vi_tiep_nhan", "Cơ quan", "trangThai", "canBoXuLy", "thủ tục"] {
            assert!(is_of_office(key), "{key}");
        }
        for key in ["data", "hoSo", "chuHoSo", "nguoiNop", "congDan", "tepDinhKem", "items"] {
            assert!(!is_of_office(key), "{key}");
        }
        assert!(is_bare("Tên") && is_bare("ten") && !is_bare("hoTen"));
    }
}
