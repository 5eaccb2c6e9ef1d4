//! The entries of a ZIP file (APPNOTE.TXT 6.3.10): by the central directory, or where that is missing or wrong, by
//! the local headers that are found.

use std::ops::Range;

use memchr::memmem;

use super::super::super::document::Obstacle;
use super::super::inflate::{self, Inflated};
use super::super::number::{u16_le, u32_le, u64_le};

/// The most entries that are ever listed.
const MOST_LISTED: usize = 100_000;
/// The signature of a local header.
const LOCAL: &[u8] = b"PK\x03\x04";
/// The signature of a header in the central directory.
const CENTRAL: &[u8] = b"PK\x01\x02";

/// A file in a ZIP file.
#[derive(Clone, Debug)]
pub(in super::super) struct Entry {
    /// Its name, with its folders.
    pub(in super::super) name: String,
    /// How it is packed.
    method: u16,
    /// Whether it is encrypted.
    pub(in super::super) encrypted: bool,
    /// Where its packed bytes lie.
    packed: Range<usize>,
}

/// The entries of a ZIP file.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Listing {
    /// In the order of the directory.
    pub(in super::super) entries: Vec<Entry>,
    /// Whether the directory is missing or does not fit the file.
    pub(in super::super) damaged: bool,
}

impl Listing {
    /// The entries of these bytes.
    pub(in super::super) fn new(bytes: &[u8]) -> Self {
        match central(bytes) {
            Some(entries) => Self { entries, damaged: false },
            None => Self { entries: locals(bytes), damaged: true },
        }
    }

    /// Whether two entries share bytes, which no honest packer does.
    pub(in super::super) fn overlaps(&self) -> bool {
        let mut ranges: Vec<_> = self.entries.iter().map(|entry| (entry.packed.start, entry.packed.end)).collect();
        ranges.sort_unstable();
        !self.damaged && ranges.windows(2).any(|pair| matches!(pair, [first, second] if first.1 > second.0))
    }
}

impl Entry {
    /// Whether it is a folder.
    pub(in super::super) fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// How many bytes it is packed in.
    pub(in super::super) fn packed_length(&self) -> usize {
        self.packed.len()
    }

    /// What it holds, up to `limit` bytes.
    pub(in super::super) fn unpack(&self, bytes: &[u8], limit: usize) -> Inflated {
        let packed = bytes.get(self.packed.clone()).unwrap_or_default();
        match self.method {
            0 => {
                let obstacle = (packed.len() > limit).then_some(Obstacle::TooLarge);
                let kept = packed.get(..limit.min(packed.len())).unwrap_or_default();
                Inflated { bytes: kept.to_vec(), consumed: kept.len(), obstacle }
            }
            8 => inflate::raw(packed, limit),
            _ => Inflated { bytes: Vec::new(), consumed: 0, obstacle: Some(Obstacle::UnknownFormat) },
        }
    }
}

/// The entries that the central directory names, if there is one that fits.
fn central(bytes: &[u8]) -> Option<Vec<Entry>> {
    let from = bytes.len().saturating_sub(22 + 65_535);
    let end = from + memmem::rfind(bytes.get(from..)?, b"PK\x05\x06")?;
    let (mut size, mut offset) = (u64::from(u32_le(bytes, end + 12)?), u64::from(u32_le(bytes, end + 16)?));
    let mut below = end;
    if offset == 0xffff_ffff || size == 0xffff_ffff || u16_le(bytes, end + 10)? == 0xffff {
        let locator = end.checked_sub(20)?;
        if bytes.get(locator..locator + 4)? == b"PK\x06\x07" {
            let far = usize::try_from(u64_le(bytes, locator + 8)?).ok()?;
            size = u64_le(bytes, far.checked_add(40)?)?;
            offset = u64_le(bytes, far.checked_add(48)?)?;
            below = far;
        }
    }
    // Bytes before the archive, such as a program that unpacks itself, shift all offsets.
    let start = below.checked_sub(usize::try_from(size).ok()?)?;
    let shift = start.checked_sub(usize::try_from(offset).ok()?)?;
    let mut entries = Vec::new();
    let mut at = start;
    while bytes.get(at..at.checked_add(4)?) == Some(CENTRAL) && entries.len() < MOST_LISTED {
        let (entry, next) = named(bytes, at, shift)?;
        entries.push(entry);
        at = next;
    }
    let told = usize::from(u16_le(bytes, end + 10)?);
    (at >= below || entries.len() >= told.min(MOST_LISTED)).then_some(entries)
}

