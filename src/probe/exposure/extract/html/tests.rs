use super::super::recording::{pieces, read_by};

fn read(html: &str) -> String {
    let lines = read_by(|course| super::read(course, html));
    lines.join("\n")
}

#[track_caller]
fn check(html: &str, expected: &[&str]) {
    assert_eq!(read(html), expected.join("\n"), "{html}");
}

#[test]
fn inline_tags_vanish_and_blocks_part() {
    check("CCCD: 0010<b>95</b>000<span class=x>123</span>, <i>A</i>", &["\"CCCD: 001095000123, A\""]);
    check("<p>một<p>hai<br>ba</p><div>bốn</div>năm", &["\"một\"", "\"hai\"", "\"ba\"", "\"bốn\"", "\"năm\""]);
    check("<li>a</li>\n  <li>b <em>c</em>\n d</li>", &["\"a\"", "\"b c d\""]);
    check("<span>001095000123</span><span>0912345678</span>", &["\"001095000123 0912345678\""]);
    check("<span>0</span><span>0</span><span>1095000123</span>", &["\"001095000123\""]);
    check("<x-a>1</x-a><x-a>2</x-a>", &["\"1 2\""]);
    check("0010<wbr>95&#48;00&shy;0123", &["\"0010950 00\u{AD}0123\"".replace("0 00", "000").as_str()]);
    check("0010<!-- abc -->95", &["<Comment>", "  \"abc\"", "\"001095\""]);
}

#[test]
fn references_are_undone_in_text_and_attributes() {
    check("H&#7885; v&agrave; t&ecirc;n:&nbsp;Tr&#x1EA7;n", &["\"Họ và tên: Trần\""]);
    check(
        "<img alt='Th&#7867; c&#7911;a A' src='/a/cccd_truoc.jpg'>",
        &["<Attribute>", "  Record", "    alt = Thẻ của A", "    src = /a/cccd_truoc.jpg"],
    );
}

#[test]
fn tables_keep_rows_headings_and_spans() {
    check(
        "<table><tr><th>Họ tên<th>CCCD<tr><td>A<br>B<td>0010<b>95</b></table>",
        &["Table", "  [*Họ tên|*CCCD]", "  [A\nB|001095]"],
    );
    check(
        "<table><thead><tr><th rowspan=2>STT</th><th colspan=2>Giấy tờ</th></tr><tr><th>Số</th><th>Ngày</th></tr></thead>\
         <tr><td>1</td><td>2</td><td>3</td></tr></table>",
        &["Table", "  [*STT|*Giấy tờx2]", "  [*STT|*Số|*Ngày]", "  [1|2|3]"],
    );
    check("<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>", &["Table", "  [a|b]", "  [|c]", "  [d|e]"]);
    check(
        "<table><tr><td>x<table><tr><td>in</table>y<td>z</table>after",
        &["Table", "  Table", "    [in]", "  [x\ny|z]", "\"after\""],
    );
    check("<table><tr><th>CCCD<!-- <tr><td>001 --><tr><td>002</table>", &["Table", "  [*CCCD]", "  [~001]", "  [002]"]);
    check("<table><tr><td x:num>12<td x:num=\"79095000123\">7.9E+10</table>", &["Table", "  [#12|#79095000123]"]);
    check("<tr><td>a</td><td>b</td></tr><p>c", &["Table", "  [a|b]", "  \"c\""]);
    check(
        "<table><col><col style='display:none'><tr><td>a<td>b<tr style='visibility: hidden'><td>c<td>d<tr><td hidden>e</table>",
        &["Table", "  [a|~b]", "  [~c|~d]", "  [~e]"],
    );
}

#[test]
fn terms_are_fields() {
    check(
        "<dl><dt>CCCD<dd>001<b>095</b><dt>Họ tên</dt><dd><p>A</p></dd></dl>x",
        &["Record", "  \"CCCD\"", "  CCCD = 001095", "  \"Họ tên\"", "  Họ tên = A", "\"x\""],
    );
}

#[test]
fn controls_come_with_their_labels() {
    check(
        "<form><label for=a>Số CCCD</label> <input id=a name=b value='001'><label>Tên <input value=T></label>\
         <input name=sdt value=09><input type=hidden name=h value=1><input type=checkbox name=c value=x>\
         <select name=dt><option>Kinh<option selected>Tày</select><textarea name=gc>ghi\nchú</textarea><input type=submit value=Gửi></form>",
        &[
            "\"Số CCCD Tên\"",
            "\"Kinh\"",
            "\"Gửi\"",
            "Record",
            "  <FormField>",
            "    Số CCCD = 001",
            "    Tên = T",
            "    sdt = 09",
            "    dt = Tày",
            "    gc = ghi\nchú",
            "  <Hidden>",
            "    h = 1",
        ],
    );
    check(
        "<table><tr><td>Dân tộc<td><select><option>Kinh</option><option selected>Tày</option><option>Nùng</select><td>x</table>",
        &["Table", "  \"Kinh\"", "  \"Nùng\"", "  [Dân tộc|Tày|x]"],
    );
    check("<table><tr><td>CCCD<td><input value=001></table>", &["Table", "  [CCCD|001]"]);
}

