//! What strings, words and keys of JSON mean.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

use super::super::super::class::Class;
use super::super::super::detect::label_class;
use super::super::super::document::Format;
use super::super::super::piece::Kind;
use super::super::entity;

/// The notation that a string holds, if one: JSON, markup, or lines of script with JSON in them.
pub(in super::super) fn notation(text: &str) -> Option<Format> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    let trimmed = if first <= b' ' { text.trim_start().as_bytes() } else { bytes };
    let is_json = match trimmed {
        [b'{', b'"' | b'\'' | b'}' | b' ' | b'\n' | b'\\', ..] | [b'[', b'{' | b'[' | b'"', ..] => {
            matches!(trimmed.trim_ascii_end().last(), Some(b'}' | b']'))
        }
        _ => false,
    };
    if is_json {
        return Some(Format::Json);
    }
    if trimmed.starts_with(b"<?xml") {
        return Some(Format::Xml);
    }
    if let Some(at) = memchr(b'<', bytes)
        && matches!(bytes.get(at + 1), Some(b'/' | b'!' | b'a'..=b'z' | b'A'..=b'Z'))
        && memchr(b'>', bytes.get(at..)?).is_some()
    {
        let is_xml = at == 0 && bytes.ends_with(b">") && !super::super::html::knows(bytes.get(1..)?);
        return Some(if is_xml { Format::Xml } else { Format::Html });
    }
    // Words have no quotes: a search for both signs would cost more to prepare than this.
    let has_key = || memchr_iter(b'"', bytes).any(|at| bytes.get(at + 1) == Some(&b':'));
    (text.len() > 40 && has_key()).then_some(Format::Script)
}

/// What a text means whose letters are the bytes of another: exports of messengers write UTF-8 as if it were Latin-1.
pub(super) fn meant(text: &str) -> Option<String> {
    // Letters beyond Latin-1 begin with greater bytes, and stand in nearly all that is Vietnamese.
    if text.bytes().any(|byte| byte > 0xC3) {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

/// The day that a moment of .NET is, as ISO 8601 writes it: `/Date(592592400000+0700)/`.
pub(super) fn moment(text: &str) -> Option<String> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let sign = inner.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(inner.len());
    let (milliseconds, zone) = inner.split_at_checked(sign)?;
    let milliseconds: i64 = milliseconds.parse().ok()?;
    let zone: i64 = if zone.is_empty() { 0 } else { zone.parse().ok()? };
    let offset = (zone / 100).checked_mul(60)?.checked_add(zone % 100)?.checked_mul(60_000)?;
    let timestamp = jiff::Timestamp::from_millisecond(milliseconds.checked_add(offset)?).ok()?;
    Some(timestamp.strftime("%Y-%m-%d").to_string())
}

/// The text with the references undone that it holds.
pub(super) fn plain(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    match memchr2(b'&', b'<', bytes) {
        None => text,
        Some(at) if bytes.get(at) == Some(&b'<') => Cow::Owned(super::super::html::plain(&text)),
        Some(_) => Cow::Owned(entity::decoded(&text, true).into_owned()),
    }
}

/// Whether a word without quotes is a number.
pub(in super::super) fn is_number(bare: &str) -> bool {
    let mut bytes = bare.bytes();
    match bytes.next() {
        Some(b'0'..=b'9' | b'-' | b'+' | b'.') => {}
        _ => return false,
    }
    bare.bytes().any(|byte| byte.is_ascii_digit())
        && bytes.all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
}

/// How a word without quotes was stored.
pub(super) fn kind(bare: &str) -> Kind {
    if is_number(bare) { Kind::Number } else { Kind::Text }
}

/// A number as it is written out: `7.9095000123e10` and `79095000123.0` are whole.
pub(super) fn number(bare: &str) -> Cow<'_, str> {
    if bare.len() < 6 || !bare.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) || !is_number(bare) {
        return Cow::Borrowed(bare);
    }
    match bare.parse::<f64>() {
        Ok(value) if value.fract() == 0.0 && (1e5..1e16).contains(&value) => Cow::Owned(format!("{value:.0}")),
        _ => Cow::Borrowed(bare),
    }
}

