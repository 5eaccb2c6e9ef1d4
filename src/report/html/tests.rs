use std::time::Instant;

use super::*;
use crate::report::sample;
use crate::text::{Language, Text};

fn page(report: &Report, language: Language, run_json: &[u8]) -> String {
    let options = Options { language, run_json, ..Options::default() };
    String::from_utf8(FORMAT.to_bytes(report, &options).expect("a page")).expect("UTF-8")
}

#[test]
fn what_the_far_side_said_stays_text() {
    let mut report = sample::report();
    let hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";
    report.errors[0].message = Text::same(hostile);
    report.chapters[0].rows[0].details[0].message = Text::same(hostile);
    report.limitations.push(Text::same(hostile));
    let page = page(&report, Language::Vi, br#"{"a": "</script><script>alert(3)</script>"}"#);
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "markup got through");
    assert!(page.contains("&lt;script&gt;alert(1)"), "the text is shown");
    let data = page.split("id=\"run\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("the data");
    let read: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(read["a"], "</script><script>alert(3)</script>");
}

#[test]
fn the_page_stands_alone() {
    let page = page(&sample::report(), Language::Vi, b"{}");
    for outward in ["src=\"http", "href=\"http", "url(http", "@import", "<link", "src=\"//"] {
        assert!(!page.contains(outward), "{outward}");
    }
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<script").count(), 1, "the data and nothing else");
}

#[test]
fn every_error_has_its_place_in_both_languages() {
    let report = sample::report();
    for (language, tag, words) in
        [(Language::Vi, "lang=\"vi\"", "đã khắc phục 5/15 lỗi"), (Language::En, "lang=\"en\"", "5 of 15 errors fixed")]
    {
        // The engine writes a slash as its entity.
        let page = page(&report, language, b"{}").replace("&#x2f;", "/");
        assert!(page.contains(tag) && page.contains(words));
        for error in &report.errors {
            let anchor = format!("id=\"error-{}\"", error.number);
            assert_eq!(page.matches(&anchor).count(), 1, "{anchor}");
            assert!(page.contains(error.title.in_language(language)), "{}", error.number);
        }
        let opened = page.matches("<details").count();
        assert_eq!(opened, page.matches("</details>").count());
        assert!(opened >= report.chapters.iter().map(|chapter| chapter.rows.len()).sum::<usize>());
        assert_eq!(page.matches("<table").count(), page.matches("<caption").count(), "every table says what it is");
    }
}

#[test]
fn equal_reports_give_equal_bytes_and_long_ones_are_written() {
    let mut report = sample::report();
    let row = report.chapters[0].rows[0].clone();
    report.chapters[0].rows = vec![row; 2000];
    let started = Instant::now();
    assert_eq!(page(&report, Language::Vi, b"{}"), page(&report, Language::Vi, b"{}"));
    assert!(started.elapsed().as_secs() < 60, "rendering does not grow out of hand");
}
