//! What to do about what does not hold.

use crate::seal::{Part, Reason};
use crate::text::{Text, text};

/// What to do about a signature that is refused or not decided.
pub(super) fn of_reason(reason: &Reason) -> Option<Text> {
    match reason {
        Reason::NoAnchor => Some(Text::new(
            "chạy lại với --trust DIR, thư mục chứa chứng thư gốc của các tổ chức chứng thực",
            "run again with --trust DIR, a folder of the authorities' anchors",
        )),
        Reason::UnknownIssuer(_) | Reason::Path(_) => Some(Text::new(
            "nếu tin tổ chức cấp chứng thư này: đặt chứng thư gốc (và trung gian) của họ vào thư mục --trust",
            "where its authority is to be believed: put the anchor (and those in between) into the folder --trust",
        )),
        Reason::RevocationUnknown(_) => Some(Text::new(
            "chạy lại với --fetch, hoặc đặt danh sách thu hồi (.crl) của tổ chức chứng thực vào thư mục --trust",
            "run again with --fetch, or put the authority's list of revoked certificates (.crl) into the folder --trust",
        )),
        Reason::Expired(..) | Reason::NotYetValid(..) | Reason::Revoked(..) | Reason::Purpose(_) | Reason::Weak(_) => {
            Some(Text::new(
                "yêu cầu người này ký lại bằng chứng thư còn hiệu lực, kèm dấu thời gian",
                "have this person sign anew with a certificate in force, with a time stamp",
            ))
        }
        Reason::Stamp(inner) => of_reason(inner).or_else(|| Some(stamp_again())),
        Reason::StampRefused(_)
        | Reason::StampOther
        | Reason::StampInFuture(_)
        | Reason::StampBeforeSigning(..)
        | Reason::StampAfterLater(..)
        | Reason::Malformed(Part::TimeStamp) => Some(stamp_again()),
        Reason::Waiting => None,
        Reason::Format(_)
        | Reason::Unsupported
        | Reason::SeveralSigners(_)
        | Reason::Enclosed
        | Reason::CertificateMissing
        | Reason::Attribute(_) => Some(Text::new(
            "yêu cầu ký lại bằng chương trình ký PAdES, hoặc bằng `kiemtra sign`",
            "have it signed anew with a program that makes PAdES signatures, or by `kiemtra sign`",
        )),
        _ => Some(ask_again()),
    }
}

fn stamp_again() -> Text {
    Text::new(
        "yêu cầu ký lại và lấy dấu thời gian mới; kiểm tra đồng hồ của máy ký",
        "have it signed and stamped anew; look at the clock of the signing machine",
    )
}

/// The file is not what was signed.
pub(super) fn ask_again() -> Text {
    Text::new(
        "không sử dụng tệp này; yêu cầu bên lập biên bản gửi lại bản gốc",
        "do not use this file; ask those who made the report for the original",
    )
}

/// Somebody else has to sign.
pub(super) fn other_person() -> Text {
    Text::new(
        "người có tên trong biên bản phải ký; nếu đã đổi người, lập lại biên bản với tên mới",
        "the person whom the minutes name has to sign; where it is another now, make the minutes anew",
    )
}

/// The path has to end elsewhere.
pub(super) fn other_store() -> Text {
    Text::new(
        "ký lại bằng chứng thư của tổ chức chứng thực mà hồ sơ kiểm tra yêu cầu",
        "sign anew with a certificate of the authority that the profile asks for",
    )
}

/// The order was not kept.
pub(super) fn in_turn() -> Text {
    Text::new("ký lại từ bản chưa ký, đúng thứ tự", "sign anew from the unsigned report, in the order of the profile")
}

/// The rules of the run are not here.
pub(super) fn same_rules() -> Text {
    Text::new(
        "dùng đúng phiên bản kiemtra và hồ sơ đã dùng khi kiểm tra (hồ sơ riêng: --profile FILE, tiêu chí riêng: --checks DIR)",
        "use the version of kiemtra and the profile that the run used (one of your own: --profile FILE, own checks: --checks DIR)",
    )
}

/// Nobody has signed.
pub(super) fn to_sign() -> Text {
    Text::same("kiemtra sign REPORT.pdf --role ROLE --key FILE.p12")
}

/// A role is missing.
pub(super) fn to_sign_as(role: &str) -> Text {
    text!(
        "kiemtra sign REPORT.pdf --role {role} --key FILE.p12",
        "kiemtra sign REPORT.pdf --role {role} --key FILE.p12"
    )
}
