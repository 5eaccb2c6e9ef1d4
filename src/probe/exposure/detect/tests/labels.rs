//! What labels name, and what only looks like one: hosts called example, family names that words of labels look like.

use super::{check, findings, table, text, told};
use crate::probe::exposure::piece::Sink;

/// The names that blocks of text tell, masked.
fn named(blocks: &[&str]) -> String {
    let found = findings(|detector| blocks.iter().for_each(|block| detector.text(block)));
    assert_ne!(told(&found), "", "{blocks:?}");
    let names = found.iter().filter(|finding| finding.class == crate::probe::exposure::class::Class::Name);
    names.flat_map(|finding| finding.samples.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
}

#[test]
fn family_names_are_no_words_of_labels() {
    check(
        &[
            ("Họ tên: Võ Thùy Vân, CCCD 060163872181", "vo***[name, 11]"),
            ("Họ và tên Võ Thùy Vân, CCCD 060163872181", "vo***[name, 11]"),
            ("HO TEN: VO THUY VAN, CCCD 060163872181", "vo***[name, 11]"),
            ("x ho_ten=Võ Thùy Vân CCCD 060163872181", "vo***[name, 11]"),
            ("Tên: Chu Văn Anh, CCCD 060163872181", "ch***[name, 11]"),
            ("Họ tên vợ: Lê Thị Bình, CCCD 060163872181", "le***[name, 11]"),
            ("Ho ten chu ho: LE THI BINH, CCCD 060163872181", "le***[name, 11]"),
            ("Ông Cà Văn Xôm, CCCD số 011062029948", "ca***[name, 10]"),
            ("Người ở cùng: Ông Ngọc Uyên, CCCD 011062029948", "ong***[name, 13]"),
        ],
        |case| named(&[case]),
    );
}

#[test]
fn hosts_serials_and_other_cards_are_told_from_labels() {
    check(
        &[
            ("tra tại https://dvc.example.vn/a, số CCCD 079090000123", "personal-number:1"),
            ("Ví dụ: số CCCD 079090000123", ""),
            ("CCCD 024065359125 - thẻ cử tri 970190831", "personal-number:1"),
            ("Số CMND 163151756, biên bản số 504043883", "old-card:1"),
            ("Thu nhận CCCD; 098.765.432 lượt tra cứu", ""),
            ("CMND 098.765.432 cấp năm 2009", "old-card:1"),
            ("CCCD 079090000123, mã thẻ BHYT cũ: HS-4-01-0667120484", "personal-number:1 health-card:1"),
            ("Số tài khoản quỹ hội (Kho bạc): 019397941786", ""),
            (
                "https://a.vn/cb?so_cccd=027045822214&full_name=Đặng Minh Khánh&tx=022177414746",
                "personal-number:1 name:1",
            ),
            (
                "- Cao Đức Duy (SN 1974) cc 096074431689 gọi lại 0564.437.610, nhà Số 290 đường Hai Bà Trưng, phường Nghi Kim, tỉnh Lâm Đồng",
                "personal-number:1 phone:1 name:1 birth:1 address:1",
            ),
            ("msgid=745777339827 dest=84940985057 brand=BHXH", "phone:1"),
            ("1) Nguyễn Quốc Phúc - cc 019056703431 - xe 79-M6 433.24", "personal-number:1 plate:1 name:1"),
            ("Xe 37H-240.88 của ông Quách Phương Giang", "plate:1 name:1"),
        ],
        |case| text(&[case]),
    );
    check(
        &[
            (&["QUÁCH BÁ GIANG", "NS: 09/06/1999", "Số GTTT: 094099490409"][..], "personal-number:1 name:1 birth:1"),
            (&["Chi NS: 2024", "Số GTTT: 094099490409"], "personal-number:1 birth:1"),
            (&["Bà: ÔNG THỊ NHƯ\nSN: 11.10.1958\nCMND/CCCD: 079.158.039.476"], "personal-number:1 name:1 birth:1"),
            (&["- Ông: Tạ Nam; Sinh năm: 1955; CMTND số: 301 382 381"], "old-card:1 name:1 birth:1"),
            (&["Họ tên/Name Châu Khắc Huy", "ID No.094080357891"], "personal-number:1 name:1"),
            (
                &[
                    "Biển kiểm soát: 30K-312.56",
                    "Chủ phương tiện: Nghiêm Bảo Ngân; Địa chỉ: 303/39 đường Hoàng Diệu, phường Láng Hạ, Hà Nội",
                ],
                "plate:1 name:1 address:1",
            ),
            (&["2) Phạm Văn Tuấn, lớp 6C, ngày sinh: 22-05-2011."], "name:1 birth:1"),
            (&["Phạm Văn Tuấn, lớp 6C, ngày nộp: 22-05-2011."], ""),
            (&["TRUNG TÂM GDTX", "CHỨNG CHỈ", "Cấp cho: LÊ A SÁNG", "Sinh ngày: 08/08/1994"], "name:1 birth:1"),
            (&["CCCD 024065359125", "Sinh ngày: 17 - 07 - 1988"], "personal-number:1 birth:1"),
        ],
        text,
    );
}

#[test]
fn forms_of_two_pairs_a_row_and_rows_of_a_family_head_nothing() {
    check(
        &[
            (
                &[
                    "Họ và tên|LÊ MỸ HƯƠNG|Giới tính|Nữ",
                    "Thường trú|xã Tiên Trang, huyện Quảng Xương|Dân tộc|Mường",
                    "Số CCCD|038170019414|ĐT liên hệ|03621.50141",
                ][..],
                "personal-number:1 phone:1 name:1 address:1 ethnic-group:1",
            ),
            (
                &[
                    "Quan hệ|Họ tên|Năm sinh|Chỗ ở",
                    "Bố|Nguyễn Quốc Dũng|1958|cùng địa chỉ",
                    "Mẹ|Hoàng Thị Thu Yến|1949|cùng địa chỉ",
                ],
                "name:2 birth:2 address:1",
            ),
            (
                &["Họ và tên|Ngày|Tháng|Năm sinh|CCCD", "Kiều Thanh Lâm|6|5|1984|011084004909"],
                "personal-number:1 name:1 birth:1",
            ),
            (
                &["TT|Họ tên|Ngày sinh / Ngày chết|Số CCCD", "1|Dương Thị Thơm|08/03/1953\n† 01/04/2024|001153021370"],
                "personal-number:1 name:1 birth:1",
            ),
            (
                &["Người bán|Số CCCD|Số phiếu cân", "Vũ Hoàng Thơm|030172456738|143360083743"],
                "personal-number:1 name:1",
            ),
            (
                &["Người hưởng|Số CCCD|Tài khoản", "Bui Viet Dung|034206004762|63153403868609"],
                "personal-number:1 name:1 bank-account:1",
            ),
            (&["Chủ hồ sơ|CCCD|Xử lý", "Nghiêm Đình Hiếu|040083243744|CB: Đinh Ngọc Huy"], "personal-number:1 name:1"),
            (&["Mã vật tư|Số lô|Thẻ treo", "A|1|0724893945", "B|2|0834660989", "C|3|0941957147", "D|4|0779428467"], ""),
            (
                &["MST|Đại diện hộ KD|CCCD", "8352744083-001|Hoàng Tường Dung|022162736706"],
                "personal-number:1 tax-code:1 name:1",
            ),
            (&["Số thuê bao|Họ tên chủ thuê bao", "84894005971|Vũ Thanh Hải"], "phone:1 name:1"),
            (
                &[
                    "Số đơn|Người gửi đơn|Mã",
                    "1|Nguyễn Ngọc Hương\nCCCD: 042177801111\nĐC: Tổ 16, xã Mỹ Đức, tỉnh Nghệ An|019209990548",
                ],
                "personal-number:1 name:1 address:1",
            ),
            (
                &["username|full_name|pwd_plain|cccd", "giang94|Giàng Thị Phượng|HoaqN9cNT9|024146829683"],
                "personal-number:1 name:1 password:1",
            ),
            (&["Chủ hộ|Số CMND", "Thân Thế Long|011988713", "Tổng cộng|120000000"], "old-card:1 name:1"),
            (&["smtp_user|a@b.vn", "smtp_pass|tS9!mailTruong"], "email:1 password:1"),
        ],
        table,
    );
}

#[test]
fn keys_that_look_odd_are_keys() {
    check(
        &[
            ("Authorization: Bearer mRil191l9jDgmknlbtwemGXqo5SfdVG41cjl", "access-key:1"),
            ("Authorization: Bearer {{token}}", ""),
            ("VNPAY_HASH_SECRET=AOJNMKNKMQCOYABWMZAUNUAQDROJLXME", "access-key:1"),
            ("GITLAB_TOKEN=glpat-ihCnHkialJHzAHMztriw", "access-key:1"),
            ("class=glpat-is-the-prefix-of-tokens", ""),
            ("VNPAY_HASH_SECRET=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""),
            ("define('AUTH_KEY', '^ts<8%EIg_Z{mxG~6#Sc%v[Wirx,Vhx:Dh[,1m.h>,b-uCmXbezm|#LK+f./_TS!');", "access-key:1"),
            ("define('AUTH_KEY', 'put your unique phrase here');", ""),
            ("PDO->__construct('mysql:host=10.0...', 'tnmt_web', 'Tnmt#4ScZFlRq', Array)", "password:1"),
        ],
        |case| text(&[case]),
    );
}
