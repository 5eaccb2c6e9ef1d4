//! JavaScript, loosely: no grammar, but its strings, its comments, and what its strings are called.
//!
//! A literal that is data through and through is read as JSON. In other code `key: 'value'` and `name = "value"` are
//! fields, those within the same braces of one thing.

mod call;

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

use super::super::document::Format;
use super::super::piece::{Kind, Part, Sink, Step};
use super::{Course, json, url};

/// How deep braces are told apart.
const MOST_OPEN: usize = 500;

/// Literals shorter than this hold nothing.
const LEAST_LITERAL: usize = 8;

/// The longest string or word that may be a label.
const LONGEST_LABEL: usize = 100;

/// The longest regular expression that is passed over.
const LONGEST_PATTERN: usize = 500;

/// Reads a script.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str) {
    let mut reader =
        Reader { course, text, at: 0, before: b';', label: None, called: None, open: Vec::new(), ahead: text.len() };
    reader.run();
}

/// What a string or number that comes next is called.
#[derive(Clone)]
struct Label<'t> {
    name: Cow<'t, str>,
    /// Whether it is a key of an object rather than a variable.
    is_key: bool,
}

struct Reader<'r, 's, 't, S: Sink + ?Sized> {
    course: &'r mut Course<'s, S>,
    text: &'t str,
    at: usize,
    /// The last byte that was neither space nor comment.
    before: u8,
    label: Option<Label<'t>>,
    /// What is called as the result of the call that comes next.
    called: Option<Label<'t>>,
    /// The braces that are open: whether one was entered as a record.
    open: Vec<bool>,
    /// How many bytes may still be read in vain to see whether a literal is data.
    ahead: usize,
}

