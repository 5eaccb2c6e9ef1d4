//! Text broken into lines.

use super::font::{Faces, Style};

/// A stretch of text in one style.
#[derive(Clone, Debug)]
pub(in crate::report) struct Run {
    /// The text, not yet made printable.
    pub(in crate::report) text: String,
    /// Its style.
    pub(in crate::report) style: Style,
}

impl Run {
    /// A run in a style.
    pub(in crate::report) fn new(style: Style, text: impl Into<String>) -> Self {
        Self { text: text.into(), style }
    }
}

/// Where the lines stand between the margins.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(in crate::report) enum Align {
    /// Flush left, ragged right.
    #[default]
    Left,
    /// Flush on both sides but for the last line.
    Justify,
    /// Centred.
    Centre,
}

/// A line of words, measured.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// The pieces in order; a word may be of several where its style changes.
    pub(super) pieces: Vec<Piece>,
    /// The width of all pieces, without the blanks at the line's end, in points.
    pub(super) width: f32,
    /// The blanks that may be stretched.
    pub(super) blanks: usize,
    /// Whether the paragraph or a forced line ends here, so that nothing is stretched.
    pub(super) last: bool,
}

/// Printable text in one style.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The text with the blanks between its words.
    pub(super) text: String,
    /// Its style.
    pub(super) style: Style,
}

/// Words longer than this many characters may be broken anywhere to fill a line: hashes and
/// addresses, never words of a language.
const LONGEST_WORD: usize = 28;

/// Breaks runs into lines no wider than `width` points; the first is shorter by `indent`.
pub(super) fn lines(faces: &Faces, runs: &[Run], size: f32, width: f32, indent: f32) -> Vec<Line> {
    let mut breaker = Breaker { faces, size, width, room: width - indent, line: Line::default(), lines: Vec::new() };
    for word in words(faces, runs) {
        breaker.push(word);
    }
    breaker.end();
    breaker.lines
}

/// Whether a piece is a digest in hexadecimal digits.
fn is_digest(piece: &Piece) -> bool {
    let digits = piece.text.len();
    digits >= 32 && digits.is_multiple_of(8) && piece.text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Fills the last line with dots up to the margin, for people to write on; a line of dots where there is no text.
pub(super) fn fill(faces: &Faces, lines: &mut Vec<Line>, size: f32, width: f32, indent: f32) {
    let indent = if lines.len() > 1 { 0.0 } else { indent };
    if lines.is_empty() {
        lines.push(Line { last: true, ..Line::default() });
    }
    let Some(last) = lines.last_mut() else { return };
    let style = Style::Regular;
    let dot = faces.face(style).width(".") * size;
    let blank = if last.pieces.is_empty() { 0.0 } else { faces.face(style).width(" ") * size };
    let room = width - indent - last.width - blank;
    let mut dots = if last.pieces.is_empty() { String::new() } else { " ".to_owned() };
    last.width += blank;
    let mut used = dot;
    while used <= room {
        dots.push('.');
        used += dot;
        last.width += dot;
    }
    last.pieces.push(Piece { text: dots, style });
}

/// A word: its pieces, and whether a blank stands before it.
struct Word {
    pieces: Vec<Piece>,
    blank: Option<Style>,
}

fn words(faces: &Faces, runs: &[Run]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut blank = None;
    for run in runs {
        for (place, part) in faces.printable(run.style, &run.text).split(' ').enumerate() {
            if place > 0 {
                blank = Some(run.style);
            }
            if part.is_empty() {
                continue;
            }
            let piece = Piece { text: part.to_owned(), style: run.style };
            match words.last_mut() {
                Some(word) if blank.is_none() => word.pieces.push(piece),
                _ => words.push(Word { pieces: vec![piece], blank: blank.take() }),
            }
        }
    }
    words
}

struct Breaker<'a> {
    faces: &'a Faces,
    size: f32,
    width: f32,
    room: f32,
    line: Line,
    lines: Vec<Line>,
}

