//! Pages and the flow of blocks over them.

use super::super::plot::{Plot, WIDTH};
use super::font::Faces;
use super::paragraph::{Align, Line, Piece, Run, lines};
use super::room::Room;
use super::tag::{Element, Elements, Kind};

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// A4.
pub(super) const PAGE_WIDTH: f32 = 210.0 * MM;
/// A4.
pub(super) const PAGE_HEIGHT: f32 = 297.0 * MM;
/// Left margin, 30 to 35 mm.
pub(super) const LEFT: f32 = 30.0 * MM;
/// Right edge of the text; the margin is 15 to 20 mm.
pub(super) const RIGHT: f32 = PAGE_WIDTH - 15.0 * MM;
/// Top margin, 20 to 25 mm.
pub(super) const TOP: f32 = 20.0 * MM;
/// Lower edge of the text; the margin is 20 to 25 mm.
pub(super) const BOTTOM: f32 = PAGE_HEIGHT - 20.0 * MM;
/// Height of the text of a page.
pub(in crate::report) const PAGE_ROOM: f32 = BOTTOM - TOP;
/// Size of the body and of page numbers.
pub(super) const BODY: f32 = 13.0;
/// Distance of baselines, as a share of the size.
pub(super) const LEADING: f32 = 1.2;
/// Where the baseline stands in a line, as a share of the size.
const ASCENT: f32 = 0.9;
/// Space that stays free on either side of blocks that stand side by side.
pub(super) const GUTTER: f32 = 5.0;
/// Size of the line at the foot of every page.
const FOOT: f32 = 8.0;
/// What must fit below a heading, so that it never stands alone at the end of a page.
const ROOM_AFTER_HEADING: f32 = 72.0;

/// A paragraph with all that matters for its place.
#[derive(Clone, Debug)]
pub(in crate::report) struct Block {
    /// The text.
    pub(in crate::report) runs: Vec<Run>,
    /// Size of the type.
    pub(in crate::report) size: f32,
    /// Where the lines stand.
    pub(in crate::report) align: Align,
    /// Indent of the first line.
    pub(in crate::report) indent: f32,
    /// Space above, not at the top of a page.
    pub(in crate::report) before: f32,
    /// Space below.
    pub(in crate::report) after: f32,
    /// A rule below.
    pub(in crate::report) underline: Underline,
    /// Whether dots fill the last line up to the margin, for people to write on.
    pub(in crate::report) dots: bool,
    /// What it is.
    pub(in crate::report) role: Role,
    /// The role that signs in the space below, where that space is kept for a signature (side by side only).
    pub(in crate::report) signer: Option<String>,
    /// The role that seals over that signature, for which the lower part of the space is kept.
    pub(in crate::report) sealer: Option<String>,
}

/// A rule below a block, centred.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::report) enum Underline {
    /// No rule.
    #[default]
    None,
    /// As wide as this share of the block's last line.
    Share(f32),
}

/// What a block is in the structure.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(in crate::report) enum Role {
    /// A paragraph.
    #[default]
    Paragraph,
    /// A heading of a level from one.
    Heading(u16),
}

impl Default for Block {
    fn default() -> Self {
        Self {
            runs: Vec::new(),
            size: BODY,
            align: Align::Left,
            indent: 0.0,
            before: 0.0,
            after: 0.0,
            underline: Underline::None,
            dots: false,
            role: Role::Paragraph,
            signer: None,
            sealer: None,
        }
    }
}

/// Something drawn on a page.
#[derive(Debug)]
pub(super) enum Mark {
    /// Text on a baseline.
    Text {
        /// Left end of the baseline.
        x: f32,
        /// Height of the baseline.
        y: f32,
        /// Size of the type.
        size: f32,
        /// What is written.
        pieces: Vec<Piece>,
        /// What is added to each blank, in points.
        stretch: f32,
        /// What it belongs to; `None` for page numbers and repeated heads.
        element: Option<Element>,
    },
    /// A plot, whose upper left corner is at `at`.
    Figure {
        /// Where.
        at: (f32, f32),
        /// How large, of its own size.
        scale: f32,
        /// What is drawn.
        plot: Plot,
        /// What it belongs to.
        element: Element,
    },
    /// A straight line.
    Rule {
        /// Its two ends.
        ends: [(f32, f32); 2],
    },
}

