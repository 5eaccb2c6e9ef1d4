//! The request of a probing in the form of HTTP/1.1.

use crate::wire::http::USER_AGENT;

/// Writes a request out whole. What stands in it is declared, and was held against what a head may hold.
pub fn request(method: &str, path: &str, host: &str, fields: &[(String, String)], body: Option<&str>) -> Vec<u8> {
    let mut out = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
    let given = |name: &str| fields.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    if !given("user-agent") {
        out.push_str(&format!("User-Agent: {USER_AGENT}\r\n"));
    }
    if !given("accept") {
        out.push_str("Accept: */*\r\n");
    }
    for (name, value) in fields {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(body) = body {
        out.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    // Each probing is a connection of its own, and its end is part of what is measured.
    out.push_str("Connection: close\r\n\r\n");
    out.push_str(body.unwrap_or_default());
    out.into_bytes()
}
