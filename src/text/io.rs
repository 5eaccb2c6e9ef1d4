//! Failures of files in words.

use std::io::{Error, ErrorKind};

use super::Text;

/// What went wrong with a file, in both languages; what the system alone can word is quoted.
pub fn io_failure(error: &Error) -> Text {
    match error.kind() {
        ErrorKind::AlreadyExists => Text::new("đã có tệp này", "it exists already"),
        ErrorKind::FileTooLarge => Text::new("tệp quá lớn", "the file is too large"),
        ErrorKind::IsADirectory => Text::new("đây là thư mục", "it is a folder"),
        ErrorKind::NotADirectory => Text::new("đường dẫn đi qua một tệp", "the path leads through a file"),
        ErrorKind::NotFound => Text::new("không có tệp này", "there is no such file"),
        ErrorKind::PermissionDenied => Text::new("không có quyền", "permission denied"),
        ErrorKind::ReadOnlyFilesystem => Text::new("ổ đĩa chỉ cho đọc", "the file system is read-only"),
        ErrorKind::StorageFull => Text::new("ổ đĩa đã đầy", "the disk is full"),
        _ => Text::same(error.to_string()),
    }
}