#[test]
fn what_is_not_shown_is_told_apart() {
    check("a<div hidden>b<div>c</div>d</div>e", &["\"a\"", "<Hidden>", "  \"b\"", "  \"c\"", "  \"d\"", "\"e\""]);
    check("<p>a <span style='display : none'>001</span>b", &["<Hidden>", "  \"001\"", "\"a b\""]);
    check(
        "<!-- <table><tr><td>CCCD<td>001</table> --><!--[if IE]><p>cũ<![endif]--><!---->",
        &["<Comment>", "  Table", "    [CCCD|001]", "<Comment>", "  \"cũ\""],
    );
}

#[test]
fn attributes_that_carry_data_are_read() {
    check(
        "<tr data-cccd='001095000123' data-ho-ten='Nguyễn A' class=x id=r1 onclick=\"xem('001095000123')\"><td>1",
        &[
            "<Attribute>",
            "  Record",
            "    cccd = 001095000123",
            "    ho-ten = Nguyễn A",
            "    .onclick",
            "      \"001095000123\"",
            "Table",
            "  [1]",
        ],
    );
    check(
        "<div data-page='{&quot;cccd&quot;:&quot;001&quot;}'></div><a href='/x?so=001&amp;t=a'>b</a><meta name=author content='Trần B'>",
        &[
            "<Attribute>",
            "  Record",
            "    .page",
            "      Record",
            "        cccd = 001",
            "<Url>",
            "  Record",
            "    so = 001",
            "    t = a",
            "<Attribute>",
            "  Record",
            "    author = Trần B",
            "\"b\"",
        ],
    );
}

#[test]
fn scripts_are_handed_on() {
    check(
        "<script type='application/ld+json'>{\"name\":\"A\"}</script><style>p{}</style><script>var a = '<b>'</SCRIPT ><title>T &amp; U</title>",
        &["<Script>", "  Record", "    name = A", "<Script>", "  a = <b>", "\"T & U\""],
    );
}

#[test]
fn malformed_markup_loses_no_text() {
    check("a < b & c <3 <", &["\"a < b & c <3 <\""]);
    check("<p class=\"x>001</p>", &["\"001\""]);
    check("<p title='x>001", &["\"001\""]);
    check("<b>001</i></b></table></div></dl></p>", &["\"001\""]);
    check("<td>001", &["Table", "  [001]"]);
    check("<div <p>001", &["\"001\""]);
    check("<!-- 001", &["<Comment>", "  \"001\""]);
    check("<![CDATA[001]]>", &["\"001\""]);
    check("a\0b", &["\"a\0b\""]);
}

#[test]
fn hostile_markup_is_bounded() {
    let deep = "<table><tr><td><div hidden>".repeat(20_000);
    assert!(!read(&format!("{deep}001")).is_empty());
    let long = format!("<p title=\"{}\">001", "x".repeat(10 << 20));
    assert!(read(&long).contains("001"));
    for unclosed in [
        "<a b='",
        "<a b=\"",
        "<!--",
        "</",
        "<script>",
        "<![CDATA[",
        "<td rowspan=1000>",
        "<option>",
        "<dl><dt>",
        "&#",
        "<p hidden>",
    ] {
        assert!(pieces(format!("<p>a{}", unclosed.repeat(50_000)).as_bytes()).len() < 200_000, "{unclosed}");
    }
}

#[test]
fn programs_that_were_not_run_are_read() {
    assert_eq!(
        pieces(b"<div>a</div><?php $p = 'x->y'; ?><p>b</p><?xml version=\"1.0\"?>c"),
        ["\"a\"", "<Source>", "  \"$p = 'x->y';\"", "\"b\"", "\"c\""]
    );
}

#[test]
fn a_label_and_its_value_are_two_words() {
    assert_eq!(pieces("<p><b>Người nộp</b><span>Trần A</span></p>".as_bytes()), ["\"Người nộp Trần A\""]);
    assert_eq!(pieces("<p>Ng<b>uyễn</b> C<i>CCD</i></p>".as_bytes()), ["\"Nguyễn CCCD\""]);
}
