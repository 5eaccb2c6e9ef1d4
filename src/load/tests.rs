//! Hostile and careless YAML.

use super::*;
use crate::text::Language;

fn code(text: &str) -> &'static str {
    let source = Source::new("a.yaml", text);
    match parse(&source, Limits::default()) {
        Ok(_) => "ok",
        Err(Problems(problems)) => problems[0].code,
    }
}

#[test]
fn what_could_mean_something_else_than_it_shows_is_refused() {
    assert_eq!(code("a: 1"), "ok");
    assert_eq!(code("a: &x 1\nb: *x"), "K-YAML-012");
    assert_eq!(code("a: *x"), "K-YAML-012");
    assert_eq!(code("a: !!binary aGk="), "K-YAML-011");
    assert_eq!(code("<<: {a: 1}"), "K-YAML-008");
    assert_eq!(code("a: 1\na: 2"), "K-YAML-010");
    assert_eq!(code("a: 1\n---\nb: 2"), "K-YAML-005");
    assert_eq!(code("[1, 2]: x"), "K-YAML-009");
    assert_eq!(code(""), "K-YAML-004");
    assert_eq!(code("a: [1, 2"), "K-YAML-001");
    assert_eq!(code("a:\n\t- b"), "K-YAML-001");
}

#[test]
fn bombs_end_at_once() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let p = n - 1;
        laughs.push_str(&format!("a{n}: &a{n} [*a{p}, *a{p}, *a{p}, *a{p}, *a{p}, *a{p}]\n"));
    }
    assert_eq!(code(&laughs), "K-YAML-012");
    for opening in ["[", "{a: ", "- "] {
        let deep = opening.repeat(20_000);
        assert!(["K-YAML-001", "K-YAML-006"].contains(&code(&deep)), "{opening}");
    }
    let wide = format!("a: [{}]", "1, ".repeat(30_000));
    assert_eq!(code(&wide), "K-YAML-007");
}

#[test]
fn scalars_follow_the_core_schema_and_quotes_make_text() {
    let source = Source::new("a.yaml", "[1, -2, 1.5, true, ~, '1', \"true\", 1.2.3, 0x10, 1e3, no, .inf]");
    let json = parse(&source, Limits::default()).expect("a list").to_json();
    assert_eq!(json, serde_json::json!([1, -2, 1.5, true, null, "1", "true", "1.2.3", "0x10", 1000.0, "no", ".inf"]));
}

#[test]
fn a_problem_shows_the_line_the_caret_and_the_nearest_key_in_both_languages() {
    let source = Source::new("nhà.yaml", "tên: Cổng Dịch vụ công\nsevertiy: high\n");
    let root = parse(&source, Limits::default()).expect("a mapping");
    let reader = Reader::new(source);
    let _ = reader.mapping(&root, &["tên", "severity"]);
    let problems = reader.finish::<()>(None).expect_err("a problem");
    assert_eq!(problems.0[0].line_and_column(), Some((2, 1)));
    let vi = render(&problems, Language::Vi, false);
    assert!(
        vi.contains("nhà.yaml:2:1") && vi.contains("^^^^^^^^") && vi.contains("có phải ý bạn là `severity`?"),
        "{vi}"
    );
    let en = render(&problems, Language::En, false);
    assert!(
        en.contains("error[K-YAML-020]: unknown key `severtiy`") && en.contains("did you mean `severity`?"),
        "{en}"
    );
}

#[test]
fn every_mistake_of_a_mapping_is_told_at_once() {
    let source = Source::new("a.yaml", "number: x\nflag: 3\nversion: 1.2\nwhen: tomorrow\n");
    let root = parse(&source, Limits::default()).expect("a mapping");
    let reader = Reader::new(source);
    if let Some(mut map) = reader.mapping(&root, &["number", "flag", "version", "when", "missing"]) {
        let _ = map.required("number", |reader, node| reader.int(node, 0, 9));
        let _ = map.required("flag", Reader::bool);
        let _ = map.required("version", Reader::text);
        let _ = map.required("when", Reader::instant);
        let _ = map.required("missing", Reader::text);
    }
    let problems = reader.finish::<()>(None).expect_err("problems");
    let mut codes: Vec<_> = problems.0.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["K-YAML-021", "K-YAML-021", "K-YAML-021", "K-YAML-023", "K-YAML-025"]);
    assert!(problems.0.iter().any(|problem| problem.hints.iter().any(|hint| hint.en.contains("\"1.2\""))));
}
