//! The files of a tape archive (POSIX.1-1988 ustar, with the long names of pax and GNU).

/// The length of a block.
const BLOCK: usize = 512;

/// A file of a tape archive.
pub(super) struct Entry<'a> {
    /// Its name, with its folders.
    pub(super) name: String,
    /// What it holds.
    pub(super) bytes: &'a [u8],
    /// Whether the archive ends before it does.
    pub(super) cut: bool,
}

/// Whether these bytes begin with the header of a tape archive.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    header(bytes).is_some()
}

/// The files of the archive, at most so many.
pub(super) fn entries(bytes: &[u8], most: usize) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut at = 0;
    let mut long: Option<String> = None;
    while let Some(block) = bytes.get(at..).filter(|_| entries.len() < most) {
        let Some((size, kind)) = header(block) else { break };
        let start = at + BLOCK;
        let end = start.saturating_add(size).min(bytes.len());
        let data = bytes.get(start..end).unwrap_or_default();
        match kind {
            b'L' => long = Some(text(data)),
            b'x' => long = pax_path(data).or(long),
            b'0' | 0 | b'7' => {
                let name = long.take().unwrap_or_else(|| name(block));
                entries.push(Entry { name, bytes: data, cut: data.len() < size });
            }
            _ => long = None,
        }
        let Some(next) = start.checked_add(size.div_ceil(BLOCK).saturating_mul(BLOCK)) else { break };
        at = next;
    }
    entries
}

/// The length and kind of what follows, if the block's checksum is right.
fn header(block: &[u8]) -> Option<(usize, u8)> {
    let block = block.get(..BLOCK)?;
    let told = octal(block.get(148..156)?)?;
    let sum: usize = block
        .iter()
        .enumerate()
        .map(|(at, &byte)| if (148..156).contains(&at) { usize::from(b' ') } else { usize::from(byte) })
        .sum();
    if told != sum || sum == 8 * usize::from(b' ') {
        return None;
    }
    Some((octal(block.get(124..136)?)?, *block.get(156)?))
}

fn octal(field: &[u8]) -> Option<usize> {
    let digits = text(field);
    let digits = digits.trim_matches(' ');
    if digits.is_empty() { Some(0) } else { usize::from_str_radix(digits, 8).ok() }
}

fn name(block: &[u8]) -> String {
    let own = text(block.get(..100).unwrap_or_default());
    let folder = if block.get(257..262) == Some(b"ustar") {
        text(block.get(345..500).unwrap_or_default())
    } else {
        String::new()
    };
    if folder.is_empty() { own } else { format!("{folder}/{own}") }
}

/// The `path` of a pax header.
fn pax_path(data: &[u8]) -> Option<String> {
    let all = String::from_utf8_lossy(data);
    all.lines().find_map(|line| line.split_once(' ')?.1.strip_prefix("path=").map(str::to_owned))
}

/// What stands before the first zero.
fn text(field: &[u8]) -> String {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(field.get(..end).unwrap_or_default()).into_owned()
}
