//! Tables: headers that name their columns however far below, rows that speak of one thing each.

mod header;
mod pairs;

use super::assign::{self, Named};
use super::candidate::{Candidate, Mask, Site};
use super::days::{self, Days};
use super::fast::hash_of;
use super::fold::Words;
use super::label::{Label, Labels};
use super::later::Later;
use super::normal::{self, Bytes};
use super::parts::Parts;
use super::place::{Path, Places};
use super::scan::{Scan, written};
use super::shapes::UNNAMED;
use super::silent::{Outcome, Silent, Told};
use super::words;
use super::{Known, cell_lines, image, person, read_value};
use crate::probe::exposure::blank::{is_blank, trimmed, trimmed_end};
use crate::probe::exposure::piece::Cell;
use pairs::{are_pairs, kind_in, may_label, pair_of, said_of_next};

/// The most columns that are told apart.
const MOST_COLUMNS: usize = 512;
/// Among so many first rows a header is looked for though cells are not called headings.
const FIRST_ROWS: u32 = 15;

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Vec<Column>,
    rows: u32,
    /// Whether the last row was a header.
    in_header: bool,
    /// Whether any header was seen.
    has_header: bool,
    hash: u64,
    /// Cells of the row whose words are not read yet.
    waiting: Vec<Waiting>,
    /// What the last row said that the next is: `Loại | CCCD`.
    kind: Option<Labels>,
    /// The columns over which names are spread.
    parts: Parts,
    /// The columns over which days of birth are spread.
    days: Days,
    /// The columns that a table right before named, which had nothing else.
    given: Vec<Column>,
}

/// A cell whose words are not read yet.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// Which of the row it is.
    cell: usize,
    /// Which column it stands in.
    column: usize,
    labels: Labels,
    /// Before which candidate of the row what it says stands.
    index: usize,
}

#[derive(Clone, Debug, Default)]
struct Column {
    labels: Labels,
    name: String,
    /// Whether it tells the posts of those in the rows.
    is_post: bool,
    /// Whether it is one of passwords or keys.
    secret: Option<Named>,
    /// Whether it holds the names of fields, or their values.
    role: Role,
    /// Whether its last heading is that of several columns.
    shared: bool,
}

/// What a column is where each row is one field: `meta_key | meta_value`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Role {
    #[default]
    Plain,
    Key,
    Value,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Row {
    /// Names of columns, or nothing.
    Header,
    /// Values of one thing.
    Record,
    /// A label and its value: one field of a thing that several rows tell.
    Field,
}

/// What reading a row needs of the detector.
pub(super) struct Reading<'d, 'k> {
    pub(super) known: &'d mut Known,
    pub(super) places: &'d mut Places,
    pub(super) silent: &'d mut Silent,
    pub(super) path: &'d Path,
    pub(super) mask: Mask<'k>,
    pub(super) buffer: &'d mut String,
    pub(super) out: &'d mut Vec<Candidate>,
    /// Another list that is empty.
    pub(super) spare: &'d mut Vec<Candidate>,
    pub(super) misses: Vec<(u64, u32)>,
    pub(super) line: u32,
}

impl Table {
    /// A table at a place, the so-manieth of the document.
    pub(super) fn new(path: u64, ordinal: u32) -> Self {
        Self { hash: path.rotate_left(7) ^ u64::from(ordinal).wrapping_mul(0x9e37_79b9_7f4a_7c15), ..Self::default() }
    }

    /// The hash of a column.
    fn shape(&self, column: usize) -> u64 {
        {
            let hash = hash_of(self.hash ^ u64::try_from(column).unwrap_or_default(), "column") | 1;
            let named = self.columns.get(column).is_some_and(|column| !column.name.is_empty());
            if named { hash & !UNNAMED } else { hash | UNNAMED }
        }
    }

    /// Takes the columns of a table right before that has headings alone: components draw the head of a table that scrolls
    /// as a table of its own.
    pub(super) fn take_columns(&mut self, head: Self) {
        self.given = head.columns;
    }

