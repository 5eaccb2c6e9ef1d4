//! What judges laid out who had never seen the detector: forms that say a thing once, and look-alikes beside them.

use super::documents::document;
use super::{check, table, text};

#[test]
fn keys_and_words_that_say_what_a_number_is() {
    check(
        &[
            (&["PAY holder=\"NGUYEN THI TRINH\" pan=4539014780489582 rrn=960362360108"][..], "name:1 bank-card:1"),
            (&["INFO to=84797121430 text=\"Chao ong/ba Nguyen Thi Bich Oanh, ho so 072192022290\""], "phone:1 name:1"),
            (&["OTP sent to 0584151323 for citizenId=049092828578 txn=006160127920"], "personal-number:1 phone:1"),
            (&["'XemCCCD$068300002789'"], "personal-number:1"),
            (&["CCCD 011205524933; ĐT: 033-284-4389; hồ sơ NVQS số 399072576"], "personal-number:1 phone:1"),
            (&["Tổng kinh phí 086048411082 đồng. Bài, ảnh: Đinh Đình Công Hải"], ""),
            (&["UBND: Ho so 015193262943 cua Ong/Ba Vo Thanh Phong (CCCD 011205524933)"], "personal-number:1 name:1"),
            (&["CCCD số 056183909846, sinh ngày 25/04/1983. Số xác nhận: 048098693937."], "personal-number:1 birth:1"),
            (&["Số CCCD ghi trong hồ sơ: 056183909846"], "personal-number:1"),
            (&["SĐT trong phiếu: 0973829156, bà Trần Thị Hoa, CCCD 056183909846"], "personal-number:1 phone:1 name:1"),
            (&["Tôi, CCCD số 079190001234 đồng ý cho sử dụng ảnh"], "personal-number:1"),
            (
                &["079190001234 đồng thời là mã số thuế của bà Trần Thị Hoa, sinh năm 1990"],
                "personal-number:1 name:1 birth:1",
            ),
            (&["Số định danh cá nhân: □□□□□□□□□□□□", "Mẫu số: 145009761"], ""),
            (
                &["Người nộp thuế: H'Nuin Niê Kđăm", "Mã số thuế: 8732046014 CCCD: 096 194 597 266"],
                "personal-number:1 tax-code:1 name:1",
            ),
        ],
        text,
    );
}

#[test]
fn columns_and_their_look_alikes() {
    check(
        &[
            (
                &[
                    "Full name|Date of birth|Passport No.|Payment card",
                    "THAI DUY TOAN|18 Jun 1992|N5096052|4123-4585-1718-3947",
                ][..],
                "passport:1 name:1 birth:1 bank-card:1",
            ),
            (&["Mã định danh thửa|Tờ", "054063001234|1", "030075004321|2", "072088001111|3"], ""),
            (&["Tài khoản đơn vị|Tên đơn vị", "033083365772|Văn phòng HĐND và UBND"], ""),
            (
                &["Mã thẻ|Biển số|Chủ xe|SĐT", "8601234567|34A-123.45|Lê Thị Thu Trang|0797121430"],
                "plate:1 phone:1 name:1",
            ),
            (&["Người được hỗ trợ|Số tài khoản", "CHAU THI HONG MAI|7198205915112"], "name:1 bank-account:1"),
            (&["Họ tên giáo viên|Số CCCD", "Nguyễn Ngọc Trường|014096011250"], "personal-number:1 name:1"),
        ],
        table,
    );
}

#[test]
fn what_programs_and_messengers_write() {
    check(
        &[
            (
                (
                    "a.json",
                    "{\"text\":[{\"type\":\"plain\",\"text\":\"Thái Đức Thọ, sn \"},\"25/07/1975\",{\"type\":\"plain\",\"text\":\", CCCD \"},{\"type\":\"phone\",\"text\":\"079075208498\"}]}",
                ),
                "personal-number:1 name:1 birth:1",
            ),
            (
                (
                    "a.json",
                    "{\"HoTen\":\"Nguyễn Văn Hậu\",\"NgaySinh\":\"/Date(592592400000+0700)/\",\"SoCanCuoc\":\"056088142179\"}",
                ),
                "personal-number:1 name:1 birth:1",
            ),
            (
                (
                    "a.json",
                    "{\"fullName\":\"LE VAN A\",\"documents\":[{\"type\":\"PASSPORT\",\"number\":\"P66256299\"},{\"type\":\"NATIONAL_ID\",\"number\":\"040199955985\"},{\"type\":\"TICKET\",\"number\":\"040199955123\"}]}",
                ),
                "personal-number:1 passport:1 name:1",
            ),
            (
                (
                    "a.html",
                    "<dl><dt>Nguyễn Hoàng Đăng</dt><dd>Số thẻ ATM: 9704 3675 1704 8206 — MST cá nhân: 8612002664</dd></dl>",
                ),
                "tax-code:1 name:1 bank-card:1",
            ),
            (
                (
                    "a.rtf",
                    "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 VNI-Times;}}\\f0 1. Tra\\'e0n Minh L\\'f6\\'efc, ca\\'ean c\\'f6\\'f4\\'f9c co\\'e2ng da\\'e2n so\\'e1 087057639234\\par }",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.js",
                    "export default { jwtSecret: process.env.JWT_SECRET || 'Dc6uW5x6hEUcZEyDiGrXUvHDVRpuUMtc', a: b || c };",
                ),
                "access-key:1",
            ),
            (("a.yml", "datasource:\n  username: hotich\n  password: Lgsp%1092kT#w32\n"), "password:1"),
            (
                ("a.html", "<img src=\"/a.jpg\" alt=\"CCCD mặt trước Tô Văn Hiếu\" title=\"Số CCCD 038062703952\">"),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.js",
                    "const guest='eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1aWQiOiIxIiwicm9sZSI6ImFub255bW91cyIsImV4cCI6MTkyNDk5MjAwMH0.YvlsNPRCrKAqrZGvWDz-ni5lvxeetbWbzIIvPJ1lLo8';",
                ),
                "access-key:1",
            ),
            (
                (
                    "a.config",
                    "<c><add key=\"SmsBrandPass\" value=\"Sql%2878kT#p47\"/><add key=\"byPass\" value=\"Sql%2878kT#p47\"/></c>",
                ),
                "password:1",
            ),
        ],
        document,
    );
}

