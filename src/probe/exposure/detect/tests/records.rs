use super::{check, findings, record, text, told};
use crate::probe::exposure::piece::{Cell, Kind, Sink, Step};

#[test]
fn records_of_json_and_forms() {
    check(
        &[
            (
                &[("soCCCD", "079090000123"), ("hoTen", "Nguyễn Văn A"), ("ngaySinh", "12/05/1990")][..],
                "personal-number:1 name:1 birth:1",
            ),
            (&[("maHoSo", "079090000123"), ("tieuDe", "Cấp giấy phép")], ""),
            (
                &[("id", "079090000123"), ("dob", "1990-05-12"), ("fullName", "NGUYEN VAN A")],
                "personal-number:1 name:1 birth:1",
            ),
            (&[("cmnd", "012345678")], "old-card:1"),
            (&[("sdt", "0912000123"), ("ten", "Trần Thị B")], "phone:1 name:1"),
            (&[("soTaiKhoan", "1234567890123"), ("tenChuTaiKhoan", "TRAN THI B")], "name:1 bank-account:1"),
            (&[("mst", "0100109106"), ("tenDoanhNghiep", "Công ty An")], ""),
            (&[("mst", "8000000006"), ("hoTen", "Nguyễn Văn A")], ""),
            (&[("soTheBHYT", "DN4010000000123")], "health-card:1"),
            (&[("soBHXH", "0100000123")], "social-insurance:1"),
            (&[("hoChieu", "B1234567")], "passport:1"),
            (&[("gplx", "790123456789")], "driving-licence:1"),
            (&[("bienSo", "29A-123.45")], "plate:1"),
            (
                &[("hoTen", "Lò Thị Mai"), ("danToc", "Thái"), ("tonGiao", "Tin lành"), ("chanDoan", "Đái tháo đường")],
                "ethnic-group:1 religion:1 health:1",
            ),
            (&[("danToc", "Thái")], ""),
            (&[("anhCccdMatTruoc", "/files/a8f3c2.jpg")], "card-image:1"),
            (&[("file", "/upload/cmnd_mat_sau.png")], "card-image:1"),
            (&[("image", "/news/lam-can-cuoc-cong-dan.jpg")], ""),
            (&[("cardNumber", "9704000000000018")], "bank-card:1"),
            (&[("password", "S3cret!x")], "password:1"),
            (&[("password", "Mật khẩu")], ""),
            (&[("type", "password"), ("name", "password")], ""),
            (&[("client_secret", "q8Zt4LrX0pWm2Ks9Yv7B")], "access-key:1"),
            (
                &[("HO_TEN", "Nguyễn Văn A"), ("NGAY_SINH", "199005120000"), ("MA_THE", "DN4797912345678")],
                "health-card:1 name:1 birth:1",
            ),
            (&[("APP_KEY", "base64:KCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkc=")], "access-key:1"),
            (&[("anhMatTruoc", "/files/81/IMG_01.jpg"), ("anhDaiDien", "/files/81/a.jpg")], "card-image:1"),
            (&[("email", "phongtuphap@abc.vn"), ("chucVu", "Trưởng phòng")], ""),
        ],
        record,
    );
}

#[test]
fn one_thing_of_a_list_that_is_named_is_the_records() {
    let name = |count: usize| {
        told(&findings(|detector| {
            detector.enter(Step::Record);
            detector.enter(Step::Key("name"));
            detector.enter(Step::Items);
            for _ in 0..count {
                detector.enter(Step::Record);
                detector.field("text", "Nguyễn Văn A", Kind::Text);
                detector.leave();
            }
            detector.leave();
            detector.leave();
            detector.field("cccd", "079090000123", Kind::Text);
            detector.leave();
        }))
    };
    assert_eq!((name(1).as_str(), name(2).as_str()), ("personal-number:1 name:1", "personal-number:1"));
}

