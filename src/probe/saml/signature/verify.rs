//! Whether a signature is true of what it covers (XML Signature, 3.2).

use super::algorithm;
use super::cover::Covered;
use super::key::PublicKey;
use super::parts::Parts;
use crate::fact::{Gap, Reason};
use crate::probe::saml::xml::{Document, Element};
use crate::text::{Text, text};

/// Whether a signature is true by one of the keys, and by which.
pub(super) fn verify<'k>(
    document: &Document,
    signature: &Element,
    parts: &Parts<'_>,
    covered: Covered<'_>,
    keys: &'k [PublicKey],
) -> (Result<bool, Gap>, Option<&'k PublicKey>) {
    match digest_holds(document, signature, parts, covered) {
        Ok(true) => {}
        // Who signed a digest of something else does not matter any more.
        other => return (other, None),
    }
    match made_by(document, parts, keys) {
        Ok(Some(key)) => (Ok(true), Some(key)),
        Ok(None) => (Ok(false), None),
        Err(gap) => (Err(gap), None),
    }
}

fn digest_holds(
    document: &Document,
    signature: &Element,
    parts: &Parts<'_>,
    covered: Covered<'_>,
) -> Result<bool, Gap> {
    let Some(reference) = parts.references.first() else { return Ok(false) };
    let Some(form) = reference.form(signature.number) else { return Err(unknown(reference.digest_method)) };
    let bytes = match covered {
        Covered::Whole => form.document(document)?,
        Covered::Element(element) => form.element(&document.path(element.number))?,
    };
    let hash = algorithm::digest_hash(reference.digest_method);
    let own = algorithm::digest(hash, &bytes).ok_or_else(|| unknown(reference.digest_method))?;
    Ok(reference.digest.as_ref() == Some(&own))
}

/// The key that made the signature; `None` where none of them did.
fn made_by<'k>(document: &Document, parts: &Parts<'_>, keys: &'k [PublicKey]) -> Result<Option<&'k PublicKey>, Gap> {
    let (Some(info), Some(value)) = (parts.signed_info, &parts.value) else { return Ok(None) };
    let Some((method, hash)) = algorithm::method(parts.method) else { return Err(unknown(parts.method)) };
    let Some(form) = parts.form() else { return Err(unknown(parts.canonicalization())) };
    if keys.is_empty() {
        let detail = Text::new(
            "chữ ký không kèm chứng thư hay khóa đọc được nào để kiểm chứng",
            "the signature brings no readable certificate or key along to verify it with",
        );
        return Err(Gap::new(Reason::Parse, detail));
    }
    let message = form.element(&document.path(info.number))?;
    let mut doubt = false;
    for key in keys {
        match key.made(method, hash, &message, value) {
            Some(true) => return Ok(Some(key)),
            Some(false) => {}
            None => doubt = true,
        }
    }
    if doubt { Err(unknown(parts.method)) } else { Ok(None) }
}

fn unknown(name: &str) -> Gap {
    let name = algorithm::short(name);
    let detail = text!(
        "thuật toán “{name}” (hoặc độ dài khóa đi với nó) không kiểm chứng được ở đây",
        "the algorithm \u{201c}{name}\u{201d}, or the length of the key with it, cannot be verified here"
    );
    Gap::new(Reason::Parse, detail)
}
