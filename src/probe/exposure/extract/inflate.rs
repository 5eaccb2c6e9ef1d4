//! DEFLATE (RFC 1951, 1950) within a bound on what comes out, keeping what came before damage.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use super::super::document::Obstacle;

/// How much is unpacked at a time.
const CHUNK: usize = 32 << 10;

/// What came out.
pub(super) struct Inflated {
    /// The bytes, up to the limit or to the damage.
    pub(super) bytes: Vec<u8>,
    /// How many packed bytes it took.
    pub(super) consumed: usize,
    /// Why it is not all.
    pub(super) obstacle: Option<Obstacle>,
}

/// Unpacks a stream without a frame.
pub(super) fn raw(packed: &[u8], limit: usize) -> Inflated {
    unpack(packed, limit, DataFormat::Raw)
}

/// Unpacks a zlib stream; one whose frame is missing or wrong is tried without it.
pub(super) fn zlib(packed: &[u8], limit: usize) -> Inflated {
    let framed = unpack(packed, limit, DataFormat::Zlib);
    if framed.bytes.is_empty() && framed.obstacle == Some(Obstacle::Damaged) {
        return unpack(packed.get(2..).unwrap_or_default(), limit, DataFormat::Raw);
    }
    framed
}

fn unpack(packed: &[u8], limit: usize, format: DataFormat) -> Inflated {
    let mut state = InflateState::new_boxed(format);
    let mut chunk = vec![0; CHUNK];
    let mut out = Inflated { bytes: Vec::new(), consumed: 0, obstacle: None };
    loop {
        let rest = packed.get(out.consumed..).unwrap_or_default();
        let step = inflate(&mut state, rest, &mut chunk, MZFlush::None);
        out.consumed += step.bytes_consumed;
        let room = limit.saturating_sub(out.bytes.len());
        let came = chunk.get(..step.bytes_written).unwrap_or_default();
        out.bytes.extend_from_slice(came.get(..room.min(came.len())).unwrap_or_default());
        if came.len() > room {
            out.obstacle = Some(Obstacle::TooLarge);
            return out;
        }
        match step.status {
            Ok(MZStatus::StreamEnd) => return out,
            Ok(_) if step.bytes_consumed > 0 || step.bytes_written > 0 => {}
            // A checksum that is wrong says that something is, but not what: what is there is read.
            Ok(_) | Err(MZError::Buf | MZError::Data | MZError::Stream | MZError::Param | _) => {
                out.obstacle = Some(Obstacle::Damaged);
                return out;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_bounded_and_what_came_before_damage_is_kept() {
        let plain = b"Nguyen Van A 079090123456 ".repeat(1000);
        let packed = miniz_oxide::deflate::compress_to_vec(&plain, 6);
        let whole = raw(&packed, 1 << 20);
        assert!(whole.obstacle.is_none() && whole.bytes == plain && whole.consumed == packed.len());
        let short = raw(&packed, 100);
        assert_eq!((short.bytes.len(), short.obstacle), (100, Some(Obstacle::TooLarge)));
        let cut = raw(packed.get(..packed.len() / 2).expect("half"), 1 << 20);
        assert_eq!(cut.obstacle, Some(Obstacle::Damaged));
        assert!(plain.starts_with(&cut.bytes));
        let framed = miniz_oxide::deflate::compress_to_vec_zlib(&plain, 6);
        assert_eq!(zlib(&framed, 1 << 20).bytes, plain);
        // A frame that is wrong: only what is inside counts.
        let mut broken = framed.clone();
        broken[0] = 0;
        assert_eq!(zlib(&broken, 1 << 20).bytes, plain);
    }
}
