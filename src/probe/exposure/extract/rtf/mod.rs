//! Rich Text Format: text in the code pages of its fonts, tables, and what is hidden, deleted, noted or embedded.

mod page;
mod words;

use std::collections::BTreeMap;

use super::super::document::{Document, Obstacle};
use super::super::piece::{Cell, Kind, Part, Sink, Step};
use super::flow::{Paragraph, Sight};
use super::{Course, encoding};
use words::{Word, Words};

/// How deep groups may be nested.
const MOST_NESTED: usize = 2000;
/// The most fonts whose names are kept.
const MOST_FONTS: usize = 500;
/// The least picture or object that is looked into, in hexadecimal digits.
const LEAST_OBJECT: usize = 64;

/// Whether a document is RTF, whatever it is called.
pub(super) fn is_rtf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// Reads a document.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, document: &Document<'_>) {
    let mut reader = Reader::new(course);
    let mut words = Words::new(document.bytes);
    while let Some(word) = words.next() {
        if reader.groups.len() > MOST_NESTED {
            reader.course.omit("", Obstacle::TooDeep);
            break;
        }
        reader.take(word, &mut words);
    }
    while !reader.groups.is_empty() {
        reader.close();
    }
    reader.end_paragraph();
    reader.end_table();
}

/// Where the text of a group goes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
enum Place {
    /// Into the running text.
    #[default]
    Body,
    /// Beside it.
    Beside(Part),
    /// Into a property of this name.
    Property(String),
    /// Nowhere: the group says which fonts there are.
    Fonts,
    /// A picture or object, in hexadecimal digits.
    Object,
    /// Nowhere.
    Nowhere,
}

#[derive(Clone, Debug, Default)]
struct Group {
    place: Place,
    /// Whether the place begins with this group.
    begins: bool,
    sight: Sight,
    /// How many characters stand in for one of `\u`.
    stand_ins: usize,
    font: i32,
    in_table: bool,
}

struct Reader<'c, 's, S: Sink + ?Sized> {
    course: &'c mut Course<'s, S>,
    groups: Vec<Group>,
    group: Group,
    /// Whether `\*` came: a destination that is not known is left out.
    optional: bool,
    /// How many characters are still to be left out behind `\u`.
    skip: usize,
    high: Option<u16>,
    bytes: Vec<u8>,
    default_page: i32,
    /// The code pages of fonts.
    fonts: BTreeMap<i32, i32>,
    /// The names of those.
    names: BTreeMap<i32, String>,
    body: Paragraph,
    beside: Paragraph,
    value: String,
    digits: Vec<u8>,
    cell: String,
    row: Vec<String>,
    heading: bool,
    table: Vec<(Vec<String>, bool)>,
    label: String,
}

impl<'c, 's, S: Sink + ?Sized> Reader<'c, 's, S> {
    fn new(course: &'c mut Course<'s, S>) -> Self {
        Self {
            course,
            groups: Vec::new(),
            group: Group { stand_ins: 1, ..Group::default() },
            optional: false,
            skip: 0,
            high: None,
            bytes: Vec::new(),
            default_page: 1252,
            fonts: BTreeMap::new(),
            names: BTreeMap::new(),
            body: Paragraph::default(),
            beside: Paragraph::default(),
            value: String::new(),
            digits: Vec::new(),
            cell: String::new(),
            row: Vec::new(),
            heading: false,
            table: Vec::new(),
            label: String::new(),
        }
    }

    fn take(&mut self, word: Word<'_>, words: &mut Words<'_>) {
        if !matches!(word, Word::Byte(_) | Word::Plain(_)) {
            self.decode();
        }
        match word {
            Word::Open => {
                self.skip = 0;
                self.optional = false;
                self.groups.push(self.group.clone());
                self.group.begins = false;
            }
            Word::Close => self.close(),
            Word::Byte(byte) => self.byte(byte),
            Word::Plain(bytes) => self.plain(bytes),
            Word::Symbol(symbol) => self.symbol(symbol),
            Word::Control("bin", count) => words.pass_over(usize::try_from(count.unwrap_or(0)).unwrap_or(0)),
            Word::Control(name, number) => {
                self.control(name, number);
                self.optional = false;
            }
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.bytes.push(byte);
        }
    }

