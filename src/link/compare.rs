//! Two sides laid beside each other: what both say, where they contradict one another, and how far their clocks are apart.
//!
//! Neither side is right. What one side does not know the other does not refute; a contradiction no longer than both see
//! the edges of an outage, or than their clocks differ, is none.

use crate::ledger::samples::{Moment, State, Stretch};

use super::outage::{Edge, Outage};
use super::share::Share;
use super::timeline::{Span, Timeline};

/// How far two clocks are assumed to be apart at most, in milliseconds.
const APART: i64 = 900_000;
/// The most pairs of outages that are looked at.
const MOST_PAIRS: usize = 200_000;

/// One side: what is known of the hop from one place, and the outages of that.
#[derive(Clone, Copy, Debug)]
pub struct Side<'t> {
    /// What is known.
    pub timeline: &'t Timeline,
    /// Its outages, in the order of time.
    pub outages: &'t [Outage],
}

/// Two sides beside each other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Comparison {
    /// The stretch that both sides speak of.
    pub within: Stretch,
    /// How long the sides said what.
    pub matrix: Matrix,
    /// Where one side says up and the other down, in the order of time.
    pub disagreements: Vec<Disagreement>,
    /// How far the clock of the second side is before that of the first; `None` where no outage that both saw tells.
    pub offset: Option<Offset>,
    /// The outages that both sides saw, by their places.
    pub counterparts: Vec<(usize, usize)>,
    /// Outages that the first side alone saw.
    pub first_alone: Vec<Alone>,
    /// Outages that the second side alone saw.
    pub second_alone: Vec<Alone>,
}

/// Milliseconds by what the first and the second side said. All of them make up the stretch.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Matrix([[i64; 3]; 3]);

/// A stretch of time of which one side says up and the other down.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Disagreement {
    /// When.
    pub stretch: Stretch,
    /// What the first side says.
    pub first: State,
    /// What the second side says.
    pub second: State,
    /// Whether it lies at the edge of an outage that both saw, no wider than they see it and their clocks differ.
    pub edge: bool,
}

/// How far the second clock is before the first, in milliseconds: an interval, as the edges are intervals.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Offset {
    /// At least.
    pub least: i64,
    /// At most.
    pub most: i64,
    /// How many pairs of outages say so.
    pub outages: usize,
}

/// An outage that one side alone saw, and what the other said in the meantime.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Alone {
    /// The outage by its place.
    pub outage: usize,
    /// For how many milliseconds the other side said up: it contradicts.
    pub up_ms: i64,
    /// For how many milliseconds the other side did not know.
    pub unknown_ms: i64,
}

/// Lays two sides beside each other over the stretch that both speak of. The other way round it says the same, turned
/// round.
pub fn compare(first: Side<'_>, second: Side<'_>) -> Comparison {
    let from = first.timeline.within.from.max(second.timeline.within.from);
    let to = first.timeline.within.to.min(second.timeline.within.to).max(from);
    let within = Stretch { from, to };
    let pieces = pieces(first.timeline, second.timeline, within);
    let mut matrix = Matrix::default();
    for piece in &pieces {
        matrix.add(piece.first, piece.second, piece.stretch.length());
    }
    let pairs = pairs(first, second);
    let offset = offset(&pairs);
    let counterparts: Vec<_> = pairs.iter().filter(|pair| pair.holds(offset)).collect();
    let mut disagreements: Vec<_> =
        pieces.into_iter().filter(|piece| is_contradiction(piece.first, piece.second)).collect();
    for disagreement in &mut disagreements {
        disagreement.edge = counterparts.iter().any(|pair| pair.explains(disagreement.stretch));
    }
    let alone = |side: Side<'_>, other: &Timeline, seen: &dyn Fn(usize) -> bool| {
        let alone = side.outages.iter().enumerate().filter(|(place, _)| !seen(*place));
        let stretch = |outage: &Outage| Stretch { from: outage.start.by, to: side.until(outage) }.common(within);
        alone.filter_map(|(place, outage)| Some(Alone::of(place, stretch(outage)?, other))).collect()
    };
    Comparison {
        within,
        matrix,
        disagreements,
        offset,
        first_alone: alone(first, second.timeline, &|place| counterparts.iter().any(|pair| pair.first == place)),
        second_alone: alone(second, first.timeline, &|place| counterparts.iter().any(|pair| pair.second == place)),
        counterparts: counterparts.iter().map(|pair| (pair.first, pair.second)).collect(),
    }
}