impl<'t, S: Sink + ?Sized> Reader<'_, '_, 't, S> {
    fn run(&mut self) {
        while let Some(byte) = self.byte(0) {
            match byte {
                b' ' | b'\n' | b'\t' | b'\r' => {
                    self.at += 1;
                    continue;
                }
                b'"' | b'\'' | b'`' => self.string(byte),
                b'/' if self.comment() => continue,
                b'/' => self.slash(),
                b'{' | b'[' => self.bracket(byte),
                b'}' => self.close(),
                b'(' if self.call() => {}
                byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..) => self.word(),
                _ => {
                    self.at += 1;
                    if !matches!(byte, b':' | b'=' | b'(' | b'-') {
                        self.label = None;
                    }
                }
            }
            self.before = byte;
            if !self.course.may_continue() {
                break;
            }
        }
        while !self.open.is_empty() {
            self.close();
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// A comment; whether there was one.
    fn comment(&mut self) -> bool {
        let (end, behind) = match self.byte(1) {
            Some(b'/') => {
                let end = memchr(b'\n', self.rest()).unwrap_or(self.rest().len());
                (end, end)
            }
            Some(b'*') => {
                let found = memmem::find(self.rest().get(2..).unwrap_or_default(), b"*/");
                found.map_or((self.rest().len(), self.rest().len()), |end| (end + 2, end + 4))
            }
            _ => return false,
        };
        let comment = self.text.get(self.at + 2..self.at + end).unwrap_or_default().trim();
        if comment.len() > 3 {
            self.course.enter(Step::Part(Part::Comment));
            self.course.inside(Format::Text, comment);
            self.course.leave();
        }
        self.at += behind;
        true
    }

    /// A division, or a regular expression, in which quotes are none.
    fn slash(&mut self) {
        self.at += 1;
        if !matches!(
            self.before,
            b'(' | b',' | b'=' | b':' | b'[' | b'!' | b'&' | b'|' | b'?' | b'{' | b'}' | b';' | b'+'
        ) {
            return;
        }
        let mut in_class = false;
        let mut offset = 0;
        while let Some(byte) = self.byte(offset).filter(|byte| *byte != b'\n' && offset < LONGEST_PATTERN) {
            match byte {
                b'\\' => offset += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => {
                    self.at += offset + 1;
                    return;
                }
                _ => {}
            }
            offset += 1;
        }
    }

    /// A name, keyword or number.
    fn word(&mut self) {
        let start = self.at;
        while self
            .byte(0)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | 0x80..))
        {
            self.at += 1;
        }
        let word = self.text.get(start..self.at).unwrap_or_default();
        if json::is_number(word) {
            let label = self.label.take();
            if self.next_is_colon() {
                return;
            }
            match label {
                Some(label) => self.field(&label, word, Kind::Number),
                None if word.len() >= 9 => self.course.field("", word, Kind::Number),
                None => {}
            }
            return;
        }
        // `ngaySinh: new Date('1994-01-19')`: what is made of a value is called as the value.
        if matches!(word, "new" | "Date" | "ISODate" | "Timestamp" | "String" | "Number" | "BigInt") {
            return;
        }
        let label = self.label.take();
        // `secret: process.env.SECRET || 'Dc6u...'`: what stands in where nothing is set.
        if label.is_some() && self.has_stand_in() {
            self.label = label;
            return;
        }
        self.called = label.filter(|_| self.byte(0) == Some(b'('));
        if word.len() <= LONGEST_LABEL {
            let name = word.rsplit('.').next().unwrap_or(word);
            self.label_by_next(Cow::Borrowed(name));
        }
    }

    /// Passes over the sign behind a word that another value follows which stands in for it; whether there is one.
    fn has_stand_in(&mut self) -> bool {
        let rest = self.rest().trim_ascii_start();
        let Some(behind) = rest.strip_prefix(b"||").or_else(|| rest.strip_prefix(b"??")) else { return false };
        let quoted = matches!(behind.trim_ascii_start().first(), Some(b'"' | b'\'' | b'`'));
        if quoted {
            self.at += self.rest().len() - behind.len();
        }
        quoted
    }

    /// What follows a word or string makes a label of it: a colon, or a sign of assignment.
    fn label_by_next(&mut self, name: Cow<'t, str>) {
        let space = self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let is_key = match (self.byte(space), self.byte(space + 1)) {
            (Some(b':'), _) => true,
            (Some(b'='), next) if !matches!(next, Some(b'=' | b'>')) => false,
            _ => return,
        };
        self.at += space;
        self.label = Some(Label { name, is_key });
    }

    fn next_is_colon(&self) -> bool {
        self.rest().iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    }

    fn string(&mut self, quote: u8) {
        let before = self.before;
        let raw = self.raw_string(quote);
        let text =
            if memchr(b'\\', raw.as_bytes()).is_some() { Cow::Owned(json::unescaped(raw)) } else { Cow::Borrowed(raw) };
        if matches!(before, b'{' | b',' | b'[') && text.len() <= LONGEST_LABEL && self.next_is_colon() {
            return self.label_by_next(text);
        }
        if before == b'(' && self.is_filled(&text) {
            return;
        }
        let label = self.label.take();
        let is_key_of_item = before == b'[' && self.byte(0) == Some(b']');
        self.value(label.as_ref(), &text);
        // x['key'] = value
        if is_key_of_item && text.len() <= LONGEST_LABEL {
            self.at += 1;
            self.label_by_next(text);
        }
    }

    /// Whether a string chooses the element of a page that is given a value behind it, which is called so then:
    /// `$('#txtCMND').val("381529224")`, `getElementById('hoTen').value = "A"`.
    fn is_filled(&mut self, chosen: &str) -> bool {
        const GIVEN: [&[u8]; 4] = [b").val", b").text", b").html", b").value"];
        let Some(given) = GIVEN.iter().rev().find(|given| self.rest().starts_with(given)) else { return false };
        let next = self.rest().get(given.len()..).unwrap_or_default().trim_ascii_start();
        let is_given = match next.first() {
            Some(b'(') => !given.ends_with(b"value"),
            Some(b'=') => next.get(1) != Some(&b'='),
            _ => false,
        };
        let named = chosen.trim_start_matches(['#', '.']);
        let inner = named.split_once("name=").map_or(named, |(_, name)| name);
        let name = inner.trim_matches(['"', '\'', ']', '[', ' ']);
        if !is_given || name.is_empty() || name.len() > LONGEST_LABEL {
            return false;
        }
        self.at += self.rest().len() - next.len();
        self.label = Some(Label { name: Cow::Owned(name.to_owned()), is_key: false });
        self.called = None;
        true
    }

    /// The string that begins here, as written; strings in single or double quotes end with their line at the latest.
    fn raw_string(&mut self, quote: u8) -> &'t str {
        let start = self.at + 1;
        let mut at = start;
        let bytes = self.text.as_bytes();
        loop {
            let Some(found) = memchr2(quote, b'\\', bytes.get(at..).unwrap_or_default()) else {
                at = bytes.len();
                break;
            };
            if quote != b'`'
                && let Some(line) = memchr(b'\n', bytes.get(at..at + found).unwrap_or_default())
            {
                at += line;
                break;
            }
            at += found;
            if bytes.get(at) == Some(&quote) {
                break;
            }
            at += 2;
        }
        let at = at.min(bytes.len());
        self.at = (at + 1).min(bytes.len());
        self.text.get(start..at).unwrap_or_default()
    }

    /// A string that is a value, or stands for itself.
    fn value(&mut self, label: Option<&Label<'t>>, text: &str) {
        if let Some(format) = json::notation(text).filter(|_| text.len() > 6) {
            if let Some(label) = label {
                self.course.enter(Step::Key(&label.name));
            }
            self.course.inside(format, text);
            if label.is_some() {
                self.course.leave();
            }
            return;
        }
        match label {
            Some(label) if !text.is_empty() => self.field(label, text, Kind::Text),
            None if tells(text) => self.course.text(text),
            _ => return,
        }
        if matches!(text.as_bytes().first(), Some(b'h' | b'/')) {
            url::query(self.course, text);
        }
    }

    fn field(&mut self, label: &Label<'t>, value: &str, kind: Kind) {
        if label.is_key
            && let Some(entered) = self.open.last_mut()
            && !*entered
        {
            *entered = true;
            self.course.enter(Step::Record);
        }
        self.course.field(&label.name, value, kind);
    }

    /// A brace or bracket that opens: data, or code.
    fn bracket(&mut self, byte: u8) {
        let is_value = matches!(self.before, b'=' | b'(' | b':' | b',' | b'[' | b'?' | b'|' | b';' | b'n');
        if is_value && self.ahead > 0 {
            match json::literal_end(self.text, self.at, self.ahead) {
                Ok(end) => {
                    let literal = self.text.get(self.at..end).unwrap_or_default();
                    self.literal(literal);
                    self.at = end;
                    self.label = None;
                    return;
                }
                Err(read) => self.ahead = self.ahead.saturating_sub(read),
            }
        }
        self.at += 1;
        self.label = None;
        if byte == b'{' && self.open.len() < MOST_OPEN {
            self.open.push(false);
        }
    }

    fn literal(&mut self, literal: &str) {
        if literal.len() < LEAST_LITERAL {
            return;
        }
        let label = self.label.take();
        if let Some(label) = &label {
            self.course.enter(Step::Key(&label.name));
        }
        json::read(self.course, literal);
        if label.is_some() {
            self.course.leave();
        }
    }

    fn close(&mut self) {
        self.at += 1;
        self.label = None;
        if self.open.pop() == Some(true) {
            self.course.leave();
        }
    }
}

