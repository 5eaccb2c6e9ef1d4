//! What a page draws: its texts with their places, and whether it draws pictures (ISO 32000-2, 8 and 9).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::super::document::Obstacle;
use super::super::super::piece::Sink;
use super::super::Course;
use super::file::File;
use super::font::Font;
use super::layout::Span;
use super::matrix::Matrix;
use super::object::{Dictionary, Lexer, Object, Word};

/// How deep forms may draw forms.
const MOST_NESTED: u32 = 12;
/// The most pieces of text of a page.
const MOST_SPANS: usize = 200_000;
/// The most forms that the pages of a file may draw.
const MOST_FORMS: u32 = 20_000;
/// The most states that may be put aside.
const MOST_SAVED: usize = 200;

/// What a page shows.
#[derive(Default)]
pub(super) struct Drawn {
    /// Its texts.
    pub(super) spans: Vec<Span>,
    /// The pictures: width and height in points, then in pixels.
    pub(super) pictures: Vec<[f64; 4]>,
    /// How many characters are shown whose text nobody can tell.
    pub(super) unknown: usize,
    /// How many characters are shown.
    pub(super) shown: usize,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Rc<Font>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Follows what a page draws.
pub(super) struct Painter<'f, 'a> {
    file: &'f File<'a>,
    /// Fonts by the object that describes them.
    fonts: BTreeMap<u32, Rc<Font>>,
    unknown: Rc<Font>,
    drawn: Drawn,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    forms: u32,
}

impl<'f, 'a> Painter<'f, 'a> {
    /// Before the first page of a file.
    pub(super) fn new(file: &'f File<'a>) -> Self {
        let unknown = Rc::new(Font::unknown());
        let state = State::new(Matrix::default(), Rc::clone(&unknown));
        Self {
            file,
            fonts: BTreeMap::new(),
            unknown,
            drawn: Drawn::default(),
            state,
            saved: Vec::new(),
            text: Matrix::default(),
            line: Matrix::default(),
            forms: 0,
        }
    }

    /// What the contents of a page draw, turned by `turn`.
    pub(super) fn page<S: Sink + ?Sized>(
        &mut self,
        course: &mut Course<'_, S>,
        contents: &[u8],
        resources: &Dictionary,
        turn: Matrix,
    ) -> Drawn {
        self.state = State::new(turn, Rc::clone(&self.unknown));
        self.saved.clear();
        self.run(course, contents, resources, 0);
        std::mem::take(&mut self.drawn)
    }

    fn run<S: Sink + ?Sized>(
        &mut self,
        course: &mut Course<'_, S>,
        contents: &[u8],
        resources: &Dictionary,
        depth: u32,
    ) {
        let mut lexer = Lexer::content(contents);
        let mut operands: Vec<Object> = Vec::new();
        let base = self.saved.len();
        while let Some(word) = lexer.word() {
            match word {
                Word::Object(object) => {
                    if operands.len() < 64 {
                        operands.push(object);
                    }
                }
                Word::Operator(b"BI") => {
                    self.inline_picture(&mut lexer);
                    operands.clear();
                }
                Word::Operator(b"Do") => {
                    if let Some(name) = operands.first().and_then(Object::name) {
                        self.outside(course, name, resources, depth);
                    }
                    operands.clear();
                }
                Word::Operator(operator) => {
                    self.operate(operator, &operands, resources, base);
                    operands.clear();
                }
            }
            if self.drawn.spans.len() > MOST_SPANS {
                course.omit("", Obstacle::TooLarge);
                break;
            }
        }
        // What a form leaves open is closed with it.
        if let Some(state) = self.saved.drain(base.min(self.saved.len())..).next() {
            self.state = state;
        }
    }

    fn operate(&mut self, operator: &[u8], operands: &[Object], resources: &Dictionary, base: usize) {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        match operator {
            b"q" if self.saved.len() < base + MOST_SAVED => self.saved.push(self.state.clone()),
            b"Q" if self.saved.len() > base => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => self.state.matrix = Matrix::of(operands).then(&self.state.matrix),
            b"BT" => (self.text, self.line) = (Matrix::default(), Matrix::default()),
            b"Tf" => {
                self.state.size = number(1);
                if let Some(name) = operands.first().and_then(Object::name) {
                    self.state.font = self.font(name, resources);
                }
            }
            b"gs" => self.graphics_state(operands, resources),
            b"Tc" => self.state.letter_space = number(0),
            b"Tw" => self.state.word_space = number(0),
            b"Tz" => self.state.stretch = number(0) / 100.0,
            b"TL" => self.state.leading = number(0),
            b"Ts" => self.state.rise = number(0),
            b"Td" => self.move_line(number(0), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            b"Tm" => {
                self.line = Matrix::of(operands);
                self.text = self.line;
            }
            b"T*" => self.move_line(0.0, -self.state.leading),
            b"Tj" => self.show(operands.first()),
            b"'" => {
                self.move_line(0.0, -self.state.leading);
                self.show(operands.first());
            }
            b"\"" => {
                (self.state.word_space, self.state.letter_space) = (number(0), number(1));
                self.move_line(0.0, -self.state.leading);
                self.show(operands.get(2));
            }
            b"TJ" => self.show_all(operands.first()),
            _ => {}
        }
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(&self.line);
        self.text = self.line;
    }

    fn show_all(&mut self, operand: Option<&Object>) {
        for object in operand.and_then(Object::array).unwrap_or_default() {
            match object {
                Object::Number(back) => {
                    let x = -back / 1000.0 * self.state.size * self.state.stretch;
                    self.text = Matrix::shift(x, 0.0).then(&self.text);
                }
                string => self.show(Some(string)),
            }
        }
    }

    fn show(&mut self, operand: Option<&Object>) {
        let Some(bytes) = operand.and_then(Object::string) else { return };
        let state = self.state.clone();
        let scale = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]);
        let (text, matrix) = (self.text, state.matrix);
        let mut shown = String::new();
        let mut x = 0.0;
        let drawn = &mut self.drawn;
        state.font.show(bytes, |character| {
            drawn.shown += 1;
            match character.text {
                Some(text) => shown.push_str(&text),
                None if character.width.abs() < 1e-9 => {}
                None => {
                    drawn.unknown += 1;
                    // What cannot be told parts what stands to its left and right.
                    shown.push('\u{fffd}');
                }
            }
            let word = if character.is_space { state.word_space } else { 0.0 };
            x += (character.width * state.size + state.letter_space + word) * state.stretch;
        });
        let whole = scale.then(&text).then(&matrix);
        let end = scale.then(&Matrix::shift(x, 0.0).then(&text)).then(&matrix);
        self.text = Matrix::shift(x, 0.0).then(&text);
        drawn.spans.extend(Span::new(shown, &whole, &end));
    }

