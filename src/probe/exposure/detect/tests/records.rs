use super::{check, findings, record, told};
use crate::probe::exposure::piece::{Kind, Sink, Step};

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
            (&[("email", "phongtuphap@abc.vn"), ("chucVu", "Trưởng phòng")], ""),
        ],
        record,
    );
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
