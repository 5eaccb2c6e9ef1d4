//! What a digital signature shows in its block of the minutes (Decree 30/2020/ND-CP, Annex I).
//!
//! A person: the image of the handwritten signature, blue, centred between title and name. A body: its red seal in true
//! size where it covers the left third of a person's signature, with the name of the body and the time on a
//! Vietnamese clock. The facts of the signature stand small and black. Without an image they are set in type.

#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
mod picture;
mod png;
#[cfg(test)]
pub(crate) mod tests;

use std::path::Path;

use jiff::Timestamp;

use super::ReportError;
use super::layout::sheet::{Ink, Sheet, Words, broken, draw};
use super::layout::{Faces, Style};
use super::words::pick;
use crate::text::{Language, in_vietnam, shorten};

pub use picture::Picture;

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// Size of the facts.
const SMALL: f32 = 7.5;
/// Distance of baselines, as a share of the size.
const LEADING: f32 = 1.2;
/// Where the baseline stands in a line, as a share of the size.
const ASCENT: f32 = 0.9;
/// How wide the image of a handwritten signature is at most.
const WIDEST: f32 = 120.0;
/// Longest name that is shown, in characters.
const LONGEST_NAME: usize = 160;
/// Where the left third of a signature in the middle of its field ends, from the left end of the seal's field.
const THIRD: f32 = 98.0;
/// What a seal takes of the left of the field that it covers.
const SEALED: f32 = 112.0;
const BLACK: Ink = [0, 0, 0];
const BLUE: Ink = [0x12, 0x36, 0x9e];
const RED: Ink = [0xc4, 0x12, 0x1a];

/// Whose signature it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Hand {
    /// A person signs.
    Person,
    /// A body seals.
    Body,
}

/// What is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Whose signature it is.
    pub hand: Hand,
    /// Who signs, as the certificate says: a person, or a body.
    pub name: &'a str,
    /// The body that the person signs for, where it is known.
    pub body: Option<&'a str>,
    /// When, by the clock of the signer.
    pub time: Option<Timestamp>,
    /// The image of the signature or of the seal.
    pub picture: Option<&'a Picture>,
    /// Whether a person's signature and the seal over it share one room: each leaves the other its place.
    pub shared: bool,
    /// Width and height of the field in points.
    pub size: (f32, f32),
    /// The language of the facts.
    pub language: Language,
    /// The department's own faces, as in the minutes.
    pub fonts: Option<&'a Path>,
}

/// What a signature shows, drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The text, as a PDF file of one page of the field's size.
    pub page: Vec<u8>,
    /// The image, and where it stands: left, bottom, right and top in points from the page's lower left corner.
    pub picture: Option<(Picture, [f32; 4])>,
}

/// Draws what a signature shows: the same for the same inputs.
///
/// # Errors
/// The faces cannot be used, or the writer refuses the page.
pub fn drawn(look: &Look<'_>) -> Result<Drawing, ReportError> {
    let faces = Faces::new(look.fonts)?;
    let mut easel = Easel { look, faces: &faces, words: Vec::new(), strokes: Vec::new() };
    let picture = match (look.hand, look.picture) {
        (Hand::Person, picture) => easel.person(picture),
        (Hand::Body, Some(seal)) => Some((seal.clone(), easel.sealed(seal))),
        (Hand::Body, None) => {
            easel.set();
            None
        }
    };
    let Easel { words, strokes, .. } = easel;
    let page = draw(&Sheet { size: look.size, words, strokes }, &faces)?;
    Ok(Drawing { page, picture })
}

/// A page in the making. Heights are from the top.
struct Easel<'a> {
    look: &'a Look<'a>,
    faces: &'a Faces,
    words: Vec<Words>,
    strokes: Vec<([(f32, f32); 2], Ink)>,
}

/// Lines in one style, each with its width.
struct Lines {
    lines: Vec<(String, f32)>,
    style: Style,
    size: f32,
}

impl Lines {
    fn height(&self) -> f32 {
        self.lines.len() as f32 * self.size * LEADING
    }
}

