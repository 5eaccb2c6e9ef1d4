//! Real minutes signed by four parties, each with the look that the decree wants.

use jiff::Timestamp;

use super::others::ask;
use super::world::{file, verified, world};
use crate::report::signature::tests::{seal, signature};
use crate::report::signature::{Hand, Look, Picture, drawn};
use crate::report::{Options, minutes_to_sign, sample};
use crate::seal::role::{field_of, prepared, shares_room};
use crate::seal::{Appearance, Fill, Standing, sign};
use crate::text::{Language, Text};

/// The sample's minutes with all five fields signed, one of them a seal over a signature.
fn minutes() -> Vec<u8> {
    let mut report = sample::report();
    let names = ["Nguyễn Thị Phương Thảo", "Đỗ Văn An", "Trần Quốc Bảo", "Công ty Cổ phần Giải pháp Số"];
    for (block, name) in report.signatures.iter_mut().zip(names) {
        block.name = Some(name.to_owned());
    }
    report.signatures[1].seal = Some(("team-seal".to_owned(), Text::same("Dấu của đơn vị chủ trì")));
    let minutes = minutes_to_sign(&report, &Options { run_json: b"{}", ..Options::default() }).expect("minutes");
    let mut bytes = prepared(minutes, &report, Language::Vi).expect("fields");
    let pen = Picture::read(&signature(), Hand::Person).expect("an image");
    let stamp = Picture::read(&seal(), Hand::Body).expect("a seal");
    let body = "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao, Công an tỉnh Bắc Ninh";
    let looks = [
        (Hand::Person, names[0], None, Some(&pen)),
        (Hand::Person, names[1], Some(body), Some(&pen)),
        (Hand::Body, body, None, Some(&stamp)),
        (Hand::Body, body, None, Some(&stamp)),
        (Hand::Body, names[3], None, None),
    ];
    let roles = ["secretary", "team-leader", "team-seal", "operator", "vendor"];
    let keys = ["leader", "clerk", "judge", "leader", "clerk"];
    for ((hand, name, of, picture), (role, key)) in looks.into_iter().zip(roles.into_iter().zip(keys)) {
        let field = field_of(role);
        let place = file(bytes.clone()).fields().into_iter().find(|own| own.name == field).expect("a field").rectangle;
        let time = Some("2026-12-05T09:35:02Z".parse().expect("an instant"));
        let size = (place.width(), place.height());
        let shared = shares_room(&file(bytes.clone()), &field);
        let look = Look { hand, name, body: of, time, picture, shared, size, language: Language::Vi, fonts: None };
        let appearance = Appearance::from(drawn(&look).expect("a drawing"));
        let fill = Fill {
            field: &field,
            time: Some(Timestamp::now()),
            name: Some(name),
            appearance: Some(&appearance),
            ..Fill::default()
        };
        bytes = sign(&file(bytes), &fill, &world().key(key), None).expect("a signature");
    }
    bytes
}

#[test]
fn signed_minutes_hold_are_sound_and_show_who_signed_when() {
    let bytes = minutes();
    if let Some(folder) = std::env::var_os("KIEMTRA_SAMPLES") {
        std::fs::write(std::path::Path::new(&folder).join("signed.pdf"), &bytes).expect("a file");
    }
    let found = verified(bytes.clone());
    assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures);
    assert!(found.empty_fields.is_empty());
    assert!(bytes.len() < 1_000_000, "{} bytes", bytes.len());
    ask(&bytes, "qpdf", &["--check", "file.pdf"]);
    assert_eq!(ask(&bytes, "pdfsig", &["file.pdf"]).matches("Signature is Valid").count(), 5);
    for font in ask(&bytes, "pdffonts", &["file.pdf"]).lines().skip(2) {
        assert!(font.contains("yes yes yes"), "{font}");
    }
    // What the fields show is read like the text of the page.
    let told = ask(&bytes, "pdftotext", &["file.pdf", "-"]);
    for words in [
        "Ký số bởi: Nguyễn Thị Phương Thảo",
        "Thời gian ký: 05-12-2026 16:35:02 +07:00",
        "Đã ký số",
        "Cơ quan, tổ chức: Phòng An ninh mạng",
    ] {
        assert!(told.contains(words), "{words}");
    }
    let own = file(bytes);
    let added = own.bytes().get(own.revision_bytes(2).map_or(0, <[u8]>::len)..).map(String::from_utf8_lossy);
    let added = added.expect("updates");
    for none in ["/Interpolate true", "/JavaScript", "/BM", "/NeedAppearances", "/StructParent", "/MCID"] {
        assert!(!added.contains(none), "{none}");
    }
    assert_eq!(added.matches("/SMask").count(), 4, "two images of signatures and two of seals");
}
