//! Long documents: bounded, and counted to the end.

use super::{findings, told};
use crate::probe::exposure::piece::{Cell, Kind, Sink, Step};

#[test]
fn a_header_names_its_column_however_far_below() {
    let found = findings(|detector| {
        detector.enter(Step::Sheet { name: "DS", hidden: true });
        detector.enter(Step::Table);
        detector.row(&["STT", "Họ và tên", "Số CCCD"].map(Cell::new));
        for index in 0..5000 {
            let number = format!("790{}{:06}", 50 + index % 50, index);
            let cell = Cell { kind: Kind::Number, ..Cell::new(&number) };
            detector.row(&[Cell::new("1"), Cell::new("Nguyễn Văn A"), cell]);
        }
    });
    assert_eq!(told(&found), "personal-number:5000 name:1");
    assert_eq!(found.first().map(|finding| finding.place.as_str()), Some("sheet \"DS\" (hidden) / column \"Số CCCD\""));
}

#[test]
fn lists_of_records_name_their_path() {
    let found = findings(|detector| {
        detector.enter(Step::Key("data"));
        detector.enter(Step::Items);
        for index in 0..300 {
            detector.enter(Step::Record);
            detector.field("soCCCD", &format!("0790{}{index:06}", 50 + index % 50), Kind::Text);
            detector.leave();
        }
    });
    assert_eq!(told(&found), "personal-number:300");
    assert_eq!(found.first().map(|finding| finding.place.as_str()), Some("/data[]/soCCCD"));
}
