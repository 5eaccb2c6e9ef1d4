//! Which characters the glyphs of a TrueType font draw, by its own `cmap` table: for fonts whose PDF does not say.

use std::collections::{BTreeMap, BTreeSet};

use super::super::number::{u16_be, u32_be};

/// The characters that glyphs draw.
pub(super) fn texts(program: &[u8]) -> BTreeMap<u32, char> {
    let mut texts = BTreeMap::new();
    for (platform, encoding, table) in tables(program) {
        if platform == 0 || (platform == 3 && matches!(encoding, 1 | 10)) {
            each(table, |code, glyph| {
                if let Some(character) = char::from_u32(code) {
                    texts.entry(glyph).or_insert(character);
                }
            });
        }
    }
    texts
}

/// The codes of one byte that a symbolic font draws where ASCII has them.
pub(super) fn codes(program: &[u8]) -> BTreeSet<u32> {
    let mut codes = BTreeSet::new();
    for (platform, encoding, table) in tables(program) {
        if (platform, encoding) == (3, 0) {
            each(table, |code, _| {
                codes.insert(code & 0xff);
            });
        }
    }
    codes
}

/// The tables below `cmap`, each with its platform and encoding.
fn tables(program: &[u8]) -> Vec<(u16, u16, &[u8])> {
    find(program).unwrap_or_default()
}

fn find(program: &[u8]) -> Option<Vec<(u16, u16, &[u8])>> {
    let count = usize::from(u16_be(program, 4)?);
    let record = (0..count).map(|at| 12 + at * 16).find(|at| program.get(*at..at + 4) == Some(b"cmap"))?;
    let start = usize::try_from(u32_be(program, record + 8)?).ok()?;
    let cmap = program.get(start..)?;
    let mut tables = Vec::new();
    for at in (0..usize::from(u16_be(cmap, 2)?).min(32)).map(|at| 4 + at * 8) {
        let offset = usize::try_from(u32_be(cmap, at + 4)?).ok()?;
        tables.push((u16_be(cmap, at)?, u16_be(cmap, at + 2)?, cmap.get(offset..)?));
    }
    Some(tables)
}

/// Tells each code and glyph of a table of format 4 or 12.
fn each(table: &[u8], mut tell: impl FnMut(u32, u32)) {
    match u16_be(table, 0) {
        Some(4) => drop(segments(table, &mut tell)),
        Some(12) => drop(groups(table, &mut tell)),
        _ => {}
    }
}

fn segments(table: &[u8], tell: &mut impl FnMut(u32, u32)) -> Option<()> {
    let count = usize::from(u16_be(table, 6)?) / 2;
    let mut told = 0_u32;
    for segment in 0..count {
        let last = u16_be(table, 14 + segment * 2)?;
        let first = u16_be(table, 16 + count * 2 + segment * 2)?;
        let delta = u16_be(table, 16 + count * 4 + segment * 2)?;
        let place = 16 + count * 6 + segment * 2;
        let offset = usize::from(u16_be(table, place)?);
        for code in first..=last {
            told += 1;
            if told > 0x1_0000 || code == 0xffff {
                break;
            }
            let glyph = if offset == 0 {
                code.wrapping_add(delta)
            } else {
                match u16_be(table, place + offset + usize::from(code - first) * 2) {
                    Some(0) | None => continue,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            tell(u32::from(code), u32::from(glyph));
        }
    }
    Some(())
}

fn groups(table: &[u8], tell: &mut impl FnMut(u32, u32)) -> Option<()> {
    let count = usize::try_from(u32_be(table, 12)?).ok()?;
    let mut told = 0_u32;
    for at in (0..count).map(|group| 16 + group * 12) {
        let (first, last, glyph) = (u32_be(table, at)?, u32_be(table, at + 4)?, u32_be(table, at + 8)?);
        for code in first..=last {
            told += 1;
            if told > 0x2_0000 {
                return None;
            }
            tell(code, glyph.saturating_add(code - first));
        }
    }
    Some(())
}
