use super::{check, text};

#[test]
fn personal_numbers_in_text() {
    check(
        &[
            ("Ông Nguyễn Văn A, CCCD số 079090000123, trú tại xã X, tỉnh Y", "personal-number:1 name:1 address:1"),
            ("Số CCCD: 001190000123", "personal-number:1"),
            ("Số định danh cá nhân 001205000456.", "personal-number:1"),
            ("CCCD/CMND: 034.085.000.123", "personal-number:1"),
            ("Số CCCD 034 085 000 123 do Cục Cảnh sát cấp", "personal-number:1"),
            ("Số CC: 034-085-000123 cấp ngày 12/05/2021", "personal-number:1"),
            ("Số ĐDCN: 034085000123", "personal-number:1"),
            ("CCCD: 079090000123, 001190000456", "personal-number:2"),
            ("cccd=079090000123&x=1", "personal-number:1"),
            ("số căn cước công dân của tôi là 079090000123", "personal-number:1"),
            ("Số CMND/CCCD：０７９０９００００１２３", "personal-number:1"),
            ("Số định danh 079\u{200b}090\u{200b}000123", "personal-number:1"),
            ("Số CCCD 079\u{a0}090\u{a0}000\u{a0}123", "personal-number:1"),
            (
                "1. Nguyễn Văn A, sinh 1990, CCCD 079090000123, trú tại thôn 1, xã B",
                "personal-number:1 name:1 birth:1 address:1",
            ),
            ("1 Nguyễn Văn A 12/05/1990 079090000123", "personal-number:1 name:1 birth:1"),
            (
                "079090000123|012345678|Nguyễn Văn A|12051990|Nam|Thôn 1, xã B, tỉnh C|12052021",
                "personal-number:1 old-card:1 name:1 birth:1 address:1",
            ),
            ("CCCD079090000123", "personal-number:1"),
            ("Identity number: 079090000123", "personal-number:1"),
            ("/uploads/cccd_079090000123.pdf", "personal-number:1"),
        ],
        |case| text(&[case]),
    );
}

#[test]
fn what_only_looks_like_a_personal_number() {
    check(
        &[
            ("Mã giao dịch: 079090000123", ""),
            ("Số hóa đơn 001190000123", ""),
            ("Mã hồ sơ 000.00.16.H40-220510-0001", ""),
            ("H40.16-079090000123", ""),
            ("Mã vạch 079090000123, số serial 034085000123", ""),
            ("lúc 202405121230 có lỗi", ""),
            ("uuid 550e8400-e29b-41d4-a716-079090000123", ""),
            ("0.079090000123", ""),
            ("tọa độ 10.762622, 106.660172", ""),
            ("request id 079090000123", ""),
            ("CCCD: 079*****0123", ""),
            ("CCCD 0790xxxxx123", ""),
            ("CCCD đã có. Mã hồ sơ: 079090000123", ""),
            ("tổng 079090000123 đồng", ""),
            ("Nguyễn Văn A 079090000123", ""),
            ("Quyết định số 123/2024/QĐ-UBND ngày 12/05/2024", ""),
            ("sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709", ""),
            ("Số tài khoản 079090000123", "bank-account:1"),
            ("GPLX số 079090000123", "driving-licence:1"),
            ("Ví dụ: 079090000123", ""),
        ],
        |case| text(&[case]),
    );
}