    /// Whether it has headings alone.
    pub(super) fn is_head(&self) -> bool {
        self.in_header && self.columns.len() > 1
    }

    /// The first row of a table decides whether the columns given are its own.
    fn settle_columns(&mut self, cells: &[Cell<'_>]) {
        let given = std::mem::take(&mut self.given);
        let count: usize = cells.iter().map(|cell| usize::from(cell.span.max(1))).sum();
        // Above the bar to scroll with stands a heading without words.
        let gutter = given.len() == count + 1 && given.last().is_some_and(|column| column.name.is_empty());
        if !self.has_header && (given.len() == count || gutter) {
            (self.columns, self.has_header) = (given, true);
        }
    }

    /// Whether a column tells the posts of those in the rows.
    pub(super) fn has_posts(&self) -> bool {
        self.columns.iter().any(|column| column.is_post)
    }

    /// Whether its columns tell what only lists of people have: who is a teacher there is no office for that.
    pub(super) fn is_of_people(&self) -> bool {
        const PRIVATE: &[Label] = &[Label::Identity, Label::Birth, Label::Sex, Label::Ethnic, Label::Religion];
        self.columns.iter().any(|column| column.labels.any(PRIVATE))
    }

    /// Whether the rows tell whom a body pays, which no list of those to be reached does: a name, an account, and no
    /// body of their own.
    pub(super) fn tells_pay(&self) -> bool {
        let has = |label| self.columns.iter().any(|column| column.labels.has(label));
        let is_body = |column: &Column| {
            let words = Words::of(&column.name);
            let letters = words.together();
            ["donvi", "tendonvi", "coquan", "tochuc", "congty", "doanhnghiep"]
                .iter()
                .any(|body| letters.starts_with(body.as_bytes()))
        };
        has(Label::Name) && has(Label::Account) && !has(Label::Company) && !self.columns.iter().any(is_body)
    }

    /// Which secret a column, or the key before its cell, names.
    fn secret_at(&self, column: usize, key: Option<&Cell<'_>>) -> Option<Named> {
        let own = || self.columns.get(column).and_then(|column| column.secret);
        key.map_or_else(own, |key| assign::named(key.text.trim_end_matches([' ', ':'])))
    }

    /// Whether a column holds the values of the keys in the column before it.
    fn is_value_of_key(&self, column: usize) -> bool {
        let role = |column: usize| self.columns.get(column).map(|column| column.role);
        role(column) == Some(Role::Value) && column.checked_sub(1).and_then(role) == Some(Role::Key)
    }

    fn labels_at(&self, column: usize) -> Labels {
        self.columns.get(column).map_or(Labels::NONE, |column| column.labels)
    }

    /// The hashes of all columns.
    pub(super) fn shapes(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.columns.len()).map(|column| self.shape(column))
    }

