//! Titles that end with the name of whom they are of: `Ảnh thẻ Đặng Thị A`, `Đơn xin xác nhận - Nguyễn Văn A`.

use super::fold::fold;
use super::label::{self, Label};
use super::name;

/// The name that a few words stand before: `Tiếp công dân Bùi Thanh Tuyết`, `Ảnh thẻ Đặng Thị A`.
pub(super) fn name_at_end(value: &str) -> Option<&str> {
    // Schools, streets and companies end so, too.
    const BEFORE: &[&str] = &[
        "tiep cong dan",
        "anh the",
        "anh the cong dan",
        "cccd mat truoc",
        "cccd mat sau",
        "can cuoc mat truoc",
        "can cuoc mat sau",
        "so do ho",
        "anh chan dung",
        "anh cccd",
        "anh can cuoc",
        "ho so",
        "ho so cua",
        "don cua",
        "giay to cua",
        "benh nhan",
        "hoc sinh",
        "sinh vien",
        "cong dan",
        "khach hang",
        "tai xe",
        "lai xe",
        "chu ho",
        "chu the",
        "chu tk",
        "chu tai khoan",
        "chu xe",
        "nguoi nop",
        "nguoi nhan",
        "nguoi gui",
        "thi sinh",
        "xe cua ong",
        "xe cua ba",
    ];
    // One letter rejects most: none of these words begins with another.
    let first = fold(value.chars().next()?)?;
    if value.len() >= 80 || !BEFORE.iter().any(|own| own.as_bytes().first() == Some(&first)) {
        return None;
    }
    let folded = name::folded(value.get(..value.len().min(24)).unwrap_or(value));
    if !BEFORE.iter().any(|own| folded.strip_prefix(own).is_some_and(|rest| rest.starts_with(' '))) {
        return None;
    }
    let &(start, end) = name::names_in(value).last()?;
    let head = name::folded(value.get(..start)?);
    value.get(start..end).filter(|_| end == value.len() && BEFORE.contains(&head.trim()))
}

/// Whether a title ends with a name: that of no one in office, of no writer and no photographer.
pub(super) fn is_titled(title: &str, named: &str) -> bool {
    let head = title.get(..title.len() - named.len()).unwrap_or_default();
    let said = label::before(head, head.len());
    // `Ảnh: A` of a newspaper, `CB: A` of a one-stop office.
    const OTHERS: &[&str] = &["anh", "cb", "cbxl", "cbtn", "gv", "bs", "ktv", "nv"];
    let pictured = || name::folded(head).split(' ').next_back().is_some_and(|last| OTHERS.contains(&last));
    name::is_capital(named)
        && named.split(' ').count() >= 3
        && name::is_name(named, false)
        && (!said.official || name::folded(head).trim() == "tiep cong dan")
        && !said.labels.has(Label::Company)
        && !pictured()
}
