//! A scan as it comes from the device: a PDF of images, or one image.

use std::fmt;

use crate::seal::pdf::{Scanned, scanned};
use crate::text::{Text, text};

/// Longest scan, in bytes.
const LONGEST: usize = 48 << 20;
/// A page of A4 is as long as this, in inches.
const LONG_SIDE: f32 = 11.69;

/// What a scan is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Medium {
    /// A PDF file.
    Pdf,
    /// An image, PNG.
    Png,
    /// An image, JPEG.
    Jpeg,
}

impl Medium {
    /// What its name ends with.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// Its media type (RFC 2046).
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A scan that may be attached.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    content: Vec<u8>,
    medium: Medium,
    scanned: Scanned,
}

/// Why a file is not taken for a scan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ScanRefusal {
    /// Longer than what is attached.
    TooLong,
    /// Neither a PDF nor a PNG nor a JPEG.
    Unknown,
    /// Cannot be read.
    Broken,
    /// Holds something that acts or hides: scripts, actions, files, forms.
    Active(&'static str),
    /// A page without an image: no scan.
    NoImage(usize),
}

impl ScanRefusal {
    /// The reason for people.
    pub fn text(&self) -> Text {
        match self {
            Self::TooLong => text!(
                "bản quét lớn hơn 48 MiB; hãy quét màu ở 200-300 dpi và nén ảnh",
                "the scan is larger than 48 MiB; scan in colour at 200 to 300 dpi and compress the images"
            ),
            Self::Unknown => Text::new("bản quét phải là tệp PDF, PNG hoặc JPEG", "a scan is a PDF, PNG or JPEG file"),
            Self::Broken => Text::new("bản quét bị hỏng hoặc bị mã hóa", "the scan is damaged or encrypted"),
            Self::Active(what) => text!(
                "tệp PDF có nội dung không thuộc một bản quét ({what})",
                "the PDF file holds what no scan holds ({what})"
            ),
            Self::NoImage(page) => text!(
                "trang {page} của tệp PDF không có ảnh nên không phải bản quét",
                "page {page} of the PDF file holds no image, so it is no scan"
            ),
        }
    }
}

impl fmt::Display for ScanRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for ScanRefusal {}

impl Scan {
    /// Reads a scan.
    ///
    /// # Errors
    /// It is too long, of another kind, damaged, or more than a scan.
    pub fn read(content: Vec<u8>) -> Result<Self, ScanRefusal> {
        if content.len() > LONGEST {
            return Err(ScanRefusal::TooLong);
        }
        let image = |size: Option<(u32, u32)>| {
            let (width, height) =
                size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(ScanRefusal::Broken)?;
            Ok(Scanned { pages: 1, resolution: Some(dots(width.max(height))) })
        };
        let (medium, scanned) = match content.as_slice() {
            [b'%', b'P', b'D', b'F', ..] => (Medium::Pdf, scanned(&content)?),
            [0x89, b'P', b'N', b'G', ..] => (Medium::Png, image(of_png(&content))?),
            [0xff, 0xd8, 0xff, ..] => (Medium::Jpeg, image(of_jpeg(&content))?),
            _ => return Err(ScanRefusal::Unknown),
        };
        Ok(Self { content, medium, scanned })
    }

    /// What it is.
    pub fn medium(&self) -> Medium {
        self.medium
    }

    /// Its bytes.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// Its pages.
    pub fn pages(&self) -> usize {
        self.scanned.pages
    }

    /// Dots per inch of its coarsest page, an image taken for a page of A4. Decree 30/2020/ND-CP asks for 200.
    pub fn resolution(&self) -> Option<u32> {
        self.scanned.resolution
    }
}

/// Dots per inch where the longer side of a page of A4 has so many pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rough measure"
)]
fn dots(pixels: u32) -> u32 {
    (pixels as f32 / LONG_SIDE).round() as u32
}

/// Width and height of a PNG whose head and end are there.
fn of_png(content: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| content.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let is_whole = content.get(12..16) == Some(b"IHDR") && content.ends_with(b"IEND\xaeB`\x82");
    Some((number(16)?, number(20)?)).filter(|_| is_whole)
}

/// Width and height of a JPEG: those of its frame (ISO/IEC 10918-1, B.2.2).
fn of_jpeg(content: &[u8]) -> Option<(u32, u32)> {
    // Devices put a little behind the end of the image.
    let end = content.get(content.len().saturating_sub(1024)..)?;
    memchr::memmem::rfind(end, &[0xff, 0xd9])?;
    let mut rest = content.get(2..)?;
    loop {
        let (&[0xff, marker], behind) = rest.split_first_chunk::<2>()? else { return None };
        let (length, _) = behind.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let segment = behind.get(2..length.max(2))?;
        // Every start of a frame but those of tables and arithmetic coding, which share the range.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let &[_, a, b, c, d, ..] = segment else { return None };
            return Some((u32::from(u16::from_be_bytes([c, d])), u32::from(u16::from_be_bytes([a, b]))));
        }
        rest = behind.get(length..)?;
    }
}
