//! Dumps of databases: statements that insert rows, as the tables they fill.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::{memchr, memchr2, memmem};

use super::super::piece::{Cell, Kind, Sink, Step};
use super::Course;

/// How many tables' columns are remembered.
const MOST_TABLES: usize = 1000;

/// How much may stand between a name or value and the comma behind it.
const LONGEST_PART: usize = 16 << 10;

/// Whether a text begins as dumps do.
pub(super) fn is_dump(text: &str) -> bool {
    let mut end = text.len().min(2048);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default().to_ascii_uppercase();
    [
        "INSERT INTO ",
        "INSERT [",
        "CREATE TABLE ",
        "-- MYSQL DUMP",
        "-- POSTGRESQL DATABASE DUMP",
        "PRAGMA FOREIGN_KEYS",
        "DROP TABLE IF EXISTS",
        ") FROM STDIN;",
    ]
    .iter()
    .any(|start| head.contains(start))
}

/// What is known of the tables of a dump.
#[derive(Default)]
pub(super) struct Dump {
    columns: BTreeMap<String, Vec<String>>,
    /// The table, with the names of its columns, whose rows are being handed over.
    open: Option<(String, Vec<String>)>,
}

impl Dump {
    /// Reads the statement that begins at `at`, if it is one that makes or fills a table; gives where it ends.
    pub(super) fn statement<S: Sink + ?Sized>(
        &mut self,
        course: &mut Course<'_, S>,
        text: &str,
        at: usize,
    ) -> Option<usize> {
        let rest = text.as_bytes().get(at..)?;
        let starts = |word: &[u8]| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let mut words = Words { text, at };
        match rest.first()? | 0x20 {
            b'i' if starts(b"insert ") => self.insert(course, &mut words),
            // The next of `INSERT ALL INTO a ... INTO b ...`.
            b'i' if starts(b"into ") && self.open.is_some() => self.insert(course, &mut words),
            b'r' if starts(b"replace into ") => self.insert(course, &mut words),
            b'c' if starts(b"create table ") => self.create(&mut words),
            b'c' if starts(b"copy ") => self.copy(course, &mut words),
            _ => None,
        }
    }