#[test]
fn keys_of_tokens_and_addresses_of_companies_are_told_by_the_key_above() {
    let below = |key: &str, label: &str, value: &str| {
        told(&findings(|detector| {
            detector.enter(Step::Record);
            detector.enter(Step::Key(key));
            detector.enter(Step::Record);
            detector.field(label, value, Kind::Text);
            detector.leave();
            detector.leave();
            detector.field("cccd", "079090000123", Kind::Text);
            detector.leave();
        }))
    };
    assert_eq!(below("Jwt", "Key", "9f8a7d6e5c4b3a291807f6e5"), "personal-number:1 access-key:1");
    assert_eq!(below("Paging", "Key", "9f8a7d6e5c4b3a291807f6e5"), "personal-number:1");
    assert_eq!(below("NMua", "DChi", "Thôn 1, xã B, tỉnh C"), "personal-number:1 address:1");
    assert_eq!(below("NBan", "DChi", "Thôn 1, xã B, tỉnh C"), "personal-number:1");
}

/// What keys, sheets and headers are called is told as the place: nobody's name or address is.
#[test]
fn places_name_nobody() {
    let found = findings(|detector| {
        detector.enter(Step::Record);
        detector.enter(Step::Key("Nguyễn Văn An"));
        detector.enter(Step::Record);
        detector.field("cccd", "079090000123", Kind::Text);
        detector.leave();
        detector.leave();
        detector.leave();
        detector.enter(Step::Table);
        let header = ["Số CCCD Trần Thị Bình", "Địa chỉ 295/7 đường Trần Phú, phường Hai"].map(Cell::new);
        detector.row(&header.map(|cell| Cell { heading: true, ..cell }));
        detector.row(&["079190000456", "Thôn 1, xã B, tỉnh C"].map(Cell::new));
        detector.leave();
    });
    let places: Vec<&str> = found.iter().map(|finding| finding.place.as_str()).collect();
    for raw in ["An", "Bình", "295", "Phú", "Hai"] {
        assert!(!places.iter().any(|place| place.contains(raw)), "{raw}: {places:?}");
    }
}

/// Names wait until the record has somebody, which may come last and in a record within.
#[test]
fn words_that_waited_are_told_with_whom_they_are_beside() {
    const FAMILY: [&str; 3] = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"];
    for (names, expected) in
        [(1, "personal-number:1 name:2"), (100, "personal-number:1 name:4"), (400, "personal-number:1 name:3")]
    {
        let found = findings(|detector| {
            detector.enter(Step::Record);
            for index in 0..names {
                detector.field("hoTen", FAMILY[index % 3], Kind::Text);
            }
            detector.enter(Step::Key("giayTo"));
            detector.enter(Step::Record);
            detector.field("soCCCD", "079090000123", Kind::Text);
            detector.leave();
            detector.leave();
            if names < 400 {
                detector.field("hoTen", "Phạm Thị Dung", Kind::Text);
            }
            detector.leave();
        });
        assert_eq!(told(&found), expected, "{names} names");
    }
    let nobody = findings(|detector| {
        detector.enter(Step::Record);
        for index in 0..400 {
            detector.field("hoTen", FAMILY[index % 3], Kind::Text);
        }
        detector.leave();
    });
    assert_eq!(told(&nobody), "", "names alone are nobody's");
}

#[test]
fn what_people_log_in_by_is_often_their_number() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("username", "040190048217"), ("fullName", "Nguyễn Văn An")], "personal-number:1 name:1"),
        (&[("userName", "0914382675")], "phone:1"),
        (&[("username", "an.nv"), ("order_id", "040190048217")], ""),
        (&[("username", "123456789012")], ""),
        (&[("user", "Nguyễn Văn An"), ("cccd", "040190048217")], "personal-number:1 name:1"),
    ];
    check(cases, record);
    let cases: &[(&[&str], &str)] = &[
        (&["INFO LoginService - user 040190048217 logged in"], "personal-number:1"),
        (&["Đăng nhập thành công: tài khoản=079185074326 ip=10.0.0.6"], "personal-number:1"),
        (&["INFO user 12 opened transaction 040190048217"], ""),
    ];
    check(cases, text);
}

#[test]
fn number_name_and_telephone_are_of_one_person_without_any_label() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("", "040190048217"), ("", "Nguyễn Văn An"), ("", "0914382675")], "personal-number:1 phone:1 name:1"),
        (&[("", "040190048217"), ("", "Nguyễn Văn An")], ""),
        (&[("magd", "040190048217"), ("", "Nguyễn Văn An"), ("", "0914382675")], ""),
    ];
    check(cases, record);
}
