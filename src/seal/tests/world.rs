//! What the tests sign with, and a report to sign.

use std::sync::OnceLock;

use jiff::Timestamp;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

pub(crate) use super::infrastructure::{Infrastructure as World, PASSWORD, path, run, world};
pub(in crate::seal) use super::others::from_digits;
use crate::seal::{
    Appearance, Archive, Certificate, Evidence, FieldPlan, Fill, PdfFile, Policy, Rectangle, Signer, TimeStamper,
    Trust, Verification, prepare, sign, verify,
};
use crate::text::Text;

const FONT: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/LiberationSerif-Regular.ttf"));

impl World {
    pub(crate) fn key(&self, name: &str) -> Archive {
        Archive::open(&self.read(&format!("{name}.p12")), PASSWORD).expect("a key file")
    }

    pub(crate) fn certificate(&self, name: &str) -> Certificate {
        Certificate::read_all(&self.read(&format!("{name}.pem"))).expect("a certificate").remove(0)
    }

    /// Trust in the root, with the lists at hand.
    pub(crate) fn trust(&self) -> Trust {
        let lists = vec![self.read("root.crl"), self.read("sub.crl")];
        Trust { evidence: Evidence { lists, ..Evidence::default() }, ..self.bare_trust() }
    }

    /// Trust in the root, without any list.
    pub(crate) fn bare_trust(&self) -> Trust {
        Trust { anchors: vec![self.certificate("root")], ..Trust::default() }
    }
}

/// OpenSSL's time-stamp authority; it writes milliseconds.
impl TimeStamper for World {
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Text> {
        Ok(self.stamped(request))
    }
}

/// A report of two pages with text and an attachment, as PDF/A-3.
pub(crate) fn report() -> Vec<u8> {
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A3_B).finish().expect("PDF/A-3");
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let date = DateTime::new(2026).month(11).day(22).hour(8).minute(0).second(0).utc_offset_hour(7);
    document.set_metadata(Metadata::new().title("Biên bản".to_owned()).language("vi".to_owned()).creation_date(date));
    document.embed_file(EmbeddedFile {
        path: "run.json".to_owned(),
        mime_type: MimeType::new("application/json"),
        description: Some("data".to_owned()),
        association_kind: AssociationKind::Data,
        data: b"{\"verdict\":\"fail\"}".to_vec().into(),
        modification_date: Some(date),
        compress: Some(false),
        location: None,
    });
    for number in 1..=2 {
        page(&mut document, 595.0, 842.0, &format!("BIEN BAN {number}"), 20.0);
    }
    document.finish().expect("a PDF")
}

/// The smallest report: two bare pages, with nothing on them and nothing attached.
pub(crate) fn leaf() -> Vec<u8> {
    let mut document = Document::new();
    for _ in 0..2 {
        document.start_page_with(PageSettings::from_wh(595.0, 842.0).expect("a size")).finish();
    }
    document.finish().expect("a PDF")
}

/// A drawing of a signature.
pub(crate) fn drawing() -> Appearance {
    let mut document = Document::new();
    page(&mut document, 180.0, 60.0, "Nguyen Van A", 9.0);
    Appearance { form_pdf: document.finish().expect("a PDF"), picture: None }
}

fn page(document: &mut Document, width: f32, height: f32, words: &str, size: f32) {
    let mut page = document.start_page_with(PageSettings::from_wh(width, height).expect("a size"));
    let mut surface = page.surface();
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(4.0, 4.0, 30.0, 12.0).expect("a rectangle"));
    surface.draw_path(&path.finish().expect("a path"));
    let font = Font::new(FONT.to_vec().into(), 0).expect("a font");
    // Glyphs 36 and on are capital letters in this font; which ones does not matter here.
    let glyphs: Vec<KrillaGlyph> = words
        .char_indices()
        .map(|(at, letter)| {
            let glyph = if letter.is_ascii_alphabetic() { u32::from(letter.to_ascii_uppercase()) - 65 + 36 } else { 3 };
            KrillaGlyph::new(GlyphId::new(glyph), 0.6, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        })
        .collect();
    surface.draw_glyphs(Point::from_xy(10.0, 30.0), &glyphs, font, words, size, false);
    surface.finish();
    page.finish();
}

/// Three empty fields on the last page, as the minutes have them.
pub(crate) fn plans() -> Vec<FieldPlan> {
    let place = |left: f32| Rectangle { left, bottom: 100.0, right: left + 150.0, top: 160.0 };
    let plan = |name: &str, label: &str, left| FieldPlan {
        name: name.to_owned(),
        label: label.to_owned(),
        page: 2,
        rectangle: place(left),
    };
    vec![
        plan("leader", "Trưởng đoàn kiểm tra", 40.0),
        plan("clerk", "Văn thư", 210.0),
        plan("unit", "Đại diện đơn vị", 380.0),
    ]
}

/// The report with its empty fields.
pub(crate) fn prepared() -> Vec<u8> {
    static PREPARED: OnceLock<Vec<u8>> = OnceLock::new();
    PREPARED.get_or_init(|| prepare(&file(report()), &plans()).expect("fields")).clone()
}

pub(crate) fn file(bytes: Vec<u8>) -> PdfFile {
    PdfFile::read(bytes).expect("a sound file")
}

/// What is stated with every signature of the tests.
pub(crate) fn fill<'a>(field: &'a str, appearance: Option<&'a Appearance>) -> Fill<'a> {
    Fill {
        field,
        time: Some(Timestamp::now()),
        name: Some("Nguyễn Văn A"),
        reason: Some("Ký biên bản (số 12)"),
        location: Some("Hà Nội"),
        appearance,
        certify: false,
        room: None,
    }
}

/// Signs with a time stamp of OpenSSL's.
pub(crate) fn signed(bytes: Vec<u8>, field: &str, signer: &dyn Signer) -> Vec<u8> {
    sign(&file(bytes), &fill(field, Some(&drawing())), signer, Some(world())).expect("a signature")
}

/// Signs without a time stamp.
pub(crate) fn signed_barely(bytes: Vec<u8>, field: &str, signer: &dyn Signer) -> Vec<u8> {
    sign(&file(bytes), &fill(field, None), signer, None).expect("a signature")
}

/// One signature with a stamp, made once.
pub(crate) fn once() -> Vec<u8> {
    static ONCE: OnceLock<Vec<u8>> = OnceLock::new();
    ONCE.get_or_init(|| signed(prepared(), "leader", &world().key("leader"))).clone()
}

/// Two signatures with stamps.
pub(crate) fn twice() -> Vec<u8> {
    static TWICE: OnceLock<Vec<u8>> = OnceLock::new();
    TWICE.get_or_init(|| signed(once(), "clerk", &world().key("clerk"))).clone()
}

pub(crate) fn verified(bytes: Vec<u8>) -> Verification {
    verify(bytes, &world().trust(), &Policy::default(), Timestamp::now()).expect("a sound file")
}