impl Side<'_> {
    /// Until when an outage lasts: to the first good sample, or to the end of what is known.
    fn until(&self, outage: &Outage) -> Moment {
        outage.end.map_or(self.timeline.within.to, |end| end.by)
    }
}

impl Matrix {
    /// For how many milliseconds the first side said one thing and the second another.
    pub fn milliseconds(&self, first: State, second: State) -> i64 {
        self.0.get(place(first)).and_then(|row| row.get(place(second))).copied().unwrap_or_default()
    }

    /// All milliseconds: the length of the stretch.
    pub fn total(&self) -> i64 {
        self.0.iter().flatten().sum()
    }

    /// For how many milliseconds both sides knew.
    pub fn common(&self) -> i64 {
        let known = [State::Up, State::Down];
        known.iter().flat_map(|first| known.iter().map(|second| self.milliseconds(*first, *second))).sum()
    }

    /// The availability by the first side, over the time of which both knew; `None` where there is none.
    pub fn first_share(&self) -> Option<Share> {
        let part = self.milliseconds(State::Up, State::Up) + self.milliseconds(State::Up, State::Down);
        Share::of(part, self.common())
    }

    /// The availability by the second side, over the time of which both knew; `None` where there is none.
    pub fn second_share(&self) -> Option<Share> {
        self.turned().first_share()
    }

    /// The same with the sides exchanged.
    #[must_use]
    pub fn turned(&self) -> Self {
        let [[a, b, c], [d, e, f], [g, h, i]] = self.0;
        Self([[a, d, g], [b, e, h], [c, f, i]])
    }

    fn add(&mut self, first: State, second: State, milliseconds: i64) {
        if let Some(own) = self.0.get_mut(place(first)).and_then(|row| row.get_mut(place(second))) {
            *own += milliseconds;
        }
    }
}

impl Offset {
    /// The middle of the interval.
    pub const fn likely(&self) -> i64 {
        // Towards nought, so that it is the same from both sides.
        (self.least + self.most) / 2
    }

    /// How far off the middle may be.
    pub const fn tolerance(&self) -> i64 {
        (self.most - self.least + 1) / 2
    }

    /// Whether the clocks may agree.
    pub const fn may_be_none(&self) -> bool {
        self.least <= 0 && self.most >= 0
    }
}

impl Alone {
    /// What the other side said meanwhile.
    fn of(place: usize, stretch: Stretch, other: &Timeline) -> Self {
        let spans = other.spans.iter().filter_map(|span| Some((span.seen.state(), span.stretch.common(stretch)?)));
        let mut alone = Self { outage: place, up_ms: 0, unknown_ms: 0 };
        for (state, part) in spans {
            match state {
                State::Up => alone.up_ms += part.length(),
                State::Unknown => alone.unknown_ms += part.length(),
                State::Down => {}
            }
        }
        alone
    }
}

/// Two outages that may be the same, and how far apart the clocks are if they are.
#[derive(Clone, Copy, Debug)]
struct Pair {
    first: usize,
    second: usize,
    /// How far the second clock may be before the first: from and until.
    apart: (i64, i64),
    /// The stretches between the edges that each side saw.
    edges: [Option<Stretch>; 2],
}

impl Pair {
    /// Whether it fits what most pairs say; without such a word, whether the clocks may agree.
    fn holds(&self, offset: Option<Offset>) -> bool {
        let (least, most) = offset.map_or((0, 0), |offset| (offset.least, offset.most));
        self.apart.0 <= most && least <= self.apart.1
    }

    fn explains(&self, stretch: Stretch) -> bool {
        self.edges.iter().flatten().any(|edge| edge.from <= stretch.from && stretch.to <= edge.to)
    }
}

/// Every pair of outages whose edges could be the same.
fn pairs(first: Side<'_>, second: Side<'_>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut begin = 0;
    for (at, own) in first.outages.iter().enumerate() {
        while second.outages.get(begin).is_some_and(|other| own.start.by.since(other.start.by) > 2 * APART) {
            begin += 1;
        }
        for (place, other) in second.outages.iter().enumerate().skip(begin) {
            if other.start.by.since(own.start.by) > 2 * APART || pairs.len() >= MOST_PAIRS {
                break;
            }
            let until = Stretch { from: first.until(own), to: second.until(other) };
            pairs.extend(pair((at, own), (place, other), until));
        }
    }
    pairs
}