    /// Reads a row.
    pub(super) fn row(&mut self, cells: &[Cell<'_>], reading: &mut Reading<'_, '_>) -> Row {
        self.rows = self.rows.saturating_add(1);
        if self.is_header(cells, reading.known) {
            self.header(cells, reading.known);
            return Row::Header;
        }
        self.in_header = false;
        if !self.given.is_empty() {
            self.settle_columns(cells);
        }
        let mut column = 0;
        self.waiting.clear();
        let (mut left, mut fields, mut is_field): (Option<&Cell<'_>>, bool, bool) = (None, false, false);
        let (mut row_labels, mut filled) = (Labels::NONE, 0);
        let side_by_side = cells.len() > 1 && are_pairs(cells, reading.known);
        let spread = days::spread_below_birth(cells, reading.known);
        let is_day = spread.is_some();
        let pairs = self.columns.len() == 2 && !self.columns.iter().any(|column| column.labels.tell());
        for (number, cell) in cells.iter().enumerate() {
            let own = self.labels_at(column);
            // What a label names may stand some empty cells further: a form drawn in a sheet.
            let is_named = self.columns.get(column).is_some_and(|column| !column.name.is_empty());
            let asks = left.is_some_and(|cell| trimmed_end(cell.text).ends_with(':'));
            let passed = is_blank(cell.text) && (asks || !(self.has_header && is_named));
            if passed || self.days.hold(column) || is_day && filled > 0 {
                column = (column + usize::from(cell.span.max(1))).min(MOST_COLUMNS);
                continue;
            }
            // Under a header a cell is a value, and no label of the one beside it; `Thông tin | Chi tiết` heads pairs.
            let key = left.filter(|_| self.is_value_of_key(column));
            let named = self.has_header && !pairs && is_named && key.is_none();
            let colon = |cell: &Cell<'_>| cell.heading || trimmed_end(cell.text).ends_with(':');
            // `smtp_pass | ...` of a sheet with settings.
            let beside = left.filter(|cell| !named && cells.len() <= 4 && cell.text.len() < 40);
            // `Loại | CCCD`, `Số | 022...`: what kind the number is was said in the row above.
            let kind = self.kind.filter(|_| pair_of(cells) && left.is_some());
            let label = left.take().filter(|cell| !side_by_side && (!named || colon(cell)) && may_label(cell));
            let labels = label.map_or(Labels::NONE, |cell| said_of_next(cell, reading.known));
            // A table that lies on its side: the first cell of a row names all the others.
            let sideways = || cells.first().is_some_and(|cell| cell.heading) && !cell.heading && !own.tell();
            if filled == 1 && labels.tell() && (!self.has_header || sideways()) {
                row_labels = labels;
            }
            // Nor is the label of the next field the value of the first.
            let labels = kind.filter(|_| labels == Labels::of(Label::Unknown)).unwrap_or(labels);
            let asks = || filled > 1 && words::is_label(trimmed(cell.text));
            let labels = if labels.tell() || !row_labels.is_empty() && asks() { labels } else { row_labels };
            let labels = if labels.tell() {
                fields = true;
                labels.with(own)
            } else {
                own
            };
            let secret = self.secret_at(column, key.or(beside));
            is_field |= key.is_some();
            if self.cell(cell, column, labels, secret, reading) && !self.parts.hold(column) {
                let waiting = Waiting { cell: number, column, labels, index: reading.out.len() };
                self.waiting.push(waiting);
            }
            left = Some(cell);
            filled += 1;
            column = (column + usize::from(cell.span.max(1))).min(MOST_COLUMNS);
        }
        if self.columns.len() < column {
            self.columns.resize(column, Column::default());
        }
        if let Some((column, day)) = spread.map(|day| (0, day)).or_else(|| self.days.day(cells)) {
            self.spread_day(cells, column, day, reading);
        }
        let pair = cells.iter().filter(|cell| !is_blank(cell.text)).count() <= 2;
        self.kind = kind_in(cells, reading.known);
        let is_field =
            is_field || side_by_side && filled > 1 || fields && (!self.has_header || pair || row_labels.tell());
        let row = if is_field { Row::Field } else { Row::Record };
        self.rest(cells, row, reading);
        row
    }

    /// Reads what waits for the whole row: words, and names whose parts stand apart.
    fn rest(&self, cells: &[Cell<'_>], row: Row, reading: &mut Reading<'_, '_>) {
        // The words of a row without anybody are nobody's.
        let told = || reading.out.iter().any(Candidate::may_be_told);
        let alone = || self.waiting.iter().any(|waiting| !Later::may_wait(waiting.labels));
        if !self.waiting.is_empty() && (row == Row::Field || told() || alone()) {
            self.words(cells, reading);
        }
        if self.parts.are_whole() && reading.out.iter().any(Candidate::may_be_told) {
            self.name_of_parts(cells, reading);
        }
    }

    /// Reads the name whose parts stand in several cells.
    fn name_of_parts(&self, cells: &[Cell<'_>], reading: &mut Reading<'_, '_>) {
        let mut whole = zeroize::Zeroizing::new(String::with_capacity(96));
        let mut first = None;
        for own in self.parts.columns() {
            let mut at = 0;
            let cell = cells.iter().find(|cell| {
                let from = at;
                at += usize::from(cell.span.max(1));
                (from..at).contains(&own)
            });
            let Some(cell) = cell.filter(|cell| !is_blank(cell.text) && whole.len() + cell.text.len() < 90) else {
                continue;
            };
            if !whole.is_empty() {
                whole.push(' ');
            }
            whole.push_str(trimmed(cell.text));
            first = first.or(Some((cell, own)));
        }
        let Some((cell, column)) = first else { return };
        let from = reading.out.len();
        let labels = Labels::of(Label::Name);
        let site = self.site(cell, column, labels, &whole, reading.line);
        person::whole(&whole, labels, reading.mask, site, reading.out);
        self.place(cell, column, from, reading);
    }

    /// Reads the day of birth whose parts stand in several cells, from a column on.
    fn spread_day(&self, cells: &[Cell<'_>], column: usize, day: String, reading: &mut Reading<'_, '_>) {
        let (Some(cell), day) = (cells.first(), zeroize::Zeroizing::new(day)) else { return };
        let site = self.site(cell, column, Labels::of(Label::Birth), &day, reading.line);
        let from = reading.out.len();
        read_value(&day, Bytes::of(&day), site, reading.mask, reading.buffer, reading.out);
        self.place(cell, column, from, reading);
    }

    /// Reads the words of the cells that wait, and puts what they say among the candidates.
    fn words(&self, cells: &[Cell<'_>], reading: &mut Reading<'_, '_>) {
        std::mem::swap(reading.out, reading.spare);
        let spare = std::mem::take(reading.spare);
        let mut found = spare.iter().enumerate().peekable();
        for waiting in &self.waiting {
            while let Some((_, candidate)) = found.next_if(|(index, _)| *index < waiting.index) {
                reading.out.push(candidate.clone());
            }
            let Some(cell) = cells.get(waiting.cell) else { continue };
            let mut spelled = zeroize::Zeroizing::new(String::new());
            let (text, _) = spelled_plainly(cell, &mut spelled);
            // Where columns are hidden on narrow screens a cell repeats what its column is called.
            let name = self.columns.get(waiting.column).map_or("", |column| column.name.as_str());
            let text = text.strip_prefix(name).filter(|rest| rest.starts_with([' ', ':'])).map_or(text, str::trim);
            let from = reading.out.len();
            let site = self.site(cell, waiting.column, waiting.labels, text, reading.line);
            person::whole(text, waiting.labels, reading.mask, site, reading.out);
            self.place(cell, waiting.column, from, reading);
        }
        reading.out.extend(found.map(|(_, candidate)| candidate.clone()));
        *reading.spare = spare;
        reading.spare.clear();
    }

    fn site(&self, cell: &Cell<'_>, column: usize, labels: Labels, text: &str, line: u32) -> Site {
        let shape = self.shape(column);
        Site { labels, kind: cell.kind, line, shape, is_code: false, is_value: text.len() < 200 }
    }

    /// Reads a cell but for its words; whether those may say something.
    fn cell(
        &self,
        cell: &Cell<'_>,
        column: usize,
        labels: Labels,
        secret: Option<Named>,
        reading: &mut Reading<'_, '_>,
    ) -> bool {
        let written = trimmed(cell.text);
        if written.is_empty() {
            return false;
        }
        // What a link to an image is called depends on the name of its column.
        let plain = secret.is_none() && !labels.has(Label::Identity);
        let told = Told::of(written, self.site(cell, column, labels, written, reading.line), false);
        if let Some(outcome) = reading.silent.knows(told).filter(|_| plain) {
            return outcome == Outcome::Words;
        }
        let from = reading.out.len();
        let misses = reading.misses.len();
        let words = self.new_cell(cell, column, labels, secret, reading);
        if plain && reading.out.len() == from && reading.misses.len() == misses {
            reading.silent.keep(told, if words { Outcome::Words } else { Outcome::Silent });
        }
        words
    }

    /// Reads a cell as [`Table::cell`] does, that was not read before.
    fn new_cell(
        &self,
        cell: &Cell<'_>,
        column: usize,
        labels: Labels,
        secret: Option<Named>,
        reading: &mut Reading<'_, '_>,
    ) -> bool {
        let mut spelled = zeroize::Zeroizing::new(String::new());
        let (text, kinds) = spelled_plainly(cell, &mut spelled);
        if text.is_empty() {
            return false;
        }
        let site = self.site(cell, column, labels, text, reading.line);
        let shape = site.shape;
        let from = reading.out.len();
        let misses = read_value(text, kinds, site, reading.mask, reading.buffer, reading.out);
        if misses > 0 {
            reading.misses.push((shape, misses));
        }
        if let Some(named) = secret.filter(|_| reading.out.len() == from) {
            assign::value(&mut Scan::new(text, "", site, reading.mask, reading.out), named);
        }
        if labels.has(Label::Birth)
            && reading.out.len() == from
            && let Some((day, month, year)) = days::counted(text)
        {
            Scan::new(text, "", site, reading.mask, reading.out).birth(0, &written(day, month, year), year);
        }
        // A link, whatever its name, in a column of images.
        if labels.has(Label::Identity)
            && reading.out.len() == from
            && memchr::memchr2(b'/', b'.', text.as_bytes()).is_some()
            && image::is_card_image(self.columns.get(column).map_or("", |column| &column.name))
        {
            let class = crate::probe::exposure::class::Class::CardImage;
            reading.out.push(reading.mask.candidate(class, text, super::weights::CERTAIN, site));
        }
        if text.len() > 24 && reading.out.iter().skip(from).any(super::text::speaks_of_somebody) {
            let head = text.get(..text.len().min(600)).unwrap_or(text);
            person::line(head, reading.mask, site, reading.out);
            if memchr::memchr(b'\n', head.as_bytes()).is_some() {
                cell_lines::read(head, reading.mask, site, reading.out);
            }
            self.place(cell, column, from, reading);
            return false;
        }
        self.place(cell, column, from, reading);
        // `1. Nguyễn Văn A` of a list.
        let numbered = || {
            text.len() < 64 && text.as_bytes().windows(2).take(4).any(|pair| matches!(pair, [b'.' | b')' | b'/', b' ']))
        };
        let words = !kinds.has_digits()
            || labels.any(person::TEXTUAL)
            || memchr::memchr(b',', text.as_bytes()).is_some()
            || numbered();
        words && person::may_say(text, labels)
    }

    /// Places the candidates of a cell from one on.
    fn place(&self, cell: &Cell<'_>, column: usize, from: usize, reading: &mut Reading<'_, '_>) {
        if reading.out.len() > from {
            let name = self.columns.get(column).map_or("", |column| column.name.as_str());
            let path = reading.path;
            // Apart from the places of fields on the same way.
            let apart = path.hash().rotate_left(32) ^ u64::from(cell.hidden);
            let key = hash_of(apart ^ u64::try_from(column).unwrap_or_default() << 8, name);
            let place = reading.places.number(key | 1, || path.column(name, column, cell.hidden));
            for candidate in reading.out.iter_mut().skip(from) {
                candidate.place = place;
            }
        }
    }
}

/// What a cell says in the one spelling in which it is read, and the kinds of its bytes.
fn spelled_plainly<'t>(cell: &Cell<'t>, spelled: &'t mut String) -> (&'t str, Bytes) {
    let text = trimmed(cell.text);
    let kinds = Bytes::of(text);
    if text.is_empty() || !kinds.odd() {
        return (text, kinds);
    }
    normal::normal(text, spelled);
    let text = spelled.trim();
    (text, Bytes::of(text))
}