impl Breaker<'_> {
    fn push(&mut self, word: Word) {
        let word_width: f32 = word.pieces.iter().map(|piece| self.measure(piece)).sum();
        let characters: usize = word.pieces.iter().map(|piece| piece.text.chars().count()).sum();
        let blank = if self.line.pieces.is_empty() { None } else { word.blank };
        let blank_width = blank.map_or(0.0, |style| self.faces.face(style).width(" ") * self.size);
        if self.line.width + blank_width + word_width <= self.room {
            self.append_blank(blank, blank_width);
            self.append(word.pieces);
        } else if word_width > self.width || (characters > LONGEST_WORD && !word.pieces.iter().any(is_digest)) {
            // A few characters at a line's end are worse than a short line.
            let cramped = self.line.width + blank_width + 6.0 * self.size > self.room;
            if !self.line.pieces.is_empty() && (cramped || word.pieces.iter().any(is_digest)) {
                self.wrap(blank);
            } else {
                self.append_blank(blank, blank_width);
            }
            self.push_in_parts(word.pieces);
        } else {
            self.wrap(blank);
            self.append(word.pieces);
        }
    }

    /// Fills line after line with a word that is too long for one.
    fn push_in_parts(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            let mut rest = piece.text.as_str();
            let even = self.even_share(&piece);
            while !rest.is_empty() {
                let fitting = self.fitting(piece.style, rest);
                let (head, tail) = rest.split_at(even.map_or(fitting, |even| even.min(fitting)));
                self.append(vec![Piece { text: head.to_owned(), style: piece.style }]);
                if !tail.is_empty() {
                    self.wrap(None);
                }
                rest = tail;
            }
        }
    }

    /// How much of a digest goes on each line where it begins one: parts of one length, in whole groups of eight
    /// digits, are compared by eye more easily than a long line and a rest of one digit.
    fn even_share(&self, piece: &Piece) -> Option<usize> {
        let digits = piece.text.len();
        if !is_digest(piece) || !self.line.pieces.is_empty() {
            return None;
        }
        let width = self.measure(piece) / digits as f32;
        (8..=digits)
            .rev()
            .step_by(8)
            .find(|share| digits.is_multiple_of(*share) && *share as f32 * width * 1.03 <= self.width)
    }

    /// How many bytes of the word fit into the rest of the line, at least one character on an
    /// empty line; after punctuation where that costs little.
    fn fitting(&self, style: Style, word: &str) -> usize {
        let face = self.faces.face(style);
        let mut used = self.line.width;
        let (mut fit, mut after_mark) = (0, 0);
        for (place, character) in word.char_indices() {
            used += face.width(character.encode_utf8(&mut [0; 4])) * self.size;
            if used > self.room && (place > 0 || !self.line.pieces.is_empty()) {
                break;
            }
            fit = place + character.len_utf8();
            if matches!(character, '/' | '.' | ',' | '-' | '_' | ':' | ';' | '=' | '&' | '?' | '}') {
                after_mark = fit;
            }
        }
        if fit < word.len() && after_mark * 2 > fit { after_mark } else { fit }
    }

    fn append_blank(&mut self, blank: Option<Style>, width: f32) {
        if let Some(style) = blank {
            self.join(" ", style);
            self.line.width += width;
            self.line.blanks += 1;
        }
    }

    fn append(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            self.line.width += self.measure(&piece);
            self.join(&piece.text, piece.style);
        }
    }

    /// Adds text to the last piece where the style is the same.
    fn join(&mut self, text: &str, style: Style) {
        match self.line.pieces.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ => self.line.pieces.push(Piece { text: text.to_owned(), style }),
        }
    }

    /// Ends the line inside the paragraph. A blank that the break swallows stays in the text, so
    /// that words do not run together when the page is read or copied.
    fn wrap(&mut self, blank: Option<Style>) {
        if let Some(style) = blank {
            self.join(" ", style);
        }
        self.lines.push(std::mem::take(&mut self.line));
        self.room = self.width;
    }

    fn end(&mut self) {
        self.line.last = true;
        if !self.line.pieces.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    fn measure(&self, piece: &Piece) -> f32 {
        self.faces.face(piece.style).width(&piece.text) * self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, width: f32) -> Vec<String> {
        let faces = Faces::new(None).expect("the embedded faces");
        let lines = lines(&faces, &[Run::new(Style::Regular, text)], 10.0, width, 0.0);
        for line in &lines {
            assert!(line.width <= width, "{line:?} is wider than {width}");
        }
        lines.iter().map(|line| line.pieces.iter().map(|piece| piece.text.as_str()).collect()).collect()
    }

    #[test]
    fn words_stay_whole_and_the_blank_survives_the_break() {
        assert_eq!(broken("Cổng dịch vụ công", 50.0), ["Cổng dịch ", "vụ công"]);
    }

    #[test]
    fn a_hash_is_broken_to_fill_its_column() {
        let lines = broken(&"0123456789abcdef".repeat(4), 100.0);
        assert!(lines.len() >= 3 && lines.concat().len() == 64, "{lines:?}");
    }

    #[test]
    fn a_digest_goes_whole_on_a_line_or_in_equal_parts() {
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(broken(&format!("Mã băm: {digest}"), 330.0)[1], digest);
        let parts = broken(&format!("Mã băm: {digest}"), 180.0);
        assert_eq!(parts[1..].iter().map(String::len).collect::<Vec<_>>(), [32, 32], "{parts:?}");
    }

    #[test]
    fn dots_fill_a_line_and_never_leave_it() {
        let faces = Faces::new(None).expect("the embedded faces");
        for text in ["", "Thư ký đoàn kiểm tra:"] {
            let mut lines = lines(&faces, &[Run::new(Style::Regular, text)], 13.0, 400.0, 36.0);
            fill(&faces, &mut lines, 13.0, 400.0, 36.0);
            assert!(lines.len() == 1 && lines[0].width <= 364.0 && lines[0].width > 355.0, "{lines:?}");
        }
    }

    #[test]
    fn addresses_break_after_punctuation() {
        let lines = broken("https://dichvucong.bacninh.gov.vn/dvc/trang-chu/ho-so", 120.0);
        assert!(lines[0].ends_with(['/', '.', '-']), "{lines:?}");
    }

    #[test]
    fn styles_change_inside_a_word_without_a_blank() {
        let faces = Faces::new(None).expect("the embedded faces");
        let runs = [Run::new(Style::Bold, "Kết luận"), Run::new(Style::Regular, ": đạt")];
        let lines = lines(&faces, &runs, 10.0, 500.0, 0.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].blanks, 2);
    }
}
