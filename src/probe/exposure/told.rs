//! A place as people read it.

use crate::text::Text;

/// The words that places are made of, and the same in Vietnamese; the longer before what they begin with.
const WORDS: &[(&str, &str)] = &[
    ("hidden text", "phần bị ẩn"),
    ("deleted text", "phần đã xóa"),
    ("form field", "ô biểu mẫu"),
    ("attribute", "thuộc tính"),
    ("metadata", "thông tin tệp"),
    ("comment", "chú thích"),
    ("address", "địa chỉ"),
    ("column", "cột"),
    ("cookie", "cookie"),
    ("header", "tiêu đề trả lời"),
    ("margin", "đầu trang, chân trang"),
    ("script", "mã lệnh"),
    ("source", "mã nguồn"),
    ("sheet", "trang tính"),
    ("token", "mã truy cập"),
    ("file", "tệp"),
    ("page", "trang"),
    ("text", "nội dung"),
];

/// A finding's place in both languages: `sheet "DS" (hidden) / column "CCCD"` is `trang tính "DS" (ẩn) / cột "CCCD"`. Names
/// stay as they are.
pub fn place_text(place: &str) -> Text {
    let parts: Vec<_> = place.split(" / ").map(part).collect();
    Text::new(parts.join(" / "), place)
}

fn part(part: &str) -> String {
    let known = WORDS.iter().find_map(|(english, vietnamese)| {
        let rest = part.strip_prefix(english)?;
        (rest.is_empty() || rest.starts_with([' ', '/', '['])).then(|| format!("{vietnamese}{rest}"))
    });
    let told = known.unwrap_or_else(|| part.to_owned());
    match told.strip_suffix(" (hidden)") {
        Some(rest) => format!("{rest} (ẩn)"),
        None => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_in_both_languages_and_names_stay() {
        for (english, vietnamese) in [
            ("sheet \"DS\" (hidden) / column \"Số CCCD\" (hidden)", "trang tính \"DS\" (ẩn) / cột \"Số CCCD\" (ẩn)"),
            ("page 2", "trang 2"),
            ("script / /props/items[]/soDinhDanh", "mã lệnh / /props/items[]/soDinhDanh"),
            ("/page/text", "/page/text"),
            ("texture", "texture"),
            ("deleted text", "phần đã xóa"),
        ] {
            let told = place_text(english);
            assert_eq!((told.vi.as_str(), told.en.as_str()), (vietnamese, english));
        }
    }
}
