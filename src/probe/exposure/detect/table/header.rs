//! Rows that name columns: by their markup, or by the words in their cells.

use super::super::assign;
use super::super::command::is_mixed;
use super::super::fold::Words;
use super::super::label::{Label, Labels};
use super::super::place::cover;
use super::super::{Known, name, person};
use super::{Column, FIRST_ROWS, MOST_COLUMNS, Role, Table, may_label};
use crate::probe::exposure::blank::{is_blank, trimmed, trimmed_end};
use crate::probe::exposure::piece::Cell;

impl Table {
    /// Whether a row names columns: by its markup, or by the words in its cells.
    pub(super) fn is_header(&self, cells: &[Cell<'_>], known: &mut Known) -> bool {
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
            labels |= cell.heading && !is_ordinal(cell) || trimmed_end(cell.text).ends_with(':');
            pairs |= cell.text.contains(": ");
        }
        // `Họ và tên: | A`, or one heading before its value: a field, whatever the value is like.
        let vertical = headings < count && (cells.len() > 1 && labels || pairs);
        if vertical {
            return false;
        }
        // The title of slips that stand side by side.
        let mut texts = filled().map(|cell| trimmed(cell.text));
        let first = texts.next();
        let repeated = count > 1 && texts.all(|text| Some(text) == first);
        if headings == 0 && (repeated || count == 2 && is_setting(cells) || self.names_somebody(cells)) {
            return false;
        }
        // One cell across all is a title, and so is one that names nothing of a person: `SƠ YẾU LÝ LỊCH`.
        let names = |cell: &Cell<'_>, known: &mut Known| known.labels(cell.text).tell();
        let title = count == 1 && headings == 0 && !filled().any(|cell| names(cell, known));
        if title || count == 1 && cells.iter().any(|cell| cell.span > 1) || values_beside_labels(cells, known) {
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
        let told = filled().filter(|cell| {
            let labels = known.labels(cell.text);
            // `Lộc Văn Sình` is somebody, and not when they were born.
            let somebody =
                || labels == Labels::of(Label::Birth) && !cell.text.is_ascii() && name::is_name(cell.text, false);
            (labels.tell() || labels.has(Label::Unknown) || assign::named(cell.text).is_some()) && !somebody()
        });
        let told = told.count();
        // A wide table: most of what it tells is nobody's, but no row of values has three labels.
        let sure = count > 6 && told >= 3 && filled().filter(|cell| known.labels(cell.text).tell()).count() >= 3;
        let least = match () {
            () if self.rows <= 1 || self.in_header => 1,
            () if early => 2,
            // Far below a form: the table of the family at its end.
            () => 3,
        };
        let pair = count == 2 && !self.in_header && told < 2;
        // `Lớp | Tài khoản | Mật khẩu`, but no `DB_PASSWORD` among settings.
        let asks = |cell: &Cell<'_>| assign::named(cell.text).is_some() && !cell.text.contains('_');
        let passwords = !self.has_header && early && count > 2 && filled().any(asks) && all_words(cells);
        passwords
            || told >= least
                && (told * 2 >= count || sure)
                && !pair
                && (count > 1 || cells.len() == 1 || self.in_header)
    }

    /// Whether a name stands in the column of names: `Mẹ | Hoàng Thị A | 1949 | cùng địa chỉ` heads nothing.
    fn names_somebody(&self, cells: &[Cell<'_>]) -> bool {
        let mut at = 0;
        self.has_header
            && !self.in_header
            && cells.iter().any(|cell| {
                let column = at;
                at += usize::from(cell.span.max(1));
                self.labels_at(column) == Labels::of(Label::Name) && name::is_name(cell.text, false)
            })
    }

    /// What a heading says among its like: beside plates a `mã thẻ` is that of a place to park.
    fn meant(text: &str, labels: Labels, plates: bool) -> Labels {
        let some_card = || matches!(Words::of(text).together(), b"mathe" | b"sothe");
        if plates && some_card() { Labels::of(Label::Unknown) } else { labels }
    }

    /// Takes in a row that names columns.
    pub(super) fn header(&mut self, cells: &[Cell<'_>], known: &mut Known) {
        if !self.in_header {
            self.columns.clear();
            self.parts.clear();
            self.days.clear();
        }
        let goes_on = self.in_header;
        (self.in_header, self.has_header) = (true, true);
        let mut above: Option<(Labels, bool)> = None;
        let plates = cells.iter().any(|cell| known.labels(cell.text).has(Label::Plate));
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
            let labels = Self::meant(text, known.labels(text), plates);
            if span == 1 {
                self.parts.heads(at, text);
                let births = labels.has(Label::Birth) || goes_on && self.labels_at(at).has(Label::Birth);
                self.days.heads(at, text, births);
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
                    slot.secret = assign::named(text);
                    slot.role = role(words.together());
                }
            }
            at += span;
        }
        self.call_people();
        self.call_accounts();
    }

    /// `Tài khoản` in a list of people without passwords is no name to log in by.
    fn call_accounts(&mut self) {
        if self.columns.iter().any(|column| column.secret.is_some()) || !self.is_of_people() {
            return;
        }
        let called = |column: &&mut Column| matches!(Words::of(&column.name).together(), b"taikhoan" | b"tk");
        for column in self.columns.iter_mut().filter(called) {
            column.labels = Labels::of(Label::Account);
        }
    }

    /// Of a list of people that names none otherwise, the column of teachers names them.
    fn call_people(&mut self) {
        if !self.is_of_people() || self.columns.iter().any(|column| column.labels.has(Label::Name)) {
            return;
        }
        let called = |column: &&mut Column| CALLED.contains(&Words::of(&column.name).together());
        if let Some(column) = self.columns.iter_mut().find(called) {
            column.labels = Labels::of(Label::Name);
        }
    }
}

/// What heads the names of people who are listed by what they are.
const CALLED: &[&[u8]] = &[
    b"giaovien",
    b"nhanvien",
    b"canbo",
    b"congchuc",
    b"vienchuc",
    b"bacsi",
    b"canbogiaovien",
    b"cbgv",
    b"cbcnv",
    b"taixe",
    b"nguoiban",
];

/// Whether a cell numbers its row: what sheets that are shown as pages begin each row with.
fn is_ordinal(cell: &Cell<'_>) -> bool {
    let text = trimmed(cell.text);
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether values stand right beside their labels: cards or forms side by side, and no headings. One name beside a label
/// may be chance, `Nữ` beside `Giới tính` is none.
fn values_beside_labels(cells: &[Cell<'_>], known: &mut Known) -> bool {
    let mut filled = cells.iter().filter(|cell| !is_blank(cell.text));
    let (mut pairs, mut label) = (0, filled.next());
    while let (Some(named), Some(value)) = (label, filled.next()) {
        let labels = known.labels(named.text);
        let (is_label, is_value) = (!named.heading && labels.tell(), !known.labels(value.text).tell());
        let is_named = || labels == Labels::of(Label::Name) && name::is_name(value.text, false);
        let weight = match () {
            () if !is_label || !is_value => 0,
            () if is_named() => 1,
            () if person::is_value_of(labels, trimmed(value.text)) => 2,
            () => 0,
        };
        pairs += weight;
        label = if weight > 0 { filled.next() } else { Some(value) };
    }
    pairs > 1
}

/// Whether two cells are the name of a secret and what may be one: `smtp_pass | ...`, but no `Tài khoản | Mật khẩu`.
fn is_setting(cells: &[Cell<'_>]) -> bool {
    let mut filled = cells.iter().filter(|cell| !is_blank(cell.text));
    let pair = filled.next().zip(filled.next());
    pair.is_some_and(|(name, value)| assign::named(trimmed(name.text)).is_some() && is_mixed(trimmed(value.text)))
}

/// What a heading, its letters together, says of a table whose rows are fields.
fn role(heading: &[u8]) -> Role {
    match heading {
        b"metakey" | b"key" | b"optionname" | b"fieldname" | b"fieldkey" | b"tentruong" | b"thuoctinh"
        | b"attribute" => Role::Key,
        b"metavalue" | b"value" | b"optionvalue" | b"fieldvalue" | b"giatri" | b"noidung" => Role::Value,
        _ => Role::Plain,
    }
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
