//! Whole documents as provinces publish them, each beside one that only looks like it.

use super::{check, told};
use crate::probe::exposure::finding::Key;
use crate::probe::exposure::{Document, Limits, inspect};

/// What a document of that name tells.
pub(super) fn document((name, content): (&str, &str)) -> String {
    let key = Key::new([7; 16]);
    let document = Document { bytes: content.as_bytes(), content_type: None, name: Some(name), truncated: false };
    told(&inspect(&document, &key, Limits::default()).findings)
}

#[test]
fn strings_of_cards_are_no_table_and_tables_by_bars_still_are() {
    check(
        &[
            (
                (
                    "a.txt",
                    "079090000123|012345678|Nguyễn Văn A|12051990|Nam|Thôn 1, xã B, tỉnh C|12052021\n\
                     001190000456||Trần Thị B|01021990|Nữ|9/28 Lê Lợi, xã B, tỉnh C|12052021\n",
                ),
                "personal-number:2 old-card:1 name:2 birth:2 address:2",
            ),
            (
                (
                    "a.log",
                    "2025-03-04 09:10:00 scan data=079090000123||Nguyễn Văn A|12051990|Nam|Thôn 1, xã B, tỉnh C|12052021\n\
                     2025-03-04 09:11:00 scan data=001190000456||Trần Thị B|01021990|Nữ|Thôn 2, xã B, tỉnh C|12052021\n",
                ),
                "personal-number:2 name:2 birth:2 address:2",
            ),
            (
                ("a.txt", "STT|Họ và tên|Số CCCD\n1|Nguyễn Văn A|079090000123\n2|Trần Thị B|001190000456\n"),
                "personal-number:2 name:2",
            ),
            (
                (
                    "a.txt",
                    "079090000123|012345678|KT-01|12051990|x|kho 1|1\n001190000456|012345679|KT-02|99999999|x|kho 2|1\n",
                ),
                "",
            ),
        ],
        document,
    );
}

#[test]
fn logs_believe_labels_and_not_their_neighbours() {
    check(
        &[
            (
                (
                    "a.log",
                    "2025-06-01 12:23:21 DEBUG hoTen=Nguyễn Văn A, soCCCD=079090000123, maGD=001190000456\n\
                     2025-06-01 12:23:22 DEBUG hoTen=Trần Văn B, soCCCD=034085000123, maGD=040285000456\n\
                     2025-06-01 12:23:23 DEBUG hoTen=Lê Văn C, soCCCD=035086000123, maGD=042095000456\n",
                ),
                "personal-number:3 name:3",
            ),
            (
                (
                    "a.log",
                    "2025-06-01 12:23:21 gửi cho Nguyễn Văn A, số định danh 079090000123: lỗi 500\n\
                     2025-06-01 12:23:21 INFO worker-2 job=001190000456 took 4 ms\n",
                ),
                "personal-number:1 name:1",
            ),
            (("a.txt", "Số CCCD:\n079090000123\n"), "personal-number:1"),
        ],
        document,
    );
}

#[test]
fn pages_laid_out_by_tables_are_text_and_cells_of_several_lines_stay_values() {
    let labels = "<div>STT:</div><div>1</div><div>Họ và tên:</div><div>Nguyễn Văn A</div><div>Số CCCD:</div>\
                  <div>079090000123</div><div>Dân tộc:</div><div>Tày</div><div>Nơi ở:</div><div>số 6 Lê Lợi, xã B</div>";
    let page = format!("<html><table width=100%><tr><td><h2>Danh sách</h2>{labels}</td></tr></table></html>");
    let officials = "<html><table width=100%><tr><td><h2>Danh bạ</h2><h3>Chủ tịch UBND: Nguyễn Văn A</h3>\
                     <p>Điện thoại: 02043933309 - 0912000123<br>Email: a@x.gov.vn</p><h3>Chánh Văn phòng: Trần Văn B</h3>\
                     <p>Điện thoại: 02043933310 - 0912000124<br>Email: b@x.gov.vn</p></td></tr></table></html>";
    check(
        &[
            (("a.html", page.as_str()), "personal-number:1 name:1 address:1 ethnic-group:1"),
            (("a.html", officials), ""),
            (
                ("a.html", "<table><tr><td>1<td>Vũ Mạnh Kiên<br>Sinh 1990<br>CCCD 079090000123</table>"),
                "personal-number:1 name:1 birth:1",
            ),
            (
                (
                    "a.html",
                    "<table><tr><td>Họ và tên <input value='Nguyễn Văn A'><br>Số CCCD <input value=079090000123></table>",
                ),
                "personal-number:1 name:1",
            ),
        ],
        document,
    );
}

