//! Ruled tables that break between and inside rows and repeat their head on every page.

use super::font::Style;
use super::page::{Act, BOTTOM, Block, Flow, LEADING, LEFT, Mark, RIGHT};
use super::paragraph::{Align, Line, Run, lines};
use super::tag::{Element, Kind};

/// Space between a rule and the text beside it.
const PADDING: f32 = 4.0;
/// Space between a rule and the text above or below it.
const RISE: f32 = 2.5;
/// Rows with fewer lines than this are never broken.
const WHOLE_ROW: usize = 12;

/// A table.
#[derive(Clone, Debug)]
pub(in crate::report) struct Table {
    /// Relative widths of the columns.
    pub(in crate::report) widths: Vec<u16>,
    /// Heads of the columns.
    pub(in crate::report) head: Vec<String>,
    /// The rows; missing cells are empty, surplus ones are dropped.
    pub(in crate::report) rows: Vec<Vec<Cell>>,
    /// Size of the type.
    pub(in crate::report) size: f32,
}

/// A cell: paragraphs one below the other.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Cell {
    /// The paragraphs.
    pub(in crate::report) paragraphs: Vec<Vec<Run>>,
    /// Where their lines stand.
    pub(in crate::report) align: Align,
}

impl Cell {
    /// A cell of one paragraph in one style.
    pub(in crate::report) fn new(style: Style, text: impl Into<String>) -> Self {
        Self { paragraphs: vec![vec![Run::new(style, text)]], align: Align::Left }
    }

    /// The cell with its lines centred.
    pub(in crate::report) fn centred(self) -> Self {
        Self { align: Align::Centre, ..self }
    }

    /// The cell with one more paragraph.
    pub(in crate::report) fn and(mut self, style: Style, text: impl Into<String>) -> Self {
        self.paragraphs.push(vec![Run::new(style, text)]);
        self
    }
}

/// A cell broken into lines.
struct Set {
    lines: Vec<Line>,
    align: Align,
    element: Element,
}

impl Flow<'_> {
    /// Places a table, over as many pages as it takes.
    pub(in crate::report) fn table(&mut self, table: &Table) {
        self.record(|| Act::Table(table.clone()));
        let edges = edges(table);
        let element = self.elements.add(Kind::Table, None);
        let mut grid = Grid { size: table.size, top: self.y, edges, head: Vec::new() };
        let head = self.elements.add(Kind::Head, Some(element));
        let cells: Vec<_> = table.head.iter().map(|head| Cell::new(Style::Bold, head.as_str()).centred()).collect();
        grid.head = self.set(&grid, &cells, Kind::HeadCell, head);
        self.room(grid.height(&grid.head) * 3.0);
        self.open(&mut grid, true);
        let body = self.elements.add(Kind::Body, Some(element));
        for row in &table.rows {
            let cells = self.set(&grid, row, Kind::Cell, body);
            self.row(&mut grid, cells);
        }
        self.close(&grid);
        self.y += 8.0;
    }

    fn set(&mut self, grid: &Grid, cells: &[Cell], kind: Kind, parent: Element) -> Vec<Set> {
        let row = self.elements.add(Kind::Row, Some(parent));
        let empty = Cell::new(Style::Regular, "–").centred();
        let columns = grid.edges.windows(2).enumerate();
        let sets = columns.map(|(place, edge)| {
            let cell = cells.get(place).filter(|cell| !cell.is_empty()).unwrap_or(&empty);
            let width = edge.iter().copied().reduce(|left, right| right - left).unwrap_or_default() - 2.0 * PADDING;
            let broken = cell.paragraphs.iter().flat_map(|runs| lines(self.faces, runs, grid.size, width, 0.0));
            let element = self.elements.add(kind.clone(), Some(row));
            Set { lines: broken.collect(), align: cell.align, element }
        });
        sets.collect()
    }

    /// Places a row; one that does not fit goes to the next page, a long one in parts.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines on a page, not negative")]
    fn row(&mut self, grid: &mut Grid, mut cells: Vec<Set>) {
        loop {
            let count = longest(&cells);
            let room = (BOTTOM - self.y - 2.0 * RISE) / grid.leading();
            let fit = room.max(0.0) as usize;
            if count <= fit {
                return self.strip(grid, &cells, true);
            }
            let fresh = self.y <= grid.top + grid.height(&grid.head) + 1.0;
            if fresh || (fit >= 3 && count >= WHOLE_ROW) {
                let fit = fit.max(1);
                let rest = cells.iter_mut().map(|cell| Set {
                    lines: cell.lines.split_off(fit.min(cell.lines.len())),
                    align: cell.align,
                    element: cell.element,
                });
                let rest = rest.collect();
                self.strip(grid, &cells, true);
                cells = rest;
            }
            self.close(grid);
            self.next_page();
            self.open(grid, false);
        }
    }

    /// Begins the grid on this page with its head; a repeated head is no part of the structure.
    fn open(&mut self, grid: &mut Grid, first: bool) {
        grid.top = self.y;
        self.mark(Mark::Rule { ends: [(LEFT, self.y), (RIGHT, self.y)] });
        let head = std::mem::take(&mut grid.head);
        self.strip(grid, &head, first);
        grid.head = head;
    }

    /// Draws the vertical rules of the grid on this page.
    fn close(&mut self, grid: &Grid) {
        for edge in &grid.edges {
            self.mark(Mark::Rule { ends: [(*edge, grid.top), (*edge, self.y)] });
        }
    }

    fn strip(&mut self, grid: &Grid, cells: &[Set], tagged: bool) {
        for (cell, edge) in cells.iter().zip(grid.edges.windows(2)) {
            let &[left, right] = edge else { continue };
            let block = Block { size: grid.size, align: cell.align, ..Block::default() };
            let mut y = self.y + RISE;
            for line in &cell.lines {
                let place = (left + PADDING, right - left - 2.0 * PADDING);
                self.line(line, &block, place, y, tagged.then_some(cell.element));
                y += grid.leading();
            }
        }
        self.y += grid.height(cells);
        self.mark(Mark::Rule { ends: [(LEFT, self.y), (RIGHT, self.y)] });
    }
}

