//! The detector: takes pieces in, weighs what looks like personal data or a secret, and keeps what is credible.
//!
//! Text is scanned once, from digit to digit ([`scan`]); each number is classed by its label and its structure
//! ([`classify`]) and masked and hashed at once ([`candidate`]). What stands together - a record, a row, lines - decides
//! together ([`resolve`]), columns decide as a whole ([`shapes`]), and what is credible is counted ([`tally`]).

mod address;
mod aligned;
mod assign;
mod before;
mod between;
mod birth;
mod boxes;
mod candidate;
mod cell_lines;
mod classify;
mod command;
mod day;
mod days;
mod email;
mod escape;
mod expression;
mod family;
mod fast;
mod field;
mod fold;
mod headings;
mod image;
mod institution;
mod known;
mod label;
mod labels;
mod later;
mod lexicon;
mod name;
mod named;
mod normal;
mod number;
mod office;
mod parts;
mod person;
mod place;
mod qr;
mod resolve;
mod scan;
mod secret;
mod shapes;
mod silent;
mod sip;
mod spaced;
mod street;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod titled;
mod token;
mod trigger;
mod value;
mod vocabulary;
mod weights;
mod words;

pub use named::{is_name_of_person, label_class, plain_label};

use candidate::{Candidate, Mask};
use known::Known;
use label::Labels;
use later::Later;
use place::{Path, Places};
use resolve::Verdict;
use shapes::Shapes;
use silent::Silent;
use table::{Reading, Row, Table};
use tally::Tally;
use text::Neighbours;
use value::read_value;

use super::class::Class;
use super::finding::{Finding, Key};
use super::piece::{Cell, Kind, Part, Sink, Step};

/// The most numbers of attributes that are kept for the row they stand in, and where those stand: not in it.
const MOST_BESIDE: usize = 8;
const ELSEWHERE: u32 = u32::MAX;
/// So many candidates of one record or of lines together are weighed together; more are weighed in parts.
const MOST_TOGETHER: usize = 192;
/// How many lines of text are weighed together.
const LINES: u32 = 48;
/// How many lines below its headings a table may begin.
const HEAD: u32 = 6;

/// Takes in the pieces of one document.
pub struct Detector<'k> {
    mask: Mask<'k>,
    path: Path,
    frames: Vec<Frame>,
    tables: Vec<Table>,
    table_count: u32,
    /// A table of headings alone that has ended, and the line where.
    head: Option<(Table, u32)>,
    /// Candidates of the records that are open.
    record: Vec<Candidate>,
    /// Whether a secret may be among them.
    has_secret: bool,
    /// What those records say in words, not read yet.
    later: Later,
    /// Candidates of the row last read.
    row: Vec<Candidate>,
    /// A list that is empty.
    spare: Vec<Candidate>,
    /// Candidates of the last lines of text.
    scene: Vec<Candidate>,
    /// The line that is read, counted through the document.
    line: u32,
    neighbours: Neighbours,
    known: Known,
    places: Places,
    shapes: Shapes,
    /// The numbers that the elements of the present row told in their attributes.
    beside: Vec<Candidate>,
    silent: Silent,
    /// The first number told of a member of a household whose record is open.
    member: Option<Candidate>,
    tally: Tally,
    buffer: zeroize::Zeroizing<String>,
}

/// A step that is open.
#[derive(Clone, Copy, Debug)]
struct Frame {
    kind: Open,
    /// What the nearest key above says.
    labels: Labels,
    /// Whether programs are read here.
    is_code: bool,
    /// Whether the key above names the members of a household, and whether the record has such.
    is_family: bool,
    has_members: bool,
    /// Whether the key above names what tokens are signed with.
    signs: bool,
    /// Whether it is a record or stands within one.
    in_record: bool,
    /// Where the candidates of this record begin.
    from: usize,
    /// Where its values begin whose words are not read yet.
    later: usize,
    /// The things met of a list within a record. One alone speaks of what the record is of; more are their own.
    met: Met,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Met {
    None,
    Waits,
    Many,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Open {
    Record,
    Items,
    Table,
    Other,
}

/// Nothing that was read is told.
impl std::fmt::Debug for Detector<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detector").field("line", &self.line).finish_non_exhaustive()
    }
}