impl Easel<'_> {
    /// The image of the signature, or what stands for it, above the facts.
    fn person(&mut self, picture: Option<&Picture>) -> Option<(Picture, [f32; 4])> {
        let Some(picture) = picture else {
            self.set();
            return None;
        };
        let (width, height) = self.look.size;
        let facts = self.facts(width - self.taken());
        let room = (height - facts.height() - 4.0).max(height / 2.0);
        let scale = (WIDEST.min(width) / side(picture.width)).min(room / side(picture.height));
        let (across, down) = (side(picture.width) * scale, side(picture.height) * scale);
        let (left, top) = ((width - across) / 2.0, (room - down) / 2.0);
        self.below(&facts);
        Some((picture.clone(), [left, height - top - down, left + across, height - top]))
    }

    /// A seal in its true size where it covers the left third of a signature in the middle, the facts beside it.
    fn sealed(&mut self, seal: &Picture) -> [f32; 4] {
        let (width, height) = self.look.size;
        let across = seal.true_width.unwrap_or_default() * MM;
        let down = across * side(seal.height) / side(seal.width);
        if self.look.shared {
            return self.sealed_over(across, down);
        }
        // A field of another program may be too small for the true size.
        let fit = (width * 0.6 / across).min(height / down).min(1.0);
        let (across, down) = (across * fit, down * fit);
        let third = width / 2.0 - WIDEST / 6.0;
        let left = (third - across).max(0.0);
        let beside = left + across + 6.0;
        let facts = self.facts(width - beside);
        self.flush(&facts, beside, (height - facts.height()).max(0.0) / 2.0, BLACK);
        let bottom = (height - down) / 2.0;
        [left, bottom, left + across, bottom + down]
    }

    /// A seal whose field begins where a seal of 36 mm does, over the signature in the field beside; the facts below.
    fn sealed_over(&mut self, across: f32, down: f32) -> [f32; 4] {
        let (width, height) = self.look.size;
        let fit = (width / across).min(height / down).min(1.0);
        let (across, down) = (across * fit, down * fit);
        let left = (THIRD - across).max(0.0);
        let facts = self.facts(width);
        self.flush(&facts, 0.0, height - facts.height(), BLACK);
        [left, height - down, left + across, height]
    }

    /// How much of the left a seal takes from the facts of the signature that it covers.
    fn taken(&self) -> f32 {
        if self.look.shared && self.look.hand == Hand::Person { SEALED } else { 0.0 }
    }

    /// The facts at the lower end, in the middle of what is free.
    fn below(&mut self, facts: &Lines) {
        let (width, height) = self.look.size;
        let taken = self.taken();
        self.centred(facts, taken, width - taken, height - facts.height(), BLACK);
    }

    /// Set in type, for want of an image: a person's name between two rules, a body's in a frame.
    fn set(&mut self) {
        let (width, height) = self.look.size;
        let (ink, style) = match self.look.hand {
            Hand::Person => (BLUE, Style::BoldItalic),
            Hand::Body => (RED, Style::Bold),
        };
        let inner = width - 24.0;
        let facts = self.facts(width - self.taken());
        let head = self.lines(pick(self.look.language, "Đã ký số", "Digitally signed"), Style::Italic, 10.0, inner);
        let room = height - facts.height() - head.height() - 12.0;
        let sizes = [15.0, 13.0, 11.0, 9.0, 7.5, 6.0];
        let all = sizes.map(|size| self.lines(&shorten(self.look.name, LONGEST_NAME), style, size, inner));
        let [.., smallest] = &all;
        let name = all.iter().find(|name| name.height() <= room && name.lines.len() <= 2).unwrap_or(smallest);
        let mark = head.height() + name.height();
        let top = ((height - facts.height() - mark) / 2.0).max(2.0);
        self.centred(&head, 12.0, inner, top, ink);
        self.centred(name, 12.0, inner, top + head.height(), ink);
        let widest = head.lines.iter().chain(&name.lines).map(|(_, width)| *width).fold(0.0, f32::max);
        let half = (widest / 2.0 + 8.0).min(width / 2.0 - 1.0);
        let (left, right) = (width / 2.0 - half, width / 2.0 + half);
        let (upper, lower) = ((top - 3.0).max(0.5), top + mark + 4.0);
        self.strokes.push(([(left, upper), (right, upper)], ink));
        self.strokes.push(([(left, lower), (right, lower)], ink));
        if self.look.hand == Hand::Body {
            self.strokes.push(([(left, upper), (left, lower)], ink));
            self.strokes.push(([(right, upper), (right, lower)], ink));
        }
        self.below(&facts);
    }

    /// Who, for which body, when.
    fn facts(&self, width: f32) -> Lines {
        let Look { hand, name, body, time, language, .. } = *self.look;
        let say = |vi, en| pick(language, vi, en);
        let mut all = Vec::new();
        let by = match hand {
            Hand::Person => say("Ký số bởi", "Digitally signed by"),
            Hand::Body => say("Cơ quan, tổ chức", "Body"),
        };
        all.push(format!("{by}: {}", shorten(name, LONGEST_NAME)));
        all.extend(body.map(|body| format!("{}: {}", say("Đơn vị", "Of"), shorten(body, LONGEST_NAME))));
        all.extend(time.map(|time| format!("{}: {}", say("Thời gian ký", "Signed at"), clock(time))));
        let broken = |size: f32| {
            let lines = all.iter().flat_map(|fact| broken(self.faces, Style::Regular, size, width, fact)).collect();
            Lines { lines, style: Style::Regular, size }
        };
        let share = match hand {
            Hand::Person => self.look.size.1 / 2.5,
            Hand::Body if self.look.shared => self.look.size.1 / 3.0,
            Hand::Body => self.look.size.1,
        };
        let sizes = [SMALL, 6.5, 5.5, 4.5];
        sizes.into_iter().map(broken).find(|lines| lines.height() <= share).unwrap_or_else(|| broken(4.0))
    }

    fn lines(&self, text: &str, style: Style, size: f32, width: f32) -> Lines {
        Lines { lines: broken(self.faces, style, size, width, text), style, size }
    }

    fn centred(&mut self, lines: &Lines, left: f32, width: f32, top: f32, ink: Ink) {
        self.place(lines, |own| left + (width - own) / 2.0, top, ink);
    }

    fn flush(&mut self, lines: &Lines, left: f32, top: f32, ink: Ink) {
        self.place(lines, |_| left, top, ink);
    }

    fn place(&mut self, lines: &Lines, left: impl Fn(f32) -> f32, top: f32, ink: Ink) {
        let Lines { lines, style, size } = lines;
        let mut y = top + ASCENT * size;
        for (text, width) in lines {
            let at = (left(*width), y);
            self.words.push(Words { at, size: *size, style: *style, ink, text: text.clone() });
            y += size * LEADING;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "sides of an image")]
fn side(pixels: usize) -> f32 {
    pixels.max(1) as f32
}

/// Day, month, year, hour, minute and second with Vietnam's distance from UTC (ISO 8601), as the decree orders them.
fn clock(time: Timestamp) -> String {
    in_vietnam(time).strftime("%d-%m-%Y %H:%M:%S %:z").to_string()
}
