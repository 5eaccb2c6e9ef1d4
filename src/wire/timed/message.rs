//! The request of a probing in the form of HTTP/1.1.

use crate::wire::http::USER_AGENT;
use crate::wire::lent::Piece;

/// Writes a request out whole, but for what is lent. What stands in it is declared, and was held against what a head may
/// hold; `lent` are fields whose values the wire fills in.
pub fn request(
    method: &str,
    path: &str,
    host: &str,
    fields: &[(String, String)],
    lent: Vec<(String, Vec<Piece>)>,
    body: Option<&str>,
) -> Vec<Piece> {
    let mut out = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
    let given = |name: &str| {
        let plain = fields.iter().map(|(own, _)| own);
        plain.chain(lent.iter().map(|(own, _)| own)).any(|own| own.eq_ignore_ascii_case(name))
    };
    if !given("user-agent") {
        out.push_str(&format!("User-Agent: {USER_AGENT}\r\n"));
    }
    if !given("accept") {
        out.push_str("Accept: */*\r\n");
    }
    for (name, value) in fields {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut pieces = Vec::new();
    for (name, value) in lent {
        out.push_str(&format!("{name}: "));
        pieces.push(Piece::plain(std::mem::take(&mut out)));
        pieces.extend(value);
        out.push_str("\r\n");
    }
    if let Some(body) = body {
        out.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    // Each probing is a connection of its own, and its end is part of what is measured.
    out.push_str("Connection: close\r\n\r\n");
    out.push_str(body.unwrap_or_default());
    pieces.push(Piece::plain(out));
    pieces
}
