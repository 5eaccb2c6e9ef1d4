//! Tables: headers that name their columns however far below, rows that speak of one thing each.

use super::candidate::{Candidate, Mask, Site};
use super::fast::hash_of;
use super::fold::Words;
use super::label::{Label, Labels};
use super::later::Later;
use super::normal::{self, Bytes};
use super::parts::Parts;
use super::place::{Path, Places, cover};
use super::shapes::UNNAMED;
use super::{Known, image, name, person, read_value};
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
    /// The columns over which names are spread.
    parts: Parts,
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
    /// Whether its last heading is that of several columns.
    shared: bool,
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
        let (mut left, mut fields): (Option<&Cell<'_>>, bool) = (None, false);
        let mut row_labels = Labels::NONE;
        let pairs = self.columns.len() == 2 && !self.columns.iter().any(|column| column.labels.tell());
        for (number, cell) in cells.iter().enumerate() {
            let own = self.columns.get(column).map_or(Labels::NONE, |column| column.labels);
            // What a label names may stand some empty cells further: a form drawn in a sheet.
            if is_blank(cell.text) && !self.has_header {
                column = (column + usize::from(cell.span.max(1))).min(MOST_COLUMNS);
                continue;
            }
            // Under a header a cell is a value, and no label of the one beside it; `Thông tin | Chi tiết` heads pairs.
            let named =
                self.has_header && !pairs && self.columns.get(column).is_some_and(|column| !column.name.is_empty());
            let colon = |cell: &Cell<'_>| cell.heading || trimmed_end(cell.text).ends_with(':');
            let labels = match left.take().filter(|cell| (!named || colon(cell)) && may_label(cell)) {
                Some(cell) => reading.known.labels(cell.text),
                None => Labels::NONE,
            };
            // A table that lies on its side: the first cell of a row names all the others.
            let sideways = cells.first().is_some_and(|cell| cell.heading) && !cell.heading && !own.tell();
            if number == 1 && labels.tell() && (!self.has_header || sideways) {
                row_labels = labels;
            }
            let labels = if labels.tell() { labels } else { row_labels };
            let labels = if labels.tell() {
                fields = true;
                labels.with(own)
            } else {
                own
            };
            if self.cell(cell, column, labels, reading) && !self.parts.hold(column) {
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
        let row = if fields && (!self.has_header || pair || row_labels.tell()) { Row::Field } else { Row::Record };
        // The words of a row without anybody are nobody's.
        let told = || reading.out.iter().any(Candidate::may_be_told);
        let alone = || self.waiting.iter().any(|waiting| !Later::may_wait(waiting.labels));
        if !self.waiting.is_empty() && (row == Row::Field || told() || alone()) {
            self.words(cells, reading);
        }
        if self.parts.are_whole() && reading.out.iter().any(Candidate::may_be_told) {
            self.name_of_parts(cells, reading);
        }
        row
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
        // A sheet has empty cells where a heading goes over several columns.
        let open = |column: &Column| column.shared || column.name.is_empty();
        if self.in_header && count > 1 && self.columns.iter().any(open) && all_words(cells) {
            return true;
        }
        let early = self.rows <= FIRST_ROWS || self.in_header || self.has_header && self.rows > 2;
        if !early {
            return false;
        }
        let told = filled().filter(|cell| {
            let labels = known.labels(cell.text);
            // `Lộc Văn Sình` is somebody, and not when they were born.
            let somebody =
                || labels == Labels::of(Label::Birth) && !cell.text.is_ascii() && name::is_name(cell.text, false);
            (labels.tell() || labels.has(Label::Unknown)) && !somebody()
        });
        let told = told.count();
        // A wide table: most of what it tells is nobody's, but no row of values has three labels.
        let sure = count > 6 && told >= 3 && filled().filter(|cell| known.labels(cell.text).tell()).count() >= 3;
        let least = if self.rows <= 1 || self.in_header { 1 } else { 2 };
        let pair = count == 2 && !self.in_header && told < 2;
        told >= least && (told * 2 >= count || sure) && !pair && (count > 1 || cells.len() == 1 || self.in_header)
    }

    fn header(&mut self, cells: &[Cell<'_>], known: &mut Known) {
        if !self.in_header {
            self.columns.clear();
            self.parts.clear();
        }
        let goes_on = self.in_header;
        (self.in_header, self.has_header) = (true, true);
        let mut above: Option<(Labels, bool)> = None;
        let mut at = 0;
        for cell in cells {
            // An empty cell of the row above, right of one below which this row has a heading too: that one is of both.
            let (named, labels) =
                self.columns.get(at).map_or((false, Labels::NONE), |own| (!own.name.is_empty(), own.labels));
            if named || is_blank(cell.text) {
                above = named.then_some((labels, !is_blank(cell.text)));
            } else if let Some((labels, true)) = above.filter(|_| goes_on && !known.labels(cell.text.trim()).tell())
                && let Some(slot) = self.columns.get_mut(at)
            {
                slot.labels = slot.labels.with(labels);
            }
            let (text, span) = (cell.text.trim(), usize::from(cell.span.max(1)));
            let labels = known.labels(text);
            if span == 1 {
                self.parts.heads(at, text);
            }
            for column in at..(at + span).min(MOST_COLUMNS) {
                if self.columns.len() <= column {
                    self.columns.resize(column + 1, Column::default());
                }
                let Some(slot) = self.columns.get_mut(column) else { break };
                // What one of several columns is called says more than what they are called together.
                if slot.shared && labels.tell() && span == 1 {
                    slot.labels = Labels::NONE;
                    slot.name.clear();
                }
                slot.labels = slot.labels.with(labels);
                // `Dân` above `tộc`: a heading that was broken over the rows.
                if !text.is_empty() && !slot.name.is_empty() && !labels.tell() && text.len() + slot.name.len() < 80 {
                    let joined = known.labels(&format!("{} {text}", slot.name));
                    let own = joined.tell() && !known.labels(&slot.name).tell();
                    slot.labels = if own { joined } else { slot.labels.with(joined) };
                }
                if !text.is_empty() {
                    slot.shared = span > 1;
                    slot.name = cover(text).into_owned();
                    let words = Words::of(&slot.name);
                    slot.is_post = is_post(words.together());
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

/// Whether a heading, its letters together, asks for posts or for those who hold one.
fn is_post(heading: &[u8]) -> bool {
    const POSTS: &[&[u8]] = &[b"chucvu", b"chucdanh", b"position"];
    const HEADS: &[&[u8]] = &[b"hieutruong", b"giamdoc", b"thutruong", b"nguoidungdau", b"chutich", b"vientruong"];
    POSTS.iter().chain(HEADS).any(|head| heading.starts_with(head))
}

/// Whether all that a row says is words that are nobody's name: below what heads several columns they head one each.
fn all_words(cells: &[Cell<'_>]) -> bool {
    let mut filled = cells.iter().filter(|cell| !is_blank(cell.text));
    filled.all(|cell| !cell.text.bytes().any(|byte| byte.is_ascii_digit()) && !name::is_name(cell.text, false))
}

/// Whether a cell may name a column or the value beside it: short words.
fn may_label(cell: &Cell<'_>) -> bool {
    let text = trimmed(cell.text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    cell.kind == Kind::Text && text.len() < 160 && !text.is_empty() && digits < 5 && !text.contains('@')
}
