//! What a signature shows: the first page of a small PDF file becomes a form inside the field's rectangle.
//!
//! The page is drawn by the engine of the report, so its fonts are embedded and PDF/A holds.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::field::{Rectangle, number, resolve, value};
use super::file::FileRefusal;
use super::update::Update;
use crate::report::signature::{Drawing, Picture};

/// Most objects of a drawn page: fonts, images and what they need.
const MOST: usize = 2000;
/// Longest drawing, in bytes.
const LONGEST: usize = 8 << 20;

/// The drawing of a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Appearance {
    /// A PDF file of one page.
    pub form_pdf: Vec<u8>,
    /// An image below what the page shows, and where it stands on the page.
    pub picture: Option<(Picture, Rectangle)>,
}

impl From<Drawing> for Appearance {
    fn from(drawing: Drawing) -> Self {
        let place = |[left, bottom, right, top]: [f32; 4]| Rectangle { left, bottom, right, top };
        Self { form_pdf: drawing.page, picture: drawing.picture.map(|(picture, edges)| (picture, place(edges))) }
    }
}

impl Appearance {
    /// Brings the page into the file as a form that fills the rectangle, in its own proportions and centred.
    pub(super) fn add(&self, update: &mut Update<'_>, rectangle: &Rectangle) -> Result<ObjectId, FileRefusal> {
        let broken = || FileRefusal::Unreadable("appearance");
        if self.form_pdf.len() > LONGEST {
            return Err(FileRefusal::TooLong);
        }
        let options = LoadOptions { strict: true, max_decompressed_size: Some(LONGEST), ..LoadOptions::default() };
        let drawn = Document::load_mem_with_options(&self.form_pdf, options).map_err(|_| broken())?;
        let page = drawn.page_iter().next().ok_or_else(broken)?;
        let page = drawn.get_dictionary(page).map_err(|_| broken())?;
        let area = Rectangle::read(page.get(b"MediaBox").map_err(|_| broken())?, &drawn).ok_or_else(broken)?;
        if area.is_empty() || rectangle.is_empty() {
            return Err(broken());
        }
        let mut import = Import { drawn: &drawn, update, known: BTreeMap::new() };
        let mut head = form(&area);
        if let Some(group) = value(&drawn, page, b"Group") {
            head.set("Group", import.copy(group)?);
        }
        let resources = match value(&drawn, page, b"Resources") {
            Some(resources) => import.copy(resources)?,
            None => Object::Dictionary(Dictionary::new()),
        };
        head.set("Resources", resources);
        let content = content(&drawn, page).ok_or_else(broken)?;
        let inner = update.add(Stream::new(head, content));
        let picture = self.picture.as_ref().map(|(picture, place)| (add_picture(update, picture), place));
        Ok(update.add(framed(inner, picture, &area, rectangle)))
    }
}

/// A form that shows nothing: what an empty field needs in PDF/A.
pub(super) fn blank(rectangle: &Rectangle) -> Stream {
    let mut head = form(&Rectangle { right: rectangle.width(), top: rectangle.height(), ..Rectangle::default() });
    head.set("Resources", Dictionary::new());
    Stream::new(head, Vec::new())
}

fn form(area: &Rectangle) -> Dictionary {
    let mut head = Dictionary::new();
    head.set("Type", "XObject".to_owned());
    head.set("Subtype", "Form".to_owned());
    head.set("BBox", area.object());
    head
}

/// An image with its alpha as a soft mask; both in the colors that the output intent of the report describes.
fn add_picture(update: &mut Update<'_>, picture: &Picture) -> ObjectId {
    let image = |space: &str, samples: &[u8]| {
        let mut head = Dictionary::new();
        head.set("Type", "XObject".to_owned());
        head.set("Subtype", "Image".to_owned());
        head.set("Width", i64::try_from(picture.width).unwrap_or_default());
        head.set("Height", i64::try_from(picture.height).unwrap_or_default());
        head.set("BitsPerComponent", 8);
        head.set("ColorSpace", space.to_owned());
        head.set("Filter", "FlateDecode".to_owned());
        Stream::new(head, compress_to_vec_zlib(samples, 9))
    };
    let mask = update.add(image("DeviceGray", &picture.alpha));
    let mut colors = image("DeviceRGB", &picture.colors);
    colors.dict.set("SMask", mask);
    update.add(colors)
}

