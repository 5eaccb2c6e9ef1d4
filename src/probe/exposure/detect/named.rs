//! What a label or a value says by itself, for those who know what stands around it.

use super::super::class::Class;
use super::label::{Label, labels_of};
use super::name;

/// What personal labels name, the more telling first.
const NAMED: &[(Label, Class)] = &[
    (Label::HealthCard, Class::HealthCard),
    (Label::Social, Class::SocialInsurance),
    (Label::Passport, Class::Passport),
    (Label::Licence, Class::DrivingLicence),
    (Label::Identity, Class::PersonalNumber),
    (Label::PersonalTax, Class::TaxCode),
    (Label::Phone, Class::Phone),
    (Label::Email, Class::Email),
    (Label::Birth, Class::Birth),
    (Label::Address, Class::Address),
    (Label::Ethnic, Class::EthnicGroup),
    (Label::Religion, Class::Religion),
    (Label::Health, Class::Health),
    (Label::Card, Class::BankCard),
    (Label::Account, Class::BankAccount),
    (Label::Plate, Class::Plate),
    (Label::Name, Class::Name),
];

/// The class of personal data that a label, header or key names: `Họ và tên người nộp`, `soDienThoai`. `None` where it
/// names something of an office, a company or a paper.
pub fn label_class(label: &str) -> Option<Class> {
    let labels = labels_of(label);
    if labels.any(&[Label::Negative, Label::Company, Label::Issue, Label::Official, Label::Example]) {
        return None;
    }
    NAMED.iter().find(|(own, _)| labels.has(*own)).map(|(_, class)| *class)
}

/// Whether a value is by itself the name of a person: a family name first, a capital before each word.
pub fn is_name_of_person(value: &str) -> bool {
    name::is_name(value, false)
}

/// The small letters and digits of a label, without accents, spaces and signs: `Cơ quan`, `co_quan` and `coQuan` are one.
pub fn plain_label(label: &str) -> String {
    let mut plain = name::folded(label);
    plain.retain(|letter| letter != ' ');
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_people_are_told_from_labels_of_papers() {
        for (label, class) in [
            ("Họ và tên người nộp", Class::Name),
            ("hoTenNguoiNop", Class::Name),
            ("Chủ hồ sơ", Class::Name),
            ("SĐT", Class::Phone),
            ("Số điện thoại liên hệ", Class::Phone),
            ("dia_chi_thuong_tru", Class::Address),
            ("Ngày sinh", Class::Birth),
            ("Số CCCD/CMND", Class::PersonalNumber),
            ("Thư điện tử", Class::Email),
            ("Dân tộc", Class::EthnicGroup),
        ] {
            assert_eq!(label_class(label), Some(class), "{label}");
        }
        for label in [
            "Ngày cấp",
            "Mã hồ sơ",
            "Trạng thái",
            "Tên thủ tục",
            "Cơ quan tiếp nhận",
            "Ngày hẹn trả",
            "Điện thoại cơ quan",
            "Cán bộ thụ lý",
            "maHoSo",
            "tenThuTuc",
        ] {
            assert_eq!(label_class(label), None, "{label}");
        }
    }

    #[test]
    fn names_of_people_are_told_from_offices_and_progress() {
        for name in ["Vương Thị Hạnh Nguyên", "NGUYỄN VĂN AN", "Lò Thị Pha"] {
            assert!(is_name_of_person(name), "{name}");
        }
        for other in ["Đang xử lý", "Sở Tư pháp", "Cấp bản sao trích lục", "don.pdf", "ĐANG XỬ LÝ", "Lê", "Văn bản"]
        {
            assert!(!is_name_of_person(other), "{other}");
        }
        assert_eq!([plain_label("Cơ quan"), plain_label("co_quan"), plain_label("coQuan")], ["coquan"; 3]);
    }
}
