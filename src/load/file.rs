//! Reading a file whole, within a bound.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};

/// The content of an opened file from where it stands, at most `most` bytes of it.
///
/// A plain file states its length, so one that is too long is refused before a byte is read, and no room is taken
/// twice for one that is not. What states no length (a pipe) or grows meanwhile is read no further than one byte more.
///
/// # Errors
/// `FileTooLarge` for a longer file, and whatever reading meets.
pub fn whole(mut file: &File, most: u64) -> Result<Vec<u8>> {
    let stated = file.metadata()?.len();
    if stated > most {
        return Err(Error::from(ErrorKind::FileTooLarge));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(stated).unwrap_or(usize::MAX))?;
    file.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(Error::from(ErrorKind::FileTooLarge)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, b"12345").expect("a file");
        let file = || File::open(&path).expect("the file");
        assert_eq!(whole(&file(), 5).expect("its content"), b"12345");
        assert_eq!(whole(&file(), 4).map_err(|error| error.kind()), Err(ErrorKind::FileTooLarge));
        // Far longer than any memory: nothing of it is read.
        File::options().write(true).open(&path).and_then(|file| file.set_len(1 << 42)).expect("a long file");
        assert_eq!(whole(&file(), 1 << 41).map_err(|error| error.kind()), Err(ErrorKind::FileTooLarge));
    }

    #[test]
    fn what_states_no_length_is_bounded_too() {
        let read = |content: &'static [u8], most| {
            let (reader, mut writer) = std::io::pipe().expect("a pipe");
            let writing = std::thread::spawn(move || drop(writer.write_all(content)));
            let read = whole(&File::from(std::os::fd::OwnedFd::from(reader)), most).map_err(|error| error.kind());
            drop(writing.join());
            read
        };
        assert_eq!(read(b"12345", 5), Ok(b"12345".to_vec()));
        assert_eq!(read(b"12345", 4), Err(ErrorKind::FileTooLarge));
        assert_eq!(
            whole(&File::open("/dev/zero").expect("zeros"), 4).map_err(|error| error.kind()),
            Err(ErrorKind::FileTooLarge)
        );
    }
}
