//! Rows of cells that are objects, below the names of their columns: `{"cols":[{"label":"CCCD"}],"rows":[{"c":[{"v":"079..."}]}]}`,
//! as sheets answer that are asked over the network.

use std::borrow::Cow;

use super::super::super::piece::{Cell, Kind, Sink, Step};
use super::Reader;
use super::scan::Scanner;
use super::value;

impl Scanner<'_> {
    /// Whether the list that begins here begins with an object that holds a list of cells alone; it stands where it stood.
    pub(super) fn is_cells(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        let mut is = false;
        if self.peek() == Some(b'{') {
            self.at += 1;
            is = self.key().is_some_and(|key| key == "c" || key == "cells") && self.peek() == Some(b'[');
        }
        self.at = start;
        is
    }
}

/// Whether such a key tells what the object around it is called.
fn is_called(key: &str) -> bool {
    matches!(key, "text" | "display" | "name" | "ten" | "ref" | "title" | "label")
}

impl<'t> Scanner<'t> {
    /// What the short object that begins here says a kind is called: `"type":{"coding":[...],"text":"Thẻ BHYT"}`; it
    /// stands where it stood.
    pub(super) fn called(&mut self) -> Option<Cow<'t, str>> {
        const MOST_KEYS: usize = 8;
        if !self.closes_soon() {
            return None;
        }
        let start = self.at;
        self.at += 1;
        let mut called = None;
        for _ in 0..MOST_KEYS {
            let Some(key) = self.key() else { break };
            match self.peek() {
                Some(b'"') if is_called(&key) => called = Some(self.string()),
                // `"type":{"coding":[{"code":"NI","display":"CCCD"}]}`.
                Some(b'[') if key == "coding" => {
                    let list = self.at;
                    self.at += 1;
                    let first = if self.peek() == Some(b'{') { self.called() } else { None };
                    called = called.or(first);
                    self.at = list;
                    self.pass();
                }
                Some(_) => self.pass(),
                None => break,
            }
        }
        self.at = start;
        called.filter(|called| called.len() <= 80)
    }
}

impl<'t, S: Sink + ?Sized> Reader<'_, '_, 't, S> {
    /// A list of such rows. What a row or a cell tells besides is told by its own key.
    pub(super) fn cells(&mut self, depth: u32) {
        self.scan.at += 1;
        self.course.enter(Step::Table);
        let header = std::mem::take(&mut self.header);
        let cells: Vec<Cell<'_>> = header.iter().map(|name| Cell { heading: true, ..Cell::new(name) }).collect();
        self.course.row(&cells);
        while self.scan.element() {
            if self.scan.peek() != Some(b'{') {
                self.value(depth + 1);
                continue;
            }
            let row = self.row_of_cells(depth);
            let cells: Vec<Cell<'_>> = row.iter().map(|(text, kind)| Cell { kind: *kind, ..Cell::new(text) }).collect();
            self.course.row(&cells);
        }
        self.course.leave();
    }

    fn row_of_cells(&mut self, depth: u32) -> Vec<Held<'t>> {
        let mut row = Vec::new();
        self.scan.at += 1;
        while let Some(key) = self.scan.key() {
            if self.scan.peek() != Some(b'[') || !(key == "c" || key == "cells") {
                self.keyed(&key, depth);
                continue;
            }
            self.scan.at += 1;
            while self.scan.element() {
                row.push(self.cell(depth));
            }
        }
        row
    }

    /// What a cell holds; where it is shown otherwise than held, and held as a number, what it shows.
    fn cell(&mut self, depth: u32) -> Held<'t> {
        let mut found = (Cow::Borrowed(""), Kind::Text);
        match self.scan.peek() {
            Some(b'{') => {}
            Some(b'"' | b'\'' | b'`') => return (value::plain(self.scan.string()), Kind::Text),
            Some(b'[') => {
                self.value(depth + 1);
                return found;
            }
            _ => {
                let bare = self.scan.bare();
                return if bare == "null" { found } else { (value::number(bare), value::kind(bare)) };
            }
        }
        self.scan.at += 1;
        while let Some(key) = self.scan.key() {
            let is_text = matches!(self.scan.peek(), Some(b'"' | b'\'' | b'`'));
            let holds = matches!(&*key, "v" | "value" | "text" | "content" | "display");
            let empty = found.0.is_empty();
            if is_text && (holds && empty || key == "f") {
                let text = self.scan.string();
                if holds || found.1 == Kind::Number && text.starts_with('0') {
                    found = (value::plain(text), Kind::Text);
                } else if text != found.0 {
                    self.string(&key, &text, false);
                }
            } else if holds && empty && !matches!(self.scan.peek(), Some(b'{' | b'[' | b'"' | b'\'' | b'`') | None) {
                let bare = self.scan.bare();
                if bare != "null" {
                    found = (value::number(bare), value::kind(bare));
                }
            } else {
                self.keyed(&key, depth);
            }
        }
        found
    }
}

/// What a cell holds, and how.
type Held<'t> = (Cow<'t, str>, Kind);

#[cfg(test)]
mod tests {
    use super::super::super::recording::pieces;

    #[test]
    fn cells_stand_below_their_columns_and_nothing_beside_them_is_lost() {
        let text = "{\"columns\":[\"Tên\",\"CCCD\"],\"rows\":[{\"cells\":[{\"text\":\"An\"},{\"v\":1,\"f\":\"001\",\"note\":\"x\"}],\
            \"ghiChu\":\"y\"},{\"cells\":[\"Bé\",{\"v\":2,\"p\":{\"a\":\"z\"}}]}]}";
        let pieces = pieces(text.as_bytes());
        for told in ["[*Tên|*CCCD]", "[An|001]", "note = x", "ghiChu = y", "[Bé|#2]", "a = z"] {
            assert!(pieces.iter().any(|piece| piece.trim() == told), "{told}: {pieces:?}");
        }
    }
}