    /// No more rows come for the table that is open.
    pub(super) fn close<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>) {
        if self.open.take().is_some() {
            course.leave();
            course.leave();
        }
    }

    fn create(&mut self, words: &mut Words<'_>) -> Option<usize> {
        words.word();
        words.word();
        let mut table = words.name()?;
        if table.eq_ignore_ascii_case("if") {
            words.word();
            words.word();
            table = words.name()?;
        }
        words.open()?;
        let mut columns = Vec::new();
        loop {
            let name = words.name()?;
            let upper = name.to_ascii_uppercase();
            let is_column = !matches!(
                upper.as_str(),
                "PRIMARY" | "KEY" | "UNIQUE" | "CONSTRAINT" | "FOREIGN" | "INDEX" | "FULLTEXT" | "CHECK"
            );
            if is_column {
                columns.push(name);
            }
            if !words.next_part() {
                break;
            }
        }
        if self.columns.len() < MOST_TABLES {
            self.columns.insert(table, columns);
        }
        Some(words.at)
    }

    fn insert<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, words: &mut Words<'_>) -> Option<usize> {
        // `INSERT IGNORE INTO a`, and `INSERT [dbo].[a]` as SQL Server writes it.
        words.word();
        while let Some(byte) = words.peek()
            && byte.is_ascii_alphabetic()
        {
            let mark = words.at;
            if words.word()?.eq_ignore_ascii_case("into") {
                break;
            }
            if matches!(words.peek(), Some(b'(' | b'.')) || words.follows("values") {
                words.at = mark;
                break;
            }
        }
        let table = words.name()?;
        let columns = if words.peek() == Some(b'(') {
            words.open()?;
            let mut columns = Vec::new();
            loop {
                columns.push(words.name()?);
                if !words.next_part() {
                    break columns;
                }
            }
        } else {
            self.columns.get(&table).cloned().unwrap_or_default()
        };
        while !words.word()?.eq_ignore_ascii_case("values") {}
        self.turn_to(course, table, columns);
        while words.peek() == Some(b'(') {
            words.open()?;
            let mut cells = Vec::new();
            loop {
                cells.push(words.value());
                if !words.next_part() {
                    break;
                }
            }
            let cells: Vec<Cell<'_>> =
                cells.iter().map(|(text, kind)| Cell { kind: *kind, ..Cell::new(text) }).collect();
            course.row(&cells);
            if words.peek() == Some(b',') {
                words.at += 1;
            }
        }
        if words.peek() == Some(b';') {
            words.at += 1;
        }
        Some(words.at)
    }

    /// What PostgreSQL writes: lines of values apart by tabs, up to a line of `\.`.
    fn copy<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, words: &mut Words<'_>) -> Option<usize> {
        words.word();
        let table = words.name()?;
        words.open()?;
        let mut columns = Vec::new();
        loop {
            columns.push(words.name()?);
            if !words.next_part() {
                break;
            }
        }
        let rest = words.text.get(words.at..)?;
        let line = memchr(b'\n', rest.as_bytes())?;
        if !rest.get(..line)?.to_ascii_lowercase().contains("from stdin") {
            return None;
        }
        self.turn_to(course, table, columns);
        let body = rest.get(line + 1..)?;
        let end = memmem::find(body.as_bytes(), b"\n\\.").unwrap_or(body.len());
        for line in body.get(..end)?.lines() {
            let values: Vec<Cow<'_, str>> = line
                .split('\t')
                .map(|value| match value {
                    "\\N" => Cow::Borrowed(""),
                    value if value.contains('\\') => Cow::Owned(super::json::unescaped(value)),
                    value => Cow::Borrowed(value),
                })
                .collect();
            let cells: Vec<Cell<'_>> = values.iter().map(|value| Cell::new(value)).collect();
            course.row(&cells);
        }
        Some(words.at + line + 1 + (end + 3).min(body.len()))
    }

    /// The rows that follow are those of this table.
    fn turn_to<S: Sink + ?Sized>(&mut self, course: &mut Course<'_, S>, table: String, columns: Vec<String>) {
        if self.open.as_ref().is_some_and(|(name, names)| *name == table && *names == columns) {
            return;
        }
        self.close(course);
        course.enter(Step::Key(&table));
        course.enter(Step::Table);
        if !columns.is_empty() {
            let cells: Vec<Cell<'_>> = columns.iter().map(|name| Cell { heading: true, ..Cell::new(name) }).collect();
            course.row(&cells);
        }
        self.open = Some((table, columns));
    }
}

