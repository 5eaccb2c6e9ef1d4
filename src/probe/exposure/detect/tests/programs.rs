//! What programs and their lists say of persons and secrets without telling one.

use super::{check, record, table, text};

#[test]
fn who_wrote_a_program_is_told_from_who_is_told_in_it() {
    let cases: &[(&[&str], &str)] = &[
        (&["/*! easy.js 1.0 | Copyright (c) 2013 Le Van Tho <letho87@gmail.com> | MIT */"], ""),
        (&["/**", " * Created by IntelliJ IDEA.", " * User: Le Van Tho <letho87@gmail.com>", " */", "class A {}"], ""),
        (&[" * @author Le Van Tho <letho87@gmail.com>"], ""),
        (&["Bản quyền (c) 2024 của tỉnh", "Người nộp: Lê Văn Thọ, thư điện tử letho87@gmail.com"], "email:1 name:1"),
        (&["INFO created by: letho87@gmail.com ip 10.0.0.1"], "email:1"),
        (&["Driver license: B2, chủ xe Lê Văn Thọ, email letho87@gmail.com"], "email:1 name:1"),
        (&["(a) bà A, (b) bà B, (c) ông Lê Văn Thọ, email letho87@gmail.com"], "email:1 name:1"),
        (&["# Liên hệ người nộp Lê Văn Thọ: letho87@gmail.com"], "email:1 name:1"),
    ];
    check(cases, text);
    let author = super::told(&super::findings(|detector| {
        use crate::probe::exposure::piece::{Kind, Sink, Step};
        detector.enter(Step::Record);
        detector.enter(Step::Key("authors"));
        detector.enter(Step::Items);
        detector.enter(Step::Record);
        detector.field("name", "Le Van Tho", Kind::Text);
        detector.field("email", "letho87@gmail.com", Kind::Text);
        (0..4).for_each(|_| detector.leave());
    }));
    assert_eq!(author, "");
}

#[test]
fn programs_name_passwords_without_telling_them() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("password", "Hash::make($request->password)")], ""),
        (&[("password", "required|min:8|confirmed")], ""),
        (&[("password", "hashed")], ""),
        (&[("password", ":password")], ""),
        (&[("@inquirer/password", "^4.0.9")], ""),
        (&[("label.password", "Mật_khẩu:")], ""),
        (&[("PWD", "/home/quantri")], ""),
        (&[("password", "bcrypt('Quan@Tri99')")], "password:1"),
        (&[("password", "Quan@Tri99")], "password:1"),
    ];
    check(cases, record);
    let cases: &[(&[&str], &str)] = &[
        (&[".k-i-password:before{content:\"x\"}"], ""),
        (&["$ket = $dung ? 'PASS' : 'FAIL';"], ""),
        (&["DB_PASSWORD=Quan@Tri99"], "password:1"),
        (&["letho87@gmail.com", "if ((benh_nen != NULL) && (nguoi_nop == NGUOI_MOI))"], "email:1"),
    ];
    check(cases, text);
}

#[test]
fn words_that_only_sound_like_somebodys_are_nobodys() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("email", "letho87@gmail.com"), ("ip_address", "118.70.12.5")], "email:1"),
        (&[("email", "letho87@gmail.com"), ("address", "$this->faker->address()")], "email:1"),
        (&[("email", "letho87@gmail.com"), ("dia_chi", "Thôn 9, xã Minh Châu")], "email:1 address:1"),
        (&[("ho ten", "Họ Tên"), ("benh binh", "Bệnh binh"), ("so cccd", "Số CCCD")], ""),
        (&[("MAIL_FROM_ADDRESS", "hello@example.com")], ""),
    ];
    check(cases, record);
    let cases: &[(&[&str], &str)] = &[
        (
            &[
                "first_name|gender|date_of_birth|phone|job|source",
                "Lê Văn Thọ|male|1987-02-03|0968123975|Kế toán|website",
                "Trần Thị Lý|female|1990-05-06|0868251793|Giáo viên|zalo",
            ],
            "phone:2 name:2 birth:2",
        ),
        (&["Họ tên|Điện thoại|Ghi chú", "Lê Văn Thọ|0968123975|Chủ tịch UBND xã"], ""),
        (
            &[
                "Họ và tên|CCCD|Quan hệ với chủ hộ|Nơi đăng ký khám chữa bệnh",
                "Lê Văn Thọ|001087999123|Chủ hộ|Trạm y tế xã Minh Châu",
                "Lê Thị Nguyên Quán|001187999124|Con dâu|Trạm y tế xã Minh Châu",
            ],
            "personal-number:2 name:2",
        ),
    ];
    check(cases, table);
}

#[test]
fn keys_and_passwords_of_other_makes_are_told() {
    let armour = "LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVFSXZ2UmV4YW1wbGUK";
    let certificate = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJlakNDQVNDZ0F3SUJBZ0lC";
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("client-key-data", armour)], "private-key:1"),
        (&[("certificate-authority-data", certificate)], ""),
        (&[("MAIL_PASSWORD", "xkvd qpwo mrnt hzja")], "password:1"),
        (&[("MAIL_PASSWORD", "nhap mat khau moi")], ""),
        (&[("_token", "WVaJ2kq9ZpX4mTb7LrYc1Ns8HdEo3FgU5iQwKxA6")], ""),
        (&[("api_token", "WVaJ2kq9ZpX4mTb7LrYc1Ns8HdEo3FgU5iQwKxA6")], "access-key:1"),
    ];
    check(cases, record);
    check(&[(&["Thôn 10, X. Ba Cụm Bắc, sđt 0914999973"][..], "phone:1")], text);
}

#[test]
fn gateways_bar_their_telephones_and_communes_their_clerks() {
    let cases: &[(&[&str], &str)] = &[
        (
            &["09:00|MT|84387102383|HCC|Ho so H03.43-260608-0161 cua ong/ba Doan Viet Thien da co ket qua|SENT"],
            "phone:1 name:1",
        ),
        (&["09:00|MT|17387102383|HCC|Ma 84387102383 da gui|SENT"], ""),
        (&["2. Lại Văn Khôi            CC Tư pháp - Hộ tịch     0778812519"], ""),
        (&["6. Bành Kim Loan              Trưởng Công an xã        0867513444"], ""),
    ];
    check(cases, text);
}