#[test]
fn a_row_that_begins_with_its_label_is_no_header() {
    check(
        &[
            (
                (
                    "a.html",
                    "<table><tr><th>Thủ tục:</th><td>Cấp lại giấy phép lái xe</td></tr><tr><th>Họ và tên:</th><td>Hà Gia \
                     Kiên</td></tr><tr><th>Số CC:</th><td>008200000448</td></tr><tr><th>Mã giao dịch:</th><td>051118000590</td></tr></table>",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.txt",
                    "ĐƠN ĐỀ NGHỊ\nKính gửi: Sở Nội vụ\nHọ và tên:\tCAO HANG\nDân tộc:\tHoa\nSố CCCD:\t017166000392\n",
                ),
                "personal-number:1 name:1 ethnic-group:1",
            ),
            (
                (
                    "a.csv",
                    "STT,Đơn vị,Mã biểu mẫu\n1,Bảo hiểm xã hội tỉnh,084317000641\n2,Bảo hiểm xã hội tỉnh,020204000774\n",
                ),
                "",
            ),
        ],
        document,
    );
}

#[test]
fn commands_calls_and_sentences_tell_passwords() {
    check(
        &[
            (("a.sh", "mysqldump -u root -pmMCmqJzk8828 dvc > dvc.sql\n"), "password:1"),
            (("a.sh", "mysqldump -u root -p dvc > dvc.sql\nmysql -u root -p$DB_PASS dvc\n"), ""),
            (
                ("a.php", "<?php\ndefine('DB_PASSWORD', '8YH75bMeQ@1078');\ndefine('DB_USER', 'wordpress1');\n"),
                "password:1",
            ),
            (("a.php", "<?php\ndefine('DB_PASSWORD', getenv('DB_PASSWORD'));\n"), ""),
            (("a.txt", "Mật khẩu wifi phòng họp là 66zN2aL9g7@\n"), "password:1"),
            (("a.txt", "Mật khẩu tối thiểu là 12 ký tự, thời hạn là 90 ngày.\n"), ""),
            (("a.env", "SMS_API_KEY_2=3aa71f7dc486968dfffa692188847c3a26b961e0\n"), "access-key:1"),
        ],
        document,
    );
}

#[test]
fn answers_as_sent_have_heads_with_values() {
    check(
        &[
            (
                (
                    "a.http",
                    "HTTP/1.1 200 OK\nServer: nginx\nX-User-CCCD: 079090000123\nSet-Cookie: hoTen=Nguy%E1%BB%85n%20V%C4%83n%20A; \
                     Path=/\n\n<html></html>",
                ),
                "personal-number:1 name:1",
            ),
            (
                (
                    "a.http",
                    "HTTP/1.1 200 OK\nX-Request-Id: 079090000123\nSet-Cookie: theme=Mai; Path=/\n\n<html></html>",
                ),
                "",
            ),
        ],
        document,
    );
}

#[test]
fn names_are_told_from_streets_labels_and_towns() {
    check(
        &[
            (("a.txt", "Đã gọi cho Lại Mỹ Hà, CCCD 079090000123\n"), "personal-number:1 name:1"),
            (("a.txt", "Gặp tại chợ Lại Mỹ Hà, CCCD 079090000123\n"), "personal-number:1"),
            (
                ("a.txt", "Họ tên: Nguyễn Nam    Sinh ngày: 9/9/1992    CCCD 079090000123\n"),
                "personal-number:1 name:1 birth:1",
            ),
            (("a.txt", "Ông K'Brơi, CCCD 079090000123, ở 71/22 Nguyễn Huệ\n"), "personal-number:1 name:1"),
            (("a.txt", "Ông Hà Long, CCCD 079090000123\n"), "personal-number:1 name:1"),
            (("a.txt", "Ở Hạ Long, CCCD 079090000123\n"), "personal-number:1"),
            (
                ("a.txt", "STK: 10992647132; Mức hưởng: 13602000; Số CCCD: 079090000123\n"),
                "personal-number:1 bank-account:1",
            ),
            (
                (
                    "a.txt",
                    "Địa chỉ: Số 12 Lê Lợi, phường B. Điện thoại: 02043706580. Email: vp@x.gov.vn\nCCCD 079090000123\n",
                ),
                "personal-number:1",
            ),
        ],
        document,
    );
}
