//! The section `report:` of a profile: letterhead, texts, order and headings of the minutes.
//!
//! What a department may word in its own way is data here; what the minutes must say stays with the program.

use crate::check::Heading;
use crate::load::{Node, Reader};
use crate::text::{Text, text};

/// The keys of the section.
pub const KEYS: &[&str] = &[
    "parent",
    "issuer",
    "symbol",
    "title",
    "subject",
    "recipients",
    "copies",
    "grounds",
    "order",
    "headings",
    "chapters",
    "chapter_titles",
    "closing",
    "remark",
    "hint",
];

/// The texts of the report that differ from body to body.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ReportTexts {
    /// The parent body of the head.
    pub parent: Text,
    /// The issuing team of the head.
    pub issuer: Text,
    /// The symbol behind `/BB-`.
    pub symbol: String,
    /// The type of the document.
    pub title: Text,
    /// The subject line; `{system}` stands for the system's name.
    pub subject: Text,
    /// Recipients.
    pub recipients: Vec<Text>,
    /// How many copies are made.
    pub copies: i64,
    /// Grounds of the body's own, printed behind those of the law: a decision, a plan.
    pub grounds: Vec<Text>,
    /// The order of the parts; empty: that of the outline.
    pub order: Vec<Part>,
    /// Headings of parts in other words.
    pub headings: Vec<(Part, Text)>,
    /// The order of the chapters of results; empty: that of Circular 46/2022/TT-BCA.
    pub chapters: Vec<Heading>,
    /// Headings of chapters in other words.
    pub chapter_titles: Vec<(Heading, Text)>,
    /// The closing formula; `{ended}`, `{copies}` and `{each}` stand for the moment and the numbers of copies.
    pub closing: Option<Text>,
    /// The remark below a conclusion that is still proposed.
    pub remark: Option<Text>,
    /// What stands under the capital line of a signature block.
    pub hint: Option<Text>,
}

/// One part of the minutes, numbered in Roman numerals in the order in which it stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    /// Time and place.
    Time,
    /// Who takes part.
    Participants,
    /// What was inspected.
    Scope,
    /// How, with what, and what could not be looked at.
    Methods,
    /// The chapters of results.
    Results,
    /// The error list.
    Errors,
    /// What the inspected side says.
    Statement,
    /// The conclusion.
    Conclusion,
    /// What is asked next.
    Recommendations,
}

impl Part {
    /// Every part, in the order of the outline.
    pub const ALL: &[Self] = &[
        Self::Time,
        Self::Participants,
        Self::Scope,
        Self::Methods,
        Self::Results,
        Self::Errors,
        Self::Statement,
        Self::Conclusion,
        Self::Recommendations,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Participants => "participants",
            Self::Scope => "scope",
            Self::Methods => "methods",
            Self::Results => "results",
            Self::Errors => "errors",
            Self::Statement => "statement",
            Self::Conclusion => "conclusion",
            Self::Recommendations => "recommendations",
        }
    }

    /// The heading where a profile gives no other.
    pub fn heading(self) -> Text {
        match self {
            Self::Time => Text::new("Thời gian, địa điểm", "Time and place"),
            Self::Participants => Text::new("Thành phần tham dự", "Participants"),
            Self::Scope => Text::new("Phạm vi, đối tượng kiểm tra", "Scope and subjects"),
            Self::Methods => Text::new("Phương pháp, công cụ", "Methods and tools"),
            Self::Results => Text::new("Nội dung và kết quả kiểm tra", "Contents and results"),
            Self::Errors => Text::new("Danh mục lỗi, tồn tại", "Errors"),
            Self::Statement => Text::new("Ý kiến của đơn vị được kiểm tra", "Statement of the inspected body"),
            Self::Conclusion => Text::new("Kết luận", "Conclusion"),
            Self::Recommendations => {
                Text::new("Kiến nghị, thời hạn khắc phục, phúc tra", "Recommendations, deadlines, re-inspection")
            }
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.word() == word)
    }
}

/// Reads the section.
pub(super) fn read(reader: &Reader, node: &Node) -> Option<ReportTexts> {
    let mut map = reader.mapping(node, KEYS)?;
    let parent = map.required("parent", Reader::bilingual);
    let issuer = map.required("issuer", Reader::bilingual);
    let symbol = map.required("symbol", Reader::text);
    let title = map.required("title", Reader::bilingual);
    let subject = map.required("subject", |reader, node| template(reader, node, &["system"]));
    let recipients = map.or("recipients", Vec::new(), |reader, node| reader.each(node, Reader::bilingual));
    let copies = map.or("copies", 4, |reader, node| reader.int(node, 1, 99));
    let grounds = map.or("grounds", Vec::new(), |reader, node| reader.each(node, Reader::bilingual));
    let order = map.or("order", Vec::new(), |reader, node| whole_order(reader, node, &PARTS));
    let headings = map.or("headings", Vec::new(), |reader, node| titles(reader, node, &PARTS));
    let chapters = map.or("chapters", Vec::new(), |reader, node| whole_order(reader, node, &CHAPTERS));
    let chapter_titles = map.or("chapter_titles", Vec::new(), |reader, node| titles(reader, node, &CHAPTERS));
    let closing = map.optional("closing", |reader, node| template(reader, node, &["ended", "copies", "each"]));
    let remark = map.optional("remark", Reader::bilingual);
    let hint = map.optional("hint", Reader::bilingual);
    Some(ReportTexts {
        parent: parent?,
        issuer: issuer?,
        symbol: symbol?,
        title: title?,
        subject: subject?,
        recipients: recipients?,
        copies: copies?,
        grounds: grounds?,
        order: order?,
        headings: headings?,
        chapters: chapters?,
        chapter_titles: chapter_titles?,
        closing: closing?,
        remark: remark?,
        hint: hint?,
    })
}