fn pair((first, own): (usize, &Outage), (second, other): (usize, &Outage), until: Stretch) -> Option<Pair> {
    let start = apart(own.start, other.start);
    let end = own.end.zip(other.end).map(|(own, other)| apart(own, other));
    let least = end.map_or(start.0, |end| end.0.max(start.0)).max(-APART);
    let most = end.map_or(start.1, |end| end.1.min(start.1)).min(APART);
    let between = |own: Moment, other: Moment| Stretch { from: own.min(other), to: own.max(other) };
    let edges = [Some(between(own.start.by, other.start.by)), Some(between(until.from, until.to))];
    (least <= most).then_some(Pair { first, second, apart: (least, most), edges })
}

/// How far the second clock may be before the first, if two edges are the same change.
fn apart(own: Edge, other: Edge) -> (i64, i64) {
    let (own_after, own_by) = ends(own);
    let (other_after, other_by) = ends(other);
    (other_after.saturating_sub(own_by), other_by.saturating_sub(own_after))
}

/// The ends of an edge: at most as far from each other as clocks may be apart, also where nobody saw the time before.
fn ends(edge: Edge) -> (i64, i64) {
    let least = edge.by.0.saturating_sub(APART);
    (edge.after.map_or(least, |after| after.0.max(least)), edge.by.0)
}

/// The interval that most pairs agree on, of several the nearest to nought; `None` where two are equally near.
fn offset(pairs: &[Pair]) -> Option<Offset> {
    let mut turns: Vec<(i64, i32)> = pairs
        .iter()
        .flat_map(|Pair { apart: (least, most), .. }| [(*least, -1), (most.saturating_add(1), 1)])
        .collect();
    // An interval is half-open here: where one ends and another begins they do not overlap.
    turns.sort_by_key(|(at, turn)| (*at, -turn));
    let (mut open, mut most_open) = (0_i32, 0_i32);
    let mut found: Vec<Offset> = Vec::new();
    for (place, (at, turn)) in turns.iter().enumerate() {
        open -= turn;
        let Some((next, _)) = turns.get(place + 1).filter(|(next, _)| next > at) else { continue };
        if open > most_open {
            most_open = open;
            found.clear();
        }
        if open == most_open && open > 0 {
            let outages = usize::try_from(open).unwrap_or_default();
            found.push(Offset { least: *at, most: *next - 1, outages });
        }
    }
    let far = |offset: &Offset| if offset.may_be_none() { 0 } else { offset.least.abs().min(offset.most.abs()) };
    let nearest = found.iter().map(far).min()?;
    let mut near = found.iter().filter(|offset| far(offset) == nearest);
    near.next().copied().filter(|_| near.next().is_none())
}

/// The stretches in which neither side changes its mind, joined where both say the same as before.
fn pieces(first: &Timeline, second: &Timeline, within: Stretch) -> Vec<Disagreement> {
    let mut pieces: Vec<Disagreement> = Vec::new();
    let (mut own, mut other) = (Turns::of(first), Turns::of(second));
    let mut at = within.from;
    while at < within.to {
        let (first, first_to) = own.at(at);
        let (second, second_to) = other.at(at);
        let to = first_to.min(second_to).min(within.to);
        let piece = Disagreement { stretch: Stretch { from: at, to }, first, second, edge: false };
        match pieces.last_mut() {
            Some(last) if last.first == first && last.second == second => last.stretch.to = to,
            _ => pieces.push(piece),
        }
        at = to;
    }
    pieces
}

/// The spans of a timeline, read once from the beginning.
struct Turns<'t> {
    spans: &'t [Span],
}

impl<'t> Turns<'t> {
    fn of(timeline: &'t Timeline) -> Self {
        Self { spans: &timeline.spans }
    }

    /// What is known at a moment, and until when; moments come in the order of time.
    fn at(&mut self, at: Moment) -> (State, Moment) {
        while let Some((span, rest)) = self.spans.split_first().filter(|(span, _)| span.stretch.to <= at) {
            debug_assert!(span.stretch.to <= at, "passed");
            self.spans = rest;
        }
        match self.spans.first() {
            Some(span) if span.stretch.from <= at => (span.seen.state(), span.stretch.to),
            Some(span) => (State::Unknown, span.stretch.from),
            None => (State::Unknown, Moment(i64::MAX)),
        }
    }
}

const fn place(state: State) -> usize {
    match state {
        State::Down => 0,
        State::Unknown => 1,
        State::Up => 2,
    }
}

fn is_contradiction(first: State, second: State) -> bool {
    matches!((first, second), (State::Up, State::Down) | (State::Down, State::Up))
}

#[cfg(test)]
mod tests;
