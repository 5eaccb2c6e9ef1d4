//! gzip (RFC 1952) as a stream, within a bounded memory: what is not packed passes as it is.

use std::io::{Error, ErrorKind, Read, Result};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// How much of the packed stream is held at a time.
const HELD: usize = 32 << 10;
/// The longest text that a header may carry.
const HEADER: usize = 64 << 10;

/// A stream that unpacks itself where it is packed.
pub(super) struct Unpacked<'r> {
    from: &'r mut dyn Read,
    held: Vec<u8>,
    at: usize,
    place: Place,
    sum: u32,
    length: u32,
}

/// Where in the stream it stands.
enum Place {
    Start,
    Plain,
    Body(Box<InflateState>),
    End,
}

impl<'r> Unpacked<'r> {
    pub(super) fn new(from: &'r mut dyn Read) -> Self {
        Self { from, held: Vec::new(), at: 0, place: Place::Start, sum: 0, length: 0 }
    }

    /// Holds at least `least` more bytes, if there are so many.
    fn hold(&mut self, least: usize) -> Result<usize> {
        while self.held.len() - self.at < least {
            self.held.drain(..self.at);
            self.at = 0;
            let mut more = vec![0; HELD];
            let read = self.from.read(&mut more)?;
            if read == 0 {
                break;
            }
            self.held.extend_from_slice(more.get(..read).unwrap_or_default());
        }
        Ok(self.held.len() - self.at)
    }

    fn rest(&self) -> &[u8] {
        self.held.get(self.at..).unwrap_or_default()
    }

    fn byte(&mut self) -> Result<u8> {
        self.hold(1)?;
        let byte = self.rest().first().copied().ok_or_else(damaged)?;
        self.at += 1;
        Ok(byte)
    }

    fn word(&mut self) -> Result<u32> {
        let mut bytes = [0; 4];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Ok(u32::from_le_bytes(bytes))
    }

    fn begins_packed(&mut self) -> Result<bool> {
        self.hold(2)?;
        Ok(self.rest().starts_with(&[0x1f, 0x8b]))
    }

    /// Reads over the header of a member.
    fn header(&mut self) -> Result<()> {
        self.at += 2;
        let method = self.byte()?;
        let flags = self.byte()?;
        if method != 8 || flags & 0xe0 != 0 {
            return Err(damaged());
        }
        for _ in 0..6 {
            self.byte()?;
        }
        if flags & 4 != 0 {
            let extra = u16::from_le_bytes([self.byte()?, self.byte()?]);
            for _ in 0..extra {
                self.byte()?;
            }
        }
        // A name, and a comment, each with a nought at its end.
        for flag in [8, 16] {
            let mut left = if flags & flag == 0 { 0 } else { HEADER };
            while left > 0 && self.byte()? != 0 {
                left -= 1;
                if left == 0 {
                    return Err(damaged());
                }
            }
        }
        if flags & 2 != 0 {
            self.byte()?;
            self.byte()?;
        }
        (self.sum, self.length) = (0, 0);
        Ok(())
    }

    fn start(&mut self) -> Result<()> {
        self.place = match self.begins_packed()? {
            true => {
                self.header()?;
                Place::Body(InflateState::new_boxed(DataFormat::Raw))
            }
            false => Place::Plain,
        };
        Ok(())
    }

    /// After a member: its sums, and whether another follows.
    fn finish(&mut self) -> Result<()> {
        let (sum, length) = (self.word()?, self.word()?);
        if (sum, length) != (self.sum, self.length) {
            return Err(damaged());
        }
        if self.begins_packed()? {
            return self.start();
        }
        // Noughts may fill a block up; anything else would be lost without a word.
        while self.hold(1)? > 0 {
            if self.byte()? != 0 {
                return Err(damaged());
            }
        }
        self.place = Place::End;
        Ok(())
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            let held = match self.place {
                Place::End => return Ok(0),
                Place::Start => {
                    self.start()?;
                    continue;
                }
                Place::Plain | Place::Body(_) => self.hold(1)?,
            };
            let rest = self.held.get(self.at..).unwrap_or_default();
            let Place::Body(state) = &mut self.place else {
                let taken = held.min(into.len());
                for (to, from) in into.iter_mut().zip(rest) {
                    *to = *from;
                }
                self.at += taken;
                return Ok(taken);
            };
            let step = inflate(state, rest, into, MZFlush::None);
            self.at += step.bytes_consumed;
            let written = into.get(..step.bytes_written).unwrap_or_default();
            self.sum = crc(self.sum, written);
            self.length = self.length.wrapping_add(u32::try_from(written.len()).unwrap_or_default());
            match step.status {
                Ok(MZStatus::StreamEnd) => self.finish()?,
                Ok(_) if step.bytes_consumed > 0 || step.bytes_written > 0 => {}
                Ok(_) | Err(_) => return Err(damaged()),
            }
            if step.bytes_written > 0 {
                return Ok(step.bytes_written);
            }
        }
    }
}

fn damaged() -> Error {
    Error::new(ErrorKind::InvalidData, "gzip")
}

/// CRC-32 of RFC 1952, section 8.
fn crc(sum: u32, bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    let turned = bytes.iter().fold(!sum, |sum, byte| {
        let row = usize::from(sum.to_le_bytes()[0] ^ byte);
        TABLE.get(row).copied().unwrap_or_default() ^ (sum >> 8)
    });
    !turned
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut row = 0_u32;
    while row < 256 {
        let mut value = row;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[row as usize] = value;
        row += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::process::{Command, Stdio};

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut child =
            Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("gzip");
        let mut input = child.stdin.take().expect("input");
        let plain = plain.to_owned();
        let writer = std::thread::spawn(move || input.write_all(&plain));
        let out = child.wait_with_output().expect("output").stdout;
        writer.join().expect("joined").expect("written");
        out
    }

    fn read(mut packed: &[u8]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        Unpacked::new(&mut packed).read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn what_gzip_packed_comes_out_also_in_several_members() {
        let plain: Vec<u8> = (0..200_000_u32).flat_map(|n| format!("{n} dòng\n").into_bytes()).collect();
        let mut packed = gzip(&plain);
        assert!(packed.len() < plain.len() / 2);
        assert!(read(&packed).expect("readable") == plain);
        packed.extend(gzip(b"more"));
        assert!(read(&packed).expect("readable").ends_with("dòng\nmore".as_bytes()));
        assert_eq!(read(b"plain").expect("readable"), b"plain");
        assert_eq!(read(b"").expect("readable"), b"");
    }

    #[test]
    fn what_is_cut_or_changed_is_told() {
        let packed = gzip(b"a line of a log\n");
        for cut in 2..packed.len() {
            assert!(read(packed.get(..cut).expect("part")).is_err(), "cut at {cut}");
        }
        let mut wrong = packed.clone();
        *wrong.iter_mut().nth_back(5).expect("sum") ^= 1;
        assert!(read(&wrong).is_err());
        let mut more = packed;
        more.extend(b"more");
        assert!(read(&more).is_err());
    }
}