#[test]
fn phones_and_what_only_looks_like_them() {
    check(
        &[
            ("SĐT: 0912000123", "phone:1"),
            ("ĐT 0912.000.123", "phone:1"),
            ("điện thoại +84 912 000 123", "phone:1"),
            ("Số điện thoại: 84912000123", "phone:1"),
            ("Anh Nguyễn Văn A 0912 000 123", "name:1 phone:1"),
            ("Di động 0356000123", "phone:1"),
            ("phone: 0912000123", "phone:1"),
            ("Zalo: 0912000123", "phone:1"),
            ("SĐT 0912-000-123", "phone:1"),
            ("Mobile (+84)912000123", "phone:1"),
            ("Điện thoại: 0243 8000 123", ""),
            ("Tổng đài 1900 0000", ""),
            ("Đường dây nóng: 0912000123", ""),
            ("Điện thoại cơ quan: 0912000123", ""),
            ("Chủ tịch UBND xã: Nguyễn Văn B, ĐT 0912000123", ""),
            ("MST: 0312000123", ""),
            ("giá trị 0.912000123", ""),
            ("số tiền 912000123", ""),
            ("Hotline: 0912 000 123", ""),
            ("Mã đơn hàng 0912000123", ""),
        ],
        |case| {
            text(&[case])
                .split(' ')
                .filter(|w| !w.is_empty())
                .map(str::to_owned)
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join(" ")
        },
    );
}

#[test]
fn mails_and_what_only_looks_like_them() {
    check(
        &[
            ("Email: nguyenvana90@gmail.com", "email:1"),
            ("liên hệ tranb.hn@yahoo.com.vn nhé", "email:1"),
            ("<a>le-c@vnpt.vn</a>", "email:1"),
            ("mailto:phamd@outlook.com", "email:1"),
            ("NGUYENA@GMAIL.COM", "email:1"),
            ("a.b.c@sub.truong.edu.vn", "email:1"),
            ("x1@x2.vn", "email:1"),
            ("thư điện tử: nva＠gmail.com", "email:1"),
            ("nva90@gmail.com; nvb91@gmail.com", "email:2"),
            ("E-mail nva_1@icloud.com.", "email:1"),
            ("nguyenvana@hanoi.gov.vn", ""),
            ("hotro@vnpt.vn", ""),
            ("vanthu.soxd@gmail.com", ""),
            ("logo@2x.png", ""),
            ("user@example.com", ""),
            ("git@github.com", ""),
            ("ubndxahoabinh@gmail.com", ""),
            ("@media screen", ""),
            ("nva@localhost", ""),
            ("no-reply@dichvu.vn", ""),
        ],
        |case| text(&[case]),
    );
}