    fn plain(&mut self, bytes: &[u8]) {
        let left = self.skip.min(bytes.len());
        self.skip -= left;
        let bytes = bytes.get(left..).unwrap_or_default();
        match self.group.place {
            Place::Object => self.digits.extend_from_slice(bytes),
            Place::Nowhere => {}
            Place::Fonts if self.names.len() < MOST_FONTS => {
                let name = String::from_utf8_lossy(
                    bytes.trim_ascii().get(..bytes.trim_ascii().len().min(40)).unwrap_or_default(),
                );
                self.names.entry(self.group.font).or_insert_with(|| name.into_owned());
            }
            Place::Fonts => {}
            _ => self.bytes.extend_from_slice(bytes),
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.optional = true,
            b'~' => self.say("\u{a0}"),
            b'_' => self.say("-"),
            b'{' | b'}' | b'\\' => self.say(&char::from(symbol).to_string()),
            b'\r' | b'\n' => self.end_paragraph(),
            b'\t' => self.say("\t"),
            _ => {}
        }
    }

    fn control(&mut self, name: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match name {
            "ansicpg" => self.default_page = number.unwrap_or(1252),
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.group.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "f" => self.group.font = number.unwrap_or(0),
            "fcharset" if self.group.place == Place::Fonts => {
                self.fonts.insert(self.group.font, page::of_charset(number.unwrap_or(0)));
            }
            "cpg" if self.group.place == Place::Fonts => drop(self.fonts.insert(self.group.font, number.unwrap_or(0))),
            "v" => self.group.sight = if is_on { Sight::Hidden } else { Sight::Shown },
            "deleted" => self.group.sight = if is_on { Sight::Deleted } else { Sight::Shown },
            "plain" => self.group.sight = Sight::Shown,
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" | "nestrow" => self.say("\n"),
            "tab" | "nestcell" => self.say("\t"),
            "intbl" => self.group.in_table = true,
            "pard" => self.group.in_table = false,
            "trowd" => self.heading = false,
            "trhdr" => self.heading = true,
            "cell" => self.end_cell(),
            "row" => self.end_row(),
            _ => match page::character(name) {
                Some(text) => self.say(text),
                None => self.place(name),
            },
        }
    }

    /// A group whose text goes elsewhere begins.
    fn place(&mut self, name: &str) {
        let place = match name {
            "fonttbl" => Place::Fonts,
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf"
            | "footnote" => Place::Beside(Part::Margin),
            "annotation" => Place::Beside(Part::Comment),
            "title" | "subject" | "author" | "manager" | "company" | "operator" | "keywords" | "comment"
            | "doccomm" | "hlinkbase" | "category" | "staticval" | "propname" | "docvar" | "ffname" | "ffdeftext" => {
                Place::Property(name.to_owned())
            }
            "fldinst" => {
                self.group.sight = Sight::Code;
                self.group.place.clone()
            }
            "objdata" | "pict" => Place::Object,
            "colortbl" | "stylesheet" | "nonshppict" | "sp" | "atnid" | "atnauthor" | "generator" | "revtbl" => {
                Place::Nowhere
            }
            // Wrappers around what is read.
            "shpinst" | "shptxt" | "shppict" | "userprops" | "formfield" | "nesttableprops" | "atrfstart"
            | "listtext" | "info" | "rtf" | "bkmkstart" | "bkmkend" => return self.wrapper(name),
            _ if self.optional => Place::Nowhere,
            _ => return,
        };
        // What is nowhere stays there, but for what is embedded in it.
        if matches!(self.group.place, Place::Nowhere) && place != Place::Object {
            return;
        }
        self.group.begins = self.group.begins || place != self.group.place;
        self.group.place = place;
    }

    fn wrapper(&mut self, name: &str) {
        if matches!(name, "bkmkstart" | "bkmkend" | "atrfstart") {
            self.group.place = Place::Nowhere;
        }
    }

