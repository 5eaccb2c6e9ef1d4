//! The image of a handwritten signature or of a seal, as Decree 30/2020/ND-CP wants it: PNG with a transparent ground,
//! blue for a person, red for a body.

use super::Hand;
use super::png::{self, Flaw, Raster};
use crate::text::{Text, text};

/// Longest side that is kept, in pixels: 300 dots per inch and more of what is shown.
pub(super) const LONGEST_SIDE: usize = 640;
/// From this alpha on a pixel is seen.
const SEEN: u8 = 16;
/// The seal of a body whose file does not say how large it is, in millimetres.
const SEAL: f32 = 36.0;
/// Seals in use are within these, in millimetres.
const SEALS: std::ops::RangeInclusive<f32> = 20.0..=42.0;

/// An image that may stand in a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Red, green and blue of each pixel, row after row.
    pub colors: Vec<u8>,
    /// Alpha of each pixel.
    pub alpha: Vec<u8>,
    /// Width in the true size, in millimetres: of a seal only.
    pub true_width: Option<f32>,
}

impl Picture {
    /// Reads a PNG file: what is transparent around the image is cut off, and what is finer than print is made coarser.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the image and what to do.
    pub fn read(file: &[u8], hand: Hand) -> Result<Self, Text> {
        let raster = png::read(file).map_err(|flaw| refusal(flaw, hand))?;
        check_ground(&raster, hand)?;
        let per_metre = raster.per_metre;
        let raster = cropped(&raster).ok_or_else(|| empty(hand))?;
        check_color(&raster, hand)?;
        let true_width = match hand {
            Hand::Person => None,
            Hand::Body => Some(true_width(&raster, per_metre)?),
        };
        let raster = coarser(raster);
        Ok(Self {
            width: raster.width,
            height: raster.height,
            colors: raster.pixels.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect(),
            alpha: raster.pixels.iter().map(|[.., alpha]| *alpha).collect(),
            true_width,
        })
    }
}

impl Hand {
    fn image(self) -> Text {
        match self {
            Self::Person => Text::new("ảnh chữ ký", "the image of the signature"),
            Self::Body => Text::new("ảnh dấu", "the image of the seal"),
        }
    }
}

fn refusal(flaw: Flaw, hand: Hand) -> Text {
    let Text { vi, en } = hand.image();
    match flaw {
        Flaw::NoPng => text!(
            "{vi} không phải tệp PNG; Nghị định 30/2020/NĐ-CP quy định ảnh nền trong suốt, định dạng .png",
            "{en} is no PNG file; Decree 30/2020/ND-CP asks for a transparent PNG"
        ),
        Flaw::TooLarge => text!(
            "{vi} quá lớn: tối đa 8 MiB và 6 triệu điểm ảnh; hãy thu nhỏ ảnh (600 điểm ảnh mỗi chiều là đủ)",
            "{en} is too large: at most 8 MiB and 6 million pixels; make it smaller (600 pixels a side are enough)"
        ),
        Flaw::Broken => text!("{vi} bị hỏng, không đọc được", "{en} is damaged and cannot be read"),
    }
}

fn empty(hand: Hand) -> Text {
    let Text { vi, en } = hand.image();
    text!("{vi} trong suốt hoàn toàn, không thấy gì", "{en} is wholly transparent, nothing can be seen")
}

/// At least a tenth of the image lets through what is below it.
fn check_ground(raster: &Raster, hand: Hand) -> Result<(), Text> {
    let through = raster.pixels.iter().filter(|[.., alpha]| *alpha < SEEN).count();
    if through * 10 >= raster.pixels.len() {
        return Ok(());
    }
    let Text { vi, en } = hand.image();
    Err(text!(
        "{vi} có nền đục; Nghị định 30/2020/NĐ-CP quy định nền trong suốt để không che chữ và dấu bên dưới: hãy xóa nền rồi lưu lại dạng PNG",
        "the ground of {en} is opaque; Decree 30/2020/ND-CP asks for a transparent one, so that nothing below is hidden: remove the ground and save it as PNG again"
    ))
}