impl<'k> Detector<'k> {
    /// A detector that has seen nothing.
    pub fn new(key: &'k Key) -> Self {
        Self {
            mask: Mask::new(key),
            path: Path::default(),
            frames: Vec::new(),
            tables: Vec::new(),
            table_count: 0,
            head: None,
            record: Vec::new(),
            has_secret: false,
            later: Later::default(),
            row: Vec::new(),
            spare: Vec::new(),
            scene: Vec::new(),
            line: 1,
            neighbours: Neighbours::default(),
            known: Known::default(),
            places: Places::default(),
            shapes: Shapes::default(),
            beside: Vec::new(),
            silent: Silent::default(),
            member: None,
            tally: Tally::default(),
            buffer: zeroize::Zeroizing::new(String::new()),
        }
    }

    /// What was found.
    pub fn into_findings(mut self) -> Vec<Finding> {
        while !self.frames.is_empty() {
            self.leave();
        }
        self.end_record(0, 0);
        self.end_scene();
        let ended = self.shapes.end(None);
        self.decided(ended);
        self.tally.into_findings(&self.places)
    }

    fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame {
            kind: Open::Other,
            labels: Labels::NONE,
            is_code: false,
            is_family: false,
            has_members: false,
            signs: false,
            in_record: false,
            from: 0,
            later: 0,
            met: Met::None,
        })
    }

    /// Weighs the candidates of a record and counts what is credible; what is open yet may speak for the record around.
    fn end_record(&mut self, from: usize, later: usize) {
        if !self.record.iter().skip(from).any(Candidate::may_be_told) {
            self.record.truncate(from);
            return self.later.forget(later);
        }
        self.later.read(later, self.mask, &mut self.places, &mut self.record);
        let all = self.record.split_off(from);
        self.has_secret &= !self.record.is_empty();
        self.settle(&all, |_| true);
    }

    /// A record in which more than `most` candidates stand, where it begins then.
    fn crowded(&mut self, mut frame: Frame, most: usize) -> Option<Frame> {
        if self.record.len() + self.later.len() <= frame.from + frame.later + most {
            return None;
        }
        // What waits may say nothing: it is read to know.
        let said = self.later.read(0, self.mask, &mut self.places, &mut self.record);
        for frame in self.frames.iter_mut().chain(std::iter::once(&mut frame)) {
            frame.from += said.iter().filter(|number| **number < frame.later).count();
            frame.later = 0;
        }
        (self.record.len() > frame.from + most).then_some(frame)
    }

    /// A second thing of a list begins: the first is one of its own.
    fn end_first(&mut self, step: Step<'_>) {
        let list = self.frames.last_mut().filter(|frame| frame.met == Met::Waits);
        let (Some(list), Step::Record) = (list, step) else { return };
        list.met = Met::Many;
        let (from, later) = (list.from, list.later);
        self.end_record(from, later);
    }

    /// Weighs the last lines and lets them go.
    fn end_scene(&mut self) {
        let all = std::mem::take(&mut self.scene);
        self.settle(&all, |_| true);
    }

    /// Weighs lines that nothing to come can speak for, and lets them go.
    fn pass_scene(&mut self) {
        let first = self.scene.first().map_or(self.line, |candidate| candidate.line);
        if self.line.saturating_sub(first) <= LINES && self.scene.len() <= MOST_TOGETHER {
            return;
        }
        let all = std::mem::take(&mut self.scene);
        let crowded = all.len() > MOST_TOGETHER;
        let until = if crowded { self.line } else { self.line.saturating_sub(resolve::FORM) };
        self.settle(&all, |candidate| candidate.line < until);
        let since = until.saturating_sub(if crowded { 0 } else { resolve::FORM });
        // The lines kept are those not yet weighed; those just before them may still speak for them.
        self.scene = all.into_iter().filter(|candidate| candidate.line >= until.max(since)).collect();
    }

    /// Counts what is credible among candidates that stand together, of those that `now` names.
    fn settle(&mut self, all: &[Candidate], now: impl Fn(&Candidate) -> bool) {
        if !all.iter().any(Candidate::may_be_told) {
            return;
        }
        let verdicts = resolve::resolve(all);
        for (candidate, verdict) in all.iter().zip(&verdicts).filter(|(candidate, _)| now(candidate)) {
            match verdict {
                Verdict::Report => {
                    self.tally.count(candidate);
                    self.note_member(candidate);
                    if !self.tables.is_empty() && candidate.is_identity() && self.beside.len() < MOST_BESIDE {
                        self.beside.push(candidate.clone());
                    }
                }
                Verdict::Column => {
                    let mut waiting = candidate.clone();
                    waiting.score = resolve::weight_among(candidate, all);
                    let silent = all.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Silent);
                    let beside =
                        silent.map(|(other, _)| other).filter(|other| other.line == candidate.line && !other.only_sex);
                    let beside: Vec<Candidate> = beside.take(8).cloned().collect();
                    let ended = self.shapes.wait(waiting, beside);
                    self.decided(ended);
                }
                Verdict::Silent => {}
            }
        }
    }

    /// Counts what columns decided, with what stands beside it.
    fn decided(&mut self, ended: Vec<(Candidate, Vec<Candidate>)>) {
        for (candidate, beside) in ended {
            let mut all = vec![candidate];
            if let Some(first) = all.first_mut() {
                first.score = weights::CERTAIN;
                first.official = false;
            }
            all.extend(beside);
            for (candidate, verdict) in all.iter().zip(resolve::resolve(&all)) {
                if verdict == Verdict::Report {
                    self.tally.count(candidate);
                }
            }
        }
    }

    fn next_line(&mut self) {
        self.line = self.line.saturating_add(1);
        self.pass_scene();
    }
}