    /// A character by its number, whose stand-ins follow.
    fn unicode(&mut self, number: i32) {
        self.skip = self.group.stand_ins;
        let code = u32::try_from(if number < 0 { number.saturating_add(0x1_0000) } else { number }).unwrap_or(0xfffd);
        let unit = u16::try_from(code).ok();
        let mut units = Vec::new();
        units.extend(self.high.take());
        units.extend(unit);
        if unit.is_some_and(|unit| (0xd800..0xdc00).contains(&unit)) {
            self.high = unit;
            return;
        }
        let text = if unit.is_some() {
            String::from_utf16_lossy(&units)
        } else {
            char::from_u32(code).map(String::from).unwrap_or_default()
        };
        self.say(&text);
    }

    /// Decodes the bytes that came, in the code page of their font.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let name = self.names.get(&self.group.font);
        if let Some(text) = name.and_then(|name| encoding::of_font(name, &bytes)) {
            return self.say(&text);
        }
        let own = self.fonts.get(&self.group.font).copied().filter(|page| *page > 0);
        let text = page::encoding(own.unwrap_or(self.default_page)).decode_without_bom_handling(&bytes).0;
        self.say(&text);
    }

    /// Puts text where that of this group goes.
    fn say(&mut self, text: &str) {
        match &self.group.place {
            Place::Body => self.body.place(self.group.sight).push_str(text),
            Place::Beside(_) => self.beside.place(self.group.sight).push_str(text),
            Place::Property(_) => self.value.push_str(text),
            Place::Fonts | Place::Object | Place::Nowhere => {}
        }
    }

    fn end_paragraph(&mut self) {
        match self.group.place {
            Place::Body => {
                let body = std::mem::take(&mut self.body);
                let in_table = self.group.in_table;
                if !in_table {
                    self.end_table();
                }
                body.hand_over(self.course, in_table.then_some(&mut self.cell));
            }
            Place::Beside(part) => {
                let beside = std::mem::take(&mut self.beside);
                self.course.within(Step::Part(part), |course| beside.hand_over(course, None));
            }
            _ => self.say("\n"),
        }
    }

    fn end_cell(&mut self) {
        let body = std::mem::take(&mut self.body);
        body.hand_over(self.course, Some(&mut self.cell));
        self.row.push(std::mem::take(&mut self.cell));
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.table.push((row, self.heading));
    }

    fn end_table(&mut self) {
        if !self.row.is_empty() {
            self.end_row();
        }
        let table = std::mem::take(&mut self.table);
        if table.is_empty() {
            return;
        }
        self.course.within(Step::Table, |course| {
            for (row, heading) in &table {
                let cells: Vec<_> =
                    row.iter().map(|text| Cell { heading: *heading, ..Cell::new(text.trim()) }).collect();
                course.row(&cells);
            }
        });
    }

    /// A group ends, and with it what began in it.
    fn close(&mut self) {
        self.decode();
        self.skip = 0;
        if self.group.begins {
            match self.group.place.clone() {
                Place::Beside(_) => self.end_paragraph(),
                Place::Property(name) => self.end_property(name),
                Place::Object => self.end_object(),
                _ => {}
            }
        }
        if let Some(group) = self.groups.pop() {
            self.group = group;
        }
    }

    fn end_property(&mut self, name: String) {
        let value = std::mem::take(&mut self.value);
        match name.as_str() {
            "propname" | "ffname" => self.label = value,
            "staticval" | "ffdeftext" => {
                let label = std::mem::take(&mut self.label);
                self.property(&label, &value);
            }
            _ => self.property(&name, &value),
        }
    }

    fn property(&mut self, label: &str, value: &str) {
        if !value.trim().is_empty() {
            self.course.within(Step::Part(Part::Metadata), |course| course.field(label, value.trim(), Kind::Text));
        }
    }

    /// Looks into a picture or object.
    fn end_object(&mut self) {
        let digits = std::mem::take(&mut self.digits);
        if digits.len() < LEAST_OBJECT {
            return;
        }
        let digits = digits.iter().filter_map(|byte| char::from(*byte).to_digit(16)).collect::<Vec<_>>();
        let bytes: Vec<u8> =
            digits.chunks_exact(2).filter_map(|pair| u8::try_from(pair.first()? << 4 | pair.get(1)?).ok()).collect();
        super::embedded::object(self.course, &bytes);
    }
}