/// One page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Everything on it, in reading order.
    pub(super) marks: Vec<Mark>,
}

/// An entry of the outline: title, page from zero, height.
pub(super) type Entry = (String, usize, f32);

/// One act of placing, for formats that have pages of their own.
#[derive(Clone, Debug)]
pub(in crate::report) enum Act {
    /// A block.
    Block(Block),
    /// Blocks side by side, each with its share of the width.
    Columns(Vec<(f32, Vec<Block>)>),
    /// A new page, numbered from one.
    Section,
    /// A table.
    Table(super::table::Table),
}

/// Finished pages.
#[derive(Debug)]
pub(in crate::report) struct Layout {
    pub(super) pages: Vec<Page>,
    pub(super) elements: Elements,
    pub(super) outline: Vec<Entry>,
    /// The room of each signature, in reading order.
    pub(in crate::report) rooms: Vec<Room>,
}

/// Places blocks one below the other, page after page.
pub(in crate::report) struct Flow<'a> {
    pub(super) faces: &'a Faces,
    pub(super) elements: Elements,
    pub(super) y: f32,
    pub(super) pages: Vec<Page>,
    outline: Vec<Entry>,
    pub(super) rooms: Vec<Room>,
    /// The page's number within its section; annexes are numbered apart.
    number: usize,
    /// What was placed, where somebody wants to know it.
    script: Option<Vec<Act>>,
}

impl<'a> Flow<'a> {
    /// An empty first page.
    pub(in crate::report) fn new(faces: &'a Faces) -> Self {
        let pages = vec![Page::default()];
        let (elements, outline, rooms) = (Elements::default(), Vec::new(), Vec::new());
        Self { faces, elements, y: TOP, pages, outline, rooms, number: 1, script: None }
    }

    /// An empty first page that remembers what is placed.
    pub(in crate::report) fn recording(faces: &'a Faces) -> Self {
        Self { script: Some(Vec::new()), ..Self::new(faces) }
    }

    /// What was placed, in order.
    pub(in crate::report) fn into_script(self) -> Vec<Act> {
        self.script.unwrap_or_default()
    }

    pub(super) fn record(&mut self, act: impl FnOnce() -> Act) {
        if let Some(script) = &mut self.script {
            script.push(act());
        }
    }

    /// Begins a new page whose number is one, and hidden like that of every first page.
    pub(in crate::report) fn section(&mut self) {
        self.record(|| Act::Section);
        self.pages.push(Page::default());
        self.y = TOP;
        self.number = 1;
    }