/// The entry whose header in the central directory stands at `at`, and where the next one stands.
fn named(bytes: &[u8], at: usize, shift: usize) -> Option<(Entry, usize)> {
    let flags = u16_le(bytes, at + 8)?;
    let method = u16_le(bytes, at + 10)?;
    let mut packed = u64::from(u32_le(bytes, at + 20)?);
    let unpacked = u32_le(bytes, at + 24)?;
    let mut local = u64::from(u32_le(bytes, at + 42)?);
    let name_end = at + 46 + usize::from(u16_le(bytes, at + 28)?);
    let extra_end = name_end + usize::from(u16_le(bytes, at + 30)?);
    let next = extra_end + usize::from(u16_le(bytes, at + 32)?);
    let raw = bytes.get(at + 46..name_end)?;
    let extra = bytes.get(name_end..extra_end)?;
    if let Some(wide) = field(extra, 1) {
        let mut place = if unpacked == u32::MAX { 8 } else { 0 };
        for value in [&mut packed, &mut local] {
            if *value == 0xffff_ffff {
                *value = u64_le(wide, place)?;
                place += 8;
            }
        }
    }
    let head = usize::try_from(local).ok()?.checked_add(shift)?;
    // One entry whose own header is gone does not take the others along.
    let start = match bytes.get(head..head.checked_add(4)?) {
        Some(LOCAL) => head + 30 + usize::from(u16_le(bytes, head + 26)?) + usize::from(u16_le(bytes, head + 28)?),
        _ => bytes.len(),
    };
    let end = start.saturating_add(usize::try_from(packed).ok()?).min(bytes.len());
    let packed = start.min(end)..end;
    let name = field(extra, 0x7075)
        .and_then(|own| own.get(5..))
        .map_or_else(|| name(raw, flags & 0x800 != 0), |own| String::from_utf8_lossy(own).into_owned());
    Some((Entry { name, method, encrypted: flags & 1 != 0 || method == 99, packed }, next))
}

/// The extra field of a kind.
fn field(mut extra: &[u8], kind: u16) -> Option<&[u8]> {
    while extra.len() >= 4 {
        let end = 4 + usize::from(u16_le(extra, 2)?);
        if u16_le(extra, 0)? == kind {
            return extra.get(4..end);
        }
        extra = extra.get(end..)?;
    }
    None
}

/// The entries whose local headers are found.
fn locals(bytes: &[u8]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut at = 0;
    while let Some(found) = next_local(bytes, at) {
        let Some((entry, known)) = local(bytes, found) else {
            at = found + 4;
            continue;
        };
        // A length that only follows the data is found by what comes next.
        at = if known { entry.packed.end.max(found + 4) } else { entry.packed.start.max(found + 4) };
        entries.push(entry);
        if entries.len() >= MOST_LISTED {
            break;
        }
    }
    entries
}

fn next_local(bytes: &[u8], from: usize) -> Option<usize> {
    Some(from + memmem::find(bytes.get(from..)?, LOCAL)?)
}

/// The entry whose local header stands at `at`, and whether its length is known.
fn local(bytes: &[u8], at: usize) -> Option<(Entry, bool)> {
    let flags = u16_le(bytes, at + 6)?;
    let method = u16_le(bytes, at + 8)?;
    let packed = usize::try_from(u32_le(bytes, at + 18)?).ok()?;
    let name_end = at + 30 + usize::from(u16_le(bytes, at + 26)?);
    let start = name_end + usize::from(u16_le(bytes, at + 28)?);
    let raw = bytes.get(at + 30..name_end)?;
    let known = flags & 8 == 0 && packed != 0xffff_ffff;
    let mut end = if known { start.saturating_add(packed).min(bytes.len()) } else { bytes.len() };
    if !known && method == 0 {
        end = next_local(bytes, start).unwrap_or(bytes.len());
    }
    let packed = start.min(end)..end;
    let name = name(raw, flags & 0x800 != 0);
    Some((Entry { name, method, encrypted: flags & 1 != 0 || method == 99, packed }, known))
}

/// A name in UTF-8, told or not, or else in code page 437.
fn name(raw: &[u8], is_utf8: bool) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) if is_utf8 => String::from_utf8_lossy(raw).into_owned(),
        Err(_) => raw.iter().map(|&byte| code_page_437(byte)).collect(),
    }
}

fn code_page_437(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    match byte.checked_sub(128) {
        None => char::from(byte),
        Some(upper) => UPPER.chars().nth(usize::from(upper)).unwrap_or('\u{fffd}'),
    }
}
