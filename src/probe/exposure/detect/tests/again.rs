//! What told nothing once is read again wherever something else stands beside it.

use super::{findings, table, text, told};
use crate::probe::exposure::piece::{Kind, Sink, Step};

const NAME: &str = "Nguyễn Văn An";

#[test]
fn a_block_that_was_silent_tells_below_a_label() {
    let alone = [NAME, "Giới thiệu", NAME, NAME];
    assert_eq!(text(&alone), "");
    let below = [alone.as_slice(), &["Họ và tên:", NAME, "Số CCCD: 079090000123"]].concat();
    assert_eq!(text(&below), "personal-number:1 name:1");
    assert_eq!(
        text(&[NAME, "Họ và tên", NAME, "Họ và tên", NAME, "Số CCCD: 079090000123"]),
        "personal-number:1 name:1"
    );
}

#[test]
fn a_number_that_was_silent_tells_below_another_block() {
    let code = ["Mã hồ sơ", "079190001234", "Mã hồ sơ", "079190001234"];
    assert_eq!(text(&code), "");
    assert_eq!(text(&[code.as_slice(), &["Số CCCD", "079190001234"]].concat()), "personal-number:1");
}

#[test]
fn the_body_of_a_key_tells_below_its_armour() {
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    assert_eq!(text(&["a", body, "a", body]), "");
    assert_eq!(text(&["a", body, "-----BEGIN PRIVATE KEY-----", body]), "private-key:1");
}

#[test]
fn an_address_that_was_silent_tells_below_a_number() {
    let address = "Thôn Phú Mỹ, xã Đông Hưng, huyện Lục Nam";
    assert_eq!(text(&[address, "Giới thiệu", address]), "");
    assert_eq!(
        text(&[address, "Giới thiệu", address, "Số CCCD: 079090000123", address]),
        "personal-number:1 address:1"
    );
}

#[test]
fn fields_that_were_silent_tell_in_a_record_of_somebody() {
    let said = told(&findings(|detector| {
        detector.enter(Step::Items);
        for number in ["", "", "079090000123"] {
            detector.enter(Step::Record);
            detector.field("hoTen", NAME, Kind::Text);
            detector.field("donVi", "Sở Xây dựng", Kind::Text);
            detector.field("soCCCD", number, Kind::Text);
            detector.leave();
        }
        detector.leave();
    }));
    assert_eq!(said, "personal-number:1 name:1");
}

#[test]
fn a_value_that_was_silent_tells_under_another_key() {
    let said = told(&findings(|detector| {
        detector.enter(Step::Items);
        for key in ["maHoSo", "maHoSo", "soCCCD"] {
            detector.enter(Step::Record);
            detector.field(key, "079190001234", Kind::Text);
            detector.leave();
        }
        detector.leave();
    }));
    assert_eq!(said, "personal-number:1");
}

#[test]
fn cells_that_were_silent_tell_in_the_row_of_somebody() {
    let rows = [
        "Họ tên|Đơn vị|Số CCCD",
        "Nguyễn Văn An|Thôn 1|",
        "Nguyễn Văn An|Thôn 1|",
        "Nguyễn Văn An|Thôn 1|079090000123",
    ];
    assert_eq!(table(&rows), "personal-number:1 name:1");
}

#[test]
fn a_secret_is_told_again_where_the_first_is_gone() {
    let secret = "DB_PASSWORD=Qz7!kLm2#vX9";
    let filling: Vec<&str> = ["một", "hai", "ba"].into_iter().cycle().take(300).collect();
    assert_eq!(text(&[&[secret, secret][..], &filling, &[secret, secret]].concat()), "password:1");
}
