//! What a document is, by its first bytes; what it is called only decides between formats that look alike.

use super::super::document::{Document, Format};
use super::{answer, csv, json, mail, markdown, php, sql};

/// How much of a text is looked at.
const SAMPLE: usize = 4096;

/// The format of a document that is no text, by its first bytes.
pub(super) fn binary(document: &Document<'_>) -> Option<Format> {
    match document.bytes {
        [] => Some(Format::Empty),
        _ => super::binary::format(document),
    }
}

/// The format of a decoded text.
pub(super) fn text(text: &str, document: &Document<'_>) -> Format {
    let hint = hint(document);
    let head = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{FEFF}' || letter == '\0');
    let sample = head.as_bytes().get(..head.len().min(SAMPLE)).unwrap_or(head.as_bytes());
    match sample {
        [] => Format::Empty,
        [b'<', ..] => markup(sample, hint),
        [b'{' | b'[', ..] if is_json(sample) => {
            if is_source_map(sample) {
                Format::SourceMap
            } else {
                Format::Json
            }
        }
        _ if is_guarded_json(head) => Format::Json,
        _ => match hint {
            _ if mail::is_mail(head) || mail::is_box(head) || php::is_serialized(head) => Format::Text,
            _ if answer::is_jar(head) || php::is_session(head) || markdown::is_in(sample) => Format::Text,
            _ if head.starts_with("HTTP/1.") || head.starts_with("HTTP/2") => Format::Text,
            Some(Format::Html) => Format::Html,
            Some(format @ (Format::Json | Format::Script | Format::SourceMap)) => format,
            _ if has_tags(sample) => Format::Html,
            _ if is_script(sample) => Format::Script,
            hint if !sql::is_dump(head) && csv::is_table(head, hint == Some(Format::Csv)) => Format::Csv,
            _ => Format::Text,
        },
    }
}

/// What type or name say.
fn hint(document: &Document<'_>) -> Option<Format> {
    let named = document.name.and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase());
    let by_name = match named.as_deref() {
        Some("html" | "htm" | "aspx" | "jsp" | "php") => Some(Format::Html),
        Some("json" | "ndjson" | "jsonl" | "geojson") => Some(Format::Json),
        Some("js" | "mjs" | "cjs" | "ts" | "jsx" | "tsx" | "vue") => Some(Format::Script),
        Some("map") => Some(Format::SourceMap),
        Some("csv" | "tsv") => Some(Format::Csv),
        Some("xml" | "rss" | "xsd" | "wsdl") => Some(Format::Xml),
        Some(_) => Some(Format::Text),
        None => None,
    };
    let kind = document.content_type.unwrap_or_default().to_ascii_lowercase();
    let by_type = [
        ("json", Format::Json),
        ("javascript", Format::Script),
        ("ecmascript", Format::Script),
        ("csv", Format::Csv),
        ("tab-separated", Format::Csv),
        ("html", Format::Html),
        ("xml", Format::Xml),
    ]
    .into_iter()
    .find(|(word, _)| kind.contains(word))
    .map(|(_, format)| format);
    by_type.or(by_name)
}

/// What begins with an angle bracket: XML only when it says so, or nothing else says HTML.
fn markup(sample: &[u8], hint: Option<Format>) -> Format {
    let lower = sample.to_ascii_lowercase();
    let has = |word: &[u8]| memchr::memmem::find(&lower, word).is_some();
    // A workbook of SpreadsheetML names the same space of names as a page that is saved by Excel.
    if has(b"urn:schemas-microsoft-com:office:spreadsheet") && !has(b"<html") {
        return Format::Xml;
    }
    if lower.starts_with(b"<!doctype html") || has(b"<html") || has(b"urn:schemas-microsoft-com:office:excel\"") {
        return Format::Html;
    }
    if lower.starts_with(b"<?xml") || hint == Some(Format::Xml) {
        return Format::Xml;
    }
    let html =
        [&b"<body"[..], b"<div", b"<table", b"<p>", b"<span", b"<head", b"<script", b"<br", b"<meta", b"<ul", b"<a "];
    let code = lower.starts_with(b"<?php") || lower.starts_with(b"<?=") || lower.starts_with(b"<%");
    if code && !html.iter().any(|tag| has(tag)) {
        return Format::Text;
    }
    let says_xml = has(b"xmlns") || lower.starts_with(b"<!doctype");
    if hint == Some(Format::Html) || (!says_xml && (html.iter().any(|tag| has(tag)) || has_tags(sample))) {
        return Format::Html;
    }
    match sample.get(1) {
        Some(byte) if byte.is_ascii_alphabetic() || matches!(byte, b'!' | b'?' | b'_') => Format::Xml,
        _ => Format::Text,
    }
}

/// Whether what begins with a bracket goes on as JSON does, or as the literals of scripts.
fn is_json(sample: &[u8]) -> bool {
    let mut rest = sample.iter().skip(1).filter(|byte| !byte.is_ascii_whitespace());
    let second = rest.next();
    match (sample.first(), second) {
        (Some(b'{'), Some(b'"' | b'}' | b'\'')) | (Some(b'['), Some(b'{' | b'[' | b'"' | b']' | b'-' | b'\'')) => true,
        // A list of numbers, not the bracket of a log line or of an INI section.
        (Some(b'['), Some(byte)) if byte.is_ascii_digit() => {
            let line = sample.split(|byte| *byte == b']').next().unwrap_or_default();
            line.iter().skip(1).all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b' ' | b'\n' | b'\r'))
                && line.contains(&b',')
        }
        (Some(b'{'), Some(byte)) => {
            byte.is_ascii_alphabetic() && memchr::memchr(b':', sample).is_some_and(|at| at < 40)
        }
        _ => second.is_none(),
    }
}