    /// Places a block, over the end of the page where needed. Never one line alone before or after
    /// a break, and never a heading without what follows it.
    pub(in crate::report) fn block(&mut self, block: &Block) {
        self.record(|| Act::Block(block.clone()));
        let kind = self.kind(block);
        let mut lines = lines(self.faces, &block.runs, block.size, RIGHT - LEFT, block.indent);
        if block.dots {
            super::paragraph::fill(self.faces, &mut lines, block.size, RIGHT - LEFT, block.indent);
        }
        let leading = block.size * LEADING;
        if !self.at_top() {
            self.y += block.before;
        }
        if let Role::Heading(_) = block.role {
            self.room(lines.len() as f32 * leading + ROOM_AFTER_HEADING);
        }
        let element = self.elements.add(kind, None);
        self.note(block);
        let mut rest = lines.as_slice();
        let mut indent = block.indent;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(self.fitting(rest.len(), leading));
            for line in now {
                let y = self.y;
                self.line(line, block, (LEFT + indent, RIGHT - LEFT - indent), y, Some(element));
                self.y += leading;
                indent = 0.0;
            }
            if !later.is_empty() {
                self.next_page();
            }
            rest = later;
        }
        let y = self.y;
        self.underline(block, lines.last(), (LEFT, RIGHT - LEFT), y);
        self.y += block.after;
    }

    /// Places a plot below its name, both on one page.
    pub(in crate::report) fn captioned(&mut self, name: &Block, plot: &Plot) {
        let lines = lines(self.faces, &name.runs, name.size, RIGHT - LEFT, name.indent).len();
        let above = name.before + lines as f32 * name.size * LEADING + name.after;
        self.room(above + plot.height * (RIGHT - LEFT) / WIDTH);
        self.block(name);
        self.figure(plot);
    }

    /// Places a plot as wide as the text, on one page.
    pub(in crate::report) fn figure(&mut self, plot: &Plot) {
        let scale = (RIGHT - LEFT) / WIDTH;
        let height = plot.height * scale;
        self.room(height);
        let element = self.elements.add(Kind::Figure(plot.about.clone()), None);
        self.mark(Mark::Figure { at: (LEFT, self.y), scale, plot: plot.clone(), element });
        self.y += height + 8.0;
    }

    /// Places blocks side by side, kept together; widths are shares of the text width.
    pub(in crate::report) fn columns(&mut self, columns: &[(f32, Vec<Block>)]) {
        self.record(|| Act::Columns(columns.to_vec()));
        self.room(self.columns_height(columns));
        let top = self.y;
        let mut left = LEFT;
        for (share, blocks) in columns {
            let width = share * (RIGHT - LEFT) - 2.0 * GUTTER;
            let mut y = top;
            for block in blocks {
                let element = self.elements.add(Kind::Paragraph, None);
                let lines = lines(self.faces, &block.runs, block.size, width, 0.0);
                y += block.before;
                for line in &lines {
                    self.line(line, block, (left + GUTTER, width), y, Some(element));
                    y += block.size * LEADING;
                }
                self.underline(block, lines.last(), (left + GUTTER, width), y);
                self.keep(block, (left + GUTTER, y), (width, block.after));
                y += block.after;
            }
            self.y = self.y.max(y);
            left += width + 2.0 * GUTTER;
        }
    }

    /// The height that a block takes.
    pub(in crate::report) fn height(&self, block: &Block) -> f32 {
        let count = lines(self.faces, &block.runs, block.size, RIGHT - LEFT, block.indent).len();
        block.before + count as f32 * block.size * LEADING + block.after
    }

    /// The height that columns side by side take.
    pub(in crate::report) fn columns_height(&self, columns: &[(f32, Vec<Block>)]) -> f32 {
        let height = |width: f32, block: &Block| {
            let count = lines(self.faces, &block.runs, block.size, width, 0.0).len();
            block.before + count as f32 * block.size * LEADING + block.after
        };
        let heights = columns.iter().map(|(share, blocks)| {
            blocks.iter().map(|block| height(share * (RIGHT - LEFT) - 2.0 * GUTTER, block)).sum::<f32>()
        });
        heights.fold(0.0, f32::max)
    }

    /// Begins a new page unless `height` still fits on this one.
    pub(in crate::report) fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && !self.at_top() {
            self.next_page();
        }
    }

    /// Adds a vertical gap.
    pub(in crate::report) fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// Writes a line in the bottom margin of every page so far: what tells the document and its evidence apart when
    /// it was printed. A long one is set in smaller type rather than cut.
    pub(in crate::report) fn foot(&mut self, text: &str) {
        let run = [Run::new(super::font::Style::Regular, text)];
        let natural = lines(self.faces, &run, FOOT, f32::MAX, 0.0).first().map_or(0.0, |line| line.width);
        let size = FOOT * ((RIGHT - LEFT) / natural.max(1.0)).min(1.0);
        let block = Block { size, align: Align::Centre, ..Block::default() };
        for line in lines(self.faces, &run, size, f32::MAX, 0.0).iter().take(1) {
            for page in 0..self.pages.len() {
                let mark = text_mark(line, &block, (LEFT, RIGHT - LEFT), (PAGE_HEIGHT + BOTTOM) / 2.0 - FOOT, None);
                if let Some(page) = self.pages.get_mut(page) {
                    page.marks.push(mark);
                }
            }
        }
    }

    /// The finished pages.
    pub(in crate::report) fn finish(self) -> Layout {
        Layout { pages: self.pages, elements: self.elements, outline: self.outline, rooms: self.rooms }
    }

    pub(super) fn at_top(&self) -> bool {
        self.y <= TOP
    }

    /// Begins the next page and writes its number in the middle of its top margin.
    pub(super) fn next_page(&mut self) {
        self.pages.push(Page::default());
        self.y = TOP;
        self.number += 1;
        let number = [Run::new(super::font::Style::Regular, self.number.to_string())];
        let block = Block { align: Align::Centre, ..Block::default() };
        for line in lines(self.faces, &number, BODY, RIGHT - LEFT, 0.0) {
            self.line(&line, &block, (LEFT, RIGHT - LEFT), TOP / 2.0, None);
        }
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.marks.push(mark);
        }
    }

    /// Draws one line whose top is `y` between `left` and `left + width`.
    pub(super) fn line(&mut self, line: &Line, block: &Block, place: (f32, f32), y: f32, element: Option<Element>) {
        self.mark(text_mark(line, block, place, y, element));
    }

    fn underline(&mut self, block: &Block, last: Option<&Line>, place: (f32, f32), y: f32) {
        let (Underline::Share(share), Some(last)) = (block.underline, last) else { return };
        let (left, width) = place;
        let (half, centre, y) = (last.width * share / 2.0, left + width / 2.0, y + 2.0);
        self.mark(Mark::Rule { ends: [(centre - half, y), (centre + half, y)] });
    }

    /// How many of the next `count` lines go on this page; none is never the answer at its top.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines on a page, not negative")]
    fn fitting(&mut self, count: usize, leading: f32) -> usize {
        let room = |y: f32| (((BOTTOM - y) / leading) + 0.01).max(0.0) as usize;
        let fit = room(self.y);
        if fit >= count {
            return count;
        }
        let fit = if count - fit == 1 { fit.saturating_sub(1) } else { fit };
        if fit < 2 && !self.at_top() {
            self.next_page();
            return room(self.y).min(count).max(1);
        }
        fit.max(1)
    }

    fn kind(&self, block: &Block) -> Kind {
        match block.role {
            Role::Paragraph => Kind::Paragraph,
            Role::Heading(level) => Kind::Heading(level, title(block)),
        }
    }

    fn note(&mut self, block: &Block) {
        if matches!(block.role, Role::Heading(1 | 2)) {
            self.outline.push((title(block), self.pages.len() - 1, self.y));
        }
    }
}