#[test]
fn households_and_forms_as_sent() {
    check(
        &[
            (
                (
                    "a.json",
                    "{\"household\":{\"address\":\"Ấp 4, xã Nghi Phong, huyện Nghi Lộc, tỉnh Nghệ An\",\"members\":[{\"fullName\":\"Lý Mạnh Tùng\",\"personalIdNumber\":\"089065019523\"},{\"fullName\":\"Phạm Khắc Việt\",\"personalIdNumber\":\"095058023881\"}]}}",
                ),
                "personal-number:2 name:2 address:1",
            ),
            (
                (
                    "a.json",
                    "{\"donVi\":{\"diaChi\":\"Ấp 4, xã Nghi Phong, huyện Nghi Lộc, tỉnh Nghệ An\",\"danhSach\":[{\"fullName\":\"Lý Mạnh Tùng\",\"personalIdNumber\":\"089065019523\"},{\"fullName\":\"Phạm Khắc Việt\",\"personalIdNumber\":\"095058023881\"}]}}",
                ),
                "personal-number:2 name:2",
            ),
            (
                (
                    "a.js",
                    "$('#txtHoTenChuHo').val('Nguyễn Khánh Chi'); $('#txtCMND').val(\"381529224\"); $('#hdfMaHoSo').val('020305002168');",
                ),
                "old-card:1 name:1",
            ),
            (
                (
                    "a.js",
                    "document.getElementById('soCccd').value = '079090000123'; document.getElementById('maHoSo').value = '020305002168';",
                ),
                "personal-number:1",
            ),
            (
                (
                    "a.txt",
                    "POST /nop HTTP/1.1\n\n--XX\nContent-Disposition: form-data; name=\"nguoiDaiDien\"\n\nTrịnh Thị Anh\n--XX\nContent-Disposition: form-data; name=\"cmndNguoiDaiDien\"\n\n351235319\n--XX\nContent-Disposition: form-data; name=\"maHoSo\"\n\n079089030180\n--XX--\n",
                ),
                "old-card:1 name:1",
            ),
        ],
        document,
    );
}

#[test]
fn sentences_notes_and_rows_that_head_nothing() {
    check(
        &[
            (
                (
                    "a.txt",
                    "Em là Cầm Thị Phiểng (sđt 0830136210), căn cước 044163007945. Sổ đất nhà em ở Ấp Bình Hòa, xã Vĩnh Trạch, huyện Thoại Sơn, An Giang bị sai số tờ, thửa.\n",
                ),
                "personal-number:1 phone:1 name:1 address:1",
            ),
            (
                (
                    "a.txt",
                    "Đơn của ông Đinh Khắc Thành, số CCCD 044201009870, Buôn Kô Sia, xã Cư Êbur, tỉnh Đắk Lắk. Mã tài liệu 077181029453\n",
                ),
                "personal-number:1 name:1 address:1",
            ),
            (
                (
                    "a.txt",
                    "chu Bui Thi My Tuyet, sinh 3/10/1983, cmt 351536099, hen tra 12/02/2021 (phieu 084312025603)\n",
                ),
                "old-card:1 name:1 birth:1",
            ),
            (
                (
                    "a.html",
                    "<table><tr><td>nguoi_nop</td><td>\"Mai Hoang Trang\"</td></tr><tr><td>cmnd</td><td>\"212659185\"</td></tr></table>",
                ),
                "old-card:1 name:1",
            ),
            (
                (
                    "a.csv",
                    "GD 001 | Thẻ 9704070825406690 | Chủ thẻ VU MINH LONG | Số tham chiếu 529947301312\nGD 002 | Thẻ 9704072323706241 | Chủ thẻ PHUNG THI HANG | Số tham chiếu 829063284262\n",
                ),
                "name:2 bank-card:2",
            ),
        ],
        document,
    );
}
