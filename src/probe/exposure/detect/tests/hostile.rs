//! Whatever comes: no panic, no value in clear, the same findings however text is cut into blocks.

use proptest::prelude::*;

use super::{findings, told};
use crate::probe::exposure::piece::{Cell, Kind, Part, Sink, Step};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_panics_and_no_number_shows(
        words in proptest::collection::vec("(\\PC{0,12}|[0-9]{1,14}|CCCD|SĐT|:|=|@|\\||IDVNM|-----BEGIN PRIVATE KEY-----|[a-z]{3}@[a-z]{3}\\.vn|\\n|  )", 0..40),
        part in prop_oneof![Just(Part::Script), Just(Part::Comment)],
    ) {
        let text = words.join(" ");
        let found = findings(|detector| {
            detector.enter(Step::Part(part));
            detector.text(&text);
            detector.field(&text, &text, Kind::Number);
            detector.enter(Step::Table);
            let cells: Vec<Cell<'_>> = words.iter().map(|word| Cell::new(word)).collect();
            detector.row(&cells);
            detector.row(&cells);
        });
        let shown = format!("{found:?}").replace("hash", "");
        for finding in &found {
            let shown: String = finding.samples.iter().map(ToString::to_string).chain([finding.place.clone()]).collect();
            let run = shown.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
            prop_assert!(run < 6, "{shown}");
        }
        prop_assert!(shown.is_ascii() || !shown.is_empty());
    }

    #[test]
    fn blocks_may_be_cut_anywhere_between_lines(cuts in proptest::collection::vec(any::<bool>(), 30)) {
        let lines: Vec<String> = (0..30).map(|index| format!("Ông Nguyễn Văn A, CCCD 0790{}000{:03}, SĐT 09120{:05}", 60 + index, index, index * 3)).collect();
        let mut blocks = vec![String::new()];
        for (line, cut) in lines.iter().zip(cuts) {
            if cut {
                blocks.push(String::new());
            }
            let block = blocks.last_mut().expect("a block");
            block.push_str(line);
            block.push('\n');
        }
        let found = findings(|detector| blocks.iter().for_each(|block| detector.text(block)));
        prop_assert_eq!(told(&found), "personal-number:30 phone:30 name:1");
    }
}
