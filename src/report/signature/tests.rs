//! Images that people give, and what comes of them.

use super::*;
use crate::report::docx::crc32;

/// A part of a PNG file.
fn part(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let own = [name.as_slice(), data].concat();
    let length = u32::try_from(data.len()).expect("a length").to_be_bytes();
    [&length, own.as_slice(), &crc32(&own).to_be_bytes()].concat()
}

/// A PNG of eight bits and four channels.
pub(crate) fn png(width: u32, height: u32, dots: Option<u32>, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let mut raw = Vec::new();
    for y in 0..height {
        raw.push(0);
        (0..width).for_each(|x| raw.extend(pixel(x, y)));
    }
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let dots = dots.map(|dots| part(b"pHYs", &[&dots.to_be_bytes()[..], &dots.to_be_bytes(), &[1]].concat()));
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&raw, 6);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        part(b"IHDR", &head),
        dots.unwrap_or_default(),
        part(b"IDAT", &packed),
        part(b"IEND", b""),
    ]
    .concat()
}

/// A stroke of a pen, as wide as the image.
pub(crate) fn signature() -> Vec<u8> {
    png(400, 160, None, |x, y| {
        let wave = 80.0 + 60.0 * (f64::from(x) / 23.0).sin() * (f64::from(x) / 90.0).cos();
        if (f64::from(y) - wave).abs() < 4.0 { [20, 40, 160, 255] } else { [255, 255, 255, 0] }
    })
}

/// A ring with a star of sorts, 36 mm wide.
pub(crate) fn seal() -> Vec<u8> {
    png(430, 430, Some(11_811), |x, y| {
        let (x, y) = (f64::from(x) - 215.0, f64::from(y) - 215.0);
        let radius = x.hypot(y);
        let ring = (196.0..212.0).contains(&radius) || (150.0..155.0).contains(&radius);
        let star = radius < 60.0 + 30.0 * (5.0 * y.atan2(x)).cos();
        if ring || star { [205, 20, 30, 220] } else { [0, 0, 0, 0] }
    })
}

fn look(hand: Hand) -> Look<'static> {
    Look {
        hand,
        name: "Nguyễn Thị Phương Thảo",
        body: None,
        time: Some("2026-12-05T09:35:02Z".parse().expect("an instant")),
        picture: None,
        shared: false,
        size: (219.0, 120.0),
        language: Language::Vi,
        fonts: None,
    }
}

