//! What is open around the text: tables with their rows, lists of terms, elements that are not shown.

use super::super::super::blank::trimmed;
use super::super::super::detect::is_name_of_person;
use super::super::super::piece::{Kind, Part, Sink, Step};
use super::Walker;
use super::element::Element;
use super::table::Table;

/// How many tables, lists of terms and hidden elements may be open in each other; more are blocks.
const MOST_OPEN: usize = 64;

/// A list of terms that is open.
#[derive(Default)]
pub(super) struct Terms {
    /// The term last met.
    term: String,
    /// Whether the text now is its description.
    pub(super) is_described: bool,
    /// How many descriptions it has.
    count: usize,
}

/// What is open around the text, with the text that was collected before it.
pub(super) enum Open {
    Table(Box<Table>, String),
    /// An element that is not shown, and how many of its name are open.
    Hidden(u64, u32, String),
    /// A list of terms.
    Terms(Terms, String),
}

impl<S: Sink + ?Sized> Walker<'_, '_, '_, S> {
    pub(super) fn begin_table(&mut self) {
        self.part();
        if self.open.len() < MOST_OPEN {
            let before = std::mem::take(&mut self.block);
            self.course.enter(Step::Table);
            self.open.push(Open::Table(Box::default(), before));
            if self.attributes.hide()
                && let Some(Open::Table(table, _)) = self.open.last_mut()
            {
                table.section(true);
            }
        }
    }

    /// The innermost table, unless something hidden or a list was opened inside it.
    pub(super) fn table(&mut self) -> Option<&mut Table> {
        match self.open.last_mut() {
            Some(Open::Table(table, _)) => Some(table),
            _ => None,
        }
    }

    /// What is open within the innermost table ends with it; rows without a table get one.
    pub(super) fn turn_to_table(&mut self) {
        if matches!(self.open.last(), Some(Open::Table(..))) {
            return;
        }
        if self.open.iter().any(|open| matches!(open, Open::Table(..))) {
            while !matches!(self.open.last(), Some(Open::Table(..)) | None) {
                self.close();
            }
        } else {
            let kept = std::mem::take(&mut self.attributes.kept);
            self.begin_table();
            self.attributes.kept = kept;
        }
    }

    pub(super) fn begin_section(&mut self) {
        self.end_row();
        let hidden = self.attributes.hide();
        if let Some(table) = self.table() {
            table.section(hidden);
        }
    }

    pub(super) fn column(&mut self) {
        if let Some(Open::Table(table, _)) = self.open.last_mut() {
            table.column(&self.attributes);
        }
    }

    pub(super) fn begin_row(&mut self) {
        self.turn_to_table();
        self.end_row();
        self.part();
        let hidden = self.attributes.hide();
        if let Some(table) = self.table() {
            table.row(hidden);
        }
    }

    pub(super) fn begin_cell(&mut self, heading: bool) {
        self.turn_to_table();
        self.end_cell();
        self.part();
        self.block.clear();
        if let Some(Open::Table(table, _)) = self.open.last_mut() {
            if !table.in_row {
                table.row(false);
            }
            table.cell(heading, &self.attributes);
        }
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(Open::Table(table, _)) = self.open.last_mut()
            && table.in_cell
        {
            table.end_cell(&self.block);
            self.block.clear();
        }
    }

    pub(super) fn end_row(&mut self) {
        self.end_cell();
        let below = self.open.len().checked_sub(2).and_then(|below| self.open.get(below));
        let within = matches!(below, Some(Open::Table(table, _)) if table.in_cell);
        if let Some(Open::Table(table, before)) = self.open.last_mut()
            && table.in_row
        {
            // Beside other text it is a table of its own.
            let within = within && before.is_empty();
            table.end_row(self.course, within);
        }
    }

    pub(super) fn end_table(&mut self) {
        if self.open.iter().any(|open| matches!(open, Open::Table(..))) {
            while let Some(open) = self.open.last() {
                let is_table = matches!(open, Open::Table(..));
                self.close();
                if is_table {
                    return;
                }
            }
        }
        self.part();
    }

    pub(super) fn begin_terms(&mut self) {
        self.part();
        if self.open.len() < MOST_OPEN {
            let before = std::mem::take(&mut self.block);
            self.course.enter(Step::Record);
            // The heading may be whom the list speaks of.
            if let Some(heading) = self.form.heading() {
                self.course.field("", heading, Kind::Text);
            }
            self.open.push(Open::Terms(Terms::default(), before));
        }
    }

    pub(super) fn term(&mut self, describes: bool) {
        self.end_term();
        self.part();
        if let Some(Open::Terms(terms, _)) = self.open.last_mut() {
            terms.is_described = describes;
        }
    }

    /// The end of a term, which is kept, or of its description.
    pub(super) fn end_term(&mut self) {
        let text = trimmed(&self.block);
        match self.open.last_mut() {
            Some(Open::Terms(terms, _)) if !text.is_empty() => {
                if terms.is_described {
                    terms.count += 1;
                    // Of several things it is no label, but what they are told of: `<dt>Nguyễn Văn A<dd>CCCD ...<dd>ĐT ...`.
                    let named = is_name_of_person(&terms.term);
                    if terms.count == if named { 1 } else { 2 } {
                        self.course.field("", &terms.term, Kind::Text);
                    }
                    self.course.field(&terms.term, text, Kind::Text);
                    terms.is_described = false;
                } else {
                    terms.count = 0;
                    terms.term.clear();
                    terms.term.push_str(text);
                    self.course.text(text);
                }
                self.block.clear();
            }
            _ => self.part(),
        }
    }

    pub(super) fn end_terms(&mut self) {
        if matches!(self.open.last(), Some(Open::Terms(..))) {
            self.close();
        }
        self.part();
    }

    /// A start tag inside or of what is not shown. Rows, cells and columns say so themselves.
    pub(super) fn hidden_start(&mut self, started: u64, element: Element) {
        if let Some(Open::Hidden(name, count, _)) = self.open.last_mut()
            && *name == started
        {
            *count = count.saturating_add(1);
            return;
        }
        let is_own = matches!(element, Element::Inline | Element::Word | Element::Block | Element::Label);
        if is_own && self.attributes.hide() && self.open.len() < MOST_OPEN {
            let before = std::mem::take(&mut self.block);
            self.course.enter(Step::Part(Part::Hidden));
            self.open.push(Open::Hidden(started, 1, before));
        }
    }

    pub(super) fn hidden_end(&mut self, ended: u64) {
        let Some(at) = self.open.iter().rposition(|open| matches!(open, Open::Hidden(name, ..) if *name == ended))
        else {
            return;
        };
        if let Some(Open::Hidden(_, count, _)) = self.open.get_mut(at) {
            *count -= 1;
            if *count > 0 {
                return;
            }
        }
        while self.open.len() > at {
            self.close();
        }
    }

    /// Ends what was opened last.
    pub(super) fn close(&mut self) {
        match self.open.last() {
            Some(Open::Table(..)) => self.end_row(),
            Some(Open::Terms(..)) => self.end_term(),
            _ => {}
        }
        self.part();
        let Some(mut open) = self.open.pop() else { return };
        let held = if let Open::Table(table, _) = &mut open { table.take_held() } else { None };
        let (Open::Table(_, before) | Open::Hidden(_, _, before) | Open::Terms(_, before)) = open;
        let rest = std::mem::replace(&mut self.block, before);
        self.course.text(trimmed(&rest));
        self.course.leave();
        if let Some(held) = held {
            self.line();
            self.block.push_str(&held);
        }
    }
}