/// A closed list of words, each with its value.
struct Words<T: 'static> {
    all: &'static [T],
    word: fn(T) -> &'static str,
    from_word: fn(&str) -> Option<T>,
}

const PARTS: Words<Part> = Words { all: Part::ALL, word: Part::word, from_word: Part::from_word };
const CHAPTERS: Words<Heading> = Words { all: Heading::ALL, word: Heading::word, from_word: Heading::from_word };

/// An order of all the words, each once: one that was forgotten must not vanish from the minutes.
fn whole_order<T: Copy + PartialEq>(reader: &Reader, node: &Node, words: &Words<T>) -> Option<Vec<T>> {
    let known: Vec<_> = words.all.iter().map(|item| (words.word)(*item)).collect();
    let given = reader.each(node, |reader, node| reader.word(node, &known, words.from_word))?;
    let times = |item: &T| given.iter().filter(|own| *own == item).count();
    let wrong: Vec<_> = words.all.iter().filter(|item| times(item) != 1).map(|item| (words.word)(*item)).collect();
    if wrong.is_empty() {
        return Some(given);
    }
    let wrong = wrong.join(", ");
    let what = text!("mỗi phần phải có đúng một lần: {wrong}", "each must stand exactly once: {wrong}");
    reader.problem("K-PRF-013", node.span.clone(), what);
    None
}

/// Headings by word.
fn titles<T: Copy + PartialEq>(reader: &Reader, node: &Node, words: &Words<T>) -> Option<Vec<(T, Text)>> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một ánh xạ `phần: {vi, en}`", "a mapping `part: {vi, en}`");
        return None;
    };
    let known: Vec<_> = words.all.iter().map(|item| (words.word)(*item)).collect();
    let mut titles = Vec::new();
    for entry in entries {
        let key = &entry.key;
        match (words.from_word)(key) {
            Some(item) => titles.push((item, reader.bilingual(&entry.value)?)),
            None => {
                let what = text!("khóa `{key}` không được dùng ở đây", "unknown key `{key}`");
                reader.unknown_name("K-YAML-020", entry.key_span.clone(), what, key, &known);
            }
        }
    }
    Some(titles)
}

/// A text with names in braces, of which only the known ones are filled.
fn template(reader: &Reader, node: &Node, known: &[&str]) -> Option<Text> {
    let text = reader.bilingual(node)?;
    for name in [&text.vi, &text.en].into_iter().flat_map(|text| text.split('{').skip(1)) {
        let name = name.split('}').next().unwrap_or_default();
        if !known.contains(&name) {
            let what = text!("`{{{name}}}` không có nghĩa ở đây", "`{{{name}}}` has no meaning here");
            reader.unknown_name("K-PRF-014", node.span.clone(), what, name, known);
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Limits, Problems, Source, parse, render};
    use crate::text::Language;

    fn of(more: &str) -> Result<ReportTexts, Problems> {
        let head = "parent: {vi: A, en: A}\nissuer: {vi: B, en: B}\nsymbol: ĐKT\ntitle: {vi: C, en: C}\nsubject: {vi: 'D {system}', en: D}\n";
        let source = Source::new("mine.yaml", format!("{head}{more}"));
        let root = parse(&source, Limits::default())?;
        let reader = Reader::new(source);
        let texts = read(&reader, &root);
        reader.finish(texts)
    }

    fn refused(more: &str) -> String {
        render(&of(more).expect_err(more), Language::En, false)
    }

    #[test]
    fn parts_and_chapters_may_be_ordered_and_named_anew() {
        let order: Vec<_> = Part::ALL.iter().rev().map(|part| part.word()).collect();
        let chapters: Vec<_> = Heading::ALL.iter().rev().map(|heading| heading.word()).collect();
        let more = format!(
            "order: [{}]\nchapters: [{}]\nheadings: {{time: {{vi: Lúc, en: When}}}}\nclosing: {{vi: 'Xong {{ended}}', en: 'Done {{ended}}, {{copies}}, {{each}}'}}\n",
            order.join(", "),
            chapters.join(", ")
        );
        let texts = of(&more).expect("a section");
        assert_eq!(texts.order.first(), Some(&Part::Recommendations));
        assert_eq!(texts.chapters.len(), Heading::ALL.len());
        assert_eq!(texts.headings, [(Part::Time, Text::new("Lúc", "When"))]);
    }

    #[test]
    fn what_is_misspelt_or_left_out_is_told_with_what_was_meant() {
        assert!(refused("order: [time]\n").contains("exactly once: participants, scope"));
        assert!(refused("headings: {tmie: {vi: x, en: x}}\n").contains("did you mean `time`?"));
        assert!(refused("closing: {vi: 'lúc {endet}', en: x}\n").contains("did you mean `ended`?"));
        assert!(refused("hints: {vi: x, en: x}\n").contains("did you mean `hint`?"));
    }
}
