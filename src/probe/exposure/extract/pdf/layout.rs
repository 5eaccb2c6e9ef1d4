//! The lines and tables of a page, put together from texts that stand at places.

use super::super::super::piece::{Cell, Sink, Step};
use super::super::{Course, encoding};
use super::align::Starts;
use super::matrix::Matrix;
use super::table::{Carried, Table};

/// A gap of this part of the size of the letters parts words.
const WORD_GAP: f64 = 0.13;
/// A gap of this part of the size of the letters parts cells.
const CELL_GAP: f64 = 0.8;
/// A gap of this part is no space between words, but parts cells only where several lines begin one at its end.
pub(super) const NARROW_GAP: f64 = 0.4;
/// Texts that overlap by this part of the size of the letters are apart.
const OVERLAP: f64 = 0.6;
/// From this part of the longest line on a line is full, and its paragraph goes on in the next.
const FULL: f64 = 0.88;
/// Lines with fewer bytes are no prose.
const PROSE: usize = 60;
/// A baseline this far away is another line.
const LINE_GAP: f64 = 0.4;
/// Lines further apart are not of one paragraph.
const PARAGRAPH_GAP: f64 = 1.9;

/// So many lines of broken cells may follow each other.
const MOST_BROKEN: usize = 8;

/// A text that is shown in one go.
#[derive(Clone, Debug)]
pub(super) struct Span {
    /// How it is turned: 0 is read from left to right, then by quarters.
    turn: u8,
    /// Where it begins.
    pub(super) start: f64,
    /// Where it ends.
    pub(super) end: f64,
    /// The height of its base line.
    pub(super) base: f64,
    /// The size of its letters.
    pub(super) size: f64,
    text: String,
}

/// What stands side by side, apart from its neighbours.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where it begins.
    pub(super) start: f64,
    /// Where it ends.
    pub(super) end: f64,
    /// What it says.
    pub(super) text: String,
}

/// What stands on one base line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    turn: u8,
    /// The height of the base line.
    pub(super) base: f64,
    /// The size of its letters.
    pub(super) size: f64,
    /// Its pieces from left to right.
    pub(super) pieces: Vec<Piece>,
}

impl Span {
    /// A text whose unit square lies as `from` says at its beginning and as `to` at its end.
    pub(super) fn new(text: String, from: &Matrix, to: &Matrix) -> Option<Self> {
        let [a, b, c, d, x, y] = from.0;
        let [.., to_x, to_y] = to.0;
        let (turn, start, end, base) = match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
            (true, true, _) => (0, x, to_x, y),
            (true, false, _) => (2, -x, -to_x, -y),
            (false, _, true) => (1, y, to_y, -x),
            (false, _, false) => (3, -y, -to_y, x),
        };
        let size = c.hypot(d);
        let is_placed = [start, end, base, size].iter().all(|number| number.is_finite() && number.abs() < 1e9);
        let shown = text.trim();
        let says_nothing = shown.chars().all(|c| c == '\u{fffd}' || c.is_whitespace());
        if says_nothing || !is_placed {
            return None;
        }
        // White space at the ends is as much a gap as none.
        let each = (end - start) / f64::from(u32::try_from(text.chars().count()).unwrap_or(1).max(1));
        let blank = |rest: &str| f64::from(u32::try_from(rest.chars().count()).unwrap_or(0)) * each;
        let before = blank(text.split_once(shown).map_or("", |(before, _)| before));
        let after = blank(text.rsplit_once(shown).map_or("", |(_, after)| after));
        let (start, end) = (start + before, (end - after).max(start + before));
        Some(Self { turn, start, end, base, size: size.max(0.1), text: shown.to_owned() })
    }
}

impl Line {
    /// What it says, pieces apart by tabs.
    fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("\t")
    }
}

/// Spans with the letters that their fonts show, where those were of TCVN3 or VNI.
fn lettered(mut spans: Vec<Span>) -> Vec<Span> {
    let mut texts: Vec<String> = spans.iter_mut().map(|span| std::mem::take(&mut span.text)).collect();
    encoding::reletter_all(&mut texts);
    for (span, text) in spans.iter_mut().zip(texts) {
        span.text = text;
    }
    spans
}

/// The parts of a span that many spaces hold apart: a numbered line of a list in a print of fixed width, or its heading.
/// Others are labels with their values, one after the other.
fn parted(span: Span) -> Vec<Span> {
    const APART: &str = "   ";
    let first = span.text.split(' ').next().unwrap_or_default();
    let is_number =
        (1..=4).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_digit()) && !span.text.contains(':');
    let is_heading = matches!(first, "STT" | "Stt" | "TT");
    let apart = span.text.split(APART).filter(|part| !part.trim().is_empty()).count();
    if apart < 3 || !is_number && !is_heading {
        return vec![span];
    }
    let count = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    let each = (span.end - span.start) / count(&span.text).max(1.0);
    let mut parts = Vec::new();
    let mut at = 0;
    for part in span.text.split(APART) {
        let before = span.start + each * count(span.text.get(..at).unwrap_or_default());
        let lead = part.len() - part.trim_start().len();
        let own = part.trim();
        if !own.is_empty() {
            let start = before + each * count(part.get(..lead).unwrap_or_default());
            parts.push(Span { start, end: start + each * count(own), text: own.to_owned(), ..span.clone() });
        }
        at += part.len() + APART.len();
    }
    parts
}