/// Blue for a person, red for a body, in the mean of all that is seen.
fn check_color(raster: &Raster, hand: Hand) -> Result<(), Text> {
    let mut sums = [0_u64; 3];
    let mut weight = 0;
    for [red, green, blue, alpha] in &raster.pixels {
        let alpha = u64::from(*alpha);
        weight += alpha;
        for (sum, color) in sums.iter_mut().zip([red, green, blue]) {
            *sum += u64::from(*color) * alpha;
        }
    }
    let [red, green, blue] = sums.map(|sum| sum / weight.max(1));
    let Text { vi, en } = hand.image();
    match hand {
        Hand::Person if blue < red + 20 || blue < green + 10 => Err(text!(
            "{vi} không có màu xanh; Nghị định 30/2020/NĐ-CP quy định chữ ký của người có thẩm quyền màu xanh",
            "{en} is not blue, as Decree 30/2020/ND-CP asks of a person's signature"
        )),
        Hand::Body if red < green + 40 || red < blue + 40 => Err(text!(
            "{vi} không có màu đỏ; Nghị định 30/2020/NĐ-CP quy định dấu của cơ quan, tổ chức màu đỏ",
            "{en} is not red, as Decree 30/2020/ND-CP asks of a body's seal"
        )),
        _ => Ok(()),
    }
}

/// What is seen, without the transparent ground around it.
fn cropped(raster: &Raster) -> Option<Raster> {
    let is_seen = |row: usize, column: usize| {
        raster.pixels.get(row * raster.width + column).is_some_and(|[.., alpha]| *alpha >= SEEN)
    };
    let rows: Vec<_> = (0..raster.height).filter(|row| (0..raster.width).any(|column| is_seen(*row, column))).collect();
    let columns: Vec<_> = (0..raster.width).filter(|column| rows.iter().any(|row| is_seen(*row, *column))).collect();
    let (top, bottom) = (*rows.first()?, *rows.last()?);
    let (left, right) = (*columns.first()?, *columns.last()?);
    let lines = raster.pixels.chunks_exact(raster.width).take(bottom + 1).skip(top);
    let pixels = lines.flat_map(|line| line.get(left..=right).unwrap_or_default()).copied().collect();
    Some(Raster { width: right + 1 - left, height: bottom + 1 - top, pixels, per_metre: raster.per_metre })
}

#[expect(clippy::cast_precision_loss, reason = "sides of an image")]
fn true_width(raster: &Raster, per_metre: Option<u32>) -> Result<f32, Text> {
    let Some(per_metre) = per_metre.filter(|number| *number > 0) else { return Ok(SEAL) };
    let width = raster.width as f32 / per_metre as f32 * 1000.0;
    if SEALS.contains(&width) {
        return Ok(width);
    }
    let (least, greatest) = (SEALS.start(), SEALS.end());
    Err(text!(
        "theo độ phân giải ghi trong ảnh, dấu rộng {width:.0} mm; Nghị định 30/2020/NĐ-CP quy định kích thước thực tế (từ {least} đến {greatest} mm): hãy ghi đúng độ phân giải (dpi) vào tệp PNG hoặc bỏ thông tin đó để dùng đường kính {SEAL} mm",
        "by the resolution that the image states, the seal is {width:.0} mm wide; Decree 30/2020/ND-CP asks for the true size ({least} to {greatest} mm): state the right resolution (dpi) in the PNG file, or none for a diameter of {SEAL} mm"
    ))
}

/// Whole blocks of pixels made one each, where there are more than are shown.
fn coarser(raster: Raster) -> Raster {
    let block = raster.width.max(raster.height).div_ceil(LONGEST_SIDE);
    let (width, height) = (raster.width.div_ceil(block), raster.height.div_ceil(block));
    let mut pixels = Vec::with_capacity(width * height);
    for row in 0..height {
        for column in 0..width {
            let lines = raster.pixels.chunks(raster.width).skip(row * block).take(block);
            let inside = lines.flat_map(|line| line.iter().skip(column * block).take(block));
            pixels.push(mean(inside));
        }
    }
    Raster { width, height, pixels, per_metre: raster.per_metre }
}

/// The mean of pixels, each color weighed by how far it is seen; nothing of what is not seen is kept.
fn mean<'a>(pixels: impl Iterator<Item = &'a [u8; 4]>) -> [u8; 4] {
    let (mut sums, mut weight, mut count) = ([0_u32; 3], 0_u32, 0_u32);
    for [red, green, blue, alpha] in pixels {
        let alpha = u32::from(*alpha);
        for (sum, color) in sums.iter_mut().zip([red, green, blue]) {
            *sum += u32::from(*color) * alpha;
        }
        weight += alpha;
        count += 1;
    }
    let byte = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    let [red, green, blue] = sums.map(|sum| byte(sum / weight.max(1)));
    [red, green, blue, byte(weight / count.max(1))]
}
