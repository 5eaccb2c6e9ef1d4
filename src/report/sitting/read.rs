//! Reading the file of a sitting.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Deadline, Person, Sitting};
use crate::load::{Limits, Node, Problem, Problems, Reader, Source, parse};
use crate::text::{Text, text};

/// The value of `schema`.
pub const SCHEMA: &str = "kiemtra/minutes@1";

/// The keys of the file.
pub const KEYS: &[&str] = &[
    "schema",
    "number",
    "started",
    "ended",
    "place",
    "grounds",
    "participants",
    "statement",
    "recommendations",
    "deadlines",
    "copies",
    "each",
    "recipients",
];

/// Reads the file. `roles` are the keys of the profile's parties: a person of none of them would stand nowhere.
pub fn read(source: Source, roles: &[&str]) -> Result<Sitting, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let sitting = sitting(&reader, &root, roles);
    reader.finish(sitting)
}

fn sitting(reader: &Reader, root: &Node, roles: &[&str]) -> Option<Sitting> {
    let mut map = reader.mapping(root, KEYS)?;
    let schema =
        map.required("schema", |reader, node| reader.word(node, &[SCHEMA], |word| (word == SCHEMA).then_some(())));
    let number = map.optional("number", Reader::text);
    let started = map.optional("started", Reader::instant);
    let ended = map.optional("ended", Reader::instant);
    let place = map.optional("place", Reader::bilingual_or_same);
    let mut texts =
        |key| map.or(key, Vec::new(), |reader: &Reader, node: &Node| reader.each(node, Reader::bilingual_or_same));
    let (grounds, statement) = (texts("grounds"), texts("statement"));
    let (recommendations, recipients) = (texts("recommendations"), texts("recipients"));
    let participants = map
        .or("participants", Vec::new(), |reader, node| reader.each(node, |reader, node| person(reader, node, roles)));
    let deadlines = map.or("deadlines", Vec::new(), |reader, node| reader.each(node, deadline));
    let copies = map.optional("copies", |reader, node| reader.int(node, 1, 99));
    let each = map.optional("each", |reader, node| reader.int(node, 1, 99));
    schema?;
    let (started, ended) = (started?, ended?);
    if let (Some(started), Some(ended)) = (started, ended)
        && ended < started
    {
        let what = Text::new("kết thúc trước khi bắt đầu", "it ends before it begins");
        reader.problem("K-MIN-001", map.key_span("ended"), what);
    }
    Some(Sitting {
        number: number?,
        started,
        ended,
        place: place?,
        grounds: grounds?,
        participants: participants?,
        statement: statement?,
        recommendations: recommendations?,
        deadlines: by_number(reader, &map.key_span("deadlines"), deadlines?),
        copies: copies?,
        each: each?,
        recipients: recipients?,
    })
}

fn person(reader: &Reader, node: &Node, roles: &[&str]) -> Option<Person> {
    let mut map = reader.mapping(node, &["role", "name", "rank", "position", "body", "signs"])?;
    let role = map.required("role", |reader, node| {
        reader.word(node, roles, |word| roles.contains(&word).then(|| word.to_owned()))
    });
    let name = map.required("name", Reader::text);
    let rank = map.optional("rank", Reader::bilingual_or_same);
    let position = map.optional("position", Reader::bilingual_or_same);
    let body = map.optional("body", Reader::bilingual_or_same);
    let signs = map.or("signs", false, Reader::bool);
    Some(Person { role: role?, name: name?, rank: rank?, position: position?, body: body?, signs: signs? })
}

fn deadline(reader: &Reader, node: &Node) -> Option<(Vec<u32>, Deadline)> {
    let mut map = reader.mapping(node, &["errors", "due", "responsible"])?;
    let errors = map.required("errors", |reader, node| {
        reader.each(node, |reader, node| {
            reader.int(node, 1, i64::from(u32::MAX)).and_then(|number| u32::try_from(number).ok())
        })
    });
    let due = map.optional("due", date);
    let responsible = map.optional("responsible", Reader::bilingual_or_same);
    Some((errors?, Deadline { due: due?, responsible: responsible? }))
}

fn date(reader: &Reader, node: &Node) -> Option<Date> {
    let raw = reader.text(node)?;
    if let Ok(date) = raw.parse::<Date>() {
        return Some(date);
    }
    let what = text!("`{raw}` không phải một ngày", "`{raw}` is not a date");
    let problem = Problem::at("K-MIN-002", reader.source(), node.span.clone(), what);
    reader.note(problem.with_hint(Text::new("viết năm-tháng-ngày: 2026-12-20", "give year-month-day: 2026-12-20")));
    None
}

/// Each error has one deadline; a second one for the same number is a slip of the pen.
fn by_number(
    reader: &Reader,
    span: &std::ops::Range<usize>,
    given: Vec<(Vec<u32>, Deadline)>,
) -> BTreeMap<u32, Deadline> {
    let mut deadlines = BTreeMap::new();
    for (numbers, deadline) in given {
        for number in numbers {
            if deadlines.insert(number, deadline.clone()).is_some() {
                let what = text!("lỗi số {number} có hai thời hạn", "error {number} has two deadlines");
                reader.problem("K-MIN-003", span.clone(), what);
            }
        }
    }
    deadlines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::render;
    use crate::text::Language;

    const WHOLE: &str = "schema: kiemtra/minutes@1
number: 05/BB-ĐKT
started: 2026-12-05T08:00:00+07:00
ended: 2026-12-05T16:30:00+07:00
place: {vi: Trụ sở Sở KH&CN, en: The department}
grounds: [Quyết định số 12/QĐ-CAT ngày 01 tháng 12 năm 2026]
participants:
  - {role: leader, name: Nguyễn Văn A, rank: Thượng tá, position: Trưởng phòng}
  - {role: operator, name: Trần Thị B, signs: true}
statement: [Nhất trí với nội dung biên bản.]
deadlines:
  - {errors: [1, 2], due: 2026-12-20, responsible: Phòng Hạ tầng}
copies: 6
each: 1
";

    fn of(text: &str) -> Result<Sitting, Problems> {
        read(Source::new("minutes.yaml", text.to_owned()), &["leader", "operator"])
    }

    #[test]
    fn a_whole_file_is_read_and_survives_being_stored() {
        let sitting = of(WHOLE).expect("a sitting");
        assert_eq!(sitting.participants[0].text().vi, "Thượng tá Nguyễn Văn A, Trưởng phòng");
        assert_eq!(sitting.deadlines[&2].due, "2026-12-20".parse().ok());
        let stored = serde_json::to_string(&sitting).expect("JSON");
        assert_eq!(serde_json::from_str::<Sitting>(&stored).expect("a sitting"), sitting);
    }

    #[test]
    fn mistakes_are_told_with_what_was_meant() {
        let told = |from: &str, to: &str| render(&of(&WHOLE.replace(from, to)).expect_err(to), Language::En, false);
        assert!(told("role: leader", "role: leeder").contains("did you mean `leader`?"));
        assert!(told("number:", "nunber:").contains("did you mean `number`?"));
        assert!(told("16:30", "06:30").contains("ends before it begins"));
        assert!(told("2026-12-20", "20/12/2026").contains("year-month-day"));
        assert!(told("[1, 2]", "[1, 1]").contains("two deadlines"));
    }
}