/// The lines of a page, from top to bottom.
fn lines(spans: Vec<Span>) -> Vec<Line> {
    let mut spans: Vec<Span> = spans.into_iter().flat_map(parted).collect();
    spans.sort_by(|one, other| {
        one.turn.cmp(&other.turn).then(other.base.total_cmp(&one.base)).then(one.start.total_cmp(&other.start))
    });
    let mut groups: Vec<Vec<Span>> = Vec::new();
    for span in spans {
        let near = groups.last().and_then(|group| group.first()).is_some_and(|first: &Span| {
            first.turn == span.turn && (first.base - span.base).abs() <= LINE_GAP * first.size.max(span.size)
        });
        match groups.last_mut() {
            Some(group) if near => group.push(span),
            _ => groups.push(vec![span]),
        }
    }
    for group in &mut groups {
        group.sort_by(|one, other| one.start.total_cmp(&other.start));
    }
    let starts = Starts::of(&groups);
    groups.into_iter().filter_map(|group| line(group, &starts)).collect()
}

/// A line of texts from left to right, apart also where columns begin at `starts`.
fn line(spans: Vec<Span>, starts: &Starts) -> Option<Line> {
    let first = spans.first()?;
    let (turn, base) = (first.turn, first.base);
    let size = spans.iter().map(|span| span.size).fold(0.0, f64::max);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut last: Option<(f64, String)> = None;
    for span in spans {
        // Drawn twice, a little aside: that is how some make letters bold.
        let again =
            last.as_ref().is_some_and(|(start, text)| *text == span.text && span.start - start < 0.2 * span.size);
        if again {
            continue;
        }
        last = Some((span.start, span.text.clone()));
        match pieces.last_mut() {
            // What begins well within the piece before it runs over from another cell.
            Some(piece)
                if (-OVERLAP..CELL_GAP).contains(&((span.start - piece.end) / span.size))
                    && !(span.start - piece.end >= NARROW_GAP * span.size && starts.hold(base, span.start)) =>
            {
                if span.start - piece.end > WORD_GAP * span.size {
                    piece.text.push(' ');
                }
                piece.text.push_str(&span.text);
                piece.end = piece.end.max(span.end);
            }
            _ => pieces.push(Piece { start: span.start, end: span.end, text: span.text }),
        }
    }
    Some(Line { turn, base, size, pieces })
}

