//! Reading a law regime.

use jiff::civil::Date;

use super::{Article, Instrument, Mark, Regime};
use crate::load::{Limits, Node, Problems, Reader, Source, parse};
use crate::text::{Text, text};

/// The keys of a regime file.
pub const KEYS: &[&str] = &["schema", "regime", "title", "instruments"];
const INSTRUMENT_KEYS: &[&str] = &[
    "key",
    "kind",
    "number",
    "date",
    "issuer",
    "title",
    "valid_from",
    "valid_to",
    "mark",
    "open",
    "open_why",
    "articles",
];

/// Reads a regime from a source.
pub fn read(source: Source) -> Result<Regime, Problems> {
    let root = parse(&source, Limits { nodes: 60_000, ..Limits::default() })?;
    let reader = Reader::new(source);
    let regime = regime(&reader, &root);
    reader.finish(regime)
}

fn regime(reader: &Reader, root: &Node) -> Option<Regime> {
    let mut map = reader.mapping(root, KEYS)?;
    let schema = map.required("schema", |reader, node| reader.word(node, &["kiemtra/law@1"], schema_one));
    let id = map.required("regime", Reader::text);
    let title = map.required("title", Reader::bilingual);
    let instruments = map.required("instruments", |reader, node| reader.each(node, instrument));
    schema?;
    Some(Regime { id: id?, title: title?, instruments: instruments? })
}

fn schema_one(word: &str) -> Option<()> {
    (word == "kiemtra/law@1").then_some(())
}

fn instrument(reader: &Reader, node: &Node) -> Option<Instrument> {
    let mut map = reader.mapping(node, INSTRUMENT_KEYS)?;
    let key = map.required("key", Reader::text);
    let kind = map.required("kind", Reader::bilingual);
    let number = map.required("number", Reader::text);
    let date_of_issue = map.optional("date", date);
    let issuer = map.required("issuer", Reader::bilingual);
    let title = map.required("title", Reader::bilingual);
    let valid_from = map.required("valid_from", date);
    let valid_to = map.optional("valid_to", date);
    let mark_node = map.required("mark", mark);
    let open = map.or("open", false, Reader::bool);
    let why = map.optional("open_why", Reader::bilingual);
    let articles = map.or("articles", Vec::new(), |reader, node| reader.each(node, article));
    let open = open?.then_some(why?.unwrap_or_else(|| {
        Text::new("hiệu lực hoặc nội dung chưa được xác nhận", "its status or wording is not confirmed")
    }));
    Some(Instrument {
        key: key?,
        kind: kind?,
        number: number?,
        date: date_of_issue?,
        issuer: issuer?,
        title: title?,
        valid_from: valid_from?,
        valid_to: valid_to?,
        mark: mark_node?,
        open,
        articles: articles?,
    })
}

fn article(reader: &Reader, node: &Node) -> Option<Article> {
    let mut map = reader.mapping(node, &["key", "place", "demand", "mark"])?;
    let key = map.required("key", Reader::text);
    let place = map.required("place", Reader::bilingual);
    let demand = map.required("demand", Reader::bilingual);
    let mark = map.optional("mark", mark);
    Some(Article { key: key?, place: place?, demand: demand?, mark: mark? })
}

fn mark(reader: &Reader, node: &Node) -> Option<Mark> {
    reader.word(node, &["S", "V", "V2", "R-h", "R-m", "R-l"], Mark::from_word)
}

fn date(reader: &Reader, node: &Node) -> Option<Date> {
    let given = reader.text(node)?;
    let parsed = given.parse().ok();
    if parsed.is_none() {
        let what = text!("`{given}` không phải ngày (2026-07-01)", "`{given}` is not a date (2026-07-01)");
        reader.problem("K-YAML-023", node.span.clone(), what);
    }
    parsed
}
