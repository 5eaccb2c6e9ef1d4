//! Forms, payrolls and lists as offices draw them.

use super::{check, table, text};

#[test]
fn digits_and_days_that_a_form_spreads() {
    check(
        &[
            ("Số định danh cá nhân: 0 7 9 0 9 0 0 0 0 1 2 3", "personal-number:1"),
            ("Kết quả: 0 7 9 0 9 0 0 0 0 1 2 3", ""),
            ("CCCD 079090000123, ngày sinh: 12/ 05/ 1990", "personal-number:1 birth:1"),
            ("CCCD 079090000123, sinh ngày 12 / 05 / 1990", "personal-number:1 birth:1"),
            ("CCCD 079090000123, cấp ngày 12/ 05/ 2021", "personal-number:1"),
        ],
        |case| text(&[case]),
    );
    check(
        &[
            (&["Số CMND/CCCD:|0|7|9|0|9|0|0|0|0|1|2|3"][..], "personal-number:1"),
            (&["Điểm|0|7|9|0|9|0|0|0|0|1|2|3"], ""),
        ],
        table,
    );
}

#[test]
fn provinces_companies_and_codes_beside_numbers() {
    check(
        &[
            ("CCCD 079090000123, trú tại tỉnh Cà Mau, số điện thoại 0912000123", "personal-number:1 phone:1 address:1"),
            ("Số điện thoại mẫu số điện thoại 0912000123", ""),
            ("Người bán: CÔNG TY CP NƯỚC\nSố tài khoản: 7500201001234", ""),
            ("Hộ ông Nguyễn Văn A; STK: 7500201001234", "name:1 bank-account:1"),
            ("1. ThS. Nguyễn Văn A - mã lớp 079090000123", ""),
            ("DIEN THOAI: 0912000123", "phone:1"),
            ("TK 7500201001234 Tu: NGUYEN VAN A. Ref 079090000123", "name:1 bank-account:1"),
        ],
        |case| text(&[case]),
    );
}

#[test]
fn addresses_without_labels_and_streets_like_persons() {
    check(
        &[
            (
                "1. Võ Kim Út, CCCD 058156821342, 121 Ngô Gia Tự, khóm 5, Trà Leng.",
                "personal-number:1 name:1 address:1",
            ),
            ("2. Lê Bảy, CCCD 092090585911, thôn Nà Tông, xã Nà Hỳ.", "personal-number:1 name:1 address:1"),
            (
                "- Ông Lê Bảy (CCCD 092090585911, 268 Bà Triệu, khóm 3, tỉnh X): đề nghị",
                "personal-number:1 name:1 address:1",
            ),
            ("1. Lê Bảy, CCCD 092090585911, xin tách hộ, chuyển đi", "personal-number:1 name:1"),
        ],
        |case| text(&[case]),
    );
}

#[test]
fn names_over_columns_and_numbers_of_lists() {
    check(
        &[
            (
                &["Họ|Chữ đệm|Tên|CCCD", "Cù|Tấn|Huy|079090000123", "Vũ|Thị|Mỹ Hoa|001190000456"][..],
                "personal-number:2 name:2",
            ),
            (&["Surname|Given names|Passport No.", "CHAU|SOC KHA|P9925547"], "passport:1 name:1"),
            (&["x|1) Tô Văn Chiến|CCCD: 079090000123"], "personal-number:1 name:1"),
            (
                &["1|H'Hen Niê|079090000123|Nam", "2|Y Bhăm Niê|001185000456|Nam", "3|Lê Văn C|034101000789|Nữ"],
                "personal-number:3 name:3",
            ),
            (&["Mã NV|NV1", "Tên nhân viên|Lộc Văn Sình", "Số CCCD|079090000123"], "personal-number:1 name:1"),
        ],
        table,
    );
}

#[test]
fn whom_a_body_pays_and_whom_one_reaches() {
    check(
        &[
            (
                &[
                    "STT|Họ và tên|Chức vụ|Số tài khoản|MST|Hệ số|Lương|PC|Khấu trừ|Thuế|Thực lĩnh",
                    "1|Nguyễn Văn A|Kế toán|7500201001234|8123456703|3.33|1|2|3|4|5",
                ][..],
                "tax-code:1 name:1 bank-account:1",
            ),
            (&["Tên trường|Hiệu trưởng|Điện thoại", "THCS A|Nguyễn Văn A|0912000123"], ""),
            (&["Đơn vị|Chủ tài khoản|Chức vụ|Số tài khoản", "UBND xã|Trần Văn B|Chủ tịch|7500201001234"], ""),
        ],
        table,
    );
}

#[test]
fn headings_in_several_rows() {
    check(
        &[
            (
                &[
                    "TT|Thông tin chủ hộ||Giấy tờ|Chỗ ở",
                    "|Họ và|Dân|Số|Thôn, bản, xã",
                    "|tên|tộc||",
                    "1|Nguyễn Văn A|Ba Na|079090000123|ấp Tân Hòa, xã B",
                ][..],
                "personal-number:1 name:1 address:1 ethnic-group:1",
            ),
            (
                &[
                    "TT|Họ tên|Ngày sinh||Số TK|MST",
                    "||Nam|Nữ||",
                    "1|Nguyễn Văn A|12/05/1990||7500201001234|1",
                    "2|Trần Thị B||13/06/1991|7500201001235|1",
                ],
                "name:2 birth:2 bank-account:2",
            ),
        ],
        table,
    );
}
