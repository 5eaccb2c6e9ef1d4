//! Classes, standings and obstacles in words.

use crate::probe::exposure::{Class, Obstacle, Standing};
use crate::text::Text;

/// A class, as a heading of a table names it.
pub(super) fn class(class: Class) -> Text {
    let (vi, en) = match class {
        Class::PersonalNumber => ("Số định danh cá nhân", "Personal identification number"),
        Class::OldCard => ("Số CMND 9 số", "Old identity card number"),
        Class::HealthCard => ("Số thẻ BHYT", "Health-insurance card"),
        Class::SocialInsurance => ("Mã số BHXH", "Social-insurance number"),
        Class::TaxCode => ("Mã số thuế cá nhân", "Personal tax code"),
        Class::Passport => ("Số hộ chiếu", "Passport number"),
        Class::DrivingLicence => ("Số giấy phép lái xe", "Driving licence number"),
        Class::Plate => ("Biển số xe", "Vehicle plate"),
        Class::Phone => ("Số điện thoại cá nhân", "Private telephone number"),
        Class::Email => ("Thư điện tử cá nhân", "Private e-mail address"),
        Class::Name => ("Họ và tên", "Name"),
        Class::Birth => ("Ngày sinh", "Date of birth"),
        Class::Address => ("Địa chỉ", "Address"),
        Class::EthnicGroup => ("Dân tộc", "Ethnic group"),
        Class::Religion => ("Tôn giáo", "Religion"),
        Class::Health => ("Tình trạng sức khỏe", "Health"),
        Class::BankCard => ("Số thẻ ngân hàng", "Bank card number"),
        Class::BankAccount => ("Số tài khoản ngân hàng", "Bank account"),
        Class::CardImage => ("Ảnh giấy tờ tùy thân", "Image of an identity card"),
        Class::PrivateKey => ("Khóa riêng", "Private key"),
        Class::AccessKey => ("Khóa truy cập dịch vụ", "Access key or token"),
        Class::Password => ("Mật khẩu", "Password"),
    };
    Text::new(vi, en)
}

/// How the law classes what was found.
pub(super) fn standing(standing: Standing) -> Text {
    let (vi, en) = match standing {
        Standing::Secret => ("bí mật hệ thống", "secret"),
        Standing::Basic => ("cơ bản", "basic"),
        Standing::Sensitive => ("nhạy cảm", "sensitive"),
    };
    Text::new(vi, en)
}

/// Why something was not read.
pub(super) fn obstacle(obstacle: Obstacle) -> Text {
    let (vi, en) = match obstacle {
        Obstacle::Encrypted => ("đã mã hóa", "encrypted"),
        Obstacle::ImageOnly => ("chỉ có ảnh, không có chữ", "an image without text"),
        Obstacle::TooLarge => ("quá lớn", "too large"),
        Obstacle::TooDeep => ("lồng quá sâu", "nested too deep"),
        Obstacle::Damaged => ("hỏng hoặc không đúng định dạng", "damaged, or not what it claims to be"),
        Obstacle::UnknownFormat => ("định dạng chưa đọc được", "of a format that is not read"),
    };
    Text::new(vi, en)
}