/// Hands over what stands on a page. What a table of the page before was headed by heads one that goes on.
pub(super) fn hand_over<S: Sink + ?Sized>(course: &mut Course<'_, S>, spans: Vec<Span>, carried: &mut Option<Carried>) {
    let lines = lines(lettered(spans));
    let mut rest = lines.as_slice();
    let mut paragraph: Vec<&Line> = Vec::new();
    let before = carried.take();
    while let Some((line, after)) = rest.split_first() {
        let length = block(rest);
        if length < 2 {
            let goes_on = paragraph.last().is_some_and(|last| is_near(last, line));
            if !goes_on {
                say(course, &mut paragraph);
            }
            paragraph.push(line);
            rest = after;
            continue;
        }
        let (own, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let table = Table::new(own);
        if let Some(second) = table.second_of_text() {
            // What stands above the second column alone begins it.
            let begins = |line: &&Line| line.pieces.first().is_some_and(|piece| piece.start > second - 1.0);
            let own = paragraph.iter().rev().take_while(|line| begins(line)).count();
            let heads = paragraph.split_off(paragraph.len() - own);
            say(course, &mut paragraph);
            table.each_text(heads.iter().map(|line| line.text()), |text| course.text(text));
            rest = after;
            continue;
        }
        say(course, &mut paragraph);
        let heads = before.as_ref().filter(|before| table.goes_on(before));
        course.within(Step::Table, |course| {
            if let Some(before) = heads {
                let cells: Vec<_> = before.heads.iter().map(|head| Cell { heading: true, ..Cell::new(head) }).collect();
                course.row(&cells);
            }
            for row in &table.rows {
                let cells: Vec<_> = row.iter().map(|(text, span)| Cell { span: *span, ..Cell::new(text) }).collect();
                course.row(&cells);
            }
        });
        *carried = Some(table.carried(heads));
        rest = after;
    }
    say(course, &mut paragraph);
}

/// How many of the next lines are rows of one table.
fn block(lines: &[Line]) -> usize {
    let is_row = |line: &Line| line.pieces.len() > 1;
    if !lines.first().is_some_and(is_row) {
        return 0;
    }
    let (mut length, mut rows, mut singles) = (1, 1, 0);
    let mut left = f64::MAX;
    let mut starts: Vec<f64> = Vec::new();
    for (at, pair) in lines.windows(2).enumerate() {
        let [above, line] = pair else { break };
        if line.turn != above.turn || above.base - line.base > 6.0 * line.size {
            break;
        }
        left = left.min(start(above));
        if is_row(above) {
            starts.extend(above.pieces.iter().map(|piece| piece.start));
        }
        if is_row(line) {
            (length, rows, singles) = (at + 2, rows + 1, 0);
            continue;
        }
        // Close below and not where lines of text begin, it is of a cell that was broken.
        let distance = above.base - line.base;
        let under = || starts.iter().any(|other: &f64| (other - start(line)).abs() < 1.0);
        let is_broken = distance <= 1.4 * line.size && start(line) > left + 4.0 * line.size
            || distance <= PARAGRAPH_GAP * line.size && start(line) > left + 1.5 * line.size && under();
        // The last lines of the last row are single too.
        if is_broken && singles == 0 && distance <= 1.4 * line.size && under() {
            length = at + 2;
            continue;
        }
        singles += usize::from(!is_broken || at + 2 > length + MOST_BROKEN);
        if singles > 2 {
            // Two single pieces in a row may be cells that were broken; more are text.
            break;
        }
    }
    if rows > 1 { length } else { 0 }
}

fn is_near(above: &Line, line: &Line) -> bool {
    above.turn == line.turn && above.base - line.base <= PARAGRAPH_GAP * line.size.max(above.size)
}

/// Hands over a paragraph, or the two that stand beside each other.
fn say<S: Sink + ?Sized>(course: &mut Course<'_, S>, paragraph: &mut Vec<&Line>) {
    let right = gutter(paragraph)
        .map(|gutter| paragraph.extract_if(.., |line| start(line) >= gutter).collect())
        .unwrap_or_default();
    say_column(course, std::mem::take(paragraph));
    say_column(course, right);
}

fn start(line: &Line) -> f64 {
    line.pieces.first().map_or(f64::MAX, |piece| piece.start)
}

fn end(line: &Line) -> f64 {
    line.pieces.last().map_or(0.0, |piece| piece.end)
}

/// Where a second column of text begins, if no line of the first reaches it and both have several.
fn gutter(lines: &[&Line]) -> Option<f64> {
    const LEAST: usize = 2;
    let mut places: Vec<(f64, f64, f64)> = lines.iter().map(|line| (start(line), end(line), line.size)).collect();
    places.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut reach = f64::MIN;
    for (count, (start, end, size)) in places.iter().enumerate() {
        if count >= LEAST && places.len() - count >= LEAST && start - reach > *size {
            return Some(*start);
        }
        reach = reach.max(*end);
    }
    None
}

fn say_column<S: Sink + ?Sized>(course: &mut Course<'_, S>, paragraph: Vec<&Line>) {
    // Of a narrow column most of whose lines are full.
    const NARROW: (usize, f64) = (30, 0.82);
    let longest = paragraph.iter().map(|line| end(line)).fold(0.0, f64::max);
    let left = paragraph.iter().map(|line| start(line)).fold(f64::MAX, f64::min);
    let fills =
        |line: &&&Line| line.text().chars().count() >= NARROW.0 && end(line) - left >= NARROW.1 * (longest - left);
    let is_narrow = paragraph.len() > 3 && paragraph.iter().filter(fills).count() * 2 > paragraph.len();
    let mut text = String::new();
    let mut is_full = false;
    for line in paragraph {
        let own = line.text();
        if !text.is_empty() {
            // A comma ends no line, nor does a label whose value stands in the next.
            let goes_on = text.ends_with(',') || text.ends_with(':') && !own.contains(':');
            text.push(if (is_full || goes_on) && !begins_item(&own) { ' ' } else { '\n' });
        }
        let is_prose = own.len() >= PROSE && end(line) >= FULL * longest;
        is_full = line.pieces.len() == 1 && (is_prose || is_narrow && fills(&&line));
        text.push_str(&own);
    }
    course.text(&text);
}

/// Whether a line begins an item of a list: `3. `, `b) `, `- `.
fn begins_item(line: &str) -> bool {
    let mark = line.split(' ').next().unwrap_or_default();
    matches!(mark, "-" | "+" | "*" | "•" | "–")
        || mark.len() <= 4
            && mark.ends_with(['.', ')', '/'])
            && mark.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_print_come_apart_where_their_spaces_are() {
        let apart = |text: &str| -> Vec<(String, f64)> {
            let count = f64::from(u32::try_from(text.chars().count()).unwrap_or_default());
            let span = Span { turn: 0, start: 0.0, end: count, base: 0.0, size: 1.0, text: text.to_owned() };
            parted(span).into_iter().map(|span| (span.text, span.start)).collect()
        };
        let expected = [("12", 0.0), ("LE THI A", 5.0), ("079190000123", 17.0)];
        let found = apart("12   LE THI A    079190000123");
        assert!(found.iter().zip(expected).all(|(found, own)| (found.0.as_str(), found.1) == own), "{found:?}");
        assert_eq!(found.len(), 3);
        for whole in ["DOB 1954   Passport C02   ID 012", "12   tháng   nay: 5", "a  b  c", "1   b"] {
            assert_eq!(apart(whole).len(), 1, "{whole}");
        }
    }
}