/// The words of a statement.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// The next word of letters; `None` at anything else.
    fn word(&mut self) -> Option<&'t str> {
        self.peek()?;
        let start = self.at;
        while self.text.as_bytes().get(self.at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            self.at += 1;
        }
        self.text.get(start..self.at).filter(|word| !word.is_empty())
    }

    /// Whether this word comes next.
    fn follows(&mut self, word: &str) -> bool {
        self.peek();
        let next = self.text.get(self.at..).and_then(|rest| rest.get(..word.len()));
        next.is_some_and(|next| next.eq_ignore_ascii_case(word))
    }

    /// The last part of a name, in whatever quotes.
    fn name(&mut self) -> Option<String> {
        loop {
            let quote = match self.peek()? {
                b'[' => Some(b']'),
                byte @ (b'`' | b'"' | b'\'') => Some(byte),
                _ => None,
            };
            let start = self.at + usize::from(quote.is_some());
            let rest = self.text.as_bytes().get(start..)?;
            let length = match quote {
                Some(quote) => memchr(quote, rest.get(..rest.len().min(300))?)?,
                None => rest
                    .iter()
                    .take(300)
                    .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#' | 0x80..))
                    .count(),
            };
            let name = self.text.get(start..start + length).filter(|name| !name.is_empty())?;
            self.at = start + length + usize::from(quote.is_some());
            if self.text.as_bytes().get(self.at) != Some(&b'.') {
                return Some(name.to_owned());
            }
            self.at += 1;
        }
    }

    /// Passes over an opening parenthesis.
    fn open(&mut self) -> Option<()> {
        (self.peek()? == b'(').then(|| self.at += 1)
    }

    /// Passes over the rest of a part of a list, and its comma; whether another part comes.
    fn next_part(&mut self) -> bool {
        let mut depth = 0_usize;
        let end = self.at.saturating_add(LONGEST_PART);
        while self.at < end
            && let Some(byte) = self.peek()
        {
            match byte {
                b'\'' | b'"' | b'`' => drop(self.quoted(byte)),
                b'(' => {
                    depth += 1;
                    self.at += 1;
                }
                b')' if depth == 0 => {
                    self.at += 1;
                    return false;
                }
                b')' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => {
                    self.at += 1;
                    return true;
                }
                _ => self.at += 1,
            }
        }
        false
    }

    fn value(&mut self) -> (Cow<'t, str>, Kind) {
        let mut next = self.peek();
        // N'...' and E'...'.
        if matches!(next, Some(b'N' | b'n' | b'E' | b'e')) && self.text.as_bytes().get(self.at + 1) == Some(&b'\'') {
            self.at += 1;
            next = Some(b'\'');
        }
        if let Some(quote @ (b'\'' | b'"')) = next {
            return (self.quoted(quote), Kind::Text);
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().take_while(|byte| !matches!(byte, b',' | b'(' | b')' | b'\n' | b'\'')).count();
        let bare = rest.get(..length).unwrap_or_default().trim();
        self.at += length;
        // `CAST(N'1990-05-12' AS Date)`, `TO_DATE('12/05/1990', ...)`: what is made of a string.
        let is_call = rest.as_bytes().get(length) == Some(&b'(');
        if is_call && matches!(rest.as_bytes().get(length + 1..length + 3), Some([b'\'', _] | [b'N', b'\''])) {
            let mut inner = Words { text: self.text, at: self.at + 1 };
            return inner.value();
        }
        if bare.eq_ignore_ascii_case("null") {
            return (Cow::Borrowed(""), Kind::Text);
        }
        let is_number =
            !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
        (Cow::Borrowed(bare), if is_number { Kind::Number } else { Kind::Text })
    }

    fn quoted(&mut self, quote: u8) -> Cow<'t, str> {
        let start = self.at + 1;
        let mut at = start;
        let mut doubled = false;
        let mut escaped = false;
        loop {
            let rest = self.text.as_bytes().get(at..).unwrap_or_default();
            let Some(found) = memchr2(quote, b'\\', rest) else {
                at = self.text.len();
                break;
            };
            at += found;
            if rest.get(found) == Some(&b'\\') {
                escaped = true;
                at += 2;
            } else if rest.get(found + 1) == Some(&quote) {
                doubled = true;
                at += 2;
            } else {
                break;
            }
        }
        let inner = self.text.get(start..at).or_else(|| self.text.get(start..)).unwrap_or_default();
        self.at = (at + 1).min(self.text.len());
        let mark = char::from(quote).to_string();
        let text = if doubled { Cow::Owned(inner.replace(&mark.repeat(2), &mark)) } else { Cow::Borrowed(inner) };
        if escaped { Cow::Owned(super::json::unescaped(&text)) } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recording::pieces;

    #[test]
    fn what_sql_server_and_oracle_write_fills_tables() {
        let dump = "CREATE TABLE [dbo].[Nguoi](\n [HoTen] [nvarchar](200) NULL,\n [NgaySinh] [date] NULL\n)\nGO\n\
            INSERT [dbo].[Nguoi] VALUES (N'Trần A', CAST(N'1990-05-12' AS Date))\n\
            Insert into HCC.CD (TEN,NGAY) values ('B',to_date('12-05-1990','DD-MM-YYYY'));\n\
            INSERT ALL\n  INTO d (b) VALUES ('x')\n  INTO d (b) VALUES ('y')\nSELECT 1 FROM DUAL;\n\
            INSERT IGNORE INTO c (a) VALUES (1);\n";
        assert_eq!(
            pieces(dump.as_bytes()),
            [
                "\"GO\"",
                ".Nguoi",
                "  Table",
                "    [*HoTen|*NgaySinh]",
                "    [Trần A|1990-05-12]",
                ".CD",
                "  Table",
                "    [*TEN|*NGAY]",
                "    [B|12-05-1990]",
                ".d",
                "  Table",
                "    [*b]",
                "    [x]",
                "    [y]",
                "\"SELECT 1 FROM DUAL;\"",
                ".c",
                "  Table",
                "    [*a]",
                "    [#1]",
            ]
        );
    }
}