impl Cell {
    fn is_empty(&self) -> bool {
        self.paragraphs.iter().flatten().all(|run| run.text.trim().is_empty())
    }
}

/// The measures of a table and its head.
struct Grid {
    size: f32,
    /// Where the grid begins on this page.
    top: f32,
    edges: Vec<f32>,
    head: Vec<Set>,
}

impl Grid {
    fn leading(&self) -> f32 {
        self.size * LEADING
    }

    fn height(&self, cells: &[Set]) -> f32 {
        longest(cells) as f32 * self.leading() + 2.0 * RISE
    }
}

fn longest(cells: &[Set]) -> usize {
    cells.iter().map(|cell| cell.lines.len()).max().unwrap_or_default()
}

/// The places of the vertical rules. Columns without a width get one share.
fn edges(table: &Table) -> Vec<f32> {
    let shares: Vec<f32> = (0..table.head.len().max(1))
        .map(|place| f32::from(table.widths.get(place).copied().unwrap_or(1).max(1)))
        .collect();
    let total: f32 = shares.iter().sum();
    let mut edges = vec![LEFT];
    let mut x = LEFT;
    for share in shares {
        x += share / total * (RIGHT - LEFT);
        edges.push(x);
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::super::Faces;
    use super::*;

    fn table(rows: usize, text: &str) -> Table {
        Table {
            widths: vec![1, 3],
            head: vec!["TT".to_owned(), "Nội dung".to_owned()],
            rows: (0..rows).map(|_| vec![Cell::new(Style::Regular, "1"), Cell::new(Style::Regular, text)]).collect(),
            size: 11.0,
        }
    }

    fn texts(flow: Flow<'_>) -> Vec<Vec<(String, f32)>> {
        let pages = flow.finish().pages.into_iter().map(|page| {
            let texts = page.marks.into_iter().filter_map(|mark| match mark {
                Mark::Text { y, pieces, .. } => Some((pieces.iter().map(|piece| piece.text.as_str()).collect(), y)),
                Mark::Figure { .. } | Mark::Rule { .. } => None,
            });
            texts.collect()
        });
        pages.collect()
    }

    #[test]
    fn the_head_repeats_and_no_row_is_lost_or_below_the_margin() {
        let faces = Faces::new(None).expect("the embedded faces");
        let mut flow = Flow::new(&faces);
        flow.table(&table(150, "Máy chủ chấp nhận TLS 1.0"));
        let pages = texts(flow);
        assert!(pages.len() > 2);
        assert!(pages.iter().all(|page| page.iter().any(|(text, _)| text == "Nội dung")));
        assert!(pages.iter().flatten().all(|(_, y)| *y < BOTTOM));
        assert_eq!(pages.iter().flatten().filter(|(text, _)| text.starts_with("Máy chủ")).count(), 150);
    }

    #[test]
    fn a_row_taller_than_a_page_is_broken_and_complete() {
        let faces = Faces::new(None).expect("the embedded faces");
        let mut flow = Flow::new(&faces);
        flow.table(&table(1, &vec!["chứngthư"; 2000].join(" ")));
        let pages = texts(flow);
        assert!(pages.len() > 2);
        assert!(pages.iter().flatten().all(|(_, y)| *y < BOTTOM));
        let words: usize = pages.iter().flatten().map(|(text, _)| text.matches("chứngthư").count()).sum();
        assert_eq!(words, 2000);
    }
}