/// Whether a string without a name may say more than a word that programs are made of.
fn tells(text: &str) -> bool {
    text.len() > 3
        && text.bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80 || matches!(byte, b' ' | b'@' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::super::recording::read_by;
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        assert_eq!(read_by(|course| read(course, script)).join("\n"), expected.join("\n"), "{script}");
    }

    #[test]
    fn literals_are_data() {
        check(
            "window.__STATE__ = {\"cccd\":\"001\",a:[1]};",
            &[".__STATE__", "  Record", "    cccd = 001", "    .a", "      Items", "         = #1"],
        );
        check(
            "var x=[{soCCCD:'001095',ten:'A'}]",
            &[".x", "  Items", "    Record", "      soCCCD = 001095", "      ten = A"],
        );
        check("f([['001','A'],['002','B']])", &["Table", "  [001|A]", "  [002|B]"]);
        check(r#"JSON.parse('{"cccd":"001\u0031"}')"#, &["Record", "  cccd = 0011"]);
        check(
            r#"self.__next_f.push([1,"5:[\"$\",\"p\",null,{\"soCCCD\":\"001095000123\"}]\n"])"#,
            &["Items", "   = #1", "  Items", "     = $", "     = p", "    Record", "      soCCCD = 001095000123"],
        );
    }

    #[test]
    fn names_of_values_label_them() {
        check("const dbPassword = 'abc', n=001095000123;", &["dbPassword = abc", "n = #001095000123"]);
        check("o = {a: f(1), pass: `x`, t: \"y\"}", &["Record", "  pass = x", "  t = y"]);
        check("a.b['key'] = 'v' ; if (a == 'xyz 1') {}", &["key = v", "\"xyz 1\""]);
        check("x = y ? 'a bc' : 'c de'", &["\"a bc\"", "\"c de\""]);
        check("g('CCCD: 001095000123', /'\"[/]/.test(s), \"ab c\")", &["\"CCCD: 001095000123\"", "\"ab c\""]);
    }

    #[test]
    fn what_one_call_is_given_is_of_one_thing() {
        check(
            "mo(this, 12, '001095000123', \"Nguy\\u1ec5n A\")",
            &["Record", "   = #12", "   = 001095000123", "   = Nguyễn A"],
        );
        check("soCccd = parseInt('001095000123', 10)", &["Record", "  soCccd = 001095000123", "   = #10"]);
        check("x = {cccd: fmt('001095000123')}", &["Record", "  cccd = 001095000123"]);
        check("f('CCCD: 001095000123', g('x yz'))", &["\"CCCD: 001095000123\"", "\"x yz\""]);
        check("f('001095000123'", &["\"001095000123\""]);
    }

    #[test]
    fn comments_are_parts() {
        check(
            "// CCCD 001\nvar a=1 /* pass=x */",
            &["<Comment>", "  \"CCCD 001\"", "a = #1", "<Comment>", "  Record", "    pass = x"],
        );
        check(
            "u = 'https://a.vn/?x=1' // abcd",
            &["u = https://a.vn/?x=1", "<Url>", "  Record", "    x = 1", "<Comment>", "  \"abcd\""],
        );
    }

    #[test]
    fn damaged_and_hostile_scripts_are_read_on() {
        check("var a = 'abc\nvar b = 'd e'", &["a = abc", "b = d e"]);
        for text in ["{", "[{a:", "`", "\"", "/*", "/", "({a:b,", "={", "x={y:z,"] {
            assert!(read_by(|course| read(course, &text.repeat(100_000))).len() < 1_000_000);
        }
    }
}