fn told(page: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("look.pdf");
    std::fs::write(&file, page).expect("a file");
    let output = std::process::Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output().expect("pdftotext");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn images_are_read_as_their_maker_wrote_them() {
    let own = png::read(&png(3, 2, Some(11_811), |x, y| {
        [x, y, 200, 7].map(|value: u32| u8::try_from(value).unwrap_or(u8::MAX))
    }))
    .expect("an image");
    assert_eq!((own.width, own.height, own.per_metre), (3, 2, Some(11_811)));
    assert_eq!(own.pixels[5], [2, 1, 200, 7]);
}

#[test]
fn every_kind_of_png_that_a_reference_writer_makes_is_read_the_same() {
    // Python's imaging library writes the file and says what is in it.
    let script = "
import sys, io, random
from PIL import Image
random.seed(7)
out = sys.stdout.buffer
def give(image, **how):
    file = io.BytesIO(); image.save(file, 'PNG', **how)
    file = file.getvalue(); pixels = Image.open(io.BytesIO(file)).convert('RGBA').tobytes()
    for part in (file, pixels): out.write(len(part).to_bytes(4, 'big') + part)
base = Image.new('RGBA', (37, 23))
base.putdata([tuple(random.randrange(256) for _ in range(4)) for _ in range(37 * 23)])
smooth = Image.merge('RGBA', [Image.linear_gradient('L').resize((61, 40))] * 4)
for image in (base, smooth):
    give(image); give(image.convert('RGB')); give(image.convert('L')); give(image.convert('LA'))
    give(image.convert('1')); give(image.convert('RGB').quantize(3)); give(image.convert('RGB').quantize(200))
    give(image.convert('RGB').quantize(13), transparency=2); give(image.convert('RGB'), transparency=image.convert('RGB').getpixel((5, 5)))
";
    let output = std::process::Command::new("python3").args(["-c", script]).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut rest = output.stdout.as_slice();
    let mut next = || {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let (own, behind) = behind.split_at(u32::from_be_bytes(*length) as usize);
        rest = behind;
        Some(own)
    };
    let mut count = 0;
    while let (Some(file), Some(pixels)) = (next(), next()) {
        let own = png::read(file).unwrap_or_else(|flaw| panic!("image {count}: {flaw:?}"));
        assert!(own.pixels.as_flattened() == pixels, "image {count}");
        count += 1;
    }
    assert_eq!(count, 18);
}

#[test]
fn images_that_the_decree_does_not_allow_are_refused_with_the_reason() {
    let opaque = png(20, 20, None, |_, _| [20, 40, 160, 255]);
    let black = png(20, 20, None, |x, _| if x > 10 { [0, 0, 0, 255] } else { [0; 4] });
    let nothing = png(20, 20, None, |_, _| [0; 4]);
    let giant = png(20, 20, Some(2835), |x, _| if x < 17 { [200, 0, 0, 255] } else { [0; 4] });
    let large = [b"\x89PNG\r\n\x1a\n".to_vec(), part(b"IHDR", &[0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0])].concat();
    for (file, hand, word) in [
        (opaque, Hand::Person, "nền đục"),
        (black.clone(), Hand::Person, "không có màu xanh"),
        (signature(), Hand::Body, "không có màu đỏ"),
        (nothing, Hand::Person, "không thấy gì"),
        (giant, Hand::Body, "dấu rộng 6 mm"),
        (large, Hand::Body, "quá lớn"),
        (b"\xff\xd8\xff\xe0 a photograph".to_vec(), Hand::Person, "không phải tệp PNG"),
    ] {
        let said = Picture::read(&file, hand).expect_err(word);
        assert!(said.vi.contains(word), "{}", said.vi);
    }
    let whole = signature();
    for cut in 0..200 {
        assert!(Picture::read(&whole[..cut * whole.len() / 200], Hand::Person).is_err(), "{cut}");
    }
    for place in 8..whole.len() {
        let mut other = whole.clone();
        other[place] ^= 0x41;
        assert!(Picture::read(&other, Hand::Person).is_err(), "byte {place}");
    }
}

#[test]
fn an_image_is_cut_to_what_is_seen_and_not_finer_than_print() {
    let file = png(1000, 600, None, |x, y| if (100..900).contains(&x) && y > 299 { [9, 9, 200, 255] } else { [9; 4] });
    let picture = Picture::read(&file, Hand::Person).expect("an image");
    assert_eq!((picture.width, picture.height), (400, 150));
    assert_eq!(picture.alpha.len() * 3, picture.colors.len());
    let seal = Picture::read(&seal(), Hand::Body).expect("a seal");
    assert!(seal.true_width.is_some_and(|width| (width - 36.0).abs() < 0.6), "{:?}", seal.true_width);
}

#[test]
fn the_signature_is_centred_and_its_facts_stand_below() {
    let picture = Picture::read(&signature(), Hand::Person).expect("an image");
    let look = Look { picture: Some(&picture), body: Some("Phòng An ninh mạng"), ..look(Hand::Person) };
    let drawing = drawn(&look).expect("a drawing");
    assert_eq!(drawing, drawn(&look).expect("a drawing"));
    let (_, [left, bottom, right, top]) = drawing.picture.expect("an image");
    assert!((left + right - 219.0).abs() < 0.1 && top <= 120.0 && bottom > 27.0, "{left} {bottom} {right} {top}");
    let told = told(&drawing.page);
    assert!(
        told.contains("Ký số bởi: Nguyễn Thị Phương Thảo") && told.contains("05-12-2026 16:35:02 +07:00"),
        "{told}"
    );
}

#[test]
fn a_seal_has_its_true_size_and_covers_a_third_of_the_signature_on_its_left() {
    let picture = Picture::read(&seal(), Hand::Body).expect("a seal");
    let body = "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao, Công an tỉnh Bắc Ninh";
    let look = Look { picture: Some(&picture), name: body, ..look(Hand::Body) };
    let drawing = drawn(&look).expect("a drawing");
    let (_, [left, bottom, right, top]) = drawing.picture.expect("an image");
    assert!(((right - left) / MM - 36.0).abs() < 0.6 && left >= 0.0 && bottom >= 0.0 && top <= 120.0);
    let covered = (right - (219.0 / 2.0 - WIDEST / 2.0)) / WIDEST;
    assert!((0.25..0.5).contains(&covered), "{covered}");
    let told = told(&drawing.page).replace('\n', " ");
    assert!(told.contains(body) && told.contains("05-12-2026 16:35:02 +07:00"), "{told}");
}

#[test]
fn without_an_image_the_name_is_set_in_type_and_fits_whatever_it_is() {
    for hand in [Hand::Person, Hand::Body] {
        for (name, size) in [
            ("Đỗ An", (219.0, 120.0)),
            ("Nguyễn Thị Phương Thảo", (80.0, 30.0)),
            (&*"Ủy ban nhân dân ".repeat(30), (219.0, 120.0)),
            ("😀\u{202e}\u{0}漢字", (219.0, 120.0)),
        ] {
            let drawing = drawn(&Look { name, size, ..look(hand) }).expect("a drawing");
            let told = told(&drawing.page);
            assert!(told.contains("Đã ký số") && drawing.picture.is_none(), "{name}: {told}");
        }
    }
    let look = Look { language: Language::En, time: None, ..look(Hand::Person) };
    let told = told(&drawn(&look).expect("a drawing").page);
    assert!(told.contains("Digitally signed") && !told.contains("at:"), "{told}");
}