/// Whether a list below such a key names columns.
pub(super) fn names_columns(key: &str) -> bool {
    matches!(
        key,
        "colnames"
            | "column_names"
            | "fieldNames"
            | "columns"
            | "cols"
            | "headers"
            | "header"
            | "fields"
            | "columnNames"
            | "thead"
            | "aoColumns"
            | "tieuDe"
    )
}

/// Whether a list below such a key may hold rows.
pub(super) fn names_rows(key: &str) -> bool {
    matches!(key, "rows" | "data" | "values" | "items" | "body" | "aaData" | "records" | "tbody" | "cells")
}

/// Keys by their length: each key of a document is asked for, and most are told apart by that.
type ByLength = [&'static [&'static str]; 13];

/// Keys that name what a value beside them is.
const LABELS: ByLength = [
    &[],
    &[],
    &[],
    &["key", "Key"],
    &["name", "nhan", "Name"],
    &["label", "title", "field", "Label", "Title"],
    &["column", "cauHoi", "tieuDe"],
    &["caption"],
    &["question"],
    &["fieldName", "FieldName"],
    &["fieldLabel"],
    &[],
    &[],
];
/// Keys that name it only where no other does: the `system` of an identifier (FHIR), the code of a field.
const WEAK_LABELS: ByLength = [
    &[],
    &[],
    &["id", "ma"],
    &["ten"],
    &["code", "type", "Code"],
    &[],
    &["system"],
    &[],
    &["maTruong"],
    &["fieldCode", "tenTruong"],
    &[],
    &[],
    &[],
];
/// Keys that hold the value which a label beside them names.
const VALUES: ByLength = [
    &[],
    &[],
    &[],
    &["val", "old", "new"],
    &["text"],
    &["value", "Value"],
    &["giaTri", "GiaTri", "answer", "traLoi", "before"],
    &[],
    &["oldValue", "newValue", "OldValue", "NewValue", "toString"],
    &[],
    &["fieldValue", "fromString"],
    &["stringValue", "valueString"],
    &["displayValue"],
];

#[inline]
fn is_among(keys: &ByLength, key: &str) -> bool {
    keys.get(key.len()).is_some_and(|keys| keys.contains(&key))
}

/// Whether such a key names what a value beside it is.
pub(super) fn names_label(key: &str) -> bool {
    is_among(&LABELS, key) || names_label_weakly(key)
}

/// Whether such a key names it only where no other does.
pub(super) fn names_label_weakly(key: &str) -> bool {
    is_among(&WEAK_LABELS, key)
}

/// Whether the text below such a key may be a label: a name that is one of a person is none.
pub(super) fn may_label(key: &str, text: &str) -> bool {
    let is_word = || !text.bytes().any(|byte| byte == b' ') && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let free = matches!(
        key,
        "label"
            | "question"
            | "cauHoi"
            | "tieuDe"
            | "fieldLabel"
            | "Label"
            | "key"
            | "Key"
            | "field"
            | "caption"
            | "nhan"
            | "fieldName"
            | "FieldName"
    );
    text.len() <= 80 && (free || is_word())
}

/// What such a text is as a label: of an address the last part.
pub(super) fn label_in(text: &str) -> &str {
    let is_address = text.contains("://") || text.starts_with("urn:");
    let last = text.rsplit(['/', ':', '#']).find(|part| !part.is_empty());
    last.filter(|_| is_address).unwrap_or(text)
}

/// Whether such a key holds the value of a label beside it.
pub(super) fn is_value_of(key: &str, label: &str) -> bool {
    names_value(key) || names_number(key, label)
}

/// Whether such a key holds a number whose kind a label beside it may name: `{"type": "PASSPORT", "number": "..."}`.
fn names_number(key: &str, label: &str) -> bool {
    matches!(key, "number" | "so" | "soGiayTo" | "documentNumber" | "docNumber" | "idNumber" | "Number" | "SoGiayTo")
        && matches!(label_class(label), Some(Class::PersonalNumber | Class::OldCard | Class::Passport))
}

/// Whether such a key holds the value that a label beside it names.
pub(super) fn names_value(key: &str) -> bool {
    is_among(&VALUES, key)
}
