use super::{check, feed_table, findings, table};

#[test]
fn tables_with_headers_near_and_far() {
    check(
        &[
            (
                &["STT|Họ và tên|Số CCCD", "1|Nguyễn Văn A|079090000123", "2|Trần Thị B|079190000456"][..],
                "personal-number:2 name:2",
            ),
            (
                &[
                    "DANH SÁCH HỘ NGHÈO",
                    "STT|Họ tên|Ngày sinh|CCCD|Địa chỉ",
                    "1|Nguyễn Văn A|12/05/1990|79090000123|Thôn 1, xã B",
                ],
                "personal-number:1 name:1 birth:1 address:1",
            ),
            (&["STT|Mã báo cáo|Nội dung", "1|079090000123|a", "2|001190000456|b", "3|034085000789|c"], ""),
            (
                &["Họ và tên|Nguyễn Văn A", "Ngày sinh|12/05/1990", "Số CCCD|079090000123", "Dân tộc|Kinh"],
                "personal-number:1 name:1 birth:1 ethnic-group:1",
            ),
            (
                &[
                    "Họ tên|Chức vụ|Điện thoại|Email",
                    "Nguyễn Văn A|Chủ tịch|0912000123|a@dn.vn",
                    "Trần Văn B|Phó Chủ tịch|0912000124|b@dn.vn",
                ],
                "",
            ),
            (
                &["Họ và tên:||Nguyễn Văn A", "Ngày sinh:||12/05/1990", "Số CCCD:||079090000123"],
                "personal-number:1 name:1 birth:1",
            ),
            (
                &["Họ và tên|Nguyễn Văn A|Trần Thị B|Lê C", "Số CCCD|079090000123|079190000456|079090000789"],
                "personal-number:3 name:3",
            ),
            (
                &["STT|Biển kiểm soát|Chủ xe|Địa chỉ", "1|24A-123.45|Nguyễn Văn A|Thôn 1, xã B, tỉnh C"],
                "plate:1 name:1 address:1",
            ),
            (
                &["Họ và tên: Nguyễn Văn A|Ngày sinh: 12/05/1990", "Số CCCD: 079090000123|Điện thoại: 0912000123"],
                "personal-number:1 phone:1 name:1 birth:1",
            ),
            (&["Họ tên người vay|CMND", "Nguyễn Văn A\nSN 1970|012345678"], "old-card:1 name:1 birth:1"),
            (&["Loại|Số thẻ test", "NAPAS|9704 0000 0000 0018"], ""),
            (&["Họ tên|Điện thoại", "Nguyễn Văn A|0912000123", "Trần Văn B|912000124"], "phone:2 name:2"),
            (
                &["x|079090000123|Nguyễn Văn A", "x|001185000456|Trần Thị B", "x|034301000789|Lê Văn C"],
                "personal-number:3 name:3",
            ),
            (&["x|001224000123|a", "x|001224000124|b", "x|001224000125|c", "x|001224000126|d"], ""),
            (&["Tên công ty|MST|Điện thoại", "Công ty TNHH A|0100109106|02438000123"], ""),
            (&["Người nộp|Giấy tờ|Ngày cấp", "Nguyễn Văn A|079090000123|12/05/2021"], "personal-number:1 name:1"),
        ],
        table,
    );
}

#[test]
fn places_are_templates() {
    let found = findings(|detector| feed_table(detector, &["STT|Số CCCD", "1|079090000123", "2|001190000456"]));
    assert_eq!(found.iter().map(|finding| finding.place.as_str()).collect::<Vec<_>>(), ["column \"Số CCCD\""]);
    assert_eq!(
        found.first().map(|finding| finding.samples.first().map(ToString::to_string)),
        Some(Some("079***[personal-number, 12]".to_owned()))
    );
}