#[test]
fn secrets_and_their_place_holders() {
    check(
        &[
            ("DB_PASSWORD=S3cr3tPa55", "password:1"),
            ("jdbc:sqlserver://db;user=sa;password=Abc@12345;", "password:1"),
            ("mongodb://app:p4ssw0rd@10.0.0.1/db", "password:1"),
            ("Server=.;Database=x;User Id=sa;Pwd=Qwe!2345;", "password:1"),
            ("\"password\": \"hUnt3r-x\"", "password:1"),
            ("spring.datasource.password=abc12345", "password:1"),
            ("Mật khẩu: Abc@123456", "password:1"),
            ("AKIAQ3EGXU2ZPL7RT5WN", "access-key:1"),
            ("apiKey: 'q8Zt4LrX0pWm2Ks9Yv7B'", "access-key:1"),
            ("token ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "access-key:1"),
            ("AccountKey=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3A=;", "access-key:1"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7zXk2Qv1yR9tL0pW5mN8cB3dF6gH\n-----END",
                "private-key:1",
            ),
            ("DB_PASSWORD=changeme", ""),
            ("DB_PASSWORD=${DB_PASSWORD}", ""),
            ("password=<password>", ""),
            ("password: xxxxxxxx", ""),
            ("password=********", ""),
            ("Mật khẩu: tối thiểu 8 ký tự", ""),
            ("mongodb://user:password@host/db", ""),
            ("AKIAIOSFODNN7EXAMPLE", ""),
            ("var password = document.getElementById('pwd').value", ""),
            ("-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA7zXk2Qv1yR9tL0pW5mN8cB3dF6gH\n-----END", ""),
            ("-----BEGIN PRIVATE KEY-----\n...\n-----END", ""),
            ("csrf_token=q8Zt4LrX0pWm2Ks9Yv7B", ""),
        ],
        |case| text(&[case]),
    );
}

#[test]
fn labels_and_values_in_lines_of_their_own() {
    let form = [
        "Họ và tên: Nguyễn Văn A",
        "Ngày sinh: 12/05/1990",
        "Dân tộc: Tày",
        "Tôn giáo: Phật giáo",
        "Số CCCD:",
        "079090000123",
        "Nơi thường trú: Thôn 1, xã B, tỉnh C",
    ];
    assert_eq!(text(&form), "personal-number:1 name:1 birth:1 address:1 ethnic-group:1 religion:1");
    assert_eq!(text(&[&form.join("\n")]), "personal-number:1 name:1 birth:1 address:1 ethnic-group:1 religion:1");
    assert_eq!(text(&["Họ và tên: Nguyễn Văn A"]), "");
    assert_eq!(text(&["Dân tộc: Tày", "Tôn giáo: Phật giáo"]), "");
    let lines = [
        "STT Họ và tên Ngày sinh Số CCCD",
        "1 Nguyễn Văn A 01/01/1985 034085000123",
        "2 Trần Thị B 02/02/1990 034190000123",
    ];
    assert_eq!(text(&lines), "personal-number:2 name:2 birth:2");
}

#[test]
fn names_in_forms_letters_and_dumps() {
    check(
        &[
            ("Họ và tên: ……Nguyễn Văn A………  Nam/Nữ: Nam|Số CCCD: 079090000123", "personal-number:1 name:1"),
            (
                "Tôi tên là: Nguyễn Văn A   Sinh ngày: 12/05/1990|Căn cước số: 079090000123",
                "personal-number:1 name:1 birth:1",
            ),
            ("Họ, chữ đệm, tên người mẹ: Lò Thị Máy|Giấy tờ tùy thân: CCCD 079190000123", "personal-number:1 name:1"),
            ("Tiếp nhận hồ sơ của: Nguyễn Văn A|Số điện thoại: 0912000123", "phone:1 name:1"),
            ("[ho_ten] => Nguyễn Văn A|[so_cccd] => 079090000123", "personal-number:1 name:1"),
            ("['ho_ten' => 'Trần K Brơi', 'cccd' => '079090000123']", "personal-number:1 name:1"),
            ("c.setHoTen(\"Nguyễn Văn A\"); c.setSoCccd(\"079090000123\");", "personal-number:1 name:1"),
            ("VALUES (1, N'Đỗ Thị Kim Lan', '079190000123', 'CCCD 079190000123')", "personal-number:1 name:1"),
            ("Nguyễn Văn A|0912 000 123", "phone:1 name:1"),
            ("Cảm ơn ông Nguyễn Văn A đã đăng ký.|Số căn cước: 079090000123", "personal-number:1 name:1"),
            ("Giao ông Nguyễn Văn A, Giám đốc Sở Nội vụ.|Số căn cước: 079090000123", "personal-number:1"),
            ("Tôi là: Nguyễn Văn A|Số căn cước: 079090000123", "personal-number:1 name:1"),
            ("Tôn giáo:|Cao Đài|Số CCCD:|079090000123", "personal-number:1 religion:1"),
            ("Người nộp Nguyễn Văn A|Số CCCD 079090000123", "personal-number:1 name:1"),
            ("Sinh ngày ..12.. tháng ..05.. năm ..1990..|Số CCCD: ..079090000123..", "personal-number:1 birth:1"),
            ("đối với ông LÈO BÁ PAO; sinh ngày: 12/05/1990; số CMND: 012345678", "old-card:1 name:1 birth:1"),
        ],
        |case| text(&case.split('|').collect::<Vec<_>>()),
    );
}

#[test]
fn what_stands_beside_and_below_says_whose_it_is() {
    check(
        &[
            ("1) Nguyễn Văn A|CCCD 079090000123|Thôn 1, xã B, tỉnh C", "personal-number:1 name:1 address:1"),
            ("Liên hệ: 0912 000 123 / nva90@gmail.com", "phone:1 email:1"),
            ("Liên hệ: 0912000123 / vanthu@tinh.gov.vn", ""),
            ("24A-123.45 - Chủ xe: Nguyễn Văn A", "plate:1 name:1"),
            ("24A-123.45 - Quyết định", ""),
            ("nộp vào tài khoản số 117000123456 của Ban QLDA tại VietinBank", ""),
            ("Số tài khoản 117000123456 tại VietinBank", "bank-account:1"),
            ("mysqli_connect('localhost', 'root', 'R00t_x_9912', 'portal')", "password:1"),
            ("curl -u admin:Adm1n_x99 https://10.0.0.9/api", "password:1"),
            ("admin:$apr1$Zx8q1v0s$H2kW9v7nQe4yT6uJ1mB3c/", "password:1"),
        ],
        |case| text(&case.split('|').collect::<Vec<_>>()),
    );
}

#[test]
fn addresses_of_offices_are_nobodys() {
    let person = ["Họ và tên: Nguyễn Văn A", "Số CCCD: 079090000123", "Nơi cư trú: Thôn 1, xã B, tỉnh C"];
    let office = ["Cơ quan chủ quản: UBND tỉnh", "Địa chỉ: 02 Trần Phú, phường D, tỉnh E", "Điện thoại: 0269.3824.404"];
    assert_eq!(text(&[person, office].concat()), "personal-number:1 name:1 address:1");
    assert_eq!(text(&person), "personal-number:1 name:1 address:1");
    let born = ["Họ và tên: Nguyễn Văn A", "Ngày sinh: 12/05/1990", "Nơi thường trú: Thôn 1, xã B, tỉnh C"];
    assert_eq!(text(&born), "name:1 birth:1 address:1");
}

#[test]
fn cards_of_health_insurance_as_they_are_printed() {
    check(
        &[
            ("thẻ DN 4 79 79 123 45678 còn hạn", "health-card:1"),
            ("Nguyễn Văn A - HT 2 40 4012345678", "health-card:1 name:1"),
            ("ADN 4 79 79 123 45678", ""),
            ("TT 4 79 79 123 45678", ""),
            ("DN 9 79 79 123 45678", ""),
        ],
        |case| text(&[case]),
    );
}

#[test]
fn columns_named_above_count_when_a_number_asks() {
    let silent = ["079090999123"; 1];
    let blocks = ["Họ tên, Số định danh cá nhân, Địa chỉ", "Nguyễn Văn An", "079090999123", "Thôn Đông"];
    assert_eq!(text(&silent), "", "nothing says what it is");
    assert!(text(&blocks).contains("personal-number:1"), "{}", text(&blocks));
}

#[test]
fn what_stands_beside_a_time_or_a_uuid_is_still_read() {
    let cases: &[(&[&str], &str)] = &[
        (
            &["08:00 08:15 08:30 08:45 09:00 09:15 09:30 09:45 Họ tên: Nguyễn Văn An", "Số CCCD: 079090999123"],
            "personal-number:1 name:1",
        ),
        (&["5f0c7e1a-3b2d-4c5e-9f10-079090999123"], ""),
        (&["CCCD 079090999123 (5f0c7e1a-3b2d-4c5e-9f10-0123456789ab)"], "personal-number:1"),
        (&["5f0c7e1a-3b2d-4c5e-9f10-0123456789ab CCCD 079090999123"], "personal-number:1"),
        (&["Ngày sinh: 05/05/1990 08:15, CCCD 079090999123"], "personal-number:1 birth:1"),
        (&["DOB 1990, CCCD 079090999123"], "personal-number:1 birth:1"),
    ];
    check(cases, text);
}