impl Sink for Detector<'_> {
    fn enter(&mut self, step: Step<'_>) {
        self.end_first(step);
        let above = self.frame();
        let mut frame =
            Frame { kind: Open::Other, from: self.record.len(), later: self.later.len(), met: Met::None, ..above };
        frame.has_members = false;
        match step {
            Step::Key(key) => {
                let known = self.read_key(key);
                (frame.labels, frame.signs, frame.is_family) = (known.labels, known.signs, known.family);
                (frame.from, frame.later) = (self.record.len(), self.later.len());
            }
            Step::Record => (frame.kind, frame.in_record, frame.is_family) = (Open::Record, true, false),
            Step::Items => frame.kind = Open::Items,
            Step::Table => {
                frame.kind = Open::Table;
                self.table_count = self.table_count.saturating_add(1);
                let mut table = Table::new(self.path.hash(), self.table_count);
                let head = self.head.take().filter(|(_, line)| self.line <= line + HEAD);
                head.into_iter().for_each(|(head, _)| table.take_columns(head));
                self.tables.push(table);
            }
            Step::Part(part) => frame.is_code |= matches!(part, Part::Script | Part::Source),
            Step::Entry(_) | Step::Sheet { .. } => {
                self.end_scene();
                self.neighbours.forget();
                frame.labels = Labels::NONE;
                frame.is_code = false;
            }
            Step::Page(_) => {}
        }
        self.path.enter(step);
        self.frames.push(frame);
    }

    fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        match frame.kind {
            Open::Record => {
                if frame.has_members {
                    self.end_household(frame.from, frame.later);
                }
                // A record within a record speaks of the same thing; one of a list is a thing of its own.
                let within = self.frames.iter_mut().rev().find(|frame| frame.kind != Open::Other);
                let inner = within.is_some_and(|within| match within.kind {
                    Open::Record => true,
                    Open::Items if within.in_record && within.met == Met::None && within.labels.tell() => {
                        within.met = Met::Waits;
                        true
                    }
                    _ => false,
                });
                let ended = if inner { self.crowded(frame, MOST_TOGETHER / 2) } else { Some(frame) };
                let around = || self.frames.iter().rev().find(|frame| frame.kind != Open::Other).copied();
                // A record of records by the thousand is weighed in parts, too.
                let around = around().filter(|around| inner && ended.is_none() && around.kind == Open::Record);
                if let Some(frame) = ended.or_else(|| self.crowded(around?, MOST_TOGETHER)) {
                    self.end_record(frame.from, frame.later);
                }
            }
            Open::Table => {
                self.beside.clear();
                if let Some(table) = self.tables.pop() {
                    for shape in table.shapes() {
                        let ended = self.shapes.end(Some(shape));
                        self.decided(ended);
                    }
                    self.head = table.is_head().then_some((table, self.line));
                }
                self.next_line();
            }
            Open::Items if frame.is_family => self.end_members(),
            Open::Items | Open::Other => {}
        }
        self.path.leave();
    }

    fn text(&mut self, text: &str) {
        self.read_text(text);
    }

    fn field(&mut self, label: &str, value: &str, kind: Kind) {
        let mut known = self.read_key(label);
        if self.frame().signs && label.eq_ignore_ascii_case("key") {
            known.secret = Some(assign::Named::Key);
        }
        self.read_field(label, known, value, kind);
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        if let Some(text) = boxes::boxed(cells, self.neighbours.last()) {
            return self.read_text(&text);
        }
        if let Some(text) = qr::in_cells(cells).filter(|_| !self.tables.last().is_some_and(Table::is_of_people)) {
            return self.read_text(&zeroize::Zeroizing::new(text));
        }
        let Some(mut table) = self.tables.pop() else {
            for cell in cells {
                self.read_text(cell.text);
            }
            return;
        };
        let mut out = std::mem::take(&mut self.row);
        out.clear();
        // What the elements of the row told in their attributes is of whom its cells speak.
        out.extend(self.beside.drain(..).map(|told| Candidate { line: self.line, place: ELSEWHERE, ..told }));
        let mut reading = Reading {
            known: &mut self.known,
            places: &mut self.places,
            silent: &mut self.silent,
            path: &self.path,
            mask: self.mask,
            buffer: &mut self.buffer,
            out: &mut out,
            spare: &mut self.spare,
            misses: Vec::new(),
            line: self.line,
        };
        let row = table.row(cells, &mut reading);
        let misses = std::mem::take(&mut reading.misses);
        self.tables.push(table);
        for (shape, count) in misses {
            self.shapes.miss(shape, count);
        }
        match row {
            Row::Header => {}
            Row::Record if !out.iter().any(Candidate::may_be_told) => {}
            Row::Record => {
                let table = self.tables.last();
                let people = table.is_some_and(Table::is_of_people);
                let posts = table.is_some_and(Table::has_posts) || !people && boxes::row_is_official(cells);
                // Whom a body pays is somebody: `ten | so_tk` of a list of schools names none, and what reaches is theirs.
                let somebody = |candidate: &Candidate| candidate.class == Class::Name && !candidate.only_sex;
                let named = out.iter().any(somebody);
                let pay = named && table.is_some_and(Table::tells_pay);
                let office = !pay && (posts || !named && !people && boxes::row_names_institution(cells));
                for candidate in &mut out {
                    candidate.line = self.line;
                    candidate.official |= office;
                }
                self.settle(&out, |candidate| candidate.place != ELSEWHERE);
                self.beside.clear();
            }
            Row::Field => {
                out.retain(|candidate| candidate.place != ELSEWHERE);
                self.scene.append(&mut out);
            }
        }
        self.row = out;
        self.next_line();
    }
}
