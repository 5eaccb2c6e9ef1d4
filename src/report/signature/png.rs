//! Reading PNG (ISO/IEC 15948), within bounds: the image of a signature comes from whoever signs.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use crate::report::docx::crc32;

/// Longest file, in bytes.
const LONGEST: usize = 8 << 20;
/// Most pixels: a page of A4 at 250 dots per inch.
const MOST_PIXELS: usize = 6_000_000;
/// What every file begins with.
const MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The seven passes of an interlaced image: first column and row, distance of columns and rows.
const PASSES: [[usize; 4]; 7] =
    [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

/// Why an image is not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Flaw {
    /// Another kind of file.
    NoPng,
    /// Too long, or too many pixels.
    TooLarge,
    /// Not as the standard says.
    Broken,
}

/// Pixels: red, green, blue and alpha, row after row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<[u8; 4]>,
    /// Pixels in a metre, where the file says.
    pub(super) per_metre: Option<u32>,
}

/// The parts of a file.
#[derive(Default)]
struct Parts {
    head: Option<Head>,
    palette: Vec<[u8; 3]>,
    transparency: Vec<u8>,
    packed: Vec<u8>,
    per_metre: Option<u32>,
}

#[derive(Clone, Copy)]
struct Head {
    width: usize,
    height: usize,
    depth: usize,
    kind: u8,
    channels: usize,
    is_interlaced: bool,
}

/// Reads a file.
pub(super) fn read(file: &[u8]) -> Result<Raster, Flaw> {
    if !file.starts_with(MAGIC) {
        return Err(Flaw::NoPng);
    }
    if file.len() > LONGEST {
        return Err(Flaw::TooLarge);
    }
    let parts = parts(file)?;
    let head = parts.head.ok_or(Flaw::Broken)?;
    let passes: &[[usize; 4]] = if head.is_interlaced { &PASSES } else { &[[0, 0, 1, 1]] };
    let length = passes.iter().map(|pass| head.rows(*pass) * (head.row_bytes(*pass) + 1)).sum();
    let raw = decompress_to_vec_zlib_with_limit(&parts.packed, length).map_err(|_| Flaw::Broken)?;
    if raw.len() != length {
        return Err(Flaw::Broken);
    }
    let mut pixels = vec![[0; 4]; head.width * head.height];
    let mut rest = raw.as_slice();
    for pass in passes.iter().filter(|pass| head.rows(**pass) > 0 && head.columns(**pass) > 0) {
        let mut above = vec![0; head.row_bytes(*pass)];
        for row in 0..head.rows(*pass) {
            let (line, behind) = rest.split_at_checked(above.len() + 1).ok_or(Flaw::Broken)?;
            rest = behind;
            above = unfiltered(line, &above, head.step())?;
            for column in 0..head.columns(*pass) {
                let at = (pass[1] + row * pass[3]) * head.width + pass[0] + column * pass[2];
                let pixel = parts.pixel(head, &above, column).ok_or(Flaw::Broken)?;
                *pixels.get_mut(at).ok_or(Flaw::Broken)? = pixel;
            }
        }
    }
    Ok(Raster { width: head.width, height: head.height, pixels, per_metre: parts.per_metre })
}

fn parts(file: &[u8]) -> Result<Parts, Flaw> {
    let mut parts = Parts::default();
    let mut rest = file.get(MAGIC.len()..).unwrap_or_default();
    loop {
        let length = usize::try_from(number(rest, 0).ok_or(Flaw::Broken)?).map_err(|_| Flaw::Broken)?;
        let own = rest.get(4..).and_then(|behind| behind.get(..length.checked_add(4)?)).ok_or(Flaw::Broken)?;
        if number(rest, length + 8) != Some(crc32(own)) {
            return Err(Flaw::Broken);
        }
        rest = rest.get(length + 12..).unwrap_or_default();
        let (name, data) = own.split_at_checked(4).ok_or(Flaw::Broken)?;
        match name {
            b"IHDR" => parts.head = Some(Head::read(data)?),
            _ if parts.head.is_none() => return Err(Flaw::Broken),
            b"PLTE" => parts.palette = data.chunks_exact(3).filter_map(|color| color.try_into().ok()).collect(),
            b"tRNS" => parts.transparency = data.to_vec(),
            b"pHYs" => parts.per_metre = number(data, 0).filter(|_| data.get(8) == Some(&1)),
            b"IDAT" => parts.packed.extend_from_slice(data),
            b"IEND" => return Ok(parts),
            // A part that has to be understood begins with a capital letter.
            [first, ..] if first.is_ascii_uppercase() => return Err(Flaw::Broken),
            _ => {}
        }
    }
}