/// One line whose top is `y` between `left` and `left + width`.
fn text_mark(line: &Line, block: &Block, place: (f32, f32), y: f32, element: Option<Element>) -> Mark {
    let (left, width) = place;
    let spare = (width - line.width).max(0.0);
    let x = if block.align == Align::Centre { left + spare / 2.0 } else { left };
    let stretch = match block.align {
        Align::Justify if !line.last && line.blanks > 0 => spare / line.blanks as f32,
        _ => 0.0,
    };
    // A line with few blanks before a long token would fall apart.
    let stretch = if stretch > block.size { 0.0 } else { stretch };
    let pieces = line.pieces.clone();
    Mark::Text { x, y: y + ASCENT * block.size, size: block.size, pieces, stretch, element }
}

fn title(block: &Block) -> String {
    block.runs.iter().map(|run| crate::text::visible(&run.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Style;
    use super::*;

    fn paragraph(words: usize) -> Block {
        let text = vec!["nghiệp vụ"; words].join(" ");
        Block { runs: vec![Run::new(Style::Regular, text)], align: Align::Justify, after: 6.0, ..Block::default() }
    }

    fn baselines(page: &Page) -> Vec<f32> {
        let text = page.marks.iter().filter_map(|mark| match mark {
            Mark::Text { y, .. } => Some(*y),
            Mark::Figure { .. } | Mark::Rule { .. } => None,
        });
        text.collect()
    }

    #[test]
    fn no_line_leaves_the_margins_and_none_stands_alone_at_a_break() {
        let faces = Faces::new(None).expect("the embedded faces");
        for words in [250, 256, 262, 268, 274, 280] {
            let mut flow = Flow::new(&faces);
            (0..4).for_each(|_| flow.block(&paragraph(words)));
            let layout = flow.finish();
            assert!(layout.pages.len() >= 2);
            for page in &layout.pages {
                assert!(baselines(page).iter().all(|y| *y < BOTTOM), "text below the margin");
                assert!(baselines(page).len() != 2, "page number and a single line");
            }
        }
    }

    #[test]
    fn a_heading_goes_to_the_next_page_with_its_text() {
        let faces = Faces::new(None).expect("the embedded faces");
        let mut flow = Flow::new(&faces);
        flow.gap(BOTTOM - TOP - 40.0);
        flow.block(&Block { role: Role::Heading(2), ..paragraph(3) });
        flow.block(&paragraph(10));
        let layout = flow.finish();
        assert!(layout.pages[0].marks.is_empty());
        assert_eq!(layout.outline.len(), 1);
    }
}