/// The drawing scaled into the middle of the rectangle, its image first.
fn framed(inner: ObjectId, picture: Option<(ObjectId, &Rectangle)>, area: &Rectangle, rectangle: &Rectangle) -> Stream {
    let scale = (rectangle.width() / area.width()).min(rectangle.height() / area.height());
    let x = (rectangle.width() - scale * area.width()) / 2.0 - scale * area.left;
    let y = (rectangle.height() - scale * area.height()) / 2.0 - scale * area.bottom;
    let mut stream = blank(rectangle);
    let mut named = Dictionary::new();
    named.set("S", inner);
    let mut below = String::new();
    if let Some((id, place)) = picture {
        named.set("P", id);
        let Rectangle { left, bottom, .. } = place;
        below = format!("q {:.3} 0 0 {:.3} {left:.3} {bottom:.3} cm /P Do Q ", place.width(), place.height());
    }
    let mut resources = Dictionary::new();
    resources.set("XObject", named);
    stream.dict.set("Resources", resources);
    stream.content = format!("q {scale:.5} 0 0 {scale:.5} {x:.3} {y:.3} cm {below}/S Do Q").into_bytes();
    stream
}

fn content(drawn: &Document, page: &Dictionary) -> Option<Vec<u8>> {
    let contents = value(drawn, page, b"Contents")?;
    let parts = match contents {
        Object::Array(parts) => parts.iter().map(|part| resolve(drawn, part)).collect(),
        single => vec![single],
    };
    let mut whole = Vec::new();
    for part in parts {
        let stream = part.as_stream().ok()?;
        whole.extend(stream.get_plain_content_with_limit(LONGEST).ok()?);
        whole.push(b'\n');
    }
    (whole.len() <= LONGEST).then_some(whole)
}

/// Copies objects with all they need, each once.
struct Import<'a, 'b, 'c> {
    drawn: &'a Document,
    update: &'b mut Update<'c>,
    known: BTreeMap<ObjectId, ObjectId>,
}

impl Import<'_, '_, '_> {
    fn copy(&mut self, object: &Object) -> Result<Object, FileRefusal> {
        Ok(match object {
            Object::Reference(id) => Object::Reference(self.object(*id)?),
            Object::Array(list) => Object::Array(list.iter().map(|one| self.copy(one)).collect::<Result<_, _>>()?),
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(dictionary)?),
            Object::Stream(stream) => {
                Object::Stream(Stream::new(self.dictionary(&stream.dict)?, stream.content.clone()))
            }
            Object::Real(_) => Object::Real(number(object).unwrap_or_default()),
            plain => plain.clone(),
        })
    }

    /// Without what ties the page to its tree and to its tags.
    fn dictionary(&mut self, dictionary: &Dictionary) -> Result<Dictionary, FileRefusal> {
        let mut copy = Dictionary::new();
        for (key, value) in dictionary {
            if !matches!(key.as_slice(), b"Parent" | b"StructParent" | b"StructParents") {
                copy.set(key.clone(), self.copy(value)?);
            }
        }
        Ok(copy)
    }

    fn object(&mut self, id: ObjectId) -> Result<ObjectId, FileRefusal> {
        if let Some(known) = self.known.get(&id) {
            return Ok(*known);
        }
        if self.known.len() == MOST {
            return Err(FileRefusal::Unreadable("appearance"));
        }
        let own = self.update.reserve();
        self.known.insert(id, own);
        let copied = self.copy(self.drawn.objects.get(&id).unwrap_or(&Object::Null))?;
        self.update.set(own, copied);
        Ok(own)
    }
}
