//! Compound files (MS-CFB 3.0): the streams of the older binary formats.

use std::collections::BTreeSet;

use super::number::{length_le, u16_le, u32_le};

/// What every compound file begins with.
const HEAD: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The most streams of a file.
const MOST_STREAMS: usize = 10_000;
/// The largest sector number that is one.
const LAST_SECTOR: u32 = 0xffff_fffa;

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    mini_sector: usize,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini: Vec<u8>,
    cutoff: usize,
    /// Its streams.
    pub(super) streams: Vec<Stream>,
}

/// A stream of a compound file.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    /// Its name, without its folders.
    pub(super) name: String,
    start: u32,
    length: usize,
}

/// Whether these bytes begin like a compound file.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(HEAD)
}

impl<'a> Compound<'a> {
    /// The streams of a file; `None` if it is damaged.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let sector = 1_usize.checked_shl(u16_le(bytes, 30)?.into()).filter(|size| matches!(size, 512 | 4096))?;
        let mini_sector = 1_usize.checked_shl(u16_le(bytes, 32)?.into()).filter(|size| *size == 64)?;
        let mut file = Self {
            bytes,
            sector,
            mini_sector,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            cutoff: length_le(bytes, 56)?,
            streams: Vec::new(),
        };
        file.table = file.read_table()?;
        let mini_table = file.chain(u32_le(bytes, 60)?, bytes.len());
        file.mini_table = numbers(&mini_table);
        let directory = file.chain(u32_le(bytes, 48)?, bytes.len());
        for entry in directory.chunks_exact(128).take(MOST_STREAMS) {
            let name_length = usize::from(u16_le(entry, 64)?).clamp(2, 64) - 2;
            let name = encoding_rs::UTF_16LE.decode_without_bom_handling(entry.get(..name_length)?).0.into_owned();
            let (start, length) = (u32_le(entry, 116)?, length_le(entry, 120)?);
            match entry.get(66)? {
                5 => file.mini = file.chain(start, length),
                2 => file.streams.push(Stream { name, start, length }),
                _ => {}
            }
        }
        Some(file)
    }

    /// The first stream of one of these names.
    pub(super) fn find(&self, names: &[&str]) -> Option<Vec<u8>> {
        let stream = self.streams.iter().find(|stream| names.contains(&stream.name.as_str()))?;
        Some(self.read(stream))
    }

    /// Whether there is a stream of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|stream| stream.name == name)
    }

    /// What a stream holds. It is never more than the file.
    pub(super) fn read(&self, stream: &Stream) -> Vec<u8> {
        if stream.length >= self.cutoff {
            return self.chain(stream.start, stream.length);
        }
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = stream.start;
        while out.len() < stream.length && seen.insert(next) {
            let Some(start) = usize::try_from(next).ok().and_then(|next| next.checked_mul(self.mini_sector)) else {
                break;
            };
            let Some(piece) = self.mini.get(start..(start.saturating_add(self.mini_sector)).min(self.mini.len()))
            else {
                break;
            };
            out.extend_from_slice(piece);
            next = entry(&self.mini_table, next);
        }
        out.truncate(stream.length);
        out
    }

    /// The sectors from `start` on.
    fn chain(&self, start: u32, length: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let most = self.bytes.len() / self.sector + 1;
        let mut next = start;
        for _ in 0..most {
            let Some(sector) = self.sector(next).filter(|_| out.len() < length) else { break };
            out.extend_from_slice(sector);
            next = entry(&self.table, next);
        }
        out.truncate(length);
        out
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start =
            usize::try_from(number).ok().filter(|_| number < LAST_SECTOR)?.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// Which sector follows which.
    fn read_table(&self) -> Option<Vec<u32>> {
        let mut places: Vec<u32> = numbers(self.bytes.get(76..512)?);
        let mut next = u32_le(self.bytes, 68)?;
        let mut seen = BTreeSet::new();
        while next < LAST_SECTOR && seen.insert(next) {
            let Some(sector) = self.sector(next) else { break };
            let mut more = numbers(sector);
            next = more.pop().unwrap_or(u32::MAX);
            places.extend(more);
        }
        let most = self.bytes.len() / self.sector + 1;
        let sectors = places.into_iter().filter(|place| *place < LAST_SECTOR).take(most);
        Some(sectors.filter_map(|place| self.sector(place)).flat_map(numbers).take(most * 2).collect())
    }
}

fn entry(table: &[u32], number: u32) -> u32 {
    usize::try_from(number).ok().and_then(|number| table.get(number)).copied().unwrap_or(u32::MAX)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_le(four, 0)).collect()
}
