//! Tables: headers that name their columns however far below, rows that speak of one thing each.

use super::candidate::{Candidate, Mask, Site};
use super::fast::hash_of;
use super::fold::Words;
use super::label::{Label, Labels};
use super::later::Later;
use super::normal::{self, Bytes};
use super::place::{Path, Places, cover};
use super::shapes::UNNAMED;
use super::{Known, image, person, read_value};
use crate::probe::exposure::blank::{is_blank, trimmed, trimmed_end};
use crate::probe::exposure::piece::{Cell, Kind};

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

    /// Whether a column tells the posts of those in the rows.
    pub(super) fn has_posts(&self) -> bool {
        self.columns.iter().any(|column| column.is_post)
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
        let mut column = 0;
        self.waiting.clear();
        let (mut left, mut fields): (Option<&Cell<'_>>, bool) = (None, false);
        let mut row_labels = Labels::NONE;
        for (number, cell) in cells.iter().enumerate() {
            let own = self.columns.get(column).map_or(Labels::NONE, |column| column.labels);
            // What a label names may stand some empty cells further: a form drawn in a sheet.
            if is_blank(cell.text) && !self.has_header {
                column = (column + usize::from(cell.span.max(1))).min(MOST_COLUMNS);
                continue;
            }
            // Under a header a cell is a value, and no label of the one beside it.
            let named = self.has_header && self.columns.get(column).is_some_and(|column| !column.name.is_empty());
            let colon = |cell: &Cell<'_>| cell.heading || trimmed_end(cell.text).ends_with(':');
            let labels = match left.take().filter(|cell| (!named || colon(cell)) && may_label(cell)) {
                Some(cell) => reading.known.labels(cell.text),
                None => Labels::NONE,
            };
            // A table that lies on its side: the first cell of a row names all the others.
            if number == 1 && labels.tell() && !self.has_header {
                row_labels = labels;
            }
            let labels = if labels.tell() { labels } else { row_labels };
            let labels = if labels.tell() {
                fields = true;
                labels.with(own)
            } else {
                own
            };
            if self.cell(cell, column, labels, reading) {
                let waiting = Waiting { cell: number, column, labels, index: reading.out.len() };
                self.waiting.push(waiting);
            }
            left = Some(cell);
            column = (column + usize::from(cell.span.max(1))).min(MOST_COLUMNS);
        }
        if self.columns.len() < column {
            self.columns.resize(column, Column::default());
        }
        let pair = cells.iter().filter(|cell| !is_blank(cell.text)).count() <= 2;
        let row = if fields && (!self.has_header || pair) { Row::Field } else { Row::Record };
        // The words of a row without anybody are nobody's.
        let told = || reading.out.iter().any(Candidate::may_be_told);
        let alone = || self.waiting.iter().any(|waiting| !Later::may_wait(waiting.labels));
        if !self.waiting.is_empty() && (row == Row::Field || told() || alone()) {
            self.words(cells, reading);
        }
        row
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
    fn cell(&self, cell: &Cell<'_>, column: usize, labels: Labels, reading: &mut Reading<'_, '_>) -> bool {
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
            self.place(cell, column, from, reading);
            return false;
        }
        self.place(cell, column, from, reading);
        let words =
            !kinds.has_digits() || labels.any(person::TEXTUAL) || memchr::memchr(b',', text.as_bytes()).is_some();
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

    /// Whether a row names columns: by its markup, or by the words in its cells.
    fn is_header(&self, cells: &[Cell<'_>], known: &mut Known) -> bool {
        let filled = || cells.iter().filter(|cell| !is_blank(cell.text));
        let (mut count, mut headings, mut values) = (0, 0, false);
        for cell in filled() {
            count += 1;
            headings += usize::from(cell.heading);
            values = values || !may_label(cell);
        }
        if count == 0 || (values && headings < count) {
            return false;
        }
        let (mut labels, mut pairs) = (false, false);
        for cell in filled() {
            labels |= cell.heading || trimmed_end(cell.text).ends_with(':');
            pairs |= cell.text.contains(": ");
        }
        // `Họ và tên: | A`, or one heading before its value: a field, whatever the value is like.
        let vertical = headings < count && (cells.len() > 1 && labels || pairs);
        if vertical {
            return false;
        }
        // One cell across all is a title.
        let title = count == 1 && cells.iter().any(|cell| cell.span > 1);
        if title {
            return false;
        }
        if headings == count && (count > 1 || cells.len() == 1) {
            return true;
        }
        let early = self.rows <= FIRST_ROWS || self.in_header || self.has_header && self.rows > 2;
        if !early {
            return false;
        }
        let told = filled().filter(|cell| {
            let labels = known.labels(cell.text);
            labels.tell() || labels.has(Label::Unknown)
        });
        let told = told.count();
        let least = if self.rows <= 1 || self.in_header { 1 } else { 2 };
        let pair = count == 2 && !self.in_header && told < 2;
        told >= least && told * 2 >= count && !pair && (count > 1 || cells.len() == 1 || self.in_header)
    }

    fn header(&mut self, cells: &[Cell<'_>], known: &mut Known) {
        if !self.in_header {
            self.columns.clear();
        }
        (self.in_header, self.has_header) = (true, true);
        let mut at = 0;
        for cell in cells {
            let (text, span) = (cell.text.trim(), usize::from(cell.span.max(1)));
            let labels = known.labels(text);
            for column in at..(at + span).min(MOST_COLUMNS) {
                if self.columns.len() <= column {
                    self.columns.resize(column + 1, Column::default());
                }
                let Some(slot) = self.columns.get_mut(column) else { break };
                slot.labels = slot.labels.with(labels);
                if !text.is_empty() {
                    slot.name = cover(text).into_owned();
                    let words = Words::of(&slot.name);
                    slot.is_post = matches!(words.together(), b"chucvu" | b"chucdanh" | b"position");
                }
            }
            at += span;
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

/// Whether a cell may name a column or the value beside it: short words.
fn may_label(cell: &Cell<'_>) -> bool {
    let text = trimmed(cell.text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    cell.kind == Kind::Text && text.len() < 160 && !text.is_empty() && digits < 5 && !text.contains('@')
}