/// Whether the keys are those of a source map.
fn is_source_map(sample: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(sample, word).is_some();
    has(b"\"version\"") && (has(b"\"mappings\"") || has(b"\"sources\"") || has(b"\"sections\""))
}

/// Whether JSON comes behind what keeps it from being run as a script, or in the call of a function.
fn is_guarded_json(head: &str) -> bool {
    let sample = head.as_bytes();
    let guard = [&b")]}'"[..], b"while(1);", b"for(;;);", b"/**/", b"/*-secure-"];
    if guard.iter().any(|guard| sample.starts_with(guard)) {
        return true;
    }
    let name = sample
        .iter()
        .take(80)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.'))
        .count();
    if name == 0 || !matches!(sample.get(name..), Some([b'(', b'{' | b'[', ..])) {
        return false;
    }
    match json::literal_end(head, name + 1, SAMPLE) {
        Ok(end) => head.get(end..).is_some_and(|rest| rest.trim_start().starts_with(')')),
        // Data as far as was looked.
        Err(read) => read >= SAMPLE.min(head.len().saturating_sub(name + 1)),
    }
}

/// Whether a text without a document element has the tags of one.
fn has_tags(sample: &[u8]) -> bool {
    let count = memchr::memchr_iter(b'<', sample)
        .filter(|at| {
            let rest = sample.get(at + 1..).unwrap_or_default();
            let rest = rest.strip_prefix(b"/").unwrap_or(rest);
            let name: Vec<u8> = rest
                .iter()
                .take(9)
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .map(u8::to_ascii_lowercase)
                .collect();
            matches!(
                name.as_slice(),
                b"a" | b"b"
                    | b"i"
                    | b"p"
                    | b"br"
                    | b"td"
                    | b"tr"
                    | b"th"
                    | b"div"
                    | b"span"
                    | b"table"
                    | b"ul"
                    | b"li"
                    | b"html"
                    | b"body"
                    | b"h1"
                    | b"h2"
                    | b"h3"
                    | b"input"
                    | b"form"
                    | b"script"
                    | b"img"
                    | b"font"
                    | b"center"
                    | b"dl"
                    | b"dt"
            )
        })
        .take(3)
        .count();
    count >= 2 || (count == 1 && sample.first() == Some(&b'<'))
}

/// Whether a text begins as scripts do.
fn is_script(sample: &[u8]) -> bool {
    let starts = [
        &b"var "[..],
        b"let ",
        b"const ",
        b"function",
        b"(function",
        b"!function",
        b"\"use strict\"",
        b"'use strict'",
        b"import ",
        b"export ",
        b"window.",
        b"self.",
        b"(()=>",
        b"(self",
        b"(window",
        b"/*!",
        b";(function",
        b"document.",
        b"$(",
        b"jQuery(",
        b"require(",
        b"define(",
    ];
    starts.iter().any(|start| sample.starts_with(start)) && sample.iter().any(|byte| matches!(byte, b'=' | b'(' | b'{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        for (content, expected) in [
            ("  <!DOCTYPE html><p>", Format::Html),
            ("<table><tr><td>1", Format::Html),
            ("<?xml version=\"1.0\"?><a/>", Format::Xml),
            ("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", Format::Html),
            ("<rss><channel>", Format::Xml),
            (
                "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:\
                 office:spreadsheet\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><Worksheet><Table>",
                Format::Xml,
            ),
            ("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>", Format::Html),
            ("<?php $a = ['x' => 1]; ?>", Format::Text),
            ("<?php $a; ?>\n<div>", Format::Html),
            ("Xin <b>chào</b> các bạn", Format::Html),
            ("{\"a\":1}", Format::Json),
            ("[{\"a\":1}]", Format::Json),
            ("[1, 2]", Format::Json),
            (")]}',\n{\"a\":1}", Format::Json),
            ("callback({\"a\":1})", Format::Json),
            ("require([\"a\"], function(b) { c = 'd' })", Format::Script),
            ("{\"version\":3,\"sources\":[]}", Format::SourceMap),
            ("[INFO] started", Format::Text),
            ("[2024-01-02 10:00:00] GET /", Format::Text),
            ("[database]\nhost = a", Format::Text),
            ("var a = {b: 1};", Format::Script),
            ("!function(e){}(1)", Format::Script),
            ("STT,Họ tên,CCCD\n1,A,001095000123\n2,B,001195000124\n", Format::Csv),
            ("x {\"a\":\"b\",\"c\":\"d\",\"e\":1}\nx {\"a\":\"b\",\"c\":\"d\",\"e\":2}\n", Format::Text),
            ("DB_HOST=a\nDB_PASSWORD=b\n", Format::Text),
            ("Kính gửi: ông A, bà B, ông C\nđịa chỉ X, Y\n", Format::Text),
            (" \n ", Format::Empty),
        ] {
            let document = Document { bytes: content.as_bytes(), content_type: None, name: None, truncated: false };
            assert_eq!(text(content, &document), expected, "{content}");
        }
    }
}
