//! A form in parts (`multipart/form-data`, RFC 7578).

use crate::wire::Piece;

/// The media type without its boundary.
pub(super) const MEDIA: &str = "multipart/form-data";
/// The media type as it is sent.
pub(super) const WITH_BOUNDARY: &str = "multipart/form-data; boundary=kiemtra-3f9c51d7";
/// What stands between the parts: the same in every run, so that equal runs send equal bytes. A page that puts it into a
/// field of its own only changes what is sent to itself.
const BOUNDARY: &str = "kiemtra-3f9c51d7";

/// The body: fields, and the secret one last.
pub(super) fn body<'f>(
    fields: impl Iterator<Item = (&'f str, &'f str)>,
    secret_field: &str,
    secret: Piece,
) -> Vec<Piece> {
    let mut text: String = fields.map(|(name, value)| format!("{}{value}\r\n", head(name))).collect();
    text.push_str(&head(secret_field));
    vec![Piece::plain(text), secret, Piece::plain(format!("\r\n--{BOUNDARY}--\r\n"))]
}

fn head(name: &str) -> String {
    // As browsers write names (HTML, 4.10.21.8).
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n")
}
