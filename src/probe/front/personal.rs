//! Whether a page asks for personal data.

use crate::probe::page::{Field, Page};

/// Types of fields that are about persons.
const KINDS: &[&str] = &["password", "email", "tel"];
/// What browsers fill in about persons (HTML, 4.10.18.7).
const FILLED: &[&str] =
    &["name", "given-name", "family-name", "bday", "tel", "email", "username", "current-password", "new-password"];
/// Words of names, labels and place-holders, lower case.
const WORDS: &[&str] = &[
    "cccd",
    "cmnd",
    "căn cước",
    "chứng minh nhân dân",
    "định danh",
    "mật khẩu",
    "số điện thoại",
    "họ và tên",
    "họ tên",
    "ngày sinh",
    "hộ chiếu",
    "mã số thuế",
    "bảo hiểm xã hội",
    "bảo hiểm y tế",
    "fullname",
    "full_name",
    "hoten",
    "ho_ten",
    "sodienthoai",
    "so_dien_thoai",
    "ngaysinh",
    "ngay_sinh",
    "sodinhdanh",
    "so_dinh_danh",
];

/// Whether any field that a visitor can fill asks for something about a person.
pub(super) fn asks_personal(page: &Page) -> bool {
    page.fields().filter(|field| !field.is_button() && !field.is_hidden()).any(is_personal)
}

fn is_personal(field: &Field) -> bool {
    let (kind, filled) = (field.kind(), field.autocomplete());
    let told = format!("{} {}", field.name().to_lowercase(), field.words());
    KINDS.contains(&kind.as_str())
        || filled.split_ascii_whitespace().any(|word| FILLED.contains(&word))
        || WORDS.iter().any(|word| told.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_asks_for_nothing_personal_and_a_look_up_by_number_does() {
        let asks = |body: &str| {
            let address = url::Url::parse("https://cong.test/").expect("an address");
            asks_personal(&Page::read(body.as_bytes(), Some("text/html;charset=utf-8"), &address))
        };
        assert!(asks("<form><input type=password>"));
        assert!(asks("<input name=q placeholder='Nhập số CCCD'>"));
        assert!(asks("<label>Họ và tên <input name=a></label>"));
        assert!(!asks("<form role=search><input name=q placeholder='Tìm thủ tục'><input type=submit></form>"));
        assert!(!asks("<input type=hidden name=cccd><button>Đổi mật khẩu</button>"));
    }
}
