//! Sheets as clerks draw them: forms, tables on their side, days spread over columns, accounts with their passwords.

use super::{check, table, text};

#[test]
fn forms_drawn_in_sheets() {
    check(
        &[
            (
                &[
                    "SƠ YẾU LÝ LỊCH",
                    "1) Họ và tên khai sinh:|||MAI THỊ BÍCH NGA",
                    "3) Sinh ngày:|||17|tháng|1|năm|1988",
                    "7) Số CCCD:|||052 188 022 961",
                    "11) Điện thoại di động:|||0976.483.865",
                ][..],
                "personal-number:1 phone:1 name:1 birth:1",
            ),
            (&["Biển kiểm soát|Chủ xe|Số ĐT", "30C-294.70|ĐẶNG VĂN PHONG|0902000123"], "plate:1 phone:1 name:1"),
            // What a header names does not keep a form below it from being read.
            (
                &["Quan hệ|Họ và tên|Năm sinh", "Chồng|Tạ Đình Tiến|1963", "Số CCCD:|||052 188 022 961"],
                "personal-number:1 name:1 birth:1",
            ),
            (
                &[
                    "|Họ tên|Hoàng Thị Lệ|Bế Thị Mơ",
                    "|Sinh ngày|08.11.1995|24.08.2002",
                    "|Căn cước|020195030148|020302010194",
                ],
                "personal-number:2 name:2 birth:2",
            ),
            (
                &[
                    "Họ tên|Doãn Văn Đông|Họ tên|Nguyễn Thị Thơ",
                    "CCCD|074201031073|CCCD|074300036593",
                    "SĐT|0977302085|SĐT|0782 799 257",
                ],
                "personal-number:2 phone:2 name:2",
            ),
        ],
        table,
    );
}

#[test]
fn days_of_birth_however_they_are_kept() {
    check(
        &[
            (&["hoten|ngaysinh|socccd", "Đặng Bảo Liên|37662|038303002013"][..], "personal-number:1 name:1 birth:1"),
            (&["hoten|luot_xem|socccd", "Đặng Bảo Liên|37662|038303002013"], "personal-number:1 name:1"),
            (&["Họ tên|Ng.sinh|CCCD", "Lý Văn Vỹ|19/02/05|001205008473"], "personal-number:1 name:1 birth:1"),
            (&["Họ tên|Hạn nộp|CCCD", "Lý Văn Vỹ|19/02/05|001205008473"], "personal-number:1 name:1"),
            (
                &["Họ tên|SINH|SINH|SINH|CCCD", "|ngày|tháng|năm|", "Chu Văn Thịnh|14|4|2003|048203000123"],
                "personal-number:1 name:1 birth:1",
            ),
        ],
        table,
    );
}

#[test]
fn passwords_stand_below_their_heading() {
    check(
        &[
            (&["Hệ thống|Địa chỉ|Tài khoản|Mật khẩu", "Cổng|10.0.0.1|admin|Hs!7qPz_0912"][..], "password:1"),
            (&["Lớp|Tài khoản|Mật khẩu", "1A|lop1a|Abc@12345", "1B|lop1b|Xyz@98765"], "password:2"),
            (&["Key|Value", "DB_PASSWORD|Kh@mBenh#2023", "REDIS_PASSWORD|null", "APP_ENV|production"], "password:1"),
            (&["Lớp|Tài khoản|Mật khẩu", "1A|lop1a|******", "1B|lop1b|(đổi khi đăng nhập)"], ""),
        ],
        table,
    );
}

#[test]
fn rows_of_keys_and_values_are_fields() {
    check(
        &[(
            &[
                "meta_id|post_id|meta_key|meta_value",
                "1|7|_field_your-name|Triệu Văn Sang",
                "2|7|_field_so-cccd|079090000123",
                "3|7|_field_dien-thoai|0868373220",
            ][..],
            "personal-number:1 phone:1 name:1",
        )],
        table,
    );
}

#[test]
fn accounts_of_schools_are_their_own() {
    check(
        &[
            (&["ten|dien_thoai|so_tk", "Trường THPT Nguyễn Hữu Huân|028 3896 0037|119000187204"][..], ""),
            (&["Đơn vị|Email|Điện thoại", "Trường THCS Nguyễn Du|nguyendu.thcs@gmail.com|0912000123"], ""),
            (&["Học sinh|Email|Điện thoại", "Trương Văn Du|du.truong@gmail.com|0912000123"], "phone:1 email:1 name:1"),
            (&["Họ tên|Số tài khoản", "Nguyễn Hữu Huân|119000187204"], "name:1 bank-account:1"),
        ],
        table,
    );
}

#[test]
fn lines_of_a_cell_speak_for_each_other() {
    check(
        &[
            (
                &[
                    "Người nộp|CCCD|Thông tin liên hệ",
                    "La Bá Tâm|049075007791|Tổ 4, thôn Vân Tiên, phường Điện An, tỉnh Quảng Nam\nĐT: 0826954013",
                ][..],
                "personal-number:1 phone:1 name:1 address:1",
            ),
            (
                &[
                    "Họ tên chồng:\nĐẶNG HOÀNG ĐẠT\nNơi cư trú:\n314 Trần Hoàng Na, xã Trường Long, TP Cần Thơ\nCCCD số 092090012345|x",
                ],
                "personal-number:1 name:1 address:1",
            ),
        ],
        table,
    );
    check(
        &[
            (
                &["Bà Quàng Thị Pọm (Bản Phang 2, xã Pú Nhung, tỉnh Điện Biên), số định danh 011167000656"][..],
                "personal-number:1 name:1 address:1",
            ),
            (
                &["La Hoàng Nhân, ngụ 383 Bùi Văn Hòa, phường Long Bình, tỉnh Đồng Nai, số căn cước 075068030773"],
                "personal-number:1 name:1 address:1",
            ),
            (
                &[
                    "Kính gửi thí sinh: Vũ Thanh Đông",
                    "Số báo danh: 40052069 – CCCD: 066206038138",
                    "Địa chỉ báo tin: Thôn 1, xã Ea Kpam, tỉnh Đắk Lắk",
                ],
                "personal-number:1 name:1 address:1",
            ),
        ],
        text,
    );
}
