//! What a signature covers.

use super::parts::Parts;
use crate::fact::{Gap, Reason};
use crate::probe::saml::facts::SamlCover;
use crate::probe::saml::xml::{Document, Element};
use crate::text::Text;

/// What of the document is covered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Covered<'a> {
    /// All of it.
    Whole,
    /// An element.
    Element(&'a Element),
}

/// What a signature in an element covers, and why that cannot be verified where it cannot.
pub(super) fn cover<'a>(
    document: &'a Document,
    parts: &Parts<'_>,
    parent: &Element,
) -> (SamlCover, Result<Covered<'a>, Gap>) {
    let [reference] = parts.references.as_slice() else {
        return failed(
            SamlCover::Several,
            "chữ ký không có đúng một tham chiếu như chuẩn SAML đòi hỏi",
            "the signature does not have exactly one reference, as SAML demands",
        );
    };
    let Some(uri) = reference.uri.filter(|own| own.is_empty() || own.starts_with('#')) else {
        return failed(
            SamlCover::Outside,
            "chữ ký bao trùm một thứ ngoài tài liệu; việc kiểm tra không tải nó",
            "the signature covers something outside the document, which is not fetched",
        );
    };
    // The number of the signature does not matter for whether the form is known.
    if reference.form(0).is_none() || uri.starts_with("#xpointer(") {
        return failed(
            SamlCover::Filtered,
            "chữ ký dùng phép biến đổi mà chuẩn SAML không cho phép, nên không rõ phần nào được ký",
            "the signature uses a transform that SAML does not allow, so what is signed is not certain",
        );
    }
    let Some(name) = uri.strip_prefix('#') else {
        let is_parent = parent.number == 0;
        return (if is_parent { SamlCover::Parent } else { SamlCover::Other }, Ok(Covered::Whole));
    };
    let mut named = document.elements().filter(|own| own.identifiers().any(|own| own == name));
    match (named.next(), named.next()) {
        (Some(_), Some(_)) => failed(
            SamlCover::Ambiguous,
            "nhiều phần tử cùng mang mã định danh mà chữ ký chỉ tới",
            "more than one element bears the identifier that the signature names",
        ),
        (Some(own), None) if own.attribute("ID") == Some(name) => {
            let is_parent = parent.number == own.number;
            (if is_parent { SamlCover::Parent } else { SamlCover::Other }, Ok(Covered::Element(own)))
        }
        _ => failed(
            SamlCover::Nothing,
            "không phần tử nào mang mã định danh mà chữ ký chỉ tới",
            "no element bears the identifier that the signature names",
        ),
    }
}

fn failed<'a>(cover: SamlCover, vi: &str, en: &str) -> (SamlCover, Result<Covered<'a>, Gap>) {
    (cover, Err(Gap::new(Reason::Parse, Text::new(vi, en))))
}
