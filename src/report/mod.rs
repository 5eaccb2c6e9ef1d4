//! The inspection report: one model, one file a format.
//!
//! Formats write what the model says and decide nothing. They may use the file they are given;
//! nothing here touches a network, a clock or a locale: equal models give equal bytes.

mod build;
mod csv;
mod docx;
pub mod errors;
pub mod evidence;
mod html;
mod layout;
pub mod link;
mod markdown;
mod minutes;
mod model;
mod nagios;
mod pdf;
mod plot;
#[cfg(test)]
pub(crate) mod sample;
pub mod signature;
pub mod sitting;
mod table;
pub mod tls;
mod words;
mod xlsx;

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::text::{Language, Text, io_failure, text};

pub use build::{Material, build, evidence_id, number_of, outline, proposed};
pub use layout::{Room, faces};
pub use link::LinkSheet;
pub use model::{
    Annex, Chapter, Closing, Concluded, Counts, Detail, ErrorRow, Ground, Head, LabelledText, Outline, Report, Row,
    Seen, SignatureBlock, State, Tally,
};
pub use pdf::{Minutes, minutes_to_sign};
pub use sitting::Sitting;
pub use tls::Screen;

/// One way to write a report down.
pub struct Format {
    /// The word of `--format`, such as `pdf`.
    pub name: &'static str,
    /// The file's name within an output folder, such as `report.pdf`.
    pub file: &'static str,
    /// One line of help.
    pub about: fn() -> Text,
    /// Writes the whole report, as it goes where the format allows it. Errors: see [`ReportError`].
    pub write: fn(&Report, &Options<'_>, &mut dyn Write) -> Result<(), ReportError>,
}

impl Format {
    /// The whole report in memory.
    pub fn to_bytes(&self, report: &Report, options: &Options<'_>) -> Result<Vec<u8>, ReportError> {
        let mut bytes = Vec::new();
        (self.write)(report, options, &mut bytes)?;
        Ok(bytes)
    }
}

/// Every format, by name.
pub const FORMATS: &[Format] = &[
    csv::FORMAT,
    docx::FORMAT,
    html::FORMAT,
    markdown::FORMAT,
    nagios::FORMAT,
    pdf::FORMAT,
    table::FORMAT,
    xlsx::FORMAT,
];

/// What a format may be told besides the report.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The language to write in.
    pub language: Language,
    /// Whether a terminal format may add colour to its words.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// The canonical `run.json` that the report was made from: attached to the PDF, embedded in
    /// the HTML. Empty: nothing is attached.
    pub run_json: &'a [u8],
    /// The manifest of the evidence, for the PDF. Empty: nothing is attached.
    pub manifest: &'a [u8],
    /// What the minutes were rendered from besides the run, for the PDF. Empty: nothing is attached.
    pub rendering: &'a [u8],
    /// A folder with the department's own faces (`times.ttf`, `timesbd.ttf`, `timesi.ttf`,
    /// `timesbi.ttf`) in place of the embedded Liberation Serif.
    pub fonts: Option<PathBuf>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            language: Language::Vi,
            color: false,
            width: 80,
            run_json: &[],
            manifest: &[],
            rendering: &[],
            fonts: None,
        }
    }
}

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Why a report could not be written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ReportError {
    /// A font file of the operator's folder cannot be used.
    Font {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: Text,
    },
    /// The page template does not render.
    Template(String),
    /// The PDF writer refused the document.
    Pdf(String),
    /// The workbook writer refused the list.
    Workbook(String),
    /// The data to embed is not UTF-8.
    Data,
    /// What was written to failed.
    Write(Text),
}

impl From<io::Error> for ReportError {
    fn from(error: io::Error) -> Self {
        Self::Write(io_failure(&error))
    }
}

impl ReportError {
    /// What went wrong, as a sentence.
    pub fn text(&self) -> Text {
        match self {
            Self::Font { file, reason } => Text::new(
                format!("Không dùng được phông chữ {file}: {}", reason.vi),
                format!("The font {file} cannot be used: {}", reason.en),
            ),
            Self::Template(message) => {
                text!("Không dựng được mẫu trang báo cáo: {message}", "The report template does not render: {message}")
            }
            Self::Pdf(message) => text!("Không ghi được tệp PDF: {message}", "The PDF could not be written: {message}"),
            Self::Workbook(message) => {
                text!("Không ghi được bảng tính: {message}", "The workbook could not be written: {message}")
            }
            Self::Write(Text { vi, en }) => {
                text!("Không ghi được báo cáo: {vi}", "The report could not be written: {en}")
            }
            Self::Data => Text::new("Dữ liệu kèm theo không phải UTF-8", "The data to embed is not UTF-8"),
        }
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for ReportError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_sorted_and_each_writes_the_sample_in_both_languages() {
        let report = sample::report();
        assert!(FORMATS.is_sorted_by(|a, b| a.name < b.name));
        for format in FORMATS {
            for language in [Language::Vi, Language::En] {
                let options = Options { language, run_json: b"{}", ..Options::default() };
                let first = format.to_bytes(&report, &options).expect(format.name);
                let second = format.to_bytes(&report, &options).expect(format.name);
                assert!(first.len() > 40, "{} is empty", format.name);
                assert!(first == second, "{} differs from run to run", format.name);
            }
        }
    }

    #[test]
    fn a_format_is_found_by_name() {
        assert_eq!(format("pdf").map(|format| format.file), Some("report.pdf"));
        assert!(format("odt").is_none());
    }

    #[test]
    #[ignore = "writes every format to the folder $KIEMTRA_SAMPLES, to look at them"]
    fn write_samples() {
        let folder = PathBuf::from(std::env::var_os("KIEMTRA_SAMPLES").expect("a folder"));
        for (word, language) in [("vi", Language::Vi), ("en", Language::En)] {
            for format in FORMATS {
                let options = Options { language, run_json: b"{\"a\":1}", color: true, ..Options::default() };
                let bytes = format.to_bytes(&sample::report(), &options).expect(format.name);
                std::fs::write(folder.join(format!("{word}-{}", format.file)), bytes).expect("a file");
            }
        }
    }
}