impl Head {
    fn read(data: &[u8]) -> Result<Self, Flaw> {
        let &[.., depth, kind, 0, 0, interlaced @ (0 | 1)] = data else { return Err(Flaw::Broken) };
        let side = |at| number(data, at).and_then(|side| usize::try_from(side).ok()).filter(|side| *side > 0);
        let (width, height) = (side(0).ok_or(Flaw::Broken)?, side(4).ok_or(Flaw::Broken)?);
        let channels = match (kind, depth) {
            (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) => 1,
            (2, 8 | 16) => 3,
            (4, 8 | 16) => 2,
            (6, 8 | 16) => 4,
            _ => return Err(Flaw::Broken),
        };
        if data.len() != 13 || width.checked_mul(height).is_none_or(|pixels| pixels > MOST_PIXELS) {
            return Err(if data.len() == 13 { Flaw::TooLarge } else { Flaw::Broken });
        }
        Ok(Self { width, height, depth: usize::from(depth), kind, channels, is_interlaced: interlaced == 1 })
    }

    fn columns(&self, [first, _, step, _]: [usize; 4]) -> usize {
        self.width.saturating_sub(first).div_ceil(step)
    }

    /// None where a pass has no column.
    fn rows(&self, pass: [usize; 4]) -> usize {
        if self.columns(pass) == 0 { 0 } else { self.height.saturating_sub(pass[1]).div_ceil(pass[3]) }
    }

    fn row_bytes(&self, pass: [usize; 4]) -> usize {
        (self.columns(pass) * self.channels * self.depth).div_ceil(8)
    }

    /// Bytes between a byte and the one of the pixel before.
    fn step(&self) -> usize {
        (self.channels * self.depth).div_ceil(8)
    }

    fn sample(&self, row: &[u8], column: usize, channel: usize) -> Option<u16> {
        let place = column * self.channels + channel;
        match self.depth {
            16 => Some(u16::from_be_bytes([*row.get(place * 2)?, *row.get(place * 2 + 1)?])),
            8 => row.get(place).map(|byte| u16::from(*byte)),
            depth => {
                let bit = place * depth;
                let byte = u16::from(*row.get(bit / 8)?);
                Some((byte >> (8 - depth - bit % 8)) & ((1 << depth) - 1))
            }
        }
    }

    /// A sample as one byte.
    fn byte(&self, sample: u16) -> u8 {
        let byte = match self.depth {
            16 => sample >> 8,
            8 => sample,
            depth => sample * (255 / ((1 << depth) - 1)),
        };
        u8::try_from(byte).unwrap_or(u8::MAX)
    }
}

impl Parts {
    fn pixel(&self, head: Head, row: &[u8], column: usize) -> Option<[u8; 4]> {
        let raw = |channel| head.sample(row, column, channel);
        let byte = |channel| raw(channel).map(|sample| head.byte(sample));
        // A sample that is named as transparent.
        let is_key = |channel: usize| {
            let key = self.transparency.get(channel * 2..channel * 2 + 2).and_then(|key| key.try_into().ok());
            key.map(u16::from_be_bytes).is_some_and(|key| raw(channel) == Some(key))
        };
        Some(match head.kind {
            0 => [byte(0)?, byte(0)?, byte(0)?, if is_key(0) { 0 } else { 255 }],
            2 => {
                let is_key = is_key(0) && is_key(1) && is_key(2);
                [byte(0)?, byte(1)?, byte(2)?, if is_key { 0 } else { 255 }]
            }
            3 => {
                let place = usize::from(raw(0)?);
                let [red, green, blue] = *self.palette.get(place)?;
                [red, green, blue, self.transparency.get(place).copied().unwrap_or(255)]
            }
            4 => [byte(0)?, byte(0)?, byte(0)?, byte(1)?],
            _ => [byte(0)?, byte(1)?, byte(2)?, byte(3)?],
        })
    }
}

/// A row without its filter.
fn unfiltered(line: &[u8], above: &[u8], step: usize) -> Result<Vec<u8>, Flaw> {
    let (filter, line) = line.split_first().ok_or(Flaw::Broken)?;
    let mut row: Vec<u8> = Vec::with_capacity(line.len());
    for (place, byte) in line.iter().enumerate() {
        let at = |row: &[u8]| place.checked_sub(step).and_then(|left| row.get(left).copied()).unwrap_or(0);
        let (left, corner) = (at(&row), at(above));
        let up = above.get(place).copied().unwrap_or(0);
        let guess = match filter {
            0 => 0,
            1 => left,
            2 => up,
            3 => left.midpoint(up),
            4 => nearest(left, up, corner),
            _ => return Err(Flaw::Broken),
        };
        row.push(byte.wrapping_add(guess));
    }
    Ok(row)
}

/// Paeth's choice: the neighbour nearest to left + up - corner.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let distance = |one: u8, other: u8| i16::from(one) - i16::from(other);
    let (to_left, to_up) = (distance(up, corner).abs(), distance(left, corner).abs());
    let to_corner = (distance(left, corner) + distance(up, corner)).abs();
    match () {
        () if to_left <= to_up && to_left <= to_corner => left,
        () if to_up <= to_corner => up,
        () => corner,
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}
