//! Reading what must be answered.

use std::time::Duration;

use super::{LEAST, duration};
use crate::load::{Kind as NodeKind, Node, Problem, Reader};
use crate::system::link::{Expect, ExpectedAnswer, Fresh, Pattern, TimePlace};
use crate::text::{Text, text};

/// The oldest that an answer may be declared to be.
const OLDEST: Duration = Duration::from_secs(30 * 24 * 3_600);
/// The place of a time in a pattern.
const TIME: &str = "{time}";

const KEYS: &[&str] = &[
    "status",
    "contains",
    "lacks",
    "json",
    "fresh",
    "no_data",
    "not_permitted",
    "mismatch",
    "quota",
    "platform",
    "answer",
];

pub(super) fn expect(reader: &Reader, node: &Node) -> Option<Expect> {
    let mut map = reader.mapping(node, KEYS)?;
    let status = map.or("status", Vec::new(), |reader, node| one_or_more(reader, node, status));
    let contains = map.or("contains", Vec::new(), |reader, node| one_or_more(reader, node, Reader::text));
    let lacks = map.or("lacks", Vec::new(), |reader, node| one_or_more(reader, node, Reader::text));
    let json = map.or("json", Vec::new(), json);
    let fresh = map.optional("fresh", fresh);
    let [no_data, not_permitted, mismatch, quota, platform] =
        ["no_data", "not_permitted", "mismatch", "quota", "platform"]
            .map(|key| map.or(key, Vec::new(), |reader, node| one_or_more(reader, node, pattern)));
    let words: Vec<_> = ExpectedAnswer::ALL.iter().map(|answer| answer.word()).collect();
    let answer =
        map.or("answer", ExpectedAnswer::Good, |reader, node| reader.word(node, &words, ExpectedAnswer::from_word));
    let (no_data, not_permitted, mismatch, answer) = (no_data?, not_permitted?, mismatch?, answer?);
    let untold = match answer {
        ExpectedAnswer::Good => None,
        ExpectedAnswer::NoData => no_data.is_empty().then_some("no_data"),
        ExpectedAnswer::NotPermitted => not_permitted.is_empty().then_some("not_permitted"),
        ExpectedAnswer::Mismatch => mismatch.is_empty().then_some("mismatch"),
    };
    if let Some(key) = untold {
        let word = answer.word();
        let what = text!(
            "`answer: {word}` cần `{key}`: dấu hiệu để nhận ra câu trả lời đó",
            "`answer: {word}` needs `{key}`: the sign by which that answer is known"
        );
        reader.problem("K-SYS-038", map.key_span("answer"), what);
    }
    Some(Expect {
        status: status?,
        contains: contains?,
        lacks: lacks?,
        json: json?,
        fresh: fresh?,
        no_data,
        not_permitted,
        mismatch,
        quota: quota?,
        platform: platform?,
        answer,
    })
}

/// One thing, or a list of them.
fn one_or_more<T>(reader: &Reader, node: &Node, read: impl Fn(&Reader, &Node) -> Option<T>) -> Option<Vec<T>> {
    match node.kind {
        NodeKind::List(_) => reader.each(node, read),
        _ => read(reader, node).map(|one| vec![one]),
    }
}

fn status(reader: &Reader, node: &Node) -> Option<u16> {
    reader.int(node, 100, 599).and_then(|status| u16::try_from(status).ok())
}

/// What stands at paths of a JSON body: `{trang_thai: OK, du_lieu.phien_ban: 2}`.
fn json(reader: &Reader, node: &Node) -> Option<Vec<(String, serde_json::Value)>> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một ánh xạ `đường.dẫn: giá trị`", "a mapping `path.of.parts: value`");
        return None;
    };
    Some(entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect())
}

fn fresh(reader: &Reader, node: &Node) -> Option<Fresh> {
    let mut map = reader.mapping(node, &["json", "header", "pattern", "within"])?;
    let json = map.optional("json", Reader::text);
    let header = map.optional("header", Reader::text);
    let pattern = map.optional("pattern", Reader::text);
    let within = map.required("within", |reader, node| duration(reader, node, LEAST..=OLDEST));
    let between = pattern?.map(|pattern| {
        let (before, after) = pattern.split_once(TIME)?;
        let whole = !before.is_empty() && !after.is_empty() && !after.contains(TIME);
        whole.then(|| TimePlace::Between(before.to_owned(), after.to_owned()))
    });
    let mut places: Vec<_> =
        [json?.map(|path| Some(TimePlace::Json(path))), header?.map(|name| Some(TimePlace::Header(name))), between]
            .into_iter()
            .flatten()
            .collect();
    match (places.pop(), places.is_empty()) {
        (Some(Some(place)), true) => Some(Fresh { place, within: within? }),
        _ => {
            let what = Text::new(
                "cần đúng một trong `json`, `header`, `pattern`; `pattern` có một chỗ `{time}` giữa hai đoạn chữ",
                "exactly one of `json`, `header`, `pattern` is needed; a `pattern` holds `{time}` once, between two texts",
            );
            let problem = Problem::at("K-SYS-037", reader.source(), map.span(), what);
            reader.note(problem.with_hint(Text::new(
                "ví dụ: fresh: {pattern: '<capNhat>{time}</capNhat>', within: 10m}",
                "such as: fresh: {pattern: '<updated>{time}</updated>', within: 10m}",
            )));
            None
        }
    }
}

fn pattern(reader: &Reader, node: &Node) -> Option<Pattern> {
    let mut map = reader.mapping(node, &["contains", "status", "fault"])?;
    let contains = map.optional("contains", Reader::text);
    let status = map.optional("status", status);
    let fault = map.optional("fault", Reader::text);
    let pattern = Pattern { contains: contains?, status: status?, fault: fault? };
    if pattern == Pattern::default() {
        let what = Text::new("cần `contains`, `status` hoặc `fault`", "`contains`, `status` or `fault` is needed");
        reader.problem("K-SYS-038", map.span(), what);
        return None;
    }
    Some(pattern)
}
