use super::super::recording::{pieces, read_by};

#[track_caller]
fn check(json: &str, expected: &[&str]) {
    let lines = read_by(|course| super::read(course, json));
    assert_eq!(lines.join("\n"), expected.join("\n"), "{json}");
}

#[test]
fn objects_are_records_with_fields() {
    check(
        r#"{"soCCCD":"001095000123","n":79095000123,"b":true,"x":null,"e":"","c":{"hoTen":"A"}}"#,
        &[
            "Record",
            "  soCCCD = 001095000123",
            "  n = #79095000123",
            "  b = true",
            "  .c",
            "    Record",
            "      hoTen = A",
        ],
    );
    check(r#"[{"a":1},{"a":2}]"#, &["Items", "  Record", "    a = #1", "  Record", "    a = #2"]);
    check(r#"{"a":["x",1,null]}"#, &["Record", "  .a", "    Items", "       = x", "       = #1"]);
    check(
        r#"{"a":7.9095000123e10,"b":79095000123.0,"c":10.5}"#,
        &["Record", "  a = #79095000123", "  b = #79095000123", "  c = #10.5"],
    );
}

#[test]
fn escapes_are_undone() {
    check(
        r#"{"a\u0062":"Nguy\u1ec5n \ud83d\ude00 \"x\" \/ \n\t","b":"\ud800x","c":"\u12","d":"\\"}"#,
        &["Record", "  ab = Nguyễn 😀 \"x\" / \n\t", "  b = \u{FFFD}x", "  c = 12", "  d = \\"],
    );
}

#[test]
fn lines_guards_and_calls_are_read() {
    check("{\"a\":1}\n{\"a\":2}\n", &["Record", "  a = #1", "Record", "  a = #2"]);
    check(")]}',\n{\"a\":1}", &["Record", "  a = #1"]);
    check("cb({\"a\":1});", &["Record", "  a = #1"]);
    check("{\"a\":1} tail of an error", &["Record", "  a = #1", "\"tail of an error\""]);
    check("{a:'x',/* c */b:1,}// end", &["Record", "  a = x", "  b = #1"]);
}

#[test]
fn lists_of_lists_are_tables() {
    check(
        r#"{"columns":["CCCD","Tên"],"rows":[["001","A"],[2,null]]}"#,
        &[
            "Record",
            "  .columns",
            "    Items",
            "       = CCCD",
            "       = Tên",
            "  .rows",
            "    Table",
            "      [*CCCD|*Tên]",
            "      [001|A]",
            "      [#2|]",
        ],
    );
    check(
        r#"{"data":[["001"]],"columns":[{"data":"x","title":"CCCD"}]}"#,
        &[
            "Record",
            "  .columns",
            "    Items",
            "      Record",
            "        data = x",
            "        title = CCCD",
            "  Table",
            "    [*CCCD]",
            "    [001]",
        ],
    );
    check(r#"[["CCCD"],["001",{"a":1}]]"#, &["Table", "  [CCCD]", "  [001|]", "  Items", "    Record", "      a = #1"]);
}

#[test]
fn names_beside_values_label_them() {
    check(
        r#"[{"name":"soCCCD","value":"001"},{"label":"Số CCCD","value":"001"},{"name":"Nguyễn A","value":1}]"#,
        &[
            "Record",
            "  Record",
            "    name = soCCCD",
            "    soCCCD = 001",
            "  Record",
            "    label = Số CCCD",
            "    Số CCCD = 001",
            "  Record",
            "    name = Nguyễn A",
            "    value = #1",
        ],
    );
}

#[test]
fn strings_hold_notations_of_their_own() {
    check(r#"{"a":"{\"cccd\":\"001\"}"}"#, &["Record", "  .a", "    Record", "      cccd = 001"]);
    check(r#"{"a":"CCCD <b>0010</b>95 &amp;"}"#, &["Record", "  a = CCCD 001095 &"]);
    check(r#"{"a":"Nguy&#7877;n"}"#, &["Record", "  a = Nguyễn"]);
    check(r#"{"u":"/a?so=001"}"#, &["Record", "  u = /a?so=001", "  <Url>", "    Record", "      so = 001"]);
    let html = format!(r#"{{"a":"{}<table><tr><td>CCCD<td>001</table>"}}"#, "x".repeat(300));
    check(&html, &["Record", "  .a", &format!("    \"{}\"", "x".repeat(300)), "    Table", "      [CCCD|001]"]);
}

#[test]
fn what_is_damaged_is_read_as_far_as_it_goes() {
    check(r#"{"a":"001"#, &["Record", "  a = 001"]);
    check(r#"{"a":[{"b":1"#, &["Record", "  .a", "    Items", "      Record", "        b = #1"]);
    check(r#"{"a":1]}"#, &["Record", "  a = #1"]);
    check(r#"{"a" "b":"c"}"#, &["Record", "  a = b"]);
    check("{\"a\":\"x\\", &["Record", "  a = x"]);
}

#[test]
fn hostile_json_is_bounded() {
    for deep in [
        "[",
        "{\"a\":",
        "[{\"a\":[[",
        "{\"columns\":[{\"columns\":[",
        "{\"rows\":[[1,",
        "\"",
        "{\"a\":\"{",
        "\\",
        "{a:/*",
    ] {
        let lines = pieces(format!("[{}", deep.repeat(100_000)).as_bytes());
        assert!(lines.len() < 1_000_000, "{deep}");
    }
    let nested = (0..12).fold("\"001095000123\"".to_owned(), |inner, _| format!("{{\"a\":{inner:?}}}"));
    assert!(pieces(nested.as_bytes()).iter().any(|line| line.contains("001095000123")));
}

#[test]
fn names_and_values_in_objects_are_one_thing() {
    check(
        r#"[{"name":"hoTen","label":"Họ tên","value":"A B"},{"system":"http://x.vn/cccd","value":"001"}]"#,
        &[
            "Record",
            "  Record",
            "    name = hoTen",
            "    label = Họ tên",
            "    Họ tên = A B",
            "  Record",
            "    system = http://x.vn/cccd",
            "    cccd = 001",
        ],
    );
    check(r#"[{"name":"A B","phone":"1"}]"#, &["Items", "  Record", "    name = A B", "    phone = 1"]);
}
