//! What a fuzzer feeds to the readers of text formats and to the detector behind them. `fuzz/` calls it, and the replay of its corpus; it is compiled for
//! nobody else.

use super::document::{Document, Format, Limits};
use super::extract::{Around, Course, answer, robots, sitemap};
use super::finding::Key;
use super::piece::{Cell, Kind, Sink, Step};

/// How many bytes may be handed over for each that was read: tokens are read twice, headings stand in every row that they
/// reach down to.
const MOST_PER_BYTE: usize = 3000;

/// Counts what it is handed; steps must be left as often as they were entered.
#[derive(Default)]
struct Balance {
    depth: usize,
    bytes: usize,
}

impl Sink for Balance {
    fn enter(&mut self, _step: Step<'_>) {
        self.depth += 1;
    }

    fn leave(&mut self) {
        assert!(self.depth > 0, "a step is left that was not entered");
        self.depth -= 1;
    }

    fn text(&mut self, text: &str) {
        assert!(!text.trim().is_empty(), "a text of nothing");
        self.bytes += text.len();
    }

    fn field(&mut self, label: &str, value: &str, _kind: Kind) {
        self.bytes += label.len() + value.len();
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        assert!(cells.iter().all(|cell| cell.span > 0), "a cell of no width");
        self.bytes += cells.iter().map(|cell| cell.text.len()).sum::<usize>();
    }
}

/// Reads any bytes by the reader that the first of them chooses, or by what they are.
pub fn exposure_text(data: &[u8]) {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let content_type = match choice % 12 {
        1 => Some("text/html"),
        2 => Some("application/json"),
        3 => Some("application/xml"),
        4 => Some("text/csv"),
        5 => Some("application/javascript"),
        6 => Some("text/plain; charset=windows-1258"),
        _ => None,
    };
    let name = (choice % 12 == 7).then_some("a.js.map");
    let document = Document { bytes, content_type, name, truncated: choice >= 128 };
    let mut sink = Balance::default();
    let mut course = Course::new(&mut sink, Limits { pieces: 1_000_000, ..Limits::default() });
    let text = String::from_utf8_lossy(bytes);
    match choice % 12 {
        8 => {
            let mut lines = text.lines();
            let url = lines.next();
            let cookies: Vec<&str> = lines.collect();
            let headers: Vec<(&str, &str)> = cookies.iter().filter_map(|line| line.split_once(':')).collect();
            answer(&mut course, &Around { url, headers: &headers, cookies: &cookies });
        }
        9 => {
            let read = robots(&text);
            for line in text.lines() {
                read.allows(line);
            }
        }
        10 => assert!(sitemap(&document, 100).is_none_or(|map| map.locations.len() <= 100), "more than was asked for"),
        _ => assert!(
            course.read(&document) != Format::Empty || bytes.iter().all(|byte| *byte <= b' ' || *byte >= 0x80),
            "not empty"
        ),
    }
    drop(course);
    assert_eq!(sink.depth, 0, "a step is left open");
    if choice % 12 < 8 {
        detected(&document);
    }
    assert!(sink.bytes <= MOST_PER_BYTE * (bytes.len() + 1), "{} bytes from {}", sink.bytes, bytes.len());
}

/// What the detector makes of it: nothing of a value stands in a place, and nothing is counted that is not there.
fn detected(document: &Document<'_>) {
    let limits = Limits { pieces: 1_000_000, ..Limits::default() };
    for finding in super::inspect(document, &Key::new([7; 16]), limits).findings {
        assert!(finding.distinct() > 0 && finding.samples.len() <= finding.distinct(), "{finding:?}");
        let digits = finding.place.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
        assert!(digits.is_none_or(|most| most < 9), "{}", finding.place);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words of which all formats are made, in any order.
    const WORDS: [&str; 78] = [
        "<",
        ">",
        "</",
        "/>",
        "<table>",
        "<tr>",
        "<td>",
        "<td rowspan=3 colspan=2>",
        "</td>",
        "</tr>",
        "</table>",
        "<th>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<div hidden>",
        "</div>",
        "<p style='display:none'>",
        "<form>",
        "</form>",
        "<input value='1' name=a>",
        "<label>",
        "</label>",
        "<select>",
        "<option selected>",
        "</select>",
        "<textarea>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE a [",
        "<!ENTITY",
        "<?xml version='1.0'?>",
        "<a href='/x?a=",
        "data-x='{\"",
        "&amp;",
        "&#",
        "&#x",
        ";",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "`",
        "\\",
        "\\u",
        "\\ud83d",
        ":",
        ",",
        "=",
        "\"columns\":",
        "\"rows\":",
        "[[",
        "null",
        "1e5",
        "//",
        "/*",
        "*/",
        "\n",
        "\t",
        " ",
        "INSERT INTO t (a,b) VALUES (",
        "COPY t (a) FROM stdin;\n",
        "CREATE TABLE t (",
        "001095000123",
        "Nguyễn",
        "\0",
        "eyJhIjoxMjM0NTY3ODkw",
        "%",
        "%41",
        "$",
        "*",
    ];

    fn jumble() -> impl Strategy<Value = Vec<u8>> {
        let word = prop_oneof![
            9 => proptest::sample::select(&WORDS[..]).prop_map(|word| word.as_bytes().to_vec()),
            1 => proptest::collection::vec(any::<u8>(), 0..6),
        ];
        (any::<u8>(), proptest::collection::vec(word, 0..60))
            .prop_map(|(choice, words)| std::iter::once(choice).chain(words.into_iter().flatten()).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn any_jumble_is_read(data in jumble()) {
            exposure_text(&data);
        }

        #[test]
        fn any_bytes_are_read(data in proptest::collection::vec(any::<u8>(), 0..300)) {
            exposure_text(&data);
        }
    }

    /// Whatever was cut off, wherever.
    #[test]
    fn any_beginning_is_read() {
        let samples = [
            "<!DOCTYPE html><title>Đ</title><table><tr><th>CCCD<td rowspan=2>0<b>01</b></table><dl><dt>a<dd>b</dl><form><label>x<input value='y'>\
             </form><p hidden data-a='{\"b\":\"c\"}'>&eacute;&#7877;</p><!-- c --><script>var a={b:'c',d:[1,2]} // e</script>",
            "{\"columns\":[\"ạ\"],\"rows\":[[\"\\u1ec5\",1.5e10,{\"a\":[null]}]],\"b\":\"{\\\"c\\\":\\\"<b>d</b>\\\"}\"}",
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a b='ạ'><c>d&amp;e</c><![CDATA[f]]><!-- g --><h/></a>",
            "Tên;CCCD\n\"A \"\"B\"\"\";001\nạ;002\n",
            "A=b\nINSERT INTO `t` (a,`b`) VALUES ('ạ''\\n',1),(NULL,N'x');\nCOPY p (c) FROM stdin;\n1\tạ\n\\.\n[x]\ny: 'z'\n",
            "window.a={\"b\":\"c\"};x('d', `e`, /f'/, {g:h(1),i:'ạ'})/* j */;k[\"l\"]='m'",
            "{\"version\":3,\"sources\":[\"a\"],\"sourcesContent\":[\"// ạ\\nvar b='c d'\",null],\"mappings\":\"AAAA\"}",
        ];
        for sample in samples {
            for end in 0..=sample.len() {
                for choice in 0..12 {
                    let data: Vec<u8> = std::iter::once(choice).chain(sample.bytes().take(end)).collect();
                    exposure_text(&data);
                }
            }
        }
    }
}
