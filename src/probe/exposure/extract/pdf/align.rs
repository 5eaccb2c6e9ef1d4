//! Columns that stand so close that only their alignment tells them apart.

use super::layout::{NARROW_GAP, Span};

/// Texts that begin this near to each other begin at one place.
const NEAR: f64 = 0.7;
/// So many lines make a column.
const LEAST: usize = 3;
/// On a page with more texts than this none are looked for.
const MOST: usize = 20_000;

/// No page has more columns than this, tables of different columns below one another counted together.
const MOST_STARTS: usize = 256;

/// Where columns begin on a page, and from which base line to which.
#[derive(Debug, Default)]
pub(super) struct Starts(Vec<Start>);

#[derive(Clone, Copy, Debug)]
struct Start {
    at: f64,
    top: f64,
    bottom: f64,
}

impl Starts {
    /// The places at which several lines have a text behind a gap that is no space, and that hardly a text between
    /// those lines reaches across.
    pub(super) fn of(lines: &[Vec<Span>]) -> Self {
        if lines.iter().map(Vec::len).sum::<usize>() > MOST {
            return Self::default();
        }
        let mut begins: Vec<(f64, f64)> = Vec::new();
        for line in lines.iter().filter(|line| !is_justified(line)) {
            for pair in line.windows(2) {
                let [before, span] = pair else { continue };
                if span.start - before.end >= NARROW_GAP * span.size {
                    begins.push((span.start, span.base));
                }
            }
        }
        begins.sort_by(|one, other| one.0.total_cmp(&other.0));
        let groups = || begins.chunk_by(|one, other| other.0 - one.0 < NEAR).filter(|group| group.len() >= LEAST);
        if groups().nth(MOST_STARTS).is_some() {
            return Self::default();
        }
        let mut starts = Vec::new();
        for group in groups() {
            let Some(&(at, _)) = group.first() else { continue };
            let top = group.iter().map(|begin| begin.1).fold(f64::MIN, f64::max);
            let bottom = group.iter().map(|begin| begin.1).fold(f64::MAX, f64::min);
            let between = |span: &&Span| (bottom..=top).contains(&span.base);
            // Of lines whose words are placed one by one, most have one right before a place that others begin at.
            let crosses = |span: &&Span| span.start < at - NEAR && span.end > at - 0.3 * span.size;
            let crossed = lines.iter().flatten().filter(between).filter(crosses).count();
            if crossed * 4 <= group.len() {
                starts.push(Start { at, top, bottom });
            }
        }
        Self(starts)
    }

    /// Whether a column begins at a place of a line.
    pub(super) fn hold(&self, base: f64, place: f64) -> bool {
        self.0.iter().any(|start| {
            (start.at - NEAR..start.at + 2.0 * NEAR).contains(&place) && (start.bottom..=start.top).contains(&base)
        })
    }
}

/// Whether the words of a line are placed one by one, all as far apart: what is set to both margins.
fn is_justified(line: &[Span]) -> bool {
    const LEAST_GAPS: usize = 4;
    let gaps = || line.windows(2).filter_map(|pair| Some(pair.get(1)?.start - pair.first()?.end));
    let widest = gaps().fold(f64::MIN, f64::max);
    let narrowest = gaps().fold(f64::MAX, f64::min);
    let size = line.first().map_or(0.0, |span| span.size);
    line.len() > LEAST_GAPS && widest - narrowest < 0.2 * size
}
