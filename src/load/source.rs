//! The text of a file with its name.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::file::whole;
use super::problem::{Problem, Problems};
use crate::text::{Text, io_failure, text};

/// A file's name and content, shared by everything that points into it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name as the user gave it, or `built-in:` and a path for what ships inside the program.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

/// The largest file that is read, in bytes.
const SIZE_LIMIT: u64 = 1 << 20;

impl Source {
    /// A source from memory.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Reads a file of at most 1 MiB of UTF-8.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
        let bytes = whole(&file, SIZE_LIMIT).map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => {
                let what = text!("tệp `{name}` lớn hơn 1 MiB", "file `{name}` is larger than 1 MiB");
                Problems::from(Problem::of_file("K-YAML-002", &name, what))
            }
            _ => unreadable(&name, &error),
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Problem::of_file(
                "K-YAML-003",
                &name,
                text!("tệp `{name}` không phải UTF-8 (byte thứ {at})", "file `{name}` is not UTF-8 (at byte {at})"),
            )
            .with_hint(Text::new("lưu lại tệp với bảng mã UTF-8", "save the file as UTF-8"))
        })?;
        let text = text.strip_prefix('\u{feff}').map_or(text.as_str(), |rest| rest).to_owned();
        Ok(Self::new(name, text))
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Problems {
    let problem = Problem::of_file("K-FILE-001", name, {
        let Text { vi, en } = io_failure(error);
        text!("không đọc được tệp `{name}`: {vi}", "cannot read file `{name}`: {en}")
    });
    match error.kind() {
        ErrorKind::NotFound => problem.with_hint(Text::new(
            "kiểm tra lại đường dẫn; `kiemtra init` viết một tệp system.yaml mẫu",
            "check the path; `kiemtra init` writes a sample system.yaml",
        )),
        _ => problem,
    }
    .into()
}