    fn font(&mut self, name: &str, resources: &Dictionary) -> Rc<Font> {
        let fonts = self.file.dictionary(resources, "Font").unwrap_or_default();
        match fonts.get(name) {
            Some(reference) => self.font_of(reference),
            None => Rc::clone(&self.unknown),
        }
    }

    fn font_of(&mut self, object: &Object) -> Rc<Font> {
        let known = if let Object::Reference(id) = object { self.fonts.get(id) } else { None };
        if let Some(font) = known {
            return Rc::clone(font);
        }
        let value = self.file.value(object);
        let Some(dictionary) = value.as_ref().and_then(|value| value.object.dictionary()) else {
            return Rc::clone(&self.unknown);
        };
        let font = Rc::new(Font::new(self.file, dictionary));
        if let Object::Reference(id) = object {
            self.fonts.insert(*id, Rc::clone(&font));
        }
        font
    }

    fn graphics_state(&mut self, operands: &[Object], resources: &Dictionary) {
        let states = self.file.dictionary(resources, "ExtGState").unwrap_or_default();
        let Some(own) = operands.first().and_then(Object::name).and_then(|name| self.file.dictionary(&states, name))
        else {
            return;
        };
        if let Some(Object::Array(font)) = self.file.get(&own, "Font")
            && let [reference, size] = font.as_slice()
        {
            self.state.font = self.font_of(reference);
            self.state.size = size.number().unwrap_or(0.0);
        }
    }

    /// Draws what stands outside the contents: a form or a picture.
    fn outside<S: Sink + ?Sized>(
        &mut self,
        course: &mut Course<'_, S>,
        name: &str,
        resources: &Dictionary,
        depth: u32,
    ) {
        let objects = self.file.dictionary(resources, "XObject").unwrap_or_default();
        let Some(value) = objects.get(name).and_then(|object| self.file.value(object)) else { return };
        let Some(dictionary) = value.object.dictionary() else { return };
        match self.file.get(dictionary, "Subtype").as_ref().and_then(Object::name) {
            Some("Image") => {
                let side = |key: &str| self.file.get(dictionary, key).and_then(|side| side.number()).unwrap_or(0.0);
                let [width, height] = self.state.matrix.measure();
                self.drawn.pictures.push([width, height, side("Width"), side("Height")]);
            }
            Some("Form") if self.forms >= MOST_FORMS => course.omit("", Obstacle::TooLarge),
            Some("Form") if depth < MOST_NESTED => {
                self.forms += 1;
                let Some(out) = self.file.unpack(&value, course.room(File::packed_length(&value))) else { return };
                course.took(out.bytes.len());
                if let Some(obstacle) = out.obstacle {
                    course.omit("", obstacle);
                }
                let own = self.file.dictionary(dictionary, "Resources");
                let before = self.state.clone();
                if let Some(Object::Array(matrix)) = self.file.get(dictionary, "Matrix") {
                    self.state.matrix = Matrix::of(&matrix).then(&self.state.matrix);
                }
                let (text, line) = (self.text, self.line);
                self.run(course, &out.bytes, own.as_ref().unwrap_or(resources), depth + 1);
                (self.state, self.text, self.line) = (before, text, line);
            }
            _ => {}
        }
    }

    /// Goes behind a picture that stands in the contents.
    fn inline_picture(&mut self, lexer: &mut Lexer<'_>) {
        let mut sides = [0.0; 2];
        let mut last = None;
        while let Some(word) = lexer.word() {
            match word {
                Word::Operator(b"ID") => break,
                Word::Object(Object::Name(name)) => last = Some(name),
                Word::Object(Object::Number(number)) => match last.take().as_deref() {
                    Some("W" | "Width") => sides[0] = number,
                    Some("H" | "Height") => sides[1] = number,
                    _ => {}
                },
                _ => {}
            }
        }
        let rest = lexer.rest();
        let ends = |at: usize| {
            rest.get(at..at + 2) == Some(b"EI") && rest.get(at + 2).is_none_or(|byte| super::object::is_space(*byte))
        };
        let end =
            (1..rest.len()).find(|at| rest.get(at - 1).copied().is_some_and(super::object::is_space) && ends(*at));
        lexer.at += end.map_or(rest.len(), |end| end + 2);
        let [width, height] = self.state.matrix.measure();
        self.drawn.pictures.push([width, height, sides[0], sides[1]]);
    }
}

impl State {
    fn new(matrix: Matrix, font: Rc<Font>) -> Self {
        Self { matrix, font, size: 1.0, letter_space: 0.0, word_space: 0.0, stretch: 1.0, leading: 0.0, rise: 0.0 }
    }
}
