//! The names of the classes of data in both languages.

use crate::probe::exposure::Class;

/// Word, Vietnamese, English.
const LABELS: &[(&str, &str, &str)] = &[
    ("access-key", "khóa hoặc mã truy cập dịch vụ", "access key or token"),
    ("address", "địa chỉ của cá nhân", "person's address"),
    ("bank-account", "tài khoản ngân hàng", "bank account"),
    ("bank-card", "số thẻ ngân hàng", "bank card number"),
    ("birth", "ngày sinh", "date of birth"),
    ("card-image", "ảnh giấy tờ tùy thân", "image of an identity card"),
    ("driving-licence", "số giấy phép lái xe", "driving licence number"),
    ("email", "địa chỉ thư điện tử cá nhân", "private e-mail address"),
    ("ethnic-group", "dân tộc", "ethnic group"),
    ("health", "tình trạng sức khỏe", "health"),
    ("health-card", "số thẻ bảo hiểm y tế", "health insurance card number"),
    ("name", "họ tên", "name"),
    ("old-card", "số chứng minh nhân dân", "old identity card number"),
    ("passport", "số hộ chiếu", "passport number"),
    ("password", "mật khẩu hoặc chuỗi kết nối", "password or connection string"),
    ("personal-number", "số định danh cá nhân", "personal identification number"),
    ("phone", "số điện thoại cá nhân", "private telephone number"),
    ("plate", "biển số xe", "vehicle plate"),
    ("private-key", "khóa bí mật", "private key"),
    ("religion", "tôn giáo", "religion"),
    ("social-insurance", "số bảo hiểm xã hội", "social insurance number"),
    ("tax-code", "mã số thuế cá nhân", "personal tax code"),
];

/// The name of a class in Vietnamese and in English; its word where none is known.
pub(super) fn label(class: Class) -> (&'static str, &'static str) {
    let word = class.word();
    LABELS.iter().find(|(own, ..)| *own == word).map_or((word, word), |(_, vi, en)| (vi, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_name() {
        for class in Class::ALL {
            assert_ne!(label(*class).0, class.word(), "{class:?}");
        }
    }
}
